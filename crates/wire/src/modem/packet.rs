//! A whole packet: words to fields and back, without loss.

use super::checksum::{checksum, checksum_error};
use super::{
    Ack, ControlHead, Head, Kind, MAX_DATA_PACKET_WORDS, ModemError, Place, ROUTING_ENTRIES, ROUTING_WORDS,
    RoutingEntry, SHORT_WORDS,
};

/// The header of a packet of the data family, words 1 to 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Word 1.
    pub head: Head,
    /// Word 2.
    pub to: Place,
    /// Word 3.
    pub from: Place,
    /// Word 4: the second leader word; absent in replies, requests, give-backs and queries of five words.
    pub link: Option<u16>,
}

impl Header {
    /// What the packet is.
    pub fn kind(&self) -> Kind {
        self.head.kind(self.to.has(Place::DEAD))
    }

    /// True for transmissions, false for replies.
    pub const fn is_transmission(&self) -> bool {
        self.head.has(Head::TRANSMISSION)
    }

    /// Words of the packet with `data` data words.
    pub const fn packet_words(&self, data: usize) -> usize {
        if self.link.is_some() { 6 + data } else { SHORT_WORDS }
    }
}

/// A packet as fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Word 0.
    pub ack: Ack,
    /// Words 1 up to the checksum.
    pub content: Content,
    /// The last word, right or wrong.
    pub checksum: u16,
}

/// What stands between the acknowledgment header and the checksum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A transmission or a reply.
    Data {
        /// Words 1 to 4.
        header: Header,
        /// 0 to 63 data words; none without a link word.
        data: Vec<u16>,
    },
    /// A null: acknowledgments, I-heard-you, global time.
    Null {
        /// Word 1.
        head: ControlHead,
        /// Word 2: global time in fast ticks.
        sync: u16,
        /// Word 3, zero as the program makes it.
        spare: u16,
    },
    /// A routing message, which is also the hello of the line protocol; or, with [`ControlHead::DUMP`], 64 words of core.
    Routing {
        /// Word 1.
        head: ControlHead,
        /// Word 2: the serial number in its left half.
        serial: u16,
        /// 64 entries.
        table: Vec<RoutingEntry>,
    },
    /// "Send me your core", recognised before the checksum is looked at; or a reload demand.
    Core {
        /// Word 1.
        head: ControlHead,
        /// Word 2.
        spare: u16,
        /// Word 3: in a demand the password.
        password: u16,
    },
}

impl Packet {
    /// A packet with the checksum that belongs to it.
    pub fn new(ack: Ack, content: Content) -> Result<Packet, ModemError> {
        let mut packet = Packet { ack, content, checksum: 0 };
        let words = packet.emit()?;
        packet.checksum = checksum(&words[..words.len() - 1]);
        Ok(packet)
    }

    /// Reads the words of one packet. The checksum is kept, not judged: see [`Packet::checksum_error`].
    pub fn parse(words: &[u16]) -> Result<Packet, ModemError> {
        if words.len() < SHORT_WORDS {
            return Err(ModemError::TooShort { words: words.len() });
        }
        let content = if words[1] & Head::CONTROL != 0 { parse_control(words)? } else { parse_data(words)? };
        Ok(Packet { ack: Ack(words[0]), content, checksum: words[words.len() - 1] })
    }

    /// The words of the packet.
    pub fn emit(&self) -> Result<Vec<u16>, ModemError> {
        let mut words = Vec::with_capacity(MAX_DATA_PACKET_WORDS);
        words.push(self.ack.0);
        match &self.content {
            Content::Data { header, data } => {
                words.extend([header.head.0, header.to.to_word(2)?, header.from.to_word(3)?]);
                words.extend(header.link);
                words.extend(data);
            }
            Content::Null { head, sync, spare } => words.extend([head.to_word()?, *sync, *spare]),
            Content::Routing { head, serial, table } => {
                words.extend([head.to_word()?, *serial]);
                words.extend(table.iter().map(|entry| entry.0));
            }
            Content::Core { head, spare, password } => words.extend([head.to_word()?, *spare, *password]),
        }
        words.push(self.checksum);
        Ok(words)
    }

    /// By how much the checksum is wrong; zero when it holds. A core request is exempt from the check.
    pub fn checksum_error(&self) -> Result<u16, ModemError> {
        Ok(checksum_error(&self.emit()?))
    }
}

fn parse_data(words: &[u16]) -> Result<Content, ModemError> {
    if words.len() > MAX_DATA_PACKET_WORDS {
        return Err(ModemError::TooLong { words: words.len(), most: MAX_DATA_PACKET_WORDS });
    }
    let link = (words.len() > SHORT_WORDS).then(|| words[4]);
    let header = Header {
        head: Head(words[1]),
        to: Place::from_word(words[2]),
        from: Place::from_word(words[3]),
        link,
    };
    let data = if link.is_some() { words[5..words.len() - 1].to_vec() } else { Vec::new() };
    Ok(Content::Data { header, data })
}

