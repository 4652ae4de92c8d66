//! Sockets and connections: HH-001 to HH-008.

use arpanet_ncp::{Event, Misuse};
use arpanet_wire::Bits;

use crate::stage::*;

#[test]
fn hh_001_equal_socket_numbers_on_different_hosts_are_different_sockets() {
    let mut stage = Stage::new();
    stage.listen_once(1, 100, 10, 1000);
    stage.listen_once(2, 102, 10, 1000);
    stage.host_sends(PEER, "02 00000007 00000064 08");
    stage.host_sends(ELSEWHERE, "02 00000007 00000066 08");
    stage.hears_opened(1, socket(PEER, 7), 8);
    stage.hears_opened(2, socket(ELSEWHERE, 7), 8);
    // Each host has its own link 2.
    stage.host_gets(PEER, "01 00000064 00000007 02  04 02 000a 000003e8");
    stage.host_gets(ELSEWHERE, "01 00000066 00000007 02  04 02 000a 000003e8");
    let text = |octets: &str| Bits::from_octets(&hex(octets));
    stage.arrives(message(PEER, 2, 8, 2, &text("a1a2"), 0));
    stage.arrives(message(ELSEWHERE, 2, 8, 2, &text("b1b2"), 0));
    stage.arrives(message(PEER, 2, 8, 1, &text("a3"), 0));
    stage.receive(1, 1000);
    stage.receive(2, 1000);
    stage.hears_data(1, "a1a2a3");
    stage.hears_data(2, "b1b2");
}

#[test]
fn hh_002_even_sockets_receive_and_odd_ones_send() {
    let mut stage = Stage::new();
    stage.listen(1, 100, 0);
    stage.listen(2, 101, 8);
    stage.peer_sends("02 00000009 00000064 08");
    stage.peer_sends("01 00000008 00000065 05");
    stage.hears_opened(1, socket(PEER, 9), 8);
    stage.hears_opened(2, socket(PEER, 8), 8);
    stage.receive(2, 8);
    stage.hears(2, Event::Misused(Misuse::WrongWay));
    stage.send(1, b"X");
    stage.hears(1, Event::Misused(Misuse::WrongWay));
}

#[test]
fn hh_003_two_sockets_of_one_gender_are_an_error() {
    let mut stage = Stage::new();
    stage.listen(1, 101, 8);
    stage.listen(2, 100, 0);
    stage.peer_sends("02 00000007 00000065 08");
    stage.peer_gets("0b 03  02 00000007 00000065 08");
    stage.peer_sends("01 00000006 00000064 05");
    stage.peer_gets("0b 03  01 00000006 00000064 05");
    // The sockets at the wrong places: a receive socket in STR's first field.
    stage.peer_sends("02 00000006 00000065 08");
    stage.peer_gets("0b 03  02 00000006 00000065 08");
    stage.peer_sends("03 00000006 00000064");
    stage.peer_gets("0b 03  03 00000006 00000064 00");
    stage.hears_nothing();
    stage.init(3, 103, socket(PEER, 7), 8);
    stage.hears(3, Event::Misused(Misuse::SameGender));
    stage.nobody_gets_anything();
}

#[test]
fn hh_004_any_socket_number_of_the_right_gender_will_do() {
    for (local, foreign) in [(0_u32, 1_u32), (0, 0xffff_ffff), (0x7fff_fffe, 0x7fff_ffff), (0xffff_fffe, 1)] {
        let mut stage = Stage::new();
        stage.listen_for(1, local, 0, None, Some(foreign));
        stage.peer_sends(&format!("02 {foreign:08x} {local:08x} 08"));
        stage.hears_opened(1, socket(PEER, foreign), 8);
    }
    for (local, foreign) in [(1_u32, 0_u32), (0x7fff_ffff, 0), (0xffff_ffff, 0xffff_fffe)] {
        let mut stage = Stage::new();
        stage.listen_for(1, local, 8, None, Some(foreign));
        stage.peer_sends(&format!("01 {foreign:08x} {local:08x} 02"));
        stage.hears_opened(1, socket(PEER, foreign), 8);
    }
    // Compared as 32 bits, all of them: FFFFFFFF is not 7FFFFFFF and not 1.
    let mut stage = Stage::new();
    stage.listen_for(1, 0, 0, None, Some(0xffff_ffff));
    stage.peer_sends("02 7fffffff 00000000 08");
    stage.peer_gets("03 00000000 7fffffff");
    stage.peer_sends("02 00000001 00000000 08");
    stage.peer_gets("03 00000000 00000001");
    stage.hears_nothing();
}

#[test]
fn hh_005_a_connection_is_a_pair_of_sockets() {
    let mut stage = Stage::new();
    stage.peer_sends("02 00000001 00000064 08");
    stage.peer_sends("02 00000003 00000064 08");
    stage.nobody_gets_anything();
    stage.init(1, 100, socket(PEER, 3), 0);
    stage.hears_opened(1, socket(PEER, 3), 8);
    let commands = stage.take_commands(PEER);
    assert_eq!(commands[0], hex("01 00000064 00000003 02"));
    // A CLS for the first pair is about that pair alone.
    stage.peer_sends("03 00000001 00000064");
    stage.peer_gets("03 00000064 00000001");
    stage.hears_nothing();
    stage.peer_sends_data(2, "aa");
    stage.receive(1, 8);
    stage.hears_data(1, "aa");
}

#[test]
fn hh_006_a_connection_is_simplex() {
    let mut stage = Stage::new();
    stage.open_receiver(1, 100, 10, 1000);
    stage.send(1, b"no");
    stage.hears(1, Event::Misused(Misuse::WrongWay));
    stage.nobody_gets_anything();
}

#[test]
fn hh_007_the_process_chooses_the_byte_size() {
    for size in [1_u8, 7, 8, 32, 36, 255] {
        let mut stage = Stage::new();
        stage.init(1, 101, socket(PEER, 2), size);
        stage.peer_gets(&format!("02 00000065 00000002 {size:02x}"));
        let mut stage = Stage::new();
        stage.listen(1, 101, size);
        stage.peer_sends("01 00000002 00000065 05");
        stage.peer_gets(&format!("02 00000065 00000002 {size:02x}"));
        stage.hears_opened(1, socket(PEER, 2), size);
    }
}

/// Bits that look like chance and are the same each time: a multiplication by Knuth's constant.
fn noise(length_bits: usize) -> Bits {
    let mut bits = Bits::new();
    for index in 0..length_bits as u64 {
        bits.push(index.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 41, 1);
    }
    bits
}

#[test]
fn hh_008_every_byte_size_from_1_to_255_is_carried() {
    for size in 1..=255_u8 {
        let data = noise(usize::from(size) * 5);
        let mut stage = Stage::new();
        // Out: as the STR says.
        stage.listen(1, 101, size);
        stage.peer_sends("01 00000002 00000065 05 ; 04 05 0001 00010000");
        stage.send_bits(1, data.clone());
        let messages = stage.take_data();
        assert_eq!(messages, [(PEER, 5, size, 5, data.to_hex())], "size {size}");
        // And in again, in two messages.
        stage.listen(2, 100, size);
        stage.peer_sends(&format!("02 00000003 00000064 {size:02x}"));
        let bytes = usize::from(size);
        stage.peer_sends_bytes(2, size, &data.slice(0, 2 * bytes));
        stage.peer_sends_bytes(2, size, &data.slice(2 * bytes, 5 * bytes));
        stage.take_events();
        stage.receive(2, 10_000);
        stage.hears(2, Event::Data(data));
    }
}
