//! From octets to a typed file: text, syntax, shape, types, in this order, with one diagnostic for the first fault.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_path_to_error::Segment;

use super::position;
use super::tree::{DEEPEST, Inside, Node, Refused, Shown, Step};
use crate::diagnostic::{Diagnostic, did_you_mean, one_of};
use crate::source::{LARGEST_FILE_OCTETS, Source, Unreadable};

/// A file that is valid JSON and an object: its text and the places in it.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file, as it was named.
    pub file: PathBuf,
    /// Its text.
    pub text: Arc<str>,
    /// The places of its values.
    pub tree: Node,
}

impl Document {
    /// Reads `file` from `source` as far as JSON goes.
    pub fn read(source: &dyn Source, file: &Path) -> Result<Document, Diagnostic> {
        let octets = source.read(file).map_err(|why| unreadable(file, &why))?;
        if octets.len() as u64 > LARGEST_FILE_OCTETS {
            return Err(unreadable(file, &Unreadable::TooLarge(Some(octets.len() as u64))));
        }
        let text = text_of(file, &octets)?;
        Document::of_text(file, text)
    }

    /// Takes `text` for what stands in `file`.
    pub(crate) fn of_text(file: &Path, text: Arc<str>) -> Result<Document, Diagnostic> {
        if text.trim().is_empty() {
            return Err(Diagnostic::at(file, &text, 0..0, "the file is empty").expected(AN_OBJECT));
        }
        if let Err(fault) = serde_json::from_str::<serde::de::IgnoredAny>(&text) {
            return Err(syntax(file, &text, &fault));
        }
        let tree = Node::parse(&text).map_err(|refused| refusal(file, &text, refused))?;
        if !matches!(tree.inside, Inside::Members(_)) {
            return Err(Diagnostic::at(file, &text, tree.span, "this is not an object").expected(AN_OBJECT));
        }
        Ok(Document { file: file.into(), text, tree })
    }

    /// The value at `path` as it is written.
    pub fn written(&self, path: &[Step]) -> &str {
        &self.text[self.tree.reach(path).span.clone()]
    }

    /// A fault of the value at `path`, or of the last value on the way there.
    pub fn fault(&self, path: &[Step], message: impl Into<String>) -> Diagnostic {
        self.fault_at(self.tree.reach(path).span.clone(), path, message)
    }

    /// A fault of the key at the end of `path`.
    pub fn fault_of_key(&self, path: &[Step], message: impl Into<String>) -> Diagnostic {
        self.fault_at(self.tree.key_span(path), path, message)
    }

    /// The fault of a file that this one names at `path`: it stands here when the other file cannot be read at all.
    pub fn through(&self, path: &[Step], other: &Path, fault: Diagnostic) -> Diagnostic {
        match fault.text.is_empty() && *fault.file == *other {
            true => {
                let message = format!("{}: {}", other.display(), fault.message);
                Diagnostic { expected: fault.expected, ..self.fault(path, message) }
            }
            false => fault,
        }
    }

    fn fault_at(
        &self,
        span: std::ops::Range<usize>,
        path: &[Step],
        message: impl Into<String>,
    ) -> Diagnostic {
        let mut message = message.into();
        if !path.is_empty() {
            message = format!("{}: {message}", Shown(path));
        }
        Diagnostic::at(&self.file, &self.text, span, message)
    }
}

const AN_OBJECT: &str = "a JSON object with \"kind\" in it";

/// The typed content of `document`; `T` denies unknown fields.
pub fn parse_as<T: DeserializeOwned>(document: &Document) -> Result<T, Diagnostic> {
    let mut deserializer = serde_json::Deserializer::from_str(&document.text);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|fault| {
        let path: Vec<Step> = fault
            .path()
            .iter()
            .filter_map(|segment| match segment {
                Segment::Seq { index } => Some(Step::Index(*index)),
                Segment::Map { key } => Some(Step::Key(key.clone())),
                Segment::Enum { variant } => Some(Step::Key(variant.clone())),
                Segment::Unknown => None,
            })
            .collect();
        shape(document, path, &fault.into_inner())
    })
}

fn unreadable(file: &Path, why: &Unreadable) -> Diagnostic {
    let fault = Diagnostic::of_file(file, why.to_string());
    match why {
        Unreadable::TooLarge(_) => fault
            .expected(format!("at most {LARGEST_FILE_OCTETS} octets ({} MiB)", LARGEST_FILE_OCTETS >> 20)),
        Unreadable::Missing | Unreadable::Folder | Unreadable::Other(_) => fault.expected("a readable file"),
    }
}

