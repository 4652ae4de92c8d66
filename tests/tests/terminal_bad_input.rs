//! What nobody should type, typed at a login server, at the small servers, at a user TELNET and at a TIP: lines of ten thousand
//! characters, octets over 127, CR without LF, codes that don't print. The answer is the period's, and others are not disturbed.

use arpanet_programs::HostConfig;
use arpanet_programs::host::JobSpec;
use arpanet_programs::icp;
use arpanet_programs::system::{MULTICS, TIP};
use arpanet_tests::perfect_subnet::{PerfectSubnet, SECOND};
use arpanet_tests::scripted_end::ScriptedEnd;
use arpanet_tests::sites::{BBN, CASE, UTAH, telnet_to, tenex, text_file};

/// Sends octets a few hundred at a time, as an NCP would.
fn send(net: &mut PerfectSubnet, user: &ScriptedEnd, octets: &[u8]) {
    for part in octets.chunks(500) {
        user.send(net, part);
        net.run_for(SECOND / 10);
    }
}

/// What comes in the five seconds after these octets.
fn says(net: &mut PerfectSubnet, user: &ScriptedEnd, octets: &[u8]) -> String {
    let before = user.heard(net).len();
    send(net, user, octets);
    net.run_for(5 * SECOND);
    String::from_utf8_lossy(&user.heard(net)[before..]).into_owned()
}

/// UTAH-10 with these servers and a long file, and a scripted CASE-10 and BBN-TENEX.
fn utah(servers: &[&str]) -> PerfectSubnet {
    let mut net = PerfectSubnet::new();
    let mut config = tenex(UTAH, servers);
    config.files.push(text_file("<THOMAS>LONG.TXT;1", &format!("{}\n", "0123456789".repeat(7)).repeat(300)));
    net.attach(config);
    net.attach_peer(CASE);
    net.attach_peer(BBN);
    net
}

fn logger(net: &mut PerfectSubnet, peer: arpanet_wire::HostAddress) -> ScriptedEnd {
    let user = ScriptedEnd::call(net, peer, UTAH, icp::TELNET.socket);
    user.hears(net, "@");
    user
}

/// Each of them, with what the command interpreter of TENEX says to it.
const ODD_LINES: &[(&str, &[u8], &str)] = &[
    ("octets over 127", b"DAY\x86\x9f\xa7\xc3TIME\xfe\r\n", " MONDAY, 15-JAN-73"),
    ("CR without LF", b"DAYTIME\r", " MONDAY, 15-JAN-73"),
    ("LF without CR", b"DAYTIME\n\r\n", " MONDAY, 15-JAN-73"),
    ("codes that don't print", b"\x01\x02\x07\x1b\x1f\r\n", " ?\r\n@"),
    ("nothing", b"\r\n\r\n\r\n", "@@@"),
    ("an argument missing", b"TYPE\r\n", " ? "),
    ("an absent file", b"TYPE NOSUCH.TXT\r\n", " ? "),
    ("a name that no system can hold", b"TYPE <<>>;;..*\r\n", " ? "),
    ("nobody's login", b"LOGIN NOBODY X 1\r\n", " ? "),
    ("login without a name", b"LOGIN\r\n", " ? LOGIN WHOM\r\n"),
    ("an unknown word", b"FROBNICATE\r\n", " ?\r\n@"),
];

#[test]
fn a_login_server_answers_what_it_cannot_use_and_goes_on() {
    let mut net = utah(&["telnet"]);
    let user = logger(&mut net, CASE);
    for (what, line, answer) in ODD_LINES {
        let said = says(&mut net, &user, line);
        assert!(said.contains(answer), "{what}: {said:?}");
    }
    // Half a command may be another one: a line that is too long is no command at all.
    let long = [b"LOGOUT".as_slice(), &[b' '; 10_000], b"\r\n"].concat();
    assert_eq!(says(&mut net, &user, &long), " ? TOO LONG\r\n@");
    let unfinished = [b'x'; 10_000];
    assert_eq!(says(&mut net, &user, &unfinished), "");
    assert_eq!(says(&mut net, &user, b"\r\n"), " ? TOO LONG\r\n@");
    assert!(says(&mut net, &user, b"DAYTIME\r\n").starts_with(" MONDAY, "));
}

/// Somebody else has a long file typed meanwhile, and gets every character of it.
#[test]
fn nobody_elses_session_is_disturbed() {
    let mut net = utah(&["telnet"]);
    let (rude, other) = (logger(&mut net, CASE), logger(&mut net, BBN));
    says(&mut net, &other, b"LOGIN THOMAS RSEXEC 1\r\n");
    let before = other.heard(&net).len();
    other.send(&mut net, b"TYPE LONG.TXT\r\n");
    for (_, line, _) in ODD_LINES {
        send(&mut net, &rude, line);
    }
    send(&mut net, &rude, &[b'x'; 10_000]);
    rude.interrupt(&mut net);
    send(&mut net, &rude, &[0xff; 100]);
    rude.close_sending(&mut net);
    rude.close_receiving(&mut net);
    net.run_for(60 * SECOND);
    let expected = format!("{}\r\n", "0123456789".repeat(7)).repeat(300) + "\r\n@";
    assert_eq!(String::from_utf8_lossy(&other.heard(&net)[before..]), expected);
}

/// RFC 318 p. 9-10: a system that works by lines waits for CR LF, and CR alone is no end of a line.
#[test]
fn a_server_of_lines_waits_for_cr_lf() {
    let mut net = PerfectSubnet::new();
    net.attach(HostConfig { system: &MULTICS, files: vec![], ..tenex(UTAH, &["telnet"]) });
    net.attach_peer(CASE);
    let user = ScriptedEnd::call(&mut net, CASE, UTAH, icp::TELNET.socket);
    user.hears(&mut net, "Multics at UTAH-10\r\n");
    assert_eq!(says(&mut net, &user, b"date_time\r"), "");
    assert!(says(&mut net, &user, b"\n").starts_with(" MONDAY, "));
}

