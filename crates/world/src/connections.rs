//! Connections, each counted once: an NCP at each end tells of it, and whichever tells first counts.

use std::collections::BTreeSet;

use arpanet_ncp::{Gender, Note, Pair, SocketName};
use arpanet_wire::HostAddress;

use crate::outcome::Connections;

/// The connections that are open, and how many have been.
#[derive(Clone, Debug, Default)]
pub(crate) struct ConnectionBook {
    /// By send socket, then receive socket.
    open: BTreeSet<(SocketName, SocketName)>,
    counts: Connections,
}

impl ConnectionBook {
    /// The counts as they stand.
    pub(crate) fn counts(&self) -> Connections {
        self.counts
    }

    /// The NCP of the host at `address` tells of something.
    pub(crate) fn on_note(&mut self, address: HostAddress, note: &Note) {
        match *note {
            Note::Opened(pair) => self.counts.opened += u64::from(self.open.insert(name(address, pair))),
            Note::Closed(pair, _) => self.counts.closed += u64::from(self.open.remove(&name(address, pair))),
            Note::OpenFailed(..) => self.counts.refused += 1,
            _ => {}
        }
    }

    /// The host at `address` has stopped dead, and its connections with it.
    pub(crate) fn on_crash(&mut self, address: HostAddress) {
        let before = self.open.len();
        self.open.retain(|(send, receive)| send.host != address && receive.host != address);
        self.counts.closed += (before - self.open.len()) as u64;
    }
}

/// One name for a connection, whichever end speaks of it.
fn name(address: HostAddress, pair: Pair) -> (SocketName, SocketName) {
    let local = SocketName { host: address, number: pair.local };
    match pair.gender() {
        Gender::Send => (local, pair.foreign),
        Gender::Receive => (pair.foreign, local),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arpanet_ncp::{CloseReason, OpenFailure};

    const UTAH: HostAddress = HostAddress::from_octet(132);
    const BBN: HostAddress = HostAddress::from_octet(69);

    fn pair(local: u32, host: HostAddress, number: u32) -> Pair {
        Pair { local, foreign: SocketName { host, number } }
    }

    #[test]
    fn a_connection_counts_once_though_both_ends_tell_of_it() {
        let mut book = ConnectionBook::default();
        let (at_utah, at_bbn) = (pair(1003, BBN, 64), pair(64, UTAH, 1003));
        book.on_note(UTAH, &Note::Opened(at_utah));
        book.on_note(BBN, &Note::Opened(at_bbn));
        assert_eq!(book.counts(), Connections { opened: 1, refused: 0, closed: 0 });
        book.on_note(BBN, &Note::Closed(at_bbn, CloseReason::Here));
        book.on_note(UTAH, &Note::Closed(at_utah, CloseReason::There));
        assert_eq!(book.counts(), Connections { opened: 1, refused: 0, closed: 1 });
    }

    #[test]
    fn the_same_sockets_can_be_connected_again() {
        let mut book = ConnectionBook::default();
        let at_utah = pair(1003, BBN, 64);
        for _ in 0..2 {
            book.on_note(UTAH, &Note::Opened(at_utah));
            book.on_note(UTAH, &Note::Closed(at_utah, CloseReason::Here));
        }
        assert_eq!(book.counts(), Connections { opened: 2, refused: 0, closed: 2 });
    }

    #[test]
    fn a_crash_closes_what_was_open_with_the_host() {
        let mut book = ConnectionBook::default();
        book.on_note(UTAH, &Note::Opened(pair(1003, BBN, 64)));
        book.on_note(UTAH, &Note::Opened(pair(1002, BBN, 65)));
        book.on_crash(BBN);
        book.on_note(UTAH, &Note::Closed(pair(1003, BBN, 64), CloseReason::HostDead));
        assert_eq!(book.counts(), Connections { opened: 2, refused: 0, closed: 2 });
    }

    #[test]
    fn a_request_that_comes_to_nothing_is_refused() {
        let mut book = ConnectionBook::default();
        book.on_note(UTAH, &Note::OpenFailed(pair(1003, BBN, 64), OpenFailure::TimedOut));
        assert_eq!(book.counts(), Connections { opened: 0, refused: 1, closed: 0 });
    }
}
