//! The ad hoc TELNET of 1972 (RFC 318): the real user program against a scripted server, the real server against a
//! scripted user, and both against each other.

use arpanet_programs::host::{JobId, JobStatus, ServerConfig, SetupFile};
use arpanet_programs::system::MULTICS;
use arpanet_programs::{HostConfig, System, icp};
use arpanet_tests::perfect_subnet::{PerfectSubnet, SECOND, What};
use arpanet_tests::scripted_end::ScriptedEnd;
use arpanet_tests::sites::{BBN, CASE, UTAH, telnet_as, telnet_to, tenex, text_file};
use arpanet_wire::command::Command;
use arpanet_wire::telnet::{
    Command as NewCommand, DataType, Item, Negotiation, NewForm, Reader, Signal, Verb,
};

// RFC 318 p. 4-5, in hexadecimal.
const DATA_MARK: u8 = 0x80;
const BREAK: u8 = 0x81;
const NOP: u8 = 0x82;
const NO_ECHO: u8 = 0x83;
const ECHO: u8 = 0x84;
const HIDE: u8 = 0x85;

/// The real user program, connected with a scripted server.
fn real_user() -> (PerfectSubnet, JobId, ScriptedEnd) {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &[]));
    net.attach_peer(CASE);
    let job = net.start_program(UTAH, telnet_to("CASE-10", None));
    let server = ScriptedEnd::serve(&mut net, CASE, UTAH, icp::TELNET.socket);
    assert!(net.run_until(|net| net.terminal(job).contains("is open")));
    (net, job, server)
}

/// What the user's terminal shows since the connection opened.
fn shown(net: &PerfectSubnet, job: JobId) -> &str {
    let (_, shown) = net.terminal(job).split_once("is open\r\n").expect("it is open");
    shown
}

/// The real server, which has greeted a scripted user.
fn real_server() -> (PerfectSubnet, ScriptedEnd) {
    server_with(vec![])
}

fn server_with(more_files: Vec<SetupFile>) -> (PerfectSubnet, ScriptedEnd) {
    let mut net = PerfectSubnet::new();
    let mut config = tenex(UTAH, &["telnet"]);
    config.files.extend(more_files);
    net.attach(config);
    net.attach_peer(CASE);
    net.attach_peer(BBN);
    let user = ScriptedEnd::call(&mut net, CASE, UTAH, icp::TELNET.socket);
    user.hears(&mut net, "\r\n@");
    (net, user)
}

fn log_in(net: &mut PerfectSubnet, user: &ScriptedEnd) {
    user.send(net, b"LOGIN THOMAS RSEXEC 1\r\n");
    user.hears(net, " JOB ");
}

/// What the server says from now on, in a second.
fn says_next(net: &mut PerfectSubnet, user: &ScriptedEnd) -> String {
    let before = user.heard(net).len();
    net.run_for(SECOND);
    String::from_utf8_lossy(&user.heard(net)[before..]).into_owned()
}

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

#[test]
fn tel_030_synch_is_a_mark_in_the_stream_and_an_interrupt_for_its_link() {
    let (mut net, job, server) = real_user();
    net.type_line(job, "^SYNCH");
    net.run_for(SECOND);
    let marks: Vec<u8> = net
        .log()
        .iter()
        .filter_map(|crossing| match &crossing.what {
            What::Data { link, text, .. } if text.octets() == [DATA_MARK] => Some(*link),
            _ => None,
        })
        .collect();
    let [link] = marks[..] else { panic!("{marks:?}") };
    assert!(net.commands(UTAH, CASE).contains(&Command::Ins { link }));
    assert_eq!(server.interrupts(&net), 1);
}

/// 200 lines of 99 characters.
fn long_file() -> SetupFile {
    let line = format!("{}\n", "0123456789".repeat(10).split_at(98).0);
    text_file("<THOMAS>LONG.TXT;1", &line.repeat(200))
}

/// A scripted user whose server is in the midst of typing a long file that it may not send yet.
fn stuck_server() -> (PerfectSubnet, ScriptedEnd) {
    let mut net = PerfectSubnet::new();
    let mut config = tenex(UTAH, &["telnet"]);
    config.files.push(long_file());
    net.attach(config);
    net.attach_peer(CASE);
    let user = ScriptedEnd::call_without_allocation(&mut net, CASE, UTAH, icp::TELNET.socket);
    user.allow(&mut net, (1000, 8 * 1000));
    user.hears(&mut net, "@");
    log_in(&mut net, &user);
    user.send(&mut net, b"TYPE LONG.TXT\r\n");
    net.run_for(10 * SECOND);
    assert_eq!(user.heard(&net).len(), 1000, "it has used up what it was allowed");
    (net, user)
}

