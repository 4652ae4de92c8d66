//! The transfer parameters of a session, and which of their combinations mean something.

use arpanet_wire::ftp::{Mode, Representation, Structure};

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
}

impl Default for Parameters {
    /// TYPE A, BYTE 8, MODE S, STRU F. RFC 354 p. 14-15.
    fn default() -> Parameters {
        Parameters {
            representation: Representation::Ascii,
            byte_size: 8,
            mode: Mode::Stream,
            structure: Structure::File,
        }
    }
}

impl Parameters {
    /// The byte size of the data connection: what BYTE says for I and L, else 8. RFC 354 p. 14.
    ///
    /// Dispute: RFC 385 p. 3 has TYPE supersede BYTE, so that it should come first; RFC 430 p. 2 and RFC 463 p. 1 want
    /// no order. We keep what BYTE said and use it when the type allows.
    pub fn transfer_size(&self) -> u8 {
        if self.representation.takes_byte_size() { self.byte_size } else { 8 }
    }

    /// True when the data are ASCII text, so that CR LF ends a line.
    pub fn is_ascii(&self) -> bool {
        matches!(self.representation, Representation::Ascii | Representation::PrintAscii)
    }

    /// Judges the combination by the tables of RFC 430 p. 8 and RFC 454 p. 15.
    pub fn check(&self) -> Result<(), BadCombination> {
        if self.mode == Mode::Text && !self.is_ascii() {
            return Err(BadCombination::TextModeOfBinary);
        }
        let binary = self.representation.takes_byte_size();
        if self.mode == Mode::Stream && self.structure == Structure::Record && binary {
            return Err(BadCombination::StreamRecordsOfBinary);
        }
        Ok(())
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
