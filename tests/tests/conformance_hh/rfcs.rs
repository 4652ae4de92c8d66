//! Requests for connection: HH-064 to HH-089.

use arpanet_ncp::{
    CloseReason, EarlyRfcs, Event, HostEvent, Input, Misuse, Note, OpenFailure, Pair, Profile,
    RefusedBecause, RepeatedRfcs, UnacceptableRfcs,
};
use arpanet_wire::HostAddress;

use crate::stage::*;

const REFUSES: Profile = Profile { early_rfcs: EarlyRfcs::Refuse, ..Profile::REFERENCE };

#[test]
fn hh_064_init_on_a_send_socket_sends_str() {
    let mut stage = Stage::new();
    stage.init(1, 0x1_0003, socket(PEER, 0x2_0002), 36);
    stage.peer_gets("02 00010003 00020002 24");
}

#[test]
fn hh_065_init_on_a_receive_socket_sends_rts() {
    let mut stage = Stage::new();
    stage.init(1, 0x1_0002, socket(PEER, 0x2_0003), 0);
    stage.peer_gets("01 00010002 00020003 02");
}

#[test]
fn hh_066_a_byte_size_of_zero_is_never_sent_and_256_cannot_be_asked_for() {
    let mut stage = Stage::new();
    stage.init(1, 101, socket(PEER, 2), 0);
    stage.hears(1, Event::Misused(Misuse::ByteSize));
    stage.listen(2, 101, 0);
    stage.hears(2, Event::Misused(Misuse::ByteSize));
    stage.nobody_gets_anything();
    assert_eq!(stage.ncp.status().count(), 0);
    assert!(u8::try_from(256).is_err(), "the call takes an octet");
}

#[test]
fn hh_067_data_go_out_on_the_link_of_the_rts() {
    let mut stage = Stage::new();
    stage.init(1, 101, socket(PEER, 2), 8);
    stage.peer_sends("01 00000002 00000065 21 ; 04 21 0004 00000100");
    stage.send(1, b"AB");
    stage.send(1, b"C");
    stage.peer_gets("02 00000065 00000002 08");
    stage.peer_gets_data(33, 8, 2, "4142");
    stage.peer_gets_data(33, 8, 1, "43");
}

#[test]
fn hh_068_an_str_matches_only_the_rts_with_the_same_two_sockets() {
    let mut stage = Stage::with(REFUSES);
    stage.init(1, 101, socket(PEER, 2), 8);
    stage.peer_gets("02 00000065 00000002 08");
    stage.peer_sends("01 00000002 00000067 05");
    stage.peer_gets("03 00000067 00000002");
    stage.peer_sends("01 00000004 00000065 05");
    stage.peer_gets("03 00000065 00000004");
    stage.host_sends(ELSEWHERE, "01 00000002 00000065 05");
    stage.host_gets(ELSEWHERE, "03 00000065 00000002");
    stage.hears_nothing();
    stage.peer_sends("01 00000002 00000065 05");
    stage.hears_opened(1, socket(PEER, 2), 8);
    stage.nobody_gets_anything();
}

#[test]
fn hh_069_a_connection_opens_whoever_asks_first() {
    // We ask first.
    let mut stage = Stage::new();
    stage.init(1, 101, socket(PEER, 2), 8);
    stage.peer_gets("02 00000065 00000002 08");
    stage.peer_sends("01 00000002 00000065 05");
    stage.hears_opened(1, socket(PEER, 2), 8);
    // The peer asks first and waits, or is awaited.
    let mut stage = Stage::new();
    stage.peer_sends("01 00000002 00000065 05");
    stage.init(1, 101, socket(PEER, 2), 8);
    stage.hears_opened(1, socket(PEER, 2), 8);
    stage.peer_gets("02 00000065 00000002 08");
    let mut stage = Stage::new();
    stage.listen(1, 101, 8);
    stage.peer_sends("01 00000002 00000065 05");
    stage.hears_opened(1, socket(PEER, 2), 8);
    stage.peer_gets("02 00000065 00000002 08");
    stage.nobody_gets_anything();
}

