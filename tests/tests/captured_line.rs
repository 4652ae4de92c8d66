//! Records of how the genuine program brings lines up: IMPs like the recorded ones are started here as those were, and
//! every packet of the records is met by one of ours, field by field.
//!
//! Times are those of the program's own clock: a null's SYNC counts fast ticks, and it is by SYNC, from each IMP's first
//! null on, that a packet of a record finds ours; a routing message is the one after its null. Not compared are SYNC and
//! serial themselves but for their differences, and what follows from them, the checksum.

use std::collections::BTreeMap;

use arpanet_imp::{Compat, Config, Imp, Input, LineConfig, LineIndex, Output, Packet, Pool, Settings};
use arpanet_kernel::{Queue, Time, Wake};
use arpanet_tests::captures::folder;
use arpanet_wire::ImpNumber;
use arpanet_wire::h316::ModemDatagram;
use arpanet_wire::modem::{ControlHead, FRAMING_BITS, Head};

const LINE: LineIndex = LineIndex(0);
/// 56 kb/s.
const BIT_NS: u64 = 1_000_000_000 / 56_000;

#[derive(Clone, Copy)]
enum Event {
    Start(usize),
    Wake(usize, u32),
    Sent(usize),
}

/// An IMP with one line.
struct End {
    imp: Imp,
    wake: Wake,
    is_started: bool,
    on_line: Option<Packet>,
    /// The words of every packet that it has sent.
    sent: Vec<Vec<u16>>,
}

/// A line between two IMPs, or from one back to itself.
struct Span {
    ends: Vec<End>,
    pool: Pool,
    queue: Queue<Event>,
}

impl Span {
    /// Each IMP's number, and when it is started.
    fn new(imps: &[(u16, u64)], settings: &Settings) -> Span {
        let mut queue = Queue::new();
        let end = |number: u16, start_ns: u64| {
            let config = Config {
                number: ImpNumber(number),
                highest: ImpNumber(63),
                lines: vec![LineConfig { rate_bps: 56_000 }],
                hosts: 4,
                phase_ns: start_ns,
                settings: settings.clone(),
            };
            let imp = Imp::new(config);
            End { imp, wake: Wake::default(), is_started: false, on_line: None, sent: Vec::new() }
        };
        let ends = imps.iter().map(|(number, start_ns)| end(*number, *start_ns)).collect();
        for (at, (_, start_ns)) in imps.iter().enumerate() {
            queue.push(Time::from_ns(*start_ns), Event::Start(at));
        }
        Span { ends, pool: Pool::new(), queue }
    }

    fn run_for(mut self, seconds: u64) -> Vec<Vec<Vec<u16>>> {
        let until = Time::from_ns(seconds * 1_000_000_000);
        while self.queue.peek_time().is_some_and(|time| time <= until) {
            let Some((now, event)) = self.queue.pop() else { break };
            match event {
                Event::Start(at) => {
                    self.ends[at].is_started = true;
                    self.give(now, at, Input::Wake);
                }
                Event::Wake(at, generation) => {
                    if self.ends[at].wake.is_due(generation) {
                        self.give(now, at, Input::Wake);
                    }
                }
                Event::Sent(at) => self.on_sent(now, at),
            }
        }
        self.ends.into_iter().map(|end| end.sent).collect()
    }

    fn on_sent(&mut self, now: Time, at: usize) {
        let packet = self.ends[at].on_line.take().expect("the line carries what it was given");
        let to = (at + 1) % self.ends.len();
        match self.ends[to].is_started {
            true => self.give(now, to, Input::LineReceived { line: LINE, packet, damaged: false }),
            false => packet.release(&mut self.pool),
        }
        self.give(now, at, Input::LineSent { line: LINE });
    }

