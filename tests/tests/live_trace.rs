//! The trace of a session in real time: what hosts beyond the attached cables and lines say is told as what ours say.

mod live_file;

use arpanet_scenario::Time;
use arpanet_scenario::run::{Packets, Run, Sink};
use arpanet_scenario::world::{Arrival, HostId};
use live_file::live;
use serde_json::Value;

const MS: u64 = 1_000_000;
const HOST_2: HostId = HostId(0);

/// Keeps the trace.
#[derive(Default)]
struct Trace(Vec<Value>);

impl Sink for Trace {
    fn narrate(&mut self, _text: &str) {}

    fn trace(&mut self, line: &str) {
        self.0.push(serde_json::from_str(line).expect("a line is JSON"));
    }

    fn wants_narration(&self) -> bool {
        false
    }

    fn wants_trace(&self) -> Option<Packets> {
        Some(Packets::Untold)
    }
}

impl Trace {
    /// Kind, sender and the connection's place of each host-host line about a connection.
    fn connections(&self) -> Vec<(&str, &str, u64)> {
        let lines = self.0.iter().filter(|line| line["layer"] == "host-host");
        let told = lines.filter_map(|line| {
            let connection = line["fields"]["connection"].as_u64()?;
            Some((line["kind"].as_str()?, line["from"].as_str()?, connection))
        });
        told.collect()
    }
}

/// A message from HOST-3 on the control link, as its IMP's words: leader, M1, S, C, M2, the commands, a zero octet.
fn from_host_3(commands: &[u8]) -> Vec<u16> {
    let mut octets = vec![0, 3, 0, 0, 0, 8, 0, commands.len() as u8, 0];
    octets.extend_from_slice(commands);
    octets.resize(octets.len().next_multiple_of(2), 0);
    octets.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
}

/// HOST-2 is ours, at a real IMP; HOST-3, at the next one, asks for a connection to its finger (socket 79) and closes it.
#[test]
fn commands_of_a_host_at_a_real_imp_are_told_and_belong_to_the_connection_that_they_open() {
    let entry =
        r#"{ "kind": "host", "host": "HOST-2", "local": "127.0.0.1:11", "peer": "127.0.0.1:12" }"#.to_owned();
    let live = live(r#""HOST-2": { "system": "tenex", "servers": ["finger"] }"#, &[entry]);
    let live = live.unwrap_or_else(|fault| panic!("{fault}"));
    let mut run = Run::new(live.scenario, "live.json").expect("the plan is sound");
    let mut trace = Trace::default();
    // RTS my 1002, your 79, link 45; ALL link 45, one message, 1000 bits; CLS my 1002, your 79.
    let said: [&[u8]; 3] = [
        &[1, 0, 0, 3, 0xea, 0, 0, 0, 79, 45],
        &[4, 45, 0, 1, 0, 0, 3, 0xe8],
        &[3, 0, 0, 3, 0xea, 0, 0, 0, 79],
    ];
    run.arrive(Arrival::Cable { host: HOST_2, words: vec![], last: true, ready: true });
    for (nth, commands) in said.into_iter().enumerate() {
        run.advance(Time::from_ns((nth as u64 + 1) * 2000 * MS), &mut trace);
        let words = from_host_3(commands);
        run.arrive(Arrival::Cable { host: HOST_2, words, last: true, ready: true });
        // The RFNM for whatever HOST-2 has sent on the control link.
        let rfnm = vec![0x0503, 0x0000];
        run.advance(Time::from_ns((nth as u64 + 1) * 2000 * MS + 500 * MS), &mut trace);
        run.arrive(Arrival::Cable { host: HOST_2, words: rfnm, last: true, ready: true });
    }
    run.advance(Time::from_ns(10_000 * MS), &mut trace);
    let told = trace.connections();
    let of_the_first: Vec<(&str, &str)> =
        told.iter().filter(|one| one.2 == told[0].2).map(|one| (one.0, one.1)).collect();
    assert_eq!(of_the_first[..3], [("RTS", "HOST-3"), ("STR", "HOST-2"), ("ALL", "HOST-3")], "{told:?}");
    assert!(of_the_first.contains(&("CLS", "HOST-3")), "{told:?}");
    assert_eq!(
        told.iter().filter(|one| one.0 == "RTS" && one.2 == told[0].2).count(),
        1,
        "told once: {told:?}"
    );
}
