//! PASV as RFC 478 and RFC 542 propose it, and what else was proposed instead of LSTN: rows LSTN-066 to LSTN-078, on the
//! bench.

mod ftp_support;

use arpanet_ncp::CloseReason;
use arpanet_programs::ftp::server::{L438, P72, P542, PV478, Profile};
use arpanet_wire::ftp::Direction::{Receive, Send};
use arpanet_wire::ftp::Verb;

use ftp_support::{Bench, changed, codes, deeds};

const FILE: &str = "PROG1.PL1";

fn bench(profile: &'static Profile) -> Bench {
    Bench::with_file(profile, FILE, "ONE\n")
}

/// RFC 478 p. 1: a positive acknowledgement says that the socket has been opened for listening.
#[test]
fn lstn_066_pasv_listens_at_once_and_then_says_so() {
    let told = bench(&PV478).line("PASV");
    let listening = ["[listen S 1003 for anyone size 8]", "[listen R 1002 for anyone size 8]"];
    assert_eq!((deeds(&told), codes(&told)), (listening.to_vec(), vec![200]));
    assert!(told.last().is_some_and(|last| last.starts_with("200")), "{told:?}");
}

#[test]
fn lstn_067_after_pasv_a_transfer_command_waits_and_initiates_nothing() {
    let mut bench = bench(&PV478);
    bench.line("PASV");
    let told = bench.line("STOR x");
    assert!(!told.iter().any(|line| line.starts_with("[initiate")), "{told:?}");
    assert!(!deeds(&told).iter().any(|deed| deed.starts_with("[listen")), "it listens already: {told:?}");
    assert_eq!(bench.wait(59), [""; 0]);
    assert_eq!(codes(&bench.opened(Receive, 69, 77)), [250]);
    bench.data(b"text\r\n");
    assert_eq!(codes(&bench.ended(Receive, CloseReason::There)), [252]);
    assert_eq!(bench.text("x").as_deref(), Some("text\n"));
}

/// The other direction takes the same host only.
#[test]
fn lstn_068_the_request_must_agree_with_the_socks_before() {
    let mut bench = bench(&PV478);
    bench.line("SOCK 69,77");
    let told = bench.line("PASV");
    assert_eq!(deeds(&told), ["[listen S 1003 for 69,any size 8]", "[listen R 1002 for 69,77 size 8]"]);
}

#[test]
fn lstn_068_a_sock_after_pasv_counts_for_requests_that_come_after_it() {
    let mut bench = bench(&PV478);
    bench.line("PASV");
    let told = bench.line("SOCK 69,77");
    assert_eq!(codes(&told), [200]);
    let again = ["[give up S]", "[listen S 1003 for 69,any size 8]"];
    assert_eq!(deeds(&told)[..2], again);
    assert_eq!(deeds(&told)[2..], ["[give up R]", "[listen R 1002 for 69,77 size 8]"]);
    bench.opened(Receive, 69, 77);
    assert_eq!(deeds(&bench.line("SOCK 69,77")), ["[give up S]", "[listen S 1003 for 69,any size 8]"]);
    let told = bench.line("SOCK 69,99");
    assert!(deeds(&told).contains(&"[close R]"), "it came from the wrong socket: {told:?}");
    assert!(deeds(&told).contains(&"[listen R 1002 for 69,99 size 8]"), "{told:?}");
}

/// RFC 478 p. 2, 1. The data of a sender who is ahead wait in the network.
#[test]
fn lstn_069_the_connection_may_be_there_before_the_command() {
    let mut bench = bench(&PV478);
    bench.line("PASV");
    assert!(bench.session.keeps_data_waiting());
    assert_eq!(bench.opened(Receive, 69, 77), [""; 0], "neither 250 nor anything else");
    assert!(bench.session.keeps_data_waiting());
    assert_eq!(codes(&bench.line("STOR x")), [250]);
    assert!(!bench.session.keeps_data_waiting());
    bench.data(b"text\r\n");
    assert_eq!(codes(&bench.ended(Receive, CloseReason::There)), [252]);
}

