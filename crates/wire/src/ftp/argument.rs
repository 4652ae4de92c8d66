//! What stands after a command code (RFC 354 p. 21-22, RFC 438 p. 2, RFC 454 p. 31, RFC 542 p. 36).

use std::fmt;
use thiserror::Error;

/// What is wrong with an argument; the server answers 502 and 501.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ArgumentError {
    /// Nothing stands where something must. Reply 502.
    #[error("{expected} is missing")]
    Missing {
        /// What belongs there.
        expected: &'static str,
    },
    /// Something else stands there. Reply 501.
    #[error("{expected} was expected")]
    Malformed {
        /// What belongs there.
        expected: &'static str,
    },
}

/// Which way data flow, seen from the server that is addressed. RFC 438 p. 2: the site of the APPE gets `LSTN R`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// `S`: this server sends, from an odd socket.
    Send,
    /// `R`: this server receives, at an even socket.
    Receive,
}

/// The foreign data socket, with a host or for the host of the control connection. RFC 354 p. 14.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostSocket {
    /// The decimal host number, 0 to 255, when one is given.
    pub host: Option<u8>,
    /// The socket.
    pub socket: u32,
}

/// How data are represented on the data connection. RFC 354 p. 15 as RFC 385 p. 1-2 corrects it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Representation {
    /// `A`: network ASCII, lines ended by CR LF. The default.
    #[default]
    Ascii,
    /// `I`: contiguous bits.
    Image,
    /// `L`: bytes as the server's system would hold them.
    LocalByte,
    /// `P`: ASCII whose records begin with an ASA carriage control.
    PrintAscii,
    /// `E`: EBCDIC.
    Ebcdic,
    /// `F`: EBCDIC whose records begin with an ASA carriage control.
    PrintEbcdic,
}

/// Whether a printer's control characters stand in a file, where that is told apart from the type. RFC 454 p. 20.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// `U`: none. The default.
    #[default]
    Unformatted,
    /// `P`: those of the ASA.
    Printfile,
}

/// Whether a file has records. RFC 354 p. 15.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Structure {
    /// `F`: none. The default.
    #[default]
    File,
    /// `R`: records.
    Record,
}

/// How transfer bytes, ends of records and the end of the file are told. RFC 354 p. 15.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// `S`: bytes; closing the connection is the end of the file. The default.
    #[default]
    Stream,
    /// `B`: blocks with headers.
    Block,
    /// `T`: ASCII with codes for the ends.
    Text,
    /// `H`: Hasp, a format that was never issued; RFC 468 replaced it.
    Hasp,
    /// `C`: compressed, by the rules of RFC 468. RFC 542 p. 18.
    Compressed,
}

impl Direction {
    /// Parses `S` or `R`.
    pub fn parse(text: &str) -> Result<Direction, ArgumentError> {
        letter(text, "direction S or R", |letter| match letter {
            'S' => Some(Direction::Send),
            'R' => Some(Direction::Receive),
            _ => None,
        })
    }

    /// The direction in which a server moves data when its partner's socket is `foreign`: an odd socket sends, so the
    /// server receives. RFC 354 p. 14.
    pub const fn toward(foreign: u32) -> Direction {
        if foreign.is_multiple_of(2) { Direction::Send } else { Direction::Receive }
    }

    /// The other direction.
    pub const fn reverse(self) -> Direction {
        match self {
            Direction::Send => Direction::Receive,
            Direction::Receive => Direction::Send,
        }
    }

    /// True when `socket` can be this side's end: odd sockets send, even ones receive. NIC 8246 p. 9.
    pub const fn fits(self, socket: u32) -> bool {
        (socket % 2 == 1) == matches!(self, Direction::Send)
    }
}

impl HostSocket {
    /// Parses `<socket>` or `<host>,<socket>`, blanks around the comma allowed.
    pub fn parse(text: &str) -> Result<HostSocket, ArgumentError> {
        let expected = "[host,]socket in decimal";
        if text.trim().is_empty() {
            return Err(ArgumentError::Missing { expected });
        }
        let (host, socket) = match text.split_once(',') {
            Some((host, socket)) => {
                (Some(decimal(host).ok_or(ArgumentError::Malformed { expected })?), socket)
            }
            None => (None, text),
        };
        let socket = decimal(socket).ok_or(ArgumentError::Malformed { expected })?;
        Ok(HostSocket { host, socket })
    }
}

