//! Networks that were never built: as many sites as wanted, joined in the manner of the ARPANET.
//!
//! Sites with up to five lines, the *hubs*, are joined by chains of sites with two lines each. The hubs stand on a ring of chains, so that two disjoint ways lead from each site to each other;
//! further chains join hubs drawn by lot. A third of a chain for each site makes the mean of 2.4 lines a site; the network of
//! August 1973 had 2.2.

use std::collections::BTreeSet;
use std::path::Path;

use arpanet_kernel::{Stream, Streams};

use super::Network;
use crate::file::{
    Duration, HostFile, ImpProgram, LineFile, Medium, NetworkFile, NetworkKind, Routing, Setting, SiteFile,
    SiteKind,
};
use crate::source::{Source, Unreadable};

/// What is to be generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Generated {
    /// How many sites: [`Generated::FEWEST`] to [`Generated::MOST`].
    pub sites: u16,
    /// The root of its chance.
    pub seed: u64,
    /// The ways are fixed, rather than found out by routing messages.
    pub has_fixed_ways: bool,
}

/// The most lines of a hub, as many as an IMP had modem interfaces for.
const HUB_LINES: u8 = 5;
/// Sites for each hub: with five lines each and three sites a chain, the mean number of lines is 2.4.
const SITES_PER_HUB: f64 = 7.5;
/// Where sites lie: degrees of latitude and longitude, about the United States.
const LATITUDES: [f64; 2] = [30.0, 47.0];
const LONGITUDES: [f64; 2] = [-122.0, -72.0];
/// How far from the straight way between two hubs the sites of a chain may lie, in degrees.
const ASIDE: f64 = 0.5;
/// Kilometres of a degree of latitude, and of longitude in the middle of those latitudes: a flat map is good enough here.
const KM_PER_DEGREE: [f64; 2] = [111.2, 87.0];
/// As in the networks of history: 1.25 for the route, over 0.66 of the speed of light.
const NS_PER_KM: f64 = 1.25e9 / (0.66 * 299_792.458);

type Place = [f64; 2];

impl Generated {
    /// Fewer do not make a ring.
    pub const FEWEST: u16 = 3;
    /// More have no room in the parts of a routing message.
    pub const MOST: u16 = 16_000;

    /// The network file.
    pub fn file(&self) -> NetworkFile {
        let mut drawing = Drawing::new(self);
        drawing.join_hubs();
        let Drawing { places, lines, .. } = drawing;
        let name = |site: usize| format!("SITE-{}", site + 1);
        NetworkFile {
            schema: None,
            kind: NetworkKind::Network,
            title: format!("{} sites that never were, seed {}", self.sites, self.seed),
            date: None,
            sources: Vec::new(),
            notes: vec![format!(
                "Made by `arpanet net --generate {} --seed {}{}`.",
                self.sites,
                self.seed,
                if self.has_fixed_ways { " --fixed-ways" } else { "" }
            )],
            wide: true,
            imp_program: self.program(),
            lines: lines.iter().map(|&[a, b]| line([a, b].map(name), [places[a], places[b]])).collect(),
            hosts: (0..places.len()).map(|site| host(format!("HOST-{}", site + 1), name(site))).collect(),
            sites: (0..)
                .zip(&places)
                .map(|(site, place)| site_at(site, name(usize::from(site)), *place))
                .collect(),
        }
    }

    /// The network, read from its own file.
    pub fn network(&self) -> Network {
        let text = serde_json::to_vec(&self.file()).expect("a network file has only text for keys");
        Network::read(&Text(text), Path::new("generated")).expect("a generated network is sound")
    }

    fn program(&self) -> ImpProgram {
        let routing = Routing::Static;
        let source = String::from("assumption: tables so large take too long to send");
        ImpProgram {
            routing: self.has_fixed_ways.then_some(Setting { is: routing, source }),
            ..ImpProgram::default()
        }
    }
}

/// A text that stands for a file.
struct Text(Vec<u8>);

impl Source for Text {
    fn read(&self, _: &Path) -> Result<Vec<u8>, Unreadable> {
        Ok(self.0.clone())
    }
}

/// A network in the making: the hubs are the first sites.
struct Drawing {
    chance: Stream,
    hubs: usize,
    sites: usize,
    places: Vec<Place>,
    lines: Vec<[usize; 2]>,
}

impl Drawing {
    fn new(wanted: &Generated) -> Drawing {
        let mut chance = Streams::new(wanted.seed).stream("generated network", 0);
        let sites = usize::from(wanted.sites.clamp(Generated::FEWEST, Generated::MOST));
        let hubs = ((sites as f64 / SITES_PER_HUB) as usize).max(usize::from(Generated::FEWEST));
        let between = |chance: &mut Stream, [from, to]: [f64; 2]| from + (to - from) * unit(chance);
        let place = |_| [between(&mut chance, LATITUDES), between(&mut chance, LONGITUDES)].map(rounded);
        let places = (0..hubs).map(place).collect();
        Drawing { chance, hubs, sites, places, lines: Vec::new() }
    }

    /// Draws the pairs of hubs, and lays a chain between each; the sites that are left are dealt out evenly.
    fn join_hubs(&mut self) {
        let pairs = self.pairs();
        let left = self.sites - self.hubs;
        for (nth, pair) in pairs.iter().enumerate() {
            let dealt = |chains: usize| left * chains / pairs.len();
            self.lay_chain(*pair, dealt(nth + 1) - dealt(nth));
        }
    }

