//! Host systems as data: what makes a file, a name and a login of one machine differ from another's.

mod name;
mod tenex;

use std::fmt;

pub use name::{FileName, NamePattern, NameSyntax, Part, VersionPattern};
pub use tenex::TENEX;

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
}

/// A character set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Characters {
    /// USASCII, in bytes of seven bits or more.
    Ascii,
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

impl Characters {
    /// The code of a character that the network calls `ascii`.
    pub fn encode(self, ascii: u8) -> Option<u8> {
        match self {
            Characters::Ascii => ascii.is_ascii().then_some(ascii),
        }
    }

    /// What the network calls the character of this code.
    pub fn decode(self, code: u64) -> Option<u8> {
        match self {
            Characters::Ascii => u8::try_from(code).ok().filter(u8::is_ascii),
        }
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

static SYSTEMS: [&System; 1] = [&TENEX];
