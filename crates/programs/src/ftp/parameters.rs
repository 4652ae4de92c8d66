//! The transfer parameters of a session, and which of their combinations mean something.

use arpanet_wire::ftp::{Mode, Representation, Structure};

use crate::system::EBCDIC_NL;

/// How data are coded where the protocols of July 1972 and August 1973 differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Coding {
    /// RFC 354: BYTE counts for I and L alone; blocks are numbered by kind; records are lines in a stream.
    #[default]
    July1972,
    /// RFC 542: BYTE is the transfer byte of every type; blocks are flagged; a stream with records has escapes.
    August1973,
}

/// TYPE, BYTE, MODE and STRU. Each keeps its value until it is given another one; they come in any order and are judged
/// together when a transfer is asked for (RFC 354 p. 14, RFC 463 p. 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// TYPE.
    pub representation: Representation,
    /// BYTE, 1 to 255.
    pub byte_size: u8,
    /// MODE.
    pub mode: Mode,
    /// STRU.
    pub structure: Structure,
    /// Bits in a logical byte of TYPE L, where TYPE says it (RFC 542 p. 12).
    pub logical_size: Option<u8>,
    /// Whose protocol it is.
    pub coding: Coding,
}

/// Why a transfer cannot be done with these parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadCombination {
    /// Text mode's codes cannot be told from data unless data are ASCII. RFC 354 p. 10, RFC 430 p. 2.
    #[error("text mode carries ASCII types only")]
    TextModeOfBinary,
    /// A stream has no end of record but CR LF. RFC 354 p. 10.
    #[error("stream mode has no records but those of ASCII types")]
    StreamRecordsOfBinary,
    /// An escape takes three bits (RFC 542 p. 15), the flags of compressed mode eight (p. 19).
    #[error("the byte size is too small for this mode")]
    TooNarrow,
    /// Logical bytes run across transfer bytes: RFC 542 p. 10, p. 13 has it so, our systems have not.
    #[error("logical bytes go into transfer bytes of their own size only")]
    Repacked,
}

impl BadCombination {
    /// True for what the protocol has and the servers here have not.
    pub fn is_not_implemented(self) -> bool {
        self == BadCombination::Repacked
    }
}

impl Default for Parameters {
    /// TYPE A, BYTE 8, MODE S, STRU F. RFC 354 p. 14-15.
    fn default() -> Parameters {
        Parameters {
            representation: Representation::Ascii,
            byte_size: 8,
            mode: Mode::Stream,
            structure: Structure::File,
            logical_size: None,
            coding: Coding::July1972,
        }
    }
}

impl Parameters {
    /// The byte size of the data connection: what BYTE says for I and L, else 8 (RFC 354 p. 14); what BYTE says for every
    /// type in the protocol of August 1973 (RFC 542 p. 14).
    ///
    /// Dispute: RFC 385 p. 3 has TYPE supersede BYTE, so that it should come first; RFC 430 p. 2 and RFC 463 p. 1 want
    /// no order. We keep what BYTE said and use it when the type allows.
    pub fn transfer_size(&self) -> u8 {
        let counts = self.coding == Coding::August1973 || self.representation.takes_byte_size();
        if counts { self.byte_size } else { 8 }
    }

    /// How a line ends where data are text: CR LF in ASCII, NL in EBCDIC (RFC 454 p. 12).
    pub fn line_end(&self) -> Option<&'static [u8]> {
        match self.representation {
            Representation::Ascii | Representation::PrintAscii => Some(b"\r\n"),
            Representation::Ebcdic | Representation::PrintEbcdic => Some(&[EBCDIC_NL]),
            Representation::Image | Representation::LocalByte => None,
        }
    }

    /// True when the data are ASCII text, so that CR LF ends a line.
    pub fn is_ascii(&self) -> bool {
        matches!(self.representation, Representation::Ascii | Representation::PrintAscii)
    }

    /// Judges the combination by the tables of RFC 430 p. 8 and RFC 454 p. 15.
    pub fn check(&self) -> Result<(), BadCombination> {
        if self.coding == Coding::August1973 {
            return self.check_1973();
        }
        if self.mode == Mode::Text && !self.is_ascii() {
            return Err(BadCombination::TextModeOfBinary);
        }
        let binary = self.representation.takes_byte_size();
        if self.mode == Mode::Stream && self.structure == Structure::Record && binary {
            return Err(BadCombination::StreamRecordsOfBinary);
        }
        Ok(())
    }

    fn check_1973(&self) -> Result<(), BadCombination> {
        let least = match (self.mode, self.structure) {
            (Mode::Stream, Structure::Record) => 3,
            (Mode::Compressed, _) => 8,
            _ => 1,
        };
        if self.byte_size < least {
            return Err(BadCombination::TooNarrow);
        }
        let logical_size = match self.representation {
            Representation::Image => self.byte_size,
            Representation::LocalByte => self.logical_size.unwrap_or(self.byte_size),
            _ => 8,
        };
        if logical_size == self.byte_size { Ok(()) } else { Err(BadCombination::Repacked) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 354 p. 14: the byte size is always 8 in ASCII and print file representations.
    #[test]
    fn byte_counts_only_for_image_and_local_byte() {
        let all = [
            (Representation::Ascii, 8),
            (Representation::PrintAscii, 8),
            (Representation::Ebcdic, 8),
            (Representation::PrintEbcdic, 8),
            (Representation::Image, 36),
            (Representation::LocalByte, 36),
        ];
        for (representation, size) in all {
            let parameters = Parameters { representation, byte_size: 36, ..Parameters::default() };
            assert_eq!(parameters.transfer_size(), size, "{representation:?}");
        }
    }

    /// The filled squares of the table on RFC 430 p. 8, ASCII, Image, Local Byte and EBCDIC.
    #[test]
    fn the_table_of_rfc_430_says_what_can_be_combined() {
        use Mode::{Block, Stream, Text};
        use Structure::{File, Record};
        let columns =
            [(File, Stream), (File, Text), (File, Block), (Record, Stream), (Record, Text), (Record, Block)];
        let rows = [
            (Representation::Ascii, [true, true, true, true, true, true]),
            (Representation::Image, [true, false, true, false, false, true]),
            (Representation::LocalByte, [true, false, true, false, false, true]),
            // RFC 454 p. 15 adds EBCDIC records in stream mode, ended by NL.
            (Representation::Ebcdic, [true, false, true, true, false, true]),
        ];
        for (representation, expected) in rows {
            for ((structure, mode), is_good) in columns.into_iter().zip(expected) {
                let parameters = Parameters { representation, structure, mode, ..Parameters::default() };
                assert_eq!(parameters.check().is_ok(), is_good, "{representation} {mode} {structure}");
            }
        }
    }
}
