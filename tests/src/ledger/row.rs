//! A row of the ledger: one rule of one source.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What a row is about; the first part of its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Layer {
    /// The host-host protocol.
    Hh,
    /// The initial connection protocol.
    Icp,
    /// TELNET.
    Tel,
    /// The File Transfer Protocol.
    Ftp,
    /// FTP transfers in which the server listens: LSTN, and its rivals.
    Lstn,
    /// Mail by FTP.
    Mail,
    /// The host's side of the IMP-host interface.
    Ih,
}

impl Layer {
    /// All layers, in the ledger's order.
    pub const ALL: [Layer; 7] =
        [Layer::Hh, Layer::Icp, Layer::Tel, Layer::Ftp, Layer::Lstn, Layer::Mail, Layer::Ih];

    /// The layer's name in ids, in capitals.
    pub const fn name(self) -> &'static str {
        match self {
            Layer::Hh => "HH",
            Layer::Icp => "ICP",
            Layer::Tel => "TEL",
            Layer::Ftp => "FTP",
            Layer::Lstn => "LSTN",
            Layer::Mail => "MAIL",
            Layer::Ih => "IH",
        }
    }
}

/// How binding a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// It is to be done.
    Must,
    /// It is not to be done.
    MustNot,
    /// It is to be done unless there is a reason.
    Should,
    /// It is permitted.
    May,
}

impl Level {
    /// Whether the protocol is violated by doing otherwise.
    pub const fn is_binding(self) -> bool {
        matches!(self, Level::Must | Level::MustNot)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Level::Must => "must",
            Level::MustNot => "must-not",
            Level::Should => "should",
            Level::May => "may",
        })
    }
}

/// Names a row: `HH-042`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RowId {
    /// The layer.
    pub layer: Layer,
    /// The number within the layer, from 1 to 999.
    pub number: u16,
}

/// What is no row id.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no row id: expected a layer and three digits, as in HH-042")]
pub struct RowIdError(String);

impl FromStr for RowId {
    type Err = RowIdError;

    fn from_str(text: &str) -> Result<RowId, RowIdError> {
        parse(text).ok_or_else(|| RowIdError(text.to_string()))
    }
}

fn parse(text: &str) -> Option<RowId> {
    let (layer, digits) = text.split_once('-')?;
    let layer = Layer::ALL.into_iter().find(|known| known.name() == layer)?;
    Some(RowId { layer, number: three_digits(digits)? })
}

/// A number written with exactly three digits.
pub(super) fn three_digits(text: &str) -> Option<u16> {
    let is_fit = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_fit.then(|| text.parse().ok()).flatten()
}

impl fmt::Display for RowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}-{:03}", self.layer.name(), self.number))
    }
}

impl TryFrom<String> for RowId {
    type Error = RowIdError;

    fn try_from(text: String) -> Result<RowId, RowIdError> {
        text.parse()
    }
}

impl From<RowId> for String {
    fn from(id: RowId) -> String {
        id.to_string()
    }
}

/// One rule of one source.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Its name.
    pub id: RowId,
    /// Its layer, the same as in its name.
    pub layer: Layer,
    /// How binding it is.
    pub level: Level,
    /// Document and page. "Derived" means that we conclude it from there; "project rule" that we chose it.
    pub source: String,
    /// What is the case.
    pub rule: String,
}
