//! The host's side of the interface to its IMP, row by row: our NCP against a scripted IMP.
//! Expected octets come from RFC 208, RFC 381, RFC 394 and the IMP program of September 1973.

#[path = "conformance_hh/stage.rs"]
mod stage;

use arpanet_ncp::{CloseReason, ConnectionId, Event, HostEvent, InDoubt, Input, Ncp, Note, Profile};
use arpanet_wire::Bits;
use stage::*;

/// Types of the messages to the IMP, bits 5-8.
fn types(stage: &Stage) -> Vec<u8> {
    stage.messages.iter().map(|message| message.octets()[0] & 15).collect()
}

/// Sender on socket 101 with allocation, and one message in transit.
fn with_a_message_in_transit(profile: Profile) -> Stage {
    let mut stage = Stage::with(profile);
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 000a 00001000");
    stage.withhold_rfnms();
    stage.send(1, b"A");
    stage.peer_gets_data(33, 8, 1, "41");
    stage.skip_rooms();
    stage
}

#[test]
fn ih_001_ih_002_ih_007_every_message_has_a_leader_of_a_type_that_hosts_may_send() {
    let mut stage = Stage::new();
    stage.input(Input::Start);
    stage.wait_s(1);
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 000a 00001000");
    stage.send(1, b"data");
    stage.input(Input::Stop);
    assert!(stage.messages.iter().all(|message| message.length_bits() >= 32));
    assert_eq!(types(&stage), [4, 4, 4, 0, 0, 2]);
    let leaders: Vec<Vec<u8>> = stage.messages.iter().map(|message| message.octets()[..4].to_vec()).collect();
    assert_eq!(leaders, ["04000000", "04000000", "04000000", "00460000", "00462100", "02000000"].map(hex));
}

#[test]
fn ih_002_a_regular_message_to_host_70_on_link_5() {
    let mut stage = Stage::new();
    stage.listen(1, 101, 8);
    stage.peer_sends("01 00000002 00000065 05 ; 04 05 0001 00000008");
    stage.send(1, b"A");
    assert_eq!(stage.messages[1].octets()[..4], hex("00 46 05 00"));
}

#[test]
fn ih_003_ih_005_every_address_is_a_possible_host() {
    for host in [1_u8, 70, 150, 214, 255] {
        let mut stage = Stage::new();
        stage.listen(1, 100, 0);
        stage.host_sends(host, "09 aa  02 00000001 00000064 08");
        stage.host_gets(host, "0a aa  01 00000064 00000001 02");
        stage.hears_opened(1, socket(host, 1), 8);
    }
    let host_1_at_imp_6 = address(70);
    assert_eq!((host_1_at_imp_6.host, host_1_at_imp_6.imp.0), (1, 6));
    let host_2_at_imp_22 = address(150);
    assert_eq!((host_2_at_imp_22.host, host_2_at_imp_22.imp.0), (2, 22));
}

#[test]
fn ih_004_the_address_is_the_destination_going_out_and_the_source_coming_in() {
    let mut stage = Stage::new();
    stage.withhold_rfnms();
    stage.host_sends(ELSEWHERE, "09 01");
    assert_eq!(stage.messages[0].octets()[..4], hex("00 02 00 00"));
    // Its RFNM carries its destination: another host's frees nothing.
    stage.host_sends(ELSEWHERE, "09 02");
    stage.imp_says(5, PEER, 0, 0);
    assert_eq!(stage.messages.len(), 1);
    stage.rfnm(ELSEWHERE, 0);
    assert_eq!(stage.messages.len(), 2);
}

#[test]
fn ih_006_ih_025_address_bits_mean_nothing_in_types_1_2_4_and_10() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    let before = stage.ncp.status().collect::<Vec<_>>();
    for host in [0_u8, PEER, 0xff] {
        stage.imp_says(4, host, 33, 7);
        stage.imp_says(1, host, 33, 0);
        stage.arrives(Bits::from_octets(&[2, host, 0, 0]));
        stage.imp_says(10, host, 33, 0);
    }
    stage.hears_nothing();
    assert_eq!(stage.ncp.status().collect::<Vec<_>>(), before);
    let notices =
        stage.host_events.iter().filter(|event| matches!(event, HostEvent::ImpGoingDown(_))).count();
    assert_eq!(notices, 3);
}

#[test]
fn ih_009_ih_020_a_message_that_crossed_too_slowly_goes_again() {
    let mut stage = with_a_message_in_transit(Profile::REFERENCE);
    stage.answer(9, PEER, 33, 2);
    stage.peer_gets_data(33, 8, 1, "41");
    let note = stage.notes.iter().find(|note| matches!(note, Note::SentAgain(..))).expect("a note");
    assert_eq!(
        note.to_string(),
        "the message to host 70 on link 33 is sent again after: incomplete transmission: message took more than 15 s to come in"
    );
}

