//! The small servers over a perfect subnet: character generator, who is on, date and time, finger; and the sockets at which
//! hosts had them by the lists of December 1972 and April 1973.

use arpanet_programs::account::Account;
use arpanet_programs::host::{ConfigError, JobSpec, JobStatus, ServerConfig};
use arpanet_programs::{Host, HostConfig};
use arpanet_tests::perfect_subnet::{PerfectSubnet, SECOND};
use arpanet_tests::scripted_end::ScriptedEnd;
use arpanet_tests::sites::{BBN, CASE, UTAH, telnet_to, tenex, text_file};
use arpanet_wire::HostAddress;

/// UTAH-10 with these servers, and what CASE-10's user sees who runs `telnet UTAH-10 SOCKET`.
fn seen_at(config: HostConfig, socket: u32) -> String {
    let mut net = PerfectSubnet::new();
    net.attach(config);
    net.attach(tenex(CASE, &[]));
    let job = net.run_program(CASE, telnet_to("UTAH-10", Some(socket)), &[]);
    net.finish(job);
    net.terminal(job).to_owned()
}

fn with_profile(server: &str, profile: &str) -> ServerConfig {
    ServerConfig { name: server.into(), profile: Some(profile.into()) }
}

#[test]
fn the_time_is_one_line_and_the_connections_close() {
    let seen = seen_at(tenex(UTAH, &["daytime"]), 13);
    assert!(seen.contains("MONDAY, 15-JAN-73 12:00:0"), "{seen}");
    assert!(seen.ends_with("UTAH-10 is closed\r\n"), "{seen}");
}

#[test]
fn systat_tells_who_is_on() {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &["telnet", "systat"]));
    net.attach(tenex(CASE, &[]));
    let thomas = net.start_program(CASE, telnet_to("UTAH-10", None));
    net.type_line(thomas, "LOGIN THOMAS RSEXEC 1");
    net.run_for(10 * SECOND);
    let job = net.run_program(CASE, telnet_to("UTAH-10", Some(11)), &[]);
    net.finish(job);
    assert!(net.terminal(job).contains("1 JOBS"), "{}", net.terminal(job));
    assert!(net.terminal(job).contains("THOMAS"), "{}", net.terminal(job));
}

/// RFC 503 p. 2: "who-is-up". A host with which something has passed is up, one of which the IMP has said so is down, and of
/// others nothing is known.
#[test]
fn netstat_tells_who_is_up_and_what_is_connected() {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &["netstat"]));
    net.attach(tenex(CASE, &[]));
    let call = |net: &mut PerfectSubnet, host: HostAddress, to: &str, socket: u32| {
        let job = net.run_program(host, telnet_to(to, Some(socket)), &[]);
        net.finish(job);
        net.terminal(job).to_owned()
    };
    let before = call(&mut net, CASE, "UTAH-10", 15);
    assert!(before.contains("CASE-10        UP") && before.contains("BBN-TENEX      ?"), "{before}");
    call(&mut net, UTAH, "BBN-TENEX", 1);
    let after = call(&mut net, CASE, "UTAH-10", 15);
    assert!(after.contains("BBN-TENEX      DOWN"), "{after}");
    // Its own two connections with whoever asks, 8 bits to a byte.
    let open = after.lines().filter(|line| line.ends_with("SENDING") || line.ends_with("RECEIVING"));
    assert!(open.clone().all(|line| line.contains("CASE-10") && line.contains("    8 ")), "{after}");
    assert_eq!(open.count(), 2, "{after}");
}

#[test]
fn the_character_generator_goes_on_until_the_user_goes() {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &["chargen"]));
    net.attach_peer(CASE);
    let user = ScriptedEnd::call(&mut net, CASE, UTAH, 19);
    user.hears(
        &mut net,
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg\r\n!\"#$",
    );
    net.run_for(60 * SECOND);
    assert!(user.heard(&net).len() > 10_000, "{} octets", user.heard(&net).len());
    assert!(!user.is_closed(&net));
    user.close_receiving(&mut net);
    user.close_sending(&mut net);
    net.run_for(60 * SECOND);
    assert!(user.is_closed(&net));
}

/// RFC 742 p. 1-2.
#[test]
fn finger_tells_of_all_or_of_one_and_of_his_plan() {
    let mut net = PerfectSubnet::new();
    let mut config = tenex(UTAH, &["finger"]);
    config.files.push(text_file("<THOMAS>PLAN.;1", "To write RFC 438."));
    config.accounts.push(Account { user: "DOE".into(), password: "X".into(), account: String::new() });
    net.attach(config);
    net.attach(tenex(CASE, &[]));
    let mut finger = |what: &str| {
        let spec = JobSpec { program: "finger".into(), arguments: vec![what.into()], ..JobSpec::default() };
        let job = net.run_program(CASE, spec, &[]);
        assert_eq!(net.finish(job), JobStatus::Done);
        net.terminal(job).to_owned()
    };
    assert!(finger("@UTAH-10").starts_with("UTAH-10, 15-JAN-73"), "all");
    assert_eq!(finger("thomas@UTAH-10"), "THOMAS IS NOT LOGGED IN\r\nPLAN:\r\nTo write RFC 438.\r\n");
    assert_eq!(finger("DOE,ROE@UTAH-10"), "DOE IS NOT LOGGED IN\r\nNO PLAN\r\nROE: NO SUCH USER\r\n");
}

/// RFC 433 p. 3 and RFC 503 p. 4: UTAH told who was on at socket 9, where the network threw away.
#[test]
fn a_host_has_its_services_where_it_had_them() {
    for list in ["RFC433", "RFC503"] {
        let mut config = tenex(UTAH, &[]);
        config.servers = vec![with_profile("systat", list), with_profile("echo", list)];
        assert!(seen_at(config.clone(), 9).contains(" JOBS"), "{list}");
        assert!(!seen_at(config, 11).contains(" JOBS"), "{list}");
    }
    let config = HostConfig { servers: vec![with_profile("systat", "RFC503")], ..tenex(BBN, &[]) };
    assert!(Host::new(config).is_ok(), "at BBN-TENEX it had moved to 11");
}

#[test]
fn two_services_at_one_socket_are_an_error_of_the_configuration() {
    let mut config = tenex(UTAH, &["discard"]);
    config.servers.push(with_profile("systat", "RFC433"));
    let expected = ConfigError::SameSocket { first: "discard".into(), second: "systat".into(), socket: 9 };
    assert_eq!(Host::new(config).err(), Some(expected));
}
