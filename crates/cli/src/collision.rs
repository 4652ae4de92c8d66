//! Files that a command would write over what it has read, or over each other.

use std::path::{Path, PathBuf};

use crate::{End, output};

/// Sees to it that no output, each with the flag that names it, takes the place of an input or of another output.
///
/// # Errors
/// One does; it has been told.
pub fn avoid<'a>(inputs: impl IntoIterator<Item = &'a Path>, outputs: &[(&str, &Path)]) -> Result<(), End> {
    let read: Vec<PathBuf> = inputs.into_iter().map(one_name).collect();
    let mut taken: Vec<(&str, PathBuf)> = Vec::new();
    for &(flag, path) in outputs.iter().filter(|(_, path)| is_replaced(path)) {
        let name = one_name(path);
        let why = if read.contains(&name) {
            String::from("it has just been read, and would be overwritten")
        } else if let Some((other, _)) = taken.iter().find(|(_, other)| *other == name) {
            format!("{other} goes there already")
        } else {
            taken.push((flag, name));
            continue;
        };
        output::complain(&format!("{flag} {}: {why}; expected a file of its own", path.display()));
        return Err(End::BadInput);
    }
    Ok(())
}

/// Pipes and devices take what is written and lose nothing.
fn is_replaced(path: &Path) -> bool {
    path.metadata().map_or(true, |metadata| metadata.is_file())
}

/// The same for all ways to name a file, also for one that is not there yet.
fn one_name(path: &Path) -> PathBuf {
    let in_folder = || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(folder.canonicalize().ok()?.join(path.file_name()?))
    };
    path.canonicalize().ok().or_else(in_folder).unwrap_or_else(|| path.to_owned())
}