/// RFC 478 p. 2, 2 and 3.
#[test]
fn lstn_070_sock_is_not_needed_and_tells_no_socket() {
    for profile in [&PV478, &P542] {
        let mut bench = bench(profile);
        let told = bench.line("SOCK 69,76");
        assert_eq!(codes(&told), [200], "{}", profile.name);
        let mut without = self::bench(profile);
        assert_eq!(codes(&without.line("PASV")), [200], "{}", profile.name);
        without.line("RETR PROG1.PL1");
        assert_eq!(codes(&without.opened(Send, 11, 12346)), [250], "{}", profile.name);
    }
}

/// RFC 542 p. 24, p. 37: S+2 receives and S+3 sends.
#[test]
fn lstn_071_pasv_of_1973_listens_on_both_fixed_sockets() {
    let mut bench = bench(&P542);
    let told = bench.line("PASV");
    assert_eq!(deeds(&told), ["[listen S 1003 for anyone size 8]", "[listen R 1002 for anyone size 8]"]);
    assert_eq!(codes(&told), [200]);
    assert_eq!(bench.codes("PASV S"), [501]);
    assert_eq!(bench.session.allocated_sockets(), [], "nothing is allocated");
    assert_eq!(Bench::new(&P542).codes("PASV"), [332]);
    assert_eq!(Bench::logged_in(&P72).codes("PASV"), [500]);
    assert_eq!(Bench::logged_in(&L438).codes("PASV"), [500]);
}

#[test]
fn lstn_072_a_sock_is_assumed_to_come_before() {
    let mut bench = bench(&P542);
    bench.lines(&["SOCK 69,1003"]);
    let told = bench.line("PASV");
    assert!(deeds(&told).contains(&"[listen R 1002 for 69,1003 size 8]"), "{told:?}");
    bench.line("STOR x");
    assert_eq!(codes(&bench.opened(Receive, 69, 1003)), [250]);
}

/// RFC 542 p. 34: the example's commands at both servers, A listening and B initiating.
#[test]
fn lstn_073_the_commands_of_the_example_do_what_it_says() {
    let (site_a, site_b) = (13, 69);
    let mut a = bench(&P542);
    let mut b = bench(&P542);
    assert_eq!(codes(&a.line(&format!("SOCK {site_b},1003"))), [200]);
    assert_eq!(codes(&b.line(&format!("SOCK {site_a},1002"))), [200]);
    let told = a.line("PASV");
    assert_eq!(codes(&told), [200]);
    assert!(deeds(&told).contains(&"[listen R 1002 for 69,1003 size 8]"));
    assert_eq!(b.line("RETR PROG1.PL1"), ["[initiate S 1003 -> 13,1002 size 8]"]);
    assert_eq!(a.line("STOR x"), ["[give up S]"]);
}

/// RFC 614 p. 1.
#[test]
fn lstn_074_pasv_lasts_for_one_transfer() {
    for end in ["done", "broken", "nobody", "abort"] {
        let mut bench = bench(&PV478);
        bench.lines(&["SOCK 69,76", "PASV", "RETR PROG1.PL1"]);
        match end {
            "done" => {
                bench.opened(Send, 69, 76);
                assert_eq!(codes(&bench.sent()), [252]);
            }
            "broken" => {
                bench.opened(Send, 69, 76);
                assert_eq!(codes(&bench.ended(Send, CloseReason::There)), [452]);
            }
            "nobody" => assert_eq!(codes(&bench.wait(60)), [454]),
            _ => assert_eq!(bench.codes("ABOR"), [201]),
        }
        let told = bench.line("RETR PROG1.PL1");
        assert!(deeds(&told).contains(&"[initiate S 1003 -> 69,76 size 8]"), "{end}: {told:?}");
    }
}

