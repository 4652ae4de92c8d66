//! Reassembly blocks at the destination, and messages that wait for their turn.
//!
//! A multi-packet message gets one of eight blocks when its first packet comes; each packet is stored by its number. A
//! complete message leaves its block when its turn has come. A single-packet message that came early under an
//! allocation waits in a block too. IMP program 3050; RFC 626 p. 1 tells of the lockup of December 1973, when allocations
//! were out and no block was free.

use crate::packet::{Packet, Words};
use crate::pool::Body;
use arpanet_wire::ImpNumber;
use arpanet_wire::modem::{Header, Place};

/// Packets of a message.
pub(crate) const PACKETS: u8 = 8;

/// A message that is coming together, or waits for one before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Block {
    pub(crate) from: ImpNumber,
    pub(crate) number: u8,
    /// Of the first packet that came.
    pub(crate) header: Header,
    packets: [Option<Piece>; PACKETS as usize],
    /// The number of the last packet, once it has come.
    last: Option<u8>,
    /// Reassembly buffers that the block counts as in use.
    pub(crate) reserved: u16,
}

/// The words of one packet of a message, and whether its checksum still holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Piece {
    pub(crate) body: Body,
    pub(crate) checksum_error: u16,
}

impl Piece {
    /// The words of a data packet.
    pub(crate) const fn of(packet: &Packet) -> Piece {
        let body = match packet.content {
            Words::Data(_, body) => body,
            _ => Body::EMPTY,
        };
        Piece { body, checksum_error: packet.checksum_error }
    }
}

/// A whole message on its way to a host, packet by packet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Message {
    pub(crate) header: Header,
    pub(crate) number: u8,
    /// The life of the numbers that its number belongs to.
    pub(crate) life: u8,
    packets: [Option<Piece>; PACKETS as usize],
    count: u8,
    /// How many the host has taken.
    taken: u8,
}

impl Block {
    /// A block for a message of which nothing is stored yet, with so many buffers set aside.
    pub(crate) const fn new(header: Header, number: u8, reserved: u16) -> Block {
        Block {
            from: header.from.imp,
            number,
            header,
            packets: [None; PACKETS as usize],
            last: None,
            reserved,
        }
    }

    pub(crate) fn is(&self, from: ImpNumber, number: u8) -> bool {
        self.from == from && self.number == number
    }

    /// Whether a packet number is stored already.
    pub(crate) const fn has(&self, number: u8) -> bool {
        self.packets[number as usize & 7].is_some()
    }

    /// Stores a packet; a last one says how many there are.
    pub(crate) fn store(&mut self, header: &Header, piece: Piece) {
        let number = header.to.packet_number();
        self.packets[usize::from(number)] = Some(piece);
        if header.from.has(Place::LAST) {
            self.last = Some(number);
        }
    }

    /// Whether the last packet has come.
    pub(crate) const fn is_ended(&self) -> bool {
        self.last.is_some()
    }

    /// How many packets are stored.
    pub(crate) fn stored(&self) -> u16 {
        self.packets.iter().flatten().count() as u16
    }

    /// Whether all packets are there, and none beyond the last.
    pub(crate) fn is_complete(&self) -> bool {
        self.last.is_some_and(|last| {
            let (message, beyond) = self.packets.split_at(usize::from(last) + 1);
            message.iter().all(Option::is_some) && beyond.iter().all(Option::is_none)
        })
    }

    pub(crate) fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.packets.iter().flatten()
    }

    /// The message, once complete.
    pub(crate) fn into_message(self, life: u8) -> Message {
        let count = self.last.map_or(0, |last| last + 1);
        Message { header: self.header, number: self.number, life, packets: self.packets, count, taken: 0 }
    }
}

impl Message {
    /// A single-packet message.
    pub(crate) fn single(header: Header, piece: Piece, life: u8) -> Message {
        let mut packets = [None; PACKETS as usize];
        packets[0] = Some(piece);
        Message { header, number: header.head.message(), life, packets, count: 1, taken: 0 }
    }

    /// The next packet for the host, and whether it is the last. The reference to its words goes with it; its buffer stays
    /// until the host has taken it.
    pub(crate) fn give(&mut self) -> Option<(Piece, bool)> {
        let piece = self.packets[usize::from(self.taken) & 7].as_mut()?;
        let given = *piece;
        piece.body = Body::EMPTY;
        Some((given, self.taken + 1 == self.count))
    }

    /// True before the host has taken anything of it.
    pub(crate) const fn is_whole(&self) -> bool {
        self.taken == 0
    }

    /// The host has taken the next packet; true when it was the last.
    pub(crate) fn take(&mut self) -> bool {
        self.packets[usize::from(self.taken) & 7] = None;
        self.taken += 1;
        self.taken == self.count
    }

    /// What the host has not taken.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = &Piece> {
        self.packets[..usize::from(self.count)].iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arpanet_wire::modem::Head;

    fn header(packet: u8, last: bool) -> Header {
        let to = Place::of_imp(ImpNumber(1)).with_packet_number(packet);
        let from = Place::of_imp(ImpNumber(2)).with(Place::LAST, last);
        Header { head: Head::new(9, 3, Head::TRANSMISSION), to, from, link: Some(0) }
    }

    fn piece(word: u16) -> Piece {
        Piece { body: Body::Short(1, [word, 0]), checksum_error: 0 }
    }

    #[test]
    fn a_message_is_complete_when_its_last_packet_and_all_before_it_are_there() {
        let mut block = Block::new(header(2, true), 9, 8);
        for (packet, last, complete) in [(2, true, false), (0, false, false), (1, false, true)] {
            block.store(&header(packet, last), piece(u16::from(packet)));
            assert_eq!(block.is_complete(), complete);
        }
        assert_eq!(block.stored(), 3);
    }

    #[test]
    fn packets_reach_the_host_in_the_order_of_their_numbers() {
        let mut block = Block::new(header(1, true), 9, 8);
        block.store(&header(1, true), piece(1));
        block.store(&header(0, false), piece(0));
        let mut message = block.into_message(0);
        assert_eq!(message.give(), Some((piece(0), false)));
        assert!(message.is_whole());
        assert!(!message.take());
        assert_eq!(message.give(), Some((piece(1), true)));
        assert!(message.take());
        assert_eq!(message.give(), None);
        assert_eq!(message.pieces().count(), 0);
    }
}
