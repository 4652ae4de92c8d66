//! The eight acknowledgment channels of a line.
//!
//! A packet takes a free channel and carries the channel's odd/even bit; the far end repeats, in every packet, the bit of the last packet
//! that it accepted on each channel. A repeated bit means "accepted", and the channel is free again. An
//! acknowledgment of a channel that is not in use kills the line. IMP program 3050; initial values TSEX 000, RSEX 377, CHFREE 377.

use crate::packet::Packet;
use arpanet_kernel::Time;
use arpanet_wire::modem::Ack;

/// Channels of a line.
pub(crate) const CHANNELS: u8 = 8;
/// A packet is sent again when its last sending lies further back: 1250 counts.
const RETRANSMIT_COUNTS: u64 = 1250;
/// Transmissions after which a packet is given up and its line killed.
pub(crate) const MAX_SENDS: u8 = 200;

/// An acknowledgment for a channel that carries nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spurious;

/// The channels and output queues of one line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Channels {
    /// TSEX: the odd/even bit for the next packet on each channel.
    next_odd: u8,
    /// RSEX: the bit of the last packet accepted on each channel.
    accepted_odd: u8,
    /// CHFREE.
    free: u8,
    slots: [Option<Slot>; CHANNELS as usize],
    /// The slot visited last for retransmission.
    ring: u8,
    priority: Fifo,
    regular: Fifo,
    /// SNULL: an acknowledgment is owed.
    pub(crate) null_needed: bool,
}

/// A packet on its channel, until it is acknowledged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Slot {
    pub(crate) packet: Packet,
    /// How often it was sent.
    pub(crate) sends: u8,
    /// When its last sending ended.
    pub(crate) sent: Time,
    /// The entry of the pending packet table that holds the same buffer.
    pub(crate) pending: Option<u8>,
}

/// Channel numbers in order of arrival; a channel stands in it once at the most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Fifo {
    channels: [u8; CHANNELS as usize],
    length: u8,
}

impl Channels {
    pub(crate) const fn new() -> Channels {
        Channels {
            next_odd: 0,
            accepted_odd: 0o377,
            free: 0o377,
            slots: [None; CHANNELS as usize],
            ring: 0,
            priority: Fifo::EMPTY,
            regular: Fifo::EMPTY,
            null_needed: false,
        }
    }

    /// How many channels carry a packet.
    pub(crate) const fn occupied(&self) -> u8 {
        CHANNELS - self.free.count_ones() as u8
    }

    pub(crate) const fn has_free(&self) -> bool {
        self.free != 0
    }

    /// The acknowledgment bits to send.
    pub(crate) const fn bits(&self) -> u8 {
        self.accepted_odd
    }

