//! What RFC 454 and RFC 542 add: rows FTP-101 and FTP-124 to FTP-136, and the hyphens of FTP-025 at the server.

use arpanet_ncp::CloseReason;
use arpanet_programs::catalogue;
use arpanet_programs::ftp::parameters::{Coding, Parameters};
use arpanet_programs::ftp::server::{P72, P454, P542};
use arpanet_programs::ftp::transfer::{Damage, Decoder, encode};
use arpanet_wire::ftp::Direction::{Receive, Send};
use arpanet_wire::ftp::{Mode, Representation, Structure};
use arpanet_wire::{Bits, HostAddress};
use proptest::prelude::*;

use crate::ftp_support::{Bench, codes, deeds};

fn of_1973(representation: Representation, byte_size: u8, mode: Mode, structure: Structure) -> Parameters {
    let coding = Coding::August1973;
    Parameters { representation, byte_size, mode, structure, coding, ..Parameters::default() }
}

fn text(mode: Mode, structure: Structure) -> Parameters {
    of_1973(Representation::Ascii, 8, mode, structure)
}

fn carried(text: &str, parameters: &Parameters) -> Vec<u8> {
    encode(&Bits::from_octets(text.as_bytes()), parameters, 0, 0).octets().to_vec()
}

/// What a receiver makes of data that come in pieces of so many bytes.
fn received(data: &Bits, parameters: &Parameters, pieces: usize) -> Result<Bits, Damage> {
    let mut decoder = Decoder::new(parameters, Bits::new());
    let step = pieces * usize::from(parameters.transfer_size());
    let mut at = 0;
    while at < data.length_bits() {
        decoder.on_data(&data.slice(at, at + step))?;
        at += step;
    }
    decoder.on_close()?;
    Ok(decoder.bytes().clone())
}

#[test]
fn ftp_025_servers_of_1973_hyphenate() {
    for profile in [&P454, &P542] {
        let status = Bench::logged_in(profile).line("STAT").join("\n");
        assert!(status.starts_with("100-Status"), "{status}");
        assert!(status.lines().last().is_some_and(|last| last.starts_with("100 ")), "{status}");
        assert_eq!(codes(&Bench::logged_in(profile).line("STAT")), [100], "no 200 follows");
    }
}

/// RFC 454 p. 33, RFC 542 p. 38: 000, 030 or 050.
#[test]
fn ftp_025_help_is_a_reply_0xx() {
    let help = Bench::new(&P542).line("HELP").join("\n");
    assert!(help.starts_with("050-") && help.contains("PASV") && !help.contains("LSTN"), "{help}");
    let help = Bench::new(&P454).line("HELP").join("\n");
    assert!(help.starts_with("050-") && help.contains("LSTN") && help.contains("NQUO"), "{help}");
}

/// RFC 454 p. 24.
#[test]
fn ftp_124_noop_changes_nothing() {
    let mut bench = Bench::logged_in(&P454);
    let before = bench.session.clone();
    assert_eq!(bench.codes("NOOP"), [200]);
    assert_eq!(bench.session, before);
    assert_eq!(Bench::logged_in(&P72).codes("NOOP"), [500]);
}

/// RFC 454 p. 19, p. 33.
#[test]
fn ftp_125_rein_begins_afresh() {
    let mut bench = Bench::with_file(&P454, "f", "ONE\n");
    bench.lines(&["TYPE I", "BYTE 36", "LSTN R"]);
    let told = bench.line("REIN");
    assert_eq!((codes(&told), deeds(&told)), (vec![233], vec!["[release 4000]"]));
    assert_eq!(bench.session.parameters(), Parameters::default());
    assert_eq!(bench.codes("RETR f"), [504], "nobody is logged in");
    assert_eq!(bench.codes("USER GUEST"), [230], "the control connections are open");
}

#[test]
fn ftp_125_rein_lets_a_transfer_finish() {
    let mut bench = Bench::with_file(&P454, "f", "ONE\n");
    bench.lines(&["RETR f"]);
    bench.opened(Send, 70, 2004);
    assert_eq!(bench.codes("REIN"), [232]);
    assert_eq!(bench.codes("STAT"), [504], "only USER");
    assert_eq!(codes(&bench.sent()), [252, 300]);
    assert_eq!(bench.codes("RETR f"), [504]);
    assert_eq!(bench.codes("USER GUEST"), [230]);
}

/// RFC 454 p. 20.
#[test]
fn ftp_126_form_u_is_there_and_print_files_are_not() {
    let mut bench = Bench::logged_in(&P454);
    for (line, code) in [("FORM U", 200), ("FORM P", 506), ("form x", 501), ("FORM", 502), ("TYPE P", 501)] {
        assert_eq!(bench.codes(line), [code], "{line}");
    }
    assert_eq!(Bench::logged_in(&P542).codes("FORM U"), [500], "RFC 542 has it in TYPE");
}

#[test]
fn ftp_127_quot_and_nquo_get_replies() {
    let mut bench = Bench::new(&P454);
    assert_eq!((bench.codes("QUOT"), bench.codes("NQUO")), (vec![200], vec![200]));
    assert_eq!(Bench::new(&P72).codes("QUOT"), [500]);
}

