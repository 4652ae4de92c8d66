//! What breaks in a scenario.

use schemars::JsonSchema;
use serde::Deserialize;

use super::quantity::Duration;

/// One fault: of a line, of an IMP, or of a host; with `down_for` it mends itself.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaultFile {
    /// What it is there for, in words; they decide nothing.
    #[serde(default)]
    pub note: Option<String>,
    /// When it strikes.
    pub at: Duration,
    /// A line, by the sites at its ends.
    #[serde(default)]
    pub line: Option<[String; 2]>,
    /// An IMP, by its site's name.
    #[serde(default)]
    pub imp: Option<String>,
    /// A host, by name.
    #[serde(default)]
    pub host: Option<String>,
    /// Down now (a line passes nothing, an IMP or host crashes), and up again after this time.
    #[serde(default)]
    pub down_for: Option<Duration>,
    /// What happens, where it is not `down_for`. A line: `down`, `up`, `errors`, `loop` (each end hears itself), `unloop`.
    /// An IMP: `crash`, `reload`, `stop`, `announce`, `zero-routing`, `random-routing`, `true-routing`, `damage`,
    /// `repair`. A host: `crash`, `restart`, `stop-reading`, `resume-reading`, `ready-off`, `ready-on`.
    #[serde(default)]
    pub does: Option<String>,
    /// A host's interface loses one message after it has crossed the cable, so that nobody is told.
    #[serde(default)]
    pub loses: Option<LossFile>,
    /// Of a line: only what this site sends.
    #[serde(default)]
    pub sent_by: Option<String>,
    /// Of a line that `does` `errors`: the probability that a bit arrives wrong.
    #[serde(default)]
    pub bit_error_rate: Option<f64>,
    /// Of an IMP that does `damage`: what happens to packets. `drop-bits` and `pick-bits` on their way into memory,
    /// `drop-first-word` on their way out, each at one modem interface; `change-low-bits` while they lie in memory, and
    /// `before-checksum` before their checksum is made (RFC 528 p. 3).
    #[serde(default)]
    pub damage: Option<String>,
    /// The modem interface that damages packets, or is repaired: that of the line to this site. Memory where it is left out.
    #[serde(default)]
    pub interface_to: Option<String>,
    /// One packet in so many is damaged, on average; every one when left out.
    #[serde(default)]
    pub one_in: Option<u32>,
    /// Of an IMP that `does` `announce`: what its hosts are told (RFC 381 p. 2). Left out: it goes down in 30 s.
    #[serde(default)]
    pub notice: Option<NoticeFile>,
}

/// What an IMP's hosts are told when it will go down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeFile {
    /// Why.
    pub reason: NoticeReason,
    /// How soon: whole units of 5 minutes, up to 75 minutes.
    pub starts_in: Duration,
    /// How long: whole units of 5 minutes, up to 5115 minutes.
    pub lasts: Duration,
}

/// Why an IMP goes down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NoticeReason {
    /// Scheduled hardware maintenance.
    Hardware,
    /// Scheduled software reload.
    Software,
    /// Emergency reload or restart.
    Emergency,
}

/// Which message an interface loses.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LossFile {
    /// What is in it: a host-host command by its name in NIC 8246 (`ALL`, `CLS` ...), or `data`.
    pub ncp: String,
    /// The host that sends it; any, when left out.
    #[serde(default)]
    pub from: Option<String>,
    /// The how-manieth of them from `at` on, from 1.
    #[serde(default = "first")]
    pub nth: u32,
}

const fn first() -> u32 {
    1
}
