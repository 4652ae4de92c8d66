//! Watching one run: when what was to be set up was there, and what had crossed the cables and lines by then.

use arpanet_scenario::Time;
use arpanet_scenario::file::{ConnectionClass, When};
use arpanet_scenario::trace::{Analyser, Cast, Detail, Fact, JobChange, On, Service};
use arpanet_scenario::wire::HostToImp;
use arpanet_scenario::wire::modem::{Content, Packet};
use arpanet_scenario::world::{HostId, Interests, Observer, Plan, Record};

use super::stage::{Job, Load};
use super::way::Way;

/// What one way took in one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Measured {
    pub way: Way,
    pub simulated_ns: u64,
    pub spent: Spent,
}

/// What had been spent at some moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spent {
    /// Messages on link 0, and commands in them.
    pub control_messages: u32,
    pub control_commands: u32,
    /// Packets of the data family that began to cross a line.
    pub imp_packets: u32,
    pub wall_ns: u64,
}

impl Spent {
    fn since(self, earlier: Spent) -> Spent {
        Spent {
            control_messages: self.control_messages - earlier.control_messages,
            control_commands: self.control_commands - earlier.control_commands,
            imp_packets: self.imp_packets - earlier.imp_packets,
            wall_ns: self.wall_ns.saturating_sub(earlier.wall_ns),
        }
    }
}

/// Watches one run.
pub(super) struct Watcher<'a> {
    job: Job,
    load: Load,
    /// The user, the server and the server beside are the plan's last three hosts.
    user: HostId,
    analyser: Analyser,
    facts: Vec<Fact>,
    clock: &'a (dyn Fn() -> u64 + Sync),
    spent: Spent,
    /// When the job began, and when the command went that asks for a data connection.
    began: Option<(Time, Spent)>,
    asked: Option<(Time, Spent)>,
    /// Requests that have arrived for the connections that an initial one gave out, and for data connections.
    control_requests: u8,
    data_requests: u8,
    measured: Vec<Measured>,
}

impl<'a> Watcher<'a> {
    pub(super) fn new(plan: &Plan, job: Job, load: Load, clock: &'a (dyn Fn() -> u64 + Sync)) -> Watcher<'a> {
        Watcher {
            job,
            load,
            user: HostId(plan.hosts.len() as u16 - 3),
            analyser: Analyser::new(Cast::of(plan)),
            facts: Vec::new(),
            clock,
            spent: Spent::default(),
            began: None,
            asked: None,
            control_requests: 0,
            data_requests: 0,
            measured: Vec::new(),
        }
    }

    /// All that was reached.
    pub(super) fn measured(self) -> Vec<Measured> {
        self.measured
    }

    fn now_spent(&self) -> Spent {
        Spent { wall_ns: (self.clock)(), ..self.spent }
    }

    fn reach(&mut self, way: Way, now: Time) {
        let since = if matches!(way, Way::FtpData | Way::ThirdParty) { self.asked } else { self.began };
        let Some((at, spent)) = since.filter(|_| way.job() == self.job) else { return };
        if self.measured.iter().all(|measured| measured.way != way) {
            let (simulated_ns, spent) = (now.ns_since(at), self.now_spent().since(spent));
            self.measured.push(Measured { way, simulated_ns, spent });
        }
    }

    /// Whether a host is one of ours.
    fn is_ours(&self, host: Option<HostId>) -> bool {
        host.is_some_and(|host| host >= self.user)
    }

    fn on_fact(&mut self, fact: &Fact) {
        let at_user = fact.to.host == Some(self.user);
        match &fact.detail {
            Detail::Job { change: JobChange::Started, .. } => {
                self.began = Some((fact.time, self.now_spent()));
            }
            Detail::ToImp { leader, kind: HostToImp::Regular }
                if leader.link == 0 && self.is_ours(fact.from.host) =>
            {
                self.spent.control_messages += 1;
            }
            Detail::Command { when: When::Sent, .. } if self.is_ours(fact.from.host) => {
                self.spent.control_commands += 1;
            }
            Detail::Command { command, when: When::Received, on: Some(on) } => {
                self.on_command(command.name(), on, at_user, fact.time);
            }
            Detail::Data {
                when: When::Received,
                on: Some(On { class: ConnectionClass::Control, .. }),
                ..
            } if at_user => {
                self.reach(Way::Greeting, fact.time);
            }
            Detail::Line { service: Service::Ftp, text, when } => {
                self.on_line(text, *when, at_user, fact.time);
            }
            _ => {}
        }
    }

    fn on_command(&mut self, name: &str, on: &On, at_user: bool, now: Time) {
        let is_request = matches!(name, "RTS" | "STR");
        match on.class {
            ConnectionClass::Icp if name == "STR" && at_user => self.reach(Way::Pair, now),
            ConnectionClass::Icp if name == "ALL" && !at_user => self.reach(Way::PairWithAllocation, now),
            ConnectionClass::Control if is_request && at_user => {
                self.control_requests += 1;
                if self.control_requests == 2 {
                    self.reach(Way::Icp, now);
                }
            }
            ConnectionClass::Data if is_request && self.asked.is_some() => {
                self.data_requests += 1;
                if self.data_requests == 2 {
                    self.reach(Way::FtpData, now);
                    self.reach(Way::ThirdParty, now);
                }
            }
            _ => {}
        }
    }

    fn on_line(&mut self, text: &str, when: When, at_user: bool, now: Time) {
        let asks = match self.job {
            Job::ThirdParty => "LSTN",
            _ => "RETR",
        };
        if when == When::Received && at_user && text.starts_with("230") {
            self.reach(Way::FtpLogin, now);
        } else if when == When::Sent && text.starts_with(asks) && self.asked.is_none() {
            self.asked = Some((now, self.now_spent()));
        }
    }
}

impl Observer for Watcher<'_> {
    fn interests(&self) -> Interests {
        Interests { cables: true, events: true, packets: self.load == Load::None, ..Interests::NONE }
    }

    fn record(&mut self, now: Time, record: &Record<'_>) {
        if let Record::Packet { words, .. } = record {
            let is_data = Packet::parse(words).is_ok_and(|it| matches!(it.content, Content::Data { .. }));
            self.spent.imp_packets += u32::from(is_data);
            return;
        }
        let mut facts = std::mem::take(&mut self.facts);
        self.analyser.take(now, record, &mut facts);
        facts.drain(..).for_each(|fact| self.on_fact(&fact));
        self.facts = facts;
    }

    fn is_satisfied(&self) -> bool {
        let wanted = Way::ALL.iter().filter(|way| way.job() == self.job).count();
        self.measured.len() == wanted
    }
}
