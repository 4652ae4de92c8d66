//! The TELNET of May 1973 (RFC 495, as RFCs 435, 529 and 562 tell of it): the real server at socket 23 against a scripted
//! user, the real user program against a scripted server, and both against each other.

use arpanet_programs::host::{JobId, JobStatus};
use arpanet_programs::icp::NEW_TELNET;
use arpanet_tests::perfect_subnet::{PerfectSubnet, SECOND};
use arpanet_tests::scripted_end::ScriptedEnd;
use arpanet_tests::sites::{CASE, UTAH, telnet_to, tenex, text_file};

// RFC 764 p. 14-15, in hexadecimal.
const DM: [u8; 2] = [0xff, 0xf2];
const IP: [u8; 2] = [0xff, 0xf4];
const AO: [u8; 2] = [0xff, 0xf5];
const AYT: [u8; 2] = [0xff, 0xf6];
const EC: [u8; 2] = [0xff, 0xf7];
const EL: [u8; 2] = [0xff, 0xf8];
const GA: [u8; 2] = [0xff, 0xf9];
const WILL: u8 = 0xfb;
const WONT: u8 = 0xfc;
const DO: u8 = 0xfd;
const DONT: u8 = 0xfe;
const ECHO: u8 = 1;
const SUPPRESS_GA: u8 = 3;

/// The real server at socket 23, which has greeted a scripted user.
fn real_server() -> (PerfectSubnet, ScriptedEnd) {
    let mut net = PerfectSubnet::new();
    let mut config = tenex(UTAH, &["new-telnet"]);
    config.files.push(text_file("<THOMAS>LONG.TXT;1", &format!("{}\n", "0123456789".repeat(7)).repeat(200)));
    net.attach(config);
    net.attach_peer(CASE);
    let user = ScriptedEnd::call(&mut net, CASE, UTAH, NEW_TELNET.socket);
    user.hears(&mut net, "\r\n@");
    net.run_for(SECOND);
    (net, user)
}

/// What the server says in the second after the user has sent this.
fn says(net: &mut PerfectSubnet, user: &ScriptedEnd, sent: &[u8]) -> Vec<u8> {
    let before = user.heard(net).len();
    user.send(net, sent);
    net.run_for(SECOND);
    user.heard(net)[before..].to_vec()
}

/// The real user program, connected with a scripted server at socket 23; its first request is answered with `answer`.
fn real_user(answer: &[u8]) -> (PerfectSubnet, JobId, ScriptedEnd) {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &[]));
    net.attach_peer(CASE);
    let job = net.start_program(UTAH, telnet_to("CASE-10", Some(NEW_TELNET.socket)));
    let server = ScriptedEnd::serve(&mut net, CASE, UTAH, NEW_TELNET.socket);
    server.hears(&mut net, [0xff, DO, SUPPRESS_GA]);
    server.send(&mut net, answer);
    net.run_for(SECOND);
    (net, job, server)
}

/// What the user program sends in the second after the server has sent this and the person has typed that.
fn sends(
    net: &mut PerfectSubnet,
    (job, server): (JobId, &ScriptedEnd),
    sent: &[u8],
    typed: &[&str],
) -> Vec<u8> {
    let before = server.heard(net).len();
    server.send(net, sent);
    typed.iter().for_each(|line| net.type_line(job, line));
    net.run_for(SECOND);
    server.heard(net)[before..].to_vec()
}

fn contains(octets: &[u8], part: &[u8]) -> bool {
    octets.windows(part.len()).any(|window| window == part)
}

fn text(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}

/// RFC 435 p. 8: "if it merely responds no to any command it does not understand, then it can totally ignore options".
#[test]
fn tel_047_unknown_options_are_refused_by_either_side() {
    let asked = [0xff, DO, 99, 0xff, WILL, 99];
    let refused = [0xff, WONT, 99, 0xff, DONT, 99];
    let (mut net, user) = real_server();
    assert_eq!(says(&mut net, &user, &asked), refused);
    let (mut net, job, server) = real_user(&[]);
    assert_eq!(sends(&mut net, (job, &server), &asked, &[]), refused);
    // Every option there can be, known ones apart, and none of them twice.
    let (mut net, user) = real_server();
    let unknown = (0..=255).filter(|option| ![ECHO, SUPPRESS_GA].contains(option));
    let asked: Vec<u8> = unknown.clone().flat_map(|option| [0xff, DO, option]).collect();
    let refused: Vec<u8> = unknown.flat_map(|option| [0xff, WONT, option]).collect();
    assert_eq!(says(&mut net, &user, &asked), refused);
}

#[test]
fn tel_048_only_a_change_is_answered() {
    let (mut net, user) = real_server();
    assert_eq!(says(&mut net, &user, &[0xff, DO, ECHO]), [0xff, WILL, ECHO]);
    assert_eq!(says(&mut net, &user, &[0xff, DO, ECHO, 0xff, DO, ECHO]), b"");
    assert_eq!(says(&mut net, &user, &[0xff, DONT, ECHO]), [0xff, WONT, ECHO]);
    assert_eq!(says(&mut net, &user, &[0xff, DONT, ECHO, 0xff, WONT, 99, 0xff, DONT, 99]), b"");
}

