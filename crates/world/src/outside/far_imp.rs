//! The cable between one of our hosts and a real IMP: the IMP's end of it, which here only hands on.
//!
//! A real IMP's datagrams carry a leader and up to 63 words, then up to 63 words each; the last may have none. They wait
//! here until our host has taken those before.

use std::collections::VecDeque;

use arpanet_imp::{HostIndex, Piece};
use arpanet_wire::Leader;
use arpanet_wire::modem::MAX_DATA_WORDS;

use super::Departure;
use crate::cable::Given;
use crate::event::Event;
use crate::id::{HostId, ImpId};
use crate::world::World;

/// The far end of a cable, an IMP outside.
#[derive(Clone, Debug, Default)]
pub(crate) struct FarImp {
    /// What our host is to take, after what it is taking.
    waiting: VecDeque<Given>,
    is_giving: bool,
    /// A message from the IMP has begun and not ended.
    in_message: bool,
}

impl FarImp {
    /// Bits that wait for our host.
    pub(crate) fn bits_waiting(&self) -> u64 {
        self.waiting.iter().map(|given| 16 * u64::from(given.body.words())).sum()
    }

    /// Whether nothing waits for our host.
    pub(crate) fn is_quiet(&self) -> bool {
        self.waiting.is_empty() && !self.is_giving
    }
}

impl World {
    /// Our host's words, for the IMP outside; the cable is armed for more.
    pub(super) fn on_words_for_far_imp(
        &mut self,
        imp: ImpId,
        interface: HostIndex,
        words: Vec<u16>,
        last: bool,
    ) {
        if let Some(host) = self.imps[imp.index()].hosts[usize::from(interface.0)] {
            self.outside.depart(self.now, Departure::Cable { host, words, last });
        }
        let next = if last { Piece::Leader } else { Piece::Data(MAX_DATA_WORDS as u8) };
        self.arm_far_imp(imp, interface, next);
    }

    /// The IMP outside can always take more.
    pub(crate) fn arm_far_imp(&mut self, imp: ImpId, interface: HostIndex, piece: Piece) {
        if let Some(host) = self.imps[imp.index()].hosts[usize::from(interface.0)] {
            self.hosts[host.index()].to_imp.arm(piece);
            self.start_to_imp(host);
        }
    }

    /// Words from the IMP outside for our host, and its ready line, which every datagram of its shows.
    pub(super) fn on_words_from_far_imp(&mut self, host: HostId, words: &[u16], last: bool, ready: bool) {
        let was_ready = std::mem::replace(&mut self.hosts[host.index()].is_imp_ready, ready);
        if ready != was_ready {
            if !ready {
                self.reset_far_imp(host);
            }
            self.queue.push(self.now, Event::ImpReady { host: host.0, ready });
        }
        let far = self.hosts[host.index()].far_imp.as_mut().expect("the caller has looked");
        let leader = match (far.in_message, words) {
            (true, _) => None,
            (false, [first, second, ..]) => Some(Leader::from_words([*first, *second])),
            // Neither a leader nor the rest of anything.
            (false, _) => return,
        };
        if far.in_message && words.is_empty() && !last {
            return;
        }
        far.in_message = !last;
        let text = if leader.is_some() { &words[2..] } else { words };
        let mut pieces = text.chunks(MAX_DATA_WORDS).peekable();
        let first = Given { leader, body: self.pool.store(pieces.next().unwrap_or_default()), last: false };
        let mut given = vec![first];
        given.extend(pieces.map(|words| Given { leader: None, body: self.pool.store(words), last: false }));
        given.last_mut().expect("there is a first").last = last;
        let far = self.hosts[host.index()].far_imp.as_mut().expect("the caller has looked");
        far.waiting.extend(given);
        if !far.is_giving {
            self.give_next_from_far_imp(host);
        }
    }

    /// Our host has taken a piece: the next one may cross.
    pub(super) fn give_next_from_far_imp(&mut self, host: HostId) {
        let node = &mut self.hosts[host.index()];
        let Some(far) = &mut node.far_imp else { return };
        let next = far.waiting.pop_front();
        far.is_giving = next.is_some();
        if let Some(given) = next {
            node.to_host.give(given, &mut self.pool);
            self.start_to_host(host);
        }
    }

    /// The IMP outside has dropped its ready line: what it gave is void.
    fn reset_far_imp(&mut self, host: HostId) {
        let node = &mut self.hosts[host.index()];
        node.to_imp.reset();
        node.to_host.reset(&mut self.pool);
        let far = node.far_imp.replace(FarImp::default()).unwrap_or_default();
        far.waiting.into_iter().for_each(|given| self.pool.release(given.body));
        let (imp, interface) = (node.imp, node.interface);
        self.arm_far_imp(imp, interface, Piece::Leader);
    }
}
