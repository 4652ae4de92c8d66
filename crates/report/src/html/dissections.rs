//! Messages taken apart, as compactly as they repeat: a field is kept once with its name, width, meaning and source,
//! a dissection once as the list of its fields. Values are read from the bits.

use std::collections::BTreeMap;

use arpanet_wire::Bits;
use arpanet_wire::fields::{Layer, Value, dissect};
use serde_json::{Value as Json, json};

use super::dictionary::Dictionary;

/// Name, width in bits, whether it is a number, meaning, source; texts by their numbers.
type Field = (u32, u32, bool, u32, u32);

/// Layer, summary, error and fields, all by number.
type Dissection = (u32, u32, Option<u32>, Vec<u32>);

/// Every different dissection of a run.
#[derive(Debug, Default)]
pub struct Dissections {
    fields: BTreeMap<Field, u32>,
    all: BTreeMap<Dissection, u32>,
}

impl Dissections {
    /// The number of what `bits` are at `layer`.
    pub fn number(&mut self, layer: Layer, bits: &Bits, texts: &mut Dictionary) -> u32 {
        let dissected = dissect(layer, bits);
        let fields = dissected.fields.iter().map(|field| {
            let (first, last) = field.bits;
            let is_number = matches!(field.value, Value::Number(_));
            let width = (last + 1 - first) as u32;
            let key = (
                texts.number(&field.name),
                width,
                is_number,
                texts.number(&field.meaning),
                texts.number(field.source),
            );
            let next = self.fields.len() as u32;
            *self.fields.entry(key).or_insert(next)
        });
        let fields: Vec<u32> = fields.collect();
        let error = dissected.error.map(|error| texts.number(&error));
        let key = (texts.number(layer.name()), texts.number(&dissected.summary), error, fields);
        let next = self.all.len() as u32;
        *self.all.entry(key).or_insert(next)
    }

    /// Fields and dissections, each in the order of their numbers.
    pub fn into_json(self) -> (Vec<Json>, Vec<Json>) {
        let fields = self.fields.into_iter().map(|((name, width, is_number, meaning, source), number)| {
            (number, json!([name, width, u8::from(is_number), meaning, source]))
        });
        let all = self.all.into_iter().map(|((layer, summary, error, fields), number)| {
            (number, json!([layer, summary, error, fields]))
        });
        (in_order(fields), in_order(all))
    }
}

fn in_order(numbered: impl Iterator<Item = (u32, Json)>) -> Vec<Json> {
    let mut numbered: Vec<(u32, Json)> = numbered.collect();
    numbered.sort_by_key(|(number, _)| *number);
    numbered.into_iter().map(|(_, json)| json).collect()
}
