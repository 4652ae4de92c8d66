//! What is known when a run has ended, for the expectations that look at the end.

use arpanet_kernel::{StopReason, Time};
use arpanet_world::{HostId, Messages};

use crate::trace::Connections;

/// The end of a run.
pub struct Ending<'a> {
    /// Why.
    pub reason: StopReason,
    /// When.
    pub time: Time,
    /// Where the messages went.
    pub messages: Messages,
    /// The connections that were seen.
    pub connections: &'a Connections,
    /// Who has which address.
    pub address_of: &'a dyn Fn(HostId) -> arpanet_wire::HostAddress,
    /// Gives the file of this name at a host.
    pub file: &'a dyn Fn(HostId, &str) -> Result<FileSeen, String>,
}

/// A file as it is at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSeen {
    /// Its characters, where it is text.
    pub text: Option<String>,
    /// Its octets from the first bit on.
    pub octets: Vec<u8>,
}
