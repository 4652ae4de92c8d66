//! From host to IMP.
//!
//! The IMP arms its input for a piece: the leader's two words, then up to 63 words at a time. A piece crosses when the
//! input is armed and the host has a message, at the cable's bit rate. At the message's end the interface adds a one and
//! then zeros to a whole 16-bit word (NIC 8246 p. 19): hardware padding, always at least the one, a whole word of
//! it when the message ends on a word's boundary. The padding takes no time on the cable; the interface makes it.

use std::collections::VecDeque;

use arpanet_imp::{Body, Piece, Pool};
use arpanet_wire::{Bits, Leader};

use crate::rate::Rate;
use crate::record::CableMessage;

/// Words of the leader.
const LEADER_WORDS: u32 = 2;

/// A message that a host sends.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outgoing {
    /// Bits from the leader to the end of the text, without padding. `ends` is false while the host still owes the rest.
    Real { bits: Bits, ends: bool },
    /// A leader, and a text of which only the length is known.
    Synthetic { leader: Leader, text_bits: u32 },
}

/// The direction from host to IMP.
#[derive(Clone, Debug)]
pub(crate) struct ToImp {
    rate: Rate,
    /// The interface pads.
    pads: bool,
    messages: VecDeque<Outgoing>,
    /// Words of the first message that the IMP has.
    taken_words: u32,
    armed: Option<Piece>,
    /// Up to which word of the first message the crossing piece goes.
    crossing_to: Option<u32>,
    generation: u32,
    /// The first message broke off after the IMP had taken part of it, and the IMP has not heard of it yet.
    broke_off: bool,
    /// The host's ready line is up.
    is_up: bool,
}

/// A piece that has crossed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Crossed {
    from_word: u32,
    to_word: u32,
    /// The last bit that the host sends has now crossed.
    pub is_whole: bool,
    /// The message, padding and all, ends here.
    pub last: bool,
}

impl Outgoing {
    fn length_bits(&self) -> u64 {
        match self {
            Outgoing::Real { bits, .. } => bits.length_bits() as u64,
            Outgoing::Synthetic { text_bits, .. } => 32 + u64::from(*text_bits),
        }
    }

    fn ends(&self) -> bool {
        !matches!(self, Outgoing::Real { ends: false, .. })
    }

    /// Words that are there to be taken, padding included when the message ends.
    fn words(&self, pads: bool) -> u32 {
        let length_bits = self.length_bits();
        match (self.ends(), pads) {
            (false, _) => (length_bits / 16) as u32,
            (true, true) => (length_bits / 16 + 1) as u32,
            (true, false) => length_bits.div_ceil(16) as u32,
        }
    }

    /// Word `index` of a real message, padding included.
    fn word(bits: &Bits, pads: bool, index: u32) -> u16 {
        let octets = bits.octets();
        let octet = |at: usize| octets.get(at).copied().unwrap_or(0);
        let word = u16::from_be_bytes([octet(index as usize * 2), octet(index as usize * 2 + 1)]);
        let length_bits = bits.length_bits();
        if pads && length_bits / 16 == index as usize { word | 0x8000 >> (length_bits % 16) } else { word }
    }

    /// The message as it is recorded: what the host sent, without the padding that the interface adds.
    pub(crate) fn as_recorded(&self) -> CableMessage<'_> {
        match self {
            Outgoing::Real { bits, .. } => CableMessage::Real(bits),
            Outgoing::Synthetic { leader, text_bits } => {
                CableMessage::Synthetic { leader: *leader, text_bits: *text_bits }
            }
        }
    }
}

impl ToImp {
    pub(crate) fn new(rate: Rate, pads: bool) -> ToImp {
        ToImp {
            rate,
            pads,
            messages: VecDeque::new(),
            taken_words: 0,
            armed: None,
            crossing_to: None,
            generation: 0,
            broke_off: false,
            is_up: true,
        }
    }

