//! What connecting costs: two NCPs of ours, every message told, and no message more than NIC 8246 asks for.
//!
//! Each NCP's messages go over at once and draw their RFNM at once, so that what one turn of an NCP has to say to the
//! other is one control message.

use std::collections::VecDeque;

use arpanet_kernel::Time;
use arpanet_ncp::{Allowance, ConnectionId, EarlyRfcs, Event, Input, Ncp, Output, Profile, SocketName};
use arpanet_wire::command::Commands;
use arpanet_wire::host_host::{Message, pad_to_word};
use arpanet_wire::{Bits, HostAddress, ImpToHost, Leader};

/// Host A is 69, host B is 70.
const ADDRESSES: [u8; 2] = [69, 70];

struct Duet {
    ncps: [Ncp; 2],
    /// Messages on their way: from which NCP.
    flying: VecDeque<(usize, Bits)>,
    told: Vec<String>,
    heard: Vec<(usize, ConnectionId, Event)>,
}

impl Duet {
    fn new(profiles: [Profile; 2]) -> Duet {
        let ncps = [0, 1].map(|who| Ncp::new(profiles[who], HostAddress::from_octet(ADDRESSES[who])));
        Duet { ncps, flying: VecDeque::new(), told: Vec::new(), heard: Vec::new() }
    }

    fn input(&mut self, who: usize, input: Input) {
        let mut outputs = Vec::new();
        self.ncps[who].handle(Time::ZERO, input, &mut outputs);
        for output in outputs {
            match output {
                Output::ToImp(message) => self.flying.push_back((who, message)),
                Output::Event { id, event } => self.heard.push((who, id, event)),
                Output::Host(_) | Output::Note(_) => {}
            }
        }
    }

    /// The message that has waited longest crosses and draws its RFNM.
    fn carry_one(&mut self) -> bool {
        let Some((from, mut message)) = self.flying.pop_front() else {
            return false;
        };
        self.told.push(describe(from, &message));
        let leader = Leader::parse(&message).expect("a leader");
        let source = HostAddress::from_octet(ADDRESSES[from]);
        let mut arrived = Leader::regular(source, leader.link).emit().expect("fits");
        pad_to_word(&mut message);
        arrived.extend(&message.slice(32, usize::MAX));
        self.input(1 - from, Input::FromImp(arrived));
        let rfnm = Leader::from_imp(ImpToHost::Rfnm, leader.address, leader.link).emit().expect("fits");
        self.input(from, Input::FromImp(rfnm));
        true
    }

    fn carry_all(&mut self) {
        while self.carry_one() {}
    }

    fn opened(&self) -> usize {
        self.heard.iter().filter(|(_, _, event)| matches!(event, Event::Opened { .. })).count()
    }
}

/// `A: RTS 100 101 link 2 + ALL ...`, or the size of the data.
fn describe(from: usize, message: &Bits) -> String {
    let who = ["A", "B"][from];
    let message = Message::parse(message).expect("a whole message");
    let header = message.header();
    if header.leader.link != 0 {
        return format!(
            "{who}: link {} {} x {} bits",
            header.leader.link, header.byte_count, header.byte_size
        );
    }
    let octets = message.text().octets().to_vec();
    let commands: Vec<String> =
        Commands::new(&octets).map(|command| command.expect("readable").to_string()).collect();
    format!("{who}: {}", commands.join(" + "))
}

fn init(id: u32, local: u32, host: u8, foreign: u32, byte_size: u8) -> Input {
    init_allowing(id, local, host, foreign, byte_size, Allowance::Once { messages: 1, bits: 32 })
}

fn init_allowing(id: u32, local: u32, host: u8, number: u32, byte_size: u8, allowance: Allowance) -> Input {
    let foreign = SocketName { host: HostAddress::from_octet(host), number };
    Input::Init { id: ConnectionId(id), local, foreign, byte_size, allowance }
}

fn listen(id: u32, local: u32, byte_size: u8) -> Input {
    let allowance = Allowance::Once { messages: 1, bits: 32 };
    Input::Listen { id: ConnectionId(id), local, byte_size, host: None, socket: None, allowance }
}

