//! The sixbit characters of the PDP-10: the 64 from space to `_`, six of them in a word. File names are made of them.

use super::name::bad_name;
use crate::error::FileError;

/// Characters in a word of 36 bits.
const IN_A_WORD: usize = 6;

/// Whether a part of a file name fits into a word: `*` does, as any name. `taken` are characters that stand for
/// something else.
pub(super) fn check(name: &str, part: &str, taken: &str) -> Result<(), FileError> {
    if part == "*" {
        return Ok(());
    }
    let fits = |c: char| (' '..='_').contains(&c) && !taken.contains(c);
    if let Some(character) = part.chars().find(|c| !fits(*c)) {
        return Err(bad_name(name, format!("{character:?} cannot stand in a name")));
    }
    if part.len() > IN_A_WORD {
        return Err(bad_name(name, format!("`{part}` is longer than {IN_A_WORD} characters")));
    }
    Ok(())
}
