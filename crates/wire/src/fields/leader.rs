//! The leader and what follows it, on the cable between a host and its IMP.

use super::Dissection;
use super::reader::Reader;
use crate::host_host::{MAX_MESSAGE_BITS, strip_padding};
use crate::link::LinkUse;
use crate::{Bits, GoingDown, HostAddress, HostToImp, ImpToHost, Leader};

const FLAGS: &str = "IMP program 3050 p. 15-17";
const ADDRESS: &str = "RFC 208 p. 2";
const LINK: &str = "NIC 8246 p. 21, RFC 317 p. 1";
const MESSAGE_ID: &str = "RFC 533 p. 1";
const GOING_DOWN: &str = "RFC 381 p. 2";
const DATA: &str = "NIC 8246 p. 5";
const PADDING: &str = "RFC 635 p. 6";

/// Who has sent the leader.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sender {
    /// A host, to its IMP.
    Host,
    /// An IMP, to its host.
    Imp,
    /// One of the two; a message between hosts looks the same from both.
    Either,
}

pub(super) fn dissect_host_imp(bits: &Bits) -> Dissection {
    let mut reader = Reader::new(bits);
    let Some(leader) = read_leader(&mut reader, Sender::Host) else {
        return reader.finish("a message shorter than its leader");
    };
    let kind = leader.host_to_imp();
    if let HostToImp::Illegal(kind) = kind {
        let kind = kind.number();
        reader
            .fail(format!("message type (bits 5-8): {kind} is no type that a host sends; 0, 1, 2, 4, 8 are"));
    }
    // With the interface's padding, the longest message is one bit longer.
    if bits.length_bits() > MAX_MESSAGE_BITS + 1 {
        let length_bits = bits.length_bits();
        reader.fail(format!("data (bits 33-{length_bits}): a message to an IMP has at most 8095 bits"));
    }
    let data = read_after_leader(&mut reader, kind == HostToImp::Regular);
    match kind {
        HostToImp::Regular => {
            let to = leader.address;
            reader
                .finish(format!("regular message to {to} link {}, {data} bits after the leader", leader.link))
        }
        _ => reader.finish(kind.to_string()),
    }
}

pub(super) fn dissect_imp_host(bits: &Bits) -> Dissection {
    let mut reader = Reader::new(bits);
    let Some(leader) = read_leader(&mut reader, Sender::Imp) else {
        return reader.finish("a message shorter than its leader");
    };
    let kind = leader.imp_to_host();
    let data = read_after_leader(&mut reader, kind == ImpToHost::Regular);
    let (address, link) = (leader.address, leader.link);
    let summary = match kind {
        ImpToHost::Regular => {
            format!("regular message from {address} link {link}, {data} bits after the leader")
        }
        _ if kind.is_answer() => format!("{kind}, for the message to {address} link {link}"),
        _ => kind.to_string(),
    };
    reader.finish(summary)
}

/// Reads the 32 bits of a leader.
pub(super) fn read_leader(reader: &mut Reader<'_>, sender: Sender) -> Option<Leader> {
    reader.flag("priority", FLAGS, "no", "goes ahead of other messages")?;
    let for_imp = match sender {
        Sender::Host => {
            reader.flag("for IMP", FLAGS, "no: for a host", "for a fake host inside the destination IMP")
        }
        Sender::Imp => {
            reader.flag("from IMP", FLAGS, "no: from a host", "from a fake host inside the source IMP")
        }
        Sender::Either => {
            reader.flag("for or from IMP", FLAGS, "no: between hosts", "one end is a fake host inside an IMP")
        }
    }?;
    reader.flag("trace", FLAGS, "no", "the IMPs trace the message")?;
    reader.flag("octal", FLAGS, "no", "an IMP's teletype prints it in octal")?;
    let message_type =
        reader.number("message type", 4, type_source(sender), |value| type_meaning(sender, value))?;
    let host = reader.number("host", 2, ADDRESS, |value| host_meaning(sender, for_imp, value))?;
    let imp = reader.number("IMP", 6, ADDRESS, |imp| {
        let address = HostAddress::from_octet((host << 6 | imp) as u8);
        format!("IMP {imp}; with the host, {} {address}", if for_imp { "address" } else { "host" })
    })?;
    let second = read_second_word(reader, sender, message_type)?;
    let first = message_type << 8 | host << 6 | imp;
    Some(Leader::from_words([first as u16, second as u16]))
}

