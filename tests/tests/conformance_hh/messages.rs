//! The message: HH-009 to HH-027.

use arpanet_ncp::{ConnectionId, Event, Input, Misuse, Profile};
use arpanet_wire::Bits;

use crate::stage::*;

#[test]
fn hh_009_hh_017_the_byte_size_of_the_str_is_in_every_message() {
    let mut stage = Stage::new();
    stage.listen(1, 101, 36);
    stage.peer_sends("01 00000002 00000065 05 ; 04 05 ffff ffffffff");
    for bytes in [1_usize, 3, 250] {
        stage.send_bits(1, Bits::zeros(36 * bytes));
    }
    let sizes: Vec<u8> = stage.take_data().into_iter().map(|(_, _, size, _, _)| size).collect();
    assert!(sizes.len() >= 3 && sizes.iter().all(|size| *size == 36), "{sizes:?}");
}

#[test]
fn hh_010_message_boundaries_mean_nothing() {
    let text = "00112233445566778899aabbccddeeff";
    let read = |pieces: &[&str]| {
        let mut stage = Stage::new();
        let link = stage.open_receiver(1, 100, 100, 10_000);
        pieces.iter().for_each(|piece| stage.peer_sends_data(link, piece));
        stage.receive(1, 10_000);
        stage.take_events()
    };
    let singly: Vec<&str> = (0..16).map(|at| &text[at * 2..at * 2 + 2]).collect();
    assert_eq!(read(&[text]), read(&singly));
    assert_eq!(read(&[text]), [(1, Event::Data(Bits::from_octets(&hex(text))))]);
}

#[test]
fn hh_011_every_message_carries_whole_bytes() {
    let mut stage = Stage::new();
    stage.listen(1, 101, 36);
    stage.peer_sends("01 00000002 00000065 05");
    stage.send_bits(1, Bits::zeros(36 * 100));
    // 100 bits are 2 bytes of 36 and a rest that must not be used.
    for _ in 0..50 {
        stage.peer_sends("04 05 0001 00000064");
    }
    let data = stage.take_data();
    let bytes: u16 = data.iter().map(|(_, _, _, count, _)| count).sum();
    assert_eq!(bytes, 100);
    assert!(
        data.iter()
            .all(|(_, _, size, count, text)| text.len() * 4 == usize::from(*size) * usize::from(*count))
    );
    stage.send_bits(1, Bits::zeros(35));
    stage.skip_rooms();
    assert_eq!(stage.take_events().pop(), Some((1, Event::Misused(Misuse::PartialByte))));
}

#[test]
fn hh_012_a_single_byte_is_not_held_back() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 0001 00000008");
    stage.send(1, b"A");
    stage.peer_gets_data(33, 8, 1, "41");
}

#[test]
fn hh_013_seven_bit_bytes_arrive_in_order_and_to_the_bit() {
    let mut stage = Stage::new();
    stage.listen(1, 100, 7);
    stage.peer_sends("02 00000003 00000064 07");
    let mut all = Bits::new();
    (0..1001_u64).for_each(|value| all.push(value % 127, 7));
    let (mut at, mut count) = (0, 1);
    while at < 1001 {
        let end = (at + count).min(1001);
        stage.peer_sends_bytes(2, 7, &all.slice(at * 7, end * 7));
        (at, count) = (end, count % 37 + 1);
    }
    stage.receive(1, 100_000);
    stage.take_events().into_iter().for_each(|(_, event)| {
        if let Event::Data(data) = event {
            assert_eq!(data, all);
        }
    });
    assert_eq!(stage.status(100)[0].buffered_bits, 0);
}

#[test]
fn hh_014_the_header_is_72_bits() {
    // NOP fill makes an ECO of two octets a message of three, the last a NOP.
    let mut stage = Stage::with(Profile { nop_fill_octets: 3, ..Profile::REFERENCE });
    stage.input(Input::Echo { id: ConnectionId(1), host: address(PEER), data: 0x55 });
    assert_eq!(stage.messages, [Bits::from_octets(&hex("00 46 00 00  00 08 0003 00  09 55 00"))]);
}

#[test]
fn hh_015_hh_016_hh_018_ih_014_m1_and_m2_are_zero_and_link_0_has_size_8() {
    let mut stage = Stage::new();
    stage.listen(1, 101, 36);
    stage.peer_sends("01 00000002 00000065 05 ; 04 05 ffff ffffffff  09 01");
    stage.send_bits(1, Bits::zeros(36 * 500));
    stage.close(1);
    assert!(stage.messages.len() > 4);
    for message in &stage.messages {
        let octets = message.octets();
        assert_eq!(
            (octets[0], octets[3], octets[4], octets[8]),
            (0, 0, 0, 0),
            "flags, type, subtype, M1, M2"
        );
        assert!(octets[2] != 0 || octets[5] == 8, "{message:?}");
    }
}

#[test]
fn hh_019_hh_021_ih_011_the_text_is_c_times_s_bits_whatever_follows() {
    let text = Bits::from_hex("123456789 abcdef012 345678901").expect("108 bits");
    for filler in [0, 1, 16, 40] {
        let mut stage = Stage::new();
        stage.listen(1, 100, 36);
        stage.peer_sends("02 00000003 00000064 24");
        stage.hears_opened(1, socket(PEER, 3), 36);
        stage.arrives(message(PEER, 2, 36, 3, &text, filler));
        stage.receive(1, 100_000);
        stage.hears(1, Event::Data(text.clone()));
    }
    // No padding at all, as the emulated interface delivers it.
    let mut stage = Stage::new();
    stage.listen(1, 100, 36);
    stage.peer_sends("02 00000003 00000064 24");
    stage.hears_opened(1, socket(PEER, 3), 36);
    stage.arrives(message(PEER, 2, 36, 3, &text, 0).slice(0, 72 + 108));
    stage.receive(1, 100_000);
    stage.hears(1, Event::Data(text));
}

