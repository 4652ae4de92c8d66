//! The shape of a JSON text with the place of each value: what turns "hosts.UTAH-10.files" into a line and a column.
//!
//! A small scanner of our own, because it only ever walks text that serde_json has accepted: it checks nothing but
//! depth and keys given twice, holds no values, and costs one pass. (Crates that keep spans, such as json-syntax or
//! json-spanned-value, bring a second parser with its own idea of what is valid.)

use std::fmt;
use std::ops::Range;

/// Objects and arrays may stand this deep inside each other; serde_json itself stops at 128.
pub const DEEPEST: usize = 100;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Octets of the text, quotes and brackets included.
    pub span: Range<usize>,
    /// What stands inside.
    pub inside: Inside,
}

/// What a value holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inside {
    /// A string, number, `true`, `false` or `null`.
    Nothing,
    /// The members of an object, in order.
    Members(Vec<Member>),
    /// The elements of an array.
    Elements(Vec<Node>),
}

/// One `"key": value` of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The key, its escapes resolved.
    pub key: String,
    /// Where the key stands, quotes included.
    pub key_span: Range<usize>,
    /// The value.
    pub value: Node,
}

/// One step into a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The member of an object.
    Key(String),
    /// The element of an array, from 0.
    Index(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Step {
        Step::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Step {
        Step::Index(index)
    }
}

/// A path into a document: `path!["jobs", 0, "host"]`.
#[macro_export]
macro_rules! path {
    ($($step:expr),* $(,)?) => {
        [$($crate::json::tree::Step::from($step)),*]
    };
}

/// Why a text that serde_json accepts is refused all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// More than [`DEEPEST`] levels; the octet where the next begins.
    TooDeep(usize),
    /// One key twice in an object; the second place.
    KeyTwice(String, Range<usize>),
}

impl Node {
    /// The tree of `text`, which serde_json must have accepted.
    pub fn parse(text: &str) -> Result<Node, Refused> {
        let mut scanner = Scanner { text: text.as_bytes(), at: 0, depth: 0 };
        scanner.value()
    }

    /// The value of the member `key`.
    pub fn member(&self, key: &str) -> Option<&Member> {
        match &self.inside {
            Inside::Members(members) => members.iter().find(|member| member.key == key),
            Inside::Nothing | Inside::Elements(_) => None,
        }
    }

    /// The node reached by `path`, or, where it leads nowhere, the last node on the way.
    pub fn reach(&self, path: &[Step]) -> &Node {
        let mut node = self;
        for step in path {
            let next = match (step, &node.inside) {
                (Step::Key(key), _) => node.member(key).map(|member| &member.value),
                (Step::Index(index), Inside::Elements(elements)) => elements.get(*index),
                (Step::Index(_), _) => None,
            };
            match next {
                Some(next) => node = next,
                None => break,
            }
        }
        node
    }

    /// Where the last key of `path` stands; the value's place when the last step is an index.
    pub fn key_span(&self, path: &[Step]) -> Range<usize> {
        let Some((Step::Key(last), before)) = path.split_last() else { return self.reach(path).span.clone() };
        let holder = self.reach(before);
        holder.member(last).map_or(holder.span.clone(), |member| member.key_span.clone())
    }
}

/// A path as people write it: `jobs[0].host`.
pub struct Shown<'a>(pub &'a [Step]);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) if at == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
            }
        }
        Ok(())
    }
}

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
    depth: usize,
}

