//! Control messages, opcodes and ERR: HH-037 to HH-063.

use arpanet_ncp::{ConnectionId, Event, Input, Misuse, Note, Profile};
use arpanet_wire::Bits;
use arpanet_wire::command::{Command, ErrorCode, ErrorReport, Quoted};

use crate::stage::*;

/// The texts of the control messages sent so far.
fn control_texts(stage: &Stage) -> Vec<Vec<u8>> {
    let is_control = |message: &&Bits| message.octets()[0] == 0 && message.octets()[2] == 0;
    let text = |message: &Bits| {
        let octets = message.octets();
        octets[9..9 + usize::from(u16::from_be_bytes([octets[6], octets[7]]))].to_vec()
    };
    stage.messages.iter().filter(is_control).map(text).collect()
}

#[test]
fn hh_037_hh_038_thirty_cls_go_in_messages_of_120_octets_none_split() {
    let mut stage = Stage::new();
    for id in 0..30_u32 {
        stage.init(id, 2 * id, socket(PEER, 2 * id + 1), 0);
    }
    stage.messages.clear();
    stage.take_commands(PEER);
    stage.withhold_rfnms();
    (0..30).for_each(|id| stage.close(id));
    stage.release_rfnms();
    let texts = control_texts(&stage);
    assert!(
        texts.iter().all(|text| text.len() <= 120),
        "{:?}",
        texts.iter().map(Vec::len).collect::<Vec<_>>()
    );
    assert!(texts.iter().any(|text| text.len() > 108), "full messages carry thirteen CLS");
    let commands: Vec<Vec<u8>> = texts.iter().flat_map(|text| split_commands(text)).collect();
    assert_eq!(commands.len(), 30);
    assert!(
        commands
            .iter()
            .enumerate()
            .all(|(id, cls)| cls[..] == hex(&format!("03 {:08x} {:08x}", 2 * id, 2 * id + 1)))
    );
}

#[test]
fn hh_039_commands_packed_in_one_message_act_in_their_order() {
    let mut stage = Stage::new();
    stage.listen_once(1, 100, 1, 100);
    stage.listen(2, 101, 8);
    stage.peer_sends("00  02 00000001 00000064 08  01 00000002 00000065 05  09 77  00");
    stage.hears_opened(1, socket(PEER, 1), 8);
    stage.hears_opened(2, socket(PEER, 2), 8);
    stage.peer_gets("01 00000064 00000001 02  04 02 0001 00000064  02 00000065 00000002 08  0a 77");
    stage.nobody_gets_anything();
}

#[test]
fn hh_040_nops_are_discarded_wherever_they_stand() {
    let mut stage = Stage::new();
    stage.peer_sends(&"00".repeat(120));
    stage.nobody_gets_anything();
    stage.peer_sends("00 00 09 01 00 09 02 00");
    stage.peer_gets("0a 01 0a 02");
    stage.nobody_gets_anything();
}

#[test]
fn hh_041_eighty_thousand_nops_among_allocates_leave_no_trace() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    // 2000 messages of ten ALL and forty NOPs: 20,000 ALL of 1 message and 3 bits, 80,000 NOPs.
    let packed = format!("{}{}", "04 21 0001 00000003".repeat(10), "00".repeat(40));
    let before = format!("{:?}", stage.ncp).len();
    for _ in 0..2000 {
        stage.peer_sends(&packed);
    }
    assert_eq!(stage.space(101), (20_000, 60_000));
    assert_eq!(stage.ncp.counters().received.by_opcode[0], 80_000);
    let after = format!("{:?}", stage.ncp).len();
    assert!(after < before + 100, "the machine has grown from {before} to {after} characters");
}