fn text_of(file: &Path, octets: &[u8]) -> Result<Arc<str>, Diagnostic> {
    if octets.starts_with(b"\xef\xbb\xbf") {
        let fault = Diagnostic::of_file(file, "the file begins with a byte order mark");
        return Err(fault.expected("JSON in UTF-8 without one"));
    }
    std::str::from_utf8(octets).map(Arc::from).map_err(|fault| {
        let good = String::from_utf8_lossy(&octets[..fault.valid_up_to()]);
        let text: Arc<str> = Arc::from(good.as_ref());
        let octet = octets[fault.valid_up_to()];
        let message = format!("octet {} (0x{octet:02x}) is not UTF-8", fault.valid_up_to());
        Diagnostic::at(file, &text, text.len()..text.len(), message).expected("JSON text in UTF-8")
    })
}

fn refusal(file: &Path, text: &Arc<str>, refused: Refused) -> Diagnostic {
    match refused {
        Refused::TooDeep(at) => Diagnostic::at(file, text, at..at + 1, "too deep")
            .expected(format!("at most {DEEPEST} objects and arrays inside each other")),
        Refused::KeyTwice(key, span) => {
            Diagnostic::at(file, text, span, format!("\"{key}\" stands here a second time"))
                .expected("each key once")
        }
    }
}

fn syntax(file: &Path, text: &Arc<str>, fault: &serde_json::Error) -> Diagnostic {
    let offset = position::offset_of(text, fault.line(), fault.column());
    let width = text[offset..].chars().next().map_or(0, char::len_utf8);
    let said = without_position(fault);
    let closes = text[offset..].starts_with(['}', ']']);
    if closes && text[..offset].trim_end().ends_with(',') {
        return Diagnostic::at(
            file,
            text,
            offset..offset + width,
            "this is not JSON: a comma before the closing bracket",
        )
        .expected("a comma only between two");
    }
    let (message, expected) = match said.split_once("expected ") {
        Some(("", wanted)) => (String::from("this is not JSON"), wanted.to_owned()),
        _ if fault.classify() == Category::Eof => {
            let within = said.rsplit(' ').next().unwrap_or_default();
            (String::from("the file ends too early"), format!("the end of the {within}"))
        }
        _ => (format!("this is not JSON: {said}"), String::from("valid JSON")),
    };
    Diagnostic::at(file, text, offset..offset + width, message).expected(expected)
}

/// A fault that serde found in valid JSON: a wrong type, an unknown or missing key, or a value that its type refuses.
fn shape(document: &Document, mut path: Vec<Step>, fault: &serde_json::Error) -> Diagnostic {
    let said = without_position(fault);
    let quoted: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
    if said.starts_with("unknown field") {
        return unknown_key(document, path, &quoted);
    }
    if said.starts_with("unknown variant") {
        return unknown_word(document, path, &quoted);
    }
    if said.starts_with("missing field") {
        let missing = quoted.first().copied().unwrap_or_default();
        let holder = document.tree.reach(&path).span.clone();
        let start = holder.start..(holder.start + 1).min(holder.end);
        return document.fault_at(start, &path, format!("\"{missing}\" is missing"));
    }
    if path.last().is_some_and(|step| matches!(step, Step::Key(key) if key == "kind")) {
        path.truncate(1);
    }
    match said.split_once(", expected ") {
        Some((wrong, wanted)) => {
            document.fault(&path, in_plain_words(wrong)).expected(type_in_plain_words(wanted))
        }
        None => document.fault(&path, said),
    }
}

/// A word where serde knows a few; it may stand as a value or as the key of one.
fn unknown_word(document: &Document, mut path: Vec<Step>, quoted: &[&str]) -> Diagnostic {
    let wrong = quoted.first().copied().unwrap_or_default();
    let known = quoted.get(1..).unwrap_or_default();
    let message = format!("\"{wrong}\" is not known here");
    let fault = match document.tree.reach(&path).member(wrong) {
        Some(_) => {
            path.push(Step::Key(wrong.into()));
            document.fault_of_key(&path, message)
        }
        None => document.fault(&path, message),
    };
    fault.expected(one_of(known.iter().copied())).help(did_you_mean(wrong, known.iter().copied()))
}

fn unknown_key(document: &Document, mut path: Vec<Step>, quoted: &[&str]) -> Diagnostic {
    let unknown = quoted.first().copied().unwrap_or_default();
    let known = quoted.get(1..).unwrap_or_default();
    // Whether the path already ends at the unknown key depends on how serde came by it.
    if document.tree.reach(&path).member(unknown).is_some() {
        path.push(Step::Key(unknown.into()));
    }
    document
        .fault_of_key(&path, format!("unknown key \"{unknown}\""))
        .expected(one_of(known.iter().copied()))
        .help(did_you_mean(unknown, known.iter().copied()))
}

