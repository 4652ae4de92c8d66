//! What the benches measure, apart from the measuring: `cargo bench -p arpanet-benches`.
//!
//! - `hold`: the event queue beside `std`'s binary heap, in the hold model.
//! - `jobs`: one call of a simulated program, from the reply to the next request.
//!
//! A single one: `cargo bench -p arpanet-benches --bench hold`. Figures are only comparable within one run on one
//! machine; that is why the rival is measured in the same run.

pub mod august;
pub mod hold;
