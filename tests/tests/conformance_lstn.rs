//! LSTN, SOCK and third parties at the server: rows LSTN-001 to LSTN-057 of the ledger, on the bench.
//!
//! What takes two servers and a controller is in `conformance_third_party.rs`.

mod ftp_support;

use arpanet_ncp::CloseReason;
use arpanet_programs::ftp::server::{Ask, L438, L438_INITIATES, P72};
use arpanet_wire::ftp::Direction::{Receive, Send};

use ftp_support::{Bench, changed, codes, deeds, socket_of};

const FILE: &str = "PROG1.PL1";

fn bench() -> Bench {
    Bench::with_file(&L438, FILE, "ONE\n")
}

/// RFC 438 p. 2: `LSTN <direction> CRLF`, S or R.
#[test]
fn lstn_001_direction_is_s_or_r() {
    let mut bench = bench();
    assert_eq!(bench.codes("LSTN S"), [255]);
    assert_eq!(bench.codes("LSTN R"), [255]);
}

#[test]
fn lstn_002_case_does_not_matter() {
    assert_eq!(bench().codes("lstn r"), [255]);
    assert_eq!(bench().codes("Lstn s"), [255]);
}

#[test]
fn lstn_003_a_socket_is_allocated_to_the_session() {
    let mut bench = bench();
    assert_eq!(bench.session.allocated_sockets(), []);
    let socket = socket_of(&bench.line("LSTN R"));
    assert_eq!(bench.session.allocated_sockets(), [socket]);
}

/// NIC 8246 p. 9: send sockets are odd, receive sockets even.
#[test]
fn lstn_004_s_allocates_an_odd_socket_and_r_an_even_one() {
    let mut bench = bench();
    assert_eq!(socket_of(&bench.line("LSTN S")) % 2, 1);
    assert_eq!(socket_of(&bench.line("LSTN R")) % 2, 0);
}

/// RFC 438 p. 3: the site of the APPE gets LSTN R.
#[test]
fn lstn_005_direction_is_the_servers_own() {
    let mut bench = bench();
    bench.line("LSTN R");
    assert!(deeds(&bench.line("APPE x"))[0].starts_with("[listen R"));
    let mut bench = self::bench();
    bench.line("LSTN S");
    assert!(deeds(&bench.line("RETR PROG1.PL1"))[0].starts_with("[listen S"));
}

#[test]
fn lstn_006_success_is_one_line_255_sock_in_decimal() {
    let told = bench().line("LSTN R");
    let [reply] = told.as_slice() else { panic!("{told:?}") };
    let digits = reply.strip_prefix("255 SOCK ").expect("the text of 255 is SOCK nnnn");
    assert!(!digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()));
}

#[test]
fn lstn_007_the_reply_comes_at_once() {
    let mut bench = bench();
    let before = bench.now;
    assert_eq!(bench.codes("LSTN R"), [255]);
    assert_eq!(bench.now, before);
    assert_eq!(bench.wait(60), [""; 0], "nothing follows");
}

#[test]
fn lstn_008_the_announced_socket_is_the_one_used() {
    let mut bench = bench();
    let socket = socket_of(&bench.line("LSTN R"));
    assert_eq!(deeds(&bench.line("STOR x")), [format!("[listen R {socket} for anyone size 8]")]);
}

#[test]
fn lstn_009_without_a_free_socket_the_answer_is_504() {
    let mut bench = bench();
    bench.free_sockets = 0;
    assert_eq!(bench.codes("LSTN R"), [504]);
    assert_eq!(bench.session.allocated_sockets(), []);
}

#[test]
fn lstn_010_after_a_refused_lstn_the_server_initiates_as_ever() {
    let mut bench = bench();
    bench.free_sockets = 0;
    bench.line("LSTN S");
    assert_eq!(deeds(&bench.line("RETR PROG1.PL1")), ["[initiate S 1003 -> 70,2004 size 8]"]);
}

