//! A line between two IMPs as an interface of the file, and each packet on it as one of the file's.
//!
//! ```text
//!  octet 0     version of this pseudo-header: 1
//!  octet 1     zero
//!  octets 2-3  number of the IMP that sends, the most significant octet first
//!  octets 4-5  number of the IMP that it sends to
//!  octets 6-7  zero
//! ```
//!
//! The packet's words follow, from the acknowledgment header to the checksum.

use arpanet_scenario::trace::Fact;
use arpanet_scenario::world::{End, LineId, Plan};
use pcap_file::DataLink;
use pcap_file::pcapng::blocks::interface_description::InterfaceDescriptionBlock;

use super::{Seen, VERSION, interface};

/// A line whose packets are kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// The interface's place in the file.
    pub interface: u32,
    /// The numbers of the IMPs at its ends.
    pub imps: [u16; 2],
    /// Which of them are outside.
    pub outside: [bool; 2],
}

impl Line {
    pub(super) fn of(plan: &Plan, line: LineId, interface: u32) -> Line {
        let ends = plan.lines[line.index()].ends;
        Line {
            interface,
            imps: ends.map(|imp| plan.imps[imp.index()].number.0),
            outside: ends.map(|imp| plan.outside.contains(&imp)),
        }
    }

    /// The packet, with its pseudo-header.
    pub(super) fn packet(&self, fact: &Fact, sent_by: End) -> Seen {
        let (from, to) = match sent_by {
            End::A => (0, 1),
            End::B => (1, 0),
        };
        let mut data = vec![VERSION, 0];
        data.extend(self.imps[from].to_be_bytes());
        data.extend(self.imps[to].to_be_bytes());
        data.extend([0, 0]);
        data.extend(fact.bits.iter().flat_map(|bits| bits.octets()));
        Seen { original: data.len(), data, is_inbound: self.outside[from] }
    }
}

pub(super) fn describe(plan: &Plan, line: LineId) -> InterfaceDescriptionBlock<'static> {
    let [a, b] = plan.lines[line.index()].ends.map(|imp| &plan.imps[imp.index()]);
    let description = format!("line between IMP {}, {}, and IMP {}, {}", a.number, a.name, b.number, b.name);
    interface(DataLink::USER1, format!("{}-{}", a.name, b.name), description)
}
