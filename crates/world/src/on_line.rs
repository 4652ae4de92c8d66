//! What happens on the modem lines.
//!
//! Most of it is housekeeping, of which an IMP may hear late (`arpanet_imp::Imp::hear_late`): no event is made of it; it is kept with
//! the IMP that it will reach, and handed over before that IMP's next input, at equal times too. An IMP in which something
//! waits is woken for it. A world that is watched down to its packets or notes, and one that is told to
//! ([`World::play_eagerly`]), wakes the IMP for everything, also for the end of each transmission; the fingerprint is the same.

use arpanet_imp::{HostIndex, Input, LineIndex, Packet};
use arpanet_kernel::Time;

use crate::event::Event;
use crate::id::ImpId;
use crate::line::{Fate, InFlight};
use crate::record::{Loss, Record, Watch};
use crate::world::World;

/// Housekeeping that has arrived at an IMP, or will, and of which it has not heard yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Late {
    pub at: Time,
    pub what: Housekeeping,
}

/// What an IMP may hear of late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Housekeeping {
    /// What is next on this wire has arrived.
    Arrived { wire: u16 },
    /// The host has taken what it was given.
    Taken { host: HostIndex },
}

impl World {
    /// From now on wakes IMPs and hosts for everything that happens to them, as if somebody watched. For tests.
    pub fn play_eagerly(&mut self) {
        self.is_eager = true;
    }

    /// Whether each machine is to be told of everything when it happens.
    pub(crate) fn is_eager(&self, watch: &Watch<'_>) -> bool {
        self.is_eager || watch.interests.packets || watch.interests.notes
    }

    pub(crate) fn on_send_line(
        &mut self,
        imp: ImpId,
        line: LineIndex,
        packet: Packet,
        watch: &mut Watch<'_>,
    ) {
        let index = self.imps[imp.index()].wires[usize::from(line.0)];
        if watch.interests.packets {
            self.tell_packet(index, &packet, watch);
        }
        let wire = &mut self.wires[usize::from(index)];
        let is_housekeeping = packet.is_housekeeping();
        let schedule = wire.send(self.now, packet);
        self.imps[imp.index()].machine.leaves_at(line, schedule.sent_at);
        let is_eager = self.is_eager(watch);
        if is_eager {
            self.queue.push(schedule.sent_at, Event::ImpNudge { imp: imp.0 });
        }
        // A real IMP hears of nothing late.
        if !is_housekeeping || self.imps[schedule.to.imp.index()].is_outside {
            self.queue.push(schedule.received_at, Event::LineReceived { wire: index });
            return;
        }
        let to = schedule.to.imp;
        if is_eager {
            self.queue.push(schedule.received_at, Event::ImpNudge { imp: to.0 });
        }
        self.keep_late(to, Late { at: schedule.received_at, what: Housekeeping::Arrived { wire: index } });
    }

    #[cold]
    fn tell_packet(&self, wire: u16, packet: &Packet, watch: &mut Watch<'_>) {
        let wire = &self.wires[usize::from(wire)];
        let words = packet.to_wire(&self.pool).and_then(|packet| packet.emit()).unwrap_or_default();
        watch.tell(self.now, &Record::Packet { line: wire.line, sent_by: wire.sent_by, words: &words });
    }

    pub(crate) fn keep_late(&mut self, imp: ImpId, late: Late) {
        let kept = &mut self.imps[imp.index()].late;
        if kept.back().is_none_or(|last| last.at <= late.at) {
            kept.push_back(late);
        } else {
            let after = kept.iter().rposition(|other| other.at <= late.at).map_or(0, |before| before + 1);
            kept.insert(after, late);
        }
        if !self.imps[imp.index()].machine.may_hear_late() {
            self.arm_imp(imp);
        }
    }

