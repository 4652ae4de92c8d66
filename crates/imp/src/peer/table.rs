//! The numbers with every IMP that this one has had to do with.
//!
//! Liberty: the program has an entry for each IMP number. Here the entries are made for sixty-four numbers at a time, when one of
//! them is first had to do with: all at once in history's networks, and few of the many in a network of ten thousand IMPs.

use super::Peer;
use arpanet_wire::ImpNumber;

/// Entries that are made together.
const PAGE: usize = 64;

/// The table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Peers {
    pages: Vec<Option<Box<[Peer; PAGE]>>>,
    highest: ImpNumber,
    /// Numbers in flight, to whichever IMP.
    in_flight: u32,
}

impl Peers {
    /// Of an IMP that knows numbers up to `highest` and has heard of nobody.
    pub(crate) fn new(highest: ImpNumber) -> Peers {
        Peers { pages: vec![None; usize::from(highest.0) / PAGE + 1], highest, in_flight: 0 }
    }

    /// The numbers with an IMP; as for one never heard of, if that is so. `None` when it has no place in the table.
    pub(crate) fn get(&self, imp: ImpNumber) -> Option<&Peer> {
        let page = self.pages.get(usize::from(imp.0) / PAGE).filter(|_| imp <= self.highest)?;
        Some(page.as_ref().map_or(&Peer::NEW, |page| &page[usize::from(imp.0) % PAGE]))
    }

    /// The same to be changed.
    pub(crate) fn get_mut(&mut self, imp: ImpNumber) -> Option<&mut Peer> {
        let page = self.pages.get_mut(usize::from(imp.0) / PAGE).filter(|_| imp <= self.highest)?;
        let page = page.get_or_insert_with(|| Box::new([Peer::NEW; PAGE]));
        Some(&mut page[usize::from(imp.0) % PAGE])
    }

    /// Those that there are entries of, by number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (ImpNumber, &Peer)> {
        let pages = self.pages.iter().enumerate().filter_map(|(nth, page)| Some((nth, page.as_deref()?)));
        pages.flat_map(|(nth, page)| page.iter().enumerate().map(move |(at, peer)| (number(nth, at), peer)))
    }

    /// The same to be changed.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (ImpNumber, &mut Peer)> {
        let pages = self.pages.iter_mut().enumerate();
        let pages = pages.filter_map(|(nth, page)| Some((nth, page.as_deref_mut()?)));
        pages.flat_map(|(nth, page)| {
            page.iter_mut().enumerate().map(move |(at, peer)| (number(nth, at), peer))
        })
    }

    /// Whether no number is in flight.
    pub(crate) const fn is_quiet(&self) -> bool {
        self.in_flight == 0
    }

    /// Takes a new number for a message; [`Peer::has_number`] must hold. The priority order number goes with it. `None` when the
    /// IMP has no place in the table.
    pub(crate) fn take_number(&mut self, to: ImpNumber, priority: bool) -> Option<(u8, u8)> {
        self.change(to, |peer| peer.take_number(priority))
    }

    /// A number is answered.
    pub(crate) fn close(&mut self, to: ImpNumber, number: u8) {
        self.change(to, |peer| peer.close(number));
    }

    /// As if a number had never been taken: all is as it was `before`.
    pub(crate) fn put_back(&mut self, to: ImpNumber, before: Peer) {
        self.change(to, |peer| *peer = before);
    }

    /// Everything about a dead IMP is forgotten; nothing was known of one that has no entry.
    pub(crate) fn forget(&mut self, dead: ImpNumber) {
        if self.pages.get(usize::from(dead.0) / PAGE).is_some_and(Option::is_some) {
            self.change(dead, Peer::reset);
        }
    }

    /// Changes an entry and what is in flight with it.
    fn change<T>(&mut self, imp: ImpNumber, change: impl FnOnce(&mut Peer) -> T) -> Option<T> {
        let peer = self.get_mut(imp)?;
        let before = peer.in_flight();
        let outcome = change(peer);
        let after = peer.in_flight();
        self.in_flight = self.in_flight + after - before;
        Some(outcome)
    }
}

fn number(page: usize, at: usize) -> ImpNumber {
    ImpNumber((page * PAGE + at) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAR: ImpNumber = ImpNumber(9_000);

    #[test]
    fn an_entry_is_made_when_it_is_first_changed() {
        let mut peers = Peers::new(ImpNumber(10_000));
        assert_eq!(peers.get(FAR), Some(&Peer::NEW));
        assert_eq!(peers.iter().count(), 0);
        peers.take_number(FAR, false);
        assert_eq!(peers.iter().count(), PAGE);
        assert_eq!(peers.iter().find(|(_, peer)| **peer != Peer::NEW).map(|(imp, _)| imp), Some(FAR));
    }

    #[test]
    fn what_is_in_flight_is_counted_over_all_imps() {
        let mut peers = Peers::new(FAR);
        for to in [ImpNumber(1), FAR, FAR] {
            assert!(peers.take_number(to, false).is_some());
        }
        peers.close(ImpNumber(1), 0);
        peers.close(ImpNumber(1), 0);
        assert!(!peers.is_quiet());
        let before = *peers.get(FAR).unwrap();
        peers.take_number(FAR, false);
        peers.put_back(FAR, before);
        peers.close(FAR, 1);
        assert!(!peers.is_quiet());
        peers.forget(FAR);
        assert!(peers.is_quiet());
    }

    #[test]
    fn an_imp_beyond_the_highest_has_no_place() {
        let mut peers = Peers::new(ImpNumber(40));
        let beyond = ImpNumber(41);
        assert_eq!(peers.get(beyond), None);
        assert_eq!(peers.take_number(beyond, false), None);
    }
}
