//! The message that one host's NCP sends to another's: NIC 8246 p. 19-20.
//!
//! ```text
//!   1 . . . . . . 32  33 . 40  41 . 48  49 . . . 64  65 . 72  73 . . .
//! +-----------------+--------+--------+------------+--------+--------------+------+-----------+
//! |     leader      |   M1   |   S    |     C      |   M2   | text C*S bits|  M3  |  1 0 0 .. |
//! +-----------------+--------+--------+------------+--------+--------------+------+-----------+
//! ```
//!
//! S is the connection's byte size (8 on link 0), C the number of bytes. M1, M2 and M3 are zero when sent, and count
//! for nothing when received. M3 fills the sending host's word; the 1 and the zeros after it come from the hardware
//! of the interface, up to a 16-bit boundary (RFC 635 p. 6), and are the cable's business. Only C*S says where the
//! text ends.

use crate::{Bits, Leader, WireError, link};

/// The longest message that an IMP takes from a host, leader and M3 included (RFC 381 p. 3).
pub const MAX_MESSAGE_BITS: usize = 8095;

/// The most bits of text and M3 in one message: what [`MAX_MESSAGE_BITS`] leaves after the header.
pub const MAX_TEXT_BITS: usize = MAX_MESSAGE_BITS - Header::LENGTH_BITS;

/// The most octets of commands in one control message (NIC 8246 p. 21).
pub const MAX_CONTROL_OCTETS: usize = 120;

/// The first 72 bits of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Header {
    /// Bits 1-32.
    pub leader: Leader,
    /// M1, bits 33-40: zero when sent.
    pub m1: u8,
    /// S, bits 41-48: bits in a byte.
    pub byte_size: u8,
    /// C, bits 49-64: bytes in the text.
    pub byte_count: u16,
    /// M2, bits 65-72: zero when sent.
    pub m2: u8,
}

/// A message: header and text, without M3 and padding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Message {
    header: Header,
    text: Bits,
}

impl Header {
    /// Length of leader, M1, S, C and M2.
    pub const LENGTH_BITS: usize = 72;

    /// Length of the text that the header announces, C times S.
    pub const fn text_bits(&self) -> usize {
        self.byte_count as usize * self.byte_size as usize
    }

    /// Checks what holds for every control message: S is 8 and C is at most 120 (NIC 8246 p. 21).
    ///
    /// # Errors
    /// The field that breaks the rule.
    pub const fn check_control(&self) -> Result<(), WireError> {
        if self.byte_size != 8 {
            let value = self.byte_size as u64;
            return Err(WireError::Value { field: "byte size", first: 41, last: 48, value, expected: "8" });
        }
        if self.byte_count as usize > MAX_CONTROL_OCTETS {
            let (value, expected) = (self.byte_count as u64, "at most 120 on the control link");
            return Err(WireError::Value { field: "byte count", first: 49, last: 64, value, expected });
        }
        Ok(())
    }

    /// The header at the beginning of a message.
    ///
    /// # Errors
    /// Fewer than 72 bits.
    pub fn parse(message: &Bits) -> Result<Header, WireError> {
        let leader = Leader::parse(message)?;
        match message.octets() {
            &[_, _, _, _, m1, byte_size, high, low, m2, ..]
                if message.length_bits() >= Header::LENGTH_BITS =>
            {
                Ok(Header { leader, m1, byte_size, byte_count: u16::from_be_bytes([high, low]), m2 })
            }
            _ => Err(WireError::Short {
                field: "header",
                first: 1,
                last: Header::LENGTH_BITS,
                length_bits: message.length_bits(),
            }),
        }
    }

    /// Where the text of a message that begins with this header ends, in bits from its beginning.
    ///
    /// # Errors
    /// A message that ends before.
    fn text_end(&self, message: &Bits) -> Result<usize, WireError> {
        let last = Header::LENGTH_BITS + self.text_bits();
        let (length_bits, first) = (message.length_bits(), Header::LENGTH_BITS + 1);
        if length_bits < last {
            return Err(WireError::Short { field: "text", first, last, length_bits });
        }
        Ok(last)
    }

    /// The octets of the commands in a control message that begins with this header.
    ///
    /// # Errors
    /// A message that is no control message ([`Header::check_control`]), or that ends before its C octets of commands.
    pub fn commands<'a>(&self, message: &'a Bits) -> Result<&'a [u8], WireError> {
        self.check_control()?;
        Ok(&message.octets()[Header::LENGTH_BITS / 8..self.text_end(message)? / 8])
    }

    /// The 72 bits of the header.
    ///
    /// # Errors
    /// A leader that cannot be written; see [`Leader::words`].
    pub fn emit(&self) -> Result<Bits, WireError> {
        Ok(Bits::from_octets(&self.octets()?))
    }

    fn octets(&self) -> Result<[u8; 9], WireError> {
        let [a, b, c, d] = self.leader.octets()?;
        let [high, low] = self.byte_count.to_be_bytes();
        Ok([a, b, c, d, self.m1, self.byte_size, high, low, self.m2])
    }
}

