//! A regular message as NCPs understand it.

use super::Dissection;
use super::command;
use super::leader::{Sender, is_padding, read_leader};
use super::reader::{Reader, tell};
use crate::host_host::{Header, strip_padding};
use crate::link::LinkUse;
use crate::{Bits, Leader};

const FORMAT: &str = "NIC 8246 p. 19";
const PADDING: &str = "RFC 635 p. 6";

pub(super) fn dissect(bits: &Bits) -> Dissection {
    let mut reader = Reader::new(bits);
    let Some(leader) = read_leader(&mut reader, Sender::Either) else {
        return reader.finish("a message shorter than its leader");
    };
    if leader.message_type != 0 {
        let found = leader.message_type;
        reader.fail(format!("message type (bits 5-8): {found} where a message between hosts has 0"));
        return reader.finish("no message between hosts");
    }
    let Some(header) = read_header(&mut reader, leader) else {
        return reader.finish("a message shorter than its header");
    };
    let end = Header::LENGTH_BITS + header.text_bits();
    if end > bits.length_bits() {
        let length_bits = bits.length_bits();
        reader.fail(format!("text (bits 73-{end}): the message ends after {length_bits} bits"));
    }
    reader.read_until(end);
    let summary = read_text(&mut reader, &header);
    reader.read_until(bits.length_bits());
    read_filler(&mut reader);
    reader.finish(summary)
}

/// Reads M1, S, C and M2.
fn read_header(reader: &mut Reader<'_>, leader: Leader) -> Option<Header> {
    let control = LinkUse::of(leader.link) == LinkUse::Control;
    let m1 = reader.zeros("M1", 8, FORMAT)?;
    let byte_size = reader.number("S, byte size", 8, FORMAT, |size| format!("bytes of {size} bits"))?;
    let byte_count = reader
        .number("C, byte count", 16, FORMAT, |count| format!("with S, {} bits of text", count * byte_size))?;
    let m2 = reader.zeros("M2", 8, FORMAT)?;
    let (m1, byte_size, byte_count, m2) = (m1 as u8, byte_size as u8, byte_count as u16, m2 as u8);
    let header = Header { leader, m1, byte_size, byte_count, m2 };
    if control && let Err(error) = header.check_control() {
        reader.fail(tell("", error, 0));
    }
    Some(header)
}

/// Reads C bytes of S bits; returns the message in a line.
fn read_text(reader: &mut Reader<'_>, header: &Header) -> String {
    let link = header.leader.link;
    let (size, count) = (header.byte_size, header.byte_count);
    if LinkUse::of(link) == LinkUse::Control && size == 8 {
        return command::read_commands(reader);
    }
    let characters = if size == 8 { printable(&reader.rest()) } else { String::new() };
    let meaning = match reader.left() < header.text_bits() {
        true => format!("the first {} of {} bits{characters}", reader.left(), header.text_bits()),
        false => format!("{count} times {size} bits{characters}"),
    };
    reader.all_left("text", FORMAT, meaning);
    format!("link {link}: {count} times {size} bits")
}

/// Reads M3 and padding, apart where they can be told apart.
fn read_filler(reader: &mut Reader<'_>) {
    let rest = reader.rest();
    let mut zeros = rest.clone();
    if !strip_padding(&mut zeros) {
        reader.all_left("M3", FORMAT, "zeros that fill the sending host's word");
    } else if zeros.octets().iter().all(|octet| *octet == 0) {
        let m3 = zeros.length_bits();
        reader.string("M3", m3, FORMAT, "zeros that fill the sending host's word");
        debug_assert!(is_padding(&reader.rest()));
        reader.all_left("padding", PADDING, "1 and zeros, from the interface of the sender");
    } else {
        reader.all_left("M3 and padding", FORMAT, "not text; not zero either, so they cannot be told apart");
    }
}

/// The characters of a text of octets, with a dot for each that does not print.
fn printable(text: &Bits) -> String {
    if text.is_empty() {
        return String::new();
    }
    let shown = |octet: &u8| if (0x20..0x7f).contains(octet) { char::from(*octet) } else { '.' };
    format!(": {}", text.octets().iter().map(shown).collect::<String>())
}
