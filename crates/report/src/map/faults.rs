//! What broke and where, as far as the run came.

use arpanet_scenario::trace::Cast;
use arpanet_scenario::world::imp::Fault as ImpFault;
use arpanet_scenario::world::{Fault, HostId, Plan};
use arpanet_scenario::{Scenario, Time, fault_in_words};

use crate::recording::Recording;

/// A fault that struck.
#[derive(Clone, Debug, PartialEq)]
pub struct FaultMark {
    /// When.
    pub at: Time,
    /// In words.
    pub text: String,
    /// Where.
    pub struck: Struck,
    /// What it does to what it strikes: `Some(false)` it stops working, `Some(true)` it works again.
    pub works: Option<bool>,
}

/// What a fault struck.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Struck {
    /// A line, by its position in the network.
    Line(usize),
    /// A site, by its position in the network: its IMP or one of its hosts.
    Site(usize),
}

/// The faults of the plan up to the last thing heard, in the order of time.
pub fn marks(scenario: &Scenario, recording: &Recording) -> Vec<FaultMark> {
    let plan = &scenario.plan;
    let cast = Cast::of(plan);
    let end = recording.heard().last().map_or(Time::ZERO, |heard| heard.fact.time);
    let mut marks: Vec<FaultMark> = plan
        .faults
        .iter()
        .filter(|planned| planned.at <= end)
        .map(|planned| {
            let (_, text) = fault_in_words(&cast, &planned.fault);
            let (struck, works) = effect(plan, &planned.fault);
            FaultMark { at: planned.at, text, struck, works }
        })
        .collect();
    marks.sort_by_key(|mark| mark.at);
    marks
}

fn effect(plan: &Plan, fault: &Fault) -> (Struck, Option<bool>) {
    match fault {
        Fault::Line { line, passes, .. } => (Struck::Line(line.index()), Some(*passes)),
        Fault::Loopback { line, looped } => (Struck::Line(line.index()), Some(!looped)),
        Fault::Errors { line, .. } => (Struck::Line(line.index()), None),
        Fault::Imp { imp, fault } => {
            let works = match fault {
                ImpFault::Crash | ImpFault::StopNicely => Some(false),
                ImpFault::Reload => Some(true),
                _ => None,
            };
            (Struck::Site(imp.index()), works)
        }
        Fault::Announce { imp, .. } => (Struck::Site(imp.index()), None),
        // A host that is down leaves its site's IMP working.
        Fault::Host { host, .. } => (Struck::Site(site_of(plan, *host)), None),
    }
}

fn site_of(plan: &Plan, host: HostId) -> usize {
    let number = plan.hosts[host.index()].address.imp;
    plan.imps.iter().position(|imp| imp.number == number).expect("the plan's hosts are at its IMPs")
}
