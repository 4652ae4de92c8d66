//! Old and new TELNET with each other, between July 1973 and the change-over (RFC 495 p. 1, RFC 593): who doesn't know a form
//! bears it, and a server that knows both answers in the form in which it is spoken to.

use arpanet_programs::HostConfig;
use arpanet_programs::host::{JobStatus, ServerConfig};
use arpanet_tests::perfect_subnet::{PerfectSubnet, SECOND};
use arpanet_tests::sites::{CASE, UTAH, telnet_as, tenex};

/// What is seen at CASE-10 by a person whose user TELNET speaks `user` at a server that speaks `server`, and what each has sent
/// the other that is no USASCII.
fn session(user: &str, server: &str, lines: &[&str]) -> (String, Vec<u8>, Vec<u8>) {
    let mut net = PerfectSubnet::new();
    let (name, profile, socket) = match server {
        "RFC495" => ("new-telnet", None, 23),
        "RFC318" => ("telnet", None, 1),
        other => ("telnet", Some(other.to_owned()), 1),
    };
    let servers = vec![ServerConfig { name: name.into(), profile }];
    net.attach(HostConfig { servers, ..tenex(UTAH, &[]) });
    net.attach(tenex(CASE, &[]));
    let job = net.start_program(CASE, telnet_as("UTAH-10", socket, user));
    for line in lines {
        net.run_for(3 * SECOND);
        net.type_line(job, line);
    }
    assert_eq!(net.finish(job), JobStatus::Done, "{user} to {server}: {}", net.terminal(job));
    let signals = |octets: Vec<u8>| octets.into_iter().filter(|octet| *octet >= 128).collect();
    (net.terminal(job).to_owned(), signals(net.octets(CASE, UTAH)), signals(net.octets(UTAH, CASE)))
}

const DIALECTS: [&str; 5] = ["MINIMUM", "RFC318", "RFC435", "RFC495", "DUAL"];

/// RFC 495 p. 1: no errors. What the two have in common is the network virtual terminal, and it is enough to log in.
#[test]
fn tel_044_every_user_gets_on_with_every_server() {
    for user in DIALECTS {
        for server in DIALECTS {
            let (seen, ..) = session(user, server, &["LOGIN THOMAS RSEXEC 1", "WHO", "LOGOUT"]);
            let (_, after) =
                seen.split_once("@LOGIN THOMAS RSEXEC 1\r\n JOB ").unwrap_or_else(|| panic!("{seen}"));
            assert!(after.contains("@WHO\r\n JOB USER         PROGRAM\r\n"), "{user} to {server}: {seen}");
            assert!(after.contains(" LOGOUT THOMAS AT "), "{user} to {server}: {seen}");
            assert!(!seen.contains('?'), "{user} to {server}: {seen}");
        }
    }
}

/// Where both know how, the person gets the server's echo when he asks for it; elsewhere he goes on echoing for himself. Either
/// way each line is seen once.
#[test]
fn tel_025_an_echo_is_had_where_both_know_how_and_is_never_doubled_or_lost() {
    for user in DIALECTS {
        for server in DIALECTS {
            let (seen, _, from_server) = session(user, server, &["^ECHO", "DAYTIME", "LOGOUT"]);
            assert_eq!(seen.matches("DAYTIME\r\n").count(), 1, "{user} to {server}: {seen}");
            let heeds = |dialect: &str| match dialect {
                "MINIMUM" => (false, false),
                "RFC495" => (false, true),
                "DUAL" => (true, true),
                _ => (true, false),
            };
            let ((user_old, user_new), (server_old, server_new)) = (heeds(user), heeds(server));
            let is_granted = user_old && server_old || user_new && server_new;
            // ECHO, or as many WILLs as there were requests: RFC495 users ask to do without go-aheads too.
            let wills = from_server.iter().filter(|octet| **octet == 0xfb).count();
            let grants = from_server.contains(&0x84) || wills > usize::from(user == "RFC495");
            assert_eq!(grants, is_granted, "{user} to {server}: {from_server:x?}");
        }
    }
}

/// RFC 559 p. 4 by way of RFC 593 p. 1: a server that knows both starts nothing itself, and speaks as it is spoken to.
#[test]
fn a_dual_server_speaks_as_it_is_spoken_to() {
    let lines = ["^ECHO", "LOGIN THOMAS RSEXEC 1", "LOGOUT"];
    let (_, _, to_old) = session("RFC318", "DUAL", &lines);
    assert_eq!(to_old, [0x84], "one ECHO");
    let (_, _, to_new) = session("RFC495", "DUAL", &lines);
    assert_eq!(to_new, [0xff, 0xfb, 0xff, 0xfb], "WILL SUPPRESS GO AHEAD, WILL ECHO");
}

/// The mark of a new SYNCH means nothing to an old server: it scans for its own for a minute, and then goes on.
#[test]
fn tel_038_an_old_server_recovers_from_a_new_synch() {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &["telnet"]));
    net.attach(tenex(CASE, &[]));
    let job = net.start_program(CASE, telnet_as("UTAH-10", 1, "RFC495"));
    net.run_for(3 * SECOND);
    net.type_line(job, "^SYNCH");
    net.run_for(SECOND);
    net.type_line(job, "WHO");
    net.run_for(70 * SECOND);
    net.type_line(job, "DAYTIME");
    net.run_for(3 * SECOND);
    let seen = net.terminal(job);
    assert!(seen.contains("DAYTIME\r\n MONDAY, ") && !seen.contains("JOB USER"), "{seen}");
}
