//! Stream, text and block mode on the data connection, and restart: rows FTP-081 to FTP-100.

use arpanet_ncp::CloseReason;
use arpanet_programs::ftp::parameters::Parameters;
use arpanet_programs::ftp::server::{Input, L438, Output, P72};
use arpanet_programs::ftp::transfer::{Damage, Decoder, encode};
use arpanet_wire::Bits;
use arpanet_wire::ftp::Direction::{Receive, Send};
use arpanet_wire::ftp::block::{Descriptor, Header, header_bytes};
use arpanet_wire::ftp::{Mode, Representation, Structure};
use proptest::prelude::*;

use crate::ftp_support::{Bench, changed, codes, name};

const FILE: Structure = Structure::File;
const RECORD: Structure = Structure::Record;

fn ascii(mode: Mode, structure: Structure) -> Parameters {
    Parameters { mode, structure, ..Parameters::default() }
}

fn image(byte_size: u8, mode: Mode) -> Parameters {
    Parameters { representation: Representation::Image, byte_size, mode, ..Parameters::default() }
}

/// What the connection carries for a text.
fn carried(text: &str, parameters: &Parameters) -> Vec<u8> {
    encode(&Bits::from_octets(text.as_bytes()), parameters, 0, 0).octets().to_vec()
}

/// What a receiver makes of octets, and of the close after them.
fn received(octets: &[u8], parameters: &Parameters) -> Result<String, Damage> {
    let mut decoder = Decoder::new(parameters, Bits::new());
    decoder.on_data(&Bits::from_octets(octets))?;
    decoder.on_close()?;
    Ok(String::from_utf8(decoder.bytes().octets().to_vec()).expect("ASCII"))
}

#[test]
fn ftp_081_an_empty_file_has_an_end_in_every_mode() {
    for mode in ["MODE S", "MODE B", "MODE T"] {
        let mut bench = Bench::with_file(&P72, "f", "");
        bench.lines(&[mode, "RETR f"]);
        let mut told = bench.opened(Send, 70, 2004);
        if mode != "MODE S" {
            told.extend(bench.sent());
        }
        assert_eq!(codes(&told), [250, 252], "{mode}");
    }
    assert_eq!(carried("", &ascii(Mode::Block, FILE)), [2, 0, 0]);
    assert_eq!(carried("", &ascii(Mode::Text, FILE)), [0o301]);
    assert_eq!(carried("", &ascii(Mode::Stream, FILE)), []);
    assert_eq!(received(&[2, 0, 0], &ascii(Mode::Block, FILE)), Ok(String::new()));
    assert_eq!(received(&[0o301], &ascii(Mode::Text, FILE)), Ok(String::new()));
    assert_eq!(received(&[], &ascii(Mode::Stream, FILE)), Ok(String::new()));
}

#[test]
fn ftp_082_stream_mode_is_raw_bytes_and_a_close() {
    let text = "x".repeat(998) + "\n";
    let mut bench = Bench::with_file(&P72, "f", &text);
    bench.line("RETR f");
    assert!(bench.opened(Send, 70, 2004).contains(&"[send 8000 bits]".into()), "1000 bytes with CR LF");
    assert!(bench.sent().contains(&"[close S]".into()));
}

#[test]
fn ftp_083_stream_records_end_with_cr_lf_and_are_text() {
    let mut bench = Bench::with_file(&P72, "f", "x");
    bench.lines(&["STRU R", "TYPE I"]);
    assert_eq!(bench.codes("RETR f"), [503]);
    bench.line("TYPE A");
    bench.line("STOR g");
    bench.opened(Receive, 70, 2005);
    bench.data(b"ONE\r\nTWO\r\n");
    assert_eq!(codes(&bench.ended(Receive, CloseReason::There)), [252]);
    assert_eq!(bench.text("g").as_deref(), Some("ONE\nTWO\n"));
}

/// RFC 354 p. 10: EOR is 192 (octal 300), EOF is 193 (octal 301).
#[test]
fn ftp_085_text_mode_ends_records_and_file_with_codes() {
    let records = carried("ONE\r\nTWO\r\n\r\n", &ascii(Mode::Text, RECORD));
    assert_eq!(records, b"ONE\xc0TWO\xc0\xc0\xc1");
    assert_eq!(received(&records, &ascii(Mode::Text, RECORD)).as_deref(), Ok("ONE\r\nTWO\r\n\r\n"));
    assert_eq!(received(b"ONE\xc0TWO\xc1", &ascii(Mode::Text, RECORD)).as_deref(), Ok("ONE\r\nTWO\r\n"));
    assert_eq!(carried("ONE\r\n", &ascii(Mode::Text, FILE)), b"ONE\r\n\xc1");
}

