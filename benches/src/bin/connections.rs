//! As many connections as wanted, open at the same time: `cargo run --release -p arpanet-benches --bin connections -- 1000000`
//!
//! The NCPs of the 252 hosts that the addresses of 1973 allow, joined by a subnet that does nothing but deliver and answer
//! with RFNMs: what is measured is the host-host protocol's state. Each pair of hosts has up to seventy connections each way, one for each link
//! of NIC 8246 p. 20. Each is opened by a listen and an RFC, with the allocation that the receiver hands out; when all are
//! open, a message passes over every thousandth.

use std::collections::VecDeque;
use std::process::ExitCode;
use std::time::Instant;

use arpanet_benches::resident;
use arpanet_ncp::{Allowance, ConnectionId, Event, Input, Ncp, Output, Profile, SocketName};
use arpanet_scenario::Time;
use arpanet_scenario::wire::{Bits, HostAddress, HostToImp, ImpNumber, ImpToHost, Leader};

const IMPS: usize = 63;
const HOSTS: usize = IMPS * 4;
/// Connections from one host to another at a time: links 2 to 71.
const LINKS: usize = 70;
const MOST: usize = HOSTS * (HOSTS - 1) * LINKS;
/// Over each of so many connections one message passes in the end.
const SAMPLE: usize = 1_000;
/// What the messages say.
const TEXT: &[u8] = b"HERE I AM";

fn main() -> ExitCode {
    let wanted = std::env::args().nth(1).unwrap_or_else(|| String::from("1000000")).parse::<usize>();
    let Some(wanted) = wanted.ok().filter(|wanted| (1..=MOST).contains(wanted)) else {
        eprintln!("connections [COUNT], 1 to {MOST}");
        return ExitCode::from(2);
    };
    let mut net = Net::new();
    let (before, began) = (resident::now(), Instant::now());
    let connections: Vec<Connection> = (0..wanted).map(|nth| net.open(nth)).collect();
    let took = began.elapsed().as_secs_f64();
    assert_eq!(net.opened, 2 * wanted as u64, "both ends of each are told that it is open");
    let held = resident::now() - before;
    let table: usize = net.ncps.iter().map(|ncp| ncp.status().count()).sum();
    assert_eq!(table, 2 * wanted, "both ends of each stand in a table");
    println!(
        "{wanted} connections among {HOSTS} hosts opened in {took:.1} s, {:.0} a second",
        wanted as f64 / took
    );
    println!("{} octets each, both ends; {:.2} GB in all", held / wanted as u64, held as f64 / 1e9);
    let sample = connections.iter().step_by(SAMPLE);
    let count = sample.clone().map(|connection| net.pass(connection)).count();
    println!("a message of {} octets has passed over {count} of them", TEXT.len());
    println!("{:.2} GB resident at most", resident::peak() as f64 / 1e9);
    ExitCode::SUCCESS
}

/// A connection: which host sends, which receives, and what both call it.
struct Connection {
    from: usize,
    to: usize,
    id: ConnectionId,
}

/// All NCPs, and the messages on their way.
struct Net {
    ncps: Vec<Ncp>,
    under_way: VecDeque<(usize, Bits)>,
    outputs: Vec<Output>,
    opened: u64,
    arrived: Vec<(ConnectionId, Bits)>,
}

impl Net {
    fn new() -> Net {
        let profile = Profile { max_connections: u16::MAX, ..Profile::REFERENCE };
        Net {
            ncps: (0..HOSTS).map(|host| Ncp::new(profile, address(host))).collect(),
            under_way: VecDeque::new(),
            outputs: Vec::new(),
            opened: 0,
            arrived: Vec::new(),
        }
    }

    /// Opens the nth: each ordered pair of hosts in turn. Receiving sockets are even, sending ones odd.
    fn open(&mut self, nth: usize) -> Connection {
        let (pair, round) = (nth % (HOSTS * (HOSTS - 1)), nth / (HOSTS * (HOSTS - 1)));
        let (from, apart) = (pair % HOSTS, pair / HOSTS + 1);
        let to = (from + apart) % HOSTS;
        let id = ConnectionId(nth as u32);
        let local = |gender: u32| 2 * (round * HOSTS + apart) as u32 + gender;
        let (receives, sends) = (local(0), local(1));
        let allowance = Allowance::ByProfile;
        let listen = Input::Listen { id, local: receives, byte_size: 0, host: None, socket: None, allowance };
        self.handle(to, listen);
        let foreign = SocketName { host: address(to), number: receives };
        self.handle(from, Input::Init { id, local: sends, foreign, byte_size: 8, allowance });
        Connection { from, to, id }
    }

    /// Sends a message over a connection, and takes it at the other end.
    fn pass(&mut self, connection: &Connection) {
        let &Connection { from, to, id } = connection;
        let data = Bits::from_octets(TEXT);
        self.handle(from, Input::Send { id, data: data.clone() });
        self.handle(to, Input::Receive { id, max_bits: data.length_bits() });
        assert_eq!(self.arrived.pop(), Some((id, data)), "the message has passed");
    }

    /// Hands a host an input, and plays until nothing is under way.
    fn handle(&mut self, host: usize, input: Input) {
        self.give(host, input);
        while let Some((to, message)) = self.under_way.pop_front() {
            self.give(to, Input::FromImp(message));
        }
    }

    fn give(&mut self, host: usize, input: Input) {
        let mut outputs = std::mem::take(&mut self.outputs);
        self.ncps[host].handle(Time::ZERO, input, &mut outputs);
        for output in outputs.drain(..) {
            match output {
                Output::ToImp(message) => self.carry(host, &message),
                Output::Event { event: Event::Opened { .. }, .. } => self.opened += 1,
                Output::Event { id, event: Event::Data(data) } => self.arrived.push((id, data)),
                Output::Event { event: Event::Room, .. } | Output::Host(_) | Output::Note(_) => {}
                Output::Event { id, event } => panic!("{id:?}: {event:?}"),
            }
        }
        self.outputs = outputs;
    }

    /// The subnet: the message to its destination, the RFNM back.
    fn carry(&mut self, from: usize, message: &Bits) {
        let leader = Leader::parse(message).expect("an NCP sends leaders");
        if leader.host_to_imp() != HostToImp::Regular {
            return;
        }
        let mut arrives = emitted(Leader { address: address(from), ..leader });
        arrives.extend(&message.slice(Leader::LENGTH_BITS, message.length_bits()));
        arrives.push(1, 1);
        let rest = arrives.length_bits().next_multiple_of(16) - arrives.length_bits();
        arrives.push(0, rest as u32);
        self.under_way.push_back((index(leader.address), arrives));
        let rfnm = Leader::from_imp(ImpToHost::Rfnm, leader.address, leader.link);
        self.under_way.push_back((from, emitted(Leader { message_id: leader.message_id, ..rfnm })));
    }
}

fn emitted(leader: Leader) -> Bits {
    leader.emit().expect("the address is one of 1973")
}

/// Host 0 of IMP 1 is the first.
fn address(host: usize) -> HostAddress {
    HostAddress { imp: ImpNumber((host % IMPS) as u16 + 1), host: (host / IMPS) as u8 }
}

fn index(address: HostAddress) -> usize {
    usize::from(address.host) * IMPS + usize::from(address.imp.0) - 1
}
