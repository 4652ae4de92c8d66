//! Allocation: HH-110 to HH-135.

use arpanet_ncp::{AllocationPace, AllocationPolicy, Allowance, ConnectionId, Event, Input, Misuse, Profile};
use arpanet_wire::Bits;

use crate::stage::*;

pub fn level(pace: AllocationPace, messages: u16, bits: u32) -> Profile {
    Profile { allocation: AllocationPolicy { pace, messages, bits }, ..Profile::REFERENCE }
}

/// The ALLs among the commands for the peer: messages and bits.
fn allocations(stage: &mut Stage) -> Vec<(u16, u32)> {
    let amounts = |all: &Vec<u8>| {
        let octets = |at: usize| all[at..at + 4].try_into().expect("four octets");
        (u16::from_be_bytes([all[2], all[3]]), u32::from_be_bytes(octets(4)))
    };
    stage.take_commands(PEER).iter().filter(|command| command[0] == 4).map(amounts).collect()
}

#[test]
fn hh_110_both_counters_are_zero_at_first() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    assert_eq!(stage.space(101), (0, 0));
    stage.send(1, b"A");
    stage.nobody_gets_anything();
}

#[test]
fn hh_111_all_adds() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 0001 00000064  04 21 0001 00000064");
    assert_eq!(stage.space(101), (2, 200));
    stage.send(1, &[0; 25]);
    stage.peer_gets_data(33, 8, 25, &"00".repeat(25));
    assert_eq!(stage.space(101), (1, 0));
}

#[test]
fn hh_112_a_message_costs_one_message_and_its_text() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 0003 000003e8");
    stage.send(1, &[0; 40]);
    assert_eq!(stage.space(101), (2, 680));
}

#[test]
fn hh_113_neither_counter_goes_below_zero() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 0001 000f4240");
    stage.withhold_rfnms();
    (0..3).for_each(|_| stage.send(1, b"x"));
    stage.release_rfnms();
    assert_eq!(stage.take_data().len(), 1);
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 0064 00000040");
    stage.send(1, &[7; 9]);
    stage.peer_gets_data(33, 8, 8, "0707070707070707");
    stage.nobody_gets_anything();
    assert_eq!(stage.space(101), (99, 0));
}

#[test]
fn hh_114_only_text_is_charged() {
    let mut stage = Stage::new();
    stage.listen(1, 101, 36);
    stage.peer_sends("01 00000002 00000065 21 ; 04 21 0001 00000048");
    stage.send_bits(1, Bits::zeros(36 * 3));
    stage.peer_gets("02 00000065 00000002 24");
    stage.peer_gets_data(33, 36, 2, "000000000000000000");
    assert_eq!(stage.space(101), (0, 0));
}

#[test]
fn hh_116_a_long_write_goes_in_pieces_that_fit() {
    let mut stage = Stage::new();
    stage.listen(1, 101, 36);
    stage.peer_sends("01 00000002 00000065 21 ; 04 21 000a 00000064");
    stage.send_bits(1, Bits::zeros(36 * 5));
    stage.take_commands(PEER);
    stage.peer_gets_data(33, 36, 2, "000000000000000000");
    stage.nobody_gets_anything();
    assert_eq!(stage.status(101)[0].buffered_bits, 108);
    stage.peer_sends("04 21 0000 0000006c");
    stage.peer_gets_data(33, 36, 3, "000000000000000000000000000");
}

#[test]
fn hh_117_a_greedy_reader_never_grants_beyond_the_limits() {
    let policy = AllocationPolicy { pace: AllocationPace::EachMessage, messages: u16::MAX, bits: u32::MAX };
    let mut stage = Stage::with(Profile { allocation: policy, ..Profile::REFERENCE });
    stage.listen(1, 100, 0);
    stage.peer_sends("02 00000001 00000064 08");
    // The sender's counters, kept by hand in 64 bits.
    let (mut messages, mut bits) = (0_u64, 0_u64);
    for round in 0..3000_u64 {
        for (more_messages, more_bits) in allocations(&mut stage) {
            (messages, bits) = (messages + u64::from(more_messages), bits + u64::from(more_bits));
        }
        assert!(messages <= 65_535 && bits <= 4_294_967_295, "round {round}: {messages} {bits}");
        let octets = (round % 50) as usize;
        stage.receive(1, 100_000);
        stage.peer_sends_data(2, &"ab".repeat(octets));
        (messages, bits) = (messages - 1, bits - 8 * octets as u64);
    }
}