#[test]
fn ftp_086_text_mode_carries_ascii_alone() {
    for representation in ["TYPE I", "TYPE L"] {
        let mut bench = Bench::with_file(&P72, "f", "x");
        bench.lines(&["MODE T", representation]);
        assert_eq!(bench.codes("RETR f"), [503], "{representation}");
        assert_eq!(bench.codes("STOR g"), [503], "{representation}");
    }
}

#[test]
fn ftp_087_the_header_is_the_smallest_number_of_bytes_of_24_bits() {
    for (size, bytes) in [(8, 3), (7, 4), (12, 2), (16, 2), (36, 1), (32, 1), (5, 5)] {
        assert_eq!(header_bytes(size), bytes, "{size}");
        let carried = encode(&Bits::new(), &image(size, Mode::Block), 0, 0);
        assert_eq!(carried.length_bits(), bytes * usize::from(size), "the end of the file at {size}");
    }
}

/// RFC 385 p. 3.
#[test]
fn ftp_088_bits_above_the_24_are_zero_when_sent_and_ignored_when_received() {
    let parameters = image(36, Mode::Block);
    let data = Bits::from_octets(&[0xab; 9]);
    let sent = encode(&data, &parameters, 0, 0);
    assert_eq!(sent.get(0, 12), Some(0));
    let mut junk = Bits::new();
    junk.push(0xfff, 12);
    junk.extend(&sent.slice(12, sent.length_bits()));
    let mut decoder = Decoder::new(&parameters, Bits::new());
    assert_eq!(decoder.on_data(&junk), Ok(()));
    assert_eq!((decoder.is_ended(), decoder.bytes()), (true, &data));
}

#[test]
fn ftp_089_the_count_is_the_data_bytes_and_blocks_follow_at_once() {
    let sent = encode(&Bits::from_octets(&[0x11; 9]), &image(36, Mode::Block), 0, 0);
    assert_eq!(sent.length_bits(), 4 * 36, "header, two bytes, header of the end");
    let header = |at: usize| Header::parse(&sent.slice(at, at + 36), 36).expect("a header").expect("known");
    assert_eq!(header(0), Header { descriptor: Descriptor::Data, count: 2 });
    assert_eq!(header(3 * 36), Header { descriptor: Descriptor::EndOfFile, count: 0 });
}

#[test]
fn ftp_090_descriptors_are_0_to_4() {
    for (code, descriptor) in [
        (0, Descriptor::Data),
        (1, Descriptor::EndOfRecord),
        (2, Descriptor::EndOfFile),
        (3, Descriptor::Suspect),
        (4, Descriptor::Marker),
    ] {
        assert_eq!((descriptor.code(), Descriptor::from_code(code)), (code, Ok(descriptor)));
    }
    let mut bench = Bench::logged_in(&P72);
    bench.lines(&["MODE B", "STOR f"]);
    bench.opened(Receive, 70, 2005);
    assert_eq!(codes(&bench.data(&[5, 0, 0])), [452]);
    assert_eq!(bench.text("f"), None);
}

#[test]
fn ftp_091_a_block_of_no_bytes_is_legal() {
    let parameters = ascii(Mode::Block, FILE);
    let mut decoder = Decoder::new(&parameters, Bits::new());
    assert_eq!(decoder.on_data(&Bits::from_octets(&[3, 0, 2, b'h', b'i'])), Ok(()));
    assert!(decoder.is_suspect() && !decoder.is_ended());
    assert_eq!(decoder.on_data(&Bits::from_octets(&[2, 0, 0])), Ok(()));
    assert!(decoder.is_ended());
    assert_eq!(decoder.bytes().octets(), b"hi");
}

