//! The house stands as ARCHITECTURE.md draws it: each crate depends on those below it, and on no others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use arpanet_tests::ledger::workspace_root;
use toml::{Table, Value};

/// Each crate, by its folder in `crates/`, with those it may depend on, also in its own tests.
const HOUSE: [(&str, &[&str]); 11] = [
    ("wire", &[]),
    ("kernel", &[]),
    ("imp", &["wire", "kernel"]),
    ("ncp", &["wire", "kernel"]),
    ("programs", &["wire", "kernel", "ncp"]),
    ("world", &["wire", "kernel", "imp", "ncp", "programs"]),
    ("scenario", &["wire", "kernel", "world"]),
    ("report", &["wire", "scenario"]),
    ("lab", &["scenario", "report"]),
    ("live", &["scenario"]),
    ("cli", &["scenario", "report", "lab", "live"]),
];

/// The crates that will also be built for the browser: no thread, socket, clock, file or environment.
const PURE: [&str; 8] = ["wire", "kernel", "imp", "ncp", "programs", "world", "scenario", "report"];

/// Of the kernel, machines know time alone: events and chance are the world's, jobs the programs'.
const TIME_ONLY: [&str; 2] = ["imp", "ncp"];
const NOT_TIME: [&str; 6] = ["Queue", "Stream", "Streams", "Job", "Calls", "StopReason"];

fn package_name(folder: &str) -> String {
    if folder == "cli" { "arpanet".to_string() } else { format!("arpanet-{folder}") }
}

fn manifest(path: &Path) -> Table {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The crates' folders with their manifests.
fn crates() -> BTreeMap<String, (PathBuf, Table)> {
    let entries = fs::read_dir(workspace_root().join("crates")).expect("there is a folder of crates");
    let folders = entries.map(|entry| entry.expect("it can be listed").path()).filter(|path| path.is_dir());
    let named = folders.map(|path| {
        let name = path.file_name().expect("an entry has a name").to_string_lossy().into_owned();
        let table = manifest(&path.join("Cargo.toml"));
        (name, (path, table))
    });
    named.collect()
}

/// The packages, of ours or others', on which a manifest depends in whatever way, by their real names.
fn dependencies(manifest: &Table, shared: &Table) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let targets = manifest.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
    for section in std::iter::once(manifest).chain(targets.filter_map(Value::as_table)) {
        for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for (key, value) in section.get(kind).and_then(Value::as_table).into_iter().flatten() {
                found.insert(real_name(key, value, shared));
            }
        }
    }
    found
}

/// A dependency may be renamed where it is used, or in the workspace's table.
fn real_name(key: &str, value: &Value, shared: &Table) -> String {
    let is_shared = value.get("workspace").and_then(Value::as_bool) == Some(true);
    let value = if is_shared { shared.get(key).unwrap_or(value) } else { value };
    value.get("package").and_then(Value::as_str).unwrap_or(key).to_string()
}

/// Each way in which `folder`'s manifest breaks out of the house.
fn breaches(folder: &str, manifest: &Table, shared: &Table) -> Vec<String> {
    let Some((_, granted)) = HOUSE.iter().find(|(name, _)| *name == folder) else {
        return vec![format!("crates/{folder} is not in the house")];
    };
    let granted: BTreeSet<String> = granted.iter().map(|name| package_name(name)).collect();
    let ours = dependencies(manifest, shared).into_iter().filter(|name| name.starts_with("arpanet"));
    let refused = ours.filter(|name| !granted.contains(name));
    refused.map(|name| format!("crates/{folder} may not depend on {name}")).collect()
}

#[test]
fn each_crate_depends_only_on_those_the_house_grants_it() {
    let root = manifest(&workspace_root().join("Cargo.toml"));
    let shared = root["workspace"]["dependencies"].as_table().expect("the workspace lists dependencies");
    let breaches: Vec<String> =
        crates().iter().flat_map(|(folder, (_, manifest))| breaches(folder, manifest, shared)).collect();
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn a_breach_is_seen_however_it_is_written() {
    let shared: Table =
        "arpanet-wire = { path = 'crates/wire' }\nbits = { path = 'crates/wire', package = 'arpanet-wire' }"
            .parse()
            .expect("this is TOML");
    for written in [
        "[dependencies]\narpanet-wire.workspace = true",
        "[dependencies]\narpanet-wire = { path = '../wire' }",
        "[dev-dependencies]\nbits.workspace = true",
        "[build-dependencies]\nbits = { path = '../wire', package = 'arpanet-wire' }",
        "[target.'cfg(unix)'.dependencies]\narpanet-wire.workspace = true",
    ] {
        let manifest: Table = written.parse().expect("this is TOML");
        assert_eq!(breaches("kernel", &manifest, &shared), ["crates/kernel may not depend on arpanet-wire"]);
        assert_eq!(breaches("imp", &manifest, &shared), [""; 0], "the house grants it to imp");
        assert_eq!(breaches("attic", &manifest, &shared), ["crates/attic is not in the house"]);
    }
}

#[test]
fn packages_are_named_for_their_folders_and_all_are_members() {
    let root = manifest(&workspace_root().join("Cargo.toml"));
    let members = root["workspace"]["members"].as_array().expect("the workspace lists members");
    for (folder, (_, manifest)) in crates() {
        assert_eq!(manifest["package"]["name"].as_str(), Some(package_name(&folder).as_str()));
        assert!(
            members.iter().any(|m| m.as_str() == Some(&format!("crates/{folder}"))),
            "{folder} is no member"
        );
    }
}

#[test]
fn the_pure_crates_keep_the_workspace_rules() {
    for (folder, (path, manifest)) in crates() {
        let inherits =
            manifest.get("lints").and_then(|lints| lints.get("workspace")).and_then(Value::as_bool);
        assert_eq!(inherits, Some(true), "crates/{folder} does not take the workspace's lints");
        if PURE.contains(&folder.as_str()) {
            assert!(!path.join("clippy.toml").exists(), "crates/{folder} may not have rules of its own");
            each_source(&path.join("src"), &mut |file, text| {
                assert!(!text.contains("clippy::disallowed"), "{} lifts the rules", file.display());
            });
        }
    }
}

#[test]
fn machines_take_nothing_from_the_kernel_but_time() {
    for folder in TIME_ONLY {
        each_source(&workspace_root().join("crates").join(folder).join("src"), &mut |file, text| {
            for name in names_from_kernel(text) {
                assert!(!NOT_TIME.contains(&name), "{} takes {name} from the kernel", file.display());
            }
        });
    }
}

/// What a source takes by `arpanet_kernel::Name` or `arpanet_kernel::{Name, Other}`.
fn names_from_kernel(text: &str) -> Vec<&str> {
    let uses = text.split("arpanet_kernel::").skip(1);
    let taken = uses.map(|rest| match rest.strip_prefix('{') {
        Some(list) => list.split('}').next().unwrap_or(list),
        None => rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or(rest),
    });
    taken.flat_map(|names| names.split(',')).map(str::trim).collect()
}

#[test]
fn names_taken_from_the_kernel_are_found() {
    let source = "use arpanet_kernel::{Time,\n    Streams};\nlet q = arpanet_kernel::Queue::<u8>::new();";
    assert_eq!(names_from_kernel(source), ["Time", "Streams", "Queue"]);
}

/// Hands each Rust file below a folder to `look`.
fn each_source(folder: &Path, look: &mut dyn FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            each_source(&path, look);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            look(&path, &fs::read_to_string(&path).expect("a source is text"));
        }
    }
}
