//! RFC 438's append: RSEXEC at BBN, the files at UTAH and CASE.

use arpanet_programs::host::JobStatus;
use arpanet_tests::perfect_subnet::{PerfectSubnet, What};
use arpanet_tests::sites::{BBN, CASE, UTAH};
use arpanet_wire::HostAddress;
use arpanet_wire::command::Command;

use crate::stage::{APPEND, Controller, PROG1, PROG2, hosts, hosts_with, prog2, rsexec, text_at, wait};

/// Runs lines of RSEXEC to their end and returns what the terminal says.
fn run(net: &mut PerfectSubnet, lines: &[&str]) -> String {
    let job = net.run_program(BBN, rsexec(), lines);
    assert_eq!(net.finish(job), JobStatus::Done);
    net.terminal(job).to_owned()
}

/// Requests for the data connection, in the order in which they were sent: by whom, STR or RTS, and the two sockets.
fn data_requests(net: &PerfectSubnet) -> Vec<(HostAddress, &'static str, u32, u32)> {
    let between = net.log().iter().filter(|crossing| ![crossing.from, crossing.to].contains(&BBN));
    between
        .filter_map(|crossing| match crossing.command()? {
            Command::Str { my_socket, your_socket, .. } => {
                Some((crossing.from, "STR", my_socket, your_socket))
            }
            Command::Rts { my_socket, your_socket, .. } => {
                Some((crossing.from, "RTS", my_socket, your_socket))
            }
            _ => None,
        })
        .collect()
}

#[test]
fn lstn_005_lstn_008_lstn_030_lstn_058_the_append_of_rfc_438() {
    let mut net = hosts("L438", "L438");
    let terminal = run(&mut net, &[APPEND]);
    assert_eq!(prog2(&net), format!("{PROG2}{PROG1}"));
    let socket = |line: &str| terminal.lines().filter_map(|l| l.strip_prefix(line)?.parse().ok()).next_back();
    let x: u32 = socket("CASE-10: 255 SOCK ").expect("X");
    let y: u32 = socket("UTAH-10: 255 SOCK ").expect("Y");
    assert_eq!(
        data_requests(&net),
        [(UTAH, "STR", y, x), (CASE, "RTS", x, y)],
        "the listening server answers"
    );
    let octets = |from, to| -> String {
        let data = net.data(from, to).into_iter().flat_map(|(_, bits)| bits.octets().to_vec());
        String::from_utf8_lossy(&data.collect::<Vec<u8>>()).into_owned()
    };
    assert_eq!(octets(UTAH, CASE), PROG1.replace('\n', "\r\n"));
    for (from, to) in [(UTAH, BBN), (BBN, CASE)] {
        assert!(!octets(from, to).contains("PROCEDURE"), "no data pass through the user's host");
    }
    let commands = octets(BBN, CASE);
    let at = |what: &str| commands.find(what).unwrap_or_else(|| panic!("{what} in {commands}"));
    assert!(at("LSTN R\r\n") < at("SOCK 4,") && at("SOCK 4,") < at("APPE <THOMAS>PROG2.PL1\r\n"));
    assert!(octets(BBN, UTAH).contains(&format!("SOCK 13,{x}\r\nRETR <THOMAS>PROG1.PL1\r\n")));
}

#[test]
fn lstn_022_the_faulty_profile_breaks_the_order_although_the_file_arrives() {
    let mut net = hosts("L438", "L438-initiates");
    run(&mut net, &[APPEND]);
    let requests = data_requests(&net);
    assert_eq!((requests[0].0, requests[0].1), (CASE, "RTS"), "it asks: {requests:?}");
}

