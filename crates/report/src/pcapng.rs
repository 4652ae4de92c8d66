//! Every message on an 1822 cable as a pcapng file, for Wireshark with the dissector `arpanet.lua`.
//!
//! One interface a cable, named for its host, link type `DLT_USER0` (147), times in nanoseconds of the simulated
//! calendar. Each packet is a pseudo-header of eight octets, then the message's octets, the last filled with zeros:
//!
//! ```text
//!  octet 0     version of this pseudo-header: 1
//!  octet 1     0 from host to IMP, 1 from IMP to host
//!  octets 2-3  length of the message in bits, the most significant octet first
//!  octets 4-5  number of the IMP at the cable
//!  octet 6     host interface there, 0 to 3
//!  octet 7     flags: 1 the text was made for its length alone and is not in the file
//! ```

use std::borrow::Cow;
use std::time::Duration;

use arpanet_scenario::Scenario;
use arpanet_scenario::trace::{Detail, Fact};
use arpanet_scenario::world::{Day, HostPlan};
use arpanet_wire::Leader;
use pcap_file::pcapng::blocks::enhanced_packet::{EnhancedPacketBlock, EnhancedPacketOption};
use pcap_file::pcapng::blocks::interface_description::{
    InterfaceDescriptionBlock, InterfaceDescriptionOption,
};
use pcap_file::pcapng::blocks::section_header::{SectionHeaderBlock, SectionHeaderOption};
use pcap_file::pcapng::{Block, PcapNgBlock, PcapNgWriter};
use pcap_file::{DataLink, Endianness};

use crate::recording::{Heard, Recording};

/// The dissector for Wireshark and tshark: `-X lua_script:arpanet.lua`.
pub const DISSECTOR: &str = include_str!("../assets/arpanet.lua");

const VERSION: u8 = 1;
/// Flag of a message whose text is not there.
const LENGTH_ALONE: u8 = 1;
/// `epb_flags` of pcapng: inbound and outbound, seen from the host.
const INBOUND: u32 = 1;
const OUTBOUND: u32 = 2;
/// `if_tsresol`: ten to the minus ninth of a second.
const NANOSECONDS: u8 = 9;

/// The messages of a recording, as the octets of a pcapng file.
pub fn pcapng(scenario: &Scenario, recording: &Recording) -> Vec<u8> {
    let title = SectionHeaderOption::Comment(Cow::Owned(scenario.file.title.clone()));
    let program = SectionHeaderOption::UserApplication(Cow::Borrowed("arpanet"));
    let section = SectionHeaderBlock {
        endianness: Endianness::Little,
        options: vec![title, program],
        ..Default::default()
    };
    let mut writer = PcapNgWriter::with_section_header(Vec::new(), section).expect("a Vec takes all");
    let mut write =
        |block: &Block<'_>| writer.write_block(block).expect("interfaces come before their packets");
    for host in &scenario.plan.hosts {
        write(&interface(host).into_block());
    }
    let noon = Duration::from_secs(seconds_at_noon(scenario.plan.date));
    for (at, heard) in recording.heard().iter().enumerate() {
        if heard.carrier == Some(at)
            && let Some(packet) = packet(scenario, heard, noon)
        {
            write(&packet.into_block());
        }
    }
    writer.into_inner()
}

fn interface(host: &HostPlan) -> InterfaceDescriptionBlock<'static> {
    let description = format!("1822 cable of {}, host {}", host.name, host.address);
    InterfaceDescriptionBlock {
        linktype: DataLink::USER0,
        snaplen: 0,
        options: vec![
            InterfaceDescriptionOption::IfName(Cow::Owned(host.name.clone())),
            InterfaceDescriptionOption::IfDescription(Cow::Owned(description)),
            InterfaceDescriptionOption::IfTsResol(NANOSECONDS),
        ],
    }
}

fn packet(scenario: &Scenario, heard: &Heard, noon: Duration) -> Option<EnhancedPacketBlock<'static>> {
    let fact = &heard.fact;
    let is_to_host = match &fact.detail {
        Detail::ToHost { .. } => true,
        Detail::ToImp { .. } => false,
        // A message without a leader: one of the two ends is the cable's IMP, which is no host.
        _ => fact.to.host.is_some(),
    };
    let host = if is_to_host { fact.to.host } else { fact.from.host }?;
    let address = scenario.plan.hosts[host.index()].address;
    let mut data = vec![VERSION, u8::from(is_to_host)];
    data.extend(u16::try_from(fact.length_bits).unwrap_or(u16::MAX).to_be_bytes());
    data.extend(address.imp.0.to_be_bytes());
    data.extend([address.host, if fact.bits.is_some() { 0 } else { LENGTH_ALONE }]);
    let pseudo_header = data.len();
    data.extend(octets(fact));
    Some(EnhancedPacketBlock {
        interface_id: host.0.into(),
        timestamp: noon + Duration::from_nanos(fact.time.as_ns()),
        original_len: (pseudo_header + fact.length_bits.div_ceil(8)) as u32,
        data: Cow::Owned(data),
        options: vec![EnhancedPacketOption::Flags(if is_to_host { INBOUND } else { OUTBOUND })],
    })
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

/// Seconds from the beginning of 1970 to noon of a day; zero before 1970, of which the format knows nothing.
fn seconds_at_noon(date: Day) -> u64 {
    let leap = |year: u16| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let years: u64 = (1970..date.year).map(|year| 365 + u64::from(leap(year))).sum();
    let february = 28 + u64::from(leap(date.year));
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let months: u64 = lengths.iter().take(usize::from(date.month).saturating_sub(1)).sum();
    if date.year < 1970 { 0 } else { (years + months + u64::from(date.day) - 1) * 86_400 + 43_200 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `date -u -d "1973-01-15 12:00" +%s` and the like.
    #[test]
    fn noon_is_counted_from_1970() {
        let at = |year, month, day| seconds_at_noon(Day { year, month, day });
        assert_eq!([at(1970, 1, 1), at(1973, 1, 15), at(1972, 3, 1)], [43_200, 95_947_200, 68_299_200]);
    }
}