#[test]
fn ih_012_ih_013_ih_014_no_priority_and_no_other_flag_on_any_regular_message() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 00ff 00ffffff");
    for octets in [1, 100, 1000, 3000] {
        stage.send(1, &vec![7; octets]);
    }
    stage.interrupt(1);
    stage.close(1);
    assert!(stage.messages.len() > 6);
    assert!(stage.messages.iter().all(|message| message.octets()[0] >> 4 == 0));
}

#[test]
fn ih_015_the_imp_s_own_messages_are_not_host_host_traffic() {
    let mut stage = Stage::new();
    // Type 0 with bit 2 set, on link 0, with an ECO in its text.
    stage.arrives_hex("40 46 00 00  00 08 0002 00  09 01 80");
    stage.nobody_gets_anything();
    assert_eq!(stage.ncp.counters().ignored_from_imp, 1);
}

#[test]
fn ih_016_ih_022_every_answer_settles_its_message() {
    for (kind, subtype) in [(5, 0), (7, 0), (7, 1), (8, 0), (9, 0), (9, 1), (9, 2), (9, 3), (9, 4), (1, 0)] {
        let mut stage = with_a_message_in_transit(Profile::REFERENCE);
        if kind == 1 {
            stage.imp_says(1, 0, 0, 0);
        } else {
            stage.answer(kind, PEER, 33, subtype);
        }
        // Sent again, it is answered once more; otherwise it is done with.
        if stage.unanswered.contains(&(PEER, 33)) {
            stage.peer_gets_data(33, 8, 1, "41");
            stage.rfnm(PEER, 33);
        }
        stage.imp_says(5, PEER, 33, 0);
        assert_eq!(
            stage.ncp.counters().discarded_rfnms,
            1,
            "type {kind} subtype {subtype}: nothing is outstanding"
        );
    }
}

#[test]
fn ih_017_a_rfnm_frees_the_link() {
    let mut stage = with_a_message_in_transit(Profile::REFERENCE);
    stage.send(1, b"B");
    stage.nobody_gets_anything();
    stage.rfnm(PEER, 33);
    stage.peer_gets_data(33, 8, 1, "42");
}

#[test]
fn ih_018_a_rfnm_for_nothing_is_counted_and_dropped() {
    let mut stage = Stage::new();
    stage.imp_says(5, PEER, 33, 0);
    stage.imp_says(9, PEER, 33, 3);
    stage.imp_says(8, PEER, 33, 0);
    // The real program sends a type 7 for address 0, link 200, when an IMP is lost.
    stage.arrives_hex("07 00 80 00");
    stage.hears_nothing();
    stage.nobody_gets_anything();
    assert_eq!(stage.ncp.counters().discarded_rfnms, 1);
    assert_eq!(stage.ncp.counters().stray_answers, 4);
    assert!(stage.host_events.is_empty());
}

#[test]
fn ih_019_type_7_tells_a_dead_imp_from_a_dead_host() {
    for (subtype, why, text) in [
        (0, CloseReason::ImpDead, "the foreign IMP died or was cut off"),
        (1, CloseReason::HostDead, "the foreign host died"),
    ] {
        let mut stage = with_a_message_in_transit(Profile::REFERENCE);
        stage.answer(7, PEER, 33, subtype);
        stage.hears(1, Event::Closed(why));
        assert_eq!(why.to_string(), text);
    }
}

#[test]
fn ih_021_after_type_1_the_last_message_sent_is_the_suspect() {
    let mut stage = with_a_message_in_transit(Profile::REFERENCE);
    stage.imp_says(1, 0, 0, 0);
    stage.peer_gets_data(33, 8, 1, "41");
    assert_eq!(stage.ncp.counters().possibly_lost, 1);
    assert_eq!(stage.space(101), (9, 4088), "charged once");
    stage.rfnm(PEER, 33);
    // With nothing in transit there is no suspect.
    stage.imp_says(1, 0, 0, 0);
    stage.nobody_gets_anything();
    // Subtypes 1 and 2, too short and illegal type, are our own mistakes: sending them again would not help.
    stage.send(1, b"B");
    stage.peer_gets_data(33, 8, 1, "42");
    stage.imp_says(1, 0, 0, 1);
    stage.imp_says(1, 0, 0, 2);
    stage.nobody_gets_anything();
}