const NO_SPACE: Allowance = Allowance::Once { messages: 0, bits: 0 };

#[test]
fn hh_069_a_bare_pair_costs_two_messages() {
    let mut duet = Duet::new([Profile::REFERENCE; 2]);
    duet.input(1, listen(1, 101, 8));
    duet.input(0, init_allowing(1, 100, 70, 101, 0, NO_SPACE));
    duet.carry_all();
    assert_eq!(duet.told, ["A: RTS my 100 your 101 link 2", "B: STR my 101 your 100 size 8"]);
    assert_eq!(duet.opened(), 2);
}

#[test]
fn a_pair_with_its_allocation_costs_two_messages_or_three() {
    // The receiver answers: its ALL rides with its RTS.
    let mut duet = Duet::new([Profile::REFERENCE; 2]);
    duet.input(1, listen(1, 100, 0));
    duet.input(0, init(1, 101, 70, 100, 8));
    duet.carry_all();
    assert_eq!(
        duet.told,
        ["A: STR my 101 your 100 size 8", "B: RTS my 100 your 101 link 2 + ALL link 2 messages 1 bits 32"]
    );
    // The receiver asks: it must see the STR before it may allocate (NIC 8246 p. 23).
    let mut duet = Duet::new([Profile::REFERENCE; 2]);
    duet.input(1, listen(1, 101, 8));
    duet.input(0, init(1, 100, 70, 101, 0));
    duet.carry_all();
    assert_eq!(
        duet.told,
        [
            "A: RTS my 100 your 101 link 2",
            "B: STR my 101 your 100 size 8",
            "A: ALL link 2 messages 1 bits 32"
        ]
    );
}

#[test]
fn hh_080_hh_092_a_refusal_costs_three_messages() {
    let refuses = Profile { early_rfcs: EarlyRfcs::Refuse, ..Profile::REFERENCE };
    let mut duet = Duet::new([Profile::REFERENCE, refuses]);
    duet.input(0, init(1, 100, 70, 101, 0));
    duet.carry_all();
    assert_eq!(
        duet.told,
        ["A: RTS my 100 your 101 link 2", "B: CLS my 101 your 100", "A: CLS my 100 your 101"]
    );
    assert_eq!(duet.opened(), 0);
    assert!(duet.ncps.iter().all(|ncp| ncp.status().count() == 0 && ncp.is_quiet()));
}

#[test]
fn hh_070_crossing_requests_cost_two_messages() {
    let mut duet = Duet::new([Profile::REFERENCE; 2]);
    duet.input(0, init_allowing(1, 100, 70, 101, 0, NO_SPACE));
    duet.input(1, init_allowing(1, 101, 69, 100, 8, NO_SPACE));
    duet.carry_all();
    assert_eq!(duet.told, ["A: RTS my 100 your 101 link 2", "B: STR my 101 your 100 size 8"]);
    assert_eq!(duet.opened(), 2);
}

#[test]
fn hh_074_a_request_that_waits_costs_two_messages_all_the_same() {
    let mut duet = Duet::new([Profile::REFERENCE; 2]);
    duet.input(0, init_allowing(1, 100, 70, 101, 0, NO_SPACE));
    duet.carry_all();
    assert_eq!(duet.told, ["A: RTS my 100 your 101 link 2"]);
    duet.input(1, listen(1, 101, 8));
    duet.carry_all();
    assert_eq!(duet.told, ["A: RTS my 100 your 101 link 2", "B: STR my 101 your 100 size 8"]);
    assert_eq!(duet.opened(), 2);
}

#[test]
fn hh_100_closing_costs_two_messages_crossed_or_not() {
    for crossed in [false, true] {
        let mut duet = Duet::new([Profile::REFERENCE; 2]);
        duet.input(1, listen(1, 101, 8));
        duet.input(0, init_allowing(1, 100, 70, 101, 0, NO_SPACE));
        duet.carry_all();
        duet.told.clear();
        duet.input(0, Input::Close { id: ConnectionId(1) });
        if crossed {
            duet.input(1, Input::Close { id: ConnectionId(1) });
        }
        duet.carry_all();
        assert_eq!(duet.told, ["A: CLS my 100 your 101", "B: CLS my 101 your 100"]);
        assert!(duet.ncps.iter().all(|ncp| ncp.status().count() == 0));
    }
}

