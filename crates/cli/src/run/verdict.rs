//! The words before and after the narration.

use arpanet_scenario::Scenario;
use arpanet_scenario::narrate::Telling;
use arpanet_scenario::run::Ended;

/// What is about to be played.
pub fn opening(scenario: &Scenario, telling: Telling) -> String {
    let file = &scenario.file;
    let network = scenario.network.file();
    let mut text = format!("{}\n", file.title);
    let date = file.date.as_ref().map(|date| format!("{date}; ")).unwrap_or_default();
    text.push_str(&format!(
        "{date}{}: {} sites, {} lines; seed {}\n",
        network.title,
        network.sites.len(),
        network.lines.len(),
        scenario.plan.seed
    ));
    if !file.sources.is_empty() {
        text.push_str(&telling.wrap(&format!("after {}", file.sources.join(", "))));
    }
    if let Some(introduction) = &file.introduction {
        text.push('\n');
        text.push_str(&telling.wrap(introduction));
    }
    text.push('\n');
    text
}

/// The expectations, met or not, and the sum of the run.
pub fn closing(ended: &Ended, colours: bool) -> String {
    let summary = &ended.summary;
    let (met, not_met) = match colours {
        true => ("\x1b[32mmet\x1b[0m    ", "\x1b[31;1mNOT MET\x1b[0m"),
        false => ("met    ", "NOT MET"),
    };
    let mut text = String::new();
    if !summary.expectations.items.is_empty() {
        text.push_str("\nExpectations\n");
    }
    for item in &summary.expectations.items {
        let mark = if item.ok { met } else { not_met };
        text.push_str(&format!("  {mark}  {}\n           {}\n", item.what, item.why));
    }
    let (passed, all) = (summary.expectations.passed, summary.expectations.items.len());
    if all > 0 {
        text.push_str(&format!("{passed} of {all} met.\n"));
    }
    text.push_str(&format!("\nEnded after {}: {}.", seconds(summary.end.time_ns), summary.end.reason));
    for unfinished in &ended.unfinished_jobs {
        let awaits = unfinished.awaits.join("; ");
        text.push_str(&format!("\nJob {} had not ended; it waited for: {awaits}.", unfinished.job.index()));
    }
    let messages = &summary.messages;
    text.push_str(&format!(
        "\n{} messages sent: {} RFNM, {} dead, {} incomplete, {} error, {} in flight; {} delivered.",
        messages.sent,
        messages.rfnm,
        messages.dead,
        messages.incomplete,
        messages.error,
        messages.in_flight,
        messages.delivered
    ));
    let connections = &summary.connections;
    text.push_str(&format!(
        "\n{} connections opened, {} refused, {} closed.",
        connections.opened, connections.refused, connections.closed
    ));
    text.push_str(&format!("\n{} events; fingerprint {}.\n", summary.events, summary.fingerprint));
    text
}

/// What each host's NCP has counted.
pub fn counters(ended: &Ended) -> String {
    let of_host =
        |(name, typescript): &(String, String)| format!("\n{name}: NCP operating statistics\n\n{typescript}");
    ended.typescripts.iter().map(of_host).collect()
}

fn seconds(ns: u64) -> String {
    format!("{}.{:06} s", ns / 1_000_000_000, ns % 1_000_000_000 / 1_000)
}
