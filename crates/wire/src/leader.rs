//! The leader: the first 32 bits of every message between a host and its IMP, in either direction.
//!
//! ```text
//!   1   2   3   4   5 . . 8   9  10  11 . . . 16  17 . . . . . . 24  25 . . 28  29 . . 32
//! +---+---+---+---+---------+-------+-----------+------------------+----------+---------+
//! |pri|imp|trc|oct|  type   | host  |    IMP    |       link       |message-id| subtype |
//! +---+---+---+---+---------+-------+-----------+------------------+----------+---------+
//! ```
//!
//! Bits 9-16 name the destination of a message to the IMP; in one from the IMP they name the source, or, when the
//! message answers an earlier one, that one's destination (RFC 208 p. 2). Bits 25-28 are zero until July 1973, when
//! they become the low part of a 12-bit message-id (RFC 533). [`HostToImp`] and [`ImpToHost`] read type and subtype.
//!
//! The wider leader that RFC 687 sketches (five words, 16 bits of IMP, 8 of host) would go beside this one, as
//! `leader/wide.rs` with a `parse` and an `emit` of its own: [`Leader`] already holds addresses wider than the 1973
//! format, which refuses them in [`Leader::words`]. It is not built.

mod going_down;
mod host_to_imp;
mod imp_to_host;

pub use going_down::{DownReason, GoingDown};
pub use host_to_imp::HostToImp;
pub use imp_to_host::{ImpToHost, Incomplete, LeaderFault, Unreachable};

use crate::{Bits, HostAddress, WireError};

/// Every field of a leader, in the plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Leader {
    /// Bit 1: the message goes ahead of others. Zero on host-host traffic of the project (RFC 442 p. 4).
    pub priority: bool,
    /// Bit 2: to the IMP, "for IMP" (the address names one of the IMP's fake hosts); from the IMP, "from IMP".
    pub for_imp: bool,
    /// Bit 3: the IMPs trace the message.
    pub trace: bool,
    /// Bit 4: the IMP's teletype prints the message in octal.
    pub octal: bool,
    /// Bits 5-8: the message type, 0 to 15.
    pub message_type: u8,
    /// Bits 9-16: the host at the far end.
    pub address: HostAddress,
    /// Bits 17-24: the link.
    pub link: u8,
    /// Bits 25-28, 0 to 15: zero, or from July 1973 what tells apart messages on one link (RFC 533).
    pub message_id: u8,
    /// Bits 29-32, 0 to 15: what the type leaves open.
    pub subtype: u8,
}

impl Leader {
    /// Length of the 1973 leader.
    pub const LENGTH_BITS: usize = 32;

    /// A regular message (type 0) with every flag off.
    pub const fn regular(address: HostAddress, link: u8) -> Leader {
        Leader {
            priority: false,
            for_imp: false,
            trace: false,
            octal: false,
            message_type: 0,
            address,
            link,
            message_id: 0,
            subtype: 0,
        }
    }

    /// A leader that a host sends to its IMP.
    pub const fn to_imp(kind: HostToImp, address: HostAddress, link: u8) -> Leader {
        Leader { message_type: kind.message_type(), ..Leader::regular(address, link) }
    }

    /// A leader that an IMP sends to its host. [`ImpToHost::GoingDown`] fills bits 17-32 itself; `link` then counts
    /// for nothing.
    pub const fn from_imp(kind: ImpToHost, address: HostAddress, link: u8) -> Leader {
        let leader = Leader {
            message_type: kind.message_type(),
            subtype: kind.subtype(),
            ..Leader::regular(address, link)
        };
        match kind {
            ImpToHost::GoingDown(notice) => leader.with_second_word(notice.word()),
            _ => leader,
        }
    }

