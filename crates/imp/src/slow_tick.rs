//! What happens by the clock: the slow tick's duties in the program's order, the lines' clocks, and time limits.
//!
//! Order of a slow tick: the program's own life, hosts, cost of the lines, routing timers, routing message, dead IMPs, message
//! time-outs, forgotten allocations. IMP program 3050.

use crate::clock::FAST_IN_SLOW;
use crate::config::Routing;
use crate::context::Context;
use crate::imp::{HOSTS, Imp};
use crate::io::Note;
use crate::queries::COUNT_SLOW_TICKS;
use crate::routing::Change;
use crate::sender::SenderIndex;
use arpanet_kernel::Time;

impl Imp {
    /// Does what has come due up to now.
    pub(crate) fn on_time(&mut self, cx: &mut Context) {
        self.on_life(cx);
        if !self.life.is_running() {
            return;
        }
        if cx.now >= self.next_clock || self.has_new_clock {
            self.on_clock(cx);
        }
        if cx.now >= self.next_deadline {
            self.on_deadlines(cx);
        }
        if self.reports.due.is_some_and(|due| due <= cx.now) {
            self.on_reports_due(cx);
        }
        if self.generator_wake().is_some_and(|due| due <= cx.now) {
            self.on_generator_due(cx);
        }
        self.on_life(cx);
    }

    /// A clock has stepped, or one is to be wound anew.
    fn on_clock(&mut self, cx: &mut Context) {
        self.is_stirred = true;
        let (last, tick) = (self.last_tick, self.clock.tick(cx.now));
        self.last_tick = tick;
        if cx.now >= self.next_clock && tick > last {
            self.on_ticks(cx, last, tick);
        }
        self.has_new_clock = false;
        self.next_clock = self.find_next_clock(tick);
    }

    fn on_deadlines(&mut self, cx: &mut Context) {
        self.is_stirred = true;
        for index in 0..SenderIndex::COUNT as u8 {
            if self.senders[usize::from(index)].deadline.is_some_and(|deadline| deadline <= cx.now) {
                self.on_sender_deadline(cx, SenderIndex(index));
            }
        }
        let left = self.senders.iter().filter_map(|sender| sender.deadline);
        self.next_deadline = left.min().unwrap_or(Time::MAX);
    }

    /// The first slow tick, or step of a line's clock, after fast tick `tick`.
    fn find_next_clock(&self, tick: u64) -> Time {
        let after = |ticks: u64| (tick / ticks + 1) * ticks;
        let lines = self.lines.iter().map(|line| after(line.send_clock()));
        let steps = lines.filter(|_| !self.is_static());
        self.clock.time(steps.min().unwrap_or(u64::MAX).min(after(FAST_IN_SLOW)))
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
        if let Some(router) = self.router.adaptive() {
            router.on_slow_tick(&mut changes);
        }
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
        self.table = self.router.adaptive().map(|router| match faults.has_broken_instruction() {
            false => cx.pool.store_table(router.entries()),
            true => cx.pool.store_table(router.entries().map(|entry| faults.random_entry().unwrap_or(entry))),
        });
    }

    /// Whether the tables are fixed and lines count as up.
    pub(crate) fn is_static(&self) -> bool {
        self.config.settings.routing == Routing::Static
    }

    /// When the machine wants to be woken. What is overdue by now waits for an event, not for the clock.
    pub(crate) fn compute_wake(&mut self, now: Time) -> Option<Time> {
        if !self.life.is_running() {
            return self.life.wake(now);
        }
        let mut wake = if self.needs_clock() { self.next_clock } else { Time::MAX };
        let mut hear = |other: Time| wake = if other > now { wake.min(other) } else { wake };
        hear(self.next_deadline);
        for other in [self.answers.deadline, self.tally.deadline(), self.reports.due, self.generator_wake()] {
            hear(other.unwrap_or(Time::MAX));
        }
        let count_ns = self.clock.count_ns();
        self.lines.iter_mut().for_each(|line| hear(line.next_wake(count_ns).unwrap_or(Time::MAX)));
        (wake < Time::MAX).then_some(wake)
    }

    /// With static tables an IMP without anything in hand needs no slow tick.
    fn needs_clock(&self) -> bool {
        !self.is_static()
            || self.life.is_stopping()
            || self.buffers.allocated > 0
            || self.ports.iter().any(|port| port.fitted && port.needs_slow_tick())
            || !self.is_quiet()
    }
}
