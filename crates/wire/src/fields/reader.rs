//! Taking fields off a string of bits, one after the other, without losing one.

use super::{Dissection, Field, Value};
use crate::{Bits, WireError};

/// The bits, how far they are read, and what was found.
pub(super) struct Reader<'a> {
    bits: &'a Bits,
    at: usize,
    end: usize,
    fields: Vec<Field>,
    error: Option<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bits: &'a Bits) -> Reader<'a> {
        Reader { bits, at: 0, end: bits.length_bits(), fields: Vec::new(), error: None }
    }

    /// Bits read so far.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Bits left before the end of the part that is being read.
    pub(super) fn left(&self) -> usize {
        self.end - self.at
    }

    /// The bits that are left before the end of the part.
    pub(super) fn rest(&self) -> Bits {
        self.bits.slice(self.at, self.end)
    }

    /// The next words, unread; none when fewer are left.
    pub(super) fn peek_words<const N: usize>(&self) -> Option<[u16; N]> {
        let mut words = [0; N];
        for (index, word) in words.iter_mut().enumerate() {
            let from = self.at + index * 16;
            *word = self.bits.get(from, 16).filter(|_| from + 16 <= self.end)? as u16;
        }
        Some(words)
    }

    /// From here on, reads only up to bit offset `end`, clipped to what there is.
    pub(super) fn read_until(&mut self, end: usize) {
        self.end = end.min(self.bits.length_bits()).max(self.at);
    }

    /// Notes where the format is broken; the first note stays.
    pub(super) fn fail(&mut self, error: impl Into<String>) {
        self.error.get_or_insert_with(|| error.into());
    }

    /// Reads a number of `width` bits (at most 64). When fewer are left, they become an unfinished field, the error
    /// is noted, and there is no number.
    pub(super) fn number(
        &mut self,
        name: impl Into<String>,
        width: usize,
        source: &'static str,
        meaning: impl FnOnce(u64) -> String,
    ) -> Option<u64> {
        let name = name.into();
        if self.left() < width {
            self.unfinished(&name, width, source);
            return None;
        }
        let value = self.bits.get(self.at, width as u32)?;
        self.add(name, width, Value::Number(value), meaning(value), source);
        Some(value)
    }

    /// Reads one bit that is a flag.
    pub(super) fn flag(
        &mut self,
        name: impl Into<String>,
        source: &'static str,
        off: &str,
        on: &str,
    ) -> Option<bool> {
        let meaning = |value| if value == 0 { off } else { on }.to_owned();
        self.number(name, 1, source, meaning).map(|value| value == 1)
    }

    /// Reads `width` bits that the format leaves zero.
    pub(super) fn zeros(
        &mut self,
        name: impl Into<String>,
        width: usize,
        source: &'static str,
    ) -> Option<u64> {
        self.number(name, width, source, |value| if value == 0 { "zero" } else { "not zero" }.to_owned())
    }

    /// Reads `width` bits that are no number.
    pub(super) fn string(
        &mut self,
        name: impl Into<String>,
        width: usize,
        source: &'static str,
        meaning: impl Into<String>,
    ) {
        let name = name.into();
        if self.left() < width {
            self.unfinished(&name, width, source);
        } else if width > 0 {
            let value = Value::Bits(self.bits.slice(self.at, self.at + width));
            self.add(name, width, value, meaning.into(), source);
        }
    }

    /// Reads all that is left of the part, if anything is.
    pub(super) fn all_left(
        &mut self,
        name: impl Into<String>,
        source: &'static str,
        meaning: impl Into<String>,
    ) {
        self.string(name, self.left(), source, meaning);
    }

    /// The end: what nobody has read becomes a field as well.
    pub(super) fn finish(mut self, summary: impl Into<String>) -> Dissection {
        self.end = self.bits.length_bits();
        self.all_left(
            "undecoded",
            "not described: nothing says how to read it",
            "follows the place where the format is broken",
        );
        Dissection { summary: summary.into(), fields: self.fields, error: self.error }
    }

    fn unfinished(&mut self, name: &str, width: usize, source: &'static str) {
        let (first, last) = (self.at + 1, self.at + width);
        self.fail(format!("{name} (bits {first}-{last}): cut off after bit {}", self.end));
        self.string(
            format!("unfinished {name}"),
            self.left(),
            source,
            format!("{} of {width} bits", self.left()),
        );
    }

    fn add(&mut self, name: String, width: usize, value: Value, meaning: String, source: &'static str) {
        let bits = (self.at + 1, self.at + width);
        self.fields.push(Field { name, bits, value, meaning, source });
        self.at += width;
    }
}

/// An error whose bits are counted from `offset` bits into the message, told from the message's beginning.
pub(super) fn tell(prefix: &str, error: WireError, offset: usize) -> String {
    let moved = match error {
        WireError::Short { field, first, last, length_bits } => {
            WireError::Short { field, first: first + offset, last: last + offset, length_bits }
        }
        WireError::Value { field, first, last, value, expected } => {
            WireError::Value { field, first: first + offset, last: last + offset, value, expected }
        }
    };
    format!("{prefix}{moved}")
}
