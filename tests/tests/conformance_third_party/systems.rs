//! Third parties on hosts of different make: every pair of systems, large files, and both directions at once.

use std::rc::Rc;

use arpanet_programs::account::{Account, Credentials};
use arpanet_programs::directory::Directory;
use arpanet_programs::host::{JobSpec, JobStatus, ServerConfig, SetupContents, SetupFile};
use arpanet_programs::system::{FileName, MULTICS, OS360, VersionPattern};
use arpanet_programs::{Content, HostConfig, System};
use arpanet_tests::perfect_subnet::PerfectSubnet;
use arpanet_tests::sites::{BBN, CASE, UTAH, telnet_to, tenex};
use arpanet_wire::HostAddress;

use crate::stage::{Controller, hosts_with, large, text_at};

/// A name that all systems can hold.
const NAME: &str = "NOTE";
const TEXT: &str = "A line of text, {with} [brackets].\n\n\tAnd another; 100% of it.\n";

/// The systems that keep files.
fn systems() -> impl Iterator<Item = &'static System> {
    System::names().filter_map(System::named).filter(|system| system.mail.is_some())
}

/// At CMU the names of users are eight characters long.
fn user_at(system: &System) -> &'static str {
    if system.name == "tops10" { "A110JD01" } else { "DOE" }
}

/// The full name of a file of the user's.
fn full_name(system: &System, name: &str) -> String {
    let pattern = system.names.parse(name).expect("a name that the system can hold");
    let version = match pattern.version {
        VersionPattern::Exactly(version) => version,
        _ => system.names.first_version(),
    };
    system.names.spell(&FileName {
        directory: system.names.home(user_at(system)),
        name: pattern.name.text().to_owned(),
        extension: pattern.extension.text().to_owned(),
        version,
    })
}

/// UTAH and CASE with file servers on these systems, the file at UTAH, and the user on a TENEX.
fn sites(utah: &'static System, case: &'static System, contents: SetupContents) -> PerfectSubnet {
    let mut net = PerfectSubnet::new();
    let file = SetupFile { path: full_name(utah, NAME), contents, private: false };
    for (address, system, files) in [(UTAH, utah, vec![file]), (CASE, case, Vec::new())] {
        let account =
            Account { user: user_at(system).into(), password: String::new(), account: String::new() };
        net.attach(HostConfig {
            system,
            ncp: HostConfig::bare("X", address, system).ncp,
            accounts: vec![account],
            files,
            servers: vec![ServerConfig { name: "ftp".into(), profile: None }],
            ..tenex(address, &[])
        });
    }
    let names = [("UTAH-10", UTAH), ("CASE-10", CASE), ("BBN-TENEX", BBN)];
    let directory = Directory::new(names.map(|(name, address)| (name.to_owned(), address)));
    net.attach(HostConfig { directory: Rc::new(directory), ..tenex(BBN, &[]) });
    net
}

/// Runs lines of RSEXEC for somebody who is known at both sites.
fn rsexec(net: &mut PerfectSubnet, utah: &System, case: &System, lines: &[&str]) -> String {
    let who = |system: &System| Credentials { user: user_at(system).into(), ..Credentials::default() };
    let logins = [("UTAH-10".to_owned(), who(utah)), ("CASE-10".to_owned(), who(case))];
    let spec = JobSpec { program: "rsexec".into(), logins: logins.into(), ..JobSpec::default() };
    let job = net.run_program(BBN, spec, lines);
    assert_eq!(net.finish(job), JobStatus::Done);
    net.terminal(job).to_owned()
}

fn content(net: &PerfectSubnet, host: HostAddress, name: &str) -> Content {
    let host = net.host(host);
    let path = full_name(host.config().system, name);
    host.file(&path).unwrap_or_else(|error| panic!("{path}: {error}")).clone()
}

#[test]
fn lstn_058_ftp_074_a_text_goes_between_any_two_systems_for_a_third() {
    for utah in systems() {
        for case in systems() {
            let mut net = sites(utah, case, SetupContents::Text(TEXT.into()));
            let line = "COPY (FILE) [UTAH-10]NOTE (TO) [CASE-10]NOTE";
            let terminal = rsexec(&mut net, utah, case, &[line]);
            let arrived = content(&net, CASE, NAME).text(case);
            assert_eq!(arrived, TEXT, "{utah:?} to {case:?}: {terminal}");
            assert!(net.data(UTAH, BBN).iter().all(|(_, bits)| !holds(bits.octets(), b"brackets")));
        }
    }
}

