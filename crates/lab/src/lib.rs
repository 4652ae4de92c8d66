//! Experiments: many runs at once, and what they amount to.
//!
//! Runs are independent of each other: each is made from its plan, played by one thread, and gives plain numbers. What
//! is computed from them is computed in the order of the runs, so that the number of threads changes no figure.

mod anatomy;
mod assumptions;
mod figures;
mod fit;
mod progress;
mod round_trips;
mod run;
pub mod setup;
mod statistics;
pub mod study;
pub mod sweep;
mod workers;

pub use progress::{Progress, Silent};
pub use setup::{Setup, SetupResult};
pub use study::{StudyFailed, StudyResult};
pub use sweep::{SweepFailed, SweepResult};
pub use workers::with_workers;
