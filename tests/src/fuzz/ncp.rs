//! One NCP under a list of operations: calls of processes, right or wrong, and a foreign host and an IMP that say
//! anything at all.

use std::collections::BTreeMap;

use arpanet_kernel::Time;
use arpanet_ncp::{
    Allowance, CATALOGUE, ConnectionId, Event, Input, Misuse, Ncp, Output, Profile, Resynchronisation,
    SocketName,
};
use arpanet_wire::command::{Commands, Experiment};
use arpanet_wire::host_host::{Message, pad_to_word};
use arpanet_wire::{Bits, HostAddress, HostToImp, Leader};

/// Our own host, its peer, and another host at the peer's IMP.
const HOSTS: [u8; 3] = [69, 70, 134];

/// Bits of a message from a host to its IMP, at most. RFC 381 p. 3.
const LONGEST_MESSAGE: usize = 8095;

/// Plays the list: the first octet chooses the profile, each operation takes an octet and what it needs after that.
pub fn ncp_operations(octets: &[u8]) {
    let mut script = Script { octets, at: 0 };
    let Some(profile) = script.octet() else { return };
    let mut stage = Stage::new(profile_of(profile));
    while let Some(operation) = script.octet() {
        stage.play(operation, &mut script);
    }
    // Whatever it was, it ends: nothing keeps waking for ever.
    stage.pass(7200 * SECOND);
}

const SECOND: u64 = 1_000_000_000;

fn profile_of(choice: u8) -> Profile {
    let profile = CATALOGUE[usize::from(choice) % CATALOGUE.len()].profile;
    let (_, resynchronisation) = Resynchronisation::NAMED[usize::from(choice) / CATALOGUE.len() % 3];
    Profile { resynchronisation, ..profile }
}

/// The octets that are left.
struct Script<'a> {
    octets: &'a [u8],
    at: usize,
}

impl Script<'_> {
    fn octet(&mut self) -> Option<u8> {
        let octet = *self.octets.get(self.at)?;
        self.at += 1;
        Some(octet)
    }

    /// An octet, or zero when none is left.
    fn number(&mut self) -> u8 {
        self.octet().unwrap_or(0)
    }

    /// Up to `count` octets.
    fn take(&mut self, count: usize) -> &[u8] {
        let end = (self.at + count).min(self.octets.len());
        let taken = &self.octets[self.at..end];
        self.at = end;
        taken
    }
}

/// The NCP, the time, and what is known of its identifiers.
struct Stage {
    ncp: Ncp,
    now: Time,
    /// Identifiers given out, and whether each is still in use.
    alive: BTreeMap<u32, bool>,
    /// Messages to the IMP without an answer.
    unanswered: Vec<Leader>,
}

impl Stage {
    fn new(profile: Profile) -> Stage {
        let ncp = Ncp::new(profile, HostAddress::from_octet(HOSTS[0]));
        Stage { ncp, now: Time::from_ns(1), alive: BTreeMap::new(), unanswered: Vec::new() }
    }

    fn play(&mut self, operation: u8, script: &mut Script<'_>) {
        match operation % 16 {
            0 => self.request(script),
            1 => self.listen(script),
            2 => self.call(script, |id, script| Input::Send { id, data: data(script) }),
            3 => self.call(script, |id, script| Input::Receive {
                id,
                max_bits: usize::from(script.number()) * 64,
            }),
            4 => self.call(script, |id, _| Input::Close { id }),
            5 => self.call(script, |id, _| Input::Abort { id }),
            6 => self.call(script, |id, _| Input::Interrupt { id }),
            7 => self.call(script, |id, script| Input::GiveBack {
                id,
                messages: script.number(),
                bits: script.number(),
            }),
            8 => self.call(script, |id, _| Input::Resynchronise { id }),
            9 => self.control_message(script),
            10 => self.data_message(script),
            11 => self.answer(script),
            12 => self.pass(u64::from(script.number()) * SECOND),
            13 => self.echo(script),
            14 => self.of_the_host(script),
            _ => self.anything(script),
        }
    }

    // Processes.

    fn new_id(&mut self) -> ConnectionId {
        let id = self.alive.len() as u32;
        self.alive.insert(id, true);
        ConnectionId(id)
    }

    fn request(&mut self, script: &mut Script<'_>) {
        let id = self.new_id();
        let (local, foreign, byte_size) = (socket(script), foreign(script), script.number());
        self.input(Input::Init { id, local, foreign, byte_size, allowance: allowance(script) });
    }

    fn listen(&mut self, script: &mut Script<'_>) {
        let id = self.new_id();
        let (local, byte_size, filter) = (socket(script), script.number(), script.number());
        let SocketName { host, number } = foreign(script);
        let (host, socket) = ((filter & 1 == 1).then_some(host), (filter & 2 == 2).then_some(number));
        self.input(Input::Listen { id, local, byte_size, host, socket, allowance: allowance(script) });
    }

