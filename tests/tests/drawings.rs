//! What is drawn of a run says what the run was: every message once, no packet twice, every bit again.

mod played;

use std::collections::BTreeMap;
use std::io::Read;

use arpanet_report::{Recording, ladder_svg, map_svg, messages, pcapng, perfetto, report_html};
use arpanet_scenario::run::Ended;
use arpanet_scenario::{Scenario, Time};
use base64::Engine;
use flate2::read::ZlibDecoder;
use pcap_file::pcapng::{Block, PcapNgReader};
use serde_json::Value;

use played::{Played, play};

/// The trace's lines of a layer on the cables.
fn on_cables(trace: &[Value]) -> Vec<&Value> {
    trace.iter().filter(|line| line["layer"] == "host-imp" || line["layer"] == "imp-host").collect()
}

fn data_of(html: &str) -> Value {
    let (_, rest) = html.split_once("id=\"data\">").expect("the page has data");
    let (packed, _) = rest.split_once("</script>").expect("the data end");
    let packed = base64::engine::general_purpose::STANDARD.decode(packed).expect("it is base64");
    let mut text = String::new();
    ZlibDecoder::new(&packed[..]).read_to_string(&mut text).expect("it is deflated text");
    serde_json::from_str(&text).expect("it is JSON")
}

#[test]
fn every_message_of_the_append_is_joined_to_its_arrival_and_its_rfnm() {
    let played = play("rfc438-append", None);
    let joined = messages(&played.recording);
    assert_eq!(joined.len() as u64, played.ended.summary.messages.sent);
    let time = |at: usize| played.recording.heard()[at].fact.time;
    for message in &joined {
        let (arrived, answered) =
            (message.arrived.expect("it arrives"), message.answered.expect("it is answered"));
        assert!(time(message.sent) < time(arrived), "{message:?}");
        assert_eq!(answered.1.word(), "RFNM");
        assert!(time(message.sent) < time(answered.0), "{message:?}");
    }
}

#[test]
fn the_ladder_has_an_arrow_for_each_message_and_says_what_it_is() {
    let played = play("rfc438-append", None);
    let svg = ladder_svg(&played.scenario, &played.recording, &[]);
    assert_eq!(svg.matches("marker-end").count() as u64, played.ended.summary.messages.sent);
    for told in
        ["LSTN R", "STR my 259 your 272 size 8", "APPE &lt;THOMAS&gt;PROG2.PL1", "126 messages drawn."]
    {
        assert!(svg.contains(told), "no {told}");
    }
}

/// RFC 438 is about two servers: the user's host is left out, and its messages are counted.
#[test]
fn a_ladder_of_two_hosts_counts_what_it_does_not_show() {
    let played = play("rfc438-append", None);
    let two = arpanet_report::hosts_named(&played.scenario, &["CASE-10".into(), "UTAH-10".into()]);
    let svg = ladder_svg(&played.scenario, &played.recording, &two.expect("they are there"));
    let drawn = svg.matches("marker-end").count();
    assert!(drawn >= 6, "RFCs, ALL, data, CLS: {drawn}");
    assert!(
        svg.contains(&format!("{drawn} messages drawn; {} messages to or from other hosts", 126 - drawn))
    );
    assert!(!svg.contains("BBN-TENEX"));
}

#[test]
fn a_ladder_of_thousands_stays_short_and_accounts_for_all() {
    let played = play("august-1973-hour", Some(Time::from_ns(120_000_000_000)));
    let sent = played.ended.summary.messages.sent;
    assert!(sent > 5_000, "{sent}");
    let svg = ladder_svg(&played.scenario, &played.recording, &[]);
    let arrows = svg.matches("class=\"arrow").count();
    assert!(arrows < 500, "{arrows} arrows");
    assert!(svg.contains("to or from other hosts are not shown"), "the busiest hosts alone stand on it");
}

/// The packets that the trace tells, counted without the drawings' help.
#[test]
fn the_map_counts_the_packets_that_the_trace_tells() {
    let played = play("rfc438-append", None);
    let packets: Vec<&Value> = played.trace.iter().filter(|line| line["kind"] == "packet").collect();
    let is_between_neighbours = |line: &&&Value| {
        let summary = line["fields"]["summary"].as_str().unwrap_or_default();
        ["routing", "null"].iter().any(|kind| summary.starts_with(kind))
    };
    let neighbours = packets.iter().filter(is_between_neighbours).count() as u64;
    let loads = played.recording.loads().iter().flatten();
    let (told, housekeeping) = loads
        .fold((0, 0), |(told, housekeeping), load| (told + load.packets(), housekeeping + load.housekeeping));
    assert_eq!((told, housekeeping), (packets.len() as u64 - neighbours, neighbours));
    let svg = map_svg(&played.scenario, &played.recording);
    assert!(svg.contains(&format!("{},{:03} in all", told / 1000, told % 1000)), "{told}");
    for site in played.scenario.network.sites() {
        assert!(
            svg.contains(&format!(">\n{}\n<", site.name)) || svg.contains(&format!(">{}<", site.name)),
            "{}",
            site.name
        );
    }
}

