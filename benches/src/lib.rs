//! What the benches measure, apart from the measuring: `cargo bench -p arpanet-benches`.
//!
//! - `hold`: the event queue beside `std`'s binary heap, in the hold model.
//! - `jobs`: one call of a simulated program, from the reply to the next request.
//! - `phold`: events between places, and beside it the bare movement of packets, without any protocol.
//! - `network`: August 1973 under its load, initial connections, a scenario.
//! - `wire`: parse and emit of each format.
//!
//! `benches/count` counts instructions instead, which do not depend on what else the machine does: it plays the workloads of
//! `src/bin/workload.rs` under callgrind and compares with `benches/instructions.txt`.
//!
//! A single one: `cargo bench -p arpanet-benches --bench hold`. Figures are only comparable within one run on one
//! machine; that is why the rival is measured in the same run.

pub mod august;
pub mod floor;
pub mod hold;
pub mod icps;
pub mod phold;
pub mod torus;
