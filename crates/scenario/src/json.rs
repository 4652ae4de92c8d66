//! JSON texts with places: parsing into typed files, with one diagnostic when that fails.

pub mod position;
pub mod tree;
mod typed;

pub use typed::{Document, parse_as};