/// RFC 354 p. 20: 502 parameters missing, 501 syntax.
#[test]
fn lstn_011_a_direction_is_missing_or_wrong() {
    let mut bench = bench();
    assert_eq!(bench.codes("LSTN"), [502]);
    for line in ["LSTN X", "LSTN SR", "LSTN 1"] {
        assert_eq!(bench.codes(line), [501], "{line}");
    }
    assert_eq!(bench.session.allocated_sockets(), []);
}

/// RFC 354 p. 20: a wholly unrecognised command gets 500.
#[test]
fn lstn_013_a_server_of_1972_does_not_know_the_command() {
    let mut bench = Bench::logged_in(&P72);
    assert_eq!(bench.codes("LSTN R"), [500]);
    bench.free_sockets = 0;
    let mut refusing = self::bench();
    refusing.free_sockets = 0;
    assert_ne!(refusing.codes("LSTN R"), bench.codes("LSTN R"), "a refusal to allocate looks different");
}

#[test]
fn lstn_014_lstn_needs_a_login() {
    let mut bench = Bench::new(&L438);
    assert_eq!(bench.codes("LSTN R"), [504]);
    assert_eq!(bench.session.allocated_sockets(), []);
}

#[test]
fn lstn_015_listening_starts_with_the_transfer_command() {
    let mut bench = bench();
    assert_eq!(deeds(&bench.line("LSTN R")), [""; 0]);
    assert_eq!(deeds(&bench.line("SOCK 69,77")), [""; 0]);
    assert!(deeds(&bench.line("APPE x"))[0].starts_with("[listen R"));
}

/// That requests wait at a reserved socket is asked of the host's NCP; what it then does is proved over whole hosts.
#[test]
fn lstn_016_early_requests_are_to_wait_at_the_allocated_socket() {
    let mut bench = bench();
    bench.line("LSTN R");
    assert_eq!(bench.asked.last(), Some(&Ask::Socket { direction: Receive, holds_requests: true }));
    let refusing = changed(&L438, |profile| profile.keeps_early_requests = false);
    let mut bench = Bench::logged_in(refusing);
    bench.line("LSTN R");
    assert_eq!(bench.asked.last(), Some(&Ask::Socket { direction: Receive, holds_requests: false }));
}

#[test]
fn lstn_017_the_filter_is_the_one_in_force_at_the_transfer_command() {
    let mut bench = bench();
    bench.line("LSTN R");
    bench.line("SOCK 69,77");
    assert_eq!(deeds(&bench.line("APPE x")), ["[listen R 4000 for 69,77 size 8]"]);
}

#[test]
fn lstn_018_retr_after_lstn_s_listens() {
    let mut bench = bench();
    bench.line("LSTN S");
    assert_eq!(bench.line("RETR PROG1.PL1"), ["[listen S 4001 for anyone size 8]"]);
    let told = bench.opened(Send, 69, 76);
    assert_eq!((codes(&told), deeds(&told)), (vec![250], vec!["[send 40 bits]"]));
}

#[test]
fn lstn_019_stor_after_lstn_r_listens() {
    let mut bench = bench();
    bench.line("LSTN R");
    assert_eq!(bench.line("STOR x"), ["[listen R 4000 for anyone size 8]"]);
    assert_eq!(codes(&bench.opened(Receive, 69, 77)), [250]);
}

#[test]
fn lstn_020_appe_after_lstn_r_listens_and_appends() {
    let mut bench = bench();
    bench.line("LSTN R");
    assert_eq!(bench.line("APPE PROG1.PL1"), ["[listen R 4000 for anyone size 8]"]);
    bench.opened(Receive, 69, 77);
    bench.data(b"TWO\r\n");
    assert_eq!(codes(&bench.ended(Receive, CloseReason::There)), [252]);
    assert_eq!(bench.text(FILE).as_deref(), Some("ONE\nTWO\n"));
}

