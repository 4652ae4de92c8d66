//! The character stream of TELNET: codes, the network virtual terminal's lines, and the signals among the characters.
//!
//! In 1972 there is no official TELNET, only the ad hoc one that RFC 318 describes: octets below 128 are USASCII, those
//! from 128 on are control signals, one octet each. In May 1973 the new TELNET comes, whose signals are sequences after
//! IAC (255); RFC 495 p. 1 wants the old receivers to bear them from 1 July 1973 on. [`Reader`] therefore recognises a
//! sequence of the new form as one unit, however it is cut into messages, so that no part of it is taken for a
//! character. [`NewForm`] is such a sequence.
//!
//! The sources give these codes in decimal.

mod new_form;

use std::fmt;

pub use new_form::{Command, ECHO, IAC, Negotiation, NewForm, SB, SE, SUPPRESS_GO_AHEAD, Verb};

/// Carriage return: the left margin of the same line. RFC 318 p. 2.
pub const CR: u8 = 13;
/// Line feed: the next line, at the same column. RFC 318 p. 2.
pub const LF: u8 = 10;
/// Nothing. RFC 318 p. 2.
pub const NUL: u8 = 0;

/// A signal of the ad hoc TELNET. RFC 318 p. 4-5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Marks a point in the stream; together with an interrupt (INS), SYNCH.
    DataMark,
    /// The break or attention key; from the server, reverse break.
    Break,
    /// Nothing.
    Nop,
    /// User: please do not echo. Server: I am not echoing; your input need no longer be hidden.
    NoEcho,
    /// User: please echo. Server: I am echoing.
    Echo,
    /// Server: something secret is about to be typed, do not show it.
    HideInput,
    /// From here on the characters are of this set; how to come back is undefined. RFC 318 p. 5.
    DataType(DataType),
}

/// A character set that a TELNET stream may change to. RFC 318 p. 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataType {
    /// USASCII, as at the beginning.
    Ascii,
    /// None in particular.
    Transparent,
    /// EBCDIC.
    Ebcdic,
}

impl Signal {
    /// All signals.
    pub const ALL: [Signal; 9] = [
        Signal::DataMark,
        Signal::Break,
        Signal::Nop,
        Signal::NoEcho,
        Signal::Echo,
        Signal::HideInput,
        Signal::DataType(DataType::Ascii),
        Signal::DataType(DataType::Transparent),
        Signal::DataType(DataType::Ebcdic),
    ];

    /// The octet on the wire, 128 to 162. RFC 318 p. 4-5.
    pub const fn code(self) -> u8 {
        match self {
            Signal::DataMark => 128,
            Signal::Break => 129,
            Signal::Nop => 130,
            Signal::NoEcho => 131,
            Signal::Echo => 132,
            Signal::HideInput => 133,
            Signal::DataType(DataType::Ascii) => 160,
            Signal::DataType(DataType::Transparent) => 161,
            Signal::DataType(DataType::Ebcdic) => 162,
        }
    }

    /// The signal of an octet, if it has one.
    pub fn of(code: u8) -> Option<Signal> {
        Signal::ALL.into_iter().find(|signal| signal.code() == code)
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Signal::DataMark => "DATA MARK",
            Signal::Break => "BREAK",
            Signal::Nop => "NOP",
            Signal::NoEcho => "NO ECHO",
            Signal::Echo => "ECHO",
            Signal::HideInput => "HIDE YOUR INPUT",
            Signal::DataType(DataType::Ascii) => "ASCII",
            Signal::DataType(DataType::Transparent) => "TRANSPARENT",
            Signal::DataType(DataType::Ebcdic) => "EBCDIC",
        })
    }
}

/// One thing in a TELNET stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A USASCII character, 0 to 127.
    Character(u8),
    /// A signal of the ad hoc TELNET.
    Signal(Signal),
    /// An octet of 128 or more without a meaning; to be deleted without complaint (RFC 318 p. 6-7).
    Unknown(u8),
    /// A sequence of the new form.
    NewForm(NewForm),
}

/// Cuts a TELNET stream into [`Item`]s. It remembers a sequence that is not yet whole, and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reader {
    sequence: Sequence,
}

/// How much of a sequence of the new form has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Sequence {
    #[default]
    None,
    /// IAC.
    Iac,
    /// IAC and a verb.
    Verb(Verb),
    /// IAC SB and the parameters so far; the last octet was a lone IAC.
    Parameters { octets: Vec<u8>, after_iac: bool },
}