/// RFC 354 p. 10 has the end of the file end the record; RFC 414 p. 4 wants it said. We say it, and take both.
#[test]
fn ftp_092_ftp_093_the_end_of_the_file_ends_the_last_record_said_or_not() {
    let parameters = ascii(Mode::Block, RECORD);
    assert_eq!(carried("A\r\nB", &parameters), [1, 0, 1, b'A', 1, 0, 1, b'B', 2, 0, 0]);
    let implied = [1, 0, 1, b'A', 2, 0, 1, b'B'];
    let explicit = [1, 0, 1, b'A', 1, 0, 1, b'B', 2, 0, 0];
    for octets in [&implied[..], &explicit] {
        assert_eq!(received(octets, &parameters).as_deref(), Ok("A\r\nB\r\n"));
    }
    assert_eq!(received(b"A\r\nB", &ascii(Mode::Stream, RECORD)).as_deref(), Ok("A\r\nB\r\n"));
    assert_eq!(carried("A\r\nB", &ascii(Mode::Stream, RECORD)), b"A\r\nB\r\n");
}

#[test]
fn ftp_094_a_record_may_be_empty() {
    let parameters = ascii(Mode::Block, RECORD);
    let octets = [1, 0, 1, b'A', 1, 0, 0, 1, 0, 1, b'B', 2, 0, 0];
    assert_eq!(received(&octets, &parameters).as_deref(), Ok("A\r\n\r\nB\r\n"));
    assert_eq!(carried("A\r\n\r\nB\r\n", &parameters), octets);
}

fn image_of_20_bytes() -> Bits {
    Bits::from_octets(b"0123456789abcdefghij")
}

#[test]
fn ftp_095_ftp_096_markers_stand_in_block_mode_alone_and_are_printable() {
    let parameters = ascii(Mode::Block, FILE);
    let text = "line\r\n".repeat(1000);
    let bits = Bits::from_octets(text.as_bytes());
    let mut decoder = Decoder::new(&parameters, Bits::new());
    decoder.on_data(&encode(&bits, &parameters, 0, 2000)).expect("good blocks");
    assert_eq!(decoder.bytes(), &bits);
    let markers = decoder.take_markers();
    assert!(markers.len() >= 2, "{markers:?}");
    for marker in &markers {
        assert!(!marker.text.is_empty() && marker.text.bytes().all(|octet| (33..=126).contains(&octet)));
        assert_eq!(marker.text, marker.at.to_string(), "our markers are positions");
    }
    for mode in [Mode::Stream, Mode::Text] {
        let parameters = ascii(mode, FILE);
        assert_eq!(encode(&bits, &parameters, 0, 2000), encode(&bits, &parameters, 0, 0));
    }
}

/// RFC 354 p. 13, p. 19: `251 MARK yyyy = mmmm`.
#[test]
fn ftp_098_a_marker_received_is_reported_with_both_texts() {
    let mut bench = Bench::logged_in(&P72);
    bench.lines(&["MODE B", "STOR f"]);
    bench.opened(Receive, 70, 2005);
    let mut data = vec![0, 0, 3, b'a', b'b', b'c'];
    data.extend([4, 0, 4]);
    data.extend(b"A100");
    let told = bench.data(&data);
    let [reply] = told.as_slice() else { panic!("{told:?}") };
    let words: Vec<&str> = reply.split(' ').collect();
    assert_eq!(words[..4], ["251", "MARK", "A100", "="]);
    assert!(words.len() == 5 && !words[4].is_empty(), "{reply}");
}

/// The server's marker, told by 251, brings a broken store to its end.
#[test]
fn ftp_099_ftp_100_rest_resumes_a_broken_store_with_stor_or_appe() {
    for command in ["STOR f", "APPE f"] {
        let mut bench = Bench::with_file(&P72, "f", "old");
        bench.lines(&["MODE B", "STOR f"]);
        bench.opened(Receive, 70, 2005);
        let told = bench.data(&[0, 0, 3, b'a', b'b', b'c', 4, 0, 1, b'M', 0, 0, 2, b'd', b'e']);
        let mine = told[0].rsplit(' ').next().expect("251 MARK M = mine").to_owned();
        assert_eq!(codes(&bench.ended(Receive, CloseReason::Reset)), [452]);
        assert_eq!(bench.text("f").as_deref(), Some("old"));
        assert_eq!(bench.codes(&format!("REST {mine}")), [200]);
        bench.line(command);
        bench.opened(Receive, 70, 2005);
        assert_eq!(codes(&bench.data(&[0, 0, 3, b'd', b'e', b'f', 2, 0, 0])), [252]);
        assert_eq!(bench.text("f").as_deref(), Some("abcdef"), "{command}");
    }
}

