//! A stage for one NCP: a scripted IMP and scripted foreign hosts that speak raw octets.
//!
//! Our host is 69 (host 1 at IMP 5). The peer is 70 (host 1 at IMP 6), its neighbour 134 (host 2 at IMP 6), and
//! elsewhere sits host 2. Octets are hexadecimal, spaces count for nothing. The scripted IMP answers every
//! regular message with RFNM at once, unless it is told to withhold them.

#![allow(dead_code, reason = "two test binaries share the stage, and neither uses all of it")]

use std::collections::{BTreeMap, VecDeque};

use arpanet_kernel::Time;
use arpanet_ncp::{
    Allowance, ConnectionId, ConnectionStatus, Event, HostEvent, Input, Ncp, Note, Output, Profile,
    SocketName,
};
use arpanet_wire::{Bits, HostAddress};

pub const SECOND: u64 = 1_000_000_000;
/// Our own host.
pub const US: u8 = 69;
/// The host that most scripts are about.
pub const PEER: u8 = 70;
/// Another host at the peer's IMP.
pub const NEIGHBOUR: u8 = 134;
/// A host at another IMP.
pub const ELSEWHERE: u8 = 2;

/// Lengths of the control commands by opcode. NIC 8246 p. 21-25.
const LENGTHS: [usize; 14] = [1, 10, 10, 9, 8, 4, 8, 2, 2, 2, 2, 12, 1, 1];

pub struct Stage {
    pub ncp: Ncp,
    pub now: Time,
    /// Every message to the IMP, in order.
    pub messages: Vec<Bits>,
    /// Control commands for each host that no `gets` has asked for.
    commands: BTreeMap<u8, VecDeque<Vec<u8>>>,
    /// Data messages that no `gets_data` has asked for: host, link, size, count, text.
    data: VecDeque<(u8, u8, u8, u16, String)>,
    events: VecDeque<(u32, Event)>,
    pub host_events: Vec<HostEvent>,
    pub notes: Vec<Note>,
    /// Messages to the IMP that have no answer: host and link.
    pub unanswered: VecDeque<(u8, u8)>,
    withholds: bool,
}

pub fn hex(text: &str) -> Vec<u8> {
    Bits::from_hex(text).expect("hexadecimal").octets().to_vec()
}

pub fn address(octet: u8) -> HostAddress {
    HostAddress::from_octet(octet)
}

pub fn socket(host: u8, number: u32) -> SocketName {
    SocketName { host: address(host), number }
}

/// A message as the cable brings it: leader, header, text, `filler` zeros of M3, and the hardware's padding.
pub fn message(host: u8, link: u8, size: u8, count: u16, text: &Bits, filler: usize) -> Bits {
    let mut bits = Bits::from_octets(&[0, host, link, 0, 0, size, (count >> 8) as u8, count as u8, 0]);
    bits.extend(text);
    bits.extend(&Bits::zeros(filler));
    bits.push(1, 1);
    while !bits.length_bits().is_multiple_of(16) {
        bits.push(0, 1);
    }
    bits
}

/// The commands in the text of control messages, one by one.
pub fn split_commands(mut text: &[u8]) -> Vec<Vec<u8>> {
    let mut commands = Vec::new();
    while let Some(opcode) = text.first() {
        let length = LENGTHS.get(usize::from(*opcode)).copied().unwrap_or(2);
        assert!(length <= text.len(), "a command is split: {text:02x?}");
        let (command, rest) = text.split_at(length);
        commands.push(command.to_vec());
        text = rest;
    }
    commands
}

impl Stage {
    pub fn new() -> Stage {
        Stage::with(Profile::REFERENCE)
    }

    pub fn with(profile: Profile) -> Stage {
        Stage {
            ncp: Ncp::new(profile, address(US)),
            now: Time::from_ns(1),
            messages: Vec::new(),
            commands: BTreeMap::new(),
            data: VecDeque::new(),
            events: VecDeque::new(),
            host_events: Vec::new(),
            notes: Vec::new(),
            unanswered: VecDeque::new(),
            withholds: false,
        }
    }

    // Time.

