//! Initial connections, one after the other: a user's host and a server's so many hops apart, and a TELNET for each.

use arpanet_scenario::Time;
use arpanet_scenario::wire::{HostAddress, ImpNumber};
use arpanet_scenario::world::imp::{Routing, Settings};
use arpanet_scenario::world::{
    CablePlan, HostId, HostKind, HostPlan, ImpId, ImpPlan, JobPlan, Limits, LineErrors, LinePlan, Nobody,
    Outcome, Plan, Rate, ServerPlan, Start, SystemPlan, World,
};

/// Simulated time from one to the next.
const APART_NS: u64 = 3_000_000_000;

/// `count` connections over `hops` hops; the network's routing is static, so that no housekeeping is measured.
pub fn plan(hops: u16, count: u64) -> Plan {
    let settings = Settings { routing: Routing::Static, ..Settings::AUGUST_1973 };
    let host = |name: &str, imp: u16, interface: u8, servers: &[&str]| HostPlan {
        name: name.to_owned(),
        address: HostAddress { imp: ImpNumber(imp), host: interface },
        kind: HostKind::System(SystemPlan {
            system: String::from("tenex"),
            servers: servers
                .iter()
                .map(|name| ServerPlan { name: (*name).to_owned(), profile: None })
                .collect(),
            ..SystemPlan::default()
        }),
        cable: CablePlan::default(),
    };
    let job = |nth: u64| JobPlan {
        at: Time::from_ns(nth * APART_NS),
        host: HostId(0),
        program: String::from("telnet"),
        arguments: vec![String::from("SERVER"), String::from("7")],
        login: None,
        logins: Default::default(),
        terminal: vec!["^CLOSE".into()],
    };
    Plan {
        seed: 165,
        start: Start::Warm,
        limits: Limits { until: Time::from_ns((count + 60) * APART_NS), stop_when_idle: true },
        imps: (1..=hops + 1)
            .map(|number| ImpPlan {
                number: ImpNumber(number),
                name: format!("IMP-{number}"),
                settings: settings.clone(),
            })
            .collect(),
        lines: (0..hops)
            .map(|imp| LinePlan {
                ends: [ImpId(imp), ImpId(imp + 1)],
                rate: Rate::bits_per_second(50_000),
                propagation_ns: 5_000_000,
                errors: LineErrors::default(),
            })
            .collect(),
        hosts: vec![host("USER", 1, 0, &[]), host("SERVER", hops + 1, 1, &["echo"])],
        jobs: (1..=count).map(job).collect(),
        ..Plan::default()
    }
}

/// Plays it.
///
/// # Panics
/// When the plan contradicts itself, or fewer connections were opened than were asked for: three for each ICP.
pub fn play(hops: u16, count: u64) -> Outcome {
    let mut world = World::new(plan(hops, count)).unwrap_or_else(|fault| panic!("{fault}"));
    let outcome = world.run(&mut Nobody);
    assert_eq!(outcome.connections.opened, 3 * count, "{:?}", outcome.connections);
    outcome
}