#[test]
fn hh_070_crossing_requests_make_one_connection_and_no_third_request() {
    let mut stage = Stage::new();
    stage.withhold_rfnms();
    stage.init(1, 101, socket(PEER, 2), 8);
    // Our STR has left, its RFNM has not come: the peer's RTS crosses it.
    stage.peer_sends("01 00000002 00000065 05");
    stage.hears_opened(1, socket(PEER, 2), 8);
    stage.release_rfnms();
    stage.peer_gets("02 00000065 00000002 08");
    stage.nobody_gets_anything();
    assert_eq!(stage.ncp.status().count(), 1);
}

#[test]
fn hh_071_hh_084_a_socket_has_one_connection_and_a_second_request_leaves_it_alone() {
    for profile in [Profile::REFERENCE, REFUSES] {
        let mut stage = Stage::with(profile);
        let link = stage.open_receiver(1, 100, 10, 1000);
        stage.peer_sends("02 00000003 00000064 08");
        stage.host_sends(ELSEWHERE, "02 00000001 00000064 08");
        if profile == REFUSES {
            stage.peer_gets("03 00000064 00000003");
            stage.host_gets(ELSEWHERE, "03 00000064 00000001");
        }
        stage.nobody_gets_anything();
        stage.receive(1, 100);
        stage.peer_sends_data(link, "aa");
        stage.hears_data(1, "aa");
        stage.listen(2, 100, 0);
        stage.hears_nothing();
        stage.init(3, 100, socket(PEER, 5), 0);
        stage.hears(3, Event::Misused(Misuse::SocketInUse));
        // The listen takes effect when the socket is free, and not before.
        stage.close(1);
        stage.peer_gets("03 00000064 00000001");
        stage.hears_nothing();
        stage.peer_sends("03 00000001 00000064");
        stage.hears(1, Event::Closed(CloseReason::Here));
        if profile != REFUSES {
            stage.hears_opened(2, socket(PEER, 3), 8);
        }
        stage.hears_nothing();
    }
}

#[test]
fn hh_072_a_host_may_connect_to_itself() {
    let mut stage = Stage::new();
    let us = HostAddress::from_octet(US);
    stage.listen(1, 101, 8);
    stage.init(2, 100, socket(US, 101), 0);
    // The IMP brings back what we send, from our own address, which is also its destination.
    let mut seen = 0;
    let mut carry = |stage: &mut Stage| {
        while let Some(message) = stage.messages.get(seen).cloned() {
            seen += 1;
            stage.arrives(message);
        }
    };
    carry(&mut stage);
    let own = |number| arpanet_ncp::SocketName { host: us, number };
    stage.hears_opened(1, own(100), 8);
    stage.hears_opened(2, own(101), 8);
    stage.receive(2, 1000);
    stage.send(1, b"to myself");
    carry(&mut stage);
    stage.skip_rooms();
    stage.hears_data(2, "746f206d7973656c66");
    stage.close(1);
    stage.receive(2, 1000);
    carry(&mut stage);
    stage.hears(2, Event::Closed(CloseReason::There));
    stage.hears(1, Event::Closed(CloseReason::Here));
    assert_eq!(stage.ncp.status().count(), 0);
}

#[test]
fn hh_073_an_early_request_waits_or_is_refused_by_profile() {
    let mut stage = Stage::new();
    stage.peer_sends("02 00000001 00000064 08");
    stage.wait_s(100);
    stage.nobody_gets_anything();
    stage.listen(1, 100, 0);
    stage.hears_opened(1, socket(PEER, 1), 8);
    let mut stage = Stage::with(REFUSES);
    stage.peer_sends("02 00000001 00000064 08");
    stage.peer_gets("03 00000064 00000001");
}

#[test]
fn hh_074_a_request_that_comes_two_seconds_early_still_opens() {
    for passive in [true, false] {
        let mut stage = Stage::new();
        stage.peer_sends("02 00000001 00000064 08");
        stage.wait_s(2);
        if passive {
            stage.listen(1, 100, 0);
        } else {
            stage.init(1, 100, socket(PEER, 1), 0);
        }
        stage.hears_opened(1, socket(PEER, 1), 8);
        assert_eq!(stage.take_commands(PEER)[0], hex("01 00000064 00000001 02"));
    }
}

