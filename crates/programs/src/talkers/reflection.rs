//! Turning what someone has said round, so that it can be said back: `I am afraid of you` becomes `you are afraid of me`.

/// What each word becomes. `am`, `was` and `me` follow the person.
const TURNED: &[(&str, &str)] = &[
    ("i", "you"),
    ("me", "you"),
    ("my", "your"),
    ("mine", "yours"),
    ("myself", "yourself"),
    ("am", "are"),
    ("i'm", "you're"),
    ("i've", "you've"),
    ("i'd", "you'd"),
    ("i'll", "you'll"),
    ("your", "my"),
    ("yours", "mine"),
    ("yourself", "myself"),
    ("you're", "I'm"),
    ("you've", "I've"),
    ("you'll", "I'll"),
];

/// Words after which `you` is spoken to, not about: it becomes `me`.
const BEFORE_ME: &[&str] = &[
    "about", "at", "by", "for", "from", "of", "on", "tell", "told", "to", "trust", "with", "than", "like",
    "see", "let",
];

/// The words turned round.
pub fn reflect(words: &[String]) -> String {
    let mut turned: Vec<&str> = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| words[before].as_str());
        let after = words.get(index + 1).map(String::as_str);
        turned.push(match word.as_str() {
            "you" if after.is_none() || before.is_some_and(|word| BEFORE_ME.contains(&word)) => "me",
            "you" => "I",
            "are" if before == Some("you") => "am",
            "was" if before == Some("i") => "were",
            "were" if before == Some("you") => "was",
            word => TURNED.iter().find(|(from, _)| *from == word).map_or(word, |(_, to)| to),
        });
    }
    turned.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::talkers::pattern::words;

    #[test]
    fn persons_change_places() {
        for (said, back) in [
            ("afraid of you", "afraid of me"),
            ("I was told that you are one of them", "you were told that I am one of them"),
            ("my letters are opened", "your letters are opened"),
            ("you were at my door", "I was at your door"),
            ("I'm sure you know", "you're sure I know"),
            ("why do they watch me", "why do they watch you"),
        ] {
            assert_eq!(reflect(&words(said)), back);
        }
    }
}
