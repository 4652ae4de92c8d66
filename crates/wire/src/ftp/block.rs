//! Block mode: each block has a header of whole transfer bytes, and may be a restart marker (RFC 354 p. 10-12).
//!
//! With transfer bytes of n bits the header is the smallest number of bytes that holds 24 bits; it stands
//! right-justified in them:
//!
//! ```text
//!  | don't care, sent as zero | descriptor, 8 bits | count of data bytes, 16 bits |
//! ```

use crate::Bits;
use thiserror::Error;

/// Bits of a header that mean something.
const HEADER_BITS: usize = 24;

/// The header of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// What the block is.
    pub descriptor: Descriptor,
    /// Data bytes that follow, the header not counted.
    pub count: u16,
}

/// What a block is. RFC 354 p. 11.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Descriptor {
    /// 0: ordinary data.
    Data,
    /// 1: its end is the end of a record.
    EndOfRecord,
    /// 2: its end is the end of the file.
    EndOfFile,
    /// 3: its data may be wrong.
    Suspect,
    /// 4: a restart marker.
    Marker,
}

/// A descriptor that has no meaning in the coding that was agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("there is no block descriptor {0}")]
pub struct UnknownDescriptor(pub u8);

/// What a block is by the descriptor of August 1973: a bit for each thing, any of which may be so. RFC 542 p. 17.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// 128: its end is the end of a record.
    pub ends_record: bool,
    /// 64: its end is the end of the file.
    pub ends_file: bool,
    /// 32: its data may be wrong.
    pub is_suspect: bool,
    /// 16: a restart marker.
    pub is_marker: bool,
}

/// Which bit says what, in the order of [`Flags`].
const FLAG_BITS: [u8; 4] = [128, 64, 32, 16];

/// Transfer bytes that a header takes at `byte_size` bits a byte (1 to 255).
pub const fn header_bytes(byte_size: u8) -> usize {
    HEADER_BITS.div_ceil(byte_size as usize)
}

/// The largest block, in data bytes.
pub const MAX_COUNT: u16 = u16::MAX;

impl Header {
    /// The header at the start of `bits`, or `None` when fewer bits are there than it takes.
    pub fn parse(bits: &Bits, byte_size: u8) -> Option<Result<Header, UnknownDescriptor>> {
        let (code, count) = parse_header(bits, byte_size)?;
        Some(Descriptor::from_code(code).map(|descriptor| Header { descriptor, count }))
    }

    /// Appends the header to `bits`.
    pub fn emit(&self, byte_size: u8, bits: &mut Bits) {
        emit_header(self.descriptor.code(), self.count, byte_size, bits);
    }
}

/// The descriptor, whatever its coding, and the count of the header at the start of `bits`; `None` when fewer bits are
/// there than it takes.
pub fn parse_header(bits: &Bits, byte_size: u8) -> Option<(u8, u16)> {
    let unused = header_bytes(byte_size) * usize::from(byte_size) - HEADER_BITS;
    let value = bits.get(unused, HEADER_BITS as u32)?;
    Some(((value >> 16) as u8, value as u16))
}

/// Appends the header of a block of `count` data bytes, right-justified in transfer bytes.
pub fn emit_header(descriptor: u8, count: u16, byte_size: u8, bits: &mut Bits) {
    push_zeros(bits, header_bytes(byte_size) * usize::from(byte_size) - HEADER_BITS);
    bits.push(u64::from(descriptor), 8);
    bits.push(u64::from(count), 16);
}

impl Flags {
    /// The descriptor's eight bits.
    pub fn code(self) -> u8 {
        let said = [self.ends_record, self.ends_file, self.is_suspect, self.is_marker];
        FLAG_BITS.into_iter().zip(said).filter(|(_, is_so)| *is_so).map(|(bit, _)| bit).sum()
    }

    /// What the eight bits say; none of the lower four has a meaning.
    pub fn from_code(code: u8) -> Result<Flags, UnknownDescriptor> {
        if code & 0x0f != 0 {
            return Err(UnknownDescriptor(code));
        }
        let [ends_record, ends_file, is_suspect, is_marker] = FLAG_BITS.map(|bit| code & bit != 0);
        Ok(Flags { ends_record, ends_file, is_suspect, is_marker })
    }
}

impl Descriptor {
    /// The descriptor's number.
    pub const fn code(self) -> u8 {
        match self {
            Descriptor::Data => 0,
            Descriptor::EndOfRecord => 1,
            Descriptor::EndOfFile => 2,
            Descriptor::Suspect => 3,
            Descriptor::Marker => 4,
        }
    }

