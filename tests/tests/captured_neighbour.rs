//! Records of a line on which the genuine IMP 2 met an experimental neighbour as IMP 3: the neighbour's packets go to our
//! IMP 2 under the emulator's rules, and what the genuine program answered is what ours answers, word for word, times and
//! acknowledgments aside.
//!
//! The neighbour's part below the packets - channels, odd/even bits, acknowledgments, I-heard-yous - is played here by
//! the rules; of the record it takes which channel a packet went on, and when.

use arpanet_imp::{
    Config, HostIndex, Imp, Input, LineConfig, LineIndex, Output, Packet, Pool, Settings, WarmTables, Way,
    Words,
};
use arpanet_kernel::{Queue, Time, Wake};
use arpanet_tests::captures::{Record, folder};
use arpanet_wire::ImpNumber;
use arpanet_wire::h316::ModemDatagram;
use arpanet_wire::modem::{self, Ack, Content, ControlHead, FRAMING_BITS, Place};

const LINE: LineIndex = LineIndex(0);
const HOST: HostIndex = HostIndex(0);
const GENUINE: ImpNumber = ImpNumber(2);
const NEIGHBOUR: ImpNumber = ImpNumber(3);
/// 56 kb/s.
const BIT_NS: u64 = 1_000_000_000 / 56_000;
/// The neighbour's nulls: the send clock of the emulator's lines.
const NULL_NS: u64 = 128_000_000;

#[derive(Clone, Copy)]
enum Event {
    Null,
    /// The neighbour's packet at this place of the record.
    Packet(usize),
    LineSent,
    HostTook,
    Wake(u32),
}

/// Our IMP 2, and its neighbour's side of the line.
struct Bench {
    imp: Imp,
    pool: Pool,
    queue: Queue<Event>,
    wake: Wake,
    /// Odd/even bit of the neighbour's last packet on each channel, and the words that it carried.
    sent: [(bool, Vec<u16>); 8],
    /// Odd/even bits of the last packets that the neighbour accepted.
    accepted: u8,
    /// The IMP's data packets between acknowledgment header and checksum, each once.
    answers: Vec<Vec<u16>>,
}

impl Bench {
    fn new() -> Bench {
        let config = Config {
            number: GENUINE,
            highest: ImpNumber(4),
            lines: vec![LineConfig { rate_bps: 56_000 }],
            hosts: 1,
            phase_ns: 0,
            settings: Settings::EMULATOR,
        };
        let way = |hops: u8| Some(Way { hop_line: LINE, hops, delay_line: LINE, delay: 4 * u16::from(hops) });
        let tables = WarmTables {
            ways: vec![None, None, None, way(1), way(2)],
            neighbours: vec![Some(NEIGHBOUR)],
            hosts_up: [true, false, false, false],
        };
        Bench {
            imp: Imp::warm(config, &tables),
            pool: Pool::new(),
            queue: Queue::new(),
            wake: Wake::default(),
            sent: std::array::from_fn(|_| (true, Vec::new())),
            accepted: 0o377,
            answers: Vec::new(),
        }
    }

    /// Plays the packets of a part of a record; the IMP's answers.
    fn play(mut self, packets: &[(u64, Vec<u16>)]) -> Vec<Vec<u16>> {
        let begin = packets[0].0;
        let at = |t_us: u64| Time::from_ns((t_us - begin) * 1000 + NULL_NS);
        let end = at(packets[packets.len() - 1].0).after_ns(NULL_NS);
        (0..packets.len()).for_each(|nth| self.queue.push(at(packets[nth].0), Event::Packet(nth)));
        self.queue.push(Time::ZERO, Event::Null);
        while self.queue.peek_time().is_some_and(|time| time <= end) {
            let Some((now, event)) = self.queue.pop() else { break };
            match event {
                Event::Null => {
                    self.null(now);
                    self.queue.push(now.after_ns(NULL_NS), Event::Null);
                }
                Event::Packet(nth) => self.packet(now, &packets[nth].1),
                Event::LineSent => self.give(now, Input::LineSent { line: LINE }),
                Event::HostTook => self.give(now, Input::HostTook { host: HOST }),
                Event::Wake(generation) => {
                    if self.wake.is_due(generation) {
                        self.give(now, Input::Wake);
                    }
                }
            }
        }
        self.answers
    }

    /// Acknowledgments, and "I heard you".
    fn null(&mut self, now: Time) {
        let head = ControlHead::new(NEIGHBOUR, ControlHead::NULL | ControlHead::HEARD);
        let mut packet = Packet::new(Words::Null { head, sync: 0 });
        packet.ack = packet.ack.with_bits(self.accepted);
        self.give(now, Input::LineReceived { line: LINE, packet, damaged: false });
    }

