//! Patterns over words, such as `* i am *`: a `*` stands for any words, or none, and what the last one stands for may be
//! used in the answer.

/// The clauses of a line: what stands between its punctuation, as words.
pub fn clauses(line: &str) -> Vec<Vec<String>> {
    let clauses = line.split(['.', ',', ';', ':', '?', '!']).map(words);
    clauses.filter(|words| !words.is_empty()).take(MOST_CLAUSES).collect()
}

/// The words of a line, in small letters, without punctuation but the apostrophe.
pub fn words(line: &str) -> Vec<String> {
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || c == '\'';
    let words = line.split(move |c| !is_of_word(c)).map(|word| word.trim_matches('\''));
    words.filter(|word| !word.is_empty()).take(MOST_WORDS).map(str::to_ascii_lowercase).collect()
}

/// Words of a line, and clauses, that are looked at; more are not heard.
const MOST_WORDS: usize = 40;
const MOST_CLAUSES: usize = 8;

/// Whether the words fit the pattern; if so, what its last `*` stands for.
pub fn rest_of<'a>(pattern: &str, words: &'a [String]) -> Option<&'a [String]> {
    let parts: Vec<&str> = pattern.split(' ').collect();
    fit(&parts, words)
}

fn fit<'a>(parts: &[&str], words: &'a [String]) -> Option<&'a [String]> {
    match parts {
        [] => words.is_empty().then_some(words),
        ["*"] => Some(words),
        ["*", rest @ ..] => (0..=words.len()).find_map(|skipped| fit(rest, &words[skipped..])),
        [part, rest @ ..] => {
            let (first, after) = words.split_first()?;
            (first == part).then(|| fit(rest, after))?
        }
    }
}

/// Answers given in turn, so that the same one doesn't come twice in a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Turns(Vec<usize>);

impl Turns {
    /// The next of the answers with this number.
    pub fn next<'a>(&mut self, number: usize, answers: &'a [&'a str]) -> &'a str {
        if self.0.len() <= number {
            self.0.resize(number + 1, 0);
        }
        let turn = self.0[number];
        self.0[number] += 1;
        answers[turn % answers.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(pattern: &str, line: &str) -> Option<String> {
        rest_of(pattern, &words(line)).map(|rest| rest.join(" "))
    }

    #[test]
    fn a_star_stands_for_any_words() {
        assert_eq!(rest("* i am *", "Well, I am afraid of them."), Some("afraid of them".into()));
        assert_eq!(rest("* i am *", "I am"), Some(String::new()));
        assert_eq!(rest("* i am *", "Am I?"), None);
        assert_eq!(rest("i *", "He and I"), None);
        assert_eq!(rest("no", "No!"), Some(String::new()));
        assert_eq!(rest("*", ""), Some(String::new()));
    }

    #[test]
    fn words_are_heard_without_their_case_and_punctuation() {
        assert_eq!(words("DON'T -- 'you' see?"), ["don't", "you", "see"]);
        assert_eq!(words(&"a ".repeat(1_000)).len(), MOST_WORDS);
        assert_eq!(clauses("I went, I saw. Well?"), [words("i went"), words("i saw"), words("well")]);
    }

    #[test]
    fn answers_take_turns() {
        let mut turns = Turns::default();
        let taken: Vec<&str> = (0..3).map(|_| turns.next(4, &["a", "b"])).collect();
        assert_eq!((taken.join(""), turns.next(1, &["c"])), ("aba".into(), "c"));
    }
}
