//! Coasts and state borders behind the sites: `assets/outline.geojson`, whose origin `assets/README.md` tells.

use serde_json::Value;

use super::projection::{Region, Sheet};

const OUTLINE: &str = include_str!("../../assets/outline.geojson");

/// Polylines in drawing coordinates.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// Coasts and outer borders.
    pub coasts: Vec<Vec<[f64; 2]>>,
    /// Borders between states.
    pub borders: Vec<Vec<[f64; 2]>>,
}

impl Outline {
    /// The outline as a sheet shows it; of the regions only those wanted.
    pub(super) fn on(sheet: &Sheet, is_wanted: &dyn Fn(Region) -> bool) -> Outline {
        let mut outline = Outline::default();
        let collection: Value = serde_json::from_str(OUTLINE).expect("the asset is JSON: a test reads it");
        for feature in collection["features"].as_array().into_iter().flatten() {
            let lines = match feature["properties"]["is"].as_str() {
                Some("border") => &mut outline.borders,
                _ => &mut outline.coasts,
            };
            for line in feature["geometry"]["coordinates"].as_array().into_iter().flatten() {
                lines.extend(pieces(sheet, line, is_wanted));
            }
        }
        outline
    }
}

/// A line's pieces within the wanted regions: it is cut where it leaves one.
fn pieces(sheet: &Sheet, line: &Value, is_wanted: &dyn Fn(Region) -> bool) -> Vec<Vec<[f64; 2]>> {
    let mut pieces: Vec<Vec<[f64; 2]>> = Vec::new();
    let mut region_before = None;
    for point in line.as_array().into_iter().flatten() {
        let place = [point[0].as_f64().unwrap_or_default(), point[1].as_f64().unwrap_or_default()];
        let region = Region::of(place).filter(|region| is_wanted(*region));
        if region != region_before {
            pieces.push(Vec::new());
            region_before = region;
        }
        if let (Some(region), Some(piece)) = (region, pieces.last_mut()) {
            piece.push(sheet.point(region, place));
        }
    }
    pieces.retain(|piece| piece.len() > 1);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outline_has_coasts_and_borders_and_only_the_wanted_regions() {
        let sheet = Sheet::for_places(&[Some([-122.0, 37.0]), Some([-71.0, 42.0])]);
        let points = |outline: &Outline| outline.coasts.iter().map(Vec::len).sum::<usize>();
        let mainland = Outline::on(&sheet, &|region| region == Region::Mainland);
        let everything = Outline::on(&sheet, &|_| true);
        assert!(points(&mainland) > 500 && mainland.borders.len() > 40);
        assert!(points(&everything) > points(&mainland) + 100, "Europe and Hawaii are there too");
    }
}
