//! What is forgotten when an IMP is declared dead.
//!
//! Each unanswered message to it is answered "destination dead"; allocations, reassembly, answers and message numbers of
//! the pair start afresh. IMP program 3050.
//!
//! A weakness of the program: each IMP of a pair judges on its own. When a way between them comes back after the one has
//! declared the other dead and before the other has, the numbers of the two do not fit any more. Only a start of
//! one of the programs mends that; lines are held down for ten intervals so that it seldom happens.

use crate::context::Context;
use crate::imp::Imp;
use crate::io::{Answer, Note};
use crate::sender::{Phase, SenderIndex};
use arpanet_wire::ImpNumber;

impl Imp {
    pub(crate) fn on_imp_dead(&mut self, cx: &mut Context, dead: ImpNumber) {
        cx.note(Note::Unreachable { imp: dead });
        self.answer_pending(cx, dead);
        self.tally.forget(dead, cx.now, self.clock);
        while let Some(block) =
            self.blocks.find(|block| block.from == dead).and_then(|at| self.blocks.remove(at))
        {
            self.flush_block(cx, &block);
        }
        self.queries.retain(|&imp| imp != dead);
        self.peers.forget(dead);
        for index in 0..SenderIndex::COUNT as u8 {
            self.on_senders_destination_dead(cx, SenderIndex(index), dead);
        }
    }

    fn answer_pending(&mut self, cx: &mut Context, dead: ImpNumber) {
        while let Some(index) = self.ppt.find(|entry| entry.waiting.leader.address.imp == dead) {
            let Some(waiting) = self.ppt.get(index).map(|entry| entry.waiting) else { return };
            self.free_pending(cx, index);
            self.answer(cx, &waiting, Answer::ImpDead);
        }
        while let Some(index) = self.plt.find(|entry| entry.waiting.leader.address.imp == dead) {
            let Some(entry) = self.plt.remove(index) else { return };
            self.answer(cx, &entry.waiting, Answer::ImpDead);
            if entry.is_entering {
                self.cut_short(cx, entry.waiting.sender);
            }
        }
    }

    /// A sender that waits on behalf of the dead IMP is told by its next turn, or was just cut short.
    fn on_senders_destination_dead(&mut self, cx: &mut Context, index: SenderIndex, dead: ImpNumber) {
        let sender = &self.senders[usize::from(index.0)];
        if sender.leader.address.imp == dead && sender.phase == Phase::Data && sender.is_before_entry() {
            self.refuse(cx, index, Answer::ImpDead);
        }
    }
}
