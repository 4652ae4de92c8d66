//! The records in `captures/` of what the genuine IMP program says: every bit has a name, and what is read is written
//! again identically. `captures/README.md` says what they are.

use arpanet_tests::captures::{Record, folder};
use arpanet_wire::command::{Commands, emit_all};
use arpanet_wire::fields::{Dissection, Field, Layer, Value, dissect};
use arpanet_wire::h316::{HostDatagram, ModemDatagram};
use arpanet_wire::host_host::{Header, Message};
use arpanet_wire::link::LinkUse;
use arpanet_wire::modem::{Content, Kind, Packet};
use arpanet_wire::{Bits, Leader};
use std::collections::{BTreeMap, BTreeSet};

/// A whole message that crossed a host's cable.
struct CableMessage {
    place: String,
    layer: Layer,
    is_host_host: bool,
    bits: Bits,
    malformed: Option<String>,
}

fn packets() -> Vec<(Record, Vec<u16>)> {
    let records = folder("imp-imp").into_iter().flat_map(|(_, records)| records);
    records
        .map(|record| {
            let datagram = ModemDatagram::parse(&record.octets);
            let words = datagram.unwrap_or_else(|error| panic!("{}: {error}", record.place)).words;
            (record, words)
        })
        .collect()
}

/// Puts the datagrams of each host and way together again, up to each that is marked as the last of its message.
fn cable_messages() -> Vec<CableMessage> {
    let mut messages = Vec::new();
    for (head, records) in folder("host-imp") {
        let mut begun: BTreeMap<(u8, String), Bits> = BTreeMap::new();
        for record in records {
            let datagram = HostDatagram::parse(&record.octets).expect("captured");
            let layer = if record.way == "host>imp" { Layer::HostImp } else { Layer::ImpHost };
            let key = (record.host, record.way);
            begun.entry(key.clone()).or_default().extend(&Bits::from_words(&datagram.words));
            if datagram.last {
                let bits = begun.remove(&key).expect("just entered");
                let (place, malformed) = (record.place, record.malformed);
                let is_host_host = head.layer == "host-host";
                if !bits.is_empty() {
                    messages.push(CableMessage { place, layer, is_host_host, bits, malformed });
                }
            }
        }
        assert!(begun.values().all(Bits::is_empty), "{}: a message without its end", head.capture);
    }
    messages
}

/// Fails unless each bit lies in exactly one field, each name is used once, and the values make up the bits again.
fn assert_covered(place: &str, bits: &Bits, dissection: &Dissection) {
    let mut next = 1;
    for field in &dissection.fields {
        assert_eq!(field.bits.0, next, "{place}: {} leaves a gap or overlaps", field.name);
        assert!(field.bits.1 >= next, "{place}: {} is empty", field.name);
        assert!(
            !field.meaning.is_empty() && !field.source.is_empty(),
            "{place}: {} is unexplained",
            field.name
        );
        next = field.bits.1 + 1;
    }
    assert_eq!(next - 1, bits.length_bits(), "{place}: bits without a field");
    let names: BTreeSet<&str> = dissection.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names.len(), dissection.fields.len(), "{place}: two fields of one name");
    assert_eq!(&dissection.reassemble(), bits, "{place}");
}

/// Fails unless the dissection complains exactly of what the record says is wrong.
fn assert_error(place: &str, expected: Option<&String>, dissection: &Dissection) {
    match (expected, &dissection.error) {
        (None, None) => {}
        (Some(expected), Some(error)) => assert!(error.contains(expected.as_str()), "{place}: {error}"),
        (expected, error) => panic!("{place}: error {error:?} where {expected:?} was expected"),
    }
}

fn number(dissection: &Dissection, name: &str) -> Option<u64> {
    dissection.field(name).and_then(|field| match &field.value {
        Value::Number(value) => Some(*value),
        Value::Bits(_) => None,
    })
}

#[test]
fn every_captured_datagram_is_written_again_identically() {
    for (record, _) in packets() {
        let datagram = ModemDatagram::parse(&record.octets).expect("parsed before");
        assert_eq!(datagram.emit().as_ref(), Ok(&record.octets), "{}", record.place);
    }
    for (_, records) in folder("host-imp") {
        for record in records {
            let datagram = HostDatagram::parse(&record.octets).expect("captured");
            assert_eq!(datagram.emit().as_ref(), Ok(&record.octets), "{}", record.place);
        }
    }
}

#[test]
fn every_bit_of_every_captured_packet_is_named_and_no_spare_bit_is_set() {
    for (record, words) in packets() {
        let place = &record.place;
        let bits = Bits::from_words(&words);
        let dissection = dissect(Layer::ImpImp, &bits);
        assert_covered(place, &bits, &dissection);
        assert_error(place, record.malformed.as_ref(), &dissection);
        let is_spare = |field: &&Field| field.name.contains("spare") || field.name == "quadrant";
        for field in dissection.fields.iter().filter(is_spare) {
            assert_eq!(field.value, Value::Number(0), "{place}: {}", field.name);
        }
    }
}

