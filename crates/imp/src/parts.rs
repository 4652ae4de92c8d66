//! Routing messages in parts, for networks with more than 63 IMPs.
//!
//! ```text
//!  word 2   15..8    7..0
//!         +--------+------+
//!         | serial | part |     part: 0 in 1973; which 64 entries the message carries
//!         +--------+------+
//! ```
//!
//! Liberty: the message of 1973 has room for 64 entries. In a larger network a turn of routing is several messages of that form and
//! length, one for each 64 IMP numbers; the half of word 2 that was zero says which. Between two of them whatever else waits
//! for the modem has one opportunity, so that packets and acknowledgments wait for one message and not for sixteen.

use arpanet_wire::ImpNumber;
use arpanet_wire::modem::{FRAMING_BITS, ROUTING_ENTRIES, ROUTING_WORDS, RoutingEntry};

use crate::config::{Routing, RoutingPeriod};

/// The highest number that a part can speak of.
pub const HIGHEST_ROUTED: ImpNumber = ImpNumber(u8::MAX as u16 * ROUTING_ENTRIES as u16 - 1);

/// Parts of the routing message of a network, one up to IMP 63.
pub(crate) fn parts(highest: ImpNumber) -> u8 {
    u8::try_from(usize::from(highest.0) / ROUTING_ENTRIES + 1).unwrap_or(u8::MAX)
}

/// The share of an idle 50 kb/s line's time, 0 to 1, that the routing messages of one direction take in a network with IMPs up to
/// `highest`. More than fits is cut short (by the next turn), and the ways settle later.
pub fn routing_share(routing: Routing, highest: ImpNumber) -> f64 {
    let turns = match routing {
        Routing::Static => 0.0,
        Routing::Adaptive(RoutingPeriod::SlowTick) => 1.0,
        Routing::Adaptive(RoutingPeriod::SpeedAndLoad) => 5.0,
    };
    let bits = (16 * ROUTING_WORDS as u64 + FRAMING_BITS) as f64 * f64::from(parts(highest));
    (turns * bits / (SLOW_TICK_S * USUAL_BITS_PER_S)).min(1.0)
}

/// A basic interval, in seconds.
const SLOW_TICK_S: f64 = 0.64;
/// The usual line.
const USUAL_BITS_PER_S: f64 = 50_000.0;

/// Word 2.
pub(crate) const fn word(serial: u8, part: u8) -> u16 {
    (serial as u16) << 8 | part as u16
}

/// What of word 2 counts in a network whose messages have so many parts: the serial, and the part where there are several.
pub(crate) const fn significant(word: u16, parts: u8) -> u16 {
    if parts > 1 { word } else { word & 0o177400 }
}

/// The number of the first IMP that a part speaks of.
pub(crate) const fn first_imp(word: u16) -> usize {
    (word & 0o377) as usize * ROUTING_ENTRIES
}

/// The entries of one part, of a table that is the sender's whole one, or that part already.
pub(crate) fn entries(table: &[RoutingEntry], word: u16) -> &[RoutingEntry] {
    if table.len() <= ROUTING_ENTRIES {
        return table;
    }
    let first = first_imp(word).min(table.len());
    &table[first..(first + ROUTING_ENTRIES).min(table.len())]
}

/// How far a line is with a turn of routing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Turn {
    next: u8,
    sent: u8,
}

impl Turn {
    /// A new turn: all parts once. It begins where the last one was cut short, so that no part is left out for ever.
    pub(crate) const fn begin(&mut self) {
        self.sent = 0;
    }

    /// The part to send now, and whether others of this turn are left.
    pub(crate) const fn take(&mut self, parts: u8) -> (u8, bool) {
        let part = self.next;
        self.next = (part + 1) % parts;
        self.sent += 1;
        (part, self.sent < parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixty_three_imps_are_one_part_and_a_thousand_sixteen() {
        let highest = [63, 64, 1_000, 10_000, HIGHEST_ROUTED.0].map(ImpNumber);
        assert_eq!(highest.map(parts), [1, 2, 16, 157, 255]);
    }

    /// RFC 528 p. 2 and RFC 635 p. 5: a message of some 1160 bits, every 2/3 of a second or, later, every 128 ms.
    #[test]
    fn routing_takes_a_share_of_the_lines_that_grows_with_the_parts() {
        let slow = Routing::Adaptive(RoutingPeriod::SlowTick);
        let often = Routing::Adaptive(RoutingPeriod::SpeedAndLoad);
        let thousandths = |routing, imps| (routing_share(routing, ImpNumber(imps)) * 1000.0).round();
        assert_eq!([39, 1_000].map(|imps| thousandths(slow, imps)), [36.0, 580.0]);
        assert_eq!([39, 1_000].map(|imps| thousandths(often, imps)), [181.0, 1000.0]);
        assert_eq!(thousandths(Routing::Static, 10_000), 0.0);
    }

    #[test]
    fn the_parts_are_the_whole_table_each_entry_once() {
        let table: Vec<_> = (0..1_001).map(RoutingEntry).collect();
        let all = (0..16).map(|part| (first_imp(word(9, part)), entries(&table, word(9, part))));
        let all = all.flat_map(|(first, entries)| (first as u16..).zip(entries.iter().map(|entry| entry.0)));
        assert!(all.eq((0..1_001).map(|imp| (imp, imp))));
    }

    #[test]
    fn a_turn_that_is_cut_short_is_made_up_for_by_the_next() {
        let mut turn = Turn::default();
        let mut take = |count| {
            turn.begin();
            (0..count).map(|_| turn.take(3).0).collect::<Vec<_>>()
        };
        assert_eq!((take(2), take(3)), (vec![0, 1], vec![2, 0, 1]));
    }

    #[test]
    fn in_a_network_of_1973_the_right_half_of_the_word_means_nothing() {
        assert_eq!(significant(0x0733, 1), 0x0700);
        assert_eq!(significant(0x0733, 2), 0x0733);
    }
}
