//! A host's disk: its files by full name, who may do what with them, and the files that are being written.
//!
//! A file being written (a draft) is no file yet: [`Disk::close`] makes it one at a stroke, and a draft that is forgotten,
//! or lost in a crash, leaves what was there before as it was.
//!
//! Liberty: protection is simpler than any system's. Who is logged in may read every file that is not private, and
//! write in the user's own directory; the owner of a directory may do everything in it. So
//! TENEX's usual protection, 777752, had it for strangers.

use std::collections::BTreeMap;

use crate::call::Handle;
use crate::content::Content;
use crate::date::Date;
use crate::error::FileError;
use crate::system::{FileName, NamePattern, System, VersionPattern};

/// A file that a program has read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// The full name, as the system spells it.
    pub full_name: String,
    /// What is in it.
    pub content: Content,
}

/// A file as a directory listing shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileInfo {
    /// The full name, as the system spells it.
    pub full_name: String,
    /// Name and extension, without directory and version.
    pub name: FileName,
    /// Bits in a byte.
    pub byte_size: u8,
    /// Number of bytes.
    pub length_bytes: u64,
    /// Number of words.
    pub length_words: u64,
    /// When it was written.
    pub written: Date,
}

/// All files of a host.
#[derive(Clone, Debug, PartialEq)]
pub struct Disk {
    system: &'static System,
    capacity_words: u64,
    files: BTreeMap<FileName, Entry>,
    drafts: BTreeMap<Handle, Draft>,
}

#[derive(Clone, Debug, PartialEq)]
struct Entry {
    content: Content,
    written: Date,
    private: bool,
}

#[derive(Clone, Debug, PartialEq)]
struct Draft {
    name: FileName,
    /// The version may still be raised when another draft of the name is closed first.
    is_new_version: bool,
    appends: bool,
    content: Content,
}

impl Disk {
    /// An empty disk.
    pub fn new(system: &'static System, capacity_words: u64) -> Disk {
        Disk { system, capacity_words, files: BTreeMap::new(), drafts: BTreeMap::new() }
    }

    /// The content of a file, whoever asks: for those who look at the simulation from outside. The name must have its
    /// directory.
    pub fn look(&self, name: &str) -> Result<&Content, FileError> {
        let pattern = self.parse_one(name)?;
        let name = self.existing(name, &pattern, "", VersionPattern::Highest)?;
        Ok(&self.files[&name].content)
    }

    /// Words in use, drafts included.
    pub fn used_words(&self) -> u64 {
        let files = self.files.values().map(|entry| entry.content.length_words());
        files.chain(self.drafts.values().map(|draft| draft.content.length_words())).sum()
    }

    /// Puts a file on the disk before the run begins. The name must have its directory.
    pub fn put(&mut self, name: &str, content: Content, private: bool, date: Date) -> Result<(), FileError> {
        let pattern = self.parse_one(name)?;
        if pattern.directory.is_none() {
            return Err(FileError::BadName { name: name.to_owned(), why: "the directory is missing".into() });
        }
        let (name, _) = self.target("", &pattern, false);
        self.files.insert(name, Entry { content, written: date, private });
        Ok(())
    }

    /// Reads a file.
    pub fn read(&self, user: Option<&str>, name: &str) -> Result<StoredFile, FileError> {
        let home = &self.home(user, name)?;
        let pattern = self.parse_one(name)?;
        let found = self.existing(name, &pattern, home, VersionPattern::Highest)?;
        let entry = &self.files[&found];
        if entry.private && found.directory != *home {
            return Err(FileError::AccessDenied(self.system.names.spell(&found)));
        }
        Ok(StoredFile { full_name: self.system.names.spell(&found), content: entry.content.clone() })
    }

