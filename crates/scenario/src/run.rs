//! Playing a scenario: the world runs, and everyone who listens hears the same facts in the same order.

use arpanet_kernel::{StopReason, Time};
use arpanet_world::programs::System;
use arpanet_world::{
    Arrival, CableMessage, Departure, HostId, HostKind, Interests, JobId, Observer, Outcome, Record,
    UnfinishedJob, World,
};

use crate::expect::{Ending, FileSeen, Gauge, Item, Measure, Reading, Watch};
use crate::narrate::{Narrator, Telling};
use crate::plan::Scenario;
use crate::summary::Summary;
use crate::trace::{Analyser, Cast, Connections, Detail, Fact, TraceHead, trace_line};

/// Where a run's text goes, as it comes.
pub trait Sink {
    /// Lines of narration, each ended.
    fn narrate(&mut self, text: &str);
    /// One line of the trace, not ended.
    fn trace(&mut self, line: &str);
    /// Whether narration is wanted.
    fn wants_narration(&self) -> bool;
    /// Whether the trace is wanted, and if so whether with the packets on the lines.
    fn wants_trace(&self) -> Option<Packets>;
    /// What one record of the world tells: the message on a cable first, then what is in it.
    fn hear(&mut self, _facts: &[Fact], _connections: &Connections) {}
    /// Whether facts are wanted, and if so whether with the packets on the lines.
    fn wants_facts(&self) -> Option<Packets> {
        None
    }
}

/// Nobody reads along.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nobody;

impl Sink for Nobody {
    fn narrate(&mut self, _text: &str) {}

    fn trace(&mut self, _line: &str) {}

    fn wants_narration(&self) -> bool {
        false
    }

    fn wants_trace(&self) -> Option<Packets> {
        None
    }
}

/// Whether the packets on the lines are told too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packets {
    /// They are not.
    Untold,
    /// They are.
    Told,
}

impl Packets {
    /// Told, if somebody wants them.
    pub const fn told(are_wanted: bool) -> Packets {
        if are_wanted { Packets::Told } else { Packets::Untold }
    }
}

/// A scenario being played.
pub struct Run {
    scenario: Scenario,
    name: String,
    world: World,
    analyser: Analyser,
    narrator: Narrator,
    watches: Vec<Watch>,
    gauges: Vec<Gauge>,
    facts: Vec<Fact>,
    has_begun: bool,
}

/// A run that has ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// The summary, without the wall clock's figures.
    pub summary: Summary,
    /// Jobs that had been started and had not ended, and what they were waiting for.
    pub unfinished_jobs: Vec<UnfinishedJob>,
    /// The operating statistics of each host's NCP, by the host's name, in the order and shape of RFC 618.
    pub typescripts: Vec<(String, String)>,
    /// Whether all is well: every expectation met, and the run did not stall.
    pub is_well: bool,
}

impl Run {
    /// A run of `scenario`, called `name` in summary and trace, at time zero.
    ///
    /// # Errors
    /// What the world has against the plan, in words.
    pub fn new(scenario: Scenario, name: &str) -> Result<Run, String> {
        let world = World::new(scenario.plan.clone()).map_err(|fault| fault.to_string())?;
        Ok(Run {
            analyser: Analyser::new(Cast::of(&scenario.plan)),
            narrator: Narrator::new(&scenario.plan, Telling::default()),
            watches: scenario.expected.iter().cloned().map(Watch::new).collect(),
            gauges: Vec::new(),
            name: name.to_owned(),
            facts: Vec::new(),
            has_begun: false,
            world,
            scenario,
        })
    }

    /// The same run, told otherwise; to be said before it begins.
    pub fn telling(mut self, telling: Telling) -> Run {
        self.narrator = Narrator::new(&self.scenario.plan, telling);
        self
    }

    /// The same run, measured besides; to be said before it begins.
    pub fn measuring(mut self, measures: impl IntoIterator<Item = Measure>) -> Run {
        self.gauges = measures.into_iter().map(Gauge::new).collect();
        self
    }