#[test]
fn hh_118_hh_131_the_mirror_follows_the_sender() {
    let mut stage = Stage::with(level(AllocationPace::BelowHalf, 20, 4000));
    stage.listen(1, 100, 0);
    stage.peer_sends("02 00000001 00000064 08");
    let (mut messages, mut bits) = (0_i64, 0_i64);
    let mut chance = 7_u64;
    for _ in 0..3000 {
        for (more_messages, more_bits) in allocations(&mut stage) {
            (messages, bits) = (messages + i64::from(more_messages), bits + i64::from(more_bits));
        }
        assert_eq!(stage.space(100), (messages as u16, bits as u32), "nothing is in transit: the two agree");
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        match chance >> 61 {
            0 => stage.input(Input::GiveBack { id: ConnectionId(1), messages: 64, bits: 32 }),
            1 | 2 => stage.receive(1, 1 + (chance >> 40) as usize % 500),
            _ if messages > 0 => {
                let octets = ((chance >> 30) as usize % 60).min(bits as usize / 8);
                (messages, bits) = (messages - 1, bits - 8 * octets as i64);
                stage.peer_sends_data(2, &"cd".repeat(octets));
                continue;
            }
            _ => stage.receive(1, 10_000),
        }
        // What the process reads may grant; a GVB is answered as NIC 8246 p. 16 computes it.
        let commands = stage.take_commands(PEER);
        for command in commands {
            if command[0] == 5 {
                let returned = ((messages * 64 + 127) / 128, (bits * 32 + 127) / 128);
                (messages, bits) = (messages - returned.0, bits - returned.1);
                stage.peer_sends(&format!("06 02 {:04x} {:08x}", returned.0, returned.1));
            } else {
                messages += i64::from(u16::from_be_bytes([command[2], command[3]]));
                bits += i64::from(u32::from_be_bytes([command[4], command[5], command[6], command[7]]));
            }
        }
    }
}

#[test]
fn hh_119_all_comes_from_the_receiver_after_both_rfcs_and_never_after_its_cls() {
    let mut stage = Stage::new();
    stage.open_sender(2, 101);
    stage.init(1, 100, socket(PEER, 1), 0);
    assert_eq!(stage.take_commands(PEER), [hex("01 00000064 00000001 02")], "no ALL before the match");
    stage.withhold_rfnms();
    stage.peer_sends("09 00");
    stage.peer_sends("02 00000001 00000064 08");
    stage.receive(1, 8);
    stage.close(1);
    stage.peer_sends_data(2, "aabbcc");
    stage.release_rfnms();
    stage.receive(1, 8);
    let commands = stage.take_commands(PEER);
    // The ALL that had not gone out when the process closed is taken back.
    assert_eq!(commands, [hex("0a 00"), hex("03 00000064 00000001")]);
}

#[test]
fn hh_120_grants_begin_at_once_and_stop_when_the_buffer_is_full() {
    for pace in [AllocationPace::BelowHalf, AllocationPace::EachMessage, AllocationPace::WhenEmpty] {
        let mut stage = Stage::with(level(pace, 10, 1000));
        stage.listen(1, 100, 0);
        stage.peer_sends("02 00000001 00000064 08");
        assert_eq!(allocations(&mut stage), [(10, 1000)]);
        let mut granted = 1000;
        while granted >= 8 {
            let octets = (granted / 8).min(50);
            stage.peer_sends_data(2, &"aa".repeat(octets as usize));
            granted -= 8 * octets;
            granted += allocations(&mut stage).iter().map(|(_, bits)| bits).sum::<u32>();
        }
        assert_eq!(
            stage.status(100)[0].buffered_bits,
            1000,
            "no more has been granted than the buffer takes"
        );
        stage.receive(1, 100_000);
        assert_eq!(allocations(&mut stage).iter().map(|(_, bits)| bits).sum::<u32>(), 1000 - granted);
    }
}

