//! Character sets: the code that a system's text files have for each character of network ASCII.

/// A character set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Characters {
    /// USASCII, in bytes of seven bits or more.
    Ascii,
    /// IBM's EBCDIC, in bytes of eight bits. RFC 183.
    Ebcdic,
    /// USASCII turned by 32 in bytes of eight bits: space is 0, A is 41 octal, carriage return 155 octal. So the SDS 940
    /// has it in its files.
    Trimmed,
}

/// The EBCDIC code of each of the 128 characters of USASCII.
///
/// Source: RFC 183 p. 2, "IBM Correspondence", a: `[ ] ! ^` are X'4A 5A 4F 5F' (the cent sign, the exclamation mark, the
/// vertical bar and the not sign of an IBM keyboard), and what EBCDIC proper lacks, `` | ` ~ \ { } ``, is
/// X'6A 79 A1 E0 C0 D0'. It is the only one of the three correspondences there that IBM recommends, and later became
/// ANSI X3.26. Each code is used once, so that every text comes back as it was.
#[rustfmt::skip]
const EBCDIC: [u8; 128] = [
    0x00, 0x01, 0x02, 0x03, 0x37, 0x2D, 0x2E, 0x2F, 0x16, 0x05, 0x25, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, // NUL to SI
    0x10, 0x11, 0x12, 0x13, 0x3C, 0x3D, 0x32, 0x26, 0x18, 0x19, 0x3F, 0x27, 0x1C, 0x1D, 0x1E, 0x1F, // DLE to US
    0x40, 0x4F, 0x7F, 0x7B, 0x5B, 0x6C, 0x50, 0x7D, 0x4D, 0x5D, 0x5C, 0x4E, 0x6B, 0x60, 0x4B, 0x61, // space to /
    0xF0, 0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0x7A, 0x5E, 0x4C, 0x7E, 0x6E, 0x6F, // 0 to ?
    0x7C, 0xC1, 0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0xD1, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6, // @ to O
    0xD7, 0xD8, 0xD9, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0x4A, 0xE0, 0x5A, 0x5F, 0x6D, // P to _
    0x79, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, // ` to o
    0x97, 0x98, 0x99, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xA9, 0xC0, 0x6A, 0xD0, 0xA1, 0x07, // p to DEL
];

/// What EBCDIC has for a new line, and USASCII has not: NL.
pub const EBCDIC_NL: u8 = 0x15;

/// By how much the 940's codes are turned.
const TRIM: u8 = 0o40;

impl Characters {
    /// The code of a character that the network calls `ascii`.
    pub fn encode(self, ascii: u8) -> Option<u8> {
        match self {
            _ if !ascii.is_ascii() => None,
            Characters::Ascii => Some(ascii),
            Characters::Ebcdic => Some(EBCDIC[usize::from(ascii)]),
            Characters::Trimmed => Some(ascii.wrapping_sub(TRIM) & 0x7F),
        }
    }

    /// What the network calls the character of this code.
    pub fn decode(self, code: u64) -> Option<u8> {
        let code = u8::try_from(code).ok()?;
        match self {
            Characters::Ascii => Some(code).filter(u8::is_ascii),
            Characters::Ebcdic => EBCDIC.iter().position(|ebcdic| *ebcdic == code).map(|ascii| ascii as u8),
            Characters::Trimmed => Some(code).filter(u8::is_ascii).map(|code| (code + TRIM) & 0x7F),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_of_the_network_comes_back_from_every_set() {
        for set in [Characters::Ascii, Characters::Ebcdic, Characters::Trimmed] {
            for ascii in 0..128 {
                let code = set.encode(ascii).unwrap();
                assert_eq!(set.decode(u64::from(code)), Some(ascii), "{set:?} {code:#x}");
            }
            assert_eq!(set.encode(128), None);
            assert_eq!(set.decode(0x140), None, "{set:?}");
        }
    }

    /// RFC 183 p. 2.
    #[test]
    fn ebcdic_is_ibms_own_correspondence() {
        let codes =
            |text: &str| text.bytes().map(|c| Characters::Ebcdic.encode(c).unwrap()).collect::<Vec<_>>();
        assert_eq!(codes("[]!^"), [0x4A, 0x5A, 0x4F, 0x5F]);
        assert_eq!(codes("|`~\\{}"), [0x6A, 0x79, 0xA1, 0xE0, 0xC0, 0xD0]);
        assert_eq!(
            codes("AIJRSZaijrsz09 "),
            *b"\xC1\xC9\xD1\xD9\xE2\xE9\x81\x89\x91\x99\xA2\xA9\xF0\xF9\x40"
        );
    }

    /// NL is no character of the network, so that it can end lines and nothing else.
    #[test]
    fn the_new_line_of_ebcdic_is_none_of_the_characters() {
        assert_eq!(Characters::Ebcdic.decode(u64::from(EBCDIC_NL)), None);
    }

    #[test]
    fn the_940_counts_from_the_space() {
        let set = Characters::Trimmed;
        let codes = [b' ', b'A', b'_', b'\r', b'\n'].map(|c| set.encode(c).unwrap());
        assert_eq!(codes, [0, 0o41, 0o77, 0o155, 0o152]);
    }
}
