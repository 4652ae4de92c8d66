//! What a run amounts to: why and when it ended, where every message went, and the fingerprint.

use std::collections::BTreeMap;

use arpanet_kernel::{StopReason, Time};
use arpanet_ncp::Counters;

use crate::id::JobId;

/// The sum of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Why it ended.
    pub reason: StopReason,
    /// When it ended.
    pub time: Time,
    /// Where the messages went.
    pub messages: Messages,
    /// Messages of planned flows that were never sent, because too many waited at their host already.
    pub withheld: u64,
    /// What became of the requests for connection.
    pub connections: Connections,
    /// What each host sent and got; in the order of the plan.
    pub hosts: Vec<HostCounts>,
    /// Jobs that had been started and had not ended.
    pub unfinished_jobs: Vec<UnfinishedJob>,
    /// Events played.
    pub events: u64,
    /// The fingerprint: see `fingerprint`.
    pub fingerprint: u64,
}

/// A job that had not ended when the run did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnfinishedJob {
    /// The job.
    pub job: JobId,
    /// What its program and those it started were waiting for, in plain words.
    pub awaits: Vec<String>,
}

/// The regular messages that hosts sent, and how each ended.
///
/// The law: `sent = rfnm + dead + incomplete + error + in_flight`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Messages {
    /// Messages whose leader the IMP took from a host as a regular message.
    pub sent: u64,
    /// Messages whose last bit a destination host took.
    pub delivered: u64,
    /// Answered by a RFNM.
    pub rfnm: u64,
    /// Answered by `destination dead`.
    pub dead: u64,
    /// Answered by `incomplete transmission`, or lost with the state of their source IMP.
    pub incomplete: u64,
    /// Answered by `error in data` or `error in leader`.
    pub error: u64,
    /// Not answered yet.
    pub in_flight: u64,
}

impl Messages {
    /// Whether the law of [`Messages`] holds.
    pub const fn is_balanced(&self) -> bool {
        self.sent == self.rfnm + self.dead + self.incomplete + self.error + self.in_flight
    }
}

/// Connections, each counted once, not once an end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Connections {
    /// Opened: both requests for connection matched.
    pub opened: u64,
    /// Requested, and refused or never answered.
    pub refused: u64,
    /// Closed after they had been open.
    pub closed: u64,
}

/// What one host sent and got, since the beginning, over all its crashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostCounts {
    /// The host's name.
    pub name: String,
    /// Messages and commands sent, by type: `data`, and the host-host commands as NIC 8246 names them.
    pub sent: BTreeMap<&'static str, u64>,
    /// Messages and commands received, likewise.
    pub received: BTreeMap<&'static str, u64>,
    /// ERR commands received and sent, by code.
    pub errors: BTreeMap<u8, u64>,
    /// Everything that the host's NCP counts.
    pub ncp: Counters,
}

impl HostCounts {
    pub(crate) fn named(name: &str) -> HostCounts {
        HostCounts { name: name.to_owned(), ..HostCounts::default() }
    }

    /// Adds what an NCP has counted since it came up.
    pub(crate) fn add(&mut self, counters: &Counters) {
        let data_received = counters.data_sizes.iter().sum();
        let sent = counters.sent.named().chain([("data", counters.data_messages_sent)]);
        sent.for_each(|(what, count)| add(&mut self.sent, what, count));
        let received = counters.received.named().chain([("data", data_received)]);
        received.for_each(|(what, count)| add(&mut self.received, what, count));
        let errors = counters.received_errors.iter().chain(&counters.sent_errors);
        errors.for_each(|(code, count)| add(&mut self.errors, *code, *count));
        self.ncp.add(counters);
    }
}

/// What never happened has no entry.
fn add<K: Ord>(counts: &mut BTreeMap<K, u64>, what: K, count: u64) {
    if count > 0 {
        *counts.entry(what).or_default() += count;
    }
}
