//! What may be told late: the housekeeping of lines on which nothing waits.
//!
//! Most packets are nulls and routing messages, and most modems finish with nothing more to send. What these do to an IMP shows only at
//! its next input of another kind, as long as nothing in it is held up for want of a buffer, a channel or a line. So the caller may keep
//! them, and hand them over before that input, each with the time at which it came: [`Imp::hear_late`]; and it need not
//! tell that a modem has finished: [`Imp::leaves_at`]. The result is the same as that of [`Input::LineReceived`] and
//! [`Input::LineSent`] at their times, which remain for callers that cannot look ahead, and as the oracle of the tests.
//!
//! [`Input::LineReceived`]: crate::Input::LineReceived
//! [`Input::LineSent`]: crate::Input::LineSent

use crate::config::LineIndex;
use crate::context::Context;
use crate::imp::Imp;
use crate::io::Output;
use crate::packet::{Packet, Words};
use crate::pool::Pool;
use arpanet_kernel::Time;

impl Packet {
    /// Whether it is housekeeping, a null or a routing message, that an IMP may hear of late.
    pub const fn is_housekeeping(&self) -> bool {
        matches!(self.content, Words::Null { .. } | Words::Routing { .. })
    }
}

impl Imp {
    /// Whether nothing waits for what a null or routing message may bring. Otherwise the IMP must be told of each when it
    /// arrives, also of those that are kept already.
    pub fn may_hear_late(&self) -> bool {
        !self.is_held_up && !self.faults.has_broken_interface() && !self.life.is_starting()
    }

    /// Finds out whether the wake-up that [`Imp::next_wake`] names is still wanted; what was heard late may have put it off.
    pub fn reconsider_wake(&mut self) {
        self.wake = self.compute_wake(self.handled);
    }

    /// A null or routing message came in from a line at `at`, not before the last input and not after the next; all
    /// notes about it are appended to `out`.
    pub fn hear_late(
        &mut self,
        at: Time,
        (line, packet, damaged): (LineIndex, Packet, bool),
        pool: &mut Pool,
        out: &mut Vec<Output>,
    ) {
        debug_assert!(packet.is_housekeeping(), "only housekeeping can be heard of late");
        let cx = &mut Context { now: at, pool, out };
        self.finish_lines(cx);
        self.on_line_received(cx, line, packet, damaged);
    }

    /// The packet that [`Output::SendLine`] has just given to this line's modem will have left it at `at`. Then no
    /// [`Input::LineSent`](crate::Input::LineSent) must come for it: the machine has itself woken if it has more to send, and
    /// else takes note of it at its next input, as of that time.
    pub fn leaves_at(&mut self, index: LineIndex, at: Time) {
        let Some(line) = self.lines.get_mut(usize::from(index.0)) else { return };
        line.leaves_at(at, self.clock.count_ns());
        self.next_free = self.next_free.min(at);
        if let Some(wake) = line.wake.filter(|_| self.life.is_running()) {
            self.wake = Some(self.wake.map_or(wake, |other| other.min(wake)));
        }
    }

    /// Modems that have finished meanwhile.
    pub(crate) fn finish_lines(&mut self, cx: &mut Context) {
        if cx.now < self.next_free {
            return;
        }
        self.next_free = Time::MAX;
        for index in 0..self.lines.len() {
            match self.lines[index].free_at() {
                Some(at) if at <= cx.now => self.finish_line(cx, index, at),
                Some(at) => self.next_free = self.next_free.min(at),
                None => {}
            }
        }
    }

    /// A modem has finished at `at`. If that is past, it had no more to send then. If it is now, it goes on before anything
    /// else that happens at this instant is looked at.
    fn finish_line(&mut self, cx: &mut Context, index: usize, at: Time) {
        self.on_line_sent(&mut Context { now: at, pool: cx.pool, out: cx.out }, LineIndex(index as u8));
        let line = &mut self.lines[index];
        line.touched = false;
        if !self.life.is_running() || line.is_held() {
            return;
        }
        if at < cx.now {
            line.take_opportunity(at);
        } else {
            self.poll_line(cx, index);
        }
        self.lines[index].find_wake(self.clock.count_ns());
    }
}
