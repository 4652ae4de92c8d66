//! The machine: its tables, and the hub that hands each input to its handler.

use std::collections::{BTreeMap, BTreeSet};

use arpanet_kernel::Time;
use arpanet_wire::{HostAddress, ImpNumber};
use litemap::LiteMap;
use smallvec::SmallVec;

use crate::connection::{Connection, State};
use crate::host::{Contact, ForeignHost};
use crate::interface::Interface;
use crate::rfc::Listen;
use crate::stream::Stream;
use crate::{
    CloseReason, ConnectionId, Counters, Event, HostEvent, Input, Misuse, Note, OpenFailure, Output, Pair,
    Profile, SocketName, StateName,
};

/// One host's Network Control Program.
#[derive(Clone, Debug, PartialEq)]
pub struct Ncp {
    pub(crate) profile: Profile,
    pub(crate) address: HostAddress,
    pub(crate) interface: Interface,
    pub(crate) hosts: LiteMap<HostAddress, ForeignHost>,
    pub(crate) connections: BTreeMap<Pair, Connection>,
    pub(crate) listens: BTreeMap<u32, Listen>,
    pub(crate) held: BTreeSet<u32>,
    pub(crate) ids: LiteMap<ConnectionId, Named>,
    /// Entries of `connections` that a process of ours has to do with.
    pub(crate) own_connections: u16,
    /// RFCs that have come, for the order of the queue.
    pub(crate) arrivals: u64,
    /// The host has come up since the run began, rather than been up for long: other hosts may not know yet.
    pub(crate) has_come_up: bool,
    /// No timer ends before this.
    pub(crate) wake: Option<Time>,
    pub(crate) counters: Counters,
}

/// What an identifier names.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Named {
    Connection(Pair),
    Listen(u32),
    /// A connection that has ended; its data has not been taken yet.
    Remains(Box<Remains>),
}

/// Data that outlives its connection.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Remains {
    pub arrived: Stream,
    pub byte_size: u8,
    pub why: CloseReason,
}

/// One input and the outputs it leads to.
pub(crate) struct Turn<'a> {
    pub ncp: &'a mut Ncp,
    pub now: Time,
    pub out: &'a mut Vec<Output>,
    /// IMPs to which something may go now, the lowest number last.
    dirty: SmallVec<[ImpNumber; 4]>,
    /// Local sockets that have become free.
    pub freed: SmallVec<[u32; 4]>,
}

/// An RFC that waits for a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueuedRfc {
    /// Who asks for what.
    pub pair: Pair,
    /// The STR's byte size or the RTS's link.
    pub terms: u8,
}

/// One line of the table of connections, for operators and tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionStatus {
    /// The two sockets.
    pub pair: Pair,
    /// The process's name for it.
    pub id: Option<ConnectionId>,
    /// Where it stands.
    pub state: StateName,
    /// Its link, if it has one.
    pub link: Option<u8>,
    /// Its byte size, once it is open.
    pub byte_size: Option<u8>,
    /// The message counter, or its mirror.
    pub messages: u16,
    /// The bit counter, or its mirror.
    pub bits: u32,
    /// Data that waits: to be sent, or to be taken by the process.
    pub buffered_bits: usize,
}

impl Ncp {
    /// An NCP that has been up for long and knows nobody.
    pub fn new(profile: Profile, address: HostAddress) -> Ncp {
        Ncp {
            profile,
            address,
            interface: Interface::default(),
            hosts: LiteMap::new_vec(),
            connections: BTreeMap::new(),
            listens: BTreeMap::new(),
            held: BTreeSet::new(),
            ids: LiteMap::new_vec(),
            own_connections: 0,
            arrivals: 0,
            has_come_up: false,
            wake: None,
            counters: Counters::default(),
        }
    }

    /// The host's own address.
    pub const fn address(&self) -> HostAddress {
        self.address
    }

    /// The choices of this NCP.
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// What has been counted since the NCP came up.
    pub const fn counters(&self) -> &Counters {
        &self.counters
    }

    /// When the NCP wants [`Input::Wake`] next. It may be early: nothing is due before it.
    pub const fn next_wake(&self) -> Option<Time> {
        self.wake
    }

    /// True when nothing is in transit, no command or data can be sent, and no RFC or CLS waits for its answer:
    /// without an input from outside, nothing will happen but housekeeping.
    pub fn is_quiet(&self) -> bool {
        let is_idle = |connection: &Connection| match &connection.state {
            State::Sending(sender) => {
                sender.unsent.is_empty() || sender.space.bytes_allowed(sender.byte_size) == 0
            }
            State::Receiving(_) => true,
            _ => false,
        };
        self.interface.is_quiet()
            && self.hosts.values().all(ForeignHost::is_quiet)
            && self.connections.values().all(is_idle)
    }