#[test]
fn hh_042_opcodes_are_0_to_13() {
    // NIC 8246 p. 26-27: what we send in each case, and what we make of it when it comes back.
    let mut stage = Stage::new();
    let sent =
        |stage: &mut Stage| stage.take_commands(PEER).iter().map(|command| command[0]).collect::<Vec<u8>>();
    stage.listen(1, 101, 8);
    stage.init(2, 100, socket(PEER, 1), 0);
    assert_eq!(sent(&mut stage), [1], "RTS");
    stage.peer_sends("01 00000002 00000065 05");
    assert_eq!(sent(&mut stage), [2], "STR");
    stage.peer_sends("02 00000001 00000064 08");
    assert_eq!(sent(&mut stage), [4], "ALL");
    stage.input(Input::GiveBack { id: ConnectionId(2), messages: 1, bits: 1 });
    assert_eq!(sent(&mut stage), [5], "GVB");
    stage.peer_sends("05 05 00 00");
    assert_eq!(sent(&mut stage), [6], "RET");
    stage.interrupt(2);
    assert_eq!(sent(&mut stage), [7], "INR");
    stage.interrupt(1);
    assert_eq!(sent(&mut stage), [8], "INS");
    stage.input(Input::Echo { id: ConnectionId(3), host: address(PEER), data: 0 });
    assert_eq!(sent(&mut stage), [9], "ECO");
    stage.peer_sends("09 00");
    assert_eq!(sent(&mut stage), [10], "ERP");
    stage.peer_sends("0e");
    assert_eq!(sent(&mut stage), [11], "ERR");
    stage.close(2);
    assert_eq!(sent(&mut stage), [3], "CLS");
    stage.peer_sends("0c");
    assert_eq!(sent(&mut stage), [13], "RRP");
    stage.input(Input::Reset { host: address(PEER) });
    assert_eq!(sent(&mut stage), [12], "RST");
    let names: Vec<&str> = stage.ncp.counters().sent.named().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        "NOP RTS STR CLS ALL GVB RET INR INS ECO ERP ERR RST RRP".split(' ').collect::<Vec<_>>()
    );
}

#[test]
fn hh_043_the_fourteen_commands_are_72_octets() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.open_receiver(2, 100, 10, 1000);
    // One of each, RST and RRP first since RST clears the tables; every one must be found where the last one ends.
    let all = "0c 0d 00  01 00000004 00000067 22  02 00000005 00000066 08  03 00000005 00000066 \
               04 21 0001 00000001  05 21 00 00  06 02 0001 00000001  07 21  08 02  09 aa  0a bb \
               0b c8 00000000000000000000";
    assert_eq!(hex(all).len(), 72);
    stage.peer_sends(all);
    assert_eq!(stage.ncp.counters().received.by_opcode, [1, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    assert_eq!(stage.ncp.counters().errors.illegal_opcodes, 0);
    assert_eq!(stage.ncp.counters().errors.short_commands, 0);
}

#[test]
fn hh_044_a_control_message_without_commands_is_legal() {
    let mut stage = Stage::new();
    stage.peer_sends("");
    stage.nobody_gets_anything();
    assert_eq!(stage.ncp.counters().errors_detected, 0);
}

#[test]
fn hh_045_no_flow_control_on_link_0() {
    let mut stage = Stage::new();
    stage.peer_sends("04 00 0001 00000008");
    stage.peer_gets("0b 03  04 00 0001 00000008 0000");
    stage.peer_sends("05 00 80 80");
    stage.peer_gets("0b 03  05 00 80 80 000000000000");
    stage.peer_sends("06 00 0001 00000008");
    stage.peer_gets("0b 03  06 00 0001 00000008 0000");
}

#[test]
fn hh_046_commands_take_effect_in_order_one_control_message_at_a_time() {
    let mut stage = Stage::new();
    stage.withhold_rfnms();
    stage.init(1, 100, socket(PEER, 1), 0);
    stage.close(1);
    stage.peer_gets("01 00000064 00000001 02");
    stage.nobody_gets_anything();
    stage.rfnm(PEER, 0);
    stage.peer_gets("03 00000064 00000001");
}

#[test]
fn hh_047_a_control_message_with_a_bad_header_is_reported_and_harms_nothing() {
    let mut stage = Stage::new();
    stage.arrives(message(PEER, 0, 7, 8, &Bits::zeros(56), 0));
    stage.peer_gets("0b 00  06 00 07 0008 08 00000000");
    stage.arrives(message(PEER, 0, 8, 121, &Bits::zeros(121 * 8), 0));
    stage.peer_gets("0b 00  06 00 08 0079 08 00000000");
    assert_eq!(stage.ncp.counters().errors.bad_headers, 2);
    // Fewer octets than it says.
    stage.arrives(message(PEER, 0, 8, 10, &Bits::zeros(8), 0));
    stage.peer_gets("0b 00  02 00 08 000a 08 00000000");
    stage.peer_sends("09 42");
    stage.peer_gets("0a 42");
    stage.nobody_gets_anything();
}

#[test]
fn hh_048_hh_136_experiments_and_later_inventions_are_illegal_opcodes() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    let before = stage.ncp.status().collect::<Vec<_>>();
    for opcode in [14_u8, 16, 17, 20, 21, 22, 254, 255] {
        stage.peer_sends(&format!("{opcode:02x} 21"));
        stage.peer_gets(&format!("0b 01  {opcode:02x} 21 0000000000000000"));
    }
    stage.nobody_gets_anything();
    stage.hears_nothing();
    assert_eq!(stage.ncp.status().collect::<Vec<_>>(), before);
}

