//! The rows held against their proofs: what is proved, what is open, what is missing.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::proofs::{Proofs, Test};
use super::row::{Layer, Row, RowId};
use super::tables::{LedgerError, Tables, check_known};

/// How a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It has tests, and none that fails.
    Proved,
    /// We do otherwise, and say why.
    Deviation,
    /// It is enforced and binding, and has no proof: an error.
    Missing,
    /// It has no proof, and need not have one yet.
    Open,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            State::Proved => "proved",
            State::Deviation => "deviation",
            State::Missing => "MISSING",
            State::Open => "open",
        })
    }
}

/// A row, its tests and how it stands.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// The row.
    pub row: &'a Row,
    /// Its tests.
    pub tests: &'a [Test],
    /// How it stands.
    pub state: State,
    /// Why we deviate, if we do.
    pub reason: Option<&'a str>,
}

/// The whole ledger.
#[derive(Clone, Debug)]
pub struct Balance<'a> {
    entries: Vec<Entry<'a>>,
    enforced: usize,
}

/// A layer in figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LayerSummary {
    /// Its rows.
    pub rows: usize,
    /// Rows with proof.
    pub proved: usize,
    /// Rows we do not follow.
    pub deviations: usize,
    /// Binding rows: MUST and MUST-NOT.
    pub must: usize,
    /// Binding rows with proof.
    pub must_proved: usize,
}

/// The ledger in figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// All rows.
    pub rows: usize,
    /// Rows with proof.
    pub proved: usize,
    /// Rows we do not follow.
    pub deviations: usize,
    /// Enforced rows.
    pub enforced: usize,
    /// Enforced binding rows with neither proof nor deviation.
    pub missing_must: Vec<RowId>,
    /// Binding rows, not enforced, with neither proof nor deviation.
    pub open_must: Vec<RowId>,
    /// Each layer.
    pub by_layer: BTreeMap<&'static str, LayerSummary>,
}

impl<'a> Balance<'a> {
    /// Holds the rows against the proofs.
    ///
    /// # Errors
    /// When a test names a row that does not exist.
    pub fn new(tables: &'a Tables, proofs: &'a Proofs) -> Result<Balance<'a>, LedgerError> {
        for id in proofs.rows() {
            check_known(id, &tables.rows, &proofs.of(id)[0].name)?;
        }
        let entries = tables.rows.values().map(|row| entry(row, tables, proofs)).collect();
        Ok(Balance { entries, enforced: tables.enforced.len() })
    }

    /// All entries, in order of layer and number.
    pub fn entries(&self) -> &[Entry<'a>] {
        &self.entries
    }

    /// The figures.
    pub fn summary(&self) -> Summary {
        let binding_ids = |state| {
            let entries = self.entries.iter().filter(move |e| e.state == state && e.row.level.is_binding());
            entries.map(|e| e.row.id).collect()
        };
        let count = |state| self.entries.iter().filter(|e| e.state == state).count();
        Summary {
            rows: self.entries.len(),
            proved: count(State::Proved),
            deviations: count(State::Deviation),
            enforced: self.enforced,
            missing_must: binding_ids(State::Missing),
            open_must: binding_ids(State::Open),
            by_layer: Layer::ALL.map(|layer| (layer.name(), self.layer_summary(layer))).into(),
        }
    }

    fn layer_summary(&self, layer: Layer) -> LayerSummary {
        let mut summary = LayerSummary::default();
        for entry in self.entries.iter().filter(|e| e.row.layer == layer) {
            let is_binding = usize::from(entry.row.level.is_binding());
            summary.rows += 1;
            summary.must += is_binding;
            match entry.state {
                State::Proved => {
                    summary.proved += 1;
                    summary.must_proved += is_binding;
                }
                State::Deviation => summary.deviations += 1,
                State::Missing | State::Open => {}
            }
        }
        summary
    }
}

fn entry<'a>(row: &'a Row, tables: &'a Tables, proofs: &'a Proofs) -> Entry<'a> {
    let tests = proofs.of(row.id);
    let reason = tables.deviations.get(&row.id).map(String::as_str);
    let is_proved = !tests.is_empty() && tests.iter().all(|test| test.is_good);
    let state = if reason.is_some() {
        State::Deviation
    } else if is_proved {
        State::Proved
    } else if tables.enforced.contains(&row.id) && row.level.is_binding() {
        State::Missing
    } else {
        State::Open
    };
    Entry { row, tests, state, reason }
}