#[test]
fn lstn_021_listings_count_as_sending() {
    for line in ["LIST", "NLST"] {
        let mut bench = bench();
        bench.line("LSTN S");
        assert_eq!(bench.line(line), ["[listen S 4001 for anyone size 8]"], "{line}");
    }
}

#[test]
fn lstn_022_a_listening_server_never_initiates() {
    let mut bench = bench();
    bench.lines(&["LSTN R", "SOCK 69,77"]);
    let told = bench.line("STOR x");
    assert!(!told.iter().any(|line| line.starts_with("[initiate")), "{told:?}");
    assert_eq!(bench.wait(59), [""; 0]);
}

/// The profile with the fault does what row 022 forbids: it exists so that expectations can be seen to bite.
#[test]
fn lstn_022_the_faulty_profile_initiates() {
    let mut bench = Bench::logged_in(&L438_INITIATES);
    bench.lines(&["LSTN R", "SOCK 69,77"]);
    assert_eq!(bench.line("STOR x"), ["[initiate R 4000 -> 69,77 size 8]"]);
}

#[test]
fn lstn_023_nothing_flows_before_the_request_and_its_match() {
    let mut bench = bench();
    bench.line("LSTN S");
    let told = bench.line("RETR PROG1.PL1");
    assert_eq!(codes(&told), [0; 0], "no 250");
    assert_eq!(bench.wait(30), [""; 0], "no data");
}

/// The sockets and the size go into the NCP's matching RFC.
#[test]
fn lstn_024_the_answer_carries_the_current_byte_size() {
    let mut bench = bench();
    bench.lines(&["TYPE I", "BYTE 36", "LSTN S"]);
    assert_eq!(bench.line("RETR PROG1.PL1"), ["[listen S 4001 for anyone size 36]"]);
}

#[test]
fn lstn_025_250_comes_when_the_connection_has_opened() {
    let mut bench = bench();
    bench.line("LSTN S");
    assert_eq!(codes(&bench.line("RETR PROG1.PL1")), [0; 0]);
    assert_eq!(bench.wait(20), [""; 0]);
    assert_eq!(codes(&bench.opened(Send, 69, 76)), [250]);
}

#[test]
fn lstn_026_file_errors_do_not_wait_for_a_request() {
    let mut bench = bench();
    bench.line("LSTN S");
    assert_eq!(codes(&bench.line("RETR MISSING")), [450]);
    assert_eq!(bench.session.allocated_sockets(), [4001], "for a later command");
    let mut bench = self::bench();
    bench.line("LSTN R");
    let told = bench.line("STOR SECRET");
    assert_eq!((codes(&told), deeds(&told)), (vec![451], vec![]));
}

#[test]
fn lstn_027_sock_is_answered_by_255() {
    let told = bench().line("SOCK 70,1000");
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("255 SOCK "), "{told:?}");
    assert_eq!(Bench::logged_in(&P72).codes("SOCK 70,1000"), [200], "RFC 354 p. 22");
}

#[test]
fn lstn_028_the_255_is_not_deferred() {
    let mut bench = bench();
    assert_eq!(bench.codes("SOCK 70,1000"), [255]);
    assert_eq!(codes(&bench.line("RETR PROG1.PL1")), [0; 0], "and not said again");
}

#[test]
fn lstn_029_the_servers_socket_is_of_the_other_gender() {
    let mut bench = bench();
    assert_eq!(socket_of(&bench.line("SOCK 69,1000")) % 2, 1);
    assert_eq!(socket_of(&bench.line("SOCK 69,1001")) % 2, 0);
}

#[test]
fn lstn_030_the_announced_socket_is_used() {
    let mut bench = bench();
    let socket = socket_of(&bench.line("SOCK 69,76"));
    assert_eq!(deeds(&bench.line("RETR PROG1.PL1")), [format!("[initiate S {socket} -> 69,76 size 8]")]);
}

