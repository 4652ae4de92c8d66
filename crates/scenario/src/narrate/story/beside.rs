//! What the network has done for a terminal since its last line.

use arpanet_kernel::Time;

use crate::narrate::protocol::counted;
use crate::trace::{Fact, Service};

/// What stands beside a terminal's next line.
#[derive(Clone, Debug, Default)]
pub(super) struct Beside {
    notes: Vec<String>,
    /// The connection that is being set up: with whom, for what, since when, by how many messages so far, and how many
    /// of its two halves are open.
    asked: Option<Asked>,
    going: Option<Carried>,
    coming: Option<Carried>,
    /// When the last thing typed went out, as long as nothing has come back.
    awaits_since: Option<Time>,
}

#[derive(Clone, Debug)]
struct Asked {
    /// Of whom, and for what if not TELNET.
    of: String,
    since: Time,
    messages: u64,
    open: u8,
}

/// Characters one way.
#[derive(Clone, Debug)]
struct Carried {
    peer: String,
    characters: u64,
    messages: u64,
    /// How long the first of them was waited for, in nanoseconds.
    waited_ns: Option<u64>,
}

impl Beside {
    /// The host asks for a service.
    pub(super) fn asks(&mut self, fact: &Fact, service: Option<Service>) {
        let of = match service {
            None | Some(Service::Telnet) => fact.to.to_string(),
            Some(other) => format!("{} at {}", other.name(), fact.to),
        };
        self.asked = Some(Asked { of, since: fact.time, messages: 1, open: 0 });
    }

    /// One message more goes over the cables for the connection that is being set up.
    pub(super) fn message(&mut self) {
        if let Some(asked) = &mut self.asked {
            asked.messages += 1;
        }
    }

    /// One of the two connections is open.
    pub(super) fn opened(&mut self, now: Time) {
        let Some(asked) = &mut self.asked else { return };
        asked.open += 1;
        if asked.open == 2 {
            let took = seconds(now.ns_since(asked.since));
            let messages = counted(asked.messages, "message");
            self.notes.push(format!("connected with {} in {took}, by {messages}", asked.of));
            self.asked = None;
        }
    }

    /// The terminal's host has sent characters.
    pub(super) fn sent(&mut self, fact: &Fact, characters: u64) {
        self.awaits_since.get_or_insert(fact.time);
        carry(&mut self.going, &fact.to.name, characters, None);
    }

    /// Characters have come for the terminal.
    pub(super) fn received(&mut self, fact: &Fact, characters: u64) {
        let waited_ns = self.awaits_since.take().map(|since| fact.time.ns_since(since));
        carry(&mut self.coming, &fact.from.name, characters, waited_ns);
    }

    /// What there is to be told, which is then told.
    pub(super) fn take(&mut self) -> Option<String> {
        let mut notes = std::mem::take(&mut self.notes);
        match (self.going.take(), self.coming.take()) {
            (Some(going), Some(coming)) if going.peer == coming.peer => {
                notes.push(format!("{} to {}, {}", going.amount(), going.peer, coming.back()));
            }
            (going, coming) => {
                notes.extend(going.map(|going| format!("{} to {}", going.amount(), going.peer)));
                // A prompt comes after its line has been told, and would stand beside what is typed next.
                let coming = coming.filter(|coming| coming.characters > LONGEST_PROMPT);
                notes.extend(coming.map(|coming| format!("{} from {}", coming.amount(), coming.peer)));
            }
        }
        (!notes.is_empty()).then(|| notes.join("; "))
    }
}

/// Not more characters than this by themselves are a prompt.
const LONGEST_PROMPT: u64 = 3;

impl Carried {
    fn amount(&self) -> String {
        let characters = counted(self.characters, "character");
        match self.messages {
            1 => characters,
            many => format!("{characters} in {many} messages"),
        }
    }

    fn back(&self) -> String {
        let waited = self.waited_ns.map(|ns| format!(" after {}", seconds(ns))).unwrap_or_default();
        match self.messages {
            1 => format!("{} back{waited}", self.characters),
            many => format!("{} back in {many} messages{waited}", self.characters),
        }
    }
}

fn carry(place: &mut Option<Carried>, peer: &str, characters: u64, waited_ns: Option<u64>) {
    match place {
        Some(carried) if carried.peer == peer => {
            carried.characters += characters;
            carried.messages += 1;
        }
        _ => *place = Some(Carried { peer: peer.to_owned(), characters, messages: 1, waited_ns }),
    }
}

/// Whole milliseconds below one second, and above it seconds with two decimals.
fn seconds(ns: u64) -> String {
    match ns < 1_000_000_000 {
        true => format!("{} ms", ns / 1_000_000),
        false => format!("{}.{:02} s", ns / 1_000_000_000, ns % 1_000_000_000 / 10_000_000),
    }
}
