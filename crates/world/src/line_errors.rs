//! What chance does to the packets of one direction of a line.
//!
//! Bit errors are independent, so the number of good bits before the next bad one is geometric: one draw for each bad
//! bit instead of one for each packet, with exactly the same result. Every packet counts the bits down.
//!
//! Liberty: the 24-bit CRC of the line hardware catches every damaged packet; in life one in 16 million slipped
//! through. Corruption that the CRC does not see is a fault of an interface (RFC 528) and comes as one.

use arpanet_kernel::Stream;

use crate::plan::LineErrors;

/// The errors of one direction of a line.
#[derive(Clone, Debug)]
pub(crate) struct ErrorSource {
    rates: LineErrors,
    stream: Stream,
    good_bits: u64,
}

/// What chance made of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Luck {
    /// It arrives as it was sent.
    Good,
    /// Bits in it are wrong.
    Damaged,
    /// It does not arrive.
    Lost,
}

impl ErrorSource {
    pub(crate) fn new(rates: LineErrors, stream: Stream) -> ErrorSource {
        let mut source = ErrorSource { rates, stream, good_bits: u64::MAX };
        source.set_rates(rates);
        source
    }

    pub(crate) fn set_rates(&mut self, rates: LineErrors) {
        self.rates = rates;
        self.good_bits = self.stream.failures_before_success(rates.bit_error_rate);
    }

    /// The luck of a packet that is `length_bits` long on the line.
    pub(crate) fn draw(&mut self, length_bits: u64) -> Luck {
        let damaged = self.damages(length_bits);
        if self.rates.packet_loss_rate > 0.0 && self.stream.chance(self.rates.packet_loss_rate) {
            return Luck::Lost;
        }
        if damaged { Luck::Damaged } else { Luck::Good }
    }

    fn damages(&mut self, length_bits: u64) -> bool {
        let mut left = length_bits;
        while self.good_bits < left {
            left -= self.good_bits + 1;
            self.good_bits = self.stream.failures_before_success(self.rates.bit_error_rate);
        }
        self.good_bits -= left;
        left != length_bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arpanet_kernel::Streams;

    fn source(bit_error_rate: f64, packet_loss_rate: f64) -> ErrorSource {
        let rates = LineErrors { bit_error_rate, packet_loss_rate };
        ErrorSource::new(rates, Streams::new(1).stream("line", 0))
    }

    fn count(source: &mut ErrorSource, length_bits: u64, packets: usize, luck: Luck) -> usize {
        (0..packets).filter(|_| source.draw(length_bits) == luck).count()
    }

    #[test]
    fn a_packet_is_damaged_as_often_as_independent_bit_errors_would_damage_it() {
        // 1 - (1 - 1e-4)^1160 = 0.10953: 10,953 of 100,000, standard deviation 99.
        let damaged = count(&mut source(1e-4, 0.0), 1160, 100_000, Luck::Damaged);
        assert!(damaged.abs_diff(10_953) < 400, "{damaged}");
    }

    #[test]
    fn the_bits_count_over_packet_boundaries() {
        // 1 - (1 - 0.01)^3 = 0.029701, however the bits are cut up.
        let damaged = count(&mut source(0.01, 0.0), 3, 100_000, Luck::Damaged);
        assert!(damaged.abs_diff(2_970) < 220, "{damaged}");
    }

    #[test]
    fn a_good_line_never_fails_and_a_hopeless_one_always() {
        assert_eq!(count(&mut source(0.0, 0.0), 1160, 1000, Luck::Good), 1000);
        assert_eq!(count(&mut source(1.0, 0.0), 1160, 1000, Luck::Damaged), 1000);
        assert_eq!(count(&mut source(0.0, 1.0), 1160, 1000, Luck::Lost), 1000);
    }

    #[test]
    fn rates_can_change() {
        let mut source = source(1.0, 0.0);
        source.set_rates(LineErrors::default());
        assert_eq!(source.draw(1000), Luck::Good);
    }
}
