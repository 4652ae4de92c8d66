//! The facts of a run as columns of numbers: what a trace has as lines.

use arpanet_scenario::trace::{Detail, Fact};
use arpanet_wire::fields::Layer as WireLayer;
use arpanet_wire::{Bits, HostToImp, ImpToHost};
use serde_json::{Value, json};

use super::dictionary::Dictionary;
use super::dissections::Dissections;
use crate::ladder::said_of;
use crate::recording::{Recording, messages};

/// The columns of the records; a fact that was told when it was sent has no record for its arrival.
#[derive(Debug, Default)]
pub struct Records {
    /// Nanoseconds since the record before.
    times: Vec<u64>,
    columns: [Vec<u32>; 6],
    /// The record of the message on a cable in which it was seen.
    carriers: Vec<Option<u32>>,
    lengths: Vec<usize>,
    hex: Vec<Option<u32>>,
    dissections: Vec<Vec<u32>>,
    /// For each fact of the recording, its record.
    record_of: Vec<Option<u32>>,
}

impl Records {
    /// All records of a recording.
    pub fn of(recording: &Recording, texts: &mut Dictionary, dissections: &mut Dissections) -> Records {
        let mut records = Records::default();
        let mut before = 0;
        for (at, heard) in recording.heard().iter().enumerate() {
            let fact = &heard.fact;
            let is_cable = heard.carrier == Some(at);
            if fact.is_arrival() && !is_cable {
                records.record_of.push(None);
                continue;
            }
            records.record_of.push(Some(records.times.len() as u32));
            records.times.push(fact.time.as_ns() - before);
            before = fact.time.as_ns();
            let why = heard.why.as_deref().unwrap_or_default();
            let words =
                [fact.layer().name(), &fact.from.name, &fact.to.name, fact.kind(), &said(recording, at), why];
            for (column, text) in records.columns.iter_mut().zip(words) {
                column.push(texts.number(text));
            }
            records.carriers.push(heard.carrier.and_then(|carrier| records.record_of[carrier]));
            records.lengths.push(fact.length_bits);
            let bits = if is_cable { known_bits(fact) } else { None };
            records.hex.push(bits.as_ref().map(|bits| texts.number(&bits.to_hex())));
            let views = bits.iter().flat_map(|bits| layers(fact).into_iter().map(move |layer| (layer, bits)));
            records
                .dissections
                .push(views.map(|(layer, bits)| dissections.number(layer, bits, texts)).collect());
        }
        records
    }

    /// The messages from end to end, as columns.
    pub fn messages(&self, recording: &Recording, texts: &mut Dictionary) -> Value {
        let messages = messages(recording);
        let record = |at: usize| self.record_of[at];
        let host = |party: &dyn Fn(&Fact) -> Option<usize>| -> Vec<Option<usize>> {
            messages.iter().map(|message| party(&recording.heard()[message.sent].fact)).collect()
        };
        let said: Vec<_> = messages.iter().map(|message| said_of(recording, message.sent)).collect();
        json!({
            "sent": messages.iter().map(|message| record(message.sent)).collect::<Vec<_>>(),
            "arrived": messages.iter().map(|message| message.arrived.and_then(record)).collect::<Vec<_>>(),
            "answered": messages.iter().map(|message| message.answered.and_then(|(at, _)| record(at))).collect::<Vec<_>>(),
            "answer": messages.iter().map(|message| message.answered.map(|(_, answer)| answer.word())).collect::<Vec<_>>(),
            "from": host(&|fact| fact.from.host.map(|host| host.index())),
            "to": host(&|fact| fact.to.host.map(|host| host.index())),
            "tone": said.iter().map(|(tone, _)| tone.class()).collect::<Vec<_>>(),
            "label": said.iter().map(|(_, label)| texts.number(label)).collect::<Vec<_>>(),
        })
    }

    /// Pieces of terminal output: record, job, text.
    pub fn shown(&self, recording: &Recording) -> Vec<Value> {
        let shown = recording.heard().iter().zip(&self.record_of).filter_map(|(heard, record)| match &heard
            .fact
            .detail
        {
            Detail::Shown { job, text } => Some(json!([record, job.index(), text])),
            _ => None,
        });
        shown.collect()
    }

    /// As JSON.
    pub fn into_json(self) -> Value {
        let [layer, from, to, kind, said, why] = self.columns;
        json!({ "t": self.times, "layer": layer, "from": from, "to": to, "kind": kind, "said": said, "why": why,
                "carrier": self.carriers, "length": self.lengths, "hex": self.hex, "views": self.dissections })
    }
}

/// A regular message is told by what is in it.
fn said(recording: &Recording, at: usize) -> String {
    let fact = &recording.heard()[at].fact;
    match fact.detail {
        Detail::ToImp { kind: HostToImp::Regular, .. } | Detail::ToHost { kind: ImpToHost::Regular, .. } => {
            said_of(recording, at).1
        }
        _ => fact.said(),
    }
}

/// The bits of a message; of one that was made for its length alone those of its leader, where 1973's can say it.
fn known_bits(fact: &Fact) -> Option<Bits> {
    match (&fact.bits, &fact.detail) {
        (Some(bits), _) => Some(bits.clone()),
        (None, Detail::ToImp { leader, .. } | Detail::ToHost { leader, .. }) => leader.emit().ok(),
        (None, _) => None,
    }
}

/// As which layers a message on a cable is taken apart: as the IMP reads it, and as NCPs do where it is for one.
fn layers(fact: &Fact) -> Vec<WireLayer> {
    match &fact.detail {
        Detail::ToImp { .. } if fact.bits.is_none() => vec![WireLayer::HostImp],
        Detail::ToHost { .. } if fact.bits.is_none() => vec![WireLayer::ImpHost],
        Detail::ToImp { leader, kind: HostToImp::Regular } if !leader.for_imp => {
            vec![WireLayer::HostHost, WireLayer::HostImp]
        }
        Detail::ToHost { leader, kind: ImpToHost::Regular } if !leader.for_imp => {
            vec![WireLayer::HostHost, WireLayer::ImpHost]
        }
        Detail::ToImp { .. } => vec![WireLayer::HostImp],
        _ => vec![WireLayer::ImpHost],
    }
}
