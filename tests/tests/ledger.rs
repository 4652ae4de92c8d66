//! The ledger's tables are in order, and the tests name rows that exist.

use arpanet_tests::ledger::{Balance, Layer, Proofs, Tables, workspace_root};

fn tables() -> Tables {
    let loaded = Tables::load(&workspace_root().join("tests/ledger"));
    loaded.unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_ledger_holds_every_row_of_the_sources() {
    let tables = tables();
    for (layer, rows) in Layer::ALL.into_iter().zip([173, 25, 53, 137, 78, 19, 41]) {
        let numbers: Vec<u16> =
            tables.rows.keys().filter(|id| id.layer == layer).map(|id| id.number).collect();
        assert_eq!(numbers, (1..=rows).collect::<Vec<u16>>(), "{}", layer.name());
    }
}

#[test]
fn each_rule_is_one_short_statement_of_its_own() {
    let tables = tables();
    let mut rules: Vec<&str> = tables.rows.values().map(|row| row.rule.as_str()).collect();
    for rule in &rules {
        assert!(rule.ends_with('.') && rule.len() <= 220, "{rule}");
    }
    rules.sort_unstable();
    rules.dedup();
    assert_eq!(rules.len(), tables.rows.len(), "two rows say the same");
}

#[test]
fn each_source_is_a_document_of_the_period() {
    let documents = ["NIC 8246", "RFC ", "BBN 1822", "IMP program 3050"];
    for row in tables().rows.values() {
        assert!(
            documents.iter().any(|document| row.source.starts_with(document)),
            "{}: {}",
            row.id,
            row.source
        );
    }
}

#[test]
fn tests_are_named_for_rows_that_exist() {
    let proofs = Proofs::from_sources(&workspace_root()).expect("the sources can be read");
    let tables = tables();
    if let Err(error) = Balance::new(&tables, &proofs) {
        panic!("{error}");
    }
}
