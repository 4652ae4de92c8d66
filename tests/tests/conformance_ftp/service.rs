//! Service commands: rows FTP-102 to FTP-121.

use arpanet_ncp::CloseReason;
use arpanet_programs::ftp::server::{L438, P72};
use arpanet_wire::ftp::Direction::{Receive, Send};

use crate::ftp_support::{Bench, codes, deeds};

fn bench() -> Bench {
    Bench::with_file(&P72, "f", "text\n")
}

/// Stores `text` by `line` (STOR or APPE) in stream mode.
fn store(bench: &mut Bench, line: &str, text: &[u8]) {
    bench.line(line);
    assert_eq!(codes(&bench.opened(Receive, 70, 2005)), [250]);
    bench.data(text);
    assert_eq!(codes(&bench.ended(Receive, CloseReason::There)), [252]);
}

#[test]
fn ftp_102_retr_sends_a_copy_and_leaves_the_file() {
    let mut bench = bench();
    let before = bench.files["f"].clone();
    bench.line("RETR f");
    assert_eq!(deeds(&bench.opened(Send, 70, 2004)), ["[send 48 bits]"], "text CR LF");
    bench.sent();
    assert_eq!(bench.files["f"], before);
    assert_eq!(bench.codes("RETR missing"), [450]);
}

#[test]
fn ftp_103_stor_replaces_or_creates() {
    let mut bench = Bench::with_file(&P72, "f", "a much longer text\nof two lines\n");
    store(&mut bench, "STOR f", b"short\r\n");
    assert_eq!(bench.text("f").as_deref(), Some("short\n"));
    store(&mut bench, "STOR new", b"x");
    assert_eq!(bench.text("new").as_deref(), Some("x"));
}

#[test]
fn ftp_104_appe_appends_or_creates() {
    let mut bench = bench();
    store(&mut bench, "APPE g", b"one\r\n");
    store(&mut bench, "APPE g", b"two\r\n");
    assert_eq!(bench.text("g").as_deref(), Some("one\ntwo\n"));
    store(&mut bench, "APPE f", b"more\r\n");
    assert_eq!(bench.text("f").as_deref(), Some("text\nmore\n"));
}

#[test]
fn ftp_105_rnfr_is_followed_by_rnto_at_once() {
    let mut bench = bench();
    assert_eq!([bench.codes("RNFR f"), bench.codes("RNTO g")].concat(), [200, 253]);
    assert_eq!((bench.text("f"), bench.text("g").as_deref()), (None, Some("text\n")));
    for between in ["NOOP", "TYPE A", "STAT"] {
        bench.line("RNFR g");
        bench.line(between);
        assert_eq!(bench.codes("RNTO h"), [503], "{between}");
        assert_eq!(bench.text("h"), None);
    }
    assert_eq!(bench.codes("RNFR missing"), [450]);
}

#[test]
fn ftp_106_rnto_alone_is_an_error() {
    assert_eq!(bench().codes("RNTO g"), [503]);
}

#[test]
fn ftp_107_dele_deletes_without_a_query() {
    let mut bench = bench();
    assert_eq!(bench.codes("DELE f"), [254]);
    assert_eq!(bench.text("f"), None);
    assert_eq!(bench.codes("DELE f"), [450]);
}

#[test]
fn ftp_108_list_goes_over_the_data_connection_in_ascii() {
    for line in ["LIST", "LIST f"] {
        let mut bench = bench();
        bench.lines(&["TYPE I", "BYTE 36"]);
        assert_eq!(deeds(&bench.line(line)), ["[initiate S 1003 -> 70,2004 size 8]"], "{line}");
        let told = bench.opened(Send, 70, 2004);
        assert_eq!((codes(&told), deeds(&told).len()), (vec![250], 1), "{line}");
        assert_eq!(codes(&bench.sent()), [252]);
    }
    assert_eq!(bench().codes("LIST missing"), [450]);
}

