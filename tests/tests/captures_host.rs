//! Captured sessions between NCP daemons of today, with our host in the place of one of them: what the other one said is
//! said again, with its numbers for our sockets and links replaced by ours, and what the one we stand for said is what
//! ours must say, command by command. `captures/README.md` says what the records are.
//!
//! Not compared: the order where ours waits for an answer and the daemon did not, what the data say, how much is allocated
//! and in how many commands; and what is the daemon's own habit: RST before the first request, and a CLS sent twice.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use arpanet_programs::host::{JobSpec, JobStatus};
use arpanet_programs::{HostConfig, HostInput};
use arpanet_tests::perfect_subnet::{PerfectSubnet, SECOND};
use arpanet_tests::sites::tenex;
use arpanet_wire::command::{Command, Commands};
use arpanet_wire::h316::HostDatagram;
use arpanet_wire::host_host::Message;
use arpanet_wire::{Bits, HostAddress};
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    host: Option<u8>,
    way: Option<String>,
    octets: Option<String>,
}

/// How long ours has to say what the record's host says next: several round trips.
const PATIENCE_NS: u64 = SECOND / 2;

/// Something that one of the two NCPs sent.
#[derive(Clone, Debug, PartialEq)]
enum Said {
    Control(Command),
    Data { link: u8, byte_size: u8, text: Bits },
}

/// The whole messages of a record that go a way, with the host at whose cable they were seen.
fn messages(name: &str, wanted: &str) -> Vec<(u8, Bits)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures/host-imp").join(format!("{name}.jsonl"));
    let text = fs::read_to_string(path).expect("the record is in the repository");
    let lines = text.lines().skip(1).map(|line| serde_json::from_str::<Line>(line).expect("a line"));
    let mut begun: BTreeMap<u8, Bits> = BTreeMap::new();
    let mut messages = Vec::new();
    for line in lines.filter(|line| line.way.as_deref() == Some(wanted)) {
        let octets = Bits::from_hex(&line.octets.expect("a datagram")).expect("hexadecimal");
        let datagram = HostDatagram::parse(octets.octets()).expect("captured");
        let host = line.host.expect("a cable has a host");
        begun.entry(host).or_default().extend(&Bits::from_words(&datagram.words));
        if datagram.last {
            let bits = begun.remove(&host).unwrap_or_default();
            messages.extend((bits.length_bits() >= 32).then_some((host, bits)));
        }
    }
    messages
}

/// What the two hosts said to each other, in order.
fn dialogue(name: &str) -> Vec<(u8, Said)> {
    let regular = messages(name, "host>imp").into_iter().filter(|(_, bits)| bits.get(4, 4) == Some(0));
    regular
        .flat_map(|(host, bits)| {
            let message = Message::parse(&bits).expect("a daemon sends whole messages");
            let header = *message.header();
            let said = match header.leader.link {
                0 => Commands::new(message.text().octets())
                    .map(|command| Said::Control(command.expect("a daemon sends legal commands")))
                    .collect(),
                link => vec![Said::Data { link, byte_size: header.byte_size, text: message.into_text() }],
            };
            said.into_iter().map(move |said| (host, said)).collect::<Vec<_>>()
        })
        .collect()
}

/// A session played again.
struct Retelling {
    net: PerfectSubnet,
    ours: HostAddress,
    peer: HostAddress,
    /// The record's numbers of the sockets at our end, and ours.
    sockets: BTreeMap<u32, u32>,
    /// The record's numbers of the links that our end chose, and ours.
    links: BTreeMap<u8, u8>,
    /// What ours has said that has been met in the record.
    met: Vec<Command>,
    /// What the record's host at our end has said that has been met.
    told: Vec<Command>,
    /// What it has said that ours has not.
    owed: Vec<Said>,
}

impl Retelling {
    /// `ours` is the address of the host whose place ours takes, `peer` that of the other.
    fn of(ours: u8, peer: u8, servers: &[&str]) -> Retelling {
        let [ours, peer] = [ours, peer].map(HostAddress::from_octet);
        let mut net = PerfectSubnet::new();
        let directory = std::rc::Rc::new(arpanet_programs::directory::Directory::new([
            ("OURS".to_owned(), ours),
            ("PEER".to_owned(), peer),
        ]));
        net.attach(HostConfig { directory, ..tenex(ours, servers) });
        net.attach_peer(peer);
        Retelling {
            net,
            ours,
            peer,
            sockets: BTreeMap::new(),
            links: BTreeMap::new(),
            met: vec![],
            owed: vec![],
            told: vec![],
        }
    }

