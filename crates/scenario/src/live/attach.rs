//! The entries of a live file, checked one after another, and what each changes in the plan.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

use arpanet_wire::ImpNumber;
use arpanet_world::imp::{Compat, Settings};
use arpanet_world::topology::Topology;
use arpanet_world::{CablePlan, HostId, HostKind, HostPlan, ImpId, LineId};

use super::{Attached, Role, is_tip};
use crate::diagnostic::{Diagnostic, did_you_mean, one_of};
use crate::file::AttachFile;
use crate::json::{Document, tree::Step};
use crate::path;
use crate::plan::Scenario;

/// Ports of a TIP are numbered from 1 to this.
const LAST_PORT: u32 = 63;
/// Counts of the clock between these, in microseconds, can be had: a thousand times faster to ten times slower than life.
const CLOCKS_US: std::ops::RangeInclusive<u32> = 1..=1000;

/// Attaches everyone; the answer is who is attached where. `clock_us` is the count of the clock of our IMPs of which no entry
/// says it.
pub(super) fn attach(
    document: &Document,
    entries: &[AttachFile],
    clock_us: Option<u32>,
    scenario: &mut Scenario,
) -> Result<Vec<Attached>, Diagnostic> {
    check_clock(document, &path!["imp_clock_us"], clock_us)?;
    let mut attaching =
        Attaching { document, scenario, at: 0, clock_us, clocks_us: BTreeMap::new(), done: Vec::new() };
    for (at, entry) in entries.iter().enumerate() {
        attaching.at = at;
        let attached = attaching.entry(entry)?;
        attaching.done.push(attached);
    }
    attaching.settle()?;
    Ok(attaching.done)
}

fn check_clock(document: &Document, path: &[Step], count_us: Option<u32>) -> Result<(), Diagnostic> {
    match count_us {
        Some(count_us) if !CLOCKS_US.contains(&count_us) => {
            let fault = document.fault(path, format!("{count_us} us is no count of a clock"));
            Err(fault.expected("1 to 1000: 100 in life, 20 in the emulator's stock configuration"))
        }
        _ => Ok(()),
    }
}

struct Attaching<'a> {
    document: &'a Document,
    scenario: &'a mut Scenario,
    /// The entry that is looked at.
    at: usize,
    /// Of our IMPs of which no entry says it.
    clock_us: Option<u32>,
    /// What the entries so far say of our IMPs' clocks.
    clocks_us: BTreeMap<ImpId, u32>,
    done: Vec<Attached>,
}

