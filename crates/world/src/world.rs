//! The world: all tables, and the one run loop.
//!
//! The loop takes the next event from the queue, gives it to the one machine that it names, drains that machine's outputs,
//! and goes on. What a machine's output means for another machine becomes an event of its own, at the same instant if
//! need be; so no machine is ever entered while another runs.

use std::collections::BTreeMap;

use arpanet_imp::{self as imp, Imp, Input, Pool};
use arpanet_kernel::{Queue, StopReason, Time};
use arpanet_programs::host::{Host, HostOutput};

use crate::connections::ConnectionBook;
use crate::event::Event;
use crate::fingerprint::Fingerprint;
use crate::id::{HostId, ImpId, JobId};
use crate::inject::Injection;
use crate::ledger::Ledger;
use crate::line::Wire;
use crate::network::{HostNode, ImpNode};
use crate::outcome::{HostCounts, Messages, Outcome, UnfinishedJob};
use crate::outside::Outside;
use crate::plan::Plan;
use crate::record::{Observer, Watch};
use crate::traffic::{FlowSource, Sizes};

/// How often the world looks whether anything is left to happen.
pub(crate) const SECOND_NS: u64 = 1_000_000_000;

/// A network while it runs.
pub struct World {
    pub(crate) plan: Plan,
    pub(crate) queue: Queue<Event>,
    pub(crate) now: Time,
    pub(crate) pool: Pool,
    pub(crate) imps: Vec<ImpNode>,
    pub(crate) wires: Vec<Wire>,
    pub(crate) hosts: Vec<HostNode>,
    pub(crate) flows: Vec<FlowSource>,
    pub(crate) sizes: Sizes,
    /// Planned things that have not happened yet.
    pub(crate) planned: usize,
    /// What entered by [`World::inject`] and is not due yet.
    pub(crate) injections: BTreeMap<u32, (HostId, Injection)>,
    pub(crate) next_injection: u32,
    /// What goes to and comes from outside.
    pub(crate) outside: Outside,
    /// Messages of flows that were never offered, because too many waited at their host.
    pub(crate) withheld: u64,
    pub(crate) ledger: Ledger,
    pub(crate) connections: ConnectionBook,
    /// What the hosts' NCPs had counted when their hosts crashed.
    pub(crate) counted: Vec<HostCounts>,
    pub(crate) fingerprint: Fingerprint,
    /// Whatever could be heard late is played as it happens: where IMPs are real, and where a test says so.
    pub(crate) is_eager: bool,
    pub(crate) events: u64,
    pub(crate) ended: Option<StopReason>,
    /// Kept for its memory.
    pub(crate) imp_outputs: Vec<imp::Output>,
    /// Kept for its memory.
    pub(crate) host_outputs: Vec<HostOutput>,
}

impl World {
    /// The present.
    pub fn now(&self) -> Time {
        self.now
    }

    /// The plan, with everything that has been added to it since.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// An IMP, to look at.
    pub fn imp(&self, imp: ImpId) -> &Imp {
        &self.imps[imp.index()].machine
    }

    /// A host's system, to look at; `None` where there is none.
    pub fn host(&self, host: HostId) -> Option<&Host> {
        self.hosts[host.index()].machine.as_deref()
    }

    /// The store of all packets' words, to look at.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Messages that wait at a host to cross to its IMP, the one that crosses included.
    pub fn waiting_at(&self, host: HostId) -> usize {
        self.hosts[host.index()].to_imp.waiting()
    }

    /// Where the messages have gone.
    pub fn messages(&self) -> Messages {
        self.ledger.messages()
    }

    /// Messages of an IMP's hosts that wait for their answers.
    pub fn in_flight(&self, imp: ImpId) -> u64 {
        self.ledger.in_flight(imp)
    }

    /// Events played so far.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Plays until the plan's limits end the run, and says what it amounted to.
    pub fn run(&mut self, observer: &mut dyn Observer) -> Outcome {
        let until = self.plan.limits.until;
        self.run_until(until, observer);
        self.outcome()
    }

