//! Control commands, which NCPs exchange on link 0: NIC 8246 p. 21-28.
//!
//! ```text
//! RTS |  1 | my receive socket 32 | your send socket 32    | link 8 |
//! STR |  2 | my send socket 32    | your receive socket 32 | size 8 |
//! CLS |  3 | my socket 32         | your socket 32         |
//! ALL |  4 | link 8 | messages 16 | bits 32 |     RET |  6 | likewise
//! GVB |  5 | link 8 | fm 8 | fb 8 |
//! INR |  7 | link 8 |                             INS |  8 | link 8 |
//! ECO |  9 | data 8 |                             ERP | 10 | data 8 |
//! ERR | 11 | code 8 | data 80 |
//! NOP |  0 |                   RST | 12 |         RRP | 13 |
//! ```
//!
//! "My" is the side that sends the command, "your" the side that gets it. The summary on p. 27 prints ALL as
//! 8+32+32+8 bits; that is a misprint, p. 15 and p. 23 govern.

mod error_report;
mod experiment;
mod parser;

pub use error_report::{ErrorCode, ErrorReport, Quoted, Reason, UnassignedCode};
pub use experiment::Experiment;
pub use parser::{CommandError, Commands};

use crate::WireError;
use crate::link::LinkUse;
use std::fmt;

/// One control command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Command {
    /// No operation.
    Nop,
    /// Request for connection, receiver to sender.
    Rts {
        /// The receive socket, at the host that sends this.
        my_socket: u32,
        /// The send socket, at the host that gets this.
        your_socket: u32,
        /// The link of all messages on the connection, 2 to 71.
        link: u8,
    },
    /// Request for connection, sender to receiver.
    Str {
        /// The send socket, at the host that sends this.
        my_socket: u32,
        /// The receive socket, at the host that gets this.
        your_socket: u32,
        /// The byte size of all messages on the connection, 1 to 255.
        byte_size: u8,
    },
    /// Close: ends, refuses or aborts a connection, and acknowledges that.
    Cls {
        /// The socket at the host that sends this.
        my_socket: u32,
        /// The socket at the host that gets this.
        your_socket: u32,
    },
    /// Allocate: the receiver adds to the sender's counters.
    All {
        /// The connection's link.
        link: u8,
        /// Messages added.
        messages: u16,
        /// Bits added.
        bits: u32,
    },
    /// Give back: the receiver asks the sender to return allocation.
    Gvb {
        /// The connection's link.
        link: u8,
        /// How much of the message allocation, in 128ths; 128 and more mean all.
        message_fraction: u8,
        /// How much of the bit allocation, in 128ths; 128 and more mean all.
        bit_fraction: u8,
    },
    /// Return: the sender's answer to GVB.
    Ret {
        /// The connection's link.
        link: u8,
        /// Messages returned.
        messages: u16,
        /// Bits returned.
        bits: u32,
    },
    /// Interrupt by the receiver.
    Inr {
        /// The connection's link.
        link: u8,
    },
    /// Interrupt by the sender.
    Ins {
        /// The connection's link.
        link: u8,
    },
    /// Echo request.
    Eco {
        /// Anything; comes back in the ERP.
        data: u8,
    },
    /// Echo reply.
    Erp {
        /// The data of the ECO.
        data: u8,
    },
    /// Error detected.
    Err(ErrorReport),
    /// Reset.
    Rst,
    /// Reset reply.
    Rrp,
}

impl Command {
    /// Names of the opcodes, from 0 (NIC 8246 p. 26-27).
    pub const NAMES: [&str; 14] =
        ["NOP", "RTS", "STR", "CLS", "ALL", "GVB", "RET", "INR", "INS", "ECO", "ERP", "ERR", "RST", "RRP"];

    /// Lengths in octets by opcode, the opcode included (NIC 8246 p. 21-25).
    pub const LENGTHS: [usize; 14] = [1, 10, 10, 9, 8, 4, 8, 2, 2, 2, 2, 12, 1, 1];

    /// The opcode.
    pub const fn opcode(&self) -> u8 {
        match self {
            Command::Nop => 0,
            Command::Rts { .. } => 1,
            Command::Str { .. } => 2,
            Command::Cls { .. } => 3,
            Command::All { .. } => 4,
            Command::Gvb { .. } => 5,
            Command::Ret { .. } => 6,
            Command::Inr { .. } => 7,
            Command::Ins { .. } => 8,
            Command::Eco { .. } => 9,
            Command::Erp { .. } => 10,
            Command::Err(_) => 11,
            Command::Rst => 12,
            Command::Rrp => 13,
        }
    }

