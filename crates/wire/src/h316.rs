//! Datagrams of the Honeywell 316 emulator, in which the genuine IMP program runs today: one datagram for each
//! transfer on a modem line or a host cable, as seen in captures of the real program.
//!
//! ```text
//! octets 0-3   magic "H316"
//! octets 4-7   sequence, from 0, one more with each datagram of a direction
//! octets 8-9   count of the words that follow
//! octets 10-   words, most significant octet first; on a host cable the first is a flag word:
//!              bit 16 (value 1) last: the message ends here; bit 15 (value 2) ready: the sender's ready line is up
//! ```
//!
//! Bits of the flag word beside those two count for nothing when received and are zero when sent.

/// A datagram of a modem line: one packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModemDatagram {
    /// Sequence number in its direction.
    pub sequence: u32,
    /// The packet.
    pub words: Vec<u16>,
}

/// A datagram of a host cable: a message, a part of one, or only the ready line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostDatagram {
    /// Sequence number in its direction.
    pub sequence: u32,
    /// The message ends with these words.
    pub last: bool,
    /// The sender's ready line is up.
    pub ready: bool,
    /// Words of a message, maybe none.
    pub words: Vec<u16>,
}

/// Octets that are no datagram of the emulator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum H316Error {
    /// Too short for magic, sequence and count.
    #[error("the datagram has {length_octets} octets; its head alone has 10")]
    Short {
        /// Length of the datagram.
        length_octets: usize,
    },
    /// Not from an emulator.
    #[error("magic (octets 1-4) is {found:08x}, not 48333136")]
    Magic {
        /// The first four octets.
        found: u32,
    },
    /// The length contradicts the count, which calls for 10 octets and two for each word.
    #[error("count (octets 9-10) says {count} words, the datagram has {length_octets} octets instead of {}",
            10 + 2 * usize::from(*count))]
    Length {
        /// The count.
        count: u16,
        /// Length of the datagram.
        length_octets: usize,
    },
    /// A datagram of a host cable without its flag word.
    #[error("count (octets 9-10) says 0 words; a host's datagram has a flag word")]
    NoFlags,
    /// More words than the count can say; met only when writing.
    #[error("{words} words do not fit the count (octets 9-10)")]
    TooManyWords {
        /// Words asked for.
        words: usize,
    },
}

const MAGIC: u32 = 0x4833_3136;
const HEAD_OCTETS: usize = 10;
const LAST: u16 = 1;
const READY: u16 = 2;

impl ModemDatagram {
    /// Reads a datagram.
    ///
    /// # Errors
    /// See [`H316Error`].
    pub fn parse(datagram: &[u8]) -> Result<ModemDatagram, H316Error> {
        let length_octets = datagram.len();
        let Some((head, body)) = datagram.split_first_chunk::<HEAD_OCTETS>() else {
            return Err(H316Error::Short { length_octets });
        };
        let [m0, m1, m2, m3, s0, s1, s2, s3, c0, c1] = *head;
        let found = u32::from_be_bytes([m0, m1, m2, m3]);
        if found != MAGIC {
            return Err(H316Error::Magic { found });
        }
        let count = u16::from_be_bytes([c0, c1]);
        if body.len() != 2 * usize::from(count) {
            return Err(H316Error::Length { count, length_octets });
        }
        let words = body.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
        Ok(ModemDatagram { sequence: u32::from_be_bytes([s0, s1, s2, s3]), words })
    }

    /// Writes the datagram.
    ///
    /// # Errors
    /// More than 65,535 words.
    pub fn emit(&self) -> Result<Vec<u8>, H316Error> {
        emit(self.sequence, None, &self.words)
    }
}

impl HostDatagram {
    /// Reads a datagram.
    ///
    /// # Errors
    /// See [`H316Error`].
    pub fn parse(datagram: &[u8]) -> Result<HostDatagram, H316Error> {
        let ModemDatagram { sequence, mut words } = ModemDatagram::parse(datagram)?;
        if words.is_empty() {
            return Err(H316Error::NoFlags);
        }
        let flags = words.remove(0);
        Ok(HostDatagram { sequence, last: flags & LAST != 0, ready: flags & READY != 0, words })
    }

    /// Writes the datagram.
    ///
    /// # Errors
    /// More than 65,534 words.
    pub fn emit(&self) -> Result<Vec<u8>, H316Error> {
        let flags = if self.last { LAST } else { 0 } | if self.ready { READY } else { 0 };
        emit(self.sequence, Some(flags), &self.words)
    }
}

fn emit(sequence: u32, flags: Option<u16>, words: &[u16]) -> Result<Vec<u8>, H316Error> {
    let total = words.len() + usize::from(flags.is_some());
    let count = u16::try_from(total).map_err(|_| H316Error::TooManyWords { words: words.len() })?;
    let mut datagram = Vec::with_capacity(HEAD_OCTETS + 2 * total);
    datagram.extend(MAGIC.to_be_bytes());
    datagram.extend(sequence.to_be_bytes());
    datagram.extend(count.to_be_bytes());
    datagram.extend(flags.iter().chain(words).flat_map(|word| word.to_be_bytes()));
    Ok(datagram)
}

#[cfg(test)]
mod tests;
