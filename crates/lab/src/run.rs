//! Playing the runs of a study, as many at once as there are threads.

use arpanet_scenario::world::{Observer, Outcome, World};
use arpanet_scenario::{Study, Time};
use rayon::prelude::*;

use crate::progress::Progress;
use crate::round_trips::RoundTrips;
use crate::study::StudyFailed;

/// How much is simulated between two looks at the progress.
const SLICE_NS: u64 = 10_000_000_000;

/// What one run gave.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub round_trips: RoundTrips,
    pub outcome: Outcome,
}

/// How long hosts take on average to take a message in: all sites', and by position those that are otherwise.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TakeIns<'a> {
    pub mean_ns: u64,
    pub exceptions: &'a [(usize, u64)],
}

impl TakeIns<'_> {
    /// All alike.
    pub(crate) const fn of(mean_ns: u64) -> TakeIns<'static> {
        TakeIns { mean_ns, exceptions: &[] }
    }
}

/// Plays all replications of `study` with such hosts; the answers stand in the order of the replications.
pub(crate) fn replications(
    study: &Study,
    take_ins: TakeIns<'_>,
    what: &str,
    progress: &dyn Progress,
) -> Result<Vec<Sample>, StudyFailed> {
    let count = u64::from(study.file.replications);
    progress.begin(what, count * study.end().as_ns());
    let numbers: Vec<u16> = study.network.sites().iter().map(|site| site.number).collect();
    (0..count)
        .into_par_iter()
        .map(|nth| {
            let mut round_trips = RoundTrips::new(study.begin(), &numbers);
            let outcome = play(study, seed(study, nth), take_ins, &mut round_trips, progress)?;
            Ok(Sample { round_trips, outcome })
        })
        .collect()
}

/// The seed of a replication.
pub(crate) fn seed(study: &Study, nth: u64) -> u64 {
    study.file.seed.wrapping_add(nth)
}

/// Plays one run to its end.
pub(crate) fn play(
    study: &Study,
    seed: u64,
    take_ins: TakeIns<'_>,
    observer: &mut dyn Observer,
    progress: &dyn Progress,
) -> Result<Outcome, StudyFailed> {
    let plan = study.plan(seed, take_ins.mean_ns, take_ins.exceptions);
    let end = plan.limits.until;
    let mut world = World::new(plan).map_err(|fault| StudyFailed::Plan(fault.to_string()))?;
    while world.now() < end {
        let until = world.now().after_ns(SLICE_NS).min(end);
        let before: Time = world.now();
        world.run_until(until, observer);
        progress.played(until.as_ns() - before.as_ns());
        if progress.is_cancelled() {
            return Err(StudyFailed::Cancelled);
        }
    }
    Ok(world.outcome())
}