impl Format {
    /// Parses `U` or `P`.
    pub fn parse(text: &str) -> Result<Format, ArgumentError> {
        letter(text, "format U or P", |letter| match letter {
            'U' => Some(Format::Unformatted),
            'P' => Some(Format::Printfile),
            _ => None,
        })
    }
}

impl Representation {
    /// Parses the one letter of RFC 354 p. 22, with RFC 385's `F`.
    pub fn parse(text: &str) -> Result<Representation, ArgumentError> {
        letter(text, "type A, I, L, P, E or F", |letter| match letter {
            'A' => Some(Representation::Ascii),
            'I' => Some(Representation::Image),
            'L' => Some(Representation::LocalByte),
            'P' => Some(Representation::PrintAscii),
            'E' => Some(Representation::Ebcdic),
            'F' => Some(Representation::PrintEbcdic),
            _ => None,
        })
    }

    /// True for the two types whose byte size BYTE sets; the others always use 8 bits. RFC 354 p. 14.
    pub const fn takes_byte_size(self) -> bool {
        matches!(self, Representation::Image | Representation::LocalByte)
    }
}

impl Structure {
    /// Parses `F` or `R`.
    pub fn parse(text: &str) -> Result<Structure, ArgumentError> {
        letter(text, "structure F or R", |letter| match letter {
            'F' => Some(Structure::File),
            'R' => Some(Structure::Record),
            _ => None,
        })
    }
}

impl Mode {
    /// Parses `S`, `B`, `T`, `H` or `C`; no version has them all.
    pub fn parse(text: &str) -> Result<Mode, ArgumentError> {
        letter(text, "a mode's letter", |letter| match letter {
            'S' => Some(Mode::Stream),
            'B' => Some(Mode::Block),
            'T' => Some(Mode::Text),
            'H' => Some(Mode::Hasp),
            'C' => Some(Mode::Compressed),
            _ => None,
        })
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Direction::Send => "S",
            Direction::Receive => "R",
        })
    }
}

impl fmt::Display for HostSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(host) = self.host {
            write!(f, "{host},")?;
        }
        self.socket.fmt(f)
    }
}

impl fmt::Display for Representation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Representation::Ascii => "A",
            Representation::Image => "I",
            Representation::LocalByte => "L",
            Representation::PrintAscii => "P",
            Representation::Ebcdic => "E",
            Representation::PrintEbcdic => "F",
        })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Unformatted => "U",
            Format::Printfile => "P",
        })
    }
}

impl fmt::Display for Structure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Structure::File => "F",
            Structure::Record => "R",
        })
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Mode::Stream => "S",
            Mode::Block => "B",
            Mode::Text => "T",
            Mode::Hasp => "H",
            Mode::Compressed => "C",
        })
    }
}

/// The byte size of BYTE: a decimal integer 1 through 255. RFC 354 p. 22.
pub(super) fn byte_size(text: &str) -> Result<u8, ArgumentError> {
    let expected = "byte size 1 to 255";
    if text.trim().is_empty() {
        return Err(ArgumentError::Missing { expected });
    }
    decimal(text).filter(|size| *size > 0).ok_or(ArgumentError::Malformed { expected })
}

/// The byte count of ALLO: a decimal integer. RFC 354 p. 22.
pub(super) fn byte_count(text: &str) -> Result<u64, ArgumentError> {
    let expected = "number of bytes in decimal";
    if text.trim().is_empty() {
        return Err(ArgumentError::Missing { expected });
    }
    decimal(text).ok_or(ArgumentError::Malformed { expected })
}

/// A string that may not be empty, such as a pathname that has no default.
pub(super) fn required(text: &str, expected: &'static str) -> Result<String, ArgumentError> {
    if text.trim().is_empty() {
        return Err(ArgumentError::Missing { expected });
    }
    Ok(text.to_owned())
}

