//! The data connection: rows FTP-057 to FTP-073, FTP-137.

use arpanet_ncp::{CloseReason, OpenFailure};
use arpanet_programs::ftp::server::{Input, L438, P72, Profile};
use arpanet_wire::ftp::Direction::{Receive, Send};

use crate::ftp_support::{Bench, changed, codes, deeds};

fn bench() -> Bench {
    Bench::with_file(&P72, "f", "text\n")
}

/// A server that leaves the data connection open in block and text mode.
fn keeping() -> &'static Profile {
    changed(&P72, |profile| profile.keeps_data_connection = true)
}

/// U+4 receives and U+5 sends (RFC 354 p. 14).
#[test]
fn ftp_057_ftp_058_the_server_initiates_in_the_direction_of_the_command() {
    assert_eq!(deeds(&bench().line("RETR f")), ["[initiate S 1003 -> 70,2004 size 8]"]);
    assert_eq!(deeds(&bench().line("STOR g")), ["[initiate R 1002 -> 70,2005 size 8]"]);
    assert_eq!(deeds(&bench().line("LIST")), ["[initiate S 1003 -> 70,2004 size 8]"]);
}

#[test]
fn ftp_063_no_connection_is_454() {
    let failures = [OpenFailure::Refused, OpenFailure::HostDead, OpenFailure::ImpDead, OpenFailure::TimedOut];
    for failure in failures {
        for (line, direction) in [("RETR f", Send), ("STOR g", Receive), ("APPE f", Receive), ("LIST", Send)]
        {
            let mut bench = bench();
            bench.line(line);
            assert_eq!(codes(&bench.open_failed(direction, failure)), [454], "{line} {failure:?}");
            assert_eq!(bench.codes("TYPE A"), [200], "the session goes on");
            assert_eq!(bench.text("g"), None);
        }
    }
}

#[test]
fn ftp_064_the_server_waits_15_seconds_and_more() {
    let mut bench = bench();
    bench.line("RETR f");
    assert_eq!(bench.wait(15), [""; 0]);
    assert_eq!(codes(&bench.opened(Send, 70, 2004)), [250]);
    let mut bench = self::bench();
    bench.line("RETR f");
    assert_eq!(codes(&bench.wait(60)), [454]);
}

#[test]
fn ftp_065_two_connections_may_be_open_at_once() {
    let mut bench = Bench::with_file(keeping(), "f", "text\n");
    bench.lines(&["MODE B", "RETR f"]);
    bench.opened(Send, 70, 2004);
    assert_eq!(deeds(&bench.sent()), [""; 0], "left open");
    assert_eq!(deeds(&bench.line("STOR g")), ["[initiate R 1002 -> 70,2005 size 8]"]);
    assert_eq!(codes(&bench.opened(Receive, 70, 2005)), [250]);
}

#[test]
fn ftp_066_the_sender_of_a_stream_closes() {
    let mut bench = bench();
    bench.line("RETR f");
    bench.opened(Send, 70, 2004);
    assert_eq!(deeds(&bench.sent()), ["[close S]"]);
    bench.line("STOR g");
    bench.opened(Receive, 70, 2005);
    bench.data(b"text\r\n");
    assert_eq!(deeds(&bench.ended(Receive, CloseReason::There)), [""; 0], "the user has closed it");
}

/// RFC 354 p. 7's five conditions; the second is row 066's, the fifth row 072's.
#[test]
fn ftp_067_five_things_close_the_connection() {
    let left_open = || {
        let mut bench = Bench::with_file(keeping(), "f", "text\n");
        bench.lines(&["TYPE I", "MODE B", "RETR f"]);
        bench.opened(Send, 70, 2004);
        bench.sent();
        bench
    };
    for line in ["SOCK 69,76", "BYTE 32", "TYPE A", "BYE"] {
        let expects_close = line != "TYPE A";
        let told = left_open().line(line);
        assert_eq!(deeds(&told).contains(&"[close S]"), expects_close, "{line}: {told:?}");
    }
    assert!(deeds(&left_open().control_lost()).contains(&"[close S]"));
    let mut bench = bench();
    bench.line("RETR f");
    bench.opened(Send, 70, 2004);
    assert_eq!(deeds(&bench.line("ABOR")), ["[abort S]"]);
}

#[test]
fn ftp_068_it_is_kept_or_closed_at_once_and_never_at_the_next_command() {
    let mut keeps = Bench::with_file(keeping(), "f", "text\n");
    keeps.lines(&["MODE B", "RETR f"]);
    keeps.opened(Send, 70, 2004);
    keeps.sent();
    let told = keeps.line("RETR f");
    assert_eq!((codes(&told), deeds(&told).len()), (vec![250], 1), "the same connection: {told:?}");
    let mut closes = bench();
    closes.lines(&["MODE B", "RETR f"]);
    closes.opened(Send, 70, 2004);
    assert_eq!(deeds(&closes.sent()), ["[close S]"]);
    assert_eq!(deeds(&closes.line("RETR f")), ["[initiate S 1003 -> 70,2004 size 8]"]);
}