#[test]
fn hh_121_the_level_is_topped_up_below_half_not_for_each_message() {
    let mut stage = Stage::with(level(AllocationPace::BelowHalf, 20, 4000));
    stage.listen(1, 100, 0);
    stage.peer_sends("02 00000001 00000064 08");
    let mut sent = 0;
    let mut messages = 0_u32;
    for _ in 0..1000 {
        for (more, _) in allocations(&mut stage) {
            sent += 1;
            messages += u32::from(more);
        }
        assert!(messages > 0, "the sender is starved");
        messages -= 1;
        stage.receive(1, 8);
        stage.peer_sends_data(2, "61");
    }
    // 20, then 11 for each 11 that are used.
    assert_eq!(sent, 1 + 999 / 11);
    // An ALL for each message is what TENEX did (RFC 567).
    let mut stage = Stage::with(level(AllocationPace::EachMessage, 20, 4000));
    stage.listen(1, 100, 0);
    stage.peer_sends("02 00000001 00000064 08");
    stage.take_commands(PEER);
    for _ in 0..10 {
        stage.receive(1, 8);
        stage.peer_sends_data(2, "61");
    }
    assert_eq!(allocations(&mut stage), [(1, 8); 10]);
}

#[test]
fn hh_123_hh_124_a_gvb_asks_in_128ths_and_one_ret_gives_exactly_that() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 000a 000003e8");
    stage.peer_sends("05 21 40 20");
    stage.peer_gets("06 21 0005 000000fa");
    assert_eq!(stage.space(101), (5, 750));
    stage.nobody_gets_anything();
    // Ours: messages first, bits second.
    let link = stage.open_receiver(2, 100, 10, 1000);
    stage.input(Input::GiveBack { id: ConnectionId(2), messages: 64, bits: 32 });
    stage.peer_gets(&format!("05 {link:02x} 40 20"));
    stage.peer_sends(&format!("06 {link:02x} 0005 000000fa"));
    assert_eq!(stage.space(100), (5, 750));
}

/// What RET our sender gives for these counters and fractions.
fn returned(messages: u16, bits: u32, fm: u8, fb: u8) -> Vec<u8> {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.peer_sends(&format!("04 21 {messages:04x} {bits:08x}"));
    stage.peer_sends(&format!("05 21 {fm:02x} {fb:02x}"));
    let commands = stage.take_commands(PEER);
    assert_eq!(commands.len(), 1, "{commands:02x?}");
    commands[0].clone()
}

#[test]
fn hh_125_returns_are_rounded_up() {
    assert_eq!(returned(1, 1, 1, 1), hex("06 21 0001 00000001"));
    assert_eq!(returned(129, 1000, 1, 1), hex("06 21 0002 00000008"));
}

#[test]
fn hh_126_a_fraction_of_128_or_more_returns_all() {
    assert_eq!(returned(7, 999, 128, 255), hex("06 21 0007 000003e7"));
}

#[test]
fn hh_127_a_fraction_of_zero_returns_none_and_ret_comes_all_the_same() {
    assert_eq!(returned(7, 999, 0, 0), hex("06 21 0000 00000000"));
    assert_eq!(returned(7, 999, 0, 128), hex("06 21 0000 000003e7"));
}

#[test]
fn hh_128_fractions_are_of_the_counters_as_they_stand() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 000a 000003e8");
    stage.withhold_rfnms();
    stage.send(1, &[0; 25]);
    // In transit, and charged: 9 messages and 800 bits are left.
    stage.peer_sends("05 21 80 40");
    stage.peer_gets("06 21 0009 00000190");
}

#[test]
fn hh_129_a_ret_may_give_more_than_was_asked_for() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 10, 1000);
    stage.input(Input::GiveBack { id: ConnectionId(1), messages: 1, bits: 1 });
    stage.peer_gets(&format!("05 {link:02x} 01 01"));
    stage.peer_sends(&format!("06 {link:02x} 000a 000003e8"));
    assert_eq!(stage.space(100), (0, 0));
    stage.nobody_gets_anything();
}

