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
    /// All the world, where a network has a site that lies in none of the others.
    Anywhere,
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
            Region::Anywhere => [-180.0, -90.0, 180.0, 90.0],
        }
    }

    /// The inset's frame: x, y, width, height.
    pub const fn frame(self) -> [f64; 4] {
        match self {
            Region::Mainland | Region::Anywhere => [0.0, 0.0, WIDTH, HEIGHT],
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
            Region::Anywhere => "all sites",
        }
    }
}

/// The part of the world that the drawing shows beside its insets: a projection, a scale, and the projected point at its middle.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    project: fn([f64; 2]) -> [f64; 2],
    points_per_radian: f64,
    middle: [f64; 2],
}

/// Room around the outermost sites, and the least width that is shown, in radians of the Earth's surface.
const MARGIN: f64 = 0.05;
const LEAST_WIDTH: f64 = 0.22;
/// The same for a network that lies elsewhere, which may be a small one.
const LEAST_WIDTH_ANYWHERE: f64 = 0.01;

impl Sheet {
    /// The sheet that shows all places of the mainland.
    pub fn for_places(places: &[Option<[f64; 2]>]) -> Sheet {
        let mainland = places.iter().flatten().filter(|place| Region::of(**place) == Some(Region::Mainland));
        Sheet::around(mainland.copied().collect(), albers, MARGIN, LEAST_WIDTH)
    }

    /// The sheet that shows all places, wherever they lie, in Mercator's projection.
    pub fn for_anywhere(places: &[Option<[f64; 2]>]) -> Sheet {
        let places: Vec<[f64; 2]> = places.iter().flatten().copied().collect();
        let tight = Sheet::around(places.clone(), mercator, 0.0, LEAST_WIDTH_ANYWHERE);
        let margin = WIDTH / tight.points_per_radian / 10.0;
        Sheet::around(places, mercator, margin, LEAST_WIDTH_ANYWHERE)
    }

    fn around(
        places: Vec<[f64; 2]>,
        project: fn([f64; 2]) -> [f64; 2],
        margin: f64,
        least_width: f64,
    ) -> Sheet {
        let projected: Vec<[f64; 2]> = places.into_iter().map(project).collect();
        let span = |axis: usize| {
            let values = projected.iter().map(|point| point[axis]);
            let (low, high) =
                values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
            if low > high { (0.0, 0.0) } else { (low, high) }
        };
        let ((west, east), (south, north)) = (span(0), span(1));
        let width = (east - west + 2.0 * margin).max(least_width);
        let height = (north - south + 2.0 * margin).max(least_width * HEIGHT / WIDTH);
        let points_per_radian = (WIDTH / width).min(HEIGHT / height);
        Sheet { project, points_per_radian, middle: [(west + east) / 2.0, (south + north) / 2.0] }
    }

    /// Where a place of a region is drawn.
    pub fn point(&self, region: Region, place: [f64; 2]) -> [f64; 2] {
        match region {
            Region::Mainland | Region::Anywhere => {
                let [x, y] = (self.project)(place);
                let scale = self.points_per_radian;
                [WIDTH / 2.0 + (x - self.middle[0]) * scale, HEIGHT / 2.0 - (y - self.middle[1]) * scale]
            }
            Region::Hawaii | Region::Europe => in_frame(region, place),
        }
    }
}

/// Mercator's projection on a sphere of radius 1 (Snyder p. 41), clipped at 85 degrees. North is positive y.
fn mercator([lon, lat]: [f64; 2]) -> [f64; 2] {
    let lat = lat.clamp(-85.0, 85.0).to_radians();
    [lon.to_radians(), libm::log(libm::tan(core::f64::consts::FRAC_PI_4 + lat / 2.0))]
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

    /// Snyder p. 266, the numerical example for the sphere: 35 N 75 W about the meridian 180 lies at x 1.8325957, y 0.6528366.
    #[test]
    fn mercator_is_as_in_the_manuals_example() {
        let ([x, y], [middle, _]) = (mercator([-75.0, 35.0]), mercator([-180.0, 0.0]));
        assert!((x - middle - 1.832_595_7).abs() < 1e-6, "{x}");
        assert!((y - 0.652_836_6).abs() < 1e-6, "{y}");
    }

    #[test]
    fn sites_anywhere_stand_to_each_other_as_on_the_globe_and_on_the_sheet() {
        let [zurich, bern, geneva, boston] = [[8.5, 47.4], [7.4, 46.9], [6.1, 46.2], [-71.1, 42.4]];
        let sheet = Sheet::for_anywhere(&[Some(zurich), Some(bern), Some(geneva)]);
        let [zurich, bern, geneva] = [zurich, bern, geneva].map(|place| sheet.point(Region::Anywhere, place));
        assert!(geneva[0] < bern[0] && bern[0] < zurich[0] && zurich[1] < bern[1] && bern[1] < geneva[1]);
        assert!(zurich[0] - geneva[0] > WIDTH / 2.0, "the net fills its sheet");
        let sheet = Sheet::for_anywhere(&[Some([8.5, 47.4]), Some(boston)]);
        let [x, y] = sheet.point(Region::Anywhere, boston);
        assert!((0.0..WIDTH).contains(&x) && (0.0..HEIGHT).contains(&y));
    }

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