    /// True when a connection or a listen may use the local socket: it is in none that is open, asked for, listened to or
    /// waiting for its CLS. NIC 8246 p. 12.
    pub fn is_free(&self, local: u32) -> bool {
        !self.listens.contains_key(&local) && !self.is_occupied(local)
    }

    /// How many bits a [`Input::Send`] may bring now; 0 when the connection is not open for sending.
    pub fn room_bits(&self, id: ConnectionId) -> usize {
        match self.connection(id).map(|connection| &connection.state) {
            Some(State::Sending(sender)) => {
                (self.profile.send_buffer_bits as usize).saturating_sub(sender.unsent.length_bits())
            }
            _ => 0,
        }
    }

    /// The RFCs that wait at a local socket, in the order of their coming. HH-077.
    pub fn queued(&self, local: u32) -> Vec<QueuedRfc> {
        let mut waiting: Vec<(u64, QueuedRfc)> = self
            .connections
            .range(pairs_of(local))
            .filter_map(|(pair, connection)| match connection.state {
                State::Queued { terms, order } => Some((order, QueuedRfc { pair: *pair, terms })),
                _ => None,
            })
            .collect();
        waiting.sort_by_key(|(order, _)| *order);
        waiting.into_iter().map(|(_, rfc)| rfc).collect()
    }

    /// The table of connections.
    pub fn status(&self) -> impl Iterator<Item = ConnectionStatus> + '_ {
        self.connections.iter().map(|(pair, connection)| {
            let (byte_size, space, buffered_bits) = match &connection.state {
                State::Sending(sender) | State::Draining(sender) => {
                    (Some(sender.byte_size), sender.space, sender.unsent.length_bits())
                }
                State::Receiving(receiver) => {
                    (Some(receiver.byte_size), receiver.granted, receiver.arrived.length_bits())
                }
                _ => Default::default(),
            };
            ConnectionStatus {
                pair: *pair,
                id: connection.id,
                state: connection.state.name(),
                link: connection.state.link(),
                byte_size,
                messages: space.messages,
                bits: space.bits,
                buffered_bits,
            }
        })
    }

    /// Whether a foreign host is up, as far as its messages and the IMP have told; `None` when there was no occasion to
    /// find out.
    pub fn is_up(&self, host: HostAddress) -> Option<bool> {
        match self.hosts.get(&host)?.contact {
            Contact::Current => Some(true),
            Contact::Dead => Some(false),
            Contact::New | Contact::Resetting(_) => None,
        }
    }

    /// Takes one input at the time `now`, which never decreases, and adds what comes of it to `out`.
    pub fn handle(&mut self, now: Time, input: Input, out: &mut Vec<Output>) {
        let mut turn = Turn { ncp: self, now, out, dirty: SmallVec::new(), freed: SmallVec::new() };
        turn.dispatch(input);
        loop {
            turn.serve_freed_sockets();
            turn.pump();
            if turn.freed.is_empty() {
                break;
            }
        }
    }

    pub(crate) fn is_occupied(&self, local: u32) -> bool {
        self.connections.range(pairs_of(local)).any(|(_, connection)| connection.state.occupies())
    }

    pub(crate) fn connection(&self, id: ConnectionId) -> Option<&Connection> {
        match self.ids.get(&id)? {
            Named::Connection(pair) => self.connections.get(pair),
            _ => None,
        }
    }

    pub(crate) fn host(&mut self, address: HostAddress) -> &mut ForeignHost {
        let has_come_up = self.has_come_up;
        self.hosts.entry(address).or_insert_with(|| ForeignHost::met(has_come_up))
    }

    /// All foreign hosts of an IMP.
    pub(crate) fn hosts_at(&self, imp: ImpNumber) -> impl Iterator<Item = &(HostAddress, ForeignHost)> {
        let hosts = self.hosts.as_slice();
        let first = hosts.partition_point(|(address, _)| address.imp < imp);
        hosts[first..].iter().take_while(move |(address, _)| address.imp == imp)
    }

    /// Notes that a timer ends at `at`.
    pub(crate) fn wake_by(&mut self, at: Time) {
        self.wake = Some(self.wake.map_or(at, |wake| wake.min(at)));
    }
}

/// All pairs with this local socket.
pub(crate) fn pairs_of(local: u32) -> std::ops::RangeInclusive<Pair> {
    let socket = |imp, host, number| SocketName { host: HostAddress { imp: ImpNumber(imp), host }, number };
    Pair { local, foreign: socket(0, 0, 0) }..=Pair { local, foreign: socket(u16::MAX, u8::MAX, u32::MAX) }
}