    fn play(&mut self, name: &str) {
        for (host, said) in dialogue(name) {
            if HostAddress::from_octet(host) == self.peer {
                self.say(&said);
            } else {
                self.net.run_for(PATIENCE_NS);
                self.owed.push(said);
                self.meet_what_is_owed();
            }
        }
        self.net.run_for(SECOND);
        self.meet_what_is_owed();
        assert!(self.owed.is_empty(), "not said: {:?}\n{}", self.owed, self.net.told());
    }

    /// Strikes out what ours has said by now, maybe later than the record's host did.
    fn meet_what_is_owed(&mut self) {
        for said in std::mem::take(&mut self.owed) {
            if !self.meets(&said) {
                self.owed.push(said);
            }
        }
    }

    /// The peer says it, in our numbers.
    fn say(&mut self, said: &Said) {
        let socket = |recorded: u32| self.sockets.get(&recorded).copied().unwrap_or(recorded);
        let link = |recorded: u8| self.links.get(&recorded).copied().unwrap_or(recorded);
        match said {
            Said::Data { link: recorded, byte_size, text } => {
                self.net.send_data(self.peer, self.ours, link(*recorded), *byte_size, text);
            }
            Said::Control(command) => {
                let command = match *command {
                    Command::Rts { my_socket, your_socket, link } => {
                        Command::Rts { my_socket, your_socket: socket(your_socket), link }
                    }
                    Command::Str { my_socket, your_socket, byte_size } => {
                        Command::Str { my_socket, your_socket: socket(your_socket), byte_size }
                    }
                    Command::Cls { my_socket, your_socket } => {
                        Command::Cls { my_socket, your_socket: socket(your_socket) }
                    }
                    other => other,
                };
                self.net.say(self.peer, self.ours, &[command]);
            }
        }
    }

    /// Whether ours has said it, in its own numbers, or need not.
    fn meets(&mut self, said: &Said) -> bool {
        let recorded = match said {
            Said::Data { byte_size, text, .. } => return self.meets_data(*byte_size, text),
            Said::Control(recorded) => recorded,
        };
        let is_habit = matches!(recorded, Command::Rst | Command::Nop | Command::All { .. });
        if is_habit || self.told.contains(recorded) {
            return true;
        }
        let mut ours = self.net.commands(self.ours, self.peer).into_iter();
        let found =
            ours.find(|command| !self.met.contains(command) && is_same(recorded, command, &self.sockets));
        let Some(command) = found else { return false };
        self.learn(recorded, &command);
        self.met.push(command);
        self.told.push(*recorded);
        true
    }

    /// Data is not compared, but for its being there; a socket number of 32 bits is learned.
    fn meets_data(&mut self, byte_size: u8, text: &Bits) -> bool {
        let of_size = |said: &&(u8, Bits)| byte_size != 32 || said.1.length_bits() == 32;
        let ours = self.net.data(self.ours, self.peer);
        let Some((_, found)) = ours.iter().find(of_size) else { return false };
        if let (32, Some(recorded), Some(number)) = (byte_size, text.get(0, 32), found.get(0, 32)) {
            self.sockets.extend((0..2).map(|next| (recorded as u32 + next, number as u32 + next)));
        }
        true
    }

    /// Our numbers for the record's.
    fn learn(&mut self, recorded: &Command, ours: &Command) {
        match (*recorded, *ours) {
            (Command::Rts { my_socket: a, link: m, .. }, Command::Rts { my_socket: b, link: n, .. }) => {
                self.links.insert(m, n);
                // A user's U brings U+2 and U+3 with it (RFC 165 p. 4).
                for next in 0..4 {
                    self.sockets.entry(a + next).or_insert(b + next);
                }
            }
            (Command::Str { my_socket: a, .. }, Command::Str { my_socket: b, .. }) => {
                self.sockets.insert(a, b);
            }
            _ => {}
        }
    }

    fn start(&mut self, program: &str, arguments: &[&str]) -> arpanet_programs::host::JobId {
        let arguments = arguments.iter().map(|word| (*word).to_owned()).collect();
        let spec = JobSpec { program: program.into(), arguments, ..JobSpec::default() };
        self.net.start_program(self.ours, spec)
    }

