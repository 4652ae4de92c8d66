//! The Wireshark dissector, tried with tshark: of every frame it names what the trace names. On cables the frames are those
//! of a run; on lines those of two sessions in real time that are each other's neighbours.

mod support;

use std::net::{SocketAddr, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use support::{arpanet, binary, root};

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
    let frames = frames(&pcapng_word, &FIELDS);
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

fn frames(pcapng: &str, fields: &[&str]) -> Vec<Vec<String>> {
    let dissector = root().join("crates/report/assets/arpanet.lua");
    let mut tshark = Command::new("tshark");
    tshark.arg("-X").arg(format!("lua_script:{}", dissector.display())).args(["-r", pcapng, "-T", "fields"]);
    for field in fields {
        tshark.args(["-e", field]);
    }
    let said = tshark.output().expect("tshark is installed");
    let complaints = String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success() && !complaints.contains("Lua"), "{complaints}");
    let lines = String::from_utf8(said.stdout).expect("tshark prints UTF-8");
    lines.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

const NETWORK: &str = r#"{ "kind": "network", "title": "two sites",
  "sites": [ { "number": 1, "name": "WEST" }, { "number": 2, "name": "EAST" } ],
  "lines": [ { "between": ["WEST", "EAST"], "kbps": 56, "propagation": "1 us" } ],
  "hosts": [ { "name": "HOST-1", "site": "WEST", "host": 0 }, { "name": "HOST-2", "site": "EAST", "host": 0 } ] }"#;

/// A session that plays one of the two sites, ten times as fast as life, and keeps trace and capture.
fn session(
    folder: &Path,
    name: &str,
    host: &str,
    neighbour: u16,
    local: SocketAddr,
    peer: SocketAddr,
) -> Child {
    let text = format!(
        r#"{{ "kind": "live", "title": "{name}", "network": "net.json", "pace": 10, "hosts": {{ {host} }},
  "attach": [ {{ "kind": "line", "site": "{name}", "neighbour": {neighbour}, "imp_clock_us": 20,
                 "local": "{local}", "peer": "{peer}" }} ]"#
    );
    let job =
        r#""jobs": [ { "at": "40 s", "host": "HOST-1", "program": "finger", "arguments": ["@HOST-2"] } ]"#;
    let text = if name == "WEST" { format!("{text}, {job} }}") } else { format!("{text} }}") };
    let file = |end: &str| folder.join(format!("{name}{end}"));
    std::fs::write(file(".json"), text).expect("a file can be written");
    let mut session = Command::new(binary());
    session.arg("live").arg(file(".json")).arg("--pcapng").arg(file(".pcapng"));
    session.arg("--trace").arg(file(".jsonl")).arg("--packets");
    session.stdout(Stdio::null()).spawn().expect("the binary runs")
}

fn free_address() -> SocketAddr {
    UdpSocket::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("there is a free port")
}

#[test]
fn tshark_says_of_every_packet_on_a_line_what_the_trace_says() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    std::fs::write(folder.path().join("net.json"), NETWORK).expect("a file can be written");
    let [west, east] = [free_address(), free_address()];
    let mut sessions = [
        session(folder.path(), "WEST", r#""HOST-1": { "system": "tenex" }"#, 2, west, east),
        session(
            folder.path(),
            "EAST",
            r#""HOST-2": { "system": "tenex", "servers": ["finger"] }"#,
            1,
            east,
            west,
        ),
    ];
    // The capture grows: when the answer, which names its host, is in it, it has crossed the line.
    let pcapng = folder.path().join("WEST.pcapng");
    let until = Instant::now() + Duration::from_secs(60);
    while !std::fs::read(&pcapng).is_ok_and(|octets| octets.windows(6).any(|part| part == b"HOST-2")) {
        assert!(Instant::now() < until, "the answer does not come");
        std::thread::sleep(Duration::from_millis(100));
    }
    for session in &mut sessions {
        let kill = Command::new("kill").args(["-INT", &session.id().to_string()]).status();
        assert!(kill.expect("there is a kill").success());
        assert!(session.wait().expect("it ends").success());
    }
    let trace = std::fs::read_to_string(folder.path().join("WEST.jsonl")).expect("there is a trace");
    let lines: Vec<Value> =
        trace.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    let told = lines.iter().filter(|line| line["layer"] == "imp-imp" && line["kind"] == "packet");
    let told: Vec<[String; 3]> = told
        .map(|line| {
            let from = if line["from"] == "WEST IMP" { "1" } else { "2" };
            let summary = line["fields"]["summary"].as_str().expect("a summary").to_owned();
            [from.to_owned(), summary, String::new()]
        })
        .collect();
    let fields = ["arpanet.line.from", "arpanet.line.summary", "_ws.expert.message"];
    let frames = frames(&pcapng.display().to_string(), &fields);
    assert_eq!(frames.len(), told.len());
    for (frame, told) in frames.iter().zip(&told) {
        assert_eq!(frame[..], told[..]);
    }
    for kind in ["MSG1 number", "RFNM1 number", "null with I-heard-you", "routing message"] {
        assert!(told.iter().any(|told| told[1].starts_with(kind)), "no {kind}");
    }
}
