//! One plan, one result: the same fingerprint and the same records, however often it is played.

mod world_net;

use arpanet_imp::Settings;
use arpanet_kernel::Time;
use arpanet_world::{
    Flow, HostId, Interests, Limits, Nobody, Outcome, Plan, SizeBin, SizeHistogram, TakeIn, TrafficPlan,
    World,
};
use world_net::{Keeper, MS, SECOND, bare_host, imp, network};

/// A busy ring of five with bad lines and slow hosts, for twenty seconds.
fn busy() -> Plan {
    let lines = [(1, 2), (2, 3), (3, 4), (4, 5), (5, 1)];
    let mut plan = network(5, &lines, &Settings::AUGUST_1973);
    plan.limits = Limits { until: Time::from_ns(20 * SECOND), stop_when_idle: true };
    for line in &mut plan.lines {
        line.errors.bit_error_rate = 1e-5;
        line.propagation_ns = 3 * MS;
    }
    for host in &mut plan.hosts {
        host.cable.take_in = TakeIn::Exponential { mean_ns: 10 * MS };
    }
    let pairs = (0..5).flat_map(|from| (0..5).map(move |to| (from, to)));
    plan.traffic = TrafficPlan {
        flows: pairs
            .map(|(from, to)| Flow { from: HostId(from), to: HostId(to), per_minute: 30.0 })
            .collect(),
        sizes: SizeHistogram {
            bins: vec![
                SizeBin { from_bits: 0, to_bits: 500, count: 9 },
                SizeBin { from_bits: 501, to_bits: 8063, count: 1 },
            ],
        },
        scale: 1.0,
        ..TrafficPlan::default()
    };
    plan
}

fn outcome_of(plan: Plan) -> Outcome {
    World::new(plan).expect("the plan is sound").run(&mut Nobody)
}

fn records_of(plan: Plan) -> Vec<String> {
    let mut keeper = Keeper::of(Interests::ALL);
    World::new(plan).expect("the plan is sound").run(&mut keeper);
    keeper.lines
}

#[test]
fn the_same_plan_gives_the_same_outcome_and_the_same_records() {
    let first = outcome_of(busy());
    assert!(first.messages.sent > 100, "the plan is busy: {:?}", first.messages);
    assert_eq!(first, outcome_of(busy()));
    let records = records_of(busy());
    assert!(records.len() > 1000);
    assert!(records == records_of(busy()), "the records of two runs differ");
}

#[test]
fn whoever_watches_changes_nothing() {
    let watched = World::new(busy()).expect("the plan is sound").run(&mut Keeper::of(Interests::ALL));
    let unwatched = outcome_of(busy());
    // Where nobody looks, housekeeping is played as fewer events.
    assert_eq!(Outcome { events: unwatched.events, ..watched }, unwatched);
}

#[test]
fn a_run_in_steps_is_the_run_in_one_go() {
    let mut world = World::new(busy()).expect("the plan is sound");
    for step in 1..=40 {
        world.run_until(Time::from_ns(step * 500 * MS), &mut Nobody);
    }
    assert_eq!(world.run(&mut Nobody), outcome_of(busy()));
}

#[test]
fn another_seed_is_another_run() {
    let other = Plan { seed: busy().seed + 1, ..busy() };
    assert_ne!(outcome_of(other).fingerprint, outcome_of(busy()).fingerprint);
}

#[test]
fn a_site_more_with_nothing_to_do_shifts_nobody_elses_chances() {
    let mut larger = busy();
    larger.imps.push(imp(6, &Settings::AUGUST_1973));
    larger.hosts.push(bare_host(6, 0));
    assert_eq!(outcome_of(larger).fingerprint, outcome_of(busy()).fingerprint);
}

#[test]
fn ties_can_be_shuffled_and_every_message_is_still_accounted_for() {
    let shuffled = |seed| outcome_of(Plan { shuffle_ties: Some(seed), ..busy() });
    assert_eq!(shuffled(1), shuffled(1), "shuffling is drawn from its seed alone");
    assert!(shuffled(2).messages.is_balanced());
}