    /// What the measures have come to, in their order.
    pub fn readings(&self) -> impl Iterator<Item = Reading> {
        self.gauges.iter().map(Gauge::reading)
    }

    /// The same run, without an end in sight: of connections that are over, the latest alone are kept.
    pub fn without_end(mut self) -> Run {
        self.analyser.forget_what_is_over();
        self
    }

    /// The scenario that is played.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The simulated time.
    pub fn now(&self) -> Time {
        self.world.now()
    }

    /// Plays up to `until`. `Some` when the run has ended.
    pub fn advance(&mut self, until: Time, sink: &mut dyn Sink) -> Option<StopReason> {
        if !std::mem::replace(&mut self.has_begun, true) && sink.wants_trace().is_some() {
            sink.trace(&self.trace_head());
        }
        let subnet = self.watches.iter().any(Watch::looks_into_the_subnet)
            || self.gauges.iter().any(Gauge::looks_into_the_subnet);
        let now = self.world.now();
        let mut player = Player {
            interests: interests(sink, subnet),
            hears_load: is_told(sink)
                || self.watches.iter().any(|watch| watch.looks_for_messages(now))
                || self.gauges.iter().any(|gauge| gauge.looks_for_messages(now)),
            analyser: &mut self.analyser,
            narrator: &mut self.narrator,
            watches: &mut self.watches,
            gauges: &mut self.gauges,
            facts: &mut self.facts,
            sink,
        };
        let end = self.world.run_until(until, &mut player);
        if end.is_some() && sink.wants_narration() {
            sink.narrate(&self.narrator.finish());
        }
        end
    }

    /// The run is broken off here: what the narration holds back is told.
    pub fn break_off(&mut self, sink: &mut dyn Sink) {
        if sink.wants_narration() {
            sink.narrate(&self.narrator.finish());
        }
    }

    /// Something comes from outside, now. The answer is the job's name if it starts one.
    pub fn arrive(&mut self, arrival: Arrival) -> Option<JobId> {
        let planned = match &arrival {
            Arrival::Job(planned) => Some(planned.clone()),
            _ => None,
        };
        let job = self.world.arrive(arrival);
        if let (Some(job), Some(planned)) = (job, planned) {
            self.analyser.add_job(job, planned.host, &planned.program);
            self.narrator.add_job(&planned, &self.scenario.plan);
        }
        job
    }

    /// Takes what has been made for the outside, and when, in the order of its making.
    pub fn take_departures(&mut self) -> Vec<(Time, Departure)> {
        let departures = self.world.take_departures();
        for (_, departure) in &departures {
            if let Departure::JobEnded { job } = departure {
                self.analyser.forget_job(*job);
            }
        }
        departures
    }

    /// When the next thing happens.
    pub fn next_event(&mut self) -> Option<Time> {
        self.world.next_event()
    }

    /// The world that runs, to look at.
    pub fn world(&self) -> &World {
        &self.world
    }

    fn trace_head(&self) -> String {
        let head = TraceHead {
            arpanet_trace: 1,
            scenario: &self.name,
            title: &self.scenario.file.title,
            seed: self.scenario.plan.seed,
            network: &self.scenario.network.file().title,
        };
        serde_json::to_string(&head).expect("the head is words and numbers")
    }

    /// What came of it.
    pub fn ended(&self) -> Ended {
        let outcome = self.world.outcome();
        let items = self.judge(&outcome);
        let is_well = items.iter().all(|item| item.ok) && outcome.reason != StopReason::Stalled;
        let (title, seed) = (&self.scenario.file.title, self.scenario.plan.seed);
        let summary = Summary::of(&self.name, title, seed, &outcome, items);
        let typescripts = self.typescripts(&outcome);
        Ended { summary, unfinished_jobs: outcome.unfinished_jobs, typescripts, is_well }
    }

