//! Where the words of packets live: one store for a whole simulation, shared by all its IMPs.
//!
//! A [`Body`] is a handle that is copied freely; the store counts references. The rule is one sentence: every
//! `Packet` or `Body` inside an `Input` or an `Output` carries one reference, and whoever takes it over passes it on or
//! releases it. The size of this store is the simulation's own affair; the eighty buffers of an IMP are counted by the IMP.

use arpanet_wire::modem::{MAX_DATA_WORDS, RoutingEntry};

/// The data words of a packet, 0 to 63, or the two words of a leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// So many words of which only the number matters: synthetic load. Read as words they are zeros.
    Synthetic(u8),
    /// Up to two words, held here; no reference to count.
    Short(u8, [u16; 2]),
    /// So many words in the store.
    Stored(u8, BodyHandle),
}

/// Names a stored body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyHandle(u32);

/// Names a stored routing table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table(u32);

impl Body {
    /// No words.
    pub const EMPTY: Body = Body::Short(0, [0; 2]);

    /// How many 16-bit words.
    pub const fn words(self) -> u8 {
        match self {
            Body::Synthetic(words) | Body::Short(words, _) | Body::Stored(words, _) => words,
        }
    }
}

/// The store of bodies and routing tables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pool {
    bodies: Vec<StoredBody>,
    free_bodies: Vec<u32>,
    tables: Vec<StoredTable>,
    free_tables: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq)]
struct StoredBody {
    references: u32,
    words: [u16; MAX_DATA_WORDS],
}

#[derive(Clone, Debug, Default, PartialEq)]
struct StoredTable {
    references: u32,
    entries: Vec<RoutingEntry>,
}

impl Pool {
    /// An empty store.
    pub fn new() -> Pool {
        Pool::default()
    }

    /// Bodies and tables that somebody still holds; tables include the one that each running IMP keeps.
    pub fn in_use(&self) -> (usize, usize) {
        (self.bodies.len() - self.free_bodies.len(), self.tables.len() - self.free_tables.len())
    }

    /// The words of a body.
    pub fn words<'a>(&'a self, body: &'a Body) -> &'a [u16] {
        const ZEROS: [u16; 256] = [0; 256];
        match body {
            Body::Synthetic(words) => &ZEROS[..usize::from(*words)],
            Body::Short(words, held) => &held[..usize::from(*words)],
            Body::Stored(words, handle) => &self.bodies[handle.0 as usize].words[..usize::from(*words)],
        }
    }

    /// Stores up to 63 words; the caller holds the one reference.
    ///
    /// # Panics
    /// When there are more than 63 words: a packet cannot hold them.
    pub fn store(&mut self, words: &[u16]) -> Body {
        assert!(words.len() <= MAX_DATA_WORDS, "a packet holds 63 data words, not {}", words.len());
        let length = words.len() as u8;
        if let [] | [_] | [_, _] = words {
            let mut held = [0; 2];
            held[..words.len()].copy_from_slice(words);
            return Body::Short(length, held);
        }
        let index = self.free_bodies.pop().unwrap_or_else(|| {
            self.bodies.push(StoredBody { references: 0, words: [0; MAX_DATA_WORDS] });
            (self.bodies.len() - 1) as u32
        });
        let body = &mut self.bodies[index as usize];
        body.references = 1;
        body.words[..words.len()].copy_from_slice(words);
        Body::Stored(length, BodyHandle(index))
    }

    /// Adds a reference.
    pub fn retain(&mut self, body: Body) {
        if let Body::Stored(_, handle) = body {
            let body = &mut self.bodies[handle.0 as usize];
            debug_assert!(body.references > 0, "a body is retained after its last release");
            body.references += 1;
        }
    }

    /// Gives back a reference.
    pub fn release(&mut self, body: Body) {
        if let Body::Stored(_, handle) = body {
            let stored = &mut self.bodies[handle.0 as usize];
            debug_assert!(stored.references > 0, "a body is released more often than retained");
            stored.references -= 1;
            if stored.references == 0 {
                self.free_bodies.push(handle.0);
            }
        }
    }

    /// Stores a routing table; the caller holds the one reference.
    pub fn store_table(&mut self, entries: impl IntoIterator<Item = RoutingEntry>) -> Table {
        let index = self.free_tables.pop().unwrap_or_else(|| {
            self.tables.push(StoredTable::default());
            (self.tables.len() - 1) as u32
        });
        let table = &mut self.tables[index as usize];
        table.references = 1;
        table.entries.clear();
        table.entries.extend(entries);
        Table(index)
    }

    /// The entries of a table, by IMP number from 0.
    pub fn table(&self, table: Table) -> &[RoutingEntry] {
        &self.tables[table.0 as usize].entries
    }

    /// Adds a reference.
    pub fn retain_table(&mut self, table: Table) {
        self.tables[table.0 as usize].references += 1;
    }

    /// Gives back a reference.
    pub fn release_table(&mut self, table: Table) {
        let stored = &mut self.tables[table.0 as usize];
        debug_assert!(stored.references > 0, "a table is released more often than retained");
        stored.references -= 1;
        if stored.references == 0 {
            self.free_tables.push(table.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_eight_octets() {
        assert_eq!(size_of::<Body>(), 8);
    }

    #[test]
    fn words_come_back_as_stored() {
        let mut pool = Pool::new();
        for length in [0, 1, 2, 3, 63] {
            let words: Vec<u16> = (0..length).map(|word| word * 1001).collect();
            let body = pool.store(&words);
            assert_eq!(pool.words(&body), words);
            pool.release(body);
        }
        assert_eq!(pool.in_use(), (0, 0));
    }

    #[test]
    fn synthetic_words_are_zeros() {
        assert_eq!(Pool::new().words(&Body::Synthetic(63)), [0; 63]);
    }

    #[test]
    fn a_body_stays_until_its_last_reference_goes() {
        let mut pool = Pool::new();
        let body = pool.store(&[1, 2, 3]);
        pool.retain(body);
        pool.release(body);
        assert_eq!(pool.words(&body), [1, 2, 3]);
        assert_eq!(pool.in_use().0, 1);
        pool.release(body);
        assert_eq!(pool.in_use().0, 0);
    }

    #[test]
    fn tables_are_counted_apart() {
        let mut pool = Pool::new();
        let table = pool.store_table([RoutingEntry::UNREACHABLE, RoutingEntry::SELF]);
        assert_eq!(pool.table(table), [RoutingEntry::UNREACHABLE, RoutingEntry::SELF]);
        assert_eq!(pool.in_use(), (0, 1));
        pool.release_table(table);
        assert_eq!(pool.in_use(), (0, 0));
    }
}
