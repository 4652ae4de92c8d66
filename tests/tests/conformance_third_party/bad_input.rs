//! What bad input comes to on whole hosts: the period's reply, others undisturbed, nothing lost.

use arpanet_programs::HostConfig;
use arpanet_programs::host::ServerConfig;
use arpanet_tests::perfect_subnet::PerfectSubnet;
use arpanet_tests::scripted_end::ScriptedEnd;
use arpanet_tests::sites::{BBN, CASE, UTAH, telnet_to, tenex, text_file};

use crate::stage::{Controller, PROG2, THIRD, ftp_to, hosts, hosts_with, large, prog2, text_at};

/// Octets to a server, and the reply that it must give to them.
const BAD: &[(&str, u16)] = &[
    ("FROB x\r\n", 500),
    ("RETRIEVE x\r\n", 500),
    ("RETR\r\n", 502),
    ("RETR a\rb\r\n", 501),
    ("STOR a\nb\r\n", 501),
    ("BYTE 0\r\n", 501),
    ("BYTE 99999999999999999999\r\n", 501),
    ("SOCK 1,2,3\r\n", 501),
    ("TYPE Z\r\n", 501),
    ("REST a b\r\n", 501),
    ("RNTO x\r\n", 503),
    ("RETR MISSING.TXT\r\n", 450),
    ("DELE MISSING.TXT\r\n", 450),
    ("RNFR MISSING.TXT\r\n", 450),
    ("RETR <NOBODY>X.TXT\r\n", 450),
    ("STOR <JONES>X.TXT\r\n", 451),
    ("RETR <<<;;;\r\n", 451),
];

/// Sends octets in messages that a host may send.
fn sends(net: &mut PerfectSubnet, end: &ScriptedEnd, octets: &[u8]) {
    for part in octets.chunks(900) {
        end.send(net, part);
        net.run_for(1_000_000_000);
    }
}

/// Lines of bad input, and one of ten thousand characters, while somebody else's file of a few seconds is on its way.
#[test]
fn ftp_010_ftp_011_ftp_012_bad_input_gets_its_reply_and_disturbs_nobody() {
    let mut net = hosts_with("L438", "L438", 3000);
    let job = net.start_program(BBN, ftp_to("CASE-10"));
    for line in ["LOGIN", "GET LARGE.TXT HERE.TXT"] {
        net.type_line(job, line);
    }
    assert!(net.run_until(|net| net.terminal(job).contains("250 ")));
    let bad = ScriptedEnd::call(&mut net, THIRD, CASE, 3);
    for (line, code) in [("USER THOMAS\r\n", 330), ("PASS RSEXEC\r\n", 331), ("ACCT 1\r\n", 230)] {
        sends(&mut net, &bad, line.as_bytes());
        bad.hears(&mut net, format!("{code} "));
    }
    for (line, code) in BAD {
        let before = bad.heard(&net).len();
        sends(&mut net, &bad, line.as_bytes());
        let answered = |net: &PerfectSubnet| bad.heard(net).len() > before;
        assert!(net.run_until(answered), "{line:?} gets no reply");
        let heard = String::from_utf8_lossy(&bad.heard(&net)[before..]).into_owned();
        assert!(heard.starts_with(&format!("{code} ")), "{line:?}: {heard}");
    }
    let before = bad.heard(&net).len();
    let long = format!("RETR {}\r\n", "x".repeat(10_000));
    sends(&mut net, &bad, long.as_bytes());
    sends(&mut net, &bad, &(128..=255).chain(*b"\x80STAT\r\n").collect::<Vec<u8>>());
    bad.hears(&mut net, "Status complete");
    let heard = String::from_utf8_lossy(&bad.heard(&net)[before..]).into_owned();
    assert!(heard.starts_with("501 Command line too long\r\n100 "), "codes above 127 get no reply: {heard}");
    assert!(net.run_until(|net| net.terminal(job).contains("HERE.TXT;1 written")), "{}", net.terminal(job));
    assert_eq!(text_at(&net, BBN, "<THOMAS>HERE.TXT;1"), Some(large(3000)));
    assert_eq!(prog2(&net), PROG2);
}

/// RFC 354 p. 19: 431, and 430 when that has happened too often; whoever is in stays in.
#[test]
fn ftp_036_ftp_037_wrong_passwords_lock_nobody_else_out() {
    let mut net = hosts("L438", "L438");
    let mut other = Controller::at(&mut net, "CASE-10");
    let thief = net.start_program(BBN, telnet_to("CASE-10", Some(3)));
    for _ in 0..5 {
        net.type_line(thief, "USER THOMAS");
        net.type_line(thief, "PASS GUESS");
    }
    assert!(net.run_until(|net| net.terminal(thief).contains("430 ")), "{}", net.terminal(thief));
    assert_eq!(net.terminal(thief).matches("431 ").count(), 4);
    other.says(&mut net, "STAT", 200);
    Controller::at(&mut net, "CASE-10").says(&mut net, "STAT", 200);
}

/// RFC 354 p. 22: 453; the old file is as it was, and there is room again for what fits.
#[test]
fn ftp_072_a_full_disk_is_453_and_loses_nothing() {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(BBN, &[]));
    net.attach(tenex(UTAH, &[]));
    let files = vec![text_file("<THOMAS>OLD.TXT;1", "OLD\n")];
    net.attach(HostConfig { disk_words: 200, files, ..tenex(CASE, &["ftp"]) });
    let mut config = tenex(BBN, &[]);
    config.files.push(text_file("<THOMAS>LARGE.TXT;1", &large(100)));
    config.files.push(text_file("<THOMAS>SMALL.TXT;1", "SMALL\n"));
    net.attach(config);
    let job = net.start_program(BBN, ftp_to("CASE-10"));
    for line in
        ["LOGIN", "SEND LARGE.TXT OLD.TXT;1", "APPEND LARGE.TXT OLD.TXT", "SEND SMALL.TXT NEW.TXT", "BYE"]
    {
        net.type_line(job, line);
    }
    assert!(net.run_until(|net| net.terminal(job).contains("231 ")), "{}", net.terminal(job));
    let terminal = net.terminal(job);
    assert_eq!(terminal.matches("< 453 ").count(), 2, "{terminal}");
    assert_eq!(text_at(&net, CASE, "<THOMAS>OLD.TXT;1").as_deref(), Some("OLD\n"));
    assert_eq!(text_at(&net, CASE, "<THOMAS>NEW.TXT;1").as_deref(), Some("SMALL\n"));
}

/// More users than there is room for are refused with CLS (RFC 361), the others go on, and who leaves makes room.
#[test]
fn icp_023_a_full_server_refuses_the_next_user_and_serves_the_others() {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(BBN, &[]));
    let server = ServerConfig { name: "ftp".into(), profile: Some("P72".into()) };
    net.attach(HostConfig { servers: vec![server], ..tenex(CASE, &[]) });
    let mut users: Vec<Controller> = (0..20).map(|_| Controller::at(&mut net, "CASE-10")).collect();
    for _ in 0..2 {
        let refused = net.start_program(BBN, telnet_to("CASE-10", Some(3)));
        let is_refused = |net: &PerfectSubnet| format!("{:?}", net.status(refused)).contains("refused");
        assert!(net.run_until(is_refused), "{:?}: {}", net.status(refused), net.terminal(refused));
    }
    for user in &mut users {
        user.says(&mut net, "STAT", 200);
    }
    users.swap_remove(7).says(&mut net, "BYE", 231);
    net.run_for(5_000_000_000);
    users.push(Controller::at(&mut net, "CASE-10"));
    users[19].says(&mut net, "STAT", 200);
}
