//! When nothing is left to happen.
//!
//! The network is never still: IMPs say hello for ever. A run is idle when nothing but this housekeeping goes on: nothing
//! planned is left, no message, packet or reply is in any IMP's hands or on a line, nothing waits or crosses on a cable,
//! and no job is unfinished. It is stalled when jobs are unfinished and nothing at all can wake them. Looked at once a second.

use arpanet_kernel::StopReason;

use crate::event::Event;
use crate::record::Watch;
use crate::world::{SECOND_NS, World};

impl World {
    pub(crate) fn on_second_passed(&mut self, watch: &mut Watch<'_>) {
        self.queue.push(self.now.after_ns(SECOND_NS), Event::SecondPassed);
        if self.planned > 0 || !self.flows.is_empty() {
            return;
        }
        self.catch_up_all(watch);
        if !self.is_network_quiet() {
            return;
        }
        let mut machines = self.hosts.iter().filter_map(|host| host.machine.as_deref());
        if machines.clone().any(|machine| machine.unfinished_jobs().next().is_some()) {
            if machines.all(|machine| machine.next_wake().is_none()) {
                self.ended = Some(StopReason::Stalled);
            }
        } else if machines.all(|machine| machine.is_quiet()) {
            self.ended = Some(StopReason::Idle);
        }
    }

    fn is_network_quiet(&self) -> bool {
        self.hosts.iter().all(|host| host.is_cable_quiet())
            && self.imps.iter().all(|imp| imp.machine.is_quiet())
            && self.wires.iter().all(|wire| wire.is_quiet())
    }
}
