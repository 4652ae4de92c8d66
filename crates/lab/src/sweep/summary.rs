//! The results of a study by its points: means over the seeds, and how far they can be trusted.

use std::collections::BTreeMap;

use arpanet_scenario::Sweep;
use arpanet_scenario::sweep::{Cell, CellKind, Column, Row};
use serde::Serialize;

use crate::statistics::{Spread, spread};

/// What a study found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SweepResult {
    /// What was studied.
    pub title: String,
    /// The study with all its files, as a hash in hexadecimal.
    pub study: String,
    /// Runs.
    pub runs: usize,
    /// The columns of the results.
    pub columns: Vec<Column>,
    /// One for each combination of values.
    pub points: Vec<PointRow>,
}

/// One combination of values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PointRow {
    /// The values, in the order of `vary`.
    pub values: Vec<Cell>,
    /// Runs.
    pub runs: usize,
    /// Runs that ended well.
    pub well: usize,
    /// Every column of numbers, by its name.
    pub results: BTreeMap<String, Measured>,
}

/// A column over the runs of a point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// Runs that have it.
    pub count: usize,
    /// Its mean and the rest, unless no run has it.
    #[serde(flatten)]
    pub spread: Option<Spread>,
}

impl SweepResult {
    /// From the rows of all runs, in their order.
    pub fn of(sweep: &Sweep, rows: &[Row]) -> SweepResult {
        let columns = sweep.columns();
        let seeds = sweep.runs() / sweep.points();
        SweepResult {
            title: sweep.file.title.clone(),
            study: format!("{:016x}", sweep.identity),
            runs: rows.len(),
            points: rows.chunks(seeds).map(|rows| point(sweep, &columns, rows)).collect(),
            columns,
        }
    }

    /// How many fields are varied.
    pub(super) fn varied(&self) -> &[Column] {
        let varied = self.points.first().map_or(0, |point| point.values.len());
        &self.columns[2..2 + varied]
    }

    /// What the study itself measures.
    pub(super) fn measured(&self, sweep: &Sweep) -> &[Column] {
        &self.columns[self.columns.len() - sweep.file.measure.len()..]
    }
}

fn point(sweep: &Sweep, columns: &[Column], rows: &[Row]) -> PointRow {
    let varied = sweep.file.vary.len();
    let after_seed = columns.iter().enumerate().skip(varied + 3);
    let numbers =
        after_seed.filter(|(_, column)| matches!(column.kind, CellKind::Uint64 | CellKind::Float64));
    let well = columns.iter().position(|column| column.name == "well");
    PointRow {
        values: rows.first().map(|row| row.cells[2..2 + varied].to_vec()).unwrap_or_default(),
        runs: rows.len(),
        well: rows.iter().filter(|row| well.is_some_and(|at| row.cells[at] == Cell::Truth(true))).count(),
        results: numbers.map(|(at, column)| (column.name.clone(), measured(rows, at))).collect(),
    }
}

fn measured(rows: &[Row], at: usize) -> Measured {
    let numbers = rows.iter().filter_map(|row| match row.cells[at] {
        Cell::Whole(number) => Some(number as f64),
        Cell::Number(number) => Some(number),
        Cell::Empty | Cell::Truth(_) | Cell::Text(_) => None,
    });
    let numbers: Vec<f64> = numbers.collect();
    Measured { count: numbers.len(), spread: spread(&numbers) }
}
