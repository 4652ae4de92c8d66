//! What can be wrong with a plan as a whole.

use std::collections::BTreeSet;

use arpanet_imp::{HIGHEST_ROUTED, Routing};
use arpanet_programs::catalogue;
use arpanet_programs::host::ConfigError;
use arpanet_wire::{HostAddress, ImpNumber};
use thiserror::Error;

use crate::id::{HostId, ImpId};
use crate::plan::{Day, Fault, HostKind, ImpPlan, Plan};
use crate::traffic;

/// Why a plan cannot be played.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PlanError {
    /// More of a kind than ids can name.
    #[error("{count} {what} are more than {most}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many.
        count: usize,
        /// How many there can be.
        most: usize,
    },
    /// Two IMPs have one number.
    #[error("two IMPs have the number {0}")]
    ImpTwice(ImpNumber),
    /// No IMP has the number 0; the 1973 tables keep that entry for nobody.
    #[error("no IMP can have the number 0")]
    ImpZero,
    /// Something names an entry that its list does not have.
    #[error("{who} names {what} {index}, and there are only {count}")]
    NoSuch {
        /// Who names it.
        who: String,
        /// What is named.
        what: &'static str,
        /// Which.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// A host's IMP is not in the network.
    #[error("host {host} is at IMP {imp}, which the network lacks")]
    NoImp {
        /// The host.
        host: String,
        /// The IMP.
        imp: ImpNumber,
    },
    /// Two hosts have one address.
    #[error("hosts {first} and {second} are both at address {address}")]
    HostTwice {
        /// The first.
        first: String,
        /// The second.
        second: String,
        /// The address.
        address: HostAddress,
    },
    /// An IMP has no more than four host interfaces.
    #[error("host {host} is at interface {interface}, and an IMP has only 0 to 3")]
    NoInterface {
        /// The host.
        host: String,
        /// The interface.
        interface: u8,
    },
    /// A host system speaks the 1973 leader, which cannot name every IMP of the network.
    #[error("host {host} runs a system of 1973, which cannot name an IMP {highest}")]
    TooWide {
        /// The host.
        host: String,
        /// The highest number in the network.
        highest: ImpNumber,
    },
    /// The parts of a routing message are told apart by eight bits, so a larger network needs fixed ways.
    #[error(
        "IMP {0} is beyond {HIGHEST_ROUTED}, the last that routing messages can speak of; ways can be fixed instead"
    )]
    TooWideForRouting(ImpNumber),
    /// The traffic makes no sense.
    #[error("{0}")]
    Traffic(&'static str),
    /// A host that sends traffic runs a system.
    #[error("host {0} runs a system and cannot be a source of traffic")]
    TrafficFromSystem(String),
    /// A job is to run at a host that runs no system.
    #[error("job {job} is to run at {host}, which runs no system")]
    NoSystem {
        /// The job.
        job: usize,
        /// The host.
        host: String,
    },
    /// The date is no day of the calendar between 1900 and 2099.
    #[error("there is no day {}-{:02}-{:02} between 1900 and 2099", .0.year, .0.month, .0.day)]
    NoSuchDay(Day),
    /// A host system is not known.
    #[error("host {host}: there is no system `{system}`")]
    NoSuchSystem {
        /// The host.
        host: String,
        /// The system.
        system: String,
    },
    /// An NCP profile is not known.
    #[error("host {host}: there is no NCP profile `{profile}`")]
    NoSuchProfile {
        /// The host.
        host: String,
        /// The profile.
        profile: String,
    },
    /// A program is not known.
    #[error("job {job}: there is no program `{program}`")]
    NoSuchProgram {
        /// The job.
        job: usize,
        /// The program.
        program: String,
    },
    /// A host cannot be made as planned.
    #[error("host {host}: {error}")]
    Host {
        /// The host.
        host: String,
        /// What is wrong with it.
        error: ConfigError,
    },
    /// More lines are typed at a terminal than can be counted.
    #[error("job {0}: more than 65,535 lines are typed")]
    TooManyLines(usize),
}

/// Finds what is wrong with a plan before anything is made of it.
pub(crate) fn check(plan: &Plan) -> Result<(), PlanError> {
    check_counts(plan)?;
    check_imps(plan)?;
    check_hosts(plan)?;
    check_names(plan)?;
    check_traffic(plan)
}

fn check_counts(plan: &Plan) -> Result<(), PlanError> {
    const IDS: usize = u16::MAX as usize;
    let lists = [
        ("IMPs", plan.imps.len(), IDS),
        ("lines", plan.lines.len(), IDS / 2),
        ("hosts", plan.hosts.len(), IDS),
        ("jobs", plan.jobs.len(), u32::MAX as usize),
    ];
    match lists.into_iter().find(|&(_, count, most)| count > most) {
        Some((what, count, most)) => Err(PlanError::TooMany { what, count, most }),
        None => Ok(()),
    }
}

