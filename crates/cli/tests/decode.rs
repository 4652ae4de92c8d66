//! `arpanet decode`: every bit of a message belongs to one named field.

mod support;

use serde_json::Value;
use support::{arpanet, arpanet_reading, root};

/// The octets of the captures whose layer is `layer`.
fn captured(folder: &str, file: &str) -> (String, Vec<String>) {
    let path = root().join("tests/captures").join(folder).join(file);
    let text = std::fs::read_to_string(path).expect("the capture is there");
    let mut lines =
        text.lines().map(|line| serde_json::from_str::<Value>(line).expect("captures are JSON Lines"));
    let head = lines.next().expect("a capture has a head");
    let layer = head["layer"].as_str().expect("the head names the layer").to_owned();
    // Datagrams that only tell of the ready line, or end a message, carry no bits of a message.
    let octets = lines.filter_map(|line| line["octets"].as_str().map(str::to_owned));
    (layer, octets.filter(|octets| octets.len() > 2 * 12).collect())
}

/// Fields follow each other from bit 1 to the last, and say where they are described.
fn assert_every_bit_is_named(fields: &[Value], length_bits: u64) {
    let mut next = 1;
    for field in fields {
        assert_eq!(field["bits"][0], next, "{field}");
        next = field["bits"][1].as_u64().expect("bits are numbers") + 1;
        for key in ["name", "meaning", "source"] {
            assert!(field[key].as_str().is_some_and(|text| !text.is_empty()), "{field}");
        }
    }
    assert_eq!(next, length_bits + 1);
}

#[test]
fn every_bit_of_captured_messages_is_named() {
    let mut count = 0;
    for (folder, file) in [
        ("host-imp", "finger.jsonl"),
        ("host-imp", "rfc-refused.jsonl"),
        ("host-imp", "ping.jsonl"),
        ("imp-imp", "kinds.jsonl"),
        ("imp-imp", "chain.jsonl"),
    ] {
        let (layer, octets) = captured(folder, file);
        let framing = if folder == "imp-imp" { 10 } else { 12 };
        let said = arpanet_reading(
            &["decode", "--layer", &layer, "--framing", "h316", "--json", "-"],
            &(octets.join("\n") + "\n"),
        );
        let decoded: Vec<Value> = said
            .out
            .lines()
            .map(|line| serde_json::from_str(line).expect("each line is an object"))
            .collect();
        assert_eq!(decoded.len(), octets.len(), "{file}: {}", said.err);
        for (decoded, octets) in decoded.iter().zip(&octets) {
            let length_bits = octets.len() as u64 * 4 - framing * 8;
            assert_every_bit_is_named(
                decoded["fields"].as_array().expect("fields are an array"),
                length_bits,
            );
            count += 1;
        }
    }
    assert!(count > 50, "only {count} messages were decoded");
}

/// From the worked example of the initial connection: RTS from socket 0x12300 to socket 3 on link 2, to host 69.
#[test]
fn a_request_for_connection_is_told_in_words() {
    let rts = "00450000 0008000a 00 01 00012300 00000003 02 80";
    let said = arpanet(&["decode", "--layer", "host-host", rts]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    assert!(said.out.starts_with("host-host: RTS my 74496 your 3 link 2\n"), "{}", said.out);
    let line = |words: &str| {
        said.out
            .lines()
            .any(|line| line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ").starts_with(words))
    };
    assert!(line("11-16 IMP 5 "), "{}", said.out);
    assert!(line("41-48 S, byte size 8 "), "{}", said.out);
    assert!(line("81-112 command 1 my receive socket 74496 even"), "{}", said.out);
    assert_eq!(
        arpanet(&["decode", "--layer", "host-host", "0045", "00000008", "000a0001000123", "00000000030280"])
            .out,
        said.out
    );
}

#[test]
fn what_is_malformed_is_shown_as_far_as_it_goes() {
    // The count says ten octets of commands; three are there.
    let said = arpanet(&["decode", "--layer", "host-host", "--json", "004500000008000a00010001"]);
    assert_eq!(said.code, Some(2));
    let decoded: Value = serde_json::from_str(&said.out).expect("an object");
    assert_every_bit_is_named(decoded["fields"].as_array().expect("fields are an array"), 96);
    assert!(decoded["error"].is_string(), "{decoded}");
    assert!(said.err.starts_with("error: "), "{}", said.err);
}

#[test]
fn what_is_no_hexadecimal_or_no_datagram_is_told() {
    for (words, message) in [
        (&["decode", "--layer", "imp-host", "05xx"][..], "character 3 is 'x'"),
        (&["decode", "--layer", "imp-host", ""], "there are no hexadecimal digits"),
        (&["decode", "--layer", "imp-imp", "--framing", "h316", "00"], "its head alone has 10"),
        (&["decode", "--layer", "imp-imp", "--framing", "h316", "000"], "whole octets"),
    ] {
        let said = arpanet(words);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{words:?}");
        assert!(said.err.contains(message), "{words:?}: {}", said.err);
    }
}

#[test]
fn a_bad_line_of_many_does_not_hide_the_others() {
    let said =
        arpanet_reading(&["decode", "--layer", "imp-host", "--json", "-"], "05030200\nrubbish\n\n0a000000\n");
    assert_eq!((said.code, said.out.lines().count()), (Some(2), 2));
    assert!(said.err.starts_with("error: standard input:2: "), "{}", said.err);
}
