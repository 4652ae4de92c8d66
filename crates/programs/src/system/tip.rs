//! A TIP: an IMP with terminals and no disk. It is a host of the network to which no one logs in, and on which no file can
//! be kept; what it does for its terminals is in [`crate::tip`].

use super::characters::Characters;
use super::name::{FileName, NamePattern, NameSyntax, bad_name};
use super::{LineEnd, System};
use crate::error::FileError;

/// A TIP.
pub static TIP: System = System {
    name: "tip",
    title: "TIP",
    word_bits: 16,
    character_bits: 8,
    characters: Characters::Ascii,
    line_end: LineEnd::CrLf,
    pads_with_nul: true,
    names: &NoNames,
    greeting: "{host}",
    prompt: "",
    login: None,
    mail: None,
};

#[derive(Debug)]
struct NoNames;

impl NameSyntax for NoNames {
    fn parse(&self, name: &str) -> Result<NamePattern, FileError> {
        Err(bad_name(name, "a TIP keeps no files"))
    }

    fn spell(&self, name: &FileName) -> String {
        name.name.clone()
    }

    fn first_version(&self) -> u32 {
        0
    }
}