#[test]
fn tel_031_an_interrupt_makes_the_server_look_for_break_characters_at_once() {
    let (mut net, user) = stuck_server();
    let mut typed = vec![b'x'; 200];
    typed[100] = BREAK;
    user.interrupt(&mut net);
    user.send(&mut net, &typed);
    user.send(&mut net, &[DATA_MARK]);
    user.send(&mut net, b"DAYTIME\r\n");
    net.run_for(10 * SECOND);
    user.allow(&mut net, (60_000, 4_000_000_000));
    user.hears(&mut net, "^C\r\n@ MONDAY, ");
    assert!(user.heard(&net).len() < 10_000, "the rest of the file is not typed");
    assert!(!String::from_utf8_lossy(&user.heard(&net)).contains(" ?"), "the x's are no command");
}

#[test]
fn tel_032_a_mark_before_its_interrupt_stops_the_server() {
    let (mut net, user) = real_server();
    user.send(&mut net, b"\x80DAYTIME\r\n");
    assert_eq!(says_next(&mut net, &user), "");
    user.interrupt(&mut net);
    assert!(says_next(&mut net, &user).starts_with(" MONDAY, "));
}

#[test]
fn tel_033_the_user_side_discards_up_to_the_mark_in_either_order() {
    let (mut net, job, server) = real_user();
    server.interrupt(&mut net);
    server.send(&mut net, b"junk\x80ok");
    net.run_for(SECOND);
    assert_eq!(shown(&net, job), "ok");
    // The mark first: what follows it waits.
    server.send(&mut net, b" one\x80 two");
    net.run_for(SECOND);
    assert_eq!(shown(&net, job), "ok one");
    server.interrupt(&mut net);
    net.run_for(SECOND);
    assert_eq!(shown(&net, job), "ok one two");
}

#[test]
fn tel_034_the_process_never_sees_the_mark() {
    let (mut net, user) = real_server();
    user.interrupt(&mut net);
    user.send(&mut net, b"\x80DAY\x80");
    user.interrupt(&mut net);
    user.send(&mut net, b"TIME\r\n");
    user.hears(&mut net, " MONDAY, ");
}

#[test]
fn tel_035_several_synchs_stay_in_step() {
    let (mut net, user) = real_server();
    user.interrupt(&mut net);
    user.interrupt(&mut net);
    user.send(&mut net, b"WHAT\r\n\x80WHO\r\n\x80DAYTIME\r\n");
    let says = says_next(&mut net, &user);
    assert!(says.starts_with(" MONDAY, "), "{says}");
}

#[test]
fn tel_036_the_special_character_goes_before_its_synch() {
    let (mut net, job, server) = real_user();
    net.type_line(job, "^BREAK");
    net.run_for(SECOND);
    assert_eq!(server.heard(&net), [BREAK, DATA_MARK]);
}

#[test]
fn tel_037_scanning_goes_on_allocating_until_the_mark_has_come() {
    let (mut net, user) = stuck_server();
    // Type ahead until the server takes no more: it answers with no allocation.
    let mut sent = 0;
    while user.allowed_octets(&net) - sent > 100 {
        let line = [b"WHO".as_slice(), &[b' '; 95], b"\r\n"].concat();
        user.send(&mut net, &line);
        sent += 100;
        net.run_for(SECOND / 10);
        assert!(sent < 50_000, "the server never stops taking");
    }
    let allowed_before = user.allowed_octets(&net);
    user.interrupt(&mut net);
    net.run_for(SECOND);
    assert!(user.allowed_octets(&net) > allowed_before, "it has made room for the mark");
    user.send(&mut net, &[BREAK, DATA_MARK]);
    user.send(&mut net, b"DAYTIME\r\n");
    user.allow(&mut net, (60_000, 4_000_000_000));
    user.hears(&mut net, "^C\r\n@ MONDAY, ");
}

#[test]
fn tel_038_a_lost_half_of_a_synch_blocks_for_a_minute_and_no_longer() {
    let (mut net, user) = real_server();
    user.send(&mut net, b"\x80DAYTIME\r\n");
    net.run_for(59 * SECOND);
    assert!(user.heard(&net).ends_with(b"@"));
    user.hears(&mut net, " MONDAY, ");
    assert!(net.said().iter().any(|said| said.contains("SYNCH")), "it is told: {:?}", net.said());
    // An interrupt whose mark is lost.
    user.interrupt(&mut net);
    user.send(&mut net, b"WHO\r\n");
    net.run_for(70 * SECOND);
    let before = user.heard(&net).len();
    user.send(&mut net, b"DAYTIME\r\n");
    net.run_for(SECOND);
    assert!(user.heard(&net)[before..].starts_with(b" MONDAY, "));
}

#[test]
fn tel_039_other_data_types_are_ignored() {
    let (mut net, user) = real_server();
    user.send(&mut net, b"\xa2DAYTIME\r\n");
    user.hears(&mut net, " MONDAY, ");
}

