//! Connections as the commands on the cables show them, each seen from outside, once.

mod forgetting;

use std::collections::BTreeMap;

use arpanet_kernel::Time;
use arpanet_wire::HostAddress;

use super::fact::On;
use crate::file::ConnectionClass;

/// A socket of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Socket {
    /// The host.
    pub host: HostAddress,
    /// The number; even receives, odd sends.
    pub number: u32,
}

/// A connection, from its first request to its last CLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The send socket.
    pub sender: Socket,
    /// The receive socket.
    pub receiver: Socket,
    /// The link, once an RTS has named it.
    pub link: Option<u8>,
    /// The byte size, once an STR has named it.
    pub byte_size: Option<u8>,
    /// How far it has come.
    pub state: State,
    /// Data messages sent.
    pub messages: u64,
    /// Bits of text sent.
    pub bits: u64,
    /// When the first request was sent.
    pub asked_at: Time,
}

/// How far a connection has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// One side has asked.
    Asked,
    /// Both have asked.
    Open,
    /// It was open, and one side has sent CLS.
    Closing(Side),
    /// It was open, and both have sent CLS, or a reset has ended it.
    Closed,
    /// One side had asked, and the first CLS has been sent.
    Refusing(Side),
    /// One side had asked, and both have sent CLS, or a reset has ended it.
    Refused,
}

/// One end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The end that sends data.
    Sender,
    /// The end that receives data.
    Receiver,
}

/// The protocol that a well-known socket leads to (RFC 433, RFC 503).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// Socket 1, and 23 for the TELNET of May 1973 (RFC 593 p. 1).
    Telnet,
    /// Socket 3, and 21 for the protocol of August 1973 (RFC 593).
    Ftp,
    /// Any other, by its socket.
    Other(u32),
}

impl Service {
    /// The service of a well-known socket.
    pub const fn of(socket: u32) -> Service {
        match socket {
            1 | 23 => Service::Telnet,
            3 | 21 => Service::Ftp,
            other => Service::Other(other),
        }
    }

    /// Its name, as RFC 433, RFC 503 and RFC 742 have it.
    pub const fn name(self) -> &'static str {
        match self {
            Service::Telnet => "TELNET",
            Service::Ftp => "FTP",
            Service::Other(5) => "remote job entry",
            Service::Other(7) => "echo",
            Service::Other(9) => "discard",
            Service::Other(11) => "who is on",
            Service::Other(13) => "date and time",
            Service::Other(15) => "who is up",
            Service::Other(19) => "character generator",
            Service::Other(79) => "finger",
            Service::Other(_) => "a service of its own",
        }
    }
}

/// The highest well-known socket (RFC 433).
const HIGHEST_WELL_KNOWN: u32 = 255;

/// An initial connection: from the user's socket U to the server's well-known socket L.
#[derive(Clone, Copy, Debug)]
struct Initial {
    user: Socket,
    server: Socket,
    /// S, once the server has sent it.
    handed_out: Option<u32>,
}

/// All connections that have been asked for.
#[derive(Clone, Debug, Default)]
pub struct Connections {
    /// By number, in the order in which they were asked for.
    all: BTreeMap<usize, Connection>,
    /// How many have been asked for.
    asked: usize,
    /// By sender, receiver and link: the latest connection that uses it.
    links: BTreeMap<(HostAddress, HostAddress, u8), usize>,
    initial: Vec<Initial>,
}

impl Connections {
    /// Those that are kept, by number, in the order in which they were asked for.
    pub fn all(&self) -> &BTreeMap<usize, Connection> {
        &self.all
    }

    /// One of them; `None` when it is over and forgotten.
    pub fn get(&self, connection: usize) -> Option<&Connection> {
        self.all.get(&connection)
    }

    /// What a connection is for.
    pub fn class(&self, connection: usize) -> ConnectionClass {
        let Connection { sender, receiver, .. } = &self.all[&connection];
        if sender.number <= HIGHEST_WELL_KNOWN || receiver.number <= HIGHEST_WELL_KNOWN {
            ConnectionClass::Icp
        } else if self.initial_of(*sender, *receiver).is_some() {
            ConnectionClass::Control
        } else {
            ConnectionClass::Data
        }
    }

    /// The latest initial connection that led to this pair of sockets: S and U+3, or U+2 and S+1.
    fn initial_of(&self, sender: Socket, receiver: Socket) -> Option<&Initial> {
        self.initial_at(sender, receiver).map(|at| &self.initial[at])
    }

