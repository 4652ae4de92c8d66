//! Files between every pair of systems, in every type, byte size, mode and structure that makes sense.
//!
//! What is tested is the way of a file: the content on the sender's disk, its transfer bytes, what the data connection
//! carries, and back to a content on the receiver's disk. Who opens the connection is tested elsewhere.

use arpanet_programs::ftp::parameters::Parameters;
use arpanet_programs::ftp::transfer::{Decoder, content_of, encode, transfer_bytes};
use arpanet_programs::{Content, System};
use arpanet_wire::Bits;
use arpanet_wire::ftp::{Mode, Representation, Structure};

const TEXT: &str = "PROG1: PROCEDURE OPTIONS (MAIN);\n  /* a comment, {with} [brackets], ^hats_ and `|~\\ */\n\n\
                    \tPUT LIST ('AT 100% & 3 < 4 > 2 = 1; #$@!?+-\"');\nEND PROG1;\n";
const MODES: [Mode; 3] = [Mode::Stream, Mode::Text, Mode::Block];
const STRUCTURES: [Structure; 2] = [Structure::File, Structure::Record];
/// Octets that a data connection brings at a time: no divisor of anything.
const ARRIVING_BITS: usize = 17 * 72;

/// The systems that keep files.
fn systems() -> impl Iterator<Item = &'static System> {
    let named = System::names().map(|name| System::named(name).expect("it is the name of a system"));
    named.filter(|system| system.mail.is_some())
}

fn pairs() -> Vec<(&'static System, &'static System)> {
    systems().flat_map(|from| systems().map(move |to| (from, to))).collect()
}

/// A file goes from one system to another.
fn transfer(content: &Content, from: &System, to: &System, parameters: &Parameters) -> Content {
    let carried = encode(&transfer_bytes(content, parameters, from), parameters, 0, 500);
    let mut decoder = Decoder::new(parameters, Bits::new());
    let size = usize::from(parameters.transfer_size());
    let step = ARRIVING_BITS / size * size;
    let mut at = 0;
    while at < carried.length_bits() {
        decoder.on_data(&carried.slice(at, at + step)).expect("what encode makes decodes");
        at += step;
    }
    decoder.on_close().expect("what encode makes is whole");
    content_of(decoder.bytes(), parameters, to).expect("the characters are everyone's")
}

fn parameters(representation: Representation, byte_size: u8) -> Parameters {
    Parameters { representation, byte_size, ..Parameters::default() }
}

/// These parameters with every mode and structure that goes with them.
fn every_way(parameters: Parameters) -> Vec<Parameters> {
    let all = MODES.into_iter().flat_map(|mode| STRUCTURES.map(|structure| (mode, structure)));
    all.map(|(mode, structure)| Parameters { mode, structure, ..parameters })
        .filter(|parameters| parameters.check().is_ok())
        .collect()
}

/// Words with every bit in use, the 36th of a PDP-10 too.
fn full_words(system: &System, count: u64) -> Content {
    let mut bits = Bits::new();
    (1..=count).for_each(|n| {
        let word = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        bits.push(word & ((1 << system.word_bits) - 1), u32::from(system.word_bits));
    });
    Content::of_words(system.word_bits, &bits)
}

#[test]
fn ftp_074_ftp_075_text_survives_every_pair_of_systems_in_every_mode() {
    let mut ways = 0;
    for (from, to) in pairs() {
        let content = Content::of_text(from, TEXT).unwrap();
        for parameters in every_way(parameters(Representation::Ascii, 8)) {
            let arrived = transfer(&content, from, to, &parameters);
            assert_eq!(arrived, Content::of_text(to, TEXT).unwrap(), "{from:?} to {to:?}, {parameters:?}");
            ways += 1;
        }
    }
    assert_eq!(ways, 8 * 8 * 6, "eight systems, three modes, two structures");
}

/// A text whose last line has no end keeps it so without records; with them the line's end becomes explicit, as RFC 414
/// p. 4 asks.
#[test]
fn ftp_074_a_last_line_without_its_end_gets_one_in_records_only() {
    for (from, to) in pairs() {
        let content = Content::of_text(from, "ONE\nTWO").unwrap();
        for parameters in every_way(parameters(Representation::Ascii, 8)) {
            let expected = if parameters.structure == Structure::Record { "ONE\nTWO\n" } else { "ONE\nTWO" };
            let arrived = transfer(&content, from, to, &parameters);
            assert_eq!(arrived.text(to), expected, "{from:?} to {to:?}, {parameters:?}");
        }
    }
}

/// RFC 354 p. 8: image is for "efficient storage and retrieval of files": what comes back is what went, bit for bit.
#[test]
fn ftp_076_ftp_077_an_image_comes_back_from_every_system_as_it_was() {
    for (home, away) in pairs() {
        let content = full_words(home, 131);
        // Sizes in which the sender's words are whole bytes, or words are whole in bytes.
        let sizes = [1, 2, 4, 12, home.word_bits];
        for size in sizes.into_iter().filter(|size| home.word_bits.is_multiple_of(*size)) {
            for parameters in every_way(parameters(Representation::Image, size)) {
                let stored = transfer(&content, home, away, &parameters);
                let back = transfer(&stored, away, home, &parameters);
                assert_eq!(back, content, "{home:?} to {away:?} and back, {parameters:?}");
            }
        }
    }
}

