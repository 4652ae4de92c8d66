//! One trial: two NCPs, a subnet that delays, loses and reorders between links, processes that do as they please, and
//! hosts that crash. Everything follows from the seed.

use std::collections::BTreeMap;
use std::fmt::Write;

use arpanet_kernel::{Stream, Streams, Time, Wake};
use arpanet_ncp::{ConnectionId, Event, Input, Ncp, Note, Output, Pair, Profile, StateName};
use arpanet_wire::command::{Command, Commands};
use arpanet_wire::host_host::{Message, pad_to_word};
use arpanet_wire::{Bits, HostAddress, Leader};

use crate::model::Model;
use crate::plan::{MS, Plan, SECOND};
use crate::users::Users;

/// Addresses of the two hosts.
pub const HOSTS: [u8; 2] = [69, 70];

/// A host that does not exist.
pub const NOBODY: u8 = 200;

/// Time after the last fault and the last new call in which everything must come to an end.
const EPILOGUE_NS: u64 = 3 * 3600 * SECOND;

/// Something that will happen.
enum Happening {
    /// A message reaches its destination.
    Arrival {
        message: Bits,
        from: usize,
        life: u32,
    },
    /// The IMP's answer to a message reaches its source.
    Answer {
        to: usize,
        life: u32,
        leader: Leader,
        answered: Bits,
    },
    /// A host wakes.
    Wake {
        host: usize,
        life: u32,
        generation: u32,
    },
    /// A process of a host does something.
    Turn {
        host: usize,
    },
    Crash {
        host: usize,
    },
    Restart {
        host: usize,
    },
    /// An operator resets the other host.
    Reset {
        host: usize,
    },
}

pub struct Side {
    pub ncp: Ncp,
    pub model: Model,
    pub users: Users,
    pub is_up: bool,
    /// Counts restarts: what was meant for an earlier life is not for this one.
    life: u32,
    wake: Wake,
    profile: Profile,
}

pub struct Trial {
    pub plan: Plan,
    pub now: Time,
    pub sides: [Side; 2],
    dice: Stream,
    queue: BTreeMap<(Time, u64), Happening>,
    pushed: u64,
    /// When the last message or answer on a link arrives: a link keeps its order.
    last_arrival: BTreeMap<(usize, u8, u8), Time>,
    /// Control messages that have been lost without a word.
    pub losses: u32,
    pub rsts_lost: u32,
    pub crashes: u32,
    /// Everything, for a failure's report.
    log: Option<String>,
}

/// What trials consisted of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub messages: u64,
    pub connections: u64,
    pub data_bits: u64,
    pub losses: u64,
    pub crashes: u64,
    pub sent_again: u64,
    /// Trials in which a CLS was forgotten.
    pub ambiguous: u64,
    /// Trials with nothing but delays.
    pub calm: u64,
}

impl Tally {
    pub fn add(&mut self, other: &Tally) {
        self.messages += other.messages;
        self.connections += other.connections;
        self.data_bits += other.data_bits;
        self.losses += other.losses;
        self.crashes += other.crashes;
        self.sent_again += other.sent_again;
        self.ambiguous += other.ambiguous;
        self.calm += other.calm;
    }
}

/// What went wrong.
pub type Failure = String;

impl Trial {
    pub fn new(seed: u64, keeps_log: bool) -> Trial {
        let streams = Streams::new(seed);
        let plan = Plan::drawn(&mut streams.stream("plan", 0));
        let side = |index: usize| Side {
            ncp: Ncp::new(plan.profiles[index], HostAddress::from_octet(HOSTS[index])),
            model: Model::new(plan.profiles[index]),
            users: Users::new(index, streams.stream("users", index as u64)),
            is_up: true,
            life: 0,
            wake: Wake::default(),
            profile: plan.profiles[index],
        };
        let sides = [side(0), side(1)];
        let mut trial = Trial {
            plan,
            now: Time::from_ns(1),
            sides,
            dice: streams.stream("subnet", 0),
            queue: BTreeMap::new(),
            pushed: 0,
            last_arrival: BTreeMap::new(),
            losses: 0,
            rsts_lost: 0,
            crashes: 0,
            log: keeps_log.then(String::new),
        };
        trial.say(|| format!("{plan:#?}"));
        trial
    }

    pub fn log(&mut self) -> String {
        self.log.take().unwrap_or_default()
    }

    /// What the trial consisted of, not counting lives that ended in a crash.
    pub fn tally(&self) -> Tally {
        let counters = || self.sides.iter().map(|side| side.ncp.counters());
        Tally {
            messages: counters().map(|counters| counters.sent_to_imp[0]).sum(),
            connections: counters().map(|counters| counters.connections_opened).sum(),
            data_bits: counters().map(|counters| counters.data_bits_received).sum(),
            losses: u64::from(self.losses),
            crashes: u64::from(self.crashes),
            sent_again: counters().map(|counters| counters.messages_sent_again).sum(),
            ambiguous: u64::from(self.sides.iter().any(|side| side.model.is_ambiguous())),
            calm: u64::from(self.is_calm()),
        }
    }