#[test]
fn hh_049_err_is_optional_and_the_record_is_not() {
    for send_errors in [true, false] {
        let mut stage = Stage::with(Profile { send_errors, ..Profile::REFERENCE });
        stage.peer_sends("63");
        assert_eq!(stage.take_commands(PEER).len(), usize::from(send_errors));
        assert_eq!(stage.ncp.counters().errors_detected, 1);
        assert!(matches!(stage.notes[..], [Note::ErrorSeen(..)]), "{:?}", stage.notes);
    }
}

#[test]
fn hh_050_every_err_is_twelve_octets_and_the_next_command_follows_it() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 0, 0);
    // Codes 3 and 4 leave the rest of a message readable; a code 0, 2, 5 and 1 come one by one.
    stage.withhold_rfnms();
    stage.peer_sends("09 01");
    stage.peer_sends_data(link, "aa");
    stage.peer_sends("04 48 0001 00000001  03 00000007 00000064  63");
    stage.peer_sends("01 0000");
    stage.peer_sends_data(50, "aa");
    stage.peer_sends("09 02");
    stage.release_rfnms();
    let commands = stage.take_commands(PEER);
    let codes: Vec<u8> = commands.iter().filter(|command| command[0] == 11).map(|err| err[1]).collect();
    assert_eq!(codes, [0, 3, 4, 1, 2, 5]);
    assert!(commands.iter().all(|command| command[0] != 11 || command.len() == 12));
    assert_eq!((commands.first(), commands.last()), (Some(&hex("0a 01")), Some(&hex("0a 02"))));
}

#[test]
fn hh_051_err_1_quotes_ten_octets_from_the_illegal_opcode_on() {
    let mut stage = Stage::new();
    stage.peer_sends("00 63 01 02");
    stage.peer_gets("0b 01  63 01 02 00 00 00 00 00 00 00");
    stage.peer_sends("63 01 02 03 04 05 06 07 08 09 0a 0b");
    stage.peer_gets("0b 01  63 01 02 03 04 05 06 07 08 09");
}

#[test]
fn hh_052_err_2_quotes_what_there_is_of_the_command() {
    let mut stage = Stage::new();
    stage.listen(1, 100, 0);
    stage.peer_sends("02 00000001");
    stage.peer_gets("0b 02  02 00000001 00 00 00 00 00");
    stage.hears_nothing();
    assert_eq!(stage.ncp.status().count(), 0);
    assert_eq!(stage.ncp.counters().errors.short_commands, 1);
}

#[test]
fn hh_053_an_rts_with_a_link_outside_2_to_71_is_refused_with_err_3() {
    let mut stage = Stage::new();
    stage.listen(1, 101, 8);
    for link in [0_u8, 1, 72, 255] {
        stage.peer_sends(&format!("01 00000002 00000065 {link:02x}"));
        stage.peer_gets(&format!("0b 03  01 00000002 00000065 {link:02x}"));
    }
    stage.hears_nothing();
    stage.nobody_gets_anything();
}

#[test]
fn hh_054_an_str_of_size_zero_is_refused_with_err_3() {
    let mut stage = Stage::new();
    stage.listen(1, 100, 0);
    stage.peer_sends("02 00000001 00000064 00");
    stage.peer_gets("0b 03  02 00000001 00000064 00");
    stage.hears_nothing();
}

