//! The negotiation of options between two parties who want things at any time, whatever is under way between them.

use std::collections::VecDeque;

use arpanet_programs::telnet::{Half, Options};
use arpanet_wire::telnet::{ECHO, Negotiation, SUPPRESS_GO_AHEAD};
use proptest::prelude::*;

/// Options above these are agreed to by neither.
const OPTIONS: u8 = 5;

/// What either party agrees to: all of ECHO, and to leave out its own go-aheads.
const WILLING: &[(Half, u8)] = &[(Half::Ours, ECHO), (Half::Theirs, ECHO), (Half::Ours, SUPPRESS_GO_AHEAD)];

/// One thing that a party wants, and how much is delivered before the next one.
#[derive(Clone, Copy, Debug)]
struct Wish {
    party: usize,
    half: Half,
    option: u8,
    on: bool,
    delivered: usize,
}

fn wish() -> impl Strategy<Value = Wish> {
    let halves = prop_oneof![Just(Half::Ours), Just(Half::Theirs)];
    (0..2_usize, halves, 0..OPTIONS, any::<bool>(), 0..4_usize)
        .prop_map(|(party, half, option, on, delivered)| Wish { party, half, option, on, delivered })
}

/// Two parties that want things at any time, and what is under way between them.
struct Pair {
    parties: [Options; 2],
    under_way: [VecDeque<Negotiation>; 2],
    sent: usize,
}

impl Pair {
    fn new() -> Pair {
        Pair {
            parties: [Options::new(WILLING), Options::new(WILLING)],
            under_way: Default::default(),
            sent: 0,
        }
    }

    fn send(&mut self, from: usize, said: Option<Negotiation>) {
        self.sent += usize::from(said.is_some());
        self.under_way[from].extend(said);
    }

    fn want(&mut self, wish: Wish) {
        let said = self.parties[wish.party].ask(wish.half, wish.option, wish.on);
        self.send(wish.party, said);
    }

    fn deliver(&mut self, from: usize) {
        if let Some(heard) = self.under_way[from].pop_front() {
            let said = self.parties[1 - from].on_negotiation(heard);
            self.send(1 - from, said);
        }
    }

    /// True when both think the same of both halves of the option.
    fn agrees_on(&self, option: u8) -> bool {
        let [one, other] = &self.parties;
        one.is_on(Half::Ours, option) == other.is_on(Half::Theirs, option)
            && one.is_on(Half::Theirs, option) == other.is_on(Half::Ours, option)
    }
}

proptest! {
    /// RFC 435 p. 3: at most three commands to a wish, whoever asks and in whatever order it all arrives.
    #[test]
    fn tel_048_crossed_wishes_settle_and_both_parties_agree(wishes in prop::collection::vec(wish(), 1..40)) {
        let mut pair = Pair::new();
        for wish in &wishes {
            pair.want(*wish);
            (0..wish.delivered).for_each(|turn| pair.deliver(turn % 2));
        }
        let most = 3 * wishes.len();
        let mut turns = 0;
        while pair.under_way.iter().any(|queue| !queue.is_empty()) {
            (0..2).for_each(|from| pair.deliver(from));
            turns += 1;
            prop_assert!(turns <= most, "it loops");
        }
        prop_assert!(pair.sent <= most, "{} commands", pair.sent);
        prop_assert!((0..OPTIONS).all(|option| pair.agrees_on(option)), "{:?}", pair.parties);
    }
}
