//! What can be told of a study from its file alone: names, lists, and how many runs they make.

use serde_json::Value;

use super::row::is_taken;
use crate::diagnostic::Diagnostic;
use crate::file::SweepFile;
use crate::json::{Document, tree::Step};
use crate::path;

/// As many runs as one study may have.
const MOST_RUNS: u128 = 1_000_000;

/// Every column has a name of its own, in small letters.
pub(super) fn names(document: &Document, file: &SweepFile) -> Result<(), Diagnostic> {
    let mut taken: Vec<&str> = Vec::new();
    let vary = file.vary.iter().enumerate().map(|(nth, vary)| (path!["vary", nth, "name"], &vary.name));
    let measure = file.measure.iter().enumerate();
    let measure = measure.map(|(nth, measure)| (path!["measure", nth, "name"], &measure.name));
    for (path, name) in vary.chain(measure) {
        let begins = name.starts_with(|first: char| first.is_ascii_lowercase());
        if !begins || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            let fault = document.fault(&path, format!("\"{name}\" is no name of a column"));
            return Err(fault.expected("small letters, digits and _, a letter first"));
        }
        if is_taken(name) || taken.contains(&name.as_str()) {
            let fault = document.fault(&path, format!("there is a column {name} already"));
            return Err(fault.expected("another name"));
        }
        taken.push(name);
    }
    let is_time =
        |nth: &usize| file.measure[*nth].since.is_some() && !file.measure[*nth].name.ends_with("_ms");
    match (0..file.measure.len()).find(is_time) {
        Some(nth) => {
            let fault = document.fault(&path!["measure", nth, "name"], "a time is told in milliseconds");
            Err(fault.expected(format!("{}_ms", file.measure[nth].name)))
        }
        None => Ok(()),
    }
}

/// Something is varied, each field once, with values of one kind, each once.
pub(super) fn values(document: &Document, file: &SweepFile) -> Result<(), Diagnostic> {
    if file.vary.is_empty() {
        return Err(document.fault(&path!["vary"], "nothing is varied").expected("one field or more"));
    }
    for (nth, vary) in file.vary.iter().enumerate() {
        if file.vary[..nth].iter().any(|before| before.field == vary.field) {
            let fault = document.fault(&path!["vary", nth, "field"], "this field is varied already");
            return Err(fault.expected("each field once"));
        }
        if vary.values.is_empty() {
            let fault = document.fault(&path!["vary", nth, "values"], "there are no values");
            return Err(fault.expected("one or more"));
        }
        for (at, value) in vary.values.iter().enumerate() {
            let before = &vary.values[..at];
            check_value(document, &path!["vary", nth, "values", at], value, before)?;
        }
    }
    Ok(())
}

fn check_value(
    document: &Document,
    path: &[Step],
    value: &Value,
    before: &[Value],
) -> Result<(), Diagnostic> {
    let Some(kind) = kind(value) else {
        let fault = document.fault(path, "this is no value of a field");
        return Err(fault.expected("a number, a text, true or false"));
    };
    if value.as_str().is_some_and(|text| text.contains(char::is_control)) {
        return Err(document.fault(path, "this text holds a control character").expected("one line of text"));
    }
    if let Some(other) = before.first().and_then(self::kind).filter(|other| *other != kind) {
        let fault = document.fault(path, format!("this is {kind}, and the first value is {other}"));
        return Err(fault.expected("values of one kind"));
    }
    match before.contains(value) {
        true => Err(document.fault(path, "this value stands here already").expected("each value once")),
        false => Ok(()),
    }
}

/// The kind of a value in words.
const fn kind(value: &Value) -> Option<&'static str> {
    match value {
        Value::Bool(_) => Some("true or false"),
        Value::Number(_) => Some("a number"),
        Value::String(_) => Some("a text"),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// There are runs, and not too many.
pub(super) fn size(document: &Document, file: &SweepFile) -> Result<(), Diagnostic> {
    let seeds = file.seeds;
    if seeds.count == 0 {
        return Err(document.fault(&path!["seeds", "count"], "no seed is played").expected("1 or more"));
    }
    if seeds.first.checked_add(u64::from(seeds.count)).is_none() {
        return Err(document
            .fault(&path!["seeds", "first"], "the last seed is above 64 bits")
            .expected("less"));
    }
    let points = file.vary.iter().map(|vary| vary.values.len() as u128).try_fold(1, u128::checked_mul);
    let runs = points.and_then(|points: u128| points.checked_mul(u128::from(seeds.count)));
    match runs.filter(|runs| *runs <= MOST_RUNS) {
        Some(_) => Ok(()),
        None => {
            let runs = runs.map_or_else(|| String::from("very many"), |runs| runs.to_string());
            let fault = document.fault(&path!["vary"], format!("all values with all seeds make {runs} runs"));
            Err(fault.expected(format!("at most {MOST_RUNS}")))
        }
    }
}