    fn give(&mut self, now: Time, at: usize, input: Input) {
        let mut outputs = Vec::new();
        self.ends[at].imp.handle(now, input, &mut self.pool, &mut outputs);
        for output in outputs {
            if let Output::SendLine { packet, .. } = output {
                let words = packet.to_wire(&self.pool).and_then(|wire| wire.emit()).expect("of 1973");
                let sent_ns = (words.len() as u64 * 16 + FRAMING_BITS) * BIT_NS;
                self.queue.push(now.after_ns(sent_ns), Event::Sent(at));
                self.ends[at].on_line = Some(packet);
                self.ends[at].sent.push(words);
            }
        }
        let end = &mut self.ends[at];
        let wake = end.imp.next_wake().map(|wake| wake.max(now));
        if let Some((time, generation)) = end.wake.arm(wake) {
            self.queue.push(time, Event::Wake(at, generation));
        }
    }
}

/// A null or a routing message, without what counts time.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hello {
    ack: u16,
    head: u16,
    /// The table of a routing message: 64 words.
    table: Vec<u16>,
    /// By how much the serial is beyond that of the first routing message.
    serial: u16,
}

/// The nulls of one IMP and the routing messages behind them, by the fast ticks since its first null.
#[derive(Debug, Default)]
struct Hellos {
    first: Option<u16>,
    first_serial: Option<u16>,
    tick: u16,
    met: BTreeMap<u16, [Option<Hello>; 2]>,
}

impl Hellos {
    fn of<'a>(sent: impl IntoIterator<Item = &'a Vec<u16>>) -> Hellos {
        let mut hellos = Hellos::default();
        sent.into_iter().for_each(|words| hellos.hear(words));
        hellos
    }

    fn hear(&mut self, words: &[u16]) {
        if words[1] & Head::CONTROL == 0 {
            return;
        }
        let is_null = words[1] & ControlHead::NULL != 0;
        let mut hello = Hello { ack: words[0], head: words[1], table: Vec::new(), serial: 0 };
        if is_null {
            self.tick = words[2].wrapping_sub(*self.first.get_or_insert(words[2]));
        } else {
            let serial = words[2] >> 8;
            hello.serial = serial.wrapping_sub(*self.first_serial.get_or_insert(serial)) & 0xff;
            hello.table = words[3..67].to_vec();
        }
        self.met.entry(self.tick).or_default()[usize::from(!is_null)] = Some(hello);
    }
}

/// The words that a record has of each way, in order, up to a time.
fn recorded(capture: &str, way: &str, until_us: u64) -> Vec<Vec<u16>> {
    let found = folder("imp-imp").into_iter().find(|(head, _)| head.capture == capture).expect("it is there");
    let records = found.1.into_iter().filter(|record| record.way == way && record.t_us < until_us);
    records.map(|record| ModemDatagram::parse(&record.octets).expect("captured").words).collect()
}

/// Every null and routing message of a record is ours too; where the record has none, nothing is asked.
fn assert_hellos(capture: &str, way: &str, until_us: u64, ours: &[Vec<u16>]) -> Hellos {
    let [genuine, ours] = [&recorded(capture, way, until_us)[..], ours].map(Hellos::of);
    for (tick, hellos) in &genuine.met {
        let same =
            ours.met.get(tick).unwrap_or_else(|| panic!("{capture} {way}: ours says nothing at tick {tick}"));
        for (hello, same) in hellos.iter().zip(same) {
            if hello.is_some() {
                assert_eq!(same, hello, "{capture} {way}, tick {tick}: ours, then the genuine program's");
            }
        }
    }
    genuine
}

/// Ours are silent where the genuine program is: between two ticks that a record shows without a gap.
fn assert_silent(hellos: &[Vec<u16>], after: u16, before: u16) {
    let hellos = Hellos::of(hellos);
    let between: Vec<&u16> = hellos.met.range(after + 1..before).map(|(tick, _)| tick).collect();
    assert!(between.is_empty(), "{between:?}");
}

