//! PHOLD: places that hand events to each other, the usual measure of a whole simulator's loop (Fujimoto, 1990).
//!
//! Each event is for a place; it counts there, draws the next place and a delay, and goes on. As many events are pending as there
//! are places. Increments are exponential with a mean of one millisecond.

use arpanet_kernel::{Queue, Stream, Streams, Time};

/// Places, their counts, and the events between them.
pub struct Phold {
    queue: Queue<u64>,
    counts: Vec<u64>,
    stream: Stream,
}

impl Phold {
    /// So many places, each with one event on its way.
    pub fn new(places: u64) -> Phold {
        let mut stream = Streams::new(1973).stream("phold", places);
        let mut queue = Queue::new();
        (0..places).for_each(|place| queue.push(Time::from_ns(stream.exponential_ns(1_000_000)), place));
        Phold { queue, counts: vec![0; places as usize], stream }
    }

    /// Plays one event; how many its place has had.
    ///
    /// # Panics
    /// Never: each event makes another.
    pub fn play(&mut self) -> u64 {
        let (now, place) = self.queue.pop().expect("each event makes another");
        let count = &mut self.counts[place as usize];
        *count += 1;
        let count = *count;
        let next = self.stream.below(self.counts.len() as u64);
        let delay_ns = self.stream.exponential_ns(1_000_000);
        self.queue.push(now.after_ns(delay_ns), next);
        count
    }
}
