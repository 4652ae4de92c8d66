//! Who gives an IMP messages, and how far it is with the one in hand: the four hosts, the trouble reports, the message generator.
//!
//! ```text
//!   Leader       idle: armed for the next message, if the IMP's ready line is up
//!   Number       regular message: waits for a message number, 11.5 s at most, then type 9 subtype 4
//!   Buffer       waits for a buffer
//!   Data         armed for a packet, 15.4 s at most, then type 9 subtype 2
//!   Table        first packet is in: waits for a place in a table and a number    single     multi
//!   Single       the packet waits for the task                                      <--'       |
//!   Request      the request for eight buffers waits for the task                              v
//!   Allocation   waits for the allocation
//!   Second       waits for the message's own number
//!   Sending      a packet of it waits for the task, then Buffer again or Leader
//!   Aborting     the packet that ends a given-up message waits for the task
//!   Discarding   the rest of the message is read and thrown away
//! ```
//!
//! IMP program 3050; RFC 394 (the limits of 15 s).

use crate::io::{Answer, Party};
use crate::packet::Packet;
use crate::pool::{Body, Pool};
use crate::reassembly::Piece;
use arpanet_kernel::Time;
use arpanet_wire::modem::MAX_DATA_WORDS;
use arpanet_wire::{HostAddress, ImpNumber, Leader};

/// Names a sender: 0 to 3 the hosts, then the reports and the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SenderIndex(pub(crate) u8);

impl SenderIndex {
    pub(crate) const REPORTS: SenderIndex = SenderIndex(4);
    pub(crate) const GENERATOR: SenderIndex = SenderIndex(5);
    pub(crate) const COUNT: usize = 6;
}

/// See the module's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Leader,
    Number,
    Buffer,
    Data,
    Table,
    Single,
    Request,
    Allocation,
    Second,
    Sending,
    Aborting,
    Discarding,
}

/// A source of messages.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sender {
    pub(crate) index: SenderIndex,
    pub(crate) party: Party,
    pub(crate) phase: Phase,
    pub(crate) leader: Leader,
    /// Words in hand, and whether the message ends with them.
    pub(crate) piece: Option<(Piece, bool)>,
    /// Pieces of the message taken so far.
    pub(crate) taken: u8,
    /// The message's end has been read.
    pub(crate) ended: bool,
    /// Its place in the pending packet table (Single) or the pending leader table (from Request on).
    pub(crate) entry: Option<u8>,
    /// A packet buffer is held.
    pub(crate) has_buffer: bool,
    pub(crate) deadline: Option<Time>,
    /// Its host broke the message off while it waited inside the IMP: how it will end.
    pub(crate) broken: Option<Answer>,
    /// The error flip-flop: the next message is lost.
    pub(crate) error_flop: bool,
    /// The first message after a start is thrown away without a word.
    pub(crate) discards_first: bool,
    /// What a sender without a cable has to say.
    pub(crate) script: Script,
}

/// Messages of the IMP's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    None,
    /// One packet of words.
    Words(Body),
    /// So many words of no content.
    Synthetic(u16),
}

impl Sender {
    pub(crate) fn new(index: SenderIndex, party: Party) -> Sender {
        let nowhere = HostAddress { imp: ImpNumber(0), host: 0 };
        Sender {
            index,
            party,
            phase: Phase::Leader,
            leader: Leader::regular(nowhere, 0),
            piece: None,
            taken: 0,
            ended: false,
            entry: None,
            has_buffer: false,
            deadline: None,
            broken: None,
            error_flop: false,
            discards_first: false,
            script: Script::None,
        }
    }

    /// Nothing is in hand.
    pub(crate) const fn is_idle(&self) -> bool {
        matches!(self.phase, Phase::Leader)
    }

    /// It waits for something inside the IMP, not for its host.
    pub(crate) const fn waits(&self) -> bool {
        !matches!(self.phase, Phase::Leader | Phase::Data | Phase::Discarding)
    }

    /// A message for this IMP is coming in.
    pub(crate) fn is_entering(&self, to: ImpNumber) -> bool {
        !matches!(self.phase, Phase::Leader | Phase::Discarding) && self.leader.address.imp == to
    }

    /// It waits for something that the acknowledgment of a packet may bring: all but the answer to its request.
    pub(crate) const fn is_held_up(&self) -> bool {
        self.waits() && !matches!(self.phase, Phase::Allocation)
    }

    /// No part of the message has entered a table yet.
    pub(crate) const fn is_before_entry(&self) -> bool {
        matches!(self.phase, Phase::Number | Phase::Buffer | Phase::Data | Phase::Table)
            && self.entry.is_none()
    }
}

impl Script {
    /// The next words, and whether they are the last.
    pub(crate) fn take(&mut self) -> (Body, bool) {
        const FULL: u16 = MAX_DATA_WORDS as u16;
        match *self {
            Script::None => (Body::EMPTY, true),
            Script::Words(body) => {
                *self = Script::None;
                (body, true)
            }
            Script::Synthetic(left) => {
                let words = left.min(FULL);
                *self = Script::Synthetic(left - words);
                (Body::Synthetic(words as u8), left == words)
            }
        }
    }

    /// Gives back what it holds.
    pub(crate) fn release(&mut self, pool: &mut Pool) {
        if let Script::Words(body) = std::mem::replace(self, Script::None) {
            pool.release(body);
        }
    }
}

/// A packet to be handed to the task, with what it says of its buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    /// It has no buffer yet: made by the program, or just come in on a line.
    New,
    /// Its buffer is counted already and goes with it.
    Held,
    /// Its buffer stays with this entry of the pending packet table.
    Pending(u8),
}

/// A packet of a message under way.
pub(crate) const fn data_packet(header: arpanet_wire::modem::Header, piece: Piece) -> Packet {
    Packet {
        ack: arpanet_wire::modem::Ack(0),
        content: crate::packet::Words::Data(header, piece.body),
        checksum_error: piece.checksum_error,
    }
}
