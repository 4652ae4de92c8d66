//! The run as a guided tour: time, from, to, layer, what was said, and where it helps one line of why.
//!
//! Told: every request, answer and close of a connection, the first allocation on each, lines of text on control
//! connections, terminals, faults, and every message of an IMP that is no RFNM. Folded: RFNMs after the first,
//! allocations after a connection's first, and data after a connection's first message; what a connection carried in
//! all is told when it closes.

mod reasons;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use arpanet_kernel::Time;
use arpanet_wire::command::Command;
use arpanet_world::{JobId, Plan};

use crate::file::ConnectionClass;
use crate::trace::{Connections, Detail, Fact, JobChange, State};

/// Where the parties begin, and where what was said begins.
const WHO_WIDTH: usize = 28;
const LAYER_WIDTH: usize = 8;

/// Tells facts, one after another.
#[derive(Clone, Debug)]
pub struct Narrator {
    /// Explanations given already.
    explained: BTreeSet<&'static str>,
    /// For each connection, how many allocations and data messages have been told or folded.
    carried: BTreeMap<usize, Carried>,
    /// Lines that people will type, by time.
    typed: VecDeque<(Time, JobId, String)>,
    told_rfnm: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Carried {
    allocations: u64,
    messages: u64,
    sum_told: bool,
}

impl Narrator {
    /// For a run of this plan.
    pub fn new(plan: &Plan) -> Narrator {
        let mut typed: Vec<(Time, JobId, String)> = Vec::new();
        for (at, job) in plan.jobs.iter().enumerate() {
            let lines = job.terminal.iter();
            typed.extend(
                lines.map(|line| (job.at.after_ns(line.after_ns), JobId(at as u32), line.text.clone())),
            );
        }
        typed.sort_by_key(|(time, job, _)| (*time, *job));
        Narrator {
            explained: BTreeSet::new(),
            carried: BTreeMap::new(),
            typed: typed.into(),
            told_rfnm: false,
        }
    }

    /// What is to be told of a fact, each line ended.
    pub fn tell(&mut self, fact: &Fact, connections: &Connections) -> String {
        let mut told = self.typed_until(fact);
        if fact.is_arrival() || !self.is_worth_telling(fact) {
            return told;
        }
        for line in what(fact) {
            told.push_str(&line);
        }
        if let Some(why) = self.why(fact, connections) {
            told.push_str(&format!(
                "{:indent$}{why}\n",
                "",
                indent = TIME_WIDTH + WHO_WIDTH + LAYER_WIDTH + 2
            ));
        }
        told
    }

    /// The lines that have been typed by the time of the fact; those of a job that begins with it come after it.
    fn typed_until(&mut self, fact: &Fact) -> String {
        let mut told = String::new();
        while let Some((time, job, line)) = self.typed.front() {
            let begins = matches!(fact.detail, Detail::Job { change: JobChange::Started, .. });
            if *time > fact.time || begins && *time == fact.time {
                break;
            }
            told.push_str(&format!(
                "{}{:WHO_WIDTH$}{:LAYER_WIDTH$}> {line}\n",
                clock(*time),
                format!("job {}", job.index()),
                "typed"
            ));
            self.typed.pop_front();
        }
        told
    }

    fn is_worth_telling(&mut self, fact: &Fact) -> bool {
        match &fact.detail {
            Detail::ToImp { .. } => fact.kind() != "regular" && fact.bits.is_some(),
            Detail::ToHost { .. } if fact.kind() == "RFNM" => !std::mem::replace(&mut self.told_rfnm, true),
            Detail::ToHost { .. } => fact.kind() != "regular",
            Detail::Command { command: Command::Nop, .. } => false,
            Detail::Command { command: Command::All { .. }, on: Some(on), .. } => {
                let carried = self.carried.entry(on.connection).or_default();
                carried.allocations += 1;
                carried.allocations == 1
            }
            Detail::Data { on: Some(on), .. } => {
                let carried = self.carried.entry(on.connection).or_default();
                carried.messages += 1;
                on.class != ConnectionClass::Control && carried.messages == 1
            }
            Detail::Packet { .. } | Detail::PacketLost(_) => false,
            _ => true,
        }
    }

    fn why(&mut self, fact: &Fact, connections: &Connections) -> Option<String> {
        if let Detail::Command { command: Command::Cls { .. }, on: Some(on), .. } = &fact.detail {
            let carried = self.carried.entry(on.connection).or_default();
            let known = &connections.all()[on.connection];
            if on.class == ConnectionClass::Data && known.was_opened() && !carried.sum_told {
                carried.sum_told = true;
                let (messages, bits) = (counted(known.messages, "message"), counted(known.bits, "bit"));
                let allocations = counted(carried.allocations, "allocation");
                return Some(format!(
                    "the data connection closes; it carried {messages}, {bits}, on {allocations}"
                ));
            }
        }
        let (key, why) = reasons::of(fact, connections)?;
        match key {
            Some(key) if !self.explained.insert(key) => None,
            _ => Some(why),
        }
    }
}

const TIME_WIDTH: usize = 14;

/// `1 message`, `2 messages`.
fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn clock(time: Time) -> String {
    format!("{:>width$}  ", time.to_string(), width = TIME_WIDTH - 2)
}

/// The fact in a line, or in a line for each line of a terminal.
fn what(fact: &Fact) -> Vec<String> {
    let from_to = format!("{} -> {}", fact.from, fact.to);
    let one = |who: &str, layer: &str, text: &str| {
        format!("{}{who:WHO_WIDTH$}{layer:LAYER_WIDTH$}{text}\n", clock(fact.time))
    };
    match &fact.detail {
        Detail::Shown { job, text } => {
            let who = format!("job {}, {}", job.index(), fact.from);
            text.lines().map(|line| one(&who, "shown", &format!("| {line}"))).collect()
        }
        Detail::Job { job, change, program } => {
            let text = match change {
                JobChange::Started => format!("{program} starts"),
                JobChange::Ended => format!("{program} ends"),
                JobChange::Failed(why) => format!("{program} ends and has failed: {why}"),
            };
            vec![one(&format!("job {}, {}", job.index(), fact.from), "job", &text)]
        }
        Detail::Said { program, text } => vec![one(&fact.from.name, program, &format!("({text})"))],
        Detail::Fault(text) => vec![one(&fact.from.name, "FAULT", text)],
        Detail::Line { service, text, .. } => vec![one(&from_to, service.name(), text)],
        Detail::Command { command, .. } => vec![one(&from_to, "ncp", &command.to_string())],
        Detail::Data { link, byte_size, bytes, .. } => {
            vec![one(&from_to, "ncp", &format!("data: {bytes} bytes of {byte_size} bits on link {link}"))]
        }
        Detail::Malformed { why, .. } => vec![one(&from_to, "ncp", &format!("malformed: {why}"))],
        Detail::ToHost { leader, kind } => {
            vec![one(&from_to, "imp", &format!("{kind}, link {}", leader.link))]
        }
        Detail::ToImp { kind, .. } => vec![one(&from_to, "imp", &kind.to_string())],
        Detail::Packet { summary } => vec![one(&from_to, "line", summary)],
        Detail::PacketLost(why) => vec![one(&from_to, "line", why)],
    }
}

/// Whether a connection is open by now.
fn is_open(connections: &Connections, connection: usize) -> bool {
    connections.all()[connection].state == State::Open
}
