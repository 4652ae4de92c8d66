//! An explanation put to the test: some sites' hosts are quicker than the mean, like those of a site where that was measured.
//!
//! A message that never leaves its IMP meets nothing but the host, so what was measured of a site's messages to itself
//! tells how quick its hosts were. The take-in time that gives this figure is sought there, with no other figure looked at;
//! then the sites in question get it, and what comes of their own figures is a prediction.

use arpanet_scenario::Study;
use serde::Serialize;

use super::{HopsRow, PairRow, StudyFailed, StudyResult, hops_row, pair_rows};
use crate::figures::Figures;
use crate::progress::Progress;
use crate::run::{self, Sample, TakeIns};

/// Guesses at the take-in time, at most.
const MOST_GUESSES: usize = 4;
/// As near as this to the measured figure is near enough, in milliseconds.
const NEAR_MS: f64 = 0.3;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tested {
    /// The sites in question.
    pub sites: Vec<String>,
    /// The site whose hosts they were given.
    pub like: String,
    /// The take-in time of those hosts.
    pub take_in_ms: f64,
    /// The messages of that site to itself, with the one time for all hosts.
    pub like_before_ms: f64,
    /// With the time of its own.
    pub like_simulated_ms: f64,
    /// As measured.
    pub like_measured_ms: f64,
    /// The measured pairs that lie within the sites in question.
    pub pairs: Vec<PairRow>,
    /// The classes of hops that were off.
    pub by_hops: Vec<HopsRow>,
}

/// Plays the runs of the test; `None` when the study asks for none.
pub(super) fn test(
    study: &Study,
    take_in_ns: u64,
    result: &StudyResult,
    progress: &dyn Progress,
) -> Result<Option<Tested>, StudyFailed> {
    let Some(asked) = &study.file.test else { return Ok(None) };
    let own = |pair: &&PairRow| pair.from == asked.like && pair.to == asked.like;
    let Some(yardstick) = result.pairs.iter().find(own) else { return Ok(None) };
    let Some(before_ms) = yardstick.simulated_ms else { return Ok(None) };
    let site = |name: &String| study.network.site(name).expect("the study's sites have been checked");
    let sites: Vec<usize> = asked.sites.iter().chain([&asked.like]).map(site).collect();
    let search = Search { study, sites: &sites, take_in_ns, measured_ms: yardstick.measured_ms };
    let (quick_ns, after_ms, samples) = search.run(before_ms, progress)?;
    let figures = Figures::new(study);
    let within = |pair: &PairRow| asked.sites.contains(&pair.from) && asked.sites.contains(&pair.to);
    let missed = result.misses.iter().map(|miss| hops_row(study, &figures, &samples, miss.hops));
    Ok(Some(Tested {
        sites: asked.sites.clone(),
        like: asked.like.clone(),
        take_in_ms: quick_ns as f64 / 1e6,
        like_before_ms: before_ms,
        like_simulated_ms: after_ms,
        like_measured_ms: yardstick.measured_ms,
        pairs: pair_rows(study, &figures, &samples).into_iter().filter(within).collect(),
        by_hops: missed.collect(),
    }))
}

/// The search for the take-in time that gives the yardstick's measured figure.
struct Search<'a> {
    study: &'a Study,
    /// The sites that get it, the yardstick last.
    sites: &'a [usize],
    take_in_ns: u64,
    measured_ms: f64,
}

impl Search<'_> {
    /// The time found, the yardstick's figure with it, and the runs that had it. A round trip grows about as the
    /// take-in time does, so each guess makes good what the last was off by.
    fn run(&self, before_ms: f64, progress: &dyn Progress) -> Result<(u64, f64, Vec<Sample>), StudyFailed> {
        let yardstick = *self.sites.last().expect("the yardstick is among them");
        let (mut guess_ns, mut off_ms) = (self.take_in_ns, before_ms - self.measured_ms);
        let mut nth = 0;
        loop {
            nth += 1;
            guess_ns = guess_ns.saturating_add_signed(-(off_ms * 1e6) as i64);
            let exceptions: Vec<(usize, u64)> = self.sites.iter().map(|site| (*site, guess_ns)).collect();
            let take_ins = TakeIns { mean_ns: self.take_in_ns, exceptions: &exceptions };
            let what = format!("testing, guess {nth}: some hosts take {:.2} ms", guess_ns as f64 / 1e6);
            let samples = run::replications(self.study, take_ins, &what, progress)?;
            let own = Figures::new(self.study).of_pair(&samples, (yardstick, yardstick));
            let after_ms = own.round_trip.map_or(self.measured_ms, |estimate| estimate.mean);
            off_ms = after_ms - self.measured_ms;
            if off_ms.abs() <= NEAR_MS || nth >= MOST_GUESSES || guess_ns == 0 {
                return Ok((guess_ns, after_ms, samples));
            }
        }
    }
}