/// RFC 165 p. 4: user U = 0x12300 at A, server L = 3 and S = 0x45600 at B, sizes 8, with the user's calls made as soon as
/// they can be.
#[test]
fn icp_the_worked_example_of_rfc_165_costs_eight_messages() {
    let (user, server, socket) = (0x1_2300, 3, 0x4_5600);
    let mut duet = Duet::new([Profile::REFERENCE; 2]);
    duet.input(1, listen(1, server, 32));
    duet.input(0, init(1, user, 70, server, 0));
    let (mut served, mut asked, mut known) = (false, false, false);
    while duet.carry_one() {
        let opened = |end| {
            duet.heard.iter().any(|(who, _, event)| *who == end && matches!(event, Event::Opened { .. }))
        };
        let (user_opened, server_opened) = (opened(0), opened(1));
        if user_opened && !std::mem::replace(&mut asked, true) {
            duet.input(0, Input::Receive { id: ConnectionId(1), max_bits: 32 });
        }
        if server_opened && !std::mem::replace(&mut served, true) {
            let mut number = Bits::new();
            number.push(socket, 32);
            duet.input(1, Input::Send { id: ConnectionId(1), data: number });
            duet.input(1, Input::Close { id: ConnectionId(1) });
            duet.input(1, init_allowing(2, socket as u32, 69, user + 3, 0, NO_SPACE));
            duet.input(1, init_allowing(3, socket as u32 + 1, 69, user + 2, 8, NO_SPACE));
        }
        let told = duet.heard.iter().any(|(who, _, event)| *who == 0 && matches!(event, Event::Data(_)));
        if told && !std::mem::replace(&mut known, true) {
            duet.input(0, init_allowing(2, user + 3, 70, socket as u32, 8, NO_SPACE));
            duet.input(0, init_allowing(3, user + 2, 70, socket as u32 + 1, 0, NO_SPACE));
        }
    }
    // U1, S3, the server's two requests unasked (RFC 202), U3, S5, S6, U6, U7 and U5, in any order that NIC 8246 allows.
    // Nothing else is said, and what one side has to say at one time is one message.
    let mut expected = [
        "A: RTS my 74496 your 3 link 2",
        "B: STR my 3 your 74496 size 32",
        "B: RTS my 284160 your 74499 link 2 + STR my 284161 your 74498 size 8",
        "A: ALL link 2 messages 1 bits 32",
        "B: link 2 1 x 32 bits",
        "A: STR my 74499 your 284160 size 8",
        "B: CLS my 3 your 74496",
        "A: RTS my 74498 your 284161 link 3 + CLS my 74496 your 3",
    ];
    let mut told = duet.told.clone();
    told.sort_unstable();
    expected.sort_unstable();
    assert_eq!(told, expected);
    assert_eq!(duet.opened(), 6);
    // "The labels here imply no ordering except that ordering required by the Host-Host Protocol" (RFC 165 p. 4): the
    // match after the request, the allocation after the match, the number after the allocation, CLS after the number,
    // and what uses the number after it.
    let at = |what: &str| duet.told.iter().position(|told| told.contains(what)).expect("it was said");
    let (u1, s3, u3) = (at("RTS my 74496"), at("STR my 3 "), at("ALL link 2"));
    let (s5, s6, u5) = (at("1 x 32 bits"), at("CLS my 3 "), at("CLS my 74496"));
    assert!(u1 < s3 && s3 < u3 && u3 < s5 && s5 < s6 && s6 < u5, "{:?}", duet.told);
    assert!(s5 < at("STR my 74499") && s5 < at("RTS my 74498"), "{:?}", duet.told);
    // No command is said twice, and none that RFC 165 does not list: nine, and the number.
    let said: usize = duet.told.iter().map(|told| 1 + told.matches(" + ").count()).sum();
    assert_eq!(said, 10);
}