    /// Lets time pass, with every wake-up that the NCP asks for.
    pub fn wait_ns(&mut self, ns: u64) {
        let end = self.now.after_ns(ns);
        while let Some(at) = self.ncp.next_wake().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.input(Input::Wake);
            assert_ne!(
                self.ncp.next_wake(),
                Some(at),
                "a wake-up that changes nothing comes again and again"
            );
        }
        self.now = end;
    }

    pub fn wait_s(&mut self, seconds: u64) {
        self.wait_ns(seconds * SECOND);
    }

    // The local processes.

    pub fn input(&mut self, input: Input) {
        let mut outputs = Vec::new();
        self.ncp.handle(self.now, input, &mut outputs);
        for output in outputs {
            match output {
                Output::ToImp(bits) => self.take_message(bits),
                Output::Event { id, event } => self.events.push_back((id.0, event)),
                Output::Host(event) => self.host_events.push(event),
                Output::Note(note) => self.notes.push(note),
            }
        }
        if !self.withholds {
            self.answer_all();
        }
    }

    fn take_message(&mut self, bits: Bits) {
        let octets = bits.octets();
        let (kind, host, link) = (octets[0] & 15, octets[1], octets[2]);
        if kind == 0 {
            self.unanswered.push_back((host, link));
            let (size, count) = (octets[5], u16::from_be_bytes([octets[6], octets[7]]));
            let text = bits.slice(72, 72 + usize::from(size) * usize::from(count));
            if link == 0 {
                self.commands.entry(host).or_default().extend(split_commands(text.octets()));
            } else {
                self.data.push_back((host, link, size, count, text.to_hex()));
            }
        }
        self.messages.push(bits);
    }

    pub fn init(&mut self, id: u32, local: u32, foreign: SocketName, byte_size: u8) {
        self.init_allowing(id, local, foreign, byte_size, Allowance::ByProfile);
    }

    pub fn init_allowing(
        &mut self,
        id: u32,
        local: u32,
        foreign: SocketName,
        byte_size: u8,
        allowance: Allowance,
    ) {
        self.input(Input::Init { id: ConnectionId(id), local, foreign, byte_size, allowance });
    }

    pub fn listen(&mut self, id: u32, local: u32, byte_size: u8) {
        self.listen_for(id, local, byte_size, None, None);
    }

    pub fn listen_for(&mut self, id: u32, local: u32, byte_size: u8, host: Option<u8>, socket: Option<u32>) {
        let host = host.map(address);
        let allowance = Allowance::ByProfile;
        self.input(Input::Listen { id: ConnectionId(id), local, byte_size, host, socket, allowance });
    }

    /// A receiver that grants `messages` and `bits` once and nothing more.
    pub fn listen_once(&mut self, id: u32, local: u32, messages: u16, bits: u32) {
        let allowance = Allowance::Once { messages, bits };
        let (id, byte_size) = (ConnectionId(id), 0);
        self.input(Input::Listen { id, local, byte_size, host: None, socket: None, allowance });
    }

    pub fn send(&mut self, id: u32, octets: &[u8]) {
        self.send_bits(id, Bits::from_octets(octets));
    }

    pub fn send_bits(&mut self, id: u32, data: Bits) {
        self.input(Input::Send { id: ConnectionId(id), data });
    }

    pub fn receive(&mut self, id: u32, max_bits: usize) {
        self.input(Input::Receive { id: ConnectionId(id), max_bits });
    }

    pub fn close(&mut self, id: u32) {
        self.input(Input::Close { id: ConnectionId(id) });
    }

    pub fn interrupt(&mut self, id: u32) {
        self.input(Input::Interrupt { id: ConnectionId(id) });
    }

    /// The next event is this one.
    #[track_caller]
    pub fn hears(&mut self, id: u32, event: Event) {
        let heard = self.events.pop_front();
        assert_eq!(heard, Some((id, event)), "the next event; then {:?}", self.events);
    }

    #[track_caller]
    pub fn hears_nothing(&self) {
        assert!(self.events.is_empty(), "{:?}", self.events);
    }

    #[track_caller]
    pub fn hears_opened(&mut self, id: u32, foreign: SocketName, byte_size: u8) {
        self.hears(id, Event::Opened { foreign, byte_size });
    }

    #[track_caller]
    pub fn hears_data(&mut self, id: u32, octets: &str) {
        self.hears(id, Event::Data(Bits::from_octets(&hex(octets))));
    }

    /// Forgets `Room`s, which most scripts don't care for.
    pub fn skip_rooms(&mut self) {
        self.events.retain(|(_, event)| *event != Event::Room);
    }

    pub fn take_events(&mut self) -> Vec<(u32, Event)> {
        self.events.drain(..).collect()
    }

    // The foreign hosts.

    /// The peer sends these commands in one control message.
    pub fn peer_sends(&mut self, commands: &str) {
        self.host_sends(PEER, commands);
    }

    /// A semicolon ends a control message; what comes after it is another one, sent when everything that the first has led
    /// to has gone out.
    pub fn host_sends(&mut self, host: u8, commands: &str) {
        for message in commands.split(';') {
            self.host_sends_octets(host, &hex(message));
        }
    }

    pub fn host_sends_octets(&mut self, host: u8, text: &[u8]) {
        let text = Bits::from_octets(text);
        self.arrives(message(host, 0, 8, (text.length_bits() / 8) as u16, &text, 0));
    }

    /// The peer sends a data message of octets.
    pub fn peer_sends_data(&mut self, link: u8, octets: &str) {
        let text = Bits::from_octets(&hex(octets));
        self.peer_sends_bytes(link, 8, &text);
    }

    pub fn peer_sends_bytes(&mut self, link: u8, size: u8, text: &Bits) {
        let count = text.length_bits() / usize::from(size);
        self.arrives(message(PEER, link, size, count as u16, text, 0));
    }

    /// A message comes off the cable.
    pub fn arrives(&mut self, message: Bits) {
        self.input(Input::FromImp(message));
    }

    pub fn arrives_hex(&mut self, octets: &str) {
        self.arrives(Bits::from_octets(&hex(octets)));
    }

    /// The next control commands for the peer are these, however they are spread over messages.
    #[track_caller]
    pub fn peer_gets(&mut self, commands: &str) {
        self.host_gets(PEER, commands);
    }

    #[track_caller]
    pub fn host_gets(&mut self, host: u8, commands: &str) {
        for expected in split_commands(&hex(commands)) {
            let got = self.commands.entry(host).or_default().pop_front();
            assert_eq!(
                got.as_ref().map(|octets| Bits::from_octets(octets).to_hex()),
                Some(Bits::from_octets(&expected).to_hex()),
                "the next command for host {host}; then {:02x?}",
                self.commands.get(&host)
            );
        }
    }

    /// The next data message is this one for the peer.
    #[track_caller]
    pub fn peer_gets_data(&mut self, link: u8, size: u8, count: u16, text: &str) {
        let expected = text.replace(' ', "");
        assert_eq!(self.data.pop_front(), Some((PEER, link, size, count, expected)));
    }

    /// All control commands that no one has asked for, of all hosts.
    pub fn take_commands(&mut self, host: u8) -> Vec<Vec<u8>> {
        self.commands.entry(host).or_default().drain(..).collect()
    }

    pub fn take_data(&mut self) -> Vec<(u8, u8, u8, u16, String)> {
        self.data.drain(..).collect()
    }

    /// Nobody has got anything that has not been asked for.
    #[track_caller]
    pub fn nobody_gets_anything(&self) {
        let left: Vec<_> = self.commands.iter().filter(|(_, commands)| !commands.is_empty()).collect();
        assert!(left.is_empty(), "{left:02x?}");
        assert!(self.data.is_empty(), "{:?}", self.data);
    }

    // The IMP.

    pub fn withhold_rfnms(&mut self) {
        self.withholds = true;
    }

    /// Answers everything, and from now on at once.
    pub fn release_rfnms(&mut self) {
        self.withholds = false;
        self.answer_all();
    }

    fn answer_all(&mut self) {
        while let Some((host, link)) = self.unanswered.front().copied() {
            self.rfnm(host, link);
        }
    }

    pub fn rfnm(&mut self, host: u8, link: u8) {
        self.answer(5, host, link, 0);
    }

    /// The IMP answers the oldest message to the host on the link.
    #[track_caller]
    pub fn answer(&mut self, kind: u8, host: u8, link: u8, subtype: u8) {
        let place = self.unanswered.iter().position(|message| *message == (host, link));
        self.unanswered.remove(place.expect("a message to answer"));
        self.imp_says(kind, host, link, subtype);
    }

    /// The IMP says something, whether it answers anything or not.
    pub fn imp_says(&mut self, kind: u8, host: u8, link: u8, subtype: u8) {
        self.arrives(Bits::from_octets(&[kind, host, link, subtype]));
    }

    // Looking in.

    pub fn status(&self, local: u32) -> Vec<ConnectionStatus> {
        self.ncp.status().filter(|status| status.pair.local == local).collect()
    }

    /// Message and bit counters, ours or the mirror, of the only entry with this local socket.
    #[track_caller]
    pub fn space(&self, local: u32) -> (u16, u32) {
        let status = self.status(local);
        assert_eq!(status.len(), 1, "{status:?}");
        (status[0].messages, status[0].bits)
    }

    // Short cuts, for scripts that begin with an open connection.

    /// The peer's socket 1 sends to our socket `local` (even) on `link`; nothing is granted beyond the two numbers.
    #[track_caller]
    pub fn open_receiver(&mut self, id: u32, local: u32, messages: u16, bits: u32) -> u8 {
        self.listen_once(id, local, messages, bits);
        self.peer_sends(&format!("02 00000001 {local:08x} 08"));
        self.hears_opened(id, socket(PEER, 1), 8);
        let commands = self.take_commands(PEER);
        assert_eq!(commands[0][0], 1, "RTS: {commands:02x?}");
        commands[0][9]
    }

    /// Our socket `local` (odd) sends 8-bit bytes to the peer's socket 2 on link 33; no allocation yet.
    #[track_caller]
    pub fn open_sender(&mut self, id: u32, local: u32) {
        self.listen(id, local, 8);
        self.peer_sends(&format!("01 00000002 {local:08x} 21"));
        self.hears_opened(id, socket(PEER, 2), 8);
        self.peer_gets(&format!("02 {local:08x} 00000002 08"));
    }
}