#[test]
fn ih_022_after_type_8_the_message_goes_again_and_arrives_once() {
    let mut stage = with_a_message_in_transit(Profile::REFERENCE);
    stage.send(1, b"B");
    stage.answer(8, PEER, 33, 0);
    stage.peer_gets_data(33, 8, 1, "41");
    stage.nobody_gets_anything();
    stage.rfnm(PEER, 33);
    stage.peer_gets_data(33, 8, 1, "42");
}

#[test]
fn ih_023_ih_024_users_hear_why_when_and_for_how_long_the_imp_goes_down() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    // 01 hardware PM, in 3 units of 5 minutes, for 24 of them: 0100 1100 0001 1000.
    stage.arrives_hex("02 00 4c 18");
    stage.arrives_hex("02 00 00 00");
    let told: Vec<String> = stage
        .host_events
        .iter()
        .map(|event| match event {
            HostEvent::ImpGoingDown(notice) => notice.to_string(),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(told, ["hardware PM in 15 min for 120 min", "in 30 s"]);
}

#[test]
fn ih_026_ih_032_type_10_blocks_nothing_for_ever() {
    for in_doubt in [InDoubt::Resend, InDoubt::Forget, InDoubt::Close] {
        let mut stage = with_a_message_in_transit(Profile { in_doubt, ..Profile::REFERENCE });
        for (id, local, link) in [(2, 103, 34), (3, 105, 35)] {
            stage.listen(id, local, 8);
            stage.peer_sends(&format!(
                "01 {:08x} {local:08x} {link:02x} ; 04 {link:02x} 000a 00001000",
                10 + 2 * id
            ));
            stage.rfnm(PEER, 0);
            stage.send(id, b"C");
        }
        stage.take_commands(PEER);
        stage.take_data();
        stage.take_events();
        stage.messages.clear();
        stage.unanswered.clear();
        stage.imp_says(10, 0, 0, 0);
        assert_eq!(types(&stage)[..3], [4, 4, 4], "NOPs first, which also make the IMP note us alive");
        let again = stage.take_data().len();
        let closed: Vec<(u32, Event)> = stage.take_events();
        match in_doubt {
            InDoubt::Resend => assert_eq!((again, closed.len()), (3, 0)),
            InDoubt::Forget => assert_eq!((again, closed.len()), (0, 0)),
            InDoubt::Close => {
                assert_eq!((again, closed.len()), (0, 3));
                assert!(closed.iter().all(|(_, event)| *event == Event::Closed(CloseReason::Lost)));
            }
        }
        stage.release_rfnms();
        if in_doubt != InDoubt::Close {
            stage.send(1, b"on it goes");
            assert_eq!(stage.take_data().len(), 1);
        }
        assert!(stage.host_events.contains(&HostEvent::InterfaceReset));
    }
}

#[test]
fn ih_027_at_least_two_nops_follow_type_10_and_the_fault_they_draw_is_no_loss() {
    for entry in arpanet_ncp::CATALOGUE {
        assert!(entry.profile.opening_nops >= 2, "{}", entry.name);
    }
    let mut stage = with_a_message_in_transit(Profile { in_doubt: InDoubt::Forget, ..Profile::REFERENCE });
    stage.messages.clear();
    stage.imp_says(10, 0, 0, 0);
    stage.send(1, b"B");
    assert_eq!(types(&stage), [4, 4, 4, 0]);
    // The next message after a reset draws type 1 subtype 0 (RFC 381 p. 4): it was a NOP.
    stage.take_data();
    stage.imp_says(1, 0, 0, 0);
    stage.nobody_gets_anything();
}

#[test]
fn ih_028_unassigned_types_are_counted_and_ignored() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    let before = stage.ncp.status().collect::<Vec<_>>();
    for kind in [3_u8, 6, 11, 12, 13, 14, 15] {
        stage.imp_says(kind, PEER, 33, 0);
    }
    assert_eq!(stage.ncp.counters().unassigned_types, 7);
    stage.hears_nothing();
    stage.nobody_gets_anything();
    assert_eq!(stage.ncp.status().collect::<Vec<_>>(), before);
}

#[test]
fn ih_029_ih_037_everything_is_taken_in_while_nothing_can_go_out() {
    // From the first moment, before the contact has settled and the first NOP has gone.
    let mut stage = Stage::new();
    stage.input(Input::Start);
    stage.withhold_rfnms();
    stage.listen(1, 100, 0);
    stage.peer_sends("02 00000001 00000064 08");
    stage.hears_opened(1, socket(PEER, 1), 8);
    for _ in 0..49 {
        stage.peer_sends("00 09 01");
    }
    assert_eq!(stage.ncp.counters().from_imp[0], 50);
    assert!(stage.messages.is_empty());
    // And later, with every RFNM withheld: answers of the IMP are taken, output resumes.
    stage.release_rfnms();
    stage.wait_s(1);
    let answered = stage.take_commands(PEER);
    assert_eq!(answered.iter().filter(|command| command[..] == [10, 1]).count(), 49);
}

