//! A study, checked: what it names is read, and each of its runs is a plan for the world.

use std::path::Path;

use arpanet_kernel::Time;
use arpanet_wire::ImpNumber;
use arpanet_world::{CablePlan, HostPlan, Limits, Plan, Rate, Start, TakeIn, TrafficPlan};

use crate::diagnostic::Diagnostic;
use crate::file::{File, StudyFile, TakeInDistribution};
use crate::json::Document;
use crate::network::Network;
use crate::path;
use crate::plan::{plan_traffic, sizes_named};
use crate::source::{Source, resolve};

/// The IMPs report every 2048 fast ticks of 25.6 ms (IMP program 3050, table of timers).
const REPORT_PERIOD_NS: u64 = 2048 * 25_600_000;

/// A study whose names all mean something.
#[derive(Clone, Debug)]
pub struct Study {
    /// The file.
    pub file: StudyFile,
    /// Its network.
    pub network: Network,
    /// The load before the file's scale, with the reports taken out of it.
    traffic: TrafficPlan,
    /// One bare host for each site that has traffic.
    hosts: Vec<HostPlan>,
    /// Where reports go.
    reports_to: Option<ImpNumber>,
}

impl Study {
    /// Reads the study at `path` and everything that it names.
    pub fn read(source: &dyn Source, path: &Path) -> Result<Study, Diagnostic> {
        match File::read(source, path)? {
            (document, File::Study(file)) => Study::of(source, &document, *file),
            (document, File::Sweep(_)) => {
                let fault = document.fault_of_key(&path!["scenario"], "this study varies a scenario");
                Err(fault.expected("a study of a network's measured round trips"))
            }
            (document, other) => {
                let fault = document.fault(&path!["kind"], format!("this is a {}", other.kind().word()));
                Err(fault.expected("a study"))
            }
        }
    }

    /// Checks a study file that has been read, and reads what it names.
    pub fn of(source: &dyn Source, document: &Document, file: StudyFile) -> Result<Study, Diagnostic> {
        let network_path = resolve(&document.file, &file.network);
        let network = Network::read(source, &network_path)
            .map_err(|fault| document.through(&path!["network"], &network_path, fault))?;
        check_numbers(document, &file)?;
        check_measured(document, &file, &network)?;
        let mut hosts = Vec::new();
        let mut traffic = plan_traffic(source, document, &file.traffic, &network, &mut hosts)?;
        if let Some(sizes) = &file.sizes {
            traffic.sizes = sizes_named(source, document, sizes)?;
        }
        let reports_to = match &file.status_reports {
            Some(reports) => {
                let path = path!["status_reports", "to"];
                let site = network.site(&reports.to).ok_or_else(|| {
                    let fault = document.fault(&path, format!("unknown site \"{}\"", reports.to));
                    fault.expected("a site of the network").help(network.nearest_site(&reports.to))
                })?;
                Some(ImpNumber(network.sites()[site].number))
            }
            None => None,
        };
        let mut study = Study { file, network, traffic, hosts, reports_to };
        study.take_out_reports();
        Ok(study)
    }

    /// One run of the study: its seed, and the mean time in which a host takes a message in; for some sites, by position,
    /// another.
    pub fn plan(&self, seed: u64, take_in_ns: u64, exceptions: &[(usize, u64)]) -> Plan {
        let take_in = |ns| match self.file.hosts.take_in.distribution {
            TakeInDistribution::Fixed => TakeIn::Fixed { ns },
            TakeInDistribution::Exponential => TakeIn::Exponential { mean_ns: ns },
        };
        let rate = Rate::bits_per_second((self.file.hosts.cable_kbps * 1000.0).round() as u64);
        let cable_of = |site: usize| {
            let own = exceptions.iter().find(|(exception, _)| *exception == site);
            let take_in = take_in(own.map_or(take_in_ns, |(_, ns)| *ns));
            CablePlan { to_imp: rate, to_host: rate, take_in, half_duplex: false }
        };
        let hosts = self.hosts.iter().zip(self.sites());
        let mut imps = self.network.imps().to_vec();
        if let Some(to) = self.reports_to {
            for host in &self.hosts {
                let imp = imps.iter_mut().find(|imp| imp.number == host.address.imp);
                imp.expect("a host's site is in the network").settings.reports = Some(to);
            }
        }
        Plan {
            seed,
            start: Start::Warm,
            limits: Limits { until: self.end(), stop_when_idle: false },
            imps,
            lines: self.network.line_plans().to_vec(),
            hosts: hosts.map(|(host, site)| HostPlan { cable: cable_of(site), ..host.clone() }).collect(),
            traffic: self.traffic.clone(),
            ..Plan::default()
        }
    }

    /// When a run's measurement begins.
    pub fn begin(&self) -> Time {
        Time::from_ns(self.file.warm_up.ns)
    }

    /// When a run ends.
    pub fn end(&self) -> Time {
        self.begin().after_ns(self.file.duration.ns)
    }

