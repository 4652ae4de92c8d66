//! The process that sends RFNMs and allocations (RALLY).
//!
//! For each source IMP only the oldest unanswered number may be answered. There is one such process: while it waits for eight
//! buffers for one request, all other answers of this IMP wait; a RFNM for a multi-packet message waits for the next
//! allocation for one second at the most. IMP program 3050; RFC 626 shows how the allocation on the RFNM can lock up the network.
//!
//! Liberty: the program looks at the source IMPs in the order of their numbers; here they have their turn in the order
//! in which their answers came due.

use crate::context::Context;
use crate::imp::Imp;
use crate::io::{Note, Refusal};
use crate::packet::{Packet, Words};
use crate::peer::Answer;
use crate::pool::Body;
use crate::sender::Hold;
use arpanet_kernel::Time;
use arpanet_wire::ImpNumber;
use arpanet_wire::modem::{Head, Header, Place};
use std::collections::VecDeque;

/// Fast ticks for which a RFNM waits for the allocation that it is to carry: 1 s.
const PIGGY_BACK_TICKS: u64 = 40;
/// Buffers of a multi-packet message.
pub(crate) const EIGHT: u16 = 8;

/// IMPs that have an answer coming, and how long the first one has waited.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Answers {
    due: VecDeque<ImpNumber>,
    /// Until when the first answer waits for an allocation.
    pub(crate) deadline: Option<Time>,
}

impl Answers {
    pub(crate) fn is_empty(&self) -> bool {
        self.due.is_empty()
    }
}

impl Imp {
    /// An answer has come due for a number of an IMP.
    pub(crate) fn owe(&mut self, to: ImpNumber, number: u8, answer: Answer) {
        if let Some(peer) = self.peer_mut(to) {
            peer.owe(number, answer);
            self.list_answers(to);
        }
    }

    /// Puts an IMP on the list if its next answer is due.
    fn list_answers(&mut self, to: ImpNumber) {
        if let Some(peer) = self.peer_mut(to).filter(|peer| !peer.listed && peer.due().is_some()) {
            peer.listed = true;
            self.answers.due.push_back(to);
        }
    }

    /// Sends answers until one has to wait.
    pub(crate) fn poll_answers(&mut self, cx: &mut Context) -> bool {
        let mut progress = false;
        while let Some(&to) = self.answers.due.front() {
            if !self.try_answer(cx, to) {
                break;
            }
            progress = true;
            self.answers.due.pop_front();
            self.answers.deadline = None;
            if let Some(peer) = self.peer_mut(to) {
                peer.listed = false;
            }
            self.list_answers(to);
        }
        progress
    }

    /// Sends the next answer to an IMP; false when it has to wait.
    fn try_answer(&mut self, cx: &mut Context, to: ImpNumber) -> bool {
        let Some(peer) = self.peer(to) else { return true };
        let Some(answer) = peer.due() else { return true };
        let number = peer.answer_next;
        let Some((flags, buffers)) = self.terms(cx.now, answer) else { return false };
        if answer != Answer::Dead {
            self.promise(cx.now, buffers);
            if self.reply(cx, to, number, flags).is_err() {
                self.buffers.take_back(buffers);
                return false;
            }
        }
        if let Some(peer) = self.peer_mut(to) {
            peer.answered();
        }
        true
    }

    /// How an answer reads now, and how many buffers it promises; `None` while it has to wait for them.
    fn terms(&mut self, now: Time, answer: Answer) -> Option<(u16, u16)> {
        let eight = Head::RFNM | if answer == Answer::Incomplete8 { Head::INCOMPLETE } else { 0 };
        match answer {
            Answer::Allocate8 => self.buffers.may_reassemble(EIGHT).then_some((Head::ALLOCATE, EIGHT)),
            Answer::Allocate1 => self.buffers.may_take_single().then_some((Head::SINGLE | Head::ALLOCATE, 1)),
            Answer::Rfnm1 => Some((Head::SINGLE | Head::RFNM, 0)),
            Answer::Incomplete1 => Some((Head::SINGLE | Head::RFNM | Head::INCOMPLETE, 0)),
            Answer::Dead => Some((0, 0)),
            Answer::Rfnm8 | Answer::Incomplete8 => {
                if self.is_older() {
                    return Some((eight, 0));
                }
                if self.buffers.may_reassemble(EIGHT) {
                    return Some((eight | Head::ALLOCATE, EIGHT));
                }
                let until = self.clock.after(now, PIGGY_BACK_TICKS);
                (*self.answers.deadline.get_or_insert(until) <= now).then_some((eight, 0))
            }
        }
    }

    fn promise(&mut self, now: Time, buffers: u16) {
        if buffers > 0 {
            self.buffers.allocated += buffers;
            self.last_allocation = self.slow_tick(now);
        }
    }

    /// Makes a reply of five words and hands it to the task.
    fn reply(&mut self, cx: &mut Context, to: ImpNumber, number: u8, flags: u16) -> Result<(), Refusal> {
        let header = Header {
            head: Head::new(number, 0, flags),
            to: Place::of_imp(to),
            from: Place::of_imp(self.config.number),
            link: None,
        };
        self.forward(cx, Packet::new(Words::Data(header, Body::EMPTY)), Hold::New)?;
        let reassembly = self.buffers.reassembly();
        cx.note(Note::Replied { to, number, kind: header.kind(), reassembly });
        Ok(())
    }

    /// The slow tick: promises that nobody has kept or renewed for two minutes are void.
    pub(crate) fn collect_allocations(&mut self, cx: &mut Context) {
        const IDLE_SLOW_TICKS: u64 = 188;
        let idle = self.slow_tick(cx.now).saturating_sub(self.last_allocation);
        if self.buffers.allocated > 0 && idle >= IDLE_SLOW_TICKS {
            cx.note(Note::AllocationsCollected { buffers: self.buffers.allocated });
            self.buffers.allocated = 0;
        }
    }
}