#[test]
fn hh_055_an_all_beyond_the_counters_is_ignored_whole_with_err_3() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 ffff 00000000");
    stage.peer_sends("04 21 0001 00000005");
    stage.peer_gets("0b 03  04 21 0001 00000005 0000");
    assert_eq!(stage.space(101), (65_535, 0));
    stage.peer_sends("04 21 0000 ffffffff");
    stage.peer_sends("04 21 0000 00000001");
    stage.peer_gets("0b 03  04 21 0000 00000001 0000");
    assert_eq!(stage.space(101), (65_535, 4_294_967_295));
}

#[test]
fn hh_056_commands_for_what_nobody_asked_for_draw_err_4() {
    let mut stage = Stage::new();
    for command in [
        "04 3c 0008 00003cac",
        "05 3c 40 40",
        "06 3c 0001 00000001",
        "07 3c",
        "08 3c",
        "03 00000003 00000064",
    ] {
        let filled = format!("{:0<20}", command.replace(' ', ""));
        stage.peer_sends(command);
        stage.peer_gets(&format!("0b 04 {filled}"));
    }
    stage.nobody_gets_anything();
    assert_eq!(stage.ncp.counters().last_discarded_allocation, Some((address(PEER), 60)));
}

#[test]
fn hh_057_commands_for_half_a_connection_draw_err_5() {
    let mut stage = Stage::new();
    for index in 0..5_u32 {
        stage.init(90 + index, 200 + 2 * index, socket(PEER, 1), 0);
    }
    stage.take_commands(PEER);
    stage.init(1, 100, socket(PEER, 1), 0);
    stage.peer_gets("01 00000064 00000001 07");
    stage.peer_sends("08 07");
    stage.peer_gets("0b 05  08 07 0000000000000000");
    stage.peer_sends("06 07 0001 00000001");
    stage.peer_gets("0b 05  06 07 0001 00000001 0000");
    // The other way round: the peer's RTS waits for a process of ours.
    stage.peer_sends("01 00000002 00000065 30  04 30 0001 00000001");
    stage.peer_gets("0b 05  04 30 0001 00000001 0000");
    // The request has survived.
    stage.peer_sends("02 00000001 00000064 08");
    stage.hears_opened(1, socket(PEER, 1), 8);
}

/// Our own STR waits behind another control message: nobody can have seen it, so that no connection is established yet,
/// and its counters begin at zero (NIC 8246 p. 14, p. 26).
#[test]
fn hh_057_hh_110_an_all_before_our_match_has_left_draws_err_5_and_counts_for_nothing() {
    let mut stage = Stage::new();
    stage.listen(1, 101, 8);
    stage.withhold_rfnms();
    stage.input(Input::Echo { id: ConnectionId(9), host: address(PEER), data: 1 });
    stage.peer_sends("01 00000002 00000065 21  04 21 000a 00001000");
    stage.hears_opened(1, socket(PEER, 2), 8);
    stage.send(1, b"too early");
    stage.release_rfnms();
    stage.peer_gets("09 01  02 00000065 00000002 08  0b 05  04 21 000a 00001000 0000");
    stage.nobody_gets_anything();
    assert_eq!(stage.space(101), (0, 0));
}

/// Likewise our own RTS, which gives the link.
#[test]
fn hh_057_ins_and_data_before_our_rts_has_left_draw_err_5() {
    let mut stage = Stage::new();
    stage.listen_once(1, 100, 10, 1000);
    stage.withhold_rfnms();
    stage.input(Input::Echo { id: ConnectionId(9), host: address(PEER), data: 1 });
    stage.peer_sends("02 00000001 00000064 08  08 02");
    stage.peer_sends_data(2, "aa");
    stage.hears_opened(1, socket(PEER, 1), 8);
    stage.receive(1, 8);
    stage.hears_nothing();
    stage.release_rfnms();
    stage.peer_gets("09 01  01 00000064 00000001 02  04 02 000a 000003e8");
    stage.peer_gets("0b 05  08 02 0000000000000000");
    stage.peer_gets("0b 05  0046 0200 0008 0001 00 aa");
}

