//! Why a run ended.

use std::fmt;

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StopReason {
    /// No job is unfinished, nothing is in flight, nothing is scheduled.
    Idle,
    /// The time limit was reached.
    Deadline,
    /// Everything that was waited for has happened.
    Goal,
    /// Jobs are unfinished, but nothing can wake them any more.
    Stalled,
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StopReason::Idle => "idle",
            StopReason::Deadline => "deadline",
            StopReason::Goal => "goal",
            StopReason::Stalled => "stalled",
        })
    }
}
