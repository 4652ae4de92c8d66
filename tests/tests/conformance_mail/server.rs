//! MAIL and MLFL at the server.

use arpanet_ncp::{CloseReason, OpenFailure};
use arpanet_programs::ftp::server::{L438, P72, P72_RDML, Profile};
use arpanet_programs::mail::delivery::Addressee;
use arpanet_wire::ftp::Direction::{Receive, Send};

use crate::ftp_support::{Bench, codes};

fn to(user: &str) -> Vec<Addressee> {
    vec![Addressee::User(user.to_owned())]
}

/// A session in which `MAIL DOE` has been answered.
fn taking_a_letter() -> Bench {
    let mut bench = Bench::new(&L438);
    assert_eq!(bench.codes("MAIL DOE"), [350]);
    bench
}

/// A session in which the data connection of `MLFL DOE` is open.
fn taking_a_mail_file() -> Bench {
    let mut bench = Bench::new(&L438);
    assert_eq!(codes(&bench.line("MLFL DOE")), [255]);
    assert_eq!(codes(&bench.opened(Receive, 70, 2005)), [250]);
    bench
}

#[test]
fn mail_001_the_lines_up_to_a_lone_period_are_the_letter() {
    let mut bench = taking_a_letter();
    assert_eq!(bench.line("First line"), Vec::<String>::new());
    assert_eq!(bench.line("second line"), Vec::<String>::new());
    assert_eq!(bench.codes("."), [256]);
    assert_eq!(bench.letters, [(to("DOE"), "First line\r\nsecond line\r\n".to_owned())]);
    assert_eq!(bench.codes("HELP")[0], 100, "lines are commands again");
}

/// RFC 385 p. 5: 450, 451, 500 to 506; RFC 630 p. 2 adds 453, for no room.
#[test]
fn mail_002_a_failure_says_450_451_or_5xx() {
    let mut bench = Bench::new(&L438);
    assert_eq!(bench.codes("MAIL NOSUCH"), [450]);
    assert_eq!(bench.codes("this is no text"), [500], "what follows a refusal is no letter");
    let mut bench = taking_a_letter();
    bench.line("SECRET plans");
    assert_eq!(bench.codes("."), [451]);
    let mut bench = taking_a_mail_file();
    assert_eq!(bench.codes("MAIL DOE"), [504], "one thing at a time");
    assert_eq!(bench.letters, []);
}

/// RFC 630 p. 2: 451 for a line that is too long; the rest of the letter is no command all the same.
#[test]
fn mail_002_a_letter_with_a_line_of_ten_thousand_characters_is_turned_down_at_its_end() {
    let mut bench = taking_a_letter();
    assert_eq!(bench.line(&"x".repeat(10_000)), Vec::<String>::new());
    assert_eq!(bench.line("BYE"), Vec::<String>::new());
    assert_eq!(bench.codes("."), [451]);
    assert_eq!(bench.letters, []);
    assert_eq!(bench.codes("NOSUCH"), [500]);
}

#[test]
fn mail_003_only_a_period_alone_on_its_line_ends_the_letter() {
    let mut bench = taking_a_letter();
    for line in [".x", "x.", " .", ". ", "..", ""] {
        assert_eq!(bench.line(line), Vec::<String>::new(), "{line:?}");
    }
    // The end, in five messages.
    for octet in b"\r\n." {
        assert_eq!(bench.octets(&[*octet]), Vec::<String>::new());
    }
    assert_eq!(bench.octets(b"\r"), Vec::<String>::new());
    assert_eq!(codes(&bench.octets(b"\n")), [256]);
    assert_eq!(bench.letters, [(to("DOE"), ".x\r\nx.\r\n .\r\n. \r\n..\r\n\r\n\r\n".to_owned())]);
}

/// The server keeps 100 command lines that wait; a letter may have more lines in one message.
#[test]
fn mail_001_a_letter_of_many_short_lines_loses_none() {
    let mut bench = taking_a_letter();
    let text: String = (0..500).map(|n| format!("{n}\r\n")).collect();
    assert_eq!(codes(&bench.octets(format!("{text}.\r\n").as_bytes())), [256]);
    assert_eq!(bench.letters, [(to("DOE"), text)]);
}

/// RFC 385 p. 4: as for APPE.
#[test]
fn mail_005_mlfl_brings_the_letter_over_the_data_connection() {
    let mut bench = taking_a_mail_file();
    assert_eq!(bench.data(b"One\r\n.\r\nTwo\r\n"), Vec::<String>::new());
    assert_eq!(codes(&bench.ended(Receive, CloseReason::There)), [252]);
    assert_eq!(bench.letters, [(to("DOE"), "One\r\n.\r\nTwo\r\n".to_owned())]);
}

