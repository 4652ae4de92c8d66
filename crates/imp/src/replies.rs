//! The source IMP: replies that arrive, and what they mean for the host.
//!
//! IMP program 3050; RFC 381 p. 4: "There is now one and only one IMP-to-Host message in response to each Host-to-IMP
//! regular message."

use crate::context::Context;
use crate::imp::Imp;
use crate::io::{Answer, DropReason, Note, Refusal};
use crate::pending::Waiting;
use crate::sender::{Phase, SenderIndex};
use arpanet_wire::ImpNumber;
use arpanet_wire::modem::{Head, Header, Place};

impl Imp {
    /// A reply for this IMP. Refused when the host cannot be told, or an allocation has no place.
    pub(crate) fn on_reply(&mut self, cx: &mut Context, header: &Header) -> Result<(), Refusal> {
        if header.head.has(Head::SINGLE) {
            self.on_single_reply(cx, header)
        } else {
            self.on_multi_reply(cx, header)
        }
    }

    fn on_single_reply(&mut self, cx: &mut Context, header: &Header) -> Result<(), Refusal> {
        let (from, number) = (header.from.imp, header.head.message());
        let Some(index) = self.ppt.find(|entry| entry.is(from, number)) else {
            // The answer to a give-back, or a repeated one.
            self.close(from, number);
            return Ok(());
        };
        let Some(entry) = self.ppt.get_mut(index) else { return Ok(()) };
        if header.head.has(Head::ALLOCATE) && !header.to.has(Place::DEAD) {
            if entry.requests {
                entry.grant();
            }
            return Ok(());
        }
        let waiting = entry.waiting;
        if !self.can_tell(waiting.from) {
            return Err(Refusal::HostQueue);
        }
        self.free_pending(cx, index);
        self.close(from, number);
        self.answer(cx, &waiting, verdict(header, &waiting));
        Ok(())
    }

    fn on_multi_reply(&mut self, cx: &mut Context, header: &Header) -> Result<(), Refusal> {
        let (from, number) = (header.from.imp, header.head.message());
        let found = self.plt.find(|entry| entry.is(from, number));
        let Some(entry) = found.and_then(|index| self.plt.get(index)).copied() else {
            cx.note(Note::PacketIgnored { from, number, why: DropReason::Unexpected });
            return Ok(());
        };
        let index = found.unwrap_or_default();
        let is_bare_allocation =
            header.head.0 & (Head::RFNM | Head::INCOMPLETE) == 0 && !header.to.has(Place::DEAD);
        if is_bare_allocation {
            return self.on_allocation(cx, index, from, number);
        }
        if !self.can_tell(entry.waiting.from) {
            return Err(Refusal::HostQueue);
        }
        if header.head.has(Head::ALLOCATE) && !self.tally.push(from, cx.now, self.clock) {
            return Err(Refusal::Allocations);
        }
        self.plt.remove(index);
        self.close(from, number);
        self.answer(cx, &entry.waiting, verdict(header, &entry.waiting));
        if entry.is_entering {
            self.cut_short(cx, entry.waiting.sender);
        }
        Ok(())
    }

    /// ALL8: the host whose message asked for it may go on.
    fn on_allocation(
        &mut self,
        cx: &mut Context,
        index: u8,
        from: ImpNumber,
        number: u8,
    ) -> Result<(), Refusal> {
        let Some(entry) = self.plt.get_mut(index) else { return Ok(()) };
        if !entry.requests {
            cx.note(Note::PacketIgnored { from, number, why: DropReason::Unexpected });
            return Ok(());
        }
        if !entry.is_entering {
            // Its host has gone meanwhile.
            if !self.tally.push(from, cx.now, self.clock) {
                return Err(Refusal::Allocations);
            }
            let waiting = entry.waiting;
            self.plt.remove(index);
            self.close(from, number);
            self.answer(cx, &waiting, waiting.incomplete);
            return Ok(());
        }
        entry.requests = false;
        entry.number = None;
        let sender = entry.waiting.sender;
        self.close(from, number);
        self.on_granted(cx, sender);
        Ok(())
    }

    /// A number is answered.
    pub(crate) fn close(&mut self, to: ImpNumber, number: u8) {
        self.peers.close(to, number);
    }

    /// Frees an entry of the pending packet table. Its buffer goes too, or stays with the line that still has it.
    pub(crate) fn free_pending(&mut self, cx: &mut Context, index: u8) {
        let Some(entry) = self.ppt.remove(index) else { return };
        entry.packet.release(cx.pool);
        let slot = entry.on_line.and_then(|(line, channel)| {
            self.lines.get_mut(usize::from(line)).and_then(|line| line.channels.slot_mut(channel))
        });
        match slot {
            Some(slot) => slot.pending = None,
            None => self.buffers.used -= 1,
        }
    }

    /// The end of an entered message: noted, and told to its host.
    pub(crate) fn answer(&mut self, cx: &mut Context, waiting: &Waiting, answer: Answer) {
        let Waiting { message, from, leader, entered, .. } = *waiting;
        cx.note(Note::MessageAnswered { message, from, to: leader.address, answer, entered });
        self.tell_answer(from, leader, answer, false);
        if waiting.sender == SenderIndex::GENERATOR {
            self.on_generator_answered(cx.now);
        }
    }

    /// A message is answered while its host is still giving it: the rest is thrown away.
    pub(crate) fn cut_short(&mut self, cx: &mut Context, sender: SenderIndex) {
        let state = &mut self.senders[usize::from(sender.0)];
        state.entry = None;
        if state.phase != Phase::Data {
            return self.end_message(cx, sender);
        }
        state.phase = Phase::Discarding;
        state.deadline = None;
        self.give_up_buffer(cx, sender);
    }
}

/// What a reply other than an allocation tells the host.
fn verdict(header: &Header, waiting: &Waiting) -> Answer {
    if header.to.has(Place::DEAD) {
        Answer::HostDead
    } else if header.head.has(Head::INCOMPLETE) {
        waiting.incomplete
    } else {
        Answer::Rfnm
    }
}
