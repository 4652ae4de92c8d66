//! From IMP to host.
//!
//! The IMP gives one packet at a time, the first of a message with its leader. The host lets the IMP wait for its take-in
//! delay before it takes a message's first bit; then the bits cross at the cable's rate. A host that has stopped
//! reading lets the IMP wait for ever.

use arpanet_imp::{Body, Pool};
use arpanet_kernel::Stream;
use arpanet_wire::{Bits, Leader};

use crate::plan::TakeIn;
use crate::rate::Rate;
use crate::record::CableMessage;

/// A packet that the IMP gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Given {
    /// On a message's first packet.
    pub leader: Option<Leader>,
    pub body: Body,
    /// The message ends with this packet.
    pub last: bool,
}

/// A message, or as much of it as has crossed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Incoming {
    /// Leader and text.
    Real { leader: Leader, bits: Bits },
    /// A leader, and a text of which only the length is known.
    Synthetic { leader: Leader, text_bits: u32 },
}

/// The direction from IMP to host.
#[derive(Clone, Debug)]
pub(crate) struct ToHost {
    rate: Rate,
    take_in: TakeIn,
    chance: Stream,
    /// The host takes messages in.
    reads: bool,
    /// The host is there to take anything in.
    is_up: bool,
    given: Option<Given>,
    is_crossing: bool,
    generation: u32,
    /// What has crossed of the present message; `None` before its leader, and when its beginning was missed.
    partial: Option<Incoming>,
}

impl Incoming {
    /// The leader.
    pub(crate) fn leader(&self) -> &Leader {
        match self {
            Incoming::Real { leader, .. } | Incoming::Synthetic { leader, .. } => leader,
        }
    }

    /// The message as it is recorded.
    pub(crate) fn as_recorded(&self) -> CableMessage<'_> {
        match self {
            Incoming::Real { bits, .. } => CableMessage::Real(bits),
            Incoming::Synthetic { leader, text_bits } => {
                CableMessage::Synthetic { leader: *leader, text_bits: *text_bits }
            }
        }
    }

    fn begin(leader: Leader, body: Body) -> Incoming {
        match (body, leader.octets()) {
            (Body::Short(..) | Body::Stored(..), Ok(octets)) => {
                let mut all = Vec::with_capacity(octets.len() + 2 * usize::from(body.words()));
                all.extend_from_slice(&octets);
                Incoming::Real { leader, bits: Bits::from(all) }
            }
            // A leader that 1973's 32 bits cannot hold has no bits to show.
            (Body::Synthetic(_), _) | (_, Err(_)) => Incoming::Synthetic { leader, text_bits: 0 },
        }
    }

    fn add(&mut self, body: Body, pool: &Pool) {
        match self {
            Incoming::Real { bits, .. } => bits.extend_words(pool.words(&body)),
            Incoming::Synthetic { text_bits, .. } => *text_bits += 16 * u32::from(body.words()),
        }
    }
}

impl ToHost {
    pub(crate) fn new(rate: Rate, take_in: TakeIn, chance: Stream) -> ToHost {
        ToHost {
            rate,
            take_in,
            chance,
            reads: true,
            is_up: true,
            given: None,
            is_crossing: false,
            generation: 0,
            partial: None,
        }
    }

    /// Whether nothing crosses, or waits and could cross: nothing can while the host is not there.
    pub(crate) fn is_quiet(&self) -> bool {
        !self.is_up || (self.given.is_none() && self.partial.is_none())
    }

    /// Whether a message has begun to cross and has not ended.
    pub(crate) fn is_under_way(&self) -> bool {
        self.is_crossing || self.partial.is_some()
    }

    /// The IMP gives a packet. What it gave before and the host has not taken is superseded.
    pub(crate) fn give(&mut self, given: Given, pool: &mut Pool) {
        self.take_back(pool);
        self.given = Some(given);
    }

