//! The date and time on a host's wall.

use std::fmt;

use arpanet_kernel::Time;

const SECONDS_PER_DAY: u64 = 86_400;
const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: [&str; 7] = ["SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"];

/// A date and a time of day, to the second. The calendar is the Gregorian one; days begin with 1 January 1900.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Whole seconds since the beginning of 1 January 1900.
    seconds: u64,
}

impl Date {
    /// Noon of a day of the years 1900 to 2099, or `None` when there is no such day. A run begins at noon: the
    /// sources date their sessions, and seldom time them.
    pub fn noon(year: u16, month: u8, day: u8) -> Option<Date> {
        if !(1900..2100).contains(&year) || !(1..=12).contains(&month) {
            return None;
        }
        if day == 0 || day > days_in(year, month) {
            return None;
        }
        let years: u64 = (1900..year).map(|y| (1..=12).map(|m| u64::from(days_in(y, m))).sum::<u64>()).sum();
        let months: u64 = (1..month).map(|m| u64::from(days_in(year, m))).sum();
        Some(Date { seconds: (years + months + u64::from(day) - 1) * SECONDS_PER_DAY + SECONDS_PER_DAY / 2 })
    }

    /// The date when `elapsed` of simulated time has passed.
    pub fn after(self, elapsed: Time) -> Date {
        Date { seconds: self.seconds + elapsed.as_ns() / 1_000_000_000 }
    }

    /// Year, month and day.
    pub fn day(self) -> (u16, u8, u8) {
        let mut days = self.seconds / SECONDS_PER_DAY;
        let (mut year, mut month) = (1900, 1);
        while days >= u64::from(days_in(year, month)) {
            days -= u64::from(days_in(year, month));
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        }
        (year, month, days as u8 + 1)
    }

    /// Hour, minute and second.
    pub fn time_of_day(self) -> (u8, u8, u8) {
        let second = self.seconds % SECONDS_PER_DAY;
        ((second / 3600) as u8, (second / 60 % 60) as u8, (second % 60) as u8)
    }

    /// The day of the week, in full and upper case.
    pub fn weekday(self) -> &'static str {
        // 1 January 1900 was a Monday.
        WEEKDAYS[((self.seconds / SECONDS_PER_DAY + 1) % 7) as usize]
    }
}

/// The start of the project's own story: the day that RFC 438 is dated.
impl Default for Date {
    fn default() -> Date {
        Date::noon(1973, 1, 15).expect("there was such a day")
    }
}

impl fmt::Display for Date {
    /// As TENEX prints it: `15-JAN-73 12:00:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.day();
        let (hour, minute, second) = self.time_of_day();
        let month = MONTHS[usize::from(month) - 1];
        write!(f, "{day}-{month}-{:02} {hour:02}:{minute:02}:{second:02}", year % 100)
    }
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_begins_at_noon_and_its_clock_goes_on() {
        let start = Date::noon(1973, 1, 15).unwrap();
        assert_eq!(start.to_string(), "15-JAN-73 12:00:00");
        assert_eq!(start.after(Time::from_ns(43_201 * 1_000_000_000)).to_string(), "16-JAN-73 00:00:01");
    }

    #[test]
    fn the_weekday_of_the_day_rfc_438_is_dated_was_a_monday() {
        assert_eq!(Date::default().weekday(), "MONDAY");
    }

    #[test]
    fn years_have_their_leap_days() {
        assert!(Date::noon(1972, 2, 29).is_some());
        assert_eq!(Date::noon(1973, 2, 29), None);
        assert_eq!(Date::noon(1900, 2, 29), None);
        assert_eq!(Date::noon(2000, 2, 29).map(Date::day), Some((2000, 2, 29)));
    }
}