impl Turn<'_> {
    fn dispatch(&mut self, input: Input) {
        match input {
            Input::Wake => self.on_wake(),
            Input::FromImp(message) => self.on_message(&message),
            Input::ImpReady(ready) => self.on_imp_ready(ready),
            Input::Start => self.start(),
            Input::Stop => self.stop(),
            Input::Init { id, local, foreign, byte_size, allowance } => {
                self.init(id, Pair { local, foreign }, byte_size, allowance);
            }
            Input::Listen { id, local, byte_size, host, socket, allowance } => {
                self.listen(local, Listen { id, byte_size, host, socket, allowance });
            }
            Input::Send { id, data } => self.send(id, &data),
            Input::Receive { id, max_bits } => self.receive(id, max_bits),
            Input::Close { id } => self.close(id, false),
            Input::Abort { id } => self.close(id, true),
            Input::Interrupt { id } => self.interrupt(id),
            Input::GiveBack { id, messages, bits } => self.give_back(id, messages, bits),
            Input::Resynchronise { id } => self.resynchronise(id),
            Input::Hold { local } => {
                self.ncp.held.insert(local);
            }
            Input::Release { local } => self.release(local),
            Input::Refuse { local, foreign } => self.refuse_queued(Pair { local, foreign }),
            Input::Echo { id, host, data } => self.echo(id, host, data),
            Input::Reset { host } => self.reset(host),
        }
    }

    // What every handler needs.

    pub fn tell(&mut self, id: ConnectionId, event: Event) {
        self.out.push(Output::Event { id, event });
    }

    pub fn misused(&mut self, id: ConnectionId, misuse: Misuse) {
        self.tell(id, Event::Misused(misuse));
    }

    pub fn tell_host(&mut self, event: HostEvent) {
        self.out.push(Output::Host(event));
    }

    /// A request of a process of our own came to nothing.
    pub fn fail_request(&mut self, id: ConnectionId, pair: Pair, why: OpenFailure) {
        self.note(Note::OpenFailed(pair, why));
        self.tell(id, Event::OpenFailed(why));
    }

    pub fn note(&mut self, note: Note) {
        self.out.push(Output::Note(note));
    }

    /// Something may go to the IMP now.
    pub fn touch_imp(&mut self, imp: ImpNumber) {
        let place = self.dirty.partition_point(|other| *other > imp);
        if self.dirty.get(place) != Some(&imp) {
            self.dirty.insert(place, imp);
        }
    }

    /// The lowest IMP to which something may go.
    pub fn take_touched(&mut self) -> Option<ImpNumber> {
        self.dirty.pop()
    }

    /// The instant `ns` from now, which the next wake-up will not miss.
    pub fn deadline(&mut self, ns: u64) -> Time {
        let at = self.now.after_ns(ns);
        self.ncp.wake_by(at);
        at
    }

    /// The pair that an identifier names. A process that names nothing, or a listen, is told.
    pub fn pair_of(&mut self, id: ConnectionId) -> Option<Pair> {
        let misuse = match self.ncp.ids.get(&id) {
            Some(Named::Connection(pair)) => return Some(*pair),
            Some(_) => Misuse::NotOpen,
            None => Misuse::NoSuchConnection,
        };
        self.misused(id, misuse);
        None
    }

    /// Moves an entry to another state, or out of CLOSED: then it is made.
    pub fn become_state(&mut self, pair: Pair, next: State, deadline: Option<Time>) {
        let Some(connection) = self.ncp.connections.get_mut(&pair) else {
            self.ncp.connections.insert(pair, Connection { id: None, state: next, deadline });
            return;
        };
        let (from, to) = (connection.state.name(), next.name());
        debug_assert!(from.may_become(to), "{pair}: {from:?} may not become {to:?}");
        connection.state = next;
        connection.deadline = deadline;
        if from == StateName::Queued {
            self.ncp.host(pair.foreign.host).queued -= 1;
        }
    }

    /// Takes an entry out of the table: CLOSED. Its link and socket are free; a message of it that is in transit
    /// belongs to nobody.
    pub fn remove(&mut self, pair: Pair) -> Option<Connection> {
        let connection = self.ncp.connections.remove(&pair)?;
        let host = self.ncp.host(pair.foreign.host);
        if let Some(link) = connection.state.link() {
            host.links_mut(pair.gender()).remove(&link);
            host.withdraw(|command| command.speaks_of(link, pair.gender()));
        }
        match &connection.state {
            State::Queued { .. } => host.queued -= 1,
            State::ClsSent(closing) if !closing.occupies => host.refusals -= 1,
            _ => {}
        }
        host.in_transit.iter_mut().for_each(|message| message.disown(pair));
        if connection.state.occupies() {
            self.ncp.own_connections -= 1;
            self.freed.push(pair.local);
        }
        if let Some(id) = connection.id {
            self.ncp.ids.remove(&id);
        }
        Some(connection)
    }

    /// Lets listens take effect on sockets that have become free.
    fn serve_freed_sockets(&mut self) {
        while let Some(local) = self.freed.pop() {
            self.match_listen(local);
        }
    }
}
