//! Exchanges of the real program, packet by packet.

use crate::net::{MS, Net, Plan, SECOND, regular};
use arpanet_imp::Settings;
use arpanet_wire::modem::{Ack, Kind, Packet, checksum};

/// The emulator's chain of IMPs 2, 3 and 4, as captured.
fn emulated_chain() -> Net {
    let plan = Plan::chain(&[2, 3, 4]).settings(Settings::EMULATOR);
    Plan { rate_bps: 56_000, delay_ns: 0, ..plan }.build()
}

/// A captured packet without what hangs on the rest of the line's traffic: channel and acknowledgments.
fn words(hex: &str) -> Vec<u16> {
    hex.split_whitespace().map(|word| u16::from_str_radix(word, 16).expect("hexadecimal")).collect()
}

/// The words between the acknowledgment header and the checksum.
fn middle(words: &[u16]) -> &[u16] {
    &words[1..words.len() - 1]
}

fn counted(count: u16) -> Vec<u16> {
    (0..count).collect()
}

/// As captured between IMP 2 and IMP 3: a leader-only message from host 0 at IMP 2 to host 0 at IMP 4 and its RFNM; then
/// a message of 100 words: request, allocation, two packets and an empty last one, RFNM with the next allocation, which
/// nobody uses and which goes back.
#[test]
fn the_typical_exchange_has_the_captured_words() {
    let mut net = emulated_chain();
    net.run_for(SECOND);
    net.send(2, 0, regular(4, 0, 1), &[]);
    net.run_for(SECOND);
    net.send(2, 0, regular(4, 0, 2), &counted(100));
    net.run_for(SECOND);
    // Out of IMP 2 to IMP 3, and the replies that IMP 3 relays to IMP 2 over its line to there.
    let seen = net.seen.iter().filter(|seen| match seen.imp.0 {
        2 => true,
        3 => seen.line.0 == 0,
        _ => false,
    });
    let seen: Vec<&[u16]> = seen.map(|seen| &seen.words[..]).collect();
    let first = [words("0234 0004 0002 0200"), counted(63)].concat();
    let second = [words("0234 0104 0002 0200"), (63..100).collect()].concat();
    let expected: [Vec<u16>; 10] = [
        words("00f4 0004 8002 0100"),
        words("00c0 0002 0204"),
        words("0174 0004 0002"),
        words("0102 0002 0204"),
        first,
        second,
        words("0234 0204 8002 0200"),
        words("0242 0002 0204"),
        words("03b6 0004 0002"),
        words("03c8 0002 0204"),
    ];
    let found: Vec<&[u16]> = seen.iter().map(|words| middle(words)).collect();
    assert_eq!(found, expected.each_ref().map(|words| &words[..]));
    for words in &seen {
        assert_eq!(checksum(&words[..words.len() - 1]), words[words.len() - 1]);
    }
    // The first packet on an idle line is the captured one to the bit.
    assert_eq!(seen[0], words("00ff 00f4 0004 8002 0100 7d0c"));
}

/// As captured: the packets of a message on an idle line take channels 0, 1 and 2 or come back to 0 when they are
/// acknowledged in time; the odd/even bit of a channel changes with each packet.
#[test]
fn odd_even_bits_alternate_on_each_channel() {
    let mut net = emulated_chain();
    for link in 1..6 {
        net.send(2, 0, regular(4, 0, link), &counted(20));
    }
    net.run_for(3 * SECOND);
    let mut next = [false; 8];
    let mut last: Option<Vec<u16>> = None;
    for seen in net.seen.iter().filter(|seen| seen.imp.0 == 2) {
        // A packet sent again repeats its bit.
        if last.as_ref().is_some_and(|last| middle(last) == middle(&seen.words)) {
            continue;
        }
        let ack = Ack(seen.words[0]);
        let channel = usize::from(ack.channel());
        assert_eq!(ack.is_odd(), next[channel], "channel {channel}");
        next[channel] = !next[channel];
        last = Some(seen.words.clone());
    }
}

/// As captured with priority: the request shows order 0 and the message keeps it; replies name nothing but the IMP.
#[test]
fn a_priority_message_keeps_the_order_of_its_request() {
    let mut net = emulated_chain();
    let leader = arpanet_wire::Leader { priority: true, ..regular(3, 0, 0x00) };
    net.send(2, 0, leader, &[0x4924]);
    net.run_for(SECOND);
    let sent: Vec<&[u16]> =
        net.seen.iter().filter(|seen| seen.imp.0 == 2).map(|seen| middle(&seen.words)).collect();
    // Captured as 1f44 8003 0002 and 2004 8003 0002 0080 4924, with numbers 31 and 32.
    assert_eq!(sent[0], words("0044 8003 0002"));
    assert_eq!(sent[1], words("0104 8003 0002 0000 4924"));
}