#[test]
fn ftp_069_the_reply_goes_out_before_the_close() {
    let mut bench = bench();
    bench.line("RETR f");
    bench.opened(Send, 70, 2004);
    assert_eq!(bench.sent(), ["252 ASCII retrieve of f completed", "[close S]"]);
}

#[test]
fn ftp_070_loss_of_control_is_abor_and_bye() {
    let mut bench = bench();
    bench.line("STOR f");
    bench.opened(Receive, 70, 2005);
    bench.data(b"half");
    assert_eq!(bench.control_lost(), ["[abort R]", "[forget]", "[close control]"]);
    assert!(bench.session.is_over());
    assert_eq!(bench.text("f").as_deref(), Some("text\n"), "the old file is as it was");
}

#[test]
fn ftp_072_250_252_452_and_453_say_how_it_went() {
    let mut bench = bench();
    bench.line("RETR f");
    assert_eq!(codes(&bench.opened(Send, 70, 2004)), [250]);
    assert_eq!(codes(&bench.sent()), [252]);
    for reason in [CloseReason::Reset, CloseReason::HostDead, CloseReason::Lost, CloseReason::There] {
        let mut bench = self::bench();
        bench.line("RETR f");
        bench.opened(Send, 70, 2004);
        assert_eq!(codes(&bench.ended(Send, reason)), [452], "{reason:?}");
    }
    bench.room_words = 0;
    bench.line("STOR f");
    bench.opened(Receive, 70, 2005);
    bench.data(b"too much");
    assert_eq!(codes(&bench.ended(Receive, CloseReason::There)), [453]);
    assert_eq!(bench.text("f").as_deref(), Some("text\n"), "the old file is as it was");
}

/// A broken connection must not look like the end of a stream, and the old file stays: for APPE our own rule.
#[test]
fn ftp_072_a_broken_store_or_append_leaves_the_old_file() {
    for line in ["STOR f", "APPE f"] {
        for reason in [CloseReason::Reset, CloseReason::HostDead, CloseReason::ImpDead, CloseReason::Lost] {
            let mut bench = bench();
            bench.line(line);
            bench.opened(Receive, 70, 2005);
            bench.data(b"half of it");
            let told = bench.ended(Receive, reason);
            assert_eq!((codes(&told), deeds(&told)), (vec![452], vec!["[forget]"]), "{line} {reason:?}");
            assert_eq!(bench.text("f").as_deref(), Some("text\n"));
        }
    }
}

/// Our own rule: a sender that breaks a stream off interrupts first, and then a close is not the end of the file.
#[test]
fn ftp_072_a_close_after_an_interrupt_is_452_and_leaves_the_old_file() {
    for line in ["STOR f", "APPE f"] {
        let mut bench = bench();
        bench.line(line);
        bench.opened(Receive, 70, 2005);
        bench.data(b"half of it");
        assert_eq!(bench.input(Input::DataInterrupt), [""; 0]);
        assert_eq!(codes(&bench.ended(Receive, CloseReason::There)), [452], "{line}");
        assert_eq!(bench.text("f").as_deref(), Some("text\n"));
    }
}

/// Who only receives sends nothing, and would never be told that the sender's host is dead.
#[test]
fn a_silent_sender_is_probed_every_minute() {
    let mut bench = bench();
    bench.line("STOR f");
    bench.opened(Receive, 70, 2005);
    bench.wait(59);
    bench.data(b"slow");
    assert_eq!(bench.wait(59), [""; 0]);
    assert_eq!(bench.wait(61), ["[probe]", "[probe]"]);
    assert_eq!(codes(&bench.ended(Receive, CloseReason::HostDead)), [452]);
}

#[test]
fn ftp_073_the_file_is_looked_for_before_the_connection() {
    let told = bench().line("RETR missing");
    assert_eq!((codes(&told), deeds(&told)), (vec![450], vec![]));
    let told = bench().line("STOR SECRET");
    assert_eq!((codes(&told), deeds(&told)), (vec![451], vec![]));
}

#[test]
fn ftp_137_the_data_socket_may_be_on_a_third_host() {
    let mut bench = Bench::with_file(&L438, "f", "text\n");
    bench.line("SOCK 11,500");
    assert_eq!(deeds(&bench.line("RETR f")), ["[initiate S 1003 -> 11,500 size 8]"]);
    assert_eq!(deeds(&bench.opened(Send, 11, 500)), ["[send 48 bits]"]);
}
