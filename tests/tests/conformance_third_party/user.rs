//! The user FTP over whole hosts.

use arpanet_programs::host::{JobSpec, JobStatus};
use arpanet_tests::perfect_subnet::PerfectSubnet;
use arpanet_tests::sites::{BBN, CASE};
use arpanet_wire::command::Command;

use crate::stage::{PROG1, PROG2, ftp_to, hosts, hosts_with, text_at};

/// Runs lines of the user FTP with CASE-10 to their end and returns what the terminal says.
fn run(net: &mut PerfectSubnet, lines: &[&str]) -> String {
    let job = net.run_program(BBN, ftp_to("CASE-10"), lines);
    assert_eq!(net.finish(job), JobStatus::Done);
    net.terminal(job).to_owned()
}

/// The user's U: his receive socket in the ICP, as he asks for it.
fn icp_socket(net: &PerfectSubnet) -> u32 {
    let commands = net.commands(BBN, CASE);
    let asked = commands.iter().find_map(|command| match *command {
        Command::Rts { my_socket, your_socket: 3, .. } => Some(my_socket),
        _ => None,
    });
    asked.expect("an RTS to socket 3")
}

/// S, as the server sends it.
fn server_socket(net: &PerfectSubnet) -> u32 {
    let (_, bits) = &net.data(CASE, BBN)[0];
    bits.get(0, 32).expect("32 bits") as u32
}

#[test]
fn ftp_001_ftp_028_the_user_gets_through_by_icp_to_socket_3() {
    let mut net = hosts("L438", "P72");
    let terminal = run(&mut net, &["LOGIN", "BYE"]);
    let u = icp_socket(&net);
    assert_eq!(u % 2, 0);
    for part in ["Connection is open to CASE-10.", "< 300 CASE-10 FTP Server", "< 230 ", "< 231 "] {
        assert!(terminal.contains(part), "{part} in {terminal}");
    }
}

#[test]
fn ftp_057_ftp_058_ftp_060_ftp_066_a_retrieve_and_a_store() {
    let mut net = hosts("L438", "P72");
    let terminal = run(&mut net, &["LOGIN", "GET PROG2.PL1 HERE.PL1", "SEND PROG1.PL1 NEW.PL1", "BYE"]);
    assert_eq!(text_at(&net, BBN, "<THOMAS>HERE.PL1;1").as_deref(), Some(PROG2), "{terminal}");
    assert_eq!(text_at(&net, CASE, "<THOMAS>NEW.PL1;1").as_deref(), Some(PROG1), "{terminal}");
    let (u, s) = (icp_socket(&net), server_socket(&net));
    let str = Command::Str { my_socket: s + 3, your_socket: u + 4, byte_size: 8 };
    assert!(net.commands(CASE, BBN).contains(&str), "S+3 to U+4: {}", net.told());
    let rts = |command: &Command| matches!(*command, Command::Rts { my_socket, your_socket, .. } if (my_socket, your_socket) == (s + 2, u + 5));
    assert!(net.commands(CASE, BBN).iter().any(rts), "S+2 to U+5: {}", net.told());
    let closer_of = |socket: u32| {
        let closes = net.log().iter().find(|crossing| match crossing.command() {
            Some(Command::Cls { my_socket, your_socket }) => my_socket == socket || your_socket == socket,
            _ => false,
        });
        closes.expect("it is closed").from
    };
    assert_eq!((closer_of(u + 4), closer_of(u + 5)), (CASE, BBN), "the sender closes");
}

/// The server announces its socket once; the second transfer has no 255 and works all the same.
#[test]
fn ftp_061_the_user_listens_without_waiting_for_255() {
    let mut net = hosts("L438", "P72");
    let terminal = run(&mut net, &["LOGIN", "GET PROG2.PL1 A.PL1", "GET PROG2.PL1 B.PL1", "BYE"]);
    assert_eq!(terminal.matches("255 SOCK").count(), 1, "{terminal}");
    for path in ["<THOMAS>A.PL1;1", "<THOMAS>B.PL1;1"] {
        assert_eq!(text_at(&net, BBN, path).as_deref(), Some(PROG2));
    }
}

#[test]
fn ftp_040_a_password_is_never_printed() {
    let mut net = hosts("L438", "P72");
    let terminal = run(&mut net, &["USER THOMAS", "PASSWORD WRONG", "LOGIN THOMAS RSEXEC 1", "BYE"]);
    assert!(terminal.contains("431") && terminal.contains("230"), "{terminal}");
    assert!(!terminal.contains("RSEXEC") && !terminal.contains("WRONG"), "{terminal}");
    let job = net.run_program(BBN, crate::stage::rsexec(), &[crate::stage::APPEND]);
    net.finish(job);
    assert!(!net.terminal(job).replace("RSEXEC at", "").contains("RSEXEC"));
    assert!(!net.said().iter().any(|text| text.contains("PASS ")));
}

#[test]
fn ftp_071_ftp_118_at_bye_the_control_connections_are_closed() {
    let mut net = hosts("L438", "P72");
    let terminal = run(&mut net, &["LOGIN", "BYE"]);
    assert!(terminal.contains("< 231"), "{terminal}");
    net.run_to_rest();
    let (u, s) = (icp_socket(&net), server_socket(&net));
    for (from, to, my_socket, your_socket) in
        [(CASE, BBN, s, u + 3), (CASE, BBN, s + 1, u + 2), (BBN, CASE, u + 3, s), (BBN, CASE, u + 2, s + 1)]
    {
        assert!(net.commands(from, to).contains(&Command::Cls { my_socket, your_socket }), "{}", net.told());
    }
}

