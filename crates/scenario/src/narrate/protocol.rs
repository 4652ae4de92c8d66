//! Who sent what to whom: time, from, to, layer, what was said, and what it does now.
//!
//! Told: every request, answer and close of a connection, the first allocation on each, lines of text on control
//! connections, terminals, faults, and every message of an IMP that is no RFNM. Folded: RFNMs after the first,
//! allocations after a connection's first, and data after a connection's first message; what a connection carried in
//! all is told when it closes.

use std::collections::{BTreeMap, BTreeSet};

use arpanet_wire::command::Command;
use arpanet_world::Plan;

use super::layout::{Layout, TIME_WIDTH, clock};
use super::reasons;
use super::typed::{Typed, TypedLine};
use crate::file::ConnectionClass;
use crate::trace::{Connections, Detail, Fact, Service};

/// Where the parties begin, and where what was said begins.
const WHO_WIDTH: usize = 28;
const LAYER_WIDTH: usize = 8;
/// On narrower terminals a reason begins further to the left.
const ROOMY_WIDTH: usize = 100;

/// Tells facts, message by message.
#[derive(Clone, Debug)]
pub(super) struct Protocol {
    layout: Layout,
    /// Explanations given already.
    explained: BTreeSet<&'static str>,
    /// For each connection, how many allocations and data messages have been told or folded.
    carried: BTreeMap<usize, Carried>,
    typed: Typed,
    told_rfnm: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Carried {
    allocations: u64,
    messages: u64,
    sum_told: bool,
}

impl Protocol {
    /// For a run of this plan.
    pub(super) fn new(plan: &Plan, layout: Layout) -> Protocol {
        Protocol {
            layout,
            explained: BTreeSet::new(),
            carried: BTreeMap::new(),
            typed: Typed::new(plan),
            told_rfnm: false,
        }
    }

    /// What is to be told of a fact, each line ended.
    pub(super) fn tell(&mut self, fact: &Fact, connections: &Connections) -> String {
        let mut told = String::new();
        while let Some(line) = self.typed.next_before(fact) {
            told.push_str(&typed(&line));
        }
        if fact.is_arrival() || !self.is_worth_telling(fact) {
            return told;
        }
        told.push_str(&what(self.layout, fact));
        if let Some(why) = self.why(fact, connections) {
            let indent = match self.layout.width() {
                Some(width) if width < ROOMY_WIDTH => " ".repeat(TIME_WIDTH + 6),
                _ => " ".repeat(TIME_WIDTH + WHO_WIDTH + LAYER_WIDTH + 2),
            };
            told.push_str(&self.layout.hanging(&indent, &why));
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
            let known = &connections.all()[&on.connection];
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

/// `1 message`, `2 messages`.
pub(super) fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// A typed line, as a line of its own.
pub(super) fn typed(line: &TypedLine) -> String {
    let who = format!("job {}", line.job.index());
    format!("{}{who:WHO_WIDTH$}{:LAYER_WIDTH$}> {}\n", clock(line.time), "typed", line.text)
}

/// The fact in a line, or in a line for each line of a terminal, each ended.
pub(super) fn what(layout: Layout, fact: &Fact) -> String {
    let from_to = format!("{} -> {}", fact.from, fact.to);
    let head = |who: &str, layer: &str| format!("{}{who:WHO_WIDTH$}{layer:LAYER_WIDTH$}", clock(fact.time));
    let one = |who: &str, layer: &str, text: &str| layout.hanging(&head(who, layer), text);
    match &fact.detail {
        Detail::Shown { job, text } => {
            let head = head(&format!("job {}, {}", job.index(), fact.from), "shown");
            text.lines().map(|line| format!("{head}| {line}\n")).collect()
        }
        Detail::Job { job, .. } => one(&format!("job {}, {}", job.index(), fact.from), "job", &fact.said()),
        Detail::Said { program, text } => one(&fact.from.name, program, &format!("({text})")),
        Detail::Fault(text) => one(&fact.from.name, "FAULT", text),
        Detail::Line { service: Service::Other(_), text, .. } => one(&from_to, "text", text),
        Detail::Line { service, .. } => one(&from_to, service.name(), &fact.said()),
        Detail::Command { .. }
        | Detail::Experiment { .. }
        | Detail::Data { .. }
        | Detail::Malformed { .. } => one(&from_to, "ncp", &fact.said()),
        Detail::ToHost { .. } | Detail::ToImp { .. } => one(&from_to, "imp", &fact.said()),
        Detail::Subnet { .. } => {
            let who = if fact.from == fact.to { &*fact.from.name } else { &from_to };
            one(who, "subnet", &fact.said())
        }
        Detail::Packet { .. } | Detail::PacketLost(_) => one(&from_to, "line", &fact.said()),
    }
}
