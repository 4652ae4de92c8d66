//! Networks in which things break: what the hosts are told, and that nothing is told twice or never.

mod world_net;

use arpanet_imp::{Fault as ImpFault, Settings};
use arpanet_kernel::Time;
use arpanet_world::{
    Direction, Fault, HostFault, HostId, ImpId, Injection, LineId, Outcome, Plan, SentBy, World,
};
use world_net::{Keeper, MS, SECOND, assert_at_rest, chain, message, network};

const A: HostId = HostId(0);

/// So many messages from a host, one each `every_ms`.
struct Stream {
    from: HostId,
    to: u16,
    every_ms: u64,
    count: u64,
}

/// Plays a plan with faults and streams of messages until nothing is left to happen.
fn play(plan: Plan, faults: &[(u64, Fault)], streams: &[Stream]) -> (Keeper, Outcome) {
    let mut world = World::new(plan).expect("the plan is sound");
    let mut keeper = Keeper::of_cables();
    for (at_ms, fault) in faults {
        world.strike(Time::from_ns(at_ms * MS), fault.clone());
    }
    for stream in streams {
        for n in 1..=stream.count {
            let at = Time::from_ns(n * stream.every_ms * MS);
            world.inject(at, stream.from, Injection::Message(message(stream.to, 2, 320)));
        }
    }
    let outcome = world.run(&mut keeper);
    (keeper, outcome)
}

fn cut(line: u16) -> Fault {
    Fault::Line { line: LineId(line), sent_by: SentBy::Both, passes: false }
}

fn mend(line: u16) -> Fault {
    Fault::Line { line: LineId(line), sent_by: SentBy::Both, passes: true }
}

fn host_fault(host: HostId, fault: HostFault) -> Fault {
    Fault::Host { host, fault }
}

/// The answers that a host got: message type and subtype, with the time.
fn answers(seen: &Keeper, host: HostId) -> Vec<(Time, u8, u8)> {
    let answers =
        seen.at(host, Direction::ToHost).filter(|seen| matches!(seen.leader.message_type, 5 | 7 | 8 | 9));
    answers.map(|seen| (seen.at, seen.leader.message_type, seen.leader.subtype)).collect()
}

#[test]
fn a_cut_line_is_gone_round_and_no_message_is_lost() {
    // A ring of four; the way from 1 to 3 over 2 is cut.
    let plan = network(4, &[(1, 2), (2, 3), (3, 4), (4, 1)], &Settings::AUGUST_1973);
    let streams = [Stream { from: A, to: 3, every_ms: 250, count: 100 }];
    let (seen, outcome) = play(plan, &[(5_100, cut(1)), (15_000, mend(1))], &streams);
    assert_at_rest(&outcome);
    assert_eq!((outcome.messages.sent, outcome.messages.rfnm), (100, 100), "{:?}", outcome.messages);
    assert_eq!(seen.got(HostId(2), 0).len(), 100);
}

#[test]
fn of_a_parted_network_every_message_is_answered_dead_or_incomplete_and_after_the_healing_all_is_well() {
    let plan = chain(2, &Settings::AUGUST_1973);
    let streams = [Stream { from: A, to: 2, every_ms: 1000, count: 200 }];
    let (seen, outcome) = play(plan, &[(5_100, cut(0)), (30_000, mend(0))], &streams);
    assert_at_rest(&outcome);
    let messages = outcome.messages;
    assert_eq!(messages.sent, 200);
    assert!(messages.dead > 0, "{messages:?}");
    assert_eq!(messages.error, 0);
    assert_eq!(answers(&seen, A).len(), 200, "one answer for each message");
    // Five missed intervals of 640 ms and 7.7 to 11.5 s of going down (IMP program 3050): dead by then at the latest.
    let first_dead = answers(&seen, A).into_iter().find(|answer| answer.1 == 7).expect("some are dead");
    assert!((12_000..=21_000).contains(&(first_dead.0.as_ns() / MS)), "first dead at {}", first_dead.0);
    // Ten intervals of hold, 38.4 s of hellos, then some 40 s until hosts may send again: well before 200 s.
    let last = answers(&seen, A).pop().expect("there are answers");
    assert_eq!((last.1, last.0.as_ns() > 190 * SECOND), (5, true), "{last:?}");
}

#[test]
fn a_line_that_fails_one_way_is_down_both_ways() {
    let plan = network(3, &[(1, 2), (2, 3), (3, 1)], &Settings::AUGUST_1973);
    let one_way = Fault::Line { line: LineId(0), sent_by: SentBy::B, passes: false };
    let streams = [
        Stream { from: A, to: 2, every_ms: 500, count: 60 },
        Stream { from: HostId(1), to: 1, every_ms: 500, count: 60 },
    ];
    let (_, outcome) = play(plan, &[(5_000, one_way)], &streams);
    assert_at_rest(&outcome);
    assert_eq!((outcome.messages.sent, outcome.messages.rfnm), (120, 120), "{:?}", outcome.messages);
}

