//! ITS, the system of MIT's PDP-10s AI, ML and DMCG: 36-bit words, five 7-bit characters in a word, and
//! `DSK:DIRECTORY;NAME1 NAME2`.
//!
//! A name is up to six characters of the sixbit set: the characters from space to `_`, capitals only. `.INFO.;NAME ORDER`
//! is a file of MIT-AI (RFC 742 p. 1). The second name is a version when it is a number. `>` in its place says the highest
//! version when a file is read and one more when it is written, `<` says the lowest; a second name left out is `>`.
//! Whoever is logged in may do anything with any file (RFC 114 p. 2); the disk here is stricter than that.
//!
//! Liberty: a name of more than six characters is refused, where ITS looked at the first six. Left out: quoting with
//! control-Q, and devices other than DSK.

use super::characters::Characters;
use super::login::{Login, Wish};
use super::name::{FileName, NamePattern, NameSyntax, Part, VersionPattern, bad_name};
use super::sixbit;
use super::{LineEnd, MailPlaces, System};
use crate::error::FileError;

/// ITS.
pub static ITS: System = System {
    name: "its",
    title: "ITS",
    word_bits: 36,
    character_bits: 7,
    characters: Characters::Ascii,
    line_end: LineEnd::CrLf,
    pads_with_nul: true,
    names: &ItsNames,
    // Liberty: the wording of what it says is ours, here and below.
    greeting: "{host} ITS",
    prompt: "*",
    login: Some(Login {
        commands: &[
            (":LISTF", Wish::List),
            (":LOGIN", Wish::LogIn),
            (":LOGOUT", Wish::LogOut),
            (":NETSTAT", Wish::Network),
            (":PRINT", Wish::Type),
            (":SYSTAT", Wish::Load),
            (":TIME", Wish::Time),
            (":USERS", Wish::Users),
        ],
        line_at_a_time: false,
        separators: "",
        name_words: 1,
        asks_password: "PASSWORD = ",
        asks_account: "ACCOUNT = ",
        welcome: "{user} LOGGED IN, JOB {job} {date}",
    }),
    mail: Some(MailPlaces {
        mailbox: "{user} MAIL",
        operator: "NETWRK",
        site: "SITE MAIL",
        idents: "NIC IDENTS",
        unsent: "UNSENT >",
        unsent_mark: ";UNSENT ",
    }),
};

/// The highest version: six digits.
const HIGHEST_VERSION: u32 = 999_999;
/// Sixbit characters that stand for something else in a name.
const TAKEN: &str = " :;*<>";

#[derive(Debug)]
struct ItsNames;

impl NameSyntax for ItsNames {
    fn parse(&self, name: &str) -> Result<NamePattern, FileError> {
        let raised = name.trim().to_ascii_uppercase();
        let path = match raised.split_once(':') {
            Some(("DSK", path)) => path,
            Some((device, _)) => return Err(bad_name(name, format!("there is no device {device}:"))),
            None => raised.as_str(),
        };
        let (directory, file) = match path.split_once(';') {
            Some((directory, file)) => (Some(directory.trim()), file),
            None => (None, path),
        };
        if directory == Some("") {
            return Err(bad_name(name, "the directory is empty"));
        }
        let mut words = file.split_whitespace();
        let (first, second) = (words.next().unwrap_or(""), words.next().unwrap_or(">"));
        if words.next().is_some() {
            return Err(bad_name(name, "a file has two names"));
        }
        let (extension, version) = second_name(second);
        for part in [directory.unwrap_or("X"), first, extension.text()] {
            sixbit::check(name, part, TAKEN)?;
        }
        Ok(NamePattern {
            directory: directory.map(str::to_owned),
            name: Part::typed(first),
            extension,
            version,
        })
    }

    fn spell(&self, name: &FileName) -> String {
        let second =
            if name.extension.is_empty() { name.version.to_string() } else { name.extension.clone() };
        format!("{};{} {second}", name.directory, name.name)
    }

    /// For a second name `>`; a file with another one is always written over, and has version 0.
    fn first_version(&self) -> u32 {
        1
    }
}