#[test]
fn a_pcapng_file_holds_every_message_of_the_cables_to_the_bit() {
    let played = play("rfc438-append", None);
    let octets = pcapng(&played.scenario, &played.recording);
    let mut reader = PcapNgReader::new(&octets[..]).expect("it is pcapng");
    let (mut interfaces, mut packets) = (0, Vec::new());
    while let Some(block) = reader.next_block() {
        match block.expect("every block is whole") {
            Block::InterfaceDescription(_) => interfaces += 1,
            Block::EnhancedPacket(packet) => packets.push(packet.into_owned()),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(interfaces, played.scenario.plan.hosts.len());
    let lines = on_cables(&played.trace);
    assert_eq!(packets.len(), lines.len());
    // Noon of 15 January 1973.
    let noon_ns = 95_947_200_000_000_000;
    for (packet, line) in packets.iter().zip(lines) {
        assert_eq!(packet.timestamp.as_nanos() - noon_ns, u128::from(line["t_ns"].as_u64().expect("a time")));
        let hex: String = packet.data[8..].iter().map(|octet| format!("{octet:02x}")).collect();
        let told = line["bits_hex"].as_str().expect("bits");
        assert_eq!(hex[..told.len()], *told);
        let length = u16::from_be_bytes([packet.data[2], packet.data[3]]);
        assert_eq!(u64::from(length), line["length_bits"].as_u64().expect("a length"));
        assert_eq!(packet.data[1] == 1, line["layer"] == "imp-host");
    }
}

#[test]
fn perfettos_spans_end_and_no_line_sends_two_packets_at_once() {
    let played = play("rfc438-append", None);
    let end = Time::from_ns(played.ended.summary.end.time_ns);
    let trace: Value =
        serde_json::from_str(&perfetto(&played.scenario, &played.recording, end)).expect("it is JSON");
    let events = trace["traceEvents"].as_array().expect("it has events");
    let mut open: BTreeMap<String, f64> = BTreeMap::new();
    let mut spans = 0;
    let mut free: BTreeMap<u64, f64> = BTreeMap::new();
    for event in events {
        let (time, id) = (event["ts"].as_f64().unwrap_or_default(), event["id"].to_string());
        match event["ph"].as_str().expect("a phase") {
            "b" => assert_eq!(open.insert(id, time), None),
            "e" => {
                assert!(open.remove(&id).expect("it has begun") <= time);
                spans += 1;
            }
            "X" => {
                let track = free.entry(event["tid"].as_u64().expect("a track")).or_default();
                assert!(*track <= time + 0.001, "{event}");
                *track = time + event["dur"].as_f64().expect("a duration");
            }
            "i" | "M" => {}
            other => panic!("{other}"),
        }
    }
    assert!(open.is_empty());
    assert_eq!(spans, played.ended.summary.messages.sent + played.scenario.plan.jobs.len() as u64);
}

#[test]
fn a_report_needs_nothing_but_itself() {
    let Played { scenario, recording, ended, .. } = play("rfc438-append", None);
    let html = report_html(&scenario, &recording, &ended);
    assert!(html.contains("default-src 'none'"), "the browser holds it to that");
    for outside in ["src=", "href=", "@import", "url("] {
        let page = html.split("<script>").next().unwrap_or_default();
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(!html.contains("{{"), "every place is filled");
}

#[test]
fn a_report_has_a_record_for_each_line_of_the_trace_and_every_bit_by_its_field() {
    let Played { scenario, recording, ended, trace } = play("rfc438-append", None);
    let data = data_of(&report_html(&scenario, &recording, &ended));
    let lines: Vec<&Value> = trace.iter().filter(|line| line["layer"] != "imp-imp").collect();
    let records = &data["records"];
    assert_eq!(records["t"].as_array().map(Vec::len), Some(lines.len()));
    let text =
        |number: &Value| data["texts"][number.as_u64().expect("a number") as usize].as_str().expect("a text");
    for (at, line) in lines.iter().enumerate() {
        assert_eq!(text(&records["kind"][at]), line["kind"].as_str().expect("a kind"));
        for view in records["views"][at].as_array().expect("views") {
            let fields =
                data["dissections"][view.as_u64().expect("a number") as usize][3].as_array().expect("fields");
            let width =
                |field: &Value| data["fields"][field.as_u64().expect("a number") as usize][1].as_u64();
            assert_eq!(
                fields.iter().filter_map(width).sum::<u64>(),
                line["length_bits"].as_u64().expect("a length")
            );
        }
    }
    assert_eq!(data["expectations"]["passed"], 17);
}

#[test]
fn drawings_are_the_same_twice() {
    let draw = |scenario: &Scenario, recording: &Recording, ended: &Ended| {
        [
            ladder_svg(scenario, recording, &[]),
            map_svg(scenario, recording),
            report_html(scenario, recording, ended),
        ]
    };
    let [one, two] = [play("rfc438-append", None), play("rfc438-append", None)];
    let drawn = [&one, &two].map(|played| draw(&played.scenario, &played.recording, &played.ended));
    assert!(drawn[0] == drawn[1]);
}