/// RFC 354 p. 8: the byte size of the transfer "is not significant" to what is stored.
#[test]
fn ftp_076_the_byte_size_of_an_image_leaves_no_trace() {
    for (from, to) in pairs() {
        let content = full_words(from, 72);
        let stored: Vec<Bits> = [1, 4, 8, 12, 24, 32, 36, 255]
            .map(|size| transfer(&content, from, to, &parameters(Representation::Image, size)).words())
            .into_iter()
            .map(|words| words.slice(0, content.words().length_bits()))
            .collect();
        assert!(stored.iter().all(|words| *words == content.words()), "{from:?} to {to:?}");
    }
}

#[test]
fn ftp_078_local_bytes_are_the_same_bytes_on_every_system_and_come_back() {
    for (home, away) in pairs() {
        for size in [1, 6, 7, 8, 9, 12, 16, 18, 24, 32, 36, 60, 64] {
            let values: Vec<u64> =
                (1..=201).map(|n: u64| n.wrapping_mul(0xA5A5_A5A5_A5A5_A5A7) >> (64 - size)).collect();
            let content = Content::of_bytes(home.word_bits, size, values.iter().copied());
            for parameters in every_way(parameters(Representation::LocalByte, size)) {
                let stored = transfer(&content, home, away, &parameters);
                let context = format!("{home:?} to {away:?}, {parameters:?}");
                assert_eq!(stored.bytes().collect::<Vec<_>>(), values, "{context}");
                assert_eq!(transfer(&stored, away, home, &parameters), content, "{context}, and back");
            }
        }
    }
}

/// RFC 385 p. 1: 8-bit EBCDIC, with NL at the end of a line (RFC 454 p. 12); records in every mode but text (RFC 430 p. 8).
#[test]
fn ftp_080_ebcdic_carries_text_between_every_pair_of_systems() {
    let mut ways = 0;
    for (from, to) in pairs() {
        let content = Content::of_text(from, TEXT).unwrap();
        for parameters in every_way(parameters(Representation::Ebcdic, 8)) {
            let arrived = transfer(&content, from, to, &parameters);
            assert_eq!(arrived, Content::of_text(to, TEXT).unwrap(), "{from:?} to {to:?}, {parameters:?}");
            ways += 1;
        }
    }
    assert_eq!(ways, 8 * 8 * 4, "eight systems, stream and block, two structures");
    let bytes = transfer_bytes(
        &Content::of_text(System::named("tenex").unwrap(), "A1\n").unwrap(),
        &parameters(Representation::Ebcdic, 8),
        System::named("tenex").unwrap(),
    );
    assert_eq!(bytes.octets(), [0xC1, 0xF1, 0x15]);
}

/// What ASCII has no character for goes from one EBCDIC system to the other in TYPE E, and is left out in TYPE A.
#[test]
fn ftp_080_all_256_codes_pass_between_systems_of_ebcdic() {
    let named = |name| System::named(name).unwrap();
    let (os360, tss360) = (named("os360"), named("tss360"));
    let content = Content::of_bytes(32, 8, 0..256);
    for parameters in every_way(parameters(Representation::Ebcdic, 8)) {
        if parameters.structure == Structure::File {
            let arrived = transfer(&content, os360, tss360, &parameters);
            assert_eq!(arrived, content, "{parameters:?}");
        }
    }
    let ascii = transfer(&content, os360, tss360, &parameters(Representation::Ascii, 8));
    assert!(ascii.length_bytes() < 256);
}

/// Five 7-bit characters leave the 36th bit of a word over; editors marked line numbers by it. A text transfer looks at the
/// characters only, an image carries all 36 bits.
#[test]
fn ftp_074_ftp_076_the_36th_bit_is_lost_in_ascii_and_kept_in_an_image() {
    let tenex = System::named("tenex").unwrap();
    let its = System::named("its").unwrap();
    let plain = Content::of_text(tenex, "00100\tEND\n").unwrap();
    let mut marked = plain.words().slice(0, 35);
    marked.push(1, 1);
    marked.extend(&plain.words().slice(36, plain.words().length_bits()));
    let marked = Content::of_words(36, &marked);

    let image = transfer(&marked, tenex, its, &parameters(Representation::Image, 36));
    assert_eq!(image.words().get(35, 1), Some(1));
    assert_eq!(image.text(its), "00100\tEND\n");
    let text = transfer(&marked, tenex, its, &parameters(Representation::Ascii, 8));
    assert_eq!(text.words().get(35, 1), Some(0));
    assert_eq!(text, plain);
}

#[test]
fn ftp_082_an_empty_file_stays_empty_everywhere() {
    for (from, to) in pairs() {
        for parameters in every_way(parameters(Representation::Ascii, 8)) {
            let arrived = transfer(&Content::of_text(from, "").unwrap(), from, to, &parameters);
            assert_eq!(arrived.length_bytes(), 0, "{from:?} to {to:?}, {parameters:?}");
        }
    }
}