    fn say(&mut self, line: impl FnOnce() -> String) {
        if let Some(log) = &mut self.log {
            writeln!(log, "{} {}", self.now, line()).expect("a string takes any text");
        }
    }

    fn schedule(&mut self, at: Time, happening: Happening) {
        self.pushed += 1;
        self.queue.insert((at, self.pushed), happening);
    }

    fn after(&mut self, mean_ns: u64, cap_ns: u64) -> Time {
        let delay = self.dice.exponential_ns(mean_ns).clamp(MS, cap_ns);
        self.now.after_ns(delay)
    }

    // The course of a trial.

    pub fn run(&mut self) -> Result<(), Failure> {
        let end = self.plan.length_ns;
        for host in 0..2 {
            let at = self.after(self.plan.pause_ns, SECOND);
            self.schedule(at, Happening::Turn { host });
        }
        for _ in 0..self.plan.crashes {
            let at = Time::from_ns(1 + self.dice.below(end));
            let host = self.dice.below(2) as usize;
            self.schedule(at, Happening::Crash { host });
        }
        for _ in 0..self.plan.resets {
            let at = Time::from_ns(1 + self.dice.below(end));
            let host = self.dice.below(2) as usize;
            self.schedule(at, Happening::Reset { host });
        }
        self.play_until(Time::from_ns(end))?;
        self.end()?;
        self.play_until(self.now.after_ns(EPILOGUE_NS))?;
        self.judge()
    }

    fn play_until(&mut self, end: Time) -> Result<(), Failure> {
        while let Some(((at, order), _)) = self.queue.first_key_value() {
            let (at, order) = (*at, *order);
            if at > end {
                break;
            }
            let happening = self.queue.remove(&(at, order)).expect("just seen");
            self.now = at;
            self.happen(happening)?;
        }
        self.now = self.now.max(end);
        Ok(())
    }

    fn happen(&mut self, happening: Happening) -> Result<(), Failure> {
        match happening {
            Happening::Arrival { message, from, life } => self.on_arrival(&message, from, life),
            Happening::Answer { to, life, leader, answered } => self.on_answer(to, life, leader, &answered),
            Happening::Wake { host, life, generation } => {
                let side = &mut self.sides[host];
                let is_due = side.is_up && side.life == life && side.wake.is_due(generation);
                if is_due { self.input(host, Input::Wake) } else { Ok(()) }
            }
            Happening::Turn { host } => self.on_turn(host),
            Happening::Crash { host } => {
                self.on_crash(host);
                Ok(())
            }
            Happening::Restart { host } => self.on_restart(host),
            Happening::Reset { host } if self.sides[host].is_up => {
                let other = HostAddress::from_octet(HOSTS[1 - host]);
                // "The Host sending the RST should likewise purge its NCP tables" (p. 18), before the RST leaves.
                self.sides[host].model.purge(other);
                self.input(host, Input::Reset { host: other })
            }
            Happening::Reset { .. } => Ok(()),
        }
    }

    /// Faults and new calls are over: every process closes what it has.
    fn end(&mut self) -> Result<(), Failure> {
        self.plan.stop();
        self.queue.retain(|_, happening| {
            !matches!(happening, Happening::Turn { .. } | Happening::Crash { .. } | Happening::Reset { .. })
        });
        for host in 0..2 {
            if self.sides[host].is_up {
                for call in self.sides[host].users.close_everything() {
                    self.input(host, call)?;
                }
            }
        }
        Ok(())
    }

    // Hosts.

    fn on_turn(&mut self, host: usize) -> Result<(), Failure> {
        let at = self.after(self.plan.pause_ns, 60 * SECOND);
        self.schedule(at, Happening::Turn { host });
        if !self.sides[host].is_up {
            return Ok(());
        }
        let Side { users, ncp, .. } = &mut self.sides[host];
        match users.next_call(ncp, &self.plan) {
            Some(call) => self.input(host, call),
            None => Ok(()),
        }
    }

    fn on_crash(&mut self, host: usize) {
        if !self.sides[host].is_up {
            return;
        }
        self.say(|| format!("host {host} crashes"));
        self.crashes += 1;
        let side = &mut self.sides[host];
        side.is_up = false;
        side.life += 1;
        side.users.die();
        // Longer than anything is under way in the subnet.
        let down_ns = self.plan.longest_delay_ns + self.dice.below(200 * SECOND);
        let at = self.now.after_ns(down_ns);
        self.schedule(at, Happening::Restart { host });
    }

