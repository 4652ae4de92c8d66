//! Watching for things in an order.

use arpanet_kernel::Time;

use super::matcher::Matcher;
use crate::trace::Fact;

/// How strict the order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Others may stand between.
    Loose,
    /// Nothing of the next one's kind may stand before it.
    Strict,
}

/// A sequence that is being looked for.
#[derive(Clone, Debug)]
pub struct Sequence {
    steps: Vec<Matcher>,
    order: Order,
    /// When each step has been seen, on the best way so far.
    seen: Vec<Time>,
    /// The furthest that was ever reached, and what stood in the way there.
    furthest: usize,
    near: Option<Near>,
    broken: Option<Near>,
}

/// A fact that was not quite it.
#[derive(Clone, Debug)]
struct Near {
    time: Time,
    fact: String,
    misses: Vec<String>,
    weight: u32,
}

impl Near {
    fn of(step: &Matcher, fact: &Fact) -> Near {
        let misses = step.misses(fact);
        Near { time: fact.time, fact: fact.to_string(), misses: misses.words, weight: misses.weight }
    }
}

/// A fact further away than this is no near miss.
const NEAR_WEIGHT: u32 = 3;

impl Sequence {
    /// Looks for `steps`.
    pub fn new(steps: Vec<Matcher>, order: Order) -> Sequence {
        Sequence { steps, order, seen: Vec::new(), furthest: 0, near: None, broken: None }
    }

    /// Whether all has been seen.
    pub fn is_complete(&self) -> bool {
        self.seen.len() == self.steps.len()
    }

    /// Takes the next fact.
    pub fn hear(&mut self, fact: &Fact) {
        let Some(step) = self.steps.get(self.seen.len()) else { return };
        if step.matches(fact) {
            return self.on_step(fact.time);
        }
        if self.order == Order::Strict && !self.seen.is_empty() && step.is_of_its_kind(fact) {
            return self.on_broken(fact);
        }
        if step.is_comparable(fact) {
            let weight = step.misses(fact).weight;
            if weight <= NEAR_WEIGHT && self.near.as_ref().is_none_or(|near| weight < near.weight) {
                self.near = Some(Near::of(step, fact));
            }
        }
    }

    fn on_step(&mut self, time: Time) {
        self.seen.push(time);
        self.near = None;
        if self.seen.len() > self.furthest {
            self.furthest = self.seen.len();
            self.broken = None;
        }
    }

    /// The order is broken: the search begins again, with this fact.
    fn on_broken(&mut self, fact: &Fact) {
        let step = &self.steps[self.seen.len()];
        if self.seen.len() == self.furthest {
            self.broken = Some(Near::of(step, fact));
        }
        self.seen.clear();
        if self.steps.first().is_some_and(|first| first.matches(fact)) {
            self.seen.push(fact.time);
        }
    }

    /// What shows that the sequence was complete, or where it got stuck.
    pub fn why(&self) -> String {
        if self.is_complete() {
            let seen = self.steps.iter().zip(&self.seen);
            return seen.map(|(step, time)| format!("{step} at {time}")).collect::<Vec<_>>().join("; ");
        }
        let step = &self.steps[self.furthest];
        let mut why = match self.furthest {
            0 => format!("{step} was never seen"),
            at => format!(
                "{step}, step {} of {}, was not seen after {}",
                at + 1,
                self.steps.len(),
                self.steps[at - 1]
            ),
        };
        if let Some(time) = self.seen.last().filter(|_| self.seen.len() == self.furthest) {
            why.push_str(&format!(" at {time}"));
        }
        if let Some(broken) = &self.broken {
            why.push_str(&format!(": instead, at {}, {}", broken.time, broken.told()));
        } else if let Some(near) = &self.near {
            why.push_str(&format!("; nearest, at {}: {}", near.time, near.told()));
        }
        why
    }
}

