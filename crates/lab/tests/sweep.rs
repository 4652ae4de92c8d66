//! A scenario varied: the results are those of single runs, whoever plays them and however often it is broken off.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use arpanet_lab::{Silent, SweepFailed, SweepResult, sweep as lab, with_workers};
use arpanet_scenario::run::{Nobody, Run};
use arpanet_scenario::sweep::{Cell, Row};
use arpanet_scenario::{Overrides, Scenario, Source, Sweep, Time, Unreadable};

/// Files in memory.
#[derive(Clone)]
struct Shelf(BTreeMap<&'static str, String>);

impl Source for Shelf {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        let text = self.0.get(path.to_str().expect("the paths here are text"));
        text.map(|text| text.clone().into_bytes()).ok_or(Unreadable::Missing)
    }
}

const NETWORK: &str = r#"{ "kind": "network", "title": "two sites",
  "sites": [{ "number": 1, "name": "ALPHA" }, { "number": 2, "name": "BETA" }],
  "lines": [{ "between": ["ALPHA", "BETA"], "kbps": 50, "propagation": "5 ms" }],
  "hosts": [{ "name": "ALPHA-10", "site": "ALPHA", "host": 0 }, { "name": "BETA-10", "site": "BETA", "host": 0 }] }"#;

const SCENARIO: &str = r#"{ "kind": "scenario", "title": "an echo", "seed": 7, "network": "network.json",
  "hosts": { "ALPHA-10": { "system": "tenex" }, "BETA-10": { "system": "tenex", "servers": ["telnet"] } },
  "jobs": [{ "at": "1 s", "host": "ALPHA-10", "program": "telnet", "arguments": ["BETA-10"],
             "terminal": [{ "after": "9 s", "line": "LOGOUT" }] }],
  "faults": [{ "at": "1 ms", "line": ["ALPHA", "BETA"], "does": "errors", "bit_error_rate": 0 }],
  "limits": { "until": "30 s" },
  "expect": [{ "never": { "telnet": "any", "from": "BETA-10", "when": "received", "before": "2 s" } }] }"#;

const STUDY: &str = r#"{ "kind": "study", "title": "errors and servers", "scenario": "scenario.json",
  "vary": [{ "name": "rate", "field": "/faults/0/bit_error_rate", "values": [0, 0.001] },
           { "name": "typed", "field": "/jobs/0/terminal/0/after", "values": ["9 s", "11 s", "400 ms"] }],
  "seeds": { "first": 11, "count": 4 },
  "measure": [{ "name": "number_ms", "since": { "ncp": "RTS", "from": "ALPHA-10" },
                "until": { "ncp": "data", "socket": "icp", "when": "received" } },
              { "name": "dead_ms", "since": { "ncp": "RTS", "from": "ALPHA-10" }, "until": { "imp": "dead" } },
              { "name": "closes", "count": { "ncp": "CLS" } }] }"#;

fn shelf(study: &str) -> Shelf {
    let files = [("study.json", study), ("scenario.json", SCENARIO), ("network.json", NETWORK)];
    Shelf(files.map(|(name, text)| (name, text.to_owned())).into())
}

fn sweep(study: &str) -> Sweep {
    Sweep::read(&shelf(study), Path::new("study.json")).unwrap_or_else(|fault| panic!("{fault}"))
}

fn fault(study: &str) -> String {
    Sweep::read(&shelf(study), Path::new("study.json")).expect_err("the study is faulty").to_string()
}

fn play(sweep: &Sweep, workers: usize, done: Vec<Row>) -> Vec<Row> {
    let rows = with_workers(workers, || lab::play(sweep, done, &Silent, &|_| Ok(())));
    rows.unwrap_or_else(|fault| panic!("{fault}"))
}

fn table(sweep: &Sweep, rows: &[Row]) -> String {
    rows.iter().fold(lab::header(sweep), |text, row| text + &lab::line(row))
}

fn cell<'a>(sweep: &Sweep, row: &'a Row, name: &str) -> &'a Cell {
    let at = sweep.columns().iter().position(|column| column.name == name);
    &row.cells[at.unwrap_or_else(|| panic!("there is no column {name}"))]
}

#[test]
fn every_value_is_played_with_every_other_and_with_every_seed_the_last_changing_fastest() {
    let sweep = sweep(STUDY);
    let rows = play(&sweep, 1, Vec::new());
    let seen: Vec<(String, String, String)> = rows
        .iter()
        .map(|row| ["rate", "typed", "seed"].map(|name| cell(&sweep, row, name).to_string()).into())
        .collect();
    let mut expected = Vec::new();
    for rate in ["0", "0.001"] {
        for half in ["9 s", "11 s", "400 ms"] {
            expected.extend((11..15).map(|seed: u64| (rate.into(), half.into(), seed.to_string())));
        }
    }
    assert_eq!(seen, expected);
}

