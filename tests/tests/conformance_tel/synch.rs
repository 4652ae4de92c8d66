//! SYNCH: TEL-030 to TEL-038.

use arpanet_programs::host::SetupFile;
use arpanet_programs::icp;
use arpanet_tests::perfect_subnet::{PerfectSubnet, SECOND, What};
use arpanet_tests::scripted_end::ScriptedEnd;
use arpanet_tests::sites::{CASE, UTAH, tenex, text_file};
use arpanet_wire::command::Command;

use crate::stage::{BREAK, DATA_MARK, log_in, real_server, real_user, says_next, shown};

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
