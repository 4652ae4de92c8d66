//! The tables of a world: its IMPs, lines and hosts, each entry with what belongs to it.

use std::collections::VecDeque;

use arpanet_imp::{HostIndex, Imp};
use arpanet_kernel::Wake;
use arpanet_programs::host::Host;

use crate::cable::{Incoming, ToHost, ToImp};
use crate::id::{HostId, ImpId};

/// An IMP and what it is joined to.
#[derive(Clone, Debug)]
pub(crate) struct ImpNode {
    pub machine: Imp,
    pub wake: Wake,
    /// For each modem the position of the line direction that leaves it.
    pub wires: Vec<u16>,
    /// For each host interface the host.
    pub hosts: [Option<HostId>; 4],
}

/// A host interface: the cable, and what stands behind it.
#[derive(Debug)]
pub(crate) struct HostNode {
    pub imp: ImpId,
    pub interface: HostIndex,
    pub to_imp: ToImp,
    pub to_host: ToHost,
    /// The two directions take turns.
    pub half_duplex: bool,
    /// The system behind the interface, if any.
    pub machine: Option<Box<Host>>,
    pub wake: Wake,
    /// Messages that have crossed and that the host has not been handed yet.
    pub arrived: VecDeque<Incoming>,
}

impl HostNode {
    /// Whether nothing waits or crosses on the cable.
    pub(crate) fn is_cable_quiet(&self) -> bool {
        self.to_imp.is_quiet() && self.to_host.is_quiet() && self.arrived.is_empty()
    }
}
