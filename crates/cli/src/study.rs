//! `arpanet study FILE.json`

pub mod progress;

use arpanet_lab::{StudyFailed, StudyResult, with_workers};
use arpanet_scenario::{Diagnostic, Study};

use crate::args::StudyArguments;
use crate::disk::Disk;
use crate::{End, diagnose, output};
use progress::Meter;

/// Plays all runs of a study and prints what they give.
pub fn study(arguments: &StudyArguments) -> End {
    let study = match Study::read(&Disk, &arguments.study) {
        Ok(study) => study,
        Err(fault) => return diagnose::tell(&fault),
    };
    let meter = Meter::new();
    let result = with_workers(arguments.workers, || StudyResult::of(&study, &meter));
    drop(meter);
    let result = match result {
        Ok(result) => result,
        Err(StudyFailed::Cancelled) => return End::Interrupted,
        Err(why) => return diagnose::tell(&Diagnostic::of_file(&arguments.study, why.to_string())),
    };
    match arguments.json {
        false => output::print(&result.text()),
        true => match serde_json::to_string_pretty(&result) {
            Ok(text) => output::print(&(text + "\n")),
            Err(fault) => {
                output::complain(&fault.to_string());
                End::BadInput
            }
        },
    }
}