#[test]
fn lstn_031_without_lstn_the_server_initiates_to_the_socket_named() {
    let mut bench = bench();
    bench.line("SOCK 69,77");
    assert_eq!(deeds(&bench.line("STOR x")), ["[initiate R 1002 -> 69,77 size 8]"]);
}

#[test]
fn lstn_032_a_bad_sock_changes_nothing() {
    let mut bench = bench();
    bench.line("SOCK 69,76");
    for (line, code) in [("SOCK 300,5", 501), ("SOCK x", 501), ("SOCK 4294967296", 501), ("SOCK", 502)] {
        assert_eq!(bench.codes(line), [code], "{line}");
    }
    assert_eq!(deeds(&bench.line("RETR PROG1.PL1")), ["[initiate S 1003 -> 69,76 size 8]"]);
}

#[test]
fn lstn_033_sock_after_lstn_names_the_acceptable_request() {
    let mut bench = bench();
    bench.lines(&["LSTN R", "SOCK 69,77"]);
    assert_eq!(deeds(&bench.line("APPE x")), ["[listen R 4000 for 69,77 size 8]"]);
}

#[test]
fn lstn_036_sock_after_lstn_is_answered_with_the_allocated_socket() {
    let mut bench = bench();
    let allocated = socket_of(&bench.line("LSTN R"));
    assert_eq!(socket_of(&bench.line("SOCK 69,77")), allocated);
}

#[test]
fn lstn_037_without_sock_anyone_may_connect() {
    let mut bench = bench();
    bench.line("LSTN R");
    assert_eq!(bench.line("STOR x"), ["[listen R 4000 for anyone size 8]"]);
    assert_eq!(codes(&bench.opened(Receive, 11, 12345)), [250]);
}

#[test]
fn lstn_038_a_filter_without_host_means_the_users_host() {
    let mut bench = bench();
    bench.lines(&["LSTN R", "SOCK 2001"]);
    assert_eq!(bench.line("STOR x"), ["[listen R 4000 for 70,2001 size 8]"]);
}

#[test]
fn lstn_039_a_sock_of_the_other_gender_concerns_the_other_direction() {
    let mut bench = bench();
    bench.line("LSTN R");
    assert_eq!(socket_of(&bench.line("SOCK 69,1000")) % 2, 1);
    assert_eq!(deeds(&bench.line("RETR PROG1.PL1")), ["[initiate S 1003 -> 69,1000 size 8]"]);
    bench.line("ABOR");
    assert_eq!(bench.line("STOR x"), ["[listen R 4000 for anyone size 8]"]);
}

#[test]
fn lstn_040_a_later_sock_replaces_the_filter() {
    let mut bench = bench();
    bench.lines(&["LSTN R", "SOCK 69,77", "SOCK 69,99"]);
    assert_eq!(bench.line("APPE x"), ["[listen R 4000 for 69,99 size 8]"]);
}

#[test]
fn lstn_041_a_sock_before_lstn_is_no_filter() {
    let mut bench = bench();
    bench.lines(&["SOCK 69,77", "LSTN R"]);
    assert_eq!(bench.line("STOR x"), ["[listen R 4000 for anyone size 8]"]);
}

#[test]
fn lstn_042_allocation_and_filter_last_for_later_commands() {
    let mut bench = bench();
    bench.lines(&["LSTN R", "SOCK 69,77"]);
    for name in ["a", "b"] {
        assert_eq!(bench.line(&format!("STOR {name}")), ["[listen R 4000 for 69,77 size 8]"]);
        bench.opened(Receive, 69, 77);
        bench.data(b"text\r\n");
        assert_eq!(codes(&bench.ended(Receive, CloseReason::There)), [252]);
    }
    let one_shot = changed(&L438, |profile| profile.lstn_is_one_shot = true);
    let mut bench = Bench::with_file(one_shot, FILE, "ONE\n");
    bench.lines(&["LSTN S", "RETR PROG1.PL1"]);
    bench.opened(Send, 69, 76);
    assert!(deeds(&bench.sent()).contains(&"[release 4001]"));
}

