//! TOPS-10, Digital's own system for the PDP-10, as Harvard and CMU had it: 36-bit words, five 7-bit characters in a
//! word, and `DSK:NAME.EXT[PROJECT,PROGRAMMER]`.
//!
//! A name is up to six letters and digits, an extension up to three; there are no versions. A directory is named by the
//! project and the programmer number of its owner, who logs in by the same numbers. At CMU it is one word of eight
//! characters, `[A110RW01]`; at Stanford the two parts are letters, as in `FINGER.LES[UP,DOC]` (RFC 742 p. 1). All three
//! are taken here, wherever the host may be.
//!
//! Liberty: a part that is too long is refused, where the monitor looked at its beginning. Left out: subdirectories, file
//! structures and devices other than DSK.

use super::characters::Characters;
use super::login::{Login, Wish};
use super::name::{FileName, NamePattern, NameSyntax, Part, VersionPattern, bad_name};
use super::{LineEnd, MailPlaces, System};
use crate::error::FileError;

/// TOPS-10.
pub static TOPS10: System = System {
    name: "tops10",
    title: "TOPS-10",
    word_bits: 36,
    character_bits: 7,
    characters: Characters::Ascii,
    line_end: LineEnd::CrLf,
    pads_with_nul: true,
    names: &Tops10Names,
    // Liberty: the wording of what it says is ours, here and below.
    greeting: "{host} PDP-10 MONITOR",
    prompt: ".",
    login: Some(Login {
        commands: &[
            ("DAYTIME", Wish::Time),
            ("DIRECTORY", Wish::List),
            ("KJOB", Wish::LogOut),
            ("LOGIN", Wish::LogIn),
            ("NETSTAT", Wish::Network),
            ("SYSTAT", Wish::Load),
            ("TYPE", Wish::Type),
            ("WHO", Wish::Users),
        ],
        line_at_a_time: false,
        separators: "",
        name_words: 1,
        asks_password: "PASSWORD: ",
        asks_account: "ACCOUNT: ",
        welcome: "JOB {job} USER [{user}] {date}",
    }),
    mail: Some(MailPlaces {
        mailbox: "MAIL.BOX",
        operator: "1,4",
        site: "SITE.BOX",
        idents: "IDENTS.NIC",
        unsent: "{n}.UNS",
        unsent_mark: ".UNS[",
    }),
};

/// The longest name, extension, and either half of a directory.
const LONGEST_NAME: usize = 6;
const LONGEST_EXTENSION: usize = 3;
const LONGEST_NUMBER: usize = 6;
/// The length of a directory's name at CMU.
const CMU_NAME: usize = 8;

#[derive(Debug)]
struct Tops10Names;

impl NameSyntax for Tops10Names {
    fn parse(&self, name: &str) -> Result<NamePattern, FileError> {
        let raised = name.trim().to_ascii_uppercase();
        let path = match raised.split_once(':') {
            Some(("DSK", path)) => path,
            Some((device, _)) => return Err(bad_name(name, format!("there is no device {device}:"))),
            None => raised.as_str(),
        };
        let (file, directory) = match path.split_once('[') {
            Some((file, rest)) => {
                let directory = rest.strip_suffix(']');
                (file, Some(directory.ok_or_else(|| bad_name(name, "the directory has no closing ]"))?))
            }
            None => (path, None),
        };
        if let Some(directory) = directory {
            check_directory(name, directory)?;
        }
        let (first, extension) = file.trim().split_once('.').unwrap_or((file.trim(), ""));
        check_part(name, first, LONGEST_NAME)?;
        check_part(name, extension, LONGEST_EXTENSION)?;
        Ok(NamePattern {
            directory: directory.map(str::to_owned),
            name: Part::typed(first),
            extension: Part::typed(extension),
            version: VersionPattern::Unstated,
        })
    }

    fn spell(&self, name: &FileName) -> String {
        format!("{}.{}[{}]", name.name, name.extension, name.directory)
    }

    fn first_version(&self) -> u32 {
        0
    }
}

fn check_directory(name: &str, directory: &str) -> Result<(), FileError> {
    let is_word = |word: &str, longest| {
        (1..=longest).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let is_good = match directory.split_once(',') {
        Some((project, programmer)) => {
            is_word(project, LONGEST_NUMBER) && is_word(programmer, LONGEST_NUMBER)
        }
        None => directory.len() == CMU_NAME && is_word(directory, CMU_NAME),
    };
    if is_good { Ok(()) } else { Err(bad_name(name, "a directory is [project,programmer]")) }
}

fn check_part(name: &str, part: &str, longest: usize) -> Result<(), FileError> {
    if part == "*" {
        return Ok(());
    }
    if let Some(character) = part.chars().find(|c| !c.is_ascii_alphanumeric()) {
        return Err(bad_name(name, format!("{character:?} cannot stand in a name")));
    }
    if part.len() > longest {
        return Err(bad_name(name, format!("`{part}` is longer than {longest} characters")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::name::pattern;
    use super::*;

    #[test]
    fn a_directory_is_a_pair_or_one_word_at_cmu() {
        for (name, expected) in [
            ("FINGER.LES[UP,DOC]", pattern(Some("UP,DOC"), "FINGER", "LES")),
            ("dsk:prog.mac[4,21]", pattern(Some("4,21"), "PROG", "MAC")),
            ("X.Y[A110RW01]", pattern(Some("A110RW01"), "X", "Y")),
            ("PROG", pattern(None, "PROG", "")),
            ("*.MAC", pattern(None, "*", "MAC")),
            ("[4,21]", pattern(Some("4,21"), "", "")),
        ] {
            assert_eq!(TOPS10.names.parse(name), Ok(expected), "{name}");
        }
    }

    #[test]
    fn a_name_that_is_none_is_refused_with_its_reason() {
        for (name, why) in [
            ("PROGRAM.F4", "`PROGRAM` is longer than 6 characters"),
            ("PROG.FORT", "`FORT` is longer than 3 characters"),
            ("A_B.C", "'_' cannot stand in a name"),
            ("A.B;1", "';' cannot stand in a name"),
            ("A.B[4,21", "the directory has no closing ]"),
            ("A.B[421]", "a directory is [project,programmer]"),
            ("A.B[4,]", "a directory is [project,programmer]"),
            ("LPT:A.B", "there is no device LPT:"),
        ] {
            assert_eq!(TOPS10.names.parse(name), Err(bad_name(name, why)), "{name}");
        }
    }

    #[test]
    fn a_spelled_name_parses_to_the_same_file() {
        let name =
            FileName { directory: "4,21".into(), name: "PROG1".into(), extension: "PL1".into(), version: 0 };
        assert_eq!(TOPS10.names.spell(&name), "PROG1.PL1[4,21]");
        assert!(TOPS10.names.parse("PROG1.PL1[4,21]").unwrap().matches("1,1", &name));
    }
}
