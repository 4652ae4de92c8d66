//! A network file, checked: names resolved, and asked by the rest of the crate and by `arpanet net`.

mod check;
mod generated;
pub(crate) mod settings;

use std::collections::BTreeMap;
use std::path::Path;

use arpanet_wire::{HostAddress, ImpNumber};
use arpanet_world::imp::routing_share;
use arpanet_world::topology::Topology;
use arpanet_world::{End, ImpId, ImpPlan, LineId, LinePlan};

use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::file::{File, HostFile, LineFile, NetworkFile, SiteFile};
use crate::json::Document;
use crate::source::Source;

pub use generated::Generated;

/// A network whose names all mean something.
#[derive(Clone, Debug)]
pub struct Network {
    file: NetworkFile,
    sites: BTreeMap<String, usize>,
    hosts: BTreeMap<String, usize>,
    /// For each line, the positions of the sites at its ends.
    ends: Vec<[usize; 2]>,
    /// Sites and lines as the world sees them; its ids are positions in the file.
    imps: Vec<ImpPlan>,
    lines: Vec<LinePlan>,
    topology: Topology,
}

impl Network {
    /// Reads and checks the network file at `path`.
    pub fn read(source: &dyn Source, path: &Path) -> Result<Network, Diagnostic> {
        match File::read(source, path)? {
            (document, File::Network(file)) => Network::of(&document, *file),
            (document, other) => {
                let fault =
                    document.fault(&crate::path!["kind"], format!("this is a {}", other.kind().word()));
                Err(fault.expected("a network"))
            }
        }
    }

    /// Checks a network file that has been read.
    pub fn of(document: &Document, file: NetworkFile) -> Result<Network, Diagnostic> {
        check::network(document, file)
    }

    /// The file itself.
    pub fn file(&self) -> &NetworkFile {
        &self.file
    }

    /// The sites, in the order of the file.
    pub fn sites(&self) -> &[SiteFile] {
        &self.file.sites
    }

    /// The lines, in the order of the file, each with the positions of the sites at its ends.
    pub fn lines(&self) -> impl Iterator<Item = (&LineFile, [usize; 2])> {
        self.file.lines.iter().zip(self.ends.iter().copied())
    }

    /// The sites as the world sees them.
    pub fn imps(&self) -> &[ImpPlan] {
        &self.imps
    }

    /// The lines as the world sees them.
    pub fn line_plans(&self) -> &[LinePlan] {
        &self.lines
    }

    /// The share of an idle 50 kb/s line's time, 0 to 1, that routing messages take in each direction.
    pub fn routing_share(&self) -> f64 {
        let highest = self.imps.iter().map(|imp| imp.number).max().unwrap_or(ImpNumber(0));
        self.imps.first().map_or(0.0, |imp| routing_share(imp.settings.routing, highest))
    }

    /// The hosts, in the order of the file.
    pub fn hosts(&self) -> &[HostFile] {
        &self.file.hosts
    }

    /// The position of a site.
    pub fn site(&self, name: &str) -> Option<usize> {
        self.sites.get(name).copied()
    }

    /// The position of a host.
    pub fn host(&self, name: &str) -> Option<usize> {
        self.hosts.get(name).copied()
    }

    /// The address of the host at a position.
    pub fn address(&self, host: usize) -> HostAddress {
        let host = &self.file.hosts[host];
        let site = self.sites[&host.site];
        HostAddress { imp: ImpNumber(self.file.sites[site].number), host: host.host }
    }

    /// The name of the host at an address.
    pub fn name_of(&self, address: HostAddress) -> Option<&str> {
        let host = (0..self.file.hosts.len()).find(|host| self.address(*host) == address)?;
        Some(&self.file.hosts[host].name)
    }

    /// The positions of the lines between two sites.
    pub fn lines_between(&self, a: usize, b: usize) -> Vec<usize> {
        let joins = |ends: &[usize; 2]| *ends == [a, b] || *ends == [b, a];
        (0..self.ends.len()).filter(|line| joins(&self.ends[*line])).collect()
    }

    /// The number of the modem at a site's end of a line.
    pub fn modem(&self, line: usize, site: usize) -> u8 {
        let end = if self.ends[line][0] == site { End::A } else { End::B };
        self.topology.modem(LineId(line as u16), end)
    }

    /// The nearest site name to a wrong one, as help.
    pub fn nearest_site(&self, wrong: &str) -> Option<String> {
        did_you_mean(wrong, self.sites.keys().map(String::as_str))
    }

    /// The nearest host name to a wrong one, as help.
    pub fn nearest_host(&self, wrong: &str) -> Option<String> {
        did_you_mean(wrong, self.hosts.keys().map(String::as_str))
    }

    /// Hops from the site at a position to every other; `None` where there is no way.
    pub fn hops_from(&self, site: usize) -> Vec<Option<u16>> {
        self.topology.ways_from(ImpId(site as u16)).hops
    }

    /// How many ordered pairs of sites, a site with itself included, are 0, 1, 2 ... hops apart; and how many have no
    /// way to each other. RFC 619 Table 1 counts so.
    pub fn hop_histogram(&self) -> HopHistogram {
        let mut histogram = HopHistogram::default();
        for site in 0..self.file.sites.len() {
            for hops in self.hops_from(site) {
                match hops {
                    Some(hops) => {
                        let hops = usize::from(hops);
                        if histogram.pairs.len() <= hops {
                            histogram.pairs.resize(hops + 1, 0);
                        }
                        histogram.pairs[hops] += 1;
                    }
                    None => histogram.unreachable += 1,
                }
            }
        }
        histogram
    }
}

/// Ordered pairs of sites by their distance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HopHistogram {
    /// Pairs at 0, 1, 2 ... hops.
    pub pairs: Vec<u64>,
    /// Pairs with no way between them.
    pub unreachable: u64,
}

impl HopHistogram {
    /// Mean distance in hops over all pairs of different sites that have a way to each other.
    pub fn mean_hops(&self) -> f64 {
        let pairs: u64 = self.pairs.iter().skip(1).sum();
        let hops: u64 = self.pairs.iter().zip(0..).map(|(pairs, hops)| pairs * hops).sum();
        hops as f64 / pairs.max(1) as f64
    }
}
