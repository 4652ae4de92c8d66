//! The machine: its state, its inputs, and the order in which its processes get their turn.

use crate::answers::Answers;
use crate::buffers::Buffers;
use crate::clock::Clock;
use crate::config::{Config, HostIndex, LineIndex, Routing, RoutingPeriod, WarmTables};
use crate::context::Context;
use crate::faults::Faults;
use crate::generator::Generating;
use crate::host_port::HostPort;
use crate::io::{HostStatus, Input, Output, Party};
use crate::lifecycle::Life;
use crate::line::Line;
use crate::packet::Packet;
use crate::peer::{Peer, Peers};
use crate::pending::{PendingLeader, PendingPacket, Slots, Tally};
use crate::pool::{Pool, Table};
use crate::reassembly::Block;
use crate::reports::Reports;
use crate::sender::{Sender, SenderIndex};
use crate::ways::Ways;
use arpanet_kernel::Time;
use arpanet_wire::ImpNumber;
use arpanet_wire::modem::RoutingEntry;
use std::array;
use std::collections::VecDeque;

/// Host interfaces, fitted or not.
pub(crate) const HOSTS: usize = 4;

/// One IMP: the program of 1973, version 3050, as a model.
///
/// One input, then all outputs, then the next input. Time never decreases. [`Imp::next_wake`] says when it wants a
/// [`Input::Wake`]; a wake that comes when nothing is due does nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Imp {
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) life: Life,
    pub(crate) buffers: Buffers,
    pub(crate) lines: Vec<Line>,
    pub(crate) router: Ways,
    /// The routing message as last computed.
    pub(crate) table: Option<Table>,
    pub(crate) peers: Peers,
    pub(crate) ppt: Slots<PendingPacket>,
    pub(crate) plt: Slots<PendingLeader>,
    pub(crate) tally: Tally,
    pub(crate) blocks: Slots<Block>,
    pub(crate) answers: Answers,
    /// IMPs to be asked about their oldest unanswered number.
    pub(crate) queries: VecDeque<ImpNumber>,
    /// Packets of a line that went down, notices of dead hosts, duplicate replies: to be sent when the task takes them.
    pub(crate) rerouted: VecDeque<Packet>,
    pub(crate) ports: [HostPort; HOSTS],
    pub(crate) senders: [Sender; SenderIndex::COUNT],
    /// Two-word messages that wait for hosts.
    pub(crate) shorts: u16,
    pub(crate) reports: Reports,
    pub(crate) generating: Option<Generating>,
    pub(crate) faults: Faults,
    /// Global time less the own fast ticks.
    pub(crate) sync_lead: u16,
    /// The slow tick at which a buffer was last promised.
    pub(crate) last_allocation: u64,
    pub(crate) next_message: u32,
    pub(crate) last_tick: u64,
    /// The next slow tick, or step of a line's clock, whichever comes first; never late.
    pub(crate) next_clock: Time,
    /// A line steps at other ticks from now on.
    pub(crate) has_new_clock: bool,
    /// The earliest deadline of a sender; never late, perhaps early.
    pub(crate) next_deadline: Time,
    /// The first time at which a modem will have finished, as far as that is known; never late.
    pub(crate) next_free: Time,
    /// A process may have something to do: something has happened here that is not just a packet passing through.
    pub(crate) is_stirred: bool,
    /// Something in here waits for buffers, a channel or a line.
    pub(crate) is_held_up: bool,
    /// Somebody reads all notes.
    pub(crate) notes_are_read: bool,
    /// When the last input was.
    pub(crate) handled: Time,
    /// When it wants to be woken, once somebody has asked.
    pub(crate) wake: Option<Option<Time>>,
}

