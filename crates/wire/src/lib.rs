//! Every bit and text format of the network: no time, no I/O, no state.
//!
//! Bits are numbered from 1, most significant first, as the sources number them.

mod address;
mod bits;

pub use address::{HostAddress, ImpNumber};
pub use bits::Bits;
