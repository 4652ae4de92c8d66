//! Messages from end to end: sent, arrived, answered. The three sights of a message are joined as a reader of the
//! cables would join them: within a pair of hosts and a link the subnet keeps the order.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use arpanet_scenario::trace::{Detail, Fact};
use arpanet_wire::{HostToImp, ImpToHost};

use super::{Heard, Recording};

/// A regular message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Where it was heard on the sender's cable.
    pub sent: usize,
    /// Where it was heard on the receiver's cable.
    pub arrived: Option<usize>,
    /// Where the sender heard what became of it.
    pub answered: Option<(usize, Answer)>,
}

/// What became of a message, as its sender was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// RFNM: taken in.
    Rfnm,
    /// The host or its IMP is dead.
    Dead,
    /// Incomplete transmission.
    Incomplete,
    /// Error in data.
    Error,
}

/// Sender, receiver, link.
type Way = (Rc<str>, Rc<str>, u8);

/// Messages that wait for their second and third sight, oldest first.
#[derive(Default)]
struct Waiting {
    to_arrive: BTreeMap<Way, VecDeque<usize>>,
    to_be_answered: BTreeMap<Way, VecDeque<usize>>,
}

/// The regular messages of a recording, in the order in which they were sent.
pub fn messages(recording: &Recording) -> Vec<Message> {
    let heard = recording.heard();
    let mut messages: Vec<Message> = Vec::new();
    let mut waiting = Waiting::default();
    for (at, Heard { fact, .. }) in heard.iter().enumerate() {
        match &fact.detail {
            Detail::ToImp { leader, kind: HostToImp::Regular } => {
                let way = (Rc::clone(&fact.from.name), Rc::clone(&fact.to.name), leader.link);
                waiting.to_arrive.entry(way.clone()).or_default().push_back(messages.len());
                waiting.to_be_answered.entry(way).or_default().push_back(messages.len());
                messages.push(Message { sent: at, arrived: None, answered: None });
            }
            Detail::ToHost { leader, kind: ImpToHost::Regular } => {
                let way = (Rc::clone(&fact.from.name), Rc::clone(&fact.to.name), leader.link);
                let Some(queue) = waiting.to_arrive.get_mut(&way) else { continue };
                let same = |message: &usize| is_same(&heard[messages[*message].sent].fact, fact);
                // What was sent before it and has not come by now will not come.
                let Some(position) = queue.iter().position(same) else { continue };
                if let Some(message) = queue.drain(..=position).next_back() {
                    messages[message].arrived = Some(at);
                }
            }
            Detail::ToHost { leader, kind } => {
                let Some(answer) = Answer::of(*kind) else { continue };
                let way = (Rc::clone(&fact.to.name), Rc::clone(&fact.from.name), leader.link);
                let queue = waiting.to_be_answered.get_mut(&way);
                if let Some(message) = queue.and_then(VecDeque::pop_front) {
                    messages[message].answered = Some((at, answer));
                }
            }
            _ => {}
        }
    }
    messages
}

impl Answer {
    fn of(kind: ImpToHost) -> Option<Answer> {
        match kind {
            ImpToHost::Rfnm => Some(Answer::Rfnm),
            ImpToHost::DestinationDead(_) => Some(Answer::Dead),
            ImpToHost::Incomplete(_) => Some(Answer::Incomplete),
            ImpToHost::ErrorInData => Some(Answer::Error),
            _ => None,
        }
    }

    /// In a word.
    pub const fn word(self) -> &'static str {
        match self {
            Answer::Rfnm => "RFNM",
            Answer::Dead => "dead",
            Answer::Incomplete => "incomplete",
            Answer::Error => "error",
        }
    }
}

/// Whether what arrived is what was sent: the same text, as far as both have one; the leader names the other end.
fn is_same(sent: &Fact, arrived: &Fact) -> bool {
    match (&sent.bits, &arrived.bits) {
        (Some(sent), Some(arrived)) => {
            let text = 4..sent.octets().len().min(arrived.octets().len()).saturating_sub(2).max(4);
            sent.octets().get(text.clone()) == arrived.octets().get(text)
        }
        _ => sent.length_bits.abs_diff(arrived.length_bits) < 32,
    }
}
