//! Word 1 of a packet (HEAD): the message number and kind, or the control family.
//!
//! ```text
//!  data     15..8         7      6          5 4     3       2        1          0
//!         +-----------+-------+----------+------+-------+--------+-----------+--------+
//!         |  MESSNO   | ONEOR8| REQ/RFNM | ORD  |INCTRN | TRNREP | GVB/ALLOC | LINETS |
//!         +-----------+-------+----------+------+-------+--------+-----------+--------+
//!  control  15      13..8      7..5   4       3        2        1        0
//!         +--------+----------+-----+--------+--------+--------+--------+-----+
//!         | SNDCOR |  sender  |  0  | IHERDU | RUTDMP | GETCOR | NULPKT |  1  |
//!         +--------+----------+-----+--------+--------+--------+--------+-----+
//! ```
//!
//! IMP program 3050. The bit numbers in its own names differ: INCTRN is octal 10, TRNREP is octal 4.

use super::ModemError;
use crate::ImpNumber;
use std::fmt;

/// HEAD of the data family (bit 0 is zero).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head(pub u16);

impl Head {
    /// Single-packet class; clear means multi-packet ("8") class.
    pub const SINGLE: u16 = 0o200;
    /// In a transmission: request for allocation.
    pub const REQUEST: u16 = 0o100;
    /// In a reply: ready for next message. The same bit as [`Head::REQUEST`].
    pub const RFNM: u16 = 0o100;
    /// Incomplete: a question in transmissions, a verdict in replies.
    pub const INCOMPLETE: u16 = 0o10;
    /// Transmission; clear means reply.
    pub const TRANSMISSION: u16 = 0o4;
    /// In a transmission: give back an allocation of 8.
    pub const GIVE_BACK: u16 = 0o2;
    /// In a reply: allocation granted. The same bit as [`Head::GIVE_BACK`].
    pub const ALLOCATE: u16 = 0o2;
    /// The control family.
    pub const CONTROL: u16 = 0o1;

    /// A head of `message` with priority order number `order` and the flags.
    pub const fn new(message: u8, order: u8, flags: u16) -> Head {
        Head((message as u16) << 8 | (order as u16 & 3) << 4 | flags)
    }

    /// The message number, or in a reply the number that is answered.
    pub const fn message(self) -> u8 {
        (self.0 >> 8) as u8
    }

    /// The priority order number, 0 to 3.
    pub const fn order(self) -> u8 {
        (self.0 >> 4) as u8 & 3
    }

    /// True when all bits of `flag` are set.
    pub const fn has(self, flag: u16) -> bool {
        self.0 & flag == flag
    }

    /// The same with the bits of `flag` set or cleared.
    pub const fn with(self, flag: u16, set: bool) -> Head {
        Head(if set { self.0 | flag } else { self.0 & !flag })
    }

    /// The kind that the bits spell; a reply's REPDED stands in HEAD1 and is given as `dead`.
    pub fn kind(self, dead: bool) -> Kind {
        if dead && !self.has(Head::TRANSMISSION) {
            return if self.has(Head::SINGLE) { Kind::Dead1 } else { Kind::Dead8 };
        }
        match self.0 & 0o317 {
            0o304 => Kind::Message1,
            0o204 => Kind::Message1Allocated,
            0o104 => Kind::Request8,
            0o004 => Kind::Message8,
            0o206 => Kind::GiveBack,
            0o214 => Kind::Query1,
            0o014 => Kind::Query8,
            0o114 => Kind::QueryRequest,
            0o216 => Kind::QueryGiveBack,
            0o300 => Kind::Rfnm1,
            0o202 => Kind::Allocate1,
            0o002 => Kind::Allocate8,
            0o102 => Kind::RfnmAllocate8,
            0o100 => Kind::Rfnm8,
            0o310 => Kind::Incomplete1,
            0o110 => Kind::Incomplete8,
            0o112 => Kind::Incomplete8Allocate,
            other => Kind::Other(other),
        }
    }
}

