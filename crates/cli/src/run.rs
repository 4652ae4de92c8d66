//! `arpanet run SCENARIO.json`

mod drawings;
mod progress;
pub mod sink;
mod verdict;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use arpanet_scenario::narrate::Telling;
use arpanet_scenario::run::{Ended, Run};
use arpanet_scenario::source::Recording;
use arpanet_scenario::{Diagnostic, Overrides, Scenario, Time};
use signal_hook::consts::{SIGINT, SIGTERM};

use crate::args::RunArguments;
use crate::disk::Disk;
use crate::written::CannotWrite;
use crate::{End, collision, diagnose, output, replay};
use drawings::Drawings;
use progress::Progress;
use sink::Outputs;

/// Plays a scenario, or again what a session in real time has logged.
pub fn run(arguments: &RunArguments) -> End {
    match (&arguments.replay, &arguments.scenario) {
        (Some(log), _) => replay::replay(log, arguments),
        (None, Some(scenario)) => run_scenario(scenario, arguments),
        // The command line asks for one of them.
        (None, None) => End::BadInput,
    }
}

fn run_scenario(path: &Path, arguments: &RunArguments) -> End {
    let overrides = Overrides {
        seed: arguments.seed,
        until: arguments.until.map(|until| Time::from_ns(until.ns)),
        shuffle_ties: arguments.shuffle_ties,
    };
    let source = Recording::of(&Disk);
    let scenario = match Scenario::read(&source, path, overrides) {
        Ok(scenario) => scenario,
        Err(fault) => return diagnose::tell(&fault),
    };
    let name = path.to_string_lossy();
    let mut run = match Run::new(scenario, &name) {
        Ok(run) => run.telling(telling(arguments)),
        Err(why) => return diagnose::tell(&Diagnostic::of_file(path, why)),
    };
    let files = source.into_files();
    let (drawings, mut outputs) = match open(arguments, run.scenario(), files.paths()) {
        Ok(opened) => opened,
        Err(end) => return end,
    };
    outputs.narrate_all(&verdict::opening(run.scenario(), telling(arguments)));
    let began = Instant::now();
    if !play(&mut run, &mut outputs, arguments) {
        return End::Interrupted;
    }
    let wall = began.elapsed();
    finish(arguments, &run, outputs, drawings, wall)
}

/// Closes what the run has written, draws what is wanted of it, and tells what came of it.
pub fn finish(
    arguments: &RunArguments,
    run: &Run,
    outputs: Outputs,
    drawings: Drawings,
    wall: Duration,
) -> End {
    let ended = run.ended();
    let written = outputs.close().and_then(|recording| drawings.write(run.scenario(), &recording, &ended));
    if let Err(fault) = written {
        return cannot_write(&fault);
    }
    tell(arguments, &ended, wall)
}

/// Opens what the arguments want drawn and written of a scenario that was read from `inputs`.
pub fn open<'a>(
    arguments: &RunArguments,
    scenario: &Scenario,
    inputs: impl IntoIterator<Item = &'a Path>,
) -> Result<(Drawings, Outputs), End> {
    collision::avoid(inputs, &arguments.files())?;
    let hosts = Drawings::hosts(&arguments.drawings, scenario).map_err(|fault| {
        output::complain(&format!("--hosts: {fault}"));
        End::BadInput
    })?;
    let drawings = Drawings::open(&arguments.drawings, hosts).map_err(|fault| cannot_write(&fault))?;
    let outputs = Outputs::open(arguments, &drawings, scenario.plan.lines.len());
    Ok((drawings, outputs.map_err(|fault| cannot_write(&fault))?))
}

/// How the run is to be told.
pub fn telling(arguments: &RunArguments) -> Telling {
    Telling { depth: arguments.tell.into(), width: output::width() }
}

/// Plays to the end; false when the user has interrupted it.
fn play(run: &mut Run, outputs: &mut Outputs, arguments: &RunArguments) -> bool {
    let interrupted = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // Without the handler the signal ends the process at once, which is only less tidy.
        let _ = signal_hook::flag::register(signal, Arc::clone(&interrupted));
    }
    let mut progress = Progress::new(arguments.json || arguments.quiet, run.scenario().plan.limits.until);
    // Simulated time from one look at the wall clock to the next; it grows while a look comes too soon.
    let mut slice_ns = 1_000_000_000;
    loop {
        let before = Instant::now();
        let ended = run.advance(run.now().after_ns(slice_ns), outputs);
        progress.show(run.now());
        if ended.is_some() {
            return true;
        }
        if interrupted.load(Ordering::Relaxed) {
            output::complain(&format!("interrupted at {}", run.now()));
            return false;
        }
        if before.elapsed() < Duration::from_millis(20) {
            slice_ns = (slice_ns * 2).min(3_600_000_000_000);
        }
    }
}

fn tell(arguments: &RunArguments, ended: &Ended, wall: Duration) -> End {
    let text = match arguments.json {
        true => {
            let summary = ended.summary.clone().timed(wall.as_secs_f64());
            match serde_json::to_string_pretty(&summary) {
                Ok(text) => text + "\n",
                Err(fault) => {
                    output::complain(&fault.to_string());
                    return End::BadInput;
                }
            }
        }
        false => {
            let counters = if arguments.counters { verdict::counters(ended) } else { String::new() };
            verdict::closing(ended, output::colours_stdout()) + &counters
        }
    };
    match (output::print(&text), ended.is_well) {
        (End::Well, true) => End::Well,
        (End::Well, false) => End::NotMet,
        (bad, _) => bad,
    }
}

/// Says that something cannot be written.
pub fn cannot_write(what: &CannotWrite) -> End {
    output::complain(&format!("{}: cannot be written: {}", what.place, output::in_plain_words(&what.fault)));
    End::BadInput
}