impl Imp {
    /// An IMP whose program starts at the beginning of the run: lines down for about 44 s (51 s by version 3050), hosts held for 86 s.
    pub fn new(config: Config) -> Imp {
        let clock = Clock::new(&config);
        let limits = config.settings.limits;
        let period = period(&config);
        let lines = config.lines.iter().map(|line| Line::new(line, period, clock.count_ns())).collect();
        let router = Ways::new(&config);
        let peers = Peers::new(config.highest.max(config.number));
        let host = |index| HostPort::new(HostIndex(index), index < config.hosts);
        Imp {
            clock,
            life: Life::starting(),
            buffers: Buffers::new(limits, config.lines.len()),
            lines,
            router,
            table: None,
            peers,
            ppt: Slots::new(limits.pending_packets),
            plt: Slots::new(limits.pending_leaders),
            tally: Tally::new(limits.allocations),
            blocks: Slots::new(limits.reassembly_blocks),
            answers: Answers::default(),
            queries: VecDeque::new(),
            rerouted: VecDeque::new(),
            ports: array::from_fn(|index| host(index as u8)),
            senders: array::from_fn(|index| Sender::new(SenderIndex(index as u8), party(index as u8))),
            shorts: 0,
            reports: Reports::new(),
            generating: None,
            faults: Faults::default(),
            sync_lead: 0,
            last_allocation: 0,
            next_message: 0,
            last_tick: 0,
            next_clock: Time::ZERO,
            has_new_clock: false,
            next_deadline: Time::MAX,
            next_free: Time::MAX,
            is_stirred: true,
            is_held_up: false,
            notes_are_read: true,
            handled: Time::ZERO,
            wake: Some(Some(Time::ZERO)),
            config,
        }
    }

    /// An IMP that has been running for long: lines up, routing settled, hosts as given, message numbers at their beginning.
    pub fn warm(config: Config, tables: &WarmTables) -> Imp {
        let mut imp = Imp::new(config);
        imp.life = Life::warm();
        imp.router = Ways::warm(&imp.config, &tables.ways);
        let period = period(&imp.config);
        for (index, line) in imp.lines.iter_mut().enumerate() {
            if let Some(neighbour) = tables.neighbours.get(index).copied().flatten() {
                *line = Line::warm(&imp.config.lines[index], period, imp.clock.count_ns(), neighbour);
            }
        }
        for port in imp.ports.iter_mut().filter(|port| port.fitted) {
            let up = tables.hosts_up[usize::from(port.index.0)];
            port.ready_now = up;
            port.ready_sampled = up;
            port.status = if up { HostStatus::Up } else { HostStatus::NotReady };
        }
        imp
    }

    /// Whether somebody reads all notes, as is so at first. Otherwise only those are made that are always made
    /// ([`Note::is_always_made`](crate::Note::is_always_made)).
    pub fn read_notes(&mut self, are_read: bool) {
        self.notes_are_read = are_read;
    }

    /// Its configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Whether the program runs.
    pub fn is_running(&self) -> bool {
        self.life.is_running()
    }

    /// A host's standing.
    pub fn host_status(&self, host: HostIndex) -> HostStatus {
        self.ports.get(usize::from(host.0)).map_or(HostStatus::NotReady, |port| port.status)
    }

    /// The IMP at the other end of a line that is up.
    pub fn neighbour(&self, line: LineIndex) -> Option<ImpNumber> {
        self.lines.get(usize::from(line.0)).filter(|line| line.up)?.neighbour
    }

    /// What its routing tables say of an IMP; nothing where ways are fixed.
    pub fn route(&self, imp: ImpNumber) -> Option<RoutingEntry> {
        self.router.entry(imp)
    }

    /// The line that packets for an IMP take.
    pub fn line_to(&self, imp: ImpNumber) -> Option<LineIndex> {
        self.router.delay_line(imp).filter(|_| !self.router.is_dead(imp))
    }

    /// Whether hosts may send to an IMP: it is reachable and not in its coming-up delay.
    pub fn is_open(&self, imp: ImpNumber) -> bool {
        self.router.is_open(imp)
    }

    /// When it wants an [`Input::Wake`], if nothing else happens before.
    pub fn next_wake(&mut self) -> Option<Time> {
        if let Some(wake) = self.wake {
            return wake;
        }
        // A modem that has just finished may have shown that its line is faster; its new clock is wound at the wake-up.
        let wake = if self.has_new_clock { Some(self.handled) } else { self.compute_wake(self.handled) };
        self.wake = Some(wake);
        wake
    }

    /// True when nothing but housekeeping is pending: no message, packet, reply or host transfer in hand.
    pub fn is_quiet(&self) -> bool {
        self.ppt.used() == 0
            && self.plt.used() == 0
            && self.blocks.used() == 0
            && self.tally.is_empty()
            && self.rerouted.is_empty()
            && self.answers.is_empty()
            && self.senders.iter().all(Sender::is_idle)
            && self.ports.iter().all(HostPort::is_quiet)
            && self.lines.iter().all(|line| line.channels.occupied() == 0)
            && self.peers.is_quiet()
            && self.generating.is_none()
    }

