//! What an idle IMP and an idle host take in memory: `cargo run --release -p arpanet-benches --bin memory`
//!
//! Each case is a process of its own, so that none is measured in what another has given back. It builds so many tori that some
//! thousands of IMPs are there, plays ten simulated seconds of each, and counts what is resident beyond what was before.

use std::hint::black_box;
use std::process::{Command, ExitCode};

use arpanet_benches::{resident, torus};
use arpanet_scenario::world::imp::{Routing, Settings};
use arpanet_scenario::world::{HostKind, Nobody, Plan, ServerPlan, SystemPlan, World};

/// What is at the IMPs.
#[derive(Clone, Copy)]
enum Hosts {
    None,
    Bare,
    /// A TENEX with servers for TELNET and FTP, its NCP, and nobody logged in.
    System,
}

struct Case {
    name: &'static str,
    side: u16,
    worlds: u16,
    routing: Routing,
    hosts: Hosts,
}

const ADAPTIVE: Routing = Settings::AUGUST_1973.routing;
const CASES: [Case; 5] = [
    Case { name: "36 IMPs, adaptive routing", side: 6, worlds: 100, routing: ADAPTIVE, hosts: Hosts::None },
    Case { name: "36 IMPs, a bare host each", side: 6, worlds: 100, routing: ADAPTIVE, hosts: Hosts::Bare },
    Case { name: "36 IMPs, a system each", side: 6, worlds: 100, routing: ADAPTIVE, hosts: Hosts::System },
    Case { name: "1,024 IMPs, adaptive routing", side: 32, worlds: 4, routing: ADAPTIVE, hosts: Hosts::None },
    Case {
        name: "10,000 IMPs, fixed ways",
        side: 100,
        worlds: 1,
        routing: Routing::Static,
        hosts: Hosts::None,
    },
];
/// Simulated time that each world is played for.
const SECONDS: u64 = 10;

fn main() -> ExitCode {
    match std::env::args().nth(1).map(|nth| nth.parse::<usize>()) {
        None => all(),
        Some(Ok(nth)) if nth < CASES.len() => {
            let case = &CASES[nth];
            println!("{:9} octets for each IMP: {}", case.octets_for_each(), case.name);
            ExitCode::SUCCESS
        }
        Some(_) => {
            eprintln!("memory [CASE], 0 to {}", CASES.len() - 1);
            ExitCode::from(2)
        }
    }
}

fn all() -> ExitCode {
    let program = std::env::current_exe().expect("a running program has a file");
    let play = |nth: usize| Command::new(&program).arg(nth.to_string()).status();
    let is_well = (0..CASES.len()).all(|nth| play(nth).is_ok_and(|status| status.success()));
    if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Case {
    fn octets_for_each(&self) -> u64 {
        let imps = u64::from(self.side) * u64::from(self.side) * u64::from(self.worlds);
        let before = resident::now();
        let worlds: Vec<World> = (0..self.worlds).map(|_| self.world()).collect();
        let held = resident::now() - before;
        black_box(worlds);
        held / imps
    }

    fn world(&self) -> World {
        let mut world = World::new(self.plan()).unwrap_or_else(|fault| panic!("{fault}"));
        world.run(&mut Nobody);
        world
    }

    fn plan(&self) -> Plan {
        let mut plan = torus::plan(self.side, self.side / 3, SECONDS, 0.0);
        plan.traffic.flows.clear();
        plan.imps.iter_mut().for_each(|imp| imp.settings.routing = self.routing);
        match self.hosts {
            Hosts::None => plan.hosts.clear(),
            Hosts::Bare => {}
            Hosts::System => plan.hosts.iter_mut().for_each(|host| host.kind = system()),
        }
        plan
    }
}

fn system() -> HostKind {
    let server = |name: &str| ServerPlan { name: String::from(name), profile: None };
    HostKind::System(SystemPlan {
        system: String::from("tenex"),
        servers: vec![server("telnet"), server("ftp")],
        ..SystemPlan::default()
    })
}