impl Message {
    /// A message with `text` cut in bytes of `byte_size` bits; M1 and M2 zero.
    ///
    /// # Errors
    /// A text that is no whole number of bytes, or longer than [`MAX_TEXT_BITS`].
    pub fn new(leader: Leader, byte_size: u8, text: Bits) -> Result<Message, WireError> {
        let last = Header::LENGTH_BITS + text.length_bits();
        let value = text.length_bits() as u64;
        if text.length_bits() > MAX_TEXT_BITS {
            let expected = "at most 8023 bits of text";
            return Err(WireError::Value { field: "text", first: 73, last, value, expected });
        }
        let bytes = text.length_bits().checked_div(usize::from(byte_size)).unwrap_or(0);
        if bytes * usize::from(byte_size) != text.length_bits() {
            let expected = "a whole number of bytes";
            return Err(WireError::Value { field: "text", first: 73, last, value, expected });
        }
        let byte_count = u16::try_from(bytes).expect("a text of 8023 bits has no more bytes than that");
        Ok(Message { header: Header { leader, m1: 0, byte_size, byte_count, m2: 0 }, text })
    }

    /// A control message: `commands` are the octets of whole commands, one after the other.
    ///
    /// # Errors
    /// More than 120 octets.
    pub fn control(leader: Leader, commands: &[u8]) -> Result<Message, WireError> {
        let message = Message::new(Leader { link: link::CONTROL, ..leader }, 8, Bits::from_octets(commands))?;
        message.header.check_control()?;
        Ok(message)
    }

    /// The header.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The text, C*S bits.
    pub const fn text(&self) -> &Bits {
        &self.text
    }

    /// The text, for the taking.
    pub fn into_text(self) -> Bits {
        self.text
    }

    /// Reads a message as it came off the cable; what follows C*S bits of text is M3 and padding and counts for
    /// nothing, whatever it holds.
    ///
    /// # Errors
    /// A message that ends in the header, or before C*S bits of text.
    pub fn parse(bits: &Bits) -> Result<Message, WireError> {
        let header = Header::parse(bits)?;
        Ok(Message { header, text: bits.slice(Header::LENGTH_BITS, header.text_end(bits)?) })
    }

    /// Header and text, with M3 of as many zeros as fill the last word of a host whose word is `host_word_bits`
    /// long (1 or 0: no M3). M3 stops short where the message would grow beyond [`MAX_MESSAGE_BITS`].
    ///
    /// # Errors
    /// A leader that cannot be written; see [`Leader::words`].
    pub fn emit(&self, host_word_bits: usize) -> Result<Bits, WireError> {
        let multiple = host_word_bits.max(1);
        let length_bits = Header::LENGTH_BITS + self.text.length_bits();
        let mut octets = Vec::with_capacity(length_bits.next_multiple_of(multiple).div_ceil(8));
        octets.extend_from_slice(&self.header.octets()?);
        let mut bits = Bits::from(octets);
        bits.extend(&self.text);
        bits.fill_with_zeros(multiple, MAX_MESSAGE_BITS);
        Ok(bits)
    }
}

/// The most bytes of `byte_size` bits that one message holds; none for a byte size of zero.
pub const fn max_bytes(byte_size: u8) -> u16 {
    if byte_size == 0 { 0 } else { (MAX_TEXT_BITS / byte_size as usize) as u16 }
}

/// What the sending host's interface adds to a message: a 1, then zeros up to a 16-bit boundary (RFC 635 p. 6).
pub fn pad_to_word(message: &mut Bits) {
    message.push(1, 1);
    let length_bits = message.length_bits();
    message.extend(&Bits::zeros(length_bits.next_multiple_of(16) - length_bits));
}

/// What [`pad_to_word`] added, taken away: the last 1 and the zeros after it. False, and nothing done, when there
/// is no 1 at all. A type 0 message needs none of this: C*S says where its text ends.
pub fn strip_padding(message: &mut Bits) -> bool {
    let Some(last) = message.octets().iter().rposition(|octet| *octet != 0) else {
        return false;
    };
    let zeros = message.octets()[last].trailing_zeros() as usize;
    message.truncate(last * 8 + 7 - zeros);
    true
}

#[cfg(test)]
mod tests;
