//! A scenario file with all it names, checked, and turned into a plan for the world.

mod expectations;
mod faults;
mod hosts;
mod jobs;
mod load;
mod traffic;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use arpanet_kernel::Time;
use arpanet_wire::HostAddress;
use arpanet_world::{Day, HostId, HostPlan, ImpPlan, Limits, Plan, Start, TrafficPlan};

use crate::diagnostic::{Diagnostic, did_you_mean, one_of};
use crate::expect::{self, Expected};
use crate::file::{Date, File, ImpProgram, Matcher, ScenarioFile};
use crate::json::{Document, tree::Step};
use crate::network::{Network, settings};
use crate::path;
use crate::source::{Source, resolve};

/// What the command line decides over the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// The root of all chance.
    pub seed: Option<u64>,
    /// When the run ends at the latest.
    pub until: Option<Time>,
    /// Events at the same instant in a shuffled order, by this seed.
    pub shuffle_ties: Option<u64>,
}

/// A scenario ready to be played.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The file.
    pub file: ScenarioFile,
    /// Its network.
    pub network: Network,
    /// What the world is told.
    pub plan: Plan,
    /// What must be true of the run.
    pub expected: Vec<Expected>,
}

impl Scenario {
    /// Reads the scenario at `path` and everything that it names.
    pub fn read(source: &dyn Source, path: &Path, overrides: Overrides) -> Result<Scenario, Diagnostic> {
        match File::read(source, path)? {
            (document, File::Scenario(file)) => Scenario::of(source, &document, *file, overrides),
            (document, other) => {
                let fault = document.fault(&path!["kind"], format!("this is a {}", other.kind().word()));
                Err(fault.expected("a scenario"))
            }
        }
    }

    /// What to look for in a run of this scenario; it stands in another `document`, at `base`.
    pub(crate) fn matcher(
        &self,
        document: &Document,
        base: &[Step],
        file: &Matcher,
    ) -> Result<expect::Matcher, Diagnostic> {
        let names = Names::of(&self.plan.hosts);
        let maker = Maker { document, file: &self.file, network: &self.network, names: &names };
        expectations::matcher(&maker, base, file)
    }

    /// Checks a scenario file that has been read, and reads what it names.
    pub fn of(
        source: &dyn Source,
        document: &Document,
        file: ScenarioFile,
        overrides: Overrides,
    ) -> Result<Scenario, Diagnostic> {
        let network_path = resolve(&document.file, &file.network);
        let network = Network::read(source, &network_path)
            .map_err(|fault| document.through(&path!["network"], &network_path, fault))?;
        let mut planned = hosts::plan(document, &file, &network)?;
        let names = Names::of(&planned);
        let mut traffic = match &file.traffic {
            Some(used) => traffic::plan(source, document, used, &network, &mut planned)?,
            None => TrafficPlan::default(),
        };
        let maker = Maker { document, file: &file, network: &network, names: &names };
        if file.limits.until.ns == 0 {
            return Err(document
                .fault(&path!["limits", "until"], "the run would end before it begins")
                .expected("more than 0 s"));
        }
        traffic.generators = load::generators(&maker)?;
        let until = overrides.until.unwrap_or(Time::from_ns(file.limits.until.ns));
        let plan = Plan {
            seed: overrides.seed.unwrap_or(file.seed),
            shuffle_ties: overrides.shuffle_ties,
            start: Start::Warm,
            limits: Limits { until, stop_when_idle: true },
            date: file.date.as_ref().map(day).unwrap_or_default(),
            directory: directory(&network, &file),
            imps: imps(&network, &file.imp_program),
            lines: network.line_plans().to_vec(),
            jobs: jobs::plan(&maker)?,
            faults: faults::plan(&maker)?,
            messages: load::messages(&maker)?,
            hosts: planned,
            traffic,
            outside: BTreeSet::new(),
        };
        let expected = expectations::plan(&maker)?;
        Ok(Scenario { network, plan, expected, file })
    }
}

/// Names and addresses of the network's hosts that are not up: every host's table has them all the same.
fn directory(network: &Network, file: &ScenarioFile) -> Vec<(String, HostAddress)> {
    let hosts = network.hosts().iter().enumerate();
    let down = hosts.filter(|(_, host)| !file.hosts.contains_key(&host.name));
    down.map(|(at, host)| (host.name.clone(), network.address(at))).collect()
}

/// The network's IMPs, with what the scenario has otherwise.
fn imps(network: &Network, program: &ImpProgram) -> Vec<ImpPlan> {
    let mut imps = network.imps().to_vec();
    imps.iter_mut().for_each(|imp| settings::apply(program, &mut imp.settings));
    imps
}

fn day(date: &Date) -> Day {
    let (year, month, day) = date.parts();
    Day { year, month, day }
}

pub(crate) use traffic::{check as check_traffic, check_sizes, plan as plan_traffic, sizes as sizes_named};

/// The hosts of a plan by name.
#[derive(Clone, Debug)]
pub struct Names {
    ids: BTreeMap<String, HostId>,
}

impl Names {
    /// Of the hosts that stand in the file; those that bring traffic are not among them.
    fn of(hosts: &[HostPlan]) -> Names {
        let named = hosts.iter().enumerate().map(|(at, host)| (host.name.clone(), HostId(at as u16)));
        Names { ids: named.collect() }
    }

    fn name(&self, host: HostId) -> &str {
        let found = self.ids.iter().find(|(_, id)| **id == host);
        found.map_or("", |(name, _)| name)
    }
}

/// What every part of the plan is made from.
struct Maker<'a> {
    document: &'a Document,
    file: &'a ScenarioFile,
    network: &'a Network,
    names: &'a Names,
}

impl Maker<'_> {
    /// The host that is up under the name at `path`.
    fn host(&self, path: &[Step], name: &str) -> Result<HostId, Diagnostic> {
        if let Some(id) = self.names.ids.get(name) {
            return Ok(*id);
        }
        let up = || self.file.hosts.keys().map(String::as_str);
        let fault = match self.network.host(name) {
            Some(_) => {
                self.document.fault(path, format!("{name} is not up: it is not among the scenario's hosts"))
            }
            None => self.document.fault(path, format!("unknown host \"{name}\"")),
        };
        Err(fault.expected(one_of(up())).help(did_you_mean(name, up())))
    }

    /// The position of the site under the name at `path`.
    fn site(&self, path: &[Step], name: &str) -> Result<usize, Diagnostic> {
        self.network.site(name).ok_or_else(|| {
            let fault = self.document.fault(path, format!("unknown site \"{name}\""));
            fault.expected("a site of the network").help(self.network.nearest_site(name))
        })
    }
}

/// The octets that hexadecimal digits in a file stand for.
fn hex_octets(document: &Document, path: &[Step], hex: &str) -> Result<Vec<u8>, Diagnostic> {
    let bits = arpanet_wire::Bits::from_hex(hex)
        .map_err(|fault| document.fault(path, fault.to_string()).expected("hexadecimal digits and blanks"))?;
    match bits.length_bits() % 8 {
        0 => Ok(bits.octets().to_vec()),
        _ => {
            Err(document.fault(path, "these digits are odd in number").expected("two digits for each octet"))
        }
    }
}
