//! The times that criterion has just measured, as a table beside those of `benches/times.txt`; `--record` writes that file anew.
//! `benches/run` calls it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::{fmt, fs};

use serde_json::Value;
use walkdir::WalkDir;

/// Where criterion keeps what it has measured, and where the times are recorded.
const MEASURED: &str = "target/criterion";
const RECORDED: &str = "benches/times.txt";

/// Nanoseconds for each element, by the bench's name.
type Times = BTreeMap<String, f64>;

fn main() -> ExitCode {
    let is_record = std::env::args().nth(1).is_some_and(|word| word == "--record");
    let now = measured(Path::new(MEASURED));
    if now.is_empty() {
        eprintln!("error: {MEASURED} holds no measurement; benches/run makes them");
        return ExitCode::from(2);
    }
    let recorded = fs::read_to_string(RECORDED).unwrap_or_default();
    print!("{}", Table { now: &now, before: &read(&recorded) });
    if let Some(head) = recorded.lines().next().filter(|_| !is_record) {
        println!("\nrecorded: {}", head.trim_start_matches("# "));
    }
    match is_record.then(|| fs::write(RECORDED, written(&now))) {
        Some(Err(fault)) => {
            eprintln!("error: {RECORDED}: {fault}");
            ExitCode::from(2)
        }
        Some(Ok(())) | None => ExitCode::SUCCESS,
    }
}

/// Of every bench the slope of its last run, or the mean where there is none, for each of its elements.
fn measured(folder: &Path) -> Times {
    let files = WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let folders = files.filter(|entry| entry.path().ends_with("new/benchmark.json"));
    folders
        .filter_map(|entry| {
            let bench = json(entry.path())?;
            let estimates = json(&entry.path().with_file_name("estimates.json"))?;
            let estimate =
                ["slope", "mean"].iter().find_map(|kind| estimates[*kind]["point_estimate"].as_f64());
            let elements = bench["throughput"]["Elements"].as_f64().unwrap_or(1.0);
            Some((bench["full_id"].as_str()?.to_owned(), estimate? / elements))
        })
        .collect()
}

fn json(path: &Path) -> Option<Value> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

fn read(text: &str) -> Times {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.trim().split_once(' '));
    pairs.filter_map(|(ns, name)| Some((name.trim().to_owned(), ns.parse().ok()?))).collect()
}

fn written(times: &Times) -> String {
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processor.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("a processor without a name", |(_, name)| name);
    let head = format!("# nanoseconds for each element, on {model} (benches/run --record)\n");
    times.iter().fold(head, |text, (name, ns)| text + &format!("{ns:.1} {name}\n"))
}

struct Table<'a> {
    now: &'a Times,
    before: &'a Times,
}

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:34} {:>14} {:>14} {:>14} {:>9}",
            "bench", "ns each", "a second", "recorded ns", "change"
        )?;
        for (name, ns) in self.now {
            write!(f, "{name:34} {ns:14.1} {:14.0}", 1e9 / ns)?;
            match self.before.get(name) {
                Some(before) => writeln!(f, " {before:14.1} {:+8.1} %", (ns / before - 1.0) * 100.0)?,
                None => writeln!(f, " {:>14}", "new")?,
            }
        }
        for name in self.before.keys().filter(|name| !self.now.contains_key(*name)) {
            writeln!(f, "{name:34} {:>14}", "not measured")?;
        }
        Ok(())
    }
}
