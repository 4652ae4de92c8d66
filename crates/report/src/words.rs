//! Numbers and texts for the eye.

/// A number with its thousands set apart by commas: `1,234,567`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A text in at most `most` characters; a longer one ends in three dots.
pub fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(3)).collect();
    format!("{}...", kept.trim_end())
}

/// A time span in the unit that suits it: `640 us`, `12.3 ms`, `4.56 s`.
pub fn span(ns: u64) -> String {
    match ns {
        0..1_000_000 => format!("{} us", ns / 1_000),
        1_000_000..1_000_000_000 => format!("{:.1} ms", ns as f64 / 1e6),
        1_000_000_000..120_000_000_000 => format!("{:.2} s", ns as f64 / 1e9),
        _ => format!("{:.1} min", ns as f64 / 60e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_are_cut_for_the_eye() {
        assert_eq!(["7", "1,234", "1,234,567"].map(String::from), [7, 1234, 1_234_567].map(thousands));
        assert_eq!(shortened("a longer text", 10), "a longe...");
        assert_eq!(shortened("short", 10), "short");
        assert_eq!([span(640_000), span(12_340_000), span(4_560_000_000)], ["640 us", "12.3 ms", "4.56 s"]);
    }
}
