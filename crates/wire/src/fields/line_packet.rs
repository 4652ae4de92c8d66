//! Packets between neighbours: null, routing message, core dump, reload demand, core request.

use super::modem::{ACKNOWLEDGE_WORD, HEAD, HEAD1, HEAD2, read_acknowledge_word};
use super::reader::Reader;
use crate::modem::{ControlHead, ROUTING_ENTRIES, RoutingEntry};

const ROUTING: &str = "IMP program 3050, routing message";
const RELOAD: &str = "IMP program 3050, reload";

/// What stands in word 3 of a reload demand, so that no stray packet reloads an IMP.
const PASSWORD: u64 = 0o175461;

/// Reads the words of a packet of the control family up to its checksum; returns it in a line.
pub(super) fn read(reader: &mut Reader<'_>, head: u16) -> String {
    let head = ControlHead::from_word(head);
    let (name, read): (_, fn(&mut Reader<'_>) -> Option<String>) = if head.has(ControlHead::NULL) {
        (if head.has(ControlHead::HEARD) { "null with I-heard-you" } else { "null" }, read_null)
    } else if head.has(ControlHead::GET_CORE) {
        ("reload demand", read_reload_demand)
    } else if head.has(ControlHead::DUMP) {
        ("core dump", read_dump)
    } else {
        ("routing message", read_routing)
    };
    let rest = read(reader).unwrap_or_else(|| ", cut off".to_owned());
    format!("{name} from IMP {}{rest}", head.from)
}

/// Reads "send me your core", which has no checksum.
pub(super) fn read_core_request(reader: &mut Reader<'_>) -> String {
    read_core_request_words(reader);
    "core request".to_owned()
}

fn read_core_request_words(reader: &mut Reader<'_>) -> Option<()> {
    reader.number("word 0", 16, RELOAD, |_| "not an acknowledge word in this packet".to_owned())?;
    read_head(reader)?;
    reader.zeros("word 2", 16, RELOAD)?;
    reader.zeros("word 3", 16, RELOAD)?;
    reader.number("word 4", 16, RELOAD, |_| "not a checksum in this packet".to_owned())?;
    Some(())
}

fn read_null(reader: &mut Reader<'_>) -> Option<String> {
    read_acknowledge_word(reader, false)?;
    read_head(reader)?;
    let sync = reader.number("SYNC", 16, HEAD1, |ticks| {
        format!("global time, {ticks} fast ticks of 25.6 ms since some common moment")
    })?;
    reader.zeros("word 3", 16, HEAD2)?;
    Some(format!(", SYNC {sync}"))
}

fn read_routing(reader: &mut Reader<'_>) -> Option<String> {
    reader.number("word 0", 16, ACKNOWLEDGE_WORD, |word| match word {
        0 => "zero; no acknowledgments in a routing message".to_owned(),
        _ => "not zero; no acknowledgments in a routing message all the same".to_owned(),
    })?;
    read_head(reader)?;
    let serial = reader.number("serial", 8, HEAD1, |_| "a repeated serial is a hello only".to_owned())?;
    reader.zeros("right half of word 2", 8, HEAD1)?;
    let mut reachable = 0;
    for imp in 0..ROUTING_ENTRIES {
        reachable += usize::from(read_entry(reader, imp)?);
    }
    Some(format!(", serial {serial}, {reachable} IMPs reachable"))
}

/// Reads hops and delay to one IMP; true when it can be reached.
fn read_entry(reader: &mut Reader<'_>, imp: usize) -> Option<bool> {
    let is_reachable = reader.peek_words() != Some([RoutingEntry::UNREACHABLE.0]);
    reader.number(format!("hops to IMP {imp}"), 5, ROUTING, |hops| match hops {
        _ if !is_reachable => "unreachable".to_owned(),
        1 => "1 line to cross".to_owned(),
        _ => format!("{hops} lines to cross"),
    })?;
    reader.number(format!("delay to IMP {imp}"), 11, ROUTING, |delay| match delay {
        _ if !is_reachable => "unreachable".to_owned(),
        _ => format!("{delay}; 4 for a line without traffic"),
    })?;
    Some(is_reachable)
}

fn read_reload_demand(reader: &mut Reader<'_>) -> Option<String> {
    let nicely = reader.flag("nicely", RELOAD, "panic: reload at once", "stop first, then reload")?;
    reader.zeros("rest of word 0", 15, RELOAD)?;
    read_head(reader)?;
    reader.zeros("word 2", 16, RELOAD)?;
    reader.number("password", 16, RELOAD, |found| match found {
        PASSWORD => "the password of a reload demand".to_owned(),
        _ => format!("{found:06o} octal; the program wants {PASSWORD:06o}"),
    })?;
    Some(if nicely { ", nicely".to_owned() } else { ", at once".to_owned() })
}

fn read_dump(reader: &mut Reader<'_>) -> Option<String> {
    reader.number("word 0", 16, ACKNOWLEDGE_WORD, |_| "no acknowledgments in a core dump".to_owned())?;
    read_head(reader)?;
    reader.number("word 2", 16, HEAD1, |_| "stands where a routing message has its serial".to_owned())?;
    reader.string("dumped words", 16 * ROUTING_ENTRIES, RELOAD, "64 words of a crashing IMP's memory");
    Some(String::new())
}

/// Reads word 1.
fn read_head(reader: &mut Reader<'_>) -> Option<()> {
    reader.flag("send core", HEAD, "no", "the sender asks for a core image")?;
    reader.zeros("spare of word 1", 1, HEAD)?;
    reader.number("sender", 6, HEAD, |imp| format!("IMP {imp}"))?;
    reader.zeros("more spare of word 1", 3, HEAD)?;
    reader.flag("I heard you", HEAD, "no", "the sender hears the receiver's routing messages")?;
    reader.flag("dump", HEAD, "no", "a block of memory")?;
    reader.flag("get core", HEAD, "no", "the receiver is to reload")?;
    reader.flag("null", HEAD, "no", "a null packet")?;
    reader.flag("family", HEAD, "data", "control")?;
    Some(())
}
