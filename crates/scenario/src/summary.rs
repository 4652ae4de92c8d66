//! The sum of a run, as `run --json` prints it.

use std::collections::BTreeMap;

use arpanet_world::{HostCounts, Outcome};
use serde::Serialize;

use crate::expect::Item;

/// The summary object.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// The scenario's file.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// The root of all chance.
    pub seed: u64,
    /// Why and when it ended.
    pub end: End,
    /// What was expected, and whether it came.
    pub expectations: Expectations,
    /// Events played.
    pub events: u64,
    /// Seconds on the wall. Outside determinism.
    pub wall_s: f64,
    /// Events played in a second on the wall. Outside determinism.
    pub events_per_s: f64,
    /// The fingerprint, 16 hexadecimal digits.
    pub fingerprint: String,
    /// Where the messages went.
    pub messages: Messages,
    /// What became of the connections.
    pub connections: Connections,
    /// What each host sent and got, by name.
    pub hosts: BTreeMap<String, Host>,
}

/// Why and when a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct End {
    /// `idle`, `deadline`, `goal` or `stalled`.
    pub reason: String,
    /// Simulated nanoseconds.
    pub time_ns: u64,
}

/// What was expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Expectations {
    /// How many were met.
    pub passed: usize,
    /// How many were not.
    pub failed: usize,
    /// Each of them.
    pub items: Vec<Item>,
}

/// Regular messages: sent = rfnm + dead + incomplete + error + in_flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Messages {
    /// Sent by hosts.
    pub sent: u64,
    /// Taken in by destination hosts.
    pub delivered: u64,
    /// Answered by a RFNM.
    pub rfnm: u64,
    /// Answered by `destination dead`.
    pub dead: u64,
    /// Answered by `incomplete transmission`.
    pub incomplete: u64,
    /// Answered by an error.
    pub error: u64,
    /// Not answered yet.
    pub in_flight: u64,
}

/// Connections, each counted once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Connections {
    /// Opened.
    pub opened: u64,
    /// Asked for, and refused or never answered.
    pub refused: u64,
    /// Closed after they had been open.
    pub closed: u64,
}

/// What a host sent and got.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Host {
    /// Commands and data messages sent, by name.
    pub sent: BTreeMap<&'static str, u64>,
    /// Commands and data messages received, by name.
    pub received: BTreeMap<&'static str, u64>,
    /// ERR commands, by code.
    pub errors: BTreeMap<u8, u64>,
    /// Errors that its NCP found in the input from foreign hosts, by kind.
    pub faults: BTreeMap<&'static str, u64>,
    /// Messages given to its IMP, by type.
    pub to_imp: BTreeMap<&'static str, u64>,
    /// Messages from its IMP, by type.
    pub from_imp: BTreeMap<&'static str, u64>,
    /// Data messages received, by the size of their text.
    pub data_sizes: Vec<SizeClass>,
}

/// Data messages of a class of sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SizeClass {
    /// Their text is shorter than this, and not shorter than the class before. The bounds are RFC 618's.
    pub below_bits: usize,
    /// How many.
    pub messages: u64,
}

impl Host {
    fn of(counts: &HostCounts) -> Host {
        let classes = counts.ncp.size_histogram();
        Host {
            sent: counts.sent.clone(),
            received: counts.received.clone(),
            errors: counts.errors.clone(),
            faults: counts.ncp.errors.named().collect(),
            to_imp: by_type(&counts.ncp.sent_to_imp, &TO_IMP),
            from_imp: by_type(&counts.ncp.from_imp, &FROM_IMP),
            data_sizes: classes.map(|(below_bits, messages)| SizeClass { below_bits, messages }).collect(),
        }
    }
}

/// Types of messages to an IMP, by the words that scenarios have for them. RFC 381, 394.
const TO_IMP: [(&str, usize); 3] = [("regular", 0), ("going-down", 2), ("NOP", 4)];

/// Types of messages from an IMP.
const FROM_IMP: [(&str, usize); 9] = [
    ("regular", 0),
    ("error-in-leader", 1),
    ("going-down", 2),
    ("NOP", 4),
    ("RFNM", 5),
    ("dead", 7),
    ("error-in-data", 8),
    ("incomplete", 9),
    ("reset", 10),
];

/// What never came has no entry.
fn by_type(counts: &[u64; 16], types: &[(&'static str, usize)]) -> BTreeMap<&'static str, u64> {
    types.iter().map(|(name, kind)| (*name, counts[*kind])).filter(|(_, count)| *count > 0).collect()
}

impl Summary {
    /// The sum of an outcome and its expectations.
    pub fn of(scenario: &str, title: &str, seed: u64, outcome: &Outcome, items: Vec<Item>) -> Summary {
        let passed = items.iter().filter(|item| item.ok).count();
        let counts = outcome.messages;
        let hosts = outcome.hosts.iter().map(|host| (host.name.clone(), Host::of(host)));
        Summary {
            scenario: scenario.to_owned(),
            title: title.to_owned(),
            seed,
            end: End { reason: outcome.reason.to_string(), time_ns: outcome.time.as_ns() },
            expectations: Expectations { passed, failed: items.len() - passed, items },
            events: outcome.events,
            wall_s: 0.0,
            events_per_s: 0.0,
            fingerprint: format!("{:016x}", outcome.fingerprint),
            messages: Messages {
                sent: counts.sent,
                delivered: counts.delivered,
                rfnm: counts.rfnm,
                dead: counts.dead,
                incomplete: counts.incomplete,
                error: counts.error,
                in_flight: counts.in_flight,
            },
            connections: Connections {
                opened: outcome.connections.opened,
                refused: outcome.connections.refused,
                closed: outcome.connections.closed,
            },
            hosts: hosts.collect(),
        }
    }

    /// Puts in what only the wall clock knows.
    pub fn timed(mut self, wall_s: f64) -> Summary {
        self.wall_s = wall_s;
        self.events_per_s = if wall_s > 0.0 { self.events as f64 / wall_s } else { 0.0 };
        self
    }
}
