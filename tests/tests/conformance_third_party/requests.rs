//! Requests for connection to a socket of LSTN, early, late and wrong: a server at CASE, someone who commands it from
//! BBN, and third hosts that are scripted.

use arpanet_tests::sites::CASE;
use arpanet_wire::command::Command;

use crate::stage::{
    Controller, OTHER, PROG2, THIRD, asks_to_receive, asks_to_send, closes, expect_cls, expect_rts, hosts,
    is_silent_about, prog2, sends_text, text_at, wait,
};

/// Third parties' sockets: 77 sends, 76 receives.
const SENDS: u32 = 77;
const RECEIVES: u32 = 76;

#[test]
fn lstn_012_live_allocations_are_all_distinct() {
    let mut net = hosts("L438", "L438");
    let mut sessions = [Controller::at(&mut net, "CASE-10"), Controller::at(&mut net, "CASE-10")];
    let mut live = Vec::new();
    for round in 0..6 {
        live = Vec::new();
        for session in &mut sessions {
            live.push(session.socket(&mut net, "LSTN R"));
            live.push(session.socket(&mut net, "LSTN S"));
        }
        let mut distinct = live.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), 4, "round {round}: {live:?}");
    }
    let in_use: Vec<u32> = net
        .log()
        .iter()
        .filter(|crossing| crossing.from == CASE)
        .filter_map(|crossing| match crossing.command()? {
            Command::Rts { my_socket, .. } | Command::Str { my_socket, .. } => Some(my_socket),
            _ => None,
        })
        .collect();
    assert!(live.iter().all(|socket| !in_use.contains(socket)), "{live:?} {in_use:?}");
}

/// NIC 8246 p. 11: an answer may be withheld; here it is, until the transfer command.
#[test]
fn lstn_015_lstn_016_an_early_request_waits_for_the_transfer_command() {
    let mut net = hosts("L438", "L438");
    let mut user = Controller::at(&mut net, "CASE-10");
    let x = user.socket(&mut net, "LSTN R");
    asks_to_send(&mut net, THIRD, SENDS, x, 8);
    wait(&mut net, 5);
    assert!(is_silent_about(&net, THIRD, x), "neither matched nor refused");
    user.types(&mut net, "APPE <THOMAS>PROG2.PL1");
    let link = expect_rts(&mut net, THIRD, x, SENDS);
    user.hears(&mut net, 250);
    sends_text(&mut net, THIRD, link, b"MORE\r\n");
    closes(&mut net, THIRD, SENDS, x);
    user.hears(&mut net, 252);
    assert_eq!(prog2(&net), format!("{PROG2}MORE\n"));
}

#[test]
fn lstn_017_an_early_request_from_the_wrong_socket_is_refused_by_the_filter_of_the_moment() {
    let mut net = hosts("L438", "L438");
    let mut user = Controller::at(&mut net, "CASE-10");
    let x = user.socket(&mut net, "LSTN R");
    asks_to_send(&mut net, THIRD, 99, x, 8);
    wait(&mut net, 1);
    assert_eq!(user.socket(&mut net, &format!("SOCK 11,{SENDS}")), x);
    assert!(is_silent_about(&net, THIRD, x), "SOCK alone decides nothing");
    user.types(&mut net, "APPE <THOMAS>PROG2.PL1");
    expect_cls(&mut net, THIRD, x, 99);
    closes(&mut net, THIRD, 99, x);
    asks_to_send(&mut net, THIRD, SENDS, x, 8);
    expect_rts(&mut net, THIRD, x, SENDS);
    user.hears(&mut net, 250);
}

#[test]
fn lstn_018_lstn_022_lstn_023_lstn_024_the_server_answers_and_does_not_ask() {
    let mut net = hosts("L438", "L438");
    let mut user = Controller::at(&mut net, "CASE-10");
    user.says(&mut net, "TYPE I", 200);
    user.says(&mut net, "BYTE 36", 200);
    let x = user.socket(&mut net, "LSTN S");
    user.socket(&mut net, &format!("SOCK 11,{RECEIVES}"));
    user.types(&mut net, "RETR <THOMAS>PROG2.PL1");
    wait(&mut net, 20);
    assert!(is_silent_about(&net, THIRD, x) && net.data(CASE, THIRD).is_empty());
    assert!(!user.has_heard(&net, 250));
    asks_to_receive(&mut net, THIRD, RECEIVES, x);
    let byte_size = net.expect(CASE, THIRD, "the matching STR", |command| match *command {
        Command::Str { my_socket, your_socket, byte_size } => {
            ((my_socket, your_socket) == (x, RECEIVES)).then_some(byte_size)
        }
        _ => None,
    });
    assert_eq!(byte_size, 36);
    user.hears(&mut net, 250);
    net.say(THIRD, CASE, &[Command::All { link: 30, messages: 10, bits: 36_000 }]);
    expect_cls(&mut net, THIRD, x, RECEIVES);
    user.hears(&mut net, 252);
    let sent: usize = net.data(CASE, THIRD).iter().map(|(_, bits)| bits.length_bits()).sum();
    assert_eq!(sent, 4 * 36, "twenty 7-bit characters are four words of five");
}

