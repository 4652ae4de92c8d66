//! What can be wrong with bits: every error names the field, its place and the value found.

/// Bits that do not fit a format. Bit numbers count from 1 at the start of the message, as the sources count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum WireError {
    /// The message ends before or inside a field.
    #[error("{field} (bits {first}-{last}): the message ends after {length_bits} bits")]
    Short {
        /// The field, in the source's words.
        field: &'static str,
        /// Its first bit.
        first: usize,
        /// Its last bit.
        last: usize,
        /// How many bits there are.
        length_bits: usize,
    },
    /// A field holds, or was asked to hold, a value that its format or its rule forbids.
    #[error("{field} (bits {first}-{last}): {value} where the protocol wants {expected}")]
    Value {
        /// The field, in the source's words.
        field: &'static str,
        /// Its first bit.
        first: usize,
        /// Its last bit.
        last: usize,
        /// The value found.
        value: u64,
        /// What belongs there.
        expected: &'static str,
    },
}

impl WireError {
    /// The field that is wrong.
    pub const fn field(&self) -> &'static str {
        match self {
            WireError::Short { field, .. } | WireError::Value { field, .. } => field,
        }
    }

    /// First and last bit of the field that is wrong, counted from 1.
    pub const fn bits(&self) -> (usize, usize) {
        match self {
            WireError::Short { first, last, .. } | WireError::Value { first, last, .. } => (*first, *last),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_field_bits_and_value() {
        let error = WireError::Value { field: "byte size", first: 41, last: 48, value: 7, expected: "8" };
        assert_eq!(error.to_string(), "byte size (bits 41-48): 7 where the protocol wants 8");
        assert_eq!((error.field(), error.bits()), ("byte size", (41, 48)));
        let short = WireError::Short { field: "leader", first: 1, last: 32, length_bits: 16 };
        assert_eq!(short.to_string(), "leader (bits 1-32): the message ends after 16 bits");
        assert_eq!((short.field(), short.bits()), ("leader", (1, 32)));
    }
}
