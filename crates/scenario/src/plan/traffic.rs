//! The load of the rest of the network: bare hosts, one a site, that send each other messages.

use std::path::Path;

use arpanet_wire::{HostAddress, ImpNumber};
use arpanet_world::{CablePlan, Flow, HostId, HostKind, HostPlan, SizeBin, SizeHistogram, TrafficPlan};

use crate::diagnostic::Diagnostic;
use crate::file::{File, SizesFile, TrafficFile, TrafficUse};
use crate::json::Document;
use crate::network::Network;
use crate::path;
use crate::source::{Source, resolve};

/// The longest text after the leader that an IMP takes: 8095 bits less the leader (RFC 381 p. 3).
const LONGEST_TEXT_BITS: u32 = 8095 - 32;

/// The traffic that a scenario uses; its bare hosts are added to `hosts`.
pub(crate) fn plan(
    source: &dyn Source,
    document: &Document,
    used: &TrafficUse,
    network: &Network,
    hosts: &mut Vec<HostPlan>,
) -> Result<TrafficPlan, Diagnostic> {
    if !(used.scale.is_finite() && used.scale >= 0.0) {
        let fault = document.fault(&path!["traffic", "scale"], format!("{} is no scale", used.scale));
        return Err(fault.expected("0 or more"));
    }
    let at = path!["traffic", "file"];
    let traffic_path = resolve(&document.file, &used.file);
    let read =
        File::read(source, &traffic_path).map_err(|fault| document.through(&at, &traffic_path, fault))?;
    let (traffic_document, File::Traffic(traffic)) = read else {
        return Err(document
            .fault(&at, format!("{} is no traffic file", used.file))
            .expected("a traffic file"));
    };
    let sizes = check(source, &traffic_document, &traffic)?;
    let mut senders = Vec::with_capacity(traffic.sites.len());
    for (nth, name) in traffic.sites.iter().enumerate() {
        let Some(site) = network.site(name) else {
            let fault =
                traffic_document.fault(&path!["sites", nth], format!("the network has no site \"{name}\""));
            return Err(fault.expected("a site of the scenario's network").help(network.nearest_site(name)));
        };
        let Some(host) = bare_host(network, site, hosts) else {
            let message = format!("all four interfaces of {name} are taken by hosts of the scenario");
            return Err(document.fault(&at, message).expected("one left for the site's own traffic"));
        };
        senders.push(HostId(hosts.len() as u16));
        hosts.push(host);
    }
    let mut flows = Vec::new();
    for (row, from) in traffic.messages_per_min.iter().zip(&senders) {
        for (per_minute, to) in row.iter().zip(&senders) {
            if *per_minute > 0.0 {
                flows.push(Flow { from: *from, to: *to, per_minute: *per_minute });
            }
        }
    }
    Ok(TrafficPlan { flows, sizes, scale: used.scale, ..TrafficPlan::default() })
}

fn bare_host(network: &Network, site: usize, hosts: &[HostPlan]) -> Option<HostPlan> {
    let imp = ImpNumber(network.sites()[site].number);
    let address = (0..4)
        .map(|host| HostAddress { imp, host })
        .find(|address| hosts.iter().all(|other| other.address != *address))?;
    let name = match network.name_of(address) {
        Some(name) => name.to_owned(),
        None => format!("{} host {}", network.sites()[site].name, address.host),
    };
    Some(HostPlan { name, address, kind: HostKind::Bare, cable: CablePlan::default() })
}

/// Checks a traffic file by itself, reads its sizes file, and gives the histogram.
pub(crate) fn check(
    source: &dyn Source,
    document: &Document,
    traffic: &TrafficFile,
) -> Result<SizeHistogram, Diagnostic> {
    let count = traffic.sites.len();
    for (nth, name) in traffic.sites.iter().enumerate() {
        if traffic.sites[..nth].contains(name) {
            let fault = document.fault(&path!["sites", nth], format!("\"{name}\" stands here a second time"));
            return Err(fault.expected("each site once"));
        }
    }
    if traffic.messages_per_min.len() != count {
        let message = format!("there are {} rows for {count} sites", traffic.messages_per_min.len());
        return Err(document
            .fault_of_key(&path!["messages_per_min"], message)
            .expected("a row for each site"));
    }
    for (row, rates) in traffic.messages_per_min.iter().enumerate() {
        if rates.len() != count {
            let message = format!("the row has {} figures for {count} sites", rates.len());
            return Err(document
                .fault(&path!["messages_per_min", row], message)
                .expected("one for each site"));
        }
        if let Some(column) = rates.iter().position(|rate| !(rate.is_finite() && *rate >= 0.0)) {
            let fault = document
                .fault(&path!["messages_per_min", row, column], format!("{} is no rate", rates[column]));
            return Err(fault.expected("0 or more"));
        }
    }
    for (nth, pair) in traffic.measured_pairs.iter().enumerate() {
        if let Some(end) = pair.iter().position(|name| !traffic.sites.contains(name)) {
            let message = format!("\"{}\" is not among the sites", pair[end]);
            return Err(document
                .fault(&path!["measured_pairs", nth, end], message)
                .expected("a site of this file"));
        }
    }
    sizes(source, document, &traffic.sizes)
}

/// The histogram of the sizes file that `document` names at `sizes`.
pub(crate) fn sizes(
    source: &dyn Source,
    document: &Document,
    named: &str,
) -> Result<SizeHistogram, Diagnostic> {
    let sizes_path = resolve(&document.file, named);
    let read = File::read(source, Path::new(&sizes_path));
    let (sizes_document, File::Sizes(sizes)) =
        read.map_err(|fault| document.through(&path!["sizes"], &sizes_path, fault))?
    else {
        return Err(document
            .fault(&path!["sizes"], format!("{named} is no sizes file"))
            .expected("a sizes file"));
    };
    check_sizes(&sizes_document, &sizes)
}

/// Checks a sizes file, and gives the histogram.
pub(crate) fn check_sizes(document: &Document, sizes: &SizesFile) -> Result<SizeHistogram, Diagnostic> {
    if sizes.bins.iter().all(|bin| bin.count == 0) {
        let fault = document.fault(&path!["bins"], "no message is in any bin");
        return Err(fault.expected("a count above 0"));
    }
    for (at, bin) in sizes.bins.iter().enumerate() {
        let longest_bits = LONGEST_TEXT_BITS.saturating_sub(sizes.prefix_bits);
        if bin.from_bits > bin.to_bits || bin.to_bits > longest_bits {
            let message = format!("no message has {} to {} bits there", bin.from_bits, bin.to_bits);
            let expected = format!("from_bits at most to_bits, and to_bits at most {longest_bits}");
            return Err(document.fault(&path!["bins", at], message).expected(expected));
        }
    }
    let bins = sizes.bins.iter();
    let bins = bins.map(|bin| SizeBin {
        from_bits: sizes.prefix_bits + bin.from_bits,
        to_bits: sizes.prefix_bits + bin.to_bits,
        count: bin.count,
    });
    Ok(SizeHistogram { bins: bins.collect() })
}