    /// The ring, and as many more as leave no hub more lines than it can have.
    fn pairs(&mut self) -> Vec<[usize; 2]> {
        let mut pairs: Vec<[usize; 2]> = (0..self.hubs).map(|hub| [hub, (hub + 1) % self.hubs]).collect();
        let mut joined: BTreeSet<[usize; 2]> = pairs.iter().map(|&pair| sorted(pair)).collect();
        let mut lines = vec![2; self.hubs];
        // The last few free lines may all be at one hub, or at hubs that are joined already: a bounded number of draws.
        for _ in 0..self.hubs * 20 {
            let pair = sorted([0, 1].map(|_| self.chance.below(self.hubs as u64) as usize));
            let is_free = pair.iter().all(|&hub| lines[hub] < HUB_LINES);
            if pair[0] != pair[1] && is_free && joined.insert(pair) {
                pair.iter().for_each(|&hub| lines[hub] += 1);
                pairs.push(pair);
            }
        }
        pairs
    }

    fn lay_chain(&mut self, [from, to]: [usize; 2], sites: usize) {
        let mut last = from;
        for nth in 1..=sites {
            let share = nth as f64 / (sites + 1) as f64;
            let (a, b) = (self.places[from], self.places[to]);
            let place = [0, 1].map(|axis| {
                let aside = (unit(&mut self.chance) * 2.0 - 1.0) * ASIDE;
                rounded(a[axis] + (b[axis] - a[axis]) * share + aside)
            });
            self.places.push(place);
            self.lines.push([last, self.places.len() - 1]);
            last = self.places.len() - 1;
        }
        self.lines.push([last, to]);
    }
}

fn sorted([a, b]: [usize; 2]) -> [usize; 2] {
    [a.min(b), a.max(b)]
}

/// 0 to 1, in millionths.
fn unit(chance: &mut Stream) -> f64 {
    chance.below(1_000_001) as f64 / 1e6
}

/// To a thousandth of a degree.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1000.0).round() / 1000.0
}

fn site_at(index: u16, name: String, [lat, lon]: Place) -> SiteFile {
    SiteFile {
        number: index + 1,
        name,
        long_name: None,
        kind: SiteKind::Imp,
        model: None,
        lat: Some(lat),
        lon: Some(lon),
        note: None,
    }
}

fn line(between: [String; 2], [a, b]: [Place; 2]) -> LineFile {
    let km = [0, 1].map(|axis| (a[axis] - b[axis]) * KM_PER_DEGREE[axis]);
    let km = ((km[0] * km[0] + km[1] * km[1]).sqrt() * 10.0).round() / 10.0;
    let propagation_us = ((km * NS_PER_KM / 1000.0).round() as u64).max(1);
    LineFile {
        between,
        kbps: 50.0,
        medium: Medium::Land,
        km: Some(km),
        propagation: Duration { ns: propagation_us * 1000 },
        bit_error_rate: None,
        certainty: None,
        evidence: Vec::new(),
        note: None,
    }
}

fn host(name: String, site: String) -> HostFile {
    HostFile { name, site, host: 0, address: None, computer: None, os: None, role: None, note: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generated(sites: u16) -> Network {
        Generated { sites, seed: 1973, has_fixed_ways: false }.network()
    }

    #[test]
    fn sites_have_the_lines_that_an_imp_can_have_and_2_4_in_the_mean() {
        for sites in [3, 10, 36, 1_000] {
            let network = generated(sites);
            assert_eq!(network.sites().len(), usize::from(sites));
            let mut lines = vec![0; usize::from(sites)];
            network.lines().flat_map(|(_, ends)| ends).for_each(|site| lines[site] += 1);
            assert!(lines.iter().all(|count| (2..=5).contains(count)), "{sites} sites: {lines:?}");
            let mean = f64::from(lines.iter().sum::<i32>()) / f64::from(sites);
            assert!((2.0..=2.5).contains(&mean), "{sites} sites with {mean} lines each");
        }
    }

    /// What routing of 1973 needs: 22 hops are infinity.
    #[test]
    fn a_thousand_sites_are_less_than_22_hops_from_each_other() {
        let hops = generated(1_000).hop_histogram();
        assert_eq!(hops.unreachable, 0);
        assert!(hops.pairs.len() <= 22, "{} hops", hops.pairs.len() - 1);
    }

    #[test]
    fn no_site_cuts_the_network_in_two() {
        let network = generated(60);
        for cut in 0..60 {
            let mut reached = BTreeSet::from([(cut + 1) % 60]);
            let mut waiting: Vec<usize> = reached.iter().copied().collect();
            while let Some(here) = waiting.pop() {
                for (_, [a, b]) in network.lines().filter(|(_, ends)| ends.contains(&here)) {
                    let there = if a == here { b } else { a };
                    if there != cut && reached.insert(there) {
                        waiting.push(there);
                    }
                }
            }
            assert_eq!(reached.len(), 59, "without {cut}");
        }
    }

    #[test]
    fn a_seed_gives_one_network_and_another_seed_another() {
        let file = |seed| Generated { sites: 100, seed, has_fixed_ways: true }.file();
        assert_eq!(file(1), file(1));
        assert_ne!(file(1).lines, file(2).lines);
    }
}
