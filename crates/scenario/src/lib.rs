//! Scenarios: files in, a plan for the world out; then what the run tells, as trace, narration, expectations and summary.
//!
//! No file is opened here: a [`Source`] gives bytes for a path. Bad input ends as one [`Diagnostic`] with file, line,
//! column and what was expected.

pub mod diagnostic;
pub mod file;
pub mod json;
mod network;
pub mod source;

pub use diagnostic::Diagnostic;
pub use network::{HopHistogram, Network};
pub use source::{Source, Unreadable};
