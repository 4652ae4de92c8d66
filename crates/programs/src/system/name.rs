//! File names: the parts that every system's pathnames come down to, whatever they look like.

use std::fmt;

use crate::error::FileError;

/// The whole name of one file. What a system has no such part for stays empty, or zero.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileName {
    /// Directory.
    pub directory: String,
    /// Name.
    pub name: String,
    /// Extension, second name or type.
    pub extension: String,
    /// Version, from 1; 0 where the system has none.
    pub version: u32,
}

/// A name as typed, with its gaps: it means one file or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePattern {
    /// Directory; `None` means the user's own.
    pub directory: Option<String>,
    /// Name.
    pub name: Part,
    /// Extension.
    pub extension: Part,
    /// Version.
    pub version: VersionPattern,
}

/// One part of a [`NamePattern`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// This text; may be empty.
    Exactly(String),
    /// Any text.
    Any,
}

/// Which versions a [`NamePattern`] means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionPattern {
    /// Nothing said: what is usual for what is to be done.
    Unstated,
    /// This one.
    Exactly(u32),
    /// The highest there is.
    Highest,
    /// The lowest there is.
    Lowest,
    /// One more than the highest there is.
    Next,
    /// All.
    Any,
}

/// How a system spells file names.
pub trait NameSyntax: Sync + fmt::Debug {
    /// Reads a name as typed. The error names what the syntax has against it.
    fn parse(&self, name: &str) -> Result<NamePattern, FileError>;

    /// Writes a full name as the system prints it; parsing it gives the same file.
    fn spell(&self, name: &FileName) -> String;

    /// The version that a file gets when there is none of its name yet, and whether there can be others: 0 for
    /// systems without versions.
    fn first_version(&self) -> u32;

    /// A user's name as the system writes it, from how it was typed. Most systems know capitals only.
    fn user(&self, typed: &str) -> String {
        typed.to_ascii_uppercase()
    }

    /// The directory in which a user's own files are. Most systems call it by the user's name.
    fn home(&self, user: &str) -> String {
        user.to_owned()
    }
}

impl NamePattern {
    /// Whether the pattern leaves more than one file open.
    pub fn is_group(&self) -> bool {
        self.name == Part::Any || self.extension == Part::Any || self.version == VersionPattern::Any
    }

    /// The pattern itself, or if it has no name in it all files of its directory.
    pub fn or_everything(self) -> NamePattern {
        if !self.name.is_empty() {
            return self;
        }
        NamePattern { name: Part::Any, extension: Part::Any, version: VersionPattern::Any, ..self }
    }

    /// Whether directory, name and extension fit; the version is another matter.
    pub fn matches(&self, user_directory: &str, file: &FileName) -> bool {
        self.directory.as_deref().unwrap_or(user_directory) == file.directory
            && self.name.matches(&file.name)
            && self.extension.matches(&file.extension)
    }
}

impl Part {
    /// Whether `text` is meant.
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Part::Exactly(exactly) => exactly == text,
            Part::Any => true,
        }
    }

    /// The text of a part that is exact; nothing otherwise.
    pub fn text(&self) -> &str {
        match self {
            Part::Exactly(exactly) => exactly,
            Part::Any => "",
        }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        *self == Part::Exactly(String::new())
    }

    /// A part as typed, where `*` means any.
    pub fn typed(text: &str) -> Part {
        if text == "*" { Part::Any } else { Part::Exactly(text.to_owned()) }
    }
}

/// The error for a name that the syntax doesn't admit.
pub(super) fn bad_name(name: &str, why: impl Into<String>) -> FileError {
    FileError::BadName { name: name.to_owned(), why: why.into() }
}

/// The pattern of these parts, no version stated.
#[cfg(test)]
pub(super) fn pattern(directory: Option<&str>, name: &str, extension: &str) -> NamePattern {
    NamePattern {
        directory: directory.map(str::to_owned),
        name: Part::typed(name),
        extension: Part::typed(extension),
        version: VersionPattern::Unstated,
    }
}
