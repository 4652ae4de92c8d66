//! SYNCH: the DATA MARK in the stream and the interrupt beside it, which come on different ways and in any order.
//!
//! ```text
//!   interrupts - marks    0            items pass
//!                         1 or more    scan: look at items only for what is urgent, up to the mark
//!                         below 0      the mark came first: nothing passes until its interrupt comes
//!                                      (1972), or everything does (May 1973)
//! ```
//!
//! RFC 318 p. 4-5, p. 12; RFC 529 p. 2-3. Counting keeps several SYNCHs in a row in step: an NCP doesn't merge interrupts.

use std::collections::VecDeque;

use arpanet_wire::telnet::Item;

use super::dialect::{Dialect, EarlyMark};

/// The receiving side of SYNCH.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synch {
    dialect: Dialect,
    /// Interrupts less data marks.
    balance: i32,
    /// An early mark stops everything.
    is_stopped: bool,
    /// Not yet passed on.
    items: VecDeque<Item>,
}

/// An item on its way to whoever reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passed {
    /// It is to be read.
    Read(Item),
    /// It lies before a data mark that is being looked for: only what is urgent in it counts.
    Scanned(Item),
}

impl Synch {
    /// Interrupts and marks in step, for an end of this dialect.
    pub fn new(dialect: Dialect) -> Synch {
        Synch { dialect, ..Synch::default() }
    }

    /// True while nothing passes because an interrupt is due.
    pub fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// True while a data mark is being looked for.
    pub fn awaits_mark(&self) -> bool {
        self.balance > 0
    }

    /// True while a mark or an interrupt lacks its other half.
    pub fn is_uneven(&self) -> bool {
        self.balance != 0
    }

    /// Takes what has arrived.
    pub fn on_items(&mut self, items: impl IntoIterator<Item = Item>) {
        self.items.extend(items);
    }

    /// An interrupt has come. The minimum implementation doesn't know what it is for.
    pub fn on_interrupt(&mut self) {
        if self.dialect != Dialect::Minimum {
            self.balance += 1;
            self.is_stopped &= self.balance < 0;
        }
    }

    /// What is missing will not come: go on without it.
    pub fn give_up(&mut self) {
        (self.balance, self.is_stopped) = (0, false);
    }

    /// The next item, if any may pass. Data marks never do.
    pub fn poll_item(&mut self) -> Option<Passed> {
        while !self.is_stopped {
            let item = self.items.pop_front()?;
            if let Some(early) = self.dialect.mark(&item) {
                self.balance -= 1;
                self.is_stopped = self.balance < 0 && early == EarlyMark::Stops;
            } else if self.balance > 0 {
                return Some(Passed::Scanned(item));
            } else {
                return Some(Passed::Read(item));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arpanet_wire::telnet::Reader;

    /// What passes of a stream in which `!` stands for an interrupt, `|` for a data mark of 1972 and `/` for one of 1973:
    /// scanned items in lower case, marks that were no marks as `?`.
    fn passed_in(dialect: Dialect, stream: &str) -> String {
        let (mut synch, mut passed) = (Synch::new(dialect), String::new());
        for event in stream.bytes() {
            let mut items = Vec::new();
            match event {
                b'!' => synch.on_interrupt(),
                b'|' => Reader::default().read(&[128], &mut items),
                b'/' => Reader::default().read(&[255, 242], &mut items),
                _ => items.push(Item::Character(event)),
            }
            synch.on_items(items);
            while let Some(item) = synch.poll_item() {
                passed.push(match item {
                    Passed::Read(Item::Character(character)) => char::from(character),
                    Passed::Scanned(Item::Character(character)) => char::from(character).to_ascii_lowercase(),
                    _ => '?',
                });
            }
        }
        passed
    }

    fn passed(stream: &str) -> String {
        passed_in(Dialect::AdHoc, stream)
    }

    #[test]
    fn an_interrupt_first_makes_the_items_up_to_the_mark_scanned() {
        assert_eq!(passed("A!BC|D"), "AbcD");
        assert_eq!(passed_in(Dialect::New, "A!BC/D"), "AbcD");
    }

    #[test]
    fn a_mark_first_stops_everything_until_its_interrupt() {
        assert_eq!(passed("A|BC"), "A");
        assert_eq!(passed("A|BC!D"), "ABCD");
    }

    /// RFC 764 p. 9: in normal mode the mark does nothing. Its interrupt, if it comes, discards nothing.
    #[test]
    fn in_may_1973_a_mark_first_stops_nothing() {
        assert_eq!(passed_in(Dialect::New, "A/BC!D"), "ABCD");
        assert_eq!(passed_in(Dialect::New, "A/B!C!D/E"), "ABCdE");
    }

    #[test]
    fn several_synchs_in_a_row_stay_in_step() {
        assert_eq!(passed("!!A|B|C"), "abC");
        assert_eq!(passed("A|B|C!D!E"), "ABCDE");
        assert_eq!(passed_in(Dialect::New, "!!A/B/C"), "abC");
    }

    #[test]
    fn each_dialect_knows_its_own_marks() {
        assert_eq!(passed("A/B"), "A?B");
        assert_eq!(passed_in(Dialect::New, "A|B"), "A?B");
        assert_eq!(passed_in(Dialect::Dual, "!A/B!C|D"), "aBcD");
        assert_eq!(passed_in(Dialect::Minimum, "!A|B/C"), "A?B?C", "and the minimum knows none");
    }

    #[test]
    fn giving_up_lets_the_stream_go_on() {
        let mut synch = Synch::default();
        let mut mark = Vec::new();
        Reader::default().read(&[128, b'X'], &mut mark);
        synch.on_items(mark);
        assert_eq!((synch.poll_item(), synch.is_stopped()), (None, true));
        synch.give_up();
        assert_eq!(synch.poll_item(), Some(Passed::Read(Item::Character(b'X'))));
    }
}
