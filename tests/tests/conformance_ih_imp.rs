//! The rows IH-* that are the IMP's to keep: bare hosts put bits on their cables, and what the IMP makes of them comes back.
//!
//! The host's side of the same rows is in `conformance_ih_host.rs`; what needs clocks and ready lines to the tick is beside
//! the machine, in `crates/imp/tests/whole_net`.

mod world_net;

use arpanet_imp::Settings;
use arpanet_kernel::Time;
use arpanet_wire::{Bits, HostAddress, Leader};
use arpanet_world::{CablePlan, Direction, Fault, HostFault, HostId, Injection, Outcome, Plan, World};
use world_net::{Keeper, MS, SECOND, Seen, address, assert_at_rest, bare_host, chain, message, play};

const A: HostId = HostId(0);
const B: HostId = HostId(1);

fn two() -> Plan {
    chain(2, &Settings::AUGUST_1973)
}

/// A leader with some text behind it.
fn with_text(leader: Leader, text_bits: usize) -> Bits {
    let mut bits = leader.emit().expect("a leader of 1973");
    bits.extend(&Bits::zeros(text_bits));
    bits
}

/// Plays messages of host A, a second apart, so that each is answered before the next.
fn one_by_one(plan: Plan, messages: &[Bits]) -> (Keeper, Outcome) {
    let mut world = World::new(plan).expect("the plan is sound");
    let mut keeper = Keeper::of_cables();
    for (nth, bits) in messages.iter().enumerate() {
        let at = Time::from_ns(nth as u64 * SECOND);
        world.inject(at, A, Injection::Message(bits.clone()));
    }
    let outcome = world.run(&mut keeper);
    (keeper, outcome)
}

/// What came to host A in answer to messages, as leaders.
fn answers(seen: &Keeper) -> Vec<Leader> {
    let got = seen.at(A, Direction::ToHost).map(|seen| seen.leader);
    got.filter(|leader| matches!(leader.message_type, 1 | 5 | 7 | 8 | 9)).collect()
}

fn kinds(seen: &Keeper) -> Vec<(u8, u8)> {
    answers(seen).iter().map(|leader| (leader.message_type, leader.subtype)).collect()
}

/// IMP program 3050 p. 15-17: priority and trace end at the destination IMP, octal passes, from-IMP is for the IMP's own.
#[test]
fn ih_001_ih_002_the_leaders_fields_cross_the_subnet_as_the_program_passes_them() {
    let plain = Leader::regular(address(2, 0), 0o41);
    let flags = [
        plain,
        Leader { priority: true, ..plain },
        Leader { trace: true, ..plain },
        Leader { octal: true, ..plain },
    ];
    let messages: Vec<Bits> = flags.iter().map(|leader| with_text(*leader, 40)).collect();
    let (seen, _) = one_by_one(two(), &messages);
    let got: Vec<Leader> = seen.got(B, 0).iter().map(|seen| seen.leader).collect();
    let from_a = Leader::regular(address(1, 0), 0o41);
    assert_eq!(got, [from_a, from_a, from_a, Leader { octal: true, ..from_a }]);
    // As captured (probe_rfnm): a RFNM keeps trace and octal, not priority.
    let rfnm = Leader { message_type: 5, ..plain };
    let expected = [rfnm, rfnm, Leader { trace: true, ..rfnm }, Leader { octal: true, ..rfnm }];
    assert_eq!(answers(&seen), expected);
}

