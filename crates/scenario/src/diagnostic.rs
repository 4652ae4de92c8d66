//! What is wrong with a file, and where: the one thing that this crate says about bad input.

use std::fmt;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use crate::json::position;

/// A fault in a file: where it is, what is wrong, what was expected, and what may help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file, as it was named.
    pub file: Arc<Path>,
    /// The place in octets of [`Diagnostic::text`].
    pub span: Range<usize>,
    /// The whole text of the file; empty when it could not be read as text.
    pub text: Arc<str>,
    /// What is wrong, lower case, no full stop.
    pub message: String,
    /// What would have been right.
    pub expected: Option<String>,
    /// A way out: the nearest right word, most often.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A fault at `span` of `text`.
    pub fn at(file: &Path, text: &Arc<str>, span: Range<usize>, message: impl Into<String>) -> Diagnostic {
        let (file, text) = (Arc::from(file), Arc::clone(text));
        Diagnostic { file, span, text, message: message.into(), expected: None, help: None }
    }

    /// Line, from 1.
    pub fn line(&self) -> usize {
        position::line_and_column(&self.text, self.span.start).0
    }

    /// Column in characters, from 1.
    pub fn column(&self) -> usize {
        position::line_and_column(&self.text, self.span.start).1
    }

    /// Length of the faulty place in characters; at least 1, never past the end of its line.
    pub fn length(&self) -> usize {
        position::length_on_line(&self.text, &self.span)
    }

    /// A fault of the file as a whole, which could not be read as text.
    pub fn of_file(file: &Path, message: impl Into<String>) -> Diagnostic {
        Diagnostic::at(file, &Arc::from(""), 0..0, message)
    }

    /// Adds what was expected.
    pub fn expected(mut self, expected: impl Into<String>) -> Diagnostic {
        self.expected = Some(expected.into());
        self
    }

    /// Adds help, if there is any.
    pub fn help(mut self, help: Option<String>) -> Diagnostic {
        self.help = help.or(self.help);
        self
    }
}

impl fmt::Display for Diagnostic {
    /// `file:line:column: message; expected ...; help`, on one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file.display(), self.line(), self.column(), self.message)?;
        if let Some(expected) = &self.expected {
            write!(f, "; expected {expected}")?;
        }
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Diagnostic {}

/// `did you mean "X"?` for the candidate nearest to `word`, if one is near.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(word, candidates).map(|near| format!("did you mean \"{near}\"?"))
}

fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let scored = candidates.into_iter().map(|candidate| {
        let other = candidate.to_lowercase();
        (candidate, likeness(&lower, &other))
    });
    let best = scored.max_by(|(a_name, a), (b_name, b)| a.total_cmp(b).then_with(|| b_name.cmp(a_name)))?;
    (best.1 > NEAR).then_some(best.0)
}

/// A word more like another than this is near it.
const NEAR: f64 = 0.75;

/// From 0, nothing in common, to 1, the same. Jaro-Winkler likes a common beginning (UTAH for UTAH-10), the edit distance a
/// slip in a short word; one slip in three letters ("fpt") is near as well.
fn likeness(word: &str, other: &str) -> f64 {
    let is_one_slip = word.len() >= 3 && strsim::damerau_levenshtein(word, other) == 1;
    let alike = strsim::jaro_winkler(word, other).max(strsim::normalized_damerau_levenshtein(word, other));
    if is_one_slip { alike.max(NEAR + 0.01) } else { alike }
}

/// The longest list of words that is told whole.
const MOST_WORDS: usize = 40;

/// `a`, `a or b`, `a, b or c`; from the forty-first word on, `and so on`.
pub fn one_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let mut words: Vec<&str> = words.into_iter().collect();
    let more = words.len() > MOST_WORDS;
    words.truncate(MOST_WORDS);
    if more {
        return format!("one of {} and so on", words.join(", "));
    }
    match words.split_last() {
        None => "nothing".into(),
        Some((last, [])) => (*last).into(),
        Some((last, first)) => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_its_word_and_a_strange_word_finds_none() {
        let hosts = ["UTAH-10", "CASE-10", "BBN-TENEX", "BBN-TENEXB"];
        assert_eq!(did_you_mean("UTAH10", hosts).as_deref(), Some("did you mean \"UTAH-10\"?"));
        assert_eq!(did_you_mean("utah-10", hosts).as_deref(), Some("did you mean \"UTAH-10\"?"));
        assert_eq!(did_you_mean("BBN-TENX", hosts).as_deref(), Some("did you mean \"BBN-TENEX\"?"));
        assert_eq!(did_you_mean("zanzibar", hosts), None);
        assert_eq!(did_you_mean("fpt", ["tip", "ftp"]).as_deref(), Some("did you mean \"ftp\"?"));
        assert_eq!(did_you_mean("at", ["by", "in"]), None);
    }

    #[test]
    fn lists_read_as_a_sentence() {
        assert_eq!(one_of(["a"]), "a");
        assert_eq!(one_of(["a", "b", "c"]), "a, b or c");
    }

    #[test]
    fn it_says_file_line_column_and_what_was_expected() {
        let text: Arc<str> = Arc::from("{\n  \"höst\": 1\n}");
        let at = text.find('1').expect("the text holds a 1");
        let fault = Diagnostic::at(Path::new("x.json"), &text, at..at + 1, "a number").expected("a name");
        assert_eq!(fault.to_string(), "x.json:2:11: a number; expected a name");
        assert_eq!(fault.length(), 1);
    }
}
