//! What an ERR carries: a code and ten octets (NIC 8246 p. 25-26).

use super::{Command, Commands};
use crate::Bits;
use crate::host_host::{Header, Message};
use std::fmt;

/// Code and data of an ERR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ErrorReport {
    /// What is wrong.
    pub code: ErrorCode,
    /// What it is wrong with, filled with zeros. Not every host fills with zeros (RFC 618 p. 3).
    pub data: [u8; 10],
}

/// The code of an ERR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorCode {
    /// 0: undefined; the data is the sender's own.
    Undefined,
    /// 1: illegal opcode.
    IllegalOpcode,
    /// 2: the message ends before the command's parameters do.
    ShortParameters,
    /// 3: bad parameters.
    BadParameters,
    /// 4: request on a socket or link for which no RFC has passed either way.
    NonexistentSocket,
    /// 5: the socket or link is not connected.
    NotConnected,
    /// 6 to 255: not defined in 1972.
    Unassigned(UnassignedCode),
}

/// A code that NIC 8246 does not define; only [`ErrorCode::from_number`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnassignedCode(u8);

/// Why the project sends code 0: its first data octet.
///
/// NIC 8246 p. 25 leaves the ten data octets of code 0 to the sender, who is to publish their layout. Ours:
///
/// ```text
/// octet 1       reason
/// octet 2       link
/// octets 3-10   reasons 4 and 5: the first eight octets of the command
///               the others: S, C (two octets), the byte size expected (zero where that is not the point), zeros
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// 1: a data message has another byte size than its connection.
    WrongByteSize = 1,
    /// 2: a message ends before C*S bits of text.
    ShortMessage,
    /// 3: a data message goes beyond its allocation.
    OverAllocation,
    /// 4: a RET came without a GVB.
    UnaskedReturn,
    /// 5: an RFC came for a pair of sockets that is connected.
    AlreadyOpen,
    /// 6: the header of a control message breaks a rule.
    BadControlHeader,
}

/// What the data of an ERR quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quoted {
    /// A command, whole.
    Command(Command),
    /// The header of a message that came on a link without a connection, and the first eight bits of its text.
    Message {
        /// Its 72 bits of header.
        header: Header,
        /// The first eight bits of its text, or zeros.
        text: u8,
    },
    /// Octets of which the code says no more.
    Octets([u8; 10]),
}

impl ErrorReport {
    /// How many octets an ERR quotes.
    pub const DATA_OCTETS: usize = 10;

    /// Code 0 in the project's layout, about a message: `link` and what its header says.
    pub fn about_message(reason: Reason, message: &Header, expected_size: u8) -> ErrorReport {
        let [count_high, count_low] = message.byte_count.to_be_bytes();
        let data =
            [reason as u8, message.leader.link, message.byte_size, count_high, count_low, expected_size];
        ErrorReport { code: ErrorCode::Undefined, data: ErrorReport::quote(&data) }
    }

    /// Code 0 in the project's layout, about a command on `link` (zero when no link is known).
    pub fn about_command(reason: Reason, link: u8, command: &Command) -> ErrorReport {
        let mut data = vec![reason as u8, link];
        command.emit(&mut data);
        ErrorReport { code: ErrorCode::Undefined, data: ErrorReport::quote(&data) }
    }

    /// Code 3: parameters of the command are wrong.
    pub fn bad_parameters(command: &Command) -> ErrorReport {
        ErrorReport { code: ErrorCode::BadParameters, data: ErrorReport::quote(&command.octets()) }
    }

    /// Code 4: no RFC has passed for the command's socket or link.
    pub fn nonexistent_socket(command: &Command) -> ErrorReport {
        ErrorReport { code: ErrorCode::NonexistentSocket, data: ErrorReport::quote(&command.octets()) }
    }

    /// Code 5, case 1: one RFC has passed for the command's socket or link, the matching one not yet.
    pub fn not_connected(command: &Command) -> ErrorReport {
        ErrorReport { code: ErrorCode::NotConnected, data: ErrorReport::quote(&command.octets()) }
    }

