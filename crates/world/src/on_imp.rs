//! What goes into an IMP, and what its outputs mean for the rest of the world.

use arpanet_imp::{Input, Note, Output, Piece};

use crate::cable::Given;
use crate::event::Event;
use crate::id::{HostId, ImpId};
use crate::outside::Departure;
use crate::record::{Record, Watch};
use crate::world::World;

impl World {
    pub(crate) fn on_imp_wake(&mut self, imp: ImpId, generation: u32, watch: &mut Watch<'_>) {
        if self.imps[imp.index()].wake.is_due(generation) {
            // Before that, what it waits for is to be kept: an IMP that is held up is woken for what has just come.
            let is_held_up = !self.imps[imp.index()].machine.may_hear_late();
            self.catch_up(imp, self.now, watch);
            self.imps[imp.index()].machine.reconsider_wake();
            if is_held_up || self.imps[imp.index()].next_wake().is_some_and(|at| at <= self.now) {
                self.tell_imp(imp, Input::Wake, watch);
            } else {
                // It has been put off since.
                self.arm_imp(imp);
            }
        }
    }

    /// Gives an IMP one input and drains its outputs.
    pub(crate) fn tell_imp(&mut self, imp: ImpId, input: Input, watch: &mut Watch<'_>) {
        if self.imps[imp.index()].is_outside {
            return self.tell_outside_imp(imp, input);
        }
        self.catch_up(imp, self.now, watch);
        self.imps[imp.index()].machine.handle(self.now, input, &mut self.pool, &mut self.imp_outputs);
        self.drain_imp_outputs(imp, watch);
        self.arm_imp(imp);
    }

    /// Sees to what an IMP has just put out.
    pub(crate) fn drain_imp_outputs(&mut self, imp: ImpId, watch: &mut Watch<'_>) {
        if self.imp_outputs.is_empty() {
            return;
        }
        let mut outputs = std::mem::take(&mut self.imp_outputs);
        for output in outputs.drain(..) {
            self.on_imp_output(imp, output, watch);
        }
        self.imp_outputs = outputs;
    }

    /// Sees to it that the IMP is woken when it wants to be.
    pub(crate) fn arm_imp(&mut self, imp: ImpId) {
        let node = &mut self.imps[imp.index()];
        if node.is_outside {
            return;
        }
        if let Some(next) = node.next_wake()
            && let Some((at, generation)) = node.wake.aim(next)
        {
            self.queue.push(at.max(self.now), Event::ImpWake { imp: imp.0, generation });
        }
    }

    pub(crate) fn on_imp_output(&mut self, imp: ImpId, output: Output, watch: &mut Watch<'_>) {
        let host_at = |host: arpanet_imp::HostIndex| self.imps[imp.index()].hosts[usize::from(host.0)];
        match output {
            Output::SendLine { line, packet } => self.on_send_line(imp, line, packet, watch),
            Output::TakeFromHost { host, piece } => {
                if let Some(host) = host_at(host) {
                    self.on_take_from_host(host, piece);
                }
            }
            Output::GiveHost { host, leader, body, last } => match host_at(host) {
                Some(host) => self.on_give_host(host, Given { leader, body, last }),
                None => self.pool.release(body),
            },
            Output::SetReady { host, ready } => {
                if let Some(host) = host_at(host) {
                    self.on_imp_set_ready(host, ready);
                }
            }
            Output::Note(note) => self.on_imp_note(imp, &note, watch),
        }
    }

    fn on_take_from_host(&mut self, host: HostId, piece: Piece) {
        if self.hosts[host.index()].to_imp.arm(piece) {
            self.queue.push(self.now, Event::HostBrokeOff { host: host.0 });
        }
        self.start_to_imp(host);
    }

    fn on_give_host(&mut self, host: HostId, given: Given) {
        self.hosts[host.index()].to_host.give(given, &mut self.pool);
        self.start_to_host(host);
    }

    fn on_imp_set_ready(&mut self, host: HostId, ready: bool) {
        let node = &mut self.hosts[host.index()];
        if !ready {
            node.to_imp.reset();
            node.to_host.reset(&mut self.pool);
        }
        node.is_imp_ready = ready;
        if node.is_outside {
            self.outside.depart(self.now, Departure::Ready { host, ready });
        }
        if node.machine.is_some() {
            self.queue.push(self.now, Event::ImpReady { host: host.0, ready });
        }
    }

    fn on_imp_note(&mut self, imp: ImpId, note: &Note, watch: &mut Watch<'_>) {
        self.ledger.on_note(imp, note);
        if *note == Note::Stopped {
            self.break_off_lines(imp);
        }
        if watch.interests.notes {
            watch.tell(self.now, &Record::Imp { imp, note });
        }
    }

    /// An IMP has stopped: whatever its modems were transmitting breaks off.
    #[cold]
    fn break_off_lines(&mut self, imp: ImpId) {
        for &wire in &self.imps[imp.index()].wires {
            self.wires[usize::from(wire)].break_off(self.now);
        }
    }
}
