//! What is in a file: bytes of some size, packed into the words of the machine that holds it.
//!
//! A PDP-10 packs five 7-bit characters into a 36-bit word from the left and leaves bit 36 over:
//!
//! ```text
//! bit  1       8       15      22      29      36
//!      |  A    |  B    |  C    |  D    |  E    |x|
//! ```
//!
//! A byte never straddles two words unless it is longer than a word; such bytes run on from word to word.

use arpanet_wire::Bits;

use crate::error::FileError;
use crate::system::{LineEnd, System};

/// The content of a file: words, and beside them the size and the number of the bytes in them, as TENEX keeps them in
/// its file descriptor block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    word_bits: u8,
    byte_size: u8,
    length_bytes: u64,
    /// Up to the last byte's last bit; what the last word has left over is not there.
    bits: Bits,
}

impl Content {
    /// No bytes.
    pub fn empty(word_bits: u8, byte_size: u8) -> Content {
        debug_assert!(word_bits > 0 && byte_size > 0);
        Content { word_bits, byte_size, length_bytes: 0, bits: Bits::new() }
    }

    /// Bytes of `byte_size` bits (at most 64), the low bits of each value.
    pub fn of_bytes(word_bits: u8, byte_size: u8, bytes: impl IntoIterator<Item = u64>) -> Content {
        let mut content = Content::empty(word_bits, byte_size);
        bytes.into_iter().for_each(|byte| content.push_byte(byte));
        content
    }

    /// A string of bits as it stands, one word after another, the last one filled with zeros. The byte size is a word.
    pub fn of_words(word_bits: u8, bits: &Bits) -> Content {
        let mut bits = bits.clone();
        fill_word(&mut bits, word_bits);
        let length_bytes = (bits.length_bits() / usize::from(word_bits)) as u64;
        Content { word_bits, byte_size: word_bits, length_bytes, bits }
    }

    /// A text in which every line ends with `\n` (or `\r\n`, which is the same), in the characters of `system`.
    pub fn of_text(system: &System, text: &str) -> Result<Content, FileError> {
        let mut content = Content::empty(system.word_bits, system.character_bits);
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            if character == '\r' && characters.peek() == Some(&'\n') {
                continue;
            }
            if character == '\n' {
                system.line_end.codes().iter().for_each(|code| content.push_byte(u64::from(*code)));
                continue;
            }
            let code = u8::try_from(character).ok().and_then(|c| system.characters.encode(c));
            let code = code.ok_or(FileError::NoSuchCharacter(character))?;
            content.push_byte(u64::from(code));
        }
        Ok(content)
    }

    /// A text in network ASCII, in which every line ends with CR LF (RFC 318 p. 3), in the characters of `system`.
    pub fn of_network_text(system: &System, octets: &[u8]) -> Result<Content, FileError> {
        let mut content = Content::empty(system.word_bits, system.character_bits);
        let mut rest = octets;
        while let Some((&octet, after)) = rest.split_first() {
            if rest.starts_with(b"\r\n") {
                system.line_end.codes().iter().for_each(|code| content.push_byte(u64::from(*code)));
                rest = &rest[2..];
                continue;
            }
            let code =
                system.characters.encode(octet).ok_or(FileError::NoSuchCharacter(char::from(octet)))?;
            content.push_byte(u64::from(code));
            rest = after;
        }
        Ok(content)
    }

    /// Bits in a byte.
    pub fn byte_size(&self) -> u8 {
        self.byte_size
    }

    /// Number of bytes.
    pub fn length_bytes(&self) -> u64 {
        self.length_bytes
    }

    /// Number of words.
    pub fn length_words(&self) -> u64 {
        self.bits.length_bits().div_ceil(usize::from(self.word_bits)) as u64
    }

    /// All bits: whole words, the last one filled with zeros.
    pub fn words(&self) -> Bits {
        let mut words = self.bits.clone();
        fill_word(&mut words, self.word_bits);
        words
    }

    /// The bytes, in order. Byte sizes over 64 have no values to give: take the words.
    pub fn bytes(&self) -> impl Iterator<Item = u64> + '_ {
        (0..self.length_bytes)
            .map_while(|index| self.bits.get(self.offset_of(index), u32::from(self.byte_size)))
    }

    /// The same words looked at as bytes of another size: as many as the words hold.
    pub fn with_byte_size(&self, byte_size: u8) -> Content {
        if byte_size == self.byte_size {
            return self.clone();
        }
        let bits = self.words();
        let length_bytes = if byte_size <= self.word_bits {
            self.length_words() * u64::from(self.word_bits / byte_size)
        } else {
            (bits.length_bits() / usize::from(byte_size)) as u64
        };
        Content { word_bits: self.word_bits, byte_size, length_bytes, bits }
    }

    /// The text, every line ended with `\n`. Whatever the byte size, the file is looked at as characters. Codes that
    /// are no characters are left out, and so is NUL where the system pads with it.
    pub fn text(&self, system: &System) -> String {
        String::from_utf8_lossy(&self.octets_with_line_end(system, b"\n")).into_owned()
    }

    /// The text in network ASCII: lines end with CR LF.
    pub fn network_text(&self, system: &System) -> Vec<u8> {
        self.octets_with_line_end(system, b"\r\n")
    }

    fn octets_with_line_end(&self, system: &System, line_end: &[u8]) -> Vec<u8> {
        let mut octets = Vec::new();
        let characters = self.with_byte_size(system.character_bits);
        let mut codes = characters.bytes().filter(|code| *code != 0 || !system.pads_with_nul).peekable();
        while let Some(code) = codes.next() {
            let is_line_end = match system.line_end {
                LineEnd::CrLf => code == 0o15 && codes.next_if_eq(&0o12).is_some(),
                LineEnd::NewLine(new_line) => code == u64::from(new_line),
            };
            if is_line_end {
                octets.extend_from_slice(line_end);
            } else {
                octets.extend(system.characters.decode(code));
            }
        }
        octets
    }

    /// Puts `more` at the end. Bytes of the same size follow at once; otherwise `more` begins at a word, and the whole
    /// becomes a file of words, as when a PDP-10 program opens a file with another byte size.
    pub fn append(&mut self, more: &Content) {
        if self.length_bytes == 0 {
            *self = more.clone();
        } else if self.byte_size != more.byte_size {
            let mut words = self.words();
            words.extend(&more.bits);
            *self = Content::of_words(self.word_bits, &words);
        } else if self.begins_word(self.length_bytes) {
            fill_word(&mut self.bits, self.word_bits);
            self.bits.extend(&more.bits);
            self.length_bytes += more.length_bytes;
        } else {
            more.bytes().for_each(|byte| self.push_byte(byte));
        }
    }

    fn push_byte(&mut self, byte: u64) {
        let at = self.offset_of(self.length_bytes);
        self.bits.push(0, (at - self.bits.length_bits()) as u32);
        self.bits.push(byte, u32::from(self.byte_size));
        self.length_bytes += 1;
    }

    fn begins_word(&self, index: u64) -> bool {
        self.offset_of(index).is_multiple_of(usize::from(self.word_bits))
    }

    /// The bit at which a byte begins.
    fn offset_of(&self, index: u64) -> usize {
        let (word_bits, byte_size) = (u64::from(self.word_bits), u64::from(self.byte_size));
        let at = if byte_size <= word_bits {
            let per_word = word_bits / byte_size;
            index / per_word * word_bits + index % per_word * byte_size
        } else {
            index * byte_size
        };
        at as usize
    }
}