fn in_plain_words(wrong: &str) -> String {
    let plain = wrong.replace("invalid type: ", "this is ").replace("invalid value: ", "this is ");
    let plain =
        plain.replace("this is map", "this is an object").replace("this is sequence", "this is an array");
    let plain = plain.replace("invalid length ", "the number of elements is ");
    plain.replace("this is integer ", "this is ").replace("floating point ", "").replace('`', "")
}

fn type_in_plain_words(wanted: &str) -> String {
    match wanted {
        "u8" => "a whole number from 0 to 255".into(),
        "u16" => "a whole number from 0 to 65535".into(),
        "u32" => "a whole number from 0 to 4294967295".into(),
        "u64" | "usize" => "a whole number from 0 to 18446744073709551615".into(),
        "f64" => "a number".into(),
        "a sequence" => "an array, which stands in [ ]".into(),
        "an array of length 2" => "an array of two, as in [\"A\", \"B\"]".into(),
        "a map" => "an object, which stands in { }".into(),
        other => match other.strip_prefix("struct ") {
            Some(_) => "an object, which stands in { }".into(),
            None => other.replace('`', "\""),
        },
    }
}

/// serde_json's words without its " at line 3 column 7".
fn without_position(fault: &serde_json::Error) -> String {
    let said = fault.to_string();
    match said.rfind(" at line ") {
        Some(end) => said[..end].to_owned(),
        None => said,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "the tests look at the faults only")]
    struct Example {
        name: String,
        #[serde(default)]
        sizes: Vec<u8>,
        #[serde(default)]
        inner: BTreeMap<String, Inner>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "the tests look at the faults only")]
    struct Inner {
        colour: Option<Colour>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Colour {
        Red,
        Green,
    }

    fn fault(text: &str) -> String {
        let document = match Document::of_text(Path::new("f"), Arc::from(text)) {
            Ok(document) => document,
            Err(fault) => return fault.to_string(),
        };
        parse_as::<Example>(&document).expect_err("the text is faulty").to_string()
    }

    #[test]
    fn each_fault_has_its_place_and_what_was_expected() {
        let cases = [
            ("", "f:1:1: the file is empty; expected a JSON object with \"kind\" in it"),
            (" \n", "f:1:1: the file is empty; expected a JSON object with \"kind\" in it"),
            ("[1]", "f:1:1: this is not an object; expected a JSON object with \"kind\" in it"),
            ("{\"name\": }", "f:1:10: this is not JSON; expected value"),
            ("{\"name\": \"x\"\n \"y\": 1}", "f:2:2: this is not JSON; expected `,` or `}`"),
            (
                "{\"name\": \"x\",}",
                "f:1:14: this is not JSON: a comma before the closing bracket; expected a comma only between two",
            ),
            ("{\"name\": \"x\"", "f:1:12: the file ends too early; expected the end of the object"),
            ("{\"sizes\": []}", "f:1:1: \"name\" is missing"),
            ("{\"name\": 7}", "f:1:10: name: this is 7; expected a string"),
            (
                "{\"name\": \"x\", \"sizes\": [1, 300]}",
                "f:1:28: sizes[1]: this is 300; expected a whole number from 0 to 255",
            ),
            (
                "{\"name\": \"x\", \"sizes\": {}}",
                "f:1:24: sizes: this is an object; expected an array, which stands in [ ]",
            ),
            (
                "{\"name\": \"x\", \"size\": []}",
                "f:1:15: size: unknown key \"size\"; expected name, sizes or inner; did you mean \"sizes\"?",
            ),
            (
                "{\"name\": \"x\", \"inner\": {\"A\": {\"color\": \"red\"}}}",
                "f:1:31: inner.A.color: unknown key \"color\"; expected colour; did you mean \"colour\"?",
            ),
            (
                "{\"name\": \"x\", \"inner\": {\"A\": {\"colour\": \"gren\"}}}",
                "f:1:41: inner.A.colour: \"gren\" is not known here; expected red or green; did you mean \"green\"?",
            ),
            (
                "{\"name\": \"x\", \"inner\": {\"A\": 5}}",
                "f:1:30: inner.A: this is 5; expected an object, which stands in { }",
            ),
            (
                "{\"name\": \"x\", \"name\": \"y\"}",
                "f:1:15: \"name\" stands here a second time; expected each key once",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(fault(text), expected, "for {text}");
        }
    }

    #[test]
    fn octets_that_are_no_text_are_told_by_their_place() {
        let fault = text_of(Path::new("f"), b"{\"a\":\n \xff").expect_err("0xff is never UTF-8");
        assert_eq!((fault.line(), fault.column()), (2, 2));
        assert_eq!(fault.message, "octet 7 (0xff) is not UTF-8");
    }

    #[test]
    fn deep_nesting_is_one_fault() {
        let text = format!("{{\"a\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(fault(&text).contains("100 objects and arrays inside each other"), "{}", &fault(&text)[..80]);
    }
}
