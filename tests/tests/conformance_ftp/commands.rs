//! Command lines: rows FTP-002 to FTP-016.

use arpanet_programs::ftp::server::{L438, P72};
use arpanet_wire::ftp::Direction::Send;

use crate::ftp_support::{Bench, codes, deeds};

#[test]
fn ftp_002_spaces_separate_code_and_argument() {
    let mut bench = Bench::with_file(&P72, "file", "x");
    assert_eq!(codes(&bench.line("RETR    file")), [255]);
    bench.line("ABOR");
    assert_eq!(deeds(&bench.line("RETR file")), ["[initiate S 1003 -> 70,2004 size 8]"]);
}

#[test]
fn ftp_003_nothing_is_acted_on_before_cr_lf() {
    let mut bench = Bench::with_file(&P72, "x", "text");
    for octet in b"DELE x\r" {
        assert_eq!(bench.octets(&[*octet]), [""; 0]);
        assert!(bench.text("x").is_some());
    }
    assert_eq!(codes(&bench.octets(b"\n")), [254]);
    assert_eq!(bench.text("x"), None);
}

#[test]
fn ftp_004_case_does_not_matter_in_codes_and_symbols() {
    let mut bench = Bench::with_file(&P72, "file", "x");
    for line in ["type a", "mode s", "stru f", "Type i", "tYPE A"] {
        assert_eq!(bench.codes(line), [200], "{line}");
    }
    for line in ["retr file", "ReTr file"] {
        assert_eq!(deeds(&bench.line(line)).len(), 1, "{line}");
        bench.line("abor");
    }
}

#[test]
fn ftp_005_a_null_argument_needs_no_space() {
    let mut bench = Bench::logged_in(&P72);
    assert_eq!(bench.codes("STAT"), [100, 200]);
    assert_eq!(bench.codes("BYE"), [231]);
}

/// 82 is NOP, 84 ECHO (hexadecimal; RFC 318 p. 4).
#[test]
fn ftp_006_telnet_control_characters_get_no_error() {
    let mut bench = Bench::logged_in(&P72);
    assert_eq!(codes(&bench.octets(b"\x82TY\x84PE \x82I\x82\r\x84\n")), [200]);
    assert_eq!(bench.octets(b"\x83\xa1"), [""; 0]);
}

#[test]
fn ftp_007_the_server_sends_nothing_but_replies() {
    let mut bench = Bench::logged_in(&P72);
    assert_eq!(bench.octets(b"TYPE I"), [""; 0], "no echo");
    let told = bench.octets(b"\r\n");
    assert_eq!((told.len(), codes(&told)), (1, vec![200]));
}

/// The interrupt and the mark, whichever comes first.
#[test]
fn ftp_008_synch_flushes_the_current_line() {
    let mut bench = Bench::logged_in(&P72);
    bench.octets(b"STOR par");
    assert_eq!(bench.interrupt(), [""; 0]);
    assert_eq!(codes(&bench.octets(b"\x80ABOR\r\n")), [202], "ABOR alone");
    bench.octets(b"STOR par");
    assert_eq!(codes(&bench.octets(b"\x80STAT\r\n")), [100, 200]);
    assert_eq!(bench.interrupt(), [""; 0]);
    assert_eq!(bench.codes("TYPE I"), [200]);
}

#[test]
fn ftp_008_a_mark_that_never_comes_is_given_up_after_a_while() {
    let mut bench = Bench::logged_in(&P72);
    bench.interrupt();
    assert_eq!(bench.codes("TYPE I"), [0; 0], "discarded");
    bench.wait(60);
    assert_eq!(bench.codes("TYPE I"), [200]);
}

#[test]
fn ftp_009_a_pathname_reaches_the_file_system_unaltered() {
    let mut bench = Bench::logged_in(&P72);
    let name = "My File, (v1) >udd>Cn #~\x01!";
    assert_eq!(codes(&bench.line(&format!("STOR {name}"))), [255]);
    bench.opened(arpanet_wire::ftp::Direction::Receive, 70, 2005);
    bench.ended(arpanet_wire::ftp::Direction::Receive, arpanet_ncp::CloseReason::There);
    assert_eq!(bench.text(name).as_deref(), Some(""));
}

