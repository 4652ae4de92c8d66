//! Where the sites of a network stand on a drawing: the true geography, with insets for what lies far off and a little
//! room made where sites crowd.
//!
//! A network with a site outside the parts of the world that the ARPANET knew is drawn without coasts, on a scale of its own.
//!
//! The mainland is drawn in Albers' equal-area conic projection (Snyder, Map Projections: A Working Manual, 1987,
//! p. 100). Coordinates of the drawing are points, x to the right and y down.

mod outline;
mod projection;
mod room;

pub use outline::Outline;
pub use room::Site;

use arpanet_scenario::Network;

use projection::{Region, Sheet};

/// The drawing's width in points.
pub const WIDTH: f64 = 1200.0;
/// The drawing's height in points.
pub const HEIGHT: f64 = 740.0;

/// A network laid out.
#[derive(Clone, Debug)]
pub struct Geography {
    /// The sites, in the order of the network.
    pub sites: Vec<Site>,
    /// Coasts and borders, in drawing coordinates.
    pub outline: Outline,
    /// Frames of the insets: what they show, x, y, width, height.
    pub insets: Vec<(&'static str, [f64; 4])>,
}

impl Geography {
    /// Lays out a network. Sites without coordinates stand on a circle when none has any, else in a row at the foot.
    pub fn of(network: &Network) -> Geography {
        let places: Vec<Option<[f64; 2]>> =
            network.sites().iter().map(|site| Some([site.lon?, site.lat?])).collect();
        let is_elsewhere = places.iter().flatten().any(|place| Region::of(*place).is_none());
        let sheet = if is_elsewhere { Sheet::for_anywhere(&places) } else { Sheet::for_places(&places) };
        let region = |place| if is_elsewhere { Some(Region::Anywhere) } else { Region::of(place) };
        let regions: Vec<Option<Region>> = places.iter().map(|place| region((*place)?)).collect();
        let mut sites: Vec<Site> = Vec::new();
        let nowhere = regions.iter().filter(|region| region.is_none()).count();
        let mut rank = 0;
        for (region, place) in regions.iter().zip(&places) {
            sites.push(match (region, place) {
                (Some(region), Some(place)) => Site::at(sheet.point(*region, *place)),
                _ => {
                    rank += 1;
                    Site::at(place_without_coordinates(rank - 1, nowhere, nowhere == places.len()))
                }
            });
        }
        room::make(&mut sites);
        let is_used = |region: Region| regions.contains(&Some(region));
        let insets = Region::INSETS.into_iter().filter(|region| is_used(*region));
        Geography {
            outline: Outline::on(&sheet, &is_used),
            insets: insets.map(|region| (region.name(), region.frame())).collect(),
            sites,
        }
    }
}

/// On a circle when there is nothing but such sites, else in a row at the foot of the drawing.
fn place_without_coordinates(rank: usize, of: usize, alone: bool) -> [f64; 2] {
    if alone {
        let turn = core::f64::consts::TAU * rank as f64 / of as f64 - core::f64::consts::FRAC_PI_2;
        let radius = HEIGHT * 0.36;
        return [WIDTH / 2.0 + radius * 1.4 * libm::cos(turn), HEIGHT / 2.0 + radius * libm::sin(turn)];
    }
    [60.0 + (WIDTH - 120.0) * (rank as f64 + 0.5) / of as f64, HEIGHT - 30.0]
}