    fn on_restart(&mut self, host: usize) -> Result<(), Failure> {
        self.say(|| format!("host {host} comes up"));
        let side = &mut self.sides[host];
        side.is_up = true;
        side.wake = Wake::default();
        side.ncp = Ncp::new(side.profile, HostAddress::from_octet(HOSTS[host]));
        side.model = Model::new(side.profile);
        self.input(host, Input::Start)
    }

    /// One input, all its outputs, and what the model says to them.
    fn input(&mut self, host: usize, input: Input) -> Result<(), Failure> {
        self.say(|| format!("host {host} <- {input:?}"));
        let mut outputs = Vec::new();
        let now = self.now;
        self.sides[host].model.tick(now);
        self.sides[host].ncp.handle(now, input, &mut outputs);
        for output in outputs {
            match output {
                Output::ToImp(message) => {
                    self.say(|| format!("host {host} -> {}", describe(&message)));
                    let verdict = self.sides[host].model.on_sent(now, &message);
                    verdict.map_err(|violation| format!("host {host} broke a rule: {violation}"))?;
                    self.send(host, message);
                }
                Output::Event { id, event } => self.on_event(host, id, event)?,
                Output::Host(event) => self.say(|| format!("host {host}: {event:?}")),
                Output::Note(note) => {
                    self.say(|| format!("host {host}: {note}"));
                    match note {
                        Note::Forgotten(pair) => self.on_forgotten(host, pair),
                        // It will be reset; the tables are purged before the RST leaves.
                        Note::Distrusted(address) => self.sides[host].model.purge(address),
                        _ => {}
                    }
                }
            }
        }
        self.check_counters(host)?;
        let side = &mut self.sides[host];
        let life = side.life;
        if let Some((at, generation)) = side.wake.arm(side.ncp.next_wake()) {
            self.schedule(at.max(now), Happening::Wake { host, life, generation });
        }
        let call = self.sides[host].users.answer_call();
        match call {
            Some(call) => self.input(host, call),
            None => Ok(()),
        }
    }

    fn on_event(&mut self, host: usize, id: ConnectionId, event: Event) -> Result<(), Failure> {
        self.say(|| format!("host {host}: {} {event:?}", id.0));
        self.sides[host]
            .users
            .on_event(id, event)
            .map_err(|problem| format!("host {host} connection {}: {problem}", id.0))
    }

    /// Neither end can tell any more what is meant by what.
    fn on_forgotten(&mut self, host: usize, pair: Pair) {
        let own = HostAddress::from_octet(HOSTS[host]);
        let other = HOSTS.iter().position(|octet| HostAddress::from_octet(*octet) == pair.foreign.host);
        self.sides[host].model.on_forgotten(pair.foreign.host);
        if let Some(other) = other {
            self.sides[other].model.on_forgotten(own);
        }
    }

    /// "neither counter below zero" is the type's doing; here: what the machine thinks a sender may send is what the
    /// messages that passed imply.
    fn check_counters(&mut self, host: usize) -> Result<(), Failure> {
        let side = &self.sides[host];
        for status in side.ncp.status() {
            if !matches!(status.state, StateName::Sending | StateName::Draining) {
                continue;
            }
            let pair = (status.pair.local, status.pair.foreign.host, status.pair.foreign.number);
            let space = (i64::from(status.messages), i64::from(status.bits));
            side.model.agrees(pair, space).map_err(|why| format!("host {host}: {} {why}", status.pair))?;
        }
        Ok(())
    }

    // The subnet.

    fn send(&mut self, from: usize, message: Bits) {
        let Ok(leader) = Leader::parse(&message) else { return };
        if leader.message_type != 0 {
            return;
        }
        let at = self.in_order(from, &leader);
        let life = self.sides[from].life;
        self.schedule(at, Happening::Arrival { message, from, life });
    }

    /// A time of arrival that keeps the order on each link, and on each link alone.
    fn in_order(&mut self, from: usize, leader: &Leader) -> Time {
        let at = self.after(self.plan.delay_ns, self.plan.longest_delay_ns);
        let octet = leader.address.to_octet().unwrap_or(0);
        let last = self.last_arrival.entry((from, octet, leader.link)).or_insert(Time::ZERO);
        *last = at.max(last.after_ns(1));
        *last
    }

