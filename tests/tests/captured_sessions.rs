//! Records of the genuine IMP program played again: what its hosts sent goes to our IMPs under the emulator's rules, at the times
//! of the record, and what the program answered is what ours answer, field by field, times aside.
//!
//! The emulator's network was `IMP 2 --- IMP 3 --- IMP 4`; no other number was there.

mod world_net;

use std::collections::{BTreeMap, BTreeSet};

use arpanet_imp::Settings;
use arpanet_kernel::Time;
use arpanet_tests::captures::{Record, folder};
use arpanet_wire::h316::{HostDatagram, ModemDatagram};
use arpanet_wire::modem::{Content, Packet};
use arpanet_wire::{Bits, HostAddress, ImpNumber, Leader};
use arpanet_world::{
    CableMessage, Direction, End, Fault, HostFault, HostId, Injection, Interests, LineId, Observer, Plan,
    Rate, Record as Told, World,
};
use world_net::{SECOND, bare_host, network};

/// The emulator's lines: 56 kb/s, without distance.
const LINE_BPS: u64 = 56_000;
/// What follows the last datagram of a record.
const AFTER_NS: u64 = 8 * SECOND;
/// How long a host waits for the answers that it had by the record, and how often it looks.
const PATIENCE_NS: u64 = SECOND;
const STEP_NS: u64 = SECOND / 1000;
/// Host 1 at IMP 2, which was up and is seldom heard of.
const SILENT_HOST: u8 = 0o102;
/// The line between IMPs 2 and 3.
const TAPPED: LineId = LineId(0);

fn records(folder_name: &str, capture: &str) -> Vec<Record> {
    let found = folder(folder_name).into_iter().find(|(head, _)| head.capture == capture);
    found.unwrap_or_else(|| panic!("there is no {folder_name}/{capture}")).1
}

/// The emulator's network with the hosts that a record names.
fn emulated(records: &[Record], seed: u64) -> (Plan, BTreeMap<u8, HostId>) {
    let mut plan = network(4, &[(2, 3), (3, 4)], &Settings::EMULATOR);
    for line in &mut plan.lines {
        line.rate = Rate::bits_per_second(LINE_BPS);
    }
    plan.limits.stop_when_idle = false;
    plan.seed = seed;
    let mut ids = BTreeMap::new();
    plan.hosts.clear();
    for octet in records.iter().map(|record| record.host).chain([SILENT_HOST]) {
        let address = HostAddress::from_octet(octet);
        ids.entry(octet).or_insert_with(|| {
            plan.hosts.push(bare_host(address.imp.0, address.host));
            HostId(plan.hosts.len() as u16 - 1)
        });
    }
    (plan, ids)
}

/// What is seen of our network: messages to hosts, and packets on the line between IMPs 2 and 3.
#[derive(Default)]
struct Seen {
    to_hosts: BTreeMap<u16, Vec<Bits>>,
    packets: Vec<(End, Vec<u16>)>,
}

impl Seen {
    fn messages(&self) -> usize {
        self.to_hosts.values().map(Vec::len).sum()
    }
}

impl Observer for Seen {
    fn interests(&self) -> Interests {
        Interests { cables: true, packets: true, ..Interests::NONE }
    }

    fn record(&mut self, _now: Time, record: &Told<'_>) {
        match record {
            Told::Cable { host, direction: Direction::ToHost, message: CableMessage::Real(bits) } => {
                self.to_hosts.entry(host.0).or_default().push((*bits).clone());
            }
            Told::Packet { line: TAPPED, sent_by, words } => self.packets.push((*sent_by, words.to_vec())),
            _ => {}
        }
    }
}

/// A record being played. What sent the hosts' messages waited for answers, so it waits here too, for a while.
struct Session {
    world: World,
    ids: BTreeMap<u8, HostId>,
    ready: BTreeMap<u8, bool>,
    seen: Seen,
    /// Messages that hosts have got by the record so far.
    due: usize,
    /// How much later than in the record it is.
    late_ns: u64,
}

