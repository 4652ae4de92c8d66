//! Which pairs of sites are played for each distance.

use std::collections::BTreeMap;

use arpanet_scenario::Network;

/// The user's site and the server's, as positions in the network's list, and the hops between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where the user is.
    pub user: usize,
    /// Where the server is.
    pub server: usize,
    /// Hops between the two.
    pub hops: u16,
    /// Its number among those of the same distance.
    pub nth: u32,
}

/// For each distance `most` ordered pairs at most, spread evenly over all of that distance.
pub(super) fn of(network: &Network, most: usize) -> Vec<Place> {
    let mut by_hops: BTreeMap<u16, Vec<(usize, usize)>> = BTreeMap::new();
    for user in 0..network.sites().len() {
        for (server, hops) in network.hops_from(user).into_iter().enumerate() {
            if let Some(hops) = hops {
                by_hops.entry(hops).or_default().push((user, server));
            }
        }
    }
    let mut places = Vec::new();
    for (hops, pairs) in by_hops {
        let count = pairs.len().min(most);
        let chosen = (0..count).map(|nth| (nth, pairs[nth * pairs.len() / count]));
        places.extend(chosen.map(|(nth, (user, server))| Place { user, server, hops, nth: nth as u32 }));
    }
    places
}
