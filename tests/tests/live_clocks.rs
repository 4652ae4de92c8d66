//! The clocks of attached IMPs: each has its own, whatever stands in how many entries.

use std::collections::BTreeMap;
use std::path::Path;

use arpanet_scenario::live::Live;
use arpanet_scenario::{Diagnostic, Source, Unreadable};

const NETWORK: &str = r#"{ "kind": "network", "title": "five in a row",
  "sites": [ { "number": 1, "name": "ONE" }, { "number": 2, "name": "TWO" }, { "number": 3, "name": "THREE" },
             { "number": 4, "name": "FOUR" }, { "number": 5, "name": "FIVE" } ],
  "lines": [ { "between": ["ONE", "TWO"], "kbps": 50, "propagation": "3 ms" }, { "between": ["TWO", "THREE"], "kbps": 50, "propagation": "3 ms" },
             { "between": ["THREE", "FOUR"], "kbps": 50, "propagation": "3 ms" }, { "between": ["FOUR", "FIVE"], "kbps": 50, "propagation": "3 ms" } ],
  "hosts": [ { "name": "HOST-2", "site": "TWO", "host": 0 }, { "name": "HOST-102", "site": "TWO", "host": 1 },
             { "name": "HOST-3", "site": "THREE", "host": 0 } ] }"#;

struct Memory(BTreeMap<&'static str, String>);

impl Source for Memory {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        let text = path.to_str().and_then(|path| self.0.get(path));
        text.map(|text| text.clone().into_bytes()).ok_or(Unreadable::Missing)
    }
}

fn live(entries: &[String]) -> Result<Live, Diagnostic> {
    let text = format!(
        r#"{{ "kind": "live", "title": "clocks", "network": "net.json", "attach": [
{} ] }}"#,
        entries.join(",\n")
    );
    Live::read(&Memory([("net.json", NETWORK.to_owned()), ("live.json", text)].into()), Path::new("live.json"))
}

fn host(name: &str, port: u16, clock: &str) -> String {
    format!(
        r#"{{ "kind": "imp", "host": "{name}", "local": "127.0.0.1:{port}", "peer": "127.0.0.1:1"{clock} }}"#
    )
}

fn line(site: &str, neighbour: u16, port: u16, clock: &str) -> String {
    format!(
        r#"{{ "kind": "line", "site": "{site}", "neighbour": {neighbour}, "local": "127.0.0.1:{port}", "peer": "127.0.0.1:1"{clock} }}"#
    )
}

/// 20 us is the emulator's stock configuration, 100 us is 1973.
#[test]
fn each_attached_imp_keeps_the_clock_of_its_own_entries_and_the_others_that_of_1973() {
    let entries = [
        host("HOST-2", 11, r#", "imp_clock_us": 20"#),
        host("HOST-102", 12, ""),
        line("FOUR", 5, 13, r#", "imp_clock_us": 50"#),
    ];
    let live = live(&entries).unwrap_or_else(|fault| panic!("{fault}"));
    let counts_ns: Vec<u64> = live.scenario.plan.imps.iter().map(|imp| imp.settings.count_ns).collect();
    assert_eq!(counts_ns, [100_000, 20_000, 100_000, 50_000, 100_000]);
}

#[test]
fn entries_of_one_imp_that_say_the_same_agree() {
    let clock = r#", "imp_clock_us": 20"#;
    assert!(live(&[host("HOST-2", 11, clock), line("TWO", 1, 12, clock)]).is_ok());
}

#[test]
fn two_entries_of_one_imp_that_say_different_clocks_are_told_at_the_second() {
    let entries = [
        host("HOST-3", 11, r#", "imp_clock_us": 100"#),
        host("HOST-2", 12, r#", "imp_clock_us": 20"#),
        line("TWO", 1, 13, r#", "imp_clock_us": 100"#),
    ];
    let fault = live(&entries).expect_err("an IMP has one clock").to_string();
    assert!(fault.contains("live.json:4:"), "{fault}");
    for words in ["100 us, and an entry above has 20: the IMP at TWO has one clock", "expected 20"] {
        assert!(fault.contains(words), "no {words}: {fault}");
    }
}