#[test]
fn hh_075_a_listen_takes_the_host_and_socket_that_it_asks_for() {
    let mut stage = Stage::new();
    stage.listen_for(1, 100, 0, Some(PEER), Some(5));
    stage.host_sends(ELSEWHERE, "02 00000005 00000064 08");
    stage.host_gets(ELSEWHERE, "03 00000064 00000005");
    stage.peer_sends("02 00000007 00000064 08");
    stage.peer_gets("03 00000064 00000007");
    stage.hears_nothing();
    stage.peer_sends("02 00000005 00000064 08");
    stage.hears_opened(1, socket(PEER, 5), 8);
    assert_eq!(stage.take_commands(PEER)[0], hex("01 00000064 00000005 02"));
}

#[test]
fn a_listen_that_comes_later_refuses_what_it_does_not_accept_and_takes_the_first_it_does() {
    let mut stage = Stage::new();
    stage.peer_sends("02 00000003 00000064 08  02 00000005 00000064 08");
    stage.host_sends(ELSEWHERE, "02 00000005 00000064 08");
    stage.listen_for(1, 100, 0, Some(ELSEWHERE), None);
    stage.hears_opened(1, socket(ELSEWHERE, 5), 8);
    stage.peer_gets("03 00000064 00000003  03 00000064 00000005");
    // Or leaves the others, by profile.
    let mut stage = Stage::with(Profile { unacceptable_rfcs: UnacceptableRfcs::Leave, ..Profile::REFERENCE });
    stage.peer_sends("02 00000003 00000064 08");
    stage.listen_for(1, 100, 0, Some(ELSEWHERE), None);
    stage.peer_sends("02 00000005 00000064 08");
    stage.nobody_gets_anything();
    assert_eq!(stage.ncp.queued(100).len(), 2);
}

#[test]
fn hh_076_init_tells_of_acceptance_refusal_and_death() {
    let mut stage = Stage::new();
    stage.init(1, 100, socket(PEER, 1), 0);
    stage.peer_sends("02 00000001 00000064 08");
    stage.hears_opened(1, socket(PEER, 1), 8);
    stage.init(2, 102, socket(PEER, 1), 0);
    stage.take_commands(PEER);
    stage.peer_sends("03 00000001 00000066");
    stage.hears(2, Event::OpenFailed(OpenFailure::Refused));
    stage.peer_gets("03 00000066 00000001");
    stage.withhold_rfnms();
    stage.init(3, 100, socket(ELSEWHERE, 1), 0);
    stage.hears(3, Event::Misused(Misuse::SocketInUse));
    stage.init(4, 104, socket(ELSEWHERE, 1), 0);
    stage.answer(7, ELSEWHERE, 0, 1);
    stage.hears(4, Event::OpenFailed(OpenFailure::HostDead));
    stage.hears_nothing();
}

#[test]
fn hh_077_the_process_picks_among_waiting_requests() {
    let three = "02 00000003 00000064 08  02 00000005 00000064 20  02 00000007 00000064 08";
    let mut stage = Stage::new();
    stage.peer_sends(three);
    let waiting: Vec<(u32, u8)> =
        stage.ncp.queued(100).iter().map(|rfc| (rfc.pair.foreign.number, rfc.terms)).collect();
    assert_eq!(waiting, [(3, 8), (5, 32), (7, 8)]);
    stage.init(1, 100, socket(PEER, 5), 0);
    stage.hears_opened(1, socket(PEER, 5), 32);
    assert_eq!(stage.take_commands(PEER)[0], hex("01 00000064 00000005 02"));
    assert_eq!(stage.ncp.queued(100).len(), 2);
    stage.input(Input::Refuse { local: 100, foreign: socket(PEER, 3) });
    stage.peer_gets("03 00000064 00000003");
    stage.close(1);
    stage.peer_gets("03 00000064 00000005");
    stage.peer_sends("03 00000005 00000064");
    stage.listen(2, 100, 0);
    stage.take_events();
    assert_eq!(stage.take_commands(PEER)[0], hex("01 00000064 00000007 03"));
}

