//! RST and RRP: HH-150 to HH-165.

use arpanet_ncp::{CloseReason, Event, HostEvent, Input, OpenFailure, Profile};

use crate::stage::*;

fn reset(stage: &mut Stage, host: u8) {
    stage.input(Input::Reset { host: address(host) });
}

/// A connection with the peer in every state: sockets 100 to 105 and 107.
fn every_state(stage: &mut Stage) {
    stage.open_receiver(1, 100, 10, 1000);
    stage.open_sender(2, 101);
    stage.init(3, 102, socket(PEER, 9), 0);
    stage.peer_sends("02 0000000b 00000068 08");
    stage.listen(4, 106, 0);
    stage.peer_sends("02 0000000d 0000006a 08");
    stage.close(4);
    for (id, link) in [(5, 0x22), (7, 0x23)] {
        stage.listen(id, 100 + id, 8);
        stage.peer_sends(&format!(
            "01 {:08x} {:08x} {link:02x} ; 04 {link:02x} 0001 00000008",
            200 + 2 * id,
            100 + id
        ));
    }
    stage.take_events();
    stage.take_commands(PEER);
    stage.withhold_rfnms();
    stage.send(5, b"AB");
    stage.send(7, b"A");
    stage.close(5);
    stage.peer_sends(&format!("03 {:08x} {:08x}", 200 + 14, 107));
    stage.take_data();
    stage.skip_rooms();
    let states: Vec<String> = stage.ncp.status().map(|status| format!("{:?}", status.state)).collect();
    assert_eq!(states, ["Receiving", "Sending", "RfcSent", "Queued", "Draining", "ClsSent", "AckWait"]);
}

#[test]
fn hh_150_hh_151_rst_ends_every_entry_without_cls_and_is_answered_by_rrp() {
    let mut stage = Stage::new();
    every_state(&mut stage);
    stage.peer_sends("0c");
    stage.release_rfnms();
    assert_eq!(stage.take_commands(PEER), [hex("0d")]);
    assert_eq!(stage.ncp.status().count(), 0);
    let mut heard = stage.take_events();
    heard.sort_by_key(|(id, _)| *id);
    let closed = Event::Closed(CloseReason::Reset);
    assert_eq!(
        heard,
        [
            (1, closed.clone()),
            (2, closed.clone()),
            (3, Event::OpenFailed(OpenFailure::Reset)),
            (4, closed.clone()),
            (5, closed.clone()),
            (7, closed)
        ]
    );
    assert_eq!(stage.host_events, [HostEvent::Reset { host: address(PEER) }]);
    // The links are free as soon as their RFNMs have come, and the sockets.
    assert!((100..108).all(|local| stage.ncp.is_free(local)));
}

#[test]
fn hh_152_rst_concerns_its_own_host_alone() {
    let mut stage = Stage::new();
    stage.listen_once(1, 100, 10, 1000);
    stage.host_sends(ELSEWHERE, "02 00000001 00000064 08");
    stage.listen_once(2, 102, 10, 1000);
    stage.host_sends(NEIGHBOUR, "02 00000001 00000066 08");
    stage.hears_opened(1, socket(ELSEWHERE, 1), 8);
    stage.hears_opened(2, socket(NEIGHBOUR, 1), 8);
    stage.peer_sends("0c");
    stage.hears_nothing();
    assert_eq!(stage.ncp.status().count(), 2);
}

#[test]
fn hh_153_our_own_reset_ends_our_entries_too() {
    let mut stage = Stage::new();
    every_state(&mut stage);
    stage.release_rfnms();
    stage.take_events();
    stage.take_commands(PEER);
    let others = stage.ncp.status().count();
    assert!(others >= 4);
    reset(&mut stage, PEER);
    assert_eq!(stage.ncp.status().count(), 0);
    assert_eq!(stage.take_commands(PEER), [hex("0c")]);
    assert!(stage.take_events().contains(&(1, Event::Closed(CloseReason::Reset))));
}

#[test]
fn hh_154_after_rst_nothing_but_rrp_goes_there_until_rrp_comes() {
    let mut stage = Stage::new();
    reset(&mut stage, PEER);
    stage.peer_gets("0c");
    stage.init(1, 100, socket(PEER, 1), 0);
    stage.nobody_gets_anything();
    // What the peer said before it knew of the RST means nothing.
    stage.peer_sends("09 01  02 00000003 00000066 08");
    stage.nobody_gets_anything();
    assert!(stage.ncp.queued(102).is_empty());
    stage.peer_sends("0d");
    stage.peer_gets("01 00000064 00000001 02");
    assert_eq!(stage.host_events, [HostEvent::ResetDone { host: address(PEER), answered: true }]);
    // Others are not held.
    reset(&mut stage, PEER);
    stage.init(2, 102, socket(NEIGHBOUR, 1), 0);
    stage.host_gets(NEIGHBOUR, "01 00000066 00000001 02");
}

