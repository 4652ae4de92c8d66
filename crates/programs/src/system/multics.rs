//! Multics: 36-bit words, four 9-bit characters in a word (RFC 354 p. 7), and `>udd>Project>Person>name.suffix`.
//!
//! Small letters are others than capitals. A pathname has up to 168 characters (RFC 614 p. 2), an entry in a directory up to
//! 32; there are no versions. Without a `>` at its front a name means an entry of the user's home directory. A line ends with
//! one code, octal 012. A user is named by person and project, `Doe.CNet`, and logs in by `login Doe CNet`; the user's home is
//! `>udd>CNet>Doe`, as in `>udd>CNet>Doe>foo_bar` (RFC 414 p. 4).
//!
//! Left out: paths that begin below or above the home directory (`sub>x`, `<x`), star names other than a whole `*`, links.
//! Liberty: who has no project has the home `>udd>Person`.

use super::characters::Characters;
use super::login::{Login, Wish};
use super::name::{FileName, NamePattern, NameSyntax, Part, VersionPattern, bad_name};
use super::{LineEnd, MailPlaces, System};
use crate::error::FileError;

/// Multics.
pub static MULTICS: System = System {
    name: "multics",
    title: "Multics",
    word_bits: 36,
    character_bits: 9,
    characters: Characters::Ascii,
    line_end: LineEnd::NewLine(0o012),
    // A file carried over as whole words has NULs at its end, which a terminal does not print.
    pads_with_nul: true,
    names: &MulticsNames,
    // Liberty: the wording of what it says is ours, here and below.
    greeting: "Multics at {host}",
    prompt: "",
    login: Some(Login {
        commands: &[
            ("date_time", Wish::Time),
            ("how_many_users", Wish::Load),
            ("list", Wish::List),
            ("login", Wish::LogIn),
            ("logout", Wish::LogOut),
            ("net_status", Wish::Network),
            ("print", Wish::Type),
            ("who", Wish::Users),
        ],
        line_at_a_time: true,
        separators: "",
        name_words: 2,
        asks_password: "Password: ",
        asks_account: "Account: ",
        welcome: "{user} logged in, {date}",
    }),
    mail: Some(MailPlaces {
        mailbox: "mailbox",
        operator: "Network.SysDaemon",
        site: "site_mailbox",
        idents: "nic_idents",
        unsent: "unsent_mail.{n}",
        unsent_mark: ">unsent_mail.",
    }),
};

/// The longest pathname. RFC 614 p. 2.
const LONGEST_PATH: usize = 168;
/// The longest name of an entry.
const LONGEST_ENTRY: usize = 32;
/// What cannot stand in the name of an entry.
const TAKEN: &str = "<>*?()$'\"`^|{}[]:; ";

#[derive(Debug)]
struct MulticsNames;

impl NameSyntax for MulticsNames {
    fn parse(&self, name: &str) -> Result<NamePattern, FileError> {
        let path = name.trim();
        if path.len() > LONGEST_PATH {
            return Err(bad_name(name, format!("a pathname has up to {LONGEST_PATH} characters")));
        }
        let (directory, entry) = match path.rsplit_once('>') {
            Some((directory, entry)) if directory.starts_with('>') => (Some(directory), entry),
            Some(("", entry)) => (Some(">"), entry),
            Some(_) => return Err(bad_name(name, "a path begins with >")),
            None => (None, path),
        };
        for part in directory.iter().flat_map(|path| path.split('>').skip(1)).filter(|part| !part.is_empty())
        {
            check_entry(name, part)?;
        }
        let (first, suffix) = entry.rsplit_once('.').unwrap_or((entry, ""));
        for part in [first, suffix].into_iter().filter(|part| *part != "*") {
            check_entry(name, part)?;
        }
        if entry.len() > LONGEST_ENTRY {
            return Err(bad_name(name, format!("`{entry}` is longer than {LONGEST_ENTRY} characters")));
        }
        Ok(NamePattern {
            directory: directory.map(str::to_owned),
            name: Part::typed(first),
            extension: Part::typed(suffix),
            version: VersionPattern::Unstated,
        })
    }

