//! What must hold in a network file beyond its types.

use std::collections::BTreeMap;

use arpanet_wire::{HostAddress, ImpNumber};
use arpanet_world::topology::Topology;
use arpanet_world::{ImpId, ImpPlan, LineErrors, LinePlan, Plan, Rate};

use super::{Network, settings};
use crate::diagnostic::{Diagnostic, did_you_mean, one_of};
use crate::file::{HostFile, LineFile, NetworkFile, SiteFile};
use crate::json::Document;
use crate::path;

/// The most modem lines of an IMP (IMP program 3050: five lines and two hosts, four and three, or three and four).
const MOST_LINES: usize = 5;
/// The highest IMP number that the leader of 1973 can name.
const NARROW: u16 = 63;

pub(super) fn network(document: &Document, file: NetworkFile) -> Result<Network, Diagnostic> {
    let sites = sites(document, &file.sites, file.wide)?;
    let ends = lines(document, &file, &sites)?;
    let hosts = hosts(document, &file, &sites)?;
    let settings = settings::of(&file.imp_program);
    let imp = |site: &SiteFile| ImpPlan {
        number: ImpNumber(site.number),
        name: site.name.clone(),
        settings: settings.clone(),
    };
    let imps: Vec<ImpPlan> = file.sites.iter().map(imp).collect();
    let lines: Vec<LinePlan> =
        file.lines.iter().zip(&ends).map(|(line, ends)| line_plan(line, *ends)).collect();
    let topology = Topology::of(&Plan { imps: imps.clone(), lines: lines.clone(), ..Plan::default() });
    Ok(Network { file, sites, hosts, ends, imps, lines, topology })
}

fn line_plan(line: &LineFile, ends: [usize; 2]) -> LinePlan {
    let bits = bits_per_second(line.kbps).expect("the speed was checked");
    let bit_error_rate = line.bit_error_rate.unwrap_or(0.0);
    LinePlan {
        ends: ends.map(|site| ImpId(site as u16)),
        rate: Rate::bits_per_second(bits),
        propagation_ns: line.propagation.ns,
        errors: LineErrors { bit_error_rate, ..LineErrors::default() },
    }
}

fn sites(document: &Document, sites: &[SiteFile], wide: bool) -> Result<BTreeMap<String, usize>, Diagnostic> {
    if sites.is_empty() {
        return Err(document.fault(&path!["sites"], "there is no site").expected("at least one"));
    }
    let mut names = BTreeMap::new();
    let mut numbers = BTreeMap::new();
    for (at, site) in sites.iter().enumerate() {
        let highest = if wide { u16::MAX } else { NARROW };
        if !(1..=highest).contains(&site.number) {
            let fault =
                document.fault(&path!["sites", at, "number"], format!("{} is no IMP number", site.number));
            return Err(match wide {
                true => fault.expected("1 to 65535"),
                false => fault.expected("1 to 63, six bits of the leader"),
            });
        }
        if let Some(other) = numbers.insert(site.number, &site.name) {
            let message = format!("{} and {other} have the same number {}", site.name, site.number);
            return Err(document
                .fault(&path!["sites", at, "number"], message)
                .expected("a number for each site"));
        }
        unused_name(document, &path!["sites", at, "name"], &mut names, &site.name, at)?;
        for (key, degrees, most) in [("lat", site.lat, 90.0), ("lon", site.lon, 180.0)] {
            if degrees.is_some_and(|degrees| degrees.abs() > most) {
                let fault = document.fault(&path!["sites", at, key], "this is no place on Earth");
                return Err(fault.expected(format!("degrees from -{most} to {most}")));
            }
        }
    }
    Ok(names)
}

fn unused_name(
    document: &Document,
    path: &[crate::json::tree::Step],
    names: &mut BTreeMap<String, usize>,
    name: &str,
    at: usize,
) -> Result<(), Diagnostic> {
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err(document.fault(path, "this is no name").expected("letters, digits and marks"));
    }
    if names.insert(name.to_owned(), at).is_some() {
        return Err(document.fault(path, format!("\"{name}\" is taken already")).expected("each name once"));
    }
    Ok(())
}

fn lines(
    document: &Document,
    file: &NetworkFile,
    sites: &BTreeMap<String, usize>,
) -> Result<Vec<[usize; 2]>, Diagnostic> {
    let mut ends = Vec::with_capacity(file.lines.len());
    let mut modems = vec![0; file.sites.len()];
    for (at, line) in file.lines.iter().enumerate() {
        let [a, b] = [0, 1].map(|end| site_at_end(document, sites, line, at, end));
        let [a, b] = [a?, b?];
        if a == b {
            let message = format!("the line leads from {} to itself", line.between[0]);
            return Err(document.fault(&path!["lines", at, "between"], message).expected("two sites"));
        }
        for (end, site) in [a, b].into_iter().enumerate() {
            modems[site] += 1;
            if modems[site] > MOST_LINES {
                let message = format!("{} has more than {MOST_LINES} lines", line.between[end]);
                let fault = document.fault(&path!["lines", at, "between", end], message);
                return Err(fault.expected("no more than an IMP has modem interfaces for"));
            }
        }
        line_figures(document, line, at)?;
        evidence(document, file, line, at)?;
        ends.push([a, b]);
    }
    Ok(ends)
}

