//! The program's own life: start, stop, crash, reload.
//!
//! ```text
//!   cold --> running, hosts held for 134 slow ticks (86 s), lines coming up --> running
//!   running -- crash --> stopped, until somebody loads the program
//!           -- a check fails, or the operators demand it --> stopped, asking the neighbours for a core image
//!           -- nice stop: hosts are told; 6.4 s; hosts dead; 5 s; no forwarding; 5 s; lines dead; 10 s --> cold
//! ```
//!
//! IMP program 3050; RFC 381 p. 1 (the warning of 30 s).

use crate::config::LineIndex;
use crate::context::Context;
use crate::imp::{HOSTS, Imp};
use crate::io::{Answer, HostStatus, KillReason, Note, Output};
use crate::line::Sent;
use crate::packet::{Packet, Words};
use crate::pool::Pool;
use crate::sender::SenderIndex;
use arpanet_kernel::Time;
use arpanet_wire::modem::{Ack, ControlHead};
use arpanet_wire::{GoingDown, ImpNumber};

/// Slow ticks for which hosts are held after a start: 86 s.
const HOST_HOLD_SLOW_TICKS: u64 = 134;
/// Slow ticks of the steps of a nice stop: about 6, 5, 5 and 10 s.
const STOP_SLOW_TICKS: [u64; 4] = [10, 8, 8, 16];
/// Between two requests for a core image: about 9 s.
const REQUEST_NS: u64 = 9_000_000_000;
/// As captured: the request is `040001 100001 0 0 040001`, and its last word is no checksum.
const REQUEST_ACK: u16 = 0o40001;
const REQUEST_CHECKSUM_ERROR: u16 = 0o177777;

/// Where the program is in its life.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Life {
    stage: Stage,
    /// The slow tick from which hosts are let in.
    hold_until: u64,
    /// How often it was started.
    pub(crate) starts: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    /// To start at the first opportunity; true with everything up.
    Starting(bool),
    Running,
    /// The step of a nice stop, and the slow tick of the next one.
    Stopping(u8, u64),
    /// Stopped; when it asks for a core image next, on which line, and when a man comes with the tape.
    Stopped(Option<Reload>),
}

/// A stopped IMP's way back.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Reload {
    request: Time,
    line: u8,
    tape: Time,
}

impl Life {
    pub(crate) const fn starting() -> Life {
        Life { stage: Stage::Starting(false), hold_until: 0, starts: 0 }
    }

    pub(crate) const fn warm() -> Life {
        Life { stage: Stage::Starting(true), hold_until: 0, starts: 0 }
    }

    pub(crate) const fn is_running(&self) -> bool {
        matches!(self.stage, Stage::Running | Stage::Stopping(..))
    }

    /// Whether packets are still forwarded: not after the second step of a nice stop.
    pub(crate) const fn forwards(&self) -> bool {
        !matches!(self.stage, Stage::Stopping(2.., _))
    }

    pub(crate) const fn is_stopping(&self) -> bool {
        matches!(self.stage, Stage::Stopping(..))
    }

    /// Whether it has yet to start.
    pub(crate) const fn is_starting(&self) -> bool {
        matches!(self.stage, Stage::Starting(_))
    }

    /// When it wants to be woken on its own account.
    pub(crate) fn wake(&self, now: Time) -> Option<Time> {
        match self.stage {
            Stage::Starting(_) => Some(now),
            Stage::Stopped(Some(reload)) => Some(reload.request.min(reload.tape)),
            Stage::Running | Stage::Stopping(..) | Stage::Stopped(None) => None,
        }
    }
}

impl Imp {
    /// Starts, or goes on stopping or reloading.
    #[inline]
    pub(crate) fn on_life(&mut self, cx: &mut Context) {
        if !self.life.is_running() {
            self.on_standstill(cx);
        }
    }

    #[cold]
    fn on_standstill(&mut self, cx: &mut Context) {
        self.is_stirred = true;
        match self.life.stage {
            Stage::Starting(warm) => self.start_program(cx, warm),
            Stage::Stopped(Some(reload)) if reload.tape <= cx.now => self.reload(cx),
            Stage::Stopped(Some(reload)) if reload.request <= cx.now => self.request_core(cx, reload),
            _ => {}
        }
    }

