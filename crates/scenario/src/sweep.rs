//! A scenario to be varied, checked: its fields are found, each value is tried, and each point is a scenario of its own.
//!
//! A *point* is one combination of values. Points are numbered from 0, the last of `vary` changing fastest, and so are runs:
//! first all seeds of point 0, then all of point 1.

mod check;
mod pointer;
mod row;

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;
use xxhash_rust::xxh3::Xxh3;

use crate::diagnostic::Diagnostic;
use crate::expect::Measure;
use crate::file::{File, MeasureFile, ScenarioFile, SweepFile};
use crate::json::{Document, parse_as};
use crate::path;
use crate::plan::{Overrides, Scenario};
use crate::source::{Files, Recording, Source, resolve};
pub use row::{Cell, CellKind, Column, Row};

/// A study that varies a scenario.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// The file.
    pub file: SweepFile,
    /// Another one whenever the study, the scenario or anything that they name is another: XXH3-64 over all texts.
    pub identity: u64,
    document: Document,
    base: Base,
    /// All that was read, so that every run is made of the same.
    files: Files,
}

/// The scenario as it is written, and where in it the varied fields stand.
#[derive(Clone, Debug)]
struct Base {
    document: Document,
    fields: Vec<Range<usize>>,
}

/// One combination of values.
#[derive(Clone, Debug)]
pub struct Point {
    /// The scenario that they make.
    pub scenario: Scenario,
    /// What is measured in its runs, in the order of the file.
    pub measures: Vec<Measure>,
}

impl Sweep {
    /// Reads the study at `path` and everything that it names.
    pub fn read(source: &dyn Source, path: &Path) -> Result<Sweep, Diagnostic> {
        match File::read(source, path)? {
            (document, File::Sweep(file)) => Sweep::of(source, document, *file),
            (document, other) => {
                let fault = document.fault(&path!["kind"], format!("this is a {}", other.kind().word()));
                Err(fault.expected("a study with a \"scenario\""))
            }
        }
    }

    /// Checks a study that has been read, reads what it names, and tries each value alone.
    pub fn of(source: &dyn Source, document: Document, file: SweepFile) -> Result<Sweep, Diagnostic> {
        check::names(&document, &file)?;
        check::values(&document, &file)?;
        check::size(&document, &file)?;
        let source = Recording::of(source);
        let base = Base::read(&source, &document, &file)?;
        for (nth, vary) in file.vary.iter().enumerate() {
            for at in 0..vary.values.len() {
                let value = path!["vary", nth, "values", at];
                let text = base.with([(nth, document.written(&value))]);
                let point = base.point(&source, &document, &file, text);
                point.map_err(|fault| blame(&document, &value, &fault))?;
            }
        }
        let files = source.into_files();
        let identity = identity(&document, &files);
        Ok(Sweep { file, identity, document, base, files })
    }

    /// How many combinations of values there are.
    pub fn points(&self) -> usize {
        self.file.vary.iter().map(|vary| vary.values.len()).product()
    }

    /// How many runs there are.
    pub fn runs(&self) -> usize {
        self.points() * self.file.seeds.count as usize
    }

    /// The point and the seed of a run.
    pub fn run(&self, run: usize) -> (usize, u64) {
        let count = self.file.seeds.count as usize;
        (run / count, self.file.seeds.first + (run % count) as u64)
    }

    /// The values of a point, in the order of `vary`.
    pub fn values(&self, point: usize) -> Vec<&Value> {
        self.places(point).into_iter().zip(&self.file.vary).map(|(at, vary)| &vary.values[at]).collect()
    }

