//! The connection set-up benchmark: how long it takes, in simulated time, to get a connection over each distance, by each way
//! to connect, between hosts whose NCPs queue early requests and hosts whose NCPs refuse them, with and without load.
//!
//! Each figure is taken from the bits on the cables: a run is watched as a wiretap would, and ends when what was to be set up is
//! there. Every pair of sites in a fixed choice of them is played on its own, so that the figures are the same each time.

mod places;
mod plot;
mod rows;
mod stage;
mod text;
mod watch;
mod way;

use arpanet_scenario::world::World;
use arpanet_scenario::{Network, Study};
use rayon::prelude::*;
use serde::Serialize;

use crate::progress::Progress;
use crate::study::StudyFailed;
pub use places::Place;
pub use plot::PlotFailed;
pub use rows::{Row, Spread};
pub use stage::{Job, Load, NcpKind};
pub use way::Way;

use stage::Stage;
use watch::{Measured, Watcher};

/// What is measured.
pub struct Setup<'a> {
    /// Where.
    pub network: &'a Network,
    /// The load under which everything is measured once more, if any; its network must be the same.
    pub load: Option<&'a Study>,
    /// Pairs of sites played for each distance, at most.
    pub placements: usize,
    /// The distances that are played, in hops; all, where none is named.
    pub hops: &'a [u16],
    /// The wall clock, in nanoseconds: only `wall_us` comes from it.
    pub clock: &'a (dyn Fn() -> u64 + Sync),
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SetupResult {
    /// The network.
    pub network: String,
    /// Pairs of sites that were played for each distance, at most.
    pub placements: usize,
    /// One for each distance, way, kind of NCP and load.
    pub rows: Vec<Row>,
}

/// One run: who connects to whom, how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Case {
    place: Place,
    job: Job,
    ncp: NcpKind,
    load: Load,
}

impl Setup<'_> {
    /// Plays everything.
    ///
    /// # Errors
    /// See [`StudyFailed`].
    pub fn run(&self, progress: &dyn Progress) -> Result<SetupResult, StudyFailed> {
        let cases = self.cases();
        progress.begin("setting up connections", cases.len() as u64);
        let measured: Result<Vec<_>, StudyFailed> = cases
            .par_iter()
            .map(|case| {
                let measured = self.play(case)?;
                progress.played(1);
                if progress.is_cancelled() { Err(StudyFailed::Cancelled) } else { Ok(measured) }
            })
            .collect();
        Ok(SetupResult {
            network: self.network.file().title.clone(),
            placements: self.placements,
            rows: rows::of(&cases, &measured?),
        })
    }

    fn cases(&self) -> Vec<Case> {
        let loads: &[Load] = if self.load.is_some() { &[Load::None, Load::Measured] } else { &[Load::None] };
        let mut cases = Vec::new();
        let places = places::of(self.network, self.placements).into_iter();
        let is_wanted = |place: &Place| self.hops.is_empty() || self.hops.contains(&place.hops);
        for place in places.filter(is_wanted) {
            for &load in loads {
                for ncp in NcpKind::ALL {
                    cases.extend(Job::ALL.map(|job| Case { place, job, ncp, load }));
                }
            }
        }
        cases
    }

    /// Plays one case until all that its job sets up is there.
    fn play(&self, case: &Case) -> Result<Vec<Measured>, StudyFailed> {
        let stage = Stage { network: self.network, load: self.load, case };
        let plan = stage.plan();
        let mut watcher = Watcher::new(&plan, case.job, case.load, self.clock);
        let mut world = World::new(plan).map_err(|fault| StudyFailed::Plan(fault.to_string()))?;
        world.run(&mut watcher);
        Ok(watcher.measured())
    }
}
