//! What happens on the 1822 cables.

use arpanet_imp::{HostIndex, Input, Piece};

use crate::cable::Incoming;
use crate::event::Event;
use crate::id::{HostId, ImpId};
use crate::on_line::{Housekeeping, Late};
use crate::record::{Direction, Record, Watch};
use crate::world::World;

impl World {
    /// Starts a piece from host to IMP, if there is one and the IMP wants it.
    pub(crate) fn start_to_imp(&mut self, host: HostId) {
        let node = &mut self.hosts[host.index()];
        if node.half_duplex && node.to_host.is_under_way() {
            return;
        }
        if node.half_duplex && !node.to_imp.is_under_way() && node.to_host.can_start() {
            // What comes in goes first: a host that did otherwise would be tardy as long as it has something to send.
            return self.start_to_host(host);
        }
        if let Some((time_ns, generation)) = node.to_imp.start() {
            self.queue.push(self.now.after_ns(time_ns), Event::ImpTook { host: host.0, generation });
        }
    }

    /// Starts the packet that the IMP gives, if there is one and the host takes it in.
    pub(crate) fn start_to_host(&mut self, host: HostId) {
        let node = &mut self.hosts[host.index()];
        if node.half_duplex && node.to_imp.is_under_way() {
            return;
        }
        if let Some((time_ns, generation)) = node.to_host.start() {
            self.queue.push(self.now.after_ns(time_ns), Event::HostTook { host: host.0, generation });
        }
    }

    pub(crate) fn on_imp_took(&mut self, host: HostId, generation: u32, watch: &mut Watch<'_>) {
        let node = &mut self.hosts[host.index()];
        let Some((piece, crossed)) = node.to_imp.finish(generation) else { return };
        let last = crossed.last;
        let input = match piece {
            Piece::Leader => {
                let (leader, words) = node.to_imp.leader(&crossed);
                Input::HostLeader { host: node.interface, leader, words, last }
            }
            Piece::Data(_) => {
                let body = node.to_imp.body(&crossed, &mut self.pool);
                Input::HostSent { host: node.interface, body, last }
            }
        };
        let imp = node.imp;
        if crossed.is_whole {
            let message = node.to_imp.first().expect("the message is kept until it is dropped").as_recorded();
            self.fingerprint.add_message(self.now, host, Direction::ToImp, &message);
            if watch.interests.cables {
                watch.tell(self.now, &Record::Cable { host, direction: Direction::ToImp, message });
            }
        }
        if last {
            node.to_imp.drop_first();
        }
        self.tell_imp(imp, input, watch);
        if last && self.hosts[host.index()].half_duplex {
            self.start_to_host(host);
        }
    }

    pub(crate) fn on_host_took(&mut self, host: HostId, generation: u32, watch: &mut Watch<'_>) {
        let node = &mut self.hosts[host.index()];
        if node.is_outside
            && let Some(given) = node.to_host.crossing(generation)
        {
            self.depart_to_far_host(host, given);
        }
        let node = &mut self.hosts[host.index()];
        let Some(whole) = node.to_host.finish(generation, &mut self.pool) else { return };
        let (imp, interface) = (node.imp, node.interface);
        let hears = whole.is_some_and(|incoming| self.on_message_at_host(host, incoming, watch));
        // What the host does about it comes after what the IMP does, and after what is due at this instant already. If that
        // is nothing, it needs no event of its own.
        let is_alone = self.queue.peek_time().is_none_or(|at| at > self.now);
        let hears_at_once = hears && is_alone && !self.is_eager(watch);
        if hears && !hears_at_once {
            self.queue.push(self.now, Event::HostHears { host: host.0 });
        }
        self.on_taken(imp, interface, watch);
        if self.hosts[host.index()].half_duplex {
            self.start_to_imp(host);
        }
        if hears_at_once && !watch.is_satisfied {
            self.on_host_hears(host, watch);
        }
    }

    /// The IMP hears that a host has taken what it was given, late if nothing else hangs on it.
    fn on_taken(&mut self, imp: ImpId, host: HostIndex, watch: &mut Watch<'_>) {
        let node = &self.imps[imp.index()];
        if !node.is_outside && node.machine.may_hear_taken_late(host) && !self.is_eager(watch) {
            self.keep_late(imp, Late { at: self.now, what: Housekeeping::Taken { host } });
        } else {
            self.tell_imp(imp, Input::HostTook { host }, watch);
        }
    }

    pub(crate) fn on_host_broke_off(&mut self, host: HostId, watch: &mut Watch<'_>) {
        let node = &mut self.hosts[host.index()];
        if node.to_imp.take_error() {
            let (imp, interface) = (node.imp, node.interface);
            self.tell_imp(imp, Input::HostError { host: interface }, watch);
        }
    }

    pub(crate) fn on_host_ready(&mut self, host: HostId, ready: bool, watch: &mut Watch<'_>) {
        let node = &self.hosts[host.index()];
        self.tell_imp(node.imp, Input::HostReady { host: node.interface, ready }, watch);
    }

    /// The host's ready line rises or falls.
    pub(crate) fn set_host_ready(&mut self, host: HostId, ready: bool) {
        let node = &mut self.hosts[host.index()];
        let broke_off = node.to_imp.set_up(ready);
        node.to_host.set_up(ready);
        self.queue.push(self.now, Event::HostReady { host: host.0, ready });
        if broke_off {
            self.queue.push(self.now, Event::HostBrokeOff { host: host.0 });
        }
        self.start_to_imp(host);
        self.start_to_host(host);
    }

    /// A message has crossed. True when there is a system that will hear of it.
    fn on_message_at_host(&mut self, host: HostId, incoming: Incoming, watch: &mut Watch<'_>) -> bool {
        if incoming.leader().message_type == 0 {
            self.ledger.on_delivered();
        }
        let message = incoming.as_recorded();
        self.fingerprint.add_message(self.now, host, Direction::ToHost, &message);
        if watch.interests.cables {
            watch.tell(self.now, &Record::Cable { host, direction: Direction::ToHost, message });
        }
        let node = &mut self.hosts[host.index()];
        if let Some(place) = node.losses.iter_mut().position(|loss| loss.strikes(&incoming)) {
            node.losses.remove(place);
            if watch.interests.events {
                watch.tell(self.now, &Record::MessageLost { host, message });
            }
            return false;
        }
        if node.machine.is_none() {
            return false;
        }
        node.arrived.push_back(incoming);
        true
    }
}
