//! Logging in and out: rows FTP-031 to FTP-041, FTP-118 to FTP-120.

use arpanet_ncp::CloseReason;
use arpanet_programs::ftp::server::{L438, P72, P72_CHARGES};
use arpanet_wire::ftp::Direction::{Receive, Send};

use crate::ftp_support::{Bench, changed, codes, deeds};

#[test]
fn ftp_031_user_suffices_or_a_password_is_wanted() {
    let mut bench = Bench::new(&P72);
    assert_eq!(bench.codes("USER guest"), [230]);
    assert_eq!(bench.codes("USER doe"), [330]);
    assert_eq!(bench.codes("USER nobody"), [431]);
}

/// RFC 354 p. 14: "must be immediately preceded by the user name command".
#[test]
fn ftp_032_pass_must_follow_user_at_once() {
    let mut bench = Bench::new(&P72);
    assert_eq!(bench.codes("PASS MUMBLE"), [503]);
    bench.lines(&["USER DOE", "TYPE A"]);
    assert_eq!(bench.codes("PASS MUMBLE"), [503]);
    assert_eq!(bench.codes("RETR f"), [504], "not logged in");
}

#[test]
fn ftp_033_an_account_may_be_wanted_after_the_password() {
    let mut bench = Bench::new(&P72);
    assert_eq!(bench.codes("USER CHARGED"), [330]);
    assert_eq!(bench.codes("PASS MUMBLE"), [331]);
    assert_eq!(bench.codes("RETR f"), [504], "not logged in yet");
    assert_eq!(bench.codes("ACCT 1"), [230]);
    assert_eq!(bench.codes("RETR f"), [450], "logged in");
}

#[test]
fn ftp_034_acct_may_come_at_any_time() {
    let mut bench = Bench::new(&P72);
    assert_eq!(bench.codes("ACCT 1"), [230], "before USER");
    bench.line("USER CHARGED");
    assert_eq!(bench.codes("PASS MUMBLE"), [230], "the account is known");
    assert_eq!(bench.codes("ACCT 2"), [431], "and may be wrong later");
    assert_eq!(bench.codes("RETR f"), [450], "still logged in");
    assert_eq!(bench.codes("ACCT 1"), [230]);
}

/// Its replies are 230 and refusals, never a question (RFC 385 p. 5).
#[test]
fn ftp_034_acct_between_user_and_pass_is_noted() {
    let mut bench = Bench::new(&P72);
    assert_eq!(bench.codes("USER CHARGED"), [330]);
    assert_eq!(bench.codes("ACCT 1"), [230]);
    assert_eq!(bench.codes("PASS MUMBLE"), [230], "the account is known already");
}

/// RFC 414 p. 4: the account may be wanted for storing alone; the command is then given again.
#[test]
fn ftp_035_an_account_may_be_wanted_for_storing_alone() {
    let mut bench = Bench::with_file(&P72_CHARGES, "f", "ONE\n");
    assert_eq!(deeds(&bench.line("RETR f")), ["[initiate S 1003 -> 70,2004 size 8]"], "reading is free");
    bench.line("ABOR");
    for line in ["STOR g", "APPE f"] {
        let told = bench.line(line);
        assert_eq!((codes(&told), deeds(&told)), (vec![433], vec![]), "{line}");
    }
    assert_eq!(bench.codes("ACCT 1"), [230]);
    assert_eq!(deeds(&bench.line("STOR g")), ["[initiate R 1002 -> 70,2005 size 8]"]);
}

#[test]
fn ftp_036_a_wrong_name_or_password_gives_no_access() {
    let mut bench = Bench::with_file(&P72, "f", "x");
    bench.line("USER DOE");
    assert_eq!(bench.codes("PASS wrong"), [431]);
    let told = bench.line("RETR f");
    assert_eq!((codes(&told), deeds(&told)), (vec![504], vec![]));
}