/// RFC 438 p. 2: "the same duration as one established in the usual way".
#[test]
fn lstn_043_the_connection_lasts_as_long_as_one_made_the_usual_way() {
    let keeping = changed(&L438, |profile| profile.keeps_data_connection = true);
    for profile in [&L438, keeping] {
        for mode in ["MODE S", "MODE B", "MODE T"] {
            let after_252 = |lstn: bool| {
                let mut bench = Bench::with_file(profile, FILE, "ONE\n");
                bench.line(mode);
                if lstn {
                    bench.line("LSTN S");
                }
                bench.line("RETR PROG1.PL1");
                bench.opened(Send, 70, 2004);
                let told = bench.sent();
                assert_eq!(codes(&told), [252]);
                deeds(&told).contains(&"[close S]")
            };
            assert_eq!(after_252(true), after_252(false), "{mode}");
            assert_eq!(after_252(true), mode == "MODE S" || !profile.keeps_data_connection, "{mode}");
        }
    }
}

/// RFC 354 p. 7: the sender closes at the end of a stream; the server on ABOR, loss of control and errors.
#[test]
fn lstn_044_the_usual_rules_close_it() {
    let mut bench = bench();
    bench.lines(&["LSTN R", "STOR x"]);
    bench.opened(Receive, 69, 77);
    bench.data(b"text\r\n");
    assert_eq!(codes(&bench.ended(Receive, CloseReason::There)), [252]);
    bench.line("STOR y");
    bench.opened(Receive, 69, 77);
    assert!(deeds(&bench.line("ABOR")).contains(&"[abort R]"));
    bench.line("STOR z");
    bench.opened(Receive, 69, 77);
    assert!(deeds(&bench.control_lost()).contains(&"[abort R]"));
}

#[test]
fn lstn_045_stor_while_lstn_s_waits_is_505() {
    let mut bench = bench();
    bench.line("LSTN S");
    let told = bench.line("STOR x");
    assert_eq!((codes(&told), deeds(&told)), (vec![505], vec![]));
    assert_eq!(bench.text("x"), None);
    assert_eq!(bench.line("RETR PROG1.PL1"), ["[listen S 4001 for anyone size 8]"]);
}

#[test]
fn lstn_046_retr_while_lstn_r_waits_is_505() {
    let mut bench = bench();
    bench.line("LSTN R");
    let told = bench.line("RETR PROG1.PL1");
    assert_eq!((codes(&told), deeds(&told)), (vec![505], vec![]));
    assert_eq!(bench.line("STOR x"), ["[listen R 4000 for anyone size 8]"]);
}

#[test]
fn lstn_047_a_direction_with_its_own_lstn_or_sock_is_no_error() {
    let mut bench = bench();
    bench.lines(&["LSTN S", "SOCK 69,2001"]);
    assert_eq!(deeds(&bench.line("STOR x")), ["[initiate R 1002 -> 69,2001 size 8]"]);
    let mut bench = self::bench();
    bench.lines(&["LSTN S", "RETR PROG1.PL1"]);
    bench.opened(Send, 69, 76);
    assert_eq!(codes(&bench.sent()), [252]);
    assert_eq!(deeds(&bench.line("STOR x")), ["[initiate R 1002 -> 70,2005 size 8]"], "it has been used");
}

#[test]
fn lstn_048_a_repeated_lstn_gives_up_the_earlier_socket_and_the_filter() {
    let mut bench = bench();
    let first = socket_of(&bench.line("LSTN R"));
    bench.line("SOCK 69,77");
    let told = bench.line("LSTN R");
    let second = socket_of(&told);
    assert_ne!(first, second);
    assert_eq!(deeds(&told), [format!("[release {first}]")]);
    assert_eq!(bench.line("STOR x"), [format!("[listen R {second} for anyone size 8]")]);
}

