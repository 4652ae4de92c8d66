//! The Wireshark dissector, tried with tshark: of every frame it names what the trace names.

mod support;

use std::process::Command;

use serde_json::Value;
use support::{arpanet, root};

/// Direction, type, link, opcodes and byte count of each frame, as tshark prints them.
const FIELDS: [&str; 5] =
    ["arpanet.direction", "arpanet.type", "arpanet.link", "arpanet.ncp.opcode", "arpanet.hh.count"];

const COMMANDS: [&str; 14] =
    ["NOP", "RTS", "STR", "CLS", "ALL", "GVB", "RET", "INR", "INS", "ECO", "ERP", "ERR", "RST", "RRP"];

#[test]
fn tshark_names_what_the_trace_names() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let [pcapng, trace] = ["run.pcapng", "run.jsonl"].map(|name| folder.path().join(name));
    let (pcapng_word, trace_word) = (pcapng.display().to_string(), trace.display().to_string());
    arpanet(&[
        "run",
        "scenarios/rfc438-append.json",
        "--quiet",
        "--pcapng",
        &pcapng_word,
        "--trace",
        &trace_word,
    ]);
    let trace = std::fs::read_to_string(&trace).expect("there is a trace");
    let frames = frames(&pcapng_word);
    let mut frame = frames.iter();
    let mut last: Option<(&Vec<String>, Vec<u64>)> = None;
    for line in trace.lines().skip(1) {
        let line: Value = serde_json::from_str(line).expect("a line is JSON");
        match line["layer"].as_str().expect("a layer") {
            "host-imp" | "imp-host" => {
                assert_same_opcodes(last.take());
                let frame = frame.next().expect("a frame for each message");
                let direction = if line["layer"] == "imp-host" { "1" } else { "0" };
                let (kind, link) = (line["fields"]["type"].to_string(), line["fields"]["link"].to_string());
                assert_eq!(frame[..3], [direction.to_owned(), kind, link], "{line}");
                last = (direction == "0").then_some((frame, Vec::new()));
            }
            "host-host" if line["kind"] == "data" => {
                let (frame, _) = last.as_ref().expect("data come in a message");
                assert_eq!(frame[4], line["fields"]["count"].to_string(), "{line}");
            }
            "host-host" => {
                let opcode = COMMANDS.iter().position(|name| line["kind"] == *name).expect("a command");
                last.as_mut().expect("commands come in a message").1.push(opcode as u64);
            }
            _ => {}
        }
    }
    assert_same_opcodes(last);
    assert!(frame.next().is_none() && frames.len() > 300, "{} frames", frames.len());
}

fn assert_same_opcodes(message: Option<(&Vec<String>, Vec<u64>)>) {
    let Some((frame, opcodes)) = message else { return };
    let told: Vec<String> = opcodes.iter().map(u64::to_string).collect();
    assert_eq!(frame[3], told.join(","), "{frame:?}");
}

fn frames(pcapng: &str) -> Vec<Vec<String>> {
    let dissector = root().join("crates/report/assets/arpanet.lua");
    let mut tshark = Command::new("tshark");
    tshark.arg("-X").arg(format!("lua_script:{}", dissector.display())).args(["-r", pcapng, "-T", "fields"]);
    for field in FIELDS {
        tshark.args(["-e", field]);
    }
    let said = tshark.output().expect("tshark is installed");
    let complaints = String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success() && !complaints.contains("Lua"), "{complaints}");
    let lines = String::from_utf8(said.stdout).expect("tshark prints UTF-8");
    lines.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}
