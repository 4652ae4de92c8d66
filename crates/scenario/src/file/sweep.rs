//! `"kind": "study"` with a `"scenario"`: that scenario many times over, with some of its fields varied and with many seeds.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::Value;

use super::expectation::Matcher;
use super::quantity::Date;
use super::study::StudyKind;

/// A scenario played with every combination of values and every seed.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SweepFile {
    /// Where an editor finds the schema of this file.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// Always `study`.
    pub kind: StudyKind,
    /// What is studied.
    pub title: String,
    /// What to look at, in two sentences.
    #[serde(default)]
    pub introduction: Option<String>,
    /// The documents it rests on.
    #[serde(default)]
    pub sources: Vec<String>,
    /// When.
    #[serde(default)]
    pub date: Option<Date>,
    /// The scenario file.
    pub scenario: String,
    /// What is varied. Every value of each is played with every value of the others; the last changes fastest.
    pub vary: Vec<VaryFile>,
    /// The seeds, each played with every combination of values. They take the place of the scenario's own.
    pub seeds: SeedsFile,
    /// What is measured in each run, beside what every run is asked for.
    #[serde(default)]
    pub measure: Vec<MeasureFile>,
}

/// A field of the scenario, and the values that it gets.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VaryFile {
    /// The column of the results that holds it: small letters, digits and `_`; a unit comes last, as in `delay_ms`.
    pub name: String,
    /// What it is, for the reader of the results.
    #[serde(default)]
    pub what: Option<String>,
    /// A number, a text, or `true` or `false` that is written in the scenario file, by its JSON pointer (RFC 6901), such
    /// as `/traffic/scale` or `/faults/0/bit_error_rate`.
    #[schemars(extend("examples" = ["/traffic/scale", "/faults/0/bit_error_rate", "/jobs/0/arguments/0"]))]
    pub field: String,
    /// Its values: numbers, or texts, or `true` and `false`, all of one kind.
    #[schemars(with = "Vec<Scalar>", length(min = 1))]
    pub values: Vec<Value>,
}

/// A number, a text, or a truth.
struct Scalar;

impl JsonSchema for Scalar {
    fn schema_name() -> Cow<'static, str> {
        "Scalar".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["number", "string", "boolean"] })
    }
}

/// Seeds that follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeedsFile {
    /// The first.
    pub first: u64,
    /// How many.
    #[schemars(range(min = 1))]
    pub count: u32,
}

/// Something measured in each run: either `since` and `until`, which give the simulated milliseconds from the first of the
/// one to the first of the other after it, or `count`, which gives how often something occurs.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureFile {
    /// The column of the results that holds it: small letters, digits and `_`. That of a time ends in `_ms`.
    pub name: String,
    /// What it is, for the reader of the results.
    #[serde(default)]
    pub what: Option<String>,
    /// Where a time begins.
    #[serde(default)]
    pub since: Option<Matcher>,
    /// Where it ends.
    #[serde(default)]
    pub until: Option<Matcher>,
    /// What is counted.
    #[serde(default)]
    pub count: Option<Matcher>,
}
