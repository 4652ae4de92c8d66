//! A string of bits of any length: what crosses an 1822 cable, and what a connection carries.

use std::fmt;

/// A bit string. Bit 1 is the most significant bit of the first octet; unused bits of the last octet are zero.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Bits {
    octets: Vec<u8>,
    length_bits: usize,
}

impl Bits {
    /// The empty string.
    pub const fn new() -> Bits {
        Bits { octets: Vec::new(), length_bits: 0 }
    }

    /// All bits of `octets`.
    pub fn from_octets(octets: &[u8]) -> Bits {
        Bits { octets: octets.to_vec(), length_bits: octets.len() * 8 }
    }

    /// Number of bits.
    pub fn length_bits(&self) -> usize {
        self.length_bits
    }

    /// True when there are no bits.
    pub fn is_empty(&self) -> bool {
        self.length_bits == 0
    }

    /// The octets, the last one filled with zeros.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// Appends the low `width` bits of `value`, most significant first. `width` is at most 64.
    pub fn push(&mut self, value: u64, width: u32) {
        debug_assert!(width <= 64);
        for shift in (0..width).rev() {
            if self.length_bits.is_multiple_of(8) {
                self.octets.push(0);
            }
            if value >> shift & 1 == 1 {
                self.octets[self.length_bits / 8] |= 0x80 >> (self.length_bits % 8);
            }
            self.length_bits += 1;
        }
    }

    /// The `width` bits (at most 64) from offset `at` (0 is the first bit), or `None` when the string ends before.
    pub fn get(&self, at: usize, width: u32) -> Option<u64> {
        let end = at.checked_add(width as usize)?;
        if end > self.length_bits || width > 64 {
            return None;
        }
        let mut value = 0;
        for bit in at..end {
            value = value << 1 | u64::from(self.octets[bit / 8] >> (7 - bit % 8) & 1);
        }
        Some(value)
    }

    /// Appends `more`.
    pub fn extend(&mut self, more: &Bits) {
        if self.length_bits.is_multiple_of(8) {
            self.octets.extend_from_slice(&more.octets);
            self.length_bits += more.length_bits;
            return;
        }
        let mut at = 0;
        while at < more.length_bits {
            let width = (more.length_bits - at).min(64);
            let value = more.get(at, width as u32).expect("the range lies inside the string");
            self.push(value, width as u32);
            at += width;
        }
    }

    /// The bits from offset `from` up to, not including, `to`; both clipped to the length.
    pub fn slice(&self, from: usize, to: usize) -> Bits {
        let (from, to) = (from.min(self.length_bits), to.min(self.length_bits));
        let mut part = Bits::new();
        let mut at = from;
        while at < to {
            let width = (to - at).min(64);
            part.push(self.get(at, width as u32).expect("the range lies inside the string"), width as u32);
            at += width;
        }
        part
    }
}

impl fmt::Debug for Bits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bits ", self.length_bits)?;
        self.octets.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}