/// A restart marker: printable ASCII, 33 through 126. RFC 354 p. 12, p. 21-22.
pub(super) fn marker(text: &str) -> Result<String, ArgumentError> {
    let marker = required(text.trim(), "restart marker")?;
    if marker.bytes().all(|octet| (33..=126).contains(&octet)) {
        Ok(marker)
    } else {
        Err(ArgumentError::Malformed { expected: "restart marker of printable characters" })
    }
}

/// Nothing.
pub(super) fn none(text: &str) -> Result<(), ArgumentError> {
    if text.trim().is_empty() { Ok(()) } else { Err(ArgumentError::Malformed { expected: "no argument" }) }
}

/// One letter in either case, as `meaning` reads it.
pub(super) fn letter<T>(
    text: &str,
    expected: &'static str,
    meaning: impl FnOnce(char) -> Option<T>,
) -> Result<T, ArgumentError> {
    let mut letters = text.trim().chars();
    match (letters.next(), letters.next()) {
        (None, _) => Err(ArgumentError::Missing { expected }),
        (Some(letter), None) => {
            meaning(letter.to_ascii_uppercase()).ok_or(ArgumentError::Malformed { expected })
        }
        _ => Err(ArgumentError::Malformed { expected }),
    }
}

/// An unsigned decimal integer, blanks around it allowed, signs not.
fn decimal<T: std::str::FromStr>(text: &str) -> Option<T> {
    let digits = text.trim();
    if digits.bytes().all(|octet| octet.is_ascii_digit()) { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn socket(host: Option<u8>, socket: u32) -> Result<HostSocket, ArgumentError> {
        Ok(HostSocket { host, socket })
    }

    /// RFC 354 p. 22: `<socket> | <HOST number>,<socket>`, the socket between 0 and 2**32 - 1; p. 23 sends 65538.
    #[test]
    fn a_host_socket_is_decimal_with_or_without_a_host() {
        assert_eq!(HostSocket::parse("65538"), socket(None, 65538));
        assert_eq!(HostSocket::parse("70,12345"), socket(Some(70), 12345));
        assert_eq!(HostSocket::parse(" 70 , 0 "), socket(Some(70), 0));
        assert_eq!(HostSocket::parse("4294967295"), socket(None, u32::MAX));
        assert!(matches!(HostSocket::parse(" "), Err(ArgumentError::Missing { .. })));
        for text in ["4294967296", "x", "300,5", "70,", ",5", "1,2,3", "-1", "+1", "0x10"] {
            assert!(matches!(HostSocket::parse(text), Err(ArgumentError::Malformed { .. })), "{text}");
        }
    }

    /// RFC 354 p. 14: an odd socket sends, an even one receives.
    #[test]
    fn parity_of_the_foreign_socket_gives_the_servers_direction() {
        assert_eq!(Direction::toward(1000), Direction::Send);
        assert_eq!(Direction::toward(2001), Direction::Receive);
        assert!(Direction::Send.fits(2001) && !Direction::Send.fits(1000));
        assert!(Direction::Receive.fits(1000) && !Direction::Receive.fits(2001));
    }

    #[test]
    fn a_letter_argument_is_one_letter_in_either_case() {
        assert_eq!(Direction::parse("r"), Ok(Direction::Receive));
        assert_eq!(Representation::parse(" a "), Ok(Representation::Ascii));
        assert!(matches!(Mode::parse(""), Err(ArgumentError::Missing { .. })));
        assert!(matches!(Structure::parse("FR"), Err(ArgumentError::Malformed { .. })));
        assert!(matches!(Representation::parse("Z"), Err(ArgumentError::Malformed { .. })));
    }

    /// RFC 354 p. 22: any decimal integer 1 through 255.
    #[test]
    fn a_byte_size_is_1_to_255() {
        assert_eq!((byte_size("1"), byte_size("255")), (Ok(1), Ok(255)));
        for text in ["0", "256", "-1", "abc", "8.0"] {
            assert!(matches!(byte_size(text), Err(ArgumentError::Malformed { .. })), "{text}");
        }
    }
}
