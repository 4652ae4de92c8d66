//! The conformance ledger: which rule of the sources is proved by which test.
//!
//! The rules are rows, in `tests/ledger/*.json`, one file a layer. A proof of a row is a `#[test]` whose name begins
//! with the row's id: `hh_042_opcodes_are_those_of_the_summary` proves HH-042, `hh_015_hh_016_...` proves two rows.
//! `deviations.json` lists the rows that we do not follow, each with its reason. `enforced.json` lists the rows that must
//! not lose their proof: an enforced MUST or MUST-NOT row that has neither proof nor deviation is an error.
//!
//! ```text
//! cargo run -q -p arpanet-tests --bin ledger                        the ledger, tests found in the sources
//! cargo run -q -p arpanet-tests --bin ledger -- --results FILE      and they must have passed, says FILE
//! cargo run -q -p arpanet-tests --bin ledger -- --json              in figures
//! ```

mod balance;
mod proofs;
mod row;
mod tables;

pub use balance::{Balance, Entry, LayerSummary, State, Summary};
pub use proofs::{Proofs, Test, rows_named_by};
pub use row::{Layer, Level, Row, RowId, RowIdError};
pub use tables::{LedgerError, Tables, workspace_root};
