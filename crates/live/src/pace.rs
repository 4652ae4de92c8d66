//! Simulated time against the wall clock.

use std::time::{Duration, Instant};

use arpanet_scenario::Time;

/// A clock that began with the session and runs at its pace.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    began: Instant,
    /// Simulated seconds in a second.
    rate: f64,
}

impl Pace {
    /// Simulated time is zero at `began`.
    pub(crate) fn from(began: Instant, rate: f64) -> Pace {
        Pace { began, rate }
    }

    /// The simulated time at an instant.
    pub(crate) fn time_at(&self, instant: Instant) -> Time {
        let wall_ns = instant.saturating_duration_since(self.began).as_nanos() as f64;
        Time::from_ns((wall_ns * self.rate) as u64)
    }

    /// How long after `instant` a simulated time comes; nothing when it has come.
    pub(crate) fn until(&self, time: Time, instant: Instant) -> Duration {
        Duration::from_nanos((time.ns_since(self.time_at(instant)) as f64 / self.rate) as u64)
    }

    /// How long before `instant` a simulated time came.
    pub(crate) fn since(&self, time: Time, instant: Instant) -> Duration {
        Duration::from_nanos((self.time_at(instant).ns_since(time) as f64 / self.rate) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_twice_the_pace_of_life_two_simulated_seconds_pass_in_one() {
        let began = Instant::now();
        let pace = Pace::from(began, 2.0);
        let later = began + Duration::from_secs(3);
        assert_eq!(pace.time_at(later), Time::from_ns(6_000_000_000));
        assert_eq!(pace.until(Time::from_ns(7_000_000_000), later), Duration::from_millis(500));
        assert_eq!(pace.since(Time::from_ns(5_000_000_000), later), Duration::from_millis(500));
    }

    #[test]
    fn what_is_past_is_due_at_once_and_what_is_to_come_is_not_late() {
        let began = Instant::now();
        let pace = Pace::from(began, 1.0);
        assert_eq!(pace.until(Time::ZERO, began + Duration::from_secs(1)), Duration::ZERO);
        assert_eq!(pace.since(Time::from_ns(5), began), Duration::ZERO);
    }
}