impl Attaching<'_> {
    fn fault(&self, key: &str, message: impl Into<String>) -> Diagnostic {
        self.document.fault(&self.path(key), message)
    }

    fn path(&self, key: &str) -> Vec<Step> {
        path!["attach", self.at, key].to_vec()
    }

    fn entry(&mut self, entry: &AttachFile) -> Result<Attached, Diagnostic> {
        match entry {
            AttachFile::Imp { host, local, peer, imp_clock_us } => {
                let id = self.outside_host(host)?;
                self.clock(self.imp_of(id), *imp_clock_us)?;
                self.with_addresses(Role::Host(id), Some(local), Some(peer))
            }
            AttachFile::Host { host, local, peer } => {
                let id = self.our_host("host", host)?;
                self.once(Role::Imp(id), "host", host)?;
                let imp = self.imp_of(id);
                self.scenario.plan.outside.insert(imp);
                self.with_addresses(Role::Imp(id), Some(local), Some(peer))
            }
            AttachFile::Line { site, neighbour, local, peer, imp_clock_us } => {
                let ours = self.site(site)?;
                let line = self.line(ours, *neighbour)?;
                self.clock(ours, *imp_clock_us)?;
                self.with_addresses(Role::Neighbour(line), Some(local), Some(peer))
            }
            AttachFile::Terminal { tip, port, local, peer } => {
                let role = self.terminal(tip, *port)?;
                let mut attached = self.with_addresses(role, Some(local), None)?;
                attached.peer = peer.as_deref().map(|peer| self.ip("peer", peer)).transpose()?;
                Ok(attached)
            }
            AttachFile::Gateway { host, socket, local, to, peer } => {
                self.gateway(host, *socket, local.as_deref(), to.as_deref(), peer.as_deref())
            }
        }
    }

    fn with_addresses(
        &self,
        role: Role,
        local: Option<&str>,
        peer: Option<&str>,
    ) -> Result<Attached, Diagnostic> {
        let local = local.map(|local| self.address("local", local)).transpose()?;
        let peer = peer.map(|peer| self.address("peer", peer)).transpose()?;
        let is_taken =
            |other: &Attached| local.is_some_and(|local| local.port() != 0 && other.local == Some(local));
        match self.done.iter().any(is_taken) {
            true => Err(self.fault("local", "an entry above has this address already")),
            false => Ok(Attached { role, local, peer }),
        }
    }

    fn address(&self, key: &str, written: &str) -> Result<SocketAddr, Diagnostic> {
        written.parse().map_err(|_| {
            self.fault(key, format!("\"{written}\" is no address"))
                .expected("a numeric address and a port, such as 127.0.0.1:22001")
        })
    }

    fn ip(&self, key: &str, written: &str) -> Result<SocketAddr, Diagnostic> {
        let ip: Result<IpAddr, _> = written.parse();
        ip.map(|ip| SocketAddr::new(ip, 0)).map_err(|_| {
            let fault = self.fault(key, format!("\"{written}\" is no address"));
            fault.expected("a numeric address without a port, such as 127.0.0.1")
        })
    }

    /// A clock belongs to an IMP: its entries that tell the count must tell the same.
    fn clock(&mut self, imp: ImpId, count_us: Option<u32>) -> Result<(), Diagnostic> {
        check_clock(self.document, &self.path("imp_clock_us"), count_us)?;
        let Some(count_us) = count_us else { return Ok(()) };
        match self.clocks_us.insert(imp, count_us) {
            Some(other) if other != count_us => {
                let name = &self.scenario.plan.imps[imp.index()].name;
                let message =
                    format!("{count_us} us, and an entry above has {other}: the IMP at {name} has one clock");
                Err(self.fault("imp_clock_us", message).expected(other.to_string()))
            }
            _ => Ok(()),
        }
    }

    /// A host of ours.
    fn our_host(&self, key: &str, name: &str) -> Result<HostId, Diagnostic> {
        let hosts = &self.scenario.plan.hosts;
        let at = hosts.iter().position(|host| host.name == name && matches!(host.kind, HostKind::System(_)));
        at.map(|at| HostId(at as u16)).ok_or_else(|| {
            let ours = || self.scenario.file.hosts.keys().map(String::as_str);
            let fault = self.fault(key, format!("{name} is not among the hosts that are up"));
            fault.expected(one_of(ours())).help(did_you_mean(name, ours()))
        })
    }

    /// A host of the network that a real one plays.
    fn outside_host(&mut self, name: &str) -> Result<HostId, Diagnostic> {
        let network = &self.scenario.network;
        let Some(at) = network.host(name) else {
            let fault = self.fault("host", format!("unknown host \"{name}\""));
            return Err(fault.expected("a host of the network").help(network.nearest_host(name)));
        };
        let address = network.address(at);
        let plan = &mut self.scenario.plan;
        if let Some(taken) = plan.hosts.iter().find(|host| host.address == address) {
            let why = match taken.kind {
                HostKind::Outside => "an entry above attaches it already",
                HostKind::Bare => "the traffic file has it send",
                HostKind::System(_) => "it is simulated here: it is among the hosts",
            };
            return Err(self.fault("host", format!("{name} cannot be attached: {why}")));
        }
        plan.directory.retain(|(other, _)| other != name);
        let cable = CablePlan::default();
        plan.hosts.push(HostPlan { name: name.to_owned(), address, kind: HostKind::Outside, cable });
        Ok(HostId(plan.hosts.len() as u16 - 1))
    }

    fn imp_of(&self, host: HostId) -> ImpId {
        let number = self.scenario.plan.hosts[host.index()].address.imp;
        self.imp(number).expect("the plan's hosts are at its IMPs")
    }

    fn imp(&self, number: ImpNumber) -> Option<ImpId> {
        let at = self.scenario.plan.imps.iter().position(|imp| imp.number == number)?;
        Some(ImpId(at as u16))
    }

    fn once(&self, role: Role, key: &str, name: &str) -> Result<(), Diagnostic> {
        match self.done.iter().any(|other| other.role == role) {
            true => Err(self.fault(key, format!("an entry above attaches {name} already"))),
            false => Ok(()),
        }
    }

    /// An IMP of ours, by its site's name.
    fn site(&self, name: &str) -> Result<ImpId, Diagnostic> {
        let network = &self.scenario.network;
        network.site(name).map(|at| ImpId(at as u16)).ok_or_else(|| {
            let fault = self.fault("site", format!("unknown site \"{name}\""));
            fault.expected("a site of the network").help(network.nearest_site(name))
        })
    }

    /// The first line between our IMP and the real one that is not attached yet.
    fn line(&mut self, ours: ImpId, neighbour: u16) -> Result<LineId, Diagnostic> {
        let Some(theirs) = self.imp(ImpNumber(neighbour)) else {
            let fault = self.fault("neighbour", format!("the network has no IMP {neighbour}"));
            return Err(fault.expected("the number of a site of the network"));
        };
        let between = self.scenario.network.lines_between(ours.index(), theirs.index());
        let taken = |line: &LineId| self.done.iter().any(|other| other.role == Role::Neighbour(*line));
        let free = between.iter().map(|line| LineId(*line as u16)).find(|line| !taken(line));
        let Some(line) = free else {
            let site = &self.scenario.plan.imps[ours.index()].name;
            let message = format!("the network has no (further) line between {site} and IMP {neighbour}");
            return Err(self.fault("neighbour", message).expected("a neighbour of the site"));
        };
        self.scenario.plan.outside.insert(theirs);
        Ok(line)
    }

    fn terminal(&self, tip: &str, port: u32) -> Result<Role, Diagnostic> {
        let id = self.our_host("tip", tip)?;
        if !is_tip(&self.scenario.plan.hosts[id.index()]) {
            return Err(self
                .fault("tip", format!("{tip} is no TIP"))
                .expected("a host whose system is \"tip\""));
        }
        if !(1..=LAST_PORT).contains(&port) {
            return Err(self.fault("port", format!("a TIP has no port {port}")).expected("1 to 63"));
        }
        let role = Role::Person { tip: id, port };
        self.once(role, "port", &format!("port {port}"))?;
        Ok(role)
    }

    fn gateway(
        &self,
        host: &str,
        socket: u32,
        local: Option<&str>,
        to: Option<&str>,
        peer: Option<&str>,
    ) -> Result<Attached, Diagnostic> {
        let id = self.our_host("host", host)?;
        if socket.is_multiple_of(2) {
            return Err(self.fault("socket", format!("socket {socket} receives")).expected("an odd number"));
        }
        match (local, to, peer) {
            (Some(local), Some(to), None) => {
                let network = &self.scenario.network;
                let Some(called) = network.host(to) else {
                    let fault = self.fault("to", format!("unknown host \"{to}\""));
                    return Err(fault.expected("a host of the network").help(network.nearest_host(to)));
                };
                let Some(number) = network.address(called).to_octet() else {
                    return Err(self.fault("to", format!("{to} has no address of 8 bits")));
                };
                self.with_addresses(Role::Caller { host: id, to: number, socket }, Some(local), None)
            }
            (None, None, Some(peer)) => {
                let role = Role::Server { host: id, socket };
                self.once(role, "socket", &format!("socket {socket} of {host}"))?;
                self.with_addresses(role, None, Some(peer))
            }
            _ => {
                let fault = self.document.fault(&path!["attach", self.at], "this gateway leads nowhere");
                Err(fault.expected("\"local\" and \"to\" from TCP to NCP, or \"peer\" from NCP to TCP"))
            }
        }
    }

    /// What the entries together mean.
    fn settle(&mut self) -> Result<(), Diagnostic> {
        self.check_lines()?;
        self.leave_what_is_beyond();
        self.check_hosts()?;
        self.set_imps();
        Ok(())
    }

    /// A line that is attached has one end here.
    fn check_lines(&self) -> Result<(), Diagnostic> {
        let plan = &self.scenario.plan;
        for (at, one) in self.done.iter().enumerate() {
            if let Role::Neighbour(line) = one.role
                && plan.lines[line.index()].ends.iter().all(|end| plan.outside.contains(end))
            {
                let fault = self
                    .document
                    .fault(&path!["attach", at, "site"], "another entry makes this IMP a real one");
                return Err(fault.expected("an IMP of ours"));
            }
        }
        Ok(())
    }

    /// IMPs that hang on real ones alone are real too.
    fn leave_what_is_beyond(&mut self) {
        let plan = &mut self.scenario.plan;
        let attached = self.done.iter().filter_map(|one| match one.role {
            Role::Neighbour(line) => Some(plan.lines[line.index()].ends),
            _ => None,
        });
        let ours = attached.flatten().filter(|imp| !plan.outside.contains(imp));
        let topology = Topology::of(plan);
        let reached: BTreeSet<ImpId> = ours
            .flat_map(|imp| {
                let ways = topology.ways_avoiding(imp, &plan.outside);
                let reached = ways.hops.into_iter().enumerate().filter(|(_, hops)| hops.is_some());
                reached.map(|(at, _)| ImpId(at as u16)).collect::<Vec<_>>()
            })
            .collect();
        if !reached.is_empty() {
            plan.outside =
                (0..plan.imps.len() as u16).map(ImpId).filter(|imp| !reached.contains(imp)).collect();
        }
    }

    /// Every host of ours at a real IMP is attached to it, and nobody else is there.
    fn check_hosts(&self) -> Result<(), Diagnostic> {
        for (at, host) in self.scenario.plan.hosts.iter().enumerate() {
            let id = HostId(at as u16);
            let is_attached = self.done.iter().any(|one| one.role == Role::Imp(id));
            if self.scenario.plan.outside.contains(&self.imp_of(id)) && !is_attached {
                let message = format!("{} is at an IMP that is a real one", host.name);
                let fault = self.document.fault(&path!["attach"], message);
                return Err(fault.expected("an entry of kind host for it, or another host"));
            }
        }
        Ok(())
    }

    /// An IMP that has a real host speaks as the emulator does; where one has a real neighbour,
    /// all are of its version.
    fn set_imps(&mut self) {
        let hosts = 0..self.scenario.plan.hosts.len();
        let outside: Vec<ImpId> = hosts
            .map(|at| HostId(at as u16))
            .filter(|host| self.scenario.plan.hosts[host.index()].kind == HostKind::Outside)
            .map(|host| self.imp_of(host))
            .collect();
        let has_neighbour = self.done.iter().any(|one| matches!(one.role, Role::Neighbour(_)));
        for (at, imp) in self.scenario.plan.imps.iter_mut().enumerate() {
            if has_neighbour {
                imp.settings = Settings { reports: imp.settings.reports, ..Settings::VERSION_3050 };
            }
            if outside.contains(&ImpId(at as u16)) {
                imp.settings.compat = Compat::Emulator;
            }
            let own = self.clocks_us.get(&ImpId(at as u16)).copied();
            if let Some(count_us) = own.or(self.clock_us) {
                imp.settings.count_ns = u64::from(count_us) * 1000;
            }
        }
    }
}