    /// Plays everything up to and at `until`, but nothing past the plan's limit. `Some` when the run has ended; it then
    /// stays ended.
    pub fn run_until(&mut self, until: Time, observer: &mut dyn Observer) -> Option<StopReason> {
        let mut watch = Watch::new(observer);
        let notes_are_read = watch.interests.notes;
        self.imps.iter_mut().for_each(|imp| imp.machine.read_notes(notes_are_read));
        let limit = self.plan.limits.until;
        while self.ended.is_none() {
            match self.queue.peek_time() {
                Some(at) if at <= until.min(limit) => self.play_next(&mut watch),
                _ if until >= limit => {
                    self.now = limit.max(self.now);
                    self.ended = Some(StopReason::Deadline);
                }
                _ => {
                    self.now = until.max(self.now);
                    break;
                }
            }
        }
        self.catch_up_all(&mut watch);
        self.ended
    }

    /// What the run amounts to so far.
    pub fn outcome(&self) -> Outcome {
        let reason = self.ended.unwrap_or(StopReason::Deadline);
        Outcome {
            reason,
            time: self.now,
            messages: self.ledger.messages(),
            withheld: self.withheld,
            connections: self.connections.counts(),
            hosts: self.host_counts(),
            unfinished_jobs: self.unfinished_jobs(),
            events: self.events,
            fingerprint: self.fingerprint.ended(reason),
        }
    }

    fn host_counts(&self) -> Vec<HostCounts> {
        let mut counts = self.counted.clone();
        for (counts, host) in counts.iter_mut().zip(&self.hosts) {
            if let Some(machine) = &host.machine {
                counts.add(machine.ncp().counters());
            }
        }
        counts
    }

    fn unfinished_jobs(&self) -> Vec<UnfinishedJob> {
        let machines = self.hosts.iter().filter_map(|host| host.machine.as_deref());
        let of_machine = |machine: &'_ Host| {
            let unfinished = machine.unfinished_jobs();
            unfinished
                .map(|job| UnfinishedJob { job: JobId(job.0), awaits: machine.what_job_awaits(job) })
                .collect::<Vec<_>>()
        };
        machines.flat_map(of_machine).collect()
    }

    fn play_next(&mut self, watch: &mut Watch<'_>) {
        let Some((now, event)) = self.queue.pop() else { return };
        self.now = now;
        self.events += 1;
        self.play(event, watch);
        if watch.is_satisfied {
            self.ended = Some(StopReason::Goal);
        }
    }

    fn play(&mut self, event: Event, watch: &mut Watch<'_>) {
        match event {
            Event::ImpWake { imp, generation } => self.on_imp_wake(ImpId(imp), generation, watch),
            Event::HostWake { host, generation } => self.on_host_wake(HostId(host), generation, watch),
            Event::ImpNudge { imp } => self.tell_imp(ImpId(imp), Input::Wake, watch),
            Event::LineReceived { wire } => self.on_line_received(wire, watch),
            Event::ImpTook { host, generation } => self.on_imp_took(HostId(host), generation, watch),
            Event::HostTook { host, generation } => self.on_host_took(HostId(host), generation, watch),
            Event::HostBrokeOff { host } => self.on_host_broke_off(HostId(host), watch),
            Event::HostHears { host } => self.on_host_hears(HostId(host), watch),
            Event::ImpReady { host, ready } => self.on_imp_ready(HostId(host), ready, watch),
            Event::HostStarts { host } => self.on_host_starts(HostId(host), watch),
            Event::HostReady { host, ready } => self.on_host_ready(HostId(host), ready, watch),
            Event::FlowDue { flow } => self.on_flow_due(flow as usize),
            Event::JobDue { job } => self.on_job_due(JobId(job), watch),
            Event::LineTyped { job, line } => self.on_line_typed(JobId(job), line, watch),
            Event::InjectionDue { injection } => self.on_injection_due(injection),
            Event::ArrivalDue { arrival } => self.on_arrival_due(arrival, watch),
            Event::FaultDue { fault } => self.on_fault_due(fault as usize, watch),
            Event::GeneratorDue { change } => self.on_generator_due(change as usize, watch),
            Event::SecondPassed => self.on_second_passed(watch),
        }
    }
}