impl fmt::Display for Balance<'_> {
    /// One line a row: id, level, state, source, tests; then the figures.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Entry { row, tests, state, reason } in &self.entries {
            let mut proof: Vec<String> = tests.iter().map(Test::to_string).collect();
            proof.extend(reason.map(|reason| format!("because {reason}")));
            let line =
                format!("{:8}  {:8}  {state:9}  {:40}  {}", row.id, row.level, row.source, proof.join(", "));
            writeln!(f, "{}", line.trim_end())?;
        }
        writeln!(f)?;
        writeln!(
            f,
            "{:8}{:>6}{:>8}{:>12}{:>8}{:>13}",
            "", "rows", "proved", "deviations", "must", "must proved"
        )?;
        for layer in Layer::ALL {
            let LayerSummary { rows, proved, deviations, must, must_proved } = self.layer_summary(layer);
            writeln!(f, "{:8}{rows:>6}{proved:>8}{deviations:>12}{must:>8}{must_proved:>13}", layer.name())?;
        }
        let summary = self.summary();
        writeln!(
            f,
            "\n{} rows, {} proved, {} deviations; {} enforced, of which {} missing",
            summary.rows,
            summary.proved,
            summary.deviations,
            summary.enforced,
            summary.missing_must.len()
        )
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.name, if self.is_good { "" } else { " (NOT PASSED)" })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    /// HH-001 must, HH-002 must-not, HH-003 should; all enforced. HH-004 must, not enforced.
    fn tables() -> Tables {
        let levels = [Level::Must, Level::MustNot, Level::Should, Level::Must];
        let rows = (1..).zip(levels).map(|(number, level)| {
            let id = RowId { layer: Layer::Hh, number };
            let (source, rule) = ("RFC 1".to_string(), "It is so.".to_string());
            (id, Row { id, layer: Layer::Hh, level, source, rule })
        });
        let rows: BTreeMap<_, _> = rows.collect();
        let enforced = rows.keys().copied().filter(|id| id.number < 4).collect();
        Tables { rows, deviations: BTreeMap::new(), enforced }
    }

    fn states(tables: &Tables, results: &str) -> Vec<State> {
        let proofs = Proofs::from_results(results);
        let balance = Balance::new(tables, &proofs).expect("all rows are known");
        balance.entries().iter().map(|entry| entry.state).collect()
    }

    #[test]
    fn an_enforced_binding_row_without_proof_is_missing() {
        assert_eq!(
            states(&tables(), ""),
            [State::Missing, State::Missing, State::Open, State::Open],
            "should is not binding, and the last is not enforced"
        );
    }

    #[test]
    fn a_row_with_a_failing_test_is_not_proved() {
        assert_eq!(states(&tables(), "test hh_001_a ... ok")[0], State::Proved);
        assert_eq!(states(&tables(), "test hh_001_a ... ok\ntest hh_001_b ... FAILED")[0], State::Missing);
    }

    #[test]
    fn a_deviation_takes_the_place_of_a_proof() {
        let mut tables = tables();
        tables.deviations.insert(RowId { layer: Layer::Hh, number: 2 }, "the sources disagree".to_string());
        let proofs = Proofs::from_results("test hh_001_a ... ok");
        let summary = Balance::new(&tables, &proofs).expect("all rows are known").summary();
        assert_eq!((summary.rows, summary.proved, summary.deviations, summary.enforced), (4, 1, 1, 3));
        assert_eq!(summary.missing_must, []);
        assert_eq!(summary.open_must, [RowId { layer: Layer::Hh, number: 4 }]);
        let expected = LayerSummary { rows: 4, proved: 1, deviations: 1, must: 3, must_proved: 1 };
        assert_eq!(summary.by_layer["HH"], expected);
    }

    #[test]
    fn a_test_of_an_unknown_row_is_an_error() {
        let proofs = Proofs::from_results("test hh_005_a ... ok");
        let error = Balance::new(&tables(), &proofs).expect_err("there is no HH-005").to_string();
        assert_eq!(error, "hh_005_a names HH-005, and there is no such row");
    }
}
