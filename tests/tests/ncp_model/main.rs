//! The model against the machine: two NCPs under random calls, delays, losses, resets and crashes, each watched by a
//! model of NIC 8246.
//!
//! What must hold, whatever happens: nobody says what the protocol forbids; data arrives exactly once and in order, or the
//! connection ends with a reason told to both users; no socket stays stuck once all limits have passed; no counter
//! leaves its range, and each is what the messages imply.
//!
//! ```text
//! cargo test -p arpanet-tests --test ncp_model                                      a share of the seeds
//! ARPANET_SEEDS=100000 cargo test --release -p arpanet-tests --test ncp_model       as many as that
//! ARPANET_SEEDS=70000..80000 cargo test --release -p arpanet-tests --test ncp_model  these
//! ARPANET_SEED=4711 cargo test -p arpanet-tests --test ncp_model -- --nocapture     one, with everything told
//! ```

mod model;
mod plan;
mod trial;
mod users;

use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use trial::{Tally, Trial};

/// Trials in an ordinary test run.
const SEEDS: u64 = 400;

/// Failing seeds after which no more are tried: enough to see whether they have one cause or several.
const FAILURES: usize = 16;

/// Which seeds to try.
fn seeds() -> Range<u64> {
    let number = |text: &str| text.parse::<u64>().unwrap_or_else(|_| panic!("no number of a seed: {text}"));
    if let Ok(seed) = std::env::var("ARPANET_SEED").map(|text| number(&text)) {
        return seed..seed + 1;
    }
    match std::env::var("ARPANET_SEEDS") {
        Ok(text) => match text.split_once("..") {
            Some((first, end)) => number(first)..number(end),
            None => 0..number(&text),
        },
        Err(_) => 0..SEEDS,
    }
}

/// One trial. A failure comes with the log, if one was kept.
fn play(seed: u64, keeps_log: bool) -> Result<Tally, (String, String)> {
    let mut trial = Trial::new(seed, keeps_log);
    match catch_unwind(AssertUnwindSafe(|| trial.run())) {
        Ok(Ok(())) => Ok(trial.tally()),
        Ok(Err(failure)) => Err((failure, trial.log())),
        Err(panic) => {
            let said = panic.downcast_ref::<String>().map(String::as_str);
            let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no words");
            Err((format!("panic: {said}"), trial.log()))
        }
    }
}

/// What came of many trials.
#[derive(Default)]
struct Outcome {
    tally: Tally,
    failures: BTreeMap<u64, String>,
}

/// Plays all seeds on all processors, or until many have failed.
fn play_all(seeds: Range<u64>) -> Outcome {
    let next = AtomicU64::new(seeds.start);
    let outcome: Mutex<Outcome> = Mutex::default();
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            let has_many = outcome.lock().expect("no worker panics").failures.len() >= FAILURES;
            if seed >= seeds.end || has_many {
                return;
            }
            let played = play(seed, false);
            let mut outcome = outcome.lock().expect("no worker panics");
            match played {
                Ok(tally) => outcome.tally.add(&tally),
                Err((failure, _)) => drop(outcome.failures.insert(seed, failure)),
            }
        }
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
    outcome.into_inner().expect("no worker panics")
}

impl Outcome {
    /// All agree, or the failures are told, each with its seed.
    fn expect_agreement(self) -> Tally {
        if let Some((first, _)) = self.failures.first_key_value() {
            let told: String =
                self.failures.iter().map(|(seed, why)| format!("seed {seed}: {why:.1000}\n")).collect();
            panic!(
                "{told}replay: ARPANET_SEED={first} cargo test -p arpanet-tests --test ncp_model -- --nocapture"
            );
        }
        self.tally
    }
}

#[test]
fn machine_and_model_agree_on_every_seed() {
    let seeds = seeds();
    if let (Ok(_), Err((_, log))) = (std::env::var("ARPANET_SEED"), play(seeds.start, true)) {
        println!("{log}");
    }
    let tally = play_all(seeds.clone()).expect_agreement();
    println!("{} trials agree: {tally:?}", seeds.end - seeds.start);
}

/// The trials must be worth something: connections open and close, data flows, faults happen, and most trials stay
/// within what NIC 8246 judges.
#[test]
fn the_trials_reach_what_they_are_about() {
    let tally = play_all(0..100).expect_agreement();
    assert!(tally.connections > 1000, "{tally:?}");
    assert!(tally.data_bits > 100_000, "{tally:?}");
    assert!(tally.losses > 20 && tally.crashes > 20 && tally.sent_again > 20, "{tally:?}");
    assert!(tally.ambiguous < 50, "{tally:?}");
}
