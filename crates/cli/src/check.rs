//! `arpanet check PATH...`

use std::path::{Path, PathBuf};

use arpanet_scenario::check;
use walkdir::WalkDir;

use crate::args::CheckArguments;
use crate::disk::Disk;
use crate::{End, diagnose, output};

/// Checks all files named, and those in the folders named.
pub fn check(arguments: &CheckArguments) -> End {
    let mut end = End::Well;
    let mut told = Vec::new();
    let mut lines = String::new();
    for file in arguments.paths.iter().flat_map(|path| files_under(path)) {
        match check::check(&Disk, &file) {
            Ok(kind) => lines.push_str(&format!("{}: {}, good\n", file.display(), kind.word())),
            // A fault in a network is met again in each scenario that uses it, and told once.
            Err(fault) if told.contains(&fault) => end = End::BadInput,
            Err(fault) => {
                end = diagnose::tell(&fault);
                told.push(fault);
            }
        }
    }
    match (output::print(&lines), end) {
        (End::Well, end) => end,
        (bad, _) => bad,
    }
}

/// Whether a file found in a folder is to be checked: any .json file but a schema, which stands there for editors.
fn is_ours(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".json") && !name.ends_with(".schema.json")
}

/// The file itself, or the .json files in the folder and the folders in it, in the order of their names.
fn files_under(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    WalkDir::new(path)
        .sort_by_file_name()
        .into_iter()
        .filter_map(|entry| match entry {
            Ok(entry) if entry.file_type().is_dir() => None,
            Ok(entry) => Some(entry.into_path()).filter(|path| is_ours(path)),
            // What cannot be looked into is told when it is read.
            Err(fault) => fault.path().map(Path::to_owned),
        })
        .collect()
}
