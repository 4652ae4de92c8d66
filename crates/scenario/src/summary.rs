//! The sum of a run, as `run --json` prints it.

use std::collections::BTreeMap;

use arpanet_world::Outcome;
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
}

impl Summary {
    /// The sum of an outcome and its expectations.
    pub fn of(scenario: &str, title: &str, seed: u64, outcome: &Outcome, items: Vec<Item>) -> Summary {
        let passed = items.iter().filter(|item| item.ok).count();
        let counts = outcome.messages;
        let hosts = outcome.hosts.iter().map(|host| {
            let counts = Host {
                sent: host.sent.clone(),
                received: host.received.clone(),
                errors: host.errors.clone(),
            };
            (host.name.clone(), counts)
        });
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
