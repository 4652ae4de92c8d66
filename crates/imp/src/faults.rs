//! Broken hardware of the period, from RFC 528, and what the software checks of the day make of it.

use crate::config::{Checks, LineIndex};
use crate::context::Context;
use crate::imp::Imp;
use crate::io::{Damage, DamageKind, Fault, KillReason};
use crate::packet::{Packet, Words};
use crate::pool::Pool;
use crate::reassembly::Piece;
use arpanet_wire::modem::{self, ROUTING_ENTRIES, RoutingEntry};

/// What a checksum that was computed over other words is off by, when the words themselves are not touched.
const WRONG: u16 = 1;

/// What is broken in an IMP.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Faults {
    zero_routing: bool,
    random_routing: Option<Chance>,
    interfaces: Vec<(LineIndex, Breakage)>,
    memory: Option<Breakage>,
}

/// Damage with its own chance.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Breakage {
    damage: Damage,
    chance: Chance,
}

/// A stream of numbers from a seed (SplitMix64): stable for ever, and part of the fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Chance(u64);

/// The routing message fails its own check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BadRouting;

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ word >> 31
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    /// A word with at least one bit set.
    fn some_bits(&mut self) -> u16 {
        self.next() as u16 | 1 << self.below(16)
    }
}

impl Breakage {
    fn new(damage: Damage) -> Breakage {
        Breakage { damage, chance: Chance(damage.seed) }
    }

    fn strikes(&mut self) -> bool {
        self.chance.below(self.damage.one_in as usize) == 0
    }

    /// Damages the words of a packet.
    fn spoil(&mut self, words: &mut Vec<u16>) {
        let at = self.chance.below(words.len());
        match self.damage.kind {
            DamageKind::DropBits => {
                let end = (at + 2 + self.chance.below(3)).min(words.len());
                words[at..end].iter_mut().for_each(|word| *word &= !self.chance.some_bits());
            }
            DamageKind::PickBits => {
                let bits = 1 << self.chance.below(16) | 1 << self.chance.below(16);
                words[at] |= bits;
            }
            DamageKind::DropFirstWord => {
                words.remove(0);
            }
            DamageKind::ChangeLowBits | DamageKind::BeforeChecksum => {
                words[at] ^= 1 + self.chance.below(3) as u16;
            }
        }
    }

    /// Damages a packet that carries one reference to its words. What is no packet any more is a null that fails its checksum.
    fn spoil_packet(&mut self, packet: Packet, pool: &mut Pool) -> Packet {
        let Ok(mut words) = packet.to_wire(pool).and_then(|wire| wire.emit()) else {
            return Packet { checksum_error: WRONG, ..packet };
        };
        self.spoil(&mut words);
        packet.release(pool);
        let spoilt = modem::Packet::parse(&words).and_then(|wire| Packet::from_wire(&wire, pool));
        spoilt.unwrap_or_else(|_| {
            let head = modem::ControlHead::new(arpanet_wire::ImpNumber(0), modem::ControlHead::NULL);
            Packet { checksum_error: WRONG, ..Packet::new(Words::Null { head, sync: 0 }) }
        })
    }
}

impl Faults {
    fn interface(&mut self, line: LineIndex, on_input: bool) -> Option<&mut Breakage> {
        let into_memory = |kind| matches!(kind, DamageKind::DropBits | DamageKind::PickBits);
        let fits = |broken: &&mut (LineIndex, Breakage)| {
            broken.0 == line && into_memory(broken.1.damage.kind) == on_input
        };
        let broken = self.interfaces.iter_mut().find(fits)?;
        broken.1.strikes().then_some(&mut broken.1)
    }

    /// Whether any interface damages packets.
    pub(crate) fn has_broken_interface(&self) -> bool {
        !self.interfaces.is_empty()
    }

    /// A packet comes in through an interface.
    pub(crate) fn spoil_input(&mut self, line: LineIndex, packet: Packet, pool: &mut Pool) -> Packet {
        if self.interfaces.is_empty() {
            return packet;
        }
        match self.interface(line, true) {
            Some(broken) => broken.spoil_packet(packet, pool),
            None => packet,
        }
    }

    /// A packet goes out through an interface.
    pub(crate) fn spoil_output(&mut self, line: LineIndex, packet: Packet, pool: &mut Pool) -> Packet {
        if self.interfaces.is_empty() || packet.content == Words::CoreImage {
            return packet;
        }
        match self.interface(line, false) {
            Some(broken) => broken.spoil_packet(packet, pool),
            None => packet,
        }
    }

    /// A packet lies in memory until it is sent. Its words are shared with the copies of others, so the damage is
    /// drawn on a copy.
    pub(crate) fn spoil_in_memory(&mut self, packet: &mut Packet, pool: &mut Pool) {
        if let Some(broken) = &mut self.memory
            && broken.damage.kind != DamageKind::BeforeChecksum
            && broken.strikes()
        {
            *packet = broken.spoil_packet(*packet, pool);
        }
    }