    pub(crate) fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().flatten()
    }

    pub(crate) fn slot_mut(&mut self, channel: u8) -> Option<&mut Slot> {
        self.slots[usize::from(channel)].as_mut()
    }

    /// Puts a packet on the lowest free channel and on a queue. `None` when all channels are taken.
    pub(crate) fn enqueue(&mut self, mut packet: Packet, priority: bool, pending: Option<u8>) -> Option<u8> {
        if self.free == 0 {
            return None;
        }
        let channel = self.free.trailing_zeros() as u8;
        self.free &= !(1 << channel);
        packet.ack = Ack::on_channel(channel, self.next_odd >> channel & 1 == 1);
        self.slots[usize::from(channel)] = Some(Slot { packet, sends: 0, sent: Time::ZERO, pending });
        let queue = if priority { &mut self.priority } else { &mut self.regular };
        queue.push(channel);
        Some(channel)
    }

    /// The next queued channel, priority first.
    pub(crate) fn dequeue(&mut self) -> Option<u8> {
        self.priority.pop().or_else(|| self.regular.pop())
    }

    /// Takes in acknowledgment bits: the channels that they free, as a mask. Their slots are still to be taken.
    pub(crate) fn acknowledge(&mut self, bits: u8) -> Result<u8, Spurious> {
        let changed = !bits ^ self.next_odd;
        if changed & self.free != 0 {
            return Err(Spurious);
        }
        self.next_odd ^= changed;
        self.free |= changed;
        Ok(changed)
    }

    /// Gives up the packet on a channel: the next one there carries the same odd/even bit.
    pub(crate) const fn abandon(&mut self, channel: u8) {
        self.free |= 1 << channel;
    }

    /// Takes the packet off a channel that was acknowledged or given up.
    pub(crate) fn take(&mut self, channel: u8) -> Option<Slot> {
        let slot = self.slots[usize::from(channel)].take();
        if slot.is_some_and(|slot| slot.sends == 0) {
            self.priority.remove(channel);
            self.regular.remove(channel);
        }
        slot
    }

    /// Takes all packets and starts afresh.
    pub(crate) fn reset(&mut self) -> [Option<Slot>; CHANNELS as usize] {
        std::mem::replace(self, Channels::new()).slots
    }

    /// True when a packet with this header has been accepted before.
    pub(crate) const fn is_duplicate(&self, ack: Ack) -> bool {
        ack.is_odd() == (self.accepted_odd >> (ack.channel() & 7) & 1 == 1)
    }

    /// A packet with this header is accepted.
    pub(crate) const fn accept(&mut self, ack: Ack) {
        self.accepted_odd ^= 1 << (ack.channel() & 7);
        self.null_needed = true;
    }

    /// The ring moves on, one channel for each opportunity.
    pub(crate) const fn move_ring(&mut self, opportunities: u64) {
        self.ring = ((self.ring as u64 + opportunities) % CHANNELS as u64) as u8;
    }

    /// The channel at which the ring stands, if it is due for retransmission.
    pub(crate) fn visit(&self, now: Time, count_ns: u64) -> Option<u8> {
        let slot = self.slots[usize::from(self.ring)].as_ref()?;
        (slot.sends > 0 && now > slot.due(count_ns)).then_some(self.ring)
    }

    /// Whether the modem has something new to send.
    pub(crate) const fn has_queued(&self) -> bool {
        self.null_needed || self.priority.length > 0 || self.regular.length > 0
    }

    /// Whether any packet is due before `until` to be sent again.
    pub(crate) fn is_any_due(&self, until: Time, count_ns: u64) -> bool {
        self.slots().any(|slot| slot.sends > 0 && slot.due(count_ns) < until)
    }

    /// When the first packet is due to be sent again; never, if there is none. One may be leaving, and will have left at a
    /// known time.
    pub(crate) fn earliest_due(&self, leaving: Option<(u8, Time)>, count_ns: u64) -> Time {
        let slots = (0..).zip(&self.slots).filter_map(|(channel, slot)| Some((channel, slot.as_ref()?)));
        let dues = slots.filter(|(_, slot)| slot.sends > 0).map(|(channel, slot)| match leaving {
            Some((leaving, at)) if leaving == channel => due_after(at, count_ns),
            _ => slot.due(count_ns),
        });
        dues.min().unwrap_or(Time::MAX)
    }

    /// How many opportunities, one each `step_ns` after `from`, it takes until the ring meets a slot that is due.
    pub(crate) fn visits_until_due(&self, from: Time, step_ns: u64, count_ns: u64) -> Option<u64> {
        let slots = (0..).zip(&self.slots).filter_map(|(channel, slot)| Some((channel, slot.as_ref()?)));
        let waits = slots.filter(|(_, slot)| slot.sends > 0).map(|(channel, slot)| {
            let first = u64::from((channel + CHANNELS - self.ring - 1) % CHANNELS) + 1;
            let too_early = slot.due(count_ns).ns_since(from) / step_ns + 1;
            let rounds = too_early.saturating_sub(first).div_ceil(u64::from(CHANNELS));
            first + rounds * u64::from(CHANNELS)
        });
        waits.min()
    }
}

/// From when on a packet is sent again that has left the modem at `sent`.
pub(crate) const fn due_after(sent: Time, count_ns: u64) -> Time {
    sent.after_ns(RETRANSMIT_COUNTS * count_ns)
}

impl Slot {
    /// From when on it is sent again.
    const fn due(&self, count_ns: u64) -> Time {
        due_after(self.sent, count_ns)
    }
}

impl Fifo {
    const EMPTY: Fifo = Fifo { channels: [0; CHANNELS as usize], length: 0 };

    fn push(&mut self, channel: u8) {
        self.channels[usize::from(self.length)] = channel;
        self.length += 1;
    }

    fn pop(&mut self) -> Option<u8> {
        let first = *self.channels[..usize::from(self.length)].first()?;
        self.remove(first);
        Some(first)
    }

