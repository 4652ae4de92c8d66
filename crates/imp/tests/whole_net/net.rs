//! The test bench: IMPs, lines with errors and faults, hosts that send and take.

use arpanet_imp::{
    Body, Config, Fault, HostIndex, Imp, Input, LineConfig, LineIndex, Note, Output, Packet, Piece, Pool,
    Settings, WarmTables, Way, Words,
};
use arpanet_kernel::{Queue, Stream, Streams, Time, Wake};
use arpanet_wire::{HostAddress, ImpNumber, Leader};
use std::collections::VecDeque;

/// Nanoseconds of a second.
pub const SECOND: u64 = 1_000_000_000;
/// Nanoseconds of a millisecond.
pub const MS: u64 = 1_000_000;
/// A word on a host's cable at 100 kb/s.
const CABLE_WORD_NS: u64 = 160_000;

/// Events of the bench.
#[derive(Clone, Copy, Debug)]
enum Event {
    Wake { imp: usize, generation: u32 },
    Arrive { flight: usize },
    Sent { imp: usize, line: LineIndex },
    Piece { imp: usize, host: usize, generation: u32 },
    Took { imp: usize, host: usize, generation: u32 },
}

/// A line between two IMPs.
#[derive(Clone, Debug)]
pub struct Wire {
    ends: [(usize, LineIndex); 2],
    rate_bps: u32,
    delay_ns: u64,
    /// Whether packets from each end arrive.
    pub carries: [bool; 2],
    /// Whether packets from each end come back to it.
    pub loops: [bool; 2],
    /// One packet in so many is hit by noise; zero for none.
    pub damages_one_in: u64,
}

/// A host and its cable.
#[derive(Clone, Debug, Default)]
pub struct Host {
    pub ready: bool,
    imp_ready: bool,
    armed: Option<Piece>,
    to_send: VecDeque<(Leader, Vec<u16>)>,
    /// The message under way and how many of its words have crossed.
    sending: Option<(Leader, Vec<u16>, usize)>,
    send_generation: u32,
    given: Option<(Option<Leader>, Body, bool)>,
    take_generation: u32,
    /// Takes nothing.
    pub stuck: bool,
    /// Gives nothing more of what it has begun.
    pub stalled: bool,
    /// Time to take a packet in, beyond its time on the cable.
    pub take_ns: u64,
    partial: Option<(Leader, Vec<u16>)>,
    /// Whole messages that have reached the host.
    pub received: Vec<(Time, Leader, Vec<u16>)>,
    /// The IMP's ready line as the host has seen it.
    pub imp_ready_seen: Vec<(Time, bool)>,
}

/// A packet on a line.
#[derive(Clone, Copy, Debug)]
struct Flight {
    imp: usize,
    line: LineIndex,
    packet: Packet,
    damaged: bool,
}

/// A packet that an IMP sent.
#[derive(Clone, Debug)]
pub struct Seen {
    pub at: Time,
    pub imp: ImpNumber,
    pub line: LineIndex,
    pub words: Vec<u16>,
}

/// The whole bench.
pub struct Net {
    pub imps: Vec<Imp>,
    pub wires: Vec<Wire>,
    pub hosts: Vec<[Host; 4]>,
    pub pool: Pool,
    pub notes: Vec<(Time, ImpNumber, Note)>,
    /// Data packets, when asked for; with the others on request.
    pub seen: Vec<Seen>,
    pub record: Record,
    queue: Queue<Event>,
    wakes: Vec<Wake>,
    flights: Vec<Option<Flight>>,
    noise: Stream,
    out: Vec<Output>,
}

/// Which packets to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {
    Nothing,
    Data,
    Everything,
}

/// How a bench begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    Cold,
    Warm,
}

/// The plan of a bench.
#[derive(Clone, Debug)]
pub struct Plan {
    pub numbers: Vec<u16>,
    /// Pairs of indices into `numbers`.
    pub lines: Vec<(usize, usize)>,
    pub rate_bps: u32,
    pub delay_ns: u64,
    pub settings: Settings,
    pub hosts: u8,
    pub begin: Begin,
    pub seed: u64,
}

impl Plan {
    /// IMPs in a ring, the last joined to the first.
    pub fn ring(numbers: &[u16]) -> Plan {
        let mut plan = Plan::chain(numbers);
        plan.lines.push((numbers.len() - 1, 0));
        plan
    }