/// RFC 208 p. 2, RFC 305 p. 1: two bits of host, six of IMP; whoever does not exist is dead, and no address is an error.
#[test]
fn ih_003_ih_005_each_of_256_addresses_is_a_host_or_a_dead_one() {
    let mut plan = chain(3, &Settings::AUGUST_1973);
    plan.hosts.push(bare_host(3, 3));
    let all: Vec<HostAddress> = (0..=255).map(HostAddress::from_octet).collect();
    let messages: Vec<Bits> = all.iter().map(|to| with_text(Leader::regular(*to, 2), 16)).collect();
    let (seen, outcome) = one_by_one(plan, &messages);
    let alive = [address(1, 0), address(2, 0), address(3, 0), address(3, 3)];
    let expected: Vec<(u8, u8, HostAddress)> = all
        .iter()
        .map(|to| match (alive.contains(to), (1..=3).contains(&to.imp.0)) {
            (true, _) => (5, 0, *to),
            (false, true) => (7, 1, *to),
            (false, false) => (7, 0, *to),
        })
        .collect();
    let told: Vec<_> =
        answers(&seen).iter().map(|leader| (leader.message_type, leader.subtype, leader.address)).collect();
    assert_eq!(told, expected);
    assert_at_rest(&outcome);
}

#[test]
fn ih_004_a_message_names_its_source_and_its_answer_the_destination() {
    let (seen, _) = one_by_one(two(), &[message(2, 5, 100)]);
    assert_eq!(seen.got(B, 0)[0].leader.address, address(1, 0));
    assert_eq!(seen.got(A, 5)[0].leader.address, address(2, 0));
}

/// RFC 381 p. 2-3; as captured (probe_types): 1, 2, 4 and 8 draw nothing, all others but 0 draw type 1 subtype 2 that keeps the
/// second word but for its last bits, and no address.
#[test]
fn ih_006_ih_007_types_that_hosts_may_not_send_draw_a_type_1() {
    for message_type in 0..16 {
        let leader =
            Leader { message_type, message_id: 2, subtype: 1, ..Leader::regular(address(2, 0), 0o101) };
        let (seen, _) = one_by_one(two(), &[leader.emit().expect("a leader of 1973")]);
        let told: Vec<Leader> = answers(&seen);
        match message_type {
            0 => assert_eq!(told[0].message_type, 5),
            1 | 2 | 4 | 8 => assert_eq!(told, [], "type {message_type}"),
            _ => {
                let nobody = Leader::regular(address(0, 0), 0o101);
                let error = Leader { message_type: 1, message_id: 2, subtype: 2, ..nobody };
                assert_eq!(told, [error], "type {message_type}");
            }
        }
    }
}

/// RFC 381 p. 3.
#[test]
fn ih_008_ih_020_a_message_of_8096_bits_is_too_long_by_one() {
    let (seen, outcome) = one_by_one(two(), &[message(2, 2, 8095 - 32), message(2, 2, 8096 - 32)]);
    assert_eq!(kinds(&seen), [(5, 0), (9, 1)]);
    assert_eq!(outcome.messages.delivered, 1);
}

/// RFC 635 p. 6: a one, then zeros to the end of a 16-bit word; the IMPs carry it as data and add nothing.
#[test]
fn ih_010_the_padding_arrives_once_and_as_the_interface_made_it() {
    let sent: Vec<Bits> = (1..50).map(|text_bits| message(2, 2, text_bits)).collect();
    let (seen, _) = one_by_one(two(), &sent);
    let got = seen.got(B, 0);
    assert_eq!(got.len(), sent.len());
    for (sent, got) in sent.iter().zip(got) {
        let mut padded = sent.clone();
        padded.push(1, 1);
        padded.extend(&Bits::zeros(padded.length_bits().next_multiple_of(16) - padded.length_bits()));
        let text =
            got.bits.as_ref().expect("real bits").slice(32, got.bits.as_ref().expect("real").length_bits());
        assert_eq!(text, padded.slice(32, padded.length_bits()));
    }
}

