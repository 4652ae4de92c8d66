//! What the plan lets happen: faults, traffic, the IMPs' message generators.

use arpanet_imp::Input;
use arpanet_programs::host::HostInput;
use arpanet_wire::Leader;

use crate::cable::Outgoing;
use crate::event::Event;
use crate::id::{End, HostId, LineId};
use crate::plan::{Fault, HostFault, LineErrors, SentBy};
use crate::record::{Record, Watch};
use crate::world::World;

/// A flow's messages that may wait at their host. A host that can't get rid of these makes no more.
const MOST_WAITING: usize = 1000;

/// The link on which the flows' messages travel: any of those that hosts hand out to their users.
const FLOW_LINK: u8 = 71;

impl World {
    pub(crate) fn on_fault_due(&mut self, index: usize, watch: &mut Watch<'_>) {
        self.planned -= 1;
        let fault = self.plan.faults[index].fault.clone();
        if watch.interests.events {
            watch.tell(self.now, &Record::Fault(&fault));
        }
        match fault {
            Fault::Line { line, sent_by, passes } => {
                // What has arrived by now is not cut.
                self.catch_up_all(watch);
                self.set_line_passes(line, sent_by, passes);
            }
            Fault::Loopback { line, looped } => self.set_line_looped(line, looped),
            Fault::Errors { line, errors } => self.set_line_errors(line, errors),
            Fault::Imp { imp, fault } => self.tell_imp(imp, Input::Fault(fault), watch),
            Fault::Announce { imp, notice } => self.tell_imp(imp, Input::Announce(notice), watch),
            Fault::Host { host, fault } => self.on_host_fault(host, fault, watch),
        }
    }

    pub(crate) fn on_generator_due(&mut self, index: usize, watch: &mut Watch<'_>) {
        self.planned -= 1;
        let change = self.plan.traffic.generators[index];
        self.tell_imp(change.imp, Input::Generate(change.generator), watch);
    }

    pub(crate) fn on_flow_due(&mut self, index: usize) {
        let flow = &mut self.flows[index];
        let (from, to) = (flow.from, flow.to);
        let text_bits = flow.next_text_bits(&self.sizes);
        let next = self.now.after_ns(flow.next_gap_ns());
        self.queue.push(next, Event::FlowDue { flow: index as u32 });
        let cable = &mut self.hosts[from.index()].to_imp;
        if cable.waiting() >= MOST_WAITING {
            self.withheld += 1;
            return;
        }
        cable.offer(Outgoing::Synthetic { leader: Leader::regular(to, FLOW_LINK), text_bits });
        self.start_to_imp(from);
    }

    fn on_host_fault(&mut self, host: HostId, fault: HostFault, watch: &mut Watch<'_>) {
        match fault {
            HostFault::Crash => self.crash_host(host, watch),
            HostFault::Restart if self.hosts[host.index()].machine.is_some() => {
                self.tell_host(host, HostInput::Restart, watch);
            }
            HostFault::ReadyOff => self.set_host_ready(host, false),
            HostFault::Restart | HostFault::ReadyOn => self.set_host_ready(host, true),
            HostFault::Loses(loss) => self.hosts[host.index()].losses.push(loss),
            HostFault::StopReading => self.hosts[host.index()].to_host.set_reads(false),
            HostFault::ResumeReading => {
                self.hosts[host.index()].to_host.set_reads(true);
                self.start_to_host(host);
            }
        }
    }

    /// A host stops dead. What it has counted is kept for the outcome; what it had to send, and messages on their way
    /// into it, are lost.
    fn crash_host(&mut self, host: HostId, watch: &mut Watch<'_>) {
        let node = &mut self.hosts[host.index()];
        node.arrived.clear();
        match &node.machine {
            Some(machine) => {
                self.counted[host.index()].add(machine.ncp().counters());
                self.connections.on_crash(self.plan.hosts[host.index()].address);
                self.tell_host(host, HostInput::Crash, watch);
            }
            None => self.set_host_ready(host, false),
        }
        self.hosts[host.index()].to_imp.forget();
    }

    fn set_line_passes(&mut self, line: LineId, sent_by: SentBy, passes: bool) {
        for end in [End::A, End::B] {
            let concerned = match sent_by {
                SentBy::A => end == End::A,
                SentBy::B => end == End::B,
                SentBy::Both => true,
            };
            if concerned {
                self.wires[wire_index(line, end)].set_passes(passes);
            }
        }
    }

    fn set_line_looped(&mut self, line: LineId, looped: bool) {
        [End::A, End::B].into_iter().for_each(|end| self.wires[wire_index(line, end)].set_looped(looped));
    }

    fn set_line_errors(&mut self, line: LineId, errors: LineErrors) {
        [End::A, End::B]
            .into_iter()
            .for_each(|end| self.wires[wire_index(line, end)].errors.set_rates(errors));
    }
}

/// The position of a line direction: the two of a line lie side by side.
pub(crate) const fn wire_index(line: LineId, sent_by: End) -> usize {
    line.index() * 2 + sent_by.index()
}