    fn initial_at(&self, sender: Socket, receiver: Socket) -> Option<usize> {
        self.initial.iter().rposition(|initial| {
            let user_sends = sender.host == initial.user.host && receiver.host == initial.server.host;
            let user_receives = receiver.host == initial.user.host && sender.host == initial.server.host;
            let after = |number: u32| initial.user.number.wrapping_add(number);
            let by_user =
                user_sends && sender.number == after(3) || user_receives && receiver.number == after(2);
            let by_server = initial.handed_out.is_some_and(|s| {
                user_sends && receiver.number == s || user_receives && sender.number == s.wrapping_add(1)
            });
            by_user || by_server
        })
    }

    /// The connection, as facts name it.
    pub fn on(&self, connection: usize) -> On {
        let Connection { sender, receiver, .. } = &self.all[&connection];
        let service = match self.class(connection) {
            ConnectionClass::Icp => Some(Service::of(sender.number.min(receiver.number))),
            ConnectionClass::Control => {
                self.initial_of(*sender, *receiver).map(|initial| Service::of(initial.server.number))
            }
            ConnectionClass::Data => None,
        };
        On {
            connection,
            class: self.class(connection),
            send_socket: sender.number,
            receive_socket: receiver.number,
            service,
        }
    }

    /// The connection that a link between two hosts carries.
    pub fn on_link(&self, sender: HostAddress, receiver: HostAddress, link: u8) -> Option<usize> {
        self.links.get(&(sender, receiver, link)).copied()
    }

    /// The latest connection between two sockets.
    pub fn between(&self, sender: Socket, receiver: Socket) -> Option<usize> {
        let mut latest_first = self.all.iter().rev();
        let found = latest_first.find(|(_, known)| known.sender == sender && known.receiver == receiver);
        found.map(|(number, _)| *number)
    }

    /// An RTS has been sent: `receiver` asks.
    pub(super) fn on_rts(&mut self, now: Time, sender: Socket, receiver: Socket, link: u8) -> usize {
        let connection = self.on_request(now, sender, receiver, Side::Receiver);
        self.at(connection).link = Some(link);
        self.links.insert((sender.host, receiver.host, link), connection);
        if sender.number <= HIGHEST_WELL_KNOWN {
            self.initial.push(Initial { user: receiver, server: sender, handed_out: None });
        }
        connection
    }

    /// An STR has been sent: `sender` asks.
    pub(super) fn on_str(&mut self, now: Time, sender: Socket, receiver: Socket, byte_size: u8) -> usize {
        let connection = self.on_request(now, sender, receiver, Side::Sender);
        self.at(connection).byte_size = Some(byte_size);
        connection
    }

    fn at(&mut self, connection: usize) -> &mut Connection {
        self.all.get_mut(&connection).expect("what has just been found is kept")
    }

    fn on_request(&mut self, now: Time, sender: Socket, receiver: Socket, by: Side) -> usize {
        let known = self.between(sender, receiver).filter(|known| self.all[known].state == State::Asked);
        let Some(known) = known else {
            let asked = Connection {
                sender,
                receiver,
                link: None,
                byte_size: None,
                state: State::Asked,
                messages: 0,
                bits: 0,
                asked_at: now,
            };
            let number = self.asked;
            self.asked += 1;
            self.all.insert(number, asked);
            return number;
        };
        let other_has_asked = match by {
            Side::Sender => self.all[&known].link.is_some(),
            Side::Receiver => self.all[&known].byte_size.is_some(),
        };
        if other_has_asked {
            self.at(known).state = State::Open;
        }
        known
    }

    /// A CLS has been sent by one side.
    pub(super) fn on_cls(&mut self, sender: Socket, receiver: Socket, by: Side) -> Option<usize> {
        let known = self.between(sender, receiver)?;
        let state = &mut self.at(known).state;
        *state = match *state {
            State::Asked => State::Refusing(by),
            State::Open => State::Closing(by),
            State::Closing(side) if side != by => State::Closed,
            State::Refusing(side) if side != by => State::Refused,
            unchanged => unchanged,
        };
        Some(known)
    }

