//! The network virtual terminal and its signals: TEL-001 to TEL-017.

use arpanet_programs::host::{JobStatus, ServerConfig};
use arpanet_programs::{System, icp};
use arpanet_tests::perfect_subnet::{PerfectSubnet, SECOND};
use arpanet_tests::scripted_end::ScriptedEnd;
use arpanet_tests::sites::{CASE, UTAH, telnet_as, telnet_to, tenex, text_file};
use arpanet_wire::command::Command;
use arpanet_wire::telnet::{DataType, Item, Reader, Signal};

use crate::stage::{BREAK, NOP, log_in, real_server, real_user, says_next, server_with, shown};

#[test]
fn tel_001_the_icp_to_socket_1_leads_to_octets_both_ways() {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &[]));
    net.attach(tenex(CASE, &["telnet"]));
    let job = net.run_program(UTAH, telnet_to("CASE-10", None), &["LOGIN THOMAS RSEXEC 1", "LOGOUT"]);
    assert_eq!(net.finish(job), JobStatus::Done);
    assert!(shown(&net, job).contains(" LOGOUT THOMAS AT 15-JAN-73"));
    let sizes = |from, to| -> Vec<u8> {
        let commands = net.commands(from, to).into_iter();
        let sizes = commands.filter_map(|command| match command {
            Command::Str { byte_size, .. } => Some(byte_size),
            _ => None,
        });
        sizes.collect()
    };
    assert_eq!(sizes(UTAH, CASE), [8]);
    // The first one is the number S's.
    assert_eq!(sizes(CASE, UTAH), [32, 8]);
}

#[test]
fn tel_002_tel_005_the_user_can_send_every_ascii_code_with_the_top_bit_zero() {
    let (mut net, job, server) = real_user();
    for code in 0..128 {
        net.type_line(job, &format!("^CODE {code}"));
    }
    net.run_for(30 * SECOND);
    assert_eq!(server.heard(&net), (0..128).collect::<Vec<u8>>());
}

#[test]
fn tel_003_tel_004_the_terminal_gets_what_the_printer_acts_on_and_nothing_else() {
    let (mut net, job, server) = real_user();
    // Each code stands alone between letters, so that CR is no part of an end of line.
    for code in 0..128_u8 {
        server.send(&mut net, &[b'<', code, b'>']);
    }
    net.run_for(SECOND);
    let expected: String = (0..128_u8)
        .map(|code| match code {
            7..=13 | 32..=126 => format!("<{}>", char::from(code)),
            _ => "<>".to_owned(),
        })
        .collect();
    assert_eq!(shown(&net, job), expected);
}

#[test]
fn tel_006_codes_without_effect_are_sent_all_the_same() {
    let (mut net, user) = server_with(vec![text_file("<THOMAS>CTRL.TXT;1", "A\u{1}B\u{7f}C\n")]);
    log_in(&mut net, &user);
    user.send(&mut net, b"TYPE CTRL.TXT\r\n");
    user.hears(&mut net, b"A\x01B\x7fC\r\n");
}

#[test]
fn tel_007_lines_end_with_cr_lf_both_ways() {
    let (mut net, job, server) = real_user();
    net.type_line(job, "LOGIN");
    net.run_for(SECOND);
    assert_eq!(server.heard(&net), b"LOGIN\r\n");
    let (net, user) = real_server();
    assert_eq!(user.heard(&net), b"UTAH-10 TENEX\r\n@");
}

#[test]
fn tel_008_a_cr_alone_is_cr_nul_and_a_cr_is_held_until_the_next_character() {
    let (mut net, user) = server_with(vec![text_file("<THOMAS>OVER.TXT;1", "OVER\rPRINT\n")]);
    log_in(&mut net, &user);
    user.send(&mut net, b"TYPE OVER.TXT\r\n");
    user.hears(&mut net, b"OVER\r\0PRINT\r\n");

    let (mut net, job, server) = real_user();
    server.send(&mut net, b"A\r");
    net.run_for(SECOND);
    assert_eq!(shown(&net, job), "A", "the CR is held");
    server.send(&mut net, b"\nB\r\0C");
    net.run_for(SECOND);
    assert_eq!(shown(&net, job), "A\r\nB\rC");
}

