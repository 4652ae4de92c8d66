//! The replay log of a session in real time: a first line that holds every file the session was made of, and a line for
//! each thing that came from outside, with its time.
//!
//! ```text
//! {"arpanet_log":1,"config":"demo.json","files":{"demo.json":"{...}","networks/1973-01.json":"{...}"}}
//! {"t_ns":1500000000,"cable":{"host":"UTAH-10","words":"00030000...","last":true,"ready":true}}
//! {"t_ns":9000000000,"end":{}}
//! ```
//!
//! A log that breaks off replays as far as it goes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use arpanet_kernel::Time;
use arpanet_wire::Bits;
use arpanet_world::{Arrival, HostId, JobId, JobPlan, LineId, Plan};
use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::live::Live;
use crate::source::{Files, Source, Unreadable};

/// The version of the log.
const VERSION: u32 = 1;

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    arpanet_log: u32,
    /// The file that was played.
    pub config: String,
    /// It and all that it names, by path.
    files: Files,
}

/// Any further line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
    t_ns: u64,
    #[serde(flatten)]
    what: Logged,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Logged {
    Cable { host: String, words: String, last: bool, ready: bool },
    Line { line: u16, words: String },
    Job { host: String, program: String, arguments: Vec<String> },
    Keys { job: u32, octets: String },
    HangUp { job: u32 },
    End {},
}

/// What a line of the log says.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// This came from outside.
    Arrived(Arrival),
    /// The session was ended.
    Ended,
}

impl Source for Head {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        self.files.read(path)
    }
}

impl Head {
    /// The first line of the log of a session that plays `config`, which `files` were read for.
    pub fn of(config: &Path, files: Files) -> Head {
        Head { arpanet_log: VERSION, config: config.to_string_lossy().into_owned(), files }
    }

    /// The first line, not ended.
    pub fn line(&self) -> String {
        serde_json::to_string(self).expect("the head is text and numbers")
    }

    /// Reads the first line of the log in `file`.
    pub fn parse(file: &Path, line: &str) -> Result<Head, Diagnostic> {
        let head: Head = serde_json::from_str(line).map_err(|fault| {
            let fault = Diagnostic::of_file(file, format!("line 1 is no beginning of a replay log: {fault}"));
            fault.expected("a log written by arpanet live or arpanet tip")
        })?;
        match head.arpanet_log {
            VERSION => Ok(head),
            other => {
                let fault =
                    Diagnostic::of_file(file, format!("line 1: there is no version {other} of the log"));
                Err(fault.expected(format!("version {VERSION}")))
            }
        }
    }

    /// The session that was played.
    pub fn live(&self) -> Result<Live, Diagnostic> {
        Live::read(self, &PathBuf::from(&self.config))
    }
}

/// The line for something that came from outside, or for the end, not ended.
pub fn line(time: Time, entry: &Entry, plan: &Plan) -> String {
    let host = |host: HostId| plan.hosts[host.index()].name.clone();
    let hex = |words: &[u16]| Bits::from_words(words).to_hex();
    let what = match entry {
        Entry::Arrived(Arrival::Cable { host: at, words, last, ready }) => {
            Logged::Cable { host: host(*at), words: hex(words), last: *last, ready: *ready }
        }
        Entry::Arrived(Arrival::Line { line, words }) => Logged::Line { line: line.0, words: hex(words) },
        Entry::Arrived(Arrival::Job(job)) => Logged::Job {
            host: host(job.host),
            program: job.program.clone(),
            arguments: job.arguments.clone(),
        },
        Entry::Arrived(Arrival::Keys { job, octets }) => {
            Logged::Keys { job: job.0, octets: Bits::from_octets(octets).to_hex() }
        }
        Entry::Arrived(Arrival::HangUp { job }) => Logged::HangUp { job: job.0 },
        Entry::Ended => Logged::End {},
    };
    serde_json::to_string(&Line { t_ns: time.as_ns(), what }).expect("a line is text and numbers")
}

/// Reads line `number` of the log in `file`.
pub fn parse(file: &Path, number: usize, text: &str, plan: &Plan) -> Result<(Time, Entry), Diagnostic> {
    let fault = |message: String| Diagnostic::of_file(file, format!("line {number}: {message}"));
    let line: Line =
        serde_json::from_str(text).map_err(|why| fault(format!("this is no entry of a log: {why}")))?;
    let host = |name: &str| {
        let at = plan.hosts.iter().position(|host| host.name == name);
        at.map(|at| HostId(at as u16)).ok_or_else(|| fault(format!("unknown host \"{name}\"")))
    };
    let octets = |hex: &str| match Bits::from_hex(hex) {
        Ok(bits) => Ok(bits),
        Err(why) => Err(fault(why.to_string())),
    };
    let words = |hex: &str| Ok(octets(hex)?.words().collect::<Vec<u16>>());
    let arrival = match line.what {
        Logged::Cable { host: name, words: hex, last, ready } => {
            let at = host(&name)?;
            if !plan.is_cable_outside(at) {
                return Err(fault(format!("nothing comes from outside on the cable of {name}")));
            }
            Arrival::Cable { host: at, words: words(&hex)?, last, ready }
        }
        Logged::Line { line, words: hex } if usize::from(line) < plan.lines.len() => {
            Arrival::Line { line: LineId(line), words: words(&hex)? }
        }
        Logged::Line { line, .. } => return Err(fault(format!("there is no line {line}"))),
        Logged::Job { host: name, program, arguments } => Arrival::Job(JobPlan {
            at: Time::ZERO,
            host: host(&name)?,
            program,
            arguments,
            login: None,
            logins: BTreeMap::new(),
            terminal: Vec::new(),
        }),
        Logged::Keys { job, octets: hex } => {
            Arrival::Keys { job: JobId(job), octets: octets(&hex)?.octets().to_vec() }
        }
        Logged::HangUp { job } => Arrival::HangUp { job: JobId(job) },
        Logged::End {} => return Ok((Time::from_ns(line.t_ns), Entry::Ended)),
    };
    Ok((Time::from_ns(line.t_ns), Entry::Arrived(arrival)))
}