#[test]
fn lstn_019_lstn_044_the_sender_closes_and_the_server_answers() {
    let mut net = hosts("L438", "L438");
    let mut user = Controller::at(&mut net, "CASE-10");
    let x = user.socket(&mut net, "LSTN R");
    user.types(&mut net, "STOR <THOMAS>NEW.TXT");
    wait(&mut net, 1);
    asks_to_send(&mut net, THIRD, SENDS, x, 8);
    let link = expect_rts(&mut net, THIRD, x, SENDS);
    sends_text(&mut net, THIRD, link, b"NEW TEXT\r\n");
    closes(&mut net, THIRD, SENDS, x);
    expect_cls(&mut net, THIRD, x, SENDS);
    user.hears(&mut net, 252);
    assert_eq!(text_at(&net, CASE, "<THOMAS>NEW.TXT;1").as_deref(), Some("NEW TEXT\n"));
}

/// Host and socket both count: 40 bits.
#[test]
fn lstn_034_lstn_035_the_wrong_host_and_the_wrong_socket_are_refused_and_listening_goes_on() {
    let mut net = hosts("L438", "L438");
    let mut user = Controller::at(&mut net, "CASE-10");
    let x = user.socket(&mut net, "LSTN R");
    user.socket(&mut net, &format!("SOCK 11,{SENDS}"));
    user.types(&mut net, "STOR <THOMAS>NEW.TXT");
    wait(&mut net, 1);
    asks_to_send(&mut net, OTHER, SENDS, x, 8);
    expect_cls(&mut net, OTHER, x, SENDS);
    closes(&mut net, OTHER, SENDS, x);
    asks_to_send(&mut net, THIRD, SENDS + 2, x, 8);
    expect_cls(&mut net, THIRD, x, SENDS + 2);
    closes(&mut net, THIRD, SENDS + 2, x);
    asks_to_send(&mut net, THIRD, SENDS, x, 8);
    expect_rts(&mut net, THIRD, x, SENDS);
    user.hears(&mut net, 250);
}

#[test]
fn lstn_048_a_repeated_lstn_refuses_those_who_wait_at_the_earlier_socket() {
    let mut net = hosts("L438", "L438");
    let mut user = Controller::at(&mut net, "CASE-10");
    let first = user.socket(&mut net, "LSTN R");
    asks_to_send(&mut net, THIRD, SENDS, first, 8);
    wait(&mut net, 1);
    let second = user.socket(&mut net, "LSTN R");
    assert_ne!(first, second);
    expect_cls(&mut net, THIRD, first, SENDS);
    closes(&mut net, THIRD, SENDS, first);
    user.types(&mut net, "STOR <THOMAS>NEW.TXT");
    asks_to_send(&mut net, THIRD, SENDS, second, 8);
    expect_rts(&mut net, THIRD, second, SENDS);
}

#[test]
fn lstn_051_lstn_052_the_end_of_the_session_refuses_those_who_wait() {
    for bye in [false, true] {
        let mut net = hosts("L438", "L438");
        let mut user = Controller::at(&mut net, "CASE-10");
        let x = user.socket(&mut net, "LSTN R");
        asks_to_send(&mut net, THIRD, SENDS, x, 8);
        wait(&mut net, 1);
        if bye {
            user.says(&mut net, "BYE", 231);
        } else {
            user.goes_away(&mut net);
        }
        expect_cls(&mut net, THIRD, x, SENDS);
        closes(&mut net, THIRD, SENDS, x);
        let mut next = Controller::at(&mut net, "CASE-10");
        next.socket(&mut net, "LSTN R");
    }
}

