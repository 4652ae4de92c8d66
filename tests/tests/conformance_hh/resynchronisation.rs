//! What RFC 467 and RFC 492 propose against the lost ALL: HH-136, HH-137.

use arpanet_ncp::{
    AllocationPace, CloseReason, ConnectionId, Event, Input, Mismatch, Misuse, Note, Profile,
    Resynchronisation,
};

use crate::allocation::level;
use crate::stage::*;

#[test]
fn hh_137_an_audit_finds_a_lost_all_and_flow_goes_on() {
    let audit = Resynchronisation::Audit { silent_ns: 30 * SECOND, mismatch: Mismatch::Resume };
    let mut stage =
        Stage::with(Profile { resynchronisation: audit, ..level(AllocationPace::BelowHalf, 10, 1000) });
    stage.listen(1, 100, 0);
    stage.peer_sends("02 00000001 00000064 08");
    stage.hears_opened(1, socket(PEER, 1), 8);
    stage.peer_gets("01 00000064 00000001 02  04 02 000a 000003e8");
    // That ALL was lost: the peer has nothing. The process waits, nothing comes.
    stage.receive(1, 1000);
    stage.wait_ns(30 * SECOND - 1);
    stage.nobody_gets_anything();
    stage.wait_ns(1);
    stage.peer_gets("05 02 ff ff");
    stage.peer_sends("06 02 0000 00000000");
    stage.peer_gets("04 02 000a 000003e8");
    assert_eq!(stage.space(100), (10, 1000));
    let pair = arpanet_ncp::Pair { local: 100, foreign: socket(PEER, 1) };
    assert!(stage.notes.contains(&Note::AllocationMended {
        pair,
        messages: 10,
        bits: 1000,
        returned_messages: Some(0),
        returned_bits: Some(0)
    }));
    stage.peer_sends_data(2, "aa");
    stage.hears_data(1, "aa");
    // When the two agree, nothing is amiss.
    stage.receive(1, 1000);
    stage.wait_s(30);
    stage.peer_gets("05 02 ff ff");
    stage.peer_sends("06 02 0009 000003e0");
    stage.peer_gets("04 02 000a 000003e8");
    assert_eq!(stage.ncp.counters().allocations_mended, 1);
}

#[test]
fn an_audit_may_close_a_connection_that_does_not_add_up() {
    let audit = Resynchronisation::Audit { silent_ns: 30 * SECOND, mismatch: Mismatch::Close };
    let mut stage =
        Stage::with(Profile { resynchronisation: audit, ..level(AllocationPace::BelowHalf, 10, 1000) });
    stage.listen(1, 100, 0);
    stage.peer_sends("02 00000001 00000064 08");
    stage.hears_opened(1, socket(PEER, 1), 8);
    stage.input(Input::Resynchronise { id: ConnectionId(1) });
    stage.take_commands(PEER);
    // The sender has used a message more than has arrived.
    stage.peer_sends("06 02 0009 000003d8");
    stage.hears(1, Event::Closed(CloseReason::Lost));
    stage.peer_gets("03 00000064 00000001");
}

#[test]
fn a_sender_under_rfc_492_returns_everything_once_nothing_is_in_transit() {
    let audit = Resynchronisation::Audit { silent_ns: 30 * SECOND, mismatch: Mismatch::Resume };
    let mut stage = Stage::with(Profile { resynchronisation: audit, ..Profile::REFERENCE });
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 000a 000003e8");
    stage.withhold_rfnms();
    stage.send(1, b"in transit");
    stage.send(1, b"held back");
    stage.take_data();
    stage.peer_sends("05 21 ff ff");
    stage.nobody_gets_anything();
    stage.rfnm(PEER, 33);
    stage.peer_gets("06 21 0009 00000398");
    assert!(stage.take_data().is_empty(), "it ceases transmission");
    stage.peer_sends("04 21 000a 000003e8");
    assert_eq!(stage.take_data().len(), 1);
}

fn resets_connections() -> Stage {
    let resynchronisation = Resynchronisation::ResetConnection { stalled_ns: 30 * SECOND };
    Stage::with(Profile { resynchronisation, ..level(AllocationPace::BelowHalf, 10, 1000) })
}

