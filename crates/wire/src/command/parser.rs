//! Reading the commands of a control message, in order, up to the first that cannot be read.

use super::{Command, ErrorCode, ErrorReport};

/// Commands of one control message's text. Ends after the last command, or after the first error: what follows an
/// illegal opcode cannot be told apart (NIC 8246 p. 25).
#[derive(Clone, Debug)]
pub struct Commands<'a> {
    text: &'a [u8],
    at: usize,
}

/// Where a control message stops making sense, with the ten octets that an ERR quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CommandError {
    /// No command has this opcode. NIC 8246 p. 25.
    #[error("opcode {opcode} at octet {} of the text is illegal", at + 1)]
    IllegalOpcode {
        /// The opcode.
        opcode: u8,
        /// Octets of text before it.
        at: usize,
        /// Ten octets of the message from the opcode on, zeros where there are fewer.
        quote: [u8; 10],
    },
    /// The message ends inside a command. NIC 8246 p. 25.
    #[error("{} at octet {} of the text has {present} octets of {}", Command::NAMES[*opcode as usize], at + 1,
            Command::LENGTHS[*opcode as usize])]
    ShortParameters {
        /// The opcode, 1 to 11.
        opcode: u8,
        /// Octets of text before it.
        at: usize,
        /// Octets of the command that are there.
        present: usize,
        /// The octets that are there, then zeros.
        quote: [u8; 10],
    },
}

impl<'a> Commands<'a> {
    /// The commands in `text`, the C octets of a message on link 0.
    pub const fn new(text: &'a [u8]) -> Commands<'a> {
        Commands { text, at: 0 }
    }

    /// Octets of text read so far.
    pub const fn octets_read(&self) -> usize {
        self.at
    }

    fn read(&self) -> Result<Command, CommandError> {
        let (at, rest) = (self.at, self.text.get(self.at..).unwrap_or_default());
        let opcode = rest.first().copied().unwrap_or_default();
        let quote = ErrorReport::quote(rest);
        let Some(length) = Command::LENGTHS.get(usize::from(opcode)) else {
            return Err(CommandError::IllegalOpcode { opcode, at, quote });
        };
        match rest.get(1..*length) {
            Some(parameters) => Ok(decode(opcode, parameters)),
            None => Err(CommandError::ShortParameters { opcode, at, present: rest.len(), quote }),
        }
    }
}

impl Iterator for Commands<'_> {
    type Item = Result<Command, CommandError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.text.len() {
            return None;
        }
        let result = self.read();
        self.at = match &result {
            Ok(command) => self.at + command.length_octets(),
            Err(_) => self.text.len(),
        };
        Some(result)
    }
}

impl CommandError {
    /// The lowest opcode that we count among the experiments. Liberty: NIC 8246 p. 21 says that they are given out
    /// from 255 down and names no end; we take the upper half.
    pub const FIRST_EXPERIMENTAL: u8 = 128;

    /// The ERR that tells the sender.
    pub const fn report(&self) -> ErrorReport {
        match self {
            CommandError::IllegalOpcode { quote, .. } => {
                ErrorReport { code: ErrorCode::IllegalOpcode, data: *quote }
            }
            CommandError::ShortParameters { quote, .. } => {
                ErrorReport { code: ErrorCode::ShortParameters, data: *quote }
            }
        }
    }

    /// Octets of text before the command that cannot be read.
    pub const fn at(&self) -> usize {
        match self {
            CommandError::IllegalOpcode { at, .. } | CommandError::ShortParameters { at, .. } => *at,
        }
    }

    /// True for an illegal opcode from the range of private experiments.
    pub const fn is_experimental(&self) -> bool {
        matches!(self, CommandError::IllegalOpcode { opcode, .. } if *opcode >= CommandError::FIRST_EXPERIMENTAL)
    }
}

/// The command with `opcode` (0 to 13) and exactly the parameters that its length asks for.
fn decode(opcode: u8, parameters: &[u8]) -> Command {
    let octet = |at: usize| parameters[at];
    let half = |at: usize| u16::from_be_bytes([octet(at), octet(at + 1)]);
    let long = |at: usize| u32::from(half(at)) << 16 | u32::from(half(at + 2));
    match opcode {
        0 => Command::Nop,
        1 => Command::Rts { my_socket: long(0), your_socket: long(4), link: octet(8) },
        2 => Command::Str { my_socket: long(0), your_socket: long(4), byte_size: octet(8) },
        3 => Command::Cls { my_socket: long(0), your_socket: long(4) },
        4 => Command::All { link: octet(0), messages: half(1), bits: long(3) },
        5 => Command::Gvb { link: octet(0), message_fraction: octet(1), bit_fraction: octet(2) },
        6 => Command::Ret { link: octet(0), messages: half(1), bits: long(3) },
        7 => Command::Inr { link: octet(0) },
        8 => Command::Ins { link: octet(0) },
        9 => Command::Eco { data: octet(0) },
        10 => Command::Erp { data: octet(0) },
        11 => Command::Err(ErrorReport {
            code: ErrorCode::from_number(octet(0)),
            data: ErrorReport::quote(&parameters[1..]),
        }),
        12 => Command::Rst,
        _ => Command::Rrp,
    }
}
