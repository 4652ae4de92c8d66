//! The event queue: a monotone radix heap.
//!
//! **The law of order** (law 3, said here and nowhere else): events leave in order of time, and at equal times in
//! the order in which they were pushed.
//!
//! The queue is monotone: nothing is pushed before the time last popped. That allows a radix heap, which compares
//! nothing and moves an entry at most once per bit of the distance it has to travel. Entries lie in bucket *k*, where
//! bit *k* - 1 (from 0, least significant) is the highest in which their time differs from [`Queue::now`]; bucket 0
//! holds the entries due now:
//!
//! ```text
//! now      ...0110 0000
//! bucket 0 ...0110 0000        bucket 5 ...0111 ????
//! bucket 1 ...0110 0001        bucket 6  (none can: bit 5 of now is set)
//! bucket 2 ...0110 001?        bucket 7  (none can)
//! bucket 3 ...0110 01??        bucket 8 ...1??? ????
//! bucket 4 ...0110 1???
//! ```
//!
//! When bucket 0 is empty, the first bucket that is not becomes the source: its smallest time is the new `now`, and
//! its entries are dealt out again, front to back. All of them go to lower buckets (they agree with the new `now` in
//! the bit that parted them from the old one), and the higher buckets stay right as they are (the old and the new
//! `now` agree in their bits).
//!
//! Why equal times stay first in, first out: a bucket is a function of the entry's time and of `now`, so entries of
//! equal time are always in the same bucket; a push appends; dealing out goes front to back and appends. Hence two
//! entries of equal time never change their order.

use std::collections::VecDeque;

use crate::Time;
use crate::random::{Stream, Streams};

/// Buckets 1 to 64, one for each bit in which a time can differ from now.
const BUCKETS: usize = u64::BITS as usize;

/// Pending events in order of time; at equal times in the order of pushing.
///
/// `E` is meant to be one small closed enum of ids; it is copied about freely.
#[derive(Clone, Debug)]
pub struct Queue<E: Copy> {
    /// The time last popped.
    now_ns: u64,
    /// Bucket 0: events due now.
    due: VecDeque<E>,
    /// Buckets 1 to 64, at index 0 to 63.
    later: Vec<Bucket<E>>,
    /// Bit *i* is set when `later[i]` holds something.
    occupied: u64,
    /// All pending events.
    len: usize,
    /// Where the order at equal times is drawn from, when it is to be shuffled.
    shuffle: Option<Stream>,
}

#[derive(Clone, Debug)]
struct Bucket<E> {
    /// The smallest time within; `u64::MAX` when empty.
    first_ns: u64,
    entries: Vec<(u64, E)>,
}

impl<E: Copy> Queue<E> {
    /// An empty queue at time zero.
    pub fn new() -> Queue<E> {
        let empty = Bucket { first_ns: u64::MAX, entries: Vec::new() };
        Queue {
            now_ns: 0,
            due: VecDeque::new(),
            later: vec![empty; BUCKETS],
            occupied: 0,
            len: 0,
            shuffle: None,
        }
    }

    /// A queue that breaks the law of order on purpose: at equal times, each pop takes any of the events then due,
    /// drawn from `seed`. A result that changes under it hangs on the order of insertion.
    pub fn with_shuffled_ties(seed: u64) -> Queue<E> {
        Queue { shuffle: Some(Streams::new(seed).stream("shuffled ties", 0)), ..Queue::new() }
    }

    /// The time last popped; zero before the first pop.
    pub fn now(&self) -> Time {
        Time::from_ns(self.now_ns)
    }

    /// How many events are pending.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// When the next event is due.
    pub fn peek_time(&self) -> Option<Time> {
        if !self.due.is_empty() {
            return Some(self.now());
        }
        self.first_occupied().map(|index| Time::from_ns(self.later[index].first_ns))
    }

    /// Adds an event.
    ///
    /// # Panics
    /// When `at` lies before [`Queue::now`]: the past cannot be changed, and whoever asks for it is wrong.
    pub fn push(&mut self, at: Time, event: E) {
        assert!(at.as_ns() >= self.now_ns, "event pushed at {at}, before the present {}", self.now());
        self.place(at.as_ns(), event);
        self.len += 1;
    }

    /// Takes the next event, which makes its time the present.
    pub fn pop(&mut self) -> Option<(Time, E)> {
        if self.due.is_empty() {
            let index = self.first_occupied()?;
            if let Some(event) = self.take_only(index) {
                return Some((self.now(), event));
            }
            self.deal_out(index);
        }
        let event = match &mut self.shuffle {
            None => self.due.pop_front(),
            Some(stream) => {
                let index = stream.below(self.due.len() as u64) as usize;
                self.due.swap_remove_back(index)
            }
        }?;
        self.len -= 1;
        Some((self.now(), event))
    }