/// Both ask at once: either request is the other's answer. A request that was refused comes again only when the person asks
/// again.
#[test]
fn tel_048_crossed_requests_settle_and_a_refusal_is_the_end_of_it() {
    let (mut net, job, server) = real_user(&[0xff, WONT, SUPPRESS_GA]);
    let here = (job, &server);
    assert_eq!(sends(&mut net, here, &[0xff, WILL, ECHO], &["^ECHO"]), [0xff, DO, ECHO]);
    assert_eq!(sends(&mut net, here, &[0xff, WONT, ECHO], &[]), [0xff, DONT, ECHO]);
    assert_eq!(sends(&mut net, here, &[], &["^ECHO"]), [0xff, DO, ECHO]);
    assert_eq!(sends(&mut net, here, &[0xff, WONT, ECHO], &[]), b"");
    assert_eq!(sends(&mut net, here, b"prompt", &["text"]), b"text\r\n", "it does not ask of itself again");
    assert_eq!(net.octets(UTAH, CASE).iter().filter(|octet| **octet == SUPPRESS_GA).count(), 1);
}

/// RFC 435 p. 3, the principle of default implementation.
#[test]
fn tel_049_everything_begins_in_the_default() {
    let (mut net, user) = real_server();
    let heard = user.heard(&net);
    assert_eq!(
        heard,
        [b"UTAH-10 TENEX\r\n@".as_slice(), &GA].concat(),
        "go-aheads, and nothing is asked for"
    );
    let said = says(&mut net, &user, b"DAYTIME\r\n");
    assert!(text(&said).starts_with(" MONDAY, "), "no echo: {said:?}");
    assert!(said.ends_with(&GA));
    let (mut net, job, server) = real_user(&[]);
    assert_eq!(sends(&mut net, (job, &server), b"", &["HELLO"]), b"HELLO\r\n");
    assert!(net.terminal(job).ends_with("HELLO\r\n"), "the using site echoes");
}

#[test]
fn tel_049_only_what_was_negotiated_is_in_effect() {
    let (mut net, user) = real_server();
    assert_eq!(says(&mut net, &user, &[0xff, DO, SUPPRESS_GA]), [0xff, WILL, SUPPRESS_GA]);
    assert!(!contains(&says(&mut net, &user, b"DAYTIME\r\n"), &GA));
    says(&mut net, &user, &[0xff, DO, ECHO]);
    assert!(text(&says(&mut net, &user, b"DAYTIME\r\n")).starts_with("DAYTIME\r\n MONDAY, "));
    says(&mut net, &user, &[0xff, DONT, SUPPRESS_GA, 0xff, DONT, ECHO]);
    let said = says(&mut net, &user, b"DAYTIME\r\n");
    assert!(text(&said).starts_with(" MONDAY, ") && said.ends_with(&GA), "{said:?}");
}

#[test]
fn tel_050_commands_count_in_the_scan_and_text_does_not() {
    let (mut net, user) = real_server();
    user.interrupt(&mut net);
    net.run_for(SECOND);
    let scanned = [b"WHO\r\n".as_slice(), &IP, b"DIRECTORY\r\n", &[0xff, DO, SUPPRESS_GA], &DM].concat();
    let said = says(&mut net, &user, &[scanned.as_slice(), b"DAYTIME\r\n"].concat());
    assert!(contains(&said, b"^C\r\n@") && contains(&said, &[0xff, WILL, SUPPRESS_GA]), "{}", text(&said));
    assert!(contains(&said, b" MONDAY, "), "what follows the mark is read: {}", text(&said));
    assert!(!contains(&said, b"JOB USER") && !contains(&said, b"PROG1"), "{}", text(&said));
}

/// RFC 764 p. 9: unlike the mark of 1972.
#[test]
fn tel_050_a_mark_without_an_interrupt_does_nothing() {
    let (mut net, user) = real_server();
    assert!(text(&says(&mut net, &user, &[&DM[..], b"DAYTIME\r\n"].concat())).starts_with(" MONDAY, "));
    user.interrupt(&mut net);
    net.run_for(SECOND);
    let said = says(&mut net, &user, b"DAYTIME\r\n");
    assert!(text(&said).starts_with(" MONDAY, "), "its interrupt, late, discards nothing: {said:?}");
}

/// INS and the mark, from the user and from the server, for their own connections. RFC 529 p. 3: the command first.
#[test]
fn tel_050_a_person_interrupts_and_the_user_program_discards() {
    let (mut net, job, server) = real_user(&[]);
    assert_eq!(sends(&mut net, (job, &server), b"", &["^IP"]), [IP, DM].concat());
    assert_eq!(server.interrupts(&net), 1);
    server.interrupt(&mut net);
    net.run_for(SECOND);
    sends(&mut net, (job, &server), &[b"junk".as_slice(), &DM, b"clean"].concat(), &[]);
    assert!(net.terminal(job).ends_with("clean") && !net.terminal(job).contains("junk"));
}