#[test]
fn lstn_059_retr_and_appe_come_in_any_order_with_any_delay() {
    for (first, second, delay) in
        [("UTAH", "CASE", 10), ("CASE", "UTAH", 10), ("UTAH", "CASE", 0), ("UTAH", "CASE", 50)]
    {
        let mut net = hosts("L438", "L438");
        let mut utah = Controller::at(&mut net, "UTAH-10");
        let mut case = Controller::at(&mut net, "CASE-10");
        let x = case.socket(&mut net, "LSTN R");
        let y = utah.socket(&mut net, &format!("SOCK 13,{x}"));
        case.socket(&mut net, &format!("SOCK 4,{y}"));
        for (at, site) in [first, second].into_iter().enumerate() {
            match site {
                "UTAH" => utah.types(&mut net, "RETR <THOMAS>PROG1.PL1"),
                _ => case.types(&mut net, "APPE <THOMAS>PROG2.PL1"),
            }
            if at == 0 {
                wait(&mut net, delay);
            }
        }
        for user in [&mut utah, &mut case] {
            user.hears(&mut net, 250);
            user.hears(&mut net, 252);
        }
        assert_eq!(prog2(&net), format!("{PROG2}{PROG1}"), "{first} first by {delay} s");
    }
}

#[test]
fn lstn_061_two_listeners_end_with_454_and_their_sessions_go_on() {
    let mut net = hosts("L438", "L438");
    let mut utah = Controller::at(&mut net, "UTAH-10");
    let mut case = Controller::at(&mut net, "CASE-10");
    utah.socket(&mut net, "LSTN S");
    case.socket(&mut net, "LSTN R");
    utah.types(&mut net, "RETR <THOMAS>PROG1.PL1");
    case.types(&mut net, "STOR <THOMAS>NEW.TXT");
    for user in [&mut utah, &mut case] {
        user.hears(&mut net, 454);
        user.says(&mut net, "STAT", 200);
    }
    assert!(data_requests(&net).is_empty());
}

/// A server of 1972 answers SOCK with 200: nobody knows which socket it will use.
#[test]
fn lstn_013_lstn_062_a_server_of_1972_at_either_site_or_both() {
    let expected = format!("{PROG2}{PROG1}");
    let mut net = hosts("P72", "L438");
    let terminal = run(&mut net, &[APPEND]);
    assert_eq!(prog2(&net), expected);
    assert!(terminal.contains("UTAH-10 has not told its socket"), "{terminal}");
    let mut net = hosts("L438", "P72");
    run(&mut net, &[APPEND]);
    assert_eq!(prog2(&net), expected);
    assert_eq!(data_requests(&net)[0].0, CASE, "the other way about: CASE asks, UTAH listens");
    let mut net = hosts("P72", "P72");
    let terminal = run(&mut net, &[APPEND]);
    assert_eq!(prog2(&net), expected);
    assert!(terminal.contains("by way of this host"), "{terminal}");
    assert!(data_requests(&net).is_empty());
}

/// The transfer is of a megabyte, and breaks while it runs.
#[test]
fn lstn_063_loss_of_one_control_connection_aborts_that_servers_part() {
    let mut net = hosts_with("L438", "L438", 40_000);
    let mut utah = Controller::at(&mut net, "UTAH-10");
    let mut case = Controller::at(&mut net, "CASE-10");
    let x = case.socket(&mut net, "LSTN R");
    let y = utah.socket(&mut net, &format!("SOCK 13,{x}"));
    case.socket(&mut net, &format!("SOCK 4,{y}"));
    utah.types(&mut net, "RETR <THOMAS>LARGE.TXT");
    case.types(&mut net, "APPE <THOMAS>PROG2.PL1");
    utah.hears(&mut net, 250);
    case.hears(&mut net, 250);
    case.goes_away(&mut net);
    utah.hears(&mut net, 452);
    assert_eq!(prog2(&net), PROG2);
    utah.says(&mut net, "STAT", 200);
}

#[test]
fn lstn_064_both_servers_say_250_and_252_and_rsexec_waits_for_them() {
    let mut net = hosts("L438", "L438");
    let terminal = run(&mut net, &[APPEND]);
    let end = terminal.find("appended to").expect("the last word");
    for reply in ["UTAH-10: 250", "CASE-10: 250", "UTAH-10: 252", "CASE-10: 252"] {
        assert_eq!(terminal.matches(reply).count(), 1, "{reply} in {terminal}");
        assert!(terminal.find(reply).is_some_and(|at| at < end), "{reply} before the end");
    }
}