/// What a second name says of the extension and the version of a file.
fn second_name(second: &str) -> (Part, VersionPattern) {
    let unnamed = || Part::Exactly(String::new());
    let number = second.parse::<u32>().ok().filter(|number| number.to_string() == second);
    match (second, number) {
        (">", _) => (unnamed(), VersionPattern::Unstated),
        ("<", _) => (unnamed(), VersionPattern::Lowest),
        ("*", _) => (Part::Any, VersionPattern::Any),
        (_, Some(number @ 1..=HIGHEST_VERSION)) => (unnamed(), VersionPattern::Exactly(number)),
        _ => (Part::Exactly(second.to_owned()), VersionPattern::Exactly(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Handle;
    use crate::content::Content;
    use crate::date::Date;
    use crate::files::Disk;

    fn parse(name: &str) -> NamePattern {
        ITS.names.parse(name).unwrap()
    }

    fn pattern(directory: Option<&str>, name: &str, extension: &str, version: VersionPattern) -> NamePattern {
        NamePattern {
            directory: directory.map(str::to_owned),
            name: Part::Exactly(name.to_owned()),
            extension: Part::Exactly(extension.to_owned()),
            version,
        }
    }

    /// RFC 742 p. 1; RFC 414 p. 4 has ">DSK>JFD>foo bar (for ITS)".
    #[test]
    fn a_file_has_a_directory_and_two_names() {
        let expected = pattern(Some(".INFO."), "NAME", "ORDER", VersionPattern::Exactly(0));
        assert_eq!(parse(".INFO.;NAME ORDER"), expected);
        assert_eq!(
            parse("dsk: jfd; foo bar"),
            pattern(Some("JFD"), "FOO", "BAR", VersionPattern::Exactly(0))
        );
        assert_eq!(parse("FOO BAR"), pattern(None, "FOO", "BAR", VersionPattern::Exactly(0)));
    }

    #[test]
    fn a_second_name_that_is_a_number_is_a_version() {
        use VersionPattern::{Exactly, Lowest, Unstated};
        for (name, version) in [
            ("A 7", Exactly(7)),
            ("A >", Unstated),
            ("A <", Lowest),
            ("A", Unstated),
            ("A 999999", Exactly(999_999)),
        ] {
            assert_eq!(parse(name), pattern(None, "A", "", version), "{name}");
        }
        assert_eq!(parse("A 007"), pattern(None, "A", "007", Exactly(0)), "another second name than 7");
    }

    #[test]
    fn a_name_that_sixbit_cannot_hold_is_refused_with_its_reason() {
        for (name, why) in [
            ("MEMORANDUM 1", "`MEMORANDUM` is longer than 6 characters"),
            ("A{ B", "'{' cannot stand in a name"),
            ("A B C", "a file has two names"),
            (";A B", "the directory is empty"),
            ("UT1:A B", "there is no device UT1:"),
            ("CAF\u{e9} 1", "'é' cannot stand in a name"),
            ("A\u{3} 1", "'\\u{3}' cannot stand in a name"),
        ] {
            assert_eq!(ITS.names.parse(name), Err(bad_name(name, why)), "{name}");
        }
    }

    #[test]
    fn a_spelled_name_parses_to_the_same_file() {
        for (extension, version, spelled) in [("MAIL", 0, "JFD;DOE MAIL"), ("", 12, "JFD;DOE 12")] {
            let name = FileName {
                directory: "JFD".into(),
                name: "DOE".into(),
                extension: extension.into(),
                version,
            };
            assert_eq!(ITS.names.spell(&name), spelled);
            let parsed = parse(spelled);
            assert!(parsed.matches("SOMEONE", &name));
            assert_eq!(parsed.version, VersionPattern::Exactly(version));
        }
    }
    #[test]
    fn the_disk_counts_numbers_and_writes_over_words() {
        let mut disk = Disk::new(&ITS, 1_000);
        let mut write = |name: &str| {
            disk.open(Handle(1), Some("JFD"), name, false).unwrap();
            disk.write(Handle(1), &Content::of_text(&ITS, name).unwrap()).unwrap();
            disk.close(Handle(1), Date::default()).unwrap()
        };
        assert_eq!([write("FOO >"), write("FOO >"), write("FOO")], ["JFD;FOO 1", "JFD;FOO 2", "JFD;FOO 3"]);
        assert_eq!([write("FOO BAR"), write("FOO BAR")], ["JFD;FOO BAR", "JFD;FOO BAR"]);
        let text = |name: &str| disk.read(Some("JFD"), name).unwrap().content.text(&ITS);
        assert_eq!(
            [text("FOO <"), text("FOO >"), text("FOO 2"), text("FOO BAR")],
            ["FOO >", "FOO", "FOO >", "FOO BAR"]
        );
    }
}
