//! The door from outside: what happens to a running world without having been planned.
//!
//! Everything that enters here enters as an event, at the present instant or later, and takes the same way as what was
//! planned.

use arpanet_kernel::Time;
use arpanet_wire::{Bits, Leader};

use crate::cable::Outgoing;
use crate::event::Event;
use crate::id::HostId;
use crate::plan::{Fault, FaultPlan};
use crate::world::World;

/// Something that a host puts on its cable to the IMP.
#[derive(Clone, Debug, PartialEq)]
pub enum Injection {
    /// A message: any bits, well-formed or not, from the leader to the end of the text. The interface pads.
    Message(Bits),
    /// The beginning of a message that does not end; the next one is taken for its rest.
    Unfinished(Bits),
    /// A message of which only the leader and the length of the text are known.
    Synthetic {
        /// The leader.
        leader: Leader,
        /// Bits of text.
        text_bits: u32,
    },
}

impl World {
    /// A host sends something at `at`, or now if that is past; after what it is sending already.
    pub fn inject(&mut self, at: Time, host: HostId, injection: Injection) {
        let number = self.next_injection;
        self.next_injection = number.wrapping_add(1);
        self.injections.insert(number, (host, injection));
        self.planned += 1;
        self.queue.push(at.max(self.now), Event::InjectionDue { injection: number });
    }

    pub(crate) fn on_injection_due(&mut self, number: u32) {
        self.planned -= 1;
        let (host, injection) =
            self.injections.remove(&number).expect("an injection is kept until it is due");
        self.hosts[host.index()].to_imp.offer(match injection {
            Injection::Message(bits) => Outgoing::Real { bits, ends: true },
            Injection::Unfinished(bits) => Outgoing::Real { bits, ends: false },
            Injection::Synthetic { leader, text_bits } => Outgoing::Synthetic { leader, text_bits },
        });
        self.start_to_imp(host);
    }

    /// A fault strikes at `at`, or now if that is past. It joins the plan.
    ///
    /// # Panics
    /// When it names an IMP, line or host that the plan lacks.
    pub fn strike(&mut self, at: Time, fault: Fault) {
        let planned = FaultPlan { at: at.max(self.now), fault };
        let index = self.plan.faults.len();
        crate::plan_error::check_fault(&self.plan, index, &planned.fault)
            .expect("the fault names what there is");
        self.plan.faults.push(planned.clone());
        self.planned += 1;
        self.queue.push(planned.at, Event::FaultDue { fault: index as u32 });
    }
}
