//! Names beside the sites: each takes the side where it covers least of sites, lines and names placed before.

use arpanet_scenario::Scenario;

use crate::geography::{Geography, HEIGHT, WIDTH};

/// A name's place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Label {
    /// The point of the anchor, on the text's base line.
    pub at: [f64; 2],
    /// `start`, `middle` or `end`.
    pub anchor: &'static str,
}

/// Left, top, right, bottom.
type Area = [f64; 4];

/// Points for a character and for the height of a line, at 12 points.
const CHARACTER: f64 = 7.4;
const LINE: f64 = 13.0;

/// The places of names, and what is covered by them.
#[derive(Clone, Debug)]
pub struct Labels {
    /// For each site, in the order of the network.
    pub names: Vec<Label>,
    taken: Vec<Area>,
}

impl Labels {
    /// The point of a line at which a number lies freest, its middle if that is free.
    pub fn place_on_line(&mut self, [from, to]: [[f64; 2]; 2], words: &str) -> [f64; 2] {
        let half = words.len() as f64 * 3.2;
        let shares = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74];
        let spots = shares.map(|share| {
            let [x, y] = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
            ([x, y], [x - half, y - 6.0, x + half, y + 6.0])
        });
        let covered = |area: &Area| self.taken.iter().map(|other| overlap(area, other)).sum::<f64>();
        let freest = spots.into_iter().min_by(|(_, a), (_, b)| covered(a).total_cmp(&covered(b)));
        let (point, area) = freest.expect("there are seven spots");
        self.taken.push(area);
        point
    }
}

/// Places the name of each site.
pub fn place_labels(scenario: &Scenario, geography: &Geography) -> Labels {
    let segments: Vec<[[f64; 2]; 2]> =
        scenario.network.lines().map(|(_, ends)| ends.map(|site| geography.sites[site].at)).collect();
    let mut taken: Vec<Area> = geography.sites.iter().map(|site| around(site.at)).collect();
    let mut names = Vec::new();
    for (site, drawn) in scenario.network.sites().iter().zip(&geography.sites) {
        let width = site.name.chars().count() as f64 * CHARACTER;
        let sides = sides(drawn.at, width);
        let cost = |(_, area): &(Label, Area)| cost(area, &taken, &segments);
        let best = sides.into_iter().min_by(|a, b| cost(a).total_cmp(&cost(b)));
        let (label, area) = best.expect("a name has sides");
        taken.push(area);
        names.push(label);
    }
    Labels { names, taken }
}

fn around([x, y]: [f64; 2]) -> Area {
    [x - 8.0, y - 8.0, x + 8.0, y + 8.0]
}

/// The sides of a site in the order of liking, each with the area that the name covers there.
fn sides([x, y]: [f64; 2], width: f64) -> [(Label, Area); 8] {
    let side = |dx: f64, dy: f64, anchor: &'static str| {
        let at = [x + dx, y + dy];
        let left = match anchor {
            "start" => at[0],
            "middle" => at[0] - width / 2.0,
            _ => at[0] - width,
        };
        (Label { at, anchor }, [left, at[1] - LINE + 3.0, left + width, at[1] + 3.0])
    };
    [
        side(10.0, 4.0, "start"),
        side(-10.0, 4.0, "end"),
        side(0.0, -11.0, "middle"),
        side(0.0, 20.0, "middle"),
        side(8.0, -7.0, "start"),
        side(8.0, 15.0, "start"),
        side(-8.0, -7.0, "end"),
        side(-8.0, 15.0, "end"),
    ]
}

fn cost(area: &Area, taken: &[Area], segments: &[[[f64; 2]; 2]]) -> f64 {
    let covered: f64 = taken.iter().map(|other| overlap(area, other)).sum();
    let crossed: f64 = segments.iter().map(|segment| length_within(area, segment)).sum();
    let outside = area[0] < 2.0 || area[2] > WIDTH - 2.0 || area[1] < 2.0 || area[3] > HEIGHT - 2.0;
    covered + crossed * 2.0 + if outside { 1e6 } else { 0.0 }
}

fn overlap(a: &Area, b: &Area) -> f64 {
    let width = a[2].min(b[2]) - a[0].max(b[0]);
    let height = a[3].min(b[3]) - a[1].max(b[1]);
    width.max(0.0) * height.max(0.0)
}

/// How much of a segment lies within an area, in points; looked at in 48 places.
fn length_within(area: &Area, [from, to]: &[[f64; 2]; 2]) -> f64 {
    const STEPS: usize = 48;
    let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    let within = (0..STEPS).filter(|step| {
        let share = (*step as f64 + 0.5) / STEPS as f64;
        let [x, y] = [from[0] + dx * share, from[1] + dy * share];
        (area[0]..area[2]).contains(&x) && (area[1]..area[3]).contains(&y)
    });
    within.count() as f64 / STEPS as f64 * libm::sqrt(dx * dx + dy * dy)
}
