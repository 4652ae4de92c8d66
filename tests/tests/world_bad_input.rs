//! A host may send anything at any time. The IMP answers as the program did and stays up; the other hosts notice nothing.
//!
//! One seed again: `WORLD_SEED=17 cargo test -p arpanet-tests --test world_bad_input`.

mod world_net;

use arpanet_imp::Settings;
use arpanet_kernel::{Stream, Streams, Time};
use arpanet_wire::{Bits, Leader};
use arpanet_world::{Fault, HostFault, HostId, ImpId, Injection, LineId, World};
use world_net::{Keeper, MS, SECOND, address, assert_at_rest, bare_host, chain, message, play};

const A: HostId = HostId(0);

/// The types and subtypes of what a host got.
fn got(seen: &Keeper, host: HostId) -> Vec<(u8, u8)> {
    let got = seen.at(host, arpanet_world::Direction::ToHost);
    got.map(|seen| (seen.leader.message_type, seen.leader.subtype)).collect()
}

#[test]
fn a_message_too_long_by_a_bit_is_incomplete_and_the_longest_is_not() {
    // 8,063 bits of text and one of padding fill eight packets.
    let (seen, outcome) = play(chain(2, &Settings::AUGUST_1973), &[(A, message(2, 2, 8064))]);
    assert_eq!(got(&seen, A), [(9, 1)], "type 9 subtype 1: message too long");
    assert_eq!((outcome.messages.incomplete, outcome.messages.delivered), (1, 0));
    assert_at_rest(&outcome);
    let (seen, _) = play(chain(2, &Settings::AUGUST_1973), &[(A, message(2, 2, 8063))]);
    assert_eq!(got(&seen, A), [(5, 0)]);
}

#[test]
fn a_message_without_end_is_answered_and_the_next_one_arrives() {
    let endless = message(2, 2, 200_000);
    let (seen, outcome) = play(chain(2, &Settings::AUGUST_1973), &[(A, endless), (A, message(2, 2, 100))]);
    assert_eq!(got(&seen, A), [(9, 1), (5, 0)]);
    assert_at_rest(&outcome);
}

#[test]
fn a_message_shorter_than_its_leader_is_an_error_in_the_leader() {
    let mut short = Bits::new();
    short.push(0b1010, 17);
    let (seen, outcome) = play(chain(2, &Settings::AUGUST_1973), &[(A, short), (A, message(2, 2, 100))]);
    assert!(got(&seen, A).starts_with(&[(1, 1)]), "type 1 subtype 1: {:?}", got(&seen, A));
    assert!(got(&seen, A).contains(&(5, 0)), "the next message is none the worse");
    assert_at_rest(&outcome);
}

#[test]
fn hosts_and_imps_that_do_not_exist_are_dead() {
    let no_host = Leader::regular(address(2, 3), 2).emit().expect("1973");
    let messages = [(A, message(63, 2, 100)), (A, message(0, 2, 100)), (A, no_host)];
    let (seen, outcome) = play(chain(2, &Settings::AUGUST_1973), &messages);
    let mut answers = got(&seen, A);
    answers.sort_unstable();
    assert_eq!(answers, [(7, 0), (7, 0), (7, 1)]);
    assert_eq!(outcome.messages.dead, 3);
    assert_at_rest(&outcome);
}

#[test]
fn a_host_that_falls_silent_inside_a_message_is_told_so_and_what_comes_later_is_its_rest() {
    let mut world = World::new(chain(2, &Settings::AUGUST_1973)).expect("the plan is sound");
    let mut seen = Keeper::of_cables();
    let begun = message(2, 2, 64);
    world.inject(Time::ZERO, A, Injection::Unfinished(begun));
    // 600 fast ticks of 25.6 ms (IMP program 3050): 15.4 s.
    world.run_until(Time::from_ns(15 * SECOND), &mut seen);
    assert_eq!(got(&seen, A), []);
    world.run_until(Time::from_ns(16 * SECOND), &mut seen);
    assert_eq!(got(&seen, A), [(9, 2)], "type 9 subtype 2: host took too long");
    world.inject(world.now(), A, Injection::Message(message(2, 3, 64)));
    world.inject(world.now(), A, Injection::Message(message(2, 4, 64)));
    let outcome = world.run(&mut seen);
    let delivered: Vec<u8> = seen.got(HostId(1), 0).iter().map(|seen| seen.leader.link).collect();
    assert_eq!(delivered, [4], "the first of the two is taken for the rest of the unfinished one");
    assert_at_rest(&outcome);
}

#[test]
fn on_a_looped_line_an_imp_hears_itself_and_routes_nothing_over_it() {
    let mut world = World::new(chain(2, &Settings::AUGUST_1973)).expect("the plan is sound");
    let mut seen = Keeper::of_cables();
    world.strike(Time::from_ns(SECOND), Fault::Loopback { line: LineId(0), looped: true });
    // Dead by the time that the other IMP has gone down: 3.2 s and 11.5 s (IMP program 3050).
    world.inject(Time::from_ns(40 * SECOND), A, Injection::Message(message(2, 2, 64)));
    world.run_until(Time::from_ns(60 * SECOND), &mut seen);
    assert_eq!(got(&seen, A), [(7, 0)]);
}

/// Random bits, most of them with a leader that makes some sense.
fn garbage(chance: &mut Stream) -> Bits {
    let mut bits = Bits::new();
    let length = [chance.below(40), chance.below(1200), chance.below(9000)][chance.below(3) as usize];
    if chance.below(2) == 0 {
        let octet = u64::from(address(1 + chance.below(3) as u16, 0).to_octet().expect("1973"));
        bits.push(chance.below(256) << 8 | octet, 16);
    }
    (0..length / 8).for_each(|_| bits.push(chance.below(256), 8));
    bits.push(chance.below(256), (length % 8) as u32);
    bits
}

#[test]
fn whatever_a_host_sends_the_imp_stays_up_and_others_are_served() {
    let seeds = match std::env::var("WORLD_SEED").ok().and_then(|seed| seed.parse().ok()) {
        Some(seed) => seed..seed + 1,
        None => 0..100,
    };
    for seed in seeds {
        let mut chance = Streams::new(seed).stream("garbage", 0);
        let mut plan = chain(3, &Settings::AUGUST_1973);
        plan.seed = seed;
        plan.hosts.push(bare_host(1, 1));
        let (vandal, good) = (HostId(3), HostId(1));
        let mut world = World::new(plan).expect("the plan is sound");
        let mut seen = Keeper::of_cables();
        for n in 0..60 {
            let at = Time::from_ns(n * 400 * MS);
            let sent = match chance.below(8) {
                0 => Injection::Unfinished(garbage(&mut chance)),
                _ => Injection::Message(garbage(&mut chance)),
            };
            world.inject(at, vandal, sent);
            if chance.below(10) == 0 {
                let fault = [HostFault::ReadyOff, HostFault::ReadyOn][chance.below(2) as usize];
                world.strike(at, Fault::Host { host: vandal, fault });
            }
            if n % 6 == 0 {
                world.inject(at, good, Injection::Message(message(3, 9, 500)));
            }
        }
        world.run_until(Time::from_ns(300 * SECOND), &mut seen);
        let replay = format!("WORLD_SEED={seed} cargo test -p arpanet-tests --test world_bad_input");
        assert_eq!(seen.got(good, 5).len(), 10, "{replay}: the other host's messages are answered by RFNM");
        assert!(world.messages().is_balanced(), "{replay}");
        for imp in 0..3 {
            assert_eq!(world.imp(ImpId(imp)).audit(), Ok(()), "{replay}: IMP {}", imp + 1);
        }
    }
}