#[test]
fn ftp_010_an_unrecognised_command_gets_500() {
    let mut bench = Bench::logged_in(&L438);
    for line in ["FROB x", "RETRIEVE x", "", "12", "GSOC", "PASV", "XCWD d"] {
        assert_eq!(bench.codes(line), [500], "{line:?}");
    }
}

#[test]
fn ftp_011_bad_syntax_gets_501_and_a_missing_parameter_502() {
    let mut bench = Bench::logged_in(&P72);
    for line in ["BYTE abc", "TYPE Z", "TYPE AA", "SOCK 1,2,3", "ALLO many", "ABOR x", "BYE x"] {
        assert_eq!(bench.codes(line), [501], "{line}");
    }
    for line in ["RNFR", "SOCK", "RETR", "STOR  ", "BYTE", "TYPE", "MODE", "STRU", "USER", "DELE", "REST"] {
        assert_eq!(bench.codes(line), [502], "{line}");
    }
}

#[test]
fn ftp_012_a_5xx_leaves_everything_as_it_was() {
    let mut bench = Bench::with_file(&P72, "f", "x");
    bench.lines(&["TYPE I", "BYTE 36", "SOCK 69,76"]);
    let before = bench.session.parameters();
    for line in ["TYPE Z", "BYTE 0", "MODE X", "STRU", "SOCK 300,1", "FROB"] {
        let code = bench.codes(line)[0];
        assert_eq!(code / 100, 5, "{line}");
    }
    assert_eq!(bench.session.parameters(), before);
    assert_eq!(deeds(&bench.line("RETR f")), ["[initiate S 1003 -> 69,76 size 36]"]);
}

#[test]
fn ftp_013_503_to_506_are_used_for_what_they_say() {
    let mut bench = Bench::with_file(&P72, "f", "x");
    bench.lines(&["MODE T", "TYPE I"]);
    assert_eq!(bench.codes("RETR f"), [503], "illegal combination");
    bench.lines(&["MODE S", "RETR f"]);
    bench.opened(Send, 70, 2004);
    assert_eq!(bench.codes("RETR f"), [504], "not at this time");
    assert_eq!(Bench::logged_in(&P72).codes("MODE H"), [506], "not implemented");
    let mut bench = Bench::with_file(&L438, "f", "x");
    bench.line("LSTN R");
    assert_eq!(bench.codes("RETR f"), [505], "conflicts with an earlier command");
}

/// RFC 385 p. 1's minimum.
#[test]
fn ftp_014_the_minimum_is_there() {
    let mut bench = Bench::new(&P72);
    bench.put("f", "x\n");
    assert_eq!(bench.codes("USER DOE"), [330]);
    assert_eq!(bench.codes("PASS MUMBLE"), [230]);
    assert_eq!(bench.codes("SOCK 69,76"), [200]);
    bench.line("RETR f");
    assert_eq!(codes(&bench.opened(Send, 69, 76)), [250]);
    assert_eq!(codes(&bench.sent()), [252]);
    bench.line("STOR g");
    let receive = arpanet_wire::ftp::Direction::Receive;
    assert_eq!(codes(&bench.opened(receive, 70, 2005)), [250]);
    bench.data(b"y\r\n");
    assert_eq!(codes(&bench.ended(receive, arpanet_ncp::CloseReason::There)), [252]);
    assert_eq!(bench.text("g").as_deref(), Some("y\n"));
    assert_eq!(bench.codes("BYE"), [231]);
}

#[test]
fn ftp_015_default_values_are_accepted() {
    let mut bench = Bench::new(&P72);
    for line in ["TYPE A", "BYTE 8", "MODE S", "STRU F"] {
        assert_eq!(bench.codes(line), [200], "{line}");
    }
}

/// RFC 542's 10,000 characters would be a line by then; ours is 1,000 at most, and others in the stream are not disturbed.
#[test]
fn ftp_011_a_line_of_ten_thousand_characters_and_a_broken_one_are_bad_syntax() {
    let mut bench = Bench::logged_in(&P72);
    let mut line = vec![b'x'; 10_000];
    line.extend(b"\r\nTYPE I\r\n");
    assert_eq!(codes(&bench.octets(&line)), [501, 200]);
    assert_eq!(codes(&bench.octets(b"DELE a\rb\r\nTYPE A\r\n")), [501, 200]);
}