fn check_imps(plan: &Plan) -> Result<(), PlanError> {
    let mut numbers: Vec<ImpNumber> = plan.imps.iter().map(|imp| imp.number).collect();
    numbers.sort_unstable();
    if let Some(pair) = numbers.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(PlanError::ImpTwice(pair[0]));
    }
    if numbers.first() == Some(&ImpNumber(0)) {
        return Err(PlanError::ImpZero);
    }
    let is_routed = |imp: &ImpPlan| imp.settings.routing != Routing::Static;
    match numbers.last().filter(|&&last| last > HIGHEST_ROUTED && plan.imps.iter().any(is_routed)) {
        Some(&last) => Err(PlanError::TooWideForRouting(last)),
        None => Ok(()),
    }
}

fn check_hosts(plan: &Plan) -> Result<(), PlanError> {
    let numbers: BTreeSet<ImpNumber> = plan.imps.iter().map(|imp| imp.number).collect();
    let highest = numbers.last().copied().unwrap_or(ImpNumber(0));
    let mut by_address: Vec<_> = plan.hosts.iter().collect();
    for host in &by_address {
        let name = || host.name.clone();
        if !numbers.contains(&host.address.imp) {
            return Err(PlanError::NoImp { host: name(), imp: host.address.imp });
        }
        if host.address.host > 3 {
            return Err(PlanError::NoInterface { host: name(), interface: host.address.host });
        }
        if matches!(host.kind, HostKind::System(_)) && highest.0 > 63 {
            return Err(PlanError::TooWide { host: name(), highest });
        }
    }
    by_address.sort_by_key(|host| host.address);
    match by_address.windows(2).find(|pair| pair[0].address == pair[1].address) {
        Some(pair) => Err(PlanError::HostTwice {
            first: pair[0].name.clone(),
            second: pair[1].name.clone(),
            address: pair[0].address,
        }),
        None => Ok(()),
    }
}

/// Every id in the plan points into its list.
fn check_names(plan: &Plan) -> Result<(), PlanError> {
    for (index, line) in plan.lines.iter().enumerate() {
        line.ends.iter().try_for_each(|end| check_imp(plan, *end, || format!("line {index}")))?;
    }
    for (index, planned) in plan.faults.iter().enumerate() {
        check_fault(plan, index, &planned.fault)?;
    }
    plan.outside.iter().try_for_each(|imp| check_imp(plan, *imp, || String::from("the outside")))?;
    for (index, job) in plan.jobs.iter().enumerate() {
        check_host(plan, job.host, || format!("job {index}"))?;
        let host = &plan.hosts[job.host.index()];
        if !matches!(host.kind, HostKind::System(_)) {
            return Err(PlanError::NoSystem { job: index, host: host.name.clone() });
        }
        if catalogue::program(&job.program).is_none() {
            return Err(PlanError::NoSuchProgram { job: index, program: job.program.clone() });
        }
        if job.terminal.len() > usize::from(u16::MAX) {
            return Err(PlanError::TooManyLines(index));
        }
    }
    for (index, message) in plan.messages.iter().enumerate() {
        check_host(plan, message.from, || format!("message {index}"))?;
        check_bare(plan, message.from)?;
    }
    for (index, change) in plan.traffic.generators.iter().enumerate() {
        check_imp(plan, change.imp, || format!("generator {index}"))?;
    }
    Ok(())
}

/// What a fault names is there.
pub(crate) fn check_fault(plan: &Plan, index: usize, fault: &Fault) -> Result<(), PlanError> {
    let who = || format!("fault {index}");
    match *fault {
        Fault::Line { line, .. } | Fault::Loopback { line, .. } | Fault::Errors { line, .. } => {
            check_bound("line", line.index(), plan.lines.len(), who)
        }
        Fault::Imp { imp, .. } | Fault::Announce { imp, .. } => check_imp(plan, imp, who),
        Fault::Host { host, .. } => check_host(plan, host, who),
    }
}

fn check_imp(plan: &Plan, imp: ImpId, who: impl Fn() -> String) -> Result<(), PlanError> {
    check_bound("IMP", imp.index(), plan.imps.len(), who)
}

fn check_host(plan: &Plan, host: HostId, who: impl Fn() -> String) -> Result<(), PlanError> {
    check_bound("host", host.index(), plan.hosts.len(), who)
}

/// What a host sends of its own is the NCP's business where it has one.
fn check_bare(plan: &Plan, host: HostId) -> Result<(), PlanError> {
    let host = &plan.hosts[host.index()];
    if host.kind == HostKind::Bare { Ok(()) } else { Err(PlanError::TrafficFromSystem(host.name.clone())) }
}

fn check_bound(
    what: &'static str,
    index: usize,
    count: usize,
    who: impl Fn() -> String,
) -> Result<(), PlanError> {
    if index < count { Ok(()) } else { Err(PlanError::NoSuch { who: who(), what, index, count }) }
}

fn check_traffic(plan: &Plan) -> Result<(), PlanError> {
    if let Some(fault) = traffic::fault_in(&plan.traffic) {
        return Err(PlanError::Traffic(fault));
    }
    for (index, flow) in plan.traffic.flows.iter().enumerate() {
        [flow.from, flow.to]
            .iter()
            .try_for_each(|host| check_host(plan, *host, || format!("flow {index}")))?;
        check_bare(plan, flow.from)?;
    }
    Ok(())
}
