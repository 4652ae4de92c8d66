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
//! ARPANET_SEED=4711 cargo test -p arpanet-tests --test ncp_model                    one, with everything told
//! ```

mod model;
mod plan;
mod trial;
mod users;

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use trial::{Tally, Trial};

/// Trials in an ordinary test run.
const SEEDS: u64 = 400;

/// Which seeds to try.
fn seeds() -> Range<u64> {
    let number = |name: &str| {
        let text = std::env::var(name).ok()?;
        Some(text.parse::<u64>().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
    };
    match number("ARPANET_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("ARPANET_SEEDS").unwrap_or(SEEDS),
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

/// Plays all seeds on all processors. The failure is that of the smallest seed that was found to fail.
fn play_all(seeds: Range<u64>) -> Result<Tally, (u64, String)> {
    let next = AtomicU64::new(seeds.start);
    let outcome: Mutex<Result<Tally, (u64, String)>> = Mutex::new(Ok(Tally::default()));
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end || outcome.lock().expect("no worker panics").is_err() {
                return;
            }
            let played = play(seed, false);
            let mut outcome = outcome.lock().expect("no worker panics");
            match (played, &mut *outcome) {
                (Ok(tally), Ok(sum)) => sum.add(&tally),
                (Err((failure, _)), Err((other, _))) if seed > *other => drop(failure),
                (Err((failure, _)), _) => *outcome = Err((seed, failure)),
                (Ok(_), Err(_)) => {}
            }
        }
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
    outcome.into_inner().expect("no worker panics")
}

#[test]
fn machine_and_model_agree_on_every_seed() {
    let seeds = seeds();
    if let (Ok(_), Err((_, log))) = (std::env::var("ARPANET_SEED"), play(seeds.start, true)) {
        println!("{log}");
    }
    match play_all(seeds.clone()) {
        Ok(tally) => println!("{} trials agree: {tally:?}", seeds.end - seeds.start),
        Err((seed, failure)) => panic!(
            "seed {seed}: {failure}\nreplay: ARPANET_SEED={seed} cargo test -p arpanet-tests --test ncp_model -- --nocapture"
        ),
    }
}

/// The trials must be worth something: connections open and close, data flows, faults happen, and most trials stay
/// within what NIC 8246 judges.
#[test]
fn the_trials_reach_what_they_are_about() {
    let tally = play_all(0..100).unwrap_or_else(|(seed, failure)| panic!("seed {seed}: {failure}"));
    assert!(tally.connections > 1000, "{tally:?}");
    assert!(tally.data_bits > 100_000, "{tally:?}");
    assert!(tally.losses > 20 && tally.crashes > 20 && tally.sent_again > 20, "{tally:?}");
    assert!(tally.ambiguous < 50, "{tally:?}");
}
