//! What a run has told, kept for the drawings: the facts in their order, and the packets on the lines.

mod hop;
mod message;

pub use hop::{Hop, Load, PacketKind};
pub use message::{Answer, Message, messages};

use arpanet_scenario::narrate;
use arpanet_scenario::trace::{Connections, Detail, Fact};

/// A fact with what stands around it.
#[derive(Clone, Debug)]
pub struct Heard {
    /// The fact.
    pub fact: Fact,
    /// Why it was said, where a sentence helps.
    pub why: Option<String>,
    /// The position of the message on a cable in which it was seen; its own position if it is one.
    pub carrier: Option<usize>,
}

/// Everything heard of a run.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    heard: Vec<Heard>,
    hops: Vec<Hop>,
    /// By line, then by the end that sends.
    loads: Vec<[Load; 2]>,
}

impl Recording {
    /// Of a network with so many lines.
    pub fn new(lines: usize) -> Recording {
        Recording { loads: vec![[Load::default(); 2]; lines], ..Recording::default() }
    }

    /// Takes what one record of the world tells: the message on a cable first, then what is in it.
    pub fn hear(&mut self, facts: &[Fact], connections: &Connections) {
        if let [Fact { detail: Detail::Packet { line, sent_by }, .. }] = facts {
            let hop = Hop::of(&facts[0], *line, *sent_by);
            self.loads[line.index()][sent_by.index()].add(&hop);
            if hop.kind != PacketKind::Housekeeping {
                self.hops.push(hop);
            }
            return;
        }
        // What an IMP makes of a packet has no place of its own in the drawings: the packets have.
        if matches!(facts, [Fact { detail: Detail::Subnet { .. }, .. }, ..]) {
            return;
        }
        let carrier = facts.first().is_some_and(crosses_a_cable).then_some(self.heard.len());
        for fact in facts {
            let why = if fact.is_arrival() { None } else { narrate::reason(fact, connections) };
            self.heard.push(Heard { fact: fact.clone(), why, carrier });
        }
    }

    /// The facts, packets aside.
    pub fn heard(&self) -> &[Heard] {
        &self.heard
    }

    /// The packets on the lines that belong to messages, in the order in which they began.
    pub fn hops(&self) -> &[Hop] {
        &self.hops
    }

    /// What each line has carried, by the end that sent it.
    pub fn loads(&self) -> &[[Load; 2]] {
        &self.loads
    }
}

/// A message too short to have a leader is malformed, and the only fact of its record.
fn crosses_a_cable(fact: &Fact) -> bool {
    matches!(fact.detail, Detail::ToImp { .. } | Detail::ToHost { .. } | Detail::Malformed { .. })
}
