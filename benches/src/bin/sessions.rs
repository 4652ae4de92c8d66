//! As many connections as wanted, open at the same time between whole hosts:
//! `cargo run --release -p arpanet-benches --bin sessions -- 200000`
//!
//! The 252 hosts that the addresses of 1973 allow are TENEXes at 63 IMPs in a ring. Each session has a user's program and its terminal at
//! one host, a server's program at another, the NCPs of both, and two connections through the subnet. The NCP's table and the server have
//! room for more than in 1973, and each host has users at the thirty hosts after it: two hosts share no more connections than there are links.

use std::process::ExitCode;
use std::time::Instant;

use arpanet_benches::resident;
use arpanet_scenario::Time;
use arpanet_scenario::wire::{HostAddress, ImpNumber};
use arpanet_scenario::world::imp::{Routing, Settings};
use arpanet_scenario::world::{
    CablePlan, HostId, HostKind, HostPlan, ImpId, ImpPlan, JobPlan, Limits, LineErrors, LinePlan, Nobody,
    Plan, Rate, ServerPlan, Start, SystemPlan, TerminalLine, World,
};

const IMPS: u16 = 63;
const HOSTS: usize = IMPS as usize * 4;
/// Hosts at which a host has users, and users at each: no more than links 2 to 71.
const NEXT: usize = 30;
const USERS: usize = 70;
/// Connections in all; a session has two.
const MOST: usize = HOSTS * NEXT * USERS * 2;
/// Simulated time from one session's start to the next one's.
const APART_NS: u64 = 50_000_000;
/// What the last sessions need to get going.
const REST_NS: u64 = 60_000_000_000;
/// When the users hang up: after the measurement.
const HANG_UP_NS: u64 = 86_400_000_000_000;

fn main() -> ExitCode {
    let wanted = std::env::args().nth(1).unwrap_or_else(|| String::from("200000")).parse::<usize>();
    let Some(wanted) = wanted.ok().filter(|wanted| (2..=MOST).contains(wanted)) else {
        eprintln!("sessions [CONNECTIONS], 2 to {MOST}");
        return ExitCode::from(2);
    };
    let sessions = wanted / 2;
    let mut world = World::new(plan(sessions)).unwrap_or_else(|fault| panic!("{fault}"));
    let (before, began) = (resident::now(), Instant::now());
    let until = Time::from_ns(sessions as u64 * APART_NS + REST_NS);
    assert_eq!(world.run_until(until, &mut Nobody), None, "the users have not hung up");
    let took = began.elapsed().as_secs_f64();
    let counts = world.outcome().connections;
    let open = counts.opened - counts.closed;
    assert_eq!(open, 2 * sessions as u64, "each session has two connections: {counts:?}");
    let held = resident::now() - before;
    println!("{sessions} sessions, {open} connections open among {HOSTS} hosts, set up in {took:.1} s");
    println!("{} octets each; {:.2} GB resident at most", held / open, resident::peak() as f64 / 1e9);
    ExitCode::SUCCESS
}

fn plan(sessions: usize) -> Plan {
    let settings = Settings { routing: Routing::Static, ..Settings::AUGUST_1973 };
    let imp = |number| ImpPlan {
        number: ImpNumber(number),
        name: format!("IMP-{number}"),
        settings: settings.clone(),
    };
    Plan {
        seed: 165,
        start: Start::Warm,
        limits: Limits { until: Time::from_ns(HANG_UP_NS), stop_when_idle: true },
        imps: (1..=IMPS).map(imp).collect(),
        lines: (0..IMPS).map(line).collect(),
        hosts: (0..HOSTS).map(host).collect(),
        jobs: (0..sessions).map(job).collect(),
        ..Plan::default()
    }
}

/// From an IMP to the next one.
fn line(imp: u16) -> LinePlan {
    LinePlan {
        ends: [ImpId(imp), ImpId((imp + 1) % IMPS)],
        rate: Rate::bits_per_second(50_000),
        propagation_ns: 5_000_000,
        errors: LineErrors::default(),
    }
}

fn host(nth: usize) -> HostPlan {
    let server = |name: &str| ServerPlan { name: name.to_owned(), profile: None };
    HostPlan {
        name: name(nth),
        address: HostAddress { imp: ImpNumber((nth / 4) as u16 + 1), host: (nth % 4) as u8 },
        kind: HostKind::System(SystemPlan {
            system: String::from("tenex"),
            servers: vec![server("telnet")],
            most_connections: Some(u16::MAX),
            most_users: Some(u32::MAX),
            ..SystemPlan::default()
        }),
        cable: CablePlan::default(),
    }
}

fn name(nth: usize) -> String {
    format!("HOST-{nth}")
}

/// Each host in turn has a user of one of those after it.
fn job(nth: usize) -> JobPlan {
    let (from, round) = (nth % HOSTS, nth / HOSTS);
    let to = (from + 1 + round % NEXT) % HOSTS;
    JobPlan {
        at: Time::from_ns(nth as u64 * APART_NS),
        host: HostId(from as u16),
        program: String::from("telnet"),
        arguments: vec![name(to)],
        login: None,
        logins: Default::default(),
        terminal: vec![TerminalLine { after_ns: HANG_UP_NS, text: String::from("^CLOSE") }],
    }
}
