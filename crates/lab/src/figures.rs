//! From the round trips of all runs to the figures that were printed then.

use arpanet_scenario::Study;

use crate::run::Sample;
use crate::statistics::{Estimate, Tally};

/// Which messages of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    /// Of hosts and of the IMPs themselves.
    All,
    /// Of hosts alone.
    Hosts,
}

/// The classes into which a study divides its messages.
pub(crate) struct Figures {
    /// Hops from site to site.
    hops: Vec<Vec<Option<u16>>>,
    minutes: f64,
}

/// A class of messages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Figure {
    pub messages_per_min: f64,
    pub round_trip: Option<Estimate>,
}

impl Figures {
    pub(crate) fn new(study: &Study) -> Figures {
        let sites = study.network.sites().len();
        let minutes = study.file.duration.ns as f64 / 60e9 * f64::from(study.file.replications);
        Figures { hops: (0..sites).map(|site| study.network.hops_from(site)).collect(), minutes }
    }

    /// The farthest that any message can go.
    pub(crate) fn farthest(&self) -> u16 {
        self.hops.iter().flatten().copied().flatten().max().unwrap_or_default()
    }

    pub(crate) fn overall(&self, samples: &[Sample]) -> Figure {
        self.figure(samples, Whose::All, |_, _| true)
    }

    /// Without the messages of the IMPs themselves.
    pub(crate) fn of_hosts(&self, samples: &[Sample]) -> Figure {
        self.figure(samples, Whose::Hosts, |_, _| true)
    }

    pub(crate) fn by_hops(&self, samples: &[Sample], hops: u16) -> Figure {
        self.figure(samples, Whose::All, |from, to| self.hops[from][to] == Some(hops))
    }

    pub(crate) fn over_hops(&self, samples: &[Sample], hops: u16) -> Option<Estimate> {
        self.by_hops(samples, hops).round_trip
    }

    pub(crate) fn of_site(&self, samples: &[Sample], site: usize) -> Figure {
        self.figure(samples, Whose::All, |from, _| from == site)
    }

    pub(crate) fn of_pair(&self, samples: &[Sample], pair: (usize, usize)) -> Figure {
        self.figure(samples, Whose::All, |from, to| (from, to) == pair)
    }

    fn figure(&self, samples: &[Sample], whose: Whose, is_in: impl Fn(usize, usize) -> bool) -> Figure {
        let runs: Vec<Tally> = samples.iter().map(|sample| self.tally(sample, whose, &is_in)).collect();
        let count: u64 = runs.iter().map(|run| run.count).sum();
        Figure { messages_per_min: count as f64 / self.minutes, round_trip: Estimate::of(&runs) }
    }

    fn tally(&self, sample: &Sample, whose: Whose, is_in: &impl Fn(usize, usize) -> bool) -> Tally {
        let mut tally = Tally::default();
        for from in 0..self.hops.len() {
            for to in (0..self.hops.len()).filter(|to| is_in(from, *to)) {
                tally.join(sample.round_trips.of_hosts(from, to));
                if whose == Whose::All {
                    tally.join(sample.round_trips.of_imps(from, to));
                }
            }
        }
        tally
    }
}
