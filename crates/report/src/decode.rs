//! Messages and packets taken apart, bit by bit, for people and for programs.

mod ruler;

use arpanet_wire::Bits;
use arpanet_wire::fields::{Dissection, Layer, UnknownLayer, Value, dissect};
use arpanet_wire::h316::{HostDatagram, ModemDatagram};
use serde_json::json;

use crate::table::{Align, columns};

/// What stands around the protocol's bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Nothing.
    Bare,
    /// The head of the Honeywell 316 emulator's datagrams, and on host layers the flag word.
    H316,
}

const COLUMNS: [Align; 6] = [Align::Left, Align::Right, Align::Left, Align::Right, Align::Left, Align::Left];

/// A message taken apart.
#[derive(Clone, Debug)]
pub struct Decoded {
    layer: Layer,
    dissection: Dissection,
}

/// Text that is no message at all: not hexadecimal, or without the framing that it should have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnreadableHex(String);

/// Takes `hex`, seen at the layer of that name, apart.
pub fn decode(layer: &str, framing: Framing, hex: &str) -> Result<Decoded, UnreadableHex> {
    let layer: Layer = layer.parse().map_err(|fault: UnknownLayer| UnreadableHex(fault.to_string()))?;
    let bits = Bits::from_hex(hex).map_err(|fault| UnreadableHex(fault.to_string()))?;
    if bits.is_empty() {
        return Err(UnreadableHex("there are no hexadecimal digits".into()));
    }
    let bits = match framing {
        Framing::Bare => bits,
        Framing::H316 => unframed(layer, &bits)?,
    };
    Ok(Decoded { layer, dissection: dissect(layer, &bits) })
}

fn unframed(layer: Layer, bits: &Bits) -> Result<Bits, UnreadableHex> {
    if !bits.length_bits().is_multiple_of(8) {
        return Err(UnreadableHex("a datagram is whole octets, and these digits are odd in number".into()));
    }
    let words = match layer {
        Layer::ImpImp => ModemDatagram::parse(bits.octets()).map(|datagram| datagram.words),
        Layer::HostImp | Layer::ImpHost | Layer::HostHost => {
            HostDatagram::parse(bits.octets()).map(|datagram| datagram.words)
        }
    };
    words.map(|words| Bits::from_words(&words)).map_err(|fault| UnreadableHex(fault.to_string()))
}

impl Decoded {
    /// Where the bits break the format, if they do.
    pub fn error(&self) -> Option<&str> {
        self.dissection.error.as_deref()
    }

    /// A line for the whole, the bits with a letter for each field, and a line for each field.
    pub fn text(&self) -> String {
        let mut text = format!("{}: {}\n", self.layer, self.dissection.summary);
        if !self.dissection.fields.is_empty() {
            text.push_str(&format!("\n{}\n", ruler::ruler(&self.dissection)));
        }
        let mut rows = vec![["", "bits", "field", "value", "meaning", "source"].map(String::from).to_vec()];
        for (at, field) in self.dissection.fields.iter().enumerate() {
            let bits = match field.bits {
                (first, last) if first == last => first.to_string(),
                (first, last) => format!("{first}-{last}"),
            };
            let (name, meaning) = (field.name.clone(), field.meaning.clone());
            let letter = ruler::letter(at).to_string();
            rows.push(vec![letter, bits, name, shortened(&field.value), meaning, field.source.to_owned()]);
        }
        text.push_str(&columns(&COLUMNS, &rows));
        if let Some(error) = self.error() {
            text.push_str(&format!("malformed: {error}\n"));
        }
        text
    }

    /// The fields as one JSON object.
    pub fn json(&self) -> serde_json::Value {
        let fields: Vec<serde_json::Value> = self
            .dissection
            .fields
            .iter()
            .map(|field| {
                let value = match &field.value {
                    Value::Number(number) => json!(number),
                    Value::Bits(bits) => json!(bits.to_hex()),
                };
                json!({ "name": field.name, "bits": [field.bits.0, field.bits.1], "value": value,
                        "meaning": field.meaning, "source": field.source })
            })
            .collect();
        json!({ "layer": self.layer.name(), "summary": self.dissection.summary, "fields": fields, "error": self.error() })
    }
}

/// A value for a column of text: long strings of bits lose their middle there.
fn shortened(value: &Value) -> String {
    let text = value.to_string();
    match value {
        Value::Bits(bits) if text.len() > 40 => {
            format!("{}...{} ({} bits)", &text[..20], &text[text.len() - 8..], bits.length_bits())
        }
        Value::Number(_) | Value::Bits(_) => text,
    }
}
