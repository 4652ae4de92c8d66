//! The library of scenarios: each says what it is, is in the index, and meets what it expects; and what it expects would
//! not be met if its history were played otherwise.

use std::path::{Path, PathBuf};

use arpanet_scenario::file::ScenarioFile;
use arpanet_scenario::run::{Ended, Nobody, Run};
use arpanet_scenario::{Overrides, Scenario, Source, Time, Unreadable};

/// The files, some of them with a part taken out.
struct Disk {
    /// What every scenario file is read without, as a JSON pointer.
    without: Option<&'static str>,
}

impl Source for Disk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, Unreadable> {
        let octets = std::fs::read(path).map_err(|fault| Unreadable::Other(fault.to_string()))?;
        let Some(pointer) = self.without else { return Ok(octets) };
        let mut file: serde_json::Value = serde_json::from_slice(&octets).expect("the library is JSON");
        if file["kind"] == "scenario" {
            let (parent, key) = pointer.rsplit_once('/').expect("a pointer has a slash");
            let parent = file.pointer_mut(parent).and_then(serde_json::Value::as_object_mut);
            parent.and_then(|parent| parent.remove(key)).unwrap_or_else(|| panic!("there is no {pointer}"));
        }
        Ok(serde_json::to_vec(&file).expect("a value is JSON"))
    }
}

const WHOLE: Disk = Disk { without: None };

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

fn play(disk: &Disk, name: &str, overrides: Overrides) -> Ended {
    let scenario = Scenario::read(disk, &folder().join(format!("{name}.json")), overrides);
    let scenario = scenario.unwrap_or_else(|fault| panic!("{fault}"));
    let mut run = Run::new(scenario, name).unwrap_or_else(|why| panic!("{name}: {why}"));
    while run.advance(Time::MAX, &mut Nobody).is_none() {}
    run.ended()
}

/// Plays all of `wanted`, some at once; what `judge` finds amiss of any is the test's failure.
fn play_all<T: Sync>(wanted: &[T], judge: impl Fn(&T) -> Option<String> + Sync) {
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get());
    let next = std::sync::atomic::AtomicUsize::new(0);
    let worker = || {
        let mut amiss = Vec::new();
        while let Some(one) = wanted.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            amiss.extend(judge(one));
        }
        amiss
    };
    let amiss: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no player panics")).collect()
    });
    assert!(amiss.is_empty(), "{}", amiss.join("\n"));
}

/// What a run missed, by what it was to mean.
fn missed(ended: &Ended) -> Vec<&str> {
    let items = ended.summary.expectations.items.iter();
    items.filter(|item| !item.ok).map(|item| item.what.as_str()).collect()
}

#[test]
fn every_scenario_meets_what_it_expects() {
    play_all(&names(), |name| {
        let ended = play(&WHOLE, name, Overrides::default());
        let failed: Vec<_> = ended.summary.expectations.items.iter().filter(|item| !item.ok).collect();
        let what = || format!("arpanet run scenarios/{name}.json: {failed:#?}, {:?}", ended.summary.end);
        (!ended.is_well).then(what)
    });
}

/// Whose history hangs on chance: they hold whatever the seed.
const HANG_ON_CHANCE: &[&str] = &[
    "aberdeen-belvoir-1973",
    "aberdeen-belvoir-checked-1973",
    "christmas-lockup-1973",
    "christmas-lockup-cured",
    "random-routing-1973",
];

#[test]
fn histories_of_chance_hold_for_ten_seeds() {
    let runs: Vec<(&str, u64)> =
        HANG_ON_CHANCE.iter().flat_map(|name| (1..=10).map(|seed| (*name, seed))).collect();
    play_all(&runs, |(name, seed)| {
        let ended = play(&WHOLE, name, Overrides { seed: Some(*seed), ..Overrides::default() });
        (!ended.is_well)
            .then(|| format!("arpanet run scenarios/{name}.json --seed {seed}: {:#?}", missed(&ended)))
    });
}