#[test]
fn lstn_048_a_repeated_lstn_that_finds_no_socket_changes_nothing() {
    let mut bench = bench();
    bench.lines(&["LSTN R", "SOCK 69,77"]);
    bench.free_sockets = 0;
    assert_eq!(bench.line("LSTN R"), ["504 No socket is free"]);
    assert_eq!(bench.line("STOR x"), ["[listen R 4000 for 69,77 size 8]"]);
}

#[test]
fn lstn_049_both_directions_may_listen() {
    let mut bench = bench();
    for line in ["LSTN S", "LSTN R", "SOCK 69,1000", "SOCK 11,2001"] {
        assert_eq!(bench.codes(line), [255], "{line}");
    }
    assert_eq!(bench.line("RETR PROG1.PL1"), ["[listen S 4001 for 69,1000 size 8]"]);
    bench.opened(Send, 69, 1000);
    bench.sent();
    assert_eq!(bench.line("STOR x"), ["[listen R 4002 for 11,2001 size 8]"]);
}

#[test]
fn lstn_050_lstn_during_a_transfer_is_refused_and_does_not_disturb_it() {
    let mut bench = bench();
    bench.line("STOR x");
    bench.opened(Receive, 70, 2005);
    bench.data(b"half ");
    assert_eq!(bench.line("LSTN R"), ["504 A file transfer is in progress"]);
    bench.data(b"whole\r\n");
    assert_eq!(codes(&bench.ended(Receive, CloseReason::There)), [252]);
    assert_eq!(bench.text("x").as_deref(), Some("half whole\n"));
}

#[test]
fn lstn_051_loss_of_control_releases_the_sockets() {
    let mut bench = bench();
    bench.lines(&["LSTN R", "LSTN S"]);
    let told = bench.control_lost();
    assert!(told.contains(&"[release 4000]".into()) && told.contains(&"[release 4003]".into()), "{told:?}");
    assert_eq!(bench.session.allocated_sockets(), []);
}

#[test]
fn lstn_052_bye_releases_the_sockets() {
    let mut bench = bench();
    bench.lines(&["LSTN R", "SOCK 69,77"]);
    let told = bench.line("BYE");
    assert_eq!(codes(&told), [231]);
    assert_eq!(deeds(&told), ["[release 4000]", "[close control]"]);
}

#[test]
fn lstn_053_abor_ends_the_wait_and_keeps_the_socket() {
    let mut bench = bench();
    bench.lines(&["LSTN S", "RETR PROG1.PL1"]);
    let told = bench.line("ABOR");
    assert_eq!((codes(&told), deeds(&told)), (vec![201], vec!["[give up S]"]));
    assert_eq!(bench.session.allocated_sockets(), [4001]);
    assert_eq!(bench.line("RETR PROG1.PL1"), ["[listen S 4001 for anyone size 8]"]);
}

/// RFC 614 p. 2 wants 15 s or more; ours is 60 s.
#[test]
fn lstn_054_nobody_comes_and_the_answer_is_454() {
    let mut bench = bench();
    bench.lines(&["LSTN R", "STOR x"]);
    assert_eq!(bench.wait(59), [""; 0]);
    let told = bench.wait(1);
    assert_eq!((codes(&told), deeds(&told)), (vec![454], vec!["[give up R]", "[forget]"]));
    assert_eq!(bench.session.allocated_sockets(), [4000], "the allocation stays");
    assert_eq!(bench.text("x"), None);
    assert_eq!(bench.line("STOR x"), ["[listen R 4000 for anyone size 8]"]);
}

/// The NCP refuses any other size (RFC 107 p. 12); what the size is, is ours to say.
#[test]
fn lstn_055_only_the_effective_byte_size_is_accepted() {
    let mut bench = bench();
    bench.lines(&["BYTE 36", "LSTN R"]);
    assert_eq!(bench.line("STOR x"), ["[listen R 4000 for anyone size 8]"], "TYPE A");
    bench.lines(&["ABOR", "TYPE L"]);
    assert_eq!(bench.line("STOR x"), ["[listen R 4000 for anyone size 36]"]);
}

