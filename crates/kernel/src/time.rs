//! Simulated time: unsigned nanoseconds since the start of the run.

use std::fmt;

/// An instant of simulated time, in nanoseconds since the start of the run. Reaches 584 years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(u64);

impl Time {
    /// The start of the run.
    pub const ZERO: Time = Time(0);
    /// Later than anything that happens.
    pub const MAX: Time = Time(u64::MAX);

    /// The instant `ns` nanoseconds after the start.
    pub const fn from_ns(ns: u64) -> Time {
        Time(ns)
    }

    /// Nanoseconds since the start.
    pub const fn as_ns(self) -> u64 {
        self.0
    }

    /// The instant `delay_ns` nanoseconds later; stays at [`Time::MAX`] instead of wrapping.
    pub const fn after_ns(self, delay_ns: u64) -> Time {
        Time(self.0.saturating_add(delay_ns))
    }

    /// Nanoseconds from `earlier` to `self`; zero when `earlier` is later.
    pub const fn ns_since(self, earlier: Time) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Time {
    /// Seconds with six decimals, as the narration prints them: `12.345678 s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:06} s", self.0 / 1_000_000_000, self.0 % 1_000_000_000 / 1_000)
    }
}