#[test]
fn the_small_servers_bear_what_is_sent_to_them() {
    let all: Vec<u8> = (0..=255).collect();
    let mut net = utah(&["echo", "finger", "doctor", "parry"]);
    let user = ScriptedEnd::call(&mut net, CASE, UTAH, 7);
    send(&mut net, &user, &all);
    net.run_for(5 * SECOND);
    assert_eq!(user.heard(&net), all, "RFC 347: with no modification");

    for (octets, answer) in [
        ([vec![b'x'; 10_000], b"\r\n".to_vec()].concat(), "?\r\n"),
        (b"DOE\rROE\r\n".to_vec(), "?\r\n"),
        (b"\x00\x1b[2J\x81\r\n".to_vec(), "NO SUCH USER"),
    ] {
        let mut net = utah(&["finger"]);
        let user = ScriptedEnd::call(&mut net, CASE, UTAH, 79);
        let said = says(&mut net, &user, &octets);
        assert!(said.contains(answer), "{said:?}");
        assert!(said.bytes().all(|octet| octet.is_ascii_graphic() || b" \r\n".contains(&octet)), "{said:?}");
    }
    for socket in [101, 103] {
        let mut net = utah(&["doctor", "parry"]);
        let user = ScriptedEnd::call(&mut net, CASE, UTAH, socket);
        let long = [[b'x'; 10_000].as_slice(), b"\r\n"].concat();
        for octets in [long.as_slice(), &all, b"\r\n", b"Hello\r\n"] {
            send(&mut net, &user, octets);
        }
        net.run_for(5 * SECOND);
        let said = String::from_utf8(user.heard(&net)).expect("they answer in USASCII");
        assert!(said.lines().count() >= 4, "{said}");
    }
}

/// Whatever a server sends, a terminal shows what a printer can do anything about (RFC 318 p. 2), and the user can go on typing.
#[test]
fn a_user_telnet_shows_nothing_that_is_no_text() {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &[]));
    net.attach_peer(CASE);
    let job = net.start_program(UTAH, telnet_to("CASE-10", None));
    let server = ScriptedEnd::serve(&mut net, CASE, UTAH, icp::TELNET.socket);
    let all: Vec<u8> = (0..=255).filter(|octet| !(128..=133).contains(octet)).collect();
    send(&mut net, &server, &[all, vec![b'y'; 10_000], b"\r\r\r\n".to_vec()].concat());
    net.run_for(5 * SECOND);
    net.type_line(job, &format!("{}\u{1b}[2J\u{7f}{}", "z".repeat(10_000), "\u{e9}"));
    net.run_for(60 * SECOND);
    let shown = net.terminal(job);
    assert!(shown.bytes().all(|octet| matches!(octet, 7..=13 | 32..=126)), "{shown:?}");
    assert!(shown.contains(&"y".repeat(10_000)) && shown.contains(&"z".repeat(10_000)));
    let heard = server.heard(&net);
    assert!(heard.ends_with(b"z\x1b[2J\x7f?\r\n"), "the codes are sent all the same");
    assert_eq!(heard.len(), 10_000 + 8);
}

#[test]
fn a_tip_bears_what_is_typed_at_its_terminals() {
    let mut net = PerfectSubnet::new();
    let tip = arpanet_wire::HostAddress::from_octet(145);
    net.attach(HostConfig::bare("MITRE-TIP", tip, &TIP));
    net.attach_peer(CASE);
    let spec =
        |port: &str| JobSpec { program: "tip".into(), arguments: vec![port.into()], ..JobSpec::default() };
    let terminal = net.start_program(tip, spec("2"));
    // To nobody, and then to a host, a character at a time and line by line.
    let odd = ["x".repeat(10_000), "\u{1}\u{1b}[2J\u{7f}".to_owned(), "caf\u{e9}".to_owned()];
    let commands =
        ["@", "@@@@", "@\u{1b}", "@T E 4294967295", "@T E 0", "@L 4294967296", "@H 256", "@O 1 2 3 4"];
    odd.iter().for_each(|line| net.type_line(terminal, line));
    net.type_line(terminal, &format!("@{}", "L ".repeat(5_000)));
    commands.iter().for_each(|line| net.type_line(terminal, line));
    net.run_for(SECOND);
    assert!(net.terminal(terminal).contains("Bad\r\n"));
    net.type_line(terminal, "@R");
    net.type_line(terminal, "@L 13");
    let server = ScriptedEnd::serve(&mut net, CASE, tip, 1);
    odd.iter().for_each(|line| net.type_line(terminal, line));
    net.run_for(60 * SECOND);
    let typed = [vec![b'x'; 10_000], b"\r\x01\x1b[2J\x7f\rcaf\r".to_vec()].concat();
    assert_eq!(server.heard(&net), typed, "there is no key for what is no USASCII");
    // A line longer than the buffer rings the bell for each character that is lost.
    ["@T O L", "@I L", &"y".repeat(10_000)].iter().for_each(|line| net.type_line(terminal, line));
    net.run_for(60 * SECOND);
    let kept = server.heard(&net).iter().filter(|octet| **octet == b'y').count();
    let rung = net.terminal(terminal).matches('\u{7}').count();
    assert!(kept > 100 && kept + rung >= 10_000, "{kept} kept, {rung} times the bell");
    let shown = net.terminal(terminal);
    assert!(shown.bytes().all(|octet| matches!(octet, 7..=13 | 32..=126)));
}