impl Near {
    fn told(&self) -> String {
        match self.misses.is_empty() {
            true => self.fact.clone(),
            false => format!("{} ({})", self.fact, self.misses.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expect::{NcpWord, Pick};
    use crate::file::When;
    use crate::trace::{Detail, Party, Service};
    use arpanet_wire::command::Command;

    fn party(name: &str) -> Party {
        Party { name: name.into(), host: None }
    }

    fn fact(ms: u64, from: &str, to: &str, detail: Detail) -> Fact {
        let time = Time::from_ns(ms * 1_000_000);
        Fact { time, from: party(from), to: party(to), length_bits: 0, bits: None, detail }
    }

    fn request(ms: u64, from: &str, to: &str) -> Fact {
        let command = Command::Rts { my_socket: 2, your_socket: 3, link: 5 };
        fact(ms, from, to, Detail::Command { command, when: When::Sent, on: None })
    }

    fn line(ms: u64, from: &str, to: &str, text: &str) -> Fact {
        let (service, text) = (Service::Ftp, text.to_owned());
        fact(ms, from, to, Detail::Line { service, text, when: When::Sent })
    }

    fn wanted(pick: Pick, from: &str) -> Matcher {
        Matcher {
            pick,
            from: Some(from.to_owned()),
            to: None,
            when: When::Sent,
            socket: None,
            my_socket: None,
            your_socket: None,
            link: None,
            size: None,
            code: None,
            allocated: None,
            in_use: None,
            contains: None,
            lacks: None,
            after: None,
            before: None,
        }
    }

    fn word(word: &str, from: &str) -> Matcher {
        wanted(Pick::Line(Service::Ftp, Some(word.to_owned())), from)
    }

    fn heard(order: Order, steps: Vec<Matcher>, facts: &[Fact]) -> Sequence {
        let mut sequence = Sequence::new(steps, order);
        facts.iter().for_each(|fact| sequence.hear(fact));
        sequence
    }

    #[test]
    fn in_order_lets_others_stand_between_and_next_does_not() {
        let steps = || vec![word("LSTN", "A"), word("255", "B")];
        let facts =
            [line(1, "A", "B", "LSTN R"), line(2, "B", "A", "504 busy"), line(3, "B", "A", "255 SOCK 2")];
        assert!(heard(Order::Loose, steps(), &facts).is_complete());
        let strict = heard(Order::Strict, steps(), &facts);
        assert!(!strict.is_complete());
        assert_eq!(
            strict.why(),
            "FTP 255 from B, step 2 of 2, was not seen after FTP LSTN from A: instead, at 0.002000 s, \
             \"504 busy\", B to A (504 instead of 255)"
        );
    }

    #[test]
    fn next_begins_again_after_it_was_broken() {
        let steps = vec![word("LSTN", "A"), word("255", "B")];
        let facts = [
            line(1, "A", "B", "LSTN R"),
            line(2, "B", "A", "504 busy"),
            line(3, "A", "B", "LSTN R"),
            line(4, "B", "A", "255 SOCK 2"),
        ];
        assert!(heard(Order::Strict, steps, &facts).is_complete());
    }

    #[test]
    fn what_is_of_another_kind_may_stand_between_even_with_next() {
        let steps = vec![word("LSTN", "A"), word("255", "B")];
        let facts = [
            line(1, "A", "B", "LSTN R"),
            request(2, "B", "A"),
            line(3, "C", "A", "500 no"),
            line(4, "B", "A", "255 x"),
        ];
        assert!(heard(Order::Strict, steps, &facts).is_complete());
    }

    #[test]
    fn a_sequence_that_got_stuck_tells_where_and_what_came_nearest() {
        let rts = |from| wanted(Pick::Ncp(NcpWord::Command("RTS")), from);
        let facts = [request(1, "A", "B"), request(2, "C", "B")];
        let stuck = heard(Order::Loose, vec![rts("A"), rts("B")], &facts);
        assert_eq!(
            stuck.why(),
            "RTS from B, step 2 of 2, was not seen after RTS from A at 0.001000 s; nearest, at 0.002000 s: \
             RTS my 2 your 3 link 5, C to B (from C instead of B)"
        );
        assert_eq!(heard(Order::Loose, vec![rts("A"), rts("B")], &[]).why(), "RTS from A was never seen");
    }

    #[test]
    fn the_wrong_order_is_no_order() {
        let steps = vec![word("255", "B"), word("LSTN", "A")];
        let facts = [line(1, "A", "B", "LSTN R"), line(2, "B", "A", "255 SOCK 2")];
        assert!(!heard(Order::Loose, steps, &facts).is_complete());
    }
}