#[test]
fn hh_058_hh_122_data_beyond_the_allocation_draw_err_0_and_fit_in_the_buffer_or_end_the_connection() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 1, 1000);
    stage.receive(1, 8);
    stage.peer_sends_data(link, "aa");
    stage.peer_sends_data(link, "bb");
    // Reason 3, link, S, C, S expected.
    stage.peer_gets("0b 00  03 02 08 0001 08 00000000");
    stage.hears_data(1, "aa");
    stage.receive(1, 8);
    stage.hears_data(1, "bb");
    assert_eq!(stage.space(100), (0, 984), "no counter goes below zero");
    assert_eq!(stage.ncp.counters().errors.over_allocations, 1);
    // More than the buffer holds: 64,000 bits.
    for _ in 0..9 {
        stage.peer_sends_data(link, &"cc".repeat(1000));
    }
    stage.hears(1, Event::Closed(arpanet_ncp::CloseReason::Violated));
    assert_eq!(stage.take_commands(PEER).last(), Some(&hex("03 00000064 00000001")));
}

#[test]
fn hh_059_what_is_sent_as_code_0_has_the_published_layout() {
    // As the documentation of arpanet_wire::command::Reason gives it.
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.peer_sends("01 00000002 00000065 21");
    let sent = stage.take_commands(PEER).remove(0);
    assert_eq!(sent[..4], [11, 0, 5, 33], "ERR, code 0, reason 5 (RFC for an open pair), the link");
    assert_eq!(sent[4..], hex("01 00000002 000000")[..], "the first eight octets of the command");
}

#[test]
fn hh_060_errs_are_recorded_with_host_code_and_data() {
    let mut stage = Stage::new();
    for code in [0_u8, 1, 2, 3, 4, 5, 200] {
        stage.peer_sends(&format!("0b {code:02x} 0102030405060708090a"));
    }
    let recorded: Vec<_> = stage.ncp.counters().recent_errors.iter().copied().collect();
    assert_eq!(
        recorded.iter().map(|error| error.report.code.number()).collect::<Vec<_>>(),
        [0, 1, 2, 3, 4, 5, 200]
    );
    assert!(
        recorded
            .iter()
            .all(|error| error.host == address(PEER) && error.report.data == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    );
    assert_eq!(stage.notes.iter().filter(|note| matches!(note, Note::ErrorReceived(..))).count(), 7);
}

#[test]
fn hh_061_an_err_is_never_answered() {
    let mut stage = Stage::new();
    for code in [0_u8, 1, 2, 3, 4, 5, 6, 200, 255] {
        stage.peer_sends(&format!("0b {code:02x} 6300000000000000ffff"));
    }
    stage.nobody_gets_anything();
}

#[test]
fn hh_062_what_follows_the_quoted_command_counts_for_nothing() {
    let mut stage = Stage::new();
    // RFC 618 p. 3, octal 4 74 0 10 0 0 74 254 0 200.
    stage.peer_sends("0b 04  04 3c 00 08 00 00 3c ac 00 80");
    let report = stage.ncp.counters().recent_errors[0].report;
    assert_eq!(report.code, ErrorCode::NonexistentSocket);
    assert_eq!(report.quoted(), Quoted::Command(Command::All { link: 60, messages: 8, bits: 15_532 }));
    assert_eq!(report.data, ErrorReport::quote(&hex("04 3c 00 08 00 00 3c ac 00 80")), "kept as it came");
}

#[test]
fn hh_063_after_an_illegal_opcode_the_rest_of_the_message_is_dropped() {
    let mut stage = Stage::new();
    stage.peer_sends("63 02 00000001 00000064 08");
    stage.peer_gets("0b 01  63 02 00000001 00000064");
    assert_eq!(stage.ncp.status().count(), 0);
    stage.peer_sends("02 00000001 00000064 08");
    assert_eq!(stage.ncp.queued(100).len(), 1);
    stage.nobody_gets_anything();
}

#[test]
fn a_storm_of_errors_draws_a_bounded_number_of_errs_and_costs_no_memory() {
    let mut stage = Stage::new();
    stage.withhold_rfnms();
    for _ in 0..10_000 {
        stage.peer_sends("07 3c 07 3d 07 3e");
    }
    let size = format!("{:?}", stage.ncp).len();
    assert!(size < 60_000, "the machine has {size} characters");
    stage.release_rfnms();
    assert!(stage.take_commands(PEER).len() <= 128);
    assert_eq!(stage.ncp.counters().errors_detected, 30_000);
    let mut elsewhere = Stage::new();
    elsewhere.input(Input::Interrupt { id: ConnectionId(77) });
    elsewhere.hears(77, Event::Misused(Misuse::NoSuchConnection));
}
