//! What is drawn: arrows for messages, notes beside a host's line.

use arpanet_scenario::Time;
use arpanet_scenario::trace::{Detail, Fact};
use arpanet_scenario::world::HostId;
use arpanet_wire::command::Command;

use super::cast::ends;
use crate::recording::{Answer, Message, Recording};

/// A message between two hosts of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    /// The sender's column.
    pub from: usize,
    /// The receiver's column.
    pub to: usize,
    /// When its last bit left the sender's cable.
    pub sent: Time,
    /// What became of it.
    pub fate: Fate,
    /// When the sender heard what became of it, and what.
    pub answered: Option<(Time, Answer)>,
    /// What it says.
    pub label: String,
    /// What kind of thing it says.
    pub tone: Tone,
    /// Messages of the same group repeat each other, and may be folded.
    pub group: Option<(usize, &'static str)>,
    /// Its length.
    pub length_bits: usize,
    /// Its place in the recording.
    pub heard: usize,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It crossed the receiver's cable then.
    Arrived(Time),
    /// It never did, as far as the run came.
    Missing,
}

/// What kind of thing a message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// NCP to NCP.
    Command,
    /// A line of text on a control connection.
    Text,
    /// Data.
    Data,
    /// A message whose contents are not known, or break the format.
    Other,
}

/// Something that happened at one host, or in the network.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// When.
    pub at: Time,
    /// The host's column; none when it concerns the network.
    pub column: Option<usize>,
    /// What happened.
    pub text: String,
    /// Its place in the recording.
    pub heard: usize,
}

/// The messages between `hosts`, in the order in which they were sent.
pub fn arrows(recording: &Recording, messages: &[Message], hosts: &[HostId]) -> Vec<Arrow> {
    let column = |host: Option<HostId>| hosts.iter().position(|known| Some(*known) == host);
    let drawn = messages.iter().filter_map(|message| {
        let (from, to) = ends(recording, message);
        Some(arrow(recording, message, column(from)?, column(to)?))
    });
    drawn.collect()
}

fn arrow(recording: &Recording, message: &Message, from: usize, to: usize) -> Arrow {
    let heard = recording.heard();
    let fact = &heard[message.sent].fact;
    let time = |at: usize| heard[at].fact.time;
    let contents = contents(recording, message.sent);
    let (tone, label) = said(fact, &contents);
    Arrow {
        from,
        to,
        sent: fact.time,
        fate: message.arrived.map_or(Fate::Missing, |at| Fate::Arrived(time(at))),
        answered: message.answered.map(|(at, answer)| (time(at), answer)),
        label,
        tone,
        group: group(fact, &contents),
        length_bits: fact.length_bits,
        heard: message.sent,
    }
}

/// The facts that were seen in the message at a place.
fn contents(recording: &Recording, carrier: usize) -> Vec<&Fact> {
    let after = recording.heard()[carrier + 1..].iter();
    after.take_while(|heard| heard.carrier == Some(carrier)).map(|heard| &heard.fact).collect()
}

/// What the message at a place says, in a line.
pub fn said_of(recording: &Recording, carrier: usize) -> (Tone, String) {
    said(&recording.heard()[carrier].fact, &contents(recording, carrier))
}

fn said(message: &Fact, contents: &[&Fact]) -> (Tone, String) {
    let joined = |wanted: &dyn Fn(&Detail) -> bool, between: &str| {
        let told = contents.iter().filter(|fact| wanted(&fact.detail)).map(|fact| fact.said());
        Some(told.collect::<Vec<_>>().join(between)).filter(|told| !told.is_empty())
    };
    if let Some(text) = joined(&|detail| matches!(detail, Detail::Line { .. }), " / ") {
        return (Tone::Text, text);
    }
    if let Some(commands) = joined(&|detail| matches!(detail, Detail::Command { .. }), "; ") {
        return (Tone::Command, commands);
    }
    if let Some(data) = joined(&|detail| matches!(detail, Detail::Data { .. }), "; ") {
        return (Tone::Data, data);
    }
    let other = joined(&|_| true, "; ");
    (Tone::Other, other.unwrap_or_else(|| format!("a message of {} bits", message.length_bits)))
}

/// Data on one connection, allocations on one connection, and messages of which only the length is known repeat
/// each other.
fn group(message: &Fact, contents: &[&Fact]) -> Option<(usize, &'static str)> {
    let on = |fact: &Fact| match &fact.detail {
        Detail::Data { on, .. } => Some((on.map_or(0, |on| on.connection + 1), "data message")),
        Detail::Command { command: Command::All { .. }, on, .. } => {
            Some((on.map_or(0, |on| on.connection + 1), "allocation"))
        }
        _ => None,
    };
    match contents {
        [] if message.bits.is_none() => Some((0, "message")),
        [only] => on(only),
        _ => None,
    }
}

/// Jobs, terminals and what programs say at `hosts`, and the faults, in the order of time.
pub fn notes(recording: &Recording, hosts: &[HostId]) -> Vec<Note> {
    let mut notes = Vec::new();
    for (heard, fact) in recording.heard().iter().map(|heard| &heard.fact).enumerate() {
        let at_host = fact.from.host.and_then(|host| hosts.iter().position(|known| *known == host));
        let text = match &fact.detail {
            Detail::Fault(text) => text.clone(),
            Detail::Job { .. } if at_host.is_some() => fact.said(),
            Detail::Shown { text, .. } if at_host.is_some() => terminal(text),
            _ => continue,
        };
        if !text.is_empty() {
            notes.push(Note { at: fact.time, column: at_host, text, heard });
        }
    }
    notes
}

/// What a terminal shows: the first line that is not empty, and how many follow.
fn terminal(text: &str) -> String {
    let mut lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
    let Some(first) = lines.next() else { return String::new() };
    match lines.count() {
        0 => format!("| {first}"),
        more => format!("| {first} (and {more} lines)"),
    }
}
