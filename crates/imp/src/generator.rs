//! The message generator of the measurement people: messages of one length to one place, at a fixed rate or one after the
//! other's answer.
//!
//! Its messages come from fake host 3, take the same way as a host's, and have no content.

use crate::context::Context;
use crate::imp::Imp;
use crate::io::{Drive, Generator};
use crate::sender::{Script, SenderIndex};
use arpanet_kernel::Time;
use arpanet_wire::Leader;

/// The generator at work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Generating {
    what: Generator,
    left: Option<u32>,
    next: Option<Time>,
}

impl Imp {
    pub(crate) fn on_generate(&mut self, cx: &mut Context, generator: Option<Generator>) {
        let next = Some(cx.now);
        self.generating = generator.map(|what| Generating { what, left: what.count, next });
    }

    /// The last message has its answer: a generator that waits for it may go on.
    pub(crate) fn on_generator_answered(&mut self, now: Time) {
        if let Some(generating) = self.generating.as_mut().filter(|it| it.what.drive == Drive::OnAnswer) {
            // At the next tick: what is answered at once must not turn round for ever within one instant.
            generating.next = Some(self.clock.after(now, 1));
        }
    }

    pub(crate) fn generator_wake(&self) -> Option<Time> {
        self.generating?.next
    }

    /// Starts a message, if any is left.
    pub(crate) fn on_generator_due(&mut self, cx: &mut Context) {
        self.is_stirred = true;
        let Some(generating) = &mut self.generating else { return };
        if generating.left == Some(0) {
            self.generating = None;
            return;
        }
        generating.next = match generating.what.drive {
            Drive::EveryFastTicks(ticks) => Some(self.clock.after(cx.now, u64::from(ticks.max(1)))),
            Drive::OnAnswer => None,
        };
        let what = generating.what;
        if !self.senders[usize::from(SenderIndex::GENERATOR.0)].is_idle() {
            return;
        }
        generating.left = generating.left.map(|left| left - 1);
        self.senders[usize::from(SenderIndex::GENERATOR.0)].script = Script::Synthetic(what.words);
        let second = Leader::from_words([0, what.link & 0o177760]);
        let leader = Leader { for_imp: what.for_imp, address: what.to, ..second };
        self.begin_script(cx, SenderIndex::GENERATOR, leader);
    }
}
