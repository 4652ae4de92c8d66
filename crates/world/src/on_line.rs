//! What happens on the modem lines.

use arpanet_imp::Input;

use crate::line::{Fate, InFlight};
use crate::record::{Loss, Record, Watch};
use crate::world::World;

impl World {
    pub(crate) fn on_line_sent(&mut self, wire: u16, generation: u32, watch: &mut Watch<'_>) {
        let wire = &mut self.wires[usize::from(wire)];
        if wire.is_sent(generation) {
            let from = wire.from;
            self.tell_imp(from.imp, Input::LineSent { line: from.index }, watch);
        }
    }

    pub(crate) fn on_line_received(&mut self, wire: u16, watch: &mut Watch<'_>) {
        let wire = &mut self.wires[usize::from(wire)];
        let InFlight { packet, to, fate } = wire.receive();
        if watch.interests.packets
            && let Some(why) = loss(fate)
        {
            let record = Record::PacketLost { line: wire.line, sent_by: wire.sent_by, why };
            watch.tell(self.now, &record);
        }
        match fate {
            Fate::Good | Fate::Damaged => {
                let damaged = fate == Fate::Damaged;
                self.tell_imp(to.imp, Input::LineReceived { line: to.index, packet, damaged }, watch);
            }
            Fate::Lost | Fate::Cut => packet.release(&mut self.pool),
        }
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
