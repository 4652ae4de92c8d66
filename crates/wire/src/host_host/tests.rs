use super::*;
use crate::HostAddress;

/// An RTS from host 70 to host 69 in the format of NIC 8246 p. 19 and 22.
const RTS: [u8; 19] = [
    0x00, 0x45, 0x00, 0x00, 0x00, 0x08, 0x00, 0x0a, 0x00, 0x01, 0x00, 0x01, 0x23, 0x00, 0x00, 0x00, 0x00,
    0x03, 0x02,
];

fn to_69(link: u8) -> Leader {
    Leader::regular(HostAddress::from_octet(69), link)
}

fn bytes(size: u8, values: &[u64]) -> Bits {
    let mut bits = Bits::new();
    values.iter().for_each(|value| bits.push(*value, u32::from(size)));
    bits
}

#[test]
fn deconstruct_the_header_at_its_bits() {
    let octets = [0x00, 0x45, 0x2d, 0x00, 0x11, 0x24, 0x01, 0x02, 0x22];
    let header = Header::parse(&Bits::from_octets(&octets)).expect("72 bits");
    assert_eq!(header, Header { leader: to_69(45), m1: 0x11, byte_size: 36, byte_count: 258, m2: 0x22 });
    assert_eq!(header.text_bits(), 9288);
    assert_eq!(header.emit().map(|bits| bits.octets().to_vec()), Ok(octets.to_vec()));
}

#[test]
fn construct_a_control_message() {
    let message = Message::control(to_69(0), &RTS[9..]).expect("ten octets");
    assert_eq!(message.emit(1), Ok(Bits::from_octets(&RTS)));
    assert_eq!(message.header().check_control(), Ok(()));
}

#[test]
fn commands_lie_between_the_header_and_the_padding() {
    let mut bits = Bits::from_octets(&RTS);
    pad_to_word(&mut bits);
    let header = Header::parse(&bits).expect("72 bits");
    assert_eq!(header.commands(&bits), Ok(&RTS[9..]));
    let cut = bits.slice(0, 151);
    let short = WireError::Short { field: "text", first: 73, last: 152, length_bits: 151 };
    assert_eq!(header.commands(&cut), Err(short));
    assert_eq!(
        Header { byte_size: 7, ..header }.commands(&bits),
        Header { byte_size: 7, ..header }.check_control().map(|()| &[][..])
    );
}

#[test]
fn parse_and_emit_are_each_others_inverse() {
    let message = Message::parse(&Bits::from_octets(&RTS)).expect("well formed");
    assert_eq!(message.text().octets(), &RTS[9..]);
    assert_eq!(message.emit(1), Ok(Bits::from_octets(&RTS)));
    assert_eq!(message.clone().into_text(), Bits::from_octets(&RTS[9..]));
}

/// NIC 8246 p. 19: M3 and padding are not text, whatever their length.
#[test]
fn the_text_ends_after_c_bytes_of_s_bits_whatever_follows() {
    let text = bytes(36, &[0o777777777777, 0, 0o123456654321]);
    let message = Message::new(to_69(45), 36, text.clone()).expect("three whole bytes");
    for filler in [0, 1, 16, 40] {
        let mut bits = message.emit(1).expect("the address fits");
        bits.extend(&Bits::zeros(filler));
        pad_to_word(&mut bits);
        assert_eq!(
            Message::parse(&bits).map(Message::into_text),
            Ok(text.clone()),
            "{filler} bits of filler"
        );
    }
}

/// NIC 8246 p. 19: M3 fills the word; a PDP-10's has 36 bits.
#[test]
fn m3_fills_the_hosts_word_with_zeros() {
    let message = Message::new(to_69(2), 8, bytes(8, &[0xff])).expect("one byte");
    let bits = message.emit(36).expect("the address fits");
    assert_eq!(bits.length_bits(), 108);
    assert_eq!(bits.slice(80, 108), Bits::zeros(28));
    assert_eq!(message.emit(0).map(|bits| bits.length_bits()), Ok(80));
}

/// RFC 381 p. 3: 8095 bits in all, leader included.
#[test]
fn no_message_grows_beyond_8095_bits() {
    assert_eq!((MAX_TEXT_BITS, max_bytes(8), max_bytes(36), max_bytes(32)), (8023, 1002, 222, 250));
    assert_eq!((max_bytes(1), max_bytes(255), max_bytes(0)), (8023, 31, 0));
    let longest = Message::new(to_69(2), 1, Bits::zeros(8023)).expect("just fits");
    assert_eq!(longest.emit(36).map(|bits| bits.length_bits()), Ok(8095));
    let error = Message::new(to_69(2), 1, Bits::zeros(8024)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "text (bits 73-8096): 8024 where the protocol wants at most 8023 bits of text"
    );
}

#[test]
fn a_text_of_broken_bytes_is_refused() {
    let error = Message::new(to_69(2), 36, Bits::zeros(35)).unwrap_err();
    assert_eq!((error.field(), error.bits()), ("text", (73, 107)));
    assert!(Message::new(to_69(2), 0, Bits::zeros(1)).is_err());
    assert!(Message::new(to_69(2), 0, Bits::new()).is_ok());
}

#[test]
fn a_message_without_text_is_legal() {
    let message = Message::new(to_69(2), 8, Bits::new()).expect("NIC 8246 p. 15");
    assert_eq!(message.emit(1).and_then(|bits| Message::parse(&bits)), Ok(message));
}

#[test]
fn a_message_that_ends_in_its_header_or_text_is_named() {
    let whole = Bits::from_octets(&RTS);
    let leader = Message::parse(&whole.slice(0, 31)).unwrap_err();
    assert_eq!(leader.field(), "leader");
    let header = Message::parse(&whole.slice(0, 71)).unwrap_err();
    assert_eq!(header, WireError::Short { field: "header", first: 1, last: 72, length_bits: 71 });
    let text = Message::parse(&whole.slice(0, 151)).unwrap_err();
    assert_eq!(text, WireError::Short { field: "text", first: 73, last: 152, length_bits: 151 });
}

/// NIC 8246 p. 19 and 21.
#[test]
fn a_control_message_has_bytes_of_eight_bits_and_at_most_120() {
    let header = Header { leader: to_69(0), m1: 0, byte_size: 8, byte_count: 120, m2: 0 };
    assert_eq!(header.check_control(), Ok(()));
    let size = Header { byte_size: 7, ..header }.check_control().unwrap_err();
    assert_eq!(size.to_string(), "byte size (bits 41-48): 7 where the protocol wants 8");
    let count = Header { byte_count: 121, ..header }.check_control().unwrap_err();
    assert_eq!((count.field(), count.bits()), ("byte count", (49, 64)));
    assert!(Message::control(to_69(0), &[0; 121]).is_err());
    assert!(Message::control(to_69(0), &[0; 120]).is_ok());
}

/// RFC 635 p. 6: 1 + (-B - 1) mod 16 bits of padding after B bits.
#[test]
fn padding_is_a_one_and_zeros_to_the_next_imp_word() {
    for length_bits in 0..200 {
        let mut bits = Bits::zeros(length_bits);
        pad_to_word(&mut bits);
        let padding = 1 + (-(length_bits as isize) - 1).rem_euclid(16) as usize;
        assert_eq!(bits.length_bits(), length_bits + padding);
        assert_eq!(bits.get(length_bits, 1), Some(1));
        assert!(strip_padding(&mut bits));
        assert_eq!(bits, Bits::zeros(length_bits));
    }
    assert!(!strip_padding(&mut Bits::zeros(40)));
}
