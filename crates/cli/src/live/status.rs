//! How a session in real time goes, on standard error when that is a terminal; and what it came to.

use std::io::{self, IsTerminal, Write};

use arpanet_live::Report;
use arpanet_scenario::summary::Summary;

/// A line that is written over and over.
#[derive(Debug)]
pub struct Status {
    is_wanted: bool,
    is_shown: bool,
}

impl Status {
    /// `alone`: nothing else is shown on the terminal meanwhile.
    pub fn new(alone: bool) -> Status {
        Status { is_wanted: alone && io::stderr().is_terminal(), is_shown: false }
    }

    /// A line that stays.
    pub fn note(&mut self, text: &str) {
        if self.is_wanted {
            // Nobody is harmed when this cannot be written, here and below.
            let _ = writeln!(io::stderr().lock(), "{text}");
        }
    }

    /// Shows the simulated time, the lateness, and the datagrams.
    pub fn show(&mut self, report: &Report) {
        if !self.is_wanted {
            return;
        }
        self.is_shown = true;
        let received: u64 = report.ends.iter().map(|end| end.counts.received).sum();
        let sent: u64 = report.ends.iter().map(|end| end.counts.sent).sum();
        let seconds = report.end.as_ns() / 1_000_000_000;
        let _ = write!(
            io::stderr().lock(),
            "\r{seconds} s simulated; {received} in, {sent} out; late {}   ",
            report.lateness
        );
    }
}

impl Drop for Status {
    fn drop(&mut self) {
        if self.is_shown {
            let _ = write!(io::stderr().lock(), "\r{:100}\r", "");
        }
    }
}

/// The words at the end.
pub fn closing(report: &Report, summary: &Summary) -> String {
    let mut text = format!("Ended after {}.\nLateness: {}.\n", report.end, report.lateness);
    for end in &report.ends {
        text.push_str(&format!("{}: {}.\n", end.name, end.counts));
    }
    let messages = &summary.messages;
    text.push_str(&format!(
        "{} messages sent: {} RFNM, {} dead, {} incomplete, {} error, {} in flight.\n",
        messages.sent, messages.rfnm, messages.dead, messages.incomplete, messages.error, messages.in_flight
    ));
    text.push_str(&format!("{} events; fingerprint {}.\n", summary.events, summary.fingerprint));
    text
}
