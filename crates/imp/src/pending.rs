//! What the source IMP keeps of messages that are not yet answered.
//!
//! Single-packet messages stand in the pending packet table (PPT, eight entries, whole packet), multi-packet messages in
//! the pending leader table (PLT, twelve entries, leader only). Allocations that came without being asked for, with
//! RFNMs, stand in a third (TALLY, eight entries); the oldest one goes back after 125 to 150 ms. IMP program 3050.

use crate::clock::Clock;
use crate::io::{Answer, MessageId, Party};
use crate::packet::{Packet, Words};
use crate::sender::SenderIndex;
use arpanet_kernel::Time;
use arpanet_wire::modem::Head;
use arpanet_wire::{ImpNumber, Leader};
use std::collections::VecDeque;

/// Fast ticks after which the oldest unused allocation goes back.
const GIVE_BACK_TICKS: u64 = 6;

/// What both tables know of a message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Waiting {
    pub(crate) message: MessageId,
    pub(crate) from: Party,
    pub(crate) sender: SenderIndex,
    /// As the host gave it.
    pub(crate) leader: Leader,
    /// When the message entered the table: T2.
    pub(crate) entered: Time,
    /// What an "incomplete" from the far end means to the host.
    pub(crate) incomplete: Answer,
}

/// An entry of the pending packet table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PendingPacket {
    pub(crate) waiting: Waiting,
    pub(crate) number: u8,
    /// The packet; one reference to its words is held here.
    pub(crate) packet: Packet,
    /// It is to be sent, for the first time or under an allocation.
    pub(crate) to_send: bool,
    /// It is still a request for one buffer.
    pub(crate) requests: bool,
    /// The line and channel on whose queue the same buffer lies.
    pub(crate) on_line: Option<(u8, u8)>,
}

/// An entry of the pending leader table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PendingLeader {
    pub(crate) waiting: Waiting,
    /// Of the request or of the message; none between the two.
    pub(crate) number: Option<u8>,
    pub(crate) order: u8,
    /// The number is the request's.
    pub(crate) requests: bool,
    /// The host is still giving the message.
    pub(crate) is_entering: bool,
}

/// A table with a fixed number of places.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Slots<T> {
    /// Those that have ever been used.
    places: Vec<Option<T>>,
    limit: usize,
    used: usize,
}

impl<T> Slots<T> {
    pub(crate) fn new(places: u8) -> Slots<T> {
        Slots { places: Vec::new(), limit: usize::from(places), used: 0 }
    }

    pub(crate) fn used(&self) -> usize {
        self.used
    }

    pub(crate) fn free(&self) -> usize {
        self.limit - self.used
    }

    /// How many places have ever been used: all entries stand before that.
    pub(crate) fn places(&self) -> u8 {
        self.places.len() as u8
    }

    /// Puts an entry into the first free place; `None` when there is none.
    pub(crate) fn insert(&mut self, entry: T) -> Option<u8> {
        let unused = self.places.iter().position(Option::is_none);
        let index = unused.or_else(|| (self.places.len() < self.limit).then_some(self.places.len()))?;
        match self.places.get_mut(index) {
            Some(place) => *place = Some(entry),
            None => self.places.push(Some(entry)),
        }
        self.used += 1;
        Some(index as u8)
    }

    pub(crate) fn remove(&mut self, index: u8) -> Option<T> {
        let entry = self.places.get_mut(usize::from(index))?.take();
        self.used -= usize::from(entry.is_some());
        entry
    }

    pub(crate) fn get(&self, index: u8) -> Option<&T> {
        self.places.get(usize::from(index))?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, index: u8) -> Option<&mut T> {
        self.places.get_mut(usize::from(index))?.as_mut()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u8, &T)> {
        self.places.iter().enumerate().filter_map(|(index, entry)| Some((index as u8, entry.as_ref()?)))
    }

    /// The place of the first entry that fits.
    pub(crate) fn find(&self, fits: impl Fn(&T) -> bool) -> Option<u8> {
        if self.used == 0 {
            return None;
        }
        self.iter().find(|(_, entry)| fits(entry)).map(|(index, _)| index)
    }

    /// Takes all entries.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = T> + '_ {
        self.used = 0;
        self.places.iter_mut().filter_map(Option::take)
    }
}

impl PendingPacket {
    /// It is to be sent, and lies on no line's queue.
    pub(crate) const fn is_unsent(&self) -> bool {
        self.to_send && self.on_line.is_none()
    }

    /// The allocation has come: the message is sent again, no longer as a request.
    pub(crate) fn grant(&mut self) {
        self.requests = false;
        self.to_send = true;
        if let Words::Data(header, _) = &mut self.packet.content {
            header.head = header.head.with(Head::REQUEST, false);
        }
    }