    /// Whether nothing crosses, or waits and could cross: nothing can while the host is not there, and a message that
    /// does not end can wait for ever.
    pub(crate) fn is_quiet(&self) -> bool {
        let nothing_waits = !self.is_up || self.messages.front().is_none_or(|message| !message.ends());
        self.crossing_to.is_none() && !self.broke_off && nothing_waits
    }

    /// Whether a message has begun to cross and has not ended.
    pub(crate) fn is_under_way(&self) -> bool {
        self.crossing_to.is_some() || self.taken_words > 0
    }

    /// Messages that wait or cross.
    pub(crate) fn waiting(&self) -> usize {
        self.messages.len()
    }

    /// Bits of the messages that wait or cross.
    pub(crate) fn bits_waiting(&self) -> u64 {
        self.messages.iter().map(Outgoing::length_bits).sum()
    }

    /// Whether the host's ready line is up.
    pub(crate) fn is_up(&self) -> bool {
        self.is_up
    }

    /// The message that crosses.
    pub(crate) fn first(&self) -> Option<&Outgoing> {
        self.messages.front()
    }

    /// The host has a message to send. It continues the one before if that has not ended.
    pub(crate) fn offer(&mut self, message: Outgoing) {
        if let (
            Some(Outgoing::Real { bits, ends: ends @ false }),
            Outgoing::Real { bits: more, ends: now_ends },
        ) = (self.messages.back_mut(), &message)
        {
            bits.extend(more);
            *ends = *now_ends;
            return;
        }
        self.messages.push_back(message);
    }

    /// The IMP arms its input. True when the answer is that the message broke off.
    pub(crate) fn arm(&mut self, piece: Piece) -> bool {
        self.armed = Some(piece);
        self.crossing_to = None;
        self.is_error_due()
    }

    /// Starts a piece across if there is one and the IMP wants it. The answer is how long it takes, and the generation
    /// that the event of its end must carry.
    pub(crate) fn start(&mut self) -> Option<(u64, u32)> {
        if self.crossing_to.is_some() || self.broke_off || !self.is_up {
            return None;
        }
        let message = self.messages.front()?;
        let wanted = match self.armed? {
            Piece::Leader => LEADER_WORDS,
            Piece::Data(words) => u32::from(words),
        };
        let there = message.words(self.pads);
        let to_word = self.taken_words + wanted;
        if to_word > there && !message.ends() {
            return None;
        }
        let to_word = to_word.min(there);
        let length_bits = message.length_bits();
        let bits =
            length_bits.min(u64::from(to_word) * 16) - length_bits.min(u64::from(self.taken_words) * 16);
        self.crossing_to = Some(to_word);
        self.generation = self.generation.wrapping_add(1);
        Some((self.rate.time_ns(bits), self.generation))
    }

    /// The crossing piece has crossed, and this is what it was armed as; `None` when `generation` is an old one.
    pub(crate) fn finish(&mut self, generation: u32) -> Option<(Piece, Crossed)> {
        if generation != self.generation {
            return None;
        }
        let to_word = self.crossing_to.take()?;
        let piece = self.armed.take()?;
        let message = self.messages.front().expect("a message is kept until its last piece has crossed");
        let from_word = std::mem::replace(&mut self.taken_words, to_word);
        let length_bits = message.length_bits();
        let was_whole = from_word > 0 && u64::from(from_word) * 16 >= length_bits;
        let is_whole = message.ends() && !was_whole && u64::from(to_word) * 16 >= length_bits;
        let last = message.ends() && to_word == message.words(self.pads);
        Some((piece, Crossed { from_word, to_word, is_whole, last }))
    }

    /// The leader that a piece was, and how many of its words came.
    pub(crate) fn leader(&self, crossed: &Crossed) -> (Leader, u8) {
        match self.messages.front().expect("the message is kept until it is dropped") {
            Outgoing::Synthetic { leader, .. } => (*leader, LEADER_WORDS as u8),
            Outgoing::Real { bits, .. } => {
                let words = [0, 1].map(|index| {
                    if index < crossed.to_word { Outgoing::word(bits, self.pads, index) } else { 0 }
                });
                (Leader::from_words(words), crossed.to_word as u8)
            }
        }
    }

