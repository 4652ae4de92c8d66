//! The names of everyone who plays: hosts, sites, lines, jobs.

use std::collections::BTreeMap;
use std::rc::Rc;

use arpanet_wire::{HostAddress, ImpNumber};
use arpanet_world::{HostId, ImpId, JobId, LineId, Plan};

use super::fact::Party;

/// Names by id and by address.
#[derive(Clone, Debug)]
pub struct Cast {
    hosts: Vec<(HostAddress, Rc<str>)>,
    /// Hosts of the network that are not up.
    absent: Vec<(HostAddress, Rc<str>)>,
    sites: Vec<Rc<str>>,
    /// The IMPs, each called by its site's name.
    imps: Vec<Rc<str>>,
    imp_numbers: Vec<ImpNumber>,
    imp_of_host: Vec<usize>,
    lines: Vec<[usize; 2]>,
    jobs: BTreeMap<JobId, (HostId, Rc<str>)>,
}

impl Cast {
    /// The cast of a plan; those of its directory that are not up are known by name too.
    pub fn of(plan: &Plan) -> Cast {
        let imp_of_host = plan.hosts.iter().map(|host| {
            let at = plan.imps.iter().position(|imp| imp.number == host.address.imp);
            at.expect("the plan's hosts are at its IMPs")
        });
        let jobs = plan.jobs.iter().enumerate();
        let jobs = jobs.map(|(at, job)| (JobId(at as u32), (job.host, Rc::from(job.program.as_str()))));
        Cast {
            hosts: plan.hosts.iter().map(|host| (host.address, Rc::from(host.name.as_str()))).collect(),
            absent: plan.directory.iter().map(|(name, at)| (*at, Rc::from(name.as_str()))).collect(),
            sites: plan.imps.iter().map(|imp| Rc::from(imp.name.as_str())).collect(),
            imps: plan.imps.iter().map(|imp| Rc::from(format!("{} IMP", imp.name))).collect(),
            imp_numbers: plan.imps.iter().map(|imp| imp.number).collect(),
            imp_of_host: imp_of_host.collect(),
            lines: plan.lines.iter().map(|line| line.ends.map(ImpId::index)).collect(),
            jobs: jobs.collect(),
        }
    }

    /// A job that nobody planned begins.
    pub fn add_job(&mut self, job: JobId, host: HostId, program: &str) {
        self.jobs.insert(job, (host, Rc::from(program)));
    }

    /// No more will be told of a job.
    pub fn forget_job(&mut self, job: JobId) {
        self.jobs.remove(&job);
    }

    /// A host.
    pub fn host(&self, host: HostId) -> Party {
        Party { name: Rc::clone(&self.hosts[host.index()].1), host: Some(host) }
    }

    /// The address of a host.
    pub fn address(&self, host: HostId) -> HostAddress {
        self.hosts[host.index()].0
    }

    /// Whoever has an address; its number where nobody has it.
    pub fn at(&self, address: HostAddress) -> Party {
        if let Some(at) = self.hosts.iter().position(|(other, _)| *other == address) {
            return self.host(HostId(at as u16));
        }
        let absent = self.absent.iter().find(|(other, _)| *other == address);
        let name = absent.map_or_else(|| Rc::from(format!("host {address}")), |(_, name)| Rc::clone(name));
        Party { name, host: None }
    }

    /// An IMP, by its site's name.
    pub fn imp(&self, imp: ImpId) -> Party {
        Party { name: Rc::clone(&self.imps[imp.index()]), host: None }
    }

    /// The IMP of a number; the number where no IMP has it.
    pub fn imp_numbered(&self, number: ImpNumber) -> Party {
        match self.imp_numbers.iter().position(|other| *other == number) {
            Some(at) => self.imp(ImpId(at as u16)),
            None => Party { name: Rc::from(format!("IMP {number}")), host: None },
        }
    }

    /// The IMP of a host.
    pub fn imp_of(&self, host: HostId) -> Party {
        self.imp(ImpId(self.imp_of_host[host.index()] as u16))
    }

    /// The sites at the ends of a line.
    pub fn line(&self, line: LineId) -> [&str; 2] {
        self.lines[line.index()].map(|imp| self.sites[imp].as_ref())
    }

    /// The host at which a job runs, and its program.
    pub fn job(&self, job: JobId) -> (Party, &str) {
        let (host, program) = &self.jobs[&job];
        (self.host(*host), program)
    }
}
