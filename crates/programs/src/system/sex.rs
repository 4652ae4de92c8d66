//! SEX, the Sigma executive of UCLA's Network Measurement Center: a Sigma 7 with 32-bit words, four EBCDIC characters in a
//! word.
//!
//! Liberty: our sources say no more of it than its name (RFC 229 p. 1, RFC 597 p. 2). The character set is the machine's.
//! Names are `NAME:USER`, up to 11 letters, digits, and `. - $`; there are no versions, and a line ends with NL.

use super::characters::{Characters, EBCDIC_NL};
use super::login::UNRECORDED;
use super::name::{FileName, NamePattern, NameSyntax, Part, VersionPattern, bad_name};
use super::{LineEnd, MailPlaces, System};
use crate::error::FileError;

/// SEX.
pub static SEX: System = System {
    name: "sex",
    title: "SEX",
    word_bits: 32,
    character_bits: 8,
    characters: Characters::Ebcdic,
    line_end: LineEnd::NewLine(EBCDIC_NL),
    pads_with_nul: true,
    names: &SexNames,
    greeting: "{host} SIGMA 7 SEX",
    prompt: "!",
    login: Some(UNRECORDED),
    mail: Some(MailPlaces {
        mailbox: "MAIL",
        operator: "SYSTEM",
        site: "SITEMAIL",
        idents: "NICIDENT",
        unsent: "UNSENT-{n}",
        unsent_mark: "UNSENT-",
    }),
};

/// The longest name of a file or user.
const LONGEST_NAME: usize = 11;
/// What a name may hold besides letters and digits.
const PUNCTUATION: &str = ".-$";

#[derive(Debug)]
struct SexNames;

impl NameSyntax for SexNames {
    fn parse(&self, name: &str) -> Result<NamePattern, FileError> {
        let raised = name.trim().to_ascii_uppercase();
        let (file, user) = match raised.split_once(':') {
            Some((_, "")) => return Err(bad_name(name, "the user's name is missing")),
            Some((file, user)) => (file, Some(user)),
            None => (raised.as_str(), None),
        };
        for part in [file, user.unwrap_or("X")] {
            check_part(name, part)?;
        }
        Ok(NamePattern {
            directory: user.map(str::to_owned),
            name: Part::typed(file),
            extension: Part::Exactly(String::new()),
            version: VersionPattern::Unstated,
        })
    }

    fn spell(&self, name: &FileName) -> String {
        format!("{}:{}", name.name, name.directory)
    }

    fn first_version(&self) -> u32 {
        0
    }
}

fn check_part(name: &str, part: &str) -> Result<(), FileError> {
    if part == "*" {
        return Ok(());
    }
    if let Some(character) = part.chars().find(|c| !c.is_ascii_alphanumeric() && !PUNCTUATION.contains(*c)) {
        return Err(bad_name(name, format!("{character:?} cannot stand in a name")));
    }
    if part.len() > LONGEST_NAME {
        return Err(bad_name(name, format!("`{part}` is longer than {LONGEST_NAME} characters")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_say_whose_file_it_is() {
        let pattern = SEX.names.parse("data.1:postel").unwrap();
        assert_eq!((pattern.directory.as_deref(), pattern.name.text()), (Some("POSTEL"), "DATA.1"));
        assert_eq!(SEX.names.parse("DATA").unwrap().directory, None);
    }

    #[test]
    fn a_name_that_is_none_is_refused_with_its_reason() {
        for (name, why) in [
            ("DATA:", "the user's name is missing"),
            ("MEASUREMENTS", "`MEASUREMENTS` is longer than 11 characters"),
            ("A;1", "';' cannot stand in a name"),
        ] {
            assert_eq!(SEX.names.parse(name), Err(bad_name(name, why)), "{name}");
        }
    }

    #[test]
    fn a_spelled_name_parses_to_the_same_file() {
        let name = FileName {
            directory: "POSTEL".into(),
            name: "DATA".into(),
            extension: String::new(),
            version: 0,
        };
        assert_eq!(SEX.names.spell(&name), "DATA:POSTEL");
        assert!(SEX.names.parse("DATA:POSTEL").unwrap().matches("CERF", &name));
    }
}