    /// The descriptor of a number.
    pub const fn from_code(code: u8) -> Result<Descriptor, UnknownDescriptor> {
        match code {
            0 => Ok(Descriptor::Data),
            1 => Ok(Descriptor::EndOfRecord),
            2 => Ok(Descriptor::EndOfFile),
            3 => Ok(Descriptor::Suspect),
            4 => Ok(Descriptor::Marker),
            unknown => Err(UnknownDescriptor(unknown)),
        }
    }
}

/// How marker characters lie in transfer bytes.
struct MarkerSlots {
    /// Transfer bytes that hold one group of characters.
    bytes: usize,
    /// Characters in the group, right-justified.
    characters: usize,
}

/// RFC 354 p. 11. Dispute: the text wants "integral number of data bytes greater than 8 bits", which at 8 bits would
/// take two bytes a character; RFC 430 p. 2 asks why, and RFC 542 p. 17 has one byte. We follow RFC 542.
const fn marker_slots(byte_size: u8) -> MarkerSlots {
    match byte_size {
        0..8 => MarkerSlots { bytes: 8_usize.div_ceil(byte_size as usize), characters: 1 },
        8..16 => MarkerSlots { bytes: 1, characters: 1 },
        _ => MarkerSlots { bytes: 1, characters: byte_size as usize / 8 },
    }
}

/// A restart marker's block: its header and the characters of `text`, spare slots filled with SP.
///
/// `text` is printable ASCII, 33 through 126 (RFC 354 p. 12).
pub fn emit_marker(text: &str, byte_size: u8, bits: &mut Bits) {
    let data = marker_data(text, byte_size);
    let count = data.length_bits() / usize::from(byte_size);
    Header { descriptor: Descriptor::Marker, count: count as u16 }.emit(byte_size, bits);
    bits.extend(&data);
}

/// The characters of a marker as transfer bytes.
pub fn marker_data(text: &str, byte_size: u8) -> Bits {
    debug_assert!(text.bytes().all(|octet| (33..=126).contains(&octet)));
    let slots = marker_slots(byte_size);
    let mut bits = Bits::new();
    for group in 0..text.len().div_ceil(slots.characters) {
        push_zeros(&mut bits, slots.bytes * usize::from(byte_size) - slots.characters * 8);
        for slot in 0..slots.characters {
            let octet = text.as_bytes().get(group * slots.characters + slot).copied().unwrap_or(b' ');
            bits.push(u64::from(octet), 8);
        }
    }
    bits
}

/// The text of a marker from its block's data; it ends at the first SP. Octets that no marker may hold are left out.
pub fn parse_marker(data: &Bits, byte_size: u8) -> String {
    let slots = marker_slots(byte_size);
    let group_bits = slots.bytes * usize::from(byte_size);
    let mut text = String::new();
    for group in 0..data.length_bits() / group_bits {
        let first = (group + 1) * group_bits - slots.characters * 8;
        for slot in 0..slots.characters {
            let octet = data.get(first + slot * 8, 8).expect("the slot lies in its group") as u8;
            match octet {
                b' ' => return text,
                33..=126 => text.push(char::from(octet)),
                _ => {}
            }
        }
    }
    text
}

