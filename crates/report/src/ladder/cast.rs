//! Which hosts stand on the chart, and in which order.

use arpanet_scenario::Scenario;
use arpanet_scenario::diagnostic::did_you_mean;
use arpanet_scenario::world::HostId;

use crate::recording::{Message, Recording};

/// A name that is no host of the scenario.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} is no host of the scenario; those are {known}{}", nearest.as_ref().map(|help| format!("; {help}")).unwrap_or_default())]
pub struct UnknownHost {
    name: String,
    known: String,
    nearest: Option<String>,
}

/// The scenario's hosts of these names.
pub fn hosts_named(scenario: &Scenario, names: &[String]) -> Result<Vec<HostId>, UnknownHost> {
    let hosts = &scenario.plan.hosts;
    let named = names.iter().map(|name| {
        let at = hosts.iter().position(|host| host.name == *name);
        at.map(|at| HostId(at as u16)).ok_or_else(|| {
            let known: Vec<&str> = hosts.iter().map(|host| host.name.as_str()).collect();
            let nearest = did_you_mean(name, known.iter().copied());
            UnknownHost { name: name.clone(), known: known.join(", "), nearest }
        })
    });
    named.collect()
}

/// The two hosts of a message; a host that is not in the scenario is none.
pub(super) fn ends(recording: &Recording, message: &Message) -> (Option<HostId>, Option<HostId>) {
    let fact = &recording.heard()[message.sent].fact;
    (fact.from.host, fact.to.host)
}

/// The hosts that sent or were sent a message, those with most messages first.
pub fn hosts_that_took_part(recording: &Recording, messages: &[Message]) -> Vec<HostId> {
    let mut counts: Vec<(HostId, u64)> = Vec::new();
    for message in messages {
        let (from, to) = ends(recording, message);
        for host in [from, to].into_iter().flatten() {
            match counts.iter_mut().find(|(known, _)| *known == host) {
                Some((_, count)) => *count += 1,
                None => counts.push((host, 1)),
            }
        }
    }
    // Among equals the one that spoke first.
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().map(|(host, _)| host).collect()
}

/// The order in which the arrows are shortest in sum.
pub(super) fn in_good_order(recording: &Recording, messages: &[Message], hosts: &[HostId]) -> Vec<HostId> {
    let mut weights = vec![vec![0u64; hosts.len()]; hosts.len()];
    let column = |host: HostId| hosts.iter().position(|known| *known == host);
    for message in messages {
        if let (Some(from), Some(to)) = ends(recording, message)
            && let (Some(from), Some(to)) = (column(from), column(to))
        {
            weights[from][to] += 1;
        }
    }
    let mut order: Vec<usize> = (0..hosts.len()).collect();
    let mut best = (length(&weights, &order), order.clone());
    permute(&mut order, 0, &mut |order| {
        let length = length(&weights, order);
        if length < best.0 {
            best = (length, order.to_vec());
        }
    });
    best.1.into_iter().map(|at| hosts[at]).collect()
}

fn length(weights: &[Vec<u64>], order: &[usize]) -> u64 {
    let mut sum = 0;
    for (from_column, from) in order.iter().enumerate() {
        for (to_column, to) in order.iter().enumerate() {
            sum += weights[*from][*to] * from_column.abs_diff(to_column) as u64;
        }
    }
    sum
}

/// Every order of at most [`super::MOST_HOSTS`] columns: some 40,000 at most.
fn permute(order: &mut Vec<usize>, fixed: usize, look: &mut dyn FnMut(&[usize])) {
    if fixed == order.len() {
        look(order);
    }
    for at in fixed..order.len() {
        order.swap(fixed, at);
        permute(order, fixed + 1, look);
        order.swap(fixed, at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_that_speaks_with_both_others_stands_between_them() {
        let weights = vec![vec![0, 9, 9], vec![9, 0, 1], vec![9, 0, 0]];
        let mut order = vec![0, 1, 2];
        let mut best = (u64::MAX, Vec::new());
        permute(&mut order, 0, &mut |order| {
            best = best.clone().min((length(&weights, order), order.to_vec()));
        });
        assert_eq!(best.1[1], 0);
    }
}
