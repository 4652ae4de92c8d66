//! From a plan to a world at time zero.

use std::collections::{BTreeMap, VecDeque};

use arpanet_imp::{HostIndex, Piece, Pool};
use arpanet_kernel::{Queue, Streams, Time, Wake};
use arpanet_wire::ImpNumber;

use crate::cable::{ToHost, ToImp};
use crate::connections::ConnectionBook;
use crate::event::Event;
use crate::fingerprint::Fingerprint;
use crate::id::{End, HostId, ImpId, LineId};
use crate::inject::Injection;
use crate::ledger::Ledger;
use crate::line::{Modem, Wire};
use crate::line_errors::ErrorSource;
use crate::network::{HostNode, ImpNode};
use crate::on_plan::wire_index;
use crate::outcome::HostCounts;
use crate::outside::{Departure, FarImp, Outside};
use crate::plan::{HostKind, Plan, Start};
use crate::plan_error::{self, PlanError};
use crate::start::Starter;
use crate::systems::put_systems;
use crate::traffic::{FlowSource, Sizes};
use crate::world::{SECOND_NS, World};

impl World {
    /// The world of a plan, at time zero, with nothing played yet.
    ///
    /// # Errors
    /// A plan that contradicts itself.
    pub fn new(plan: Plan) -> Result<World, PlanError> {
        plan_error::check(&plan)?;
        let streams = Streams::new(plan.seed);
        let starter = Starter::new(&plan);
        let imps = imps(&plan, &starter, &streams);
        let wires = wires(&plan, &starter, &streams);
        let mut hosts = hosts(&plan, &starter, &streams);
        put_systems(&plan, &mut hosts)?;
        let mut world = World {
            queue: plan.shuffle_ties.map_or_else(Queue::new, Queue::with_shuffled_ties),
            now: Time::ZERO,
            pool: Pool::new(),
            ledger: Ledger::new(imps.len()),
            imps,
            wires,
            hosts,
            flows: flows(&plan, &streams),
            sizes: Sizes::of(&plan.traffic.sizes),
            planned: plan.faults.len() + plan.traffic.generators.len() + plan.jobs.len(),
            injections: BTreeMap::new(),
            next_injection: 0,
            outside: Outside::default(),
            withheld: 0,
            fingerprint: Fingerprint::new(),
            is_eager: !plan.outside.is_empty(),
            events: 0,
            ended: None,
            imp_outputs: Vec::new(),
            host_outputs: Vec::new(),
            connections: ConnectionBook::default(),
            counted: plan.hosts.iter().map(|host| HostCounts::named(&host.name)).collect(),
            plan,
        };
        world.schedule();
        Ok(world)
    }

    /// Puts the first events into the queue. What is planned for one instant happens in the order of the plan.
    fn schedule(&mut self) {
        (0..self.imps.len()).for_each(|imp| self.arm_imp(ImpId(imp as u16)));
        for host in 0..self.hosts.len() {
            let is_cold = self.plan.start == Start::Cold;
            match self.hosts[host].machine {
                Some(_) => self.queue.push(Time::ZERO, Event::HostStarts { host: host as u16 }),
                None if self.plan.hosts[host].kind == HostKind::Outside => {}
                None if is_cold => self.set_host_ready(HostId(host as u16), true),
                None => {}
            }
        }
        for (index, planned) in self.plan.jobs.iter().enumerate() {
            self.queue.push(planned.at, Event::JobDue { job: index as u32 });
        }
        for (index, planned) in self.plan.faults.iter().enumerate() {
            self.queue.push(planned.at, Event::FaultDue { fault: index as u32 });
        }
        for (index, change) in self.plan.traffic.generators.iter().enumerate() {
            self.queue.push(change.at, Event::GeneratorDue { change: index as u32 });
        }
        for planned in self.plan.messages.clone() {
            self.inject(planned.at, planned.from, Injection::Message(planned.bits));
        }
        for (index, flow) in self.flows.iter_mut().enumerate() {
            let first = Time::from_ns(flow.next_gap_ns());
            self.queue.push(first, Event::FlowDue { flow: index as u32 });
        }
        self.schedule_outside();
        if self.plan.limits.stop_when_idle {
            self.queue.push(Time::from_ns(SECOND_NS), Event::SecondPassed);
        }
    }
}