    fn on_arrival(&mut self, message: &Bits, from: usize, life: u32) -> Result<(), Failure> {
        let leader = Leader::parse(message).expect("it had one when it was sent");
        let to = HOSTS.iter().position(|octet| HostAddress::from_octet(*octet) == leader.address);
        let Some(to) = to.filter(|to| self.sides[*to].is_up) else {
            self.answer(from, life, leader, 7, 1, message);
            return Ok(());
        };
        if self.dice.chance(self.plan.undelivered) {
            let (kind, subtype) = [(8, 0), (9, 0), (9, 3), (9, 4)][self.dice.below(4) as usize];
            self.answer(from, life, leader, kind, subtype, message);
            return Ok(());
        }
        if self.is_lost(&leader, message) {
            self.say(|| format!("lost: {}", describe(message)));
            if !self.dice.chance(0.2) {
                self.answer(from, life, leader, 5, 0, message);
            }
            return Ok(());
        }
        if !self.dice.chance(self.plan.rfnms_lost) {
            self.answer(from, life, leader, 5, 0, message);
        }
        let source = HostAddress::from_octet(HOSTS[from]);
        let mut arrived = Leader { address: source, ..leader }.emit().expect("the address fits");
        let mut rest = message.clone();
        pad_to_word(&mut rest);
        arrived.extend(&rest.slice(32, usize::MAX));
        let now = self.now;
        let Side { model, ncp, .. } = &mut self.sides[to];
        model.on_received(now, &arrived, |pair| has_entry(ncp, pair));
        self.input(to, Input::FromImp(arrived))?;
        let Side { model, ncp, .. } = &mut self.sides[to];
        model.settle_doubts(|pair| has_entry(ncp, pair));
        Ok(())
    }

    /// Whether a control message vanishes. Never two RSTs in one trial: a reset that fails twice is given up, as NIC 8246
    /// p. 18 allows, and then nothing is known of the tables at the other end.
    fn is_lost(&mut self, leader: &Leader, message: &Bits) -> bool {
        if leader.link != 0 || self.losses >= self.plan.losses || !self.dice.chance(0.05) {
            return false;
        }
        if commands_of(message).contains(&Command::Rst) {
            if self.rsts_lost > 0 {
                return false;
            }
            self.rsts_lost += 1;
        }
        self.losses += 1;
        true
    }

    fn answer(&mut self, to: usize, life: u32, question: Leader, kind: u8, subtype: u8, answered: &Bits) {
        let at = self.after(self.plan.delay_ns, self.plan.longest_delay_ns);
        let leader = Leader { message_type: kind, subtype, ..question };
        self.schedule(at, Happening::Answer { to, life, leader, answered: answered.clone() });
    }

    fn on_answer(&mut self, to: usize, life: u32, leader: Leader, answered: &Bits) -> Result<(), Failure> {
        if self.sides[to].life != life {
            return Ok(());
        }
        let message = leader.emit().expect("the address fits");
        self.sides[to].model.on_answer(&message, answered);
        self.input(to, Input::FromImp(message))
    }

    // The end.

    fn judge(&mut self) -> Result<(), Failure> {
        for (host, side) in self.sides.iter().enumerate() {
            if !side.is_up {
                return Err(format!("host {host} has not come up again"));
            }
            if let Some(status) = side.ncp.status().next() {
                return Err(format!("host {host}: {status:?} is stuck"));
            }
            if !side.ncp.is_quiet() {
                return Err(format!("host {host} is not quiet: {:?}", side.ncp));
            }
            side.users.judge().map_err(|problem| format!("host {host}: {problem}"))?;
        }
        let [first, second] = &self.sides;
        Users::judge_both([&first.users, &second.users], self.is_calm())?;
        if self.is_calm() {
            for (host, side) in self.sides.iter().enumerate() {
                let detected = side.ncp.counters().errors_detected;
                if detected > 0 {
                    return Err(format!("host {host} found {detected} errors where nothing was lost"));
                }
            }
        }
        Ok(())
    }

    /// Nothing but delays, and none so long that a CLS was forgotten or a resynchronisation given up as lost.
    fn is_calm(&self) -> bool {
        let given_up = |side: &Side| {
            let counters = side.ncp.counters();
            counters.closes_forgotten + counters.resynchronisations_late
        };
        self.plan.is_calm && self.sides.iter().map(given_up).sum::<u64>() == 0
    }
}

/// Whether the NCP's table has this pair.
fn has_entry(ncp: &Ncp, pair: crate::model::Pair) -> bool {
    ncp.status()
        .any(|status| (status.pair.local, status.pair.foreign.host, status.pair.foreign.number) == pair)
}

fn commands_of(message: &Bits) -> Vec<Command> {
    let Ok(message) = Message::parse(message) else { return Vec::new() };
    Commands::new(message.text().octets()).filter_map(Result::ok).collect()
}

fn describe(message: &Bits) -> String {
    let Ok(leader) = Leader::parse(message) else { return format!("{message:?}") };
    match (leader.message_type, leader.link) {
        (0, 0) => {
            let commands: Vec<String> = commands_of(message).iter().map(Command::to_string).collect();
            format!("{}: {}", leader.address, commands.join(" + "))
        }
        (0, link) => format!("{} link {link}: {} bits", leader.address, message.length_bits() - 72),
        (kind, _) => format!("type {kind}"),
    }
}
