//! Files from the disk.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use arpanet_scenario::source::{LARGEST_FILE_OCTETS, Source, Unreadable};

/// The file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Source for Disk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        let metadata = path.metadata().map_err(|fault| unreadable(&fault))?;
        if metadata.is_dir() {
            return Err(Unreadable::Folder);
        }
        if metadata.len() > LARGEST_FILE_OCTETS {
            return Err(Unreadable::TooLarge(Some(metadata.len())));
        }
        let file = File::open(path).map_err(|fault| unreadable(&fault))?;
        let mut octets = Vec::new();
        // One octet more than allowed, so that a pipe or a device without a length is not read for ever.
        file.take(LARGEST_FILE_OCTETS + 1).read_to_end(&mut octets).map_err(|fault| unreadable(&fault))?;
        if octets.len() as u64 > LARGEST_FILE_OCTETS {
            return Err(Unreadable::TooLarge(None));
        }
        Ok(octets)
    }
}

fn unreadable(fault: &std::io::Error) -> Unreadable {
    match fault.kind() {
        ErrorKind::NotFound => Unreadable::Missing,
        ErrorKind::IsADirectory => Unreadable::Folder,
        _ => Unreadable::Other(fault.to_string()),
    }
}
