//! Signals, echo and hiding: TEL-018 to TEL-028.

use arpanet_programs::host::JobStatus;
use arpanet_programs::system::MULTICS;
use arpanet_programs::{HostConfig, icp};
use arpanet_tests::perfect_subnet::{PerfectSubnet, SECOND};
use arpanet_tests::scripted_end::ScriptedEnd;
use arpanet_tests::sites::{CASE, UTAH, telnet_as, telnet_to, tenex};

use crate::stage::{BREAK, DATA_MARK, ECHO, HIDE, NO_ECHO, NOP, real_server, real_user, says_next, shown};

#[test]
fn tel_018_a_standard_user_heeds_every_signal_of_the_server() {
    let (mut net, job, server) = real_user();
    let show = |net: &mut PerfectSubnet, signal: &[u8], typed: &str| {
        server.send(net, signal);
        net.run_for(SECOND);
        let before = shown(net, job).len();
        net.type_line(job, typed);
        net.run_for(SECOND);
        shown(net, job)[before..].to_owned()
    };
    assert_eq!(show(&mut net, &[NOP], "ONE"), "ONE\r\n");
    assert_eq!(show(&mut net, &[BREAK], "TWO"), "TWO\r\n");
    assert_eq!(show(&mut net, &[ECHO], "THREE"), "", "the server echoes");
    assert_eq!(show(&mut net, &[NO_ECHO], "FOUR"), "FOUR\r\n");
    assert_eq!(show(&mut net, &[HIDE], "FIVE"), "\r\n", "only the line goes on");
    assert_eq!(show(&mut net, &[NO_ECHO], "SIX"), "SIX\r\n");
}

#[test]
fn tel_019_a_standard_server_heeds_every_signal_of_the_user() {
    let (mut net, user) = real_server();
    let say = |net: &mut PerfectSubnet, octets: &[u8]| {
        user.send(net, octets);
        let before = user.heard(net).len();
        net.run_for(SECOND);
        user.heard(net)[before..].to_vec()
    };
    assert_eq!(say(&mut net, &[NOP]), b"");
    assert_eq!(say(&mut net, &[BREAK]), b"^C\r\n@");
    assert_eq!(say(&mut net, &[ECHO]), [ECHO]);
    assert_eq!(say(&mut net, b"XYZ"), b"XYZ");
    assert_eq!(say(&mut net, &[NO_ECHO]), [NO_ECHO]);
    assert_eq!(say(&mut net, b"XYZ"), b"");
    user.interrupt(&mut net);
    net.run_for(SECOND);
    assert_eq!(say(&mut net, &[b'A', BREAK, b'B', DATA_MARK]), b"^C\r\n@");
}

#[test]
fn tel_020_the_user_can_send_break_synch_echo_and_no_echo() {
    let (mut net, job, server) = real_user();
    for (typed, octets, interrupts) in [
        ("^ECHO", vec![ECHO], 0),
        ("^NOECHO", vec![NO_ECHO], 0),
        ("^SYNCH", vec![DATA_MARK], 1),
        ("^BREAK", vec![BREAK, DATA_MARK], 2),
    ] {
        let before = server.heard(&net).len();
        net.type_line(job, typed);
        net.run_for(SECOND);
        assert_eq!(server.heard(&net)[before..], octets, "{typed}");
        assert_eq!(server.interrupts(&net), interrupts, "{typed}");
    }
}

#[test]
fn tel_021_at_first_the_using_site_echoes_and_the_server_does_not() {
    let (mut net, job, server) = real_user();
    net.type_line(job, "HELLO");
    net.run_for(SECOND);
    assert_eq!((shown(&net, job), server.heard(&net)), ("HELLO\r\n", b"HELLO\r\n".to_vec()));
    let (mut net, user) = real_server();
    user.send(&mut net, b"HELLO");
    assert_eq!(says_next(&mut net, &user), "");
}

#[test]
fn tel_022_tel_023_the_server_echoes_when_asked_and_stops_when_asked() {
    let (mut net, user) = real_server();
    user.send(&mut net, &[ECHO]);
    user.hears(&mut net, [ECHO]);
    user.send(&mut net, b"DAYTIME\r\n");
    user.hears(&mut net, b"DAYTIME\r\n MONDAY, ");
    user.send(&mut net, &[NO_ECHO]);
    user.hears(&mut net, [NO_ECHO]);
    user.send(&mut net, b"DAYTIME\r\n");
    assert!(says_next(&mut net, &user).starts_with(" MONDAY, "));
}