    /// The last IMP joined to each of the others.
    pub fn star(numbers: &[u16]) -> Plan {
        let hub = numbers.len() - 1;
        Plan { lines: (0..hub).map(|end| (end, hub)).collect(), ..Plan::chain(numbers) }
    }

    /// IMPs in a chain, 50 kb/s, two hosts each, warm.
    pub fn chain(numbers: &[u16]) -> Plan {
        Plan {
            numbers: numbers.to_vec(),
            lines: (1..numbers.len()).map(|end| (end - 1, end)).collect(),
            rate_bps: 50_000,
            delay_ns: 5 * MS,
            settings: Settings::AUGUST_1973,
            hosts: 2,
            begin: Begin::Warm,
            seed: 1,
        }
    }

    pub fn settings(self, settings: Settings) -> Plan {
        Plan { settings, ..self }
    }

    pub fn cold(self) -> Plan {
        Plan { begin: Begin::Cold, ..self }
    }

    pub fn build(&self) -> Net {
        Net::new(self)
    }
}

impl Net {
    fn new(plan: &Plan) -> Net {
        let streams = Streams::new(plan.seed);
        let mut phases = streams.stream("phase", 0);
        let mut ends = vec![Vec::new(); plan.numbers.len()];
        let mut wires = Vec::new();
        for &(a, b) in &plan.lines {
            let place = |end: usize, ends: &Vec<Vec<usize>>| (end, LineIndex(ends[end].len() as u8));
            let (from, to) = (place(a, &ends), place(b, &ends));
            ends[a].push(b);
            ends[b].push(a);
            wires.push(Wire {
                ends: [from, to],
                rate_bps: plan.rate_bps,
                delay_ns: plan.delay_ns,
                carries: [true; 2],
                loops: [false; 2],
                damages_one_in: 0,
            });
        }
        let highest = ImpNumber(plan.numbers.iter().copied().max().unwrap_or(1));
        let imps = (0..plan.numbers.len()).map(|index| {
            let config = Config {
                number: ImpNumber(plan.numbers[index]),
                highest,
                lines: vec![LineConfig { rate_bps: plan.rate_bps }; ends[index].len()],
                hosts: plan.hosts,
                phase_ns: phases.below(640 * MS),
                settings: plan.settings.clone(),
            };
            match plan.begin {
                Begin::Cold => Imp::new(config),
                Begin::Warm => Imp::warm(config, &warm_tables(plan, &ends, index, highest)),
            }
        });
        let imps: Vec<Imp> = imps.collect();
        let up = Host { ready: plan.begin == Begin::Warm, ..Host::default() };
        let hosts = vec![[up.clone(), up.clone(), up.clone(), up]; imps.len()];
        let mut net = Net {
            wakes: vec![Wake::default(); imps.len()],
            imps,
            wires,
            hosts,
            pool: Pool::new(),
            notes: Vec::new(),
            seen: Vec::new(),
            record: Record::Data,
            queue: Queue::new(),
            flights: Vec::new(),
            noise: streams.stream("noise", 0),
            out: Vec::new(),
        };
        for imp in 0..net.imps.len() {
            net.arm(imp);
        }
        net
    }

    /// The present.
    pub fn now(&self) -> Time {
        self.queue.now()
    }

    /// The index of an IMP by its number.
    pub fn index(&self, number: u16) -> usize {
        self.imps.iter().position(|imp| imp.config().number.0 == number).expect("the IMP is in the plan")
    }

    pub fn imp(&self, number: u16) -> &Imp {
        &self.imps[self.index(number)]
    }

    pub fn host(&mut self, number: u16, host: usize) -> &mut Host {
        let index = self.index(number);
        &mut self.hosts[index][host]
    }

    /// A host sends a message, its padding apart.
    pub fn send(&mut self, number: u16, host: usize, leader: Leader, words: &[u16]) {
        let imp = self.index(number);
        let mut words = words.to_vec();
        if !self.is_emulator(imp) {
            words.push(0x8000);
        }
        self.send_raw(number, host, leader, words);
    }

    /// A host sends these very words after the leader.
    pub fn send_raw(&mut self, number: u16, host: usize, leader: Leader, words: Vec<u16>) {
        let imp = self.index(number);
        self.hosts[imp][host].to_send.push_back((leader, words));
        self.start_piece(imp, host);
    }

