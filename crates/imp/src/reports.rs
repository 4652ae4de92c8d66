//! Trouble reports to the network control center, every 52.4 s.
//!
//! Two single-packet messages from fake host 3: status (32 words) and, by September 1973, throughput (53 words). They go to the control
//! center's host if its IMP is reachable, else to the discard of the lowest reachable IMP, else to the own one. Both
//! end in a word that makes the sum of all zero, and 100000. IMP program 3050; the layout of the throughput report is read
//! off captures: five pairs of packets and words sent, then ten words for each host.

use crate::buffers::Buffers;
use crate::clock::Clock;
use crate::context::Context;
use crate::host_port::{Flow, HostTally};
use crate::imp::{HOSTS, Imp};
use crate::pool::{Body, Pool};
use crate::sender::{Script, SenderIndex};
use arpanet_kernel::Time;
use arpanet_wire::{HostAddress, ImpNumber, Leader};

/// Fast ticks between two reports.
const REPORT_TICKS: u64 = 2048;
const STATUS: u16 = 0o303;
const THROUGHPUT: u16 = 0o302;
const VERSION: u16 = 0o3050;
/// The word that pads a message.
const PADDING: u16 = 0o100000;
/// The discard fake host.
const DISCARD: u8 = 3;
/// Lines that a report has room for.
const LINES: usize = 5;

/// When the next report is due, and what of the last one is still to be sent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reports {
    pub(crate) due: Option<Time>,
    waiting: Option<Body>,
}

impl Reports {
    pub(crate) const fn new() -> Reports {
        Reports { due: None, waiting: None }
    }

    /// The clock starts.
    pub(crate) fn start(&mut self, now: Time, clock: Clock) {
        let tick = clock.tick(now);
        self.due = Some(clock.time((tick / REPORT_TICKS + 1) * REPORT_TICKS));
    }

    /// Whether a report waits for the one before it.
    pub(crate) const fn is_waiting(&self) -> bool {
        self.waiting.is_some()
    }

    pub(crate) fn release(&mut self, pool: &mut Pool) {
        if let Some(body) = self.waiting.take() {
            pool.release(body);
        }
    }
}

impl Imp {
    /// Makes the reports, and sends one after the other.
    pub(crate) fn on_reports_due(&mut self, cx: &mut Context) {
        self.is_stirred = true;
        self.reports.due = Some(self.clock.after(cx.now, REPORT_TICKS));
        if !self.is_reporting_idle() || self.reports.waiting.is_some() {
            return;
        }
        let status = self.status_report(&self.buffers);
        if self.config.settings.throughput_reports {
            let throughput = self.throughput_report();
            self.reports.waiting = Some(cx.pool.store(&throughput));
        }
        self.forget_counts();
        let body = cx.pool.store(&status);
        self.send_report(cx, body);
    }

    /// The second report follows the first.
    pub(crate) fn poll_reports(&mut self, cx: &mut Context) -> bool {
        if self.reports.waiting.is_none() || !self.is_reporting_idle() {
            return false;
        }
        if let Some(body) = self.reports.waiting.take() {
            self.send_report(cx, body);
        }
        true
    }

    fn is_reporting_idle(&self) -> bool {
        self.senders[usize::from(SenderIndex::REPORTS.0)].is_idle()
    }

    fn send_report(&mut self, cx: &mut Context, body: Body) {
        let sender = &mut self.senders[usize::from(SenderIndex::REPORTS.0)];
        sender.script = Script::Words(body);
        self.begin_script(cx, SenderIndex::REPORTS, self.report_leader());
    }

    /// Begins a message of the IMP's own, whose script is set.
    pub(crate) fn begin_script(&mut self, cx: &mut Context, index: SenderIndex, leader: Leader) {
        let sender = &mut self.senders[usize::from(index.0)];
        sender.leader = leader;
        sender.ended = false;
        self.begin_message(cx, index);
    }

    /// Whereto a report goes.
    fn report_leader(&self) -> Leader {
        let ncc = self.config.settings.reports.unwrap_or(self.config.number);
        if self.router.is_open(ncc) {
            return Leader::regular(HostAddress { imp: ncc, host: 0 }, 0);
        }
        let open = |imp: &ImpNumber| self.router.is_open(*imp);
        let imp = self.router.lowest_reachable().filter(open).unwrap_or(self.config.number);
        Leader { for_imp: true, ..Leader::regular(HostAddress { imp, host: DISCARD }, 0) }
    }

    fn status_report(&self, buffers: &Buffers) -> Vec<u16> {
        let mut words = vec![STATUS, self.anomalies()];
        // Restart code and halt (PC, A, X): none.
        words.extend([0; 4]);
        let free = buffers.free().max(0) as u16;
        words.extend([free, buffers.store_and_forward, buffers.in_use, buffers.allocated]);
        // Version, interface layout (HOST34), TIP version, host test (number, sent, received): none.
        words.extend([VERSION, 0, 0, 0o177777, 0, 0]);
        let mut kinds = 0;
        for index in 0..LINES {
            let (state, kind) = self.line_state(index);
            words.extend(state);
            kinds = kinds << 2 | u16::from(kind);
        }
        // Speeds, left justified; three trap words.
        words.extend([kinds << 6, 0, 0, 0]);
        close(words)
    }

    /// Which hosts are up, and whether the generator runs.
    fn anomalies(&self) -> u16 {
        const HOST_0_UP: u16 = 0o100000;
        const GENERATOR: u16 = 0o2000;
        let up = (0..HOSTS)
            .filter(|&index| self.ports[index].is_up())
            .fold(0, |all, index| all | HOST_0_UP >> index);
        up | if self.generating.is_some() { GENERATOR } else { 0 }
    }

    /// Intervals and, in one word, the neighbour (or dead, or looped) and the missed ones; the line's type.
    fn line_state(&self, index: usize) -> ([u16; 2], u8) {
        const DEAD: u16 = 0o200;
        const LOOPED: u16 = 0o100;
        let Some(line) = self.lines.get(index) else { return ([0, DEAD << 8], 2) };
        let neighbour = line.neighbour.filter(|_| line.up);
        let state = match neighbour {
            None => DEAD,
            Some(imp) if imp == self.config.number => LOOPED | imp.0 & 0o77,
            Some(imp) => imp.0 & 0o77,
        };
        ([line.tally.intervals, state << 8 | line.tally.missed & 0o377], line.kind().0)
    }

    fn throughput_report(&self) -> Vec<u16> {
        let mut words = vec![THROUGHPUT];
        for index in 0..LINES {
            let tally = self.lines.get(index).map(|line| line.tally).unwrap_or_default();
            words.extend([tally.packets, tally.words]);
        }
        for port in &self.ports {
            words.extend(port.tally.words());
        }
        close(words)
    }

    fn forget_counts(&mut self) {
        self.lines.iter_mut().for_each(|line| line.tally = Default::default());
        self.ports.iter_mut().for_each(|port| port.tally = HostTally::default());
    }
}

impl HostTally {
    fn words(&self) -> [u16; 10] {
        let flow = |flow: &Flow| {
            [flow.messages_sent, flow.messages_received, flow.packets_sent, flow.packets_received]
        };
        let ([a, b, c, d], [e, f, g, h]) = (flow(&self.away), flow(&self.home));
        [a, b, c, d, e, f, g, h, self.words_sent, self.words_received]
    }
}

/// Adds the word that makes the sum zero, and the padding.
fn close(mut words: Vec<u16>) -> Vec<u16> {
    let sum = words.iter().fold(0u16, |sum, &word| sum.wrapping_add(word));
    words.extend([sum.wrapping_neg(), PADDING]);
    words
}
