//! A scenario played with everyone listening: what is kept for the drawings, and the trace beside it.
#![allow(dead_code, reason = "each test file uses its part")]

use std::path::Path;

use arpanet_report::Recording;
use arpanet_scenario::run::{Ended, Packets, Run, Sink};
use arpanet_scenario::trace::{Connections, Fact};
use arpanet_scenario::{Overrides, Scenario, Source, Time, Unreadable};
use serde_json::Value;

/// A run that has ended.
pub struct Played {
    pub scenario: Scenario,
    pub recording: Recording,
    pub ended: Ended,
    /// The trace's lines after its head, packets included.
    pub trace: Vec<Value>,
}

struct Disk;

impl Source for Disk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        std::fs::read(path).map_err(|fault| Unreadable::Other(fault.to_string()))
    }
}

struct Ears {
    recording: Recording,
    trace: Vec<Value>,
}

impl Sink for Ears {
    fn narrate(&mut self, _: &str) {}

    fn trace(&mut self, line: &str) {
        self.trace.push(serde_json::from_str(line).expect("a line of the trace is JSON"));
    }

    fn wants_narration(&self) -> bool {
        false
    }

    fn wants_trace(&self) -> Option<Packets> {
        Some(Packets::Told)
    }

    fn hear(&mut self, facts: &[Fact], connections: &Connections) {
        self.recording.hear(facts, connections);
    }

    fn wants_facts(&self) -> Option<Packets> {
        Some(Packets::Told)
    }
}

/// Plays a scenario of the library to its end, or to `until`.
pub fn play(name: &str, until: Option<Time>) -> Played {
    let path = format!("{}/../scenarios/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let overrides = Overrides { until, ..Overrides::default() };
    let scenario =
        Scenario::read(&Disk, Path::new(&path), overrides).unwrap_or_else(|fault| panic!("{fault}"));
    let recording = Recording::new(scenario.plan.lines.len());
    let mut run = Run::new(scenario, name).unwrap_or_else(|why| panic!("{name}: {why}"));
    let mut ears = Ears { recording, trace: Vec::new() };
    while run.advance(Time::MAX, &mut ears).is_none() {}
    let (scenario, ended) = (run.scenario().clone(), run.ended());
    Played { scenario, recording: ears.recording, ended, trace: ears.trace.split_off(1) }
}
