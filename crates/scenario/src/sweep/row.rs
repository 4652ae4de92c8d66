//! What a run of a study comes to: one row of flat cells, whose columns are the same for every run.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::Sweep;
use crate::expect::Reading;
use crate::run::{Ended, Run};

/// A column of the results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What its cells are.
    #[serde(rename = "type")]
    pub kind: CellKind,
    /// What its numbers count or are measured in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<&'static str>,
    /// What it is.
    pub what: String,
}

/// What the cells of a column are, in the words of Arrow and Parquet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CellKind {
    /// Whole numbers, 0 or more.
    Uint64,
    /// Numbers.
    Float64,
    /// `true` or `false`.
    Bool,
    /// Texts.
    Utf8,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// There is nothing to tell: a time that did not begin or did not end.
    Empty,
    /// A whole number.
    Whole(u64),
    /// A number.
    Number(f64),
    /// A truth.
    Truth(bool),
    /// A text.
    Text(String),
}

impl fmt::Display for Cell {
    /// Numbers are written so that they are read as the same number again.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Empty => Ok(()),
            Cell::Whole(number) => number.fmt(f),
            Cell::Number(number) => number.fmt(f),
            Cell::Truth(truth) => truth.fmt(f),
            Cell::Text(text) => text.fmt(f),
        }
    }
}

/// The cells of one run, in the order of the columns.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The run.
    pub run: usize,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// A column that every study has, and where its cell comes from.