#[test]
fn messages_to_a_crashed_host_are_answered_destination_dead_and_after_its_restart_they_arrive() {
    let plan = chain(2, &Settings::AUGUST_1973);
    let faults = [
        (5_100, host_fault(HostId(1), HostFault::Crash)),
        (15_100, host_fault(HostId(1), HostFault::Restart)),
    ];
    let (seen, outcome) = play(plan, &faults, &[Stream { from: A, to: 2, every_ms: 1000, count: 30 }]);
    assert_at_rest(&outcome);
    assert_eq!(answers(&seen, A).len(), 30);
    // The ready line is sampled each slow tick of 640 ms.
    for (at, message_type, subtype) in answers(&seen, A) {
        match at.as_ns() / MS {
            0..5_100 | 16_000.. => assert_eq!(message_type, 5, "at {at}"),
            6_000..15_000 => assert_eq!((message_type, subtype), (7, 1), "at {at}"),
            _ => {}
        }
    }
}

#[test]
fn a_host_that_stops_reading_for_30_seconds_is_tardy_and_its_messages_are_incomplete() {
    let plan = chain(2, &Settings::AUGUST_1973);
    let faults = [(1_000, host_fault(HostId(1), HostFault::StopReading))];
    let (seen, outcome) = play(plan, &faults, &[Stream { from: A, to: 2, every_ms: 2_000, count: 1 }]);
    assert_eq!(outcome.messages.incomplete, 1, "{:?}", outcome.messages);
    let answers = answers(&seen, A);
    // 47 slow ticks of 640 ms after it was queued (IMP program 3050); type 9 subtype 0.
    assert_eq!(answers.len(), 1);
    assert_eq!((answers[0].1, answers[0].2), (9, 0));
    let waited_ms = answers[0].0.as_ns() / MS - 2_000;
    assert!((29_000..=31_500).contains(&waited_ms), "{waited_ms} ms");
}

#[test]
fn when_an_imp_crashes_its_neighbours_hosts_are_told_and_when_it_is_back_messages_flow() {
    let plan = chain(3, &Settings::AUGUST_1973);
    let crash = |fault| Fault::Imp { imp: ImpId(2), fault };
    let faults = [(5_100, crash(ImpFault::Crash)), (20_000, crash(ImpFault::Reload))];
    let streams = [
        Stream { from: A, to: 3, every_ms: 2_000, count: 120 },
        Stream { from: HostId(2), to: 1, every_ms: 700, count: 7 },
    ];
    let (seen, outcome) = play(plan, &faults, &streams);
    assert_at_rest(&outcome);
    assert_eq!(outcome.messages.sent, 127);
    assert_eq!(answers(&seen, A).len(), 120, "one answer for each message");
    let last = answers(&seen, A).pop().expect("there are answers");
    assert_eq!(last.1, 5, "{last:?}");
    assert!(answers(&seen, A).iter().any(|answer| (answer.1, answer.2) == (7, 0)));
}

/// A routing message takes 23 ms of each 640: one of the crashes falls into it.
#[test]
fn an_imp_that_crashes_in_the_middle_of_a_transmission_sends_again_when_it_is_back() {
    let crash = |fault| Fault::Imp { imp: ImpId(1), fault };
    for at_ms in (5_000..5_640).step_by(20) {
        let faults = [(at_ms, crash(ImpFault::Crash)), (20_000, crash(ImpFault::Reload))];
        let streams = [Stream { from: A, to: 2, every_ms: 150_000, count: 1 }];
        let (seen, outcome) = play(chain(2, &Settings::AUGUST_1973), &faults, &streams);
        assert_at_rest(&outcome);
        let answers: Vec<_> =
            answers(&seen, A).into_iter().map(|(_, message_type, _)| message_type).collect();
        assert_eq!(answers, [5], "crash at {at_ms} ms");
    }
}

#[test]
fn a_bad_line_costs_time_and_loses_nothing() {
    let mut plan = chain(2, &Settings::AUGUST_1973);
    plan.lines[0].errors.bit_error_rate = 1e-4;
    plan.lines[0].errors.packet_loss_rate = 0.02;
    let (seen, outcome) = play(plan, &[], &[Stream { from: A, to: 2, every_ms: 300, count: 200 }]);
    assert_at_rest(&outcome);
    assert_eq!((outcome.messages.sent, outcome.messages.rfnm), (200, 200), "{:?}", outcome.messages);
    assert_eq!(seen.got(HostId(1), 0).len(), 200, "none twice");
}
