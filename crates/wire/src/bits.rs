//! A string of bits of any length: what crosses an 1822 cable, and what a connection carries.

use std::fmt;

/// A bit string. Bit 1 is the most significant bit of the first octet; unused bits of the last octet are zero.
/// The order is that of dictionaries: bit by bit, a shorter string before its continuations.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bits {
    octets: Vec<u8>,
    length_bits: usize,
}

/// A character that is no hexadecimal digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("character {position} is {found:?}, not a hexadecimal digit")]
pub struct HexError {
    /// Where it stands, counted in characters from 1.
    pub position: usize,
    /// The character.
    pub found: char,
}

impl Bits {
    /// The empty string.
    pub const fn new() -> Bits {
        Bits { octets: Vec::new(), length_bits: 0 }
    }

    /// The empty string, with room for `length_bits`.
    pub fn with_capacity(length_bits: usize) -> Bits {
        Bits { octets: Vec::with_capacity(length_bits.div_ceil(8)), length_bits: 0 }
    }

    /// All bits of `octets`.
    pub fn from_octets(octets: &[u8]) -> Bits {
        Bits { octets: octets.to_vec(), length_bits: octets.len() * 8 }
    }

    /// All bits of `words`, the most significant bit of each first.
    pub fn from_words(words: &[u16]) -> Bits {
        let mut bits = Bits::with_capacity(words.len() * 16);
        bits.extend_words(words);
        bits
    }

    /// `length_bits` zeros.
    pub fn zeros(length_bits: usize) -> Bits {
        Bits { octets: vec![0; length_bits.div_ceil(8)], length_bits }
    }

    /// Four bits for each hexadecimal digit of `text`; white space counts for nothing.
    ///
    /// # Errors
    /// The first character that is neither a digit nor white space.
    pub fn from_hex(text: &str) -> Result<Bits, HexError> {
        let mut bits = Bits::with_capacity(text.len() * 4);
        for (index, found) in text.chars().enumerate() {
            match found.to_digit(16) {
                Some(digit) => bits.push(u64::from(digit), 4),
                None if found.is_whitespace() => {}
                None => return Err(HexError { position: index + 1, found }),
            }
        }
        Ok(bits)
    }

    /// Number of bits.
    pub const fn length_bits(&self) -> usize {
        self.length_bits
    }

    /// True when there are no bits.
    pub const fn is_empty(&self) -> bool {
        self.length_bits == 0
    }

