//! The load: flows of synthetic messages, and the IMPs' own generators.

mod world_net;

use arpanet_imp::{Drive, Generator, Settings};
use arpanet_kernel::{StopReason, Time};
use arpanet_world::{
    Direction, Flow, GeneratorPlan, HostId, ImpId, Limits, Nobody, Observer, Plan, Record, SizeBin,
    SizeHistogram, TrafficPlan, World,
};
use arpanet_world::{Interests, Outcome};
use world_net::{Keeper, SECOND, address, chain};

/// Two hosts, one flow from the first to the second, for so many seconds.
fn one_flow(per_minute: f64, scale: f64, bins: &[(u32, u32, u64)], seconds: u64) -> Plan {
    let bins =
        bins.iter().map(|&(from_bits, to_bits, count)| SizeBin { from_bits, to_bits, count }).collect();
    Plan {
        limits: Limits { until: Time::from_ns(seconds * SECOND), stop_when_idle: true },
        traffic: TrafficPlan {
            flows: vec![Flow { from: HostId(0), to: HostId(1), per_minute }],
            sizes: SizeHistogram { bins },
            scale,
            ..TrafficPlan::default()
        },
        ..chain(2, &Settings::AUGUST_1973)
    }
}

fn run(plan: Plan) -> (Keeper, Outcome) {
    let mut keeper = Keeper::of_cables();
    let outcome = World::new(plan).expect("the plan is sound").run(&mut keeper);
    (keeper, outcome)
}

#[test]
fn a_flow_sends_as_much_as_planned_and_all_of_it_arrives() {
    // 120 a minute for an hour: 7,200 messages, standard deviation 85.
    let (seen, outcome) = run(one_flow(60.0, 2.0, &[(200, 200, 1)], 3600));
    let messages = outcome.messages;
    assert!(messages.sent.abs_diff(7_200) < 340, "{messages:?}");
    assert_eq!(messages.sent, messages.rfnm + messages.in_flight);
    assert!(messages.in_flight < 5, "{messages:?}");
    assert_eq!(outcome.reason, StopReason::Deadline, "traffic never comes to rest");
    // 200 bits and the padding's one make 13 words.
    assert!(seen.got(HostId(1), 0).iter().all(|seen| seen.text_bits == 13 * 16));
    assert!(seen.at(HostId(0), Direction::ToImp).all(|seen| seen.text_bits == 200));
}

#[test]
fn lengths_follow_the_histogram_and_multi_packet_messages_arrive_whole() {
    let (seen, outcome) = run(one_flow(100.0, 1.0, &[(0, 99, 3), (4000, 4000, 1)], 3600));
    let got = seen.got(HostId(1), 0);
    let long = got.iter().filter(|seen| seen.text_bits == 4000 / 16 * 16 + 16).count();
    let short = got.iter().filter(|seen| seen.text_bits <= 112).count();
    assert_eq!(long + short, got.len());
    // A quarter of some 6,000; standard deviation 34.
    assert!((long * 4).abs_diff(got.len()) < 4 * 140, "{long} of {}", got.len());
    assert_eq!(outcome.messages.incomplete + outcome.messages.dead + outcome.messages.error, 0);
}

#[test]
fn gaps_between_messages_are_exponential() {
    let (seen, _) = run(one_flow(60.0, 1.0, &[(16, 16, 1)], 7200));
    let times: Vec<u64> = seen.at(HostId(0), Direction::ToImp).map(|seen| seen.at.as_ns()).collect();
    let gaps: Vec<u64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    // Of exponential gaps with mean 1 s, 1/e are longer than 1 s; 7,200 of them, standard deviation 41.
    let longer = gaps.iter().filter(|&&gap| gap > SECOND).count();
    let expected = gaps.len() * 1000 / 2718;
    assert!(longer.abs_diff(expected) < 165, "{longer} of {}", gaps.len());
}

#[test]
fn a_host_that_cannot_get_rid_of_its_messages_stops_making_more_and_says_how_many() {
    // Far more than a 100 kb/s cable takes: 8,000 bits, 6,000 times a minute.
    let outcome =
        World::new(one_flow(6_000.0, 1.0, &[(8_000, 8_000, 1)], 120)).expect("sound").run(&mut Nobody);
    assert!(outcome.withheld > 1_000, "{outcome:?}");
    assert!(outcome.messages.is_balanced());
}

#[test]
fn an_imps_generator_sends_messages_of_its_own_and_is_no_host() {
    struct Packets(u64);
    impl Observer for Packets {
        fn interests(&self) -> Interests {
            Interests { packets: true, ..Interests::NONE }
        }
        fn record(&mut self, _now: Time, record: &Record<'_>) {
            // Packets with data: longer than any reply, shorter than a routing message.
            if let Record::Packet { words, .. } = record {
                self.0 += u64::from(words.len() == 6 + 20);
            }
        }
    }
    let generator = Generator {
        to: address(2, 3),
        for_imp: true,
        link: 0,
        words: 20,
        drive: Drive::OnAnswer,
        count: Some(50),
    };
    let mut plan = chain(2, &Settings::AUGUST_1973);
    let at = Time::from_ns(SECOND);
    plan.traffic.generators = vec![GeneratorPlan { at, imp: ImpId(0), generator: Some(generator) }];
    let mut packets = Packets(0);
    let outcome = World::new(plan).expect("the plan is sound").run(&mut packets);
    assert_eq!(packets.0, 50);
    assert_eq!(outcome.messages.sent, 0, "what an IMP sends for itself is no host's message");
    assert_eq!(outcome.reason, StopReason::Idle);
}