    /// A packet of the record: sent again if its channel carried it last, else with the channel's next odd/even bit.
    fn packet(&mut self, now: Time, words: &[u16]) {
        let wire = modem::Packet::parse(words).expect("captured");
        let checksum_error = wire.checksum_error().expect("whole");
        let channel = Ack(words[0]).channel();
        let (odd, last) = &mut self.sent[usize::from(channel)];
        // A packet with a wrong checksum was never accepted, so the next one on the channel has the same bit.
        let is_new = last[..] != words[1..words.len() - 1];
        if is_new && checksum_error == 0 {
            *odd = !*odd;
            *last = words[1..words.len() - 1].to_vec();
        }
        let odd = if checksum_error == 0 { *odd } else { !*odd };
        let mut packet = Packet::from_wire(&wire, &mut self.pool).expect("captured");
        packet.ack = Ack::on_channel(channel, odd).with_bits(self.accepted);
        self.give(now, Input::LineReceived { line: LINE, packet, damaged: false });
    }

    fn give(&mut self, now: Time, input: Input) {
        let mut outputs = Vec::new();
        self.imp.handle(now, input, &mut self.pool, &mut outputs);
        for output in outputs {
            self.on_output(now, output);
        }
        let wake = self.imp.next_wake().map(|wake| wake.max(now));
        if let Some((time, generation)) = self.wake.arm(wake) {
            self.queue.push(time, Event::Wake(generation));
        }
    }

    fn on_output(&mut self, now: Time, output: Output) {
        match output {
            Output::SendLine { packet, .. } => {
                let words = packet.to_wire(&self.pool).and_then(|wire| wire.emit()).expect("of 1973");
                packet.release(&mut self.pool);
                let sent_ns = (words.len() as u64 * 16 + FRAMING_BITS) * BIT_NS;
                self.queue.push(now.after_ns(sent_ns), Event::LineSent);
                self.on_packet(&words);
            }
            // The host takes everything at the cable's speed.
            Output::GiveHost { leader, body, .. } => {
                let words = u64::from(body.words()) + if leader.is_some() { 2 } else { 0 };
                self.pool.release(body);
                self.queue.push(now.after_ns(words * 160_000), Event::HostTook);
            }
            Output::TakeFromHost { .. } | Output::SetReady { .. } | Output::Note(_) => {}
        }
    }

    /// The neighbour accepts every data packet; the acknowledgment goes with the next packet or null.
    fn on_packet(&mut self, words: &[u16]) {
        let Content::Data { .. } = modem::Packet::parse(words).expect("whole").content else { return };
        let ack = Ack(words[0]);
        let bit = 1 << ack.channel();
        self.accepted = if ack.is_odd() { self.accepted | bit } else { self.accepted & !bit };
        let middle = words[1..words.len() - 1].to_vec();
        if !self.answers.contains(&middle) {
            self.answers.push(middle);
        }
    }
}

/// A part of a record.
struct Part {
    /// The neighbour's packets that ask for an answer: when in microseconds, and their words.
    asked: Vec<(u64, Vec<u16>)>,
    /// The genuine program's answers, without acknowledgment header and checksum.
    answered: Vec<Vec<u16>>,
}

/// The data packets of a part of a record.
fn part(capture: &str, from_us: u64, to_us: u64) -> Part {
    let found = folder("imp-imp").into_iter().find(|(head, _)| head.capture == capture).expect("it is there");
    let (mut asked, mut answered) = (Vec::new(), Vec::new());
    let is_in = |record: &&Record| (from_us..to_us).contains(&record.t_us);
    for record in found.1.iter().filter(is_in) {
        let words = ModemDatagram::parse(&record.octets).expect("captured").words;
        let Content::Data { header, .. } = modem::Packet::parse(&words).expect("captured").content else {
            continue;
        };
        let middle = words[1..words.len() - 1].to_vec();
        match (record.way.as_str(), header.is_transmission()) {
            ("3>2", true) => asked.push((record.t_us, words)),
            // What the program says of itself, to whoever will hear it, answers nothing.
            ("2>3", _) if header.from.has(Place::FAKE) => {}
            ("2>3", _) if !answered.contains(&middle) => answered.push(middle),
            _ => {}
        }
    }
    Part { asked, answered }
}

fn assert_answers(capture: &str, from_us: u64, to_us: u64) {
    let Part { asked, answered } = part(capture, from_us, to_us);
    assert!(!asked.is_empty() && !answered.is_empty(), "{capture} has a question and an answer there");
    let show = |packets: &[Vec<u16>]| packets.iter().map(|words| format!("{words:04x?}")).collect::<Vec<_>>();
    assert_eq!(show(&Bench::new().play(&asked)), show(&answered), "ours, then the genuine program's");
}

/// A checksum that is wrong, the same packet with the right one, a message before its turn that becomes a request for a
/// buffer, the allocation when its turn has come, the message once more.
#[test]
fn single_packet_messages_in_and_out_of_turn_are_answered_as_captured() {
    assert_answers("single-packet", 37_700_000, 39_300_000);
}

/// A packet that comes again and again is taken once; a request before its turn waits for those before it.
#[test]
fn a_packet_sent_again_and_a_request_before_its_turn_are_answered_as_captured() {
    assert_answers("multi-packet", 39_800_000, 42_600_000);
}

/// Three messages of eight packets with their requests and give-backs; twice a packet comes again.
#[test]
fn requests_messages_of_eight_packets_and_give_backs_are_answered_as_captured() {
    assert_answers("multi-packet", 94_900_000, 103_300_000);
}