    /// Something happens at `now`; `now` never decreases. What is to be done about it is appended to `out`.
    pub fn handle(&mut self, now: Time, input: Input, pool: &mut Pool, out: &mut Vec<Output>) {
        let cx = &mut Context { now, pool, out, notes_are_read: self.notes_are_read };
        self.finish_lines(cx);
        // The first input of all starts the program before it is looked at.
        self.on_life(cx);
        self.is_stirred |=
            !matches!(input, Input::Wake | Input::LineReceived { .. } | Input::LineSent { .. });
        match input {
            Input::Wake => {}
            Input::LineReceived { line, packet, damaged } => self.on_line_received(cx, line, packet, damaged),
            Input::LineSent { line } => self.on_line_sent(cx, line),
            Input::HostLeader { host, leader, words, last } => {
                self.on_host_leader(cx, host, leader, words, last);
            }
            Input::HostSent { host, body, last } => self.on_host_sent(cx, host, body, last),
            Input::HostError { host } => self.on_host_error(cx, host),
            Input::HostTook { host } => self.on_host_took(cx, host),
            Input::HostReady { host, ready } => self.on_host_ready(host, ready),
            Input::Fault(fault) => self.on_fault(cx, fault),
            Input::Generate(generator) => self.on_generate(cx, generator),
            Input::Announce(notice) => self.announce(notice),
        }
        self.on_time(cx);
        self.settle(cx);
        self.handled = now;
        self.wake = None;
    }

    /// Gives every process its turn until none gets any further, then the lines.
    fn settle(&mut self, cx: &mut Context) {
        if !self.life.is_running() {
            return;
        }
        let may_have_work = self.is_stirred || self.tally.overdue(cx.now).is_some();
        debug_assert!(
            may_have_work || !self.has_work(cx.now),
            "a process was given something to do in silence"
        );
        let mut has_work = may_have_work && self.has_work(cx.now);
        while has_work && self.poll_processes(cx) {
            has_work = self.has_work(cx.now);
        }
        self.poll_lines(cx);
        self.is_stirred = has_work;
        self.is_held_up = has_work && self.holds_something_up(cx.now);
    }

    /// Whether any process might do something if it had a turn: never false when one would. In an IMP that a packet only passes
    /// through there is nothing.
    fn has_work(&self, now: Time) -> bool {
        self.has_packets_to_make(now)
            || self.senders.iter().any(Sender::waits)
            || self.ports.iter().any(HostPort::has_something_to_give)
    }

    /// One turn for each process; false when none got any further.
    fn poll_processes(&mut self, cx: &mut Context) -> bool {
        let mut progress = self.poll_answers(cx);
        progress |= self.poll_queries(cx);
        progress |= self.poll_give_back(cx);
        progress |= self.poll_pending(cx);
        progress |= self.poll_rerouted(cx);
        progress |= self.poll_senders(cx);
        progress |= self.poll_reports(cx);
        progress |= self.poll_hosts(cx);
        progress
    }

    /// Whether a process has something to do and could not, now that all have had their turns.
    fn holds_something_up(&self, now: Time) -> bool {
        self.has_packets_to_make(now) || self.senders.iter().any(Sender::is_held_up)
    }

    /// Whether a process of the IMP's own has a packet for the task.
    fn has_packets_to_make(&self, now: Time) -> bool {
        !self.answers.is_empty()
            || !self.queries.is_empty()
            || !self.rerouted.is_empty()
            || self.reports.is_waiting()
            || self.tally.overdue(now).is_some()
            // Those that have gone only wait for their answers.
            || self.ppt.used() > 0 && self.ppt.iter().any(|(_, entry)| entry.to_send)
    }

    pub(crate) fn peer_mut(&mut self, imp: ImpNumber) -> Option<&mut Peer> {
        self.peers.get_mut(imp)
    }

    pub(crate) fn peer(&self, imp: ImpNumber) -> Option<&Peer> {
        self.peers.get(imp)
    }

    /// The number of the last slow tick at `now`.
    pub(crate) fn slow_tick(&self, now: Time) -> u64 {
        self.clock.tick(now) / crate::clock::FAST_IN_SLOW
    }
}

fn period(config: &Config) -> Option<RoutingPeriod> {
    match config.settings.routing {
        Routing::Adaptive(period) => Some(period),
        Routing::Static => None,
    }
}

const fn party(sender: u8) -> Party {
    match sender {
        0..=3 => Party::Host(HostIndex(sender)),
        // Statistics, reports and the generator's messages come from fake host 3.
        _ => Party::Fake(3),
    }
}
