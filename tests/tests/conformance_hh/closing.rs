//! Closing: HH-090 to HH-109.

use arpanet_ncp::{
    CloseReason, ConnectionId, EarlyRfcs, Event, Input, Misuse, Note, OpenFailure, Pair, Profile, StateName,
};

use crate::stage::*;

#[test]
fn hh_090_cls_names_our_socket_first() {
    let mut stage = Stage::new();
    stage.open_receiver(1, 0x0102_0304, 10, 1000);
    stage.close(1);
    stage.peer_gets("03 01020304 00000001");
    stage.peer_sends("03 00000001 01020304");
    stage.hears(1, Event::Closed(CloseReason::Here));
}

#[test]
fn hh_091_the_socket_is_free_only_after_both_cls() {
    let mut stage = Stage::new();
    stage.open_receiver(1, 100, 10, 1000);
    stage.close(1);
    stage.peer_gets("03 00000064 00000001");
    stage.init(2, 100, socket(PEER, 3), 0);
    stage.hears(2, Event::Misused(Misuse::SocketInUse));
    assert!(!stage.ncp.is_free(100));
    stage.nobody_gets_anything();
    stage.peer_sends("03 00000001 00000064");
    stage.hears(1, Event::Closed(CloseReason::Here));
    stage.init(3, 100, socket(PEER, 3), 0);
    stage.peer_gets("01 00000064 00000003 03");
}

#[test]
fn hh_092_hh_099_a_cls_is_answered_at_once_by_one_cls() {
    let mut stage = Stage::new();
    stage.open_receiver(1, 100, 10, 1000);
    stage.open_sender(2, 101);
    stage.peer_sends("03 00000001 00000064");
    stage.peer_gets("03 00000064 00000001");
    stage.hears(1, Event::Closed(CloseReason::There));
    stage.peer_sends("03 00000002 00000065");
    stage.peer_gets("03 00000065 00000002");
    stage.hears(2, Event::Closed(CloseReason::There));
    assert_eq!(stage.ncp.status().count(), 0);
    stage.wait_s(1000);
    stage.nobody_gets_anything();
}

#[test]
fn hh_093_a_refused_pair_is_remembered_until_the_cls_comes() {
    let mut stage = Stage::with(Profile { early_rfcs: EarlyRfcs::Refuse, ..Profile::REFERENCE });
    stage.peer_sends("02 00000001 00000064 08");
    stage.peer_gets("03 00000064 00000001");
    // Somebody listens now, but the pair is still closing.
    stage.listen(1, 100, 0);
    stage.peer_sends("02 00000001 00000064 08");
    stage.hears_nothing();
    stage.nobody_gets_anything();
    stage.peer_sends("03 00000001 00000064");
    stage.nobody_gets_anything();
    stage.peer_sends("02 00000001 00000064 08");
    stage.hears_opened(1, socket(PEER, 1), 8);
}

#[test]
fn hh_094_withdrawing_a_request_takes_a_cls_exchange() {
    let mut stage = Stage::new();
    stage.init(1, 100, socket(PEER, 1), 0);
    stage.close(1);
    stage.peer_gets("01 00000064 00000001 02  03 00000064 00000001");
    stage.hears_nothing();
    assert!(!stage.ncp.is_free(100));
    stage.peer_sends("03 00000001 00000064");
    stage.hears(1, Event::Closed(CloseReason::Here));
    assert!(stage.ncp.is_free(100));
    stage.nobody_gets_anything();
}

#[test]
fn hh_095_hh_096_a_sender_s_cls_waits_for_the_rfnm_and_nothing_follows_it() {
    for (kind, subtype) in [(5, 0), (7, 1)] {
        let mut stage = Stage::new();
        stage.open_sender(1, 101);
        stage.peer_sends("04 21 0010 00001000");
        stage.withhold_rfnms();
        stage.send(1, b"last words");
        stage.peer_gets_data(33, 8, 10, "6c61737420776f726473");
        stage.close(1);
        stage.wait_s(30);
        stage.nobody_gets_anything();
        stage.answer(kind, PEER, 33, subtype);
        if kind == 5 {
            stage.peer_gets("03 00000065 00000002");
            stage.send(1, b"more");
            stage.peer_sends("04 21 0010 00001000");
        }
        stage.nobody_gets_anything();
    }
}

