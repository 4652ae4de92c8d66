//! Every bit and text format of the network: no time, no I/O, no state.
//!
//! Bits are numbered from 1, most significant first, as the sources number them.

mod address;
mod bits;
pub mod command;
mod error;
pub mod fields;
pub mod ftp;
pub mod h316;
pub mod host_host;
mod leader;
pub mod link;
pub mod modem;
pub mod telnet;

pub use address::{HostAddress, ImpNumber};
pub use bits::{Bits, HexError};
pub use error::WireError;
pub use leader::{
    DownReason, GoingDown, HostToImp, ImpToHost, Incomplete, Leader, LeaderFault, UnassignedType, Unreachable,
};
