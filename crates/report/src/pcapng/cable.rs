//! A host's cable as an interface of the file, and each message on it as a packet.
//!
//! ```text
//!  octet 0     version of this pseudo-header: 1
//!  octet 1     0 from host to IMP, 1 from IMP to host
//!  octets 2-3  length of the message in bits, the most significant octet first
//!  octets 4-5  number of the IMP at the cable
//!  octet 6     host interface there, 0 to 3
//!  octet 7     flags: 1 the text was made for its length alone and is not in the file
//! ```

use arpanet_scenario::trace::{Detail, Fact};
use arpanet_scenario::world::{HostId, HostPlan};
use arpanet_wire::{HostAddress, Leader};
use pcap_file::DataLink;
use pcap_file::pcapng::blocks::interface_description::InterfaceDescriptionBlock;

use super::{Seen, VERSION, interface};

/// Flag of a message whose text is not there.
const LENGTH_ALONE: u8 = 1;

pub(super) fn describe(host: &HostPlan) -> InterfaceDescriptionBlock<'static> {
    let description = format!("1822 cable of {}, host {}", host.name, host.address);
    interface(DataLink::USER0, host.name.clone(), description)
}

/// The host at whose cable a message was seen, and whether it went there.
pub(super) fn place(fact: &Fact) -> Option<(HostId, bool)> {
    let is_to_host = match &fact.detail {
        Detail::ToHost { .. } => true,
        Detail::ToImp { .. } => false,
        // A message without a leader: one of the two ends is the cable's IMP, which is no host.
        Detail::Malformed { .. } => fact.to.host.is_some(),
        _ => return None,
    };
    let host = if is_to_host { fact.to.host } else { fact.from.host }?;
    Some((host, is_to_host))
}

/// The message, with its pseudo-header.
pub(super) fn packet(fact: &Fact, at: HostAddress, is_to_host: bool) -> Seen {
    let mut data = vec![VERSION, u8::from(is_to_host)];
    data.extend(u16::try_from(fact.length_bits).unwrap_or(u16::MAX).to_be_bytes());
    data.extend(at.imp.0.to_be_bytes());
    data.extend([at.host, if fact.bits.is_some() { 0 } else { LENGTH_ALONE }]);
    let original = data.len() + fact.length_bits.div_ceil(8);
    data.extend(octets(fact));
    Seen { data, original, is_inbound: is_to_host }
}

/// The message, or what there is of it: the leader.
fn octets(fact: &Fact) -> Vec<u8> {
    // The leader of 1973 cannot name every IMP of a generated network.
    let of_leader = |leader: &Leader| leader.emit().map(|bits| bits.octets().to_vec()).unwrap_or_default();
    match (&fact.bits, &fact.detail) {
        (Some(bits), _) => bits.octets().to_vec(),
        (None, Detail::ToImp { leader, .. } | Detail::ToHost { leader, .. }) => of_leader(leader),
        (None, _) => Vec::new(),
    }
}
