//! One armed wake-up per object, with stale ones ignored (law 5).
//!
//! A machine keeps its own timers and says when it next wants to be woken. The queue has no way to take an event
//! back, and needs none: each arming gets a number, the event carries it, and an event with an old number is ignored. Where
//! an object is to be woken sooner for once, the event that was on its way serves for the time after that.

use crate::Time;

/// The wake-up of one object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wake {
    armed: Option<Time>,
    generation: u32,
    /// The event that was armed before it was advanced: its time and generation.
    later: Option<(Time, u32)>,
    /// Generations given out.
    made: u32,
}

impl Wake {
    /// When the object is to be woken.
    pub fn armed(&self) -> Option<Time> {
        self.armed
    }

    /// Sets the wake-up to `at`, or to none. The answer is the event that must be scheduled, its time and the
    /// generation it carries; there is none when the same wake-up is already on its way, or when `at` is `None`.
    pub fn arm(&mut self, at: Option<Time>) -> Option<(Time, u32)> {
        if self.armed == at {
            return None;
        }
        self.later = None;
        self.armed = at;
        self.made = self.made.wrapping_add(1);
        self.generation = self.made;
        at.map(|time| (time, self.generation))
    }

    /// Sees to it that an event comes at `at` or before: nothing is to be scheduled when one is on its way. For objects
    /// that put their wake-up off more often than they advance it; whoever takes an event that comes too early aims anew.
    pub fn aim(&mut self, at: Time) -> Option<(Time, u32)> {
        let before = match self.armed {
            Some(armed) if armed <= at => return None,
            Some(armed) => Some((armed, self.generation)),
            None => None,
        };
        let event = self.arm(Some(at));
        self.later = before;
        event
    }

    /// Whether the wake-up event that carries `generation` is the armed one; it is then used up, and one that was on its
    /// way when this one was put before it is armed again. `false`: stale.
    pub fn is_due(&mut self, generation: u32) -> bool {
        if self.generation != generation || self.armed.is_none() {
            return false;
        }
        self.armed = None;
        if let Some((at, generation)) = self.later.take() {
            (self.armed, self.generation) = (Some(at), generation);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rearmed_wake_ignores_the_event_of_the_first_arming() {
        let mut wake = Wake::default();
        let (_, first) = wake.arm(Some(Time::from_ns(10))).expect("newly armed");
        let (at, second) = wake.arm(Some(Time::from_ns(5))).expect("armed anew");
        assert_eq!(at, Time::from_ns(5));
        assert!(!wake.is_due(first));
        assert!(wake.is_due(second));
    }

    #[test]
    fn a_wake_is_due_once() {
        let mut wake = Wake::default();
        let (_, generation) = wake.arm(Some(Time::from_ns(10))).expect("newly armed");
        assert!(wake.is_due(generation));
        assert!(!wake.is_due(generation));
        assert_eq!(wake.armed(), None);
    }

    #[test]
    fn arming_for_the_same_time_schedules_nothing_twice() {
        let mut wake = Wake::default();
        let (_, generation) = wake.arm(Some(Time::from_ns(10))).expect("newly armed");
        assert_eq!(wake.arm(Some(Time::from_ns(10))), None);
        assert!(wake.is_due(generation));
        assert!(wake.arm(Some(Time::from_ns(10))).is_some(), "used up, so it must be scheduled again");
    }

    #[test]
    fn a_disarmed_wake_is_never_due() {
        let mut wake = Wake::default();
        let (_, generation) = wake.arm(Some(Time::from_ns(10))).expect("newly armed");
        assert_eq!(wake.arm(None), None);
        assert!(!wake.is_due(generation));
    }

    #[test]
    fn an_event_that_was_on_its_way_serves_after_the_one_that_was_put_before_it() {
        let mut wake = Wake::default();
        let (_, first) = wake.aim(Time::from_ns(10)).expect("newly armed");
        let (_, second) = wake.aim(Time::from_ns(5)).expect("sooner");
        assert!(wake.is_due(second));
        assert_eq!(wake.armed(), Some(Time::from_ns(10)));
        assert_eq!(wake.aim(Time::from_ns(12)), None, "one comes before that");
        assert!(wake.is_due(first) && !wake.is_due(first) && !wake.is_due(second));
        assert!(wake.aim(Time::from_ns(12)).is_some());
    }

    #[test]
    fn a_wake_that_is_armed_anew_has_nothing_on_its_way() {
        let mut wake = Wake::default();
        let (_, first) = wake.aim(Time::from_ns(10)).expect("newly armed");
        let (_, second) = wake.aim(Time::from_ns(5)).expect("sooner");
        let (_, third) = wake.arm(Some(Time::from_ns(20))).expect("later");
        assert!(!wake.is_due(second) && !wake.is_due(first));
        assert!(wake.is_due(third));
    }

    #[test]
    fn a_new_wake_is_not_due() {
        assert!(!Wake::default().is_due(0));
    }
}
