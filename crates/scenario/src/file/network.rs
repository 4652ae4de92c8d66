//! `"kind": "network"`: the IMPs and TIPs of a date, the lines between them, their hosts, and what the date decides
//! about the IMP program.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::quantity::{Date, Duration};

/// A network.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NetworkFile {
    /// Where an editor finds the schema of this file.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Always `network`.
    pub kind: NetworkKind,
    /// What this network is.
    pub title: String,
    /// When it was so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// The documents that the file rests on; `evidence` of a line names them by `id`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceNote>,
    /// What else should be known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// IMP numbers may go beyond 63. For networks that were never built: no host of theirs can run a system, whose leader has six
    /// bits for the IMP.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wide: bool,
    /// What the date decides about the program in the IMPs.
    #[serde(default)]
    pub imp_program: ImpProgram,
    /// The IMPs and TIPs.
    pub sites: Vec<SiteFile>,
    /// The lines. A site's modem interfaces are numbered in the order of this list.
    pub lines: Vec<LineFile>,
    /// The hosts.
    #[serde(default)]
    pub hosts: Vec<HostFile>,
}

/// The word `network`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NetworkKind {
    /// The only word.
    Network,
}

/// One document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceNote {
    /// Its short name in this file.
    pub id: String,
    /// Its full name.
    pub text: String,
}

/// The settings of the IMP program, each with the source that gives it its date. What is left out is as in January 1973.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImpProgram {
    /// How often routing messages go out on a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub routing: Option<Setting<Routing>>,
    /// Software checksums on routing messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub routing_checksums: Option<Setting<bool>>,
    /// Software checksums on every packet, checked at each hop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packet_checksums: Option<Setting<bool>>,
    /// Checksums made by the source IMP and checked before the destination host gets the packet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_to_end_checks: Option<Setting<bool>>,
    /// The routing program checks its own code before it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub routing_code_checks: Option<Setting<bool>>,
    /// The leader's 12-bit message-id is kept and returned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<Setting<bool>>,
    /// Reassembly limit: allocated + in use + wanted stays below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reassembly_buffers: Option<Setting<u16>>,
    /// Messages in pieces that may come together at once; the first packet of one more is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reassembly_blocks: Option<Setting<u8>>,
    /// Store-and-forward limit: in use + 1 stays below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store_and_forward_buffers: Option<Setting<u16>>,
    /// Each trouble report to the control center is followed by one on throughput.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub throughput_reports: Option<Setting<bool>>,
    /// How an IMP sees to it that a multi-packet message finds buffers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow_control: Option<Setting<FlowControl>>,
}

/// A value and the document that gives it its date.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Setting<T> {
    /// The value.
    pub is: T,
    /// Its source, or the word `assumption` and why.
    pub source: String,
}

/// How often routing messages go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Routing {
    /// Every 640 ms on every line.
    #[serde(rename = "640 ms")]
    EverySlowTick,
    /// By the line's speed and load: every 128 ms on an idle 50 kb/s line.
    BySpeedAndLoad,
    /// None: the shortest ways are known from the start. For networks that were never built.
    Static,
}

/// How an IMP sees to it that a multi-packet message finds buffers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FlowControl {
    /// It asks for eight buffers and waits for the allocation.
    RequestAllocate,
    /// It sends and hopes.
    SendUnasked,
}

/// An IMP or a TIP.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteFile {
    /// Its number, 1 to 63 in the leader of 1973; in a wide network up to 65,535.
    #[schemars(range(min = 1))]
    pub number: u16,
    /// Its short name, as on the maps.
    pub name: String,
    /// Its full name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub long_name: Option<String>,
    /// IMP or TIP.
    #[serde(default)]
    pub kind: SiteKind,
    /// The Honeywell: `516` or `316`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Latitude in degrees, north positive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Longitude in degrees, east positive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// What else should be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// IMP or TIP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SiteKind {
    /// An IMP: hosts only.
    #[default]
    Imp,
    /// A TIP: an IMP with terminals, which appear as host 2.
    Tip,
}

/// A line between two sites.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineFile {
    /// The sites at its ends, by name.
    pub between: [String; 2],
    /// Its speed in kilobits a second, each way.
    pub kbps: f64,
    /// Over land or by satellite.
    #[serde(default)]
    pub medium: Medium,
    /// Great-circle distance in kilometres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub km: Option<f64>,
    /// One-way propagation time.
    pub propagation: Duration,
    /// Probability that a bit arrives wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bit_error_rate: Option<f64>,
    /// How sure its existence is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certainty: Option<Certainty>,
    /// The sources, by `id`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// What else should be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What a line runs over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Medium {
    /// Over land.
    #[default]
    Land,
    /// By satellite.
    Satellite,
}

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// A document of the time shows it.
    Documented,
    /// It follows from documents.
    Inferred,
    /// It is plausible.
    Assumed,
}

/// A host of the network: a name and an interface. What it does is said by scenarios.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostFile {
    /// Its name.
    pub name: String,
    /// The site it is attached to, by name.
    pub site: String,
    /// The host interface there, 0 to 3.
    #[schemars(range(max = 3))]
    pub host: u8,
    /// Its address in the leader: site number + 64 x host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<u8>,
    /// The computer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub computer: Option<String>,
    /// Its operating system, as the sources name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub os: Option<String>,
    /// Whether it offered services (`server`, `limited server`) or only used them (`user`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// What else should be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
