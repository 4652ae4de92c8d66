//! Types of messages that an IMP sends to its host (RFC 381 p. 2-4, as amended by RFC 394 p. 2-3).

use super::{GoingDown, Leader, UnassignedType};
use std::fmt;

/// What an IMP says to its host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImpToHost {
    /// Type 0: a message from another host, whose address the leader carries.
    Regular,
    /// Type 1: the IMP could not make out the leader of a message from the host.
    ErrorInLeader(LeaderFault),
    /// Type 2: the IMP is going down.
    GoingDown(GoingDown),
    /// Type 4: no operation.
    Nop,
    /// Type 5, ready for next message: the message on this link to this host has arrived.
    Rfnm,
    /// Type 7: the message on this link to this host could not be delivered.
    DestinationDead(Unreachable),
    /// Type 8: the IMP's error flip-flop was set on the data bits of the message on this link to this host.
    ErrorInData,
    /// Type 9: the message on this link to this host was not delivered whole.
    Incomplete(Incomplete),
    /// Type 10: the IMP's ready line was dropped and pending output to the host was discarded.
    InterfaceReset,
    /// Types 3, 6 and 11 to 15: unassigned in 1973.
    Unassigned(UnassignedType),
}

/// Subtype of type 1, bits 31-32 (RFC 381 p. 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeaderFault {
    /// 0: the IMP's error flip-flop was set on the first 32 bits.
    ErrorFlop,
    /// 1: the message was shorter than 32 bits.
    TooShort,
    /// 2: the message's type is illegal.
    IllegalType,
    /// 3: unassigned.
    Unassigned,
}

/// Subtype of type 7, bit 32 (RFC 381 p. 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unreachable {
    /// 0: the destination IMP is dead, cannot be reached, or does not exist.
    Imp,
    /// 1: the destination host is dead or does not exist.
    Host,
}

/// Subtype of type 9, bits 30-32 (RFC 381 p. 3, RFC 394 p. 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Incomplete {
    /// 0: the destination host did not take the message for a long time.
    DestinationTardy,
    /// 1: the message was longer than 8095 bits.
    TooLong,
    /// 2: the message took more than 15 seconds between its first bit and its last.
    TooSlow,
    /// 3: the subnet lost the message.
    Lost,
    /// 4, since October 1972: the IMP could not get the resources that the message needs.
    ResourcesUnavailable,
    /// 5: unassigned.
    Unassigned5,
    /// 6: unassigned.
    Unassigned6,
    /// 7: unassigned.
    Unassigned7,
}

impl ImpToHost {
    pub(super) const fn from_leader(leader: &Leader) -> ImpToHost {
        match leader.message_type {
            0 => ImpToHost::Regular,
            1 => ImpToHost::ErrorInLeader(LeaderFault::from_bits(leader.subtype)),
            2 => ImpToHost::GoingDown(GoingDown::from_word(leader.second_word())),
            4 => ImpToHost::Nop,
            5 => ImpToHost::Rfnm,
            7 if leader.subtype & 1 == 0 => ImpToHost::DestinationDead(Unreachable::Imp),
            7 => ImpToHost::DestinationDead(Unreachable::Host),
            8 => ImpToHost::ErrorInData,
            9 => ImpToHost::Incomplete(Incomplete::from_bits(leader.subtype)),
            10 => ImpToHost::InterfaceReset,
            other => ImpToHost::Unassigned(UnassignedType(other)),
        }
    }

    /// Bits 5-8 of the leader.
    pub const fn message_type(self) -> u8 {
        match self {
            ImpToHost::Regular => 0,
            ImpToHost::ErrorInLeader(_) => 1,
            ImpToHost::GoingDown(_) => 2,
            ImpToHost::Nop => 4,
            ImpToHost::Rfnm => 5,
            ImpToHost::DestinationDead(_) => 7,
            ImpToHost::ErrorInData => 8,
            ImpToHost::Incomplete(_) => 9,
            ImpToHost::InterfaceReset => 10,
            ImpToHost::Unassigned(UnassignedType(number)) => number,
        }
    }

    /// Bits 29-32 of the leader; those of a going-down notice are the end of its duration.
    pub const fn subtype(self) -> u8 {
        match self {
            ImpToHost::ErrorInLeader(fault) => fault as u8,
            ImpToHost::DestinationDead(what) => what as u8,
            ImpToHost::Incomplete(why) => why as u8,
            ImpToHost::GoingDown(notice) => (notice.word() & 0xf) as u8,
            _ => 0,
        }
    }

    /// True for the answers that name a message by host and link: RFNM, destination dead, error in data, incomplete.
    /// Every regular message draws exactly one of them, or an error in leader that names nothing (RFC 381 p. 4).
    pub const fn is_answer(self) -> bool {
        matches!(
            self,
            ImpToHost::Rfnm
                | ImpToHost::DestinationDead(_)
                | ImpToHost::ErrorInData
                | ImpToHost::Incomplete(_)
        )
    }
}

impl LeaderFault {
    const fn from_bits(subtype: u8) -> LeaderFault {
        match subtype & 3 {
            0 => LeaderFault::ErrorFlop,
            1 => LeaderFault::TooShort,
            2 => LeaderFault::IllegalType,
            _ => LeaderFault::Unassigned,
        }
    }
}

impl Incomplete {
    const fn from_bits(subtype: u8) -> Incomplete {
        match subtype & 7 {
            0 => Incomplete::DestinationTardy,
            1 => Incomplete::TooLong,
            2 => Incomplete::TooSlow,
            3 => Incomplete::Lost,
            4 => Incomplete::ResourcesUnavailable,
            5 => Incomplete::Unassigned5,
            6 => Incomplete::Unassigned6,
            _ => Incomplete::Unassigned7,
        }
    }
}

impl fmt::Display for ImpToHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImpToHost::Regular => f.write_str("regular message"),
            ImpToHost::ErrorInLeader(fault) => write!(f, "error in leader: {fault}"),
            ImpToHost::GoingDown(notice) => write!(f, "IMP going down: {notice}"),
            ImpToHost::Nop => f.write_str("NOP"),
            ImpToHost::Rfnm => f.write_str("RFNM"),
            ImpToHost::DestinationDead(what) => write!(f, "destination dead: {what}"),
            ImpToHost::ErrorInData => f.write_str("error in data"),
            ImpToHost::Incomplete(why) => write!(f, "incomplete transmission: {why}"),
            ImpToHost::InterfaceReset => f.write_str("interface reset"),
            ImpToHost::Unassigned(kind) => write!(f, "unassigned type {}", kind.number()),
        }
    }
}

impl fmt::Display for LeaderFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LeaderFault::ErrorFlop => "error flip-flop set in the first 32 bits",
            LeaderFault::TooShort => "message shorter than 32 bits",
            LeaderFault::IllegalType => "illegal message type",
            LeaderFault::Unassigned => "unassigned subtype",
        })
    }
}

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unreachable::Imp => "IMP dead, unreachable or nonexistent",
            Unreachable::Host => "host dead or nonexistent",
        })
    }
}

impl fmt::Display for Incomplete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Incomplete::DestinationTardy => "destination host did not take it",
            Incomplete::TooLong => "message longer than 8095 bits",
            Incomplete::TooSlow => "message took more than 15 s to come in",
            Incomplete::Lost => "lost in the subnet",
            Incomplete::ResourcesUnavailable => "IMP resources unavailable",
            Incomplete::Unassigned5 | Incomplete::Unassigned6 | Incomplete::Unassigned7 => {
                "unassigned subtype"
            }
        })
    }
}
