//! The tests that reach across crates: conformance, properties, goldens, interoperation and whole networks.
//!
//! The tests themselves are in `tests/tests`. This library holds what they share, and the conformance [`ledger`].

pub mod captures;
pub mod fuzz;
pub mod ledger;
pub mod perfect_subnet;
pub mod scripted_end;
pub mod sites;
