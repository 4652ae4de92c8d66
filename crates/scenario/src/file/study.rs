//! `"kind": "study"` without a `"scenario"`: a measurement of long ago, to be taken again in simulated runs and put beside its figures.

use schemars::JsonSchema;
use serde::Deserialize;

use super::quantity::{Date, Duration};
use super::scenario::TrafficUse;

/// Mean round trips of a network under its measured load.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudyFile {
    /// Where an editor finds the schema of this file.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// Always `study`.
    pub kind: StudyKind,
    /// What is studied.
    pub title: String,
    /// The documents it rests on.
    #[serde(default)]
    pub sources: Vec<String>,
    /// When.
    #[serde(default)]
    pub date: Option<Date>,
    /// The root of all chance. Replication n has this seed plus n.
    #[serde(default)]
    pub seed: u64,
    /// The network file.
    pub network: String,
    /// The load.
    pub traffic: TrafficUse,
    /// The sizes file, instead of the one that the traffic file names.
    #[serde(default)]
    pub sizes: Option<String>,
    /// The IMPs' own reports, if they send any.
    #[serde(default)]
    pub status_reports: Option<StatusReportsFile>,
    /// The hosts of the sites.
    pub hosts: StudyHostsFile,
    /// Simulated time before each replication's measurement begins.
    pub warm_up: Duration,
    /// Simulated time of each replication's measurement.
    pub duration: Duration,
    /// Independent runs.
    pub replications: u32,
    /// What was measured then.
    pub measured: MeasuredFile,
    /// An explanation to be put to the test.
    #[serde(default)]
    pub test: Option<StudyTestFile>,
    /// What the study takes for granted, beside what the tool says of itself.
    #[serde(default)]
    pub assumptions: Vec<String>,
}

/// "Their hosts are quicker than the mean": further runs in which the hosts of some sites take messages in as those of
/// another site do, whose messages to itself were measured. It changes no figure of the study itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudyTestFile {
    /// The sites whose hosts are said to be otherwise than the mean.
    pub sites: Vec<String>,
    /// The site whose hosts they are said to be like. Its pair with itself is among `measured.pairs`.
    pub like: String,
}

/// The word `study`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StudyKind {
    /// The only word.
    Study,
}

/// The reports that IMPs send to the Network Control Center.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusReportsFile {
    /// The site whose host 0 gets them.
    pub to: String,
    /// The measured load counts them too: each site's messages to that site are lessened by them.
    pub in_traffic: bool,
}

/// The hosts: one a site, and all alike.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudyHostsFile {
    /// The cable between host and IMP, in kilobits a second, each way.
    pub cable_kbps: f64,
    /// How long a host lets its IMP wait before it takes a message's first bit.
    pub take_in: TakeInFile,
}

/// A host's delay in taking messages in. Either `mean` or `fit_to_hops` is given.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeInFile {
    /// How it varies from message to message.
    pub distribution: TakeInDistribution,
    /// Its mean.
    #[serde(default)]
    pub mean: Option<Duration>,
    /// Its mean is sought, by bisection, such that the mean round trip over so many hops is as measured.
    #[serde(default)]
    pub fit_to_hops: Option<u16>,
}

/// How a time varies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TakeInDistribution {
    /// Not at all.
    Fixed,
    /// Exponentially distributed.
    Exponential,
}

/// The figures of the measurement. Times in milliseconds, rates in messages a minute.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasuredFile {
    /// The document that has them.
    pub source: String,
    /// All messages.
    pub overall: MeasuredOverall,
    /// By the least number of hops between source and destination.
    #[serde(default)]
    pub by_hops: Vec<MeasuredHops>,
    /// By source.
    #[serde(default)]
    pub sites: Vec<MeasuredSite>,
    /// By source and destination.
    #[serde(default)]
    pub pairs: Vec<MeasuredPair>,
}

/// All messages.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasuredOverall {
    /// Messages a minute.
    pub messages_per_min: f64,
    /// Mean round trip.
    pub ms: f64,
}

/// The messages over so many hops.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasuredHops {
    /// Hops.
    pub hops: u16,
    /// Messages a minute.
    pub messages_per_min: f64,
    /// Mean round trip.
    pub ms: f64,
}

/// The messages from one site.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasuredSite {
    /// The site's name.
    pub site: String,
    /// Messages a minute.
    pub messages_per_min: f64,
    /// Mean round trip.
    pub ms: f64,
}

/// The messages from one site to another.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasuredPair {
    /// The source's name.
    pub from: String,
    /// The destination's name.
    pub to: String,
    /// Messages a minute.
    pub messages_per_min: f64,
    /// Mean round trip.
    pub ms: f64,
}
