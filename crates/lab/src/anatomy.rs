//! What a round trip consists of: time on the lines, time at the destination's host, and time spent waiting in IMPs.
//!
//! One more run is watched down to its packets. Of single-packet messages the parts are told from each other: the bits of
//! message and RFNM on every line they cross, the propagation there, the destination from the packet's arrival to its
//! host having it, and what remains, which is waiting in IMPs. The means of the parts need no message to be followed as a
//! whole: they add up.

use std::collections::BTreeMap;

use arpanet_scenario::wire::modem::{Content, FRAMING_BITS, Header, Kind, Packet};
use arpanet_scenario::world::imp::{Answer, Note};
use arpanet_scenario::world::{End, Interests, LineId, LinePlan, Observer, Plan, Rate, Record};
use arpanet_scenario::{Study, Time};
use serde::Serialize;

use crate::statistics::Tally;

/// The parts of the mean round trip over so many hops. Times in milliseconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Least number of hops between source and destination.
    pub hops: u16,
    /// Single-packet messages a minute, the IMPs' own included.
    pub messages_per_min: f64,
    /// Their mean round trip.
    pub round_trip_ms: f64,
    /// Bits of message and RFNM on the lines.
    pub lines_ms: f64,
    /// Propagation, there and back.
    pub propagation_ms: f64,
    /// Bits of the message on the cable to its host.
    pub cable_ms: f64,
    /// The host's own delay in taking the message in.
    pub take_in_ms: f64,
    /// Waiting for the host to take what came before.
    pub host_queue_ms: f64,
    /// Waiting in IMPs for a line or a buffer.
    pub imp_queue_ms: f64,
    /// Lines that message and RFNM crossed together.
    pub lines_crossed: f64,
    /// Packets sent again although they had arrived, or because they had been refused, for each message.
    pub sent_again: f64,
    /// Messages of several packets a minute.
    pub multi_per_min: f64,
    /// Their mean round trip.
    pub multi_ms: Option<f64>,
}

/// Sums over the single-packet messages of one class.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sums {
    single: Tally,
    multi: Tally,
    /// Bits on lines, the first time that a packet went out; the count is of packets.
    lines: Tally,
    sent_again: u64,
    propagation_ns: u64,
    /// From arrival at the destination to its host having the message.
    destination: Tally,
}

/// Watches one run.
pub(crate) struct Anatomy {
    begin: Time,
    lines: Vec<LinePlan>,
    /// Hops by IMP numbers.
    hops: BTreeMap<(u16, u16), u16>,
    numbers: Vec<u16>,
    by_hops: Vec<Sums>,
    /// Messages of several packets that are under way, by source IMP and the message's name there.
    multi: BTreeMap<(u16, u32), ()>,
    /// When a single-packet message arrived at its destination: by source, destination, number.
    arrived: BTreeMap<(u16, u16, u8), Time>,
    /// When a packet last went out on a line: by source, destination, number, whether it is the message, and line direction.
    sent: BTreeMap<Crossing, Time>,
    /// Words of single-packet messages, and how many there were.
    words: (u64, u64),
}

type Crossing = (u16, u16, u8, bool, usize);

/// A packet seen again on a line within this time is a retransmission; later it is another message with the same number,
/// for no pair of sites sends 256 messages in half a minute.
const SAME_PACKET_NS: u64 = 30_000_000_000;

impl Anatomy {
    pub(crate) fn new(study: &Study, plan: &Plan) -> Anatomy {
        let numbers: Vec<u16> = plan.imps.iter().map(|imp| imp.number.0).collect();
        let mut hops = BTreeMap::new();
        for (site, from) in numbers.iter().enumerate() {
            for (to, far) in numbers.iter().zip(study.network.hops_from(site)) {
                hops.extend(far.map(|far| ((*from, *to), far)));
            }
        }
        let farthest = hops.values().copied().max().unwrap_or_default();
        Anatomy {
            begin: study.begin(),
            lines: plan.lines.clone(),
            hops,
            numbers,
            by_hops: vec![Sums::default(); usize::from(farthest) + 1],
            multi: BTreeMap::new(),
            arrived: BTreeMap::new(),
            sent: BTreeMap::new(),
            words: (0, 0),
        }
    }

