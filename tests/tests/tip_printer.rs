//! RFC 354's own example (p. 23): a TIP user has a file sent straight to the line printer at port 1 of his TIP.
//!
//! ```text
//!   TIP port 2 ---- USER, PASS, SOCK 65538, RETR, BYE ---> FTP server (P72)
//!   TIP port 1 <--- STR from the server's data socket ----- FTP server
//! ```

use std::rc::Rc;

use arpanet_programs::directory::Directory;
use arpanet_programs::host::{JobId, JobSpec, JobStatus, ServerConfig};
use arpanet_programs::system::TIP;
use arpanet_programs::{HostConfig, HostInput, SocketName};
use arpanet_tests::perfect_subnet::PerfectSubnet;
use arpanet_tests::sites::{UTAH, tenex};
use arpanet_wire::HostAddress;
use arpanet_wire::command::Command;

/// MITRE-TIP: host 2 at IMP 17.
const MITRE_TIP: HostAddress = HostAddress::from_octet(145);
/// Port 1's receive socket.
const PRINTER: u32 = 65_538;

fn tip() -> HostConfig {
    let names = [("MITRE-TIP".to_owned(), MITRE_TIP), ("UTAH-10".to_owned(), UTAH)];
    HostConfig { directory: Rc::new(Directory::new(names)), ..HostConfig::bare("MITRE-TIP", MITRE_TIP, &TIP) }
}

fn port(arguments: &[&str]) -> JobSpec {
    let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
    JobSpec { program: "tip".into(), arguments, ..JobSpec::default() }
}

/// A TIP with a printer at port 1 and a terminal at port 2, and UTAH-10 with an FTP server of 1972.
fn stage() -> (PerfectSubnet, JobId) {
    let mut net = PerfectSubnet::new();
    net.attach(tip());
    let server = ServerConfig { name: "ftp".into(), profile: Some("P72".into()) };
    net.attach(HostConfig { servers: vec![server], ..tenex(UTAH, &[]) });
    let printer = net.start_program(MITRE_TIP, port(&["1", "printer"]));
    (net, printer)
}

/// What the user types before the file is asked for.
const LOGIN: [&str; 7] = ["@T O L", "@I L", "@L 4 3", "USER THOMAS", "PASS RSEXEC", "ACCT 1", "SOCK 65538"];

fn codes(terminal: &str) -> Vec<&str> {
    let is_code = |line: &&str| line.len() > 3 && line.as_bytes()[..3].iter().all(u8::is_ascii_digit);
    terminal.lines().filter(is_code).map(|line| &line[..3]).collect()
}

#[test]
fn a_file_goes_straight_to_the_printer_at_port_1() {
    let (mut net, printer) = stage();
    let user = net.start_program(MITRE_TIP, port(&["2"]));
    LOGIN.iter().chain(&["RETR PROG1.PL1"]).for_each(|line| net.type_line(user, line));
    assert!(net.run_until(|net| net.terminal(user).contains("\n250 ")), "{}", net.terminal(user));
    net.type_line(user, "BYE");
    net.input(MITRE_TIP, HostInput::TerminalEnd { job: user });
    assert_eq!(net.finish(user), JobStatus::Done, "{}", net.terminal(user));
    assert_eq!(net.finish(printer), JobStatus::Done, "{}", net.told());
    assert_eq!(net.terminal(printer), "FIRST: PROCEDURE;\r\nEND;\r\n");
    // 200 for SOCK, and 255 later, ahead of 250: an answer of 1972. RFC 438 would have 255 at once. BYE is answered by 231
    // or, before the file is through, by 232.
    let told = codes(net.terminal(user));
    assert_eq!(told[..7], ["300", "330", "331", "230", "200", "255", "250"], "{}", net.terminal(user));
    assert!([["252", "231"], ["232", "252"]].contains(&[told[7], told[8]]), "{told:?}");
    assert!(net.terminal(user).ends_with("Closed\r\n"));
}

