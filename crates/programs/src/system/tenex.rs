//! TENEX, BBN's system for the PDP-10: 36-bit words, five 7-bit characters in a word, and
//! `DSK:<DIRECTORY>NAME.EXT;VERSION`.
//!
//! A version left out means the highest when a file is read and one more when it is written; `;0`, `;-1`, `;-2` and
//! `;*` say highest, next, lowest and all. Lower case is raised. `<THOMAS>PROG1.PL1;1` is RFC 438's example (p. 4).
//!
//! Left out: quoting with control-V, and the attributes `;P`, `;A` and `;T`; a name with them is an error.
//! Liberty: which punctuation a name may hold is not in our sources; it is letters, digits and `$ % & # - _ + / ! ?`.

use super::characters::Characters;
use super::login::{Login, Wish};
use super::name::{FileName, NamePattern, NameSyntax, Part, VersionPattern, bad_name};
use super::{LineEnd, MailPlaces, System};
use crate::error::FileError;

/// TENEX.
pub static TENEX: System = System {
    name: "tenex",
    title: "TENEX",
    word_bits: 36,
    character_bits: 7,
    characters: Characters::Ascii,
    line_end: LineEnd::CrLf,
    pads_with_nul: true,
    names: &TenexNames,
    greeting: "{host} TENEX",
    prompt: "@",
    login: Some(Login {
        commands: &[
            ("DAYTIME", Wish::Time),
            ("DIRECTORY", Wish::List),
            ("LOGIN", Wish::LogIn),
            ("LOGOUT", Wish::LogOut),
            // RFC 503 p. 2 has both as services.
            ("NETSTAT", Wish::Network),
            ("SYSTAT", Wish::Load),
            ("TYPE", Wish::Type),
            ("WHO", Wish::Users),
        ],
        line_at_a_time: false,
        separators: "",
        name_words: 1,
        asks_password: "(PASSWORD) ",
        asks_account: "(ACCOUNT #) ",
        welcome: " JOB {job} ON TTY{job} {date}",
    }),
    mail: Some(MailPlaces {
        mailbox: "MESSAGE.TXT;1",
        operator: "SYSTEM",
        site: "SITE-MAIL.TXT;1",
        idents: "NIC-IDENTS.TXT",
        unsent: "--UNSENT-MAIL--.{to}",
        unsent_mark: "--UNSENT-MAIL--",
    }),
};

/// The longest directory, name or extension: 39 characters.
const LONGEST_PART: usize = 39;
/// The highest version: it has to fit into half a word, and not look negative.
const HIGHEST_VERSION: u32 = (1 << 17) - 1;
/// What a name may hold besides letters and digits.
const PUNCTUATION: &str = "$%&#-_+/!?";

#[derive(Debug)]
struct TenexNames;

impl NameSyntax for TenexNames {
    fn parse(&self, name: &str) -> Result<NamePattern, FileError> {
        let raised = name.trim().to_ascii_uppercase();
        let path = match raised.split_once(':') {
            Some(("DSK", path)) => path,
            Some((device, _)) => return Err(bad_name(name, format!("there is no device {device}:"))),
            None => raised.as_str(),
        };
        let (directory, file) = split_directory(name, path)?;
        let (file, version) = match file.split_once(';') {
            Some((file, version)) => (file, parse_version(name, version)?),
            None => (file, VersionPattern::Unstated),
        };
        let (first, extension) = file.split_once('.').unwrap_or((file, ""));
        for part in [directory.unwrap_or("X"), first, extension] {
            check_part(name, part)?;
        }
        Ok(NamePattern {
            directory: directory.map(str::to_owned),
            name: Part::typed(first),
            extension: Part::typed(extension),
            version,
        })
    }

    fn spell(&self, name: &FileName) -> String {
        format!("<{}>{}.{};{}", name.directory, name.name, name.extension, name.version)
    }

    fn first_version(&self) -> u32 {
        1
    }
}

fn split_directory<'a>(name: &str, path: &'a str) -> Result<(Option<&'a str>, &'a str), FileError> {
    let Some(path) = path.strip_prefix('<') else {
        return Ok((None, path));
    };
    match path.split_once('>') {
        Some(("", _)) => Err(bad_name(name, "the directory is empty")),
        Some(("*", _)) => Err(bad_name(name, "a name means one directory")),
        Some((directory, file)) => Ok((Some(directory), file)),
        None => Err(bad_name(name, "the directory has no closing >")),
    }
}