    /// Whether a given packet could start across now.
    pub(crate) fn can_start(&self) -> bool {
        self.given.is_some() && !self.is_crossing && self.reads && self.is_up
    }

    /// Starts the given packet across if the host will have it. The answer is how long it takes, and the generation that the
    /// event of its end must carry.
    pub(crate) fn start(&mut self) -> Option<(u64, u32)> {
        let given = self.given.filter(|_| self.can_start())?;
        let leader_bits = if given.leader.is_some() { 32 } else { 0 };
        let wait_ns = if given.leader.is_some() { self.draw_take_in_ns() } else { 0 };
        self.is_crossing = true;
        self.generation = self.generation.wrapping_add(1);
        let bits = leader_bits + 16 * u64::from(given.body.words());
        Some((wait_ns + self.rate.time_ns(bits), self.generation))
    }

    /// The packet that crosses, unless `generation` is an old one.
    pub(crate) fn crossing(&self, generation: u32) -> Option<Given> {
        self.given.filter(|_| self.is_crossing && generation == self.generation)
    }

    /// The crossing packet has crossed, unless `generation` is an old one. `Some(None)`: the message goes on;
    /// `Some(Some(message))`: it is whole.
    pub(crate) fn finish(&mut self, generation: u32, pool: &mut Pool) -> Option<Option<Incoming>> {
        if generation != self.generation || !self.is_crossing {
            return None;
        }
        self.is_crossing = false;
        let given = self.given.take().expect("a packet is kept until it has crossed");
        if let Some(leader) = given.leader {
            self.partial = Some(Incoming::begin(leader, given.body));
        }
        if let Some(partial) = &mut self.partial {
            partial.add(given.body, pool);
        }
        pool.release(given.body);
        Some(if given.last { self.partial.take() } else { None })
    }

    /// The host takes messages in from now on, or no longer. A packet that is crossing still crosses.
    pub(crate) fn set_reads(&mut self, reads: bool) {
        self.reads = reads;
    }

    /// The host is there, or is not. When it goes, what had crossed of a message is lost to it; the packet that had
    /// not wholly crossed is kept and crosses again when the host is back.
    pub(crate) fn set_up(&mut self, is_up: bool) {
        self.is_up = is_up;
        if !is_up {
            self.partial = None;
            self.is_crossing = false;
        }
    }

    /// The IMP has dropped its ready line: what it gave is void, the rest of a message under way is lost.
    pub(crate) fn reset(&mut self, pool: &mut Pool) {
        self.take_back(pool);
        self.partial = None;
    }

    fn take_back(&mut self, pool: &mut Pool) {
        self.is_crossing = false;
        if let Some(superseded) = self.given.take() {
            pool.release(superseded.body);
        }
    }