/// In stream mode a close is the end of the file, empty or not; in block and text mode the end must be told.
#[test]
fn lstn_056_a_close_without_data_is_an_empty_file_or_452_by_mode() {
    for (mode, code) in [("MODE S", 252), ("MODE B", 452), ("MODE T", 452)] {
        let mut bench = bench();
        bench.lines(&[mode, "LSTN R", "STOR x"]);
        bench.opened(Receive, 69, 77);
        assert_eq!(codes(&bench.ended(Receive, CloseReason::There)), [code], "{mode}");
        assert_eq!(bench.text("x").as_deref(), (code == 252).then_some(""), "{mode}");
    }
}

#[test]
fn lstn_057_help_describes_lstn_and_sock() {
    let help = bench().line("HELP").join("\n");
    for word in ["LSTN", "SOCK", "255"] {
        assert!(help.contains(word), "{word} in {help}");
    }
    assert!(!Bench::logged_in(&P72).line("HELP").join("\n").contains("LSTN"));
}

/// RFC 438 p. 3's commands at SITE1, which is told where to ask, and at SITE2, which listens.
#[test]
fn lstn_058_the_commands_of_the_example_do_what_it_says() {
    let (site1, site2) = (69, 13);
    let mut bench1 = bench();
    let mut bench2 = Bench::with_file(&L438, "PROG2.PL1", "TWO\n");
    let x = socket_of(&bench2.line("LSTN R"));
    let y = socket_of(&bench1.line(&format!("SOCK {site2},{x}")));
    assert_eq!(socket_of(&bench2.line(&format!("SOCK {site1},{y}"))), x);
    assert_eq!(bench1.line("RETR PROG1.PL1"), [format!("[initiate S {y} -> {site2},{x} size 8]")]);
    assert_eq!(bench2.line("APPE PROG2.PL1"), [format!("[listen R {x} for {site1},{y} size 8]")]);
}

/// The partner's NCP may not let requests wait: RFC 385 p. 4's 454 comes when the tries are used up.
#[test]
fn lstn_060_a_refused_request_is_repeated_for_a_while() {
    let mut bench = bench();
    bench.line("SOCK 69,76");
    let request = "[initiate S 1003 -> 69,76 size 8]";
    assert_eq!(bench.line("RETR PROG1.PL1"), [request]);
    assert_eq!(bench.refused(Send), [""; 0]);
    assert_eq!(bench.wait(4), [request], "2 s later");
    assert_eq!(codes(&bench.opened(Send, 69, 76)), [250]);
    let mut bench = self::bench();
    bench.lines(&["SOCK 69,76", "RETR PROG1.PL1"]);
    let mut told = Vec::new();
    let mut tries = 0;
    while codes(&told).is_empty() {
        tries += 1;
        told = bench.refused(Send);
        told.extend(bench.wait(2));
    }
    assert_eq!(codes(&told), [454]);
    assert_eq!(tries, 30, "every 2 s for 60 s");
}

#[test]
fn lstn_060_a_refusal_by_the_user_himself_is_final() {
    let mut bench = bench();
    assert_eq!(codes(&bench.line("RETR PROG1.PL1")), [255]);
    assert_eq!(codes(&bench.refused(Send)), [454]);
}

#[test]
fn lstn_061_two_listeners_both_end_with_454_and_go_on() {
    let mut bench1 = bench();
    bench1.lines(&["LSTN S", "RETR PROG1.PL1"]);
    let mut bench2 = self::bench();
    bench2.lines(&["LSTN R", "STOR x"]);
    for bench in [&mut bench1, &mut bench2] {
        assert_eq!(codes(&bench.wait(60)), [454]);
        assert_eq!(bench.codes("TYPE A"), [200]);
    }
}