#[test]
fn hh_078_ten_thousand_requests_are_refused_beyond_the_bounds() {
    let mut stage = Stage::new();
    stage.listen(1, 200, 0);
    let honest = stage.open_receiver(2, 100, 100, 10_000);
    let mut refused = 0;
    for index in 0..10_000_u32 {
        let (foreign, local) = (2 * index + 1001, 2 * (index % 100) + 300);
        stage.host_sends(ELSEWHERE, &format!("02 {foreign:08x} {local:08x} 08"));
        for command in stage.take_commands(ELSEWHERE) {
            assert_eq!(command, hex(&format!("03 {local:08x} {foreign:08x}")));
            refused += 1;
        }
    }
    let profile = Profile::REFERENCE;
    assert_eq!(refused, 10_000 - u32::from(profile.queue_per_host));
    assert!(
        stage.ncp.status().count() <= usize::from(profile.queue_per_host + profile.refusals_per_host) + 2
    );
    // Sixteen at one socket.
    for index in 0..20_u32 {
        stage.peer_sends(&format!("02 {:08x} 00000384 08", 2 * index + 1));
    }
    assert_eq!(stage.ncp.queued(900).len(), 16);
    assert_eq!(stage.take_commands(PEER).len(), 4);
    // Aged: after two minutes the waiting ones are refused too.
    stage.wait_s(121);
    assert_eq!(stage.ncp.queued(900).len(), 0);
    assert_eq!(stage.take_commands(PEER).len(), 16);
    // Honest traffic goes on.
    stage.receive(2, 100);
    stage.peer_sends_data(honest, "aa");
    stage.hears_data(2, "aa");
}

#[test]
fn hh_079_a_waiting_request_can_be_withdrawn() {
    let mut stage = Stage::new();
    stage.peer_sends("02 00000001 00000064 08");
    stage.peer_sends("03 00000001 00000064");
    stage.peer_gets("03 00000064 00000001");
    stage.listen(1, 100, 0);
    stage.hears_nothing();
    stage.nobody_gets_anything();
}

/// "CLS commands must be exchanged before the sockets are free for other use" (NIC 8246 p. 12), also the pair of a request
/// that nobody here has seen: a new one that comes before our CLS has left was said too early.
#[test]
fn hh_079_hh_091_a_withdrawn_pair_is_free_when_our_cls_has_left() {
    let mut stage = Stage::new();
    stage.withhold_rfnms();
    stage.input(Input::Echo { id: arpanet_ncp::ConnectionId(9), host: address(PEER), data: 1 });
    stage.peer_sends("02 00000001 00000064 08  03 00000001 00000064");
    stage.listen(1, 100, 0);
    stage.peer_sends("02 00000001 00000064 08");
    stage.hears_nothing();
    stage.release_rfnms();
    stage.peer_gets("09 01  03 00000064 00000001");
    stage.nobody_gets_anything();
    stage.peer_sends("02 00000001 00000064 08");
    stage.hears_opened(1, socket(PEER, 1), 8);
}

#[test]
fn hh_080_refusal_is_a_cls_for_the_pair() {
    let mut stage = Stage::with(REFUSES);
    stage.peer_sends("02 00000011 00000064 08");
    stage.peer_gets("03 00000064 00000011");
    stage.peer_sends("01 00000012 00000065 05");
    stage.peer_gets("03 00000065 00000012");
    let pair = Pair { local: 100, foreign: socket(PEER, 17) };
    assert!(stage.notes.contains(&Note::Refused(pair, RefusedBecause::NobodyListens)));
}

#[test]
fn hh_081_an_str_may_be_refused_for_its_byte_size() {
    let mut stage = Stage::new();
    stage.listen(1, 100, 8);
    stage.peer_sends("02 00000001 00000064 24");
    stage.peer_gets("03 00000064 00000001");
    stage.hears_nothing();
    stage.peer_sends("03 00000001 00000064");
    stage.peer_sends("02 00000001 00000064 08");
    stage.hears_opened(1, socket(PEER, 1), 8);
    // As Init: the match has another size than was wished for.
    let mut stage = Stage::new();
    stage.init(1, 100, socket(PEER, 1), 8);
    stage.peer_gets("01 00000064 00000001 02");
    stage.peer_sends("02 00000001 00000064 24");
    stage.hears(1, Event::OpenFailed(OpenFailure::ByteSize(36)));
    stage.peer_gets("03 00000064 00000001");
}

