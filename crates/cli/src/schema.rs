//! `arpanet schema [KIND]`

use arpanet_scenario::file::{self, Kind};
use arpanet_scenario::trace::TRACE_SCHEMA;

use crate::args::{KindArgument, SchemaArguments};
use crate::{End, output};

/// Prints the schema of a kind, or of all.
pub fn schema(arguments: &SchemaArguments) -> End {
    let schema = match arguments.kind {
        Some(KindArgument::Trace) => return output::print(TRACE_SCHEMA),
        Some(KindArgument::Scenario) => file::schema(Kind::Scenario),
        Some(KindArgument::Network) => file::schema(Kind::Network),
        Some(KindArgument::Traffic) => file::schema(Kind::Traffic),
        Some(KindArgument::Sizes) => file::schema(Kind::Sizes),
        Some(KindArgument::Study) => file::schema(Kind::Study),
        Some(KindArgument::Live) => file::schema(Kind::Live),
        None => file::schema_of_all(),
    };
    output::print(&format!("{:#}\n", schema.as_value()))
}