    /// The host's ready line.
    pub fn set_ready(&mut self, number: u16, host: usize, ready: bool) {
        let imp = self.index(number);
        let cable = &mut self.hosts[imp][host];
        cable.ready = ready;
        cable.send_generation += 1;
        cable.take_generation += 1;
        let index = HostIndex(host as u8);
        let was_sending = cable.sending.take().is_some();
        if !ready {
            cable.to_send.clear();
            cable.partial = None;
        }
        self.give_input(imp, Input::HostReady { host: index, ready });
        if !ready && was_sending {
            self.hosts[imp][host].armed = None;
            self.give_input(imp, Input::HostError { host: index });
        }
        self.start_piece(imp, host);
        self.start_take(imp, host);
    }

    pub fn fault(&mut self, number: u16, fault: Fault) {
        let imp = self.index(number);
        self.give_input(imp, Input::Fault(fault));
    }

    /// Gives an IMP an input at the present time.
    pub fn give_input(&mut self, imp: usize, input: Input) {
        let now = self.now();
        let mut out = std::mem::take(&mut self.out);
        self.imps[imp].handle(now, input, &mut self.pool, &mut out);
        for output in out.drain(..) {
            self.on_output(imp, output);
        }
        self.out = out;
        self.arm(imp);
    }

    /// Runs for so long.
    pub fn run_for(&mut self, ns: u64) {
        self.run_until(self.now().after_ns(ns));
    }

    /// Runs up to a time; events at that very time included.
    pub fn run_until(&mut self, until: Time) {
        while self.queue.peek_time().is_some_and(|time| time <= until) {
            self.step();
        }
        // The present moves on even when nothing happens then.
        self.queue.push(until, Event::Arrive { flight: usize::MAX });
        self.queue.pop();
    }

    /// Runs until something is true, at most so long; whether it came true.
    pub fn run_while(&mut self, limit_ns: u64, mut goes_on: impl FnMut(&Net) -> bool) -> bool {
        let until = self.now().after_ns(limit_ns);
        while goes_on(self) {
            if self.queue.peek_time().is_none_or(|time| time > until) {
                return false;
            }
            self.step();
        }
        true
    }

    fn step(&mut self) {
        let Some((_, event)) = self.queue.pop() else { return };
        match event {
            Event::Wake { imp, generation } => {
                if self.wakes[imp].is_due(generation) {
                    self.give_input(imp, Input::Wake);
                }
            }
            Event::Arrive { flight } => {
                if let Some(Flight { imp, line, packet, damaged }) =
                    self.flights.get_mut(flight).and_then(Option::take)
                {
                    self.give_input(imp, Input::LineReceived { line, packet, damaged });
                }
            }
            Event::Sent { imp, line } => self.give_input(imp, Input::LineSent { line }),
            Event::Piece { imp, host, generation } => self.finish_piece(imp, host, generation),
            Event::Took { imp, host, generation } => self.finish_take(imp, host, generation),
        }
    }

    fn arm(&mut self, imp: usize) {
        let at = self.imps[imp].next_wake().map(|at| at.max(self.queue.now()));
        if let Some((time, generation)) = self.wakes[imp].arm(at) {
            self.queue.push(time, Event::Wake { imp, generation });
        }
    }

    fn on_output(&mut self, imp: usize, output: Output) {
        match output {
            Output::SendLine { line, packet } => self.send_line(imp, line, packet),
            Output::TakeFromHost { host, piece } => {
                self.hosts[imp][usize::from(host.0)].armed = Some(piece);
                self.start_piece(imp, usize::from(host.0));
            }
            Output::GiveHost { host, leader, body, last } => {
                let host = usize::from(host.0);
                if let Some((_, body, _)) = self.hosts[imp][host].given.replace((leader, body, last)) {
                    self.pool.release(body);
                }
                self.start_take(imp, host);
            }
            Output::SetReady { host, ready } => self.on_imp_ready(imp, usize::from(host.0), ready),
            Output::Note(note) => {
                let number = self.imps[imp].config().number;
                self.notes.push((self.queue.now(), number, note));
            }
        }
    }

