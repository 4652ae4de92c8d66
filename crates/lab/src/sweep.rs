//! A scenario many times over: all combinations of values and all seeds, on all cores, and what they amount to.
//!
//! Each run gives one [`Row`]. Rows come in the order in which runs end and are kept by whoever asks; what is computed from them is
//! computed in the order of the runs, so that neither the number of threads nor a break in the middle changes a figure.

mod summary;
mod table;
mod text;

use std::fmt;

use arpanet_scenario::run::{Nobody, Run};
use arpanet_scenario::sweep::{Point, Row};
use arpanet_scenario::{Diagnostic, Sweep};
use rayon::prelude::*;

use crate::progress::Progress;
pub use summary::{Measured, PointRow, SweepResult};
pub use table::{Kept, header, line, read};

/// How much is simulated between two looks at whether the result is still wanted.
const SLICE_NS: u64 = 10_000_000_000;

/// Why a study is not complete.
#[derive(Clone, Debug, PartialEq)]
pub enum SweepFailed {
    /// Values that make no sense together.
    Values(Box<Diagnostic>),
    /// What the world has against the plan.
    Plan(String),
    /// A row could not be kept.
    NotKept(String),
    /// Nobody wants the result any more.
    Cancelled,
}

impl fmt::Display for SweepFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SweepFailed::Values(fault) => fault.fmt(f),
            SweepFailed::Plan(why) | SweepFailed::NotKept(why) => f.write_str(why),
            SweepFailed::Cancelled => f.write_str("interrupted"),
        }
    }
}

impl std::error::Error for SweepFailed {}

/// Plays all runs but those in `done`, with as many threads as the pool has. Each new row is given to `keep` as its run ends; the
/// answer has all rows, in the order of the runs.
///
/// # Errors
/// See [`SweepFailed`]; what `keep` says against a row ends the study.
pub fn play(
    sweep: &Sweep,
    done: Vec<Row>,
    progress: &dyn Progress,
    keep: &(dyn Fn(&Row) -> Result<(), String> + Sync),
) -> Result<Vec<Row>, SweepFailed> {
    let mut is_done = vec![false; sweep.runs()];
    done.iter().for_each(|row| is_done[row.run] = true);
    progress.begin("playing", (sweep.runs() - done.len()) as u64);
    let seeds = sweep.runs() / sweep.points();
    // One job a point and in it one a run: a point's files are read once, and its plan lives no longer than its runs.
    let new: Result<Vec<Vec<Row>>, SweepFailed> = (0..sweep.points())
        .into_par_iter()
        .with_max_len(1)
        .map(|at| {
            let runs = (at * seeds..(at + 1) * seeds).filter(|run| !is_done[*run]);
            let runs: Vec<usize> = runs.collect();
            if runs.is_empty() {
                return Ok(Vec::new());
            }
            let point = sweep.point(at).map_err(|fault| SweepFailed::Values(Box::new(fault)))?;
            let one = |run: usize| {
                let row = play_one(sweep, &point, run, progress)?;
                keep(&row).map_err(SweepFailed::NotKept)?;
                progress.played(1);
                Ok(row)
            };
            runs.into_par_iter().with_max_len(1).map(one).collect()
        })
        .collect();
    let mut rows: Vec<Row> = new?.into_iter().flatten().chain(done).collect();
    rows.sort_by_key(|row| row.run);
    Ok(rows)
}

fn play_one(sweep: &Sweep, point: &Point, run: usize, progress: &dyn Progress) -> Result<Row, SweepFailed> {
    let mut scenario = point.scenario.clone();
    scenario.plan.seed = sweep.run(run).1;
    let played = Run::new(scenario, &sweep.file.scenario).map_err(SweepFailed::Plan)?;
    let mut played = played.measuring(point.measures.iter().cloned());
    loop {
        if progress.is_cancelled() {
            return Err(SweepFailed::Cancelled);
        }
        if played.advance(played.now().after_ns(SLICE_NS), &mut Nobody).is_some() {
            return Ok(sweep.row(run, &played));
        }
    }
}
