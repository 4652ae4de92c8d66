//! One direction of a line: transmission, propagation, and what can go wrong on the way.
//!
//! ```text
//! SendLine         sent                      received
//!    |--------------|-------------------------|
//!      transmission        propagation            time
//! ```
//!
//! A packet of `w` words takes `16 w + 72` bits of the line (RFC 635 p. 7, RFC 619 p. 8): transmission is exact, at
//! the line's rate; the next packet may follow at once. Packets arrive in the order in which they were sent.

use std::collections::VecDeque;

use arpanet_imp::{LineIndex, Packet};
use arpanet_kernel::Time;

use crate::id::{End, ImpId, LineId};
use crate::line_errors::{ErrorSource, Luck};
use crate::rate::Rate;

/// One modem: a line interface of an IMP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Modem {
    pub imp: ImpId,
    pub index: LineIndex,
}

/// One direction of a line.
#[derive(Clone, Debug)]
pub(crate) struct Wire {
    pub line: LineId,
    pub sent_by: End,
    pub from: Modem,
    pub to: Modem,
    pub errors: ErrorSource,
    rate: Rate,
    propagation_ns: u64,
    passes: bool,
    looped: bool,
    /// When the last transmission is over.
    sent_at: Time,
    in_flight: VecDeque<InFlight>,
}

/// A packet on its way, and whom it will reach in which state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InFlight {
    pub packet: Packet,
    pub to: Modem,
    pub fate: Fate,
    /// When its last bit arrives.
    pub at: Time,
}

/// What becomes of a packet on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It arrives as sent.
    Good,
    /// It arrives damaged.
    Damaged,
    /// It does not arrive: chance.
    Lost,
    /// It does not arrive: the line was cut.
    Cut,
}

/// When a transmission that has just begun will have consequences.
pub(crate) struct Schedule {
    pub sent_at: Time,
    pub received_at: Time,
    /// Whom the packet will reach.
    pub to: Modem,
}

impl Wire {
    pub(crate) fn new(
        (line, sent_by): (LineId, End),
        [from, to]: [Modem; 2],
        (rate, propagation_ns): (Rate, u64),
        errors: ErrorSource,
    ) -> Wire {
        Wire {
            line,
            sent_by,
            from,
            to,
            errors,
            rate,
            propagation_ns,
            passes: true,
            looped: false,
            sent_at: Time::ZERO,
            in_flight: VecDeque::new(),
        }
    }

    /// Begins to transmit a packet.
    pub(crate) fn send(&mut self, now: Time, packet: Packet) -> Schedule {
        debug_assert!(self.sent_at <= now, "the IMP gave its modem a packet while another was leaving");
        let length_bits = packet.line_bits();
        let fate = match self.errors.draw(length_bits) {
            _ if !self.passes => Fate::Cut,
            Luck::Good => Fate::Good,
            Luck::Damaged => Fate::Damaged,
            Luck::Lost => Fate::Lost,
        };
        let to = if self.looped { self.from } else { self.to };
        let sent_at = now.after_ns(self.rate.time_ns(length_bits));
        let received_at = sent_at.after_ns(self.propagation_ns);
        self.in_flight.push_back(InFlight { packet, to, fate, at: received_at });
        self.sent_at = sent_at;
        Schedule { sent_at, received_at, to }
    }

    /// The packet that arrives next, while any is under way.
    pub(crate) fn next(&self) -> Option<&InFlight> {
        self.in_flight.front()
    }

    /// Whether the packet that arrives now has only now left, and the modem has not gone on yet.
    pub(crate) fn is_just_free(&self, now: Time) -> bool {
        self.propagation_ns == 0 && self.sent_at == now
    }

    /// Takes the packet that arrives next.
    pub(crate) fn receive(&mut self) -> InFlight {
        self.in_flight.pop_front().expect("one arrival was scheduled for each packet sent")
    }

    /// Whether nothing is under way but nulls and routing messages. A packet sent again in vain is still under way on a
    /// long line when its first copy has long been acknowledged.
    pub(crate) fn is_quiet(&self) -> bool {
        self.in_flight.iter().all(|packet| packet.packet.header().is_none())
    }