    fn send_line(&mut self, imp: usize, line: LineIndex, packet: Packet) {
        let now = self.queue.now();
        self.keep(imp, line, &packet);
        let wire =
            self.wires.iter().find(|wire| wire.ends.contains(&(imp, line))).expect("the line is in the plan");
        let from = usize::from(wire.ends[1] == (imp, line));
        let sent_ns = packet.line_bits() * SECOND / u64::from(wire.rate_bps);
        let damaged = wire.damages_one_in > 0 && self.noise.below(wire.damages_one_in) == 0;
        let to = if wire.loops[from] { from } else { 1 - from };
        let (carries, delay_ns) = (wire.carries[from], wire.delay_ns);
        let (to_imp, to_line) = wire.ends[to];
        self.queue.push(now.after_ns(sent_ns), Event::Sent { imp, line });
        if !carries {
            return packet.release(&mut self.pool);
        }
        let flight = Flight { imp: to_imp, line: to_line, packet, damaged };
        let place = self.flights.iter().position(Option::is_none).unwrap_or_else(|| {
            self.flights.push(None);
            self.flights.len() - 1
        });
        self.flights[place] = Some(flight);
        self.queue.push(now.after_ns(sent_ns + delay_ns), Event::Arrive { flight: place });
    }

    fn keep(&mut self, imp: usize, line: LineIndex, packet: &Packet) {
        let is_data = matches!(packet.content, Words::Data(..));
        if self.record == Record::Everything || (self.record == Record::Data && is_data) {
            let words = packet.to_wire(&self.pool).and_then(|wire| wire.emit()).unwrap_or_default();
            self.seen.push(Seen { at: self.queue.now(), imp: self.imps[imp].config().number, line, words });
        }
    }

    fn is_emulator(&self, imp: usize) -> bool {
        self.imps[imp].config().settings.compat == arpanet_imp::Compat::Emulator
    }

    fn on_imp_ready(&mut self, imp: usize, host: usize, ready: bool) {
        let now = self.queue.now();
        let cable = &mut self.hosts[imp][host];
        cable.imp_ready = ready;
        cable.imp_ready_seen.push((now, ready));
        if !ready {
            cable.armed = None;
            cable.sending = None;
            cable.send_generation += 1;
            cable.take_generation += 1;
            cable.partial = None;
            if let Some((_, body, _)) = cable.given.take() {
                self.pool.release(body);
            }
        }
    }

    /// Begins the transfer of a piece when one is wanted and one is there.
    fn start_piece(&mut self, imp: usize, host: usize) {
        let now = self.queue.now();
        let cable = &mut self.hosts[imp][host];
        if !cable.ready || !cable.imp_ready || cable.armed.is_none() {
            return;
        }
        if cable.sending.is_none() {
            let Some((leader, words)) = cable.to_send.pop_front() else { return };
            cable.sending = Some((leader, words, 0));
        } else if cable.stalled {
            return;
        }
        let words = match cable.armed {
            Some(Piece::Data(most)) => {
                let left = cable.sending.as_ref().map_or(0, |(_, words, done)| words.len() - done);
                left.min(usize::from(most))
            }
            _ => 2,
        };
        cable.send_generation += 1;
        let generation = cable.send_generation;
        let at = now.after_ns(words as u64 * CABLE_WORD_NS);
        self.queue.push(at, Event::Piece { imp, host, generation });
    }

    fn finish_piece(&mut self, imp: usize, host: usize, generation: u32) {
        let cable = &mut self.hosts[imp][host];
        if cable.send_generation != generation {
            return;
        }
        let (Some(piece), Some((leader, words, done))) = (cable.armed.take(), cable.sending.as_mut()) else {
            return;
        };
        let index = HostIndex(host as u8);
        let input = match piece {
            Piece::Leader => {
                let last = words.is_empty();
                Input::HostLeader { host: index, leader: *leader, words: 2, last }
            }
            Piece::Data(most) => {
                let end = (*done + usize::from(most)).min(words.len());
                let body = self.pool.store(&words[*done..end]);
                *done = end;
                Input::HostSent { host: index, body, last: end == words.len() }
            }
        };
        if matches!(input, Input::HostLeader { last: true, .. } | Input::HostSent { last: true, .. }) {
            cable.sending = None;
        }
        self.give_input(imp, input);
        self.start_piece(imp, host);
    }