#[test]
fn hh_097_a_receiver_that_has_closed_still_takes_what_comes() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 10, 1000);
    stage.close(1);
    stage.peer_gets("03 00000064 00000001");
    stage.peer_sends_data(link, "aa");
    stage.peer_sends_data(link, "bb");
    stage.peer_sends(&format!("08 {link:02x}  06 {link:02x} 0001 00000008"));
    stage.nobody_gets_anything();
    stage.hears_nothing();
    assert_eq!(stage.status(100)[0].link, Some(link));
    stage.peer_sends("03 00000001 00000064");
    stage.hears(1, Event::Closed(CloseReason::Here));
    stage.peer_sends_data(link, "cc");
    stage.peer_gets(&format!("0b 05  00 46 {link:02x} 00 00 08 0001 00 cc"));
}

#[test]
fn hh_098_a_sender_stops_when_told_and_answers_after_the_rfnm() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 0002 00000010");
    stage.withhold_rfnms();
    stage.send(1, b"ABCD");
    stage.peer_gets_data(33, 8, 2, "4142");
    stage.peer_sends("04 21 0010 00001000");
    stage.peer_sends("03 00000002 00000065");
    stage.nobody_gets_anything();
    stage.rfnm(PEER, 33);
    stage.peer_gets("03 00000065 00000002");
    stage.skip_rooms();
    stage.hears(1, Event::Closed(CloseReason::There));
    stage.release_rfnms();
    stage.nobody_gets_anything();
    assert_eq!(stage.ncp.status().count(), 0);
}

#[test]
fn hh_100_crossing_cls_answer_each_other() {
    let mut stage = Stage::new();
    stage.open_receiver(1, 100, 10, 1000);
    stage.withhold_rfnms();
    stage.close(1);
    stage.peer_sends("03 00000001 00000064");
    stage.release_rfnms();
    stage.peer_gets("03 00000064 00000001");
    stage.hears(1, Event::Closed(CloseReason::Here));
    stage.nobody_gets_anything();
    assert_eq!(stage.ncp.status().count(), 0);
}

#[test]
fn hh_101_a_match_that_crosses_our_cls_is_discarded() {
    let mut stage = Stage::new();
    stage.init(1, 100, socket(PEER, 1), 0);
    stage.close(1);
    stage.peer_gets("01 00000064 00000001 02  03 00000064 00000001");
    stage.peer_sends("02 00000001 00000064 08");
    stage.hears_nothing();
    assert_eq!(stage.status(100)[0].state, StateName::ClsSent);
    stage.peer_sends("03 00000001 00000064");
    stage.hears(1, Event::Closed(CloseReason::Here));
    stage.nobody_gets_anything();
    assert_eq!(stage.ncp.counters().connections_opened, 0);
}

#[test]
fn hh_102_a_cls_that_crossed_our_match_closes_the_new_connection() {
    let mut stage = Stage::new();
    stage.listen(1, 100, 0);
    stage.withhold_rfnms();
    stage.peer_sends("02 00000001 00000064 08");
    stage.peer_sends("03 00000001 00000064");
    stage.release_rfnms();
    stage.hears_opened(1, socket(PEER, 1), 8);
    stage.hears(1, Event::Closed(CloseReason::There));
    let commands = stage.take_commands(PEER);
    assert_eq!(commands.first(), Some(&hex("01 00000064 00000001 02")));
    assert_eq!(commands.last(), Some(&hex("03 00000064 00000001")));
    assert_eq!(commands.iter().filter(|command| command[0] == 3).count(), 1);
}

#[test]
fn hh_103_hh_104_an_unanswered_cls_is_forgotten_and_no_rst_sent() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 10, 1000);
    stage.listen(2, 102, 0);
    stage.peer_sends("02 00000003 00000066 08");
    stage.take_commands(PEER);
    stage.take_events();
    stage.close(1);
    stage.peer_gets("03 00000064 00000001");
    stage.wait_ns(120 * SECOND - 1);
    stage.hears_nothing();
    stage.wait_ns(1);
    stage.hears(1, Event::Closed(CloseReason::Forgotten));
    let pair = Pair { local: 100, foreign: socket(PEER, 1) };
    assert!(stage.notes.contains(&Note::Forgotten(pair)));
    assert!(stage.ncp.is_free(100));
    stage.nobody_gets_anything();
    stage.receive(2, 8);
    stage.peer_sends_data(link + 1, "aa");
    stage.hears_data(2, "aa");
    // Within the one to five minutes of NIC 8246 p. 14, in every profile.
    for entry in arpanet_ncp::CATALOGUE {
        let limit = entry.profile.close_limit_ns;
        assert!((60 * SECOND..=300 * SECOND).contains(&limit), "{}: {limit} ns", entry.name);
    }
}