    fn remove(&mut self, channel: u8) {
        let held = &mut self.channels[..usize::from(self.length)];
        if let Some(at) = held.iter().position(|&other| other == channel) {
            held.copy_within(at + 1.., at);
            self.length -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::Words;
    use arpanet_wire::ImpNumber;
    use arpanet_wire::modem::ControlHead;

    const COUNT: u64 = 100_000;
    const TICK: u64 = 25_600_000;

    fn packet() -> Packet {
        Packet::new(Words::Null { head: ControlHead::new(ImpNumber(1), ControlHead::NULL), sync: 0 })
    }

    fn sent(channels: &mut Channels, at: Time) -> u8 {
        channels.enqueue(packet(), false, None).unwrap();
        let channel = channels.dequeue().unwrap();
        let slot = channels.slot_mut(channel).unwrap();
        slot.sends = 1;
        slot.sent = at;
        channel
    }

    /// IMP program 3050: initial acknowledgment bits are 377; as seen in a capture the first packet has odd/even bit 0, and
    /// the next one on the channel 1.
    #[test]
    fn the_first_packet_of_a_channel_is_even_and_the_next_odd() {
        let mut channels = Channels::new();
        assert_eq!(channels.bits(), 0o377);
        channels.enqueue(packet(), false, None);
        assert_eq!(channels.slot_mut(0).unwrap().packet.ack, Ack(0));
        assert_eq!(channels.acknowledge(0o376), Ok(1));
        channels.take(0);
        channels.enqueue(packet(), false, None);
        assert_eq!(channels.slot_mut(0).unwrap().packet.ack, Ack(0o100000));
    }

    #[test]
    fn packets_take_the_lowest_free_channel_until_none_is_left() {
        let mut channels = Channels::new();
        let taken: Vec<_> = (0..9).map(|_| channels.enqueue(packet(), false, None)).collect();
        assert_eq!(taken[..8], [0, 1, 2, 3, 4, 5, 6, 7].map(Some));
        assert_eq!(taken[8], None);
        assert_eq!(channels.occupied(), 8);
    }

    #[test]
    fn an_acknowledgment_of_an_idle_channel_is_spurious() {
        let mut channels = Channels::new();
        assert_eq!(channels.acknowledge(0o377), Ok(0));
        assert_eq!(channels.acknowledge(0o376), Err(Spurious));
    }

    #[test]
    fn an_accepted_packet_is_a_duplicate_when_it_comes_again() {
        let mut channels = Channels::new();
        let ack = Ack::on_channel(3, false);
        assert!(!channels.is_duplicate(ack));
        channels.accept(ack);
        assert!(channels.is_duplicate(ack));
        assert!(channels.null_needed);
        assert_eq!(channels.bits(), 0o367);
        assert!(!channels.is_duplicate(Ack::on_channel(3, true)));
    }

    #[test]
    fn priority_goes_first_and_order_is_kept_within_each_queue() {
        let mut channels = Channels::new();
        for priority in [false, true, false, true] {
            channels.enqueue(packet(), priority, None);
        }
        let order: Vec<_> = std::iter::from_fn(|| channels.dequeue()).collect();
        assert_eq!(order, [1, 3, 0, 2]);
    }

    #[test]
    fn a_packet_acknowledged_in_the_queue_leaves_it() {
        let mut channels = Channels::new();
        channels.enqueue(packet(), false, None);
        channels.enqueue(packet(), false, None);
        assert_eq!(channels.acknowledge(0o376), Ok(1));
        assert!(channels.take(0).is_some());
        assert_eq!(channels.dequeue(), Some(1));
    }

    /// IMP program 3050: on an idle line the interval is 125 ms rounded up to the next ring visit, 150 to 450 ms.
    #[test]
    fn retransmission_waits_for_the_rings_visit_after_125_ms() {
        for skipped in 0..8 {
            let mut channels = Channels::new();
            channels.move_ring(skipped);
            sent(&mut channels, Time::ZERO);
            let visits = channels.visits_until_due(Time::ZERO, TICK, COUNT).unwrap();
            let wait_ms = visits * TICK / 1_000_000;
            assert!((125..=450).contains(&wait_ms), "{wait_ms} ms");
            channels.move_ring(visits);
            assert_eq!(channels.visit(Time::from_ns(visits * TICK), COUNT), Some(0));
        }
    }

    #[test]
    fn no_visit_before_the_computed_one_finds_anything_due() {
        let mut channels = Channels::new();
        for index in 0..5 {
            sent(&mut channels, Time::from_ns(index * 37_000_000));
        }
        let from = Time::from_ns(10 * TICK / 2);
        let visits = channels.visits_until_due(from, TICK, COUNT).unwrap();
        for visit in 1..=visits {
            channels.move_ring(1);
            let due = channels.visit(from.after_ns(visit * TICK), COUNT);
            assert_eq!(due.is_some(), visit == visits, "visit {visit} of {visits}");
        }
    }

    #[test]
    fn a_packet_that_was_never_sent_is_not_due() {
        let mut channels = Channels::new();
        channels.enqueue(packet(), false, None);
        assert_eq!(channels.visits_until_due(Time::ZERO, TICK, COUNT), None);
    }
}
