//! The scenarios of connections, played otherwise than they say: what they expect must then be missed.

use std::path::Path;

use arpanet_scenario::run::{Nobody, Run};
use arpanet_scenario::{Overrides, Scenario, Source, Time, Unreadable};
use serde_json::{Value, json};

/// The files, with something changed in every scenario.
struct Changed<'a>(&'a dyn Fn(&mut Value));

impl Source for Changed<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        let octets = std::fs::read(path).map_err(|fault| Unreadable::Other(fault.to_string()))?;
        let mut file: Value = serde_json::from_slice(&octets).expect("the library is JSON");
        if file["kind"] == "scenario" {
            self.0(&mut file);
        }
        Ok(serde_json::to_vec(&file).expect("a value is JSON"))
    }
}

/// What is not met of a scenario when it is changed so.
fn missed(name: &str, change: &dyn Fn(&mut Value)) -> Vec<String> {
    let path = format!("{}/../scenarios/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let scenario = Scenario::read(&Changed(change), Path::new(&path), Overrides::default());
    let mut run =
        Run::new(scenario.unwrap_or_else(|fault| panic!("{fault}")), name).expect("it can be played");
    while run.advance(Time::MAX, &mut Nobody).is_none() {}
    let items = run.ended().summary.expectations.items;
    items.into_iter().filter(|item| !item.ok).map(|item| item.what).collect()
}

/// Gives every host this, or takes it from every host.
fn with(key: &'static str, value: Option<&'static str>) -> impl Fn(&mut Value) {
    move |file| {
        for host in file["hosts"].as_object_mut().expect("hosts").values_mut() {
            let host = host.as_object_mut().expect("a host");
            match value {
                Some(value) => drop(host.insert(key.to_owned(), json!(value))),
                None => drop(host.remove(key)),
            }
        }
    }
}

#[test]
fn as_they_are_nothing_is_missed() {
    let names = ["rfc202-deadlock", "rfc202-cure", "rfc467-lost-allocate", "rfc467-rcs-rcr", "rfc492-audit"];
    for name in names {
        assert_eq!(missed(name, &|_| {}), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn there_is_no_deadlock_where_both_are_asked_for_at_once() {
    assert!(missed("rfc202-deadlock", &with("icp", None)).len() >= 8);
}

#[test]
fn there_is_no_cure_where_all_begin_with_what_they_send() {
    assert!(missed("rfc202-cure", &with("icp", Some("send-first"))).len() >= 4);
}

#[test]
fn one_side_that_asks_for_both_is_enough_for_the_connections_but_not_for_the_deadlock() {
    let one_side = |file: &mut Value| {
        file["hosts"]["UCLA-CCN"].as_object_mut().expect("a host").remove("icp");
    };
    let missed = missed("rfc202-deadlock", &one_side);
    assert!(missed.iter().any(|what| what == "no connection has come about at UCLA"), "{missed:?}");
    assert!(!missed.iter().any(|what| what == "nor between SRI and Utah"), "{missed:?}");
}

#[test]
fn a_lost_allocate_is_made_good_by_neither_proposal_where_it_is_not_known() {
    for name in ["rfc467-rcs-rcr", "rfc492-audit"] {
        let missed = missed(name, &with("resynchronisation", None));
        assert!(missed.iter().any(|what| what.contains("the report ends")), "{name}: {missed:?}");
    }
}

#[test]
fn nothing_hangs_where_nothing_is_lost() {
    let whole = |file: &mut Value| file["faults"] = json!([]);
    let missed = missed("rfc467-lost-allocate", &whole);
    assert!(missed.iter().any(|what| what.contains("has not ended")), "{missed:?}");
}
