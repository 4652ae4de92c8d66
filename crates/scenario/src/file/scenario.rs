//! `"kind": "scenario"`: a network, what its hosts are and do, what goes wrong, and what must come of it.

use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::expectation::Expectation;
use super::fault::FaultFile;
use super::load::{GeneratorFile, MessageFile};
use super::network::ImpProgram;
use super::quantity::{Date, Duration};
use crate::catalogue::Catalogue;

/// A scenario.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    /// Where an editor finds the schema of this file.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// Always `scenario`.
    pub kind: ScenarioKind,
    /// What is played.
    pub title: String,
    /// What to look at, in two sentences.
    #[serde(default)]
    pub introduction: Option<String>,
    /// What else the reader should know.
    #[serde(default)]
    pub notes: Vec<String>,
    /// The documents it rests on.
    #[serde(default)]
    pub sources: Vec<String>,
    /// The day it plays on.
    #[serde(default)]
    pub date: Option<Date>,
    /// The root of all chance; `--seed` overrides it.
    #[serde(default)]
    pub seed: u64,
    /// The network file.
    pub network: String,
    /// Settings of the IMP program that are otherwise than in the network file, at every site.
    #[serde(default)]
    pub imp_program: ImpProgram,
    /// The hosts that are up, by name. All others of the network are down.
    #[serde(default)]
    pub hosts: BTreeMap<String, HostSetup>,
    /// What people start at the hosts.
    #[serde(default)]
    pub jobs: Vec<JobFile>,
    /// What breaks.
    #[serde(default)]
    pub faults: Vec<FaultFile>,
    /// Messages from bare hosts.
    #[serde(default)]
    pub messages: Vec<MessageFile>,
    /// What the IMPs' own message generators do.
    #[serde(default)]
    pub generators: Vec<GeneratorFile>,
    /// The load that the rest of the network puts on the lines.
    #[serde(default)]
    pub traffic: Option<TrafficUse>,
    /// When to stop.
    #[serde(default)]
    pub limits: LimitsFile,
    /// What must be true at the end.
    #[serde(default)]
    pub expect: Vec<Expectation>,
}

/// The word `scenario`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ScenarioKind {
    /// The only word.
    Scenario,
}

/// A host that is up.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostSetup {
    /// What it is there for, in words; they decide nothing.
    #[serde(default)]
    pub note: Option<String>,
    /// Its operating system, such as `tenex`; or `bare`: an interface that takes every message in, and sends what stands
    /// under `messages`.
    #[schemars(extend("examples" = Catalogue::systems().chain(["bare"]).collect::<Vec<_>>()))]
    pub system: String,
    /// Its interface goes one way at a time.
    #[serde(default)]
    pub half_duplex: bool,
    /// The ways of its NCP, by name, such as `harvard`; the system's own when left out.
    #[serde(default)]
    #[schemars(extend("examples" = Catalogue::ncp_profiles().collect::<Vec<_>>()))]
    pub ncp: Option<String>,
    /// How its NCP makes good a lost allocation, where that is not the way of `ncp`: by a proposal of 1973, or not at all.
    #[serde(default)]
    pub resynchronisation: Option<ResynchronisationWord>,
    /// How its programs go through the initial connection protocol, where RFC 165 leaves it open.
    #[serde(default)]
    pub icp: IcpWord,
    /// The servers that listen from the start, such as `ftp`.
    #[serde(default)]
    #[schemars(extend("examples" = Catalogue::servers().map(|server| [server]).collect::<Vec<_>>()))]
    pub servers: Vec<String>,
    /// A server's way of behaving other than its best, such as `"ftp": "L438-initiates"`.
    #[serde(default)]
    pub profiles: BTreeMap<String, String>,
    /// Who may log in.
    #[serde(default)]
    pub accounts: Vec<AccountFile>,
    /// What is on its disk, by the system's own pathnames.
    #[serde(default)]
    pub files: BTreeMap<String, ContentFile>,
}

/// A way to make good a lost allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ResynchronisationWord {
    /// NIC 8246 knows none.
    None,
    /// RCS and RCR, which RFC 467 proposes.
    Rfc467,
    /// The audit by GVB and RET, which RFC 492 proposes.
    Rfc492,
}

