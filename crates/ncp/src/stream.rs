//! Bits on their way through the NCP: put in at one end, taken out at the other. Message boundaries leave no trace
//! (NIC 8246 p. 8).

use arpanet_wire::Bits;

/// A queue of bits.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Stream {
    bits: Bits,
    taken: usize,
}

impl Stream {
    /// Bits that wait.
    pub fn length_bits(&self) -> usize {
        self.bits.length_bits() - self.taken
    }

    /// True when nothing waits.
    pub fn is_empty(&self) -> bool {
        self.length_bits() == 0
    }

    /// Adds bits at the end.
    pub fn put(&mut self, bits: &Bits) {
        if self.taken > 0 && self.taken >= self.length_bits() {
            self.bits = self.bits.slice(self.taken, usize::MAX);
            self.taken = 0;
        }
        self.bits.extend(bits);
    }

    /// Takes the first `length_bits`, or all there are.
    pub fn take(&mut self, length_bits: usize) -> Bits {
        let end = self.taken + length_bits.min(self.length_bits());
        let part = self.bits.slice(self.taken, end);
        self.taken = end;
        if self.is_empty() {
            self.clear();
        }
        part
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Stream::default();
    }
}

/// How many bits to hand over when `waiting` bits of `byte_size` each wait and at most `max_bits` are wanted: whole
/// bytes, and one at least.
pub(crate) fn whole_bytes(waiting: usize, byte_size: u8, max_bits: usize) -> usize {
    let byte_size = usize::from(byte_size.max(1));
    let wanted = (max_bits / byte_size).max(1) * byte_size;
    wanted.min(waiting - waiting % byte_size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_forgets_where_its_pieces_began() {
        let mut stream = Stream::default();
        for octet in 0..100_u8 {
            stream.put(&Bits::from_octets(&[octet]).slice(1, 8));
        }
        let mut seen = Bits::new();
        for length in (0..).map(|step| step % 13) {
            seen.extend(&stream.take(length));
            if stream.is_empty() {
                break;
            }
        }
        let values: Vec<u64> = (0..100).map(|index| seen.get(index * 7, 7).unwrap()).collect();
        assert_eq!(values, (0..100).collect::<Vec<u64>>());
    }

    #[test]
    fn a_stream_put_and_taken_in_turn_does_not_grow() {
        let mut stream = Stream::default();
        stream.put(&Bits::zeros(64));
        for _ in 0..1000 {
            stream.put(&Bits::zeros(64));
            assert_eq!(stream.take(64).length_bits(), 64);
        }
        assert!(stream.bits.length_bits() < 1024, "holds {} bits", stream.bits.length_bits());
    }

    #[test]
    fn bytes_are_never_split() {
        assert_eq!(whole_bytes(100, 36, 1000), 72);
        assert_eq!(whole_bytes(100, 36, 40), 36);
        assert_eq!(whole_bytes(100, 36, 1), 36);
        assert_eq!(whole_bytes(35, 36, 1000), 0);
    }
}
