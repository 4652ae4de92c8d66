//! Why words are not a packet, or a packet has no words.

use crate::ImpNumber;

/// What makes a string of words unreadable as a packet, or a packet impossible to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModemError {
    /// Fewer words than the shortest packet, the null, has.
    #[error("a packet has at least 5 words, this one has {words}")]
    TooShort {
        /// How many there are.
        words: usize,
    },
    /// More words than the program's input buffer takes.
    #[error("a packet of this kind has at most {most} words, this one has {words}")]
    TooLong {
        /// How many there are.
        words: usize,
        /// How many there may be.
        most: usize,
    },
    /// A kind of one length has another length.
    #[error("a packet with HEAD (word 1) {head:06o} has {right} words, this one has {words}")]
    WrongLength {
        /// Word 1.
        head: u16,
        /// How many words there are.
        words: usize,
        /// How many there should be.
        right: usize,
    },
    /// An IMP number that six bits do not hold.
    #[error("IMP {imp} does not fit the six bits of word {word}")]
    WideImp {
        /// The number.
        imp: ImpNumber,
        /// The word, 1 to 3.
        word: usize,
    },
}
