//! The FTP scenarios would not be met if history were played wrong: with servers of another date, or another command.

use std::path::Path;

use arpanet_scenario::run::{Ended, Nobody, Run};
use arpanet_scenario::{Overrides, Scenario, Source, Time, Unreadable};

/// A scenario's file with something else in it.
struct Falsified {
    from: &'static str,
    to: &'static str,
}

impl Source for Falsified {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        let text = std::fs::read_to_string(path).map_err(|fault| Unreadable::Other(fault.to_string()))?;
        Ok(text.replace(self.from, self.to).into_bytes())
    }
}

fn play(name: &str, source: &Falsified) -> Ended {
    let path = format!("{}/../scenarios/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let scenario = Scenario::read(source, Path::new(&path), Overrides::default());
    let scenario = scenario.unwrap_or_else(|fault| panic!("{fault}"));
    let mut run = Run::new(scenario, name).unwrap_or_else(|why| panic!("{name}: {why}"));
    while run.advance(Time::MAX, &mut Nobody).is_none() {}
    run.ended()
}

/// A scenario, what stands in its file, what is put in its place, and the words of an expectation that must then fail.
const WRONG: &[(&str, &str, &str, &str)] = &[
    ("rfc354-user-ftp", ">udd>cn>fd\"", ">udd>Doe>fd\"", "line by line"),
    ("rfc438-either-order", "\"servers\": [\"ftp\"]", INITIATES, "APPE first"),
    ("rfc438-append", "\"servers\": [\"ftp\"]", INITIATES, "the listening server answers"),
    ("rfc478-pasv", "PV478", "L438", "PASV is acknowledged at once"),
    ("rfc478-pasv", "PV478", "P72", "the listening has begun with PASV"),
    ("rfc542-pasv", "P542", "PV478", "at socket 21 the server does"),
    ("ftp-mixed-versions", "P454", "P72", "UTAH listens by LSTN"),
    ("ftp-mixed-versions", "P542", "PV478", "in its own words"),
    ("rfc430-getsocket", "\"P72\"", "\"L438\"", "200 to SOCK"),
    ("rfc430-getsocket", "QUOTE GETSocket", "QUOTE LSTN R", "500 to both"),
];

/// Servers that initiate after LSTN.
const INITIATES: &str = "\"servers\": [\"ftp\"], \"profiles\": { \"ftp\": \"L438-initiates\" }";

#[test]
fn a_history_that_is_played_wrong_misses_what_is_expected() {
    for (name, from, to, missed) in WRONG {
        let ended = play(name, &Falsified { from, to });
        let failed: Vec<&str> = ended
            .summary
            .expectations
            .items
            .iter()
            .filter(|item| !item.ok)
            .map(|item| item.what.as_str())
            .collect();
        assert!(!ended.is_well, "{name} is met with {to} for {from}");
        assert!(failed.iter().any(|what| what.contains(missed)), "{name}, {to} for {from}: {failed:#?}");
    }
}