    /// The short way, very common in a thin queue: the bucket holds one entry, so it is the next event.
    fn take_only(&mut self, index: usize) -> Option<E> {
        let bucket = &mut self.later[index];
        let [(at_ns, event)] = bucket.entries[..] else { return None };
        bucket.entries.clear();
        bucket.first_ns = u64::MAX;
        self.occupied &= !(1 << index);
        self.now_ns = at_ns;
        self.len -= 1;
        Some(event)
    }

    /// Moves the present to the first time in bucket `index` and deals its entries out to the buckets below.
    fn deal_out(&mut self, index: usize) {
        let bucket = &mut self.later[index];
        self.now_ns = bucket.first_ns;
        bucket.first_ns = u64::MAX;
        let mut entries = std::mem::take(&mut bucket.entries);
        self.occupied &= !(1 << index);
        for (at_ns, event) in entries.drain(..) {
            self.place(at_ns, event);
        }
        self.later[index].entries = entries; // empty again; keeps its memory
    }

    fn place(&mut self, at_ns: u64, event: E) {
        let differing = at_ns ^ self.now_ns;
        if differing == 0 {
            self.due.push_back(event);
            return;
        }
        let index = differing.ilog2() as usize;
        let bucket = &mut self.later[index];
        bucket.first_ns = bucket.first_ns.min(at_ns);
        bucket.entries.push((at_ns, event));
        self.occupied |= 1 << index;
    }

    fn first_occupied(&self) -> Option<usize> {
        (self.occupied != 0).then(|| self.occupied.trailing_zeros() as usize)
    }
}

impl<E: Copy> Default for Queue<E> {
    fn default() -> Queue<E> {
        Queue::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ns(ns: u64) -> Time {
        Time::from_ns(ns)
    }

    fn drain(queue: &mut Queue<u32>) -> Vec<(u64, u32)> {
        std::iter::from_fn(|| queue.pop()).map(|(at, event)| (at.as_ns(), event)).collect()
    }

    #[test]
    fn events_leave_in_order_of_time() {
        let mut queue = Queue::new();
        for (at, event) in [(300, 3), (u64::MAX, 9), (1, 1), (299, 2), (1 << 40, 4), (0, 0)] {
            queue.push(ns(at), event);
        }
        assert_eq!(drain(&mut queue), [(0, 0), (1, 1), (299, 2), (300, 3), (1 << 40, 4), (u64::MAX, 9)]);
    }

    #[test]
    fn equal_times_are_first_in_first_out_across_redistribution() {
        let mut queue = Queue::new();
        queue.push(ns(1000), 0);
        queue.push(ns(7), 100);
        queue.push(ns(1000), 1);
        assert_eq!(queue.pop(), Some((ns(7), 100)));
        queue.push(ns(1000), 2);
        queue.push(ns(999), 101);
        queue.push(ns(1000), 3);
        assert_eq!(queue.pop(), Some((ns(999), 101)));
        queue.push(ns(1000), 4);
        assert_eq!(drain(&mut queue), [(1000, 0), (1000, 1), (1000, 2), (1000, 3), (1000, 4)]);
    }

    #[test]
    fn an_event_pushed_at_the_present_comes_after_those_already_due() {
        let mut queue = Queue::new();
        queue.push(ns(5), 0);
        queue.push(ns(5), 1);
        assert_eq!(queue.pop(), Some((ns(5), 0)));
        queue.push(ns(5), 2);
        assert_eq!(drain(&mut queue), [(5, 1), (5, 2)]);
    }

    #[test]
    fn peeking_names_the_next_time_and_moves_nothing() {
        let mut queue = Queue::new();
        assert_eq!(queue.peek_time(), None);
        queue.push(ns(70), 1);
        queue.push(ns(65), 0);
        assert_eq!((queue.peek_time(), queue.now(), queue.len()), (Some(ns(65)), ns(0), 2));
        queue.push(ns(3), 2); // earlier than what was peeked at, and still allowed
        assert_eq!(drain(&mut queue), [(3, 2), (65, 0), (70, 1)]);
        assert!(queue.is_empty());
        assert_eq!(queue.peek_time(), None);
    }

    #[test]
    #[should_panic(expected = "before the present")]
    fn a_push_into_the_past_panics() {
        let mut queue = Queue::new();
        queue.push(ns(10), 0);
        queue.pop();
        queue.push(ns(9), 1);
    }

    #[test]
    fn shuffled_ties_depend_on_the_seed_alone() {
        let order = |seed| {
            let mut queue = Queue::with_shuffled_ties(seed);
            (0..20).for_each(|event| queue.push(ns(8), event));
            drain(&mut queue)
        };
        assert_eq!(order(1), order(1));
        assert_ne!(order(1), order(2));
    }
}