#[test]
fn ftp_110_nlst_sends_names_that_retr_takes() {
    use arpanet_programs::ftp::server::{Input, Output};
    let mut bench = bench();
    bench.put("<DOE>g h;1", "x");
    bench.line("NLST");
    let opened = Input::Opened { direction: Send, foreign: crate::ftp_support::name(70, 2004), byte_size: 8 };
    let sent = bench.outputs(opened).into_iter().find_map(|output| match output {
        Output::Send(bits) => Some(String::from_utf8(bits.octets().to_vec()).expect("ASCII")),
        _ => None,
    });
    bench.sent();
    let names = sent.expect("names");
    assert_eq!(names, "<DOE>g h;1\r\nf\r\n");
    for name in names.split_terminator("\r\n") {
        assert_eq!(deeds(&bench.line(&format!("RETR {name}"))).len(), 1, "{name}");
        bench.line("ABOR");
    }
}

#[test]
fn ftp_111_allo_does_nothing_and_says_200() {
    let mut bench = bench();
    assert_eq!(bench.codes("ALLO 5000"), [200]);
    store(&mut bench, "STOR g", &[b'x'; 6000]);
}

#[test]
fn ftp_112_stat_replies_on_the_control_connection() {
    let mut bench = bench();
    let told = bench.line("STAT f");
    assert_eq!((codes(&told), deeds(&told)), (vec![151, 200], vec![]));
    assert!(told[0].contains("\r\n   f "), "{told:?}");
    assert_eq!(bench.codes("STAT missing"), [450]);
}

#[test]
fn ftp_113_stat_tells_parameters_or_the_transfers_progress() {
    let mut bench = bench();
    let idle = bench.line("STAT").join("\n");
    for part in ["GUEST", "TYPE A", "BYTE 8", "MODE S", "STRU F"] {
        assert!(idle.contains(part), "{part} in {idle}");
    }
    bench.line("STOR g");
    bench.opened(Receive, 70, 2005);
    bench.data(b"half");
    bench.interrupt();
    let busy = bench.octets(b"\x80STAT\r\n").join("\n");
    assert!(busy.contains("32 bits received"), "{busy}");
    assert_eq!(codes(&bench.ended(Receive, CloseReason::There)), [252], "the transfer goes on");
}

#[test]
fn ftp_115_abor_ends_what_runs_and_nothing_else() {
    assert_eq!(bench().codes("ABOR"), [202]);
    let mut bench = bench();
    bench.line("RETR f");
    bench.opened(Send, 70, 2004);
    let told = bench.line("ABOR");
    assert_eq!((codes(&told), deeds(&told)), (vec![201], vec!["[abort S]"]));
    assert!(!bench.session.is_over());
    assert_eq!(deeds(&bench.line("RETR f")), ["[initiate S 1003 -> 70,2004 size 8]"]);
    assert_eq!(codes(&bench.line("ABOR")), [201], "while it waits for the connection");
}

#[test]
fn ftp_115_an_aborted_store_leaves_no_file() {
    let mut bench = bench();
    bench.line("STOR f");
    bench.opened(Receive, 70, 2005);
    bench.data(b"half");
    assert_eq!(deeds(&bench.line("ABOR")), ["[abort R]", "[forget]"]);
    assert_eq!(bench.text("f").as_deref(), Some("text\n"));
}

#[test]
fn ftp_117_a_completed_transfer_is_not_aborted() {
    let mut bench = bench();
    store(&mut bench, "STOR g", b"x");
    assert_eq!(bench.codes("ABOR"), [202]);
    assert_eq!(bench.text("g").as_deref(), Some("x"));
}

#[test]
fn ftp_121_other_commands_during_a_transfer_do_not_touch_it() {
    let mut bench = Bench::with_file(&L438, "f", "text\n");
    bench.line("STOR g");
    bench.opened(Receive, 70, 2005);
    for line in ["TYPE I", "MODE B", "SOCK 69,77", "DELE f", "LSTN R", "RETR f", "USER DOE"] {
        assert_eq!(bench.codes(line), [504], "{line}");
    }
    bench.data(b"line\r\n");
    assert_eq!(codes(&bench.ended(Receive, CloseReason::There)), [252]);
    assert_eq!(bench.text("g").as_deref(), Some("line\n"));
    assert!(bench.text("f").is_some());
}
