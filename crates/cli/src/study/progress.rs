//! How far the runs of a study have come, on standard error when that is a terminal; and whether the user breaks them off.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use arpanet_lab::Progress;
use signal_hook::consts::{SIGINT, SIGTERM};

/// A line that is written over and over, by whichever thread comes.
#[derive(Debug)]
pub struct Meter {
    is_wanted: bool,
    batch: Mutex<String>,
    total_ns: AtomicU64,
    played_ns: AtomicU64,
    shown_percent: AtomicU64,
    interrupted: Arc<AtomicBool>,
}

impl Meter {
    /// Listens to the runs, and to the user's interrupt.
    pub fn new() -> Meter {
        let interrupted = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // Without the handler the signal ends the process at once, which is only less tidy.
            let _ = signal_hook::flag::register(signal, Arc::clone(&interrupted));
        }
        Meter {
            is_wanted: io::stderr().is_terminal(),
            batch: Mutex::new(String::new()),
            total_ns: AtomicU64::new(1),
            played_ns: AtomicU64::new(0),
            shown_percent: AtomicU64::new(u64::MAX),
            interrupted,
        }
    }
}

impl Progress for Meter {
    fn begin(&self, what: &str, total_ns: u64) {
        if let Ok(mut batch) = self.batch.lock() {
            what.clone_into(&mut batch);
        }
        self.total_ns.store(total_ns.max(1), Ordering::Relaxed);
        self.played_ns.store(0, Ordering::Relaxed);
        self.shown_percent.store(u64::MAX, Ordering::Relaxed);
    }

    fn played(&self, ns: u64) {
        let played_ns = self.played_ns.fetch_add(ns, Ordering::Relaxed) + ns;
        let total_ns = self.total_ns.load(Ordering::Relaxed);
        let percent = (u128::from(played_ns) * 100 / u128::from(total_ns)) as u64;
        if !self.is_wanted || self.shown_percent.swap(percent, Ordering::Relaxed) == percent {
            return;
        }
        if let Ok(batch) = self.batch.lock() {
            let line = format!("{batch}: {percent} %");
            // Nobody is harmed when this cannot be written.
            let _ = write!(io::stderr().lock(), "\r{line:70}");
        }
    }

    fn is_cancelled(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        if self.is_wanted {
            let _ = write!(io::stderr().lock(), "\r{:70}\r", "");
        }
    }
}