    /// Code 5, case 2: a message came on a link that no connection uses. `message` is as it came off the cable; the
    /// data is its header, then the first eight bits of text or zeros.
    pub fn link_not_connected(message: &Bits) -> ErrorReport {
        let text = match Message::parse(message) {
            Ok(message) => message.into_text(),
            Err(_) => Bits::new(),
        };
        let mut quoted = message.slice(0, Header::LENGTH_BITS);
        quoted.extend(&text.slice(0, 8));
        ErrorReport { code: ErrorCode::NotConnected, data: ErrorReport::quote(quoted.octets()) }
    }

    /// The first ten octets of `octets`, with zeros where there are fewer.
    pub fn quote(octets: &[u8]) -> [u8; 10] {
        let mut quote = [0; 10];
        quote.iter_mut().zip(octets).for_each(|(place, octet)| *place = *octet);
        quote
    }

    /// What the data quotes, as far as the code tells. A code 5 whose data begins with a zero octet quotes a
    /// message, since no command of that opcode needs a connection.
    pub fn quoted(&self) -> Quoted {
        let command = Commands::new(&self.data).next().and_then(Result::ok);
        match (self.code, command) {
            (ErrorCode::NotConnected, Some(Command::Nop)) => {
                match Header::parse(&Bits::from_octets(&self.data)) {
                    Ok(header) => Quoted::Message { header, text: self.data[9] },
                    Err(_) => Quoted::Octets(self.data),
                }
            }
            (
                ErrorCode::BadParameters | ErrorCode::NonexistentSocket | ErrorCode::NotConnected,
                Some(command),
            ) => Quoted::Command(command),
            _ => Quoted::Octets(self.data),
        }
    }
}

impl ErrorCode {
    /// The code that a number names.
    pub const fn from_number(number: u8) -> ErrorCode {
        match number {
            0 => ErrorCode::Undefined,
            1 => ErrorCode::IllegalOpcode,
            2 => ErrorCode::ShortParameters,
            3 => ErrorCode::BadParameters,
            4 => ErrorCode::NonexistentSocket,
            5 => ErrorCode::NotConnected,
            other => ErrorCode::Unassigned(UnassignedCode(other)),
        }
    }

    /// The code's octet.
    pub const fn number(self) -> u8 {
        match self {
            ErrorCode::Undefined => 0,
            ErrorCode::IllegalOpcode => 1,
            ErrorCode::ShortParameters => 2,
            ErrorCode::BadParameters => 3,
            ErrorCode::NonexistentSocket => 4,
            ErrorCode::NotConnected => 5,
            ErrorCode::Unassigned(UnassignedCode(number)) => number,
        }
    }
}

impl Reason {
    /// All reasons, in the order of their numbers from 1.
    pub const ALL: [Reason; 6] = [
        Reason::WrongByteSize,
        Reason::ShortMessage,
        Reason::OverAllocation,
        Reason::UnaskedReturn,
        Reason::AlreadyOpen,
        Reason::BadControlHeader,
    ];
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ErrorCode::Undefined => "undefined",
            ErrorCode::IllegalOpcode => "illegal opcode",
            ErrorCode::ShortParameters => "short parameter space",
            ErrorCode::BadParameters => "bad parameters",
            ErrorCode::NonexistentSocket => "non-existent socket or link",
            ErrorCode::NotConnected => "socket or link not connected",
            ErrorCode::Unassigned(_) => "unassigned code",
        })
    }
}

impl fmt::Display for ErrorReport {
    /// `code 4 (non-existent socket or link): CLS my 129 your 1004`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "code {} ({}): ", self.code.number(), self.code)?;
        match self.quoted() {
            Quoted::Command(command) => write!(f, "{command}"),
            Quoted::Message { header, .. } => write!(
                f,
                "message from {} link {} size {} count {}",
                header.leader.address, header.leader.link, header.byte_size, header.byte_count
            ),
            Quoted::Octets(octets) => octets.iter().try_for_each(|octet| write!(f, "{octet:02x}")),
        }
    }
}