    /// The parts, by hops; classes without a message are left out.
    pub(crate) fn parts(&self, study: &Study, take_in_ns: u64) -> Vec<Part> {
        let minutes = study.file.duration.ns as f64 / 60e9;
        let cable = Rate::bits_per_second((study.file.hosts.cable_kbps * 1000.0).round() as u64);
        let mean_words = self.words.0 as f64 / self.words.1.max(1) as f64;
        let cable_ms = (32.0 + 16.0 * mean_words) * cable.time_ns(1_000_000) as f64 / 1e12;
        let take_in_ms = take_in_ns as f64 / 1e6;
        let classes = self.by_hops.iter().zip(0..).filter(|(sums, _)| sums.single.count > 0);
        let part = |(sums, hops): (&Sums, u16)| {
            let messages = sums.single.count as f64;
            let round_trip_ms = sums.single.total_ns as f64 / messages / 1e6;
            let lines_ms = sums.lines.total_ns as f64 / messages / 1e6;
            let propagation_ms = sums.propagation_ns as f64 / messages / 1e6;
            // At home a message never arrives on a line: all its time is the destination's.
            let destination_ms =
                if hops == 0 { round_trip_ms } else { sums.destination.mean_ms().unwrap_or(0.0) };
            Part {
                hops,
                messages_per_min: messages / minutes,
                round_trip_ms,
                lines_ms,
                propagation_ms,
                cable_ms,
                take_in_ms,
                host_queue_ms: destination_ms - cable_ms - take_in_ms,
                imp_queue_ms: round_trip_ms - lines_ms - propagation_ms - destination_ms,
                lines_crossed: sums.lines.count as f64 / messages,
                sent_again: sums.sent_again as f64 / messages,
                multi_per_min: sums.multi.count as f64 / minutes,
                multi_ms: sums.multi.mean_ms(),
            }
        };
        classes.map(part).collect()
    }

    fn class(&mut self, from: u16, to: u16) -> Option<&mut Sums> {
        let hops = self.hops.get(&(from, to))?;
        self.by_hops.get_mut(usize::from(*hops))
    }

    fn on_packet(&mut self, now: Time, (line, sent_by): (LineId, End), words: &[u16]) {
        let across = self.lines[line.index()].ends[sent_by.other().index()];
        let receiver = self.numbers[across.index()];
        let Ok(Packet { content: Content::Data { header, data }, .. }) = Packet::parse(words) else { return };
        let Header { head, to, from, .. } = header;
        let (source, destination) = match header.kind() {
            Kind::Message1 | Kind::Message1Allocated => (from.imp.0, to.imp.0),
            Kind::Rfnm1 => (to.imp.0, from.imp.0),
            _ => return,
        };
        let LinePlan { rate, propagation_ns, .. } = self.lines[line.index()];
        let line_ns = rate.time_ns(words.len() as u64 * 16 + FRAMING_BITS);
        let crossing = (
            source,
            destination,
            head.message(),
            header.is_transmission(),
            line.index() * 2 + sent_by.index(),
        );
        let last = self.sent.insert(crossing, now);
        if last.is_some_and(|last| now.ns_since(last) < SAME_PACKET_NS) {
            if let Some(sums) = self.class(source, destination) {
                sums.sent_again += 1;
            }
            return;
        }
        if let Some(sums) = self.class(source, destination) {
            sums.lines.add(line_ns);
            sums.propagation_ns += propagation_ns;
        }
        if header.is_transmission() && receiver == destination {
            let at = now.after_ns(line_ns + propagation_ns);
            self.arrived.insert((source, destination, head.message()), at);
            self.words.0 += data.len() as u64;
            self.words.1 += 1;
        }
    }

    fn on_taken(&mut self, now: Time, source: u16, at: u16, number: u8) {
        if let Some(arrived) = self.arrived.remove(&(source, at, number))
            && let Some(sums) = self.class(source, at)
        {
            sums.destination.add(now.ns_since(arrived));
        }
    }
}

impl Observer for Anatomy {
    fn interests(&self) -> Interests {
        Interests { notes: true, packets: true, ..Interests::NONE }
    }

    fn record(&mut self, now: Time, record: &Record<'_>) {
        match record {
            Record::Imp { imp, note: Note::MessageEntered { message, multi: true, .. } } => {
                self.multi.insert((imp.0, message.0), ());
            }
            Record::Imp { imp, note: Note::MessageAnswered { message, to, answer, entered, .. } } => {
                let is_multi = self.multi.remove(&(imp.0, message.0)).is_some();
                if now < self.begin || *answer != Answer::Rfnm {
                    return;
                }
                let round_trip_ns = now.ns_since(*entered);
                if let Some(sums) = self.class(self.numbers[imp.index()], to.imp.0) {
                    if is_multi { sums.multi.add(round_trip_ns) } else { sums.single.add(round_trip_ns) }
                }
            }
            Record::Imp { imp, note: Note::MessageTaken { from, number, .. } } if now >= self.begin => {
                self.on_taken(now, from.imp.0, self.numbers[imp.index()], *number);
            }
            Record::Packet { line, sent_by, words } if now >= self.begin => {
                self.on_packet(now, (*line, *sent_by), words);
            }
            _ => {}
        }
    }
}