/// What a break finds in the midst of a long file: the rest is not typed.
#[test]
fn tel_050_interrupt_process_ends_what_is_being_typed() {
    let (mut net, user) = real_server();
    user.send(&mut net, b"LOGIN THOMAS RSEXEC 1\r\n");
    user.hears(&mut net, " JOB ");
    user.send(&mut net, b"TYPE LONG.TXT\r\n");
    user.hears(&mut net, "0123456789");
    user.interrupt(&mut net);
    let said = says(&mut net, &user, &[&IP[..], &DM].concat());
    assert!(contains(&said, b"^C\r\n@"), "{}", text(&said));
    assert!(user.heard(&net).len() < 10_000);
}

/// RFC 513 p. 3: the process runs to its end, and output begins again at the next prompt.
#[test]
fn abort_output_silences_a_command_up_to_the_next_prompt() {
    let (mut net, user) = real_server();
    user.send(&mut net, b"LOGIN THOMAS RSEXEC 1\r\n");
    user.hears(&mut net, " JOB ");
    user.send(&mut net, b"TYPE LONG.TXT\r\n");
    user.hears(&mut net, "0123456789");
    let said = says(&mut net, &user, &AO);
    assert!(said.ends_with(&[b"@".as_slice(), &GA].concat()) && !contains(&said, b"^C"), "{}", text(&said));
    assert!(user.heard(&net).len() < 10_000);
    assert!(text(&says(&mut net, &user, b"DAYTIME\r\n")).starts_with(" MONDAY, "));
}

#[test]
fn the_other_commands_of_the_new_telnet_do_what_they_are_called() {
    let (mut net, user) = real_server();
    assert!(contains(&says(&mut net, &user, &AYT), b"[YES]"));
    let typed = [b"XXX".as_slice(), &EL, b"DAYTIMEX", &EC, b"\r\n"].concat();
    assert!(text(&says(&mut net, &user, &typed)).starts_with(" MONDAY, "));
    let (mut net, job, server) = real_user(&[]);
    let typed = ["^AYT", "^EC", "^EL"];
    assert_eq!(sends(&mut net, (job, &server), b"", &typed), [AYT, EC, EL].concat());
}

/// RFC 562 p. 1-2: no option with parameters is agreed to, and they do no harm.
#[test]
fn tel_051_parameters_are_passed_over() {
    let (mut net, user) = real_server();
    let typed = b"DAY\xff\xfa\x18\x01\xff\xff\x03\xff\xf0TIME\r\n";
    assert!(text(&says(&mut net, &user, typed)).starts_with(" MONDAY, "));
}

/// RFC 595 p. 3-4: at every prompt, unless it is agreed to do without.
#[test]
fn tel_052_a_server_gives_the_go_ahead_when_it_wants_input() {
    let (mut net, user) = real_server();
    let said = says(&mut net, &user, b"LOGIN THOMAS\r\n");
    assert!(said.ends_with(&GA), "after the prompt for a password too: {said:?}");
    assert_eq!(said.windows(2).filter(|window| *window == GA).count(), 1);
}

/// RFC 495 p. 2 has no signal to hide what is typed, and RFC 318 p. 11 tells what a server can do without one.
#[test]
fn tel_029_without_hide_your_input_a_secret_is_typed_on_a_mask() {
    let (mut net, user) = real_server();
    let said = says(&mut net, &user, b"LOGIN THOMAS\r\n");
    let (_, mask) = text(&said).split_once("(PASSWORD) ").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let overprints: Vec<&str> = mask.split("\r\0").collect();
    assert_eq!(overprints.len(), 4, "three lines, one over the other, each ended by CR NUL: {mask:?}");
    assert!(overprints[..3].iter().all(|line| line.len() >= 8 && line.is_ascii()));
    // An echoing server just doesn't echo.
    let (mut net, user) = real_server();
    says(&mut net, &user, &[0xff, DO, ECHO]);
    let said = says(&mut net, &user, b"LOGIN THOMAS\r\n");
    assert!(said.ends_with(&[b"(PASSWORD) ".as_slice(), &GA].concat()), "{said:?}");
    let said = says(&mut net, &user, b"RSEXEC\r\n");
    assert!(!contains(&said, b"RSEXEC"));
}

/// RFC 593 p. 1.
#[test]
fn tel_053_the_new_telnet_is_at_socket_23_beside_the_old_one_at_1() {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &["telnet", "new-telnet"]));
    net.attach(tenex(CASE, &[]));
    for socket in [1, 23] {
        let job = net.start_program(CASE, telnet_to("UTAH-10", Some(socket)));
        for line in ["LOGIN THOMAS RSEXEC 1", "^ECHO", "DAYTIME", "LOGOUT"] {
            net.run_for(3 * SECOND);
            net.type_line(job, line);
        }
        assert_eq!(net.finish(job), JobStatus::Done);
        let seen = net.terminal(job);
        assert!(seen.contains("@DAYTIME\r\n MONDAY, "), "the server's echo: {seen}");
    }
    let said = net.octets(CASE, UTAH);
    assert!(said.contains(&0x84) && contains(&said, &[0xff, DO, ECHO]), "each in its own words");
}
