//! Words 2 and 3 of a data packet: where it goes (HEAD1) and where it comes from (HEAD2).
//!
//! ```text
//!  HEAD1  15    14      13     12     11   10 9 8    7 6     5..0
//!       +----+-------+------+-------+----+-------+------+--------+
//!       |PRI |FORIMP |TRACE |FOROCT | 0  | PKTNO | HOST |  IMP   |   in replies bit 8 is REPDED
//!       +----+-------+------+-------+----+-------+------+--------+
//!  HEAD2  15     14      13   12      11 10   9      8    7 6     5..0
//!       +------+-------+----+-------+------+-------+----+------+--------+
//!       | LAST |FRMIMP | 0  |FRMOCT |  0   |ENDBIT | 0  | HOST |  IMP   |
//!       +------+-------+----+-------+------+-------+----+------+--------+
//! ```
//!
//! IMP program 3050. ENDBIT belongs to the hop: it is 1 when the sender on this line has the higher IMP number of the two ends.

use super::ModemError;
use crate::{HostAddress, ImpNumber};

/// HEAD1 or HEAD2, its IMP number apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The word with its six IMP bits zero.
    pub flags: u16,
    /// The IMP.
    pub imp: ImpNumber,
}

impl Place {
    /// HEAD1: priority.
    pub const PRIORITY: u16 = 0o100000;
    /// HEAD1: for the IMP itself, HOST names a fake host. HEAD2: from a fake host.
    pub const FAKE: u16 = 0o40000;
    /// HEAD1: trace this message.
    pub const TRACE: u16 = 0o20000;
    /// HEAD1 and HEAD2: print in octal.
    pub const OCTAL: u16 = 0o10000;
    /// HEAD1 of a reply: the destination host is dead.
    pub const DEAD: u16 = 0o400;
    /// HEAD2: last packet of its message.
    pub const LAST: u16 = 0o100000;
    /// HEAD2: the sender of this transmission has the higher IMP number of the line's two ends.
    pub const END: u16 = 0o1000;

    /// A place that carries the IMP alone, as made replies do.
    pub const fn of_imp(imp: ImpNumber) -> Place {
        Place { flags: 0, imp }
    }

    /// A host of an IMP, with flags.
    pub const fn new(flags: u16, address: HostAddress) -> Place {
        Place { flags: flags | (address.host as u16 & 3) << 6, imp: address.imp }
    }

    /// Reads a word.
    pub const fn from_word(word: u16) -> Place {
        Place { flags: word & 0o177700, imp: ImpNumber(word & 0o77) }
    }

    /// The word; `index` is its place in the packet, for the error.
    pub fn to_word(self, index: usize) -> Result<u16, ModemError> {
        if self.imp.0 > 0o77 {
            return Err(ModemError::WideImp { imp: self.imp, word: index });
        }
        Ok(self.flags & 0o177700 | self.imp.0)
    }

    /// The two host bits.
    pub const fn host(self) -> u8 {
        (self.flags >> 6) as u8 & 3
    }

    /// Host and IMP.
    pub const fn address(self) -> HostAddress {
        HostAddress { imp: self.imp, host: self.host() }
    }

    /// HEAD1: the packet's number in its message, 0 to 7.
    pub const fn packet_number(self) -> u8 {
        (self.flags >> 8) as u8 & 7
    }

    /// The same with another packet number.
    pub const fn with_packet_number(self, number: u8) -> Place {
        Place { flags: self.flags & !0o3400 | (number as u16 & 7) << 8, imp: self.imp }
    }

    /// True when all bits of `flag` are set.
    pub const fn has(self, flag: u16) -> bool {
        self.flags & flag == flag
    }

    /// The same with the bits of `flag` set or cleared.
    pub const fn with(self, flag: u16, set: bool) -> Place {
        Place { flags: if set { self.flags | flag } else { self.flags & !flag }, imp: self.imp }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As seen in captures: 8702 is the last packet from host 0 at IMP 2; 0283 comes from host 2 at IMP 3 over a line
    /// to a lower IMP; 0702 is packet 7 to IMP 2.
    #[test]
    fn captured_words_read_as_annotated() {
        let source = Place::from_word(0x8002);
        assert!(source.has(Place::LAST) && !source.has(Place::END));
        assert_eq!((source.host(), source.imp), (0, ImpNumber(2)));
        let source = Place::from_word(0x0283);
        assert!(source.has(Place::END) && !source.has(Place::LAST));
        assert_eq!((source.host(), source.imp), (2, ImpNumber(3)));
        assert_eq!(Place::from_word(0x0702).packet_number(), 7);
        assert_eq!(Place::from_word(0x0283).to_word(3), Ok(0x0283));
    }

    #[test]
    fn an_imp_beyond_six_bits_has_no_word() {
        let wide = Place::of_imp(ImpNumber(64));
        assert_eq!(wide.to_word(2), Err(ModemError::WideImp { imp: ImpNumber(64), word: 2 }));
    }
}
