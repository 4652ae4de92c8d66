//! Live files read from memory, on a network of five IMPs in a row.
#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::BTreeMap;
use std::path::Path;

use arpanet_scenario::live::Live;
use arpanet_scenario::{Diagnostic, Source, Unreadable};

const NETWORK: &str = r#"{ "kind": "network", "title": "five in a row",
  "sites": [ { "number": 1, "name": "ONE" }, { "number": 2, "name": "TWO" }, { "number": 3, "name": "THREE" },
             { "number": 4, "name": "FOUR" }, { "number": 5, "name": "FIVE" } ],
  "lines": [ { "between": ["ONE", "TWO"], "kbps": 50, "propagation": "3 ms" },
             { "between": ["TWO", "THREE"], "kbps": 50, "propagation": "3 ms" },
             { "between": ["THREE", "FOUR"], "kbps": 50, "propagation": "3 ms" },
             { "between": ["FOUR", "FIVE"], "kbps": 50, "propagation": "3 ms" } ],
  "hosts": [ { "name": "HOST-2", "site": "TWO", "host": 0 }, { "name": "HOST-102", "site": "TWO", "host": 1 },
             { "name": "HOST-3", "site": "THREE", "host": 0 } ] }"#;

struct Memory(BTreeMap<&'static str, String>);

impl Source for Memory {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        let text = path.to_str().and_then(|path| self.0.get(path));
        text.map(|text| text.clone().into_bytes()).ok_or(Unreadable::Missing)
    }
}

/// The file `live.json` with these hosts and these entries, of which the first stands on line 2.
pub fn live(hosts: &str, entries: &[String]) -> Result<Live, Diagnostic> {
    live_with("", hosts, entries)
}

/// The same with more keys, each ended by a comma.
pub fn live_with(keys: &str, hosts: &str, entries: &[String]) -> Result<Live, Diagnostic> {
    let text = format!(
        r#"{{ "kind": "live", "title": "a test", {keys} "network": "net.json", "hosts": {{ {hosts} }}, "attach": [
{} ] }}"#,
        entries.join(",\n")
    );
    Live::read(
        &Memory([("net.json", NETWORK.to_owned()), ("live.json", text)].into()),
        Path::new("live.json"),
    )
}
