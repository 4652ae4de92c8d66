//! What the benches measure, apart from the measuring: `benches/run` plays them all and compares with the last recorded times.
//!
//! - `hold`: the event queue beside `std`'s binary heap, in the hold model.
//! - `jobs`: one call of a simulated program, from the reply to the next request.
//! - `phold`: events between places, and beside it the bare movement of packets, without any protocol.
//! - `network`: August 1973 under its load, a scenario.
//! - `setups`: connections between two NCPs without a network; initial connections, FTP logins and third parties over hops.
//! - `wire`: parse and emit of each format.
//!
//! `benches/count` counts instructions instead, which do not depend on what else the machine does: it plays the workloads of
//! `src/bin/workload.rs` under callgrind and compares with `benches/instructions.txt`.
//!
//! `src/bin` has besides: `scale`, the cost of a packet-hop as the network grows; `memory`, what an idle IMP and an idle host take;
//! `connections`, a million at a time.
//!
//! A single one: `cargo bench -p arpanet-benches --bench hold`. Times are only comparable within one machine; where
//! something has a rival, it is measured in the same run.

pub mod august;
pub mod floor;
pub mod hold;
pub mod pairs;
pub mod phold;
pub mod resident;
pub mod setups;
pub mod torus;