/// Four pairs at the spacing of a 50 kb/s line, ten intervals of silence, then the spacing of the type that was measured
/// (the clock runs five times too fast), with "I heard you" to itself in each interval, and nobody to route to.
#[test]
fn a_looped_line_says_what_the_genuine_programs_looped_line_said() {
    let sent = Span::new(&[(2, 0)], &Settings::EMULATOR).run_for(12);
    let genuine = assert_hellos("looped", "2>2", u64::MAX, &sent[0]);
    assert_eq!(genuine.met.len(), 15, "nulls in the record");
    // SYNC 241 and 1401 in the record, which leaves nothing out but what is silent.
    assert_silent(&sent[0], 15, 1175);
}

/// IMP 3 was started 0.494 s after IMP 2. Each sends four pairs, starts again, and hears the other.
#[test]
fn two_imps_with_the_clock_of_life_come_up_as_the_genuine_ones_did() {
    let settings = Settings { compat: Compat::Emulator, ..Settings::VERSION_3050 };
    let sent = Span::new(&[(2, 0), (3, 494_561_000)], &settings).run_for(60);
    for (way, ours) in ["2>3", "3>2"].into_iter().zip(&sent) {
        let genuine = assert_hellos("historical-clock", way, 40_000_000, ours);
        assert!(genuine.met.len() >= 8, "{}", genuine.met.len());
        assert_silent(ours, 15, 250);
    }
}

/// What the two said when the line was up: the first routing message that names the neighbour, 1 hop and a delay of 4.
#[test]
fn the_first_routing_messages_with_a_neighbour_are_those_of_the_genuine_ones() {
    let settings = Settings { compat: Compat::Emulator, ..Settings::VERSION_3050 };
    let sent = Span::new(&[(2, 0), (3, 494_561_000)], &settings).run_for(60);
    for (way, ours) in ["2>3", "3>2"].into_iter().zip(&sent) {
        let is_routing = |words: &&Vec<u16>| words[1] & Head::CONTROL != 0 && words.len() == 68;
        let table = |words: &Vec<u16>| words[3..67].to_vec();
        let genuine: Vec<_> = recorded("historical-clock", way, 50_000_000);
        let last = genuine.iter().rfind(is_routing).map(table).expect("the record has it");
        let serials = |sent: &[Vec<u16>]| {
            let routing: Vec<&Vec<u16>> = sent.iter().filter(is_routing).collect();
            let found = routing.iter().find(|words| table(words) == last).expect("it is said");
            (found[2] >> 8).wrapping_sub(routing[0][2] >> 8)
        };
        assert_eq!(serials(ours), serials(&genuine), "{way}: slow ticks from the first routing message on");
    }
}

/// Of each message or answer: HEAD, both places, and its length in words; what a report says is the state of its IMP.
fn messages(sent: &[Vec<u16>]) -> Vec<(u16, u16, u16, usize)> {
    let is_data = |words: &&Vec<u16>| words[1] & Head::CONTROL == 0;
    sent.iter().filter(is_data).map(|words| (words[1], words[2], words[3], words.len())).collect()
}

/// 4,096 fast ticks after the start, the first time that messages may cross: each reports twice to the other's discard,
/// since no control center is there, and each report is answered.
#[test]
fn the_first_reports_and_their_answers_are_those_of_the_genuine_ones() {
    let reports = Some(ImpNumber(5));
    let settings = Settings { compat: Compat::Emulator, reports, ..Settings::VERSION_3050 };
    let sent = Span::new(&[(2, 0), (3, 494_561_000)], &settings).run_for(120);
    for (way, ours) in ["2>3", "3>2"].into_iter().zip(&sent) {
        let genuine = messages(&recorded("historical-clock", way, u64::MAX));
        assert_eq!(genuine.len(), 4, "{way}: two reports, two answers");
        assert_eq!(messages(ours), genuine, "{way}");
        let link = |sent: &[Vec<u16>]| sent.iter().find(|words| words.len() == 38).map(|words| words[4]);
        assert_eq!(link(ours), link(&recorded("historical-clock", way, u64::MAX)), "{way}");
    }
}