#[test]
fn ih_030_a_slow_imp_is_not_a_dead_one() {
    let mut stage = Stage::new();
    stage.input(Input::Start);
    stage.wait_s(1);
    stage.withhold_rfnms();
    stage.init(1, 100, socket(PEER, 1), 0);
    stage.init(2, 102, socket(ELSEWHERE, 1), 0);
    stage.wait_s(45);
    stage.hears_nothing();
    assert!(stage.host_events.is_empty());
    stage.release_rfnms();
    stage.peer_sends("02 00000001 00000064 08");
    stage.hears_opened(1, socket(PEER, 1), 8);
}

#[test]
fn ih_031_messages_are_taken_however_long_the_processes_sleep() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 100, 60_000);
    for _ in 0..60 {
        stage.wait_s(1);
        stage.peer_sends_data(link, &"aa".repeat(100));
    }
    assert_eq!(stage.status(100)[0].buffered_bits, 48_000);
    assert_eq!(stage.ncp.counters().errors_detected, 0);
}

#[test]
fn ih_033_ih_036_half_a_second_after_ready_come_three_nops() {
    let mut stage = Stage::new();
    stage.input(Input::Start);
    stage.init(1, 100, socket(PEER, 1), 0);
    assert!(stage.messages.is_empty());
    stage.wait_ns(SECOND / 2 - 1);
    assert!(stage.messages.is_empty());
    stage.wait_ns(1);
    // What was asked for meanwhile follows the NOPs.
    assert_eq!(types(&stage), [4, 4, 4, 0]);
    stage.peer_gets("01 00000064 00000001 02");
    // An emulated interface needs no settling.
    let mut stage = Stage::with(Profile { settle_ns: 0, ..Profile::REFERENCE });
    stage.input(Input::Start);
    assert_eq!(types(&stage), [4, 4, 4]);
}

#[test]
fn ih_034_host_going_down_is_the_last_message() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.open_receiver(2, 100, 10, 1000);
    stage.listen(3, 102, 0);
    stage.input(Input::Stop);
    assert_eq!(stage.messages.last().map(|message| message.octets().to_vec()), Some(hex("02 00 00 00")));
    let mut heard = stage.take_events();
    heard.sort_by_key(|(id, _)| *id);
    assert_eq!(heard, [1, 2, 3].map(|id| (id, Event::Closed(CloseReason::NetworkDown))));
    stage.peer_sends("09 01");
    stage.wait_s(1000);
    assert_eq!(types(&stage).last(), Some(&2));
}

#[test]
fn ih_035_a_ready_line_that_drops_loses_nothing_and_both_ways_begin_anew() {
    let mut stage = with_a_message_in_transit(Profile::REFERENCE);
    stage.peer_sends("09 01");
    stage.peer_gets("0a 01");
    stage.messages.clear();
    stage.unanswered.clear();
    stage.input(Input::ImpReady(false));
    stage.send(1, b"B");
    stage.init(2, 100, socket(PEER, 1), 0);
    stage.wait_s(5);
    assert!(stage.messages.is_empty(), "nothing goes out while the IMP is down");
    stage.input(Input::ImpReady(true));
    assert_eq!(types(&stage)[..3], [4, 4, 4]);
    stage.peer_gets("0a 01");
    stage.peer_gets_data(33, 8, 1, "41");
    // The type 10 that the IMP sends then is about the same event: nothing goes a third time.
    stage.imp_says(10, 0, 0, 0);
    stage.nobody_gets_anything();
    stage.rfnm(PEER, 33);
    stage.peer_gets_data(33, 8, 1, "42");
    stage.skip_rooms();
    stage.hears(2, Event::OpenFailed(arpanet_ncp::OpenFailure::NetworkDown));
    stage.hears_nothing();
}

#[test]
fn an_imp_that_stays_down_ends_the_connections_and_not_the_listens() {
    let mut stage = with_a_message_in_transit(Profile::REFERENCE);
    stage.listen(2, 100, 0);
    stage.input(Input::ImpReady(false));
    stage.wait_s(119);
    stage.hears_nothing();
    stage.wait_s(1);
    stage.hears(1, Event::Closed(CloseReason::NetworkDown));
    stage.hears_nothing();
    stage.input(Input::ImpReady(true));
    stage.peer_sends("02 00000001 00000064 08");
    stage.hears_opened(2, socket(PEER, 1), 8);
}

