//! A packet as the machine holds and hands it: its header in the plain, its words by handle.
//!
//! [`Packet::to_wire`] and [`Packet::from_wire`] are each other's inverse. The checksum word is not held, only by how much it is
//! wrong; so looking at one number is the same as summing every packet, and words are made only where somebody
//! looks at them: a trace, a corrupting interface, a real machine at the other end of the line.

use crate::parts;
use crate::pool::{Body, Pool, Table};
use arpanet_wire::modem::{
    self, Ack, CORE_IMAGE_WORDS, Content, ControlHead, FRAMING_BITS, Header, ModemError, ROUTING_ENTRIES,
    ROUTING_WORDS, RoutingEntry, SHORT_WORDS,
};

/// A packet between IMPs. Copying it does not count as a reference to its words: see [`Pool`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Word 0: channel and acknowledgments.
    pub ack: Ack,
    /// The rest.
    pub content: Words,
    /// By how much the checksum word is wrong; zero when it holds.
    pub checksum_error: u16,
}

/// What a packet carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// A transmission or a reply, with its data words.
    Data(Header, Body),
    /// Acknowledgments, I-heard-you, global time.
    Null {
        /// Word 1.
        head: ControlHead,
        /// Word 2: global time in fast ticks.
        sync: u16,
    },
    /// A routing message: the hello.
    Routing {
        /// Word 1.
        head: ControlHead,
        /// Word 2: the serial number in its left half; in the other the part, where the message has several (see `parts`).
        serial: u16,
        /// The sender's whole table, or these entries of it; `None` in a network with static tables, where it is a hello and nothing else.
        table: Option<Table>,
    },
    /// "Send me your core", or a reload demand.
    Core {
        /// Word 1.
        head: ControlHead,
        /// Word 3.
        password: u16,
    },
    /// A core image: 13 776 words without header or checksum.
    CoreImage,
}

impl Packet {
    /// A packet with a right checksum.
    pub const fn new(content: Words) -> Packet {
        Packet { ack: Ack(0), content, checksum_error: 0 }
    }

    /// Words of the packet, acknowledgment header and checksum included.
    pub const fn words(&self) -> usize {
        match &self.content {
            Words::Data(header, body) => header.packet_words(body.words() as usize),
            Words::Null { .. } | Words::Core { .. } => SHORT_WORDS,
            Words::Routing { .. } => ROUTING_WORDS,
            Words::CoreImage => CORE_IMAGE_WORDS,
        }
    }

    /// Bits that the packet takes on a line: its words and 72 bits of framing and check (RFC 635 p. 7).
    pub const fn line_bits(&self) -> u64 {
        self.words() as u64 * 16 + FRAMING_BITS
    }

    /// The header of a packet of the data family.
    pub const fn header(&self) -> Option<&Header> {
        match &self.content {
            Words::Data(header, _) => Some(header),
            _ => None,
        }
    }

    /// Adds a reference to the words.
    pub fn retain(&self, pool: &mut Pool) {
        match self.content {
            Words::Data(_, body) => pool.retain(body),
            Words::Routing { table: Some(table), .. } => pool.retain_table(table),
            _ => {}
        }
    }

    /// Gives back a reference to the words.
    pub fn release(&self, pool: &mut Pool) {
        match self.content {
            Words::Data(_, body) => pool.release(body),
            Words::Routing { table: Some(table), .. } => pool.release_table(table),
            _ => {}
        }
    }

    /// The packet as fields and owned words.
    ///
    /// # Errors
    /// An IMP number beyond 63. A core image has no fields and reads as too long.
    pub fn to_wire(&self, pool: &Pool) -> Result<modem::Packet, ModemError> {
        let content = match self.content {
            Words::Data(header, body) => Content::Data { header, data: pool.words(&body).to_vec() },
            Words::Null { head, sync } => Content::Null { head, sync, spare: 0 },
            Words::Routing { head, serial, table } => {
                let mut entries =
                    table.map_or(Vec::new(), |table| parts::entries(pool.table(table), serial).to_vec());
                entries.resize(ROUTING_ENTRIES, RoutingEntry::UNREACHABLE);
                Content::Routing { head, serial, table: entries }
            }
            Words::Core { head, password } => Content::Core { head, spare: 0, password },
            Words::CoreImage => {
                return Err(ModemError::TooLong {
                    words: CORE_IMAGE_WORDS,
                    most: modem::MAX_DATA_PACKET_WORDS,
                });
            }
        };
        let mut packet = modem::Packet::new(self.ack, content)?;
        packet.checksum = packet.checksum.wrapping_add(self.checksum_error);
        Ok(packet)
    }

    /// The packet that fields and owned words make; the caller holds the one reference to its words.
    ///
    /// # Errors
    /// An IMP number beyond 63.
    pub fn from_wire(packet: &modem::Packet, pool: &mut Pool) -> Result<Packet, ModemError> {
        let checksum_error = packet.checksum_error()?;
        let content = match &packet.content {
            Content::Data { header, data } => Words::Data(*header, pool.store(data)),
            Content::Null { head, sync, spare: _ } => Words::Null { head: *head, sync: *sync },
            Content::Routing { head, serial, table } => {
                let table = Some(pool.store_table(table.iter().copied()));
                Words::Routing { head: *head, serial: *serial, table }
            }
            Content::Core { head, spare: _, password } => Words::Core { head: *head, password: *password },
        };
        Ok(Packet { ack: packet.ack, content, checksum_error })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(hex: &str) -> Vec<u16> {
        hex.split_whitespace().map(|word| u16::from_str_radix(word, 16).unwrap()).collect()
    }

    /// Captured from the real program: MSG8 with one word, RFNM+ALL8, null, MSG1 with one word, DEAD8, core request.
    #[test]
    fn captured_packets_survive_the_machines_own_form() {
        let mut pool = Pool::new();
        for hex in [
            "00ff 2004 8003 0002 0080 4924 155a",
            "00f8 0242 0002 0204 fac4",
            "00ff 0203 00e2 0000 fc20",
            "80fe 02b4 0002 8203 0200 0092 f7bd",
            "00f8 2800 0102 0283 00e1 d2a7",
            "4001 8001 0000 0000 4001",
        ] {
            let words = words(hex);
            let wire = modem::Packet::parse(&words).unwrap();
            let packet = Packet::from_wire(&wire, &mut pool).unwrap();
            assert_eq!(packet.words(), words.len(), "{hex}");
            assert_eq!(packet.to_wire(&pool).unwrap().emit().unwrap(), words, "{hex}");
            packet.release(&mut pool);
        }
        assert_eq!(pool.in_use(), (0, 0));
    }

    #[test]
    fn a_wrong_checksum_stays_wrong_by_as_much() {
        let mut pool = Pool::new();
        let mut damaged = words("00f8 0242 0002 0204 fac4");
        damaged[4] ^= 0o300;
        let packet = Packet::from_wire(&modem::Packet::parse(&damaged).unwrap(), &mut pool).unwrap();
        assert_ne!(packet.checksum_error, 0);
        assert_eq!(packet.to_wire(&pool).unwrap().emit().unwrap(), damaged);
    }

    /// RFC 635 p. 7: a routing message is 1160 bits with its 136 bits of header and line control.
    #[test]
    fn a_routing_message_takes_1160_bits_of_line() {
        let head = ControlHead::new(arpanet_wire::ImpNumber(2), 0);
        let packet = Packet::new(Words::Routing { head, serial: 0, table: None });
        assert_eq!(packet.line_bits(), 1160);
    }
}
