//! How far a long run has come, on standard error when that is a terminal.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use arpanet_scenario::Time;

/// A line that is written over and over.
#[derive(Debug)]
pub struct Progress {
    until: Time,
    last: Instant,
    is_wanted: bool,
    is_shown: bool,
}

impl Progress {
    /// For a run until then; `alone` when nothing else is written meanwhile.
    pub fn new(alone: bool, until: Time) -> Progress {
        let is_wanted = io::stderr().is_terminal() && (alone || !io::stdout().is_terminal());
        Progress { until, last: Instant::now(), is_wanted, is_shown: false }
    }

    /// Shows the simulated time, a few times a second.
    pub fn show(&mut self, now: Time) {
        if !self.is_wanted || self.last.elapsed() < Duration::from_millis(200) {
            return;
        }
        self.last = Instant::now();
        self.is_shown = true;
        let seconds = |time: Time| time.as_ns() / 1_000_000_000;
        // Nobody is harmed when this cannot be written.
        let _ = write!(
            io::stderr().lock(),
            "\r{} s of at most {} s simulated ",
            seconds(now),
            seconds(self.until)
        );
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_shown {
            let _ = write!(io::stderr().lock(), "\r{:60}\r", "");
        }
    }
}