#[test]
fn hh_105_data_before_the_cls_is_delivered_before_the_end_is_told() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 10, 1000);
    for text in ["aa", "bb", "cc"] {
        stage.peer_sends_data(link, text);
    }
    stage.peer_sends("03 00000001 00000064");
    stage.peer_gets("03 00000064 00000001");
    stage.hears_nothing();
    // The pair is free again, whether the process has read or not.
    assert!(stage.ncp.is_free(100));
    stage.wait_s(100);
    stage.receive(1, 16);
    stage.hears_data(1, "aabb");
    stage.hears_nothing();
    stage.receive(1, 16);
    stage.hears_data(1, "cc");
    stage.hears(1, Event::Closed(CloseReason::There));
}

#[test]
fn hh_106_a_stray_cls_draws_one_err_and_two_ncps_do_not_go_on() {
    let mut ours = Stage::new();
    ours.peer_sends("03 00000001 00000064");
    ours.peer_gets("0b 04  03 00000001 00000064 00");
    ours.nobody_gets_anything();
    // Another NCP of ours gets that ERR: silence.
    let mut theirs = Stage::new();
    theirs.peer_sends("0b 04  03 00000001 00000064 00");
    theirs.nobody_gets_anything();
}

#[test]
fn hh_107_a_late_cls_for_a_reopened_pair_closes_it_as_documented() {
    let mut stage = Stage::new();
    stage.open_receiver(1, 100, 10, 1000);
    stage.close(1);
    stage.wait_s(121);
    stage.hears(1, Event::Closed(CloseReason::Forgotten));
    stage.take_commands(PEER);
    stage.init(2, 100, socket(PEER, 1), 0);
    stage.peer_gets("01 00000064 00000001 03");
    // The CLS for the first connection comes at last. It looks like a refusal of the second: NIC 8246 p. 14 admits so
    // ("the second connection is likely to be closed"), and nothing in a CLS tells them apart.
    stage.peer_sends("03 00000001 00000064");
    stage.hears(2, Event::OpenFailed(OpenFailure::Refused));
    stage.peer_gets("03 00000064 00000001");
    let pair = Pair { local: 100, foreign: socket(PEER, 1) };
    assert!(stage.notes.contains(&Note::Forgotten(pair)), "the event that leads here is logged");
}

#[test]
fn hh_108_a_closed_sender_drains_as_allocation_comes() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    let text: Vec<u8> = (0..100).collect();
    stage.send(1, &text);
    stage.close(1);
    stage.nobody_gets_anything();
    for _ in 0..10 {
        assert_eq!(stage.status(101)[0].state, StateName::Draining);
        stage.wait_s(10);
        stage.peer_sends("04 21 0001 00000050");
    }
    let sent: Vec<u8> = stage.take_data().iter().flat_map(|(_, _, _, _, text)| hex(text)).collect();
    assert_eq!(sent, text);
    stage.peer_gets("03 00000065 00000002");
    stage.peer_sends("03 00000002 00000065");
    stage.skip_rooms();
    stage.hears(1, Event::Closed(CloseReason::Here));
}

#[test]
fn an_aborted_sender_drops_what_it_has_not_sent() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.send(1, b"never sent");
    stage.input(Input::Abort { id: ConnectionId(1) });
    stage.peer_gets("03 00000065 00000002");
    stage.peer_sends("04 21 0010 00001000  03 00000002 00000065");
    stage.skip_rooms();
    stage.hears(1, Event::Closed(CloseReason::Here));
    assert!(stage.take_data().is_empty());
}

#[test]
fn a_drain_without_allocation_ends_when_its_patience_does() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.send(1, b"never sent");
    stage.close(1);
    stage.wait_ns(300 * SECOND - 1);
    stage.nobody_gets_anything();
    stage.wait_ns(1);
    stage.peer_gets("03 00000065 00000002");
    stage.skip_rooms();
    stage.hears(1, Event::Closed(CloseReason::Lost));
    stage.peer_sends("03 00000002 00000065");
    assert!(stage.ncp.is_free(101));
}

#[test]
fn hh_109_a_blocked_sender_still_answers_cls() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.send(1, b"blocked");
    stage.peer_sends("03 00000002 00000065");
    stage.peer_gets("03 00000065 00000002");
    stage.skip_rooms();
    stage.hears(1, Event::Closed(CloseReason::There));
    stage.nobody_gets_anything();
}
