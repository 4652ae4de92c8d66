//! Packets on the lines between IMPs, as the map shows them.

use arpanet_scenario::Time;
use arpanet_scenario::trace::Fact;
use arpanet_scenario::world::{End, LineId};
use arpanet_wire::modem::{Content, FRAMING_BITS, Packet};

/// A packet that began to be sent on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hop {
    /// When its first bit was sent.
    pub at: Time,
    /// The line.
    pub line: LineId,
    /// The end that sends it.
    pub sent_by: End,
    /// What it is for.
    pub kind: PacketKind,
    /// Its length on the line, framing included.
    pub line_bits: u64,
}

/// What a packet is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PacketKind {
    /// It carries a message, or a part of one.
    Message,
    /// An answer or a request between source and destination IMP: RFNM, allocation, question.
    Answer,
    /// Between neighbours: routing, hello, null.
    Housekeeping,
}

/// What one direction of a line has carried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Packets with messages.
    pub messages: u64,
    /// Answers and requests.
    pub answers: u64,
    /// Packets between neighbours.
    pub housekeeping: u64,
    /// Bits of messages and answers, framing included.
    pub bits: u64,
}

impl Hop {
    pub(super) fn of(fact: &Fact, line: LineId, sent_by: End) -> Hop {
        let words: Vec<u16> = fact.bits.iter().flat_map(|bits| bits.words()).collect();
        let line_bits = fact.length_bits as u64 + FRAMING_BITS;
        Hop { at: fact.time, line, sent_by, kind: kind_of(&words), line_bits }
    }
}

/// A packet whose words the format of 1973 cannot hold has none; only messages of generated networks are so.
fn kind_of(words: &[u16]) -> PacketKind {
    match Packet::parse(words).map(|packet| packet.content) {
        Ok(Content::Data { header, .. }) if header.link.is_none() => PacketKind::Answer,
        Ok(Content::Data { header, .. }) if !header.is_transmission() => PacketKind::Answer,
        Ok(Content::Data { .. }) => PacketKind::Message,
        Ok(_) => PacketKind::Housekeeping,
        Err(_) => PacketKind::Message,
    }
}

impl Load {
    pub(super) fn add(&mut self, hop: &Hop) {
        match hop.kind {
            PacketKind::Message => self.messages += 1,
            PacketKind::Answer => self.answers += 1,
            PacketKind::Housekeeping => self.housekeeping += 1,
        }
        if hop.kind != PacketKind::Housekeeping {
            self.bits += hop.line_bits;
        }
    }

    /// Packets of messages and their answers.
    pub const fn packets(&self) -> u64 {
        self.messages + self.answers
    }
}