fn site_at_end(
    document: &Document,
    sites: &BTreeMap<String, usize>,
    line: &LineFile,
    at: usize,
    end: usize,
) -> Result<usize, Diagnostic> {
    let name = &line.between[end];
    sites.get(name).copied().ok_or_else(|| {
        let fault = document
            .fault(&path!["lines", at, "between", end], format!("the line leads to no site: \"{name}\""));
        fault
            .expected("the name of a site of this file")
            .help(did_you_mean(name, sites.keys().map(String::as_str)))
    })
}

fn line_figures(document: &Document, line: &LineFile, at: usize) -> Result<(), Diagnostic> {
    if bits_per_second(line.kbps).is_none() {
        let fault =
            document.fault(&path!["lines", at, "kbps"], format!("{} kb/s is no speed of a line", line.kbps));
        return Err(fault.expected("0.001 to 1000000, at most three decimals"));
    }
    match line.bit_error_rate {
        Some(rate) if !(0.0..=1.0).contains(&rate) => {
            let fault =
                document.fault(&path!["lines", at, "bit_error_rate"], format!("{rate} is no probability"));
            Err(fault.expected("0 to 1"))
        }
        _ => Ok(()),
    }
}

/// Kilobits a second as whole bits a second, where that is exact.
fn bits_per_second(kbps: f64) -> Option<u64> {
    let bits = (kbps * 1000.0).round();
    let whole = (bits - kbps * 1000.0).abs() < 1e-6 * bits.max(1.0);
    (whole && (1.0..=1e9).contains(&bits)).then_some(bits as u64)
}

fn evidence(document: &Document, file: &NetworkFile, line: &LineFile, at: usize) -> Result<(), Diagnostic> {
    let known = || file.sources.iter().map(|source| source.id.as_str());
    match line.evidence.iter().enumerate().find(|(_, id)| !known().any(|known| known == *id)) {
        Some((nth, id)) => {
            let fault = document
                .fault(&path!["lines", at, "evidence", nth], format!("no source has the id \"{id}\""));
            Err(fault.expected(one_of(known())).help(did_you_mean(id, known())))
        }
        None => Ok(()),
    }
}

fn hosts(
    document: &Document,
    file: &NetworkFile,
    sites: &BTreeMap<String, usize>,
) -> Result<BTreeMap<String, usize>, Diagnostic> {
    let mut names = BTreeMap::new();
    let mut taken: BTreeMap<(u16, u8), &str> = BTreeMap::new();
    for (at, host) in file.hosts.iter().enumerate() {
        unused_name(document, &path!["hosts", at, "name"], &mut names, &host.name, at)?;
        let Some(site) = sites.get(&host.site) else {
            let message = format!("{} is attached to no site: \"{}\"", host.name, host.site);
            let fault = document.fault(&path!["hosts", at, "site"], message);
            let fault = fault.expected("the name of a site of this file");
            return Err(fault.help(did_you_mean(&host.site, sites.keys().map(String::as_str))));
        };
        let number = file.sites[*site].number;
        address(document, host, number, at)?;
        if let Some(other) = taken.insert((number, host.host), &host.name) {
            let address = HostAddress { imp: ImpNumber(number), host: host.host };
            let message = format!("{} and {other} are both at address {address}", host.name);
            let fault = document.fault(&path!["hosts", at, "host"], message);
            return Err(fault.expected("each host at an interface of its own"));
        }
    }
    Ok(names)
}

fn address(document: &Document, host: &HostFile, number: u16, at: usize) -> Result<(), Diagnostic> {
    if host.host > 3 {
        let fault = document
            .fault(&path!["hosts", at, "host"], format!("an IMP has no host interface {}", host.host));
        return Err(fault.expected("0 to 3"));
    }
    if let Some(address) = host.address.filter(|_| number > NARROW) {
        let message = format!("host {} at {} cannot have the address {address}", host.host, host.site);
        let fault = document.fault(&path!["hosts", at, "address"], message);
        return Err(fault.expected("none: eight bits do not hold it"));
    }
    let right = number.saturating_add(64 * u16::from(host.host));
    match host.address {
        Some(address) if u16::from(address) != right => {
            let message = format!("host {} at {} has not the address {address}", host.host, host.site);
            let fault = document.fault(&path!["hosts", at, "address"], message);
            Err(fault.expected(format!("{right}, which is {number} + 64 x {}", host.host)))
        }
        _ => Ok(()),
    }
}