    fn start_program(&mut self, cx: &mut Context, warm: bool) {
        self.life.stage = Stage::Running;
        self.life.starts += 1;
        self.last_tick = self.clock.tick(cx.now);
        self.next_clock = cx.now;
        self.last_allocation = self.slow_tick(cx.now);
        if self.config.settings.reports.is_some() {
            self.reports.start(cx.now, self.clock);
        }
        for line in &mut self.lines {
            line.ring_tick = self.last_tick;
        }
        cx.note(Note::Started);
        self.build_table(cx);
        if warm {
            for index in 0..HOSTS as u8 {
                if self.ports[usize::from(index)].fitted {
                    self.raise_ready(cx, crate::config::HostIndex(index));
                }
            }
        } else {
            self.life.hold_until = self.slow_tick(cx.now) + HOST_HOLD_SLOW_TICKS;
        }
    }

    /// The slow tick: hosts are let in when their hold is over and the control center's IMP is not just coming up.
    pub(crate) fn on_life_slow_tick(&mut self, cx: &mut Context) {
        let now = self.slow_tick(cx.now);
        if let Stage::Stopping(step, at) = self.life.stage
            && now >= at
        {
            return self.on_stop_step(cx, step, now);
        }
        if self.life.is_stopping() || now < self.life.hold_until {
            return;
        }
        if self.config.settings.reports.is_some_and(|ncc| self.router.is_coming_up(ncc)) {
            return;
        }
        for index in 0..HOSTS as u8 {
            let host = crate::config::HostIndex(index);
            let port = &self.ports[usize::from(index)];
            if port.fitted && port.status == HostStatus::Held {
                self.senders[usize::from(index)].discards_first = true;
                self.set_status(cx, host, HostStatus::NotReady);
                self.raise_ready(cx, host);
                self.queue_reset(host);
            }
        }
    }

    /// Begins a nice stop.
    pub(crate) fn stop_nicely(&mut self, cx: &mut Context) {
        if self.life.is_running() && !self.life.is_stopping() {
            self.announce(GoingDown::IN_30_SECONDS);
            self.life.stage = Stage::Stopping(0, self.slow_tick(cx.now) + STOP_SLOW_TICKS[0]);
        }
    }

    fn on_stop_step(&mut self, cx: &mut Context, step: u8, now: u64) {
        match step {
            0 => self.hold_hosts(cx),
            1 => {}
            2 => {
                for index in 0..self.lines.len() as u8 {
                    self.kill_line(cx, LineIndex(index), KillReason::Deliberate);
                }
            }
            _ => return self.reload(cx),
        }
        self.life.stage = Stage::Stopping(step + 1, now + STOP_SLOW_TICKS[usize::from(step) + 1]);
    }

    fn hold_hosts(&mut self, cx: &mut Context) {
        for index in 0..HOSTS as u8 {
            let host = crate::config::HostIndex(index);
            if self.ports[usize::from(index)].fitted {
                self.set_status(cx, host, HostStatus::Held);
                self.flush_host(cx, host);
                self.lose_host_input(cx, host);
                self.drop_ready(cx, host);
            }
        }
    }

    fn drop_ready(&mut self, cx: &mut Context, host: crate::config::HostIndex) {
        let port = &mut self.ports[usize::from(host.0)];
        if std::mem::replace(&mut port.own_ready, false) {
            cx.out.push(Output::SetReady { host, ready: false });
        }
    }

    /// The program stops dead.
    pub(crate) fn crash(&mut self, cx: &mut Context) {
        if !self.life.is_running() {
            self.life.stage = Stage::Stopped(None);
            return;
        }
        for index in 0..HOSTS as u8 {
            self.drop_ready(cx, crate::config::HostIndex(index));
        }
        self.lose_everything(cx);
        cx.note(Note::Stopped);
        let mut fresh = Imp::new(self.config.clone());
        fresh.faults = std::mem::take(&mut self.faults);
        fresh.next_message = self.next_message;
        fresh.life = Life { stage: Stage::Stopped(None), ..self.life };
        fresh.next_free = self.next_free;
        fresh.notes_are_read = self.notes_are_read;
        for (old, new) in self.lines.iter().zip(&mut fresh.lines) {
            if let Some(sending) = old.sending {
                new.sending = Some(crate::line::Sending { what: Sent::Stale, ..sending });
            }
        }
        for (old, new) in self.ports.iter().zip(&mut fresh.ports) {
            new.ready_now = old.ready_now;
        }
        *self = fresh;
    }

