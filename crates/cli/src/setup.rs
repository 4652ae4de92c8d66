//! `arpanet setup`

use std::path::Path;
use std::time::Instant;

use arpanet_lab::{Setup, SetupResult, StudyFailed, with_workers};
use arpanet_scenario::{Diagnostic, Network, Study};

use crate::args::SetupArguments;
use crate::disk::Disk;
use crate::study::progress::Meter;
use crate::{End, diagnose, output};

/// Plays all set-ups and prints what they took.
pub fn setup(arguments: &SetupArguments) -> End {
    match &arguments.network {
        Some(path) => match Network::read(&Disk, path) {
            Ok(network) => measure(arguments, path, &network, None),
            Err(fault) => diagnose::tell(&fault),
        },
        None => match Study::read(&Disk, &arguments.load) {
            Ok(study) => measure(arguments, &arguments.load, &study.network, Some(&study)),
            Err(fault) => diagnose::tell(&fault),
        },
    }
}

fn measure(arguments: &SetupArguments, path: &Path, network: &Network, load: Option<&Study>) -> End {
    let began = Instant::now();
    let clock = move || began.elapsed().as_nanos() as u64;
    let meter = Meter::new();
    let setup = Setup {
        network,
        load,
        placements: usize::from(arguments.placements),
        hops: &arguments.hops,
        clock: &clock,
    };
    let result = with_workers(arguments.workers, || setup.run(&meter));
    drop(meter);
    match result {
        Ok(result) => tell(arguments, &result),
        Err(StudyFailed::Cancelled) => End::Interrupted,
        Err(why) => diagnose::tell(&Diagnostic::of_file(path, why.to_string())),
    }
}

fn tell(arguments: &SetupArguments, result: &SetupResult) -> End {
    if let Some(plot) = &arguments.plot {
        let written = match result.svg() {
            Ok(svg) => std::fs::write(plot, svg).map_err(|fault| fault.to_string()),
            Err(fault) => Err(fault.0),
        };
        if let Err(fault) = written {
            output::complain(&format!("{}: cannot be written: {fault}", plot.display()));
            return End::BadInput;
        }
    }
    match arguments.json {
        false => output::print(&result.text()),
        true => output::print_json(result),
    }
}
