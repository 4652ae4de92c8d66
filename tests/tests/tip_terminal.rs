//! A person at a TIP's terminal: logging in at a host, the commands, and what the TIP says when things go wrong.

use std::rc::Rc;

use arpanet_programs::directory::Directory;
use arpanet_programs::host::{JobId, JobSpec, JobStatus};
use arpanet_programs::system::TIP;
use arpanet_programs::tip::{COMMANDS, Source};
use arpanet_programs::{HostConfig, HostInput};
use arpanet_tests::perfect_subnet::{PerfectSubnet, SECOND};
use arpanet_tests::scripted_end::ScriptedEnd;
use arpanet_tests::sites::{BBN, CASE, UTAH, tenex, text_file};
use arpanet_wire::HostAddress;
use arpanet_wire::command::Command;

/// MITRE-TIP: host 2 at IMP 17.
const MITRE_TIP: HostAddress = HostAddress::from_octet(145);

fn net() -> PerfectSubnet {
    let mut net = PerfectSubnet::new();
    let names = [("MITRE-TIP", MITRE_TIP), ("UTAH-10", UTAH), ("BBN-TENEX", BBN), ("CASE-10", CASE)];
    let names = names.map(|(name, address)| (name.to_owned(), address));
    let directory = Rc::new(Directory::new(names));
    net.attach(HostConfig { directory, ..HostConfig::bare("MITRE-TIP", MITRE_TIP, &TIP) });
    net
}

fn switch_on(net: &mut PerfectSubnet, port: &str) -> JobId {
    let spec = JobSpec { program: "tip".into(), arguments: vec![port.into()], ..JobSpec::default() };
    net.start_program(MITRE_TIP, spec)
}

fn type_lines(net: &mut PerfectSubnet, terminal: JobId, lines: &[&str]) {
    lines.iter().for_each(|line| net.type_line(terminal, line));
}

fn sees(net: &mut PerfectSubnet, terminal: JobId, what: &str) {
    assert!(net.run_until(|net| net.terminal(terminal).contains(what)), "{what}: {}", net.terminal(terminal));
}

/// A terminal in line mode, connected with a scripted server at CASE-10.
fn connected() -> (PerfectSubnet, JobId, ScriptedEnd) {
    let mut net = net();
    net.attach_peer(CASE);
    let terminal = switch_on(&mut net, "2");
    type_lines(&mut net, terminal, &["@T O L", "@I L", "@L 13"]);
    let server = ScriptedEnd::serve(&mut net, CASE, MITRE_TIP, 1);
    sees(&mut net, terminal, "Open\r\n");
    (net, terminal, server)
}

#[test]
fn a_person_logs_in_looks_round_and_logs_out() {
    let mut net = net();
    net.attach(tenex(UTAH, &["telnet"]));
    let terminal = switch_on(&mut net, "2");
    let lines = ["@T O L", "@I L", "@L 4", "LOGIN THOMAS RSEXEC 1", "DIRECTORY", "LOGOUT"];
    type_lines(&mut net, terminal, &lines);
    sees(&mut net, terminal, "Closed\r\n");
    let seen = net.terminal(terminal);
    for what in ["Trying\r\n", "Open\r\n", "UTAH-10 TENEX", "PROG1.PL1;1"] {
        assert!(seen.contains(what), "{what}: {seen}");
    }
}

/// What is secret is neither printed by the TIP nor by the host.
#[test]
fn a_password_is_not_shown() {
    let mut net = net();
    net.attach(tenex(UTAH, &["telnet"]));
    let terminal = switch_on(&mut net, "2");
    type_lines(&mut net, terminal, &["@T O L", "@I L", "@L 4"]);
    sees(&mut net, terminal, "@");
    type_lines(&mut net, terminal, &["LOGIN THOMAS"]);
    sees(&mut net, terminal, "(PASSWORD)");
    net.run_for(5 * SECOND);
    type_lines(&mut net, terminal, &["RSEXEC"]);
    sees(&mut net, terminal, "(ACCOUNT #)");
    assert!(!net.terminal(terminal).contains("RSEXEC"), "{}", net.terminal(terminal));
}

/// RFC 381 p. 4.
#[test]
fn news_comes_from_bbn() {
    let mut net = net();
    let mut bbn = tenex(BBN, &["tip-news"]);
    bbn.files.push(text_file("<SYSTEM>NEWS.TXT;1", "Software maintenance is on Tuesdays, 7 to 8 A.M.\n"));
    net.attach(bbn);
    let terminal = switch_on(&mut net, "2");
    type_lines(&mut net, terminal, &["@NEWS"]);
    sees(&mut net, terminal, "Tuesdays");
    sees(&mut net, terminal, "Closed\r\n");
}