    /// The position in the network of each host's site, in the order of the plan's hosts.
    pub fn sites(&self) -> impl Iterator<Item = usize> {
        let imps = self.network.sites();
        self.hosts.iter().map(|host| {
            let site = imps.iter().position(|site| site.number == host.address.imp.0);
            site.expect("a host's site is in the network")
        })
    }

    /// Reports that each site sends in a minute; 0 where none are sent.
    pub fn reports_per_minute(&self) -> f64 {
        match self.reports_to {
            Some(_) => 60e9 / REPORT_PERIOD_NS as f64 * self.messages_per_report(),
            None => 0.0,
        }
    }

    /// The second message of a report came with version 3050 (RFC 619).
    fn messages_per_report(&self) -> f64 {
        match self.network.imps().iter().any(|imp| imp.settings.throughput_reports) {
            true => 2.0,
            false => 1.0,
        }
    }

    /// Where the measured load counts the IMPs' reports as any other messages, the flows are lessened by them.
    fn take_out_reports(&mut self) {
        if !self.file.status_reports.as_ref().is_some_and(|reports| reports.in_traffic) {
            return;
        }
        let reports = self.reports_per_minute();
        for flow in &mut self.traffic.flows {
            if Some(self.hosts[flow.to.index()].address.imp) == self.reports_to {
                flow.per_minute = (flow.per_minute - reports).max(0.0);
            }
        }
    }
}

fn check_numbers(document: &Document, file: &StudyFile) -> Result<(), Diagnostic> {
    let kbps = file.hosts.cable_kbps;
    if !(0.001..=1e6).contains(&kbps) {
        let fault = document.fault(&path!["hosts", "cable_kbps"], format!("{kbps} is no speed of a cable"));
        return Err(fault.expected("0.001 to 1000000"));
    }
    if !(1..=10_000).contains(&file.replications) {
        let fault =
            document.fault(&path!["replications"], format!("{} is no number of runs", file.replications));
        return Err(fault.expected("1 to 10000"));
    }
    if file.duration.ns == 0 {
        return Err(document
            .fault(&path!["duration"], "nothing would be measured")
            .expected("more than 0 s"));
    }
    if file.warm_up.ns.checked_add(file.duration.ns).is_none() {
        return Err(document
            .fault(&path!["duration"], "the run would end after the end of time")
            .expected("less"));
    }
    let take_in = &file.hosts.take_in;
    let path = path!["hosts", "take_in"];
    match (take_in.mean, take_in.fit_to_hops) {
        (Some(_), Some(_)) | (None, None) => {
            let fault = document.fault(&path, "the mean is either given or sought");
            Err(fault.expected("one of \"mean\" and \"fit_to_hops\""))
        }
        (None, Some(hops)) if file.measured.by_hops.iter().all(|row| row.hops != hops) => {
            let message = format!("no round trip over {hops} hops is among the measured figures");
            Err(document
                .fault(&path!["hosts", "take_in", "fit_to_hops"], message)
                .expected("one of measured.by_hops"))
        }
        _ => Ok(()),
    }
}

fn check_measured(document: &Document, file: &StudyFile, network: &Network) -> Result<(), Diagnostic> {
    let check_site = |path: &[crate::json::tree::Step], name: &str| match network.site(name) {
        Some(_) => Ok(()),
        None => {
            let fault = document.fault(path, format!("the network has no site \"{name}\""));
            Err(fault.expected("a site of the study's network").help(network.nearest_site(name)))
        }
    };
    for (nth, row) in file.measured.sites.iter().enumerate() {
        check_site(&path!["measured", "sites", nth, "site"], &row.site)?;
    }
    for (nth, row) in file.measured.pairs.iter().enumerate() {
        check_site(&path!["measured", "pairs", nth, "from"], &row.from)?;
        check_site(&path!["measured", "pairs", nth, "to"], &row.to)?;
    }
    if let Some(test) = &file.test {
        for (nth, site) in test.sites.iter().enumerate() {
            check_site(&path!["test", "sites", nth], site)?;
        }
        check_site(&path!["test", "like"], &test.like)?;
        if !file.measured.pairs.iter().any(|pair| pair.from == test.like && pair.to == test.like) {
            let message =
                format!("the messages of {} to itself are not among the measured figures", test.like);
            let fault = document.fault(&path!["test", "like"], message);
            return Err(fault.expected("a site that is both ends of one of measured.pairs"));
        }
    }
    let twice = (1..file.measured.by_hops.len()).find(|at| {
        file.measured.by_hops[..*at].iter().any(|row| row.hops == file.measured.by_hops[*at].hops)
    });
    match twice {
        Some(at) => {
            let message = format!("{} hops stand here a second time", file.measured.by_hops[at].hops);
            Err(document
                .fault(&path!["measured", "by_hops", at, "hops"], message)
                .expected("each distance once"))
        }
        None => Ok(()),
    }
}
