//! Where a study misses, and by whose messages: the measured pairs tell how much of a class's miss is theirs.

use arpanet_scenario::Study;
use serde::Serialize;

use super::{HopsRow, PairRow};

/// A class with fewer messages a minute is not looked at.
const FEW_PER_MIN: f64 = 50.0;
/// Off by this part of the measured figure is a miss.
const FAR: f64 = 0.2;
/// Pairs that are named.
const MOST_NAMED: usize = 6;

/// A class of hops whose mean is far from the measured one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Miss {
    /// Hops.
    pub hops: u16,
    /// Simulated less measured mean.
    pub off_ms: f64,
    /// The measured pairs of the class that account for most of it, the greatest first.
    pub pairs: Vec<Share>,
    /// What is left to all other pairs.
    pub others_ms: f64,
}

/// What one pair of sites adds to its class's miss.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// The source.
    pub from: String,
    /// The destination.
    pub to: String,
    /// Messages a minute, as measured.
    pub messages_per_min: f64,
    /// Mean round trip in the runs.
    pub simulated_ms: f64,
    /// Mean round trip as measured.
    pub measured_ms: f64,
    /// Its part of the class's miss.
    pub share_ms: f64,
}

/// The classes that are off by more than a fifth, with the pairs that make them so.
pub(crate) fn of(study: &Study, by_hops: &[HopsRow], pairs: &[PairRow]) -> Vec<Miss> {
    by_hops.iter().filter_map(|row| miss(study, row, pairs)).collect()
}

fn miss(study: &Study, row: &HopsRow, pairs: &[PairRow]) -> Option<Miss> {
    let (simulated, measured) = (row.simulated_ms?, row.measured_ms?);
    let rate = row.measured_messages_per_min.filter(|rate| *rate > FEW_PER_MIN)?;
    let off_ms = simulated - measured;
    if off_ms.abs() <= FAR * measured {
        return None;
    }
    let mut shares: Vec<Share> = pairs
        .iter()
        .filter(|pair| hops(study, pair) == Some(row.hops))
        .filter_map(|pair| share(pair, rate))
        .collect();
    shares.sort_by(|a, b| b.share_ms.abs().total_cmp(&a.share_ms.abs()));
    shares.truncate(MOST_NAMED);
    let others_ms = off_ms - shares.iter().map(|share| share.share_ms).sum::<f64>();
    Some(Miss { hops: row.hops, off_ms, pairs: shares, others_ms })
}

fn hops(study: &Study, pair: &PairRow) -> Option<u16> {
    let (from, to) = (study.network.site(&pair.from)?, study.network.site(&pair.to)?);
    study.network.hops_from(from)[to]
}

fn share(pair: &PairRow, rate_of_class: f64) -> Option<Share> {
    let (simulated_ms, measured_ms) = (pair.simulated_ms?, pair.measured_ms);
    let messages_per_min = pair.measured_messages_per_min;
    Some(Share {
        from: pair.from.clone(),
        to: pair.to.clone(),
        messages_per_min,
        simulated_ms,
        measured_ms,
        share_ms: (simulated_ms - measured_ms) * messages_per_min / rate_of_class,
    })
}
