//! `arpanet study FILE.json`

pub mod progress;
mod results;
mod sweep;

use arpanet_lab::{StudyFailed, StudyResult, with_workers};
use arpanet_scenario::file::File;
use arpanet_scenario::{Diagnostic, Study, Sweep, path};

use crate::args::StudyArguments;
use crate::disk::Disk;
use crate::{End, diagnose, output};
use progress::Meter;

/// Plays all runs of a study and prints what they give.
pub fn study(arguments: &StudyArguments) -> End {
    let begun = File::read(&Disk, &arguments.study).and_then(|(document, file)| match file {
        File::Study(file) => {
            let study = Study::of(&Disk, &document, *file)?;
            Ok(round_trips(arguments, &study))
        }
        File::Sweep(file) => {
            let sweep = Sweep::of(&Disk, document, *file)?;
            Ok(sweep::sweep(arguments, &sweep))
        }
        other => {
            let fault = document.fault(&path!["kind"], format!("this is a {}", other.kind().word()));
            Err(fault.expected("a study"))
        }
    });
    begun.unwrap_or_else(|fault| diagnose::tell(&fault))
}

/// Mean round trips beside those that were measured.
fn round_trips(arguments: &StudyArguments, study: &Study) -> End {
    if arguments.results.is_some() {
        output::complain("--results: this study varies no scenario, so there are no runs to keep");
        return End::BadInput;
    }
    let meter = Meter::new();
    let result = with_workers(arguments.workers, || StudyResult::of(study, &meter));
    drop(meter);
    match result {
        Ok(result) if arguments.json => output::print_json(&result),
        Ok(result) => output::print(&result.text()),
        Err(StudyFailed::Cancelled) => End::Interrupted,
        Err(why) => diagnose::tell(&Diagnostic::of_file(&arguments.study, why.to_string())),
    }
}
