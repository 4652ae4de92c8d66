//! Hosts that are slow, absent, in error, or in want of what their IMP has not got.

use crate::net::{MS, Net, Plan, SECOND, regular};
use arpanet_imp::{HostIndex, HostStatus, Input, Note};
use arpanet_wire::{ImpToHost, Leader, LeaderFault};

const HOST: HostIndex = HostIndex(0);

fn pair() -> Net {
    let mut net = Plan::chain(&[2, 3]).build();
    net.run_for(SECOND);
    net
}

fn of_type(message_type: u8) -> Leader {
    Leader { message_type, ..regular(3, 0, 0o41) }
}

/// RFC 394 p. 1; IMP program 3050: 47 slow ticks (30 s), then the queue is flushed, the ready line drops for 640 ms, three
/// NOPs and a reset follow, and the host is dead to the network until it sends something.
#[test]
fn ih_020_ih_031_ih_032_a_host_that_takes_nothing_for_30_s_is_tardy_until_it_sends_again() {
    let mut net = pair();
    net.host(3, 0).stuck = true;
    net.send(2, 0, regular(3, 0, 1), &[7]);
    net.send(2, 0, regular(3, 0, 2), &[7]);
    net.run_for(35 * SECOND);
    let tardy = Note::HostStatus { host: HOST, status: HostStatus::Tardy };
    let tardy_ms = net.first_ms(3, |note| *note == tardy).expect("it is tardy") - 1_000;
    assert!((30_000..=31_500).contains(&tardy_ms), "{tardy_ms} ms");
    assert_eq!(net.answers(2, 0), [(9, 0, 1), (9, 0, 2)], "the sources hear: destination host tardy");
    let flap: Vec<(u64, bool)> =
        net.host(3, 0).imp_ready_seen.iter().map(|(at, ready)| (at.as_ns() / MS, *ready)).collect();
    let [.., (dropped, false), (raised, true)] = flap[..] else { panic!("no flap: {flap:?}") };
    assert_eq!(raised - dropped, 640);
    net.send(2, 0, regular(3, 0, 3), &[7]);
    net.run_for(SECOND);
    assert_eq!(net.answers(2, 0)[2], (7, 1, 3), "dead to the network");
    let index = net.index(3);
    net.host(3, 0).stuck = false;
    net.start_take(index, 0);
    net.run_for(SECOND);
    let types: Vec<u8> = net.host(3, 0).received.iter().map(|(_, leader, _)| leader.message_type).collect();
    assert_eq!(types, [4, 4, 4, 10]);
    net.send(3, 0, of_type(4), &[]);
    net.run_for(SECOND);
    assert_eq!(net.imp(3).host_status(HOST), HostStatus::Up);
    net.send(2, 0, regular(3, 0, 4), &[7]);
    net.run_for(SECOND);
    assert_eq!(net.delivered(3, 0), [4]);
}

/// RFC 381 p. 4: after a reset "the IMP will return a type 1 message of subtype 0 at the completion of the next message".
#[test]
fn ih_026_ih_027_after_an_interface_reset_the_next_message_draws_a_type_1() {
    let mut net = pair();
    net.host(3, 0).stuck = true;
    net.send(2, 0, regular(3, 0, 1), &[7]);
    net.run_for(33 * SECOND);
    let index = net.index(3);
    net.host(3, 0).stuck = false;
    net.start_take(index, 0);
    net.send(3, 0, regular(2, 0, 5), &[7]);
    net.send(3, 0, regular(2, 0, 6), &[7]);
    net.run_for(2 * SECOND);
    assert_eq!(net.answers(3, 0), [(1, 0, 5), (5, 0, 6)]);
    assert_eq!(net.delivered(2, 0), [6], "the first is lost");
}