/// What a packet of the data family is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole single-packet message, and a request for one buffer: MSG1.
    Message1,
    /// The same sent again under an allocation.
    Message1Allocated,
    /// Request for eight buffers: REQ8.
    Request8,
    /// One packet of a multi-packet message: MSG8.
    Message8,
    /// Give back an unused allocation: GVB.
    GiveBack,
    /// What happened to a single-packet message? INC?1.
    Query1,
    /// What happened to a multi-packet message? Also the last packet of a message that its source gave up. INC?8.
    Query8,
    /// What happened to a request? INC?8/REQ.
    QueryRequest,
    /// What happened to a give-back? INC?/GVB.
    QueryGiveBack,
    /// Single-packet message taken: RFNM1.
    Rfnm1,
    /// Allocation of one: ALL1.
    Allocate1,
    /// Allocation of eight: ALL8.
    Allocate8,
    /// Multi-packet message taken, and the next allocation: RFNM+ALL8.
    RfnmAllocate8,
    /// Multi-packet message taken: RFNM8.
    Rfnm8,
    /// Single-packet message incomplete; also the answer to a give-back: INC!1.
    Incomplete1,
    /// Multi-packet message incomplete: INC!8.
    Incomplete8,
    /// The same with an allocation: INC!8+ALL.
    Incomplete8Allocate,
    /// Destination host dead, single-packet message: DEAD1.
    Dead1,
    /// Destination host dead, multi-packet message: DEAD8.
    Dead8,
    /// A combination that the program does not make.
    Other(u16),
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Message1 => "MSG1",
            Kind::Message1Allocated => "MSG1(alloc)",
            Kind::Request8 => "REQ8",
            Kind::Message8 => "MSG8",
            Kind::GiveBack => "GVB",
            Kind::Query1 => "INC?1",
            Kind::Query8 => "INC?8",
            Kind::QueryRequest => "INC?8/REQ",
            Kind::QueryGiveBack => "INC?/GVB",
            Kind::Rfnm1 => "RFNM1",
            Kind::Allocate1 => "ALL1",
            Kind::Allocate8 => "ALL8",
            Kind::RfnmAllocate8 => "RFNM+ALL8",
            Kind::Rfnm8 => "RFNM8",
            Kind::Incomplete1 => "INC!1",
            Kind::Incomplete8 => "INC!8",
            Kind::Incomplete8Allocate => "INC!8+ALL",
            Kind::Dead1 => "DEAD1",
            Kind::Dead8 => "DEAD8",
            Kind::Other(bits) => return write!(f, "HEAD {bits:03o}"),
        })
    }
}

/// HEAD of the control family (bit 0 is one), its sender apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ControlHead {
    /// The word with its six sender bits zero.
    pub flags: u16,
    /// The sender.
    pub from: ImpNumber,
}

impl ControlHead {
    /// "Send me your core."
    pub const SEND_CORE: u16 = 0o100000;
    /// I heard you.
    pub const HEARD: u16 = 0o20;
    /// Core dump in a routing message's place.
    pub const DUMP: u16 = 0o10;
    /// Reload demand.
    pub const GET_CORE: u16 = 0o4;
    /// Null packet.
    pub const NULL: u16 = 0o2;

    /// A control head; the family's own bit is added.
    pub const fn new(from: ImpNumber, flags: u16) -> ControlHead {
        ControlHead { flags: flags | Head::CONTROL, from }
    }

    /// Reads a word.
    pub const fn from_word(word: u16) -> ControlHead {
        ControlHead { flags: word & !0o37400, from: ImpNumber(word >> 8 & 0o77) }
    }

    /// The word.
    pub fn to_word(self) -> Result<u16, ModemError> {
        if self.from.0 > 0o77 {
            return Err(ModemError::WideImp { imp: self.from, word: 1 });
        }
        Ok(self.flags & !0o37400 | self.from.0 << 8)
    }

    /// True when all bits of `flag` are set.
    pub const fn has(self, flag: u16) -> bool {
        self.flags & flag == flag
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The annotated captures of the real program.
    #[test]
    fn heads_of_a_captured_exchange_read_as_annotated() {
        for (word, message, order, kind) in [
            (0x00f4, 0, 3, Kind::Message1),
            (0x00c0, 0, 0, Kind::Rfnm1),
            (0x0174, 1, 3, Kind::Request8),
            (0x0102, 1, 0, Kind::Allocate8),
            (0x0234, 2, 3, Kind::Message8),
            (0x0242, 2, 0, Kind::RfnmAllocate8),
            (0x03b6, 3, 3, Kind::GiveBack),
            (0x03c8, 3, 0, Kind::Incomplete1),
            (0x1d3c, 29, 3, Kind::Query8),
            (0x1d4a, 29, 0, Kind::Incomplete8Allocate),
            (0x0282, 2, 0, Kind::Allocate1),
            (0x02b4, 2, 3, Kind::Message1Allocated),
            (0x078c, 7, 0, Kind::Query1),
        ] {
            let head = Head(word);
            assert_eq!(
                (head.message(), head.order(), head.kind(false)),
                (message, order, kind),
                "{word:04x}"
            );
        }
        assert_eq!(Head(0x2800).kind(true), Kind::Dead8);
        assert_eq!(Head(0x55c0).kind(true), Kind::Dead1);
    }

    #[test]
    fn a_null_with_i_heard_you_names_its_sender() {
        let head = ControlHead::from_word(0x0213);
        assert_eq!(head.from, ImpNumber(2));
        assert!(
            head.has(ControlHead::NULL) && head.has(ControlHead::HEARD) && !head.has(ControlHead::GET_CORE)
        );
        assert_eq!(head, ControlHead::new(ImpNumber(2), ControlHead::NULL | ControlHead::HEARD));
        assert_eq!(head.to_word(), Ok(0x0213));
    }
}
