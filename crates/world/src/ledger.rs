//! Where every message went.
//!
//! Each IMP tells of every message that one of its hosts sends: that it entered the IMP's tables, or was refused at
//! once, and how it was answered. The ledger keeps what is in flight for each IMP on its own, so that an answer to a message
//! that never entered is found out on the spot.

use arpanet_imp::{Answer, Note, Party};

use crate::id::ImpId;
use crate::outcome::Messages;

/// The account of all regular messages.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    totals: Messages,
    in_flight: Vec<u64>,
}

impl Ledger {
    pub(crate) fn new(imps: usize) -> Ledger {
        Ledger { totals: Messages::default(), in_flight: vec![0; imps] }
    }

    /// The account as it stands.
    pub(crate) fn messages(&self) -> Messages {
        let messages = Messages { in_flight: self.in_flight.iter().sum(), ..self.totals };
        assert!(messages.is_balanced(), "a message has been lost or made: {messages:?}");
        messages
    }

    /// Messages of the IMP's hosts that wait for their answers.
    pub(crate) fn in_flight(&self, imp: ImpId) -> u64 {
        self.in_flight[imp.index()]
    }

    /// A destination host took a message's last bit.
    pub(crate) fn on_delivered(&mut self) {
        self.totals.delivered += 1;
    }

    /// An IMP tells of something.
    pub(crate) fn on_note(&mut self, imp: ImpId, note: &Note) {
        match *note {
            Note::MessageEntered { from: Party::Host(_), .. } => {
                self.totals.sent += 1;
                self.in_flight[imp.index()] += 1;
            }
            Note::MessageAnswered { from: Party::Host(_), answer, .. } => {
                let in_flight = &mut self.in_flight[imp.index()];
                *in_flight =
                    in_flight.checked_sub(1).expect("an IMP answers no more messages than entered it");
                self.count(answer);
            }
            Note::MessageRefused { from: Party::Host(_), answer, .. } => {
                self.totals.sent += 1;
                self.count(answer);
            }
            _ => {}
        }
    }

    fn count(&mut self, answer: Answer) {
        let count = match answer {
            Answer::Rfnm => &mut self.totals.rfnm,
            Answer::ImpDead | Answer::HostDead => &mut self.totals.dead,
            Answer::ErrorInData => &mut self.totals.error,
            Answer::Incomplete(_) | Answer::SourceGone => &mut self.totals.incomplete,
        };
        *count += 1;
    }
}
