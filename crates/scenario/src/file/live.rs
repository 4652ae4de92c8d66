//! `"kind": "live"`: a scenario played in real time, with real hosts, IMPs and people attached to it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::fault::FaultFile;
use super::load::{GeneratorFile, MessageFile};
use super::network::ImpProgram;
use super::quantity::Date;
use super::scenario::{HostSetup, JobFile, LimitsFile, ScenarioFile, ScenarioKind, TrafficUse};

/// A scenario in real time.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LiveFile {
    /// Where an editor finds the schema of this file.
    #[serde(rename = "$schema", default)]
    pub schema: Option<String>,
    /// Always `live`.
    pub kind: LiveKind,
    /// What this is.
    pub title: String,
    /// What to do and to look at.
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
    /// The root of all chance.
    #[serde(default)]
    pub seed: u64,
    /// The network file.
    pub network: String,
    /// Settings of the IMP program that are otherwise than in the network file, at every site.
    #[serde(default)]
    pub imp_program: ImpProgram,
    /// The hosts that are simulated and up, by name. Attached ones are not among them, unless it is their IMP that is real.
    #[serde(default)]
    pub hosts: BTreeMap<String, HostSetup>,
    /// What simulated people start at the hosts.
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
    /// Simulated seconds in a second.
    #[serde(default = "life")]
    pub pace: f64,
    /// Microseconds in a count of the clock of those of our IMPs of which no entry says it: 100 in life and when left out.
    /// IMPs that are joined do best with one clock, for a line comes up five times sooner at the end whose clock is fast.
    #[serde(default)]
    pub imp_clock_us: Option<u32>,
    /// What is attached.
    #[serde(default)]
    pub attach: Vec<AttachFile>,
}

fn life() -> f64 {
    1.0
}

/// The word `live`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LiveKind {
    /// The only word.
    Live,
}

/// Something real that is attached. `local` is the address at which we listen, `peer` the only one that is listened to, or, for a
/// gateway, the one that is called; both are numbers, such as `127.0.0.1:22001`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum AttachFile {
    /// A real host: we are its IMP. UDP, as the h316 emulator's host interface speaks it.
    Imp {
        /// The host; it is not among `hosts`.
        host: String,
        /// Our address.
        local: String,
        /// The host's address.
        peer: String,
        /// Microseconds in a count of the clock of the IMP that we are to the host: 100 in life, 20 in the emulator's stock
        /// configuration, and what the file says for all when left out. Entries of one IMP must agree.
        #[serde(default)]
        imp_clock_us: Option<u32>,
    },
    /// A real IMP at which one of our hosts is a host. UDP, likewise.
    Host {
        /// The host; it is among `hosts`.
        host: String,
        /// Our address.
        local: String,
        /// The IMP's address.
        peer: String,
    },
    /// A real IMP that is the neighbour of one of ours. UDP, as the h316 emulator's modem interface speaks it.
    Line {
        /// Our IMP, by its site's name.
        site: String,
        /// The number of the real IMP; the network file has it, and a line between the two.
        neighbour: u16,
        /// Our address.
        local: String,
        /// The real IMP's address.
        peer: String,
        /// Microseconds in a count of our IMP's clock, as for a real host.
        #[serde(default)]
        imp_clock_us: Option<u32>,
    },
    /// Whoever connects by TCP, with TELNET or without, sits at a terminal of a TIP.
    Terminal {
        /// The TIP, a host whose system is `tip`.
        tip: String,
        /// The port at which the terminal is, from 1.
        port: u32,
        /// Our address.
        local: String,
        /// The only address from which one may connect, without a port; any that reaches us when left out.
        #[serde(default)]
        peer: Option<String>,
    },
    /// From TCP to NCP (`local` and `to`), or from NCP to TCP (`peer`), at one of our hosts.
    Gateway {
        /// The host that is the gateway.
        host: String,
        /// The socket: at the host named by `to`, or at which the gateway listens.
        socket: u32,
        /// From TCP: our address.
        #[serde(default)]
        local: Option<String>,
        /// From TCP: the host with which each caller is connected.
        #[serde(default)]
        to: Option<String>,
        /// To TCP: where each caller is connected to.
        #[serde(default)]
        peer: Option<String>,
    },
}

impl LiveFile {
    /// The scenario in it.
    pub(crate) fn scenario(self) -> ScenarioFile {
        ScenarioFile {
            schema: self.schema,
            kind: ScenarioKind::Scenario,
            title: self.title,
            introduction: self.introduction,
            notes: self.notes,
            sources: self.sources,
            date: self.date,
            seed: self.seed,
            network: self.network,
            imp_program: self.imp_program,
            hosts: self.hosts,
            jobs: self.jobs,
            faults: self.faults,
            messages: self.messages,
            generators: self.generators,
            traffic: self.traffic,
            limits: LimitsFile::default(),
            expect: Vec::new(),
        }
    }
}
