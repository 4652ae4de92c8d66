//! From the content of a file to transfer bytes and back: TYPE.
//!
//! As this is to be well publicized by all server sites (RFC 354 p. 8), it is here:
//!
//! - **A**: the file is text. It goes out as network ASCII with CR LF after each line, and comes in so.
//! - **E**: the file is text and goes out as EBCDIC with NL after each line. Between two systems of EBCDIC the codes pass as
//!   they are, those too that ASCII has no character for.
//! - **I**: the file is bits, its words one after another. They are cut into transfer bytes, the last one filled with
//!   zeros. A file stored so has exactly the bits of its transfer bytes: as a file of words when they fill words, else
//!   as a file of 1-bit bytes, so that it goes out again as it came.
//! - **L**: the file is bytes of the transfer size, packed into words as the machine packs bytes: a byte lies within
//!   one word if it fits, and the rest of the word is zero.

use arpanet_wire::Bits;
use arpanet_wire::ftp::Representation;

use crate::content::Content;
use crate::error::FileError;
use crate::ftp::parameters::Parameters;
use crate::system::{Characters, EBCDIC_NL, System};

/// The widest byte that [`Content::bytes`] gives as a number.
const WIDEST_VALUE: u8 = 64;

/// The transfer bytes of a file.
pub fn transfer_bytes(content: &Content, parameters: &Parameters, system: &System) -> Bits {
    match parameters.representation {
        Representation::Image => image(content, parameters.transfer_size()),
        Representation::LocalByte => local_bytes(&content.with_byte_size(parameters.transfer_size())),
        Representation::Ebcdic => Bits::from_octets(&ebcdic(content, system)),
        _ => Bits::from_octets(&content.network_text(system)),
    }
}

/// The content of a file whose transfer bytes these are.
pub fn content_of(bytes: &Bits, parameters: &Parameters, system: &System) -> Result<Content, FileError> {
    match parameters.representation {
        Representation::Image => Ok(content_of_image(bytes, system.word_bits)),
        Representation::LocalByte => {
            Ok(content_of_bytes(bytes, parameters.transfer_size(), system.word_bits))
        }
        Representation::Ebcdic => content_of_ebcdic(bytes.octets(), system),
        _ => Content::of_network_text(system, bytes.octets()),
    }
}

fn ebcdic(content: &Content, system: &System) -> Vec<u8> {
    if system.characters == Characters::Ebcdic {
        return content.with_byte_size(system.character_bits).bytes().map(|code| code as u8).collect();
    }
    let text = content.network_text(system);
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.iter().copied().peekable();
    while let Some(octet) = rest.next() {
        let ends_line = octet == b'\r' && rest.next_if_eq(&b'\n').is_some();
        octets.extend(if ends_line { Some(EBCDIC_NL) } else { Characters::Ebcdic.encode(octet) });
    }
    octets
}

fn content_of_ebcdic(octets: &[u8], system: &System) -> Result<Content, FileError> {
    if system.characters == Characters::Ebcdic {
        let codes = octets.iter().map(|code| u64::from(*code));
        return Ok(Content::of_bytes(system.word_bits, system.character_bits, codes));
    }
    let mut text = Vec::with_capacity(octets.len());
    for &code in octets {
        if code == EBCDIC_NL {
            text.extend_from_slice(b"\r\n");
            continue;
        }
        let character = Characters::Ebcdic.decode(u64::from(code));
        text.push(character.ok_or(FileError::NoSuchCharacter(char::from(code)))?);
    }
    Content::of_network_text(system, &text)
}

fn image(content: &Content, size: u8) -> Bits {
    let mut bits = content.words();
    if content.byte_size() == 1 {
        bits = bits.slice(0, content.length_bytes() as usize);
    }
    let over = bits.length_bits() % usize::from(size);
    if over > 0 {
        (over..usize::from(size)).for_each(|_| bits.push(0, 1));
    }
    bits
}

fn content_of_image(bits: &Bits, word_bits: u8) -> Content {
    if bits.length_bits().is_multiple_of(usize::from(word_bits)) {
        return Content::of_words(word_bits, bits);
    }
    content_of_bytes(bits, 1, word_bits)
}

fn local_bytes(content: &Content) -> Bits {
    let size = content.byte_size();
    if size > WIDEST_VALUE {
        // Bytes longer than a word run on from word to word.
        return content.words().slice(0, content.length_bytes() as usize * usize::from(size));
    }
    let mut bits = Bits::new();
    content.bytes().for_each(|byte| bits.push(byte, u32::from(size)));
    bits
}

fn content_of_bytes(bytes: &Bits, size: u8, word_bits: u8) -> Content {
    if size > WIDEST_VALUE {
        return Content::of_words(word_bits, bytes).with_byte_size(size);
    }
    let (width, count) = (usize::from(size), bytes.length_bits() / usize::from(size));
    let values = (0..count).map(|index| bytes.get(index * width, u32::from(size)).expect("a whole byte"));
    Content::of_bytes(word_bits, size, values)
}
