//! `arpanet run --replay LOG`: a session in real time, played again without anybody attached.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::time::Instant;

use arpanet_scenario::replay::{self, Entry, Head};
use arpanet_scenario::run::Run;
use arpanet_scenario::{Diagnostic, Time};

use crate::args::RunArguments;
use crate::run::{finish, open, sink::Outputs, telling};
use crate::{End, diagnose};

/// Plays what `log` holds.
pub fn replay(log: &Path, arguments: &RunArguments) -> End {
    let mut lines = match File::open(log) {
        Ok(file) => BufReader::new(file),
        Err(fault) => return diagnose::tell(&unreadable(log, &fault)),
    };
    let mut run = match begin(log, &mut lines) {
        Ok(run) => run.telling(telling(arguments)),
        Err(fault) => return diagnose::tell(&fault),
    };
    let (drawings, mut outputs) = match open(arguments, run.scenario(), [log]) {
        Ok(opened) => opened,
        Err(end) => return end,
    };
    let began = Instant::now();
    if let Err(fault) = play(log, &mut lines, &mut run, &mut outputs) {
        return diagnose::tell(&fault);
    }
    run.break_off(&mut outputs);
    let wall = began.elapsed();
    finish(arguments, &run, outputs, drawings, wall)
}

fn begin(log: &Path, lines: &mut impl BufRead) -> Result<Run, Diagnostic> {
    let mut first = String::new();
    lines.read_line(&mut first).map_err(|fault| unreadable(log, &fault))?;
    let head = Head::parse(log, first.trim_end())?;
    let scenario = head.live()?.scenario;
    Run::new(scenario, &head.config).map_err(|why| Diagnostic::of_file(log, why))
}

/// Hands in, each at its time, what came from outside. Where the log breaks off, the replay ends.
fn play(
    log: &Path,
    lines: &mut impl BufRead,
    run: &mut Run,
    outputs: &mut Outputs,
) -> Result<(), Diagnostic> {
    let (mut line, mut number) = (String::new(), 1);
    loop {
        line.clear();
        number += 1;
        lines.read_line(&mut line).map_err(|fault| unreadable(log, &fault))?;
        if !line.ends_with('\n') {
            return Ok(());
        }
        let (time, entry) = replay::parse(log, number, line.trim_end(), run.world().plan())?;
        advance(run, time, outputs);
        match entry {
            Entry::Arrived(arrival) => run.arrive(arrival),
            Entry::Ended => return Ok(()),
        };
    }
}

/// What is for the outside goes nowhere.
fn advance(run: &mut Run, until: Time, outputs: &mut Outputs) {
    run.advance(until, outputs);
    run.take_departures();
}

fn unreadable(log: &Path, fault: &std::io::Error) -> Diagnostic {
    Diagnostic::of_file(log, format!("the log cannot be read: {fault}"))
}
