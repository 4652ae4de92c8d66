//! Everything that the page shows, as one JSON object.

use arpanet_scenario::Scenario;
use arpanet_scenario::file::{Medium, SiteKind};
use arpanet_scenario::run::Ended;
use serde_json::{Value, json};

use super::dictionary::Dictionary;
use super::dissections::Dissections;
use super::records::Records;
use crate::geography::{Geography, HEIGHT, WIDTH};
use crate::map::{FaultMark, Struck, marks, path_of, place_labels, sites_that_played};
use crate::recording::{PacketKind, Recording};

/// The version of this object.
const VERSION: u32 = 1;

/// The data of a report.
pub fn data(scenario: &Scenario, recording: &Recording, ended: &Ended) -> Value {
    let (mut texts, mut dissections) = (Dictionary::default(), Dissections::default());
    let records = Records::of(recording, &mut texts, &mut dissections);
    let messages = records.messages(recording, &mut texts);
    let shown = records.shown(recording);
    let (fields, dissections) = dissections.into_json();
    let file = &scenario.file;
    json!({
        "arpanet_report": VERSION,
        "title": file.title, "introduction": file.introduction, "sources": file.sources, "date": file.date,
        "seed": scenario.plan.seed, "network": scenario.network.file().title,
        "end": ended.summary.end, "fingerprint": ended.summary.fingerprint, "counts": ended.summary.messages,
        "expectations": ended.summary.expectations,
        "map": map(scenario, recording),
        "hosts": hosts(scenario),
        "jobs": jobs(scenario), "shown": shown,
        "records": records.into_json(), "messages": messages,
        "fields": fields, "dissections": dissections,
        "hops": hops(scenario, recording),
        "texts": texts.into_texts(),
    })
}

fn map(scenario: &Scenario, recording: &Recording) -> Value {
    let geography = Geography::of(&scenario.network);
    let labels = place_labels(scenario, &geography).names;
    let played = sites_that_played(scenario, recording);
    let sites = scenario.network.sites().iter().enumerate().map(|(at, site)| {
        let (drawn, label) = (&geography.sites[at], &labels[at]);
        json!({ "name": site.name, "number": site.number, "long": site.long_name, "tip": site.kind == SiteKind::Tip,
                "at": rounded(drawn.at), "place": rounded(drawn.place), "label": rounded(label.at),
                "anchor": label.anchor, "played": played.contains(&at) })
    });
    let lines = scenario.network.lines().map(|(line, ends)| {
        json!({ "ends": ends, "kbps": line.kbps, "satellite": line.medium == Medium::Satellite,
                "propagation_ns": line.propagation.ns })
    });
    json!({
        "width": WIDTH, "height": HEIGHT, "coasts": path_of(&geography.outline.coasts),
        "borders": path_of(&geography.outline.borders), "insets": geography.insets,
        "sites": sites.collect::<Vec<_>>(), "lines": lines.collect::<Vec<_>>(),
        "faults": marks(scenario, recording).iter().map(fault).collect::<Vec<_>>(),
    })
}

fn rounded(point: [f64; 2]) -> [f64; 2] {
    point.map(|value| libm::round(value * 10.0) / 10.0)
}

fn fault(mark: &FaultMark) -> Value {
    let (what, which) = match mark.struck {
        Struck::Line(line) => ("line", line),
        Struck::Site(site) => ("site", site),
    };
    json!({ "t": mark.at.as_ns(), "text": mark.text, "what": what, "which": which, "works": mark.works })
}

fn hosts(scenario: &Scenario) -> Vec<Value> {
    let site_of = |number| scenario.plan.imps.iter().position(|imp| imp.number == number);
    let hosts = scenario.plan.hosts.iter();
    hosts.map(|host| json!({ "name": host.name, "site": site_of(host.address.imp) })).collect()
}

/// The jobs, each with what is typed at its terminal and when.
fn jobs(scenario: &Scenario) -> Vec<Value> {
    let jobs = scenario.plan.jobs.iter().map(|job| {
        let typed =
            job.terminal.iter().map(|line| json!([job.at.after_ns(line.after_ns).as_ns(), line.text]));
        json!({ "host": job.host.index(), "program": job.program, "at": job.at.as_ns(),
                "typed": typed.collect::<Vec<_>>() })
    });
    jobs.collect()
}

/// Packets as columns: nanoseconds since the one before, line and end, whether it carries a message, its time on the
/// line.
fn hops(scenario: &Scenario, recording: &Recording) -> Value {
    let hops = recording.hops();
    let mut before = 0;
    let times = hops.iter().map(|hop| hop.at.as_ns() - std::mem::replace(&mut before, hop.at.as_ns()));
    let times: Vec<u64> = times.collect();
    let column = |of: &dyn Fn(&crate::recording::Hop) -> u64| hops.iter().map(of).collect::<Vec<_>>();
    json!({
        "t": times,
        "way": column(&|hop| hop.line.index() as u64 * 2 + hop.sent_by.index() as u64),
        "message": column(&|hop| u64::from(hop.kind == PacketKind::Message)),
        "ns": column(&|hop| scenario.plan.lines[hop.line.index()].rate.time_ns(hop.line_bits)),
    })
}
