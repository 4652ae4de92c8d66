//! The control connection's octets, cut into lines: command lines at a server, reply lines at a user.
//!
//! Nothing is acted on before CR LF (RFC 354 p. 13). TELNET control codes (128 and above) are dropped without complaint
//! (RFC 414 p. 2), and so are the three octets in which the TELNET of May 1973 negotiates. SYNCH is DATA MARK (200
//! octal) in the stream together with an interrupt (INS) beside it; when both have come, what was typed before the mark
//! and not yet acted on is gone (RFC 354 p. 17, RFC 414 p. 2):
//!
//! ```text
//!   interrupts - marks   1 or more   discard up to the mark
//!                        0           read
//!                        below 0     the mark came first: its interrupt is still due and will change nothing
//! ```
//!
//! Liberty: RFC 318 p. 12 stops all input while a mark waits for its interrupt. An FTP server has no process behind it
//! that the input could disturb, so it reads on.

/// The codes of the ad hoc TELNET that are looked at. RFC 318 p. 4.
const DATA_MARK: u8 = 0o200;
/// The escape of the TELNET of May 1973, and its first and last command with an operand (WILL, DON'T).
const IAC: u8 = 255;
const NEGOTIATE: std::ops::RangeInclusive<u8> = 251..=254;

const CR: u8 = 0o15;
const LF: u8 = 0o12;

/// The longest line that is kept, in characters. Multics took 256 (RFC 614 p. 2).
pub const LONGEST_LINE: usize = 1000;

/// A line as it was received, without its CR LF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// ASCII without CR and LF.
    Text(String),
    /// More than [`LONGEST_LINE`] characters; they are not kept.
    TooLong,
    /// There was a CR without LF or an LF without CR in it.
    Broken,
}

/// Cuts octets into lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineReader {
    line: String,
    length: usize,
    is_broken: bool,
    after_cr: bool,
    /// Octets of a TELNET negotiation that are still to be dropped.
    negotiation: Negotiation,
    /// Interrupts less data marks.
    synch: i32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Negotiation {
    #[default]
    None,
    AfterIac,
    AfterVerb,
}

impl LineReader {
    /// True while input is discarded up to the next DATA MARK.
    pub fn is_discarding(&self) -> bool {
        self.synch > 0
    }

    /// An interrupt came. Returns true when everything not yet acted on is to be forgotten: it came ahead of its mark.
    pub fn on_interrupt(&mut self) -> bool {
        self.synch += 1;
        if self.is_discarding() {
            self.forget_line();
        }
        self.is_discarding()
    }

    /// The mark of an interrupt did not come in reasonable time: read on.
    pub fn give_up_mark(&mut self) {
        self.synch = self.synch.min(0);
    }

    /// Takes `octets`; complete lines go to `lines`.
    pub fn on_octets(&mut self, octets: &[u8], lines: &mut Vec<Line>) {
        for &octet in octets {
            if self.is_negotiation(octet) {
                continue;
            }
            match octet {
                DATA_MARK => self.on_mark(),
                _ if octet >= 128 || self.is_discarding() => {}
                LF if self.after_cr => lines.push(self.take_line()),
                _ => self.on_character(octet),
            }
        }
    }

    fn is_negotiation(&mut self, octet: u8) -> bool {
        let (next, is_part) = match self.negotiation {
            Negotiation::None if octet == IAC => (Negotiation::AfterIac, true),
            Negotiation::None => (Negotiation::None, false),
            Negotiation::AfterIac if NEGOTIATE.contains(&octet) => (Negotiation::AfterVerb, true),
            Negotiation::AfterIac => (Negotiation::None, octet >= 128),
            Negotiation::AfterVerb => (Negotiation::None, true),
        };
        self.negotiation = next;
        is_part
    }

    fn on_mark(&mut self) {
        self.synch -= 1;
        self.forget_line();
    }