    /// The name that NIC 8246 gives the command.
    pub const fn name(&self) -> &'static str {
        Command::NAMES[self.opcode() as usize]
    }

    /// Length in octets, 1 to 12.
    pub const fn length_octets(&self) -> usize {
        Command::LENGTHS[self.opcode() as usize]
    }

    /// The link that the command speaks of, if any. The link of an RTS is one that it assigns.
    pub const fn link(&self) -> Option<u8> {
        match self {
            Command::Rts { link, .. }
            | Command::All { link, .. }
            | Command::Gvb { link, .. }
            | Command::Ret { link, .. }
            | Command::Inr { link }
            | Command::Ins { link } => Some(*link),
            _ => None,
        }
    }

    /// Checks what every NCP can check without its tables: a receive and a send socket each at its place, a link
    /// from 2 to 71, a byte size that is not zero. What fails draws ERR code 3 (NIC 8246 p. 25). The bits in the
    /// error are counted from the command's first.
    ///
    /// # Errors
    /// The first parameter that breaks a rule.
    pub fn check_parameters(&self) -> Result<(), WireError> {
        match *self {
            Command::Rts { my_socket, your_socket, link } => {
                gender(9, my_socket, 0)?;
                gender(41, your_socket, 1)?;
                connection_link(73, link)
            }
            Command::Str { my_socket, your_socket, byte_size } => {
                gender(9, my_socket, 1)?;
                gender(41, your_socket, 0)?;
                if byte_size == 0 {
                    let (value, expected) = (0, "1 to 255");
                    return Err(WireError::Value { field: "size", first: 73, last: 80, value, expected });
                }
                Ok(())
            }
            Command::Cls { my_socket, your_socket } => gender(41, your_socket, 1 - my_socket % 2),
            Command::All { link, .. }
            | Command::Gvb { link, .. }
            | Command::Ret { link, .. }
            | Command::Inr { link }
            | Command::Ins { link } => connection_link(9, link),
            Command::Nop
            | Command::Eco { .. }
            | Command::Erp { .. }
            | Command::Err(_)
            | Command::Rst
            | Command::Rrp => Ok(()),
        }
    }

    /// Appends the command's octets.
    pub fn emit(&self, out: &mut Vec<u8>) {
        out.push(self.opcode());
        match *self {
            Command::Nop | Command::Rst | Command::Rrp => {}
            Command::Rts { my_socket, your_socket, link: last }
            | Command::Str { my_socket, your_socket, byte_size: last } => {
                out.extend(my_socket.to_be_bytes());
                out.extend(your_socket.to_be_bytes());
                out.push(last);
            }
            Command::Cls { my_socket, your_socket } => {
                out.extend(my_socket.to_be_bytes());
                out.extend(your_socket.to_be_bytes());
            }
            Command::All { link, messages, bits } | Command::Ret { link, messages, bits } => {
                out.push(link);
                out.extend(messages.to_be_bytes());
                out.extend(bits.to_be_bytes());
            }
            Command::Gvb { link, message_fraction, bit_fraction } => {
                out.extend([link, message_fraction, bit_fraction]);
            }
            Command::Inr { link: octet }
            | Command::Ins { link: octet }
            | Command::Eco { data: octet }
            | Command::Erp { data: octet } => out.push(octet),
            Command::Err(report) => {
                out.push(report.code.number());
                out.extend(report.data);
            }
        }
    }

    /// The command's octets.
    pub fn octets(&self) -> Vec<u8> {
        let mut octets = Vec::with_capacity(self.length_octets());
        self.emit(&mut octets);
        octets
    }
}

/// The octets of several commands, one after the other.
pub fn emit_all(commands: &[Command]) -> Vec<u8> {
    let mut octets = Vec::new();
    commands.iter().for_each(|command| command.emit(&mut octets));
    octets
}

fn gender(first: usize, socket: u32, wanted: u32) -> Result<(), WireError> {
    if socket % 2 == wanted {
        return Ok(());
    }
    let (field, expected) = match wanted {
        0 => ("receive socket", "an even number"),
        _ => ("send socket", "an odd number"),
    };
    Err(WireError::Value { field, first, last: first + 31, value: u64::from(socket), expected })
}

fn connection_link(first: usize, link: u8) -> Result<(), WireError> {
    if LinkUse::of(link) == LinkUse::Connection {
        return Ok(());
    }
    let value = u64::from(link);
    Err(WireError::Value { field: "link", first, last: first + 7, value, expected: "2 to 71" })
}

impl fmt::Display for Command {
    /// As a log of the period would tell it: `RTS my 1002 your 79 link 42`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Command::Nop | Command::Rst | Command::Rrp => Ok(()),
            Command::Rts { my_socket, your_socket, link } => {
                write!(f, " my {my_socket} your {your_socket} link {link}")
            }
            Command::Str { my_socket, your_socket, byte_size } => {
                write!(f, " my {my_socket} your {your_socket} size {byte_size}")
            }
            Command::Cls { my_socket, your_socket } => write!(f, " my {my_socket} your {your_socket}"),
            Command::All { link, messages, bits } | Command::Ret { link, messages, bits } => {
                write!(f, " link {link} messages {messages} bits {bits}")
            }
            Command::Gvb { link, message_fraction, bit_fraction } => {
                write!(f, " link {link} fractions {message_fraction}/128 {bit_fraction}/128")
            }
            Command::Inr { link } | Command::Ins { link } => write!(f, " link {link}"),
            Command::Eco { data } | Command::Erp { data } => write!(f, " {data}"),
            Command::Err(report) => write!(f, " {report}"),
        }
    }
}

#[cfg(test)]
mod tests;