#[test]
fn tel_040_tel_041_typed_text_goes_at_once_and_without_its_end_of_line() {
    let (mut net, job, server) = real_user();
    net.type_line(job, "^SEND location=");
    net.run_for(SECOND);
    assert_eq!(server.heard(&net), b"location=");
}

#[test]
fn tel_042_the_user_side_works_a_line_at_a_time() {
    let (mut net, job, server) = real_user();
    net.type_line(job, "ONE LINE");
    net.run_for(SECOND);
    let messages =
        net.log().iter().filter(|crossing| matches!(crossing.what, What::Data { byte_size: 8, .. }));
    assert_eq!((messages.count(), server.heard(&net)), (1, b"ONE LINE\r\n".to_vec()));
}

#[test]
fn tel_043_the_end_of_either_connection_ends_the_session() {
    for closes_sending in [true, false] {
        let (mut net, user) = real_server();
        log_in(&mut net, &user);
        if closes_sending {
            user.close_sending(&mut net);
        } else {
            user.close_receiving(&mut net);
            // The server notices when it has something to say.
            user.send(&mut net, b"DAYTIME\r\n");
        }
        assert!(net.run_until(|net| user.is_closed(net)), "{closes_sending}");
        // The other connection's CLS is answered.
        if closes_sending {
            user.close_receiving(&mut net);
        } else {
            user.close_sending(&mut net);
        }
        net.run_for(SECOND);
        assert!(net.host(UTAH).is_quiet());
        assert_eq!(net.said(), ["telnet: the user has gone without logging out"]);
        // Whoever comes next finds no THOMAS.
        let next = ScriptedEnd::call(&mut net, BBN, UTAH, icp::TELNET.socket);
        next.send(&mut net, b"WHO\r\n");
        next.hears(&mut net, " JOB USER         PROGRAM\r\n@");
    }
}

#[test]
fn tel_044_commands_of_the_new_form_provoke_no_error() {
    let (mut net, user) = real_server();
    user.send(&mut net, b"\xff\xfb\x01\xff\xfd\x03\xff\xf6");
    assert_eq!(says_next(&mut net, &user), "");
    user.send(&mut net, b"DAYTIME\r\n");
    assert!(says_next(&mut net, &user).starts_with(" MONDAY, "));
}

#[test]
fn tel_045_an_option_code_is_not_taken_for_a_control_character() {
    // FF FD 03 is DO SUPPRESS-GO-AHEAD; a bare 03 would be control-C, which breaks.
    let (mut net, user) = real_server();
    user.send(&mut net, b"DAY\xff\xfd\x03TIME\r\n");
    assert!(says_next(&mut net, &user).starts_with(" MONDAY, "));
    let (mut net, job, server) = real_user();
    server.send(&mut net, b"A\xff\xfd\x07B");
    net.run_for(SECOND);
    assert_eq!(shown(&net, job), "AB", "and no bell");
}

/// RFC 764 p. 14-15 names the codes in decimal.
#[test]
fn tel_046_sequences_of_the_new_form_decode_alike_wherever_they_are_cut() {
    let mut octets = Vec::new();
    let mut expected = Vec::new();
    for code in 241..=249 {
        octets.extend([255, code]);
        let command = NewCommand::of(code).expect("RFC 764 p. 14 has a command of this code");
        expected.push(Item::NewForm(NewForm::Command(command)));
    }
    for (code, verb) in [(251, Verb::Will), (252, Verb::Wont), (253, Verb::Do), (254, Verb::Dont)] {
        octets.extend([255, code, 99]);
        expected.push(Item::NewForm(NewForm::Negotiation(Negotiation { verb, option: 99 })));
    }
    octets.extend([255, 255]);
    expected.push(Item::NewForm(NewForm::Data255));
    for cut in 0..=octets.len() {
        let (mut reader, mut items) = (Reader::default(), Vec::new());
        reader.read(&octets[..cut], &mut items);
        reader.read(&octets[cut..], &mut items);
        assert_eq!(items, expected, "cut after {cut} octets");
    }
}

#[test]
fn tel_051_a_subnegotiation_ends_at_its_se_and_doubles_the_255() {
    let octets = [255, 250, 24, 1, 255, 255, 240, 255, 240, b'X'];
    let mut items = Vec::new();
    Reader::default().read(&octets, &mut items);
    let parameters = vec![24, 1, 255, 240];
    assert_eq!(items, [Item::NewForm(NewForm::Subnegotiation(parameters)), Item::Character(b'X')]);
}

#[test]
fn tel_052_go_ahead_is_ignored() {
    let (mut net, job, server) = real_user();
    server.send(&mut net, b"GO\xff\xf9 ON\xff\xf9");
    net.run_for(SECOND);
    assert_eq!(shown(&net, job), "GO ON");
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