    /// The data words of a piece.
    pub(crate) fn body(&self, crossed: &Crossed, pool: &mut Pool) -> Body {
        match self.messages.front().expect("the message is kept until it is dropped") {
            Outgoing::Synthetic { .. } => Body::Synthetic((crossed.to_word - crossed.from_word) as u8),
            Outgoing::Real { bits, .. } => {
                let mut words = [0; 64];
                let words = &mut words[..(crossed.to_word - crossed.from_word) as usize];
                let there = bits.octets().get(crossed.from_word as usize * 2..).unwrap_or_default();
                for (word, pair) in words.iter_mut().zip(there.chunks(2)) {
                    *word = u16::from_be_bytes([pair[0], pair.get(1).copied().unwrap_or(0)]);
                }
                // Padding lies in the last word, and nowhere else.
                if let (Some(last), Some(index)) = (words.last_mut(), crossed.to_word.checked_sub(1)) {
                    *last = Outgoing::word(bits, self.pads, index);
                }
                pool.store(words)
            }
        }
    }

    /// The first message has crossed whole.
    pub(crate) fn drop_first(&mut self) {
        self.messages.pop_front();
        self.taken_words = 0;
    }

    /// The host's ready line rises, or falls. When it falls, a message under way breaks off; the others wait. True when the
    /// IMP, which had part of a message, must be told at once.
    pub(crate) fn set_up(&mut self, is_up: bool) -> bool {
        self.is_up = is_up;
        if !is_up && self.is_under_way() {
            self.messages.pop_front();
            self.taken_words = 0;
            self.crossing_to = None;
            self.broke_off = true;
        }
        self.is_error_due()
    }

    /// The host forgets what it had to send. To be called when its ready line has fallen.
    pub(crate) fn forget(&mut self) {
        debug_assert!(!self.is_under_way(), "a message under way breaks off before the rest is forgotten");
        self.messages.clear();
    }

    /// The IMP is told that the message broke off: whether there is still something to tell.
    pub(crate) fn take_error(&mut self) -> bool {
        let is_due = self.is_error_due();
        if is_due {
            self.broke_off = false;
            self.armed = None;
        }
        is_due
    }

    /// The IMP has dropped its ready line: what it had armed is void, the rest of a message under way is lost.
    pub(crate) fn reset(&mut self) {
        if self.is_under_way() {
            self.messages.pop_front();
        }
        self.taken_words = 0;
        self.crossing_to = None;
        self.armed = None;
        self.broke_off = false;
    }

