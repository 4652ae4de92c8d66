//! The event queue: a monotone radix heap, with what comes soonest in plain order.
//!
//! **The law of order** (law 3, said here and nowhere else): events leave in order of time, and at equal times in
//! the order in which they were pushed.
//!
//! The queue is monotone: nothing is pushed before the time last popped. That allows a radix heap, which compares
//! nothing. Entries lie in bucket *k*, where bit *k* (from 0, least significant) is the highest in which their time differs from
//! the base, a time not after any entry's:
//!
//! ```text
//! base     ...0110 0000
//! bucket 0 ...0110 0001        bucket 4 ...0111 ????
//! bucket 1 ...0110 001?        bucket 5  (none can: bit 5 of the base is set)
//! bucket 2 ...0110 01??        bucket 6  (none can)
//! bucket 3 ...0110 1???        bucket 7 ...1??? ????
//! ```
//!
//! The soonest entries are in front of the buckets, sorted: all that are due up to and at a bound. A push up to the bound is
//! put into its place there (`front`). When the front is empty, the first bucket that is not becomes the source; its smallest time is the new
//! base. A bucket of few entries is sorted and is the new front, and the last time that lies in the bucket the new
//! bound. A large one is dealt out, front to back: what is due at the base goes to the front, the rest to lower buckets (they agree
//! with the new base in the bit that parted them from the old one). The higher buckets stay right as they are (the old and
//! the new base agree in their bits). A front that grows long is dealt out in the same way, with the present as the base.
//!
//! Why equal times stay first in, first out: where an entry goes is a function of its time, the base and the bound, so entries of
//! equal time are always in the same place; a push goes behind its equals; sorting is stable, and dealing out goes front to
//! back and appends. Hence two entries of equal time never change their order.

use crate::Time;
use crate::front::Front;
use crate::random::{Stream, Streams};

/// One for each bit in which a time can differ from the base.
const BUCKETS: usize = u64::BITS as usize;
/// The longest bucket that is sorted at once.
const FEW: usize = 12;
/// The longest front that is kept sorted.
const LONGEST_FRONT: usize = 32;

/// Pending events in order of time; at equal times in the order of pushing.
///
/// `E` is meant to be one small closed enum of ids; it is copied about freely.
#[derive(Clone, Debug)]
pub struct Queue<E: Copy> {
    /// The time last popped.
    now_ns: u64,
    /// The soonest events, in order.
    front: Front<E>,
    /// Every event up to and at this time is in front, and no other.
    bound_ns: u64,
    /// What the buckets' times are compared with; not after the present once something has been popped.
    base_ns: u64,
    buckets: Vec<Bucket<E>>,
    /// Bit *i* is set when `buckets[i]` holds something.
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
            front: Front::new(),
            bound_ns: 0,
            base_ns: 0,
            buckets: vec![empty; BUCKETS],
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
        match self.front.first() {
            Some(at_ns) => Some(Time::from_ns(at_ns)),
            None => self.first_occupied().map(|index| Time::from_ns(self.buckets[index].first_ns)),
        }
    }

    /// Adds an event.
    ///
    /// # Panics
    /// When `at` lies before [`Queue::now`]: the past cannot be changed, and whoever asks for it is wrong.
    pub fn push(&mut self, at: Time, event: E) {
        assert!(at.as_ns() >= self.now_ns, "event pushed at {at}, before the present {}", self.now());
        self.place(at.as_ns(), event);
        self.len += 1;
        if self.front.len() > LONGEST_FRONT && self.bound_ns > self.now_ns {
            let entries = self.front.take_all();
            self.deal_out(self.now_ns, entries);
        }
    }

    /// Takes the next event, which makes its time the present.
    pub fn pop(&mut self) -> Option<(Time, E)> {
        if self.front.is_empty() {
            self.fill_front();
        }
        let (at_ns, event) = match self.shuffle {
            None => self.front.pop(),
            Some(_) => self.pop_any_due(),
        }?;
        self.now_ns = at_ns;
        self.len -= 1;
        Some((Time::from_ns(at_ns), event))
    }

    /// Any of the events that are due first.
    fn pop_any_due(&mut self) -> Option<(u64, E)> {
        let due = self.front.due_first()?;
        let index = self.shuffle.as_mut()?.below(due as u64) as usize;
        self.front.remove(index)
    }

    /// Finds the next events for an empty front, if there are any.
    fn fill_front(&mut self) {
        let Some(index) = self.first_occupied() else { return };
        let bucket = &mut self.buckets[index];
        let first_ns = std::mem::replace(&mut bucket.first_ns, u64::MAX);
        let mut entries = std::mem::take(&mut bucket.entries);
        self.occupied &= !(1 << index);
        if entries.len() <= FEW {
            entries.sort_by_key(|&(at_ns, _)| at_ns);
            self.front.refill(&mut entries);
            self.base_ns = first_ns;
            self.bound_ns = first_ns | low_bits(index);
        } else {
            self.deal_out(first_ns, entries.drain(..));
        }
        self.buckets[index].entries = entries; // empty again; keeps its memory
    }

    /// Makes `base_ns` the base, and the only time for which the front is, and deals `entries` out.
    fn deal_out(&mut self, base_ns: u64, entries: impl IntoIterator<Item = (u64, E)>) {
        (self.base_ns, self.bound_ns) = (base_ns, base_ns);
        entries.into_iter().for_each(|(at_ns, event)| self.place(at_ns, event));
    }

    fn place(&mut self, at_ns: u64, event: E) {
        if at_ns <= self.bound_ns {
            return self.front.insert(at_ns, event);
        }
        let index = (at_ns ^ self.base_ns).ilog2() as usize;
        let bucket = &mut self.buckets[index];
        bucket.first_ns = bucket.first_ns.min(at_ns);
        bucket.entries.push((at_ns, event));
        self.occupied |= 1 << index;
    }

    fn first_occupied(&self) -> Option<usize> {
        (self.occupied != 0).then(|| self.occupied.trailing_zeros() as usize)
    }
}

/// The bits below bit `index`.
const fn low_bits(index: usize) -> u64 {
    (1 << index) - 1
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
    fn many_events_close_together_leave_in_order_too() {
        let mut queue = Queue::new();
        let mut chance = Streams::new(3).stream("close together", 0);
        let mut pending = std::collections::BTreeSet::new();
        for event in 0..20_000 {
            let at = queue.now().as_ns() + chance.below(5_000);
            queue.push(ns(at), event);
            pending.insert((at, event));
            if event > 600 {
                let popped = queue.pop().map(|(at, event)| (at.as_ns(), event));
                assert_eq!(popped, pending.pop_first());
            }
        }
        assert_eq!(drain(&mut queue), pending.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn many_events_at_the_end_of_time_leave_in_order_too() {
        let mut queue = Queue::new();
        (0..200).for_each(|event| queue.push(Time::MAX, event));
        assert!(drain(&mut queue).into_iter().map(|(_, event)| event).eq(0..200));
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