    /// The octets, the last one filled with zeros.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// The 16-bit words, the last one filled with zeros.
    pub fn words(&self) -> impl Iterator<Item = u16> + '_ {
        self.octets
            .chunks(2)
            .map(|pair| u16::from(pair[0]) << 8 | u16::from(pair.get(1).copied().unwrap_or(0)))
    }

    /// Hexadecimal digits, one for each four bits begun.
    pub fn to_hex(&self) -> String {
        let mut text: String = self.octets.iter().map(|octet| format!("{octet:02x}")).collect();
        text.truncate(self.length_bits.div_ceil(4));
        text
    }

    /// The `width` bits (at most 64) from offset `at` (0 is the first bit), or `None` when the string ends before.
    pub fn get(&self, at: usize, width: u32) -> Option<u64> {
        let end = at.checked_add(width as usize)?;
        if end > self.length_bits || width > 64 {
            return None;
        }
        let mut value = 0;
        let mut bit = at;
        while bit < end {
            let skipped = bit % 8;
            let take = (8 - skipped).min(end - bit);
            let octet = self.octets[bit / 8] << skipped >> (8 - take);
            value = value << take | u64::from(octet);
            bit += take;
        }
        Some(value)
    }

    /// Appends the low `width` bits of `value`, most significant first. `width` is at most 64.
    pub fn push(&mut self, value: u64, width: u32) {
        debug_assert!(width <= 64, "{width} bits do not fit a u64");
        let mut left = width as usize;
        while left > 0 {
            let used = self.length_bits % 8;
            if used == 0 {
                self.octets.push(0);
            }
            let take = (8 - used).min(left);
            left -= take;
            let part = (value >> left) as u8 & (0xff >> (8 - take));
            if let Some(last) = self.octets.last_mut() {
                *last |= part << (8 - used - take);
            }
            self.length_bits += take;
        }
    }

    /// Appends all bits of `words`, the most significant bit of each first.
    pub fn extend_words(&mut self, words: &[u16]) {
        if self.length_bits.is_multiple_of(8) {
            self.octets.reserve(words.len() * 2);
            words.iter().for_each(|word| self.octets.extend_from_slice(&word.to_be_bytes()));
            self.length_bits += words.len() * 16;
        } else {
            words.iter().for_each(|word| self.push(u64::from(*word), 16));
        }
    }

    /// Appends zeros up to a length that is a multiple of `multiple` bits, but none past `limit_bits`.
    pub fn fill_with_zeros(&mut self, multiple: usize, limit_bits: usize) {
        let filled = self.length_bits.next_multiple_of(multiple).min(limit_bits).max(self.length_bits);
        self.octets.resize(filled.div_ceil(8), 0);
        self.length_bits = filled;
    }

    /// Appends `more`.
    pub fn extend(&mut self, more: &Bits) {
        self.append_octets(&more.octets, more.length_bits);
    }

    /// The bits from offset `from` up to, not including, `to`; both clipped to the length.
    pub fn slice(&self, from: usize, to: usize) -> Bits {
        let to = to.min(self.length_bits);
        let from = from.min(to);
        let mut part = Bits::with_capacity(to - from);
        let aligned = from.next_multiple_of(8).min(to);
        let head = self.get(from, (aligned - from) as u32).expect("fewer than 8 bits inside the string");
        part.push(head, (aligned - from) as u32);
        part.append_octets(self.octets.get(aligned / 8..).unwrap_or_default(), to - aligned);
        part
    }

    /// Cuts the string to `length_bits`; a shorter one stays as it is.
    pub fn truncate(&mut self, length_bits: usize) {
        if length_bits >= self.length_bits {
            return;
        }
        self.length_bits = length_bits;
        self.octets.truncate(length_bits.div_ceil(8));
        self.clear_unused();
    }

    /// Appends the first `length_bits` bits of `octets`; what follows them counts for nothing.
    fn append_octets(&mut self, octets: &[u8], length_bits: usize) {
        let octets = &octets[..length_bits.div_ceil(8)];
        let used = self.length_bits % 8;
        if used == 0 {
            self.octets.extend_from_slice(octets);
        } else {
            self.octets.reserve(octets.len());
            for octet in octets {
                if let Some(last) = self.octets.last_mut() {
                    *last |= octet >> used;
                }
                self.octets.push(octet << (8 - used));
            }
        }
        self.length_bits += length_bits;
        self.octets.truncate(self.length_bits.div_ceil(8));
        self.clear_unused();
    }

    fn clear_unused(&mut self) {
        let used = self.length_bits % 8;
        if let (1.., Some(last)) = (used, self.octets.last_mut()) {
            *last &= !(0xff >> used);
        }
    }
}

impl From<Vec<u8>> for Bits {
    /// All bits of the octets.
    fn from(octets: Vec<u8>) -> Bits {
        let length_bits = octets.len() * 8;
        Bits { octets, length_bits }
    }
}

