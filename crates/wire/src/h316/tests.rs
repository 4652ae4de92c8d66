use super::*;

fn octets(hex: &str) -> Vec<u8> {
    crate::Bits::from_hex(hex).expect("hexadecimal").octets().to_vec()
}

/// Datagrams of host cables, as seen in captures of the real program: ready line up, ready line down, a NOP, the
/// first and the empty last part of a regular message.
#[test]
fn captured_host_datagrams_parse_and_emit_identically() {
    for (hex, sequence, last, ready, words) in [
        ("48333136 00000000 0001 0003", 0, true, true, &[][..]),
        ("48333136 00000001 0001 0001", 1, true, false, &[]),
        ("48333136 00000001 0003 0003 0400 0000", 1, true, true, &[0x0400, 0x0000]),
        ("48333136 0000004e 0004 0002 0002 0100 0001", 0x4e, false, true, &[0x0002, 0x0100, 0x0001]),
        ("48333136 0000004f 0001 0003", 0x4f, true, true, &[]),
    ] {
        let datagram = HostDatagram::parse(&octets(hex)).expect("captured");
        assert_eq!(datagram, HostDatagram { sequence, last, ready, words: words.to_vec() });
        assert_eq!(datagram.emit(), Ok(octets(hex)));
    }
}

/// A null packet of IMP 2, as seen in a capture of the real program.
#[test]
fn a_captured_modem_datagram_parses_and_emits_identically() {
    let captured = octets("48333136 00000012 0005 00ff 0213 05f6 0000 f6fc");
    let datagram = ModemDatagram::parse(&captured).expect("captured");
    assert_eq!(datagram.sequence, 0x12);
    assert_eq!(datagram.words, [0x00ff, 0x0213, 0x05f6, 0x0000, 0xf6fc]);
    assert_eq!(datagram.emit(), Ok(captured));
}

#[test]
fn flag_bits_beside_last_and_ready_count_for_nothing() {
    let datagram = HostDatagram::parse(&octets("48333136 00000000 0001 fffe")).expect("well formed");
    assert_eq!((datagram.last, datagram.ready), (false, true));
    assert_eq!(datagram.emit(), Ok(octets("48333136 00000000 0001 0002")));
}

#[test]
fn every_malformed_arm_is_named() {
    let whole = octets("48333136 00000012 0002 00ff 0213");
    assert_eq!(ModemDatagram::parse(&whole[..9]), Err(H316Error::Short { length_octets: 9 }));
    assert_eq!(ModemDatagram::parse(&[]), Err(H316Error::Short { length_octets: 0 }));
    for length_octets in 10..whole.len() {
        let error = H316Error::Length { count: 2, length_octets };
        assert_eq!(ModemDatagram::parse(&whole[..length_octets]), Err(error));
        assert_eq!(HostDatagram::parse(&whole[..length_octets]), Err(error));
    }
    let mut longer = whole.clone();
    longer.push(0);
    assert_eq!(ModemDatagram::parse(&longer), Err(H316Error::Length { count: 2, length_octets: 15 }));
    let mut other = whole;
    other[3] = b'7';
    assert_eq!(ModemDatagram::parse(&other), Err(H316Error::Magic { found: 0x4833_3137 }));
    let no_flags = octets("48333136 00000000 0000");
    assert_eq!(HostDatagram::parse(&no_flags), Err(H316Error::NoFlags));
    assert_eq!(ModemDatagram::parse(&no_flags).map(|datagram| datagram.words), Ok(vec![]));
}

#[test]
fn what_the_count_cannot_say_is_refused() {
    let modem =
        |words| ModemDatagram { sequence: 0, words: vec![0; words] }.emit().map(|octets| octets.len());
    assert_eq!(modem(65_535), Ok(131_080));
    assert_eq!(modem(65_536), Err(H316Error::TooManyWords { words: 65_536 }));
    let host = HostDatagram { sequence: 0, last: true, ready: true, words: vec![0; 65_535] };
    assert_eq!(host.emit(), Err(H316Error::TooManyWords { words: 65_535 }));
}

#[test]
fn errors_say_what_was_found_and_what_belongs_there() {
    let error = H316Error::Length { count: 2, length_octets: 13 };
    assert_eq!(
        error.to_string(),
        "count (octets 9-10) says 2 words, the datagram has 13 octets instead of 14"
    );
    assert_eq!(H316Error::Magic { found: 1 }.to_string(), "magic (octets 1-4) is 00000001, not 48333136");
}
