//! File names of every system, as properties: whatever is typed is read or refused without harm, and what a system spells it
//! reads as the same file.

use arpanet_programs::System;
use arpanet_programs::system::{FileName, NamePattern, VersionPattern};
use proptest::prelude::*;

/// The file that a pattern for one file means, for a user whose home is `home`.
fn file_of(system: &System, pattern: &NamePattern, home: &str) -> FileName {
    let version = match pattern.version {
        VersionPattern::Exactly(version) => version,
        _ => system.names.first_version(),
    };
    FileName {
        directory: pattern.directory.clone().unwrap_or_else(|| home.to_owned()),
        name: pattern.name.text().to_owned(),
        extension: pattern.extension.text().to_owned(),
        version,
    }
}

fn check(system: &System, typed: &str) -> Result<(), TestCaseError> {
    let Ok(pattern) = system.names.parse(typed) else { return Ok(()) };
    if pattern.is_group() || pattern.name.is_empty() {
        return Ok(());
    }
    let Some(places) = system.mail else { return Ok(()) };
    let home = system.names.home(places.operator);
    let file = file_of(system, &pattern, &home);
    let spelled = system.names.spell(&file);
    let again = system.names.parse(&spelled);
    let again = again.map_err(|error| TestCaseError::fail(format!("{system:?}: {spelled}: {error}")))?;
    prop_assert!(again.directory.is_some(), "{:?}: {}", system, spelled);
    prop_assert_eq!(file_of(system, &again, "?"), file, "{:?}: {}", system, spelled);
    Ok(())
}

fn systems() -> impl Iterator<Item = &'static System> {
    System::names().filter_map(System::named)
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_by_every_system(typed in "\\PC{0,60}") {
        for system in systems() {
            check(system, &typed)?;
        }
    }

    /// Texts of what names are made of, so that many are names.
    #[test]
    fn what_a_system_spells_it_reads_as_the_same_file(typed in "[<>'(/\\[]?[A-Za-z0-9]{0,7}[>.:;,)\\] /]?[A-Za-z0-9*]{0,7}[.;(>\\[ ,]?[A-Z0-9*-]{0,5}[\\])'/]?") {
        for system in systems() {
            check(system, &typed)?;
        }
    }
}

/// The names that the sources show, each on its own system.
#[test]
fn names_of_the_sources_are_names() {
    for (system, name) in [
        ("tenex", "<THOMAS>PROG1.PL1;1"),
        ("tenex", "<DOCUMENTATION>FINGER.DOC"),
        ("its", ".INFO.;NAME ORDER"),
        ("tops10", "FINGER.LES[UP,DOC]"),
        ("multics", ">udd>CNet>Doe>foo_bar"),
    ] {
        let system = System::named(system).unwrap();
        let pattern = system.names.parse(name).unwrap();
        assert!(pattern.directory.is_some() && !pattern.is_group(), "{system:?}: {name}");
    }
}