/// A scenario, what is taken out of it - what breaks, what cures, what was peculiar to a host -, and the words of an expectation
/// that must then fail.
const HANG_ON: &[(&str, &str, &str)] = &[
    ("aberdeen-belvoir-1973", "/faults", "with bits dropped"),
    ("aberdeen-belvoir-checked-1973", "/faults", "Aberdeen finds bad checksums"),
    ("aberdeen-belvoir-checked-1973", "/imp_program", "letter by letter"),
    ("black-hole-1971", "/faults", "UTAH hears nothing from CMU-10 any more"),
    ("black-hole-contained-1971", "/faults", "throw its routing messages away"),
    ("black-hole-contained-1971", "/imp_program", "throw its routing messages away"),
    ("christmas-lockup-1973", "/imp_program", "UCLA is locked up"),
    ("first-login-1969", "/faults", "two letters reach SRI"),
    ("four-nodes-1969", "/faults", "with the tail cut"),
    ("ftp-mixed-versions", "/hosts/SRI-ARC/profiles", "UTAH listens by LSTN"),
    ("ftp-mixed-versions", "/hosts/CASE-10/profiles", "CASE knows no LSTN"),
    ("ftp-mixed-versions", "/hosts/USC-ISI/profiles", "nobody knows LSTN"),
    ("ftp-mixed-versions", "/hosts/CCA-TENEX/profiles", "nobody can be made to listen"),
    ("icp-line-errors", "/faults", "packets were sent again"),
    ("partition-healed-1973", "/faults", "while the lines are down nothing does"),
    ("random-routing-1973", "/faults", "messages circle so long"),
    ("random-routing-1973", "/imp_program", "no IMP finds the broken instruction"),
    ("random-routing-contained-1973", "/faults", "the check before use"),
    ("reassembly-lockup-cured-1972", "/imp_program", "three requests are granted at once"),
    ("rfc202-cure", "/hosts/SRI-ARC/icp", "asks first for S and U+3"),
    ("rfc202-deadlock", "/hosts/UCLA-NMC/icp", "neither asks for anything else"),
    ("rfc202-deadlock", "/hosts/UCLA-CCN/icp", "neither asks for anything else"),
    ("rfc202-deadlock", "/hosts/SRI-ARC/icp", "and neither says STR"),
    ("rfc202-deadlock", "/hosts/UTAH/icp", "and neither says STR"),
    ("rfc354-tip-printer", "/hosts/UTAH-10/profiles", "in the order of the document"),
    ("rfc410-dead-hosts", "/faults", "host dead (subtype 1"),
    ("rfc414-unsent-mail", "/faults", "the letter is kept"),
    ("rfc425-who-is-up-1972", "/faults", "it asks all but itself"),
    ("rfc430-getsocket", "/hosts/UTAH-10/profiles", "200 to SOCK"),
    ("rfc438-refused", "/faults", "ISI is dead"),
    ("rfc438-refused", "/hosts/SRI-ARC/profiles", "neither server knows LSTN"),
    ("rfc438-refused", "/hosts/CCA-TENEX/profiles", "neither server knows LSTN"),
    ("rfc467-lost-allocate", "/faults", "the report has not ended"),
    ("rfc467-rcs-rcr", "/faults", "says RCS"),
    ("rfc467-rcs-rcr", "/hosts/USC-TIP/resynchronisation", "says RCS"),
    ("rfc467-rcs-rcr", "/hosts/UTAH-10/resynchronisation", "says RCS"),
    ("rfc478-pasv", "/hosts/UTAH-10/profiles", "LSTN is asked for first"),
    ("rfc478-pasv", "/hosts/CASE-10/profiles", "LSTN is asked for first"),
    ("rfc492-audit", "/faults", "asks back all it has allowed"),
    ("rfc492-audit", "/hosts/USC-TIP/resynchronisation", "asks back all it has allowed"),
    ("rfc495-old-and-new-telnet", "/hosts/MIT-DMCG/profiles", "new with both"),
    ("rfc542-pasv", "/hosts/UTAH-10/profiles", "CASE is told UTAH's fixed socket"),
    ("rfc542-pasv", "/hosts/CASE-10/profiles", "at socket 21 the server does"),
    ("rfc603-long-chain", "/faults", "twelve hops each way"),
    ("rfc626-enough-buffers", "/imp_program", "find a buffer at once"),
    ("rfc626-lockup", "/faults", "the fifteen events"),
    ("rfc632-unequal-paths", "/faults", "by the faster way alone"),
    ("strange-host-1972", "/faults", "asks Utah to forget"),
    ("tuesday-morning-1972", "/faults", "CASE is told twice"),
    ("two-coasts-1971", "/faults", "knows no way"),
];

/// What stands in a scenario although its history would be the same without it, and why.
const HANG_ON_NOTHING: &[(&str, &str)] = &[
    // The program keeps its end open and the NCP closes it: from outside nothing differs, which is RFC 165's point.
    ("icp-user-keeps-u", "/hosts/BBN-TENEX/icp"),
    // The same messages as in rfc626-lockup; enough buffers need no particular order.
    ("rfc626-enough-buffers", "/faults"),
    // What the machine had; the history does not turn on it.
    ("ftp-mixed-versions", "/hosts/UTAH-10/profiles"),
    ("rfc202-cure", "/hosts/UTAH/icp"),
    ("rfc354-user-ftp", "/hosts/MIT-MULTICS/profiles"),
    ("rfc467-lost-allocate", "/hosts/USC-TIP/ncp"),
    ("rfc467-rcs-rcr", "/hosts/USC-TIP/ncp"),
    ("rfc492-audit", "/hosts/USC-TIP/ncp"),
    ("rfc492-audit", "/hosts/UTAH-10/resynchronisation"),
];

#[test]
fn without_what_broke_or_cured_an_expectation_is_not_met() {
    play_all(HANG_ON, |(name, pointer, wanted)| {
        let ended = play(&Disk { without: Some(pointer) }, name, Overrides::default());
        let missed = missed(&ended);
        let is_missed = missed.iter().any(|what| what.contains(wanted));
        (!is_missed).then(|| format!("{name} without {pointer} misses {missed:#?}, not \"{wanted}\""))
    });
}

/// The faults, the settings of the IMP program and the peculiarities of hosts in a scenario's file, as JSON pointers.
fn peculiarities(name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(folder().join(format!("{name}.json"))).expect("it can be read");
    let file: serde_json::Value = serde_json::from_str(&text).expect("the library is JSON");
    let whole = ["/faults", "/imp_program"].map(String::from).into_iter();
    let hosts = file["hosts"].as_object().into_iter().flat_map(serde_json::Map::keys);
    let of_hosts = hosts.flat_map(|host| {
        ["ncp", "resynchronisation", "icp", "profiles"].map(|key| format!("/hosts/{host}/{key}"))
    });
    whole.chain(of_hosts).filter(|pointer| file.pointer(pointer).is_some()).collect()
}

#[test]
fn all_that_breaks_or_cures_is_held_by_an_expectation() {
    let known = |name: &str, pointer: &str| {
        HANG_ON
            .iter()
            .map(|(name, pointer, _)| (*name, *pointer))
            .chain(HANG_ON_NOTHING.iter().copied())
            .any(|one| one == (name, pointer))
    };
    for name in names() {
        for pointer in peculiarities(&name) {
            assert!(known(&name, &pointer), "which expectation of {name} hangs on {pointer}?");
        }
    }
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
