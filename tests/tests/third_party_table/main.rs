//! The table of step and fault: RFC 438's append over a whole network, with each single failure after each single message.
//!
//! A step is a message that some host has sent: its last bit has crossed the cable. A fault strikes at that moment: one of
//! the three hosts crashes (and comes up half a minute later), one of the three lines is cut for half a minute, or one of
//! the four control connections is closed under its users. Whatever strikes whenever:
//!
//! - the file at CASE is whole, or as it was; and where CASE had begun and can still speak, it has said which;
//! - RSEXEC ends, and tells its user which;
//! - ten minutes later the same command works, and half an hour later no socket is in use at any of the three hosts.
//!
//! `ARPANET_TABLE=1 cargo test -p arpanet-tests --test third_party_table` fills the whole table; else every fault is tried at
//! every so many steps, each fault at others.

#[path = "../world_net/mod.rs"]
mod world_net;

mod fault;
mod stage;
mod trial;

use std::sync::atomic::{AtomicUsize, Ordering};

use fault::{FAULTS, Fault};
use stage::{Step, steps};

/// Without `ARPANET_TABLE`, one step in so many.
const STRIDE: usize = 7;

/// The cells that are to be filled.
fn cells(steps: &[Step], stride: usize) -> Vec<(usize, Fault)> {
    let at = |(offset, fault): (usize, &Fault)| {
        let fault = *fault;
        (offset % stride..steps.len()).step_by(stride).map(move |step| (step, fault))
    };
    FAULTS.iter().enumerate().flat_map(at).collect()
}

/// Fills the table for two servers of these profiles; what is amiss in any cell is the test's failure.
fn fill(utah: &'static str, case: &'static str, stride: usize) {
    let steps = steps(utah, case);
    let cells = cells(&steps, stride);
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut amiss = Vec::new();
        while let Some((step, fault)) = cells.get(next.fetch_add(1, Ordering::Relaxed)) {
            amiss.extend(trial::run(utah, case, &steps[*step], *fault));
        }
        amiss
    };
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get());
    let amiss: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no trial panics")).collect()
    });
    let (bad, all) = (amiss.len(), cells.len());
    assert!(amiss.is_empty(), "{utah}, {case}: {bad} of {all} cells:\n{}", amiss.join("\n"));
}

fn stride() -> usize {
    if std::env::var_os("ARPANET_TABLE").is_some() { 1 } else { STRIDE }
}

#[test]
fn lstn_051_lstn_056_lstn_063_after_any_step_any_failure_leaves_nothing_half_done() {
    fill("L438", "L438", stride());
}

/// The same by PASV, where the listener has no door of its own and the sender may be ahead.
#[test]
fn lstn_074_by_pasv_too_any_failure_leaves_nothing_half_done() {
    fill("PV478", "PV478", 2 * stride());
}

/// What the table rests on: the steps of RFC 438 p. 3 are among those that are tried.
#[test]
fn lstn_058_every_part_of_the_transfer_is_a_step() {
    let steps = steps("L438", "L438");
    for part in [
        "BBN-TENEX: LSTN R",
        "CASE-10: 255 SOCK",
        "BBN-TENEX: SOCK",
        "UTAH-10: 255 SOCK",
        "BBN-TENEX: APPE",
        "BBN-TENEX: RETR",
        "UTAH-10: STR",
        "CASE-10: RTS",
        "CASE-10: ALL",
        "UTAH-10: LINE 0 OF",
        "UTAH-10: CLS",
        "CASE-10: CLS",
        "UTAH-10: 252",
        "CASE-10: 252",
        "BBN-TENEX: BYE",
    ] {
        assert!(steps.iter().any(|step| step.what.starts_with(part)), "{part} in {steps:#?}");
    }
}
