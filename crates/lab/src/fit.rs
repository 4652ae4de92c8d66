//! Finding the one parameter that may be fitted: the mean time in which a host takes a message in.
//!
//! The procedure: the round trips over the hops named by the study (0: messages that never leave their IMP) have a
//! measured mean. Hosts that take no time at all give the shortest simulated mean; hosts that take as long as the
//! measured mean give one that is longer. Between these the mean take-in time is bisected, every guess played with the
//! same seeds, until the bracket is narrower than 0.1 ms or a guess comes within 0.05 ms of the figure. No other figure is looked at.

use arpanet_scenario::Study;
use serde::Serialize;

use crate::figures::Figures;
use crate::progress::Progress;
use crate::run::{self, Sample, TakeIns};
use crate::study::StudyFailed;

/// The bracket's width at which the search ends.
const NARROW_NS: u64 = 100_000;
/// The distance from the measured figure at which it ends, in milliseconds.
const NEAR_MS: f64 = 0.05;

/// One guess.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Guess {
    /// The mean take-in time.
    pub take_in_ms: f64,
    /// The mean round trip that it gave over the hops it is fitted on.
    pub simulated_ms: f64,
}

/// What the search found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fit {
    /// The hops whose measured mean alone was looked at.
    pub hops: u16,
    /// That mean.
    pub measured_ms: f64,
    /// The mean take-in time found.
    pub take_in_ms: f64,
    /// All guesses, in order.
    pub guesses: Vec<Guess>,
}

/// Finds the mean take-in time; with it come the samples of the runs that had it.
pub(crate) fn fit(
    study: &Study,
    hops: u16,
    measured_ms: f64,
    progress: &dyn Progress,
) -> Result<(Fit, u64, Vec<Sample>), StudyFailed> {
    let figures = Figures::new(study);
    let mut guesses = Vec::new();
    let mut best: Option<(f64, u64, Vec<Sample>)> = None;
    let (mut low_ns, mut high_ns) = (0, (measured_ms * 1e6) as u64);
    while high_ns - low_ns > NARROW_NS {
        let guess_ns = low_ns + (high_ns - low_ns) / 2;
        let take_in_ms = guess_ns as f64 / 1e6;
        let what = format!("fitting, guess {}: hosts take {take_in_ms:.2} ms", guesses.len() + 1);
        let samples = run::replications(study, TakeIns::of(guess_ns), &what, progress)?;
        let simulated_ms = figures.over_hops(&samples, hops).ok_or(StudyFailed::NothingToFit(hops))?.mean;
        guesses.push(Guess { take_in_ms, simulated_ms });
        let off = simulated_ms - measured_ms;
        if best.as_ref().is_none_or(|(least, ..)| off.abs() < *least) {
            best = Some((off.abs(), guess_ns, samples));
        }
        if off.abs() <= NEAR_MS {
            break;
        }
        match off > 0.0 {
            true => high_ns = guess_ns,
            false => low_ns = guess_ns,
        }
    }
    let (_, take_in_ns, samples) = best.ok_or(StudyFailed::NothingToFit(hops))?;
    let take_in_ms = take_in_ns as f64 / 1e6;
    Ok((Fit { hops, measured_ms, take_in_ms, guesses }, take_in_ns, samples))
}