/// RFC 593 p. 1.
#[test]
fn ftp_128_the_protocol_of_august_is_served_at_socket_21() {
    let server = catalogue::server("ftp").expect("there is one");
    let host = HostAddress::from_octet(69);
    assert_eq!(server.socket(host, Some("P542")), Some(21));
    for old in [None, Some("P72"), Some("P454"), Some("PV478")] {
        assert_eq!(server.socket(host, old), Some(3), "{old:?}");
    }
}

/// RFC 542 p. 14, p. 24.
#[test]
fn ftp_129_the_servers_sockets_are_fixed_and_not_told() {
    let mut bench = Bench::with_file(&P542, "f", "ONE\n");
    assert_eq!(bench.line("RETR f"), ["[initiate S 1003 -> 70,2004 size 8]"]);
    bench.opened(Send, 70, 2004);
    bench.sent();
    assert_eq!(bench.line("STOR g"), ["[initiate R 1002 -> 70,2005 size 8]"]);
}

/// RFC 542 p. 24, p. 32.
#[test]
fn ftp_130_type_takes_a_second_parameter() {
    let mut bench = Bench::logged_in(&P542);
    for (line, code) in [
        ("TYPE A N", 200),
        ("TYPE A", 200),
        ("TYPE A T", 402),
        ("TYPE A C", 402),
        ("TYPE E N", 402),
        ("TYPE L", 502),
        ("TYPE L 36", 200),
        ("TYPE L N", 501),
        ("TYPE P", 501),
        ("MODE T", 501),
        ("MODE C", 200),
    ] {
        assert_eq!(bench.codes(line), [code], "{line}");
    }
    let mut old = Bench::logged_in(&P72);
    assert_eq!((old.codes("TYPE A N"), old.codes("MODE C")), (vec![501], vec![501]));
}

/// RFC 542 p. 16: 1 ends a record, 2 the file, 3 both; a byte of ones is said twice.
#[test]
fn ftp_131_a_stream_with_records_has_escapes() {
    let records = text(Mode::Stream, Structure::Record);
    assert_eq!(carried("ONE\r\nTWO\r\n", &records), b"ONE\xff\x01TWO\xff\x03");
    assert_eq!(carried("", &records), [0xff, 2]);
    assert_eq!(carried("ONE\r\n", &text(Mode::Stream, Structure::File)), b"ONE\r\n");
    let octets = of_1973(Representation::Image, 8, Mode::Stream, Structure::Record);
    let sent = encode(&Bits::from_octets(&[1, 255, 2]), &octets, 0, 0);
    assert_eq!(sent.octets(), [1, 255, 255, 2, 255, 3]);
    assert_eq!(received(&sent, &octets, 1), Ok(Bits::from_octets(&[1, 255, 2])));
    assert_eq!(received(&Bits::from_octets(&[255, 4]), &octets, 2), Err(Damage::Code(4)));
    assert_eq!(received(&Bits::from_octets(b"ONE\xff\x01"), &records, 9), Err(Damage::EndsEarly));
    let mut bench = Bench::with_file(&P542, "f", "ONE\n");
    bench.lines(&["TYPE I", "BYTE 2", "STRU R"]);
    assert_eq!(bench.codes("RETR f"), [503], "an escape takes three bits");
}

/// RFC 542 p. 17: the last block says at once that it ends the record and the file.
#[test]
fn ftp_132_blocks_have_flags() {
    let records = text(Mode::Block, Structure::Record);
    assert_eq!(carried("ONE\r\nTWO\r\n", &records), b"\x80\0\x03ONE\xc0\0\x03TWO");
    assert_eq!(carried("", &text(Mode::Block, Structure::File)), [64, 0, 0]);
    let old = Bits::from_octets(&[2, 0, 0]);
    assert!(matches!(received(&old, &records, 3), Err(Damage::Descriptor(_))), "the code of 1972");
}

/// RFC 542 p. 34.
#[test]
fn ftp_133_257_says_that_the_connection_has_been_closed() {
    let mut bench = Bench::with_file(&P542, "f", "ONE\n");
    bench.line("RETR f");
    bench.opened(Send, 70, 2004);
    let told = bench.sent();
    assert_eq!(told[0], "[close S]", "257 comes after the close: {told:?}");
    assert_eq!(codes(&told), [257]);
    bench.line("STOR g");
    bench.opened(Receive, 70, 2005);
    bench.data(b"TWO\r\n");
    assert_eq!(codes(&bench.ended(Receive, CloseReason::There)), [257]);
    assert_eq!(bench.text("g").as_deref(), Some("TWO\n"));
}