/// Parameters of a subnegotiation beyond these are dropped: it never ends, or it is none.
const LONGEST_PARAMETERS: usize = 1_000;

impl Reader {
    /// Takes octets off the wire; what is whole goes to `items`.
    pub fn read(&mut self, octets: &[u8], items: &mut Vec<Item>) {
        items.extend(octets.iter().filter_map(|octet| self.on_octet(*octet)));
    }

    fn on_octet(&mut self, octet: u8) -> Option<Item> {
        match std::mem::take(&mut self.sequence) {
            Sequence::None => self.on_fresh(octet),
            Sequence::Iac => self.after_iac(octet),
            Sequence::Verb(verb) => {
                Some(Item::NewForm(NewForm::Negotiation(Negotiation { verb, option: octet })))
            }
            Sequence::Parameters { octets, after_iac } => self.on_parameter(octets, after_iac, octet),
        }
    }

    fn on_fresh(&mut self, octet: u8) -> Option<Item> {
        match octet {
            IAC => {
                self.sequence = Sequence::Iac;
                None
            }
            0..=127 => Some(Item::Character(octet)),
            _ => Some(Signal::of(octet).map_or(Item::Unknown(octet), Item::Signal)),
        }
    }

    fn after_iac(&mut self, octet: u8) -> Option<Item> {
        if let Some(verb) = Verb::of(octet) {
            self.sequence = Sequence::Verb(verb);
            return None;
        }
        match octet {
            SB => {
                self.sequence = Sequence::Parameters { octets: Vec::new(), after_iac: false };
                None
            }
            IAC => Some(Item::NewForm(NewForm::Data255)),
            // A stray 255 in a stream of the old form: what follows it is a character, or a signal, of its own.
            _ => match Command::of(octet) {
                Some(command) => Some(Item::NewForm(NewForm::Command(command))),
                None => self.on_fresh(octet),
            },
        }
    }

    /// IAC IAC is an octet of the parameters. IAC and anything else but SE shows that their end is lost: they are dropped,
    /// and what has come is read, so that a lost octet doesn't swallow the rest of the session (RFC 529 p. 4).
    fn on_parameter(&mut self, mut octets: Vec<u8>, after_iac: bool, octet: u8) -> Option<Item> {
        match octet {
            SE if after_iac => return Some(Item::NewForm(NewForm::Subnegotiation(octets))),
            IAC if !after_iac => {
                self.sequence = Sequence::Parameters { octets, after_iac: true };
                return None;
            }
            _ if after_iac && octet != IAC => return self.after_iac(octet),
            _ => {}
        }
        if octets.len() < LONGEST_PARAMETERS {
            octets.push(octet);
        }
        self.sequence = Sequence::Parameters { octets, after_iac: false };
        None
    }
}

/// One thing in the text of a network virtual terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// A character that is no part of an end of line. CR means a CR alone, sent as CR NUL.
    Character(u8),
    /// CR LF.
    EndOfLine,
}

/// Tells an end of line from a CR alone: it holds each CR until the next character. RFC 318 p. 9-10.
///
/// CR LF is an end of line; CR NUL is a CR; CR and anything else is a CR and that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineEnds {
    holds_cr: bool,
}

impl LineEnds {
    /// Takes a character; what it decides goes to `text`.
    pub fn read(&mut self, character: u8, text: &mut Vec<Text>) {
        let held = std::mem::replace(&mut self.holds_cr, character == CR);
        match (held, character) {
            (true, LF) => text.push(Text::EndOfLine),
            (true, NUL) => text.push(Text::Character(CR)),
            _ => {
                text.extend(held.then_some(Text::Character(CR)));
                text.extend((character != CR).then_some(Text::Character(character)));
            }
        }
    }

    /// Nothing more will come: a held CR is a CR alone.
    pub fn end(&mut self) -> Option<Text> {
        std::mem::take(&mut self.holds_cr).then_some(Text::Character(CR))
    }
}

/// A text for the network: `\n` (or `\r\n`, which is the same) becomes CR LF, a CR alone becomes CR NUL (RFC 318
/// p. 9-10), and what is no USASCII becomes a question mark.
pub fn network_text(text: &str) -> Vec<u8> {
    let mut octets = Vec::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\n' => octets.extend([CR, LF]),
            '\r' if characters.next_if_eq(&'\n').is_some() => octets.extend([CR, LF]),
            '\r' => octets.extend([CR, NUL]),
            _ => octets.push(u8::try_from(character).ok().filter(u8::is_ascii).unwrap_or(b'?')),
        }
    }
    octets
}

#[cfg(test)]
mod tests;