#[test]
fn tel_009_a_nop_between_cr_and_lf_changes_nothing() {
    let (mut net, user) = real_server();
    user.send(&mut net, b"DAYTIME\r\x82\n");
    user.hears(&mut net, " MONDAY, 15-JAN-73 12:00:0");
    let (mut net, job, server) = real_user();
    server.send(&mut net, b"ONE\r\x82\nTWO");
    net.run_for(SECOND);
    assert_eq!(shown(&net, job), "ONE\r\nTWO");
}

/// The mappings are published where they are made: in `programs::system`.
#[test]
fn tel_011_every_code_of_the_network_has_its_place_in_each_system() {
    for system in System::names().filter_map(System::named) {
        for ascii in 0..128 {
            let code = system.characters.encode(ascii).expect("it has a place");
            assert_eq!(system.characters.decode(u64::from(code)), Some(ascii), "{system:?}");
        }
    }
    // NUL fills the words of a TENEX text, and CR and LF mean a new line in it.
    let text: String = (1..128_u8).map(char::from).filter(|c| !['\r', '\n'].contains(c)).collect();
    let (mut net, user) = server_with(vec![text_file("<THOMAS>ALL.TXT;1", &text)]);
    log_in(&mut net, &user);
    user.send(&mut net, b"TYPE ALL.TXT\r\n");
    user.hears(&mut net, format!("@{text}\r\n@"));
}

/// RFC 318 p. 4-5, in octal: 200 to 205, and 240 to 242.
#[test]
fn tel_012_signals_have_their_codes() {
    let codes = [
        (Signal::DataMark, 0o200),
        (Signal::Break, 0o201),
        (Signal::Nop, 0o202),
        (Signal::NoEcho, 0o203),
        (Signal::Echo, 0o204),
        (Signal::HideInput, 0o205),
        (Signal::DataType(DataType::Ascii), 0o240),
        (Signal::DataType(DataType::Transparent), 0o241),
        (Signal::DataType(DataType::Ebcdic), 0o242),
    ];
    for (signal, code) in codes {
        assert_eq!(signal.code(), code, "{signal}");
        let mut items = Vec::new();
        Reader::default().read(&[code], &mut items);
        assert_eq!(items, [Item::Signal(signal)]);
    }
}

#[test]
fn tel_013_nops_have_no_effect() {
    let (mut net, user) = real_server();
    user.send(&mut net, &[NOP; 100]);
    assert_eq!(says_next(&mut net, &user), "");
    user.send(&mut net, b"DAY\x82TIME\r\n");
    user.hears(&mut net, " MONDAY, ");
    let (mut net, job, server) = real_user();
    server.send(&mut net, &[NOP; 100]);
    net.run_for(SECOND);
    assert_eq!(shown(&net, job), "");
}

#[test]
fn tel_014_break_is_the_break_key_and_reverse_break_prints_nothing() {
    let (mut net, job, server) = real_user();
    net.type_line(job, "^BREAK");
    net.run_for(SECOND);
    assert_eq!(server.heard(&net)[0], BREAK);
    server.send(&mut net, &[b'A', BREAK, b'B']);
    net.run_for(SECOND);
    assert_eq!(shown(&net, job), "AB");

    let (mut net, user) = real_server();
    user.send(&mut net, &[b'D', b'A', BREAK]);
    assert_eq!(says_next(&mut net, &user), "^C\r\n@", "the line is gone, and the prompt is back");
}

/// RFC 393 p. 2 by way of RFC 466: the server needs no CR LF to have its prompt shown. Our user program prints whatever has come,
/// so the reverse break tells it nothing new, not even about a CR that it holds.
#[test]
fn tel_015_a_prompt_before_a_reverse_break_is_shown_at_once() {
    let (mut net, job, server) = real_user();
    server.send(&mut net, &[b"LINE\r\nprompt".as_slice(), &[BREAK]].concat());
    net.run_for(SECOND);
    assert_eq!(shown(&net, job), "LINE\r\nprompt");
    net.type_line(job, "typed");
    net.run_for(SECOND);
    assert_eq!((shown(&net, job), server.heard(&net)), ("LINE\r\nprompttyped\r\n", b"typed\r\n".to_vec()));
}

