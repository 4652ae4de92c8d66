//! The medians over the distance, as a drawing.

use plotters::prelude::*;

use super::{Load, NcpKind, Row, SetupResult, Way};

/// Size of the drawing, in pixels.
const SIZE: (u32, u32) = (960, 600);

/// Why there is no drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlotFailed(pub String);

impl SetupResult {
    /// Simulated milliseconds over hops, as SVG: a line for each way, whole without load and thin under load, between hosts
    /// that queue.
    ///
    /// # Errors
    /// What the drawing library has against it.
    pub fn svg(&self) -> Result<String, PlotFailed> {
        let mut svg = String::new();
        self.draw(&mut svg).map_err(|fault| PlotFailed(fault.to_string()))?;
        Ok(svg)
    }

    fn draw(&self, svg: &mut String) -> Result<(), Box<dyn std::error::Error + '_>> {
        let root = SVGBackend::with_string(svg, SIZE).into_drawing_area();
        root.fill(&WHITE)?;
        let farthest = self.rows.iter().map(|row| row.hops).max().unwrap_or(1).max(1);
        let longest = self.rows.iter().map(|row| row.simulated_ms.median).fold(1.0, f64::max);
        let mut chart = ChartBuilder::on(&root)
            .caption(format!("Connection set-up, {}", self.network), ("sans-serif", 20))
            .margin(12)
            .x_label_area_size(44)
            .y_label_area_size(64)
            .build_cartesian_2d(0f64..f64::from(farthest), 0f64..longest * 1.05)?;
        chart.configure_mesh().x_desc("hops").y_desc("simulated ms, median").draw()?;
        for (index, way) in Way::ALL.into_iter().enumerate() {
            let colour = Palette99::pick(index).to_rgba();
            for (load, width) in [(Load::None, 3), (Load::Measured, 1)] {
                let points: Vec<(f64, f64)> = self.points(way, load).collect();
                if points.is_empty() {
                    continue;
                }
                let line = chart.draw_series(LineSeries::new(points, colour.stroke_width(width)))?;
                if load == Load::None {
                    let mark = move |(x, y)| PathElement::new([(x, y), (x + 24, y)], colour.stroke_width(3));
                    line.label(way.name()).legend(mark);
                }
            }
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .background_style(WHITE.mix(0.85))
            .border_style(BLACK)
            .draw()?;
        root.present()?;
        drop(chart);
        drop(root);
        Ok(())
    }

    fn points(&self, way: Way, load: Load) -> impl Iterator<Item = (f64, f64)> + '_ {
        let fits = move |row: &&Row| row.way == way && row.load == load && row.ncp == NcpKind::Queueing;
        self.rows.iter().filter(fits).map(|row| (f64::from(row.hops), row.simulated_ms.median))
    }
}
