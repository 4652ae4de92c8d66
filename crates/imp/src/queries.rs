//! Two processes of the source IMP: questions about messages that stay unanswered, and allocations that nobody used.
//!
//! Every 27 slow ticks (17.3 s) each IMP with an unanswered number is counted; at the third count, 34.6 to 51.8 s after
//! the message, the oldest number is asked about (INC?). IMP program 3050.

use crate::context::Context;
use crate::imp::Imp;
use crate::io::{Answer, Note, Refusal};
use crate::packet::{Packet, Words};
use crate::peer::Peer;
use crate::pool::Body;
use crate::sender::Hold;
use arpanet_wire::modem::{Head, Header, Place};
use arpanet_wire::{ImpNumber, Incomplete};

/// Slow ticks between two counts.
pub(crate) const COUNT_SLOW_TICKS: u64 = 27;
/// Counts without an answer until the question.
const PATIENCE: u8 = 3;

impl Imp {
    /// Every 27th slow tick.
    pub(crate) fn count_silence(&mut self) {
        if self.is_older() {
            // Assumption: the older program's limits were of many minutes; in a lockup they do not help.
            return;
        }
        for (imp, peer) in self.peers.iter_mut() {
            if peer.oldest_unanswered().is_none() {
                continue;
            }
            peer.silence += 1;
            if peer.silence >= PATIENCE {
                peer.silence = 0;
                if !self.queries.contains(&imp) {
                    self.queries.push_back(imp);
                }
            }
        }
    }

    /// Asks, as far as the task takes the questions.
    pub(crate) fn poll_queries(&mut self, cx: &mut Context) -> bool {
        let mut progress = false;
        while let Some(&to) = self.queries.front() {
            if let Some(number) = self.peer(to).and_then(Peer::oldest_unanswered)
                && self.query(cx, to, number).is_err()
            {
                break;
            }
            self.queries.pop_front();
            progress = true;
        }
        progress
    }

    fn query(&mut self, cx: &mut Context, to: ImpNumber, number: u8) -> Result<(), Refusal> {
        let lost = Answer::Incomplete(Incomplete::Lost);
        let asked = Head::TRANSMISSION | Head::INCOMPLETE;
        let flags = if let Some(entry) = self.ppt.find(|entry| entry.is(to, number)) {
            if let Some(entry) = self.ppt.get_mut(entry) {
                entry.waiting.incomplete = lost;
            }
            asked | Head::SINGLE
        } else if let Some(entry) = self.plt.find(|entry| entry.is(to, number)) {
            let Some(entry) = self.plt.get_mut(entry) else { return Ok(()) };
            if entry.waiting.incomplete == Answer::Incomplete(Incomplete::DestinationTardy) {
                entry.waiting.incomplete = lost;
            }
            asked | if entry.requests { Head::REQUEST } else { 0 }
        } else {
            asked | Head::SINGLE | Head::GIVE_BACK
        };
        let header = self.bare_header(to, Head::new(number, 0, flags));
        self.forward(cx, Packet::new(Words::Data(header, Body::EMPTY)), Hold::New)?;
        cx.note(Note::Queried { to, number, kind: header.kind() });
        Ok(())
    }

    /// A header of five words to an IMP.
    pub(crate) fn bare_header(&self, to: ImpNumber, head: Head) -> Header {
        Header { head, to: Place::of_imp(to), from: Place::of_imp(self.config.number), link: None }
    }

    /// Sends the oldest allocation back when nobody has used it in time. While a message for that IMP is coming in, the next
    /// one may use it: as captured, none goes back before a fast tick finds no such message.
    pub(crate) fn poll_give_back(&mut self, cx: &mut Context) -> bool {
        let Some(to) = self.tally.overdue(cx.now) else { return false };
        if self.senders.iter().any(|sender| sender.is_entering(to)) {
            self.tally.wait_a_tick(cx.now, self.clock);
            return false;
        }
        let Some(before) = self.peer(to).copied().filter(Peer::has_number) else { return false };
        let Some((number, order)) = self.peers.take_number(to, false) else { return false };
        let head = Head::new(number, order, Head::SINGLE | Head::TRANSMISSION | Head::GIVE_BACK);
        let packet = Packet::new(Words::Data(self.bare_header(to, head), Body::EMPTY));
        if self.forward(cx, packet, Hold::New).is_err() {
            self.peers.put_back(to, before);
            return false;
        }
        self.tally.take(to, cx.now, self.clock);
        cx.note(Note::GaveBack { to });
        true
    }
}