#[test]
fn ftp_037_too_many_tries_end_the_session() {
    let mut bench = Bench::new(&P72);
    for _ in 1..P72.login_tries {
        bench.line("USER DOE");
        assert_eq!(bench.codes("PASS wrong"), [431]);
    }
    bench.line("USER DOE");
    let told = bench.line("PASS wrong");
    assert_eq!((codes(&told), deeds(&told)), (vec![430], vec!["[close control]"]));
    assert!(bench.session.is_over());
}

/// RFC 354 p. 19: "log-on time or tries exceeded". A transfer takes as long as it takes.
#[test]
fn ftp_037_too_long_a_silence_ends_the_session() {
    let mut bench = Bench::with_file(&L438, "f", "ONE\n");
    bench.line("LSTN S");
    assert_eq!(bench.wait(899), [""; 0]);
    assert_eq!(bench.codes("STAT"), [100, 200]);
    bench.line("RETR f");
    bench.opened(Send, 69, 76);
    assert_eq!(bench.wait(2000), [""; 0]);
    bench.sent();
    assert_eq!(bench.wait(899), [""; 0]);
    let told = bench.wait(1);
    assert_eq!((codes(&told), deeds(&told)), (vec![430], vec!["[release 4001]", "[close control]"]));
    assert!(bench.session.is_over());
}

#[test]
fn ftp_038_service_waits_for_a_login_where_one_is_required() {
    let mut bench = Bench::new(&P72);
    bench.put("f", "x");
    assert_eq!(bench.codes("RETR f"), [504]);
    let open = changed(&P72, |profile| profile.needs_login = false);
    let mut bench = Bench::new(open);
    bench.put("f", "x");
    assert_eq!(deeds(&bench.line("RETR f")), ["[initiate S 1003 -> 70,2004 size 8]"]);
}

#[test]
fn ftp_039_a_new_user_keeps_the_parameters() {
    let mut bench = Bench::logged_in(&P72);
    bench.lines(&["TYPE I", "BYTE 36"]);
    let before = bench.session.parameters();
    bench.lines(&["USER DOE", "PASS MUMBLE"]);
    assert_eq!(bench.session.parameters(), before);
}

#[test]
fn ftp_118_bye_between_transfers_ends_the_session() {
    let mut bench = Bench::logged_in(&P72);
    assert_eq!(deeds(&bench.line("BYE")), ["[close control]"]);
    assert!(bench.session.is_over());
    assert_eq!(bench.line("TYPE A"), [""; 0]);
}

/// RFC 354 p. 17: "the connection will remain open for result response and will then close".
#[test]
fn ftp_119_bye_during_a_transfer_waits_for_its_end() {
    let mut bench = Bench::with_file(&L438, "f", "x");
    bench.line("RETR f");
    bench.opened(Send, 70, 2004);
    assert_eq!(bench.codes("BYE"), [232]);
    let told = bench.sent();
    assert_eq!((codes(&told), deeds(&told)), (vec![252], vec!["[close S]", "[close control]"]));
    let mut bench = Bench::logged_in(&L438);
    bench.line("STOR f");
    bench.opened(Receive, 70, 2005);
    bench.line("BYE");
    let told = bench.ended(Receive, CloseReason::HostDead);
    assert_eq!((codes(&told), deeds(&told)), (vec![452], vec!["[forget]", "[close control]"]));
}

#[test]
fn ftp_120_meanwhile_only_user_is_accepted() {
    let mut bench = Bench::with_file(&L438, "f", "x");
    bench.line("RETR f");
    bench.opened(Send, 70, 2004);
    bench.line("BYE");
    for line in ["TYPE I", "RETR f", "STAT", "ABOR", "HELP"] {
        assert_eq!(bench.codes(line), [504], "{line}");
    }
    assert_eq!(bench.codes("USER DOE"), [330]);
    assert_eq!(bench.codes("PASS MUMBLE"), [230]);
    let told = bench.sent();
    assert_eq!(codes(&told), [252]);
    assert!(!bench.session.is_over(), "the new user stays");
    assert_eq!(bench.codes("TYPE I"), [200]);
}
