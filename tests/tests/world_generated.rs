//! Networks that were never built, larger than any of 1973: what routing in parts finds out, what it costs, and thousands of IMPs with
//! fixed ways.

mod world_net;

use arpanet_kernel::Time;
use arpanet_scenario::{Generated, Network};
use arpanet_wire::Leader;
use arpanet_wire::modem::{FRAMING_BITS, ROUTING_WORDS};
use arpanet_world::{
    Flow, HostId, Injection, Interests, Limits, Observer, Outcome, Plan, Record, SizeBin, SizeHistogram,
    Start, TrafficPlan, World,
};
use world_net::{Keeper, SECOND, address, bare_host};

fn generated(sites: u16, has_fixed_ways: bool) -> Network {
    Generated { sites, seed: 1973, has_fixed_ways }.network()
}

/// A generated network with a bare host at each IMP.
fn plan(network: &Network, seconds: u64) -> Plan {
    Plan {
        seed: 1973,
        limits: Limits { until: Time::from_ns(seconds * SECOND), stop_when_idle: false },
        imps: network.imps().to_vec(),
        lines: network.line_plans().to_vec(),
        hosts: network.sites().iter().map(|site| bare_host(site.number, 0)).collect(),
        ..Plan::default()
    }
}

/// Two hosts as far from each other as any.
fn farthest(network: &Network) -> (HostId, HostId, u16) {
    let far = |from: usize| {
        let hops = network.hops_from(from).into_iter().zip(0..);
        hops.filter_map(|(hops, to)| Some((hops?, to))).max().expect("a site reaches itself")
    };
    let (_, end) = far(0);
    let (hops, other) = far(usize::from(end));
    (HostId(end), HostId(other), hops)
}

/// Sends messages at these times, and plays on until the end of the plan.
fn send(plan: Plan, seconds: &[u64], from: HostId, to: HostId) -> (Keeper, Outcome) {
    let mut world = World::new(plan).expect("the plan is sound");
    let mut keeper = Keeper::of_cables();
    let leader = Leader::regular(address(to.0 + 1, 0), 2);
    for at in seconds {
        world.inject(Time::from_ns(at * SECOND), from, Injection::Synthetic { leader, text_bits: 500 });
    }
    let outcome = world.run(&mut keeper);
    (keeper, outcome)
}

/// Nobody knows a way at the start: all that is known of IMPs beyond 63 came in the other parts. The first message after a
/// ready line has come up is thrown away (RFC 394 p. 2).
#[test]
fn ways_to_a_hundred_and_fifty_imps_are_found_in_parts() {
    let network = generated(150, false);
    let (from, to, hops) = farthest(&network);
    assert!(hops >= 8, "{hops} hops");
    let (seen, outcome) = send(Plan { start: Start::Cold, ..plan(&network, 150) }, &[140, 145], from, to);
    assert_eq!((outcome.messages.sent, outcome.messages.rfnm), (1, 1), "{outcome:?}");
    assert_eq!(seen.got(to, 0).len(), 1);
}

/// Counts the bits of the routing messages whose words the format of 1973 can hold: those of IMPs 1 to 63.
#[derive(Default)]
struct RoutingBits(u64);

impl Observer for RoutingBits {
    fn interests(&self) -> Interests {
        Interests { packets: true, ..Interests::NONE }
    }

    fn record(&mut self, _: Time, record: &Record<'_>) {
        if let Record::Packet { words, .. } = record
            && words.len() == ROUTING_WORDS
        {
            self.0 += 16 * words.len() as u64 + FRAMING_BITS;
        }
    }
}

#[test]
fn routing_takes_the_share_of_the_lines_that_is_told() {
    for (sites, percent) in [(40, 4), (150, 11), (400, 25)] {
        let network = generated(sites, false);
        let mut bits = RoutingBits::default();
        World::new(plan(&network, 16)).expect("the plan is sound").run(&mut bits);
        let ends =
            network.lines().flat_map(|(_, ends)| ends).filter(|&site| network.sites()[site].number <= 63);
        let measured = bits.0 as f64 / (16 * 50_000 * ends.count()) as f64;
        let told = network.routing_share();
        assert!((measured / told - 1.0).abs() < 0.03, "{sites} sites: {measured} measured, {told} told");
        assert_eq!((told * 100.0).round() as u64, percent);
    }
}

/// Every host sends twenty messages a minute to the host that stands a third of the list further on.
fn load(hosts: usize) -> TrafficPlan {
    let flow = |from: usize| Flow {
        from: HostId(from as u16),
        to: HostId(((from + hosts / 3) % hosts) as u16),
        per_minute: 20.0,
    };
    TrafficPlan {
        flows: (0..hosts).map(flow).collect(),
        sizes: SizeHistogram { bins: vec![SizeBin { from_bits: 100, to_bits: 3000, count: 1 }] },
        scale: 1.0,
        ..TrafficPlan::default()
    }
}

/// The eager form is the oracle.
#[test]
fn parts_that_are_heard_of_late_change_no_bit_at_no_time() {
    let network = generated(150, false);
    let play = |is_eager: bool| {
        let mut world =
            World::new(Plan { traffic: load(150), ..plan(&network, 10) }).expect("the plan is sound");
        if is_eager {
            world.play_eagerly();
        }
        Outcome { events: 0, ..world.run(&mut arpanet_world::Nobody) }
    };
    let outcome = play(false);
    assert!(outcome.messages.rfnm > 300, "{outcome:?}");
    assert_eq!(play(true), outcome);
}

#[test]
fn a_message_crosses_a_thousand_imps_between_the_parts_of_their_routing_messages() {
    let network = generated(1_000, false);
    let (from, to, hops) = farthest(&network);
    let (seen, outcome) = send(plan(&network, 6), &[2], from, to);
    assert_eq!(outcome.messages.rfnm, 1, "{outcome:?}");
    let took = seen.got(to, 0)[0].at.as_ns() - 2 * SECOND;
    // A hop of some 700 bits is 14 ms; a part that is on the line already costs 23 ms more, and none waits for two.
    assert!(took < u64::from(hops) * 45_000_000, "{took} ns over {hops} hops");
}

#[test]
fn a_message_crosses_three_thousand_imps_with_fixed_ways() {
    let network = generated(3_000, true);
    let (from, to, hops) = farthest(&network);
    assert!(hops >= 22, "as far as what routing of 1973 took for infinite: {hops} hops");
    let (seen, outcome) = send(plan(&network, 6), &[1], from, to);
    assert_eq!(outcome.messages.rfnm, 1, "{outcome:?}");
    assert_eq!(seen.got(to, 0)[0].leader.address, address(from.0 + 1, 0));
}