/// The server initiates, from its odd socket to port 1's even one; the terminal's own sockets are port 2's.
#[test]
fn the_sockets_are_those_of_the_ports() {
    let (mut net, _) = stage();
    let lines: Vec<&str> = LOGIN.into_iter().chain(["RETR PROG1.PL1", "BYE"]).collect();
    let user = net.run_program(MITRE_TIP, port(&["2"]), &lines);
    net.finish(user);
    let asked = net.expect(UTAH, MITRE_TIP, "STR for the printer", |command| match command {
        Command::Str { my_socket, your_socket: PRINTER, byte_size } => Some((my_socket % 2, *byte_size)),
        _ => None,
    });
    assert_eq!(asked, (1, 8));
    let (request, receive, send) = (2 << 16, (2 << 16) + 2, (2 << 16) + 3);
    let commands = net.commands(MITRE_TIP, UTAH);
    let asks = |socket: u32| {
        commands.iter().any(|command| {
            matches!(command, Command::Rts { my_socket, .. } | Command::Str { my_socket, .. } if *my_socket == socket)
        })
    };
    assert!([request, receive, send, PRINTER].into_iter().all(asks), "{}", net.told());
}

/// Nobody listens at a port without a device: the server says so, and the user goes on.
#[test]
fn a_port_without_a_printer_refuses() {
    let mut net = PerfectSubnet::new();
    net.attach(tip());
    let server = ServerConfig { name: "ftp".into(), profile: Some("P72".into()) };
    net.attach(HostConfig { servers: vec![server], ..tenex(UTAH, &[]) });
    let user = net.start_program(MITRE_TIP, port(&["2"]));
    LOGIN.iter().chain(&["RETR PROG1.PL1"]).for_each(|line| net.type_line(user, line));
    assert!(net.run_until(|net| net.terminal(user).contains("\n454 ")), "{}", net.terminal(user));
    net.type_line(user, "BYE");
    assert!(net.run_until(|net| net.terminal(user).contains("\n231 ")), "{}", net.terminal(user));
}

/// Two files for one printer: the second sender waits while the first one prints.
#[test]
fn a_printer_prints_one_file_after_another() {
    let mut net = PerfectSubnet::new();
    net.attach(tip());
    let server = ServerConfig { name: "ftp".into(), profile: Some("P72".into()) };
    net.attach(HostConfig { servers: vec![server], ..tenex(UTAH, &[]) });
    let printer = net.start_program(MITRE_TIP, port(&["1", "printer", "2"]));
    for (number, file) in [("2", "RETR PROG1.PL1"), ("3", "RETR NOTES.TXT")] {
        let lines: Vec<&str> = LOGIN.into_iter().chain([file, "BYE"]).collect();
        net.run_program(MITRE_TIP, port(&[number]), &lines);
    }
    assert_eq!(net.finish(printer), JobStatus::Done);
    let paper = net.terminal(printer);
    let (first, second) = ("FIRST: PROCEDURE;\r\nEND;\r\n", "Read RFC 438.\r\n");
    assert!([format!("{first}{second}"), format!("{second}{first}")].contains(&paper.to_owned()), "{paper}");
}

#[test]
fn sockets_of_two_ports_never_meet() {
    let base = |port: u32| SocketName { host: MITRE_TIP, number: (port << 16) + 2 };
    assert_eq!(base(1).number, PRINTER, "RFC 354 p. 23: port 1 receive");
    let mut net = PerfectSubnet::new();
    net.attach(tip());
    let first = net.start_program(MITRE_TIP, port(&["1", "printer"]));
    let second = net.run_program(MITRE_TIP, port(&["1", "printer"]), &[]);
    assert!(matches!(net.finish(second), JobStatus::Failed { .. }), "the port is taken");
    assert_eq!(*net.status(first), JobStatus::Running);
}
