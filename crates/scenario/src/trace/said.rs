//! A fact in words, as narration, ladder and report show it beside who said it to whom.

use arpanet_wire::fields::{Layer, dissect};

use super::fact::{Detail, Fact, JobChange};
use super::subnet_text;

impl Fact {
    /// What was said or done, without the time and the parties: `STR my 1003 your 1002 size 8`.
    pub fn said(&self) -> String {
        match &self.detail {
            Detail::Shown { text, .. } | Detail::Said { text, .. } | Detail::Line { text, .. } => {
                text.clone()
            }
            Detail::Fault(text) => text.clone(),
            Detail::Job { change, program, .. } => match change {
                JobChange::Started => format!("{program} starts"),
                JobChange::Ended => format!("{program} ends"),
                JobChange::Failed(why) => format!("{program} ends and has failed: {why}"),
            },
            Detail::Command { command, .. } => command.to_string(),
            Detail::Experiment { command, .. } => command.to_string(),
            Detail::Data { link, byte_size, bytes, .. } => {
                format!("data: {bytes} bytes of {byte_size} bits on link {link}")
            }
            Detail::Malformed { why, .. } => format!("malformed: {why}"),
            Detail::ToHost { leader, kind } => format!("{kind}, link {}", leader.link),
            Detail::ToImp { kind, .. } => kind.to_string(),
            Detail::Subnet { word, reassembly } => subnet_text(word, *reassembly),
            // Dissected here, because few packets are ever looked at.
            Detail::Packet { .. } => {
                self.bits.as_ref().map(|bits| dissect(Layer::ImpImp, bits).summary).unwrap_or_default()
            }
            Detail::PacketLost(why) => (*why).to_owned(),
        }
    }
}
