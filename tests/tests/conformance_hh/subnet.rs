//! RFNMs and what comes instead; counters: HH-166 to HH-173.

use arpanet_ncp::{CloseReason, Event, HostEvent, IncompletePolicy, Note, Profile};

use crate::stage::*;

#[test]
fn hh_166_the_next_message_on_a_link_waits_for_the_rfnm() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.listen(2, 103, 8);
    stage.peer_sends("01 00000004 00000067 22 ; 04 21 000a 00001000  04 22 000a 00001000");
    stage.take_commands(PEER);
    stage.withhold_rfnms();
    stage.send(1, b"A");
    stage.send(1, b"B");
    stage.send(2, b"C");
    stage.peer_gets_data(33, 8, 1, "41");
    stage.peer_gets_data(34, 8, 1, "43");
    stage.wait_s(60);
    stage.nobody_gets_anything();
    stage.rfnm(PEER, 33);
    stage.peer_gets_data(33, 8, 1, "42");
}

#[test]
fn hh_167_ih_038_four_messages_to_one_imp_and_the_others_go_on() {
    let mut stage = Stage::new();
    for index in 0..10_u32 {
        stage.listen(index, 101 + 2 * index, 8);
        let host = if index % 2 == 0 { PEER } else { NEIGHBOUR };
        let link = 10 + index;
        stage.host_sends(
            host,
            &format!("01 {:08x} {:08x} {link:02x} ; 04 {link:02x} 000a 00001000", 2 * index, 101 + 2 * index),
        );
    }
    stage.listen(50, 301, 8);
    stage.host_sends(ELSEWHERE, "01 00000002 0000012d 05 ; 04 05 000a 00001000");
    stage.withhold_rfnms();
    (0..10).for_each(|id| stage.send(id, b"x"));
    assert_eq!(stage.take_data().len(), 4, "four to the IMP, whichever of its hosts they are for");
    stage.send(50, b"y");
    assert_eq!(stage.take_data(), [(ELSEWHERE, 5, 8, 1, "79".to_owned())]);
    let (host, link) = stage.unanswered[0];
    stage.rfnm(host, link);
    assert_eq!(stage.take_data().len(), 1);
    stage.release_rfnms();
    assert_eq!(stage.take_data().len(), 5);
}

#[test]
fn hh_168_ih_019_type_7_ends_everything_with_the_host() {
    for (subtype, why, imp) in [(1, CloseReason::HostDead, false), (0, CloseReason::ImpDead, true)] {
        let mut stage = Stage::new();
        stage.open_sender(1, 101);
        stage.open_receiver(2, 100, 10, 1000);
        stage.listen_once(3, 102, 1, 8);
        stage.host_sends(ELSEWHERE, "02 00000001 00000066 08");
        stage.peer_sends("02 0000000b 00000068 08  04 21 0001 00000008");
        stage.take_events();
        stage.withhold_rfnms();
        stage.send(1, b"A");
        stage.answer(7, PEER, 33, subtype);
        stage.skip_rooms();
        let mut heard = stage.take_events();
        heard.sort_by_key(|(id, _)| *id);
        assert_eq!(heard, [(1, Event::Closed(why)), (2, Event::Closed(why))]);
        assert_eq!(stage.host_events, [HostEvent::Dead { host: address(PEER), imp }]);
        assert_eq!(stage.ncp.status().count(), 1, "the other host's connection goes on");
        assert!(stage.take_commands(PEER).iter().all(|command| command[0] != 3), "no CLS to the dead");
    }
}

#[test]
fn hh_169_hh_170_ih_020_after_type_9_the_message_goes_again_and_is_charged_once() {
    for subtype in [0, 2, 3, 4] {
        let mut stage = Stage::new();
        stage.open_sender(1, 101);
        stage.peer_sends("04 21 000a 00001000");
        stage.withhold_rfnms();
        stage.send(1, b"A");
        stage.send(1, b"B");
        for _ in 0..3 {
            stage.peer_gets_data(33, 8, 1, "41");
            stage.answer(9, PEER, 33, subtype);
        }
        stage.peer_gets_data(33, 8, 1, "41");
        assert_eq!(stage.space(101), (9, 4096 - 8));
        stage.nobody_gets_anything();
        stage.rfnm(PEER, 33);
        stage.peer_gets_data(33, 8, 1, "42");
        assert!(stage.notes.iter().any(|note| matches!(note, Note::SentAgain(..))));
    }
}

#[test]
fn type_9_for_ever_closes_the_connection_and_tells_the_process() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 000a 00001000");
    stage.withhold_rfnms();
    stage.send(1, b"A");
    stage.send(1, b"B");
    let mut tries = 0;
    while stage.unanswered.contains(&(PEER, 33)) {
        stage.answer(9, PEER, 33, 3);
        tries += 1;
    }
    assert_eq!(tries, 1 + 5, "the profile's five repetitions");
    stage.skip_rooms();
    stage.hears(1, Event::Closed(CloseReason::Lost));
    stage.peer_gets("03 00000065 00000002");
    // The hosts of 1972 did not try again (RFC 386 p. 3); nor does anyone with a message that is too long.
    let never = IncompletePolicy { data_tries: 0, control_tries: 10 };
    for (profile, subtype) in
        [(Profile { incomplete: never, ..Profile::REFERENCE }, 3), (Profile::REFERENCE, 1)]
    {
        let mut stage = Stage::with(profile);
        stage.open_sender(1, 101);
        stage.peer_sends("04 21 000a 00001000");
        stage.withhold_rfnms();
        stage.send(1, b"A");
        stage.answer(9, PEER, 33, subtype);
        stage.skip_rooms();
        stage.hears(1, Event::Closed(CloseReason::Lost));
    }
}

