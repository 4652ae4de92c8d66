//! What happens by the clock: the slow tick's duties in the program's order, the lines' clocks, and time limits.
//!
//! Order of a slow tick: hosts, cost of the lines, routing timers, routing message, dead IMPs, message time-outs. IMP program 3050.

use crate::clock::FAST_IN_SLOW;
use crate::config::{Routing, RoutingPeriod};
use crate::context::Context;
use crate::imp::{HOSTS, Imp};
use crate::io::Note;
use crate::queries::COUNT_SLOW_TICKS;
use crate::routing::Change;
use crate::sender::SenderIndex;
use arpanet_kernel::Time;
use arpanet_wire::modem::RoutingEntry;

impl Imp {
    /// Does what has come due up to now.
    pub(crate) fn on_time(&mut self, cx: &mut Context) {
        self.on_life(cx);
        if !self.life.is_running() {
            return;
        }
        let (last, tick) = (self.last_tick, self.clock.tick(cx.now));
        if tick > last {
            self.last_tick = tick;
            self.on_ticks(cx, last, tick);
        }
        for index in 0..SenderIndex::COUNT as u8 {
            if self.senders[usize::from(index)].deadline.is_some_and(|deadline| deadline <= cx.now) {
                self.on_sender_deadline(cx, SenderIndex(index));
            }
        }
        self.on_report_time(cx);
        self.on_generator_time(cx);
        self.on_life(cx);
    }

    /// Fast ticks `last` + 1 to `tick` have passed.
    fn on_ticks(&mut self, cx: &mut Context, last: u64, tick: u64) {
        let starts = self.life.starts;
        if tick / FAST_IN_SLOW > last / FAST_IN_SLOW {
            self.on_slow_tick(cx);
        }
        if self.is_static() || !self.life.is_running() || self.life.starts != starts {
            return;
        }
        for index in 0..self.lines.len() {
            let clock = self.lines[index].send_clock();
            if tick / clock > last / clock {
                self.on_line_clock(cx, index);
            }
        }
    }

    fn on_slow_tick(&mut self, cx: &mut Context) {
        self.on_life_slow_tick(cx);
        if !self.life.is_running() {
            return;
        }
        for index in 0..HOSTS {
            if self.ports[index].fitted {
                self.on_host_slow_tick(cx, index);
            }
        }
        for line in &mut self.lines {
            line.on_slow_tick(self.clock.count_ns());
        }
        if !self.is_static() {
            self.compute_routes(cx);
        }
        if self.slow_tick(cx.now).is_multiple_of(COUNT_SLOW_TICKS) {
            self.count_silence();
        }
        self.collect_allocations(cx);
    }

    fn compute_routes(&mut self, cx: &mut Context) {
        let mut changes = Vec::new();
        self.router.on_slow_tick(&mut changes);
        self.build_table(cx);
        for change in changes {
            match change {
                Change::Reachable(imp) => cx.note(Note::Reachable { imp }),
                Change::Dead(imp) => self.on_imp_dead(cx, imp),
            }
        }
    }

    /// Builds the routing message (RUTOUT). A broken instruction fills it with random numbers, unless the program is
    /// checked before it runs (May 1973).
    pub(crate) fn build_table(&mut self, cx: &mut Context) {
        if self.is_static() {
            return;
        }
        if let Some(table) = self.table.take() {
            cx.pool.release_table(table);
        }
        if self.faults.has_broken_instruction() && self.config.settings.checks.routing_code {
            cx.note(Note::RoutingCheckFailed);
            return self.panic_reload(cx);
        }
        let faults = &mut self.faults;
        let entries = self.router.entries().map(|entry| faults.random_entry().unwrap_or(entry));
        self.table = Some(cx.pool.store_table(entries.collect::<Vec<RoutingEntry>>()));
    }

    /// Whether the tables are fixed and lines count as up.
    pub(crate) fn is_static(&self) -> bool {
        self.config.settings.routing == Routing::Static
    }

    /// When the machine wants to be woken.
    pub(crate) fn compute_wake(&mut self, now: Time) -> Option<Time> {
        (0..self.lines.len()).for_each(|index| self.find_again(index));
        let life = self.life.wake(now);
        if !self.life.is_running() {
            return life;
        }
        // Whatever is overdue by now waits for an event, not for the clock.
        let slow = self.needs_slow_tick().then(|| self.clock.next_slow_tick(now));
        let senders = self.senders.iter().filter_map(|sender| sender.deadline);
        let lines = (0..self.lines.len()).filter_map(|index| self.line_wake(now, index));
        let others = [
            life,
            slow,
            self.answers.deadline,
            self.tally.deadline(),
            self.reports.wake(),
            self.generator_wake(),
        ];
        others.into_iter().flatten().chain(senders).chain(lines).filter(|&wake| wake > now).min()
    }

    /// With static tables an IMP without anything in hand needs no slow tick.
    fn needs_slow_tick(&self) -> bool {
        !self.is_static()
            || self.life.is_stopping()
            || self.buffers.allocated > 0
            || self.ports.iter().any(|port| port.fitted && port.needs_slow_tick())
            || !self.is_quiet()
    }

    fn line_wake(&self, now: Time, index: usize) -> Option<Time> {
        let line = &self.lines[index];
        let clock = if self.config.settings.routing == Routing::Adaptive(RoutingPeriod::SpeedAndLoad) {
            let ticks = line.send_clock();
            Some(self.clock.time((self.clock.tick(now) / ticks + 1) * ticks))
        } else {
            None
        };
        clock.into_iter().chain(line.again).min()
    }

    /// When a line's ring will meet a packet that is due.
    fn find_again(&mut self, index: usize) {
        let line = &mut self.lines[index];
        line.again = None;
        if line.sending.is_none() && !line.is_held() {
            let from = self.clock.time(line.ring_tick);
            let visits = line.channels.visits_until_due(from, self.clock.fast_ns(), self.clock.count_ns());
            line.again = visits.map(|visits| self.clock.time(line.ring_tick + visits));
        }
    }
}