fn holds(octets: &[u8], part: &[u8]) -> bool {
    octets.windows(part.len()).any(|window| window == part)
}

/// Words of 36 bits, which all word lengths here divide together: 72 of them.
#[test]
fn lstn_058_ftp_076_bits_go_between_any_two_systems_and_come_back_as_they_were() {
    let octets: Vec<u8> = (0..324_u32).map(|at| (at.wrapping_mul(167) >> 2) as u8 | 1).collect();
    for utah in systems() {
        for case in systems() {
            let mut net = sites(utah, case, SetupContents::Octets(octets.clone()));
            let lines = [
                "TENEX",
                "COPY (FILE) [UTAH-10]NOTE (TO) [CASE-10]NOTE",
                "COPY (FILE) [CASE-10]NOTE (TO) [UTAH-10]BACK",
            ];
            let terminal = rsexec(&mut net, utah, case, &lines);
            let (there, back) = (content(&net, CASE, NAME), content(&net, UTAH, "BACK"));
            let bits = content(&net, UTAH, NAME).words();
            assert_eq!(bits.octets()[..324], octets, "{utah:?}");
            assert_eq!(there.words().octets()[..324], octets, "{utah:?} to {case:?}: {terminal}");
            assert_eq!(back.words(), bits, "{utah:?} to {case:?} and back: {terminal}");
        }
    }
}

/// Four 9-bit characters in a word at one site, four of EBCDIC at the other, and the user on a third machine.
#[test]
fn lstn_058_a_megabyte_goes_from_multics_to_os_360_for_a_user_on_a_tenex() {
    let text = large(37_000);
    assert!((1_000_000..1_100_000).contains(&text.len()), "{}", text.len());
    let mut net = sites(&MULTICS, &OS360, SetupContents::Text(text.clone()));
    let line = "COPY (FILE) [UTAH-10]NOTE (TO) [CASE-10]NOTE";
    let terminal = rsexec(&mut net, &MULTICS, &OS360, &[line]);
    assert!(content(&net, CASE, NAME).text(&OS360) == text, "{terminal}");
}

/// Two users have the same two sites send to each other, in both directions at once, each by its own LSTN.
#[test]
fn lstn_049_transfers_run_in_both_directions_at_once() {
    let mut net = hosts_with("L438", "L438", 1000);
    let mut sessions = Vec::new();
    for (listener, asker, number) in [("CASE-10", "UTAH-10", [13, 4]), ("UTAH-10", "CASE-10", [4, 13])] {
        let mut to = Controller::at(&mut net, listener);
        let mut from = Controller::at(&mut net, asker);
        let x = to.socket(&mut net, "LSTN R");
        let y = from.socket(&mut net, &format!("SOCK {},{x}", number[0]));
        to.socket(&mut net, &format!("SOCK {},{y}", number[1]));
        sessions.push((to, from));
    }
    for (to, from) in &sessions {
        to.types(&mut net, "STOR <THOMAS>COPY.TXT");
        from.types(&mut net, "RETR <THOMAS>LARGE.TXT");
    }
    for (to, from) in &mut sessions {
        to.hears(&mut net, 250);
        from.hears(&mut net, 250);
    }
    let busy = |net: &PerfectSubnet| sessions.iter().filter(|(to, _)| !to.has_heard(net, 252)).count();
    assert_eq!(busy(&net), 2, "both are under way");
    assert!(net.run_until(|net| busy(net) == 0));
    for host in [UTAH, CASE] {
        assert_eq!(text_at(&net, host, "<THOMAS>COPY.TXT;1"), Some(large(1000)), "{host}");
    }
}

/// RFC 385 p. 1: only hosts of EBCDIC need accept it; the others say that they have not got it (RFC 354 p. 9).
#[test]
fn ftp_080_a_server_accepts_ebcdic_where_its_system_uses_it() {
    for (system, expected) in [(&OS360, "200 Type is E"), (&MULTICS, "506 Type E")] {
        let mut net = sites(&MULTICS, system, SetupContents::Text(TEXT.into()));
        let job = net.start_program(BBN, telnet_to("CASE-10", Some(3)));
        net.type_line(job, "TYPE E");
        assert!(net.run_until(|net| net.terminal(job).contains(expected)), "{}", net.terminal(job));
    }
}