    fn is_error_due(&self) -> bool {
        self.broke_off && self.armed.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arpanet_wire::HostAddress;

    /// Plays the IMP: takes messages whole, and returns for each piece its time and its words, `|` after the leader.
    fn take(cable: &mut ToImp, data_words: u8) -> Vec<(u64, Vec<u16>, bool)> {
        let mut pool = Pool::new();
        let mut pieces = Vec::new();
        let mut piece = Piece::Leader;
        while !cable.is_quiet() {
            cable.arm(piece);
            let Some((time_ns, generation)) = cable.start() else { break };
            let (_, crossed) = cable.finish(generation).expect("the generation is the present one");
            let words = match piece {
                Piece::Leader => {
                    let (leader, words) = cable.leader(&crossed);
                    leader.words().expect("1973")[..usize::from(words)].to_vec()
                }
                Piece::Data(_) => {
                    let body = cable.body(&crossed, &mut pool);
                    pool.words(&body).to_vec()
                }
            };
            pieces.push((time_ns, words, crossed.is_whole));
            piece = if crossed.last { Piece::Leader } else { Piece::Data(data_words) };
            if crossed.last {
                cable.drop_first();
            }
        }
        pieces
    }

    fn cable(pads: bool, messages: &[Bits]) -> ToImp {
        let mut cable = ToImp::new(Rate::bits_per_second(100_000), pads);
        for bits in messages {
            cable.offer(Outgoing::Real { bits: bits.clone(), ends: true });
        }
        cable
    }

    fn bits(words: &[u16], more: &[(u64, u32)]) -> Bits {
        let mut bits = Bits::from_words(words);
        more.iter().for_each(|&(value, width)| bits.push(value, width));
        bits
    }

    #[test]
    fn a_message_that_ends_inside_a_word_is_padded_to_that_word_with_a_one_and_zeros() {
        // NIC 8246 p. 19: a one, then zeros. 32 + 16 + 5 bits; at 100 kb/s a bit takes 10 us.
        let message = bits(&[0x0003, 0x0100, 0xabcd], &[(0b10101, 5)]);
        assert_eq!(
            take(&mut cable(true, &[message]), 63),
            [(320_000, vec![0x0003, 0x0100], false), (210_000, vec![0xabcd, 0b1010_1100_0000_0000], true)]
        );
    }

    #[test]
    fn a_message_that_fills_its_last_word_gets_a_word_of_padding() {
        let message = bits(&[0x0003, 0x0100, 0xabcd], &[]);
        assert_eq!(
            take(&mut cable(true, &[message]), 63),
            [(320_000, vec![0x0003, 0x0100], false), (160_000, vec![0xabcd, 0x8000], true)]
        );
    }

    #[test]
    fn padding_alone_takes_no_time_and_the_message_was_whole_before_it() {
        let message = bits(&[0x0400, 0x0000], &[]);
        assert_eq!(
            take(&mut cable(true, &[message]), 63),
            [(320_000, vec![0x0400, 0x0000], true), (0, vec![0x8000], false)]
        );
    }

    #[test]
    fn a_piece_ends_where_the_armed_input_is_full() {
        let message = bits(&[0x0003, 0x0100, 1, 2, 3], &[]);
        let pieces = take(&mut cable(true, &[message]), 2);
        let words: Vec<_> = pieces.into_iter().map(|(_, words, _)| words).collect();
        assert_eq!(words, [vec![0x0003, 0x0100], vec![1, 2], vec![3, 0x8000]]);
    }

    #[test]
    fn the_longest_message_fills_eight_packets_to_the_last_bit() {
        // 8095 bits: 32 of leader, 8063 of text, one of padding: 8 x 63 words.
        let message = Bits::zeros(8095);
        let pieces = take(&mut cable(true, &[message]), 63);
        assert_eq!(pieces.len(), 9);
        assert_eq!(pieces[8].1.len(), 63);
        assert_eq!(pieces[8].1[62], 1);
        assert_eq!(pieces.iter().map(|piece| piece.0).sum::<u64>(), 8095 * 10_000);
    }

    #[test]
    fn an_emulators_interface_does_not_pad() {
        let message = bits(&[0x0003, 0x0100], &[(0b10101, 5)]);
        let leader_only = bits(&[0x0400, 0x0000], &[]);
        let pieces = take(&mut cable(false, &[message, leader_only]), 63);
        let words: Vec<_> = pieces.into_iter().map(|(_, words, _)| words).collect();
        assert_eq!(words, [vec![0x0003, 0x0100], vec![0b1010_1000_0000_0000], vec![0x0400, 0x0000]]);
    }

    #[test]
    fn a_message_shorter_than_a_leader_ends_inside_it() {
        let pieces = take(&mut cable(true, &[bits(&[0x0003], &[(1, 1)]), bits(&[], &[(0, 3)])]), 63);
        assert_eq!(pieces[0], (170_000, vec![0x0003, 0xc000], true));
        assert_eq!(pieces[1], (30_000, vec![0x1000], true));
    }

    #[test]
    fn a_synthetic_message_takes_the_time_and_the_words_of_a_real_one() {
        let leader = Leader::regular(HostAddress::from_octet(3), 2);
        let mut synthetic = ToImp::new(Rate::bits_per_second(100_000), true);
        synthetic.offer(Outgoing::Synthetic { leader, text_bits: 1013 });
        let mut real_bits = leader.emit().expect("1973");
        real_bits.extend(&Bits::zeros(1013));
        let shape = |pieces: Vec<(u64, Vec<u16>, bool)>| -> Vec<(u64, usize, bool)> {
            pieces.into_iter().map(|(time_ns, words, is_whole)| (time_ns, words.len(), is_whole)).collect()
        };
        assert_eq!(shape(take(&mut synthetic, 63)), shape(take(&mut cable(true, &[real_bits]), 63)));
    }

    #[test]
    fn a_message_that_does_not_end_waits_and_the_next_one_is_taken_for_its_rest() {
        let mut cable = ToImp::new(Rate::bits_per_second(100_000), true);
        cable.offer(Outgoing::Real { bits: bits(&[0x0003, 0x0100, 7], &[]), ends: false });
        cable.arm(Piece::Leader);
        let (_, generation) = cable.start().expect("the leader is there");
        assert!(cable.finish(generation).is_some_and(|(_, crossed)| !crossed.last && !crossed.is_whole));
        cable.arm(Piece::Data(63));
        assert_eq!(cable.start(), None);
        cable.offer(Outgoing::Real { bits: bits(&[8, 9], &[]), ends: true });
        let (time_ns, generation) = cable.start().expect("the rest is there");
        let (_, crossed) = cable.finish(generation).expect("the generation is the present one");
        let mut pool = Pool::new();
        let body = cable.body(&crossed, &mut pool);
        assert_eq!((time_ns, pool.words(&body), crossed.last), (480_000, &[7, 8, 9, 0x8000][..], true));
    }

    #[test]
    fn a_message_that_breaks_off_is_an_error_for_the_piece_armed_then_or_next() {
        let message = bits(&[0x0003, 0x0100, 7], &[]);
        let mut armed = cable(true, std::slice::from_ref(&message));
        armed.arm(Piece::Leader);
        let (_, generation) = armed.start().expect("the leader is there");
        assert!(armed.set_up(false), "the IMP is told at once");
        assert!(armed.take_error());
        assert_eq!(armed.finish(generation), None);

        let mut unarmed = cable(true, &[message]);
        unarmed.arm(Piece::Leader);
        let (_, generation) = unarmed.start().expect("the leader is there");
        unarmed.finish(generation);
        assert!(!unarmed.set_up(false), "nothing is armed");
        assert!(unarmed.arm(Piece::Data(63)), "the IMP is told when it arms");
        assert!(unarmed.take_error() && !unarmed.take_error());
    }

    #[test]
    fn messages_that_wait_outlive_a_fall_of_the_ready_line_unless_they_are_forgotten() {
        let message = bits(&[0x0003, 0x0100, 7], &[]);
        let mut cable = cable(true, &[message.clone(), message]);
        cable.arm(Piece::Leader);
        cable.start();
        cable.set_up(false);
        assert_eq!(cable.waiting(), 1, "the one under way is lost");
        cable.forget();
        assert_eq!(cable.waiting(), 0);
    }

    #[test]
    fn when_the_imp_drops_its_ready_line_the_message_under_way_is_lost_and_the_next_waits() {
        let message = bits(&[0x0003, 0x0100, 7], &[]);
        let mut cable = cable(true, &[message.clone(), message]);
        cable.arm(Piece::Leader);
        let (_, generation) = cable.start().expect("the leader is there");
        cable.reset();
        assert_eq!(cable.finish(generation), None);
        assert_eq!((cable.waiting(), cable.start()), (1, None));
        cable.arm(Piece::Leader);
        assert!(cable.start().is_some());
    }

    #[test]
    fn an_input_armed_before_any_message_outlives_a_break() {
        let mut cable = cable(true, &[]);
        cable.arm(Piece::Leader);
        assert!(!cable.set_up(false));
        cable.set_up(true);
        cable.offer(Outgoing::Real { bits: bits(&[0x0400, 0], &[]), ends: true });
        assert!(cable.start().is_some());
    }
}
