//! A study's result as a table: a line for each combination of values.

use std::fmt::Write;

use arpanet_report::{Align, columns};
use arpanet_scenario::Sweep;
use arpanet_scenario::sweep::{Cell, CellKind};

use super::{Measured, PointRow, SweepResult};

impl SweepResult {
    /// The table: of what the study measures the mean with half the width of its 95 % confidence interval, and the standard deviation.
    pub fn text(&self, sweep: &Sweep) -> String {
        let mut align: Vec<Align> = self.varied().iter().map(|column| side(column.kind)).collect();
        let mut head: Vec<String> = self.varied().iter().map(|column| column.name.clone()).collect();
        for name in ["runs", "well"].into_iter().map(str::to_owned) {
            align.push(Align::Right);
            head.push(name);
        }
        for measure in self.measured(sweep) {
            align.extend([Align::Right; 3]);
            head.extend([measure.name.clone(), String::from("±95 %"), String::from("sd")]);
        }
        let mut lines = vec![head];
        lines.extend(self.points.iter().map(|point| self.line(sweep, point)));
        let mut text = format!("{}\n\n{}", self.title, columns(&align, &lines));
        for column in self.varied().iter().chain(self.measured(sweep)) {
            let unit = column.unit.map_or_else(String::new, |unit| format!(" ({unit})"));
            let _ = write!(text, "\n{}{unit}: {}", column.name, column.what);
        }
        text + "\n"
    }

    fn line(&self, sweep: &Sweep, point: &PointRow) -> Vec<String> {
        let mut line: Vec<String> = point.values.iter().map(Cell::to_string).collect();
        line.extend([point.runs.to_string(), point.well.to_string()]);
        for measure in self.measured(sweep) {
            line.extend(cells(point.results.get(&measure.name), point.runs));
        }
        line
    }
}

const fn side(kind: CellKind) -> Align {
    match kind {
        CellKind::Utf8 | CellKind::Bool => Align::Left,
        CellKind::Uint64 | CellKind::Float64 => Align::Right,
    }
}

/// Mean, half width and standard deviation; where some runs have no figure, how many have one.
fn cells(measured: Option<&Measured>, runs: usize) -> [String; 3] {
    let Some((count, spread)) = measured.and_then(|it| it.spread.map(|spread| (it.count, spread))) else {
        return [String::from("-"), String::new(), String::new()];
    };
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.1}"));
    let of = if count < runs { format!(" (of {count})") } else { String::new() };
    [format!("{:.1}{of}", spread.mean), number(spread.ci95), number(spread.sd)]
}
