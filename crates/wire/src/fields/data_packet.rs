//! Packets that carry messages through the subnet, requests about them, and replies.

use super::modem::{HEAD, HEAD1, HEAD2, read_acknowledge_word};
use super::reader::Reader;
use crate::HostAddress;
use crate::modem::{Head, Kind, MAX_DATA_PACKET_WORDS, Place, SHORT_WORDS};

const LINK: &str = "IMP program 3050, header word 3";
const DATA: &str = "IMP program 3050, data words";

/// Reads the words up to the checksum of a packet that has `words` in all; returns it in a line.
pub(super) fn read(reader: &mut Reader<'_>, words: usize) -> String {
    if words > MAX_DATA_PACKET_WORDS {
        let (first, last) = (MAX_DATA_PACKET_WORDS * 16 + 1, words * 16);
        reader.fail(format!(
            "data words (bits {first}-{last}): a packet has at most 69 words, this one has {words}"
        ));
    }
    read_words(reader, words).unwrap_or_else(|| "a packet that is cut off".to_owned())
}

fn read_words(reader: &mut Reader<'_>, words: usize) -> Option<String> {
    read_acknowledge_word(reader, true)?;
    let [head, to, from] = reader.peek_words()?;
    let (head, to, from) = (Head(head), Place::from_word(to), Place::from_word(from));
    let kind = head.kind(to.has(Place::DEAD));
    check_length(reader, kind, words);
    read_head(reader, head, kind)?;
    read_destination(reader, head.has(Head::TRANSMISSION))?;
    read_source(reader)?;
    let mut summary = format!("{kind} number {} from {} to {}", head.message(), place(from), place(to));
    if words > SHORT_WORDS {
        let link = read_link(reader, kind)?;
        let data = words - SHORT_WORDS - 1;
        if head.has(Head::TRANSMISSION) {
            summary += &format!(" packet {} link {link}, {data} data words", to.packet_number());
        }
        reader.all_left("data", DATA, format!("{data} words"));
    }
    Some(summary)
}

/// Messages and reports of dead hosts carry a link word; requests and give-backs carry none. Other replies and
/// queries come either way.
fn check_length(reader: &mut Reader<'_>, kind: Kind, words: usize) {
    let wants_link = match kind {
        Kind::Message1 | Kind::Message1Allocated | Kind::Message8 | Kind::Dead1 | Kind::Dead8 => true,
        Kind::Request8 | Kind::GiveBack => false,
        _ => return,
    };
    if wants_link && words == SHORT_WORDS {
        reader.fail(format!("link (bits 65-80): {kind} carries a link, this packet ends before it"));
    } else if !wants_link && words > SHORT_WORDS {
        reader.fail(format!(
            "surplus words (bits 65-{}): {kind} has 5 words, this packet {words}",
            (words - 1) * 16
        ));
    }
}

fn read_head(reader: &mut Reader<'_>, head: Head, kind: Kind) -> Option<()> {
    let transmission = head.has(Head::TRANSMISSION);
    reader.number("message number", 8, HEAD, |_| match transmission {
        true => "of this message, between these two IMPs".to_owned(),
        false => "of the message answered, between these two IMPs".to_owned(),
    })?;
    reader.flag("one or eight", HEAD, "multi-packet class", "single-packet class")?;
    match transmission {
        true => reader.flag("request", HEAD, "no", "asks for an allocation of buffers"),
        false => reader.flag("RFNM", HEAD, "no", "the destination host has taken the message"),
    }?;
    reader.number("priority order", 2, HEAD, |order| match transmission {
        true => format!("{order}: priority messages are delivered in this order"),
        false => "copied or zero in a reply".to_owned(),
    })?;
    match transmission {
        true => {
            reader.flag("incomplete", HEAD, "no", "what became of this message? or: its source gave it up")
        }
        false => {
            reader.flag("incomplete", HEAD, "no", "the message is incomplete, or a give-back is confirmed")
        }
    }?;
    reader.number("transmission", 1, HEAD, |_| format!("{kind}: {}", describe(kind)))?;
    match transmission {
        true => reader.flag("give back", HEAD, "no", "returns an allocation of eight"),
        false => reader.flag("allocate", HEAD, "no", "grants an allocation"),
    }?;
    reader.flag("family", HEAD, "data", "control")?;
    Some(())
}