#[test]
fn a_run_of_a_study_is_the_run_of_its_scenario() {
    let sweep = sweep(STUDY);
    let rows = play(&sweep, 2, Vec::new());
    let written =
        SCENARIO.replace("\"bit_error_rate\": 0", "\"bit_error_rate\": 0.001").replace("\"9 s\"", "\"11 s\"");
    let mut files = shelf(STUDY);
    files.0.insert("scenario.json", written);
    for (nth, seed) in (11..15).enumerate() {
        let overrides = Overrides { seed: Some(seed), ..Overrides::default() };
        let scenario = Scenario::read(&files, Path::new("scenario.json"), overrides);
        let mut run =
            Run::new(scenario.unwrap_or_else(|fault| panic!("{fault}")), "by hand").expect("a good plan");
        while run.advance(Time::MAX, &mut Nobody).is_none() {}
        let row = &rows[16 + nth];
        assert_eq!(
            cell(&sweep, row, "fingerprint").to_string(),
            run.ended().summary.fingerprint,
            "seed {seed}"
        );
    }
}

#[test]
fn the_number_of_workers_changes_no_octet() {
    let sweep = sweep(STUDY);
    let (one, three) = (play(&sweep, 1, Vec::new()), play(&sweep, 3, Vec::new()));
    assert_eq!(table(&sweep, &one), table(&sweep, &three));
    let json =
        |rows: &[Row]| serde_json::to_string(&SweepResult::of(&sweep, rows)).expect("a result is JSON");
    assert_eq!(json(&one), json(&three));
}

#[test]
fn a_study_that_was_broken_off_goes_on_and_comes_to_the_same() {
    let sweep = sweep(STUDY);
    let whole = table(&sweep, &play(&sweep, 2, Vec::new()));
    // Lines in any order, the last torn in the middle.
    let mut lines: Vec<&str> = whole.split_inclusive('\n').skip(1).step_by(2).collect();
    lines.reverse();
    let torn = format!("{}{}24,0.0", lab::header(&sweep), lines.concat());
    let kept = lab::read(&sweep, Path::new("r.csv"), &torn).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!((kept.rows.len(), torn.len() - kept.whole_octets), (12, "24,0.0".len()));
    let played = Mutex::new(Vec::new());
    let keep = |row: &Row| {
        played.lock().expect("nobody has died").push(row.run);
        Ok(())
    };
    let rows = lab::play(&sweep, kept.rows, &Silent, &keep).unwrap_or_else(|fault| panic!("{fault}"));
    let mut played = played.into_inner().expect("nobody has died");
    played.sort_unstable();
    assert_eq!(played, (1..24).step_by(2).collect::<Vec<_>>(), "what was done is not played again");
    assert_eq!(table(&sweep, &rows), whole);
}

#[test]
fn a_time_is_that_between_the_first_of_the_one_and_the_first_of_the_other() {
    let sweep = sweep(STUDY);
    let rows = play(&sweep, 1, Vec::new());
    for row in &rows[..12] {
        let Cell::Number(number_ms) = cell(&sweep, row, "number_ms") else { panic!("{row:?}") };
        // RTS over, STR back, ALL over, the number back: each 6.56 ms on the line at least, and 5 ms of propagation.
        assert!((4.0 * 11.56..120.0).contains(number_ms), "{number_ms}");
        assert_eq!(cell(&sweep, row, "dead_ms"), &Cell::Empty, "no host is dead");
        // Three connections, a CLS from each end.
        assert_eq!(cell(&sweep, row, "closes"), &Cell::Whole(6));
    }
}

#[test]
fn the_summary_has_the_mean_over_the_seeds_of_each_point() {
    let sweep = sweep(STUDY);
    let rows = play(&sweep, 2, Vec::new());
    let result = SweepResult::of(&sweep, &rows);
    assert_eq!((result.points.len(), result.runs), (6, 24));
    for (point, rows) in result.points.iter().zip(rows.chunks(4)) {
        let numbers = rows.iter().filter_map(|row| match cell(&sweep, row, "number_ms") {
            Cell::Number(number) => Some(*number),
            _ => None,
        });
        let numbers: Vec<f64> = numbers.collect();
        let measured = point.results["number_ms"];
        assert_eq!(measured.count, numbers.len());
        let Some(spread) = measured.spread else { continue };
        let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
        assert!((spread.mean - mean).abs() < 1e-9, "{} {mean}", spread.mean);
        if point.values[0] == Cell::Number(0.0) {
            assert_eq!((point.results["dead_ms"].count, point.results["dead_ms"].spread), (0, None));
        }
    }
    let text = result.text(&sweep);
    assert!(text.contains("rate") && text.contains("number_ms") && text.contains("±95 %"), "{text}");
}

#[test]
fn another_study_or_another_scenario_has_another_identity() {
    let one = sweep(STUDY).identity;
    assert_eq!(one, sweep(STUDY).identity);
    assert_ne!(one, sweep(&STUDY.replace("\"count\": 4", "\"count\": 5")).identity);
    let mut files = shelf(STUDY);
    files.0.insert("network.json", NETWORK.replace("5 ms", "6 ms"));
    let other = Sweep::read(&files, Path::new("study.json")).unwrap_or_else(|fault| panic!("{fault}"));
    assert_ne!(one, other.identity, "the network is part of it");
}

