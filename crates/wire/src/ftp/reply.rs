//! Replies, server to user: three digits, a space, text, CR LF (RFC 354 p. 17-20).
//!
//! A longer reply goes on in one of four ways that were seen on the network: further lines begin with three spaces in
//! place of the code (RFC 354 p. 19); they begin with anything but a digit, and a 200 ends them (RFC 414 p. 2); the
//! first line has `nnn-` and the last one `nnn ` (RFC 454 p. 24); the code is repeated on every line (RFC 686 p. 4).

use std::fmt;

/// A reply's three digits, 000 to 999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Code(pub u16);

/// What a code's first digit says. RFC 354 p. 18.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// 0: neither yes nor no.
    Informative,
    /// 1: the answer to a status command.
    Status,
    /// 2: done.
    Success,
    /// 3: more input is needed.
    MoreInput,
    /// 4: rightly asked, but not done.
    Unsuccessful,
    /// 5: wrong, and ignored.
    Incorrect,
    /// 6 to 9: reserved; 9xx belongs to experiments (RFC 385 p. 6).
    Experimental,
}

/// A reply as a server says it: a code, a first line, and lines that go on from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The three digits.
    pub code: Code,
    /// The first line's text.
    pub text: String,
    /// Further lines, without what marks them as such.
    pub more: Vec<String>,
}

/// One line of a reply as it was received, without its CR LF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReplyLine {
    /// A code and text.
    Coded {
        /// The three digits.
        code: Code,
        /// True for `nnn-`: lines follow, up to one with the same code and a space.
        goes_on: bool,
        /// What follows the digits and the space or hyphen.
        text: String,
    },
    /// A line that begins with no code: it belongs to what went before.
    Continued(String),
}

/// The text of reply 255: the server's data socket. RFC 354 p. 19.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataSocket(pub u32);

/// The text of reply 251: a restart marker in the user's stream and the server's own. RFC 354 p. 19.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkerPair {
    /// The user's marker.
    pub yours: String,
    /// The server's.
    pub mine: String,
}

impl Code {
    /// The class, which is all that a program needs of a code that it doesn't know.
    pub const fn class(self) -> Class {
        match self.0 / 100 {
            0 => Class::Informative,
            1 => Class::Status,
            2 => Class::Success,
            3 => Class::MoreInput,
            4 => Class::Unsuccessful,
            5 => Class::Incorrect,
            _ => Class::Experimental,
        }
    }

    /// True for the replies that may come at any time, whatever was asked. RFC 354 p. 23.
    pub const fn is_spontaneous(self) -> bool {
        matches!(self.0, 0..=99 | 251 | 255 | 300 | 301 | 400 | 401 | 434..=436)
    }
}

impl Reply {
    /// A reply of one line.
    pub fn new(code: u16, text: impl Into<String>) -> Reply {
        Reply { code: Code(code), text: text.into(), more: Vec::new() }
    }

    /// The lines of 1972: those that go on begin with three spaces, which obeys RFC 354 p. 19 and RFC 414 p. 2 alike.
    pub fn emit(&self) -> String {
        let mut lines = format!("{} {}\r\n", self.code, self.text);
        for line in &self.more {
            lines.push_str("   ");
            lines.push_str(line);
            lines.push_str("\r\n");
        }
        lines
    }

    /// The lines of 1973: a hyphen after the first line's code, and the code again before the last (RFC 454 p. 24). Those
    /// between begin with three spaces, so that none begins with three digits.
    pub fn emit_hyphenated(&self) -> String {
        let Some((last, middle)) = self.more.split_last() else { return self.emit() };
        let mut lines = format!("{}-{}\r\n", self.code, self.text);
        middle.iter().for_each(|line| lines.push_str(&format!("   {line}\r\n")));
        lines.push_str(&format!("{} {last}\r\n", self.code));
        lines
    }
}

impl ReplyLine {
    /// Reads a line, which came without its CR LF.
    pub fn parse(line: &str) -> ReplyLine {
        let digits = line.as_bytes().iter().take(3).filter(|octet| octet.is_ascii_digit()).count();
        if digits < 3 {
            return ReplyLine::Continued(line.to_owned());
        }
        let (code, rest) = line.split_at(3);
        let code = Code(code.parse().expect("three decimal digits"));
        let goes_on = rest.starts_with('-');
        let text = rest.strip_prefix(['-', ' ']).unwrap_or(rest).to_owned();
        ReplyLine::Coded { code, goes_on, text }
    }
}

