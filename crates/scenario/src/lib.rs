//! Scenarios: files in, a plan for the world out; then what the run tells, as trace, narration, expectations and summary.
//!
//! No file is opened here: a [`Source`] gives bytes for a path. Bad input ends as one [`Diagnostic`] with file, line,
//! column and what was expected.

mod catalogue;
pub mod check;
pub mod diagnostic;
pub mod expect;
pub mod file;
pub mod json;
pub mod live;
pub mod narrate;
mod network;
mod plan;
pub mod replay;
pub mod run;
pub mod source;
mod study;
pub mod summary;
pub mod sweep;
pub mod trace;
mod words;

pub use arpanet_kernel::Time;
pub use arpanet_wire as wire;
pub use arpanet_world as world;
pub use diagnostic::Diagnostic;
pub use network::{Generated, HopHistogram, Network};
pub use plan::{Overrides, Scenario};
pub use source::{Source, Unreadable};
pub use study::Study;
pub use sweep::Sweep;
pub use words::fault as fault_in_words;
