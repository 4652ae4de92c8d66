//! Messages on 1822 cables and packets on lines as a pcapng file, for Wireshark with the dissector `arpanet.lua`.
//!
//! One interface a cable, named for its host, link type `DLT_USER0` (147), and one a line, named for its sites, link type
//! `DLT_USER1` (148). Times are in nanoseconds of the simulated calendar. Each packet is a pseudo-header of eight octets
//! (see `cable` and `line`), then the octets that crossed, the last filled with zeros.

mod cable;
mod line;

use std::borrow::Cow;
use std::fmt;
use std::slice;
use std::time::Duration;

use arpanet_scenario::Scenario;
use arpanet_scenario::trace::{Detail, Fact};
use arpanet_scenario::world::{Day, HostId, LineId};
use arpanet_wire::HostAddress;
use pcap_file::pcapng::blocks::enhanced_packet::{EnhancedPacketBlock, EnhancedPacketOption};
use pcap_file::pcapng::blocks::interface_description::{
    InterfaceDescriptionBlock, InterfaceDescriptionOption,
};
use pcap_file::pcapng::blocks::section_header::{SectionHeaderBlock, SectionHeaderOption};
use pcap_file::pcapng::{Block, PcapNgBlock, PcapNgWriter};
use pcap_file::{DataLink, Endianness};

use crate::recording::Recording;
use line::Line;

/// The dissector for Wireshark and tshark: `-X lua_script:arpanet.lua`.
pub const DISSECTOR: &str = include_str!("../assets/arpanet.lua");

/// Of both pseudo-headers.
const VERSION: u8 = 1;
/// `epb_flags` of pcapng: inbound and outbound.
const INBOUND: u32 = 1;
const OUTBOUND: u32 = 2;
/// `if_tsresol`: ten to the minus ninth of a second.
const NANOSECONDS: u8 = 9;

/// A pcapng file as it grows: what is heard becomes octets at once.
pub struct Pcapng {
    writer: PcapNgWriter<Vec<u8>>,
    /// Seconds from 1970 to noon of the scenario's date, where its time begins.
    noon: Duration,
    /// By host: the interface's place in the file, and the host's address.
    cables: Vec<Option<(u32, HostAddress)>>,
    lines: Vec<Option<Line>>,
}

/// What is put into a packet of the file.
struct Seen {
    data: Vec<u8>,
    /// How long it was when it crossed, the pseudo-header included.
    original: usize,
    /// On a cable, seen from the host; on a line, from us.
    is_inbound: bool,
}

impl Pcapng {
    /// A file of these cables and lines; it begins with their descriptions.
    pub fn new(
        scenario: &Scenario,
        cables: impl IntoIterator<Item = HostId>,
        lines: impl IntoIterator<Item = LineId>,
    ) -> Pcapng {
        let plan = &scenario.plan;
        let mut file = Pcapng {
            writer: begun(&scenario.file.title),
            noon: Duration::from_secs(seconds_at_noon(plan.date)),
            cables: vec![None; plan.hosts.len()],
            lines: vec![None; plan.lines.len()],
        };
        let mut interface = 0;
        for host in cables {
            let planned = &plan.hosts[host.index()];
            file.cables[host.index()] = Some((interface, planned.address));
            file.write(&cable::describe(planned).into_block());
            interface += 1;
        }
        for line in lines {
            file.lines[line.index()] = Some(Line::of(plan, line, interface));
            file.write(&line::describe(plan, line).into_block());
            interface += 1;
        }
        file
    }

    /// Takes what one record of the world tells. The first fact says what crossed a cable or a line, if anything did.
    pub fn hear(&mut self, facts: &[Fact]) {
        let Some(fact) = facts.first() else { return };
        let seen = match fact.detail {
            Detail::Packet { line, sent_by } => {
                self.lines[line.index()].map(|line| (line.interface, line.packet(fact, sent_by)))
            }
            _ => cable::place(fact).and_then(|(host, is_to_host)| {
                let (interface, at) = self.cables[host.index()]?;
                Some((interface, cable::packet(fact, at, is_to_host)))
            }),
        };
        if let Some((interface_id, Seen { data, original, is_inbound })) = seen {
            let packet = EnhancedPacketBlock {
                interface_id,
                timestamp: self.noon + Duration::from_nanos(fact.time.as_ns()),
                original_len: original as u32,
                data: Cow::Owned(data),
                options: vec![EnhancedPacketOption::Flags(if is_inbound { INBOUND } else { OUTBOUND })],
            };
            self.write(&packet.into_block());
        }
    }

    /// The octets that have come since they were last taken: whole blocks.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(self.writer.get_mut())
    }

    fn write(&mut self, block: &Block<'_>) {
        self.writer.write_block(block).expect("a Vec takes all, and interfaces come before their packets");
    }
}

impl fmt::Debug for Pcapng {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pcapng")
            .field("cables", &self.cables)
            .field("lines", &self.lines)
            .finish_non_exhaustive()
    }
}

/// The messages of a recording on all cables, as the octets of a pcapng file.
pub fn pcapng(scenario: &Scenario, recording: &Recording) -> Vec<u8> {
    let cables = (0..scenario.plan.hosts.len()).map(|at| HostId(at as u16));
    let mut file = Pcapng::new(scenario, cables, []);
    for (at, heard) in recording.heard().iter().enumerate() {
        if heard.carrier == Some(at) {
            file.hear(slice::from_ref(&heard.fact));
        }
    }
    file.take()
}

fn begun(title: &str) -> PcapNgWriter<Vec<u8>> {
    let title = SectionHeaderOption::Comment(Cow::Owned(title.to_owned()));
    let program = SectionHeaderOption::UserApplication(Cow::Borrowed("arpanet"));
    let section = SectionHeaderBlock {
        endianness: Endianness::Little,
        options: vec![title, program],
        ..Default::default()
    };
    PcapNgWriter::with_section_header(Vec::new(), section).expect("a Vec takes all")
}

fn interface(linktype: DataLink, name: String, description: String) -> InterfaceDescriptionBlock<'static> {
    InterfaceDescriptionBlock {
        linktype,
        snaplen: 0,
        options: vec![
            InterfaceDescriptionOption::IfName(Cow::Owned(name)),
            InterfaceDescriptionOption::IfDescription(Cow::Owned(description)),
            InterfaceDescriptionOption::IfTsResol(NANOSECONDS),
        ],
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