#[test]
fn tel_016_codes_without_meaning_vanish_without_complaint() {
    let (mut net, user) = real_server();
    user.send(&mut net, b"DA\x86Y\x9fTI\xc0M\xfeE\r\n");
    user.hears(&mut net, " MONDAY, ");
    let (mut net, job, server) = real_user();
    server.send(&mut net, b"T\x86E\x9fN\xc0E\xfeX");
    net.run_for(SECOND);
    assert_eq!(shown(&net, job), "TENEX");
}

/// RFC 318 p. 6-7. Every code from 128 to 255, and an interrupt beside them.
#[test]
fn tel_017_the_minimum_deletes_every_signal_on_either_side() {
    let signals: Vec<u8> = (128..=255).collect();
    let mut net = PerfectSubnet::new();
    let mut config = tenex(UTAH, &[]);
    config.servers.push(ServerConfig { name: "telnet".into(), profile: Some("MINIMUM".into()) });
    net.attach(config);
    net.attach_peer(CASE);
    let user = ScriptedEnd::call(&mut net, CASE, UTAH, icp::TELNET.socket);
    user.hears(&mut net, "\r\n@");
    user.interrupt(&mut net);
    user.send(&mut net, &[b"DAY".as_slice(), &signals, b"TIME\r\n"].concat());
    assert!(says_next(&mut net, &user).starts_with(" MONDAY, "));
    log_in(&mut net, &user);
    assert!(user.heard(&net).is_ascii(), "nor does it send any");

    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &[]));
    net.attach_peer(CASE);
    let job = net.start_program(UTAH, telnet_as("CASE-10", icp::TELNET.socket, "MINIMUM"));
    let server = ScriptedEnd::serve(&mut net, CASE, UTAH, icp::TELNET.socket);
    assert!(net.run_until(|net| net.terminal(job).contains("is open")));
    server.interrupt(&mut net);
    server.send(&mut net, &[b"TE".as_slice(), &signals, b"NEX "].concat());
    net.run_for(SECOND);
    net.type_line(job, "SHOWN");
    net.run_for(SECOND);
    assert_eq!(shown(&net, job), "TENEX SHOWN\r\n", "not hidden, and not left to the server to echo");
    assert_eq!(server.heard(&net), b"SHOWN\r\n");
}

#[test]
fn a_session_looks_as_it_should() {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &[]));
    net.attach(tenex(CASE, &["telnet"]));
    let job = net.start_program(UTAH, telnet_to("CASE-10", None));
    for line in ["LOGIN THOMAS RSEXEC 1", "DIRECTORY", "TYPE PROG1.PL1", "WHO", "FROB", "LOGOUT"] {
        net.run_for(2 * SECOND);
        net.type_line(job, line);
    }
    assert_eq!(net.finish(job), JobStatus::Done);
    let session = "Trying CASE-10...\r\n\
        CASE-10 is open\r\n\
        CASE-10 TENEX\r\n\
        @LOGIN THOMAS RSEXEC 1\r\n \
        JOB 2 ON TTY2 15-JAN-73 12:00:02\r\n\
        @DIRECTORY\r\n   \
        <THOMAS>\r\n \
        NOTES.TXT;3\r\n \
        PROG1.PL1;1\r\n\
        @TYPE PROG1.PL1\r\n\
        FIRST: PROCEDURE;\r\n\
        END;\r\n\
        \r\n\
        @WHO\r\n \
        JOB USER         PROGRAM\r\n   \
        2 THOMAS       TELNET\r\n\
        @FROB\r\n \
        ?\r\n\
        @LOGOUT\r\n \
        LOGOUT THOMAS AT 15-JAN-73 12:00:12\r\n\
        \r\n\
        CASE-10 is closed\r\n";
    assert_eq!(net.terminal(job), session);
}
