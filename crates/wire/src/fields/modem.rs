//! A packet on a line between two IMPs. The packet's last word is its checksum; what lies before is read by kind.

use super::Dissection;
use super::reader::Reader;
use super::{data_packet, line_packet};
use crate::Bits;
use crate::modem::{CORE_IMAGE_WORDS, ControlHead, Head, SHORT_WORDS, checksum};

pub(super) const ACKNOWLEDGE_WORD: &str = "IMP program 3050, acknowledge word";
pub(super) const HEAD: &str = "IMP program 3050, header word 0";
pub(super) const HEAD1: &str = "IMP program 3050, header word 1";
pub(super) const HEAD2: &str = "IMP program 3050, header word 2";
const CHECKSUM: &str = "IMP program 3050, checksum; RFC 528 p. 5";
const WORD_BITS: usize = 16;

pub(super) fn dissect(bits: &Bits) -> Dissection {
    let mut reader = Reader::new(bits);
    let length_bits = bits.length_bits();
    if !length_bits.is_multiple_of(WORD_BITS) {
        reader.fail(format!("packet (bits 1-{length_bits}): a packet is a whole number of 16-bit words"));
    }
    let words: Vec<u16> = bits.words().take(length_bits / WORD_BITS).collect();
    if words.len() == CORE_IMAGE_WORDS {
        reader.all_left("memory", "IMP program 3050, reload", "words 60 to 32777 (octal) of an IMP's memory");
        return reader.finish("core image");
    }
    let head = words.get(1).copied().unwrap_or(0);
    if words.len() < SHORT_WORDS {
        let (first, found) = (words.len() * WORD_BITS + 1, words.len());
        reader
            .fail(format!("packet (bits {first}-80): the shortest packet has 5 words, this one has {found}"));
        let summary = read_by_kind(&mut reader, head, found);
        return reader.finish(summary);
    }
    if head & CORE_REQUEST == CORE_REQUEST {
        // Recognised before the checksum is looked at.
        let summary = line_packet::read_core_request(&mut reader);
        return reader.finish(summary);
    }
    reader.read_until((words.len() - 1) * WORD_BITS);
    let summary = read_by_kind(&mut reader, head, words.len());
    if reader.left() > 0 {
        let first = reader.at() + 1;
        let last = reader.at() + reader.left();
        reader.fail(format!("surplus words (bits {first}-{last}): a packet of this kind is shorter"));
        reader.all_left("surplus words", HEAD, "more than a packet of this kind has");
    }
    reader.read_until(words.len() * WORD_BITS);
    read_checksum(&mut reader, &words);
    reader.finish(summary)
}

const CORE_REQUEST: u16 = ControlHead::SEND_CORE | Head::CONTROL;

fn read_by_kind(reader: &mut Reader<'_>, head: u16, words: usize) -> String {
    match head & Head::CONTROL {
        0 => data_packet::read(reader, words),
        _ => line_packet::read(reader, head),
    }
}

/// Reads the last word and says whether it is right.
fn read_checksum(reader: &mut Reader<'_>, words: &[u16]) {
    let Some((&found, others)) = words.split_last() else { return };
    let right = checksum(others);
    let (first, last) = (reader.at() + 1, reader.at() + WORD_BITS);
    if found != right {
        reader.fail(format!(
            "checksum (bits {first}-{last}): {found:04x} where the other words give {right:04x}"
        ));
    }
    reader.number("checksum", WORD_BITS, CHECKSUM, |_| match found == right {
        true => "right: all words sum to their number less one".to_owned(),
        false => format!("wrong: the other words give {right:04x}"),
    });
}

/// Reads the acknowledge word of a packet that takes part in the acknowledgments.
pub(super) fn read_acknowledge_word(reader: &mut Reader<'_>, on_channel: bool) -> Option<()> {
    if on_channel {
        reader.flag("odd/even", ACKNOWLEDGE_WORD, "even on its channel", "odd on its channel")?;
        reader.zeros("quadrant", 2, ACKNOWLEDGE_WORD)?;
        reader.number("channel", 5, ACKNOWLEDGE_WORD, |channel| format!("channel {channel} of this line"))?;
    } else {
        reader.zeros("odd/even", 1, ACKNOWLEDGE_WORD)?;
        reader.zeros("quadrant", 2, ACKNOWLEDGE_WORD)?;
        reader.zeros("channel", 5, ACKNOWLEDGE_WORD)?;
    }
    reader.number("acknowledgments", 8, ACKNOWLEDGE_WORD, |bits| {
        format!("{bits:08b}: odd/even of the last packet taken on channels 7 to 0")
    })?;
    Some(())
}
