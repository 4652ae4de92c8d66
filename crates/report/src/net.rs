//! A network as text and as JSON.

use arpanet_scenario::Network;
use arpanet_scenario::file::{Certainty, Medium, NetworkFile, SiteKind};
use serde_json::{Value, json};

use crate::table::{Align, columns};

/// Sites, lines, hosts, the hop histogram and what the date decides about the IMP program.
pub fn network_text(network: &Network) -> String {
    let file = network.file();
    let mut text = heading(network);
    text.push_str("\nSites (number, name, kind, lines to, hosts with their addresses)\n");
    text.push_str(&sites(network));
    text.push_str("\nLines\n");
    text.push_str(&lines(network));
    text.push('\n');
    text.push_str(&hops_text(network));
    if file.wide {
        let percent = network.routing_share() * 100.0;
        text.push_str(&format!("routing messages take {percent:.1} % of an idle 50 kb/s line\n"));
    }
    let program = imp_program(file);
    if !program.is_empty() {
        text.push_str("\nIMP program\n");
        text.push_str(&columns(&[Align::Left, Align::Left, Align::Left], &program));
    }
    text
}

fn heading(network: &Network) -> String {
    let file = network.file();
    let tips = file.sites.iter().filter(|site| site.kind == SiteKind::Tip).count();
    let date = file.date.as_ref().map(|date| format!(" ({date})")).unwrap_or_default();
    let count = |number: usize, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
    format!(
        "{}{date}\n{} ({}, {}), {}, {}\n",
        file.title,
        count(file.sites.len(), "site"),
        count(file.sites.len() - tips, "IMP"),
        count(tips, "TIP"),
        count(file.lines.len(), "line"),
        count(file.hosts.len(), "host")
    )
}

fn sites(network: &Network) -> String {
    let mut rows = Vec::new();
    for (at, site) in network.sites().iter().enumerate() {
        let kind = match site.kind {
            SiteKind::Imp => "IMP",
            SiteKind::Tip => "TIP",
        };
        let lines: Vec<&str> =
            neighbours(network, at).into_iter().map(|site| network.sites()[site].name.as_str()).collect();
        let hosts: Vec<String> = (0..network.hosts().len())
            .filter(|host| network.hosts()[*host].site == site.name)
            .map(|host| format!("{} {}", network.hosts()[host].name, network.address(host)))
            .collect();
        rows.push(vec![
            site.number.to_string(),
            site.name.clone(),
            kind.into(),
            lines.join(" "),
            hosts.join(", "),
        ]);
    }
    columns(&[Align::Right, Align::Left, Align::Left, Align::Left, Align::Left], &rows)
}

fn neighbours(network: &Network, site: usize) -> Vec<usize> {
    let other_end = |[a, b]: [usize; 2]| match site {
        site if site == a => Some(b),
        site if site == b => Some(a),
        _ => None,
    };
    network.lines().filter_map(|(_, ends)| other_end(ends)).collect()
}

fn lines(network: &Network) -> String {
    let rows: Vec<Vec<String>> = network
        .file()
        .lines
        .iter()
        .map(|line| {
            let certainty = match line.certainty {
                Some(Certainty::Documented) => "documented",
                Some(Certainty::Inferred) => "inferred",
                Some(Certainty::Assumed) => "assumed",
                None => "",
            };
            vec![
                line.between.join(" - "),
                format!("{} kb/s", line.kbps),
                medium(line.medium).into(),
                line.propagation.to_string(),
                certainty.into(),
                line.evidence.join(", "),
            ]
        })
        .collect();
    columns(&[Align::Left, Align::Right, Align::Left, Align::Right, Align::Left, Align::Left], &rows)
}

fn medium(medium: Medium) -> &'static str {
    match medium {
        Medium::Land => "land",
        Medium::Satellite => "satellite",
    }
}

/// How many ordered pairs of sites are how many hops apart, as RFC 619 Table 1 counts them.
pub fn hops_text(network: &Network) -> String {
    let histogram = network.hop_histogram();
    let mut rows = vec![vec![String::from("hops"), String::from("pairs")]];
    rows.extend(
        histogram.pairs.iter().enumerate().map(|(hops, pairs)| vec![hops.to_string(), pairs.to_string()]),
    );
    if histogram.unreachable > 0 {
        rows.push(vec![String::from("no way"), histogram.unreachable.to_string()]);
    }
    let mut text = String::from("Ordered pairs of sites by hops, a site with itself at 0\n");
    text.push_str(&columns(&[Align::Right, Align::Right], &rows));
    text.push_str(&format!("mean {:.2} hops between different sites\n", histogram.mean_hops()));
    text
}

fn imp_program(file: &NetworkFile) -> Vec<Vec<String>> {
    let Ok(Value::Object(settings)) = serde_json::to_value(&file.imp_program) else { return Vec::new() };
    let word = |value: &Value| match value {
        Value::String(word) => word.clone(),
        other => other.to_string(),
    };
    settings
        .iter()
        .map(|(name, setting)| vec![name.replace('_', " "), word(&setting["is"]), word(&setting["source"])])
        .collect()
}

/// The network as one JSON object.
pub fn network_json(network: &Network) -> Value {
    let histogram = network.hop_histogram();
    let sites: Vec<Value> = network
        .sites()
        .iter()
        .enumerate()
        .map(|(at, site)| {
            let lines: Vec<&str> =
                neighbours(network, at).into_iter().map(|site| network.sites()[site].name.as_str()).collect();
            json!({ "number": site.number, "name": site.name, "long_name": site.long_name, "kind": site.kind,
                    "model": site.model, "lat": site.lat, "lon": site.lon, "lines_to": lines })
        })
        .collect();
    let lines: Vec<Value> = network
        .lines()
        .map(|(line, _)| {
            json!({ "between": line.between, "kbps": line.kbps, "medium": line.medium, "km": line.km,
                    "propagation_ns": line.propagation.ns, "certainty": line.certainty, "evidence": line.evidence })
        })
        .collect();
    let hosts: Vec<Value> = network
        .hosts()
        .iter()
        .enumerate()
        .map(|(at, host)| {
            json!({ "name": host.name, "address": network.address(at).to_octet(), "site": host.site,
                    "host": host.host, "computer": host.computer, "os": host.os, "role": host.role })
        })
        .collect();
    json!({
        "title": network.file().title, "date": network.file().date, "sites": sites, "lines": lines, "hosts": hosts,
        "hops": { "pairs": histogram.pairs, "unreachable": histogram.unreachable, "mean": histogram.mean_hops() },
        "imp_program": network.file().imp_program, "routing_share": network.routing_share(),
    })
}