impl DataSocket {
    /// Reads `SOCK nnnn`, with nothing but blanks after it.
    pub fn parse(text: &str) -> Option<DataSocket> {
        let mut words = text.split_ascii_whitespace();
        if !words.next()?.eq_ignore_ascii_case("SOCK") {
            return None;
        }
        let socket = words.next()?.parse().ok()?;
        Some(DataSocket(socket))
    }
}

impl MarkerPair {
    /// Reads `MARK yyyy = mmmm`.
    pub fn parse(text: &str) -> Option<MarkerPair> {
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        match words[..] {
            ["MARK", yours, "=", mine, ..] => {
                Some(MarkerPair { yours: yours.to_owned(), mine: mine.to_owned() })
            }
            _ => None,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}

impl fmt::Display for DataSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SOCK {}", self.0)
    }
}

impl fmt::Display for MarkerPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MARK {} = {}", self.yours, self.mine)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coded(code: u16, goes_on: bool, text: &str) -> ReplyLine {
        ReplyLine::Coded { code: Code(code), goes_on, text: text.into() }
    }

    /// Lines of RFC 354 p. 23-24 and RFC 454 p. 25.
    #[test]
    fn a_line_is_a_code_with_text_or_goes_on_from_another() {
        assert_eq!(ReplyLine::parse("330 Enter Password"), coded(330, false, "Enter Password"));
        assert_eq!(ReplyLine::parse("255 SOCK 5533"), coded(255, false, "SOCK 5533"));
        assert_eq!(ReplyLine::parse("100-First Line"), coded(100, true, "First Line"));
        assert_eq!(ReplyLine::parse("200"), coded(200, false, ""));
        for line in ["   more", "More 123", "", "12", "1 2", "Continuation Line"] {
            assert_eq!(ReplyLine::parse(line), ReplyLine::Continued(line.into()));
        }
    }

    #[test]
    fn a_line_of_any_characters_is_read_without_a_panic() {
        assert_eq!(ReplyLine::parse("12é"), ReplyLine::Continued("12é".into()));
        assert_eq!(ReplyLine::parse("123é"), coded(123, false, "é"));
    }

    #[test]
    fn the_server_socket_is_read_from_its_reply() {
        assert_eq!(DataSocket::parse("SOCK 5533"), Some(DataSocket(5533)));
        assert_eq!(DataSocket(5533).to_string(), "SOCK 5533");
        for text in ["SOCK", "SOCK x", "SOCK 4294967296", "5533", ""] {
            assert_eq!(DataSocket::parse(text), None, "{text}");
        }
    }

    /// RFC 354 p. 19: note the spaces between the markers and `=`.
    #[test]
    fn a_marker_pair_is_written_with_spaces_around_the_sign() {
        let pair = MarkerPair { yours: "A100".into(), mine: "36".into() };
        assert_eq!(pair.to_string(), "MARK A100 = 36");
        assert_eq!(MarkerPair::parse("MARK A100 = 36"), Some(pair));
        assert_eq!(MarkerPair::parse("MARK A100=36"), None);
    }

    /// RFC 354 p. 19 asks for three spaces, RFC 414 p. 2 for no digit.
    #[test]
    fn a_long_reply_goes_on_after_three_spaces() {
        let reply = Reply { more: vec!["TYPE A".into(), "8 bits".into()], ..Reply::new(100, "FTP status") };
        assert_eq!(reply.emit(), "100 FTP status\r\n   TYPE A\r\n   8 bits\r\n");
        assert_eq!(Reply::new(0, "x").emit(), "000 x\r\n");
    }

    /// The example of RFC 454 p. 25, with three spaces to begin the lines between.
    #[test]
    fn ftp_025_a_hyphenated_reply_ends_with_its_code() {
        let more = ["Continuation Line", "200 lines", "Last Line"].map(str::to_owned).to_vec();
        let reply = Reply { more, ..Reply::new(100, "First Line") };
        let lines = "100-First Line\r\n   Continuation Line\r\n   200 lines\r\n100 Last Line\r\n";
        assert_eq!(reply.emit_hyphenated(), lines);
        assert_eq!(Reply::new(200, "OK").emit_hyphenated(), "200 OK\r\n");
    }
}