    /// The program stops and asks its neighbours for a new copy of itself.
    pub(crate) fn panic_reload(&mut self, cx: &mut Context) {
        self.crash(cx);
        let tape = cx.now.after_ns(self.config.settings.paper_tape_ns);
        self.life.stage = Stage::Stopped(Some(Reload { request: cx.now, line: 0, tape }));
    }

    /// "Send me your core", on one line after the other.
    fn request_core(&mut self, cx: &mut Context, reload: Reload) {
        let next = Reload {
            request: cx.now.after_ns(REQUEST_NS),
            line: (reload.line + 1) % self.lines.len().max(1) as u8,
            tape: reload.tape,
        };
        self.life.stage = Stage::Stopped(Some(next));
        let index = usize::from(reload.line);
        if self.lines.get(index).is_some_and(|line| line.sending.is_none()) {
            self.start(cx, index, Sent::Core, core_request());
        }
    }

    /// A packet for an IMP that is stopped: only a core image does anything.
    #[cold]
    pub(crate) fn on_packet_while_stopped(&mut self, cx: &mut Context, packet: &Packet) {
        packet.release(cx.pool);
        if packet.content == Words::CoreImage && matches!(self.life.stage, Stage::Stopped(Some(_))) {
            self.reload(cx);
        }
    }

    /// A good copy of the program is started.
    pub(crate) fn reload(&mut self, cx: &mut Context) {
        if self.life.is_running() {
            self.crash(cx);
        }
        self.faults.mend_program();
        self.life.stage = Stage::Starting(false);
    }

    /// Everything in the IMP is lost. For the books, its hosts' messages end here.
    fn lose_everything(&mut self, cx: &mut Context) {
        let entered = self.ppt.iter().map(|(_, entry)| entry.waiting);
        let entered: Vec<_> = entered.chain(self.plt.iter().map(|(_, entry)| entry.waiting)).collect();
        for waiting in entered {
            let crate::pending::Waiting { message, from, leader, entered, .. } = waiting;
            let (to, answer) = (leader.address, Answer::SourceGone);
            cx.note(Note::MessageAnswered { message, from, to, answer, entered });
        }
        self.release_words(cx.pool);
    }

    /// Gives back every reference to words.
    fn release_words(&mut self, pool: &mut Pool) {
        for line in &mut self.lines {
            line.channels.reset().iter().flatten().for_each(|slot| slot.packet.release(pool));
        }
        self.ppt.drain().for_each(|entry| entry.packet.release(pool));
        for block in self.blocks.drain() {
            block.pieces().for_each(|piece| pool.release(piece.body));
        }
        for message in self.ports.iter().flat_map(crate::host_port::HostPort::messages) {
            message.pieces().for_each(|piece| pool.release(piece.body));
        }
        self.rerouted.drain(..).for_each(|packet| packet.release(pool));
        for index in 0..SenderIndex::COUNT {
            if let Some((piece, _)) = self.senders[index].piece.take() {
                pool.release(piece.body);
            }
            self.senders[index].script.release(pool);
        }
        self.reports.release(pool);
        if let Some(table) = self.table.take() {
            pool.release_table(table);
        }
    }
}

/// As captured from the real program.
fn core_request() -> Packet {
    let head = ControlHead::new(ImpNumber(0), ControlHead::SEND_CORE);
    let content = Words::Core { head, password: 0 };
    Packet { ack: Ack(REQUEST_ACK), content, checksum_error: REQUEST_CHECKSUM_ERROR }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Settings};
    use crate::io::{Fault, Input};

    #[test]
    fn what_nobody_reads_is_not_told_by_the_next_copy_of_the_program_either() {
        let (number, highest) = (ImpNumber(1), ImpNumber(1));
        let settings = Settings::VERSION_3050;
        let mut imp =
            Imp::new(Config { number, highest, lines: Vec::new(), hosts: 0, phase_ns: 0, settings });
        let (mut pool, mut out) = (Pool::new(), Vec::new());
        imp.read_notes(false);
        for fault in [Fault::Crash, Fault::Reload] {
            imp.handle(Time::ZERO, Input::Fault(fault), &mut pool, &mut out);
        }
        assert!(imp.is_running());
        assert_eq!(
            out,
            [Output::Note(Note::Stopped)],
            "the account of messages needs to know of the stop alone"
        );
    }

    /// As captured: `040001 100001 0 0 040001`.
    #[test]
    fn the_core_request_is_the_captured_one() {
        let words = core_request().to_wire(&Pool::new()).unwrap().emit().unwrap();
        assert_eq!(words, [0o040001, 0o100001, 0, 0, 0o040001]);
    }
}