    pub(crate) fn on_line_received(&mut self, wire: u16, watch: &mut Watch<'_>) {
        // On a line without propagation a packet leaves as it arrives. The modem that sent it goes on before that, whenever its
        // IMP found out that it has more to send: else what the two IMPs do at this instant would change places.
        let sender = self.wires[usize::from(wire)].from.imp;
        if self.wires[usize::from(wire)].is_just_free(self.now)
            && !self.imps[sender.index()].is_outside
            && self.imps[sender.index()].machine.next_wake().is_some_and(|at| at <= self.now)
        {
            self.tell_imp(sender, Input::Wake, watch);
        }
        // What is under way before it has come already, and is heard of late.
        while let Some(before) = self.wires[usize::from(wire)].next().filter(|next| next.at < self.now) {
            self.catch_up(before.to.imp, before.at, watch);
        }
        let InFlight { packet, to, fate, .. } = self.receive(wire, watch);
        match fate {
            Fate::Good | Fate::Damaged => {
                let damaged = fate == Fate::Damaged;
                self.tell_imp(to.imp, Input::LineReceived { line: to.index, packet, damaged }, watch);
            }
            Fate::Lost | Fate::Cut => packet.release(&mut self.pool),
        }
    }

    /// Hands over to an IMP what has arrived up to `until` and was kept.
    #[inline]
    pub(crate) fn catch_up(&mut self, imp: ImpId, until: Time, watch: &mut Watch<'_>) {
        if self.imps[imp.index()].late.front().is_some_and(|late| late.at <= until) {
            self.hand_over(imp, until, watch);
        }
    }

    fn hand_over(&mut self, imp: ImpId, until: Time, watch: &mut Watch<'_>) {
        while let Some(late) = self.imps[imp.index()].late.front().copied().filter(|late| late.at <= until) {
            match late.what {
                Housekeeping::Arrived { wire } => self.hand_over_packet(imp, late.at, wire, watch),
                Housekeeping::Taken { host } => {
                    let node = &mut self.imps[imp.index()];
                    node.late.pop_front();
                    node.machine.hear_taken_late(late.at, host, &mut self.pool, &mut self.imp_outputs);
                    self.drain_imp_outputs(imp, watch);
                }
            }
        }
    }

    /// The next packet on the wire, which is the first thing of which the IMP is to hear.
    fn hand_over_packet(&mut self, imp: ImpId, at: Time, wire: u16, watch: &mut Watch<'_>) {
        // A line that is or was looped has packets for either end under way.
        while let Some(other) = self.wires[usize::from(wire)].next().map(|next| next.to.imp)
            && other != imp
        {
            self.catch_up(other, at, watch);
        }
        self.imps[imp.index()].late.pop_front();
        let InFlight { packet, to, fate, .. } = self.receive(wire, watch);
        match fate {
            Fate::Good | Fate::Damaged => {
                let heard = (to.index, packet, fate == Fate::Damaged);
                self.imps[imp.index()].machine.hear_late(at, heard, &mut self.pool, &mut self.imp_outputs);
                self.drain_imp_outputs(imp, watch);
            }
            Fate::Lost | Fate::Cut => packet.release(&mut self.pool),
        }
    }

    /// Hands over everything that has arrived.
    pub(crate) fn catch_up_all(&mut self, watch: &mut Watch<'_>) {
        (0..self.imps.len()).for_each(|imp| self.catch_up(ImpId(imp as u16), self.now, watch));
    }

    fn receive(&mut self, wire: u16, watch: &mut Watch<'_>) -> InFlight {
        let wire = &mut self.wires[usize::from(wire)];
        let in_flight = wire.receive();
        if watch.interests.packets
            && let Some(why) = loss(in_flight.fate)
        {
            let record = Record::PacketLost { line: wire.line, sent_by: wire.sent_by, why };
            watch.tell(self.now, &record);
        }
        in_flight
    }
}

fn loss(fate: Fate) -> Option<Loss> {
    match fate {
        Fate::Good => None,
        Fate::Damaged => Some(Loss::Damaged),
        Fate::Lost => Some(Loss::Lost),
        Fate::Cut => Some(Loss::LineDown),
    }
}