    /// An RST has been sent: all between the two hosts is over.
    pub(super) fn on_rst(&mut self, a: HostAddress, b: HostAddress) {
        for known in self.all.values_mut() {
            let hosts = (known.sender.host, known.receiver.host);
            if hosts == (a, b) || hosts == (b, a) {
                known.state = match known.state {
                    State::Asked | State::Refusing(_) | State::Refused => State::Refused,
                    State::Open | State::Closing(_) | State::Closed => State::Closed,
                };
            }
        }
    }

    /// A data message has been sent.
    pub(super) fn on_data(&mut self, connection: usize, bits: u64) {
        let known = self.at(connection);
        known.messages += 1;
        known.bits += bits;
    }

    /// The server of an initial connection has sent S.
    pub(super) fn on_handed_out(&mut self, connection: usize, s: u32) {
        let Connection { sender, receiver, .. } = self.all[&connection];
        let initial = self.initial.iter_mut().rev();
        if let Some(initial) = initial.into_iter().find(|one| one.user == receiver && one.server == sender) {
            initial.handed_out = Some(s);
        }
    }
}

impl Connection {
    /// Both sides have asked for it.
    pub fn was_opened(&self) -> bool {
        matches!(self.state, State::Open | State::Closing(_) | State::Closed)
    }

    /// It was asked for and not opened.
    pub fn was_refused(&self) -> bool {
        !self.was_opened()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: u8 = 70;
    const SERVER: u8 = 69;

    fn socket(host: u8, number: u32) -> Socket {
        Socket { host: HostAddress::from_octet(host), number }
    }

    /// The worked example of the initial connection to FTP: U = 0x12300, S = 0x45600 (RFC 165 with numbers put in).
    #[test]
    fn the_connections_of_an_initial_connection_are_told_apart() {
        let mut seen = Connections::default();
        let (u, s) = (0x12300, 0x45600);
        let icp = seen.on_rts(Time::ZERO, socket(SERVER, 3), socket(USER, u), 2);
        // The server may ask for S and S+1 before it has told them: the user's sockets give them away.
        let early = seen.on_rts(Time::ZERO, socket(USER, u + 3), socket(SERVER, s), 2);
        assert_eq!(seen.class(early), ConnectionClass::Control);
        assert_eq!(seen.on_str(Time::ZERO, socket(SERVER, 3), socket(USER, u), 32), icp);
        seen.on_handed_out(icp, s);
        seen.on_cls(socket(SERVER, 3), socket(USER, u), Side::Sender);
        seen.on_cls(socket(SERVER, 3), socket(USER, u), Side::Receiver);
        assert_eq!((seen.class(icp), seen.all()[&icp].state), (ConnectionClass::Icp, State::Closed));
        let answers = seen.on_str(Time::ZERO, socket(SERVER, s + 1), socket(USER, u + 2), 8);
        assert_eq!(seen.on(answers).service, Some(Service::Ftp));
        let data = seen.on_str(Time::ZERO, socket(SERVER, s + 3), socket(USER, u + 4), 8);
        assert_eq!((seen.class(data), seen.on(data).service), (ConnectionClass::Data, None));
    }

    #[test]
    fn a_request_that_meets_cls_is_refused_and_the_next_is_another() {
        let mut seen = Connections::default();
        let (sender, receiver) = (socket(1, 1001), socket(2, 1000));
        let first = seen.on_str(Time::ZERO, sender, receiver, 8);
        seen.on_cls(sender, receiver, Side::Receiver);
        seen.on_cls(sender, receiver, Side::Sender);
        let second = seen.on_str(Time::ZERO, sender, receiver, 8);
        seen.on_rts(Time::ZERO, sender, receiver, 5);
        assert_ne!(first, second);
        assert_eq!((seen.all()[&first].state, seen.all()[&second].state), (State::Refused, State::Open));
        assert_eq!(seen.on_link(sender.host, receiver.host, 5), Some(second));
    }

    #[test]
    fn a_reset_ends_everything_between_two_hosts_and_nothing_else() {
        let mut seen = Connections::default();
        let (a, b, c) = (socket(1, 1001), socket(2, 1000), socket(3, 1000));
        for receiver in [b, c] {
            seen.on_str(Time::ZERO, a, receiver, 8);
            seen.on_rts(Time::ZERO, a, receiver, 5);
        }
        seen.on_rst(b.host, a.host);
        assert_eq!([seen.all()[&0].state, seen.all()[&1].state], [State::Closed, State::Open]);
    }
}
