//! What may be told late: the housekeeping of lines on which nothing waits, and that a host has taken the last that was there for it.
//!
//! Most packets are nulls and routing messages, and most modems finish with nothing more to send. What these do to an IMP shows only at
//! its next input of another kind, as long as nothing in it is held up for want of a buffer, a channel or a line. So the caller may keep
//! them, and hand them over before that input, each with the time at which it came: [`Imp::hear_late`]; and it need not
//! tell that a modem has finished: [`Imp::leaves_at`]. The result is the same as that of [`Input::LineReceived`] and
//! [`Input::LineSent`] at their times, which remain for callers that cannot look ahead, and as the oracle of the tests.
//!
//! [`Input::LineReceived`]: crate::Input::LineReceived
//! [`Input::LineSent`]: crate::Input::LineSent

use crate::config::{HostIndex, LineIndex};
use crate::context::Context;
use crate::host_port::HostPort;
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
        self.wake = None;
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
        let cx = &mut Context { now: at, pool, out, notes_are_read: self.notes_are_read };
        self.finish_lines(cx);
        self.on_line_received(cx, line, packet, damaged);
    }

    /// Whether the IMP may hear late that a host has taken what it is being given: the leader of an answer, behind which nothing
    /// else is there for the host, so that a little room is all that comes of it.
    pub fn may_hear_taken_late(&self, host: HostIndex) -> bool {
        self.may_hear_late()
            && self.ports.get(usize::from(host.0)).is_some_and(HostPort::gives_its_last_short)
    }

    /// A host took at `at`, not before the last input and not after the next, what it was given:
    /// [`Input::HostTook`](crate::Input::HostTook), where [`Imp::may_hear_taken_late`] allowed that.
    pub fn hear_taken_late(&mut self, at: Time, host: HostIndex, pool: &mut Pool, out: &mut Vec<Output>) {
        let cx = &mut Context { now: at, pool, out, notes_are_read: self.notes_are_read };
        self.finish_lines(cx);
        self.is_stirred = true;
        self.on_host_took(cx, host);
    }

    /// The packet that [`Output::SendLine`] has just given to this line's modem will have left it at `at`. Then no
    /// [`Input::LineSent`](crate::Input::LineSent) must come for it: the machine has itself woken if it has more to send, and
    /// else takes note of it at its next input, as of that time.
    pub fn leaves_at(&mut self, index: LineIndex, at: Time) {
        let Some(line) = self.lines.get_mut(usize::from(index.0)) else { return };
        line.leaves_at(at, self.clock.count_ns());
        self.next_free = self.next_free.min(at);
        if let Some(known) = self.wake
            && let Some(wake) = line.next_wake(self.clock.count_ns()).filter(|_| self.life.is_running())
        {
            self.wake = Some(Some(known.map_or(wake, |other| other.min(wake))));
        }
    }

    /// Modems that have finished meanwhile.
    #[inline]
    pub(crate) fn finish_lines(&mut self, cx: &mut Context) {
        if cx.now >= self.next_free {
            self.finish_free_lines(cx);
        }
    }

    fn finish_free_lines(&mut self, cx: &mut Context) {
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
        let before = &mut Context { now: at, pool: cx.pool, out: cx.out, notes_are_read: cx.notes_are_read };
        self.on_line_sent(before, LineIndex(index as u8));
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
        let line = &mut self.lines[index];
        line.look_again();
        // Housekeeping that comes at this instant may be all that the machine hears: the wake-up that was meant for this is then
        // put off, and nobody else would look when the ring meets what is due already.
        if line.may_be_due(at) {
            line.find_again(at, self.clock);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, LineConfig, Routing, Settings, WarmTables};
    use crate::io::Input;
    use crate::line::Sent;
    use arpanet_wire::ImpNumber;
    use arpanet_wire::modem::ControlHead;

    const FREE_AT: Time = Time::from_ns(200_000_000);

    fn null() -> Packet {
        let head = ControlHead::new(ImpNumber(2), ControlHead::NULL);
        let null = Packet::new(Words::Null { head, sync: 0 });
        Packet { ack: null.ack.with_bits(0o377), ..null }
    }

    /// An IMP whose modem will have sent a null at `FREE_AT`; the packet on channel 0 is due by then, and the ring elsewhere.
    fn imp(pool: &mut Pool) -> Imp {
        let settings = Settings { routing: Routing::Static, ..Settings::VERSION_3050 };
        let lines = vec![LineConfig { rate_bps: 50_000 }];
        let (number, highest) = (ImpNumber(1), ImpNumber(2));
        let config = Config { number, highest, lines, hosts: 0, phase_ns: 0, settings };
        let tables =
            WarmTables { ways: vec![None; 3], neighbours: vec![Some(ImpNumber(2))], hosts_up: [false; 4] };
        let mut imp = Imp::warm(config, &tables);
        imp.handle(Time::ZERO, Input::Wake, pool, &mut Vec::new());
        let count_ns = imp.clock.count_ns();
        let line = &mut imp.lines[0];
        line.channels.enqueue(null(), false, None);
        line.channels.dequeue();
        line.channels.slot_mut(0).expect("it was put there").sends = 1;
        line.channels.move_ring(3);
        line.start(Sent::Data(0), &null(), Time::ZERO);
        line.finish(Time::ZERO, count_ns);
        line.start(Sent::Null, &null(), Time::ZERO);
        imp.leaves_at(LineIndex(0), FREE_AT);
        imp.handle(Time::from_ns(150_000_000), Input::Wake, pool, &mut Vec::new());
        imp
    }

    #[test]
    fn a_null_that_comes_as_the_modem_finishes_does_not_put_off_what_is_due_to_be_sent_again() {
        let (mut pool, mut out) = (Pool::new(), Vec::new());
        let mut eager = imp(&mut pool);
        let mut late = imp(&mut pool);
        eager.handle(FREE_AT, Input::Wake, &mut pool, &mut out);
        late.hear_late(FREE_AT, (LineIndex(0), null(), false), &mut pool, &mut out);
        late.reconsider_wake();
        assert!(eager.next_wake().is_some_and(|wake| wake > FREE_AT));
        assert_eq!(late.next_wake(), eager.next_wake());
    }
}