    /// Of the hosts that have an NCP.
    fn typescripts(&self, outcome: &Outcome) -> Vec<(String, String)> {
        let plans = self.scenario.plan.hosts.iter().zip(&outcome.hosts);
        let systems = plans.filter(|(planned, _)| matches!(planned.kind, HostKind::System(_)));
        let name_of = |address| self.analyser.cast().at(address).to_string();
        systems.map(|(_, counts)| (counts.name.clone(), counts.ncp.typescript(name_of))).collect()
    }

    fn judge(&self, outcome: &Outcome) -> Vec<Item> {
        let ending = Ending {
            reason: outcome.reason,
            time: outcome.time,
            messages: outcome.messages,
            connections: self.analyser.connections(),
            address_of: &|host| self.analyser.cast().address(host),
            file: &|host, path| self.file(host, path),
        };
        self.watches.iter().map(|watch| watch.judge(&ending)).collect()
    }

    fn file(&self, host: HostId, path: &str) -> Result<FileSeen, String> {
        let machine = self.world.host(host).ok_or("there is no host system")?;
        let content = machine.file(path).map_err(|fault| fault.to_string())?;
        let HostKind::System(planned) = &self.scenario.plan.hosts[host.index()].kind else {
            return Err(String::from("there is no host system"));
        };
        let text = System::named(&planned.system).map(|system| content.text(system));
        Ok(FileSeen { text, octets: content.words().octets().to_vec() })
    }
}

/// Notes only where someone reads them: few expectations look at them.
fn interests(sink: &dyn Sink, subnet: bool) -> Interests {
    let (trace, facts) = (sink.wants_trace(), sink.wants_facts());
    let packets = trace == Some(Packets::Told) || facts == Some(Packets::Told);
    let notes = subnet || is_told(sink);
    Interests { packets, notes, ..Interests::MESSAGES }
}

/// Whether anybody reads what happens while it happens.
fn is_told(sink: &dyn Sink) -> bool {
    sink.wants_trace().is_some() || sink.wants_facts().is_some() || sink.wants_narration()
}

/// The one observer of the world.
struct Player<'a> {
    interests: Interests,
    /// Somebody looks at the messages of the load, which belong to no connection.
    hears_load: bool,
    analyser: &'a mut Analyser,
    narrator: &'a mut Narrator,
    watches: &'a mut [Watch],
    gauges: &'a mut [Gauge],
    facts: &'a mut Vec<Fact>,
    sink: &'a mut dyn Sink,
}

impl Observer for Player<'_> {
    fn interests(&self) -> Interests {
        self.interests
    }

    fn record(&mut self, now: Time, record: &Record<'_>) {
        let is_load = matches!(record, Record::Cable { message: CableMessage::Synthetic { .. }, .. });
        if is_load && !self.hears_load {
            return;
        }
        self.facts.clear();
        self.analyser.take(now, record, self.facts);
        for fact in self.facts.iter() {
            self.watches.iter_mut().for_each(|watch| watch.hear(fact));
            self.gauges.iter_mut().for_each(|gauge| gauge.hear(fact));
            if is_for_trace(fact, self.sink.wants_trace())
                && let Some(line) = trace_line(fact)
            {
                self.sink.trace(&serde_json::to_string(&line).expect("a line is words and numbers"));
            }
            // The subnet's inner life is told where the scenario is about it.
            let is_apart = matches!(fact.detail, Detail::Subnet { .. })
                && !self.watches.iter().any(|watch| watch.looks_for(fact));
            if self.sink.wants_narration() && !is_apart {
                let told = self.narrator.tell(fact, self.analyser.connections());
                if !told.is_empty() {
                    self.sink.narrate(&told);
                }
            }
        }
        if self.sink.wants_facts().is_some() {
            self.sink.hear(self.facts, self.analyser.connections());
        }
    }
}

/// Packets may have been asked for by another than the trace.
fn is_for_trace(fact: &Fact, trace: Option<Packets>) -> bool {
    trace == Some(Packets::Told)
        || trace.is_some() && !matches!(fact.detail, Detail::Packet { .. } | Detail::PacketLost(_))
}
