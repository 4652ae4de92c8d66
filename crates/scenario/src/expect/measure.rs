//! Measuring a run while it plays: how long from one thing to another, and how often a thing occurs.

use arpanet_kernel::Time;

use super::{Matcher, Pick};
use crate::trace::Fact;

/// What is measured.
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// From the first of the one to the first of the other after it.
    Time {
        /// Where it begins.
        since: Box<Matcher>,
        /// Where it ends.
        until: Box<Matcher>,
    },
    /// How often this occurs.
    Count(Box<Matcher>),
}

/// What a measure has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// So many nanoseconds; `None` when it did not begin or did not end.
    Time(Option<u64>),
    /// So many times.
    Count(u64),
}

/// Takes one measure of one run.
#[derive(Clone, Debug)]
pub(crate) struct Gauge {
    measure: Measure,
    began: Option<Time>,
    reading: Reading,
}

impl Gauge {
    pub(crate) fn new(measure: Measure) -> Gauge {
        let reading = match &measure {
            Measure::Time { .. } => Reading::Time(None),
            Measure::Count(_) => Reading::Count(0),
        };
        Gauge { measure, began: None, reading }
    }

    pub(crate) fn hear(&mut self, fact: &Fact) {
        match (&self.measure, &mut self.reading, self.began) {
            (Measure::Time { since, .. }, _, None) if since.matches(fact) => self.began = Some(fact.time),
            (Measure::Time { until, .. }, Reading::Time(took @ None), Some(began)) if until.matches(fact) => {
                *took = Some(fact.time.ns_since(began));
            }
            (Measure::Count(of), Reading::Count(seen), _) if of.matches(fact) => *seen += 1,
            _ => {}
        }
    }

    pub(crate) fn reading(&self) -> Reading {
        self.reading
    }

    /// Whether a message that crosses a cable at `now` or later may still matter to it.
    pub(crate) fn looks_for_messages(&self, now: Time) -> bool {
        match (&self.measure, self.reading) {
            (Measure::Count(of), _) => of.before.is_none_or(|before| now <= before),
            (Measure::Time { .. }, reading) => reading == Reading::Time(None),
        }
    }

    /// Whether it looks at what the IMPs tell of themselves.
    pub(crate) fn looks_into_the_subnet(&self) -> bool {
        let matchers = match &self.measure {
            Measure::Time { since, until } => vec![since, until],
            Measure::Count(of) => vec![of],
        };
        matchers.into_iter().any(|of| matches!(of.pick, Pick::Subnet(_)))
    }
}