#[test]
fn hh_155_crossing_rsts_are_each_answered_and_each_awaited() {
    let mut stage = Stage::new();
    reset(&mut stage, PEER);
    stage.init(1, 100, socket(PEER, 1), 0);
    stage.peer_gets("0c");
    stage.peer_sends("0c");
    stage.peer_gets("0d");
    stage.hears(1, Event::OpenFailed(OpenFailure::Reset));
    stage.init(2, 100, socket(PEER, 1), 0);
    stage.nobody_gets_anything();
    stage.peer_sends("0d");
    assert_eq!(stage.take_commands(PEER)[0][0], 1, "the RTS follows");
}

#[test]
fn hh_156_an_rst_does_not_answer_ours_but_time_releases() {
    let mut stage = Stage::with(Profile { reset_tries: 1, ..Profile::REFERENCE });
    reset(&mut stage, PEER);
    stage.peer_gets("0c");
    stage.peer_sends("0c");
    stage.peer_gets("0d");
    stage.init(1, 100, socket(PEER, 1), 0);
    stage.wait_ns(60 * SECOND - 1);
    stage.nobody_gets_anything();
    stage.wait_ns(1);
    assert_eq!(stage.take_commands(PEER)[0][0], 1);
    assert!(stage.host_events.contains(&HostEvent::ResetDone { host: address(PEER), answered: false }));
}

#[test]
fn hh_157_no_rrp_without_rst() {
    let mut stage = Stage::new();
    every_state(&mut stage);
    stage.release_rfnms();
    reset(&mut stage, PEER);
    stage.peer_sends("0d  00  0d");
    stage.wait_s(1000);
    assert_eq!(stage.ncp.counters().sent.by_opcode[13], 0);
    // And never more than RSTs, not even for a storm of them.
    stage.withhold_rfnms();
    for _ in 0..1000 {
        stage.peer_sends("0c");
    }
    stage.release_rfnms();
    let counters = stage.ncp.counters();
    assert!(counters.sent.by_opcode[13] <= counters.received.by_opcode[12]);
    assert!((1..=2).contains(&counters.sent.by_opcode[13]), "one RRP answers all that came before it left");
}

#[test]
fn hh_158_two_resets_asked_for_at_once_are_one_rst() {
    let mut stage = Stage::new();
    stage.withhold_rfnms();
    stage.peer_sends("09 01");
    reset(&mut stage, PEER);
    reset(&mut stage, PEER);
    stage.release_rfnms();
    stage.peer_gets("0a 01");
    for message in &stage.messages {
        let rsts = split_commands(&message.octets()[9..]).iter().filter(|command| command[0] == 12).count();
        assert!(rsts <= 1);
    }
    assert_eq!(stage.ncp.counters().sent.by_opcode[12], 1);
}

#[test]
fn hh_159_hh_160_a_reasonable_time_between_rsts_and_one_rrp_for_both() {
    let mut stage = Stage::new();
    reset(&mut stage, PEER);
    stage.peer_gets("0c");
    reset(&mut stage, PEER);
    stage.wait_ns(60 * SECOND - 1);
    stage.nobody_gets_anything();
    stage.wait_ns(1);
    stage.peer_gets("0c");
    stage.init(1, 100, socket(PEER, 1), 0);
    stage.peer_sends("0d");
    stage.peer_gets("01 00000064 00000001 02");
    stage.peer_sends("02 00000001 00000064 08");
    stage.peer_sends("0d");
    stage.hears_opened(1, socket(PEER, 1), 8);
    stage.hears_nothing();
    assert_eq!(stage.ncp.counters().stray_reset_replies, 1);
    stage.take_commands(PEER);
    // A reset that is asked for soon after another has been answered waits its turn.
    reset(&mut stage, PEER);
    stage.hears(1, Event::Closed(CloseReason::Reset));
    stage.nobody_gets_anything();
    stage.wait_s(60);
    stage.peer_gets("0c");
}

#[test]
fn hh_161_a_broadcast_on_coming_up_is_one_rst_to_each_other_address() {
    let mut stage = Stage::with(Profile { broadcast_reset: true, settle_ns: 0, ..Profile::REFERENCE });
    stage.withhold_rfnms();
    stage.input(Input::Start);
    for host in 0..=255_u8 {
        let expected: &[Vec<u8>] = if host == US { &[] } else { &[vec![12]] };
        assert_eq!(stage.take_commands(host), expected, "host {host}");
    }
    for host in (0..=255_u8).filter(|host| ![US, PEER].contains(host)) {
        stage.answer(7, host, 0, u8::from(host % 64 == 6));
    }
    stage.release_rfnms();
    stage.peer_sends("0d");
    stage.wait_s(1000);
    stage.nobody_gets_anything();
    stage.init(1, 100, socket(PEER, 1), 0);
    stage.peer_gets("01 00000064 00000001 02");
    assert!(stage.ncp.counters().sent.by_opcode[12] == 255);
    let mut stage = Stage::with(Profile { broadcast_reset: false, settle_ns: 0, ..Profile::REFERENCE });
    stage.input(Input::Start);
    stage.wait_s(100);
    stage.nobody_gets_anything();
}

