//! The drawings and files for other tools that a run leaves behind.

use std::path::Path;

use arpanet_report::{self as report, Recording, UnknownHost};
use arpanet_scenario::run::{Ended, Packets};
use arpanet_scenario::world::HostId;
use arpanet_scenario::{Scenario, Time};

use crate::args::DrawingArguments;
use crate::written::{CannotWrite, Written};

/// What is to be drawn, and the files that wait for it.
#[derive(Debug)]
pub struct Drawings {
    files: Vec<(Drawing, Written)>,
    hosts: Vec<HostId>,
}

/// One kind of drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Drawing {
    Ladder,
    Map,
    Report,
    Pcapng,
    Perfetto,
}

impl Drawings {
    /// Opens the files before anything is played: a run of an hour should not end at a wrong name.
    pub fn open(arguments: &DrawingArguments, hosts: Vec<HostId>) -> Result<Drawings, CannotWrite> {
        let wanted: [(Drawing, Option<&Path>); 5] = [
            (Drawing::Ladder, arguments.ladder.as_deref()),
            (Drawing::Map, arguments.map.as_deref()),
            (Drawing::Report, arguments.report.as_deref()),
            (Drawing::Pcapng, arguments.pcapng.as_deref()),
            (Drawing::Perfetto, arguments.perfetto.as_deref()),
        ];
        let mut files = Vec::new();
        for (drawing, path) in wanted {
            if let Some(path) = path {
                files.push((drawing, Written::open(path)?));
            }
        }
        Ok(Drawings { files, hosts })
    }

    /// The hosts that the arguments choose for the ladder.
    pub fn hosts(arguments: &DrawingArguments, scenario: &Scenario) -> Result<Vec<HostId>, UnknownHost> {
        report::hosts_named(scenario, &arguments.hosts)
    }

    /// Whether facts are wanted of the run, and if so whether with the packets on the lines.
    pub fn wanted(&self) -> Option<Packets> {
        let packets = self.files.iter().any(|(drawing, _)| drawing.shows_packets());
        (!self.files.is_empty()).then_some(Packets::told(packets))
    }

    /// Draws and writes everything.
    pub fn write(self, scenario: &Scenario, recording: &Recording, ended: &Ended) -> Result<(), CannotWrite> {
        let end = Time::from_ns(ended.summary.end.time_ns);
        for (drawing, mut file) in self.files {
            let octets = match drawing {
                Drawing::Ladder => report::ladder_svg(scenario, recording, &self.hosts).into_bytes(),
                Drawing::Map => report::map_svg(scenario, recording).into_bytes(),
                Drawing::Report => report::report_html(scenario, recording, ended).into_bytes(),
                Drawing::Pcapng => report::pcapng(scenario, recording),
                Drawing::Perfetto => report::perfetto(scenario, recording, end).into_bytes(),
            };
            file.write(&octets)?;
            file.close()?;
        }
        Ok(())
    }
}

impl Drawing {
    const fn shows_packets(self) -> bool {
        match self {
            Drawing::Map | Drawing::Report | Drawing::Perfetto => true,
            Drawing::Ladder | Drawing::Pcapng => false,
        }
    }
}