/// RFC 542 p. 10 would have characters across transfer bytes; these servers have not, and say so (p. 32).
#[test]
fn ftp_134_logical_bytes_in_other_transfer_bytes_are_not_implemented() {
    let mut bench = Bench::with_file(&P542, "f", "ONE\n");
    bench.line("BYTE 36");
    assert_eq!(bench.codes("RETR f"), [402]);
    bench.line("TYPE L 8");
    assert_eq!(bench.codes("RETR f"), [402]);
    bench.line("TYPE L 36");
    assert_eq!(deeds(&bench.line("RETR f")), ["[initiate S 1003 -> 70,2004 size 36]"]);
}

/// RFC 542 p. 27.
#[test]
fn ftp_135_abor_closes_the_data_connection() {
    let mut bench = Bench::with_file(&P542, "f", "ONE\n");
    bench.line("RETR f");
    bench.opened(Send, 70, 2004);
    let told = bench.line("ABOR");
    assert_eq!((codes(&told), deeds(&told)), (vec![201], vec!["[abort S]"]));
}

/// RFC 542 p. 28-29, p. 32.
#[test]
fn ftp_136_site_402_and_332() {
    let mut bench = Bench::logged_in(&P542);
    assert_eq!((bench.codes("SITE FOO"), bench.codes("SITE")), (vec![402], vec![502]));
    assert_eq!(bench.codes("XCWD <DOE>"), [500], "an experiment that this server does not make");
    assert_eq!((bench.codes("MAIL DOE"), bench.codes("MLFL DOE")), (vec![500], vec![500]));
    assert_eq!(Bench::new(&P542).codes("RETR f"), [332]);
}

/// The pictures of RFC 468 p. 3 and RFC 542 p. 19.
#[test]
fn ftp_101_compressed_mode_by_its_pictures() {
    let file = text(Mode::Compressed, Structure::File);
    // The last string stands after the escape that says it ends the file.
    assert_eq!(carried("AB", &file), [0, 64, 2, b'A', b'B']);
    assert_eq!(carried("AB*****", &file), [2, b'A', b'B', 0, 64, 0b1000_0101, b'*']);
    assert_eq!(carried("AB     ", &file), [2, b'A', b'B', 0, 64, 0b1100_0101]);
    assert_eq!(carried("", &file), [0, 64, 0b1100_0000]);
    let records = text(Mode::Compressed, Structure::Record);
    assert_eq!(carried("A\r\nB\r\n", &records), [0, 128, 1, b'A', 0, 192, 1, b'B']);
    // In an image the filler is a byte of zeros.
    let words = of_1973(Representation::Image, 36, Mode::Compressed, Structure::File);
    let sent = encode(&Bits::zeros(36 * 500), &words, 0, 0);
    assert_eq!(sent.length_bits(), 3 * 36, "an escape, its flags, and five hundred words in one");
    assert_eq!(sent.get(72, 36), Some(0b11 << 34 | 500));
    assert_eq!(received(&sent, &words, 1), Ok(Bits::zeros(36 * 500)));
}

#[test]
fn ftp_101_a_count_beyond_reason_is_damage_and_takes_no_room() {
    let words = of_1973(Representation::Image, 36, Mode::Compressed, Structure::File);
    let mut bits = Bits::new();
    bits.push(0b11 << 34 | 1 << 33, 36);
    assert_eq!(received(&bits, &words, 1), Err(Damage::LongString));
}

fn every_way() -> impl Strategy<Value = Parameters> {
    let modes = prop_oneof![Just(Mode::Stream), Just(Mode::Block), Just(Mode::Compressed)];
    let structures = prop_oneof![Just(Structure::File), Just(Structure::Record)];
    let sizes = prop_oneof![Just(8_u8), 8..=40_u8, 250..=255_u8];
    (modes, structures, sizes)
        .prop_map(|(mode, structure, size)| of_1973(Representation::Image, size, mode, structure))
}

proptest! {
    /// Whatever is sent arrives, in whatever pieces: runs of equal bytes, bytes of ones, zeros.
    #[test]
    fn ftp_101_ftp_131_ftp_132_what_is_sent_arrives(
        parameters in every_way(),
        runs in prop::collection::vec((0..4_u64, 1..300_usize), 0..12),
        pieces in 1..40_usize,
        markers in prop_oneof![Just(0_usize), 10..500_usize],
    ) {
        let size = usize::from(parameters.transfer_size());
        let mut bytes = Bits::new();
        for (kind, length) in runs {
            for at in 0..length * size {
                bytes.push(match kind { 0 => 0, 1 => 1, 2 => u64::from(at % 3 == 0), _ => (at / size % 2) as u64 }, 1);
            }
        }
        let sent = encode(&bytes, &parameters, 0, markers);
        prop_assert_eq!(received(&sent, &parameters, pieces), Ok(bytes));
    }

    /// A receiver takes any bits without a panic.
    #[test]
    fn ftp_101_ftp_131_ftp_132_any_bits_are_taken_or_refused(
        parameters in every_way(),
        octets in prop::collection::vec(any::<u8>(), 0..400),
        pieces in 1..40_usize,
    ) {
        let size = usize::from(parameters.transfer_size());
        let bits = Bits::from_octets(&octets);
        let whole = bits.slice(0, bits.length_bits() / size * size);
        let _ = received(&whole, &parameters, pieces);
    }
}
