//! Transfer parameters: rows FTP-042 to FTP-056.

use arpanet_programs::ftp::server::P72;
use arpanet_wire::ftp::Direction::Send;

use crate::ftp_support::{Bench, codes, deeds};

fn bench() -> Bench {
    Bench::with_file(&P72, "f", "x\n")
}

/// What RETR asks the network for, after `lines`.
fn retr_after(lines: &[&str]) -> String {
    let mut bench = bench();
    bench.lines(lines);
    deeds(&bench.line("RETR f")).join(" ")
}

/// RFC 354 p. 14-15.
#[test]
fn ftp_042_the_defaults_are_those_of_the_protocol() {
    assert_eq!(retr_after(&[]), "[initiate S 1003 -> 70,2004 size 8]");
    let status = bench().line("STAT").join("\n");
    assert!(status.contains("TYPE A, BYTE 8, MODE S, STRU F"), "{status}");
}

#[test]
fn ftp_043_a_value_stays_until_it_is_changed() {
    let mut bench = bench();
    bench.lines(&["TYPE I", "BYTE 36"]);
    for _ in 0..3 {
        assert_eq!(deeds(&bench.line("RETR f")), ["[initiate S 1003 -> 70,2004 size 36]"]);
        bench.opened(Send, 70, 2004);
        bench.sent();
    }
}

#[test]
fn ftp_044_ftp_048_parameters_come_in_any_order() {
    let lines = ["TYPE I", "BYTE 36", "MODE B", "STRU F"];
    for first in 0..4 {
        for second in (0..4).filter(|at| *at != first) {
            for third in (0..4).filter(|at| ![first, second].contains(at)) {
                let fourth = 6 - first - second - third;
                let order = [first, second, third, fourth].map(|at| lines[at]);
                assert_eq!(retr_after(&order), "[initiate S 1003 -> 70,2004 size 36]", "{order:?}");
            }
        }
    }
    assert_eq!(bench().codes("TYPE A"), [200]);
    let mut bench = bench();
    assert_eq!(bench.codes("BYTE 36"), [200], "no contradiction before the transfer command");
}

#[test]
fn ftp_045_byte_is_1_to_255() {
    let mut bench = bench();
    for line in ["BYTE 1", "BYTE 255", "BYTE 36"] {
        assert_eq!(bench.codes(line), [200], "{line}");
    }
    for line in ["BYTE 0", "BYTE 256", "BYTE -1"] {
        assert_eq!(bench.codes(line), [501], "{line}");
    }
}

#[test]
fn ftp_046_byte_concerns_image_and_local_byte_alone() {
    assert!(retr_after(&["BYTE 36", "TYPE A"]).ends_with("size 8]"));
    assert!(retr_after(&["TYPE A", "BYTE 36"]).ends_with("size 8]"));
    assert!(retr_after(&["BYTE 36", "TYPE A", "TYPE I"]).ends_with("size 36]"));
    assert!(retr_after(&["BYTE 36", "TYPE L"]).ends_with("size 36]"));
}

#[test]
fn ftp_049_type_codes_are_accepted_or_not_implemented() {
    for code in ["A", "I", "L", "P", "E", "F"] {
        let reply = bench().codes(&format!("TYPE {code}"));
        assert!(matches!(reply[..], [200] | [506]), "{code}: {reply:?}");
    }
    assert_eq!(
        [bench().codes("TYPE A"), bench().codes("TYPE I"), bench().codes("TYPE L")].concat(),
        [200; 3]
    );
}

#[test]
fn ftp_050_ftp_051_structure_codes() {
    assert_eq!(bench().codes("STRU F"), [200]);
    assert_eq!(bench().codes("STRU R"), [200]);
    assert_eq!(bench().codes("STRU X"), [501]);
}

#[test]
fn ftp_052_ftp_053_mode_codes() {
    for line in ["MODE S", "MODE B", "MODE T"] {
        assert_eq!(bench().codes(line), [200], "{line}");
    }
    assert_eq!(bench().codes("MODE H"), [506]);
}

#[test]
fn ftp_054_sock_takes_a_decimal_socket_with_or_without_host() {
    let mut bench = bench();
    for line in ["SOCK 65538", "SOCK 70,12345", "SOCK 0", "SOCK 4294967295"] {
        assert_eq!(bench.codes(line), [200], "{line}");
    }
    for line in ["SOCK 4294967296", "SOCK x", "SOCK 70;5", "SOCK -1"] {
        assert_eq!(bench.codes(line), [501], "{line}");
    }
}

#[test]
fn ftp_055_without_a_host_sock_means_the_users() {
    assert_eq!(retr_after(&["SOCK 1234"]), "[initiate S 1003 -> 70,1234 size 8]");
}

#[test]
fn ftp_056_parity_says_which_connection_sock_means() {
    let mut bench = bench();
    bench.lines(&["SOCK 1000", "SOCK 2001"]);
    assert_eq!(deeds(&bench.line("RETR f")), ["[initiate S 1003 -> 70,1000 size 8]"]);
    bench.line("ABOR");
    assert_eq!(deeds(&bench.line("STOR g")), ["[initiate R 1002 -> 70,2001 size 8]"]);
    assert_eq!(codes(&bench.line("ABOR")), [201]);
}