/// Fills the last word with zeros.
fn fill_word(words: &mut Bits, word_bits: u8) {
    while !words.length_bits().is_multiple_of(usize::from(word_bits)) {
        words.push(0, 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::TENEX;

    fn bits_of(octal_words: &[u64]) -> Bits {
        let mut bits = Bits::new();
        octal_words.iter().for_each(|word| bits.push(*word, 36));
        bits
    }

    #[test]
    fn a_pdp10_packs_five_characters_in_a_word_from_the_left() {
        // A 101, B 102, C 103, D 104, E 105 octal, each of seven bits, and bit 36 left over.
        let content = Content::of_text(&TENEX, "ABCDEF").unwrap();
        let first = 0o101 << 29 | 0o102 << 22 | 0o103 << 15 | 0o104 << 8 | 0o105 << 1;
        assert_eq!(content.words(), bits_of(&[first, 0o106 << 29]));
        assert_eq!((content.byte_size(), content.length_bytes(), content.length_words()), (7, 6, 2));
    }

    #[test]
    fn a_tenex_text_has_cr_lf_in_the_file_and_comes_back_as_it_was() {
        let content = Content::of_text(&TENEX, "ONE\nTWO\n").unwrap();
        assert_eq!(content.bytes().collect::<Vec<_>>(), b"ONE\r\nTWO\r\n".map(u64::from));
        assert_eq!(content.text(&TENEX), "ONE\nTWO\n");
        assert_eq!(content.network_text(&TENEX), b"ONE\r\nTWO\r\n");
        assert_eq!(Content::of_network_text(&TENEX, b"ONE\r\nTWO\r\n"), Ok(content));
    }

    #[test]
    fn a_text_copied_as_words_is_still_a_text() {
        let content = Content::of_text(&TENEX, "SIX\r\n7").unwrap();
        let copy = Content::of_words(36, &content.words());
        assert_eq!((copy.byte_size(), copy.length_bytes()), (36, 2));
        assert_eq!(copy.text(&TENEX), "SIX\n7");
    }

    #[test]
    fn characters_appended_to_characters_follow_at_once() {
        let mut content = Content::of_text(&TENEX, "ABC").unwrap();
        content.append(&Content::of_text(&TENEX, "DEFG").unwrap());
        assert_eq!(content, Content::of_text(&TENEX, "ABCDEFG").unwrap());
    }

    #[test]
    fn words_appended_to_characters_begin_at_a_word_and_the_text_hides_the_gap() {
        let mut content = Content::of_text(&TENEX, "ABC").unwrap();
        let more = Content::of_text(&TENEX, "DEFG").unwrap();
        content.append(&Content::of_words(36, &more.words()));
        assert_eq!((content.byte_size(), content.length_words()), (36, 2));
        assert_eq!(content.words().slice(36, 72), more.words());
        assert_eq!(content.text(&TENEX), "ABCDEFG");
    }

    #[test]
    fn bytes_that_divide_no_word_leave_the_rest_of_it_over() {
        let content = Content::of_bytes(36, 8, [1, 2, 3, 4, 5]);
        assert_eq!(content.words(), bits_of(&[0x0102_0304 << 4, 0x05 << 28]));
        assert_eq!(content.bytes().collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn bytes_longer_than_a_word_run_on() {
        let content = Content::of_bytes(36, 64, [u64::MAX, 1]);
        assert_eq!((content.length_words(), content.words().length_bits()), (4, 144));
        assert_eq!(content.bytes().collect::<Vec<_>>(), [u64::MAX, 1]);
    }

    #[test]
    fn what_the_character_set_lacks_is_an_error() {
        assert_eq!(Content::of_text(&TENEX, "caf\u{e9}"), Err(FileError::NoSuchCharacter('\u{e9}')));
    }

    #[test]
    fn a_carriage_return_alone_is_a_character_like_others() {
        let content = Content::of_text(&TENEX, "OVER\rPRINT").unwrap();
        assert_eq!(content.text(&TENEX), "OVER\rPRINT");
    }
}