/// A command that is refused has moved nothing.
#[test]
fn lstn_074_a_file_that_is_not_there_does_not_end_it() {
    let mut bench = bench(&PV478);
    bench.line("PASV");
    assert_eq!(bench.line("RETR MISSING").len(), 1, "450 alone");
    assert_eq!(deeds(&bench.line("RETR PROG1.PL1")), ["[give up R]"]);
    assert_eq!(codes(&bench.opened(Send, 69, 76)), [250]);
}

#[test]
fn lstn_075_the_socket_that_the_command_does_not_need_is_given_up() {
    let mut bench = bench(&P542);
    bench.line("PASV");
    assert_eq!(bench.line("RETR PROG1.PL1"), ["[give up R]"]);
    let mut bench = self::bench(&P542);
    bench.line("PASV");
    bench.opened(Send, 69, 76);
    assert_eq!(bench.line("STOR x"), ["[close S]"], "also when somebody has come there");
}

#[test]
fn lstn_076_of_lstn_and_pasv_the_latest_governs() {
    let both = changed(&L438, |profile| {
        const VERBS: &[&[Verb]] =
            &[&[Verb::User, Verb::Sock, Verb::Lstn, Verb::Pasv, Verb::Retr, Verb::Stor]];
        profile.verbs = VERBS;
    });
    let mut bench = bench(both);
    bench.lines(&["LSTN R", "SOCK 69,77"]);
    let told = bench.line("PASV");
    assert_eq!(
        deeds(&told),
        ["[release 4000]", "[listen S 1003 for anyone size 8]", "[listen R 1002 for anyone size 8]"]
    );
    let told = bench.line("LSTN R");
    assert_eq!((codes(&told), deeds(&told)), (vec![255], vec!["[give up R]"]), "no listening yet");
    assert_eq!(deeds(&bench.line("STOR x")), ["[give up S]", "[listen R 4002 for anyone size 8]"]);
}

/// RFC 607, RFC 614 p. 1: of 1974.
#[test]
fn lstn_077_actv_is_not_of_1973() {
    for name in Profile::NAMES {
        let profile = Profile::named(name).expect("it is the name of a profile");
        assert_eq!(bench(profile).codes("ACTV"), [500], "{name}");
    }
}

/// RFC 430 p. 5 calls it GETSocket, RFC 463 p. 2 GSOC. A rival that nobody adopted is a code that nobody knows.
#[test]
fn lstn_078_getsocket_is_known_to_nobody() {
    for name in Profile::NAMES {
        let profile = Profile::named(name).expect("it is the name of a profile");
        let mut bench = bench(profile);
        let before = bench.session.clone();
        for line in ["GETSocket", "GETS", "GSOC"] {
            assert_eq!(bench.codes(line), [500], "{name}: {line}");
        }
        assert_eq!(bench.session, before, "{name}");
    }
}

#[test]
fn a_new_byte_size_is_listened_for_anew() {
    let mut bench = bench(&PV478);
    bench.line("PASV");
    let told = bench.line("TYPE I");
    assert_eq!(deeds(&told), [""; 0], "8 bits as before");
    let told = bench.line("BYTE 36");
    assert_eq!(
        deeds(&told),
        [
            "[give up S]",
            "[listen S 1003 for anyone size 36]",
            "[give up R]",
            "[listen R 1002 for anyone size 36]"
        ]
    );
}

#[test]
fn whoever_comes_after_pasv_and_goes_again_makes_room_for_the_next() {
    let mut bench = bench(&PV478);
    bench.line("PASV");
    bench.opened(Send, 69, 76);
    assert_eq!(bench.ended(Send, CloseReason::There), ["[listen S 1003 for anyone size 8]"]);
    bench.line("RETR PROG1.PL1");
    assert_eq!(codes(&bench.opened(Send, 69, 76)), [250]);
}

#[test]
fn the_end_of_the_session_ends_the_listening() {
    for bye in [true, false] {
        let mut bench = bench(&PV478);
        bench.line("PASV");
        let told = if bye { bench.line("BYE") } else { bench.control_lost() };
        assert_eq!(deeds(&told), ["[give up S]", "[give up R]", "[close control]"]);
    }
}
