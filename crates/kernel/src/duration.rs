//! Durations as people write them in files and on the command line: `<number> ns|us|ms|s|min|h|d`.
//!
//! The number is decimal and may have a fraction; it is taken exactly. The blank between may be left out (`--until 10s`).

use thiserror::Error;

/// Each unit with its nanoseconds, smallest first.
const UNITS: [(&str, u64); 7] = [
    ("ns", 1),
    ("us", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("min", 60_000_000_000),
    ("h", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
];

/// What is wrong with a duration.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DurationError {
    /// It does not begin with a plain decimal number.
    #[error("`{0}` does not begin with a number: expected <number> ns|us|ms|s|min|h|d, as in `125 ms`")]
    Number(String),
    /// The unit is missing.
    #[error("`{0}` has no unit: expected <number> ns|us|ms|s|min|h|d, as in `125 ms`")]
    NoUnit(String),
    /// The unit is none of ours; the one that was probably meant stands with it.
    #[error("unknown unit `{unit}`{}: expected ns, us, ms, s, min, h or d", meant(.near))]
    Unit {
        /// The unit as it was written.
        unit: String,
        /// The one of ours.
        near: Option<&'static str>,
    },
    /// It is not a whole number of nanoseconds.
    #[error("`{0}` is finer than time itself: expected a whole number of nanoseconds")]
    TooFine(String),
    /// It exceeds 64 bits of nanoseconds.
    #[error("`{0}` is too long: expected at most 213503 d")]
    TooLong(String),
}

fn meant(near: &Option<&str>) -> String {
    near.map(|near| format!(" (did you mean `{near}`?)")).unwrap_or_default()
}

/// Our unit for what others write, in any case and number.
fn unit_meant_by(written: &str) -> Option<&'static str> {
    let lower = written.trim().to_lowercase();
    let singular = lower.strip_suffix('s').filter(|word| word.len() > 1).unwrap_or(&lower);
    match singular {
        "nsec" | "nanosec" | "nanosecond" => Some("ns"),
        "µ" | "usec" | "microsec" | "microsecond" => Some("us"),
        "msec" | "millisec" | "millisecond" => Some("ms"),
        "s" | "sec" | "second" => Some("s"),
        "m" | "min" | "minute" => Some("min"),
        "h" | "hr" | "hour" => Some("h"),
        "d" | "day" => Some("d"),
        _ => None,
    }
}

/// The nanoseconds of a duration such as `125 ms` or `1.5 min`.
///
/// # Errors
/// When it is no duration, or not a whole number of nanoseconds below 2^64.
pub fn parse(text: &str) -> Result<u64, DurationError> {
    let number_end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, rest) = text.split_at(number_end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if whole.is_empty() || fraction.is_empty() || fraction.contains('.') {
        return Err(DurationError::Number(text.to_string()));
    }
    let unit = rest.strip_prefix(' ').unwrap_or(rest);
    if unit.is_empty() {
        return Err(DurationError::NoUnit(text.to_string()));
    }
    let Some(&(_, unit_ns)) = UNITS.iter().find(|(name, _)| *name == unit) else {
        return Err(DurationError::Unit { unit: unit.to_string(), near: unit_meant_by(unit) });
    };
    let too_long = || DurationError::TooLong(text.to_string());
    let whole: u64 = whole.parse().map_err(|_| too_long())?;
    let whole_ns = whole.checked_mul(unit_ns).ok_or_else(too_long)?;
    let fraction_ns =
        fraction_ns(fraction, unit_ns).ok_or_else(|| DurationError::TooFine(text.to_string()))?;
    whole_ns.checked_add(fraction_ns).ok_or_else(too_long)
}

/// A duration as [`parse`] reads it, exactly: in the largest unit in which it needs no fraction from a minute up, in
/// seconds or less with a fraction otherwise.
pub fn format(ns: u64) -> String {
    if ns == 0 {
        return "0 s".to_string();
    }
    let largest = UNITS.iter().rev().find(|(unit, unit_ns)| {
        let from_a_minute_up = matches!(*unit, "min" | "h" | "d");
        if from_a_minute_up { ns.is_multiple_of(*unit_ns) } else { ns >= *unit_ns }
    });
    let &(unit, unit_ns) = largest.expect("every positive number is at least one nanosecond");
    let (whole, rest) = (ns / unit_ns, ns % unit_ns);
    if rest == 0 {
        return format!("{whole} {unit}");
    }
    let width = unit_ns.ilog10() as usize; // only powers of ten leave a rest
    let fraction = format!("{rest:0width$}");
    format!("{whole}.{} {unit}", fraction.trim_end_matches('0'))
}