#[test]
fn hh_082_size_comes_from_the_str_and_link_from_the_rts_whoever_was_first() {
    let mut stage = Stage::new();
    stage.init(1, 100, socket(PEER, 1), 0);
    stage.peer_sends("02 00000001 00000064 24");
    stage.hears_opened(1, socket(PEER, 1), 36);
    stage.peer_sends_bytes(2, 36, &arpanet_wire::Bits::from_hex("123456789").expect("36 bits"));
    stage.receive(1, 36);
    stage.hears(1, Event::Data(arpanet_wire::Bits::from_hex("123456789").expect("36 bits")));
    stage.init(2, 101, socket(PEER, 2), 36);
    stage.peer_sends("01 00000002 00000065 2a ; 04 2a 0001 00000048");
    stage.hears_opened(2, socket(PEER, 2), 36);
    stage.send_bits(2, arpanet_wire::Bits::zeros(72));
    stage.peer_gets_data(42, 36, 2, "000000000000000000");
}

#[test]
fn hh_083_no_data_before_the_connection_and_the_allocation() {
    let mut stage = Stage::new();
    stage.init(1, 101, socket(PEER, 2), 8);
    stage.send(1, b"early");
    stage.hears(1, Event::Misused(Misuse::NotOpen));
    stage.peer_sends("01 00000002 00000065 05");
    stage.hears_opened(1, socket(PEER, 2), 8);
    stage.send(1, b"data");
    assert!(stage.take_data().is_empty());
    stage.peer_sends("04 05 0001 00000000");
    assert!(stage.take_data().is_empty());
    stage.peer_sends("04 05 0000 00000020");
    stage.peer_gets_data(5, 8, 4, "64617461");
}

#[test]
fn hh_085_a_request_for_an_open_pair_is_an_error_or_a_new_beginning() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 10, 1000);
    stage.peer_sends("02 00000001 00000064 08");
    stage.peer_gets(&format!("0b 00  05 {link:02x} 02 00000001 000000"));
    stage.receive(1, 8);
    stage.peer_sends_data(link, "aa");
    stage.hears_data(1, "aa");
    assert_eq!(stage.status(100).len(), 1);
    // RFC 467 p. 7: the connection ends without CLS, the request is a new one.
    let mut stage = Stage::with(Profile { repeated_rfcs: RepeatedRfcs::Reopen, ..Profile::REFERENCE });
    stage.open_receiver(1, 100, 10, 1000);
    stage.listen(2, 100, 0);
    stage.peer_sends("02 00000001 00000064 24");
    stage.hears(1, Event::Closed(CloseReason::HalfClosed));
    stage.hears_opened(2, socket(PEER, 1), 36);
    assert_eq!(stage.take_commands(PEER)[0], hex("01 00000064 00000001 03"));
    assert_eq!(stage.status(100).len(), 1);
}

#[test]
fn hh_086_a_host_need_not_be_known() {
    let mut stage = Stage::new();
    stage.listen(1, 100, 0);
    stage.host_sends(150, "02 00000001 00000064 08");
    stage.hears_opened(1, socket(150, 1), 8);
    stage.init(2, 102, socket(214, 1), 0);
    stage.host_gets(214, "01 00000066 00000001 02");
}

#[test]
fn hh_087_who_gives_up_sends_cls_and_waits_for_the_answer() {
    let mut stage = Stage::with(Profile { rfc_limit_ns: Some(5 * SECOND), ..Profile::REFERENCE });
    stage.init(1, 100, socket(PEER, 1), 0);
    stage.peer_gets("01 00000064 00000001 02");
    stage.wait_ns(5 * SECOND - 1);
    stage.nobody_gets_anything();
    stage.wait_ns(1);
    stage.peer_gets("03 00000064 00000001");
    stage.hears(1, Event::OpenFailed(OpenFailure::TimedOut));
    assert!(!stage.ncp.is_free(100));
    stage.peer_sends("03 00000001 00000064");
    assert!(stage.ncp.is_free(100));
    stage.nobody_gets_anything();
    assert_eq!(stage.ncp.counters().requests_timed_out, 1);
}