    /// Begins a draft of a new version, or of the end of an existing file, and returns its full name.
    pub fn open(
        &mut self,
        handle: Handle,
        user: Option<&str>,
        name: &str,
        append: bool,
    ) -> Result<String, FileError> {
        let home = &self.home(user, name)?;
        let pattern = self.parse_one(name)?;
        let (target, is_new_version) = self.target(home, &pattern, append);
        self.may_change(home, &target)?;
        let full_name = self.system.names.spell(&target);
        let content = Content::empty(self.system.word_bits, self.system.character_bits);
        self.drafts.insert(handle, Draft { name: target, is_new_version, appends: append, content });
        Ok(full_name)
    }

    /// Puts more into a draft.
    pub fn write(&mut self, handle: Handle, content: &Content) -> Result<String, FileError> {
        let used = self.used_words();
        let capacity = self.capacity_words;
        let draft = self.drafts.get_mut(&handle).ok_or_else(not_open)?;
        if used + content.length_words() > capacity {
            return Err(FileError::NoSpace);
        }
        draft.content.append(content);
        Ok(self.system.names.spell(&draft.name))
    }

    /// Makes a draft the file, and returns the full name.
    pub fn close(&mut self, handle: Handle, date: Date) -> Result<String, FileError> {
        let mut draft = self.drafts.remove(&handle).ok_or_else(not_open)?;
        if draft.is_new_version {
            draft.name.version = self.next_version(&draft.name);
        }
        let full_name = self.system.names.spell(&draft.name);
        let new = Entry { content: draft.content, written: date, private: false };
        match self.files.get_mut(&draft.name) {
            Some(old) if draft.appends => {
                old.content.append(&new.content);
                old.written = date;
            }
            Some(old) => *old = Entry { private: old.private, ..new },
            None => drop(self.files.insert(draft.name, new)),
        }
        Ok(full_name)
    }

    /// Forgets a draft, if the handle names one.
    pub fn forget(&mut self, handle: Handle) {
        self.drafts.remove(&handle);
    }

    /// Forgets all drafts: the host has crashed.
    pub fn forget_drafts(&mut self) {
        self.drafts.clear();
    }

    /// Deletes a file, its highest version when none is named, and returns its full name.
    pub fn delete(&mut self, user: Option<&str>, name: &str) -> Result<String, FileError> {
        let home = &self.home(user, name)?;
        let pattern = self.parse_one(name)?;
        let found = self.existing(name, &pattern, home, VersionPattern::Highest)?;
        self.may_change(home, &found)?;
        self.files.remove(&found);
        Ok(self.system.names.spell(&found))
    }

    /// Gives a file another name, and returns that.
    pub fn rename(
        &mut self,
        user: Option<&str>,
        from: &str,
        to: &str,
        date: Date,
    ) -> Result<String, FileError> {
        let home = &self.home(user, from)?;
        let found = self.existing(from, &self.parse_one(from)?, home, VersionPattern::Highest)?;
        let (target, _) = self.target(home, &self.parse_one(to)?, false);
        self.may_change(home, &found)?;
        self.may_change(home, &target)?;
        if self.files.contains_key(&target) {
            return Err(FileError::Exists(self.system.names.spell(&target)));
        }
        let entry = self.files.remove(&found).expect("it was found a moment ago");
        let full_name = self.system.names.spell(&target);
        self.files.insert(target, Entry { written: date, ..entry });
        Ok(full_name)
    }

    /// The files that a group of names means, in order; with an empty group the user's directory.
    pub fn list(&self, user: Option<&str>, group: &str) -> Result<Vec<FileInfo>, FileError> {
        let home = &self.home(user, group)?;
        let pattern = self.system.names.parse(group)?.or_everything();
        let matching = self.files.iter().filter(|(name, _)| pattern.matches(home, name));
        let versions = matching.filter(|(name, _)| self.has_version(name, pattern.version));
        let visible = versions.filter(|(name, entry)| !entry.private || name.directory == *home);
        let found: Vec<FileInfo> = visible.map(|(name, entry)| self.info(name, entry)).collect();
        if found.is_empty() {
            return Err(FileError::NotFound(group.to_owned()));
        }
        Ok(found)
    }