/// Appends `count` zero bits.
fn push_zeros(bits: &mut Bits, count: usize) {
    for _ in 0..count / 64 {
        bits.push(0, 64);
    }
    bits.push(0, (count % 64) as u32);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn emitted(descriptor: Descriptor, count: u16, byte_size: u8) -> Bits {
        let mut bits = Bits::new();
        Header { descriptor, count }.emit(byte_size, &mut bits);
        bits
    }

    /// RFC 354 p. 10: an integral number of bytes whose length is greater than or equal to 24 bits.
    #[test]
    fn the_header_is_the_smallest_number_of_bytes_that_holds_24_bits() {
        for (byte_size, bytes) in
            [(1, 24), (5, 5), (7, 4), (8, 3), (12, 2), (16, 2), (24, 1), (32, 1), (36, 1), (255, 1)]
        {
            assert_eq!(header_bytes(byte_size), bytes, "{byte_size} bits");
            let bits = emitted(Descriptor::Data, 0, byte_size);
            assert_eq!(bits.length_bits(), bytes * usize::from(byte_size));
        }
    }

    /// At 8 bits there is nothing to ignore: descriptor, then count, high octet first.
    #[test]
    fn descriptor_and_count_stand_right_justified() {
        assert_eq!(emitted(Descriptor::EndOfRecord, 5, 8).octets(), [1, 0, 5]);
        assert_eq!(emitted(Descriptor::EndOfFile, 0, 8).octets(), [2, 0, 0]);
        // 36 bits: 12 zeros, 8 bits of descriptor, 16 of count (the picture of RFC 354 p. 11).
        let marker = emitted(Descriptor::Marker, 2, 36);
        assert_eq!((marker.get(0, 12), marker.get(12, 8), marker.get(20, 16)), (Some(0), Some(4), Some(2)));
    }

    /// RFC 385 p. 3: the bits above are "don't care".
    #[test]
    fn what_stands_above_the_24_bits_is_ignored() {
        let mut bits = Bits::new();
        bits.push(0xfff, 12);
        bits.push(0, 8);
        bits.push(2, 16);
        assert_eq!(Header::parse(&bits, 36), Some(Ok(Header { descriptor: Descriptor::Data, count: 2 })));
    }

    #[test]
    fn every_descriptor_is_read_back_at_every_byte_size() {
        for byte_size in 1..=255 {
            for code in 0..=4 {
                let descriptor = Descriptor::from_code(code).expect("one of the five");
                let bits = emitted(descriptor, 0xabcd, byte_size);
                let header = Header { descriptor, count: 0xabcd };
                assert_eq!(Header::parse(&bits, byte_size), Some(Ok(header)));
            }
        }
    }

    #[test]
    fn a_descriptor_above_4_is_an_error_and_half_a_header_is_none() {
        assert_eq!(Header::parse(&Bits::from_octets(&[5, 0, 0]), 8), Some(Err(UnknownDescriptor(5))));
        assert_eq!(Header::parse(&Bits::from_octets(&[0, 0]), 8), None);
        assert_eq!(Header::parse(&Bits::new(), 1), None);
    }

    /// RFC 542 p. 17: each number is the value of a bit, and as many as necessary may be set.
    #[test]
    fn ftp_132_the_flags_of_1973_are_bits() {
        let flags = Flags { ends_record: true, ends_file: true, ..Flags::default() };
        assert_eq!((flags.code(), Flags::from_code(192)), (192, Ok(flags)));
        assert_eq!(Flags::from_code(16), Ok(Flags { is_marker: true, ..Flags::default() }));
        assert_eq!(Flags::from_code(32), Ok(Flags { is_suspect: true, ..Flags::default() }));
        assert_eq!(Flags::from_code(2), Err(UnknownDescriptor(2)), "the end of the file in 1972");
    }

    /// RFC 354 p. 11-12: six characters at 36 bits are two bytes of four slots, the spare ones SP.
    #[test]
    fn ftp_097_six_marker_characters_take_two_36_bit_bytes() {
        let mut bits = Bits::new();
        emit_marker("MARK01", 36, &mut bits);
        assert_eq!(Header::parse(&bits, 36), Some(Ok(Header { descriptor: Descriptor::Marker, count: 2 })));
        let data = bits.slice(36, bits.length_bits());
        assert_eq!(
            (data.get(0, 4), data.get(4, 32)),
            (Some(0), Some(u64::from(u32::from_be_bytes(*b"MARK"))))
        );
        assert_eq!(
            (data.get(36, 4), data.get(40, 32)),
            (Some(0), Some(u64::from(u32::from_be_bytes(*b"01  "))))
        );
        assert_eq!(parse_marker(&data, 36), "MARK01");
    }

    /// RFC 354 p. 11: at 7 bits one character stands right-justified in two bytes.
    #[test]
    fn ftp_097_a_marker_character_takes_two_7_bit_bytes() {
        let mut bits = Bits::new();
        emit_marker("A", 7, &mut bits);
        let data = bits.slice(4 * 7, bits.length_bits());
        assert_eq!(data.length_bits(), 14);
        assert_eq!((data.get(0, 6), data.get(6, 8)), (Some(0), Some(0x41)));
    }

    #[test]
    fn ftp_097_a_marker_is_read_back_at_every_byte_size() {
        for byte_size in 1..=255 {
            let mut bits = Bits::new();
            emit_marker("A100!~", byte_size, &mut bits);
            let header = Header::parse(&bits, byte_size).expect("a header").expect("a descriptor");
            let first = header_bytes(byte_size) * usize::from(byte_size);
            let data = bits.slice(first, bits.length_bits());
            assert_eq!(data.length_bits(), usize::from(header.count) * usize::from(byte_size));
            assert_eq!(parse_marker(&data, byte_size), "A100!~", "{byte_size} bits");
        }
    }
}
