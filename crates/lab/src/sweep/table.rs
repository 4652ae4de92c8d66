//! The results as comma-separated values (RFC 4180): one line a run, columns as [`Sweep::columns`] describes them.
//!
//! Lines stand in whatever order the runs ended; a line that breaks off at the end of the file is a run that was not kept.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use arpanet_scenario::sweep::{Cell, CellKind, Column, Row};
use arpanet_scenario::{Diagnostic, Sweep};
use csv::StringRecord;

/// What stands in a file of results.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    /// The runs that are done, in the order of the file.
    pub rows: Vec<Row>,
    /// The octets up to the end of the last whole line; 0 when not even the first is whole.
    pub whole_octets: usize,
}

/// The first line, with its end.
pub fn header(sweep: &Sweep) -> String {
    record(sweep.columns().into_iter().map(|column| column.name))
}

/// The line of a run, with its end.
pub fn line(row: &Row) -> String {
    record(row.cells.iter().map(Cell::to_string))
}

fn record(cells: impl Iterator<Item = String>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells.collect::<Vec<_>>()).expect("memory takes what is written");
    let octets = writer.into_inner().expect("memory takes what is written");
    String::from_utf8(octets).expect("cells are text")
}

/// Reads what has been kept in the file at `path`.
///
/// # Errors
/// When these are no results of this study.
pub fn read(sweep: &Sweep, path: &Path, text: &str) -> Result<Kept, Diagnostic> {
    let header = header(sweep);
    if header.starts_with(text) {
        return Ok(Kept { rows: Vec::new(), whole_octets: if header == text { text.len() } else { 0 } });
    }
    let results = Results { sweep, columns: sweep.columns(), path, text: Arc::from(text) };
    results.check_header(&header)?;
    let whole_octets = text.rfind('\n').map_or(0, |end| end + 1);
    Ok(Kept { rows: results.rows(&text[..whole_octets])?, whole_octets })
}

/// A file of results being read.
struct Results<'a> {
    sweep: &'a Sweep,
    columns: Vec<Column>,
    path: &'a Path,
    text: Arc<str>,
}

impl Results<'_> {
    /// The first line names the columns of the study, in their order.
    fn check_header(&self, header: &str) -> Result<(), Diagnostic> {
        if self.text.starts_with(header) {
            return Ok(());
        }
        let first = self.text.lines().next().unwrap_or_default();
        let mut at = 0;
        for (found, column) in first.split(',').chain(std::iter::repeat("")).zip(&self.columns) {
            if found != column.name {
                let message = format!("these are no results of this study: here stands \"{found}\"");
                let fault = self.fault(at..at + found.len(), message);
                return Err(fault.expected(format!("the column {}", column.name)).help(another_file()));
            }
            at = (at + found.len() + 1).min(first.len());
        }
        let fault =
            self.fault(at..first.len(), "these are no results of this study: there are further columns");
        Err(fault.expected("the line to end here").help(another_file()))
    }

    fn rows(&self, whole: &str) -> Result<Vec<Row>, Diagnostic> {
        let mut rows = Vec::new();
        let mut is_done = vec![false; self.sweep.runs()];
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(whole.as_bytes());
        for record in reader.records() {
            let record = record.map_err(|fault| self.fault(0..0, fault.to_string()))?;
            let row = self.row(&record)?;
            if std::mem::replace(&mut is_done[row.run], true) {
                let fault = self.fault(self.line_of(&record), format!("run {} stands here twice", row.run));
                return Err(fault.expected("each run once"));
            }
            rows.push(row);
        }
        Ok(rows)
    }

    fn row(&self, record: &StringRecord) -> Result<Row, Diagnostic> {
        let span = self.line_of(record);
        if record.len() != self.columns.len() {
            let fault = self.fault(span, format!("this line has {} cells", record.len()));
            return Err(fault.expected(format!("{}, as the first has", self.columns.len())));
        }
        let cells = record.iter().zip(&self.columns).map(|(written, column)| {
            cell(written, column.kind).ok_or_else(|| {
                let message = format!("{}: \"{written}\" cannot stand here", column.name);
                self.fault(span.clone(), message).expected(in_words(column.kind))
            })
        });
        let cells = cells.collect::<Result<Vec<Cell>, _>>()?;
        let run = match cells[1] {
            Cell::Whole(run) if run < self.sweep.runs() as u64 => run as usize,
            _ => {
                let fault = self.fault(span, format!("run: the study has no run \"{}\"", &record[1]));
                return Err(fault.expected(format!("0 to {}", self.sweep.runs() - 1)));
            }
        };
        let keys = self.sweep.keys(run);
        match (0..keys.len()).find(|at| cells[*at] != keys[*at]) {
            Some(0) => {
                let fault = self.fault(span, "these are results of another study, or of this one as it was");
                Err(fault.expected(format!("study {}", keys[0])).help(another_file()))
            }
            Some(at) => {
                let name = &self.columns[at].name;
                let fault = self.fault(span, format!("run {run} has {name} {}", &record[at]));
                Err(fault.expected(keys[at].to_string()))
            }
            None => Ok(Row { run, cells }),
        }
    }

    fn line_of(&self, record: &StringRecord) -> Range<usize> {
        let start = record.position().map_or(0, |position| position.byte() as usize).min(self.text.len());
        start..self.text[start..].find('\n').map_or(self.text.len(), |end| start + end)
    }

    fn fault(&self, span: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(self.path, &self.text, span, message)
    }
}

fn another_file() -> Option<String> {
    Some(String::from("name another file for the results; this one is left as it is"))
}

fn cell(written: &str, kind: CellKind) -> Option<Cell> {
    match (kind, written) {
        (CellKind::Utf8, text) => Some(Cell::Text(text.to_owned())),
        (_, "") => Some(Cell::Empty),
        (CellKind::Uint64, _) => written.parse().ok().map(Cell::Whole),
        (CellKind::Float64, _) => written.parse().ok().map(Cell::Number),
        (CellKind::Bool, _) => written.parse().ok().map(Cell::Truth),
    }
}

const fn in_words(kind: CellKind) -> &'static str {
    match kind {
        CellKind::Uint64 => "a whole number",
        CellKind::Float64 => "a number",
        CellKind::Bool => "true or false",
        CellKind::Utf8 => "a text",
    }
}