#[test]
fn every_captured_packet_is_written_again_identically_and_its_checksum_holds() {
    let mut wrong = 0;
    for (record, words) in packets() {
        let place = &record.place;
        let packet = Packet::parse(&words).unwrap_or_else(|error| panic!("{place}: {error}"));
        assert_eq!(packet.emit().as_ref(), Ok(&words), "{place}");
        let holds = packet.checksum_error() == Ok(0);
        assert_eq!(holds, record.malformed.is_none(), "{place}");
        wrong += usize::from(!holds);
        if let (Some(kind), Content::Data { header, .. }) = (&record.kind, &packet.content) {
            assert_eq!(&header.kind().to_string(), kind, "{place}");
        }
    }
    assert_eq!(wrong, 1, "one checksum is wrong on purpose");
}

/// The end bit belongs to the hop: set when the sender is the higher IMP of the line's two ends.
#[test]
fn the_end_bit_tells_the_direction_on_the_line() {
    let mut seen = BTreeSet::new();
    for (record, words) in packets() {
        let dissection = dissect(Layer::ImpImp, &Bits::from_words(&words));
        if let Some(end) = number(&dissection, "end") {
            assert_eq!(end == 1, record.way == "3>2", "{}", record.place);
            seen.insert(end);
        }
    }
    assert_eq!(seen.len(), 2);
}

#[test]
fn the_captures_show_the_kinds_of_packets_that_the_program_makes() {
    let mut kinds = BTreeSet::new();
    for (record, words) in packets() {
        match Packet::parse(&words).expect("parsed before").content {
            Content::Data { header, .. } => {
                assert!(!matches!(header.kind(), Kind::Other(_)), "{}", record.place);
                kinds.insert(header.kind().to_string());
            }
            Content::Null { .. } => _ = kinds.insert("null".to_owned()),
            Content::Routing { .. } => _ = kinds.insert("routing".to_owned()),
            Content::Core { .. } => _ = kinds.insert("core".to_owned()),
        }
    }
    let expected = [
        "ALL1",
        "ALL8",
        "DEAD1",
        "DEAD8",
        "GVB",
        "INC!1",
        "INC?1",
        "MSG1",
        "MSG1(alloc)",
        "MSG8",
        "REQ8",
        "RFNM+ALL8",
        "RFNM1",
        "null",
        "routing",
    ];
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn every_bit_of_every_captured_message_is_named() {
    for message in cable_messages() {
        let place = &message.place;
        let dissection = dissect(message.layer, &message.bits);
        assert_covered(place, &message.bits, &dissection);
        let leader = Leader::parse(&message.bits);
        if let Ok(leader) = leader {
            assert_eq!(leader.emit(), Ok(message.bits.slice(0, 32)), "{place}");
        }
        let regular = leader.is_ok_and(|leader| leader.message_type == 0);
        if !(message.is_host_host && regular) {
            assert_error(place, message.malformed.as_ref(), &dissection);
        }
    }
}

#[test]
fn every_captured_message_between_ncps_is_named_to_the_last_command_and_written_again() {
    let mut commands_seen = BTreeSet::new();
    for message in cable_messages().iter().filter(|message| message.is_host_host) {
        let place = &message.place;
        if Leader::parse(&message.bits).is_ok_and(|leader| leader.message_type != 0) {
            continue;
        }
        let dissection = dissect(Layer::HostHost, &message.bits);
        assert_covered(place, &message.bits, &dissection);
        assert_error(place, message.malformed.as_ref(), &dissection);
        let Ok(parsed) = Message::parse(&message.bits) else {
            assert!(message.malformed.is_some(), "{place}");
            continue;
        };
        let end = Header::LENGTH_BITS + parsed.text().length_bits();
        assert_eq!(parsed.emit(1), Ok(message.bits.slice(0, end)), "{place}");
        if LinkUse::of(parsed.header().leader.link) == LinkUse::Control && message.malformed.is_none() {
            let text = parsed.text().octets();
            let commands: Vec<_> = Commands::new(text).map(|command| command.expect("well formed")).collect();
            assert_eq!(emit_all(&commands), text, "{place}");
            commands_seen.extend(commands.iter().map(|command| command.name()));
        }
    }
    let expected =
        ["ALL", "CLS", "ECO", "ERP", "ERR", "GVB", "INR", "INS", "NOP", "RET", "RRP", "RST", "RTS", "STR"];
    assert_eq!(commands_seen.into_iter().collect::<Vec<_>>(), expected);
}

/// A message came to a host in several datagrams: the longest ones by 63 words, which is a packet.
#[test]
fn a_long_message_comes_to_its_host_packet_by_packet() {
    let sizes = folder("host-imp").into_iter().find(|(head, _)| head.capture == "sizes").expect("is there");
    let incoming = sizes.1.iter().filter(|record| record.way == "imp>host");
    let longest = incoming.map(|record| HostDatagram::parse(&record.octets).expect("captured").words.len());
    assert_eq!(longest.max(), Some(2 + 63));
}
