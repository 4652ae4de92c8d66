//! The argument of TYPE with the second parameter that RFC 542 p. 24 gives it.

use std::fmt;

use super::argument::{ArgumentError, Representation, byte_size, letter};

/// The argument of TYPE: a letter, and in RFC 542 p. 24 a second parameter. The versions before know the letter alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeCode {
    /// The letter.
    pub representation: Representation,
    /// What follows it.
    pub detail: Option<TypeDetail>,
}

/// The second parameter of TYPE. RFC 542 p. 24.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeDetail {
    /// `N`: nothing controls a printer.
    NonPrint,
    /// `T`: CR, LF, FF and the like do.
    Telnet,
    /// `C`: the ASA characters at the beginning of lines do.
    CarriageControl,
    /// The logical byte size of local bytes, 1 to 255.
    ByteSize(u8),
}

impl TypeCode {
    /// Parses a letter, and after blanks a letter or a number.
    pub fn parse(text: &str) -> Result<TypeCode, ArgumentError> {
        let mut words = text.split_ascii_whitespace();
        let representation = Representation::parse(words.next().unwrap_or_default())?;
        let detail = words.next().map(|word| TypeDetail::parse(representation, word)).transpose()?;
        match words.next() {
            None => Ok(TypeCode { representation, detail }),
            Some(_) => Err(ArgumentError::Malformed { expected: "at most two parameters" }),
        }
    }
}

impl TypeDetail {
    fn parse(representation: Representation, word: &str) -> Result<TypeDetail, ArgumentError> {
        match representation {
            Representation::Ascii | Representation::Ebcdic => {
                letter(word, "format N, T or C", |letter| match letter {
                    'N' => Some(TypeDetail::NonPrint),
                    'T' => Some(TypeDetail::Telnet),
                    'C' => Some(TypeDetail::CarriageControl),
                    _ => None,
                })
            }
            Representation::LocalByte => byte_size(word).map(TypeDetail::ByteSize),
            _ => Err(ArgumentError::Malformed { expected: "no second parameter" }),
        }
    }
}

impl From<Representation> for TypeCode {
    fn from(representation: Representation) -> TypeCode {
        TypeCode { representation, detail: None }
    }
}

impl fmt::Display for TypeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.representation.fmt(f)?;
        match self.detail {
            None => Ok(()),
            Some(TypeDetail::NonPrint) => f.write_str(" N"),
            Some(TypeDetail::Telnet) => f.write_str(" T"),
            Some(TypeDetail::CarriageControl) => f.write_str(" C"),
            Some(TypeDetail::ByteSize(size)) => write!(f, " {size}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 542 p. 36: `A[<SP> <form code>]`, `L <SP> <byte size>`.
    #[test]
    fn a_type_may_have_a_second_parameter_that_suits_it() {
        let code = |representation, detail| Ok(TypeCode { representation, detail });
        assert_eq!(TypeCode::parse("a"), code(Representation::Ascii, None));
        assert_eq!(TypeCode::parse("A T"), code(Representation::Ascii, Some(TypeDetail::Telnet)));
        assert_eq!(TypeCode::parse("L 36"), code(Representation::LocalByte, Some(TypeDetail::ByteSize(36))));
        assert!(matches!(TypeCode::parse(""), Err(ArgumentError::Missing { .. })));
        for text in ["A X", "A 8", "L N", "L 0", "I 36", "A N N", "AN"] {
            assert!(matches!(TypeCode::parse(text), Err(ArgumentError::Malformed { .. })), "{text}");
        }
        for text in ["A", "A N", "E C", "L 9", "I"] {
            assert_eq!(TypeCode::parse(text).map(|code| code.to_string()).as_deref(), Ok(text));
        }
    }
}
