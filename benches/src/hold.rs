//! The hold model: a queue filled with a number of events; each *hold* pops one and pushes it again a while later.
//!
//! It is the usual measure of event queues (Vaucher and Duval, Communications of the ACM 18 (1975), 4), here with
//! exponential increments of a mean of one millisecond, drawn beforehand so that the drawing is not measured.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use arpanet_kernel::{Queue, Streams, Time};

/// As large as the world's own event is meant to be: 8 bytes (law 3).
pub type Event = u64;

/// How many increments are drawn; a power of two.
const DRAWN: usize = 1 << 16;

/// Increments, drawn once and used round and round.
pub struct Increments {
    drawn_ns: Vec<u64>,
    next: usize,
}

impl Increments {
    /// Always the same increments.
    pub fn new() -> Increments {
        let mut stream = Streams::new(1973).stream("hold increments", 0);
        Increments { drawn_ns: (0..DRAWN).map(|_| stream.exponential_ns(1_000_000)).collect(), next: 0 }
    }

    fn next_ns(&mut self) -> u64 {
        self.next = (self.next + 1) & (DRAWN - 1);
        self.drawn_ns[self.next]
    }
}

impl Default for Increments {
    fn default() -> Increments {
        Increments::new()
    }
}

/// A queue in the hold model.
pub trait Hold {
    /// A queue with `pending` events.
    fn filled(pending: u64, increments: &mut Increments) -> Self;
    /// Pops the next event and pushes it again.
    fn hold(&mut self, increments: &mut Increments) -> Event;
}

impl Hold for Queue<Event> {
    fn filled(pending: u64, increments: &mut Increments) -> Queue<Event> {
        let mut queue = Queue::new();
        (0..pending).for_each(|event| queue.push(Time::from_ns(increments.next_ns()), event));
        queue
    }

    fn hold(&mut self, increments: &mut Increments) -> Event {
        let (now, event) = self.pop().expect("a hold leaves as many events as it found");
        self.push(now.after_ns(increments.next_ns()), event);
        event
    }
}

/// The rival: `std`'s heap of the same events, with the sequence number that first in, first out at equal times costs it.
pub struct Heap {
    entries: BinaryHeap<Reverse<(u64, u64, Event)>>,
    pushes: u64,
}

impl Heap {
    fn push(&mut self, at_ns: u64, event: Event) {
        self.pushes += 1;
        self.entries.push(Reverse((at_ns, self.pushes, event)));
    }
}

impl Hold for Heap {
    fn filled(pending: u64, increments: &mut Increments) -> Heap {
        let mut heap = Heap { entries: BinaryHeap::new(), pushes: 0 };
        (0..pending).for_each(|event| heap.push(increments.next_ns(), event));
        heap
    }

    fn hold(&mut self, increments: &mut Increments) -> Event {
        let Reverse((now_ns, _, event)) =
            self.entries.pop().expect("a hold leaves as many events as it found");
        self.push(now_ns + increments.next_ns(), event);
        event
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_queues_do_the_same_work() {
        let (mut ours, mut theirs) = (Increments::new(), Increments::new());
        let mut queue = Queue::filled(1_000, &mut ours);
        let mut heap = Heap::filled(1_000, &mut theirs);
        for hold in 0..100_000 {
            assert_eq!(queue.hold(&mut ours), heap.hold(&mut theirs), "hold {hold}");
        }
    }
}