impl Session {
    fn of(records: &[Record], seed: u64) -> Session {
        let (plan, ids) = emulated(records, seed);
        let ready = ids.keys().map(|host| (*host, true)).collect();
        let world = World::new(plan).expect("the plan is sound");
        Session { world, ids, ready, seen: Seen::default(), due: 0, late_ns: 0 }
    }

    fn play(mut self, records: &[Record]) -> (Seen, BTreeMap<u8, HostId>) {
        for record in records {
            let datagram = HostDatagram::parse(&record.octets).expect("captured");
            match record.way.as_str() {
                "imp>host" => self.due += usize::from(datagram.last),
                _ => self.on_host(record, &datagram),
            }
        }
        self.world.run_until(self.world.now().after_ns(AFTER_NS), &mut self.seen);
        (self.seen, self.ids)
    }

    fn on_host(&mut self, record: &Record, datagram: &HostDatagram) {
        let planned = Time::from_ns(record.t_us * 1000);
        self.world.run_until(planned.after_ns(self.late_ns), &mut self.seen);
        let patience = self.world.now().after_ns(PATIENCE_NS);
        while self.seen.messages() < self.due && self.world.now() < patience {
            self.world.run_until(self.world.now().after_ns(STEP_NS), &mut self.seen);
        }
        let now = self.world.now();
        self.late_ns = now.ns_since(planned);
        let host = self.ids[&record.host];
        if self.ready.insert(record.host, datagram.ready) != Some(datagram.ready) {
            let fault = if datagram.ready { HostFault::ReadyOn } else { HostFault::ReadyOff };
            self.world.strike(now, Fault::Host { host, fault });
        }
        let bits = Bits::from_words(&datagram.words);
        match (bits.is_empty(), datagram.last) {
            // As observed: an empty datagram changes the ready line and nothing else.
            (true, _) => {}
            (false, true) => self.world.inject(now, host, Injection::Message(bits)),
            (false, false) => self.world.inject(now, host, Injection::Unfinished(bits)),
        }
    }
}

/// Plays what the hosts of a record sent.
fn play(records: &[Record], seed: u64) -> (Seen, BTreeMap<u8, HostId>) {
    Session::of(records, seed).play(records)
}

/// The messages that each host got by the record, its datagrams put together.
fn answered(records: &[Record]) -> BTreeMap<u8, Vec<Bits>> {
    let mut begun: BTreeMap<u8, Bits> = BTreeMap::new();
    let mut messages: BTreeMap<u8, Vec<Bits>> = BTreeMap::new();
    for record in records.iter().filter(|record| record.way == "imp>host") {
        let datagram = HostDatagram::parse(&record.octets).expect("captured");
        begun.entry(record.host).or_default().extend(&Bits::from_words(&datagram.words));
        if datagram.last {
            let whole = begun.remove(&record.host).expect("just entered");
            messages.entry(record.host).or_default().push(whole);
        }
    }
    messages
}

/// A message as it is compared: of NOPs and resets the second word is what the last message left there.
fn told(bits: &Bits) -> String {
    match Leader::parse(bits) {
        Ok(leader) if matches!(leader.message_type, 4 | 10) => format!("type {}", leader.message_type),
        _ => bits.to_hex(),
    }
}

/// What each host of a record was told, the genuine program's answers and ours; `None` when they are the same.
fn difference(capture: &str, seed: u64) -> Option<String> {
    let records = records("host-imp", capture);
    let (seen, ids) = play(&records, seed);
    let list = |messages: Option<&Vec<Bits>>| messages.into_iter().flatten().map(told).collect::<Vec<_>>();
    let expected = answered(&records);
    assert!(expected.values().map(Vec::len).sum::<usize>() > 1, "{capture} has answers");
    let heard = records.iter().map(|record| record.host).collect::<BTreeSet<u8>>();
    ids.into_iter().filter(|(host, _)| heard.contains(host)).find_map(|(host, id)| {
        let (ours, theirs) = (list(seen.to_hosts.get(&id.0)), list(expected.get(&host)));
        (ours != theirs).then(|| format!("host {host:o} of {capture}\nours   {ours:?}\ntheirs {theirs:?}"))
    })
}