#[test]
fn hh_136_rcs_and_rcr_bring_a_lost_all_back_where_they_are_known() {
    // RFC 467 p. 2-3, III. The opcodes are the project's: RCS 255, RCR 254.
    let mut stage = resets_connections();
    stage.open_sender(1, 101);
    stage.send(1, b"stuck");
    stage.wait_ns(30 * SECOND - 1);
    let silent: Vec<Vec<u8>> = stage.take_commands(PEER);
    assert!(silent.is_empty());
    stage.withhold_rfnms();
    stage.wait_ns(1);
    assert_eq!(stage.messages.last().map(|rcs| rcs.octets()[9..11].to_vec()), Some(hex("ff 21")));
    stage.release_rfnms();
    // Allocates that come before the reply are counted, and lost with the rest.
    stage.peer_sends("04 21 0001 00000008");
    assert!(stage.take_data().is_empty(), "no regular message before the reply");
    stage.peer_sends("fe 21  04 21 000a 000003e8");
    stage.peer_gets_data(33, 8, 5, "737475636b");
    assert_eq!(stage.space(101), (9, 960));
}

#[test]
fn a_receiver_answers_rcs_with_rcr_and_allocates_anew() {
    let mut stage = resets_connections();
    stage.listen(1, 100, 0);
    stage.peer_sends("02 00000001 00000064 08");
    stage.take_commands(PEER);
    stage.peer_sends("ff 02");
    assert_eq!(stage.take_commands(PEER), [hex("fe 02"), hex("04 02 000a 000003e8")]);
    assert_eq!(stage.space(100), (10, 1000));
}

#[test]
fn a_receiver_may_begin_with_rcr_and_a_sender_answers_when_nothing_is_in_transit() {
    // RFC 467 p. 4, IV.
    let mut stage = resets_connections();
    stage.listen(1, 100, 0);
    stage.peer_sends("02 00000001 00000064 08");
    stage.take_commands(PEER);
    stage.input(Input::Resynchronise { id: ConnectionId(1) });
    assert_eq!(stage.take_commands(PEER), [hex("fe 02")]);
    stage.receive(1, 1000);
    stage.peer_sends_data(2, "aa");
    stage.receive(1, 1000);
    assert!(stage.take_commands(PEER).is_empty(), "no ALL before the reply");
    stage.peer_sends("ff 02");
    assert_eq!(stage.take_commands(PEER), [hex("04 02 000a 000003e8")]);

    stage.take_events();
    stage.open_sender(2, 101);
    stage.peer_sends("04 21 0005 00000100");
    stage.withhold_rfnms();
    stage.send(2, b"in transit");
    stage.take_data();
    stage.peer_sends("fe 21");
    stage.nobody_gets_anything();
    stage.rfnm(PEER, 33);
    assert_eq!(stage.take_commands(PEER), [hex("ff 21")]);
    assert_eq!(stage.space(101), (0, 0));
}

#[test]
fn crossing_rcs_and_rcr_answer_each_other() {
    // RFC 467 p. 4-6, V.
    let mut stage = resets_connections();
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 0005 00000100");
    stage.input(Input::Resynchronise { id: ConnectionId(1) });
    stage.peer_sends("fe 21");
    assert_eq!(stage.take_commands(PEER), [hex("ff 21")]);
    assert_eq!(stage.space(101), (0, 0));
    stage.listen(2, 100, 0);
    stage.peer_sends("02 00000001 00000064 08");
    stage.take_commands(PEER);
    stage.input(Input::Resynchronise { id: ConnectionId(2) });
    stage.peer_sends("ff 02");
    assert_eq!(stage.take_commands(PEER), [hex("fe 02"), hex("04 02 000a 000003e8")]);
    assert_eq!(stage.space(100), (10, 1000));
}

#[test]
fn under_nic_8246_alone_a_lost_all_hangs_for_ever() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.send(1, b"stuck");
    stage.wait_s(100_000);
    stage.nobody_gets_anything();
    stage.input(Input::Resynchronise { id: ConnectionId(1) });
    stage.skip_rooms();
    stage.hears(1, Event::Misused(Misuse::NotProvided));
}

/// Two wishes of the process, a moment apart: each RCR draws its own RCS, and each RCS zeroes the sender's counters. An
/// ALL between the two would be counted at one end only.
#[test]
fn no_all_before_the_last_rcr_is_answered() {
    let mut stage = resets_connections();
    stage.listen(1, 100, 0);
    stage.peer_sends("02 00000001 00000064 08");
    stage.take_commands(PEER);
    stage.input(Input::Resynchronise { id: ConnectionId(1) });
    stage.input(Input::Resynchronise { id: ConnectionId(1) });
    assert_eq!(stage.take_commands(PEER), [hex("fe 02"), hex("fe 02")]);
    stage.peer_sends("ff 02");
    assert!(stage.take_commands(PEER).is_empty());
    stage.peer_sends("ff 02");
    assert_eq!(stage.take_commands(PEER), [hex("04 02 000a 000003e8")]);
    assert_eq!(stage.space(100), (10, 1000));
}

