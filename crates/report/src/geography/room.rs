//! Room between sites that crowd: Boston had nine of them within a thumb's breadth. Each is pushed from its neighbours
//! and drawn back to its true place; labels then take the freest side.

use super::{HEIGHT, WIDTH};

/// A site on the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Site {
    /// Where it truly lies.
    pub place: [f64; 2],
    /// Where it is drawn.
    pub at: [f64; 2],
}

impl Site {
    pub(super) const fn at(place: [f64; 2]) -> Site {
        Site { place, at: place }
    }
}

/// The least distance between two sites, in points.
const LEAST_DISTANCE: f64 = 42.0;
/// No site stands nearer to the edge of the drawing.
const EDGE: f64 = 24.0;
const ROUNDS: usize = 400;
/// The part of the way back to its true place that a site goes in each round.
const PULL: f64 = 0.02;

/// Makes room.
pub(super) fn make(sites: &mut [Site]) {
    for round in 0..ROUNDS {
        // The last rounds only push, so that what is drawn keeps its distance.
        let pull = if round < ROUNDS * 9 / 10 { PULL } else { 0.0 };
        for site in sites.iter_mut() {
            for axis in 0..2 {
                site.at[axis] += (site.place[axis] - site.at[axis]) * pull;
            }
        }
        for site in sites.iter_mut() {
            site.at = [site.at[0].clamp(EDGE, WIDTH - EDGE), site.at[1].clamp(EDGE, HEIGHT - EDGE)];
        }
        for first in 0..sites.len() {
            for second in first + 1..sites.len() {
                push_apart(sites, first, second);
            }
        }
    }
}

fn push_apart(sites: &mut [Site], first: usize, second: usize) {
    let (a, b) = (sites[first].at, sites[second].at);
    let [mut dx, mut dy] = [b[0] - a[0], b[1] - a[1]];
    let mut distance = libm::sqrt(dx * dx + dy * dy);
    if distance >= LEAST_DISTANCE {
        return;
    }
    if distance < 0.01 {
        // At the very same place: apart, in a direction that differs from pair to pair.
        let turn = (first * 7 + second * 3) as f64;
        (dx, dy, distance) = (libm::cos(turn), libm::sin(turn), 1.0);
    }
    let push = (LEAST_DISTANCE - distance) / 2.0 / distance;
    for (axis, way) in [dx, dy].into_iter().enumerate() {
        sites[first].at[axis] -= way * push;
        sites[second].at[axis] += way * push;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crowded_sites_come_apart_and_lonely_ones_stay() {
        let mut sites: Vec<Site> =
            (0..9).map(|at| Site::at([500.0 + f64::from(at % 3), 300.0 + f64::from(at / 3)])).collect();
        sites.push(Site::at([100.0, 100.0]));
        make(&mut sites);
        assert_eq!(sites[9].at, [100.0, 100.0]);
        for (at, first) in sites.iter().enumerate() {
            for second in &sites[at + 1..] {
                let [dx, dy] = [first.at[0] - second.at[0], first.at[1] - second.at[1]];
                assert!(libm::sqrt(dx * dx + dy * dy) > LEAST_DISTANCE - 2.0, "{first:?} {second:?}");
            }
        }
    }
}