    /// The leader that two words hold; every value of the 32 bits is a leader.
    pub const fn from_words(words: [u16; 2]) -> Leader {
        let [first, second] = words;
        let leader = Leader {
            priority: first & 0x8000 != 0,
            for_imp: first & 0x4000 != 0,
            trace: first & 0x2000 != 0,
            octal: first & 0x1000 != 0,
            message_type: (first >> 8 & 0xf) as u8,
            ..Leader::regular(HostAddress::from_octet(first as u8), 0)
        };
        leader.with_second_word(second)
    }

    /// The two words of the leader, as an IMP holds them.
    ///
    /// # Errors
    /// An address that the 1973 leader cannot name, or a field that is wider than its bits.
    pub fn words(&self) -> Result<[u16; 2], WireError> {
        let address = self.address.to_octet().ok_or_else(|| too_wide(self.address))?;
        let message_type = nibble("message type", 5, self.message_type)?;
        let message_id = nibble("message-id", 25, self.message_id)?;
        let subtype = nibble("subtype", 29, self.subtype)?;
        let flags = u16::from(self.priority) << 15
            | u16::from(self.for_imp) << 14
            | u16::from(self.trace) << 13
            | u16::from(self.octal) << 12;
        Ok([
            flags | message_type << 8 | u16::from(address),
            u16::from(self.link) << 8 | message_id << 4 | subtype,
        ])
    }

    /// The leader at the beginning of a message.
    ///
    /// # Errors
    /// Fewer than 32 bits.
    pub fn parse(message: &Bits) -> Result<Leader, WireError> {
        match message.octets() {
            &[a, b, c, d, ..] if message.length_bits() >= Leader::LENGTH_BITS => {
                Ok(Leader::from_words([u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])]))
            }
            _ => Err(WireError::Short {
                field: "leader",
                first: 1,
                last: Leader::LENGTH_BITS,
                length_bits: message.length_bits(),
            }),
        }
    }

    /// The four octets of the leader.
    ///
    /// # Errors
    /// As [`Leader::words`].
    pub fn octets(&self) -> Result<[u8; 4], WireError> {
        let [[a, b], [c, d]] = self.words()?.map(u16::to_be_bytes);
        Ok([a, b, c, d])
    }

    /// The 32 bits of the leader.
    ///
    /// # Errors
    /// As [`Leader::words`].
    pub fn emit(&self) -> Result<Bits, WireError> {
        Ok(Bits::from_octets(&self.octets()?))
    }

    /// What the leader says when a host sent it.
    pub const fn host_to_imp(&self) -> HostToImp {
        HostToImp::from_type(self.message_type)
    }

    /// What the leader says when an IMP sent it.
    pub const fn imp_to_host(&self) -> ImpToHost {
        ImpToHost::from_leader(self)
    }

    /// Bits 17-32 as one number: the 12-bit message-id of July 1973 with the subtype, or a going-down notice.
    pub const fn second_word(&self) -> u16 {
        (self.link as u16) << 8 | (self.message_id as u16 & 0xf) << 4 | self.subtype as u16 & 0xf
    }

    const fn with_second_word(self, word: u16) -> Leader {
        Leader {
            link: (word >> 8) as u8,
            message_id: (word >> 4 & 0xf) as u8,
            subtype: (word & 0xf) as u8,
            ..self
        }
    }
}

/// A message type that nobody assigned in 1973; only a parsed leader makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnassignedType(u8);

impl UnassignedType {
    /// The type's number, 3 to 15.
    pub const fn number(self) -> u8 {
        self.0
    }
}

fn too_wide(address: HostAddress) -> WireError {
    if address.host > 3 {
        let value = u64::from(address.host);
        return WireError::Value { field: "host", first: 9, last: 10, value, expected: "0 to 3" };
    }
    let value = u64::from(address.imp.0);
    WireError::Value { field: "IMP", first: 11, last: 16, value, expected: "0 to 63" }
}

fn nibble(field: &'static str, first: usize, value: u8) -> Result<u16, WireError> {
    if value > 0xf {
        let value = u64::from(value);
        return Err(WireError::Value { field, first, last: first + 3, value, expected: "0 to 15" });
    }
    Ok(u16::from(value))
}

#[cfg(test)]
mod tests;
