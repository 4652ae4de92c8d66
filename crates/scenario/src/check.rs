//! Checking a file of any kind, with all that it names.

use std::path::Path;

use crate::diagnostic::Diagnostic;
use crate::file::{File, Kind};
use crate::live::Live;
use crate::network::Network;
use crate::plan::{self, Overrides, Scenario};
use crate::source::Source;
use crate::study::Study;
use crate::sweep::Sweep;

/// Checks the file at `path` and what it names, without running anything.
pub fn check(source: &dyn Source, path: &Path) -> Result<Kind, Diagnostic> {
    let (document, file) = File::read(source, path)?;
    let kind = file.kind();
    match file {
        File::Scenario(file) => {
            Scenario::of(source, &document, *file, Overrides::default())?;
        }
        File::Network(file) => {
            Network::of(&document, *file)?;
        }
        File::Traffic(file) => {
            plan::check_traffic(source, &document, &file)?;
        }
        File::Sizes(file) => {
            plan::check_sizes(&document, &file)?;
        }
        File::Study(file) => {
            Study::of(source, &document, *file)?;
        }
        File::Sweep(file) => {
            Sweep::of(source, document, *file)?;
        }
        File::Live(file) => {
            Live::of(source, &document, *file)?;
        }
    }
    Ok(kind)
}
