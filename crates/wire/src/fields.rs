//! Messages and packets taken apart for reading: every bit belongs to exactly one named field.
//!
//! What is malformed is shown as far as it can be told; then comes the place where it goes wrong, and what is left
//! is one field more. The state machines read no field from here: they have [`crate::Leader`] and its like.

mod command;
mod data_packet;
mod host_host;
mod leader;
mod line_packet;
mod modem;
mod reader;

use crate::Bits;
use std::fmt;
use std::str::FromStr;

/// At which place of the network bits were seen, which says how to read them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// A message from a host to its IMP: leader, then data that the IMP does not read.
    HostImp,
    /// A message from an IMP to its host.
    ImpHost,
    /// A regular message as two NCPs understand it: leader, header, text, filler.
    HostHost,
    /// A packet on a line between two IMPs.
    ImpImp,
}

/// One field of a message or packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name; no two fields of a message have the same.
    pub name: String,
    /// Its first and last bit, counted from 1.
    pub bits: (usize, usize),
    /// What it holds.
    pub value: Value,
    /// What that means.
    pub meaning: String,
    /// Where the field is described: document and page, or program and part.
    pub source: &'static str,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// An unsigned number; the most significant bit came first.
    Number(u64),
    /// Bits that are no number, or too many for one. Shown in hexadecimal.
    Bits(Bits),
}

/// A message or packet, field by field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dissection {
    /// The whole in a line, in short protocol words.
    pub summary: String,
    /// The fields, in the order of their bits, without gap.
    pub fields: Vec<Field>,
    /// Where the bits break the format first, if they do.
    pub error: Option<String>,
}

/// Names every bit of `bits`, seen at `layer`.
pub fn dissect(layer: Layer, bits: &Bits) -> Dissection {
    match layer {
        Layer::HostImp | Layer::ImpHost | Layer::HostHost if bits.is_empty() => nothing(),
        Layer::HostImp => leader::dissect_host_imp(bits),
        Layer::ImpHost => leader::dissect_imp_host(bits),
        Layer::HostHost => host_host::dissect(bits),
        Layer::ImpImp => modem::dissect(bits),
    }
}

/// What a cable carries when only its ready line moves; in the emulator's framing also the end of a message whose
/// bits came before.
fn nothing() -> Dissection {
    Dissection { summary: "no bits of a message".to_owned(), fields: Vec::new(), error: None }
}

impl Dissection {
    /// The field of this name, if there is one.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The bits again, put together from the fields' values.
    pub fn reassemble(&self) -> Bits {
        let mut bits = Bits::new();
        for field in &self.fields {
            match &field.value {
                Value::Number(value) => bits.push(*value, (field.bits.1 - field.bits.0 + 1) as u32),
                Value::Bits(value) => bits.extend(value),
            }
        }
        bits
    }
}

impl Layer {
    /// All layers.
    pub const ALL: [Layer; 4] = [Layer::HostImp, Layer::ImpHost, Layer::HostHost, Layer::ImpImp];

    /// The layer's name on the command line and in traces.
    pub const fn name(self) -> &'static str {
        match self {
            Layer::HostImp => "host-imp",
            Layer::ImpHost => "imp-host",
            Layer::HostHost => "host-host",
            Layer::ImpImp => "imp-imp",
        }
    }
}

/// A word that names no layer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is no layer; the layers are host-imp, imp-host, host-host and imp-imp")]
pub struct UnknownLayer {
    /// The word.
    pub found: String,
}

impl FromStr for Layer {
    type Err = UnknownLayer;

    fn from_str(text: &str) -> Result<Layer, UnknownLayer> {
        let named = Layer::ALL.into_iter().find(|layer| layer.name() == text);
        named.ok_or_else(|| UnknownLayer { found: text.to_owned() })
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Number(value) => value.fmt(f),
            Value::Bits(bits) => f.write_str(&bits.to_hex()),
        }
    }
}

#[cfg(test)]
mod tests;
