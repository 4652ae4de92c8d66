//! `"kind": "traffic"`: who sends how many messages to whom; `"kind": "sizes"`: how long the messages are.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::quantity::Date;

/// The measured, or estimated, load of a network.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrafficFile {
    /// Where an editor finds the schema of this file.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Always `traffic`.
    pub kind: TrafficKind,
    /// What was measured.
    pub title: String,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// The documents it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// How it was made, and what is uncertain.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The sizes file that says how long the messages are.
    pub sizes: String,
    /// The sites, by name: the rows and columns of `messages_per_min`.
    pub sites: Vec<String>,
    /// Messages per minute from the site of the row to the site of the column.
    pub messages_per_min: Vec<Vec<f64>>,
    /// The pairs that were measured themselves; the others are estimated from the sums.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measured_pairs: Vec<[String; 2]>,
}

/// The word `traffic`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TrafficKind {
    /// The only word.
    Traffic,
}

/// How long messages are.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SizesFile {
    /// Where an editor finds the schema of this file.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Always `sizes`.
    pub kind: SizesKind,
    /// What was measured.
    pub title: String,
    /// The documents it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// How it was measured, and what is uncertain.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Bits that stand between a message's leader and what the bins count: 40 where they count only what follows the
    /// host-host prefix (NIC 8246 p. 5).
    #[serde(default)]
    pub prefix_bits: u32,
    /// The histogram of the lengths after leader and prefix, before padding.
    pub bins: Vec<SizeBinFile>,
}

/// The word `sizes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SizesKind {
    /// The only word.
    Sizes,
}

/// One bin of a histogram of lengths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SizeBinFile {
    /// The shortest length, in bits.
    pub from_bits: u32,
    /// The longest length, in bits.
    pub to_bits: u32,
    /// How many messages were so long.
    pub count: u64,
}