    fn call(&mut self, script: &mut Script<'_>, call: impl Fn(ConnectionId, &mut Script<'_>) -> Input) {
        let id = u32::from(script.number()) % (self.alive.len() as u32).max(1);
        let input = call(ConnectionId(id), script);
        self.input(input);
    }

    fn echo(&mut self, script: &mut Script<'_>) {
        let id = self.new_id();
        self.input(Input::Echo { id, host: host(script), data: script.number() });
    }

    fn of_the_host(&mut self, script: &mut Script<'_>) {
        let input = match script.number() % 8 {
            0 => Input::Hold { local: socket(script) },
            1 => Input::Release { local: socket(script) },
            2 => Input::Refuse { local: socket(script), foreign: foreign(script) },
            3 => Input::Reset { host: host(script) },
            4 => Input::ImpReady(false),
            5 => Input::ImpReady(true),
            6 => Input::Start,
            _ => Input::Stop,
        };
        self.input(input);
    }

    // The network.

    fn control_message(&mut self, script: &mut Script<'_>) {
        let source = host(script);
        let length = usize::from(script.number()) % 121;
        let text = Bits::from_octets(script.take(length));
        self.arrives(source, 0, 8, text);
    }

    fn data_message(&mut self, script: &mut Script<'_>) {
        let (source, link, byte_size) = (host(script), script.number() % 80, script.number().max(1));
        let length = usize::from(script.number());
        let text = Bits::from_octets(script.take(length));
        let whole = text.length_bits() / usize::from(byte_size) * usize::from(byte_size);
        self.arrives(source, link, byte_size, text.slice(0, whole));
    }

    fn arrives(&mut self, source: HostAddress, link: u8, byte_size: u8, text: Bits) {
        let message = Message::new(Leader::regular(source, link), byte_size, text);
        let Ok(mut bits) = message.and_then(|message| message.emit(1)) else { return };
        pad_to_word(&mut bits);
        self.input(Input::FromImp(bits));
    }

    fn answer(&mut self, script: &mut Script<'_>) {
        let (which, kind, subtype) = (script.number(), script.number(), script.number());
        if self.unanswered.is_empty() {
            return;
        }
        let leader = self.unanswered.remove(usize::from(which) % self.unanswered.len());
        let message_type = [5, 5, 5, 7, 8, 9][usize::from(kind) % 6];
        let answer = Leader { message_type, subtype: subtype % 5, ..leader }.emit();
        self.input(Input::FromImp(answer.expect("the address was read from a message")));
    }

    fn anything(&mut self, script: &mut Script<'_>) {
        let length = usize::from(script.number());
        let bits = Bits::from_octets(script.take(length));
        self.input(Input::FromImp(bits));
    }

    /// Time passes, with every wake-up that the NCP asks for.
    fn pass(&mut self, ns: u64) {
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

    // The laws.

    fn input(&mut self, input: Input) {
        let mut outputs = Vec::new();
        self.ncp.handle(self.now, input, &mut outputs);
        for output in outputs {
            match output {
                Output::ToImp(message) => self.on_message(&message),
                Output::Event { id, event } => self.on_event(id, &event),
                Output::Host(_) | Output::Note(_) => {}
            }
        }
        let profile = *self.ncp.profile();
        let bound = usize::from(profile.max_connections)
            + HOSTS.len() * usize::from(profile.queue_per_host + profile.refusals_per_host);
        assert!(self.ncp.status().count() <= bound, "the table is bounded");
        for status in self.ncp.status() {
            let most = profile.send_buffer_bits.max(profile.receive_buffer_bits) as usize;
            assert!(status.buffered_bits <= most, "{status:?}: the buffers are bounded");
        }
    }

    fn on_message(&mut self, message: &Bits) {
        let leader = Leader::parse(message).expect("a message to the IMP has a leader");
        assert!(message.length_bits() <= LONGEST_MESSAGE, "RFC 381 p. 3");
        if leader.host_to_imp() != HostToImp::Regular {
            return;
        }
        let whole = Message::parse(message).expect("a message to a host is whole");
        if leader.link == 0 {
            whole.header().check_control().expect("NIC 8246 p. 21");
            check_commands(whole.text().octets());
        }
        self.unanswered.push(leader);
    }

    /// A process hears only of what it has begun, and nothing after the end.
    fn on_event(&mut self, id: ConnectionId, event: &Event) {
        let is_over = matches!(
            event,
            Event::Closed(_) | Event::OpenFailed(_) | Event::Echoed { .. } | Event::EchoFailed(_)
        );
        match self.alive.get_mut(&id.0) {
            Some(alive) if *alive || matches!(event, Event::Misused(_)) => *alive &= !is_over,
            None if *event == Event::Misused(Misuse::NoSuchConnection) => {}
            other => panic!("{} ({other:?}) was told {event:?}", id.0),
        }
    }
}

/// "an integral number of control commands" (NIC 8246 p. 21), each of them legal.
fn check_commands(text: &[u8]) {
    let mut at = 0;
    while at < text.len() {
        at += match (Experiment::parse(&text[at..]), Commands::new(&text[at..]).next()) {
            (Some(_), _) => Experiment::LENGTH_OCTETS,
            (None, Some(Ok(command))) => {
                command.check_parameters().expect("NIC 8246 p. 25");
                command.length_octets()
            }
            (None, other) => panic!("{other:?} in {text:02x?}"),
        };
    }
}

// Few sockets and hosts, so that things meet.

fn socket(script: &mut Script<'_>) -> u32 {
    u32::from(script.number() % 8)
}

fn host(script: &mut Script<'_>) -> HostAddress {
    HostAddress::from_octet(HOSTS[usize::from(script.number()) % HOSTS.len()])
}

fn foreign(script: &mut Script<'_>) -> SocketName {
    SocketName { host: host(script), number: socket(script) }
}

fn allowance(script: &mut Script<'_>) -> Allowance {
    let number = script.number();
    match number % 4 {
        0 => Allowance::Once { messages: u16::from(number), bits: u32::from(number) * 32 },
        1 => Allowance::Level { messages: u16::from(number), bits: u32::from(number) * 8 },
        _ => Allowance::ByProfile,
    }
}

fn data(script: &mut Script<'_>) -> Bits {
    let length = usize::from(script.number());
    Bits::from_octets(script.take(length))
}
