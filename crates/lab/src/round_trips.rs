//! Round trips, measured as the IMPs of 1973 did it.
//!
//! T2: the message is in the pending packet or pending leader table of its source IMP, after its first packet has come in.
//! T6: the RFNM is back at the source IMP. (RFC 619 p. 1-2.) The source IMP tells of both.

use arpanet_scenario::Time;
use arpanet_scenario::world::imp::{Answer, Note, Party};
use arpanet_scenario::world::{Interests, Observer, Record};

use crate::statistics::Tally;

/// What one run measures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RoundTrips {
    /// From then on.
    begin: Time,
    /// For each IMP number the position of its site.
    sites_by_number: Vec<usize>,
    sites: usize,
    /// Hosts' messages, by source and destination.
    hosts: Vec<Tally>,
    /// The IMPs' own messages, likewise.
    imps: Vec<Tally>,
    /// Messages that ended otherwise than by a RFNM.
    failed: u64,
}

impl RoundTrips {
    /// Measures from `begin` on; `numbers` are those of the IMPs, in the order of the network's sites.
    pub(crate) fn new(begin: Time, numbers: &[u16]) -> RoundTrips {
        let highest = numbers.iter().copied().max().unwrap_or_default();
        let mut sites_by_number = vec![usize::MAX; usize::from(highest) + 1];
        for (site, number) in numbers.iter().enumerate() {
            sites_by_number[usize::from(*number)] = site;
        }
        let sites = numbers.len();
        let pairs = vec![Tally::default(); sites * sites];
        RoundTrips { begin, sites_by_number, sites, hosts: pairs.clone(), imps: pairs, failed: 0 }
    }

    /// Messages of hosts from one site to another.
    pub(crate) fn of_hosts(&self, from: usize, to: usize) -> Tally {
        self.hosts[from * self.sites + to]
    }

    /// Messages of the IMPs themselves from one site to another.
    pub(crate) fn of_imps(&self, from: usize, to: usize) -> Tally {
        self.imps[from * self.sites + to]
    }

    /// Messages that ended otherwise than by a RFNM.
    pub(crate) fn failed(&self) -> u64 {
        self.failed
    }
}

impl Observer for RoundTrips {
    fn interests(&self) -> Interests {
        Interests { notes: true, ..Interests::NONE }
    }

    fn record(&mut self, now: Time, record: &Record<'_>) {
        let Record::Imp { imp, note: Note::MessageAnswered { from, to, answer, entered, .. } } = record
        else {
            return;
        };
        if now < self.begin {
            return;
        }
        if *answer != Answer::Rfnm {
            self.failed += 1;
            return;
        }
        let to = self.sites_by_number[usize::from(to.imp.0)];
        let pair = imp.index() * self.sites + to;
        let round_trip_ns = now.as_ns() - entered.as_ns();
        match from {
            Party::Host(_) => self.hosts[pair].add(round_trip_ns),
            Party::Fake(_) => self.imps[pair].add(round_trip_ns),
        }
    }
}