    /// A packet's words are in memory and its checksum is not yet computed.
    pub(crate) fn spoil_before_checksum(&mut self, piece: &mut Piece, pool: &mut Pool) {
        if let Some(broken) = &mut self.memory
            && broken.damage.kind == DamageKind::BeforeChecksum
            && piece.body.words() > 0
            && broken.strikes()
        {
            let mut words = pool.words(&piece.body).to_vec();
            broken.spoil(&mut words);
            pool.release(piece.body);
            piece.body = pool.store(&words);
        }
    }

    /// The routing message as it leaves, with its own reference to a table; an error when the check before sending (May 1973) fails.
    pub(crate) fn routing_message(
        &mut self,
        packet: Packet,
        pool: &mut Pool,
        checks: &Checks,
    ) -> Result<Packet, BadRouting> {
        if !self.zero_routing {
            packet.retain(pool);
            return Ok(packet);
        }
        if checks.routing_code {
            return Err(BadRouting);
        }
        let Words::Routing { head, serial, .. } = packet.content else { return Ok(packet) };
        let table = Some(pool.store_table([RoutingEntry::SELF; ROUTING_ENTRIES]));
        Ok(Packet { content: Words::Routing { head, serial, table }, checksum_error: WRONG, ..packet })
    }

    /// Whether an instruction of the routing program is broken.
    pub(crate) fn has_broken_instruction(&self) -> bool {
        self.random_routing.is_some()
    }

    /// What a broken instruction puts into an entry of the routing message.
    pub(crate) fn random_entry(&mut self) -> Option<RoutingEntry> {
        self.random_routing.as_mut().map(|chance| RoutingEntry(chance.next() as u16))
    }

    /// A good copy of the program is loaded.
    pub(crate) fn mend_program(&mut self) {
        self.random_routing = None;
    }
}

impl Imp {
    /// Something breaks, or is mended.
    pub(crate) fn on_fault(&mut self, cx: &mut Context, fault: Fault) {
        self.is_stirred = true;
        match fault {
            Fault::Crash => self.crash(cx),
            Fault::Reload => self.reload(cx),
            Fault::StopNicely => self.stop_nicely(cx),
            Fault::ZeroRouting(zero) => self.faults.zero_routing = zero,
            Fault::RandomRouting(seed) => self.faults.random_routing = seed.map(Chance),
            Fault::Memory(damage) => self.faults.memory = damage.map(Breakage::new),
            Fault::Interface(line, damage) => {
                self.faults.interfaces.retain(|broken| broken.0 != line);
                self.faults.interfaces.extend(damage.map(|damage| (line, Breakage::new(damage))));
            }
            Fault::KillLine(line) if usize::from(line.0) < self.lines.len() && self.life.is_running() => {
                self.kill_line(cx, line, KillReason::Deliberate);
            }
            Fault::KillLine(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arpanet_wire::ImpNumber;
    use arpanet_wire::modem::{Head, Header, Place};

    fn packet(pool: &mut Pool) -> Packet {
        let header = Header {
            head: Head::new(1, 3, Head::TRANSMISSION),
            to: Place::of_imp(ImpNumber(3)),
            from: Place::of_imp(ImpNumber(2)),
            link: Some(0),
        };
        Packet::new(Words::Data(header, pool.store(&[0o177777; 20])))
    }

    /// RFC 528 p. 3: each of these failures was uncovered by the software checksum. Dropping bits that are zero, or
    /// picking ones, changes nothing; everything that is changed shows.
    #[test]
    fn the_checksum_shows_every_damage_that_changes_a_word() {
        let kinds = [
            DamageKind::DropBits,
            DamageKind::PickBits,
            DamageKind::DropFirstWord,
            DamageKind::ChangeLowBits,
        ];
        for (kind, seed) in kinds.into_iter().flat_map(|kind| (0..200).map(move |seed| (kind, seed))) {
            let mut pool = Pool::new();
            let packet = packet(&mut pool);
            let before = packet.to_wire(&pool).unwrap().emit().unwrap();
            let mut broken = Breakage::new(Damage { kind, one_in: 1, seed });
            let spoilt = broken.spoil_packet(packet, &mut pool);
            let after = spoilt.to_wire(&pool).unwrap().emit().unwrap();
            assert_eq!(spoilt.checksum_error == 0, before == after, "{kind:?} with seed {seed}");
            spoilt.release(&mut pool);
            assert_eq!(pool.in_use().0, 0);
        }
    }

    #[test]
    fn damage_before_the_checksum_goes_unseen() {
        let mut pool = Pool::new();
        let damage = Damage { kind: DamageKind::BeforeChecksum, one_in: 1, seed: 1 };
        let mut faults = Faults { memory: Some(Breakage::new(damage)), ..Faults::default() };
        let mut piece = Piece { body: pool.store(&[7; 9]), checksum_error: 0 };
        faults.spoil_before_checksum(&mut piece, &mut pool);
        assert_ne!(pool.words(&piece.body), [7; 9]);
        assert_eq!(piece.checksum_error, 0);
    }

    #[test]
    fn one_in_ten_strikes_about_one_in_ten() {
        let mut broken = Breakage::new(Damage { kind: DamageKind::DropBits, one_in: 10, seed: 5 });
        let struck = (0..10_000).filter(|_| broken.strikes()).count();
        assert!((900..1100).contains(&struck), "{struck}");
    }
}
