//! The numbers of the emulator's datagrams, one count for each direction.
//!
//! As the emulator has it: a datagram with a number below the one expected is dropped, one with a number above it is taken
//! and those between count as missing, and number 0 is always taken, for the peer has been started anew. Otherwise than the
//! emulator, a number far beyond what is due is taken for damage, unless the next one goes on from it: else one wrong bit
//! would close the cable for good.

use crate::counts::Counts;

/// The numbers of one attachment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Framing {
    next_out: u32,
    next_in: u32,
    /// What would follow the last number that was too far beyond to be believed.
    unbelieved: Option<u32>,
}

/// Datagrams that can be lost in a row.
const FARTHEST: u32 = 1 << 16;

impl Framing {
    /// The number for the next datagram out.
    pub(crate) fn number(&mut self) -> u32 {
        let number = self.next_out;
        self.next_out = number.wrapping_add(1);
        number
    }

    /// Whether the datagram of this number is to be taken.
    pub(crate) fn takes(&mut self, number: u32, counts: &mut Counts) -> bool {
        if number != 0 && number < self.next_in {
            counts.late += 1;
            return false;
        }
        let is_far = number != 0 && self.next_in != 0 && number - self.next_in > FARTHEST;
        if is_far && self.unbelieved.replace(number.wrapping_add(1)) != Some(number) {
            counts.garbage += 1;
            return false;
        }
        self.unbelieved = None;
        // Before the first one is heard, the peer may have been talking for long.
        if number != 0 && self.next_in != 0 {
            counts.missing += u64::from(number - self.next_in);
        }
        self.next_in = number.wrapping_add(1);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(numbers: &[u32]) -> (Vec<bool>, Counts) {
        let (mut framing, mut counts) = (Framing::default(), Counts::default());
        let taken = numbers.iter().map(|number| framing.takes(*number, &mut counts)).collect();
        (taken, counts)
    }

    #[test]
    fn doubled_and_reordered_datagrams_are_dropped_and_gaps_are_counted() {
        let (taken, counts) = taken(&[0, 1, 1, 4, 3, 5]);
        assert_eq!(taken, [true, true, false, true, false, true]);
        assert_eq!((counts.late, counts.missing), (2, 2));
    }

    #[test]
    fn a_damaged_number_does_not_close_the_cable() {
        let (taken, counts) = taken(&[0, 1, 0x4000_0002, 3]);
        assert_eq!(taken, [true, true, false, true]);
        assert_eq!((counts.garbage, counts.missing), (1, 1));
    }

    #[test]
    fn a_peer_that_goes_on_from_far_beyond_is_believed() {
        let (taken, _) = taken(&[0, 1, 900_000, 900_001]);
        assert_eq!(taken, [true, true, false, true]);
    }

    #[test]
    fn a_peer_that_is_started_anew_is_heard() {
        let (taken, counts) = taken(&[0, 1, 2, 0, 1]);
        assert_eq!(taken, [true; 5]);
        assert_eq!(counts, Counts::default());
    }

    #[test]
    fn a_peer_that_has_talked_for_long_is_heard_from_where_it_is() {
        let (taken, counts) = taken(&[900, 901]);
        assert_eq!((taken, counts), (vec![true; 2], Counts::default()));
    }

    #[test]
    fn datagrams_out_are_numbered_from_0() {
        let mut framing = Framing::default();
        assert_eq!([framing.number(), framing.number(), framing.number()], [0, 1, 2]);
    }
}
