//! An IMP that is stopped, crashes, and is loaded again from a neighbour.

use crate::net::{MS, Net, Plan, SECOND, regular};
use arpanet_imp::{Fault, HostIndex, Input, KillReason, LineIndex, Note, Packet, Settings, Words};
use arpanet_wire::modem::{Ack, CORE_IMAGE_WORDS, ControlHead, FRAMING_BITS};
use arpanet_wire::{DownReason, GoingDown, ImpNumber};

const RELOAD_PASSWORD: u16 = 0o175461;

fn is_started(note: &Note) -> bool {
    *note == Note::Started
}

/// When an IMP was started last, in milliseconds.
fn last_start_ms(net: &Net, imp: u16) -> u64 {
    let starts = net.notes_of(imp).filter(|(_, note)| is_started(note));
    starts.last().expect("it was started at least once").0.as_ns() / MS
}

fn types(net: &mut Net, imp: u16) -> Vec<u8> {
    net.host(imp, 0).received.iter().map(|(_, leader, _)| leader.message_type).collect()
}

/// IMP program 3050: type 2 to the hosts; 5 to 6.5 s; hosts dead; 5 s; no forwarding; 5 s; lines dead; 10 s; start. RFC 381 p. 1.
#[test]
fn ih_023_a_nice_stop_takes_leave_step_by_step() {
    let mut net = Plan::chain(&[2, 3, 4]).build();
    net.run_for(SECOND);
    net.fault(3, Fault::StopNicely);
    net.run_for(5 * SECOND);
    let notice = net.host(3, 0).received[0].1;
    assert_eq!((notice.message_type, notice.second_word()), (2, 0), "going down in 30 s");
    net.send(2, 0, regular(3, 0, 1), &[7]);
    net.run_for(2_500 * MS);
    assert_eq!(net.answers(2, 0), [(5, 0, 1)], "its hosts are still served");
    let (at, ready) = *net.host(3, 0).imp_ready_seen.last().expect("the ready line has moved");
    assert!(!ready && (6_000..=7_500).contains(&(at.as_ns() / MS)), "hosts dead at {at}");
    net.send(2, 0, regular(3, 0, 2), &[7]);
    net.send(2, 0, regular(4, 0, 3), &[7]);
    net.run_for(3 * SECOND);
    assert_eq!(net.answers(2, 0)[1..], [(7, 1, 2), (5, 0, 3)], "hosts dead; others' packets still pass");
    net.run_for(4 * SECOND);
    net.send(2, 0, regular(4, 0, 4), &[7]);
    net.run_for(15 * SECOND);
    assert_eq!(net.answers(2, 0).len(), 3, "nothing passes any more");
    let killed = Note::LineDown { line: LineIndex(0), why: KillReason::Deliberate };
    let killed_ms = net.first_ms(3, |note| *note == killed).expect("the lines are killed");
    assert!((16_500..=18_500).contains(&killed_ms), "{killed_ms} ms");
    let started_ms = last_start_ms(&net, 3);
    assert!((26_500..=29_000).contains(&started_ms), "{started_ms} ms");
    net.run_for(120 * SECOND);
    assert_eq!(types(&mut net, 3)[2..], [4, 4, 4, 10], "after the start its hosts are let in");
}

#[test]
fn ih_023_what_the_operators_announce_reaches_every_host_as_it_stands() {
    let mut net = Plan::chain(&[2, 3]).build();
    let notice = GoingDown::new(DownReason::SoftwareReload, 3, 6).expect("15 min hence, for half an hour");
    net.give_input(1, Input::Announce(notice));
    net.run_for(SECOND);
    for host in 0..2 {
        let got: Vec<u16> =
            net.host(3, host).received.iter().map(|(_, leader, _)| leader.second_word()).collect();
        // RFC 381 p. 2: 10 in bits 17-18, 3 in bits 19-22, 6 in bits 23-32.
        assert_eq!(got, [0b1000_1100_0000_0110]);
    }
}

#[test]
fn a_crash_is_silence_and_a_reload_a_cold_start() {
    let mut net = Plan::chain(&[2, 3]).build();
    net.run_for(SECOND);
    net.fault(3, Fault::Crash);
    net.send(2, 0, regular(3, 0, 1), &[7]);
    net.run_for(5 * SECOND);
    let silent = Note::LineDown { line: LineIndex(0), why: KillReason::Silence };
    assert!(net.notes_of(2).any(|(_, note)| note == silent));
    net.run_for(15 * SECOND);
    assert_eq!(net.answers(2, 0), [(7, 0, 1)], "its messages are answered: destination IMP dead");
    assert!(!net.imp(3).is_running());
    net.fault(3, Fault::Reload);
    net.run_for(MS);
    assert!(net.imp(3).is_running());
    assert_eq!(net.imp(3).neighbour(LineIndex(0)), None);
    net.run_for(60 * SECOND);
    assert_eq!(net.imp(3).neighbour(LineIndex(0)), Some(ImpNumber(2)));
}