#[test]
fn an_rcr_that_still_waits_to_leave_will_do_for_a_second_wish() {
    let mut stage = resets_connections();
    stage.listen(1, 100, 0);
    stage.withhold_rfnms();
    stage.peer_sends("02 00000001 00000064 08");
    stage.input(Input::Resynchronise { id: ConnectionId(1) });
    stage.input(Input::Resynchronise { id: ConnectionId(1) });
    stage.release_rfnms();
    let rcrs = stage.take_commands(PEER).into_iter().filter(|command| command[0] == 0xfe);
    assert_eq!(rcrs.count(), 1);
}

#[test]
fn each_rcr_is_answered_by_an_rcs_of_its_own() {
    let mut stage = resets_connections();
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 0005 00000100");
    stage.withhold_rfnms();
    stage.send(1, b"in transit");
    stage.take_data();
    stage.peer_sends("fe 21");
    stage.peer_sends("fe 21");
    stage.nobody_gets_anything();
    stage.release_rfnms();
    assert_eq!(stage.take_commands(PEER), [hex("ff 21"), hex("ff 21")]);
}

/// The RCR was said before the RCS could be heard: it is a wish, and that RCS is its answer. Were it taken back, the
/// receiver would wait.
#[test]
fn an_rcs_that_waits_to_leave_answers_the_rcr_that_comes_meanwhile() {
    let mut stage = resets_connections();
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 0005 00000100");
    stage.withhold_rfnms();
    stage.input(Input::Echo { id: ConnectionId(9), host: address(PEER), data: 1 });
    stage.input(Input::Resynchronise { id: ConnectionId(1) });
    stage.peer_sends("fe 21");
    stage.release_rfnms();
    assert_eq!(stage.take_commands(PEER), [hex("09 01"), hex("ff 21")]);
    // That was all: the next allocation is used.
    stage.peer_sends("04 21 0001 00000100");
    stage.send(1, b"on");
    stage.peer_gets_data(33, 8, 2, "6f6e");
}

/// By the time the RET arrives the receiver has zeroed its mirror, and may have allocated anew: nothing of that is given
/// back.
#[test]
fn a_gvb_between_rcs_and_rcr_is_answered_with_nothing() {
    let mut stage = resets_connections();
    stage.open_sender(1, 101);
    stage.peer_sends("04 21 0005 00000100");
    stage.input(Input::Resynchronise { id: ConnectionId(1) });
    stage.peer_sends("05 21 80 80");
    assert_eq!(stage.take_commands(PEER), [hex("ff 21"), hex("06 21 0000 00000000")]);
    stage.peer_sends("fe 21  04 21 0002 00000010");
    assert_eq!(stage.space(101), (2, 16));
}

#[test]
fn an_audit_tells_its_own_ret_from_that_of_an_earlier_gvb() {
    let audit = Resynchronisation::Audit { silent_ns: 30 * SECOND, mismatch: Mismatch::Close };
    let mut stage =
        Stage::with(Profile { resynchronisation: audit, ..level(AllocationPace::BelowHalf, 10, 1000) });
    stage.listen(1, 100, 0);
    stage.peer_sends("02 00000001 00000064 08");
    stage.take_commands(PEER);
    stage.take_events();
    stage.input(Input::GiveBack { id: ConnectionId(1), messages: 64, bits: 64 });
    stage.input(Input::Resynchronise { id: ConnectionId(1) });
    stage.peer_sends("06 02 0005 000001f4");
    assert_eq!(stage.space(100), (5, 500));
    stage.peer_sends("06 02 0005 000001f4");
    stage.hears_nothing();
    assert_eq!(stage.space(100), (10, 1000), "it adds up, and begins anew");
}

#[test]
fn an_audit_whose_gvb_is_lost_is_made_again() {
    let audit = Resynchronisation::Audit { silent_ns: 30 * SECOND, mismatch: Mismatch::Resume };
    let mut stage =
        Stage::with(Profile { resynchronisation: audit, ..level(AllocationPace::BelowHalf, 10, 1000) });
    stage.listen(1, 100, 0);
    stage.peer_sends("02 00000001 00000064 08");
    stage.take_commands(PEER);
    stage.receive(1, 1000);
    stage.wait_s(30);
    stage.peer_gets("05 02 ff ff");
    stage.wait_s(30);
    stage.peer_gets("05 02 ff ff");
    stage.peer_sends("06 02 0000 00000000");
    stage.peer_gets("04 02 000a 000003e8");
    assert_eq!(stage.ncp.counters().resynchronisations_late, 1);
}