/// A manner of going through the initial connection protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IcpWord {
    /// Both connections are asked for at once, as RFC 202 recommends.
    #[default]
    Together,
    /// The connection to send on is asked for first, the other one when it is matched.
    SendFirst,
    /// The connection to receive on is asked for first, the other one when it is matched.
    ReceiveFirst,
    /// As `together`, and a user never closes the socket U that brought the server's number.
    KeepsU,
}

/// A user's name, password and account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountFile {
    /// User name.
    pub user: String,
    /// Password.
    #[serde(default)]
    pub password: String,
    /// Account to charge.
    #[serde(default)]
    pub account: String,
}

/// The content of a file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ContentFile {
    /// Characters, as the host system packs them into its words; lines end with `\n`.
    Text(String),
    /// Octets in hexadecimal, blanks between them ignored, from the first bit of the file.
    Hex(String),
    /// The same characters over and over, for a long file.
    Repeat(RepeatFile),
}

/// The same characters over and over.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepeatFile {
    /// The characters.
    pub text: String,
    /// How often.
    pub times: u32,
}

/// A program that a person runs.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JobFile {
    /// What it is there for, in words; they decide nothing.
    #[serde(default)]
    pub note: Option<String>,
    /// When it is started.
    #[serde(default)]
    pub at: Duration,
    /// At which host.
    pub host: String,
    /// The program, such as `rsexec`.
    #[schemars(extend("examples" = Catalogue::programs().collect::<Vec<_>>()))]
    pub program: String,
    /// The words after the program's name.
    #[serde(default)]
    pub arguments: Vec<String>,
    /// Who the person is.
    #[serde(default)]
    pub login: Option<AccountFile>,
    /// Who the person is elsewhere, by host, where `login` does not hold.
    #[serde(default)]
    pub logins: BTreeMap<String, AccountFile>,
    /// What the person types, a line each.
    #[serde(default)]
    pub terminal: Vec<TerminalFile>,
}

/// One line typed: the line, or `{"after": "5 s", "line": "..."}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TerminalFile {
    /// When, after the job's start.
    pub after: Duration,
    /// The line, without its end.
    pub line: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TimedLine {
    /// When it is typed, after the job's start.
    after: Duration,
    /// The line, without its end.
    line: String,
}

impl<'de> Deserialize<'de> for TerminalFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TerminalFile, D::Error> {
        deserializer.deserialize_any(LineVisitor)
    }
}

struct LineVisitor;

impl<'de> Visitor<'de> for LineVisitor {
    type Value = TerminalFile;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a line of text, or {\"after\": \"5 s\", \"line\": \"...\"}")
    }

    fn visit_str<E: de::Error>(self, line: &str) -> Result<TerminalFile, E> {
        Ok(TerminalFile { after: Duration::default(), line: line.to_owned() })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TerminalFile, A::Error> {
        let timed = TimedLine::deserialize(MapAccessDeserializer::new(map))?;
        Ok(TerminalFile { after: timed.after, line: timed.line })
    }
}

impl JsonSchema for TerminalFile {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TerminalLine".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let timed = generator.subschema_for::<TimedLine>();
        json_schema!({
            "description": "One line typed: the line itself, or the line and when it is typed.",
            "anyOf": [{ "type": "string" }, timed],
        })
    }
}

/// The load on the lines.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrafficUse {
    /// The traffic file.
    pub file: String,
    /// Every rate is multiplied by this.
    #[serde(default = "one")]
    pub scale: f64,
}

fn one() -> f64 {
    1.0
}

/// When the run ends.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitsFile {
    /// The run never passes this instant; it ends before, when nothing is left to happen. `--until` overrides it.
    #[serde(default = "ten_minutes")]
    pub until: Duration,
}

impl Default for LimitsFile {
    fn default() -> LimitsFile {
        LimitsFile { until: ten_minutes() }
    }
}

fn ten_minutes() -> Duration {
    Duration { ns: 600 * 1_000_000_000 }
}
