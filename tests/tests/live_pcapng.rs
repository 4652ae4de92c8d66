//! The capture of a session in real time: what crosses an attached line is in it to the bit, both ways, and nothing else.

mod live_file;

use arpanet_report::Pcapng;
use arpanet_scenario::Time;
use arpanet_scenario::run::{Packets, Run, Sink};
use arpanet_scenario::trace::{Connections, Fact};
use arpanet_scenario::world::{Arrival, Departure};
use live_file::live;
use pcap_file::DataLink;
use pcap_file::pcapng::{Block, PcapNgReader};

struct Capture(Pcapng);

impl Sink for Capture {
    fn narrate(&mut self, _text: &str) {}

    fn trace(&mut self, _line: &str) {}

    fn wants_narration(&self) -> bool {
        false
    }

    fn wants_trace(&self) -> Option<Packets> {
        None
    }

    fn hear(&mut self, facts: &[Fact], _connections: &Connections) {
        self.0.hear(facts);
    }

    fn wants_facts(&self) -> Option<Packets> {
        Some(Packets::Told)
    }
}

/// Sender, receiver, words.
type Seen = (u16, u16, Vec<u16>);

fn packets(octets: &[u8]) -> Vec<Seen> {
    let mut reader = PcapNgReader::new(octets).expect("it is pcapng");
    let mut packets = Vec::new();
    while let Some(block) = reader.next_block() {
        match block.expect("every block is whole") {
            Block::InterfaceDescription(interface) => assert_eq!(interface.linktype, DataLink::USER1),
            Block::EnhancedPacket(packet) => {
                let words: Vec<u16> =
                    packet.data.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
                packets.push((words[1], words[2], words[4..].to_vec()));
            }
            other => panic!("{other:?}"),
        }
    }
    packets
}

/// IMP 2 is ours and IMP 1 real. IMP 3, ours as well, is on a line that is not attached.
#[test]
fn every_packet_of_an_attached_line_is_in_the_capture_with_who_sent_it() {
    let entry = r#"{ "kind": "line", "site": "TWO", "neighbour": 1, "local": "127.0.0.1:11", "peer": "127.0.0.1:12" }"#;
    let live = live("", &[entry.to_owned()]).unwrap_or_else(|fault| panic!("{fault}"));
    let line = live.attached[0].role.line().expect("it is a line");
    let mut sink = Capture(Pcapng::new(&live.scenario, [], [line]));
    let mut run = Run::new(live.scenario, "live.json").expect("the plan is sound");
    // A null packet of the genuine IMP 1, and words that are no packet.
    let sent = [vec![0x00ff, 0x0103, 0x00e2, 0x0000, 0xfd20], vec![0x1234, 0x5678]];
    let mut crossed: Vec<Seen> = Vec::new();
    let mut octets = sink.0.take();
    for second in 1..=20 {
        run.advance(Time::from_ns(second * 1_000_000_000), &mut sink);
        for (_, departure) in run.take_departures() {
            if let Departure::Line { words, .. } = departure {
                crossed.push((2, 1, words));
            }
        }
        octets.extend(sink.0.take());
        if let Some(words) = second.checked_sub(4).and_then(|nth| sent.get(nth as usize)) {
            run.arrive(Arrival::Line { line, words: words.clone() });
            crossed.push((1, 2, words.clone()));
        }
    }
    let of = |all: &[Seen], from: u16| all.iter().filter(|seen| seen.0 == from).cloned().collect::<Vec<_>>();
    let kept = packets(&octets);
    assert_eq!(of(&kept, 1), of(&crossed, 1));
    assert!(of(&crossed, 2).len() > 10, "routing messages");
    // A packet is kept when it begins to be sent and leaves when it has been: one may be under way.
    let [kept, left] = [of(&kept, 2), of(&crossed, 2)];
    assert!(kept.len() - left.len() <= 1, "{} kept, {} left", kept.len(), left.len());
    assert_eq!(kept[..left.len()], left);
}