#[test]
fn mail_005_mlfl_fails_with_451_454_452_and_453() {
    let mut bench = Bench::new(&L438);
    assert_eq!(bench.codes("MLFL NOSUCH"), [451]);
    bench.line("MLFL DOE");
    assert_eq!(codes(&bench.open_failed(Receive, OpenFailure::Refused)), [454]);
    let mut bench = taking_a_mail_file();
    bench.data(b"half");
    assert_eq!(codes(&bench.ended(Receive, CloseReason::Reset)), [452]);
    assert_eq!(bench.letters, []);
    let mut bench = taking_a_mail_file();
    bench.room_words = 0;
    bench.data(b"no room for this\r\n");
    assert_eq!(codes(&bench.ended(Receive, CloseReason::There)), [453]);
}

#[test]
fn mail_007_a_letter_to_nobody_is_for_the_site() {
    for line in ["MAIL", "MAIL   "] {
        let mut bench = Bench::new(&L438);
        assert_eq!(bench.codes(line), [350], "{line:?}");
        bench.line("For all to read");
        assert_eq!(bench.codes("."), [256]);
        assert_eq!(bench.letters, [(vec![Addressee::Site], "For all to read\r\n".to_owned())]);
    }
    let mut bench = Bench::new(&L438);
    assert_eq!(bench.codes("MLFL   "), [255]);
    bench.opened(Receive, 70, 2005);
    bench.data(b"For all to read\r\n");
    assert_eq!(codes(&bench.ended(Receive, CloseReason::There)), [252]);
    assert_eq!(bench.letters, [(vec![Addressee::Site], "For all to read\r\n".to_owned())]);
}

/// RFC 414 p. 4. When one is unknown the letter is for none of them.
#[test]
fn mail_009_several_users_have_commas_between_them() {
    let mut bench = Bench::new(&L438);
    assert_eq!(bench.codes("MAIL doe, guest"), [350]);
    bench.line("Hello both");
    assert_eq!(bench.codes("."), [256]);
    let both = vec![Addressee::User("DOE".into()), Addressee::User("GUEST".into())];
    assert_eq!(bench.letters, [(both, "Hello both\r\n".to_owned())]);
    let told = bench.line("MAIL doe,nosuch,guest");
    assert_eq!(codes(&told), [450]);
    assert!(told[0].contains("nosuch"), "the reply says who: {told:?}");
}

/// RFC 414 p. 3.
#[test]
fn mail_010_mail_needs_no_login() {
    assert_eq!(Bench::new(&P72).codes("MAIL DOE"), [350]);
    assert_eq!(Bench::new(&P72).codes("MLFL DOE"), [255]);
    assert_eq!(Bench::new(&P72).codes("RETR X"), [504], "other things do");
}

/// RFC 414 p. 3: "the server may send an error response and refuse the command".
#[test]
fn mail_012_mlfl_wants_type_a() {
    let mut bench = Bench::new(&L438);
    assert_eq!(bench.codes("TYPE I"), [200]);
    assert_eq!(bench.codes("MLFL DOE"), [503]);
    assert_eq!(bench.codes("TYPE A"), [200]);
    assert_eq!(bench.codes("MLFL DOE"), [255]);
}

#[test]
fn mail_013_a_letter_without_its_end_goes_nowhere() {
    let mut bench = taking_a_letter();
    bench.line("Half a letter");
    bench.control_lost();
    assert!(bench.session.is_over());
    assert_eq!(bench.letters, []);
}

/// RFC 385 p. 5 has the lines that follow be text; RFC 414 p. 2 has SYNCH look for ABOR.
#[test]
fn mail_014_a_line_that_reads_like_a_command_is_text() {
    let mut bench = taking_a_letter();
    for line in ["BYE", "ABOR", "QUIT", "USER DOE"] {
        assert_eq!(bench.line(line), Vec::<String>::new());
    }
    assert_eq!(bench.codes("."), [256]);
    assert_eq!(bench.letters, [(to("DOE"), "BYE\r\nABOR\r\nQUIT\r\nUSER DOE\r\n".to_owned())]);
}

#[test]
fn mail_014_abor_after_a_synch_breaks_the_letter_off() {
    let mut bench = taking_a_letter();
    bench.line("I had better not say that");
    bench.interrupt();
    assert_eq!(codes(&bench.octets(b"\x80ABOR\r\n")), [201]);
    assert_eq!(bench.codes("."), [500], "the letter is no more");
    assert_eq!(bench.letters, []);
}