/// RFC 318 p. 10: "or by continuing in the current mode and returning the signal for the current mode". A system that works
/// a line at a time (p. 13) has nothing to echo with.
#[test]
fn tel_022_a_server_that_cannot_echo_says_so() {
    let mut net = PerfectSubnet::new();
    net.attach(HostConfig { system: &MULTICS, files: vec![], ..tenex(UTAH, &["telnet"]) });
    net.attach_peer(CASE);
    let user = ScriptedEnd::call(&mut net, CASE, UTAH, icp::TELNET.socket);
    user.hears(&mut net, "Multics at UTAH-10\r\n");
    user.send(&mut net, &[ECHO]);
    user.hears(&mut net, [NO_ECHO]);
    user.send(&mut net, b"date_time\r\n");
    assert!(says_next(&mut net, &user).starts_with(" MONDAY, "), "and it doesn't");
}

#[test]
fn tel_024_the_server_says_no_echo_only_after_hiding() {
    let (mut net, user) = real_server();
    for line in ["LOGIN THOMAS\r\n", "RSEXEC\r\n", "1\r\n", "WHO\r\n", "DIRECTORY\r\n", "LOGOUT\r\n"] {
        user.send(&mut net, line.as_bytes());
        net.run_for(SECOND);
    }
    let signals: Vec<u8> = user.heard(&net).into_iter().filter(|octet| *octet >= 128).collect();
    assert_eq!(signals, [HIDE, NO_ECHO]);
}

#[test]
fn tel_025_local_echo_changes_only_on_the_servers_word() {
    let (mut net, job, server) = real_user();
    net.type_line(job, "^ECHO");
    net.type_line(job, "ASKED");
    net.run_for(SECOND);
    server.send(&mut net, &[NO_ECHO]);
    net.run_for(SECOND);
    net.type_line(job, "DECLINED");
    net.run_for(SECOND);
    assert_eq!(shown(&net, job), "ASKED\r\nDECLINED\r\n");
}

/// RFC 435 p. 2-3, a proposal: the server too may ask, nobody can refuse NO ECHO, and only what changes is answered.
#[test]
fn tel_026_in_the_variant_either_side_asks_and_it_settles() {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &[]));
    net.attach_peer(CASE);
    let job = net.start_program(UTAH, telnet_as("CASE-10", icp::TELNET.socket, "RFC435"));
    let server = ScriptedEnd::serve(&mut net, CASE, UTAH, icp::TELNET.socket);
    assert!(net.run_until(|net| net.terminal(job).contains("is open")));
    let mut said = |says: &[u8], types: &[&str]| {
        let before = server.heard(&net).len();
        server.send(&mut net, says);
        types.iter().for_each(|line| net.type_line(job, line));
        net.run_for(SECOND);
        server.heard(&net)[before..].to_vec()
    };
    assert_eq!(said(&[ECHO], &[]), [ECHO], "a change of mode is confirmed");
    assert_eq!(said(&[ECHO], &[]), b"", "and no change is not");
    assert_eq!(said(&[NO_ECHO], &["^NOECHO"]), [NO_ECHO], "both ask at once: two commands are enough");
    assert_eq!(said(&[NO_ECHO], &[]), b"");
    assert_eq!(said(&[], &["^ECHO"]), [ECHO]);
    assert_eq!(said(&[NO_ECHO], &[]), b"", "a refusal is not answered");
}

#[test]
fn tel_027_what_is_typed_is_hidden_from_hide_to_no_echo() {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &[]));
    net.attach(tenex(CASE, &["telnet"]));
    let job = net.start_program(UTAH, telnet_to("CASE-10", None));
    for line in ["LOGIN THOMAS", "RSEXEC", "1", "LOGOUT"] {
        net.run_for(5 * SECOND);
        net.type_line(job, line);
    }
    assert_eq!(net.finish(job), JobStatus::Done);
    assert!(!shown(&net, job).contains("RSEXEC"), "{}", shown(&net, job));
    let dialogue = "@LOGIN THOMAS\r\n(PASSWORD) \r\n(ACCOUNT #) 1\r\n JOB ";
    assert!(shown(&net, job).contains(dialogue), "{}", shown(&net, job));
}

#[test]
fn tel_028_an_echoing_server_hides_by_not_echoing() {
    let (mut net, user) = real_server();
    user.send(&mut net, &[ECHO]);
    user.send(&mut net, b"LOGIN THOMAS\r\n");
    user.hears(&mut net, "(PASSWORD) ");
    user.send(&mut net, b"RSEXEC\r\n");
    user.hears(&mut net, "(ACCOUNT #) ");
    let heard = user.heard(&net);
    assert!(!heard.contains(&HIDE));
    assert!(String::from_utf8_lossy(&heard).contains("(PASSWORD) \r\n(ACCOUNT #) "));
}
