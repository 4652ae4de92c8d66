//! How late things happen: the time on the wall between an event's own time and its being played or sent.

use std::fmt;
use std::time::Duration;

use hdrhistogram::Histogram;

/// The longest lateness told apart: a minute.
const LONGEST_US: u64 = 60_000_000;

/// Every measurement of a session, in constant memory.
#[derive(Clone, Debug)]
pub struct Lateness {
    us: Histogram<u64>,
}

impl Lateness {
    pub(crate) fn new() -> Lateness {
        let us = Histogram::new_with_bounds(1, LONGEST_US, 3);
        Lateness { us: us.expect("the bounds and three digits make a histogram") }
    }

    pub(crate) fn record(&mut self, late: Duration) {
        self.us.saturating_record(late.as_micros().min(u128::from(LONGEST_US)) as u64);
    }

    /// How many measurements there are.
    pub fn count(&self) -> u64 {
        self.us.len()
    }

    /// The lateness that this share of all measurements, 0 to 1, does not exceed, in microseconds.
    pub fn quantile_us(&self, share: f64) -> u64 {
        self.us.value_at_quantile(share)
    }

    /// The greatest, in microseconds.
    pub fn greatest_us(&self) -> u64 {
        self.us.max()
    }
}

impl fmt::Display for Lateness {
    /// `p50 0.4 ms, p99 1.2 ms, at most 3.9 ms`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = |us: u64| us as f64 / 1000.0;
        write!(
            f,
            "p50 {:.1} ms, p99 {:.1} ms, at most {:.1} ms",
            ms(self.quantile_us(0.5)),
            ms(self.quantile_us(0.99)),
            ms(self.greatest_us())
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_what_was_recorded() {
        let mut lateness = Lateness::new();
        (1..=1000).for_each(|us| lateness.record(Duration::from_micros(us)));
        assert_eq!((lateness.count(), lateness.quantile_us(0.5), lateness.greatest_us()), (1000, 500, 1000));
        assert_eq!(lateness.to_string(), "p50 0.5 ms, p99 1.0 ms, at most 1.0 ms");
    }

    #[test]
    fn a_lateness_beyond_measure_counts_as_the_longest() {
        let mut lateness = Lateness::new();
        lateness.record(Duration::from_secs(3600));
        // To three digits.
        assert!(lateness.quantile_us(1.0).abs_diff(LONGEST_US) <= LONGEST_US / 1000);
    }
}