type Standard = (&'static str, CellKind, Option<&'static str>, &'static str, fn(&Ended) -> Cell);

use CellKind::{Bool, Float64, Uint64, Utf8};

/// The columns before and after those of `vary` that tell which run it is.
pub(super) const STUDY: &str = "study";
pub(super) const RUN: &str = "run";
pub(super) const SEED: &str = "seed";

/// What is asked of every run.
pub(super) const STANDARD: [Standard; 16] = [
    ("well", Bool, None, "whether all expectations were met and the run did not stall", |ended| {
        Cell::Truth(ended.is_well)
    }),
    ("end", Utf8, None, "why it ended: idle, deadline, goal or stalled", |ended| {
        Cell::Text(ended.summary.end.reason.clone())
    }),
    ("end_ms", Float64, Some("ms"), "simulated time at its end", |ended| ms(ended.summary.end.time_ns)),
    ("expectations_met", Uint64, None, "expectations that were met", |ended| {
        Cell::Whole(ended.summary.expectations.passed as u64)
    }),
    ("expectations_missed", Uint64, None, "expectations that were not", |ended| {
        Cell::Whole(ended.summary.expectations.failed as u64)
    }),
    ("messages_sent", Uint64, None, "regular messages sent by hosts", |ended| {
        Cell::Whole(ended.summary.messages.sent)
    }),
    ("messages_delivered", Uint64, None, "taken in by the hosts they were for", |ended| {
        Cell::Whole(ended.summary.messages.delivered)
    }),
    ("messages_rfnm", Uint64, None, "answered by a RFNM", |ended| Cell::Whole(ended.summary.messages.rfnm)),
    ("messages_dead", Uint64, None, "answered by destination dead", |ended| {
        Cell::Whole(ended.summary.messages.dead)
    }),
    ("messages_incomplete", Uint64, None, "answered by incomplete transmission", |ended| {
        Cell::Whole(ended.summary.messages.incomplete)
    }),
    ("messages_error", Uint64, None, "answered by an error", |ended| {
        Cell::Whole(ended.summary.messages.error)
    }),
    ("messages_in_flight", Uint64, None, "not answered at the end", |ended| {
        Cell::Whole(ended.summary.messages.in_flight)
    }),
    ("connections_opened", Uint64, None, "connections that were opened", |ended| {
        Cell::Whole(ended.summary.connections.opened)
    }),
    ("connections_refused", Uint64, None, "asked for, and refused or never answered", |ended| {
        Cell::Whole(ended.summary.connections.refused)
    }),
    ("connections_closed", Uint64, None, "closed after they had been open", |ended| {
        Cell::Whole(ended.summary.connections.closed)
    }),
    (
        "fingerprint",
        Utf8,
        None,
        "XXH3-64 over all messages and terminals of the run, in hexadecimal",
        |ended| Cell::Text(ended.summary.fingerprint.clone()),
    ),
];

/// Whether every study has a column of this name.
pub(super) fn is_taken(name: &str) -> bool {
    [STUDY, RUN, SEED].contains(&name) || STANDARD.iter().any(|(standard, ..)| *standard == name)
}

fn ms(ns: u64) -> Cell {
    Cell::Number(ns as f64 / 1e6)
}

fn column(name: &str, kind: CellKind, unit: Option<&'static str>, what: &str) -> Column {
    Column { name: name.to_owned(), kind, unit, what: what.to_owned() }
}

impl Sweep {
    /// The columns of the results: which run it is, what is asked of every run, and what is measured.
    pub fn columns(&self) -> Vec<Column> {
        let mut columns = vec![
            column(STUDY, Utf8, None, "the study with all its files, as a hash in hexadecimal"),
            column(RUN, Uint64, None, "the run, from 0"),
        ];
        columns.extend(self.file.vary.iter().map(|vary| {
            let what = vary.what.as_deref().unwrap_or(&vary.field);
            column(&vary.name, kind_of(&vary.values), None, what)
        }));
        columns.push(column(SEED, Uint64, None, "the root of its chance"));
        columns.extend(STANDARD.iter().map(|(name, kind, unit, what, _)| column(name, *kind, *unit, what)));
        columns.extend(self.file.measure.iter().map(|measure| {
            let what = measure.what.as_deref().unwrap_or_default();
            match measure.count {
                Some(_) => column(&measure.name, Uint64, None, what),
                None => column(&measure.name, Float64, Some("ms"), what),
            }
        }));
        columns
    }

    /// The cells that tell which run it is: as many as there are columns up to the seed.
    pub fn keys(&self, run: usize) -> Vec<Cell> {
        let (point, seed) = self.run(run);
        let mut cells = vec![Cell::Text(format!("{:016x}", self.identity)), Cell::Whole(run as u64)];
        let values = self.values(point).into_iter().zip(&self.file.vary);
        cells.extend(values.map(|(value, vary)| cell_of(value, kind_of(&vary.values))));
        cells.push(Cell::Whole(seed));
        cells
    }

    /// The row of a run that has ended.
    pub fn row(&self, run: usize, played: &Run) -> Row {
        let ended = played.ended();
        let mut cells = self.keys(run);
        cells.extend(STANDARD.iter().map(|(.., cell)| cell(&ended)));
        cells.extend(played.readings().map(|reading| match reading {
            Reading::Time(Some(ns)) => ms(ns),
            Reading::Time(None) => Cell::Empty,
            Reading::Count(count) => Cell::Whole(count),
        }));
        Row { run, cells }
    }
}

/// The kind of a column with these values, which are all of one kind.
fn kind_of(values: &[Value]) -> CellKind {
    match values.first() {
        Some(Value::Bool(_)) => CellKind::Bool,
        Some(Value::Number(_)) if values.iter().all(Value::is_u64) => CellKind::Uint64,
        Some(Value::Number(_)) => CellKind::Float64,
        _ => CellKind::Utf8,
    }
}

fn cell_of(value: &Value, kind: CellKind) -> Cell {
    match (value, kind) {
        (Value::Bool(truth), _) => Cell::Truth(*truth),
        (Value::Number(number), CellKind::Uint64) => number.as_u64().map_or(Cell::Empty, Cell::Whole),
        (Value::Number(number), _) => number.as_f64().map_or(Cell::Empty, Cell::Number),
        (Value::String(text), _) => Cell::Text(text.clone()),
        (Value::Null | Value::Array(_) | Value::Object(_), _) => Cell::Empty,
    }
}
