//! The trace and its schema say the same, line for line.

mod played;

use arpanet_scenario::Time;
use arpanet_scenario::trace::TRACE_SCHEMA;
use jsonschema::Validator;
use serde_json::{Value, json};

use played::play;

fn schema() -> Validator {
    let schema: Value = serde_json::from_str(TRACE_SCHEMA).expect("the schema is JSON");
    jsonschema::draft202012::new(&schema).expect("it is a schema of the draft of 2020-12")
}

/// Between them these runs have every layer; the names of the layers that each must have stand beside it.
#[test]
fn every_line_of_a_trace_obeys_the_schema() {
    let schema = schema();
    let minute = Some(Time::from_ns(60_000_000_000));
    for (name, until, layers) in [
        (
            "rfc438-append",
            None,
            &["host-imp", "imp-host", "host-host", "ftp", "terminal", "imp-imp", "event"][..],
        ),
        ("icp-1973", None, &["telnet"]),
        ("tuesday-morning-1972", None, &["event"]),
        ("august-1973-hour", minute, &["host-imp"]),
    ] {
        let trace = play(name, until).trace;
        for line in &trace {
            let faults: Vec<String> = schema.iter_errors(line).map(|fault| fault.to_string()).collect();
            assert!(faults.is_empty(), "{name}: {faults:?} in {line}");
        }
        for layer in layers {
            assert!(trace.iter().any(|line| line["layer"] == *layer), "{name} has no {layer}");
        }
    }
}

#[test]
fn the_schema_refuses_what_is_no_line_of_a_trace() {
    let schema = schema();
    let head = json!({ "arpanet_trace": 1, "scenario": "s.json", "title": "t", "seed": 1, "network": "n" });
    assert!(schema.is_valid(&head));
    let good = json!({ "t_ns": 1, "layer": "ftp", "from": "A", "to": "B", "kind": "250", "length_bits": 40,
                       "bits_hex": "", "fields": { "text": "250" } });
    assert!(schema.is_valid(&good));
    for (key, value) in [
        ("t_ns", json!(-1)),
        ("layer", json!("tcp")),
        ("bits_hex", json!("0x00")),
        ("fields", json!({ "txet": "250" })),
        ("from", json!(null)),
        ("extra", json!(1)),
    ] {
        let mut bad = good.clone();
        bad[key] = value;
        assert!(!schema.is_valid(&bad), "{bad}");
    }
    let mut later = head.clone();
    later["arpanet_trace"] = json!(2);
    assert!(!schema.is_valid(&later));
}
