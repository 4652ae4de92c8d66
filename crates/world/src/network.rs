//! The tables of a world: its IMPs, lines and hosts, each entry with what belongs to it.

use std::collections::VecDeque;

use arpanet_imp::{HostIndex, Imp};
use arpanet_kernel::{Time, Wake};
use arpanet_programs::host::Host;

use crate::cable::{Incoming, ToHost, ToImp};
use crate::id::{HostId, ImpId};
use crate::lost_message::MessageLoss;
use crate::on_line::Late;
use crate::outside::FarImp;

/// An IMP and what it is joined to.
#[derive(Clone, Debug)]
pub(crate) struct ImpNode {
    pub machine: Imp,
    pub wake: Wake,
    /// Housekeeping that it will hear of late, in order of arrival.
    pub late: VecDeque<Late>,
    /// For each modem the position of the line direction that leaves it.
    pub wires: Vec<u16>,
    /// For each host interface the host.
    pub hosts: [Option<HostId>; 4],
    /// It is a real one somewhere else: no machine runs here.
    pub is_outside: bool,
}

impl ImpNode {
    /// When its machine must be given an input: when that wants it, or when something comes that something in it may wait for.
    pub(crate) fn next_wake(&mut self) -> Option<Time> {
        let wanted = self.machine.next_wake();
        match self.late.front() {
            Some(late) if !self.machine.may_hear_late() => Some(wanted.map_or(late.at, |at| at.min(late.at))),
            _ => wanted,
        }
    }
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
    /// Messages that its interface will lose.
    pub losses: Vec<MessageLoss>,
    /// The host is a real one somewhere else.
    pub is_outside: bool,
    /// The IMP's end of the cable, where the IMP is a real one somewhere else.
    pub far_imp: Option<FarImp>,
    /// The IMP's ready line.
    pub is_imp_ready: bool,
}

impl HostNode {
    /// Whether nothing waits or crosses on the cable.
    pub(crate) fn is_cable_quiet(&self) -> bool {
        let is_far_quiet = self.far_imp.as_ref().is_none_or(FarImp::is_quiet);
        self.to_imp.is_quiet() && self.to_host.is_quiet() && self.arrived.is_empty() && is_far_quiet
    }
}