/// RFC 394 p. 2: "15 seconds"; version 3050 counts 450 fast ticks, 11.5 s. Type 9 subtype 4.
#[test]
fn ih_020_ih_038_a_fifth_message_to_one_imp_waits_eleven_and_a_half_seconds_for_a_number() {
    let mut net = pair();
    net.host(3, 0).stuck = true;
    for link in 1..6 {
        net.send(2, 0, regular(3, 0, link), &[7]);
    }
    net.run_for(11 * SECOND);
    assert_eq!(net.answers(2, 0), []);
    net.run_for(SECOND);
    assert_eq!(net.answers(2, 0), [(9, 4, 5)], "resources unavailable");
    // Its input is free again.
    net.send(2, 0, regular(2, 1, 9), &[7]);
    net.run_for(SECOND);
    assert_eq!(net.delivered(2, 1), [9]);
}

/// IMP program 3050: 600 fast ticks (15.4 s) for each packet; type 9 subtype 2.
#[test]
fn ih_009_ih_020_a_message_that_stops_half_way_is_given_up_after_15_s() {
    let mut net = pair();
    net.host(2, 0).stalled = true;
    net.send(2, 0, regular(3, 0, 1), &[7; 200]);
    net.run_for(15 * SECOND);
    assert_eq!(net.answers(2, 0), []);
    net.run_for(2 * SECOND);
    assert_eq!(net.answers(2, 0), [(9, 2, 1)]);
    assert!(net.delivered(3, 0).is_empty());
}

/// IMP program 3050: status 1; any leader makes the host up again.
#[test]
fn ih_032_a_host_that_says_it_goes_down_is_dead_until_its_next_message() {
    let mut net = pair();
    net.send(3, 0, of_type(2), &[]);
    net.run_for(SECOND);
    assert_eq!(net.imp(3).host_status(HOST), HostStatus::GoingDown);
    net.send(2, 0, regular(3, 0, 1), &[7]);
    net.run_for(SECOND);
    assert_eq!(net.answers(2, 0), [(7, 1, 1)]);
    net.send(3, 0, of_type(4), &[]);
    net.send(2, 0, regular(3, 0, 2), &[7]);
    net.run_for(SECOND);
    assert_eq!(net.delivered(3, 0), [2]);
}

/// IMP program 3050: the ready line is looked at each slow tick, so a drop shorter than that may go by.
#[test]
fn ih_035_a_ready_line_that_drops_longer_than_a_slow_tick_flushes_and_resets() {
    let mut net = pair();
    net.set_ready(3, 0, false);
    net.run_for(700 * MS);
    assert_eq!(net.imp(3).host_status(HOST), HostStatus::NotReady);
    net.send(2, 0, regular(3, 0, 1), &[7]);
    net.run_for(SECOND);
    assert_eq!(net.answers(2, 0), [(7, 1, 1)]);
    net.set_ready(3, 0, true);
    net.run_for(SECOND);
    assert_eq!(net.imp(3).host_status(HOST), HostStatus::Up);
    let types: Vec<u8> = net.host(3, 0).received.iter().map(|(_, leader, _)| leader.message_type).collect();
    assert_eq!(types, [4, 4, 4, 10]);
}

/// RFC 381 p. 2-3: the flip-flop in the leader is type 1 subtype 0, in the data type 8.
#[test]
fn ih_021_ih_022_the_error_line_in_the_leader_is_type_1_and_in_the_data_type_8() {
    let mut net = pair();
    let host = HOST;
    net.give_input(0, Input::HostError { host });
    net.run_for(SECOND);
    let last = net.host(2, 0).received.last().expect("it is told").1;
    assert_eq!(last.imp_to_host(), ImpToHost::ErrorInLeader(LeaderFault::ErrorFlop));
    net.host(2, 0).stalled = true;
    net.send(2, 0, regular(3, 0, 7), &[7; 200]);
    net.run_for(SECOND);
    net.give_input(0, Input::HostError { host });
    net.run_for(2 * SECOND);
    assert_eq!(net.answers(2, 0).last(), Some(&(8, 0, 7)));
    assert!(net.delivered(3, 0).is_empty());
}
