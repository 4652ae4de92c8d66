//! Times and dates as they stand in files.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use arpanet_kernel::duration;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A time such as `"125 ms"`, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration {
    /// Nanoseconds.
    pub ns: u64,
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&duration::format(self.ns))
    }
}

impl FromStr for Duration {
    type Err = duration::DurationError;

    fn from_str(text: &str) -> Result<Duration, duration::DurationError> {
        duration::parse(text).map(|ns| Duration { ns })
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        deserializer.deserialize_str(WrittenDuration)
    }
}

struct WrittenDuration;

impl de::Visitor<'_> for WrittenDuration {
    type Value = Duration;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time such as `125 ms` or `1.5 s`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Duration, E> {
        text.parse().map_err(E::custom)
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Duration {
    fn schema_name() -> Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A time: a number and one of ns, us, ms, s, min, h, d.",
            "type": "string",
            "pattern": r"^[0-9]+(\.[0-9]+)? ?(ns|us|ms|s|min|h|d)$",
            "examples": ["125 ms", "1.5 s", "10 min"],
        })
    }
}

/// A day, `1973-01-15`, or a month, `1973-01`. Told in the output; it never decides anything.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Date(String);

impl Date {
    /// The date as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Year, month and day; a month without a day begins with its first.
    pub fn parts(&self) -> (u16, u8, u8) {
        let mut parts = self.0.split('-');
        let year = parts.next().and_then(|year| year.parse().ok()).unwrap_or(1973);
        let mut small = || parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
        (year, small(), small())
    }

    fn parse(text: &str) -> Option<Date> {
        let parts: Vec<&str> = text.split('-').collect();
        let number = |at: usize, width: usize| -> Option<u32> {
            let part = parts.get(at)?;
            (part.len() == width && part.bytes().all(|octet| octet.is_ascii_digit()))
                .then(|| part.parse().ok())?
        };
        let (year, month) = (number(0, 4)?, number(1, 2)?);
        if !(1900..=2099).contains(&year) {
            return None;
        }
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let day_is_right = match parts.len() {
            2 => true,
            3 => (1..=days).contains(&number(2, 2)?),
            _ => false,
        };
        day_is_right.then(|| Date(text.to_owned()))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Date::parse(&text).ok_or_else(|| {
            de::Error::custom(format!(
                "\"{text}\" is no date, expected a day such as 1973-01-15 or a month such as 1973-01"
            ))
        })
    }
}

impl JsonSchema for Date {
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A day or a month. Told in the output; it never decides anything.",
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$",
            "examples": ["1973-01-15", "1973-08"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days_or_months_of_the_calendar() {
        for good in ["1973-01-15", "1973-01", "1972-02-29"] {
            assert_eq!(Date::parse(good).expect("a date").as_str(), good);
        }
        for bad in [
            "",
            "1973",
            "1973-13",
            "1973-02-29",
            "1973-1-15",
            "15.1.1973",
            "1973-01-15-1",
            "+973-01",
            "1066-10-14",
        ] {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn times_stand_as_text_and_return_as_text() {
        let time: Duration = serde_json::from_str("\"125 ms\"").expect("a time");
        assert_eq!(time.ns, 125_000_000);
        assert_eq!(serde_json::to_string(&time).expect("a string"), "\"125 ms\"");
        assert!(serde_json::from_str::<Duration>("\"soon\"").is_err());
        assert!(serde_json::from_str::<Duration>("5").is_err());
    }
}