#[test]
fn lstn_065_both_sites_get_the_same_parameters_before_the_transfer() {
    let mut net = hosts("L438", "L438");
    run(&mut net, &["TENEX", APPEND]);
    for site in [UTAH, CASE] {
        let commands: String = net
            .data(BBN, site)
            .into_iter()
            .map(|(_, bits)| String::from_utf8_lossy(bits.octets()).into_owned())
            .collect();
        let parameters = "TYPE I\r\nBYTE 36\r\nMODE S\r\nSTRU F\r\n";
        let at = commands.find(parameters).unwrap_or_else(|| panic!("{commands}"));
        assert!(commands[at..].contains("SOCK"), "{commands}");
    }
    let sizes: Vec<u8> = net
        .log()
        .iter()
        .filter(|crossing| (crossing.from, crossing.to) == (UTAH, CASE))
        .filter_map(|crossing| match crossing.what {
            What::Data { byte_size, .. } => Some(byte_size),
            What::Control(_) => None,
        })
        .collect();
    assert!(!sizes.is_empty() && sizes.iter().all(|size| *size == 36), "{sizes:?}");
    assert_eq!(prog2(&net), format!("{PROG2}{PROG1}"), "the gap in the word is no text");
}

/// What is told when a site refuses, and that both sites serve the next user.
#[test]
fn every_refusal_is_told_and_both_sites_are_left_clean() {
    let cases = [
        ("APPEND [UTAH-10]MISSING.TXT [CASE-10]PROG2.PL1", "? UTAH-10 refused RETR: 450"),
        ("APPEND [UTAH-10]PROG1.PL1 [CASE-10]<JONES>X.TXT", "? CASE-10 refused APPE: 451"),
        ("APPEND [NOWHERE]A.B [CASE-10]PROG2.PL1", "? there is no site NOWHERE"),
        ("APPEND [UTAH-10]PROG1.PL1", "? APPEND (FILE)"),
        ("COPY [UTAH-10]PROG1.PL1 [CASE-10", "is no pathname"),
    ];
    for (line, expected) in cases {
        let mut net = hosts("L438", "L438");
        let before = net.now();
        let terminal = run(&mut net, &[line]);
        assert!(terminal.contains(expected), "{line}: {terminal}");
        assert!(net.now().ns_since(before) < 60_000_000_000, "{line}: nobody waits for a time limit");
        assert_eq!(prog2(&net), PROG2);
        run(&mut net, &[APPEND]);
        assert_eq!(prog2(&net), format!("{PROG2}{PROG1}"), "after {line}");
    }
}

#[test]
fn files_are_copied_typed_listed_renamed_and_deleted_wherever_they_are() {
    let mut net = hosts("L438", "L438");
    let terminal = run(
        &mut net,
        &[
            "COPY (FILE) [UTAH-10]PROG1.PL1 (TO) HERE.PL1",
            "COPY HERE.PL1 [CASE-10]THERE.PL1",
            "APPEND HERE.PL1 [CASE-10]THERE.PL1",
            "APPEND [CASE-10]PROG2.PL1 HERE.PL1",
            "TYPE [CASE-10]PROG2.PL1",
            "DIRECTORY [CASE-10]",
            "RENAME (FILE) [CASE-10]THERE.PL1 (TO BE) ELSE.PL1",
            "DELETE (FILE) [UTAH-10]NOTES.TXT",
        ],
    );
    assert_eq!(text_at(&net, BBN, "<THOMAS>HERE.PL1;1"), Some(format!("{PROG1}{PROG2}")), "{terminal}");
    assert_eq!(text_at(&net, CASE, "<THOMAS>ELSE.PL1;1"), Some(format!("{PROG1}{PROG1}")), "{terminal}");
    assert_eq!(text_at(&net, UTAH, "<THOMAS>NOTES.TXT;3"), None);
    for part in ["SECOND: PROCEDURE;", "<THOMAS>THERE.PL1;1  "] {
        assert!(terminal.contains(part), "{part} in {terminal}");
    }
    assert!(!terminal.contains("? "), "{terminal}");
}
