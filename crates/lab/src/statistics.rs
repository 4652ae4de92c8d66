//! Means of round trips, and how far they can be trusted.

use serde::Serialize;

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

/// Half the width of the 95 % confidence interval of the mean of independent observations.
pub(crate) fn half_width(observations: &[f64]) -> Option<f64> {
    let count = observations.len();
    if count < 2 {
        return None;
    }
    let mean = observations.iter().sum::<f64>() / count as f64;
    let squares: f64 = observations.iter().map(|one| (one - mean) * (one - mean)).sum();
    Some(student_95(count - 1) * (squares / (count - 1) as f64 / count as f64).sqrt())
}

/// The 97.5 % quantile of Student's distribution.
fn student_95(degrees: usize) -> f64 {
    const QUANTILES: [f64; 30] = [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145,
        2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048,
        2.045, 2.042,
    ];
    match degrees {
        0 => f64::INFINITY,
        1..=30 => QUANTILES[degrees - 1],
        // Beyond the table, the expansion about the normal quantile 1.960 (Abramowitz and Stegun 26.7.5), two terms.
        _ => 1.959_96 + (2.372 + 2.822 / degrees as f64) / degrees as f64,
    }
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
    fn many_observations_come_near_the_normal_distribution() {
        assert!((student_95(31) - 2.040).abs() < 0.002);
        assert!((student_95(120) - 1.980).abs() < 0.002);
    }
}