    fn spell(&self, name: &FileName) -> String {
        let directory = name.directory.trim_end_matches('>');
        let point = if name.extension.is_empty() { "" } else { "." };
        format!("{directory}>{}{point}{}", name.name, name.extension)
    }

    fn first_version(&self) -> u32 {
        0
    }

    /// Case matters.
    fn user(&self, typed: &str) -> String {
        typed.to_owned()
    }

    fn home(&self, user: &str) -> String {
        match user.split_once('.') {
            Some((person, project)) => format!(">udd>{project}>{person}"),
            None => format!(">udd>{user}"),
        }
    }
}

fn check_entry(name: &str, part: &str) -> Result<(), FileError> {
    match part.chars().find(|c| !c.is_ascii_graphic() || TAKEN.contains(*c)) {
        Some(character) => Err(bad_name(name, format!("{character:?} cannot stand in a name"))),
        None if part.len() > LONGEST_ENTRY => {
            Err(bad_name(name, format!("`{part}` is longer than {LONGEST_ENTRY} characters")))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::name::pattern;
    use super::*;

    /// The names of RFC 414 p. 4 and RFC 354 p. 24.
    #[test]
    fn a_path_has_a_directory_and_an_entry_and_its_case() {
        for (name, expected) in [
            (">udd>CNet>Doe>foo_bar", pattern(Some(">udd>CNet>Doe"), "foo_bar", "")),
            (">udd>cn>fd", pattern(Some(">udd>cn"), "fd", "")),
            ("test.pl1", pattern(None, "test", "pl1")),
            ("rfc.354.runoff", pattern(None, "rfc.354", "runoff")),
            ("*.pl1", pattern(None, "*", "pl1")),
            (">udd>CNet>Doe>", pattern(Some(">udd>CNet>Doe"), "", "")),
            (">top", pattern(Some(">"), "top", "")),
        ] {
            assert_eq!(MULTICS.names.parse(name), Ok(expected), "{name}");
        }
        assert_ne!(MULTICS.names.parse("A"), MULTICS.names.parse("a"));
    }

    #[test]
    fn a_path_that_is_none_is_refused_with_its_reason() {
        let long = format!(">{}", "a".repeat(168));
        for (name, why) in [
            ("sub>x", "a path begins with >"),
            ("<x", "'<' cannot stand in a name"),
            ("a b", "' ' cannot stand in a name"),
            ("ab*c", "'*' cannot stand in a name"),
            ("a\u{7f}", "'\\u{7f}' cannot stand in a name"),
            (
                "abcdefghijklmnopqrstuvwxyz1234567",
                "`abcdefghijklmnopqrstuvwxyz1234567` is longer than 32 characters",
            ),
            (long.as_str(), "a pathname has up to 168 characters"),
        ] {
            assert_eq!(MULTICS.names.parse(name), Err(bad_name(name, why)), "{name}");
        }
    }

    #[test]
    fn the_home_directory_is_named_by_project_and_person() {
        assert_eq!(MULTICS.names.home("Doe.CNet"), ">udd>CNet>Doe");
        assert_eq!(MULTICS.names.home("Doe"), ">udd>Doe");
        assert_eq!(MULTICS.names.user("Doe.CNet"), "Doe.CNet");
    }

    #[test]
    fn a_spelled_name_parses_to_the_same_file() {
        for (name, extension, spelled) in [("test", "pl1", ">udd>cn>test.pl1"), ("fd", "", ">udd>cn>fd")] {
            let name = FileName {
                directory: ">udd>cn".into(),
                name: name.into(),
                extension: extension.into(),
                version: 0,
            };
            assert_eq!(MULTICS.names.spell(&name), spelled);
            assert!(MULTICS.names.parse(spelled).unwrap().matches(">udd>x", &name));
        }
    }
}
