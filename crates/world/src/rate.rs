//! Exact bit rates: the time of so many bits, without a float.

/// A bit rate as a ratio of whole numbers: `bits` in `seconds`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    bits: u64,
    seconds: u64,
}

impl Rate {
    /// `bits` in each second. Zero is taken as one.
    pub const fn bits_per_second(bits: u64) -> Rate {
        Rate::ratio(bits, 1)
    }

    /// `bits` in `seconds`, such as 269 in 2 for 134.5 b/s. Zeros are taken as ones.
    pub const fn ratio(bits: u64, seconds: u64) -> Rate {
        Rate { bits: if bits == 0 { 1 } else { bits }, seconds: if seconds == 0 { 1 } else { seconds } }
    }

    /// The time that `bits` take, in nanoseconds, rounded up: a bit is there when all of it is.
    pub const fn time_ns(self, bits: u64) -> u64 {
        // A packet's or message's bits fit into 64 bits; the wide division is for what is not of this world.
        if let Some(seconds) = bits.checked_mul(self.seconds)
            && let Some(exact) = seconds.checked_mul(1_000_000_000)
        {
            return exact.div_ceil(self.bits);
        }
        let exact = bits as u128 * self.seconds as u128 * 1_000_000_000;
        exact.div_ceil(self.bits as u128) as u64
    }

    /// Bits in a second, rounded down.
    pub const fn whole_bits_per_second(self) -> u64 {
        self.bits / self.seconds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_routing_message_takes_23_2_ms_at_50_kb_s() {
        // 68 words and 72 bits of framing are 1160 bits (RFC 619); 20 us each.
        assert_eq!(Rate::bits_per_second(50_000).time_ns(1160), 23_200_000);
    }

    #[test]
    fn the_time_of_a_bit_is_rounded_up_only_once() {
        // 1 / 230.4 kb/s is 4340.27... ns.
        let rate = Rate::bits_per_second(230_400);
        assert_eq!(rate.time_ns(1), 4341);
        assert_eq!(rate.time_ns(2304), 10_000_000);
    }

    #[test]
    fn numbers_beyond_64_bits_on_the_way_come_out_the_same() {
        // 2^40 bits at 2^20 b/s are 2^20 s.
        assert_eq!(Rate::bits_per_second(1 << 20).time_ns(1 << 40), (1 << 20) * 1_000_000_000);
    }

    #[test]
    fn a_rate_need_not_be_whole() {
        assert_eq!(Rate::ratio(269, 2).time_ns(269), 2_000_000_000);
    }
}