/// IMP program 3050: the neighbour holds the line for four basic intervals (2.56 s) and sends 13,776 words, which take 4.4 s
/// at 50 kb/s.
#[test]
fn a_neighbour_sends_its_core_to_an_imp_whose_routing_program_is_broken() {
    let mut net = Plan::chain(&[2, 3]).settings(Settings::AUGUST_1973).build();
    net.run_for(SECOND);
    net.fault(3, Fault::RandomRouting(Some(1)));
    net.run_for(20 * SECOND);
    let failed_ms = net.first_ms(3, |note| *note == Note::RoutingCheckFailed).expect("the check finds it");
    assert!(failed_ms <= 1_700, "at the next slow tick: {failed_ms} ms");
    let asked = Note::LineDown { line: LineIndex(0), why: KillReason::CoreRequest };
    let asked_ms = net.first_ms(2, |note| *note == asked).expect("the neighbour is asked");
    let image_ms = (CORE_IMAGE_WORDS as u64 * 16 + FRAMING_BITS) * 1000 / 50_000;
    let started_ms = last_start_ms(&net, 3);
    let waited_ms = started_ms - asked_ms;
    let intervals_ms = 4 * 640;
    assert!(
        (intervals_ms - 640 + image_ms..=intervals_ms + 640 + image_ms).contains(&waited_ms),
        "{waited_ms} ms from the request to the start, {image_ms} ms of them for the image"
    );
    net.run_for(60 * SECOND);
    assert_eq!(net.imp(2).neighbour(LineIndex(0)), Some(ImpNumber(3)), "and the program is whole again");
}

/// With nobody to ask, a man comes with the paper tape.
#[test]
fn an_imp_without_a_working_neighbour_is_loaded_from_tape() {
    let settings = Settings { paper_tape_ns: 300 * SECOND, ..Settings::AUGUST_1973 };
    let mut net = Plan::chain(&[2, 3]).settings(settings).build();
    net.run_for(SECOND);
    net.fault(2, Fault::Crash);
    net.fault(3, Fault::RandomRouting(Some(1)));
    net.run_for(299 * SECOND);
    assert!(!net.imp(3).is_running());
    net.run_for(4 * SECOND);
    assert!(net.imp(3).is_running());
}

/// IMP program 3050: word 3 is the password; the sign of the acknowledgment word asks for a nice stop, without it the
/// IMP asks for a core image at once.
#[test]
fn a_reload_demand_needs_its_password_and_is_nice_when_it_says_so() {
    let demand = |password: u16, ack: u16| Packet {
        ack: Ack(ack),
        content: Words::Core { head: ControlHead::new(ImpNumber(2), ControlHead::GET_CORE), password },
        checksum_error: 0,
    };
    let given = |packet| {
        let mut net = Plan::chain(&[2, 3]).build();
        net.run_for(SECOND);
        let line = LineIndex(0);
        net.give_input(1, Input::LineReceived { line, packet, damaged: false });
        net.run_for(2 * SECOND);
        let stopped = net.notes_of(3).any(|(_, note)| note == Note::Stopped);
        (types(&mut net, 3), stopped)
    };
    assert_eq!(given(demand(1, 0)), (vec![], false));
    assert_eq!(given(demand(RELOAD_PASSWORD, 0o100000)), (vec![2], false));
    assert_eq!(given(demand(RELOAD_PASSWORD, 0)), (vec![], true));
}

#[test]
fn a_stopped_imp_says_nothing_to_its_hosts() {
    let mut net = Plan::chain(&[2, 3]).build();
    net.run_for(SECOND);
    net.fault(3, Fault::Crash);
    assert_eq!(net.host(3, 0).imp_ready_seen.last().map(|(_, ready)| *ready), Some(false));
    net.send(3, 0, regular(2, 0, 1), &[7]);
    net.run_for(30 * SECOND);
    assert!(net.host(3, 0).received.is_empty());
    assert!(net.delivered(2, 0).is_empty());
    assert_eq!(net.imp(3).host_status(HostIndex(0)), arpanet_imp::HostStatus::Held);
}