    fn draw_take_in_ns(&mut self) -> u64 {
        match self.take_in {
            TakeIn::Fixed { ns } => ns,
            TakeIn::Exponential { mean_ns } => self.chance.exponential_ns(mean_ns),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arpanet_kernel::Streams;
    use arpanet_wire::HostAddress;

    fn cable(take_in: TakeIn) -> ToHost {
        ToHost::new(Rate::bits_per_second(100_000), take_in, Streams::new(1).stream("take-in", 0))
    }

    fn leader() -> Leader {
        Leader::regular(HostAddress::from_octet(3), 2)
    }

    fn first(body: Body, last: bool) -> Given {
        Given { leader: Some(leader()), body, last }
    }

    #[test]
    fn a_message_crosses_packet_by_packet_and_is_whole_after_the_last() {
        let mut pool = Pool::new();
        let mut cable = cable(TakeIn::Fixed { ns: 5_000_000 });
        let body = pool.store(&[0x1111, 0x2222, 0x3333]);
        cable.give(first(body, false), &mut pool);
        let (time_ns, generation) = cable.start().expect("the host reads");
        assert_eq!(time_ns, 5_000_000 + (32 + 48) * 10_000);
        assert_eq!(cable.finish(generation, &mut pool), Some(None));
        let body = pool.store(&[0x4444]);
        cable.give(Given { leader: None, body, last: true }, &mut pool);
        let (time_ns, generation) = cable.start().expect("the host reads");
        assert_eq!(time_ns, 160_000, "the host waits once for each message, not for each packet");
        let bits = Bits::from_words(&[0x0003, 0x0200, 0x1111, 0x2222, 0x3333, 0x4444]);
        assert_eq!(
            cable.finish(generation, &mut pool),
            Some(Some(Incoming::Real { leader: leader(), bits }))
        );
        assert_eq!(pool.in_use().0, 0);
        assert!(cable.is_quiet());
    }

    #[test]
    fn of_a_synthetic_message_the_length_arrives() {
        let mut pool = Pool::new();
        let mut cable = cable(TakeIn::Fixed { ns: 0 });
        cable.give(first(Body::Synthetic(63), true), &mut pool);
        let (time_ns, generation) = cable.start().expect("the host reads");
        assert_eq!(time_ns, (32 + 1008) * 10_000);
        let whole = cable.finish(generation, &mut pool).flatten().expect("it was the last packet");
        assert_eq!(whole.as_recorded().length_bits(), 32 + 1008);
    }

    #[test]
    fn a_host_that_has_stopped_reading_takes_nothing_until_it_reads_again() {
        let mut pool = Pool::new();
        let mut cable = cable(TakeIn::Fixed { ns: 0 });
        cable.set_reads(false);
        cable.give(first(Body::EMPTY, true), &mut pool);
        assert_eq!(cable.start(), None);
        cable.set_reads(true);
        assert!(cable.start().is_some());
    }

    #[test]
    fn a_packet_cut_off_by_the_hosts_death_crosses_again_but_its_message_is_not_whole() {
        let mut pool = Pool::new();
        let mut cable = cable(TakeIn::Fixed { ns: 0 });
        cable.give(first(Body::EMPTY, false), &mut pool);
        let (_, generation) = cable.start().expect("the host reads");
        assert_eq!(cable.finish(generation, &mut pool), Some(None));
        cable.give(Given { leader: None, body: Body::EMPTY, last: true }, &mut pool);
        let (_, cut) = cable.start().expect("the host reads");
        cable.set_up(false);
        assert_eq!(cable.finish(cut, &mut pool), None);
        assert_eq!(cable.start(), None);
        cable.set_up(true);
        let (_, generation) = cable.start().expect("the packet was kept");
        assert_eq!(cable.finish(generation, &mut pool), Some(None), "the host never saw its leader");
    }

    #[test]
    fn what_is_given_anew_supersedes_and_what_is_void_is_gone() {
        let mut pool = Pool::new();
        let mut cable = cable(TakeIn::Fixed { ns: 0 });
        let body = pool.store(&[1, 2, 3]);
        cable.give(first(body, true), &mut pool);
        let (_, old) = cable.start().expect("the host reads");
        let body = pool.store(&[4, 5, 6]);
        cable.give(first(body, true), &mut pool);
        assert_eq!(pool.in_use().0, 1);
        assert_eq!(cable.finish(old, &mut pool), None);
        cable.reset(&mut pool);
        assert_eq!(pool.in_use().0, 0);
        assert_eq!(cable.start(), None);
    }

    #[test]
    fn take_in_delays_have_the_mean_asked_for() {
        let mut pool = Pool::new();
        let mut cable = cable(TakeIn::Exponential { mean_ns: 10_000_000 });
        let mut total_ns = 0;
        for _ in 0..20_000 {
            cable.give(first(Body::EMPTY, true), &mut pool);
            let (time_ns, generation) = cable.start().expect("the host reads");
            total_ns += time_ns - 320_000;
            cable.finish(generation, &mut pool);
        }
        let mean_ns = total_ns / 20_000;
        assert!(mean_ns.abs_diff(10_000_000) < 300_000, "{mean_ns}");
    }
}