/// As captured: a message of 500 words is too long under the emulator; its eighth packet says that the source gave up, and
/// the answer is "incomplete" with the next allocation.
#[test]
fn a_message_too_long_ends_as_captured() {
    let mut net = emulated_chain();
    net.send(2, 0, regular(3, 0, 10), &counted(500));
    net.run_for(2 * SECOND);
    let packets: Vec<Packet> = net.seen.iter().map(|seen| Packet::parse(&seen.words).unwrap()).collect();
    let kinds: Vec<Kind> = packets.iter().filter_map(kind).collect();
    assert_eq!(kinds.iter().filter(|&&kind| kind == Kind::Message8).count(), 7);
    assert!(kinds.contains(&Kind::Incomplete8Allocate));
    let last = net
        .seen
        .iter()
        .find(|seen| kind(&Packet::parse(&seen.words).unwrap()) == Some(Kind::Query8))
        .unwrap();
    // Captured from IMP 3 as 07ff 1d3c 0702 0203 00a0 01b9 ...: packet 7, not marked last, its first word the 441st.
    assert_eq!(last.words[1..6], words("013c 0703 0002 0a00 01b9"));
    assert_eq!(last.words.len(), 65);
    let received = &net.host(2, 0).received;
    assert_eq!(received.last().map(|(_, leader, _)| leader.words().unwrap()), Some([0x0903, 0x0a01]));
    assert!(net.host(3, 0).received.is_empty());
}

/// As captured: a single-packet message that comes before its turn is answered with an allocation of one, and comes again
/// with the request bit off.
#[test]
fn kinds_of_replies_are_those_of_the_program() {
    let mut net = emulated_chain();
    net.send(2, 0, regular(3, 2, 0xe), &[1]);
    net.run_for(SECOND);
    // Captured from 3.2: 2800 0102 0283 00e1: the packet turned back, with sub-code 1 in the link word.
    let dead = net.seen.iter().find(|seen| seen.imp.0 == 3 && seen.words.len() == 6).unwrap();
    assert_eq!(middle(&dead.words), words("0130 0102 0283 0e01"));
    assert_eq!(net.host(2, 0).received.last().unwrap().1.words().unwrap(), [0x0783, 0x0e01]);
}

fn kind(packet: &Packet) -> Option<Kind> {
    match &packet.content {
        arpanet_wire::modem::Content::Data { header, .. } => Some(header.kind()),
        _ => None,
    }
}

/// As captured at five times life: RFNM+ALL8 at 46.2206 s, the give-back 25.7 ms later (128 ms of the program's clock).
#[test]
fn an_unused_allocation_goes_back_after_128_to_154_ms_of_the_programs_clock() {
    let mut net = Plan::chain(&[2, 3]).build();
    net.send(2, 0, regular(3, 0, 1), &counted(100));
    net.run_for(2 * SECOND);
    let at = |wanted: Kind| {
        let seen = net.seen.iter().find(|seen| kind(&Packet::parse(&seen.words).unwrap()) == Some(wanted));
        seen.unwrap_or_else(|| panic!("no {wanted}")).at
    };
    let waited_ms = at(Kind::GiveBack).ns_since(at(Kind::RfnmAllocate8)) / MS;
    // From sending to sending: the way of the reply, 3 ms and 5 ms, comes on top.
    assert!((136..=163).contains(&waited_ms), "{waited_ms} ms");
}

/// As captured between IMPs 4 and 2: three messages of 402 words, one right after the other. The allocation that comes with the
/// first one's RFNM lies for 66 ms of the emulator's clock, more than twice its life, while the second one is coming in, and the third
/// uses it.
#[test]
fn an_allocation_does_not_go_back_while_a_message_for_its_imp_is_coming_in() {
    let mut net = emulated_chain();
    for link in 3..6 {
        net.send(4, 0, regular(2, 0, link), &counted(400));
    }
    net.run_for(2 * SECOND);
    let sent = net.seen.iter().filter(|seen| seen.imp.0 == 4);
    let packets = sent.map(|seen| Packet::parse(&seen.words).expect("whole"));
    let mut kinds: Vec<Kind> = packets.filter_map(|packet| kind(&packet)).collect();
    kinds.dedup();
    let message = [Kind::Request8, Kind::Message8];
    assert_eq!(kinds, [&message[..], &message, &[Kind::GiveBack]].concat());
    let requests = net.seen.iter().filter(|seen| seen.imp.0 == 4 && seen.words[1] & 0o117 == 0o104).count();
    assert_eq!(requests, 2, "the third message needs no request");
}
