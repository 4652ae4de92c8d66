//! The IMP's clock: counts of 100 us, fast ticks of 256 counts (25.6 ms), slow ticks of 25 fast ticks (640 ms).
//!
//! Nothing here ticks. The clock turns a time into the number of the last tick and a tick's number into its time, so
//! that every timer of the program falls on the tick on which it fell in 1973 and nobody is woken for the others.
//! IMP program 3050. Under the emulator's stock configuration a count is 20 us.

use crate::config::Config;
use arpanet_kernel::Time;

/// Fast ticks in a slow tick.
pub(crate) const FAST_IN_SLOW: u64 = 25;
/// Counts in a fast tick.
const COUNTS_IN_FAST: u64 = 256;

/// Ticks of one IMP. Fast ticks are numbered so that the slow ones are the multiples of 25.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    count_ns: u64,
    /// How far tick 0 lies before the start of the run.
    lead_ns: u64,
}

impl Clock {
    pub(crate) fn new(config: &Config) -> Clock {
        let count_ns = config.settings.count_ns;
        let slow_ns = count_ns * COUNTS_IN_FAST * FAST_IN_SLOW;
        Clock { count_ns, lead_ns: slow_ns - config.phase_ns % slow_ns }
    }

    pub(crate) const fn count_ns(self) -> u64 {
        self.count_ns
    }

    pub(crate) const fn fast_ns(self) -> u64 {
        self.count_ns * COUNTS_IN_FAST
    }

    pub(crate) const fn slow_ns(self) -> u64 {
        self.fast_ns() * FAST_IN_SLOW
    }

    /// The number of the last fast tick at or before `now`.
    pub(crate) const fn tick(self, now: Time) -> u64 {
        (now.as_ns() + self.lead_ns) / self.fast_ns()
    }

    /// When a fast tick falls; ticks before the run fall at its start.
    pub(crate) const fn time(self, tick: u64) -> Time {
        Time::from_ns((tick * self.fast_ns()).saturating_sub(self.lead_ns))
    }

    /// The time of the `ticks`-th fast tick after `now`.
    pub(crate) const fn after(self, now: Time, ticks: u64) -> Time {
        self.time(self.tick(now) + ticks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Settings;
    use arpanet_wire::ImpNumber;

    fn clock(settings: Settings, phase_ns: u64) -> Clock {
        let (number, highest) = (ImpNumber(1), ImpNumber(1));
        Clock::new(&Config { number, highest, lines: Vec::new(), hosts: 1, phase_ns, settings })
    }

    /// IMP program 3050: fast tick 25.6 ms, slow tick 640 ms; at the emulator's 20 us 5.12 ms and 128 ms.
    #[test]
    fn ticks_have_the_programs_lengths() {
        let clock = clock(Settings::VERSION_3050, 0);
        assert_eq!((clock.fast_ns(), clock.slow_ns()), (25_600_000, 640_000_000));
        let clock = super::tests::clock(Settings::EMULATOR, 0);
        assert_eq!((clock.fast_ns(), clock.slow_ns()), (5_120_000, 128_000_000));
    }

    #[test]
    fn slow_ticks_fall_at_the_phase_and_every_640_ms_after() {
        let clock = clock(Settings::VERSION_3050, 100_000_000);
        let slow_after = |now| {
            let ticks = (clock.tick(now) / FAST_IN_SLOW + 1) * FAST_IN_SLOW;
            clock.time(ticks)
        };
        let first = slow_after(Time::ZERO);
        assert_eq!(first, Time::from_ns(100_000_000));
        assert_eq!(slow_after(first), Time::from_ns(740_000_000));
    }

    #[test]
    fn a_timer_of_n_ticks_takes_between_n_less_one_and_n_ticks() {
        let clock = clock(Settings::VERSION_3050, 0);
        assert_eq!(clock.after(Time::from_ns(25_600_000), 6), Time::from_ns(7 * 25_600_000));
        assert_eq!(clock.after(Time::from_ns(51_199_999), 6), Time::from_ns(7 * 25_600_000));
    }
}
