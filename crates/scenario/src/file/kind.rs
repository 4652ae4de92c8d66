//! The kinds of files, and reading one of whichever kind it says it is.

use std::path::Path;

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator, json_schema};

use super::{LiveFile, NetworkFile, ScenarioFile, SizesFile, StudyFile, SweepFile, TrafficFile};
use crate::diagnostic::{Diagnostic, did_you_mean, one_of};
use crate::json::{Document, parse_as, tree::Step};
use crate::source::Source;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Something to play.
    Scenario,
    /// A network of a date.
    Network,
    /// A load.
    Traffic,
    /// Message lengths.
    Sizes,
    /// A measurement to be taken again, or a scenario to be varied.
    Study,
    /// Something to play in real time.
    Live,
}

impl Kind {
    /// All kinds that this version reads.
    pub const ALL: [Kind; 6] =
        [Kind::Scenario, Kind::Network, Kind::Traffic, Kind::Sizes, Kind::Study, Kind::Live];

    /// The word in `"kind"`.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Scenario => "scenario",
            Kind::Network => "network",
            Kind::Traffic => "traffic",
            Kind::Sizes => "sizes",
            Kind::Study => "study",
            Kind::Live => "live",
        }
    }

    /// The kind of that word.
    pub fn of_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    fn of(document: &Document) -> Result<Kind, Diagnostic> {
        let words = || Kind::ALL.map(Kind::word);
        let path = [Step::Key("kind".into())];
        let Some(member) = document.tree.member("kind") else {
            let fault = document.fault(&[], "\"kind\" is missing");
            return Err(fault.expected(format!("\"kind\" to be {}", one_of(words()))));
        };
        let written = &document.text[member.value.span.clone()];
        let Ok(word) = serde_json::from_str::<String>(written) else {
            return Err(document.fault(&path, "this is not a word").expected(one_of(words())));
        };
        if let Some(kind) = Kind::of_word(&word) {
            return Ok(kind);
        }
        let fault = document.fault(&path, format!("\"{word}\" is no kind of file"));
        Err(fault.expected(one_of(words())).help(did_you_mean(&word, words())))
    }
}

/// A file of any kind, typed.
#[derive(Clone, Debug, PartialEq)]
pub enum File {
    /// Something to play.
    Scenario(Box<ScenarioFile>),
    /// A network of a date.
    Network(Box<NetworkFile>),
    /// A load.
    Traffic(Box<TrafficFile>),
    /// Message lengths.
    Sizes(Box<SizesFile>),
    /// A measurement to be taken again.
    Study(Box<StudyFile>),
    /// A scenario to be varied; its kind is `study` too.
    Sweep(Box<SweepFile>),
    /// Something to play in real time.
    Live(Box<LiveFile>),
}

impl File {
    /// Reads the file at `path`: its kind first, then the rest by that kind.
    pub fn read(source: &dyn Source, path: &Path) -> Result<(Document, File), Diagnostic> {
        let document = Document::read(source, path)?;
        let file = match Kind::of(&document)? {
            Kind::Scenario => File::Scenario(Box::new(parse_as(&document)?)),
            Kind::Network => File::Network(Box::new(parse_as(&document)?)),
            Kind::Traffic => File::Traffic(Box::new(parse_as(&document)?)),
            Kind::Sizes => File::Sizes(Box::new(parse_as(&document)?)),
            Kind::Study if document.tree.member("scenario").is_some() => {
                File::Sweep(Box::new(parse_as(&document)?))
            }
            Kind::Study => File::Study(Box::new(parse_as(&document)?)),
            Kind::Live => File::Live(Box::new(parse_as(&document)?)),
        };
        Ok((document, file))
    }

    /// Its kind.
    pub fn kind(&self) -> Kind {
        match self {
            File::Scenario(_) => Kind::Scenario,
            File::Network(_) => Kind::Network,
            File::Traffic(_) => Kind::Traffic,
            File::Sizes(_) => Kind::Sizes,
            File::Study(_) | File::Sweep(_) => Kind::Study,
            File::Live(_) => Kind::Live,
        }
    }
}

/// The JSON Schema of a kind of file.
pub fn schema(kind: Kind) -> Schema {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = match kind {
        Kind::Scenario => generator.into_root_schema_for::<ScenarioFile>(),
        Kind::Network => generator.into_root_schema_for::<NetworkFile>(),
        Kind::Traffic => generator.into_root_schema_for::<TrafficFile>(),
        Kind::Sizes => generator.into_root_schema_for::<SizesFile>(),
        Kind::Study => return study_schema(generator),
        Kind::Live => generator.into_root_schema_for::<LiveFile>(),
    };
    schema.insert("title".into(), format!("ARPANET {}", kind.word()).into());
    schema
}

/// A study is one of two: a measurement to be taken again, or a scenario to be varied.
fn study_schema(mut generator: SchemaGenerator) -> Schema {
    let forms = [generator.subschema_for::<StudyFile>(), generator.subschema_for::<SweepFile>()];
    let definitions = generator.take_definitions(true);
    json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ARPANET study",
        "oneOf": forms,
        "$defs": definitions,
    })
}

/// The JSON Schema of a file of any kind.
pub fn schema_of_all() -> Schema {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let kinds = [
        generator.subschema_for::<ScenarioFile>(),
        generator.subschema_for::<NetworkFile>(),
        generator.subschema_for::<TrafficFile>(),
        generator.subschema_for::<SizesFile>(),
        generator.subschema_for::<StudyFile>(),
        generator.subschema_for::<SweepFile>(),
        generator.subschema_for::<LiveFile>(),
    ];
    let definitions = generator.take_definitions(true);
    json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ARPANET simulation file",
        "oneOf": kinds,
        "$defs": definitions,
    })
}
