//! Types of messages that a host sends to its IMP (as the IMP program 3050 takes them; RFC 381 p. 2-4).

use super::UnassignedType;
use std::fmt;

/// What a host says to its IMP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HostToImp {
    /// Type 0: a message for another host.
    Regular,
    /// Type 1: the host saw an error in a message from the IMP and could not tell which. The IMP discards it.
    ErrorWithoutIdentification,
    /// Type 2: the host is going down.
    GoingDown,
    /// Type 4: no operation.
    Nop,
    /// Type 8: the host saw an error in the message that the leader names. The IMP discards it.
    ErrorWithIdentification,
    /// Any other type: the IMP answers with type 1 subtype 2.
    Illegal(UnassignedType),
}

impl HostToImp {
    /// The kind that a type number (0 to 15) names.
    pub(super) const fn from_type(message_type: u8) -> HostToImp {
        match message_type {
            0 => HostToImp::Regular,
            1 => HostToImp::ErrorWithoutIdentification,
            2 => HostToImp::GoingDown,
            4 => HostToImp::Nop,
            8 => HostToImp::ErrorWithIdentification,
            other => HostToImp::Illegal(UnassignedType(other)),
        }
    }

    /// Bits 5-8 of the leader.
    pub const fn message_type(self) -> u8 {
        match self {
            HostToImp::Regular => 0,
            HostToImp::ErrorWithoutIdentification => 1,
            HostToImp::GoingDown => 2,
            HostToImp::Nop => 4,
            HostToImp::ErrorWithIdentification => 8,
            HostToImp::Illegal(UnassignedType(number)) => number,
        }
    }
}

impl fmt::Display for HostToImp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HostToImp::Regular => f.write_str("regular message"),
            HostToImp::ErrorWithoutIdentification => f.write_str("error without identification"),
            HostToImp::GoingDown => f.write_str("host going down"),
            HostToImp::Nop => f.write_str("NOP"),
            HostToImp::ErrorWithIdentification => f.write_str("error with identification"),
            HostToImp::Illegal(kind) => write!(f, "illegal type {}", kind.number()),
        }
    }
}