    pub(crate) fn is(&self, to: ImpNumber, number: u8) -> bool {
        self.number == number && self.waiting.leader.address.imp == to
    }
}

impl PendingLeader {
    pub(crate) fn is(&self, to: ImpNumber, number: u8) -> bool {
        self.number == Some(number) && self.waiting.leader.address.imp == to
    }
}

/// Allocations of eight that this IMP holds from others.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tally {
    from: VecDeque<ImpNumber>,
    most: u8,
    /// When the oldest goes back.
    deadline: Option<Time>,
}

impl Tally {
    pub(crate) fn new(most: u8) -> Tally {
        Tally { from: VecDeque::with_capacity(usize::from(most)), most, deadline: None }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.from.is_empty()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.from.len() >= usize::from(self.most)
    }

    /// When the oldest allocation goes back.
    pub(crate) fn deadline(&self) -> Option<Time> {
        self.deadline
    }

    /// An allocation comes in; false when there is no place for it.
    pub(crate) fn push(&mut self, from: ImpNumber, now: Time, clock: Clock) -> bool {
        if self.is_full() {
            return false;
        }
        self.from.push_back(from);
        if self.from.len() == 1 {
            self.restart(now, clock);
        }
        true
    }

    /// Takes an allocation from an IMP to use it.
    pub(crate) fn take(&mut self, from: ImpNumber, now: Time, clock: Clock) -> bool {
        let Some(at) = self.from.iter().position(|&held| held == from) else { return false };
        self.from.remove(at);
        if at == 0 {
            self.restart(now, clock);
        }
        true
    }

    /// The oldest allocation, once its time is over.
    pub(crate) fn overdue(&self, now: Time) -> Option<ImpNumber> {
        self.deadline.filter(|&deadline| deadline <= now)?;
        self.from.front().copied()
    }

    /// The oldest one stays until the next fast tick.
    pub(crate) fn wait_a_tick(&mut self, now: Time, clock: Clock) {
        self.deadline = Some(clock.after(now, 1));
    }

    /// All allocations from an IMP are void.
    pub(crate) fn forget(&mut self, from: ImpNumber, now: Time, clock: Clock) {
        while self.take(from, now, clock) {}
    }

    fn restart(&mut self, now: Time, clock: Clock) {
        self.deadline = (!self.from.is_empty()).then(|| clock.after(now, GIVE_BACK_TICKS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Settings};

    const A: ImpNumber = ImpNumber(2);
    const B: ImpNumber = ImpNumber(3);

    fn clock() -> Clock {
        let (number, highest) = (ImpNumber(1), ImpNumber(1));
        let settings = Settings::VERSION_3050;
        Clock::new(&Config { number, highest, lines: Vec::new(), hosts: 1, phase_ns: 0, settings })
    }

    fn ms(ms: u64) -> Time {
        Time::from_ns(ms * 1_000_000)
    }

    /// IMP program 3050: "the oldest after about 125-150 ms (6 fast ticks)"; six ticks are 128 to 153.6 ms.
    #[test]
    fn an_unused_allocation_goes_back_after_128_to_154_ms() {
        for start_ms in [1, 10, 25] {
            let mut tally = Tally::new(8);
            tally.push(A, ms(start_ms), clock());
            assert_eq!(tally.overdue(ms(start_ms + 127)), None);
            assert_eq!(tally.overdue(ms(start_ms + 154)), Some(A));
        }
    }

    #[test]
    fn the_next_allocations_time_starts_when_the_oldest_leaves() {
        let mut tally = Tally::new(8);
        tally.push(A, ms(1), clock());
        tally.push(B, ms(1), clock());
        assert!(tally.take(A, ms(150), clock()));
        assert_eq!(tally.overdue(ms(270)), None);
        assert_eq!(tally.overdue(ms(305)), Some(B));
        assert!(tally.take(B, ms(305), clock()));
        assert_eq!(tally.deadline(), None);
    }

    #[test]
    fn the_ninth_allocation_finds_no_place() {
        let mut tally = Tally::new(8);
        assert!((0..8).all(|_| tally.push(A, ms(1), clock())));
        assert!(!tally.push(A, ms(1), clock()));
        tally.forget(A, ms(2), clock());
        assert!(tally.is_empty());
    }

    #[test]
    fn a_table_gives_out_each_place_once() {
        let mut slots = Slots::new(2);
        assert_eq!((slots.insert('a'), slots.insert('b'), slots.insert('c')), (Some(0), Some(1), None));
        assert_eq!(slots.remove(0), Some('a'));
        assert_eq!(slots.remove(0), None);
        assert_eq!((slots.used(), slots.free()), (1, 1));
        assert_eq!(slots.find(|&entry| entry == 'b'), Some(1));
        assert_eq!(slots.drain().collect::<Vec<_>>(), ['b']);
        assert_eq!(slots.used(), 0);
    }
}
