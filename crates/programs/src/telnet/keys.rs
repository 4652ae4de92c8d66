//! What a person types at a user TELNET: lines for the server, and commands for the program itself.
//!
//! RFC 318 p. 5-6 wants the user to be able to send BREAK, SYNCH, ECHO and NO ECHO, to send what has been typed without its
//! end of line, and to enter every character; it leaves open how. Assumed: a line that begins with `^` is a command.
//!
//! | typed | meaning |
//! |---|---|
//! | `^BREAK` | the break key: BREAK, then SYNCH, so that it gets through (RFC 318 p. 13) |
//! | `^SYNCH` | SYNCH alone |
//! | `^IP`, `^AO` | interrupt the process, abort its output (May 1973), and SYNCH (RFC 529 p. 3) |
//! | `^AYT`, `^EC`, `^EL` | are you there, erase character, erase line (May 1973) |
//! | `^ECHO`, `^NOECHO` | ask the server to echo, or to stop |
//! | `^SEND text` | Transmit Now and Suppress End-of-Line: the text, and nothing after it |
//! | `^CODE n` | the character of this code, 0 to 127 |
//! | `^CLOSE` | hang up |
//! | `^^text` | the line `^text` |

use arpanet_wire::telnet::{Command, network_text};

/// One thing typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// A line for the server.
    Line(String),
    /// The break key.
    Break,
    /// Another command of the new TELNET.
    Command(Command),
    /// SYNCH alone.
    Synch,
    /// Ask the server to echo.
    Echo,
    /// Ask the server to stop echoing.
    NoEcho,
    /// Characters without an end of line.
    Send(Vec<u8>),
    /// Hang up.
    Close,
    /// A command that there is not.
    Unknown(String),
}

impl Key {
    /// Reads a typed line.
    pub fn of(line: &str) -> Key {
        let Some(command) = line.strip_prefix('^') else {
            return Key::Line(line.to_owned());
        };
        if command.starts_with('^') {
            return Key::Line(command.to_owned());
        }
        let (verb, rest) = command.split_once(' ').unwrap_or((command, ""));
        let code = || rest.trim().parse::<u8>().ok().filter(u8::is_ascii);
        match verb.to_ascii_uppercase().as_str() {
            "BREAK" => Key::Break,
            "IP" => Key::Command(Command::InterruptProcess),
            "AO" => Key::Command(Command::AbortOutput),
            "AYT" => Key::Command(Command::AreYouThere),
            "EC" => Key::Command(Command::EraseCharacter),
            "EL" => Key::Command(Command::EraseLine),
            "SYNCH" => Key::Synch,
            "ECHO" => Key::Echo,
            "NOECHO" => Key::NoEcho,
            "SEND" => Key::Send(network_text(rest)),
            "CODE" => code().map_or(Key::Unknown(line.to_owned()), |code| Key::Send(vec![code])),
            "CLOSE" => Key::Close,
            _ => Key::Unknown(line.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_for_the_server_unless_it_begins_with_the_escape() {
        assert_eq!(Key::of("LOGIN X"), Key::Line("LOGIN X".into()));
        assert_eq!(Key::of("^^X"), Key::Line("^X".into()));
        assert_eq!(Key::of("^break"), Key::Break);
        assert_eq!(Key::of("^IP"), Key::Command(Command::InterruptProcess));
        assert_eq!(Key::of("^SEND location="), Key::Send(b"location=".to_vec()));
        assert_eq!(Key::of("^CODE 127"), Key::Send(vec![127]));
        assert_eq!(Key::of("^CODE 128"), Key::Unknown("^CODE 128".into()));
        assert_eq!(Key::of("^WHAT"), Key::Unknown("^WHAT".into()));
    }
}
