//! A study that varies a scenario: its runs are played, kept, and summed up.

use arpanet_lab::{SweepFailed, SweepResult, sweep as lab, with_workers};
use arpanet_scenario::{Diagnostic, Sweep};

use super::progress::Meter;
use super::results::Results;
use crate::args::StudyArguments;
use crate::run::cannot_write;
use crate::{End, diagnose, output};

/// Plays what is still to be played and prints the summary of all.
pub fn sweep(arguments: &StudyArguments, sweep: &Sweep) -> End {
    let (results, done) = match &arguments.results {
        None => (None, Vec::new()),
        Some(path) => match Results::open(path, sweep) {
            Ok((results, done)) => (Some(results), done),
            Err(end) => return end,
        },
    };
    let meter = Meter::new();
    let keep = |row: &_| results.as_ref().map_or(Ok(()), |results| results.keep(row));
    let rows = with_workers(arguments.workers, || lab::play(sweep, done, &meter, &keep));
    drop(meter);
    let rows = match rows {
        Ok(rows) => rows,
        Err(why) => return tell(arguments, results.as_ref(), why),
    };
    if let Some(Err(fault)) = results.map(|results| results.close(sweep, &rows)) {
        return cannot_write(&fault);
    }
    let result = SweepResult::of(sweep, &rows);
    match arguments.json {
        true => output::print_json(&result),
        false => output::print(&result.text(sweep)),
    }
}

fn tell(arguments: &StudyArguments, results: Option<&Results>, why: SweepFailed) -> End {
    match why {
        SweepFailed::Cancelled => {
            if let Some(results) = results {
                output::complain(&format!(
                    "interrupted; {}, and the same command goes on there",
                    results.told()
                ));
            }
            End::Interrupted
        }
        SweepFailed::Values(fault) => diagnose::tell(&fault),
        SweepFailed::Plan(why) => diagnose::tell(&Diagnostic::of_file(&arguments.study, why)),
        SweepFailed::NotKept(why) => {
            output::complain(&why);
            End::BadInput
        }
    }
}