    fn info(&self, name: &FileName, entry: &Entry) -> FileInfo {
        FileInfo {
            full_name: self.system.names.spell(name),
            name: name.clone(),
            byte_size: entry.content.byte_size(),
            length_bytes: entry.content.length_bytes(),
            length_words: entry.content.length_words(),
            written: entry.written,
        }
    }

    /// The user's own directory. Nobody has none.
    fn home(&self, user: Option<&str>, name: &str) -> Result<String, FileError> {
        let user = user.ok_or_else(|| FileError::AccessDenied(name.to_owned()))?;
        Ok(self.system.names.home(user))
    }

    fn may_change(&self, home: &str, name: &FileName) -> Result<(), FileError> {
        if name.directory == home {
            Ok(())
        } else {
            Err(FileError::AccessDenied(self.system.names.spell(name)))
        }
    }

    fn parse_one(&self, name: &str) -> Result<NamePattern, FileError> {
        let pattern = self.system.names.parse(name)?;
        if pattern.is_group() {
            return Err(FileError::BadName { name: name.to_owned(), why: "it means several files".into() });
        }
        if pattern.name.is_empty() {
            return Err(FileError::BadName { name: name.to_owned(), why: "there is no name in it".into() });
        }
        Ok(pattern)
    }

    /// The file that a pattern for one file means, where `usual` says what no version means.
    fn existing(
        &self,
        typed: &str,
        pattern: &NamePattern,
        home: &str,
        usual: VersionPattern,
    ) -> Result<FileName, FileError> {
        let wanted = if pattern.version == VersionPattern::Unstated { usual } else { pattern.version };
        let mut versions = self.files.keys().filter(|name| pattern.matches(home, name));
        let found = match wanted {
            VersionPattern::Exactly(version) => versions.find(|name| name.version == version),
            VersionPattern::Lowest => versions.next(),
            VersionPattern::Next => None,
            VersionPattern::Unstated | VersionPattern::Highest | VersionPattern::Any => versions.next_back(),
        };
        found.cloned().ok_or_else(|| FileError::NotFound(typed.to_owned()))
    }

    /// The file that a pattern for one file means when it is to be written, and whether its version is a new one.
    fn target(&self, home: &str, pattern: &NamePattern, append: bool) -> (FileName, bool) {
        let mut name = FileName {
            directory: pattern.directory.clone().unwrap_or_else(|| home.to_owned()),
            name: pattern.name.text().to_owned(),
            extension: pattern.extension.text().to_owned(),
            version: self.system.names.first_version(),
        };
        let mut versions = self.versions(&name);
        let old = match pattern.version {
            VersionPattern::Exactly(version) => Some(version),
            VersionPattern::Lowest => versions.next(),
            VersionPattern::Highest => versions.last(),
            VersionPattern::Unstated if append => versions.last(),
            VersionPattern::Unstated | VersionPattern::Next | VersionPattern::Any => None,
        };
        name.version = old.unwrap_or_else(|| self.next_version(&name));
        (name, old.is_none())
    }

    fn next_version(&self, name: &FileName) -> u32 {
        match self.system.names.first_version() {
            0 => 0,
            first => self.versions(name).last().map_or(first, |highest| highest + 1),
        }
    }

    /// The versions of a name, whatever its own, in ascending order.
    fn versions(&self, name: &FileName) -> impl Iterator<Item = u32> + use<'_> {
        let first = FileName { version: 0, ..name.clone() };
        let last = FileName { version: u32::MAX, ..name.clone() };
        self.files.range(first..=last).map(|(name, _)| name.version)
    }

    fn has_version(&self, name: &FileName, wanted: VersionPattern) -> bool {
        match wanted {
            VersionPattern::Exactly(version) => name.version == version,
            VersionPattern::Lowest => self.versions(name).next() == Some(name.version),
            VersionPattern::Highest => self.versions(name).last() == Some(name.version),
            VersionPattern::Next => false,
            VersionPattern::Unstated | VersionPattern::Any => true,
        }
    }
}

fn not_open() -> FileError {
    FileError::NotFound("a file that is not open".into())
}

#[cfg(test)]
mod tests;