    fn on_character(&mut self, octet: u8) {
        // CR CR LF ends a line as CR LF does.
        if self.after_cr && octet != CR {
            self.is_broken = true;
        }
        self.after_cr = octet == CR;
        if octet == LF {
            self.is_broken = true;
        }
        if octet == CR || octet == LF {
            return;
        }
        self.length += 1;
        if self.length <= LONGEST_LINE {
            self.line.push(char::from(octet));
        }
    }

    fn take_line(&mut self) -> Line {
        let line = if self.length > LONGEST_LINE {
            Line::TooLong
        } else if self.is_broken {
            Line::Broken
        } else {
            Line::Text(std::mem::take(&mut self.line))
        };
        self.forget_line();
        line
    }

    fn forget_line(&mut self) {
        self.line.clear();
        self.length = 0;
        self.is_broken = false;
        self.after_cr = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(reader: &mut LineReader, octets: &[u8]) -> Vec<Line> {
        let mut lines = Vec::new();
        reader.on_octets(octets, &mut lines);
        lines
    }

    fn text(line: &str) -> Line {
        Line::Text(line.to_owned())
    }

    #[test]
    fn nothing_is_a_line_before_cr_lf() {
        let mut reader = LineReader::default();
        for octet in b"DELE x\r" {
            assert_eq!(read(&mut reader, &[*octet]), []);
        }
        assert_eq!(read(&mut reader, b"\nSTAT\r\nB"), [text("DELE x"), text("STAT")]);
    }

    /// RFC 318 p. 4: 82 is NOP, 84 ECHO (hexadecimal). RFC 495 p. 1: FF FD 01 is the new TELNET's DO ECHO.
    #[test]
    fn telnet_codes_vanish_even_between_cr_and_lf() {
        let mut reader = LineReader::default();
        assert_eq!(read(&mut reader, b"\x82RE\x84TR\xff\xfd\x01 f\xff\xf1ile\r\x82\n"), [text("RETR file")]);
        assert_eq!(read(&mut reader, b"\xff\xffBYE\r\n"), [text("BYE")]);
    }

    #[test]
    fn a_cr_or_lf_alone_breaks_its_line_and_no_other() {
        let mut reader = LineReader::default();
        assert_eq!(read(&mut reader, b"STOR a\rb\r\nBYE\r\n"), [Line::Broken, text("BYE")]);
        assert_eq!(read(&mut reader, b"STOR a\nb\r\nBYE\r\r\n"), [Line::Broken, text("BYE")]);
        assert_eq!(read(&mut reader, b"STOR a\r\0\r\n"), [Line::Broken]);
    }

    #[test]
    fn a_line_without_end_takes_no_room() {
        let mut reader = LineReader::default();
        assert_eq!(read(&mut reader, &[b'x'; 10_000]), []);
        assert!(reader.line.len() <= LONGEST_LINE);
        assert_eq!(read(&mut reader, b"\r\nSTAT\r\n"), [Line::TooLong, text("STAT")]);
    }

    /// RFC 414 p. 2, either order of the interrupt and the mark.
    #[test]
    fn synch_drops_what_was_typed_before_the_mark() {
        let mut reader = LineReader::default();
        assert_eq!(read(&mut reader, b"STOR par"), []);
        assert!(reader.on_interrupt());
        assert_eq!(read(&mut reader, b"t more\r\nDELE x\r\n"), []);
        assert_eq!(read(&mut reader, b"\x80ABOR\r\n"), [text("ABOR")]);
        assert_eq!(read(&mut reader, b"STOR par\x80ABOR\r\n"), [text("ABOR")]);
        assert!(!reader.on_interrupt(), "its mark has passed");
        assert_eq!(read(&mut reader, b"STAT\r\n"), [text("STAT")]);
    }

    #[test]
    fn an_interrupt_whose_mark_never_comes_is_given_up() {
        let mut reader = LineReader::default();
        assert!(reader.on_interrupt());
        assert_eq!(read(&mut reader, b"STAT\r\n"), []);
        reader.give_up_mark();
        assert_eq!(read(&mut reader, b"STAT\r\n"), [text("STAT")]);
    }
}