#[test]
fn hh_162_no_rrp_is_expected_of_the_dead() {
    let mut stage = Stage::new();
    stage.withhold_rfnms();
    reset(&mut stage, PEER);
    stage.peer_gets("0c");
    stage.answer(7, PEER, 0, 1);
    let dead = HostEvent::Dead { host: address(PEER), imp: false };
    assert_eq!(stage.host_events, [HostEvent::ResetDone { host: address(PEER), answered: false }, dead]);
    stage.release_rfnms();
    stage.init(1, 100, socket(PEER, 1), 0);
    stage.peer_gets("01 00000064 00000001 02");
}

#[test]
fn hh_163_commands_after_an_rst_act_on_clean_tables() {
    let mut stage = Stage::new();
    stage.peer_sends("02 00000001 00000064 08  0c  02 00000003 00000064 08");
    stage.peer_gets("0d");
    let waiting: Vec<u32> = stage.ncp.queued(100).iter().map(|rfc| rfc.pair.foreign.number).collect();
    assert_eq!(waiting, [3]);
    stage.nobody_gets_anything();
}

#[test]
fn hh_164_rst_before_first_contact_where_the_profile_wants_it() {
    let mut stage = Stage::with(Profile { reset_first: true, settle_ns: 0, ..Profile::REFERENCE });
    stage.input(Input::Start);
    stage.init(1, 100, socket(PEER, 1), 0);
    stage.peer_gets("0c");
    stage.nobody_gets_anything();
    stage.peer_sends("0d");
    stage.peer_gets("01 00000064 00000001 02");
    stage.init(2, 102, socket(PEER, 1), 0);
    stage.peer_gets("01 00000066 00000001 03");
    // Once more after the host was dead.
    stage.withhold_rfnms();
    stage.init(3, 104, socket(PEER, 1), 0);
    stage.answer(7, PEER, 0, 1);
    stage.release_rfnms();
    stage.take_commands(PEER);
    stage.wait_s(60);
    stage.init(4, 106, socket(PEER, 1), 0);
    assert_eq!(stage.take_commands(PEER), [hex("0c")]);
}

#[test]
fn hh_165_what_a_dead_host_says_is_dropped_and_answered_with_rst_where_the_profile_wants_it() {
    let mut stage = Stage::with(Profile { distrust_the_dead: true, ..Profile::REFERENCE });
    stage.open_sender(1, 101);
    stage.withhold_rfnms();
    stage.peer_sends("04 21 0001 00000100");
    stage.send(1, b"A");
    stage.answer(7, PEER, 33, 1);
    stage.release_rfnms();
    stage.skip_rooms();
    stage.hears(1, Event::Closed(CloseReason::HostDead));
    stage.take_data();
    stage.peer_sends("04 21 0001 00000100");
    stage.peer_gets("0c");
    stage.peer_sends("0d");
    stage.peer_sends("09 01");
    stage.peer_gets("0a 01");
    stage.nobody_gets_anything();
    // Without that policy it is simply back.
    let mut stage = Stage::new();
    stage.withhold_rfnms();
    stage.init(1, 100, socket(PEER, 1), 0);
    stage.answer(7, PEER, 0, 1);
    stage.release_rfnms();
    stage.take_commands(PEER);
    stage.peer_sends("09 01");
    stage.peer_gets("0a 01");
    assert_eq!(stage.host_events.last(), Some(&HostEvent::Back { host: address(PEER) }));
}

#[test]
fn a_storm_of_rsts_costs_no_memory_and_disturbs_nobody() {
    let mut stage = Stage::new();
    stage.listen_once(1, 100, 10, 1000);
    stage.host_sends(ELSEWHERE, "02 00000001 00000064 08");
    stage.hears_opened(1, socket(ELSEWHERE, 1), 8);
    stage.withhold_rfnms();
    for _ in 0..10_000 {
        stage.peer_sends("0c 0c 0c");
    }
    assert!(format!("{:?}", stage.ncp).len() < 20_000);
    stage.release_rfnms();
    assert!(stage.take_commands(PEER).len() <= 2);
    stage.receive(1, 8);
    stage.arrives(message(ELSEWHERE, 2, 8, 1, &arpanet_wire::Bits::from_octets(&[0xaa]), 0));
    stage.hears_data(1, "aa");
}
