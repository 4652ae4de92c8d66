//! Generated networks: IMPs on a torus with static routing, a host at each, and flows that grow with the network.

use arpanet_scenario::Time;
use arpanet_scenario::wire::{HostAddress, ImpNumber};
use arpanet_scenario::world::imp::{Routing, Settings};
use arpanet_scenario::world::{
    CablePlan, Flow, HostId, HostKind, HostPlan, ImpId, ImpPlan, Limits, LineErrors, LinePlan, Plan, Rate,
    SizeBin, SizeHistogram, Start, TrafficPlan,
};

/// A torus with `side` IMPs on each side for so many seconds. Each host sends `per_minute` messages of one packet to the
/// host that lies `apart` IMPs away in both directions.
pub fn plan(side: u16, apart: u16, seconds: u64, per_minute: f64) -> Plan {
    let imps = side * side;
    let at = |column: u16, row: u16| ImpId(row % side * side + column % side);
    let settings = Settings { routing: Routing::Static, ..Settings::AUGUST_1973 };
    let places = || (0..side).flat_map(move |row| (0..side).map(move |column| (column, row)));
    let line = |ends| LinePlan {
        ends,
        rate: Rate::bits_per_second(50_000),
        propagation_ns: 5_000_000,
        errors: LineErrors::default(),
    };
    let lines = places().flat_map(|(column, row)| {
        let here = at(column, row);
        [line([here, at(column + 1, row)]), line([here, at(column, row + 1)])]
    });
    let flow = |(column, row): (u16, u16)| Flow {
        from: HostId(at(column, row).0),
        to: HostId(at(column + apart, row + apart).0),
        per_minute,
    };
    Plan {
        seed: u64::from(imps),
        start: Start::Warm,
        limits: Limits { until: Time::from_ns(seconds * 1_000_000_000), stop_when_idle: false },
        imps: (1..=imps)
            .map(|number| ImpPlan {
                number: ImpNumber(number),
                name: format!("IMP-{number}"),
                settings: settings.clone(),
            })
            .collect(),
        lines: lines.collect(),
        hosts: (1..=imps)
            .map(|number| HostPlan {
                name: format!("HOST-{number}"),
                address: HostAddress { imp: ImpNumber(number), host: 0 },
                kind: HostKind::Bare,
                cable: CablePlan::default(),
            })
            .collect(),
        traffic: TrafficPlan {
            flows: places().map(flow).collect(),
            sizes: SizeHistogram { bins: vec![SizeBin { from_bits: 500, to_bits: 500, count: 1 }] },
            scale: 1.0,
            ..TrafficPlan::default()
        },
        ..Plan::default()
    }
}