#[test]
fn ih_038_the_fifth_message_to_an_imp_waits_and_delays_nobody_else() {
    let mut stage = Stage::new();
    stage.withhold_rfnms();
    for host in [6_u8, 70, 134, 198] {
        stage.host_sends(host, "09 01");
    }
    assert_eq!(stage.messages.len(), 4);
    stage.listen(1, 101, 8);
    stage.peer_sends("01 00000002 00000065 21");
    assert_eq!(stage.messages.len(), 4, "IMP 6 has its four");
    stage.host_sends(ELSEWHERE, "09 02");
    stage.host_gets(ELSEWHERE, "0a 02");
    stage.rfnm(PEER, 0);
    assert_eq!(stage.messages.len(), 6);
}

#[test]
fn ih_039_message_ids_from_july_1973_and_none_before() {
    let mut stage = with_a_message_in_transit(Profile::REFERENCE);
    assert!(stage.messages.iter().all(|message| message.octets()[3] >> 4 == 0));
    stage.release_rfnms();
    let mut stage = Stage::with(Profile { message_ids: true, ..Profile::REFERENCE });
    stage.withhold_rfnms();
    let mut ids = Vec::new();
    for index in 0..20_u8 {
        stage.peer_sends(&format!("09 {index:02x}"));
        let octets = stage.messages.last().expect("an ERP").octets().to_vec();
        let id = octets[3] >> 4;
        ids.push(id);
        // A RFNM with another id answers nothing.
        stage.arrives(Bits::from_octets(&[5, PEER, 0, (id % 15 + 1) << 4]));
        assert_eq!(stage.messages.len(), usize::from(index) + 1);
        stage.arrives(Bits::from_octets(&[5, PEER, 0, id << 4]));
    }
    assert_eq!(ids, (0..20).map(|index| index % 15 + 1).collect::<Vec<u8>>());
}

#[test]
fn ih_040_bits_25_to_28_do_not_matter_to_the_receiver() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 10, 1000);
    stage.receive(1, 100);
    stage.arrives_hex(&format!("00 46 {link:02x} 90  00 08 0001 00  aa 80"));
    stage.hears_data(1, "aa");
    stage.arrives_hex("00 46 00 90  00 08 0002 00  09 07 80");
    assert_eq!(stage.take_commands(PEER).last(), Some(&hex("0a 07")));
}

#[test]
fn ih_041_answers_in_any_order_over_the_links_lead_to_the_same_end() {
    // One IMP answers in order, one with the oldest last, over different links, as BBN 1822 leaves it free.
    let run = |newest_first: bool| {
        let mut stage = Stage::new();
        for (id, local, link) in [(1, 101, 33), (2, 103, 34), (3, 105, 35)] {
            stage.listen(id, local, 8);
            stage.peer_sends(&format!(
                "01 {:08x} {local:08x} {link:02x} ; 04 {link:02x} 0064 00001000",
                2 * id
            ));
        }
        stage.withhold_rfnms();
        for round in 0..5_u8 {
            (1..=3).for_each(|id| stage.send(id, &[round, round]));
        }
        let mut arrived: Vec<(u8, String)> = Vec::new();
        loop {
            arrived.extend(stage.take_data().into_iter().map(|(_, link, _, _, text)| (link, text)));
            let next = if newest_first { stage.unanswered.back() } else { stage.unanswered.front() };
            let Some((host, link)) = next.copied() else { break };
            stage.rfnm(host, link);
        }
        arrived.sort_by_key(|(link, _)| *link);
        let text = |wanted| {
            arrived
                .iter()
                .filter(|(link, _)| *link == wanted)
                .map(|(_, text)| text.as_str())
                .collect::<String>()
        };
        let texts = [text(33), text(34), text(35)];
        let quiet = stage.ncp.is_quiet();
        (texts, quiet)
    };
    let expected = "00000101020203030404";
    assert_eq!(run(false), ([expected; 3].map(str::to_owned), true));
    assert_eq!(run(true), run(false));
}

#[test]
fn the_machine_can_be_copied_and_compared() {
    let mut stage = with_a_message_in_transit(Profile::REFERENCE);
    let copy: Ncp = stage.ncp.clone();
    assert_eq!(copy, stage.ncp);
    stage.rfnm(PEER, 33);
    assert_ne!(copy, stage.ncp);
    stage.input(Input::Close { id: ConnectionId(1) });
}
