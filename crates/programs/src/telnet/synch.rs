//! SYNCH: the DATA MARK in the stream and the interrupt beside it, which come on different ways and in any order.
//!
//! ```text
//!   interrupts - marks    0            items pass
//!                         1 or more    scan: look at items only for break characters, up to the mark
//!                         below 0      the mark came first: nothing passes until its interrupt comes
//! ```
//!
//! RFC 318 p. 4-5, p. 12. Counting keeps several SYNCHs in a row in step: an NCP doesn't merge interrupts.

use std::collections::VecDeque;

use arpanet_wire::telnet::{Item, Signal};

/// The receiving side of SYNCH.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synch {
    /// Interrupts less data marks.
    balance: i32,
    /// Not yet passed on.
    items: VecDeque<Item>,
}

/// An item on its way to whoever reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passed {
    /// It is to be read.
    Read(Item),
    /// It lies before a data mark that is being looked for: only a break character in it counts.
    Scanned(Item),
}

impl Synch {
    /// True while nothing passes because an interrupt is due.
    pub fn awaits_interrupt(&self) -> bool {
        self.balance < 0
    }

    /// True while a data mark is being looked for.
    pub fn awaits_mark(&self) -> bool {
        self.balance > 0
    }

    /// Takes what has arrived.
    pub fn on_items(&mut self, items: impl IntoIterator<Item = Item>) {
        self.items.extend(items);
    }

    /// An interrupt has come.
    pub fn on_interrupt(&mut self) {
        self.balance += 1;
    }

    /// What is missing will not come: go on without it.
    pub fn give_up(&mut self) {
        self.balance = 0;
    }

    /// The next item, if any may pass. Data marks never do.
    pub fn poll_item(&mut self) -> Option<Passed> {
        while self.balance >= 0 {
            let item = self.items.pop_front()?;
            if item == Item::Signal(Signal::DataMark) {
                self.balance -= 1;
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

    /// What passes of a stream in which `!` stands for an interrupt and `|` for a data mark: scanned items in lower case.
    fn passed(stream: &str) -> String {
        let (mut synch, mut passed) = (Synch::default(), String::new());
        for event in stream.bytes() {
            let mut items = Vec::new();
            match event {
                b'!' => synch.on_interrupt(),
                b'|' => Reader::default().read(&[128], &mut items),
                _ => items.push(Item::Character(event)),
            }
            synch.on_items(items);
            while let Some(item) = synch.poll_item() {
                match item {
                    Passed::Read(Item::Character(character)) => passed.push(char::from(character)),
                    Passed::Scanned(Item::Character(character)) => {
                        passed.push(char::from(character).to_ascii_lowercase());
                    }
                    other => panic!("{other:?}"),
                }
            }
        }
        passed
    }

    #[test]
    fn an_interrupt_first_makes_the_items_up_to_the_mark_scanned() {
        assert_eq!(passed("A!BC|D"), "AbcD");
    }

    #[test]
    fn a_mark_first_stops_everything_until_its_interrupt() {
        assert_eq!(passed("A|BC"), "A");
        assert_eq!(passed("A|BC!D"), "ABCD");
    }

    #[test]
    fn several_synchs_in_a_row_stay_in_step() {
        assert_eq!(passed("!!A|B|C"), "abC");
        assert_eq!(passed("A|B|C!D!E"), "ABCDE");
    }

    #[test]
    fn giving_up_lets_the_stream_go_on() {
        let mut synch = Synch::default();
        synch.on_items([Item::Signal(Signal::DataMark), Item::Character(b'X')]);
        assert_eq!((synch.poll_item(), synch.awaits_interrupt()), (None, true));
        synch.give_up();
        assert_eq!(synch.poll_item(), Some(Passed::Read(Item::Character(b'X'))));
    }
}
