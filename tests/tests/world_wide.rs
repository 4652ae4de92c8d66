//! Networks wider than history's: more IMPs than six bits can name, with routing that stands still.

mod world_net;

use arpanet_imp::Settings;
use arpanet_kernel::Time;
use arpanet_wire::Leader;
use arpanet_world::{HostId, Injection, Plan, PlanError, World};
use world_net::{Keeper, address, assert_at_rest, chain, network, still};

#[test]
fn a_message_crosses_a_network_of_three_hundred_imps() {
    // A ladder: two rows of 150.
    let rows = (1..=2u16).flat_map(|row| (1..150).map(move |n| (row, n)));
    let mut lines: Vec<(u16, u16)> =
        rows.map(|(row, n)| ((row - 1) * 150 + n, (row - 1) * 150 + n + 1)).collect();
    lines.extend((1..=150u16).step_by(10).map(|n| (n, 150 + n)));
    let mut world = World::new(network(300, &lines, &still())).expect("the plan is sound");
    let mut seen = Keeper::of_cables();
    let leader = Leader::regular(address(300, 0), 2);
    world.inject(Time::ZERO, HostId(0), Injection::Synthetic { leader, text_bits: 100 });
    let outcome = world.run(&mut seen);
    assert_at_rest(&outcome);
    let arrived = seen.got(HostId(299), 0);
    assert_eq!(arrived.len(), 1);
    assert_eq!(arrived[0].leader.address, address(1, 0), "the leader names the source");
    assert_eq!(seen.got(HostId(0), 5)[0].leader.address, address(300, 0), "the RFNM names the destination");
}

#[test]
fn an_empty_plan_is_a_world_in_which_nothing_happens() {
    let outcome =
        World::new(Plan::default()).expect("nothing contradicts itself").run(&mut arpanet_world::Nobody);
    assert_at_rest(&outcome);
}

#[test]
fn more_lines_than_ids_are_refused() {
    let mut plan = chain(2, &Settings::AUGUST_1973);
    plan.lines = vec![plan.lines[0].clone(); 40_000];
    assert!(matches!(World::new(plan), Err(PlanError::TooMany { what: "lines", .. })));
}
