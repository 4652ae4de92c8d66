//! The ledger's files, read and checked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use super::row::{Layer, Row, RowId, RowIdError};

/// The rows, and what is decided about them.
#[derive(Clone, Debug)]
pub struct Tables {
    /// All rows.
    pub rows: BTreeMap<RowId, Row>,
    /// Rows that we do not follow, with the reason.
    pub deviations: BTreeMap<RowId, String>,
    /// Rows that must keep their proof.
    pub enforced: BTreeSet<RowId>,
}

/// What is wrong with the ledger's files.
#[derive(Debug, Error)]
pub enum LedgerError {
    /// A file cannot be read.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file is not the JSON that it should be.
    #[error("{}: {error}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and why.
        error: serde_json::Error,
    },
    /// Two rows, or two deviations, have one id.
    #[error("{0} is there twice")]
    Twice(RowId),
    /// A row lies in another layer's file, or calls its layer by another name than its id does.
    #[error("{id} does not belong to {}.json", layer.name().to_lowercase())]
    Misplaced {
        /// The row.
        id: RowId,
        /// The file it was found in.
        layer: Layer,
    },
    /// A row without a sentence or a source, or a deviation without a reason.
    #[error("{0} lacks its {1}")]
    Blank(RowId, &'static str),
    /// A deviation, an enforced row or a test names a row that does not exist.
    #[error("{place} names {id}, and there is no such row")]
    Unknown {
        /// The row that is missing.
        id: RowId,
        /// Who names it.
        place: String,
    },
    /// An entry of `enforced.json` is neither a row nor a range of rows.
    #[error("enforced.json: {0}")]
    RowId(#[from] RowIdError),
    /// A range runs backwards or from layer to layer.
    #[error("enforced.json: `{0}` is no range: expected two rows of a layer in order, as in HH-001..HH-009")]
    Range(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deviation {
    id: RowId,
    reason: String,
}

/// The root of the workspace that this was built from.
pub fn workspace_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

impl Tables {
    /// Reads `<layer>.json` for each layer, `deviations.json` and `enforced.json`.
    ///
    /// # Errors
    /// When a file is missing or malformed, or when the tables contradict each other.
    pub fn load(folder: &Path) -> Result<Tables, LedgerError> {
        let mut rows = BTreeMap::new();
        for layer in Layer::ALL {
            let file = format!("{}.json", layer.name().to_lowercase());
            let layer_rows: Vec<Row> = read_json(&folder.join(file))?;
            for row in layer_rows {
                check_row(&row, layer)?;
                let id = row.id;
                if rows.insert(id, row).is_some() {
                    return Err(LedgerError::Twice(id));
                }
            }
        }
        let deviations = deviations(read_json(&folder.join("deviations.json"))?, &rows)?;
        let enforced = enforced(read_json(&folder.join("enforced.json"))?, &rows)?;
        Ok(Tables { rows, deviations, enforced })
    }
}

fn check_row(row: &Row, layer: Layer) -> Result<(), LedgerError> {
    if row.layer != layer || row.id.layer != layer {
        return Err(LedgerError::Misplaced { id: row.id, layer });
    }
    if row.rule.trim().is_empty() {
        return Err(LedgerError::Blank(row.id, "rule"));
    }
    if row.source.trim().is_empty() {
        return Err(LedgerError::Blank(row.id, "source"));
    }
    Ok(())
}

fn deviations(
    listed: Vec<Deviation>,
    rows: &BTreeMap<RowId, Row>,
) -> Result<BTreeMap<RowId, String>, LedgerError> {
    let mut deviations = BTreeMap::new();
    for Deviation { id, reason } in listed {
        check_known(id, rows, "deviations.json")?;
        if reason.trim().is_empty() {
            return Err(LedgerError::Blank(id, "reason"));
        }
        if deviations.insert(id, reason).is_some() {
            return Err(LedgerError::Twice(id));
        }
    }
    Ok(deviations)
}

/// Each entry is a row (`HH-042`) or a range (`HH-001..HH-009`, both ends included). They may overlap.
fn enforced(listed: Vec<String>, rows: &BTreeMap<RowId, Row>) -> Result<BTreeSet<RowId>, LedgerError> {
    let mut enforced = BTreeSet::new();
    for entry in listed {
        let (first, last) = entry.split_once("..").unwrap_or((&entry, &entry));
        let (first, last): (RowId, RowId) = (first.parse()?, last.parse()?);
        if first.layer != last.layer || first > last {
            return Err(LedgerError::Range(entry));
        }
        for number in first.number..=last.number {
            let id = RowId { layer: first.layer, number };
            check_known(id, rows, "enforced.json")?;
            enforced.insert(id);
        }
    }
    Ok(enforced)
}

/// An error when `place` names a row that does not exist.
pub(super) fn check_known(id: RowId, rows: &BTreeMap<RowId, Row>, place: &str) -> Result<(), LedgerError> {
    if rows.contains_key(&id) {
        return Ok(());
    }
    Err(LedgerError::Unknown { id, place: place.to_string() })
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, LedgerError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| LedgerError::Unreadable { path: path.to_path_buf(), error })?;
    serde_json::from_str(&text).map_err(|error| LedgerError::Malformed { path: path.to_path_buf(), error })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(ids: &[&str]) -> BTreeMap<RowId, Row> {
        let row = |id: RowId| Row {
            id,
            layer: id.layer,
            level: super::super::Level::Must,
            source: "RFC 1".to_string(),
            rule: "It is so.".to_string(),
        };
        ids.iter().map(|id| id.parse().expect("a row id")).map(|id| (id, row(id))).collect()
    }

    fn enforce(entry: &str) -> Result<Vec<String>, String> {
        let known = rows(&["HH-001", "HH-002", "HH-003", "ICP-001"]);
        enforced(vec![entry.to_string()], &known)
            .map(|ids| ids.iter().map(RowId::to_string).collect())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn an_enforced_entry_is_a_row_or_a_range_with_both_ends() {
        assert_eq!(enforce("HH-002"), Ok(vec!["HH-002".to_string()]));
        assert_eq!(enforce("HH-001..HH-003").map(|ids| ids.len()), Ok(3));
    }

    #[test]
    fn a_range_must_run_forwards_within_a_layer_over_rows_that_exist() {
        let no_range = |range| {
            format!(
                "enforced.json: `{range}` is no range: expected two rows of a layer in order, as in HH-001..HH-009"
            )
        };
        assert_eq!(enforce("HH-003..HH-001"), Err(no_range("HH-003..HH-001")));
        assert_eq!(enforce("HH-001..ICP-001"), Err(no_range("HH-001..ICP-001")));
        assert_eq!(
            enforce("HH-001..HH-004"),
            Err("enforced.json names HH-004, and there is no such row".to_string())
        );
        assert_eq!(
            enforce("HH-1"),
            Err("enforced.json: `HH-1` is no row id: expected a layer and three digits, as in HH-042"
                .to_string())
        );
    }

    #[test]
    fn a_deviation_needs_a_reason_and_a_row() {
        let deviate = |id: &str, reason: &str| {
            let deviation = Deviation { id: id.parse().expect("a row id"), reason: reason.to_string() };
            deviations(vec![deviation], &rows(&["HH-001"]))
                .map(|d| d.len())
                .map_err(|error| error.to_string())
        };
        assert_eq!(deviate("HH-001", "the sources disagree"), Ok(1));
        assert_eq!(deviate("HH-001", " "), Err("HH-001 lacks its reason".to_string()));
        assert_eq!(
            deviate("HH-002", "why"),
            Err("deviations.json names HH-002, and there is no such row".to_string())
        );
    }
}
