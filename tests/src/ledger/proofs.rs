//! The tests that prove rows: found in the sources, or in what a run of them printed.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use super::row::{Layer, RowId, three_digits};

/// A test whose name begins with the row's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Its name, without modules.
    pub name: String,
    /// `false` when it was run and did not pass.
    pub is_good: bool,
}

/// The tests of each row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proofs {
    tests: BTreeMap<RowId, Vec<Test>>,
}

impl Proofs {
    /// The tests of a row, in the order found.
    pub fn of(&self, id: RowId) -> &[Test] {
        self.tests.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The rows that have tests.
    pub fn rows(&self) -> impl Iterator<Item = RowId> {
        self.tests.keys().copied()
    }

    /// The tests in `tests/tests` and `crates` of the workspace at `root`. That they pass is taken for granted.
    ///
    /// # Errors
    /// When a folder or file cannot be read.
    pub fn from_sources(root: &Path) -> io::Result<Proofs> {
        let mut proofs = Proofs::default();
        for folder in ["tests/tests", "crates"] {
            proofs.scan(&root.join(folder))?;
        }
        Ok(proofs)
    }

    /// The tests in libtest's output, those that passed and those that did not.
    pub fn from_results(output: &str) -> Proofs {
        let mut proofs = Proofs::default();
        for (path, outcome) in output.lines().filter_map(result_line) {
            let name = path.rsplit("::").next().unwrap_or(path);
            proofs.add(name, outcome == "ok");
        }
        proofs
    }

    fn add(&mut self, name: &str, is_good: bool) {
        for id in rows_named_by(name) {
            self.tests.entry(id).or_default().push(Test { name: name.to_string(), is_good });
        }
    }

    /// All Rust files below a folder, in order of name.
    fn scan(&mut self, folder: &Path) -> io::Result<()> {
        let mut paths: Vec<_> =
            fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
        paths.sort();
        for path in paths {
            if path.is_dir() {
                self.scan(&path)?;
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                for name in tests_in_source(&fs::read_to_string(&path)?) {
                    self.add(name, true);
                }
            }
        }
        Ok(())
    }
}

/// The rows that a test's name begins with: `hh_015_hh_016_fillers_are_zero` names HH-015 and HH-016.
pub fn rows_named_by(name: &str) -> Vec<RowId> {
    let mut parts = name.split('_');
    let mut rows = Vec::new();
    while let (Some(layer), Some(digits)) = (parts.next(), parts.next()) {
        let layer = Layer::ALL.into_iter().find(|known| known.name().to_lowercase() == layer);
        let (Some(layer), Some(number)) = (layer, three_digits(digits)) else { break };
        rows.push(RowId { layer, number });
    }
    rows
}

/// The names of the functions marked `#[test]`, save those marked `#[ignore]`.
fn tests_in_source(source: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut is_test = false;
    let mut is_ignored = false;
    for line in source.lines().map(str::trim_start) {
        if line.starts_with("#[test]") {
            is_test = true;
        } else if line.starts_with("#[ignore") {
            is_ignored = true;
        } else if let Some(rest) = line.strip_prefix("fn ") {
            if is_test && !is_ignored {
                names.extend(rest.split(['(', '<']).next());
            }
            (is_test, is_ignored) = (false, false);
        }
    }
    names
}

/// Path and outcome of a line `test path::name ... ok`.
fn result_line(line: &str) -> Option<(&str, &str)> {
    let (path, outcome) = line.strip_prefix("test ")?.split_once(" ... ")?;
    let path = path.strip_suffix(" - should panic").unwrap_or(path);
    Some((path, outcome.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Vec<String> {
        rows_named_by(name).iter().map(RowId::to_string).collect()
    }

    #[test]
    fn the_ids_stand_at_the_front_of_a_name() {
        assert_eq!(named("hh_042_opcodes"), ["HH-042"]);
        assert_eq!(named("hh_015_hh_016_lstn_001_all_zero"), ["HH-015", "HH-016", "LSTN-001"]);
        assert_eq!(named("ih_003"), ["IH-003"]);
        for name in ["opcodes_hh_042", "hh_42_opcodes", "hh_0042", "hh", "", "hhh_042", "HH_042", "hh_042x_a"]
        {
            assert_eq!(named(name), [""; 0], "{name}");
        }
        assert_eq!(named("hh_015_016_twice"), ["HH-015"], "each id has its layer");
    }

    #[test]
    fn a_source_is_searched_for_tests_that_run() {
        let source = "
            /// A claim.
            #[test]
            fn hh_001_claim() {}
            fn hh_002_no_test() {}
            #[test]
            #[should_panic]
            fn hh_003_panics() {}
            #[test]
            #[ignore = \"slow\"]
            fn hh_004_ignored() {}
            // #[test]
            fn hh_005_commented_out() {}
            proptest! {
                #[test]
                fn hh_006_property(n in 0..3) {}
            }";
        assert_eq!(tests_in_source(source), ["hh_001_claim", "hh_003_panics", "hh_006_property"]);
    }

    #[test]
    fn results_tell_who_passed() {
        let output = "
running 5 tests
test hh_001_claim ... ok
test module::tests::hh_002_claim ... FAILED
test hh_003_panics - should panic ... ok
test hh_004_ignored ... ignored, slow
test result: FAILED. 2 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
";
        let proofs = Proofs::from_results(output);
        let found: Vec<_> =
            proofs.rows().flat_map(|id| proofs.of(id)).map(|t| (t.name.as_str(), t.is_good)).collect();
        assert_eq!(
            found,
            [
                ("hh_001_claim", true),
                ("hh_002_claim", false),
                ("hh_003_panics", true),
                ("hh_004_ignored", false)
            ]
        );
    }
}