impl Scanner<'_> {
    fn value(&mut self) -> Result<Node, Refused> {
        self.skip_blanks();
        let start = self.at;
        let inside = match self.peek() {
            b'{' | b'[' if self.depth == DEEPEST => return Err(Refused::TooDeep(start)),
            b'{' => self.object()?,
            b'[' => self.array()?,
            b'"' => {
                self.string();
                Inside::Nothing
            }
            _ => {
                self.literal();
                Inside::Nothing
            }
        };
        Ok(Node { span: start..self.at, inside })
    }

    fn object(&mut self) -> Result<Inside, Refused> {
        let mut members: Vec<Member> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        self.depth += 1;
        self.at += 1;
        while !self.closes(b'}') {
            let key_span = self.string();
            let key: String = serde_json::from_slice(&self.text[key_span.clone()]).unwrap_or_default();
            if !seen.insert(key.clone()) {
                return Err(Refused::KeyTwice(key, key_span));
            }
            self.skip_blanks();
            self.advance(1); // the colon
            let value = self.value()?;
            members.push(Member { key, key_span, value });
        }
        self.depth -= 1;
        Ok(Inside::Members(members))
    }

    fn array(&mut self) -> Result<Inside, Refused> {
        let mut elements = Vec::new();
        self.depth += 1;
        self.at += 1;
        while !self.closes(b']') {
            elements.push(self.value()?);
        }
        self.depth -= 1;
        Ok(Inside::Elements(elements))
    }

    /// Skips blanks and one comma; true, and past it, when `bracket` (or the end of the text) comes next.
    fn closes(&mut self, bracket: u8) -> bool {
        self.skip_blanks();
        if self.peek() == b',' {
            self.at += 1;
            self.skip_blanks();
        }
        let closes = self.peek() == bracket || self.at >= self.text.len();
        if closes {
            self.advance(1);
        }
        closes
    }

    fn string(&mut self) -> Range<usize> {
        let start = self.at;
        self.advance(1);
        while self.at < self.text.len() && self.peek() != b'"' {
            self.advance(if self.peek() == b'\\' { 2 } else { 1 });
        }
        self.advance(1);
        start..self.at
    }

    fn literal(&mut self) {
        let length = self.text[self.at..]
            .iter()
            .position(|octet| matches!(octet, b',' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r'));
        // At least one octet, so that the scanner always moves on.
        self.at = length.map_or(self.text.len(), |length| self.at + length.max(1));
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    fn advance(&mut self, octets: usize) {
        self.at = (self.at + octets).min(self.text.len());
    }

    /// The octet here, 0 past the end.
    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: &str) -> Step {
        Step::Key(key.into())
    }

    #[test]
    fn a_path_finds_its_value_and_its_key() {
        let text = r#" {"a": [1, {"b\u0063": "x\"}"}], "d": {}, "e": true } "#;
        let tree = Node::parse(text).expect("shallow, no key twice");
        let path = [key("a"), Step::Index(1), key("bc")];
        assert_eq!(&text[tree.reach(&path).span.clone()], r#""x\"}""#);
        assert_eq!(&text[tree.key_span(&path)], r#""b\u0063""#);
        assert_eq!(&text[tree.reach(&[key("e")]).span.clone()], "true");
        assert_eq!(Shown(&path).to_string(), "a[1].bc");
    }

    #[test]
    fn a_path_that_leads_nowhere_ends_at_the_last_value_on_the_way() {
        let text = r#"{"a": [1]}"#;
        let tree = Node::parse(text).expect("shallow, no key twice");
        assert_eq!(&text[tree.reach(&[key("a"), Step::Index(7), key("z")]).span.clone()], "[1]");
    }

    #[test]
    fn a_key_given_twice_is_refused_at_its_second_place() {
        let text = r#"{"hosts": {"A": 1, "B": 2, "A": 3}}"#;
        let second = text.rfind("\"A\"").expect("the text holds it");
        assert_eq!(Node::parse(text), Err(Refused::KeyTwice("A".into(), second..second + 3)));
    }

    #[test]
    fn depth_is_bounded() {
        let text = "[".repeat(DEEPEST + 1) + &"]".repeat(DEEPEST + 1);
        assert_eq!(Node::parse(&text), Err(Refused::TooDeep(DEEPEST)));
        assert!(Node::parse(&text[1..text.len() - 1]).is_ok());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_walked_without_a_panic(text in r#"[\[\]{}",:\\ a1é]{0,60}"#) {
            let _ = Node::parse(&text);
        }

        #[test]
        fn every_place_of_a_valid_text_holds_its_value(numbers in proptest::collection::vec(0u32..1000, 0..20)) {
            let text = serde_json::json!({ "k": numbers.clone() }).to_string();
            let tree = Node::parse(&text).expect("shallow, no key twice");
            for (index, number) in numbers.iter().enumerate() {
                let span = tree.reach(&[key("k"), Step::Index(index)]).span.clone();
                proptest::prop_assert_eq!(text[span].parse::<u32>(), Ok(*number));
            }
        }
    }
}
