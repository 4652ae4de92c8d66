//! The 1822 cable between a host and its IMP: bit-serial, one message at a time in each direction.
//!
//! Each direction is a small machine of its own, because each keeps its own pace: [`ToImp`] moves a message piece by
//! piece, as the IMP arms its input; [`ToHost`] moves it packet by packet, as the host takes it in.

mod to_host;
mod to_imp;

pub(crate) use to_host::{Given, Incoming, ToHost};
pub(crate) use to_imp::{Outgoing, ToImp};