    /// The sending IMP has stopped dead: what it was transmitting breaks off. The modem is free when it would have been.
    pub(crate) fn break_off(&mut self, now: Time) {
        if self.sent_at > now {
            self.in_flight.back_mut().expect("the packet in transmission is in flight").fate = Fate::Cut;
        }
    }

    /// Whether the line passes packets.
    pub(crate) fn passes(&self) -> bool {
        self.passes
    }

    /// The line passes packets from now on, or no longer; a cut loses what is under way.
    pub(crate) fn set_passes(&mut self, passes: bool) {
        self.passes = passes;
        if !passes {
            self.in_flight.iter_mut().for_each(|packet| packet.fate = Fate::Cut);
        }
    }

    /// The line is looped back at the sender from now on, or no longer.
    pub(crate) fn set_looped(&mut self, looped: bool) {
        self.looped = looped;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::LineErrors;
    use arpanet_imp::Words;
    use arpanet_kernel::Streams;
    use arpanet_wire::ImpNumber;
    use arpanet_wire::modem::ControlHead;

    const A: Modem = Modem { imp: ImpId(0), index: LineIndex(0) };
    const B: Modem = Modem { imp: ImpId(1), index: LineIndex(2) };

    fn wire(propagation_ns: u64, rates: LineErrors) -> Wire {
        let errors = ErrorSource::new(rates, Streams::new(1).stream("line errors", 0));
        Wire::new((LineId(0), End::A), [A, B], (Rate::bits_per_second(50_000), propagation_ns), errors)
    }

    fn null(sync: u16) -> Packet {
        Packet::new(Words::Null { head: ControlHead::new(ImpNumber(1), 0), sync })
    }

    #[test]
    fn a_packet_takes_its_words_and_72_bits_of_framing_then_the_propagation() {
        // A null is 5 words: 80 + 72 = 152 bits, at 20 us each 3.04 ms.
        let mut wire = wire(260_000_000, LineErrors::default());
        let schedule = wire.send(Time::from_ns(1000), null(0));
        assert_eq!(schedule.sent_at, Time::from_ns(3_041_000));
        assert_eq!(schedule.received_at, Time::from_ns(263_041_000));
    }

    #[test]
    fn packets_arrive_in_the_order_in_which_they_were_sent() {
        let mut wire = wire(260_000_000, LineErrors::default());
        let mut now = Time::ZERO;
        for sync in 0..3 {
            now = wire.send(now, null(sync)).sent_at;
        }
        for sync in 0..3 {
            let arrived = wire.receive();
            assert_eq!((arrived.packet, arrived.to, arrived.fate), (null(sync), B, Fate::Good));
        }
    }

    #[test]
    fn a_cut_loses_what_is_under_way_and_what_is_sent_later() {
        let mut wire = wire(260_000_000, LineErrors::default());
        let sent_at = wire.send(Time::ZERO, null(0)).sent_at;
        wire.set_passes(false);
        wire.send(sent_at, null(1));
        wire.set_passes(true);
        assert_eq!((wire.receive().fate, wire.receive().fate), (Fate::Cut, Fate::Cut));
    }

    #[test]
    fn an_imp_that_stops_dead_breaks_off_its_transmission_alone() {
        let mut wire = wire(260_000_000, LineErrors::default());
        let between = wire.send(Time::ZERO, null(0)).sent_at;
        wire.send(between, null(1));
        wire.break_off(between);
        assert_eq!((wire.receive().fate, wire.receive().fate), (Fate::Good, Fate::Cut));
    }

    #[test]
    fn on_a_looped_line_the_sender_hears_itself() {
        let mut wire = wire(0, LineErrors::default());
        wire.set_looped(true);
        wire.send(Time::ZERO, null(0));
        assert_eq!(wire.receive().to, A);
    }

    #[test]
    fn chance_damages_and_loses() {
        let mut wire = wire(0, LineErrors { bit_error_rate: 1.0, packet_loss_rate: 0.0 });
        wire.send(Time::ZERO, null(0));
        assert_eq!(wire.receive().fate, Fate::Damaged);
    }
}