#[test]
fn hh_020_m3_is_zero_and_fills_the_host_s_word() {
    let mut stage = Stage::with(Profile { word_bits: 36, ..Profile::REFERENCE });
    stage.listen(1, 101, 8);
    stage.peer_sends("01 00000002 00000065 05 ; 04 05 ffff ffffffff");
    for length in 1..20 {
        stage.send(1, &vec![0xff; length]);
    }
    for message in &stage.messages {
        let octets = message.octets();
        let text_bits = usize::from(octets[5]) * usize::from(u16::from_be_bytes([octets[6], octets[7]]));
        let filler = message.slice(72 + text_bits, usize::MAX);
        assert!(message.length_bits().is_multiple_of(36), "{} bits", message.length_bits());
        assert_eq!(filler, Bits::zeros(message.length_bits() - 72 - text_bits));
    }
}

#[test]
fn hh_022_hh_115_a_message_of_no_bytes_costs_a_message_and_no_bits() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 10, 1000);
    stage.peer_sends_data(link, "");
    stage.receive(1, 1000);
    stage.hears_nothing();
    stage.nobody_gets_anything();
    assert_eq!(stage.space(100), (9, 1000));
    // Ours needs a message of allocation too.
    stage.open_sender(2, 101);
    stage.send_bits(2, Bits::new());
    assert!(stage.take_data().is_empty());
    stage.peer_sends("04 21 0002 00000000");
    stage.peer_gets_data(33, 8, 0, "");
    assert_eq!(stage.space(101), (1, 0));
}

#[test]
fn hh_023_a_message_of_another_byte_size_is_an_error_and_not_delivered() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 10, 1000);
    stage.peer_sends_bytes(link, 16, &Bits::zeros(32));
    // ERR code 0 in the published layout: reason 1, link, S, C, S expected.
    stage.peer_gets("0b 00  01 02 10 0002 08 00000000");
    stage.receive(1, 1000);
    stage.hears_nothing();
    assert_eq!(stage.ncp.counters().errors.wrong_byte_sizes, 1);
    // The sender has charged itself 32 bits; so do we.
    assert_eq!(stage.space(100), (9, 968));
    // Again and again: the connection ends.
    for _ in 0..7 {
        stage.peer_sends_bytes(link, 16, &Bits::zeros(16));
    }
    stage.hears(1, Event::Closed(arpanet_ncp::CloseReason::Violated));
    assert_eq!(stage.take_commands(PEER).last(), Some(&hex("03 00000064 00000001")));
}

#[test]
fn hh_024_a_message_cut_short_is_dropped_whole() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 10, 1000);
    let whole = message(PEER, link, 8, 100, &Bits::from_octets(&[0xaa; 100]), 0);
    stage.arrives(whole.slice(0, 72 + 50 * 8));
    stage.peer_gets("0b 00  02 02 08 0064 08 00000000");
    stage.receive(1, 1000);
    stage.hears_nothing();
    assert_eq!(stage.ncp.counters().errors.short_messages, 1);
    // What does not even reach bit 72 has no sender that could be told.
    stage.arrives(Bits::from_octets(&hex("00 46 02 00 00 08 00")));
    stage.arrives(Bits::from_octets(&hex("00 46")));
    assert_eq!(stage.ncp.counters().errors.short_messages, 3);
    stage.nobody_gets_anything();
}

#[test]
fn hh_025_ih_008_no_message_exceeds_8095_bits() {
    for (size, word) in [(8_u8, 1_u8), (1, 1), (36, 36), (255, 16)] {
        let buffer = 2_000_000;
        let profile = Profile { word_bits: word, send_buffer_bits: buffer, ..Profile::REFERENCE };
        let mut stage = Stage::with(profile);
        stage.listen(1, 101, size);
        stage.peer_sends("01 00000002 00000065 05 ; 04 05 ffff ffffffff");
        let bytes = 1_000_000 / usize::from(size);
        stage.send_bits(1, Bits::zeros(bytes * usize::from(size)));
        let longest = stage.messages.iter().map(Bits::length_bits).max();
        assert!(longest <= Some(8095), "size {size}: {longest:?}");
        let sent: usize = stage.take_data().iter().map(|(_, _, _, count, _)| usize::from(*count)).sum();
        assert_eq!(sent, bytes);
        assert_eq!(stage.ncp.counters().data_bits_sent, (bytes * usize::from(size)) as u64);
    }
}

#[test]
fn hh_026_fillers_that_are_not_zero_do_no_harm() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 10, 1000);
    stage.receive(1, 1000);
    stage.arrives_hex(&format!("00 46 {link:02x} 00  05 08 0002 00  aabb 8000"));
    stage.hears_data(1, "aabb");
    stage.receive(1, 1000);
    stage.arrives_hex(&format!("00 46 {link:02x} 00  00 08 0001 09  cc 80"));
    stage.hears_data(1, "cc");
    stage.nobody_gets_anything();
    assert_eq!(stage.ncp.counters().nonzero_fillers, 2);
}

#[test]
fn hh_027_fields_are_most_significant_bit_first() {
    let mut stage = Stage::new();
    // Seven links are taken, so that the eighth is link 9.
    for index in 0..7_u32 {
        stage.init(index, 2 * index, socket(PEER, 1), 0);
    }
    stage.take_commands(PEER);
    stage.init(9, 0x0102_0304, socket(PEER, 0x0506_0709), 0);
    stage.peer_gets("01 01 02 03 04 05 06 07 09 09");
}