    /// The scenario of a point. Its seed is still that of the file.
    ///
    /// # Errors
    /// Values that are good alone may make no sense together.
    pub fn point(&self, point: usize) -> Result<Point, Diagnostic> {
        let places = self.places(point);
        let value =
            |(nth, at): (usize, &usize)| (nth, self.document.written(&path!["vary", nth, "values", *at]));
        let text = self.base.with(places.iter().enumerate().map(value));
        let made = self.base.point(&self.files, &self.document, &self.file, text);
        made.map_err(|fault| {
            let (last, at) = (places.len() - 1, places[places.len() - 1]);
            blame(&self.document, &path!["vary", last, "values", at], &fault)
        })
    }

    /// For each of `vary` which of its values a point has.
    fn places(&self, mut point: usize) -> Vec<usize> {
        let mut places: Vec<usize> = Vec::new();
        for vary in self.file.vary.iter().rev() {
            places.push(point % vary.values.len());
            point /= vary.values.len();
        }
        places.reverse();
        places
    }
}

impl Base {
    fn read(source: &dyn Source, document: &Document, file: &SweepFile) -> Result<Base, Diagnostic> {
        let scenario = resolve(&document.file, &file.scenario);
        let through = |fault| document.through(&path!["scenario"], &scenario, fault);
        let base = Document::read(source, &scenario).map_err(through)?;
        let fields = file.vary.iter().enumerate().map(|(nth, vary)| {
            let at = path!["vary", nth, "field"];
            pointer::find(&base.tree, &vary.field).map_err(|why| why.tell(document, &at, &base.file))
        });
        let base = Base { fields: fields.collect::<Result<_, _>>()?, document: base };
        base.point(source, document, file, Arc::clone(&base.document.text))?;
        Ok(base)
    }

    /// The scenario's text with these in place of the fields.
    fn with<'a>(&self, values: impl IntoIterator<Item = (usize, &'a str)>) -> Arc<str> {
        let mut values: Vec<(Range<usize>, &str)> =
            values.into_iter().map(|(nth, value)| (self.fields[nth].clone(), value)).collect();
        // From the end, so that the places before are still right.
        values.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
        let mut text = self.document.text.to_string();
        values.into_iter().for_each(|(span, value)| text.replace_range(span, value));
        text.into()
    }

    fn point(
        &self,
        source: &dyn Source,
        study: &Document,
        file: &SweepFile,
        text: Arc<str>,
    ) -> Result<Point, Diagnostic> {
        let document = Document::of_text(&self.document.file, text)?;
        let read: ScenarioFile = parse_as(&document)?;
        let scenario = Scenario::of(source, &document, read, Overrides::default())?;
        let measures = file.measure.iter().enumerate();
        let measures = measures.map(|(nth, measure)| self::measure(study, nth, measure, &scenario));
        Ok(Point { measures: measures.collect::<Result<_, _>>()?, scenario })
    }
}

fn measure(
    document: &Document,
    nth: usize,
    file: &MeasureFile,
    scenario: &Scenario,
) -> Result<Measure, Diagnostic> {
    let matcher =
        |key: &'static str, of| scenario.matcher(document, &path!["measure", nth, key], of).map(Box::new);
    match (&file.since, &file.until, &file.count) {
        (Some(since), Some(until), None) => {
            Ok(Measure::Time { since: matcher("since", since)?, until: matcher("until", until)? })
        }
        (None, None, Some(of)) => Ok(Measure::Count(matcher("count", of)?)),
        _ => {
            let fault = document.fault(&path!["measure", nth], "it is not clear what to measure");
            Err(fault.expected("since and until, or count"))
        }
    }
}

/// A fault in the scenario that a value of the study brings about.
fn blame(document: &Document, value: &[crate::json::tree::Step], fault: &Diagnostic) -> Diagnostic {
    if *fault.file == *document.file {
        return fault.clone();
    }
    document.fault(value, format!("with this value there is a fault in {fault}"))
}

fn identity(document: &Document, files: &Files) -> u64 {
    let mut hash = Xxh3::new();
    for text in std::iter::once(&*document.text).chain(files.texts()) {
        hash.update(&(text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    hash.digest()
}
