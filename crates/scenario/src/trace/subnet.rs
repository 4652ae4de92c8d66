//! What the IMPs' own notes tell of the subnet, in the words that expectations use.

use arpanet_wire::ImpNumber;
use arpanet_wire::modem::Kind;
use arpanet_world::imp::{DropReason, Note, Reassembly};

/// What a note tells, and of which two IMPs.
pub(super) struct Told {
    pub(super) word: &'static str,
    pub(super) about: About,
    pub(super) reassembly: Option<Reassembly>,
}

/// Which way a thing goes between the IMP that tells and another.
pub(super) enum About {
    Itself,
    From(ImpNumber),
    To(ImpNumber),
}

/// The words that an expectation may use.
pub(crate) const WORDS: [&str; 21] = [
    "arrived",
    "asked",
    "complete",
    "ALL1",
    "ALL8",
    "RFNM1",
    "RFNM8",
    "RFNM+ALL8",
    "INC!1",
    "INC!8",
    "INC!8+ALL",
    "queried",
    "reachable",
    "unreachable",
    "line-up",
    "line-down",
    "bad-checksum",
    "intra-imp-error",
    "routing-check-failed",
    "started",
    "stopped",
];

/// What a note tells; `None` for those of which there is no word.
pub(super) fn told(note: &Note) -> Option<Told> {
    let plain = |word, about| Some(Told { word, about, reassembly: None });
    let counted = |word, about, reassembly| Some(Told { word, about, reassembly: Some(reassembly) });
    match *note {
        Note::MessageArrived { from, reassembly, .. } => counted("arrived", About::From(from), reassembly),
        Note::TreatedAsRequest { from, reassembly, .. } => counted("asked", About::From(from), reassembly),
        Note::MessageComplete { from, reassembly, .. } => counted("complete", About::From(from), reassembly),
        Note::Replied { to, kind, reassembly, .. } => counted(reply(kind)?, About::To(to), reassembly),
        Note::Queried { to, .. } => plain("queried", About::To(to)),
        Note::Reachable { imp } => plain("reachable", About::To(imp)),
        Note::Unreachable { imp } => plain("unreachable", About::To(imp)),
        Note::LineUp { .. } => plain("line-up", About::Itself),
        Note::LineDown { .. } => plain("line-down", About::Itself),
        Note::PacketDropped { why: DropReason::Checksum, .. } => plain("bad-checksum", About::Itself),
        Note::IntraImpError => plain("intra-imp-error", About::Itself),
        Note::RoutingCheckFailed => plain("routing-check-failed", About::Itself),
        Note::Started => plain("started", About::Itself),
        Note::Stopped => plain("stopped", About::Itself),
        _ => None,
    }
}

/// The word for a reply is the packet's name.
fn reply(kind: Kind) -> Option<&'static str> {
    let name = kind.to_string();
    WORDS.into_iter().find(|word| **word == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reply_that_the_answering_process_sends_has_its_word() {
        let replies = [
            Kind::Allocate1,
            Kind::Allocate8,
            Kind::Rfnm1,
            Kind::Rfnm8,
            Kind::RfnmAllocate8,
            Kind::Incomplete1,
            Kind::Incomplete8,
            Kind::Incomplete8Allocate,
        ];
        assert_eq!(
            replies.map(|kind| reply(kind).map(str::to_owned)),
            replies.map(|kind| Some(kind.to_string()))
        );
    }
}