#[test]
fn hh_130_no_ret_without_gvb() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 0064 00010000");
    for _ in 0..100 {
        stage.send(1, b"busy");
        stage.wait_s(7);
    }
    stage.close(1);
    assert_eq!(stage.ncp.counters().sent.by_opcode[6], 0);
    assert_eq!(stage.take_commands(PEER), [hex("03 00000065 00000002")]);
}

#[test]
fn hh_132_a_gvb_is_answered_at_once() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    let before = stage.now;
    stage.peer_sends("05 21 80 80");
    stage.peer_gets("06 21 0000 00000000");
    assert_eq!(stage.now, before);
}

/// However slowly our control messages go out: "the sending Host must return" (NIC 8246 p. 16).
#[test]
fn hh_124_hh_144_every_gvb_and_eco_is_answered_although_much_waits_already() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 0064 00001000");
    stage.withhold_rfnms();
    stage.input(Input::Echo { id: ConnectionId(9), host: address(PEER), data: 1 });
    (0..200_u32).for_each(|id| stage.init(100 + id, 1001 + 2 * id, socket(PEER, 2), 8));
    stage.peer_sends("05 21 40 00  09 77");
    stage.release_rfnms();
    let answers: Vec<Vec<u8>> =
        stage.take_commands(PEER).into_iter().filter(|command| matches!(command[0], 6 | 10)).collect();
    assert_eq!(answers, [hex("06 21 0032 00000000"), hex("0a 77")]);
}

#[test]
fn hh_133_the_arithmetic_is_exact_for_the_largest_counters() {
    // 4294967295 * 127 / 128, rounded up: 4261412864 (hexadecimal fe000000).
    assert_eq!(returned(65_535, 4_294_967_295, 127, 127), hex("06 21 fe00 fe000000"));
}

#[test]
fn hh_134_commands_from_the_wrong_end_change_no_counter() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 10, 1000);
    // The peer sends on this link; ALL, GVB and INR are not its to say.
    for command in
        [format!("04 {link:02x} 0005 00000100"), format!("05 {link:02x} 40 40"), format!("07 {link:02x}")]
    {
        stage.peer_sends(&command);
        stage.peer_gets(&format!("0b 04 {:0<20}", command.replace(' ', "")));
    }
    assert_eq!(stage.space(100), (10, 1000));
    stage.hears_nothing();
    stage.open_sender(2, 101);
    stage.peer_sends("04 21 0005 00000100");
    for command in ["06 21 0001 00000001", "08 21"] {
        stage.peer_sends(command);
        stage.peer_gets(&format!("0b 04 {:0<20}", command.replace(' ', "")));
    }
    assert_eq!(stage.space(101), (5, 256));
    stage.hears_nothing();
    // We are the receiver and can't give back, or the sender and can't ask.
    stage.input(Input::GiveBack { id: ConnectionId(2), messages: 1, bits: 1 });
    stage.hears(2, Event::Misused(Misuse::WrongWay));
}

#[test]
fn hh_135_an_unasked_ret_is_an_error_and_the_mirror_stops_at_zero() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 5, 50);
    stage.peer_sends(&format!("06 {link:02x} 0064 00000064"));
    assert_eq!(stage.space(100), (0, 0));
    stage.peer_gets(&format!("0b 00  04 {link:02x} 06 {link:02x} 0064 00000064"));
    assert_eq!(stage.ncp.counters().errors.unasked_returns, 1);
}

#[test]
fn the_icp_grants_one_message_of_32_bits_and_no_more() {
    // RFC 165 p. 4: m1 is 1, b1 is 32.
    let mut stage = Stage::new();
    stage.init_allowing(1, 100, socket(PEER, 1), 0, Allowance::Once { messages: 1, bits: 32 });
    stage.peer_sends("02 00000001 00000064 20");
    stage.peer_gets("01 00000064 00000001 02  04 02 0001 00000020");
    stage.receive(1, 32);
    stage.peer_sends_bytes(2, 32, &Bits::from_hex("00045600").expect("32 bits"));
    stage.hears_opened(1, socket(PEER, 1), 32);
    stage.hears(1, Event::Data(Bits::from_hex("00045600").expect("32 bits")));
    stage.receive(1, 32);
    stage.nobody_gets_anything();
}
