//! A run for Perfetto (ui.perfetto.dev) and chrome://tracing: a track for each host with its messages, from sending to
//! arrival, and its jobs, a track for each direction of each line with its packets, and the faults.
//!
//! The format is Chrome's Trace Event Format: times in microseconds, `b` and `e` for spans that may overlap, `X` for
//! those that may not, `i` for instants, `M` for names.

use arpanet_scenario::trace::{Detail, JobChange};
use arpanet_scenario::world::{End, JobId};
use arpanet_scenario::{Scenario, Time};
use serde_json::{Value, json};

use crate::ladder::said_of;
use crate::recording::{Answer, Message, PacketKind, Recording, messages};

const HOSTS: u32 = 1;
const LINES: u32 = 2;
/// Where faults stand.
const NETWORK: u32 = 3;

/// The trace as JSON.
pub fn perfetto(scenario: &Scenario, recording: &Recording, end: Time) -> String {
    let mut events = names(scenario);
    for (id, message) in messages(recording).iter().enumerate() {
        message_events(recording, message, id, end, &mut events);
    }
    job_events(recording, end, &mut events);
    instants(recording, &mut events);
    hop_events(scenario, recording, &mut events);
    let head = json!({ "scenario": scenario.file.title, "seed": scenario.plan.seed,
                       "network": scenario.network.file().title });
    json!({ "displayTimeUnit": "ms", "otherData": head, "traceEvents": events }).to_string()
}

fn microseconds(time: Time) -> f64 {
    time.as_ns() as f64 / 1000.0
}

fn names(scenario: &Scenario) -> Vec<Value> {
    let name = |what: &str, process: u32, thread: usize, name: &str| json!({ "ph": "M", "name": what, "pid": process, "tid": thread, "args": { "name": name } });
    let processes = [(HOSTS, "Hosts"), (LINES, "Lines"), (NETWORK, "Network")];
    let mut names: Vec<Value> =
        processes.into_iter().map(|(process, words)| name("process_name", process, 0, words)).collect();
    for (at, host) in scenario.plan.hosts.iter().enumerate() {
        names.push(name("thread_name", HOSTS, at + 1, &host.name));
    }
    for (at, (line, _)) in scenario.network.lines().enumerate() {
        let [a, b] = &line.between;
        names.push(name("thread_name", LINES, line_track(at, End::A), &format!("{a} to {b}")));
        names.push(name("thread_name", LINES, line_track(at, End::B), &format!("{b} to {a}")));
    }
    names
}

fn line_track(line: usize, sent_by: End) -> usize {
    line * 2 + sent_by.index() + 1
}

/// From the sender's cable to the receiver's; where it never arrived, to the answer or the end.
fn message_events(recording: &Recording, message: &Message, id: usize, end: Time, events: &mut Vec<Value>) {
    let time = |at: usize| recording.heard()[at].fact.time;
    let fact = &recording.heard()[message.sent].fact;
    let Some(host) = fact.from.host else { return };
    let (_, label) = said_of(recording, message.sent);
    let arrived = message.arrived.map(time);
    let answered = message.answered.map(|(at, answer)| (time(at), answer));
    let until = arrived.or(answered.map(|(time, _)| time)).unwrap_or(end);
    let name = format!("{label} to {}", fact.to);
    let answer = match answered {
        Some((time, answer)) => {
            json!({ "is": answer.word(), "after_us": microseconds(time) - microseconds(fact.time) })
        }
        None => Value::Null,
    };
    let arguments = json!({
        "from": &*fact.from.name, "to": &*fact.to.name, "length_bits": fact.length_bits, "arrived": arrived.is_some(),
        "answer": answer, "bits_hex": fact.bits.as_ref().map(|bits| bits.to_hex()),
    });
    let category = match answered {
        Some((_, Answer::Rfnm)) | None => "message",
        Some(_) => "message,undelivered",
    };
    let span = |phase: &str, time: Time| {
        json!({ "ph": phase, "cat": category, "id": id, "pid": HOSTS, "tid": host.index() + 1, "name": name,
                "ts": microseconds(time) })
    };
    let mut begin = span("b", fact.time);
    begin["args"] = arguments;
    events.extend([begin, span("e", until)]);
}

fn job_events(recording: &Recording, end: Time, events: &mut Vec<Value>) {
    let mut running: Vec<(JobId, Value)> = Vec::new();
    for heard in recording.heard() {
        let Detail::Job { job, change, program } = &heard.fact.detail else { continue };
        let Some(host) = heard.fact.from.host else { continue };
        if *change == JobChange::Started {
            let span = json!({ "ph": "b", "cat": "job", "id": format!("job {}", job.index()), "pid": HOSTS,
                               "tid": host.index() + 1, "name": format!("job {}: {program}", job.index()),
                               "ts": microseconds(heard.fact.time) });
            events.push(span.clone());
            running.push((*job, span));
        } else if let Some(at) = running.iter().position(|(known, _)| known == job) {
            events.push(ended(running.remove(at).1, heard.fact.time, &heard.fact.said()));
        }
    }
    events.extend(running.into_iter().map(|(_, span)| ended(span, end, "has not ended")));
}

fn ended(mut span: Value, time: Time, how: &str) -> Value {
    span["ph"] = json!("e");
    span["ts"] = json!(microseconds(time));
    span["args"] = json!({ "ended": how });
    span
}

/// Faults for the whole picture, terminals and what programs say on their host's track.
fn instants(recording: &Recording, events: &mut Vec<Value>) {
    for heard in recording.heard() {
        let fact = &heard.fact;
        let (category, process, thread, scope) = match &fact.detail {
            Detail::Fault(_) => ("fault", NETWORK, 0, "g"),
            Detail::Shown { .. } => {
                ("terminal", HOSTS, fact.from.host.map_or(0, |host| host.index() + 1), "t")
            }
            Detail::Said { .. } => ("said", HOSTS, fact.from.host.map_or(0, |host| host.index() + 1), "t"),
            _ => continue,
        };
        events.push(json!({ "ph": "i", "cat": category, "pid": process, "tid": thread, "s": scope,
                            "ts": microseconds(fact.time), "name": fact.said() }));
    }
}

fn hop_events(scenario: &Scenario, recording: &Recording, events: &mut Vec<Value>) {
    for hop in recording.hops() {
        let duration_ns = scenario.plan.lines[hop.line.index()].rate.time_ns(hop.line_bits);
        let name = match hop.kind {
            PacketKind::Message => "message",
            PacketKind::Answer => "answer",
            PacketKind::Housekeeping => "housekeeping",
        };
        events.push(json!({ "ph": "X", "cat": "packet", "pid": LINES, "tid": line_track(hop.line.index(), hop.sent_by),
                            "ts": microseconds(hop.at), "dur": duration_ns as f64 / 1000.0, "name": name,
                            "args": { "line_bits": hop.line_bits } }));
    }
}