fn read_destination(reader: &mut Reader<'_>, transmission: bool) -> Option<()> {
    reader.flag("priority", HEAD1, "no", "goes ahead of other messages")?;
    let fake =
        reader.flag("for IMP", HEAD1, "no: for a host", "for a fake host inside the destination IMP")?;
    reader.flag("trace", HEAD1, "no", "the IMPs trace the message")?;
    reader.flag("for octal", HEAD1, "no", "to be printed in octal")?;
    reader.zeros("spare of header word 1", 1, HEAD1)?;
    if transmission {
        reader
            .number("packet number", 3, HEAD1, |number| format!("packet {number} of its message, from 0"))?;
    } else {
        reader.zeros("more spare of header word 1", 2, HEAD1)?;
        reader.flag("destination dead", HEAD1, "no", "the destination host is dead")?;
    }
    read_address(reader, "destination", fake, HEAD1)
}

fn read_source(reader: &mut Reader<'_>) -> Option<()> {
    reader.flag("last", HEAD2, "no", "last packet of its message")?;
    let fake = reader.flag("from IMP", HEAD2, "no: from a host", "from a fake host inside the source IMP")?;
    reader.zeros("spare of header word 2", 1, HEAD2)?;
    reader.flag("from octal", HEAD2, "no", "to be printed in octal")?;
    reader.zeros("more spare of header word 2", 2, HEAD2)?;
    reader.flag(
        "end",
        HEAD2,
        "sent by the lower of this line's two IMPs",
        "sent by the higher of this line's two IMPs",
    )?;
    reader.zeros("last spare of header word 2", 1, HEAD2)?;
    read_address(reader, "source", fake, HEAD2)
}

fn read_address(reader: &mut Reader<'_>, whose: &str, fake: bool, source: &'static str) -> Option<()> {
    let host = reader.number(format!("{whose} host"), 2, source, |host| match fake {
        true => format!("fake host {host} of the IMP"),
        false => format!("interface {host} of the IMP"),
    })?;
    reader.number(format!("{whose} IMP"), 6, source, |imp| match fake {
        true => format!("IMP {imp}"),
        false => {
            format!("IMP {imp}; with the host, host {}", HostAddress::from_octet((host << 6 | imp) as u8))
        }
    })?;
    Some(())
}

/// Reads header word 3; returns the link.
fn read_link(reader: &mut Reader<'_>, kind: Kind) -> Option<u64> {
    let link = reader.number("link", 8, LINK, |_| "from the host's leader".to_owned())?;
    reader.number("message-id", 4, LINK, |_| "from the host's leader".to_owned())?;
    reader.zeros("spare of header word 3", 1, LINK)?;
    reader.number("sub-code", 3, LINK, |code| match (kind, code) {
        (Kind::Dead1 | Kind::Dead8, 1) => "destination host dead".to_owned(),
        (_, 0) => "none".to_owned(),
        _ => "left over inside an IMP".to_owned(),
    })?;
    Some(link)
}

/// IMP and host, as in `4.0`.
fn place(place: Place) -> String {
    let fake = if place.has(Place::FAKE) { " (fake host)" } else { "" };
    format!("{}.{}{fake}", place.imp, place.host())
}

const fn describe(kind: Kind) -> &'static str {
    match kind {
        Kind::Message1 => "a single-packet message that asks for its own buffer",
        Kind::Message1Allocated => "a single-packet message sent again under an allocation",
        Kind::Request8 => "request for eight buffers",
        Kind::Message8 => "a packet of a multi-packet message",
        Kind::GiveBack => "an unused allocation given back",
        Kind::Query1 => "what became of a single-packet message?",
        Kind::Query8 => "what became of a multi-packet message? with data: its source gave it up",
        Kind::QueryRequest => "what became of a request for eight buffers?",
        Kind::QueryGiveBack => "what became of an allocation given back?",
        Kind::Rfnm1 => "single-packet message taken by its host",
        Kind::Allocate1 => "a buffer for a single-packet message: send it again",
        Kind::Allocate8 => "eight buffers for a multi-packet message",
        Kind::RfnmAllocate8 => "multi-packet message taken by its host, and eight buffers for the next",
        Kind::Rfnm8 => "multi-packet message taken by its host",
        Kind::Incomplete1 => "single-packet message incomplete, or a give-back confirmed",
        Kind::Incomplete8 => "multi-packet message incomplete",
        Kind::Incomplete8Allocate => "multi-packet message incomplete, and eight buffers for the next",
        Kind::Dead1 => "single-packet message for a dead host",
        Kind::Dead8 => "multi-packet message for a dead host",
        Kind::Other(_) => "a combination that the program does not make",
    }
}
