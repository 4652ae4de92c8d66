//! The binary, which must have been built.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The project's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The binary, if it has been built.
pub fn binary() -> PathBuf {
    root().join("target/debug/arpanet")
}

/// Runs `arpanet` with these words at the project's root; it must do what it is asked to.
pub fn arpanet(words: &[&str]) {
    let binary = binary();
    let said = Command::new(&binary).current_dir(root()).args(words).output();
    let said = said.unwrap_or_else(|fault| panic!("{}: {fault}; build it first", binary.display()));
    // 1 is an expectation that was not met, which is not looked at here.
    assert!(said.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&said.stderr));
}
