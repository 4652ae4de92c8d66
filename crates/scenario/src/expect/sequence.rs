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
