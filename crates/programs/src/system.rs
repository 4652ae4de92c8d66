//! Host systems as data: what makes a file, a name and a login of one machine differ from another's.

mod characters;
mod its;
mod login;
mod multics;
mod name;
mod os360;
mod sds940;
mod sex;
mod sixbit;
mod tenex;
mod tip;
mod tops10;
mod tss360;

use std::fmt;

pub use characters::{Characters, EBCDIC_NL};
pub use its::ITS;
pub use login::{Attempt, Login, Wish};
pub use multics::MULTICS;
pub use name::{FileName, NamePattern, NameSyntax, Part, VersionPattern};
pub use os360::OS360;
pub use sds940::SDS940;
pub use sex::SEX;
pub use tenex::TENEX;
pub use tip::TIP;
pub use tops10::TOPS10;
pub use tss360::TSS360;

/// An operating system of the time, as far as the network's users noticed it.
pub struct System {
    /// Its name in scenario files, lower case: `tenex`.
    pub name: &'static str,
    /// Its name as it calls itself.
    pub title: &'static str,
    /// Bits in a word.
    pub word_bits: u8,
    /// Bits in a character of a text file.
    pub character_bits: u8,
    /// The codes of its characters.
    pub characters: Characters,
    /// How a line of a text file ends.
    pub line_end: LineEnd,
    /// Whether NUL in a text file is filling, to be passed over.
    pub pads_with_nul: bool,
    /// How files are named.
    pub names: &'static dyn NameSyntax,
    /// What a terminal session is told at its beginning, before the host's name is put in for `{host}`.
    pub greeting: &'static str,
    /// What the command interpreter prints when it is ready.
    pub prompt: &'static str,
    /// How one logs in at a terminal; `None` where no one does.
    pub login: Option<Login>,
    /// Where mail is put; `None` where there is no place for it.
    pub mail: Option<MailPlaces>,
}

/// The files that have to do with mail, by the custom of the system. Liberty: our sources name none of them but TENEX's
/// unsent mail (RFC 414 p. 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailPlaces {
    /// A user's mailbox, in the user's directory. `{user}` stands for the user's name.
    pub mailbox: &'static str,
    /// The user whose are `site` and `idents`.
    pub operator: &'static str,
    /// Where mail to nobody in particular goes (RFC 385 p. 4), in the operator's directory.
    pub site: &'static str,
    /// The table of NIC idents (RFC 385 p. 4), in the operator's directory.
    pub idents: &'static str,
    /// A letter that could not be handed over, in its sender's directory. `{to}` stands for user and host, `{n}` for a
    /// number.
    pub unsent: &'static str,
    /// What the full names of such letters have in them, and others have not.
    pub unsent_mark: &'static str,
}

/// How a line of a text file ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    /// CR LF.
    CrLf,
    /// One code that means both.
    NewLine(u8),
}

impl System {
    /// The system of this name.
    pub fn named(name: &str) -> Option<&'static System> {
        SYSTEMS.iter().find(|system| system.name == name).copied()
    }

    /// The names of all systems.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SYSTEMS.iter().map(|system| system.name)
    }

    /// A pathname of this system, with its directory, as an example; `None` where there are no files.
    pub fn pathname_example(&self) -> Option<String> {
        let spelled = |directory: &str| {
            let (name, extension) = (String::from("PROG1"), String::from("PL1"));
            let version = self.names.first_version();
            self.names.spell(&FileName { directory: directory.to_owned(), name, extension, version })
        };
        // A user's name, a TOPS-10 project and programmer, a Multics directory.
        let examples = ["THOMAS", "4,21", ">udd>NET>THOMAS"].map(spelled);
        examples.into_iter().find(|path| {
            self.names.parse(path).is_ok_and(|name| name.directory.is_some() && !name.is_group())
        })
    }
}

/// Two systems are the same when they have the same name.
impl PartialEq for System {
    fn eq(&self, other: &System) -> bool {
        self.name == other.name
    }
}

impl fmt::Debug for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl LineEnd {
    /// The codes that end a line.
    pub fn codes(&self) -> &[u8] {
        match self {
            LineEnd::CrLf => b"\r\n",
            LineEnd::NewLine(code) => std::slice::from_ref(code),
        }
    }
}

static SYSTEMS: [&System; 9] = [&TENEX, &ITS, &TOPS10, &MULTICS, &OS360, &TSS360, &SEX, &SDS940, &TIP];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Content;

    #[test]
    fn each_system_that_has_files_shows_how_it_names_one() {
        let examples: Vec<(&str, Option<String>)> =
            SYSTEMS.iter().map(|system| (system.name, system.pathname_example())).collect();
        let example = |name: &str| {
            examples.iter().find(|(known, _)| *known == name).and_then(|(_, path)| path.as_deref())
        };
        assert_eq!(example("tenex"), Some("<THOMAS>PROG1.PL1;1"));
        assert_eq!(example("tops10"), Some("PROG1.PL1[4,21]"));
        assert_eq!(example("its"), Some("THOMAS;PROG1 PL1"));
        assert_eq!(example("multics"), Some(">udd>NET>THOMAS>PROG1.PL1"));
        assert_eq!(
            examples.iter().filter(|(_, path)| path.is_none()).map(|(name, _)| *name).collect::<Vec<_>>(),
            ["tip"]
        );
    }

    #[test]
    fn a_text_is_the_same_after_a_stay_in_any_system() {
        let text = "Tab\there, \"quotes\" [brackets] {braces} ^_`|~\\ @!\n\nlast line\n";
        for system in SYSTEMS {
            let content = Content::of_text(system, text).unwrap();
            assert_eq!(content.text(system), text, "{system:?}");
            assert_eq!(content.network_text(system), text.replace('\n', "\r\n").into_bytes(), "{system:?}");
        }
    }

    /// Five 7-bit characters in a word of 36 bits, four of 9, four of 8 in 32, three of 8 in 24 (RFC 354 p. 7).
    #[test]
    fn a_word_holds_so_many_characters() {
        let in_a_word = [
            ("tenex", 5),
            ("its", 5),
            ("tops10", 5),
            ("multics", 4),
            ("os360", 4),
            ("tss360", 4),
            ("sex", 4),
        ];
        for (name, count) in in_a_word.into_iter().chain([("sds940", 3)]) {
            let system = System::named(name).unwrap();
            let content = Content::of_text(system, &"A".repeat(count)).unwrap();
            assert_eq!(
                (content.length_words(), system.word_bits / system.character_bits),
                (1, count as u8),
                "{name}"
            );
        }
    }

    #[test]
    fn mail_places_are_names_of_their_system() {
        for system in SYSTEMS {
            let Some(places) = system.mail else { continue };
            let unsent = places.unsent.replace("{to}", "DOECASE-10").replace("{n}", "1");
            let mailbox = places.mailbox.replace("{user}", "DOE");
            for name in [mailbox.as_str(), places.site, places.idents, unsent.as_str()] {
                let pattern = system.names.parse(name).unwrap();
                assert!(pattern.directory.is_none() && !pattern.is_group(), "{system:?}: {name}");
            }
        }
    }

    #[test]
    fn every_system_has_a_name_of_its_own() {
        for name in System::names() {
            assert_eq!(System::named(name).map(|system| system.name), Some(name));
        }
        assert_eq!(System::named("ctss"), None);
    }
}
