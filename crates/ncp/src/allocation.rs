//! Allocation: how much a sender may send, counted at both ends. NIC 8246 p. 14-16.

use crate::{AllocationPace, AllocationPolicy};

/// Message space and bit space: the sender's two counters, or the receiver's mirror of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Space {
    pub messages: u16,
    pub bits: u32,
}

impl Space {
    pub const fn new(messages: u16, bits: u32) -> Space {
        Space { messages, bits }
    }

    pub const fn is_empty(self) -> bool {
        self.messages == 0 && self.bits == 0
    }

    /// The sum, unless a counter would go above 2^16-1 or 2^32-1: that is prohibited (NIC 8246 p. 15).
    pub fn plus(self, more: Space) -> Option<Space> {
        let messages = self.messages.checked_add(more.messages)?;
        Some(Space { messages, bits: self.bits.checked_add(more.bits)? })
    }

    /// The difference, unless a counter would go below zero: that is prohibited (NIC 8246 p. 15).
    pub fn minus(self, less: Space) -> Option<Space> {
        let messages = self.messages.checked_sub(less.messages)?;
        Some(Space { messages, bits: self.bits.checked_sub(less.bits)? })
    }

    /// The difference, with zero for what would be below it.
    pub fn saturating_minus(self, less: Space) -> Space {
        Space {
            messages: self.messages.saturating_sub(less.messages),
            bits: self.bits.saturating_sub(less.bits),
        }
    }

    /// What a GVB with these fractions asks for: "in 128ths", all of it from 128 on (NIC 8246 p. 15), and "fractional
    /// returns must be rounded up, not truncated" (p. 16, footnote). HH-123, HH-125, HH-126, HH-127, HH-133.
    pub fn share(self, message_fraction: u8, bit_fraction: u8) -> Space {
        Space {
            messages: share(u64::from(self.messages), message_fraction) as u16,
            bits: share(u64::from(self.bits), bit_fraction) as u32,
        }
    }

    /// How many bytes of `byte_size` bits one message may hold: none without message space. HH-113, HH-114, HH-116.
    pub fn bytes_allowed(self, byte_size: u8) -> usize {
        if self.messages == 0 {
            return 0;
        }
        (self.bits / u32::from(byte_size.max(1))) as usize
    }
}

/// The part of `amount` in 128ths, rounded up; never more than `amount`.
fn share(amount: u64, fraction: u8) -> u64 {
    if fraction >= 128 { amount } else { (amount * u64::from(fraction)).div_ceil(128) }
}

/// What to grant now, if anything. `granted` is outstanding, `buffered_bits` have arrived and not been taken.
///
/// Outstanding and buffered bits together stay within the level, so that the level bounds the buffer.
pub(crate) fn top_up(
    policy: AllocationPolicy,
    granted: Space,
    buffered_bits: usize,
    byte_size: u8,
) -> Option<Space> {
    let byte_size = u32::from(byte_size);
    let level = Space::new(policy.messages.max(1), policy.bits.max(byte_size));
    let buffered = u32::try_from(buffered_bits).unwrap_or(u32::MAX);
    let room = level.bits.saturating_sub(buffered);
    let missing =
        Space::new(level.messages.saturating_sub(granted.messages), room.saturating_sub(granted.bits));
    let useful = granted.bits.saturating_add(missing.bits) >= byte_size;
    (useful && !missing.is_empty() && is_due(policy.pace, level, granted, missing, byte_size))
        .then_some(missing)
}

fn is_due(pace: AllocationPace, level: Space, granted: Space, missing: Space, byte_size: u32) -> bool {
    let is_stuck = granted.messages == 0 || granted.bits < byte_size;
    match pace {
        AllocationPace::EachMessage => true,
        AllocationPace::WhenEmpty => is_stuck,
        AllocationPace::BelowHalf => {
            let few_messages = u32::from(granted.messages) * 2 < u32::from(level.messages);
            // Of bits, a grant is worth its message only when it is a fair part of the level: a full buffer that
            // is emptied byte by byte would otherwise draw an ALL for each.
            let few_bits = u64::from(granted.bits) * 2 < u64::from(level.bits)
                && u64::from(missing.bits) * 4 >= u64::from(level.bits);
            is_stuck || few_messages || few_bits
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_of_128_and_rounded_up() {
        // NIC 8246 p. 15-16; the arithmetic is plain.
        assert_eq!(Space::new(10, 1000).share(64, 32), Space::new(5, 250));
        assert_eq!(Space::new(129, 1000).share(1, 1), Space::new(2, 8));
        assert_eq!(Space::new(1, 1).share(1, 1), Space::new(1, 1));
        assert_eq!(Space::new(7, 999).share(128, 255), Space::new(7, 999));
        assert_eq!(Space::new(7, 999).share(0, 0), Space::default());
        assert_eq!(Space::new(0, u32::MAX).share(0, 127), Space::new(0, 4_261_412_864));
    }

    #[test]
    fn a_share_is_never_more_than_the_whole() {
        for amount in [0, 1, 2, 127, 128, 129, 65_535] {
            for fraction in 0..=255 {
                let share = Space::new(amount, u32::from(amount)).share(fraction, fraction);
                assert!(share.messages <= amount && share.bits <= u32::from(amount), "{amount} {fraction}");
                assert_eq!(share.messages == 0, fraction == 0 || amount == 0, "{amount} {fraction}");
            }
        }
    }

    #[test]
    fn counters_stop_at_their_limits() {
        let full = Space::new(u16::MAX, u32::MAX);
        assert_eq!(full.plus(Space::new(1, 0)), None);
        assert_eq!(full.plus(Space::new(0, 1)), None);
        assert_eq!(full.plus(Space::default()), Some(full));
        assert_eq!(Space::default().minus(Space::new(0, 1)), None);
        assert_eq!(Space::new(5, 50).saturating_minus(Space::new(100, 100)), Space::default());
    }

    #[test]
    fn outstanding_and_buffered_bits_stay_within_the_level() {
        for pace in [AllocationPace::BelowHalf, AllocationPace::EachMessage, AllocationPace::WhenEmpty] {
            let policy = AllocationPolicy { pace, messages: 20, bits: 1000 };
            for granted in [0, 1, 7, 8, 400, 499, 500, 1000] {
                for buffered in [0, 1, 8, 500, 600, 992, 1000, 2000] {
                    let grant = top_up(policy, Space::new(3, granted), buffered, 8).unwrap_or_default();
                    let total = u64::from(granted) + u64::from(grant.bits) + buffered as u64;
                    assert!(grant.bits == 0 || total <= 1000, "{pace:?} {granted} {buffered} {grant:?}");
                }
            }
        }
    }

    #[test]
    fn a_sender_without_any_space_always_gets_some_when_the_buffer_is_empty() {
        for pace in [AllocationPace::BelowHalf, AllocationPace::EachMessage, AllocationPace::WhenEmpty] {
            let policy = AllocationPolicy { pace, messages: 1, bits: 8 };
            for byte_size in [1, 8, 255] {
                let grant = top_up(policy, Space::default(), 0, byte_size).expect("a grant");
                assert!(grant.bytes_allowed(byte_size) >= 1, "{pace:?} {byte_size}");
            }
        }
    }
}
