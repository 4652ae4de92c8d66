//! Every message on a cable, field by field, with the place in the sources where the field is described.
//!
//! A regular message is taken apart where its host sends it, down to the commands in it; its arrival is told in a line.
//! What happens besides, to people and machines, is told as at the depth of messages.

use arpanet_wire::fields::{Dissection, Field, Layer, Value, dissect};
use arpanet_world::Plan;

use super::layout::{Layout, TIME_WIDTH, clock};
use super::protocol::{typed, what};
use super::typed::Typed;
use crate::trace::{Detail, Fact};

/// More hexadecimal digits than these lose their middle.
const LONGEST_DIGITS: usize = 40;

/// Tells messages by their bits.
#[derive(Clone, Debug)]
pub(super) struct EveryBit {
    layout: Layout,
    typed: Typed,
}

impl EveryBit {
    /// For a run of this plan.
    pub(super) fn new(plan: &Plan, layout: Layout) -> EveryBit {
        EveryBit { layout, typed: Typed::new(plan) }
    }

    /// What is to be told of a fact, each line ended.
    pub(super) fn tell(&mut self, fact: &Fact) -> String {
        let mut told = String::new();
        while let Some(line) = self.typed.next_before(fact) {
            told.push_str(&typed(&line));
        }
        match (layer_of(fact), &fact.bits) {
            (Some(layer), Some(bits)) => {
                let dissection = dissect(layer, bits);
                told.push_str(&self.heading(fact, layer, &dissection));
                told.push_str(&self.fields(&dissection));
            }
            (Some(_), None) => {}
            (None, _) => told.push_str(&self.beside(fact)),
        }
        told
    }

    fn heading(&self, fact: &Fact, layer: Layer, dissection: &Dissection) -> String {
        let head = format!("{}{} -> {}  ", clock(fact.time), fact.from, fact.to);
        let text = format!("{layer}, {} bits: {}", fact.length_bits, dissection.summary);
        self.layout.hanging(&head, &text)
    }

    fn fields(&self, dissection: &Dissection) -> String {
        let rows: Vec<[String; 3]> = dissection.fields.iter().map(row).collect();
        let widest = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let [first, second, third] = [0, 1, 2].map(widest);
        let mut told = String::new();
        for (row, field) in rows.iter().zip(&dissection.fields) {
            let [bits, name, value] = row;
            let head = format!("{:TIME_WIDTH$}{bits:>first$}  {name:second$}  {value:>third$}  ", "");
            let meaning = match field.meaning.is_empty() {
                true => format!("[{}]", field.source),
                false => format!("{} [{}]", field.meaning, field.source),
            };
            told.push_str(&self.layout.hanging(&head, &meaning));
        }
        if let Some(error) = &dissection.error {
            told.push_str(&self.layout.hanging(&format!("{:TIME_WIDTH$}malformed: ", ""), error));
        }
        told
    }

    /// What is no message, and the arrival of one.
    fn beside(&self, fact: &Fact) -> String {
        match &fact.detail {
            Detail::Shown { .. }
            | Detail::Job { .. }
            | Detail::Said { .. }
            | Detail::Fault(_)
            | Detail::PacketLost(_) => what(self.layout, fact),
            Detail::ToHost { .. } if fact.bits.is_some() => {
                let head = format!("{}{} -> {}  ", clock(fact.time), fact.from, fact.to);
                self.layout.hanging(&head, &format!("{} bits have arrived", fact.length_bits))
            }
            _ => String::new(),
        }
    }
}

/// How a message is to be read; `None` for what is no message, or has been read when it was sent.
fn layer_of(fact: &Fact) -> Option<Layer> {
    match &fact.detail {
        Detail::ToImp { .. } if fact.kind() == "regular" => Some(Layer::HostHost),
        Detail::ToImp { .. } => Some(Layer::HostImp),
        Detail::ToHost { .. } if fact.kind() != "regular" => Some(Layer::ImpHost),
        _ => None,
    }
}

/// Bits, name and value of a field, in words.
fn row(field: &Field) -> [String; 3] {
    let bits = match field.bits {
        (first, last) if first == last => first.to_string(),
        (first, last) => format!("{first}-{last}"),
    };
    let value = match &field.value {
        Value::Number(number) => number.to_string(),
        Value::Bits(bits) => shortened(&bits.to_hex()),
    };
    [bits, field.name.clone(), value]
}

fn shortened(digits: &str) -> String {
    match digits.len() > LONGEST_DIGITS {
        true => format!("{}...{}", &digits[..LONGEST_DIGITS / 2], &digits[digits.len() - 8..]),
        false => digits.to_owned(),
    }
}