/// RFC 414 p. 2: without `@T O L` characters go out as they come; with it, by lines.
#[test]
fn line_mode_makes_one_message_of_a_line() {
    let (mut net, terminal, server) = connected();
    type_lines(&mut net, terminal, &["HELLO"]);
    server.hears(&mut net, "HELLO\r\n");
    let messages = net.data(MITRE_TIP, CASE);
    assert!(messages.iter().any(|(_, text)| text.octets() == b"HELLO\r\n"), "{messages:?}");
    type_lines(&mut net, terminal, &["half@T N"]);
    server.hears(&mut net, "half");
}

#[test]
fn without_insert_linefeed_a_line_has_no_linefeed() {
    let (mut net, terminal, server) = connected();
    type_lines(&mut net, terminal, &["@CLEAR INSERT LINEFEED", "@T E 1", "ONE", "TWO"]);
    server.hears(&mut net, "ONE\rTWO\r");
}

#[test]
fn flush_forgets_what_was_typed_and_two_at_signs_are_one() {
    let (mut net, terminal, server) = connected();
    type_lines(&mut net, terminal, &["DELETE ALL@F", "MAIL AKB@@MIT-DMCG"]);
    server.hears(&mut net, "\r\n");
    assert_eq!(server.heard(&net), b"MAIL AKB@MIT-DMCG\r\n");
}

/// RFC 318 p. 6 and p. 12: BREAK is an octet, SYNCH an octet and an interrupt.
#[test]
fn break_and_synch_can_be_sent() {
    let (mut net, terminal, server) = connected();
    type_lines(&mut net, terminal, &["@SEND BREAK", "@SEND SYNCH"]);
    server.hears(&mut net, [0o201, 0o200]);
    net.run_for(SECOND);
    assert_eq!(server.interrupts(&net), 1);
}

/// RFC 318 p. 5: what lies before the mark of the host's SYNCH is not printed.
#[test]
fn the_hosts_synch_discards_what_is_on_its_way() {
    let (mut net, terminal, server) = connected();
    server.interrupt(&mut net);
    net.run_for(SECOND);
    server.send(&mut net, b"junk\x80clean\r\n");
    sees(&mut net, terminal, "clean\r\n");
    assert!(!net.terminal(terminal).contains("junk"));
}

#[test]
fn close_and_host_0_end_a_connection() {
    for command in ["@C", "@H 0", "@R"] {
        let (mut net, terminal, server) = connected();
        type_lines(&mut net, terminal, &[command]);
        assert!(net.run_until(|net| server.is_closed(net)), "{command}: {}", net.told());
        server.close_sending(&mut net);
        server.close_receiving(&mut net);
        sees(&mut net, terminal, "Closed\r\n");
    }
}

/// RFC 636 p. 2: after `@H 0` the connection will not come back; nor is there a host for the next one.
#[test]
fn host_0_forgets_the_host() {
    let (mut net, terminal, server) = connected();
    type_lines(&mut net, terminal, &["@H 0"]);
    server.close_sending(&mut net);
    server.close_receiving(&mut net);
    sees(&mut net, terminal, "Closed\r\n");
    type_lines(&mut net, terminal, &["@L"]);
    sees(&mut net, terminal, "Bad\r\n");
}

#[test]
fn a_new_login_waits_until_the_old_connection_is_closed() {
    let (mut net, terminal, server) = connected();
    net.attach(tenex(UTAH, &["telnet"]));
    type_lines(&mut net, terminal, &["@L 4"]);
    net.run_for(5 * SECOND);
    assert!(!net.terminal(terminal).contains("UTAH"), "the port's sockets are still in use");
    server.close_sending(&mut net);
    server.close_receiving(&mut net);
    sees(&mut net, terminal, "UTAH-10 TENEX");
}

#[test]
fn what_is_typed_while_connecting_waits_and_close_gives_up() {
    let mut net = net();
    net.attach_peer(CASE);
    let terminal = switch_on(&mut net, "2");
    type_lines(&mut net, terminal, &["@L 13", "LOGIN", "@C"]);
    net.run_for(5 * SECOND);
    type_lines(&mut net, terminal, &["@X"]);
    sees(&mut net, terminal, "Bad\r\n");
    assert!(!net.terminal(terminal).contains("Open"), "{}", net.terminal(terminal));
}

#[test]
fn a_host_that_is_dead_or_refuses_is_told_as_such() {
    let mut net = net();
    net.attach_peer(CASE);
    let terminal = switch_on(&mut net, "2");
    type_lines(&mut net, terminal, &["@L 13"]);
    let u = net.expect(MITRE_TIP, CASE, "RTS for the logger", |command| match command {
        Command::Rts { my_socket, your_socket: 1, .. } => Some(*my_socket),
        _ => None,
    });
    assert_eq!(u, 2 << 16, "RFC 360 p. 6: port 2");
    net.say(CASE, MITRE_TIP, &[Command::Cls { my_socket: 1, your_socket: u }]);
    sees(&mut net, terminal, "Refused\r\n");
    type_lines(&mut net, terminal, &["@L 69"]);
    sees(&mut net, terminal, "Host not responding\r\n");
}

