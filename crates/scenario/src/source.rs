//! Where files come from. This crate opens none itself: the binary reads them from the disk, a browser from memory.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The largest file that is read: 64 MiB. A network of ten thousand sites is about a tenth of that.
pub const LARGEST_FILE_OCTETS: u64 = 64 << 20;

/// Gives the bytes behind a path.
pub trait Source {
    /// The whole content of the file at `path`. Must refuse, without reading on, what is longer than
    /// [`LARGEST_FILE_OCTETS`].
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable>;
}

/// Why a file gave no bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// There is nothing at the path.
    Missing,
    /// The path is a folder.
    Folder,
    /// The file is longer than [`LARGEST_FILE_OCTETS`]; its length where it is known.
    TooLarge(Option<u64>),
    /// Anything else, in the words of the system.
    Other(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::Missing => f.write_str("there is no such file"),
            Unreadable::Folder => f.write_str("this is a folder, not a file"),
            Unreadable::TooLarge(Some(octets)) => write!(f, "the file is too large: {octets} octets"),
            Unreadable::TooLarge(None) => f.write_str("the file is too large"),
            Unreadable::Other(text) => write!(f, "the file cannot be read: {text}"),
        }
    }
}

/// Files by their paths, as they were when they were read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Files(BTreeMap<String, String>);

impl Files {
    /// Their paths, in order.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.keys().map(Path::new)
    }

    /// Their texts, in the order of the paths.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(String::as_str)
    }
}

impl Source for Files {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        let text = self.0.get(path.to_string_lossy().as_ref());
        text.map(|text| text.clone().into_bytes()).ok_or(Unreadable::Missing)
    }
}

/// A source that remembers what was read from it.
pub struct Recording<'a> {
    source: &'a dyn Source,
    files: RefCell<Files>,
}

impl<'a> Recording<'a> {
    /// Reads from `source`, and remembers.
    pub fn of(source: &'a dyn Source) -> Recording<'a> {
        Recording { source, files: RefCell::default() }
    }

    /// All that has been read.
    pub fn into_files(self) -> Files {
        self.files.into_inner()
    }
}

impl Source for Recording<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        let octets = self.source.read(path)?;
        let text = String::from_utf8_lossy(&octets).into_owned();
        self.files.borrow_mut().0.insert(path.to_string_lossy().into_owned(), text);
        Ok(octets)
    }
}

/// The path that `named` means when it stands in the file `within`: relative paths start at that file's folder.
/// `a/b/../c` is shortened to `a/c`, so that one file has one name in diagnostics.
pub fn resolve(within: &Path, named: &str) -> PathBuf {
    let joined = within.parent().unwrap_or(Path::new("")).join(named);
    let mut short = PathBuf::new();
    // A `.` stands at the beginning only; everywhere else `components` drops it.
    for part in joined.components() {
        match part {
            Component::ParentDir if matches!(short.components().next_back(), Some(Component::Normal(_))) => {
                short.pop();
            }
            part => short.push(part),
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_start_at_the_folder_of_the_file_they_stand_in() {
        let within = Path::new("scenarios/studies/one.json");
        assert_eq!(resolve(within, "two.json"), Path::new("scenarios/studies/two.json"));
        assert_eq!(resolve(within, "../networks/1973-01.json"), Path::new("scenarios/networks/1973-01.json"));
        assert_eq!(resolve(within, "/tmp/x.json"), Path::new("/tmp/x.json"));
        assert_eq!(resolve(Path::new("one.json"), "../x.json"), Path::new("../x.json"));
        assert_eq!(resolve(Path::new("one.json"), "./n/x.json"), Path::new("./n/x.json"));
        assert_eq!(resolve(Path::new("./one.json"), "x.json"), Path::new("./x.json"));
    }
}