fn parse_version(name: &str, version: &str) -> Result<VersionPattern, FileError> {
    let digits = version.strip_prefix('-').unwrap_or(version);
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    match version {
        "" => Ok(VersionPattern::Unstated),
        "*" => Ok(VersionPattern::Any),
        _ if !is_number => Err(bad_name(name, "a version is a number, and attributes are not provided")),
        _ => match version.parse::<i64>() {
            Ok(0) => Ok(VersionPattern::Highest),
            Ok(-1) => Ok(VersionPattern::Next),
            Ok(-2) => Ok(VersionPattern::Lowest),
            Ok(-3) => Ok(VersionPattern::Any),
            Ok(number @ 1..) if number <= i64::from(HIGHEST_VERSION) => {
                Ok(VersionPattern::Exactly(number as u32))
            }
            _ => Err(bad_name(name, format!("a version is 1 to {HIGHEST_VERSION}, or 0 to -3"))),
        },
    }
}

fn check_part(name: &str, part: &str) -> Result<(), FileError> {
    if part == "*" {
        return Ok(());
    }
    if part.len() > LONGEST_PART {
        return Err(bad_name(name, format!("`{part}` is longer than {LONGEST_PART} characters")));
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || PUNCTUATION.contains(c);
    match part.chars().find(|c| !fits(*c)) {
        Some(character) => Err(bad_name(name, format!("{character:?} cannot stand in a name"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(name: &str) -> NamePattern {
        TENEX.names.parse(name).unwrap()
    }

    #[test]
    fn the_name_of_rfc_438_has_directory_name_extension_and_version() {
        let pattern = NamePattern {
            directory: Some("THOMAS".into()),
            name: Part::Exactly("PROG1".into()),
            extension: Part::Exactly("PL1".into()),
            version: VersionPattern::Exactly(1),
        };
        assert_eq!(parse("<THOMAS>PROG1.PL1;1"), pattern);
        assert_eq!(parse("dsk:<thomas>prog1.pl1;1"), pattern);
    }

    #[test]
    fn what_is_left_out_is_left_open() {
        assert_eq!(
            parse("PROG1"),
            NamePattern {
                directory: None,
                name: Part::Exactly("PROG1".into()),
                extension: Part::Exactly(String::new()),
                version: VersionPattern::Unstated,
            }
        );
    }

    #[test]
    fn versions_have_their_special_numbers() {
        let versions =
            ["A.B;0", "A.B;-1", "A.B;-2", "A.B;-3", "A.B;*", "A.B;131071"].map(|n| parse(n).version);
        use VersionPattern::*;
        assert_eq!(versions, [Highest, Next, Lowest, Any, Any, Exactly(131_071)]);
    }

    #[test]
    fn a_name_that_the_disk_cannot_hold_is_refused_with_its_reason() {
        let long = format!("{}.X", "A".repeat(40));
        for (name, why) in [
            ("A B.C", "' ' cannot stand in a name"),
            ("<THOMAS", "the directory has no closing >"),
            ("<>A.B", "the directory is empty"),
            ("MTA0:A.B", "there is no device MTA0:"),
            ("A.B;131072", "a version is 1 to 131071, or 0 to -3"),
            ("A.B;P777752", "a version is a number, and attributes are not provided"),
            ("A.B.C", "'.' cannot stand in a name"),
            ("PROG\u{16}:X", "there is no device PROG\u{16}:"),
            ("CAF\u{e9}.X", "'é' cannot stand in a name"),
            (long.as_str(), "`AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA` is longer than 39 characters"),
        ] {
            assert_eq!(TENEX.names.parse(name), Err(bad_name(name, why)), "{name}");
        }
    }

    #[test]
    fn a_spelled_name_parses_to_the_same_file() {
        let name = FileName {
            directory: "THOMAS".into(),
            name: "PROG1".into(),
            extension: "PL1".into(),
            version: 12,
        };
        let spelled = TENEX.names.spell(&name);
        assert_eq!(spelled, "<THOMAS>PROG1.PL1;12");
        assert!(parse(&spelled).matches("SOMEONE", &name));
    }
}