#[test]
fn lstn_053_after_abor_a_request_waits_for_the_next_command() {
    let mut net = hosts("L438", "L438");
    let mut user = Controller::at(&mut net, "CASE-10");
    let x = user.socket(&mut net, "LSTN S");
    user.types(&mut net, "RETR <THOMAS>PROG2.PL1");
    wait(&mut net, 1);
    user.says(&mut net, "ABOR", 201);
    asks_to_receive(&mut net, THIRD, RECEIVES, x);
    wait(&mut net, 5);
    assert!(is_silent_about(&net, THIRD, x));
    user.says(&mut net, "RETR <THOMAS>PROG2.PL1", 250);
}

#[test]
fn lstn_054_a_request_after_the_454_is_not_matched() {
    let mut net = hosts("L438", "L438");
    let mut user = Controller::at(&mut net, "CASE-10");
    let x = user.socket(&mut net, "LSTN R");
    let before = net.now();
    user.says(&mut net, "STOR <THOMAS>NEW.TXT", 454);
    let waited = net.now().ns_since(before) / 1_000_000_000;
    assert!((15..=61).contains(&waited), "{waited} s");
    asks_to_send(&mut net, THIRD, SENDS, x, 8);
    wait(&mut net, 5);
    assert!(is_silent_about(&net, THIRD, x), "it waits for the next command");
    assert_eq!(text_at(&net, CASE, "<THOMAS>NEW.TXT;1"), None);
}

#[test]
fn lstn_055_a_request_of_another_byte_size_is_refused() {
    let mut net = hosts("L438", "L438");
    let mut user = Controller::at(&mut net, "CASE-10");
    let x = user.socket(&mut net, "LSTN R");
    user.types(&mut net, "STOR <THOMAS>NEW.TXT");
    wait(&mut net, 1);
    asks_to_send(&mut net, THIRD, SENDS, x, 36);
    expect_cls(&mut net, THIRD, x, SENDS);
    closes(&mut net, THIRD, SENDS, x);
    wait(&mut net, 1);
    asks_to_send(&mut net, THIRD, SENDS, x, 8);
    expect_rts(&mut net, THIRD, x, SENDS);
    user.hears(&mut net, 250);
}

#[test]
fn lstn_056_a_request_taken_back_before_the_command_is_answered_and_the_next_one_taken() {
    let mut net = hosts("L438", "L438");
    let mut user = Controller::at(&mut net, "CASE-10");
    let x = user.socket(&mut net, "LSTN R");
    asks_to_send(&mut net, THIRD, SENDS, x, 8);
    wait(&mut net, 1);
    closes(&mut net, THIRD, SENDS, x);
    expect_cls(&mut net, THIRD, x, SENDS);
    user.types(&mut net, "APPE <THOMAS>PROG2.PL1");
    wait(&mut net, 5);
    assert!(!user.has_heard(&net, 250) && !user.has_heard(&net, 454), "it waits");
    asks_to_send(&mut net, THIRD, SENDS, x, 8);
    user.hears(&mut net, 250);
    closes(&mut net, THIRD, SENDS, x);
    user.hears(&mut net, 252);
    assert_eq!(prog2(&net), PROG2, "an empty file was appended");
}

/// Its NCP does not let requests wait: it refuses until its own command has come.
#[test]
fn lstn_060_a_partner_that_refuses_at_first_is_asked_again() {
    let mut net = hosts("L438", "L438");
    let mut user = Controller::at(&mut net, "CASE-10");
    let y = user.socket(&mut net, &format!("SOCK 11,{RECEIVES}"));
    user.types(&mut net, "RETR <THOMAS>PROG2.PL1");
    let asked = |net: &arpanet_tests::perfect_subnet::PerfectSubnet| {
        let asks = |command: &Command| matches!(command, Command::Str { my_socket, .. } if *my_socket == y);
        net.commands(CASE, THIRD).into_iter().filter(asks).count()
    };
    for times in 1..=2 {
        assert!(net.run_until(|net| asked(net) == times));
        closes(&mut net, THIRD, RECEIVES, y);
    }
    assert!(net.run_until(|net| asked(net) == 3));
    asks_to_receive(&mut net, THIRD, RECEIVES, y);
    net.say(THIRD, CASE, &[Command::All { link: 30, messages: 10, bits: 8000 }]);
    user.hears(&mut net, 250);
    user.hears(&mut net, 252);
}
