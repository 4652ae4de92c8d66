//! From longitude and latitude to points on the drawing.

use super::{HEIGHT, WIDTH};

/// A part of the world with a place of its own on the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Region {
    /// The contiguous United States.
    Mainland,
    /// The Hawaiian islands.
    Hawaii,
    /// Norway and England.
    Europe,
}

impl Region {
    /// Those that are drawn in frames.
    pub const INSETS: [Region; 2] = [Region::Hawaii, Region::Europe];

    /// The region around a place, longitude first, in degrees.
    pub fn of([lon, lat]: [f64; 2]) -> Option<Region> {
        [Region::Mainland, Region::Hawaii, Region::Europe].into_iter().find(|region| {
            let [west, south, east, north] = region.box_degrees();
            (west..=east).contains(&lon) && (south..=north).contains(&lat)
        })
    }

    /// West, south, east, north.
    const fn box_degrees(self) -> [f64; 4] {
        match self {
            Region::Mainland => [-126.0, 24.0, -66.0, 50.0],
            Region::Hawaii => [-161.0, 18.5, -154.5, 22.7],
            Region::Europe => [-8.5, 49.5, 18.0, 64.0],
        }
    }

    /// The inset's frame: x, y, width, height.
    pub const fn frame(self) -> [f64; 4] {
        match self {
            Region::Mainland => [0.0, 0.0, WIDTH, HEIGHT],
            Region::Hawaii => [24.0, HEIGHT - 150.0, 190.0, 126.0],
            Region::Europe => [WIDTH - 150.0, HEIGHT - 196.0, 140.0, 172.0],
        }
    }

    /// What the inset shows.
    pub const fn name(self) -> &'static str {
        match self {
            Region::Mainland => "mainland",
            Region::Hawaii => "Hawaii",
            Region::Europe => "Norway and England",
        }
    }
}

/// The mainland's part that the drawing shows: a scale, and the projected point at its middle.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    points_per_radian: f64,
    middle: [f64; 2],
}

/// Room around the outermost sites, and the least width that is shown, in radians of the Earth's surface.
const MARGIN: f64 = 0.05;
const LEAST_WIDTH: f64 = 0.22;

impl Sheet {
    /// The sheet that shows all places of the mainland.
    pub fn for_places(places: &[Option<[f64; 2]>]) -> Sheet {
        let mainland = places.iter().flatten().filter(|place| Region::of(**place) == Some(Region::Mainland));
        let projected: Vec<[f64; 2]> = mainland.map(|place| albers(*place)).collect();
        let span = |axis: usize| {
            let values = projected.iter().map(|point| point[axis]);
            let (low, high) =
                values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
            if low > high { (0.0, 0.0) } else { (low, high) }
        };
        let ((west, east), (south, north)) = (span(0), span(1));
        let width = (east - west + 2.0 * MARGIN).max(LEAST_WIDTH);
        let height = (north - south + 2.0 * MARGIN).max(LEAST_WIDTH * HEIGHT / WIDTH);
        let points_per_radian = (WIDTH / width).min(HEIGHT / height);
        Sheet { points_per_radian, middle: [(west + east) / 2.0, (south + north) / 2.0] }
    }

    /// Where a place of a region is drawn.
    pub fn point(&self, region: Region, place: [f64; 2]) -> [f64; 2] {
        match region {
            Region::Mainland => {
                let [x, y] = albers(place);
                let scale = self.points_per_radian;
                [WIDTH / 2.0 + (x - self.middle[0]) * scale, HEIGHT / 2.0 - (y - self.middle[1]) * scale]
            }
            Region::Hawaii | Region::Europe => in_frame(region, place),
        }
    }
}

/// A small region as a plain plan: degrees of longitude shrunk as at its middle.
fn in_frame(region: Region, [lon, lat]: [f64; 2]) -> [f64; 2] {
    let [west, south, east, north] = region.box_degrees();
    let [x, y, width, height] = region.frame();
    let shrink = libm::cos(((south + north) / 2.0).to_radians());
    let scale = (width / ((east - west) * shrink)).min(height / (north - south));
    let from_middle = [(lon - (west + east) / 2.0) * shrink, lat - (south + north) / 2.0];
    [x + width / 2.0 + from_middle[0] * scale, y + height / 2.0 - from_middle[1] * scale]
}

/// Albers' equal-area conic on a sphere of radius 1, standard parallels 29.5 and 45.5 degrees north, origin 37.5 north
/// 96 west (Snyder p. 100; the parallels are those he names for the conterminous United States). North is positive y.
fn albers([lon, lat]: [f64; 2]) -> [f64; 2] {
    let (first, second, origin) = (29.5f64.to_radians(), 45.5f64.to_radians(), 37.5f64.to_radians());
    let n = (libm::sin(first) + libm::sin(second)) / 2.0;
    let c = libm::cos(first) * libm::cos(first) + 2.0 * n * libm::sin(first);
    let radius = |latitude: f64| libm::sqrt((c - 2.0 * n * libm::sin(latitude)).max(0.0)) / n;
    let (rho, theta) = (radius(lat.to_radians()), n * (lon + 96.0).to_radians());
    [rho * libm::sin(theta), radius(origin) - rho * libm::cos(theta)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Snyder p. 291, the numerical example for the sphere: 29.5 and 45.5, origin 23 N 96 W; 35 N 75 W lies at
    /// x 0.2952720, y 0.2416774.
    #[test]
    fn albers_is_as_in_the_manuals_example() {
        let at = |lon, lat| albers([lon, lat]);
        let ([x, y], [_, origin]) = (at(-75.0, 35.0), at(-96.0, 23.0));
        assert!((x - 0.295_272_0).abs() < 1e-6, "{x}");
        assert!((y - origin - 0.241_677_4).abs() < 1e-6, "{y} {origin}");
    }
}