#[test]
fn what_is_no_result_of_the_study_is_told_with_its_place() {
    let sweep = sweep(STUDY);
    let whole = table(&sweep, &play(&sweep, 2, Vec::new()));
    let told = |text: &str| {
        let read = lab::read(&sweep, Path::new("r.csv"), text);
        read.expect_err("the results are faulty").to_string()
    };
    let identity = format!("{:016x}", sweep.identity);
    let second = whole.lines().nth(1).expect("there are runs");
    let cases = [
        ("a,b\n1,2\n".to_owned(), "r.csv:1:1: these are no results of this study: here stands \"a\""),
        (whole.replace("number_ms", "other_ms"), "here stands \"other_ms\"; expected the column number_ms"),
        (whole.replace(&identity, "0123456789abcdef"), "r.csv:2:1: these are results of another study"),
        (format!("{whole}{second}\n"), "r.csv:26:1: run 0 stands here twice"),
        (whole.replacen(",0,0,9 s,11,", ",0,0,9 s,12,", 1), "r.csv:2:1: run 0 has seed 12; expected 11"),
        (
            whole.replacen(",0,0,9 s,11,", ",99,0,9 s,11,", 1),
            "run: the study has no run \"99\"; expected 0 to 23",
        ),
        (
            whole.replacen(",0,0,9 s,11,", ",0,x,9 s,11,", 1),
            "rate: \"x\" cannot stand here; expected a number",
        ),
        (whole.replacen(",0,0,9 s,11,", ",0,0,", 1), "this line has"),
    ];
    for (text, expected) in cases {
        assert!(told(&text).contains(expected), "{expected} is not in {}", told(&text));
    }
}

#[test]
fn a_bad_study_is_told_with_its_place() {
    let cases = [
        (
            "/faults/0/bit_error_rate",
            "/faults/1/bit_error_rate",
            "there is no /faults/1/bit_error_rate in scenario.json",
        ),
        (
            "/faults/0/bit_error_rate",
            "/faults/1/bit_error_rate",
            "did you mean \"/faults/0/bit_error_rate\"?",
        ),
        ("/faults/0/bit_error_rate", "faults", "\"faults\" is no JSON pointer"),
        ("/faults/0/bit_error_rate", "/faults/0", "/faults/0 in scenario.json holds others"),
        ("/faults/0/bit_error_rate", "/seed", "the seeds stand in \"seeds\""),
        (
            "/faults/0/bit_error_rate",
            "/jobs/0/terminal/0/after",
            "vary[1].field: this field is varied already",
        ),
        ("[0, 0.001]", "[]", "study.json:2:77: vary[0].values: there are no values; expected one or more"),
        ("[0, 0.001]", "[0, \"x\"]", "vary[0].values[1]: this is a text, and the first value is a number"),
        ("[0, 0.001]", "[0, 0]", "vary[0].values[1]: this value stands here already"),
        ("[0, 0.001]", "[0, [1]]", "this is no value of a field"),
        ("[0, 0.001]", "[0, 2]", "vary[0].values[1]: with this value there is a fault in scenario.json:"),
        ("\"rate\"", "\"seed\"", "vary[0].name: there is a column seed already"),
        ("\"rate\"", "\"Rate\"", "\"Rate\" is no name of a column"),
        ("\"count\": 4", "\"count\": 0", "seeds.count: no seed is played"),
        (
            "\"count\": 4",
            "\"count\": 4000000",
            "vary: all values with all seeds make 24000000 runs; expected at most 1000000",
        ),
        ("number_ms", "number", "measure[0].name: a time is told in milliseconds; expected number_ms"),
        (
            "\"count\": { \"ncp\": \"CLS\" }",
            "\"count\": { \"ncp\": \"CLOSE\" }",
            "measure[2].count.ncp: \"CLOSE\" is no host-host command",
        ),
        (
            ", \"until\": { \"imp\": \"dead\" }",
            "",
            "measure[1]: it is not clear what to measure; expected since and until, or count",
        ),
        (
            "\"scenario\": \"scenario.json\"",
            "\"scenario\": \"none.json\"",
            "study.json:1:63: scenario: none.json: there is no such file",
        ),
    ];
    for (from, to, expected) in cases {
        let spoiled = STUDY.replacen(from, to, 1);
        assert_ne!(spoiled, STUDY, "{from}");
        assert!(fault(&spoiled).contains(expected), "{expected} is not in {}", fault(&spoiled));
    }
    let nothing = r#"{ "kind": "study", "title": "t", "scenario": "scenario.json", "vary": [], "seeds": { "first": 1, "count": 1 } }"#;
    assert!(fault(nothing).contains("vary: nothing is varied"), "{}", fault(nothing));
}

#[test]
fn a_row_that_cannot_be_kept_ends_the_study() {
    let sweep = sweep(STUDY);
    let failed = lab::play(&sweep, Vec::new(), &Silent, &|_| Err(String::from("the disk is full")));
    assert_eq!(failed, Err(SweepFailed::NotKept(String::from("the disk is full"))));
}