/// RFC 381 p. 4: "one and only one IMP-to-Host message in response to each Host-to-IMP regular message".
#[test]
fn ih_016_every_regular_message_draws_exactly_one_answer() {
    let mut world = World::new(chain(3, &Settings::AUGUST_1973)).expect("the plan is sound");
    let mut seen = Keeper::of_cables();
    let to = [address(2, 0), address(3, 0), address(2, 1), address(9, 0), address(1, 0)];
    for nth in 0..60usize {
        let leader = Leader::regular(to[nth % to.len()], nth as u8);
        let bits = with_text(leader, [0, 16, 900, 4000, 8064][nth % 7 % 5]);
        world.inject(Time::from_ns(nth as u64 * 37 * MS), A, Injection::Message(bits));
    }
    let outcome = world.run(&mut seen);
    let mut links: Vec<u8> = answers(&seen).iter().map(|leader| leader.link).collect();
    links.sort_unstable();
    assert_eq!(links, (0..60).collect::<Vec<u8>>(), "each link once");
    assert_at_rest(&outcome);
}

/// RFC 381 p. 3.
#[test]
fn ih_019_type_7_tells_a_dead_imp_from_a_dead_host() {
    let dead_host = with_text(Leader::regular(address(2, 1), 7), 16);
    let no_imp = with_text(Leader::regular(address(40, 0), 8), 16);
    let (seen, _) = one_by_one(two(), &[dead_host, no_imp]);
    let told: Vec<_> =
        answers(&seen).iter().map(|leader| (leader.message_type, leader.subtype, leader.link)).collect();
    assert_eq!(told, [(7, 1, 7), (7, 0, 8)]);
}

/// RFC 381 p. 2: 0 the error flip-flop in the first 32 bits, 1 fewer than 32 bits, 2 an illegal type.
#[test]
fn ih_021_type_1_tells_error_shortness_and_illegal_type_apart() {
    let mut world = World::new(two()).expect("the plan is sound");
    let mut seen = Keeper::of_cables();
    let short = Bits::zeros(17);
    let illegal = Leader { message_type: 3, ..Leader::regular(address(2, 0), 2) }.emit().expect("of 1973");
    for (at_ms, bits) in
        [(500, short), (1_500, illegal), (5_000, message(2, 2, 40)), (6_000, message(2, 3, 40))]
    {
        world.inject(Time::from_ns(at_ms * MS), A, Injection::Message(bits));
    }
    // The ready line flaps: the next message meets the flip-flop.
    for (at_ms, fault) in [(2_500, HostFault::ReadyOff), (4_000, HostFault::ReadyOn)] {
        world.strike(Time::from_ns(at_ms * MS), Fault::Host { host: A, fault });
    }
    world.run(&mut seen);
    assert_eq!(kinds(&seen), [(1, 1), (1, 2), (1, 0), (5, 0)]);
    assert_eq!(seen.got(B, 0).len(), 1, "none of the three was a message");
}

/// RFC 381 p. 3: the message is identified, and was not delivered.
#[test]
fn ih_022_a_ready_line_that_drops_inside_the_data_spoils_the_message() {
    let mut world = World::new(two()).expect("the plan is sound");
    let mut seen = Keeper::of_cables();
    world.inject(Time::ZERO, A, Injection::Message(message(2, 2, 8000)));
    world.inject(Time::from_ns(SECOND), A, Injection::Message(message(2, 3, 40)));
    world.inject(Time::from_ns(2 * SECOND), A, Injection::Message(message(2, 4, 40)));
    // 20 ms into 80 ms of data, for less than a slow tick.
    for (at_ms, fault) in [(20, HostFault::ReadyOff), (21, HostFault::ReadyOn)] {
        world.strike(Time::from_ns(at_ms * MS), Fault::Host { host: A, fault });
    }
    let outcome = world.run(&mut seen);
    assert_eq!(kinds(&seen).first(), Some(&(8, 0)), "error in data");
    let links: Vec<u8> = seen.got(B, 0).iter().map(|seen| seen.leader.link).collect();
    assert!(!links.contains(&2) && links.contains(&4), "{links:?}");
    assert_eq!(outcome.messages.error, 1);
}

