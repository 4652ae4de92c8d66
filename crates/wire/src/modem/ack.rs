//! Word 0 of a packet, the acknowledgment header (ACKH).
//!
//! ```text
//!  15   14 13   12 11 10  9  8    7 6 5 4 3 2 1 0
//! +----+------+----------------+-----------------+
//! | OE | QUAD |    CHANNEL     |  ACK bits 7..0  |
//! +----+------+----------------+-----------------+
//! ```
//!
//! OE is the odd/even bit of this packet on its channel; acknowledgment bit c repeats the odd/even bit of the last packet that the sender of
//! this word accepted on channel c. IMP program 3050; as seen in captures of the real program QUAD and the two upper
//! channel bits are never set.

/// The acknowledgment header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ack(pub u16);

impl Ack {
    /// A header for a packet on `channel` (0 to 7) with its odd/even bit; acknowledgment bits zero.
    pub const fn on_channel(channel: u8, odd: bool) -> Ack {
        Ack((odd as u16) << 15 | (channel as u16 & 0o37) << 8)
    }

    /// The odd/even bit.
    pub const fn is_odd(self) -> bool {
        self.0 & 0o100000 != 0
    }

    /// Which quarter of the acknowledgments this is; 0 with eight channels.
    pub const fn quadrant(self) -> u8 {
        (self.0 >> 13) as u8 & 3
    }

    /// The channel, 0 to 7 in 1973 (five bits wide).
    pub const fn channel(self) -> u8 {
        (self.0 >> 8) as u8 & 0o37
    }

    /// The eight acknowledgment bits, bit c for channel c.
    pub const fn bits(self) -> u8 {
        self.0 as u8
    }

    /// The same header with other acknowledgment bits: what each (re)transmission does.
    pub const fn with_bits(self, bits: u8) -> Ack {
        Ack(self.0 & 0o177400 | bits as u16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As seen in a capture: RFNM+ALL8 with acknowledgments 370, and REQ8 on channel 0, odd, acknowledgments 376.
    #[test]
    fn fields_lie_where_the_program_puts_them() {
        let ack = Ack(0x80fe);
        assert!(ack.is_odd());
        assert_eq!((ack.quadrant(), ack.channel(), ack.bits()), (0, 0, 0o376));
        let ack = Ack(0x02ff);
        assert!(!ack.is_odd());
        assert_eq!((ack.channel(), ack.bits()), (2, 0o377));
        assert_eq!(Ack::on_channel(2, false).with_bits(0o377), ack);
    }
}
