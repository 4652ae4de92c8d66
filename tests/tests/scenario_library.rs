//! The library of scenarios: each says what it is, is in the index, and meets what it expects; and what it expects would
//! not be met if its history were played otherwise.

use std::path::{Path, PathBuf};

use arpanet_scenario::file::ScenarioFile;
use arpanet_scenario::run::{Ended, Packets, Run, Sink};
use arpanet_scenario::{Overrides, Scenario, Source, Time, Unreadable};

/// The files, some of them with a part taken out.
struct Disk {
    /// A key that every scenario file is read without.
    without: Option<&'static str>,
}

impl Source for Disk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        let octets = std::fs::read(path).map_err(|fault| Unreadable::Other(fault.to_string()))?;
        let Some(key) = self.without else { return Ok(octets) };
        let mut file: serde_json::Value = serde_json::from_slice(&octets).expect("the library is JSON");
        if file["kind"] == "scenario" {
            file.as_object_mut().expect("files are objects").remove(key);
        }
        Ok(serde_json::to_vec(&file).expect("a value is JSON"))
    }
}

const WHOLE: Disk = Disk { without: None };

struct Nobody;

impl Sink for Nobody {
    fn narrate(&mut self, _: &str) {}
    fn trace(&mut self, _: &str) {}
    fn wants_narration(&self) -> bool {
        false
    }
    fn wants_trace(&self) -> Option<Packets> {
        None
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios")
}

/// The names of all scenarios, without `.json`.
fn names() -> Vec<String> {
    let files = std::fs::read_dir(folder()).expect("the folder is there");
    let names = files.map(|file| file.expect("it can be listed").file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> =
        names.filter_map(|name| name.strip_suffix(".json").map(str::to_owned)).collect();
    names.sort();
    names
}

fn file(name: &str) -> ScenarioFile {
    let scenario = Scenario::read(&WHOLE, &folder().join(format!("{name}.json")), Overrides::default());
    scenario.unwrap_or_else(|fault| panic!("{fault}")).file
}

fn play(disk: &Disk, name: &str) -> Ended {
    let scenario = Scenario::read(disk, &folder().join(format!("{name}.json")), Overrides::default());
    let scenario = scenario.unwrap_or_else(|fault| panic!("{fault}"));
    let mut run = Run::new(scenario, name).unwrap_or_else(|why| panic!("{name}: {why}"));
    while run.advance(Time::MAX, &mut Nobody).is_none() {}
    run.ended()
}

/// Plays all of `names`, some at once; what `judge` finds amiss of any is the test's failure.
fn play_all(names: &[String], disk: &Disk, judge: impl Fn(&str, &Ended) -> Option<String> + Sync) {
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get());
    let next = std::sync::atomic::AtomicUsize::new(0);
    let worker = || {
        let mut amiss = Vec::new();
        while let Some(name) = names.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            amiss.extend(judge(name, &play(disk, name)));
        }
        amiss
    };
    let amiss: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no player panics")).collect()
    });
    assert!(amiss.is_empty(), "{}", amiss.join("\n"));
}

#[test]
fn every_scenario_meets_what_it_expects() {
    play_all(&names(), &WHOLE, |name, ended| {
        let failed: Vec<_> = ended.summary.expectations.items.iter().filter(|item| !item.ok).collect();
        let what = || format!("arpanet run scenarios/{name}.json: {failed:#?}, {:?}", ended.summary.end);
        (!ended.is_well).then(what)
    });
}

/// Whose history hangs on what breaks: without it, something that is expected must be missed.
const HANG_ON_THEIR_FAULTS: &[&str] = &[
    "aberdeen-belvoir-1973",
    "aberdeen-belvoir-checked-1973",
    "black-hole-1971",
    "black-hole-contained-1971",
    "first-login-1969",
    "four-nodes-1969",
    "icp-line-errors",
    "partition-healed-1973",
    "random-routing-1973",
    "random-routing-contained-1973",
    "rfc410-dead-hosts",
    "rfc414-unsent-mail",
    "rfc425-who-is-up-1972",
    "rfc438-refused",
    "rfc467-lost-allocate",
    "rfc467-rcs-rcr",
    "rfc492-audit",
    "rfc603-long-chain",
    "rfc632-unequal-paths",
    "rfc626-lockup",
    "strange-host-1972",
    "tuesday-morning-1972",
    "two-coasts-1971",
];

#[test]
fn without_what_broke_the_expectations_are_not_met() {
    let names: Vec<String> = HANG_ON_THEIR_FAULTS.iter().map(|name| (*name).to_owned()).collect();
    play_all(&names, &Disk { without: Some("faults") }, |name, ended| {
        ended.is_well.then(|| format!("{name} is met although nothing breaks"))
    });
}

/// Whose history hangs on settings of the IMP program: with those of the network's own date it is another.
const HANG_ON_THEIR_SETTINGS: &[&str] = &[
    "aberdeen-belvoir-checked-1973",
    "black-hole-contained-1971",
    "random-routing-1973",
    "reassembly-lockup-cured-1972",
    "rfc626-enough-buffers",
];

#[test]
fn with_the_program_of_the_day_the_other_histories_do_not_happen() {
    let names: Vec<String> = HANG_ON_THEIR_SETTINGS.iter().map(|name| (*name).to_owned()).collect();
    play_all(&names, &Disk { without: Some("imp_program") }, |name, ended| {
        ended.is_well.then(|| format!("{name} is met whatever the program"))
    });
}

/// Full stops with a capital letter or nothing after them.
fn sentences(text: &str) -> usize {
    let ends = |rest: &str| {
        rest.is_empty() || rest.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_uppercase))
    };
    text.match_indices('.').filter(|(at, _)| ends(&text[at + 1..])).count()
}

#[test]
fn every_scenario_says_what_it_is_and_what_to_look_at() {
    for name in names() {
        let file = file(&name);
        assert!(!file.sources.is_empty(), "{name} names no source");
        assert!(file.date.is_some(), "{name} has no date");
        assert!(file.title.len() <= 80, "the title of {name} fits on a line: {}", file.title);
        let introduction = file.introduction.unwrap_or_else(|| panic!("{name} has no introduction"));
        let ends = sentences(&introduction);
        assert!(ends == 2, "two sentences introduce {name}, not {ends}: {introduction}");
        assert!(file.expect.len() >= 3, "{name} expects too little to be told from another history");
        let told = file.expect.iter().filter(|one| one.what.is_some()).count();
        assert_eq!(told, file.expect.len(), "{name}: each expectation says what it means");
    }
}

#[test]
fn the_index_has_a_line_for_each_scenario_and_no_other() {
    let index = std::fs::read_to_string(folder().join("README.md")).expect("the index is there");
    let lines = index.lines().filter_map(|line| line.strip_prefix("| [")?.split_once(']'));
    let mut indexed: Vec<String> = lines.map(|(name, _)| name.to_owned()).collect();
    indexed.sort();
    assert_eq!(indexed, names(), "scenarios/README.md: one row `| [name](name.json) | ... |` for each file");
}
