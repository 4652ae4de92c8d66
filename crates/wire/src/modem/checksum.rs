//! The software checksum of packets, the last word.
//!
//! For a packet of n words, checksum included, the sum of all words is n - 1 modulo 65536; the count makes lost or added
//! zero words show (IMP program 3050; RFC 528 p. 5: "a simple sum of the words in the packet, to which the number of
//! words in the packet is added").

/// The checksum of a packet whose other words are `words`.
pub fn checksum(words: &[u16]) -> u16 {
    words.iter().fold(words.len() as u16, |rest, &word| rest.wrapping_sub(word))
}

/// By how much the last word of `words` differs from the right checksum; zero when it holds.
pub fn checksum_error(words: &[u16]) -> u16 {
    match words.split_last() {
        Some((&last, rest)) => last.wrapping_sub(checksum(rest)),
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As seen in captures: a null packet of IMP 2, a routing-free REQ8, a MSG1.
    #[test]
    fn captured_packets_sum_to_their_length_less_one() {
        for words in [
            &[0x00ff, 0x0203, 0x00e2, 0x0000, 0xfc20][..],
            &[0x80fe, 0x0174, 0x0004, 0x0002, 0x7d8c],
            &[0x00ff, 0x00f4, 0x0004, 0x8002, 0x0100, 0x7d0c],
        ] {
            assert_eq!(checksum_error(words), 0);
            assert_eq!(words.iter().fold(0u16, |sum, &word| sum.wrapping_add(word)), words.len() as u16 - 1);
        }
    }

    #[test]
    fn a_lost_zero_word_shows() {
        let mut words = vec![0x00ff, 0x0203, 0x00e2, 0x0000, 0xfc20];
        words.remove(3);
        assert_ne!(checksum_error(&words), 0);
    }
}