/// RFC 561 p. 1: they are text like other text.
#[test]
fn mail_017_headings_of_september_1973_are_text() {
    let mut bench = taking_a_letter();
    let text = "From: White at SRI-ARC\r\nDate: 24 JUL 1973 1527-PDT\r\nSubject: Multi-Site Journal Meeting\r\n\r\nText.\r\n";
    assert_eq!(codes(&bench.octets(format!("{text}.\r\n").as_bytes())), [256]);
    assert_eq!(bench.letters, [(to("DOE"), text.to_owned())]);
}

/// RFC 458 p. 1, RFC 475 p. 7-8.
#[test]
fn mail_018_commands_that_were_only_proposed_are_unknown() {
    for command in
        ["RDML", "RDMF", "MLTO DOE", "FROM AKB", "MTYP U", "RECO", "AUTH X", "TITL", "ACKN", "CITA X"]
    {
        assert_eq!(Bench::new(&P72).codes(command), [500], "{command}");
    }
}

/// A session of the proposal's server at which DOE has a letter.
fn with_a_letter() -> Bench {
    let mut bench = Bench::new(&P72_RDML);
    bench.line("MAIL DOE");
    bench.line("Have you read RFC 458?");
    bench.line("..");
    assert_eq!(bench.codes("."), [256]);
    bench
}

/// RFC 458 p. 1: 330 and 152, "mail text follows", and among the failures 450 and 507.
#[test]
fn mail_018_rdml_asks_who_is_there_and_brings_the_mail_over_the_control_connection() {
    let mut bench = with_a_letter();
    assert_eq!(bench.codes("RDML"), [507], "whose?");
    assert_eq!(bench.codes("RDML NOSUCH"), [450]);
    assert_eq!(bench.codes("RDML DOE"), [330]);
    let told = bench.line("PASS MUMBLE");
    assert!(told[0].starts_with("152 "), "{told:?}");
    assert_eq!(told[1..], ["Have you read RFC 458?\r\n..\r\n.\r\n"]);
    // He is logged in now, and has no second mailbox.
    assert_eq!(bench.line("RDML")[1..], told[1..]);
    let mut bench = Bench::new(&P72_RDML);
    assert_eq!(bench.line("USER GUEST").len(), 1);
    assert_eq!(bench.line("RDML")[1..], ["NO MAIL NOW\r\n.\r\n"], "RFC 458 p. 2");
}

#[test]
fn mail_018_a_wrong_password_reads_nothing_and_another_user_wants_nothing() {
    let mut bench = with_a_letter();
    assert_eq!(bench.codes("RDML DOE"), [330]);
    assert_eq!(bench.codes("PASS GUESS"), [431]);
    assert_eq!(bench.codes("RDML DOE"), [330]);
    assert_eq!(bench.codes("USER GUEST"), [230], "a login as any other");
    assert_eq!(bench.codes("RDML DOE"), [330], "GUEST's login opens no mailbox but his own");
}

/// RFC 458 p. 1: 200 or 250, and 252.
#[test]
fn mail_018_rdmf_brings_the_mail_over_the_data_connection() {
    let mut bench = with_a_letter();
    bench.line("RDMF DOE");
    assert_eq!(codes(&bench.line("PASS MUMBLE")), [255]);
    let told = bench.opened(Send, 70, 2004);
    assert_eq!(codes(&told), [250]);
    assert!(told.iter().any(|deed| *deed == format!("[send {} bits]", 8 * 28)), "{told:?}");
    assert_eq!(codes(&bench.sent()), [252]);
    let mut bench = Bench::new(&P72_RDML);
    bench.line("USER GUEST");
    assert_eq!(bench.line("RDMF"), ["200 NO MAIL NOW"]);
    assert_eq!(bench.codes("RDMF"), [200], "and nothing is left of it");
}

/// RFC 491 p. 1.
#[test]
fn mail_019_a_server_may_want_the_free_login() {
    let profile = Profile::named("P72-NETML").unwrap();
    let mut bench = Bench::new(profile);
    bench.accounts.push(arpanet_programs::account::Account {
        user: "NETML".into(),
        password: "NETML".into(),
        account: String::new(),
    });
    assert_eq!(bench.codes("MAIL DOE"), [504]);
    assert_eq!(bench.codes("USER NETML"), [330]);
    assert_eq!(bench.codes("PASS NETML"), [230]);
    assert_eq!(bench.codes("MAIL DOE"), [350]);
}
