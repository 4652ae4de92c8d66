//! An entry of a routing message: `HOPS 0o174000 (5 bits) | DELAY 0o3777 (11 bits)`; all ones when unreachable.
//! IMP program 3050.

/// What an IMP says of its way to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoutingEntry(pub u16);

impl RoutingEntry {
    /// No way.
    pub const UNREACHABLE: RoutingEntry = RoutingEntry(0o177777);
    /// The sender itself; and, in the memory that read zeros at Harvard in 1971, everyone.
    pub const SELF: RoutingEntry = RoutingEntry(0);
    /// The largest hop count.
    pub const MAX_HOPS: u8 = 31;
    /// The largest delay.
    pub const MAX_DELAY: u16 = 2047;

    /// An entry; both parts are clipped to their fields.
    #[inline]
    pub const fn new(hops: u8, delay: u16) -> RoutingEntry {
        let hops = if hops > Self::MAX_HOPS { Self::MAX_HOPS } else { hops };
        let delay = if delay > Self::MAX_DELAY { Self::MAX_DELAY } else { delay };
        RoutingEntry((hops as u16) << 11 | delay)
    }

    /// Lines to cross.
    #[inline]
    pub const fn hops(self) -> u8 {
        (self.0 >> 11) as u8
    }

    /// Delay in the period's measure: 4 for a hop over an idle line, one more for each occupied channel.
    #[inline]
    pub const fn delay(self) -> u16 {
        self.0 & 0o3777
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As seen in a capture: 0804 is one hop with delay 4.
    #[test]
    fn a_neighbour_over_an_idle_line_is_one_hop_and_delay_four() {
        assert_eq!((RoutingEntry(0x0804).hops(), RoutingEntry(0x0804).delay()), (1, 4));
        assert_eq!(RoutingEntry::new(1, 4), RoutingEntry(0x0804));
        assert_eq!(RoutingEntry::new(31, 2047), RoutingEntry::UNREACHABLE);
    }
}