/// RFC 533: from July 1973 bits 25-28 come back; before, the program cleared them.
#[test]
fn ih_039_the_message_id_comes_back_from_july_1973_on() {
    let leader = Leader { message_id: 11, ..Leader::regular(address(2, 0), 2) };
    for (settings, id) in [(Settings::JANUARY_1973, 0), (Settings::AUGUST_1973, 11)] {
        let (seen, _) = one_by_one(chain(2, &settings), &[with_text(leader, 40)]);
        let ids = |seen: Vec<&Seen>| seen.iter().map(|seen| seen.leader.message_id).collect::<Vec<_>>();
        assert_eq!((ids(seen.got(B, 0)), ids(seen.got(A, 5))), (vec![id], vec![id]));
    }
}

/// Two hosts whose interfaces go one way at a time.
fn half_duplex() -> Plan {
    let mut plan = two();
    for host in &mut plan.hosts {
        host.cable = CablePlan { half_duplex: true, ..CablePlan::default() };
    }
    plan
}

#[test]
fn ih_037_half_duplex_interfaces_take_turns() {
    let mut messages = Vec::new();
    for _ in 0..3 {
        messages.extend([(A, message(2, 2, 900)), (B, message(1, 2, 900))]);
    }
    let (seen, outcome) = play(half_duplex(), &messages);
    assert_eq!(outcome.messages.rfnm, 6, "{:?}", outcome.messages);
    assert_at_rest(&outcome);
    for host in [A, B] {
        // A message of 932 bits takes 9.3 ms on the cable, whichever way: no two end in less than that.
        let mut times: Vec<u64> = seen
            .cables
            .iter()
            .filter(|seen| seen.host == host && seen.leader.message_type == 0)
            .map(|seen| seen.at.as_ns() / 1000)
            .collect();
        times.sort_unstable();
        assert_eq!(times.len(), 6);
        assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= 9_300), "{times:?}");
    }
}

/// RFC 394 p. 1, "a deadly embrace": each host's output waits for eight buffers, and these for what the other host does not
/// take. As observed of the program this wait has no limit of its own, so both hosts are tardy after 30 s.
#[test]
fn ih_031_ih_037_two_half_duplex_hosts_with_long_messages_embrace_until_they_are_tardy() {
    let both = [(A, message(2, 2, 7000)), (B, message(1, 2, 7000))];
    let messages: Vec<_> = std::iter::repeat_n(both, 3).flatten().collect();
    let (_, outcome) = play(half_duplex(), &messages);
    assert!(outcome.messages.incomplete > 0, "{:?}", outcome.messages);
    assert!(outcome.time > Time::from_ns(30 * SECOND), "{:?}", outcome.time);
    assert_at_rest(&outcome);
}

/// RFC 394 p. 1-2: the IMP keeps a message of such a host waiting, so the host takes nothing, and its IMP would call it
/// tardy after 30 s. That is why the IMP gives the message up before.
#[test]
fn ih_020_ih_037_ih_038_a_half_duplex_host_whose_output_is_stuck_is_freed_in_time() {
    let mut plan = half_duplex();
    plan.hosts.push(bare_host(1, 1));
    let mut world = World::new(plan).expect("the plan is sound");
    let mut seen = Keeper::of_cables();
    world.strike(Time::ZERO, Fault::Host { host: B, fault: HostFault::StopReading });
    for link in 1..6 {
        world.inject(Time::from_ns(SECOND), A, Injection::Message(message(2, link, 40)));
    }
    // Its neighbour at the same IMP writes to it meanwhile.
    world.inject(Time::from_ns(2 * SECOND), HostId(2), Injection::Message(message(1, 9, 40)));
    world.run_until(Time::from_ns(12 * SECOND), &mut seen);
    assert!(seen.at(A, Direction::ToHost).next().is_none(), "its one way is taken");
    world.run_until(Time::from_ns(20 * SECOND), &mut seen);
    assert_eq!(kinds(&seen), [(9, 4)], "resources unavailable");
    assert_eq!(seen.got(A, 0).len(), 1, "and what waited for it has come");
}
