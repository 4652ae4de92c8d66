//! The trace: JSON Lines. First a head, then a line for each message on a cable, each command and data message as it is
//! sent, each line of text on a control connection, each terminal output, fault and job.

use std::collections::BTreeMap;

use arpanet_wire::command::Command;
use arpanet_wire::{Bits, Leader};
use serde::Serialize;
use serde_json::{Value, json};

use super::fact::{Detail, Fact, JobChange, On};
use crate::file::ConnectionClass;

/// The JSON Schema of a line of the trace: every field with its meaning, and the version.
pub const TRACE_SCHEMA: &str = include_str!("schema.json");

/// The trace's first line.
#[derive(Clone, Debug, Serialize)]
pub struct TraceHead<'a> {
    /// The version of the format.
    pub arpanet_trace: u32,
    /// The scenario's file.
    pub scenario: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The root of all chance.
    pub seed: u64,
    /// The network's title.
    pub network: &'a str,
}

/// Every other line.
#[derive(Clone, Debug, Serialize)]
pub struct TraceLine<'a> {
    t_ns: u64,
    layer: &'static str,
    from: &'a str,
    to: &'a str,
    kind: &'a str,
    length_bits: usize,
    bits_hex: String,
    fields: BTreeMap<&'static str, Value>,
}

/// A fact as a line of the trace; `None` for what an earlier line has told: the arrival of what was sent is told by
/// the message on the receiver's cable, and what an IMP makes of a packet by the packets.
pub fn trace_line(fact: &Fact) -> Option<TraceLine<'_>> {
    if fact.is_arrival() || matches!(fact.detail, Detail::Subnet { .. }) {
        return None;
    }
    Some(TraceLine {
        t_ns: fact.time.as_ns(),
        layer: fact.layer().name(),
        from: &fact.from.name,
        to: &fact.to.name,
        kind: fact.kind(),
        length_bits: fact.length_bits,
        bits_hex: fact.bits.as_ref().map(Bits::to_hex).unwrap_or_default(),
        fields: fields(fact),
    })
}

fn fields(fact: &Fact) -> BTreeMap<&'static str, Value> {
    let mut fields = BTreeMap::new();
    match &fact.detail {
        Detail::ToImp { leader, .. } => leader_fields(leader, fact, &mut fields),
        Detail::ToHost { leader, kind } => {
            leader_fields(leader, fact, &mut fields);
            fields.insert("meaning", json!(kind.to_string()));
        }
        Detail::Command { command, on, .. } => {
            command_fields(command, &mut fields);
            on_fields(*on, &mut fields);
        }
        Detail::Data { link, byte_size, bytes, on, handed_out, .. } => {
            fields.insert("link", json!(link));
            fields.insert("size", json!(byte_size));
            fields.insert("count", json!(bytes));
            if let Some(socket) = handed_out {
                fields.insert("handed_out", json!(socket));
            }
            on_fields(*on, &mut fields);
        }
        Detail::Experiment { command, .. } => {
            fields.insert("link", json!(command.link()));
        }
        Detail::Malformed { why, .. } => {
            fields.insert("why", json!(why));
        }
        Detail::Line { text, .. } => {
            fields.insert("text", json!(text));
        }
        Detail::Shown { job, text } => {
            fields.insert("job", json!(job.index()));
            fields.insert("text", json!(text));
        }
        Detail::Job { job, program, change } => {
            fields.insert("job", json!(job.index()));
            fields.insert("program", json!(program));
            if let JobChange::Failed(why) = change {
                fields.insert("why", json!(why));
            }
        }
        Detail::Said { program, text } => {
            fields.insert("program", json!(program));
            fields.insert("text", json!(text));
        }
        Detail::Fault(text) => {
            fields.insert("text", json!(text));
        }
        Detail::Subnet { .. } => {}
        Detail::Packet { .. } => {
            fields.insert("summary", json!(fact.said()));
        }
        Detail::PacketLost(why) => {
            fields.insert("why", json!(why));
        }
    }
    fields
}

fn leader_fields(leader: &Leader, fact: &Fact, fields: &mut BTreeMap<&'static str, Value>) {
    fields.insert("type", json!(leader.message_type));
    fields.insert("address", json!(leader.address.to_octet()));
    fields.insert("link", json!(leader.link));
    fields.insert("message_id", json!(leader.message_id));
    fields.insert("subtype", json!(leader.subtype));
    for (name, set) in [("priority", leader.priority), ("for_imp", leader.for_imp), ("trace", leader.trace)] {
        if set {
            fields.insert(name, json!(true));
        }
    }
    if fact.bits.is_none() {
        fields.insert("synthetic", json!(true));
    }
}

fn command_fields(command: &Command, fields: &mut BTreeMap<&'static str, Value>) {
    match *command {
        Command::Rts { my_socket, your_socket, link } => {
            fields.insert("my_socket", json!(my_socket));
            fields.insert("your_socket", json!(your_socket));
            fields.insert("link", json!(link));
        }
        Command::Str { my_socket, your_socket, byte_size } => {
            fields.insert("my_socket", json!(my_socket));
            fields.insert("your_socket", json!(your_socket));
            fields.insert("size", json!(byte_size));
        }
        Command::Cls { my_socket, your_socket } => {
            fields.insert("my_socket", json!(my_socket));
            fields.insert("your_socket", json!(your_socket));
        }
        Command::All { link, messages, bits } | Command::Ret { link, messages, bits } => {
            fields.insert("link", json!(link));
            fields.insert("messages", json!(messages));
            fields.insert("bits", json!(bits));
        }
        Command::Gvb { link, message_fraction, bit_fraction } => {
            fields.insert("link", json!(link));
            fields.insert("message_fraction", json!(message_fraction));
            fields.insert("bit_fraction", json!(bit_fraction));
        }
        Command::Inr { link } | Command::Ins { link } => {
            fields.insert("link", json!(link));
        }
        Command::Eco { data } | Command::Erp { data } => {
            fields.insert("data", json!(data));
        }
        Command::Err(report) => {
            fields.insert("code", json!(report.code.number()));
        }
        Command::Nop | Command::Rst | Command::Rrp => {}
    }
}

fn on_fields(on: Option<On>, fields: &mut BTreeMap<&'static str, Value>) {
    let Some(on) = on else { return };
    let class = match on.class {
        ConnectionClass::Icp => "icp",
        ConnectionClass::Control => "control",
        ConnectionClass::Data => "data",
    };
    fields.insert("connection", json!(on.connection));
    fields.insert("class", json!(class));
    if let Some(service) = on.service {
        fields.insert("service", json!(service.name()));
    }
}