/// The nanoseconds of `0.<fraction>` of a unit; `None` when it is not whole.
fn fraction_ns(fraction: &str, unit_ns: u64) -> Option<u64> {
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() {
        return Some(0);
    }
    let digits = u32::try_from(fraction.len()).ok()?;
    let scale = 10u128.checked_pow(digits)?;
    let product = fraction.parse::<u128>().ok()?.checked_mul(u128::from(unit_ns))?;
    // Less than one unit, hence less than 2^64.
    product.is_multiple_of(scale).then(|| (product / scale) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_as_others_write_them_are_recognised() {
        for (written, near) in
            [("sec", "s"), ("Seconds", "s"), ("m", "min"), ("mins", "min"), ("msec", "ms"), ("days", "d")]
        {
            assert_eq!(unit_meant_by(written), Some(near), "{written}");
        }
        assert_eq!(unit_meant_by("fortnight"), None);
        let told = parse("1 sec").expect_err("sec is none of ours").to_string();
        assert_eq!(told, "unknown unit `sec` (did you mean `s`?): expected ns, us, ms, s, min, h or d");
    }

    #[test]
    fn every_unit_has_its_length() {
        let day_ns = 24 * 60 * 60 * 1_000_000_000;
        for (text, ns) in [
            ("7 ns", 7),
            ("7 us", 7_000),
            ("125 ms", 125_000_000),
            ("30 s", 30_000_000_000),
            ("10 min", 600_000_000_000),
            ("2 h", 7_200_000_000_000),
            ("1 d", day_ns),
            ("0 s", 0),
            ("10s", 10_000_000_000),
        ] {
            assert_eq!(parse(text), Ok(ns), "{text}");
        }
    }

    #[test]
    fn decimals_are_exact() {
        assert_eq!(parse("25.6 ms"), Ok(25_600_000));
        assert_eq!(parse("0.1 s"), Ok(100_000_000));
        assert_eq!(parse("0.000000001 s"), Ok(1));
        assert_eq!(parse("1.5 min"), Ok(90_000_000_000));
        assert_eq!(
            parse("1.50000000000000000000000000000000000000000000000000 ns"),
            Err(too_fine("1.50000000000000000000000000000000000000000000000000 ns"))
        );
        assert_eq!(parse("2.00000000000000000000000000000000000000000000000000 ns"), Ok(2));
        assert_eq!(parse("0.5 ns"), Err(too_fine("0.5 ns")));
        assert_eq!(parse("0.0000000001 s"), Err(too_fine("0.0000000001 s")));
    }

    fn too_fine(text: &str) -> DurationError {
        DurationError::TooFine(text.to_string())
    }

    #[test]
    fn what_is_wrong_is_named_and_what_was_expected_too() {
        for text in ["", "ms", "-1 s", "+1 s", ".5 s", "1. s", "1.2.3 s", " 1 s"] {
            assert_eq!(parse(text), Err(DurationError::Number(text.to_string())), "{text}");
        }
        assert_eq!(parse("12"), Err(DurationError::NoUnit("12".to_string())));
        assert_eq!(parse("12 "), Err(DurationError::NoUnit("12 ".to_string())));
        for (text, unit) in
            [("1 sec", "sec"), ("1e3 s", "e3 s"), ("1  s", " s"), ("1 s ", "s "), ("1 MS", "MS")]
        {
            let unit = unit.to_string();
            assert_eq!(parse(text), Err(DurationError::Unit { near: unit_meant_by(&unit), unit }), "{text}");
        }
        let message = parse("5 moons").expect_err("no such unit").to_string();
        assert_eq!(message, "unknown unit `moons`: expected ns, us, ms, s, min, h or d");
    }

    #[test]
    fn what_exceeds_64_bits_is_too_long() {
        assert_eq!(parse("18446744073709551615 ns"), Ok(u64::MAX));
        for text in
            ["18446744073709551616 ns", "18446744073.709551616 s", "213504 d", "99999999999999999999999 ns"]
        {
            assert_eq!(parse(text), Err(DurationError::TooLong(text.to_string())), "{text}");
        }
        assert!(parse("213503 d").is_ok(), "the message names it as allowed");
    }

    #[test]
    fn formatting_is_short_and_reads_back_exactly() {
        for (ns, text) in [
            (0, "0 s"),
            (1, "1 ns"),
            (25_600_000, "25.6 ms"),
            (125_000_000, "125 ms"),
            (1_000_000_001, "1.000000001 s"),
            (90_000_000_000, "90 s"),
            (600_000_000_000, "10 min"),
            (172_800_000_000_000, "2 d"),
            (u64::MAX, "18446744073.709551615 s"),
        ] {
            assert_eq!(format(ns), text);
            assert_eq!(parse(text), Ok(ns));
        }
    }
}