impl fmt::Debug for Bits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bits {}", self.length_bits, self.to_hex())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same string as a list of single bits: slow, and plain to see.
    fn listed(bits: &Bits) -> Vec<u64> {
        (0..bits.length_bits()).map(|at| bits.get(at, 1).expect("inside the string")).collect()
    }

    #[test]
    fn bits_go_most_significant_first() {
        let mut bits = Bits::new();
        bits.push(0b101, 3);
        bits.push(0xff, 1);
        bits.push(0, 2);
        assert_eq!((bits.length_bits(), bits.octets()), (6, &[0b1011_0000][..]));
        assert_eq!(bits.get(0, 6), Some(0b10_1100));
        assert_eq!(bits.get(1, 6), None);
    }

    #[test]
    fn sixty_four_bits_pass_at_any_offset() {
        for offset in 0..9 {
            let mut bits = Bits::zeros(offset);
            bits.push(0x8123_4567_89ab_cdef, 64);
            assert_eq!(bits.get(offset, 64), Some(0x8123_4567_89ab_cdef), "offset {offset}");
            assert_eq!(bits.get(offset, 65), None);
            assert_eq!(bits.octets().len(), (offset + 64).div_ceil(8));
        }
    }

    #[test]
    fn slice_and_extend_are_inverse_at_every_cut() {
        let whole = Bits::from_hex("48333136 0000 0a5 c").expect("hexadecimal");
        assert_eq!(whole.length_bits(), 64);
        for from in 0..=whole.length_bits() {
            for to in from..=whole.length_bits() {
                let mut joined = whole.slice(0, from);
                joined.extend(&whole.slice(from, to));
                joined.extend(&whole.slice(to, usize::MAX));
                assert_eq!(joined, whole, "cut at {from} and {to}");
                assert_eq!(listed(&whole.slice(from, to)), listed(&whole)[from..to]);
            }
        }
    }

    #[test]
    fn cut_bits_leave_no_trace() {
        let mut bits = Bits::from_octets(&[0xff, 0xff]);
        bits.truncate(3);
        assert_eq!(bits.octets(), [0b1110_0000]);
        bits.extend(&Bits::zeros(5));
        assert_eq!(bits.octets(), [0b1110_0000]);
        bits.truncate(80);
        assert_eq!(bits.length_bits(), 8);
        bits.truncate(0);
        assert_eq!(bits, Bits::new());
    }

    #[test]
    fn words_fill_the_last_with_zeros() {
        let bits = Bits::from_words(&[0x0045, 0x0200]);
        assert_eq!(bits.octets(), [0x00, 0x45, 0x02, 0x00]);
        assert_eq!(bits.words().collect::<Vec<_>>(), [0x0045, 0x0200]);
        assert_eq!(bits.slice(0, 20).words().collect::<Vec<_>>(), [0x0045, 0x0000]);
        assert_eq!(bits.slice(4, 12).words().collect::<Vec<_>>(), [0x0400]);
    }

    #[test]
    fn words_are_appended_at_any_offset() {
        for offset in 0..9 {
            let mut bits = Bits::zeros(offset);
            bits.extend_words(&[0x8001, 0xabcd]);
            assert_eq!(bits.length_bits(), offset + 32);
            assert_eq!(bits.get(offset, 32), Some(0x8001_abcd), "offset {offset}");
            assert_eq!(bits.octets().len(), (offset + 32).div_ceil(8));
        }
    }

    #[test]
    fn zeros_fill_up_to_a_multiple_and_not_past_the_limit() {
        let filled = |from: usize, multiple, limit_bits| {
            let mut bits = Bits::from_octets(&[0xff; 4]).slice(0, from);
            bits.fill_with_zeros(multiple, limit_bits);
            assert_eq!(bits.slice(from, usize::MAX), Bits::zeros(bits.length_bits() - from));
            bits.length_bits()
        };
        assert_eq!((filled(20, 36, 100), filled(20, 1, 100), filled(20, 36, 30)), (36, 20, 30));
        assert_eq!(filled(20, 36, 10), 20, "nothing is cut off");
    }

    #[test]
    fn hexadecimal_is_read_and_written() {
        let bits = Bits::from_hex(" 00 4F\t2").expect("hexadecimal");
        assert_eq!((bits.length_bits(), bits.to_hex().as_str()), (20, "004f2"));
        assert_eq!(Bits::from_hex("00g0"), Err(HexError { position: 3, found: 'g' }));
        assert_eq!(
            Bits::from_hex("é").unwrap_err().to_string(),
            "character 1 is 'é', not a hexadecimal digit"
        );
        assert_eq!(format!("{bits:?}"), "20 bits 004f2");
    }

    #[test]
    fn the_order_is_that_of_dictionaries() {
        let sorted =
            ["", "0", "00", "04", "048", "1", "18", "8", "80"].map(|text| Bits::from_hex(text).unwrap());
        assert!(sorted.windows(2).all(|pair| pair[0] < pair[1]), "{sorted:?}");
    }
}