#[test]
fn what_is_no_command_is_bad_and_harms_nothing() {
    let (mut net, terminal, server) = connected();
    type_lines(&mut net, terminal, &["@", "@X", "@L 999", "@L 4 2", "@H", "STILL HERE"]);
    server.hears(&mut net, "STILL HERE\r\n");
    assert_eq!(net.terminal(terminal).matches("Bad\r\n").count(), 5, "{}", net.terminal(terminal));
}

#[test]
fn a_terminal_that_is_switched_off_hangs_up_after_a_minute_of_silence() {
    let (mut net, terminal, server) = connected();
    net.input(MITRE_TIP, HostInput::TerminalEnd { job: terminal });
    net.run_for(70 * SECOND);
    assert!(server.is_closed(&net));
    server.close_sending(&mut net);
    server.close_receiving(&mut net);
    assert_eq!(net.finish(terminal), JobStatus::Done);
}

/// Every command says where it comes from, and those that documents show are marked so.
#[test]
fn the_command_language_is_marked_documented_or_assumed() {
    let documented = COMMANDS.iter().filter(|entry| matches!(entry.source, Source::Document(_)));
    let words: Vec<&str> = documented.map(|entry| entry.words).collect();
    assert_eq!(
        words,
        ["OPEN", "CLOSE", "HOST", "NEWS", "TRANSMIT ON LINEFEED", "INSERT LINEFEED", "FLUSH", "RESET"]
    );
}

/// Presses keys, each an input of its own.
fn press(net: &mut PerfectSubnet, terminal: JobId, keys: &str) {
    for octet in keys.bytes() {
        net.input(MITRE_TIP, HostInput::Keys { job: terminal, octets: vec![octet] });
    }
}

#[test]
fn keys_pressed_one_by_one_do_what_a_line_does_and_are_shown() {
    let mut net = net();
    net.attach(tenex(UTAH, &["telnet"]));
    let terminal = switch_on(&mut net, "2");
    press(&mut net, terminal, "@T O L\r@I L\n@L 4\r");
    // Typed ahead of the connection.
    press(&mut net, terminal, "LOGIN THOMAS RSEXEC 1\rDIRECTORY\r");
    sees(&mut net, terminal, "PROG1.PL1;1");
    press(&mut net, terminal, "LOGOUT\r");
    sees(&mut net, terminal, "Closed\r\n");
    let seen = net.terminal(terminal);
    assert!(seen.starts_with("@T O L\r\n@I L\r\n@L 4\r\nTrying\r\n"), "{seen}");
}

#[test]
fn a_person_who_hangs_up_leaves_nothing_open() {
    let mut net = net();
    net.attach(tenex(UTAH, &["telnet"]));
    let terminal = switch_on(&mut net, "2");
    press(&mut net, terminal, "@T O L\r@I L\r@L 4\r");
    sees(&mut net, terminal, "TENEX");
    net.input(MITRE_TIP, HostInput::TerminalEnd { job: terminal });
    assert_eq!(net.finish(terminal), JobStatus::Done);
    assert!(net.now().as_ns() < 30 * SECOND, "at once, not after a minute of silence");
}

/// FTP at the host that one is logged in at, from the terminal of a TIP.
#[test]
fn a_logged_in_user_runs_ftp_from_there() {
    let mut net = net();
    net.attach(tenex(UTAH, &["telnet"]));
    net.attach(tenex(CASE, &["ftp"]));
    let terminal = switch_on(&mut net, "2");
    type_lines(&mut net, terminal, &["@T O L", "@I L", "@L 4", "FTP"]);
    sees(&mut net, terminal, " ?\r\n");
    type_lines(&mut net, terminal, &["LOGIN THOMAS RSEXEC 1", "FTP"]);
    sees(&mut net, terminal, "FTP User Process at UTAH-10");
    type_lines(&mut net, terminal, &["CASE-10", "LOGIN THOMAS RSEXEC 1", "GET <THOMAS>NOTES.TXT COPY.TXT"]);
    sees(&mut net, terminal, "<THOMAS>COPY.TXT;1 written.");
    type_lines(&mut net, terminal, &["QUIT", "DIRECTORY"]);
    sees(&mut net, terminal, "COPY.TXT;1");
    type_lines(&mut net, terminal, &["LOGOUT"]);
    sees(&mut net, terminal, "Closed\r\n");
}
