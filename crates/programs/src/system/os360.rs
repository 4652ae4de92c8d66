//! OS/360, as UCLA-CCN's 360/91 and UCSB's 360/75 ran it: 32-bit words, four EBCDIC characters in a word, and
//! `'USER.NAME.TYPE(MEMBER)'`.
//!
//! A data set's name is made of qualifiers of up to eight characters with full stops between them, 44 characters in all; a
//! member of a partitioned data set stands behind it in parentheses. TSO puts the user's own qualifier in front of a
//! name unless it is quoted. There are no versions, generation data groups apart, which are left out.
//!
//! A line ends with NL, X'15' (so RFC 454 p. 15 has records of EBCDIC in a stream end). Liberty: a data set is its lines one
//! after another; record formats and blocking, of which RFC 430 p. 6-7 complains, are not modelled.

use super::characters::{Characters, EBCDIC_NL};
use super::login::{Login, Wish};
use super::name::{FileName, NamePattern, NameSyntax, Part, VersionPattern, bad_name};
use super::{LineEnd, MailPlaces, System};
use crate::error::FileError;

/// OS/360.
pub static OS360: System = System {
    name: "os360",
    title: "OS/360",
    word_bits: 32,
    character_bits: 8,
    characters: Characters::Ebcdic,
    line_end: LineEnd::NewLine(EBCDIC_NL),
    pads_with_nul: true,
    names: &DataSetNames { longest: 44 },
    // Liberty: the wording of what it says is ours, here and below.
    greeting: "{host} OS/360 TSO",
    prompt: "READY\r\n",
    login: Some(Login {
        commands: &[
            ("LIST", Wish::Type),
            ("LISTCAT", Wish::List),
            ("LOGOFF", Wish::LogOut),
            ("LOGON", Wish::LogIn),
            ("NETWORK", Wish::Network),
            ("STATUS", Wish::Load),
            ("TIME", Wish::Time),
            ("USERS", Wish::Users),
        ],
        line_at_a_time: true,
        separators: "/",
        name_words: 1,
        asks_password: "ENTER PASSWORD - ",
        asks_account: "ENTER ACCOUNT NUMBER - ",
        welcome: "{user} LOGON IN PROGRESS AT {date}",
    }),
    mail: Some(MailPlaces {
        mailbox: "MAIL.TEXT",
        operator: "SYS1",
        site: "SITEMAIL",
        idents: "NICIDENT",
        unsent: "UNSENT.MAIL(M{n})",
        unsent_mark: "UNSENT.MAIL(",
    }),
};

/// The names of data sets, which OS/360 and TSS/360 have alike but for their length.
#[derive(Debug)]
pub(super) struct DataSetNames {
    /// The longest name, without a member.
    pub longest: usize,
}

/// The longest qualifier or member.
const LONGEST_QUALIFIER: usize = 8;
/// What a qualifier may hold besides letters and digits.
const NATIONAL: &str = "$#@";

impl NameSyntax for DataSetNames {
    fn parse(&self, name: &str) -> Result<NamePattern, FileError> {
        let raised = name.trim().to_ascii_uppercase();
        let (path, is_full) = match raised.strip_prefix('\'') {
            Some(rest) => {
                (rest.strip_suffix('\'').ok_or_else(|| bad_name(name, "the quote is not closed"))?, true)
            }
            None => (raised.as_str(), false),
        };
        let (path, member) = match path.split_once('(') {
            Some((path, rest)) => {
                let member = rest.strip_suffix(')');
                (path, member.ok_or_else(|| bad_name(name, "the member has no closing )"))?)
            }
            None => (path, ""),
        };
        if path.len() > self.longest {
            return Err(bad_name(name, format!("a data set's name has up to {} characters", self.longest)));
        }
        let (directory, rest) = match path.split_once('.') {
            Some((first, rest)) if is_full => (Some(first), rest),
            None if is_full => return Err(bad_name(name, "a full name has two qualifiers or more")),
            _ => (None, path),
        };
        check_member(name, member)?;
        let qualifiers = if rest == "*" { directory.unwrap_or("") } else { path };
        if !qualifiers.is_empty() {
            qualifiers.split('.').try_for_each(|qualifier| check_qualifier(name, qualifier))?;
        }
        Ok(NamePattern {
            directory: directory.map(str::to_owned),
            name: Part::typed(rest),
            extension: Part::typed(member),
            version: VersionPattern::Unstated,
        })
    }

    fn spell(&self, name: &FileName) -> String {
        let member = if name.extension.is_empty() { String::new() } else { format!("({})", name.extension) };
        format!("'{}.{}{member}'", name.directory, name.name)
    }

    fn first_version(&self) -> u32 {
        0
    }
}

fn check_member(name: &str, member: &str) -> Result<(), FileError> {
    if member.is_empty() || member == "*" { Ok(()) } else { check_qualifier(name, member) }
}

fn check_qualifier(name: &str, qualifier: &str) -> Result<(), FileError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || NATIONAL.contains(c);
    if let Some(character) = qualifier.chars().find(|c| !fits(*c)) {
        return Err(bad_name(name, format!("{character:?} cannot stand in a name")));
    }
    if !(1..=LONGEST_QUALIFIER).contains(&qualifier.len())
        || qualifier.starts_with(|c: char| c.is_ascii_digit())
    {
        return Err(bad_name(
            name,
            format!("a qualifier is a letter and up to {} letters and digits", LONGEST_QUALIFIER - 1),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::name::pattern;
    use super::*;

    #[test]
    fn a_quoted_name_is_full_and_another_is_the_users_own() {
        for (name, expected) in [
            ("'DOE.PROG.PL1'", pattern(Some("DOE"), "PROG.PL1", "")),
            ("prog.pl1", pattern(None, "PROG.PL1", "")),
            ("LIB.PL1(SORT)", pattern(None, "LIB.PL1", "SORT")),
            ("'SYS1.MACLIB(GET)'", pattern(Some("SYS1"), "MACLIB", "GET")),
            ("LIB(*)", pattern(None, "LIB", "*")),
            ("", pattern(None, "", "")),
        ] {
            assert_eq!(OS360.names.parse(name), Ok(expected), "{name}");
        }
    }

    #[test]
    fn a_name_that_is_none_is_refused_with_its_reason() {
        let long = ["ABCDEFGH"; 5].join(".") + ".A";
        let qualifier = "a qualifier is a letter and up to 7 letters and digits";
        for (name, why) in [
            ("'DOE.PROG", "the quote is not closed"),
            ("'DOE'", "a full name has two qualifiers or more"),
            ("LIB(SORT", "the member has no closing )"),
            ("LONGQUALIFIER.X", qualifier),
            ("A..B", qualifier),
            ("1A.B", qualifier),
            ("A_B", "'_' cannot stand in a name"),
            ("<DOE>X.Y;1", "'<' cannot stand in a name"),
            (long.as_str(), "a data set's name has up to 44 characters"),
        ] {
            assert_eq!(OS360.names.parse(name), Err(bad_name(name, why)), "{name}");
        }
    }

    #[test]
    fn a_spelled_name_parses_to_the_same_file() {
        for (extension, spelled) in [("", "'DOE.PROG.PL1'"), ("SORT", "'DOE.PROG.PL1(SORT)'")] {
            let name = FileName {
                directory: "DOE".into(),
                name: "PROG.PL1".into(),
                extension: extension.into(),
                version: 0,
            };
            assert_eq!(OS360.names.spell(&name), spelled);
            assert!(OS360.names.parse(spelled).unwrap().matches("ROE", &name));
        }
    }
}
