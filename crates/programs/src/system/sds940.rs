//! The SDS 940 of SRI's Augmentation Research Center, the network's second host in October 1969: 24-bit words, three 8-bit
//! characters in a word, and `(USER)/NAME/`.
//!
//! Characters are USASCII less octal 40, so that carriage return is octal 155; it ends a line alone. A name stands between
//! slashes, or without them when it is letters and digits only; nothing is left of case, and there are no versions.
//! Another user's file has that user's name in front. A user logs in by `@LOGIN CARR.` (RFC 15 p. 3).
//!
//! Liberty: a name has up to 16 characters, which may be any that print, but for the slash.

use super::characters::Characters;
use super::login::{Login, UNRECORDED};
use super::name::{FileName, NamePattern, NameSyntax, Part, VersionPattern, bad_name};
use super::{LineEnd, MailPlaces, System};
use crate::error::FileError;

/// The 940's time-sharing system.
pub static SDS940: System = System {
    name: "sds940",
    title: "SDS 940 time-sharing system",
    word_bits: 24,
    character_bits: 8,
    characters: Characters::Trimmed,
    line_end: LineEnd::NewLine(0o155),
    // Zero is the space.
    pads_with_nul: false,
    names: &Sds940Names,
    // Liberty: the wording of what it says is ours, here and below; the prompt is that of RFC 15 p. 3.
    greeting: "{host} SDS 940",
    prompt: "@",
    login: Some(Login { separators: ".", welcome: "{user} READY {date}", ..UNRECORDED }),
    mail: Some(MailPlaces {
        mailbox: "/MAIL/",
        operator: "SYSTEM",
        site: "/SITE MAIL/",
        idents: "/NIC IDENTS/",
        unsent: "/UNSENT {n}/",
        unsent_mark: "/UNSENT ",
    }),
};

/// The longest name of a file or user.
const LONGEST_NAME: usize = 16;

#[derive(Debug)]
struct Sds940Names;

impl NameSyntax for Sds940Names {
    fn parse(&self, name: &str) -> Result<NamePattern, FileError> {
        let raised = name.trim().to_ascii_uppercase();
        let (user, file) = match raised.strip_prefix('(') {
            Some(rest) => match rest.split_once(')') {
                Some((user, file)) => (Some(user), file),
                None => return Err(bad_name(name, "the user's name has no closing )")),
            },
            None => (None, raised.as_str()),
        };
        let file = match file.strip_prefix('/') {
            Some(rest) => {
                rest.strip_suffix('/').ok_or_else(|| bad_name(name, "the name has no closing /"))?
            }
            None => file,
        };
        check_name(name, file)?;
        user.map_or(Ok(()), |user| check_name(name, user))?;
        if user == Some("") {
            return Err(bad_name(name, "the user's name is missing"));
        }
        Ok(NamePattern {
            directory: user.map(str::to_owned),
            name: Part::typed(file),
            extension: Part::Exactly(String::new()),
            version: VersionPattern::Unstated,
        })
    }

    fn spell(&self, name: &FileName) -> String {
        format!("({})/{}/", name.directory, name.name)
    }

    fn first_version(&self) -> u32 {
        0
    }
}

fn check_name(name: &str, part: &str) -> Result<(), FileError> {
    if let Some(character) = part.chars().find(|c| !matches!(c, ' '..='_') || "/()".contains(*c)) {
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
    fn a_name_stands_between_slashes_and_behind_its_user() {
        for (name, user, file) in [
            ("/PAPER TAPE 1/", None, "PAPER TAPE 1"),
            ("cal1", None, "CAL1"),
            ("(CARR)/CAL1/", Some("CARR"), "CAL1"),
        ] {
            let pattern = SDS940.names.parse(name).unwrap();
            assert_eq!((pattern.directory.as_deref(), pattern.name.text()), (user, file), "{name}");
        }
    }

    #[test]
    fn a_name_that_is_none_is_refused_with_its_reason() {
        for (name, why) in [
            ("/CAL1", "the name has no closing /"),
            ("(CARR/CAL1/", "the user's name has no closing )"),
            ("()/CAL1/", "the user's name is missing"),
            ("/A~/", "'~' cannot stand in a name"),
            ("/ABCDEFGHIJKLMNOPQ/", "`ABCDEFGHIJKLMNOPQ` is longer than 16 characters"),
        ] {
            assert_eq!(SDS940.names.parse(name), Err(bad_name(name, why)), "{name}");
        }
    }

    #[test]
    fn a_spelled_name_parses_to_the_same_file() {
        let name =
            FileName { directory: "CARR".into(), name: "CAL 1".into(), extension: String::new(), version: 0 };
        assert_eq!(SDS940.names.spell(&name), "(CARR)/CAL 1/");
        assert!(SDS940.names.parse("(CARR)/CAL 1/").unwrap().matches("DUVALL", &name));
    }
}