/// RFC 354 p. 17: the data mark and INS, then ABOR.
#[test]
fn ftp_115_ftp_116_abort_is_synch_and_abor() {
    let mut net = hosts_with("L438", "P72", 10_000);
    let job = net.start_program(BBN, ftp_to("CASE-10"));
    for line in ["LOGIN", "GET LARGE.TXT HERE.TXT"] {
        net.type_line(job, line);
    }
    assert!(net.run_until(|net| net.terminal(job).contains("250 ")));
    net.run_for(2_000_000_000);
    net.type_line(job, "ABORT");
    assert!(net.run_until(|net| net.terminal(job).contains("201 ")), "{}", net.terminal(job));
    assert!(net.commands(BBN, CASE).iter().any(|command| matches!(command, Command::Ins { .. })));
    let octets: Vec<u8> =
        net.data(BBN, CASE).into_iter().flat_map(|(_, bits)| bits.octets().to_vec()).collect();
    assert!(octets.windows(7).any(|part| part == b"\x80ABOR\r\n"));
    assert_eq!(text_at(&net, BBN, "<THOMAS>HERE.TXT;1"), None, "nothing half-written");
    net.type_line(job, "GET PROG2.PL1 HERE.PL1");
    assert!(net.run_until(|net| net.terminal(job).contains("HERE.PL1;1 written")), "{}", net.terminal(job));
}

#[test]
fn ftp_123_quote_sends_a_line_as_it_stands() {
    let mut net = hosts("L438", "P72");
    let terminal = run(&mut net, &["quote FOO bar", "'HELP", "BYE"]);
    let octets: Vec<u8> =
        net.data(BBN, CASE).into_iter().flat_map(|(_, bits)| bits.octets().to_vec()).collect();
    assert!(octets.windows(9).any(|part| part == b"FOO bar\r\n"));
    assert!(terminal.contains("< 500 ") && terminal.contains("< 100 Commands"), "{terminal}");
}

/// TENEX to TENEX, words go as they are: a file of text keeps its 36th bits.
#[test]
fn words_go_from_tenex_to_tenex_as_they_are() {
    let mut net = hosts("L438", "P72");
    let lines = [
        "LOGIN",
        "TENEX",
        "GET PROG2.PL1 A.PL1",
        "MODE BLOCK",
        "GET PROG2.PL1 B.PL1",
        "SEND B.PL1 C.PL1",
        "BYE",
    ];
    let terminal = run(&mut net, &lines);
    for (host, path) in [(BBN, "<THOMAS>A.PL1;1"), (BBN, "<THOMAS>B.PL1;1"), (CASE, "<THOMAS>C.PL1;1")] {
        assert_eq!(text_at(&net, host, path).as_deref(), Some(PROG2), "{path}: {terminal}");
    }
}

/// RFC 412 p. 5: the names come by NLST; for each the user says where to, or nothing.
#[test]
fn ftp_110_copy_fetches_a_group_of_files_one_by_one() {
    let mut net = hosts("L438", "P72");
    let terminal = run(&mut net, &["LOGIN", "COPY REMOTE *.PL1", "", "OTHER.PL1", "COPY LOCAL *.PL1", "BYE"]);
    for part in ["Getting remote file names", "Got them", "COPY (FILE) <THOMAS>PROG2.PL1;1 (TO FILE) "] {
        assert!(terminal.contains(part), "{part} in {terminal}");
    }
    assert_eq!(
        text_at(&net, BBN, "<THOMAS>PROG1.PL1;2").as_deref(),
        Some(PROG1),
        "a new version: {terminal}"
    );
    assert_eq!(text_at(&net, BBN, "<THOMAS>OTHER.PL1;1").as_deref(), Some(PROG2), "{terminal}");
    assert_eq!(text_at(&net, CASE, "<THOMAS>OTHER.PL1;1").as_deref(), Some(PROG2), "and back: {terminal}");
}

/// RFC 412 p. 3: `D` and a decimal number, or an octal number.
#[test]
fn a_host_is_named_by_its_number_too() {
    for name in ["D13", "15", "case-10"] {
        let mut net = hosts("L438", "P72");
        let job = net.run_program(BBN, JobSpec { arguments: Vec::new(), ..ftp_to("X") }, &[name, "BYE"]);
        assert_eq!(net.finish(job), JobStatus::Done);
        assert!(
            net.terminal(job).contains("Connection is open to CASE-10."),
            "{name}: {}",
            net.terminal(job)
        );
    }
}

/// RFC 412 p. 2, p. 6-8.
#[test]
fn questions_service_reset_and_verbose() {
    let mut net = hosts("L438", "P72");
    let lines =
        ["re?", "BYTE ?", "STATUS SERVICE UTAH-10", "VERBOSE", "LOGIN", "RESET", "STATUS", "SOCKET 1"];
    let terminal = run(&mut net, &lines);
    for part in [
        "RESET\r\n",
        "? BYTE (SIZE IS) 1 to 255",
        "File transfer is up at UTAH-10.",
        " LOGIN user password account (TO HOST) host",
        "Closing connections to CASE-10.",
        "? no host: give its name first",
        "? SOCKET",
    ] {
        assert!(terminal.contains(part), "{part} in {terminal}");
    }
}
