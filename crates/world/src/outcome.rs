//! What a run amounts to: why and when it ended, where every message went, and the fingerprint.

use std::collections::BTreeMap;

use arpanet_kernel::{StopReason, Time};

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
    /// Jobs that had not ended, by their position in the plan.
    pub unfinished_jobs: Vec<usize>,
    /// Events played.
    pub events: u64,
    /// The fingerprint: see `fingerprint`.
    pub fingerprint: u64,
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

/// What one host sent and got.
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
}
