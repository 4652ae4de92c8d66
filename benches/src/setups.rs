//! Set-ups one after the other: a user's host and a server's so many hops apart, and for each set-up a program that makes it.

use arpanet_scenario::Time;
use arpanet_scenario::wire::{HostAddress, ImpNumber};
use arpanet_scenario::world::imp::{Routing, Settings};
use arpanet_scenario::world::{
    CablePlan, FileContents, FilePlan, HostId, HostKind, HostPlan, ImpId, ImpPlan, JobPlan, Limits,
    LineErrors, LinePlan, Login, Nobody, Outcome, Plan, Rate, ServerPlan, Start, SystemPlan, World,
};

/// What is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// An initial connection (RFC 165), by TELNET to an echo server.
    Icp,
    /// An FTP session, logged in and ended (RFC 354).
    FtpLogin,
    /// Two FTP sessions, and by LSTN a file from the server to the one beside the user (RFC 438).
    ThirdParty,
}

impl Way {
    /// Simulated time from one to the next: they never overlap.
    const fn apart_ns(self) -> u64 {
        match self {
            Way::Icp => 3_000_000_000,
            Way::FtpLogin | Way::ThirdParty => 20_000_000_000,
        }
    }

    /// Connections that each opens: the number's and two more for an initial connection; the file's.
    pub const fn connections(self) -> u64 {
        match self {
            Way::Icp | Way::FtpLogin => 3,
            Way::ThirdParty => 7,
        }
    }

    /// The program, its arguments, and what is typed.
    const fn job(self) -> (&'static str, &'static [&'static str], &'static [&'static str]) {
        match self {
            Way::Icp => ("telnet", &["SERVER", "7"], &["^CLOSE"]),
            Way::FtpLogin => ("ftp", &["SERVER"], &["LOGIN THOMAS RSEXEC 1", "BYE"]),
            Way::ThirdParty => (
                "rsexec",
                &[],
                &["APPEND (FILE) [SERVER]<THOMAS>ONE.TXT;1 (TO FILE) [BESIDE]<THOMAS>TWO.TXT;1"],
            ),
        }
    }
}

fn thomas() -> Login {
    let [user, password, account] = ["THOMAS", "RSEXEC", "1"].map(String::from);
    Login { user, password, account }
}

fn file(name: &str) -> FilePlan {
    FilePlan { path: format!("<THOMAS>{name}.TXT;1"), contents: FileContents::Text(format!("{name}\n")) }
}

/// `count` set-ups over `hops` hops; the network's routing is static, so that no housekeeping is measured.
pub fn plan(way: Way, hops: u16, count: u64) -> Plan {
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
            accounts: vec![thomas()],
            files: vec![file("ONE"), file("TWO")],
            ..SystemPlan::default()
        }),
        cable: CablePlan::default(),
    };
    let (program, arguments, typed) = way.job();
    let job = |nth: u64| JobPlan {
        at: Time::from_ns(nth * way.apart_ns()),
        host: HostId(0),
        program: String::from(program),
        arguments: arguments.iter().map(|word| (*word).to_owned()).collect(),
        login: Some(thomas()),
        logins: Default::default(),
        terminal: typed.iter().map(|line| (*line).into()).collect(),
    };
    Plan {
        seed: 165,
        start: Start::Warm,
        limits: Limits { until: Time::from_ns((count + 60) * way.apart_ns()), stop_when_idle: true },
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
        hosts: vec![
            host("USER", 1, 0, &[]),
            host("SERVER", hops + 1, 1, &["echo", "ftp"]),
            host("BESIDE", 1, 2, &["ftp"]),
        ],
        jobs: (1..=count).map(job).collect(),
        ..Plan::default()
    }
}

/// Plays it.
///
/// # Panics
/// When the plan contradicts itself, or another number of connections was opened than was asked for.
pub fn play(way: Way, hops: u16, count: u64) -> Outcome {
    let mut world = World::new(plan(way, hops, count)).unwrap_or_else(|fault| panic!("{fault}"));
    let outcome = world.run(&mut Nobody);
    assert_eq!(outcome.connections.opened, way.connections() * count, "{way:?}: {:?}", outcome.connections);
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_sets_up_what_it_says_near_and_far() {
        for way in [Way::Icp, Way::FtpLogin, Way::ThirdParty] {
            for hops in [0, 1, 5] {
                let outcome = play(way, hops, 4);
                assert_eq!(outcome.connections.refused, 0, "{way:?} over {hops} hops");
            }
        }
    }
}
