//! TYPE: rows FTP-074 to FTP-078.

use arpanet_programs::content::Content;
use arpanet_programs::ftp::parameters::Parameters;
use arpanet_programs::ftp::transfer::{content_of, transfer_bytes};
use arpanet_programs::system::{MULTICS, OS360, System};
use arpanet_wire::Bits;
use arpanet_wire::ftp::Representation;
use proptest::prelude::*;

/// All the systems there are.
fn systems() -> Vec<&'static System> {
    System::names().filter_map(System::named).collect()
}

fn parameters(representation: Representation, byte_size: u8) -> Parameters {
    Parameters { representation, byte_size, ..Parameters::default() }
}

const ASCII: Representation = Representation::Ascii;
const IMAGE: Representation = Representation::Image;
const LOCAL: Representation = Representation::LocalByte;

#[test]
fn ftp_074_text_is_the_same_between_unlike_machines() {
    let text = "FIRST LINE\nSecond, with \u{7} and TAB\t.\n\nlast";
    let wire = parameters(ASCII, 8);
    for (from, to) in systems().into_iter().flat_map(|from| systems().into_iter().map(move |to| (from, to))) {
        let content = Content::of_text(from, text).expect("ASCII");
        let bytes = transfer_bytes(&content, &wire, from);
        assert!(bytes.octets().iter().all(u8::is_ascii), "the top bit is zero");
        assert_eq!(content_of(&bytes, &wire, to).expect("ASCII").text(to), text, "{from:?} {to:?}");
    }
}

#[test]
fn ftp_075_lines_end_with_cr_lf_on_the_wire() {
    for system in systems() {
        let content = Content::of_text(system, "A\nB\n").expect("ASCII");
        assert_eq!(transfer_bytes(&content, &parameters(ASCII, 8), system).octets(), b"A\r\nB\r\n");
    }
    let content = Content::of_text(&MULTICS, "A\n").expect("ASCII");
    assert_eq!(content.bytes().collect::<Vec<_>>(), [0o101, 0o12], "the file has LF alone");
}

/// 1800 bits are 50 words of 36 and 225 bytes of 8.
#[test]
fn ftp_076_the_bits_of_an_image_do_not_depend_on_the_byte_size() {
    let mut bits = Bits::new();
    (0..1800u64).for_each(|bit| bits.push((bit * 7 + bit / 13) & 1, 1));
    for system in systems() {
        let content = content_of(&bits, &parameters(IMAGE, 36), system).expect("bits");
        let by_octets = transfer_bytes(&content, &parameters(IMAGE, 8), system);
        assert_eq!(by_octets.length_bits(), 225 * 8);
        assert_eq!(by_octets, bits, "{system:?}");
    }
}

#[test]
fn ftp_077_an_image_is_padded_at_its_end_alone_and_comes_back_as_it_was() {
    let mut three_bytes = Bits::new();
    [0o123456654321, 0o777777000000, 0o252525252525].iter().for_each(|word| three_bytes.push(*word, 36));
    let wire = parameters(IMAGE, 36);
    let stored = content_of(&three_bytes, &wire, &OS360).expect("bits");
    assert_eq!(stored.words().slice(0, 108), three_bytes);
    assert_eq!(transfer_bytes(&stored, &wire, &OS360), three_bytes);
    let by_octets = transfer_bytes(&stored, &parameters(IMAGE, 8), &OS360);
    assert_eq!(by_octets.slice(0, 108), three_bytes);
    assert_eq!((by_octets.length_bits(), by_octets.get(108, 4)), (112, Some(0)));
}

/// "An identical file must be retrievable using the same byte size and representation type" (RFC 354 p. 8).
#[test]
fn ftp_078_local_byte_and_image_come_back_at_every_byte_size() {
    for size in 1..=255u8 {
        let mut bytes = Bits::new();
        (0..37 * u64::from(size)).for_each(|bit| bytes.push((bit * 5 + bit / 7 + bit / 64) & 1, 1));
        for system in systems() {
            for representation in [LOCAL, IMAGE] {
                let wire = parameters(representation, size);
                let content = content_of(&bytes, &wire, system).expect("bits");
                assert_eq!(
                    transfer_bytes(&content, &wire, system),
                    bytes,
                    "{representation} {size} {system:?}"
                );
            }
        }
    }
}

proptest! {
    #[test]
    fn ftp_078_whatever_is_stored_is_retrieved(
        octets in proptest::collection::vec(any::<u8>(), 0..600),
        size in 1u8..=255,
        is_local in any::<bool>(),
    ) {
        let width = usize::from(size);
        let bytes = Bits::from_octets(&octets).slice(0, octets.len() * 8 / width * width);
        let wire = parameters(if is_local { LOCAL } else { IMAGE }, size);
        for system in systems() {
            let content = content_of(&bytes, &wire, system).expect("bits");
            prop_assert_eq!(transfer_bytes(&content, &wire, system), bytes.clone());
        }
    }
}
