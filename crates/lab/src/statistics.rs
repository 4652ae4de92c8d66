//! Means of round trips, and how far they can be trusted.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::statistics::Statistics;

/// Round trips, counted and added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// How many.
    pub count: u64,
    /// Their sum, in nanoseconds.
    pub total_ns: u64,
}

impl Tally {
    /// Counts one more.
    pub(crate) fn add(&mut self, ns: u64) {
        self.count += 1;
        self.total_ns += ns;
    }

    /// Counts all of another tally.
    pub(crate) fn join(&mut self, other: Tally) {
        self.count += other.count;
        self.total_ns += other.total_ns;
    }

    /// The mean, in milliseconds; `None` of nothing.
    pub(crate) fn mean_ms(self) -> Option<f64> {
        (self.count > 0).then(|| self.total_ns as f64 / self.count as f64 / 1e6)
    }
}

/// A mean over all runs, with the half width of its 95 % confidence interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The mean over all messages of all runs.
    pub mean: f64,
    /// Half the width of the interval, from the means of the single runs; `None` where fewer than two runs have one.
    pub ci95: Option<f64>,
}

impl Estimate {
    /// From one tally for each run.
    pub(crate) fn of(runs: &[Tally]) -> Option<Estimate> {
        let mut all = Tally::default();
        runs.iter().for_each(|run| all.join(*run));
        let means: Vec<f64> = runs.iter().filter_map(|run| run.mean_ms()).collect();
        Some(Estimate { mean: all.mean_ms()?, ci95: half_width(&means) })
    }
}

/// Independent observations in figures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation, as an estimate of that of all there could be; `None` of fewer than two.
    pub sd: Option<f64>,
    /// Half the width of the 95 % confidence interval of the mean; `None` of fewer than two.
    pub ci95: Option<f64>,
    /// The least.
    pub min: f64,
    /// The greatest.
    pub max: f64,
}

/// `None` of nothing.
pub(crate) fn spread(observations: &[f64]) -> Option<Spread> {
    let some = || observations.iter();
    let sd = (observations.len() > 1).then(|| some().std_dev());
    (!observations.is_empty()).then(|| Spread {
        mean: some().mean(),
        sd,
        ci95: half_width(observations),
        min: Statistics::min(some()),
        max: Statistics::max(some()),
    })
}

/// Half the width of the 95 % confidence interval of the mean of independent observations.
pub(crate) fn half_width(observations: &[f64]) -> Option<f64> {
    let count = observations.len();
    let student = StudentsT::new(0.0, 1.0, count.checked_sub(1)? as f64).ok()?;
    Some(student.inverse_cdf(0.975) * observations.iter().std_dev() / (count as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_of_all_messages_not_of_the_runs() {
        let runs = [Tally { count: 1, total_ns: 10_000_000 }, Tally { count: 3, total_ns: 60_000_000 }];
        assert_eq!(Estimate::of(&runs).expect("messages").mean, 17.5);
        assert_eq!(Estimate::of(&[Tally::default()]), None);
    }

    #[test]
    fn five_observations_have_the_interval_of_the_textbook() {
        // Mean 3, variance 2.5, t(4) = 2.776: 2.776 * sqrt(2.5 / 5).
        let width = half_width(&[1.0, 2.0, 3.0, 4.0, 5.0]).expect("five observations");
        assert!((width - 1.963).abs() < 0.001, "{width}");
        assert_eq!(half_width(&[1.0]), None);
    }

    #[test]
    fn the_quantiles_are_those_of_the_printed_tables() {
        // Two observations, one apart: sd 1/sqrt(2), half width t(1)/2. Any table has 12.706 for one degree of freedom, and 1.984
        // for a hundred: observations of 0 and 1 by turns, 101 of them.
        let width = half_width(&[0.0, 1.0]).expect("two observations");
        assert!((width - 12.706 / 2.0).abs() < 0.001, "{width}");
        let many: Vec<f64> = (0..101).map(|nth| f64::from(nth % 2)).collect();
        let sd = (50.0 * 51.0 / 101.0 / 100.0f64).sqrt();
        let width = half_width(&many).expect("many observations");
        assert!((width - 1.984 * sd / 101f64.sqrt()).abs() < 0.0001, "{width}");
    }

    #[test]
    fn a_spread_is_that_of_the_textbook() {
        let spread = spread(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).expect("observations");
        assert_eq!((spread.mean, spread.min, spread.max), (5.0, 2.0, 9.0));
        // Squares about the mean come to 32; by one less than eight.
        assert!((spread.sd.expect("eight") - (32.0f64 / 7.0).sqrt()).abs() < 1e-12);
        let one = super::spread(&[3.0]).expect("one");
        assert_eq!((one.mean, one.sd, one.ci95), (3.0, None, None));
        assert_eq!(super::spread(&[]), None);
    }
}
