//! What a user types at a server's terminal, made into lines: the editing that a system does, without I/O.
//!
//! A system that works a character at a time takes the return key for the end of a line at once, and lets the LF or NUL
//! pass that may follow: so a terminal that sends CR alone, as a TIP's does unless told otherwise (RFC 414 p. 2), is
//! served too. One that works a line at a time waits for CR LF (RFC 318 p. 9-10), and CR alone means nothing to it.

use arpanet_wire::telnet::{CR, LF, LineEnds, NUL, Text};

/// What the user has typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A line, without its end.
    Line(String),
    /// A line of more characters than are kept. It is not kept at all: half a command may be another one.
    TooLong,
    /// The break key.
    Break,
}

/// The line so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor {
    line: String,
    is_too_long: bool,
    ends: Ends,
}

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    AtCr { after_cr: bool },
    AtCrLf(LineEnds),
}

/// The longest line kept. Liberty.
pub const LONGEST_LINE: usize = 1_000;
/// The keys that take back a character: backspace, control-A (TENEX) and rubout.
const RUBOUTS: [u8; 3] = [8, 1, 127];

impl Editor {
    /// An editor of a system that works a line at a time, or a character at a time.
    pub fn new(line_at_a_time: bool) -> Editor {
        let ends =
            if line_at_a_time { Ends::AtCrLf(LineEnds::default()) } else { Ends::AtCr { after_cr: false } };
        Editor { line: String::new(), is_too_long: false, ends }
    }

    /// Takes a character; lines that it completes go to `typed`. What the user is shown, where the server echoes: `\n` for the
    /// end of a line.
    pub fn on_character(&mut self, character: u8, typed: &mut impl Extend<Typed>) -> String {
        let mut text = Vec::new();
        match &mut self.ends {
            Ends::AtCrLf(line_ends) => line_ends.read(character, &mut text),
            Ends::AtCr { after_cr } => {
                let follows_cr = std::mem::replace(after_cr, character == CR);
                match character {
                    CR => text.push(Text::EndOfLine),
                    LF | NUL if follows_cr => {}
                    _ => text.push(Text::Character(character)),
                }
            }
        }
        text.into_iter().map(|text| self.on_text(text, typed)).collect()
    }

    /// Takes back the last character, and shows which.
    pub fn erase_character(&mut self) -> String {
        self.line.pop().map_or_else(String::new, |gone| format!("\\{gone}"))
    }

    /// Takes back the line.
    pub fn erase_line(&mut self) {
        self.line.clear();
        self.is_too_long = false;
    }

    fn on_text(&mut self, text: Text, typed: &mut impl Extend<Typed>) -> String {
        match text {
            Text::EndOfLine => {
                typed.extend([self.take_line()]);
                "\n".to_owned()
            }
            Text::Character(rubout) if RUBOUTS.contains(&rubout) => self.erase_character(),
            Text::Character(CR) => String::new(),
            Text::Character(character) => {
                if self.line.len() < LONGEST_LINE {
                    self.line.push(char::from(character));
                } else {
                    self.is_too_long = true;
                }
                char::from(character).to_string()
            }
        }
    }

    fn take_line(&mut self) -> Typed {
        let line = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.is_too_long) { Typed::TooLong } else { Typed::Line(line) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(line_at_a_time: bool, characters: &[u8]) -> (Vec<Typed>, String) {
        let (mut editor, mut typed) = (Editor::new(line_at_a_time), Vec::new());
        let shown = characters.iter().map(|c| editor.on_character(*c, &mut typed)).collect();
        (typed, shown)
    }

    fn lines(lines: &[&str]) -> Vec<Typed> {
        lines.iter().map(|line| Typed::Line((*line).to_owned())).collect()
    }

    #[test]
    fn a_system_of_characters_takes_cr_for_the_end_whatever_follows() {
        for characters in [&b"ONE\r\nTWO\r\n"[..], b"ONE\r\0TWO\r\0", b"ONE\rTWO\r"] {
            assert_eq!(typed(false, characters), (lines(&["ONE", "TWO"]), "ONE\nTWO\n".to_owned()));
        }
        assert_eq!(typed(false, b"\r\n\r\n").0, lines(&["", ""]));
    }

    #[test]
    fn a_system_of_lines_waits_for_cr_lf() {
        assert_eq!(typed(true, b"ONE\r\0TWO\rTHREE\r\n").0, lines(&["ONETWOTHREE"]));
        assert_eq!(typed(true, b"ONE\r").0, []);
    }

    #[test]
    fn rubouts_take_back() {
        assert_eq!(typed(false, b"ABD\x7fC\x01\x08C\r"), (lines(&["AC"]), "ABD\\DC\\C\\BC\n".to_owned()));
        assert_eq!(typed(false, b"\x7f\x7f\r").0, lines(&[""]));
    }

    #[test]
    fn of_a_line_that_is_too_long_nothing_is_left() {
        let long = [vec![b'A'; 10_000], b"\rB\r".to_vec()].concat();
        assert_eq!(typed(false, &long).0, [Typed::TooLong, Typed::Line("B".into())]);
        let full = [vec![b'A'; LONGEST_LINE], b"\r".to_vec()].concat();
        assert_eq!(typed(false, &full).0, lines(&[&"A".repeat(LONGEST_LINE)]));
    }
}