fn parse_control(words: &[u16]) -> Result<Content, ModemError> {
    let head = ControlHead::from_word(words[1]);
    let short =
        head.has(ControlHead::NULL) || head.has(ControlHead::GET_CORE) || head.has(ControlHead::SEND_CORE);
    let right = if short { SHORT_WORDS } else { ROUTING_WORDS };
    if words.len() != right {
        return Err(ModemError::WrongLength { head: words[1], words: words.len(), right });
    }
    Ok(if head.has(ControlHead::NULL) {
        Content::Null { head, sync: words[2], spare: words[3] }
    } else if short {
        Content::Core { head, spare: words[2], password: words[3] }
    } else {
        let table = words[3..3 + ROUTING_ENTRIES].iter().map(|&word| RoutingEntry(word)).collect();
        Content::Routing { head, serial: words[2], table }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ImpNumber;

    fn words(hex: &str) -> Vec<u16> {
        hex.split_whitespace().map(|word| u16::from_str_radix(word, 16).unwrap()).collect()
    }

    /// Every complete packet among the annotated captures of the real program.
    const CAPTURED: [&str; 19] = [
        "00ff 0203 00e2 0000 fc20",
        "00ff 0213 05f6 0000 f6fc",
        "00ff 00f4 0004 8002 0100 7d0c",
        "80fe 0174 0004 0002 7d8c",
        "80ff 0102 0002 0204 7bfd",
        "02ff 0234 0204 8002 0200 76cc",
        "00f8 0242 0002 0204 fac4",
        "80fe 03b6 0004 0002 7b4a",
        "80f9 03c8 0002 0204 793d",
        "80fe 1f44 8003 0002 dfbd",
        "00ff 2004 8003 0002 0080 4924 155a",
        "00f8 2800 0102 0283 00e1 d2a7",
        "00f2 55c0 0102 0283 00a1 a52d",
        "0000 1d4a 0003 0002 e2b5",
        "81fe 0282 0003 0002 7b7f",
        "80fe 02b4 0002 8203 0200 0092 f7bd",
        "00fc 078c 0003 0002 f777",
        "4001 8001 0000 0000 4001",
        "00ff 0203 00e7 0000 fc1b",
    ];

    #[test]
    fn captured_packets_parse_and_emit_identically() {
        for hex in CAPTURED {
            let words = words(hex);
            let packet = Packet::parse(&words).unwrap();
            assert_eq!(packet.emit().unwrap(), words, "{hex}");
            let is_core_request = matches!(packet.content, Content::Core { .. });
            assert_eq!(packet.checksum_error().unwrap() == 0, !is_core_request, "{hex}");
        }
    }

    #[test]
    fn made_packets_carry_the_checksum_of_the_captured_ones() {
        for hex in CAPTURED.iter().filter(|hex| !hex.starts_with("4001")) {
            let words = words(hex);
            let parsed = Packet::parse(&words).unwrap();
            assert_eq!(Packet::new(parsed.ack, parsed.content.clone()).unwrap(), parsed, "{hex}");
        }
    }

    #[test]
    fn a_captured_message_has_the_annotated_fields() {
        let packet = Packet::parse(&words("00ff 2004 8003 0002 0080 4924 155a")).unwrap();
        let Content::Data { header, data } = packet.content else { panic!("not data") };
        assert_eq!(header.kind(), Kind::Message8);
        assert_eq!((header.head.message(), header.head.order()), (32, 0));
        assert!(header.to.has(Place::PRIORITY));
        assert_eq!((header.to.imp, header.from.imp, header.link), (ImpNumber(3), ImpNumber(2), Some(0x0080)));
        assert_eq!(data, [0x4924]);
    }

    #[test]
    fn wrong_lengths_are_named() {
        assert_eq!(Packet::parse(&[0, 1, 2, 3]), Err(ModemError::TooShort { words: 4 }));
        assert_eq!(Packet::parse(&[0; 70]), Err(ModemError::TooLong { words: 70, most: 69 }));
        let null_of_six = [0x00ff, 0x0203, 0, 0, 0, 0];
        assert_eq!(
            Packet::parse(&null_of_six),
            Err(ModemError::WrongLength { head: 0x0203, words: 6, right: 5 })
        );
        let routing_of_five = [0, 0x0201, 0, 0, 0];
        assert_eq!(
            Packet::parse(&routing_of_five),
            Err(ModemError::WrongLength { head: 0x0201, words: 5, right: 68 })
        );
    }

    #[test]
    fn a_damaged_word_shows_in_the_checksum() {
        let mut words = words("00ff 2004 8003 0002 0080 4924 155a");
        words[5] ^= 0x0010;
        assert_ne!(Packet::parse(&words).unwrap().checksum_error().unwrap(), 0);
    }
}