    /// Begins to take a packet when one is given and the host takes.
    pub fn start_take(&mut self, imp: usize, host: usize) {
        let now = self.queue.now();
        let cable = &mut self.hosts[imp][host];
        let Some((leader, body, _)) = &cable.given else { return };
        if !cable.ready || cable.stuck {
            return;
        }
        let words = u64::from(body.words()) + if leader.is_some() { 2 } else { 0 };
        cable.take_generation += 1;
        let generation = cable.take_generation;
        let at = now.after_ns(words * CABLE_WORD_NS + cable.take_ns);
        self.queue.push(at, Event::Took { imp, host, generation });
    }

    fn finish_take(&mut self, imp: usize, host: usize, generation: u32) {
        let now = self.queue.now();
        let cable = &mut self.hosts[imp][host];
        if cable.take_generation != generation || cable.stuck {
            return;
        }
        let Some((leader, body, last)) = cable.given.take() else { return };
        if let Some(leader) = leader {
            cable.partial = Some((leader, Vec::new()));
        }
        if let Some((_, words)) = &mut cable.partial {
            words.extend(self.pool.words(&body));
        }
        self.pool.release(body);
        if last && let Some((leader, words)) = cable.partial.take() {
            cable.received.push((now, leader, words));
        }
        self.give_input(imp, Input::HostTook { host: HostIndex(host as u8) });
    }

    /// Whether nothing but housekeeping goes on.
    pub fn is_quiet(&self) -> bool {
        self.imps.iter().all(Imp::is_quiet)
            && self.hosts.iter().flatten().all(|host| host.to_send.is_empty() && host.sending.is_none())
    }

    /// What a host has got of the types that answer a message: type, subtype, link.
    pub fn answers(&mut self, number: u16, host: usize) -> Vec<(u8, u8, u8)> {
        let got = self.host(number, host).received.iter();
        let answers = got.filter(|(_, leader, _)| matches!(leader.message_type, 1 | 5 | 7 | 8 | 9));
        answers.map(|(_, leader, _)| (leader.message_type, leader.subtype, leader.link)).collect()
    }

    /// The links of the regular messages that have reached a host.
    pub fn delivered(&mut self, number: u16, host: usize) -> Vec<u8> {
        let got = self.host(number, host).received.iter();
        got.filter(|(_, leader, _)| leader.message_type == 0).map(|(_, leader, _)| leader.link).collect()
    }

    /// The first time that an IMP noted something, in milliseconds.
    pub fn first_ms(&self, number: u16, is_it: impl Fn(&Note) -> bool) -> Option<u64> {
        self.notes_of(number).find(|(_, note)| is_it(note)).map(|(at, _)| at.as_ns() / MS)
    }

    /// The facts that an IMP noted, with their times.
    pub fn notes_of(&self, number: u16) -> impl Iterator<Item = (Time, Note)> + '_ {
        self.notes.iter().filter(move |(_, imp, _)| imp.0 == number).map(|&(at, _, note)| (at, note))
    }
}

/// An address.
pub fn address(imp: u16, host: u8) -> HostAddress {
    HostAddress { imp: ImpNumber(imp), host }
}

/// The leader of a regular message.
pub fn regular(imp: u16, host: u8, link: u8) -> Leader {
    Leader::regular(address(imp, host), link)
}

fn warm_tables(plan: &Plan, ends: &[Vec<usize>], me: usize, highest: ImpNumber) -> WarmTables {
    let mut ways = vec![None; usize::from(highest.0) + 1];
    // Breadth first from here: the first line that reaches an IMP is the best.
    let mut reached = vec![None; plan.numbers.len()];
    reached[me] = Some((0u8, LineIndex(0)));
    let mut frontier = VecDeque::from([me]);
    while let Some(at) = frontier.pop_front() {
        let (hops, line) = reached[at].expect("it is in the frontier");
        for (index, &next) in ends[at].iter().enumerate() {
            if reached[next].is_none() {
                let line = if at == me { LineIndex(index as u8) } else { line };
                reached[next] = Some((hops + 1, line));
                frontier.push_back(next);
            }
        }
    }
    for (index, reached) in reached.into_iter().enumerate().filter(|(index, _)| *index != me) {
        ways[usize::from(plan.numbers[index])] = reached.map(|(hops, line)| Way {
            hop_line: line,
            hops,
            delay_line: line,
            delay: u16::from(hops) * 4,
        });
    }
    let neighbours = ends[me].iter().map(|&end| Some(ImpNumber(plan.numbers[end]))).collect();
    WarmTables { ways, neighbours, hosts_up: std::array::from_fn(|host| host < usize::from(plan.hosts)) }
}