#[test]
fn hh_088_dead_refused_timed_out_and_half_open_are_told_apart() {
    let mut stage = Stage::with(Profile { rfc_limit_ns: Some(5 * SECOND), ..Profile::REFERENCE });
    let ask = |stage: &mut Stage, host: u8, local: u32| stage.init(local, local, socket(host, 1), 0);
    stage.withhold_rfnms();
    ask(&mut stage, 3, 100);
    ask(&mut stage, 4, 102);
    stage.answer(7, 3, 0, 1);
    stage.answer(7, 4, 0, 0);
    stage.release_rfnms();
    ask(&mut stage, 5, 104);
    stage.host_sends(5, "03 00000001 00000068");
    ask(&mut stage, 6, 106);
    ask(&mut stage, 7, 108);
    stage.host_sends(7, "02 00000001 0000006c 08  03 00000001 0000006c");
    stage.wait_s(6);
    let heard = stage.take_events();
    let opened = Event::Opened { foreign: socket(7, 1), byte_size: 8 };
    assert_eq!(
        heard,
        [
            (100, Event::OpenFailed(OpenFailure::HostDead)),
            (102, Event::OpenFailed(OpenFailure::ImpDead)),
            (104, Event::OpenFailed(OpenFailure::Refused)),
            (108, opened),
            (108, Event::Closed(CloseReason::There)),
            (106, Event::OpenFailed(OpenFailure::TimedOut)),
        ]
    );
}

#[test]
fn hh_089_an_rts_with_a_link_that_its_host_uses_already_is_refused() {
    let mut stage = Stage::new();
    stage.listen(1, 101, 8);
    stage.listen(2, 103, 8);
    stage.peer_sends("01 00000002 00000065 09 ; 04 09 0005 00000100");
    stage.hears_opened(1, socket(PEER, 2), 8);
    stage.peer_gets("02 00000065 00000002 08");
    stage.peer_sends("01 00000004 00000067 09");
    stage.peer_gets("0b 03  01 00000004 00000067 09  03 00000067 00000004");
    stage.hears_nothing();
    stage.send(1, b"A");
    stage.peer_gets_data(9, 8, 1, "41");
    // The same in answer to our own request.
    stage.init(3, 105, socket(PEER, 6), 8);
    stage.peer_gets("02 00000069 00000006 08");
    stage.peer_sends("01 00000006 00000069 09");
    stage.peer_gets("0b 03  01 00000006 00000069 09  03 00000069 00000006");
    stage.skip_rooms();
    stage.hears(3, Event::OpenFailed(OpenFailure::Rejected));
    // Another host may use it.
    stage.host_sends(ELSEWHERE, "01 00000004 00000067 09");
    stage.hears_opened(2, socket(ELSEWHERE, 4), 8);
}

#[test]
fn a_held_socket_lets_requests_wait_where_the_profile_refuses() {
    let mut stage = Stage::with(REFUSES);
    stage.input(Input::Hold { local: 100 });
    stage.peer_sends("02 00000003 00000064 08  02 00000005 00000064 08  02 00000005 00000066 08");
    stage.peer_gets("03 00000066 00000005");
    stage.nobody_gets_anything();
    let asked: Vec<HostEvent> = stage.host_events.clone();
    assert_eq!(
        asked,
        [3, 5].map(|number| HostEvent::Requested { local: 100, foreign: socket(PEER, number) })
    );
    // However long it takes.
    stage.wait_s(3600);
    stage.nobody_gets_anything();
    stage.listen_for(1, 100, 0, None, Some(5));
    stage.hears_opened(1, socket(PEER, 5), 8);
    stage.peer_gets("03 00000064 00000003  01 00000064 00000005 02");
    stage.take_commands(PEER);
    // Let go of, it refuses those that wait; the connection goes on.
    stage.peer_sends("03 00000003 00000064  02 00000007 00000064 08");
    stage.nobody_gets_anything();
    stage.input(Input::Release { local: 100 });
    stage.peer_gets("03 00000064 00000007");
    stage.receive(1, 8);
    stage.peer_sends_data(2, "aa");
    stage.hears_data(1, "aa");
}