    /// Nothing is open any more, and nobody has been told of an error.
    fn assert_closed(&self) {
        let errors: Vec<Command> = self.net.commands(self.ours, self.peer);
        let errors: Vec<&Command> = errors.iter().filter(|said| matches!(said, Command::Err(_))).collect();
        assert!(errors.is_empty(), "{errors:?}: {}", self.net.told());
        let ncp = self.net.host(self.ours).ncp();
        assert!(ncp.is_quiet(), "{}", self.net.told());
    }
}

/// Whether ours says what the record's host said: the same opcode about the same socket of the peer's, and about ours where
/// ours is known already.
fn is_same(recorded: &Command, ours: &Command, sockets: &BTreeMap<u32, u32>) -> bool {
    let is_mine = |recorded: u32, ours: u32| sockets.get(&recorded).is_none_or(|known| *known == ours);
    match (*recorded, *ours) {
        (
            Command::Rts { my_socket: a, your_socket: p, .. },
            Command::Rts { my_socket: b, your_socket: q, .. },
        ) => p == q && is_mine(a, b),
        (
            Command::Str { my_socket: a, your_socket: p, byte_size: s },
            Command::Str { my_socket: b, your_socket: q, byte_size: t },
        ) => p == q && s == t && is_mine(a, b),
        (Command::Cls { my_socket: a, your_socket: p }, Command::Cls { my_socket: b, your_socket: q }) => {
            p == q && is_mine(a, b)
        }
        (Command::Err(a), Command::Err(b)) => a.code == b.code,
        (recorded, ours) => recorded == ours,
    }
}

#[test]
fn our_finger_server_says_what_the_daemon_said_in_the_place_of_host_2() {
    let mut session = Retelling::of(2, 3, &["finger"]);
    session.play("finger");
    session.assert_closed();
}

#[test]
fn our_finger_program_says_what_the_daemons_said_in_the_place_of_host_3() {
    let mut session = Retelling::of(3, 2, &[]);
    let job = session.start("finger", &["THOMAS@PEER"]);
    session.play("finger");
    assert_eq!(session.net.finish(job), JobStatus::Done);
    assert!(session.net.terminal(job).contains("Sample response from Finger server."));
    session.assert_closed();
}

#[test]
fn an_rfc_for_a_socket_where_nobody_listens_is_refused_as_the_daemon_refused_it() {
    let mut session = Retelling::of(2, 3, &[]);
    session.play("rfc-refused");
    session.assert_closed();
}

#[test]
fn our_user_takes_the_daemons_refusal_as_the_daemons_user_did() {
    let mut session = Retelling::of(3, 2, &[]);
    let job = session.start("finger", &["THOMAS@PEER"]);
    session.play("rfc-refused");
    assert!(matches!(session.net.finish(job), JobStatus::Failed { .. }));
    session.assert_closed();
}

#[test]
fn an_echo_request_is_answered_as_the_daemon_answered_it() {
    let mut session = Retelling::of(3, 2, &[]);
    session.play("ping");
    session.assert_closed();
}

/// Good and bad messages, one after the other, as a script in the IMP's place sent them to the daemon: whatever comes,
/// every ECO that NIC 8246 p. 17 allows is answered, the last one too.
#[test]
fn whatever_the_scripted_imp_says_the_last_echo_request_is_answered() {
    let said = messages("scripted-imp", "imp>host");
    let host = HostAddress::from_octet(said.first().expect("there are messages").0);
    let mut net = PerfectSubnet::new();
    net.attach(tenex(host, &["finger"]));
    let mut last = None;
    for (_, bits) in &said {
        net.input(host, HostInput::FromImp(bits.clone()));
        net.run_for(SECOND / 2);
        if let Ok(message) = Message::parse(bits)
            && let Some(Ok(Command::Eco { data })) = Commands::new(message.text().octets()).next()
            && message.header().leader.link == 0
        {
            last = Some((message.header().leader.address, data));
        }
    }
    let (peer, data) = last.expect("the script asks");
    let answers = net.commands(host, peer);
    let answered = answers.iter().rev().find(|said| matches!(said, Command::Erp { .. }));
    assert_eq!(answered, Some(&Command::Erp { data }), "{}", net.told());
}