#[test]
fn ftp_099_rest_resumes_a_retrieve_and_is_forgotten_by_any_other_command() {
    let marking = changed(&P72, |profile| profile.marker_interval = 4);
    let retr = |lines: &[&str]| {
        let mut bench = Bench::with_file(marking, "f", "0123456789");
        bench.line("MODE B");
        bench.lines(lines);
        bench.line("RETR f");
        let opened = Input::Opened { direction: Send, foreign: name(70, 2004), byte_size: 8 };
        let sent = bench.outputs(opened).into_iter().find_map(|output| match output {
            Output::Send(bits) => Some(bits),
            _ => None,
        });
        let mut decoder = Decoder::new(&ascii(Mode::Block, FILE), Bits::new());
        decoder.on_data(&sent.expect("data")).expect("good blocks");
        String::from_utf8(decoder.bytes().octets().to_vec()).expect("ASCII")
    };
    assert_eq!(retr(&["REST 8"]), "89");
    assert_eq!(retr(&["REST 8", "TYPE A"]), "0123456789");
    let mut bench = Bench::with_file(&P72, "f", "x");
    bench.line("REST 8");
    assert_eq!(bench.codes("RETR f"), [503], "stream mode has no markers");
    bench.lines(&["MODE B", "REST 8"]);
    assert_eq!(bench.codes("RETR f"), [503], "beyond the end");
    bench.line("REST nonsense");
    assert_eq!(bench.codes("STOR f"), [503], "nothing was broken off");
}

/// L438 marks every 10,000 bytes by itself.
#[test]
fn ftp_095_a_server_that_sends_in_block_mode_marks_its_data() {
    let text = "0123456789\n".repeat(2000);
    let mut bench = Bench::with_file(&L438, "f", &text);
    bench.lines(&["MODE B", "RETR f"]);
    let told = bench.opened(Send, 70, 2004).join(" ");
    let bits = (2000 * 12 + 24 * 3 + 3) * 8;
    let markers: usize = [10_240, 20_480].iter().map(|at: &usize| (3 + at.to_string().len()) * 8).sum();
    assert!(told.contains(&format!("[send {} bits]", bits + markers)), "{told}");
}

proptest! {
    /// Whatever is sent arrives, however the network cuts it up.
    #[test]
    fn what_is_encoded_is_decoded(
        octets in proptest::collection::vec(any::<u8>(), 0..4000),
        size in 1u8..=255,
        piece in 1usize..500,
        interval in 0usize..100,
    ) {
        let parameters = image(size, Mode::Block);
        let width = usize::from(size);
        let whole = octets.len() * 8 / width * width;
        let bytes = Bits::from_octets(&octets).slice(0, whole);
        let carried = encode(&bytes, &parameters, 0, interval);
        let mut decoder = Decoder::new(&parameters, Bits::new());
        let mut at = 0;
        while at < carried.length_bits() {
            prop_assert!(!decoder.is_ended());
            decoder.on_data(&carried.slice(at, at + piece * width)).expect("good blocks");
            at += piece * width;
        }
        prop_assert!(decoder.is_ended());
        prop_assert_eq!(decoder.bytes(), &bytes);
    }

    /// Nothing that arrives makes the receiver panic.
    #[test]
    fn any_data_is_taken_or_refused(octets in proptest::collection::vec(any::<u8>(), 0..300), size in 1u8..=255) {
        for mode in [Mode::Stream, Mode::Block] {
            let mut decoder = Decoder::new(&image(size, mode), Bits::new());
            if decoder.on_data(&Bits::from_octets(&octets)).is_ok() {
                let _: Result<(), Damage> = decoder.on_close();
            }
        }
        let mut decoder = Decoder::new(&ascii(Mode::Text, RECORD), Bits::new());
        prop_assert_eq!(decoder.on_data(&Bits::from_octets(&octets)), Ok(()));
    }
}

#[test]
fn the_twenty_bytes_arrive_in_every_mode() {
    for mode in [Mode::Stream, Mode::Block, Mode::Text] {
        let parameters = ascii(mode, FILE);
        let mut decoder = Decoder::new(&parameters, Bits::new());
        decoder.on_data(&encode(&image_of_20_bytes(), &parameters, 0, 0)).expect("good data");
        decoder.on_close().expect("an end");
        assert_eq!(decoder.bytes(), &image_of_20_bytes());
    }
}