fn read_second_word(reader: &mut Reader<'_>, sender: Sender, message_type: u64) -> Option<u64> {
    if (sender, message_type) == (Sender::Imp, 2) {
        return read_going_down(reader);
    }
    let link = reader.number("link", 8, LINK, |link| link_meaning(message_type, link))?;
    let message_id = reader.number("message-id", 4, MESSAGE_ID, |value| match value {
        0 => "zero, as before July 1973".to_owned(),
        _ => format!("with the link, message-id {}", link << 4 | value),
    })?;
    let subtype = reader.number("subtype", 4, type_source(sender), |subtype| {
        let second = (link << 8 | message_id << 4 | subtype) as u16;
        subtype_meaning(sender, Leader::from_words([(message_type << 8) as u16, second]))
    })?;
    Some(link << 8 | message_id << 4 | subtype)
}

fn read_going_down(reader: &mut Reader<'_>) -> Option<u64> {
    let reason = reader.number("why going down", 2, GOING_DOWN, |value| {
        GoingDown::from_word((value << 14) as u16).reason().to_string()
    })?;
    let in_minutes =
        |units| format!("{} min: {units} units of 5 min", units * u64::from(GoingDown::UNIT_MINUTES));
    let starts = reader.number("how soon", 4, GOING_DOWN, in_minutes)?;
    let lasts = reader.number("how long", 10, GOING_DOWN, in_minutes)?;
    Some(reason << 14 | starts << 10 | lasts)
}

/// Reads what follows the leader; returns its length in bits.
fn read_after_leader(reader: &mut Reader<'_>, is_regular: bool) -> usize {
    let length_bits = reader.left();
    if is_regular {
        reader.all_left(
            "data",
            DATA,
            "not read by the IMP: header, text and filler of the host-host layer, or other data",
        );
    } else if is_padding(&reader.rest()) {
        reader.all_left("padding", PADDING, "1 and zeros, from the interface of the sender");
    } else {
        reader.all_left("surplus", DATA, "a message of this type ends with its leader");
    }
    length_bits
}

/// True for a 1 and nothing but zeros after it.
pub(super) fn is_padding(bits: &Bits) -> bool {
    let mut stripped = bits.clone();
    bits.get(0, 1) == Some(1) && strip_padding(&mut stripped) && stripped.is_empty()
}

const fn type_source(sender: Sender) -> &'static str {
    match sender {
        Sender::Host => "IMP program 3050 p. 126",
        Sender::Imp => "RFC 381 p. 2-4, RFC 394 p. 3",
        Sender::Either => "NIC 8246 p. 19",
    }
}

fn type_meaning(sender: Sender, value: u64) -> String {
    let leader = Leader::from_words([(value << 8) as u16, 0]);
    match (sender, leader.imp_to_host()) {
        (Sender::Host, _) => leader.host_to_imp().to_string(),
        (_, ImpToHost::ErrorInLeader(_)) => "error in leader".to_owned(),
        (_, ImpToHost::GoingDown(_)) => "IMP going down".to_owned(),
        (_, ImpToHost::Rfnm) => "RFNM: ready for next message".to_owned(),
        (_, ImpToHost::DestinationDead(_)) => "destination dead".to_owned(),
        (_, ImpToHost::Incomplete(_)) => "incomplete transmission".to_owned(),
        (_, kind) => kind.to_string(),
    }
}

fn subtype_meaning(sender: Sender, leader: Leader) -> String {
    let kind = if sender == Sender::Imp { leader.imp_to_host() } else { ImpToHost::Regular };
    match kind {
        ImpToHost::ErrorInLeader(fault) => fault.to_string(),
        ImpToHost::DestinationDead(what) => what.to_string(),
        ImpToHost::Incomplete(why) => why.to_string(),
        _ if leader.subtype == 0 => "none".to_owned(),
        _ => "means nothing with this type".to_owned(),
    }
}

fn host_meaning(sender: Sender, for_imp: bool, host: u64) -> String {
    match (for_imp, sender, host) {
        (false, ..) => format!("interface {host} of the IMP"),
        (true, _, 0) => "teletype of the IMP".to_owned(),
        (true, _, 1) => "debugger of the IMP".to_owned(),
        (true, Sender::Imp, 2) => "trace of the IMP".to_owned(),
        (true, _, 2) => "parameter change in the IMP".to_owned(),
        (true, Sender::Imp, _) => "statistics of the IMP".to_owned(),
        (true, ..) => "discard in the IMP".to_owned(),
    }
}

fn link_meaning(message_type: u64, link: u64) -> String {
    match message_type {
        0 | 5 | 7..=9 => LinkUse::of(link as u8).to_string(),
        _ => "means nothing with this type".to_owned(),
    }
}