fn assert_answers(capture: &str) {
    assert_eq!(difference(capture, 1973), None);
}

/// When the IMP looks at ready lines hangs on the phase of its clock, which the record does not tell: some phase must give its
/// answers.
fn assert_answers_in_some_phase(capture: &str) {
    let differences: Option<Vec<String>> = (0..32).map(|seed| difference(capture, seed)).collect();
    if let Some(differences) = differences {
        panic!("{}", differences[0]);
    }
}

#[test]
fn messages_of_every_type_are_answered_as_captured() {
    assert_answers("types");
}

#[test]
fn regular_messages_with_every_flag_to_every_place_are_answered_as_captured() {
    assert_answers("rfnm");
}

#[test]
fn messages_of_all_sizes_arrive_as_captured() {
    assert_answers("sizes");
    assert_answers("long");
}

#[test]
fn messages_to_dead_places_are_answered_as_captured() {
    assert_answers("dead");
}

#[test]
fn the_imps_own_hosts_answer_as_captured() {
    assert_answers("own-hosts");
}

#[test]
fn half_a_leader_is_completed_as_captured() {
    assert_answers("short");
}

#[test]
fn messages_in_pieces_and_messages_that_stop_half_way_end_as_captured() {
    assert_answers("split");
    assert_answers("too-slow");
}

#[test]
fn hosts_that_go_down_and_come_back_are_treated_as_captured() {
    assert_answers_in_some_phase("going-down");
    assert_answers("ready-line");
}

/// The words of a data packet between its acknowledgment header and its checksum, each packet once however often it was sent.
/// Message numbers of IMP 4 count from `first`: it may have sent others before.
fn first_sendings(packets: impl Iterator<Item = (bool, Vec<u16>)>, first: u8) -> [Vec<Vec<u16>>; 2] {
    let mut lists = [Vec::new(), Vec::new()];
    for (forth, words) in packets {
        let Content::Data { header, .. } = Packet::parse(&words).expect("whole").content else { continue };
        let mut middle = words[1..words.len() - 1].to_vec();
        let counts = if header.is_transmission() { header.from.imp } else { header.to.imp };
        if counts == ImpNumber(4) {
            middle[0] = middle[0].wrapping_sub(u16::from(first) << 8);
        }
        let list = &mut lists[usize::from(forth)];
        if !list.contains(&middle) {
            list.push(middle);
        }
    }
    lists
}

/// The same minute on the cables and on the line: the hosts' messages drive our IMPs, and the packets between IMPs 2 and 3
/// are the captured ones, in both directions, word for word.
#[test]
fn the_packets_between_imps_2_and_3_are_the_captured_ones() {
    // The line's record was begun so much before the cables', and IMP 4 had sent four reports to IMP 2 by then.
    const CABLES_AT_US: u64 = 44_113_000;
    const END_US: u64 = CABLES_AT_US + 9_500_000;
    const FIRST_OF_IMP_4: u8 = 4;
    let cables = records("host-imp", "chain");
    assert_answers("chain");
    let (seen, _) = play(&cables, 1973);
    let line = records("imp-imp", "chain");
    let during = line.iter().filter(|record| (CABLES_AT_US..END_US).contains(&record.t_us));
    let theirs = during.map(|record| {
        let words = ModemDatagram::parse(&record.octets).expect("captured").words;
        (record.way == "2>3", words)
    });
    let theirs = first_sendings(theirs, FIRST_OF_IMP_4);
    let ours = seen.packets.into_iter().map(|(sent_by, words)| (sent_by == End::A, words));
    let ours = first_sendings(ours, 0);
    for (way, ours, theirs) in [("3 to 2", &ours[0], &theirs[0]), ("2 to 3", &ours[1], &theirs[1])] {
        let show = |packets: &[Vec<u16>]| {
            packets.iter().map(|words| format!("{:04x?}", &words[..words.len().min(7)])).collect::<Vec<_>>()
        };
        assert_eq!(show(ours), show(theirs), "from {way}: ours, then the genuine program's");
        assert_eq!(ours, theirs, "the same words to the end");
    }
}