#[test]
fn hh_171_a_lost_control_message_goes_again_before_newer_ones() {
    let mut stage = Stage::new();
    stage.withhold_rfnms();
    stage.init(1, 100, socket(PEER, 1), 0);
    stage.init(2, 102, socket(PEER, 1), 0);
    stage.peer_gets("01 00000064 00000001 02");
    stage.answer(9, PEER, 0, 3);
    stage.peer_gets("01 00000064 00000001 02");
    stage.nobody_gets_anything();
    stage.rfnm(PEER, 0);
    stage.peer_gets("01 00000066 00000001 03");
    // A host that no control message reaches counts as dead: nothing that it believes can be relied on.
    while stage.unanswered.contains(&(PEER, 0)) {
        stage.answer(9, PEER, 0, 3);
    }
    let failed = Event::OpenFailed(arpanet_ncp::OpenFailure::Undeliverable);
    stage.hears(1, failed.clone());
    stage.hears(2, failed);
}

#[test]
fn hh_172_a_rfnm_that_never_comes_is_simulated_after_its_time() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 000a 00001000");
    stage.withhold_rfnms();
    stage.send(1, b"A");
    stage.send(1, b"B");
    stage.take_data();
    // After 55 s, later than the IMP's own 34 to 51.
    stage.wait_s(55);
    assert_eq!(stage.ncp.counters().simulated_rfnms, 0);
    stage.nobody_gets_anything();
    stage.rfnm(PEER, 33);
    stage.peer_gets_data(33, 8, 1, "42");
    stage.unanswered.clear();
    stage.send(1, b"C");
    stage.wait_ns(120 * SECOND - 1);
    stage.nobody_gets_anything();
    stage.wait_ns(1);
    stage.peer_gets_data(33, 8, 1, "43");
    assert_eq!(stage.ncp.counters().simulated_rfnms, 1);
    stage.rfnm(PEER, 33);
    stage.imp_says(5, PEER, 33, 0);
    assert_eq!(stage.ncp.counters().discarded_rfnms, 1, "the late one");
}

#[test]
fn hh_173_the_counters_are_those_of_rfc_618_in_its_order() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    let link = stage.open_receiver(2, 100, 100, 100_000);
    for octets in [0_usize, 1, 2, 4, 16, 100, 900] {
        stage.peer_sends_data(link, &"aa".repeat(octets));
    }
    stage.peer_sends("00 00 00  09 01  04 21 0001 00000008  05 21 00 00  08 02  0b 04 043c000800003cac0080");
    stage.peer_sends("04 3c 0001 00000008");
    stage.peer_sends("63");
    stage.peer_sends_data(50, "aa");
    stage.send(1, b"A");
    stage.imp_says(4, 0, 0, 0);
    stage.imp_says(5, PEER, 40, 0);
    stage.imp_says(1, 0, 0, 2);
    let expected = "\
NCP (link 0) message errors:
Socket not found: 1
Improper state: 0
Illegal message type: 1
Last discarded allocation from PEER link 60
Timed-out RFCs: 0

NCP messages:
Type Received Sent
NOP 3 0
RTS 1 1
STR 1 1
CLS 0 0
ALL 2 1
GVB 1 0
RET 0 1
INR 0 0
INS 1 0
ECO 1 0
ERP 0 1
ERR 1 3
RST 0 0
RRP 0 0

Received NCP error messages:
Type Count
4 1

Most recent error: type 4 from PEER
Data (octal) 4 74 0 10 0 0 74 254 0 200
(decimal)    4 60 0 8 0 0 60 172 0 128

IMP data message faults:
Hardware fault: 0
Link not found: 1
Discarded RFNMs: 1
Simulated (timed out) RFNMs: 0

Received IMP messages:
Regular 13
Err w/o id 1
NOP 1
RFNM 8

Histogram of received data message sizes
Bits Count
<1 1
<16 1
<32 1
<64 1
<128 0
<256 1
<512 0
<1024 1
<2048 0
<4096 0
<8192 1
";
    let name = |host: arpanet_wire::HostAddress| {
        if host == address(PEER) { "PEER".to_owned() } else { host.to_string() }
    };
    assert_eq!(stage.ncp.counters().typescript(name), expected);
    // The captured totals, counted from the messages themselves.
    let regular = stage.messages.iter().filter(|message| message.octets()[0] == 0).count() as u64;
    assert_eq!(stage.ncp.counters().sent_to_imp[0], regular);
    assert_eq!(
        stage.ncp.counters().sent_errors.iter().map(|(code, n)| (*code, *n)).collect::<Vec<_>>(),
        [(1, 1), (4, 1), (5, 1)]
    );
}
