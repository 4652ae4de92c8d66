//! The soonest events of a [`Queue`](crate::Queue), in order of time, and at equal times as they came.
//!
//! An array from which the first is taken by moving on; one that comes in later than most is put into its place from the back.

/// So many places are given back at a time once they have been taken from.
const FREED: usize = 64;

/// Sorted events.
#[derive(Clone, Debug)]
pub(crate) struct Front<E: Copy> {
    entries: Vec<(u64, E)>,
    /// How many of them have been taken; never all, for then there are none.
    taken: usize,
}

impl<E: Copy> Front<E> {
    pub(crate) const fn new() -> Front<E> {
        Front { entries: Vec::new(), taken: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len() - self.taken
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// When the first is due, in ns.
    pub(crate) fn first(&self) -> Option<u64> {
        self.entries.get(self.taken).map(|&(at_ns, _)| at_ns)
    }

    /// How many are due at the time of the first, if there is one.
    pub(crate) fn due_first(&self) -> Option<usize> {
        let first_ns = self.first()?;
        Some(self.entries[self.taken..].iter().take_while(|&&(at_ns, _)| at_ns == first_ns).count())
    }

    /// Takes the first.
    pub(crate) fn pop(&mut self) -> Option<(u64, E)> {
        let first = *self.entries.get(self.taken)?;
        self.move_on();
        Some(first)
    }

    /// Takes the `index`-th from the first.
    pub(crate) fn remove(&mut self, index: usize) -> Option<(u64, E)> {
        let at = self.taken + index;
        let entry = *self.entries.get(at)?;
        self.entries.copy_within(self.taken..at, self.taken + 1);
        self.move_on();
        Some(entry)
    }

    /// Puts an event behind those that are due when it is, or before.
    pub(crate) fn insert(&mut self, at_ns: u64, event: E) {
        let mut at = self.entries.len();
        self.entries.push((at_ns, event));
        while at > self.taken && self.entries[at - 1].0 > at_ns {
            self.entries[at] = self.entries[at - 1];
            at -= 1;
        }
        self.entries[at] = (at_ns, event);
    }

    /// Takes over sorted events, when it is empty; `entries` gets its memory.
    pub(crate) fn refill(&mut self, entries: &mut Vec<(u64, E)>) {
        std::mem::swap(&mut self.entries, entries);
    }

    /// Takes everything.
    pub(crate) fn take_all(&mut self) -> impl Iterator<Item = (u64, E)> + use<E> {
        let taken = std::mem::take(&mut self.taken);
        std::mem::take(&mut self.entries).into_iter().skip(taken)
    }

    fn move_on(&mut self) {
        self.taken += 1;
        if self.taken == self.entries.len() {
            self.entries.clear();
            self.taken = 0;
        } else if self.taken == FREED {
            self.entries.drain(..FREED);
            self.taken = 0;
        }
    }
}
