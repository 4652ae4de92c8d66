//! From the plan to the machines at their start: what each IMP is told, and what it knows of a network that has been
//! running for long.

use std::collections::BTreeMap;

use arpanet_imp::{Compat, Config, Imp, LineConfig, LineIndex, WarmTables, Way};
use arpanet_kernel::Streams;
use arpanet_wire::ImpNumber;

use crate::id::{End, ImpId, LineId};
use crate::plan::{HostKind, Plan, Start};
use crate::topology::{IDLE_HOP_DELAY, Topology};

/// The period of the IMPs' slow clock; each has a phase of its own below it.
const SLOW_TICK_NS: u64 = 640_000_000;

/// Makes the IMPs of a plan.
pub(crate) struct Starter<'a> {
    plan: &'a Plan,
    topology: Topology,
    /// For each IMP its line ends, by modem.
    ends: Vec<Vec<(LineId, End)>>,
    /// For each IMP which of its host interfaces have a host.
    interfaces: Vec<[bool; 4]>,
    /// Those of them whose host is up from the start, if any is.
    hosts_up: Vec<[bool; 4]>,
    highest: ImpNumber,
}

impl<'a> Starter<'a> {
    pub(crate) fn new(plan: &'a Plan) -> Starter<'a> {
        let mut ends = vec![Vec::new(); plan.imps.len()];
        for (line, planned) in plan.lines.iter().enumerate() {
            for (end, imp) in [End::A, End::B].into_iter().zip(planned.ends) {
                ends[imp.index()].push((LineId(line as u16), end));
            }
        }
        let numbers = plan.imps.iter().map(|imp| imp.number);
        let highest = numbers.clone().max().unwrap_or(ImpNumber(0));
        let by_number: BTreeMap<ImpNumber, usize> = numbers.zip(0..).collect();
        let mut interfaces = vec![[false; 4]; plan.imps.len()];
        let mut hosts_up = interfaces.clone();
        for host in &plan.hosts {
            let (imp, interface) = (by_number[&host.address.imp], usize::from(host.address.host));
            interfaces[imp][interface] = true;
            hosts_up[imp][interface] = host.kind != HostKind::Outside;
        }
        Starter { plan, topology: Topology::of(plan), ends, interfaces, hosts_up, highest }
    }

    /// The line ends at an IMP, by modem.
    pub(crate) fn ends(&self, imp: ImpId) -> &[(LineId, End)] {
        &self.ends[imp.index()]
    }

    /// The modem of one end of a line.
    pub(crate) fn modem(&self, line: LineId, end: End) -> LineIndex {
        LineIndex(self.topology.modem(line, end))
    }

    /// Whether the interfaces of an IMP pad what hosts send.
    pub(crate) fn pads(&self, imp: ImpId) -> bool {
        self.plan.imps[imp.index()].settings.compat == Compat::History
    }

    /// The machine of an IMP, as the plan's start wants it.
    pub(crate) fn imp(&self, imp: ImpId, streams: &Streams) -> Imp {
        let config = self.config(imp, streams);
        match self.plan.start {
            Start::Cold => Imp::new(config),
            Start::Warm => Imp::warm(config, &self.warm_tables(imp)),
        }
    }

    fn config(&self, imp: ImpId, streams: &Streams) -> Config {
        let planned = &self.plan.imps[imp.index()];
        let rate_of = |&(line, _): &(LineId, End)| self.plan.lines[line.index()].rate.whole_bits_per_second();
        let lines = self.ends(imp).iter().map(rate_of);
        let highest_interface = self.interfaces[imp.index()].iter().rposition(|has_host| *has_host);
        Config {
            number: planned.number,
            highest: self.highest,
            lines: lines
                .map(|rate_bps| LineConfig { rate_bps: rate_bps.try_into().unwrap_or(u32::MAX) })
                .collect(),
            hosts: highest_interface.map_or(0, |interface| interface as u8 + 1),
            phase_ns: streams.stream("imp phase", u64::from(planned.number.0)).below(SLOW_TICK_NS),
            settings: planned.settings.clone(),
        }
    }

    fn warm_tables(&self, imp: ImpId) -> WarmTables {
        let ways = self.topology.ways_avoiding(imp, &self.plan.outside);
        let mut by_number = vec![None; usize::from(self.highest.0) + 1];
        for (planned, (hops, modem)) in self.plan.imps.iter().zip(ways.hops.iter().zip(&ways.modem)) {
            by_number[usize::from(planned.number.0)] = hops.zip(*modem).map(|(hops, modem)| Way {
                hop_line: LineIndex(modem),
                hops: hops.try_into().unwrap_or(u8::MAX),
                delay_line: LineIndex(modem),
                delay: hops.saturating_mul(IDLE_HOP_DELAY),
            });
        }
        let hosts_up = self.hosts_up[imp.index()];
        let neighbours = self.ends(imp).iter().map(|&(line, end)| {
            let across = self.plan.lines[line.index()].ends[end.other().index()];
            // A line to an IMP outside has yet to come up.
            (!self.plan.outside.contains(&across)).then(|| self.plan.imps[across.index()].number)
        });
        WarmTables { ways: by_number, neighbours: neighbours.collect(), hosts_up }
    }
}