impl World {
    /// Outside ends of cables are shown our ready lines; IMPs outside take what our hosts give.
    fn schedule_outside(&mut self) {
        let is_warm = self.plan.start == Start::Warm;
        for host in (0..self.hosts.len()).map(|host| HostId(host as u16)) {
            if !self.plan.is_cable_outside(host) {
                continue;
            }
            self.outside.depart(Time::ZERO, Departure::Ready { host, ready: is_warm });
            let (imp, interface) = (self.hosts[host.index()].imp, self.hosts[host.index()].interface);
            if self.hosts[host.index()].far_imp.is_some() {
                self.arm_far_imp(imp, interface, Piece::Leader);
            }
        }
    }
}

fn imps(plan: &Plan, starter: &Starter<'_>, streams: &Streams) -> Vec<ImpNode> {
    let mut nodes: Vec<ImpNode> = (0..plan.imps.len())
        .map(|index| {
            let imp = ImpId(index as u16);
            let wires = starter.ends(imp).iter().map(|&(line, end)| wire_index(line, end) as u16);
            ImpNode {
                machine: starter.imp(imp, streams),
                wake: Wake::default(),
                late: VecDeque::new(),
                wires: wires.collect(),
                hosts: [None; 4],
                is_outside: plan.outside.contains(&imp),
            }
        })
        .collect();
    let by_number = by_number(plan);
    for (host, planned) in plan.hosts.iter().enumerate() {
        let node = &mut nodes[by_number[&planned.address.imp].index()];
        node.hosts[usize::from(planned.address.host)] = Some(HostId(host as u16));
    }
    nodes
}

fn wires(plan: &Plan, starter: &Starter<'_>, streams: &Streams) -> Vec<Wire> {
    let mut wires = Vec::with_capacity(plan.lines.len() * 2);
    for (index, planned) in plan.lines.iter().enumerate() {
        let line = LineId(index as u16);
        let modem = |end: End| Modem { imp: planned.ends[end.index()], index: starter.modem(line, end) };
        for end in [End::A, End::B] {
            let stream = streams.stream("line errors", wire_index(line, end) as u64);
            let errors = ErrorSource::new(planned.errors, stream);
            let timing = (planned.rate, planned.propagation_ns);
            wires.push(Wire::new((line, end), [modem(end), modem(end.other())], timing, errors));
        }
    }
    wires
}

fn hosts(plan: &Plan, starter: &Starter<'_>, streams: &Streams) -> Vec<HostNode> {
    let by_number = by_number(plan);
    let node = |(index, planned): (usize, &crate::plan::HostPlan)| {
        let imp = by_number[&planned.address.imp];
        let id = HostId(index as u16);
        let stream = streams.stream("take-in", index as u64);
        let mut node = HostNode {
            imp,
            interface: HostIndex(planned.address.host),
            to_imp: ToImp::new(planned.cable.to_imp, starter.pads(imp) && !plan.is_cable_outside(id)),
            to_host: ToHost::new(planned.cable.to_host, planned.cable.take_in, stream),
            half_duplex: planned.cable.half_duplex,
            machine: None,
            wake: Wake::default(),
            arrived: VecDeque::new(),
            losses: Vec::new(),
            is_outside: planned.kind == HostKind::Outside,
            far_imp: plan.outside.contains(&imp).then(FarImp::default),
            is_imp_ready: plan.start == Start::Warm,
        };
        if plan.start == Start::Cold || node.is_outside {
            node.to_imp.set_up(false);
            node.to_host.set_up(false);
        }
        node
    };
    plan.hosts.iter().enumerate().map(node).collect()
}

fn flows(plan: &Plan, streams: &Streams) -> Vec<FlowSource> {
    let address = |host: HostId| plan.hosts[host.index()].address;
    let source = |flow: &crate::plan::Flow| {
        FlowSource::new(flow, plan.traffic.scale, address(flow.from), address(flow.to), streams)
    };
    plan.traffic.flows.iter().filter_map(source).collect()
}

fn by_number(plan: &Plan) -> BTreeMap<ImpNumber, ImpId> {
    plan.imps.iter().enumerate().map(|(index, imp)| (imp.number, ImpId(index as u16))).collect()
}
