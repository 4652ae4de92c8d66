//! Requests for connection: sent, matched, queued, refused. NIC 8246 p. 10-12.

use arpanet_wire::HostAddress;
use arpanet_wire::command::{Command, ErrorReport, Reason};

use crate::connection::{Closing, Connection, Receiver, Request, Sender, State};
use crate::ncp::{Named, Turn};
use crate::profile::{EarlyRfcs, RepeatedRfcs, UnacceptableRfcs};
use crate::{
    Allowance, CloseReason, ConnectionId, Event, Gender, HostEvent, Misuse, Note, OpenFailure, Pair,
    RefusedBecause, SocketName,
};

/// A process that waits for an RFC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Listen {
    pub id: ConnectionId,
    pub byte_size: u8,
    pub host: Option<HostAddress>,
    pub socket: Option<u32>,
    pub allowance: Allowance,
}

impl Listen {
    /// What the listen has against an RFC. HH-075, HH-081.
    fn objection(&self, pair: Pair, terms: u8) -> Option<RefusedBecause> {
        let SocketName { host, number } = pair.foreign;
        if self.host.is_some_and(|wanted| wanted != host)
            || self.socket.is_some_and(|wanted| wanted != number)
        {
            return Some(RefusedBecause::Filter);
        }
        let size_matters = pair.gender() == Gender::Receive && self.byte_size != 0;
        (size_matters && self.byte_size != terms).then_some(RefusedBecause::ByteSize)
    }
}

impl Turn<'_> {
    // What processes ask for.

    /// "The first option would allow a process to cause an RFC to be sent to a specified remote socket" (NIC 8246 p. 11).
    /// HH-064, HH-065, HH-076.
    pub fn init(&mut self, id: ConnectionId, pair: Pair, byte_size: u8, allowance: Allowance) {
        if let Some(misuse) = self.objection_to_init(id, pair, byte_size) {
            return self.misused(id, misuse);
        }
        if self.ncp.interface.is_down() {
            return self.fail_request(id, pair, OpenFailure::NetworkDown);
        }
        let request = Request { byte_size, link: None, allowance };
        match self.ncp.connections.get(&pair).map(|connection| &connection.state) {
            Some(State::Queued { terms, .. }) => {
                let terms = *terms;
                match self.objection_to_queued(pair, terms, byte_size) {
                    None => self.accept(id, pair, terms, request),
                    Some((why, failure)) => {
                        self.refuse(pair, why);
                        self.fail_request(id, pair, failure);
                    }
                }
            }
            _ => self.send_rfc(id, pair, request),
        }
    }

    fn objection_to_init(&self, id: ConnectionId, pair: Pair, byte_size: u8) -> Option<Misuse> {
        let is_refused_pair =
            matches!(self.ncp.connections.get(&pair), Some(Connection { state: State::ClsSent(_), .. }));
        if self.ncp.ids.contains_key(&id) {
            Some(Misuse::IdInUse)
        } else if !pair.is_mixed() {
            Some(Misuse::SameGender)
        } else if pair.foreign.host.to_octet().is_none() {
            Some(Misuse::Address)
        } else if pair.gender() == Gender::Send && byte_size == 0 {
            Some(Misuse::ByteSize)
        } else if !self.ncp.is_free(pair.local) || is_refused_pair {
            Some(Misuse::SocketInUse)
        } else if self.ncp.own_connections >= self.ncp.profile.max_connections {
            Some(Misuse::TableFull)
        } else if pair.gender() == Gender::Receive && !self.has_free_link(pair.foreign.host) {
            Some(Misuse::NoLink)
        } else {
            None
        }
    }

    /// What stands against a waiting RFC that a process asks for by name.
    fn objection_to_queued(
        &self,
        pair: Pair,
        terms: u8,
        byte_size: u8,
    ) -> Option<(RefusedBecause, OpenFailure)> {
        if self.is_link_conflict(pair, terms) {
            Some((RefusedBecause::LinkInUse, OpenFailure::Rejected))
        } else if pair.gender() == Gender::Receive && byte_size != 0 && byte_size != terms {
            Some((RefusedBecause::ByteSize, OpenFailure::ByteSize(terms)))
        } else {
            None
        }
    }

    fn send_rfc(&mut self, id: ConnectionId, pair: Pair, mut request: Request) {
        self.approach(pair.foreign.host);
        if pair.gender() == Gender::Receive {
            request.link = self.assign_link(pair);
        }
        let deadline = self.ncp.profile.rfc_limit_ns.map(|limit| self.deadline(limit));
        self.become_state(pair, State::RfcSent(request), deadline);
        if let Some(connection) = self.ncp.connections.get_mut(&pair) {
            connection.id = Some(id);
        }
        self.ncp.own_connections += 1;
        self.ncp.ids.insert(id, Named::Connection(pair));
        self.push_rfc(pair, request);
    }

    /// "The second option would allow a process to tell its own NCP to 'listen' for an RFC to a specified local socket
    /// from some remote socket" (NIC 8246 p. 11-12). HH-074, HH-075.
    pub fn listen(&mut self, local: u32, listen: Listen) {
        let misuse = if self.ncp.ids.contains_key(&listen.id) {
            Some(Misuse::IdInUse)
        } else if Gender::of(local) == Gender::Send && listen.byte_size == 0 {
            Some(Misuse::ByteSize)
        } else if self.ncp.listens.contains_key(&local) {
            Some(Misuse::SocketInUse)
        } else if listen.socket.is_some_and(|socket| (socket ^ local) & 1 == 0) {
            Some(Misuse::SameGender)
        } else {
            None
        };
        if let Some(misuse) = misuse {
            return self.misused(listen.id, misuse);
        }
        self.ncp.listens.insert(local, listen);
        self.ncp.ids.insert(listen.id, Named::Listen(local));
        self.match_listen(local);
    }

    /// Lets a listen have the first acceptable RFC that waits at its socket, if the socket is free. RFCs that the
    /// listen does not accept are refused, or left, by profile. LSTN-017.
    pub fn match_listen(&mut self, local: u32) {
        let Some(listen) = self.ncp.listens.get(&local).copied() else {
            return;
        };
        if self.ncp.is_occupied(local) {
            return;
        }
        let mut chosen = None;
        for waiting in self.ncp.queued(local) {
            let objection = listen.objection(waiting.pair, waiting.terms);
            match objection.or_else(|| self.link_objection(waiting.pair, waiting.terms)) {
                None => chosen = chosen.or(Some(waiting)),
                Some(why) if self.ncp.profile.unacceptable_rfcs == UnacceptableRfcs::Refuse => {
                    self.refuse(waiting.pair, why);
                }
                Some(_) => {}
            }
        }
        if let Some(rfc) = chosen {
            self.accept_for(listen, rfc.pair, rfc.terms);
        }
    }

    fn link_objection(&self, pair: Pair, terms: u8) -> Option<RefusedBecause> {
        self.is_link_conflict(pair, terms).then_some(RefusedBecause::LinkInUse)
    }

    /// No longer holds a socket; what waits there is refused. LSTN-048, LSTN-051.
    pub fn release(&mut self, local: u32) {
        if self.ncp.held.remove(&local) {
            for waiting in self.ncp.queued(local) {
                self.refuse(waiting.pair, RefusedBecause::Process);
            }
        }
    }

    /// The process decides "which, if any, to accept" (NIC 8246 p. 11), and this one it does not. HH-077.
    pub fn refuse_queued(&mut self, pair: Pair) {
        if let Some(Connection { state: State::Queued { .. }, .. }) = self.ncp.connections.get(&pair) {
            self.refuse(pair, RefusedBecause::Process);
        }
    }

    // What foreign hosts ask for.

    /// RTS: "sent from the Host containing the receive socket to the Host containing the send socket" (NIC 8246 p. 22).
    pub fn on_rts(
        &mut self,
        host: HostAddress,
        my_socket: u32,
        your_socket: u32,
        link: u8,
        command: &Command,
    ) {
        let pair = Pair { local: your_socket, foreign: SocketName { host, number: my_socket } };
        self.on_rfc(pair, link, command);
    }

    /// STR: "sent from the Host containing the send socket to the Host containing the receive socket" (NIC 8246 p. 22).
    pub fn on_str(
        &mut self,
        host: HostAddress,
        my_socket: u32,
        your_socket: u32,
        size: u8,
        command: &Command,
    ) {
        let pair = Pair { local: your_socket, foreign: SocketName { host, number: my_socket } };
        self.on_rfc(pair, size, command);
    }

    /// "An STR and an RTS match if the receive socket fields match and the send socket fields match" (NIC 8246 p. 10).
    /// HH-068, HH-069, HH-070.
    fn on_rfc(&mut self, pair: Pair, terms: u8, command: &Command) {
        let Some(connection) = self.ncp.connections.get_mut(&pair) else {
            return self.on_new_rfc(pair, terms, command);
        };
        match &mut connection.state {
            State::Queued { terms: queued, .. } => *queued = terms,
            State::RfcSent(request) => {
                let (id, request) = (connection.id, *request);
                self.on_match(pair, id, request, terms, command);
            }
            State::Sending(_) | State::Receiving(_) | State::Draining(_) => {
                self.on_repeated_rfc(pair, terms, command);
            }
            // "in either case it can discard the RFC since its socket is not yet free" (NIC 8246 p. 13, example 2).
            // HH-093, HH-101.
            State::ClsSent(_) => self.on_race(pair, terms),
            State::AckWait { .. } => self.note(Note::RaceDiscarded(pair)),
        }
    }

    /// An RFC has crossed our CLS. If it is the match that we no longer want, its sender thinks that the connection is open
    /// until it sees our CLS, and may allocate on its link: that is no error.
    fn on_race(&mut self, pair: Pair, terms: u8) {
        self.note(Note::RaceDiscarded(pair));
        if pair.gender() == Gender::Receive {
            return;
        }
        let Some(State::ClsSent(closing)) = self.ncp.connections.get_mut(&pair).map(|c| &mut c.state) else {
            return;
        };
        let links = &mut self.ncp.hosts.entry(pair.foreign.host).or_default().send_links;
        if closing.link.is_none() && !links.contains_key(&terms) {
            closing.link = Some(terms);
            links.insert(terms, pair);
        }
    }

    /// The answer to our RFC. "A connection is established when a matching pair of RFCs have been exchanged"
    /// (NIC 8246 p. 10). HH-069, HH-070, HH-082.
    fn on_match(
        &mut self,
        pair: Pair,
        id: Option<ConnectionId>,
        request: Request,
        terms: u8,
        command: &Command,
    ) {
        let failure = if self.is_link_conflict(pair, terms) {
            self.complain(pair.foreign.host, ErrorReport::bad_parameters(command));
            Some(OpenFailure::Rejected)
        } else if pair.gender() == Gender::Receive && request.byte_size != 0 && request.byte_size != terms {
            Some(OpenFailure::ByteSize(terms))
        } else {
            None
        };
        match (failure, id) {
            (None, Some(id)) => self.establish(pair, id, request, terms),
            (failure, _) => self.give_up_rfc(pair, failure.unwrap_or(OpenFailure::Rejected)),
        }
    }

    /// An RFC for a pair that no entry knows.
    fn on_new_rfc(&mut self, pair: Pair, terms: u8, command: &Command) {
        // "a unique link must be assigned to each connection to a given Host" (NIC 8246 p. 20). HH-089.
        if self.is_link_conflict(pair, terms) {
            self.complain(pair.foreign.host, ErrorReport::bad_parameters(command));
            return self.refuse(pair, RefusedBecause::LinkInUse);
        }
        let is_occupied = self.ncp.is_occupied(pair.local);
        let listen = self.ncp.listens.get(&pair.local).copied();
        let mut why = RefusedBecause::NobodyListens;
        if let (Some(listen), false) = (listen, is_occupied) {
            match listen.objection(pair, terms) {
                None => return self.accept_for(listen, pair, terms),
                Some(objection) if self.ncp.profile.unacceptable_rfcs == UnacceptableRfcs::Refuse => {
                    return self.refuse(pair, objection);
                }
                Some(objection) => why = objection,
            }
        }
        let is_held = self.ncp.held.contains(&pair.local);
        let may_wait =
            is_held || self.ncp.profile.early_rfcs == EarlyRfcs::Queue || listen.is_some() && is_occupied;
        if may_wait { self.queue(pair, terms, is_held) } else { self.refuse(pair, why) }
    }

    /// "A Host is permitted to queue incoming RFCs and withhold a response for an arbitrarily long time" (NIC 8246
    /// p. 11); but within bounds. HH-073, HH-077, HH-078, HH-084.
    fn queue(&mut self, pair: Pair, terms: u8, is_held: bool) {
        let at_socket = self.ncp.queued(pair.local).len();
        let from_host = self.ncp.host(pair.foreign.host).queued;
        let profile = &self.ncp.profile;
        if at_socket >= usize::from(profile.queue_per_socket) || from_host >= profile.queue_per_host {
            return self.refuse(pair, RefusedBecause::QueueFull);
        }
        let limit = profile.queue_limit_ns;
        let deadline = (!is_held).then(|| self.deadline(limit));
        let order = self.ncp.arrivals;
        self.ncp.arrivals += 1;
        self.become_state(pair, State::Queued { terms, order }, deadline);
        self.ncp.host(pair.foreign.host).queued += 1;
        self.note(Note::Queued(pair));
        if is_held {
            self.tell_host(HostEvent::Requested { local: pair.local, foreign: pair.foreign });
        }
    }

    /// The foreign host seems to have lost the connection. RFC 492 p. 7 wants ERR and no change, RFC 467 p. 7 a silent
    /// end and a new beginning: by profile. HH-085.
    fn on_repeated_rfc(&mut self, pair: Pair, terms: u8, command: &Command) {
        match self.ncp.profile.repeated_rfcs {
            RepeatedRfcs::Error => {
                let link = self.ncp.connections.get(&pair).and_then(|connection| connection.state.link());
                let report = ErrorReport::about_command(Reason::AlreadyOpen, link.unwrap_or(0), command);
                self.complain(pair.foreign.host, report);
            }
            RepeatedRfcs::Reopen => {
                self.end_silently(pair, CloseReason::HalfClosed);
                self.on_new_rfc(pair, terms, command);
            }
        }
    }

    /// Whether an RTS names a link on which the host receives from us already. NIC 8246 p. 20.
    fn is_link_conflict(&self, pair: Pair, terms: u8) -> bool {
        pair.gender() == Gender::Send
            && self
                .ncp
                .hosts
                .get(&pair.foreign.host)
                .and_then(|host| host.send_links.get(&terms))
                .is_some_and(|holder| *holder != pair)
    }

    // What becomes of them.

    fn accept_for(&mut self, listen: Listen, pair: Pair, terms: u8) {
        if self.ncp.own_connections >= self.ncp.profile.max_connections {
            return self.refuse(pair, RefusedBecause::QueueFull);
        }
        if pair.gender() == Gender::Receive && !self.has_free_link(pair.foreign.host) {
            return self.refuse(pair, RefusedBecause::NoLink);
        }
        self.ncp.listens.remove(&pair.local);
        let request = Request { byte_size: listen.byte_size, link: None, allowance: listen.allowance };
        self.accept(listen.id, pair, terms, request);
    }

    /// "to accept the RFC (i.e., return a matching RFC)" (NIC 8246 p. 12).
    fn accept(&mut self, id: ConnectionId, pair: Pair, terms: u8, mut request: Request) {
        if pair.gender() == Gender::Receive {
            request.link = self.assign_link(pair);
        }
        self.ncp.own_connections += 1;
        self.push_rfc(pair, request);
        self.establish(pair, id, request, terms);
    }

    /// Both RFCs have been exchanged. HH-069.
    fn establish(&mut self, pair: Pair, id: ConnectionId, request: Request, terms: u8) {
        let (state, byte_size) = match pair.gender() {
            Gender::Send => {
                // "all messages over the connection must be sent over the link specified" (NIC 8246 p. 10). HH-067.
                self.ncp.host(pair.foreign.host).send_links.insert(terms, pair);
                (State::Sending(Sender::new(terms, request.byte_size)), request.byte_size)
            }
            Gender::Receive => {
                let link = request.link.expect("a receiver assigns a link before it sends its RTS");
                (State::Receiving(Receiver::new(link, terms)), terms)
            }
        };
        self.become_state(pair, state, None);
        if let Some(connection) = self.ncp.connections.get_mut(&pair) {
            connection.id = Some(id);
        }
        self.ncp.ids.insert(id, Named::Connection(pair));
        self.ncp.counters.connections_opened += 1;
        self.note(Note::Opened(pair));
        self.tell(id, Event::Opened { foreign: pair.foreign, byte_size });
        self.grant_first(pair, request.allowance);
    }

    /// STR or RTS: what it says comes from the request. HH-064, HH-065, HH-066.
    fn push_rfc(&mut self, pair: Pair, request: Request) {
        let (my_socket, your_socket) = (pair.local, pair.foreign.number);
        let command = match request.link {
            Some(link) => Command::Rts { my_socket, your_socket, link },
            None => Command::Str { my_socket, your_socket, byte_size: request.byte_size },
        };
        self.push(pair.foreign.host, command);
    }

    /// "if a Host wishes to refuse a request for connection, it sends back a CLS instead of a matching RFC. The refusing
    /// Host then waits for the initiating Host to acknowledge the refusal by returning a CLS" (NIC 8246 p. 12). HH-080,
    /// HH-093. Refusals beyond the profile's bound are not remembered: no host can store "an unending stream of RFCs"
    /// (p. 13). HH-078.
    pub fn refuse(&mut self, pair: Pair, why: RefusedBecause) {
        self.note(Note::Refused(pair, why));
        self.ncp.counters.requests_refused += 1;
        let limit = self.ncp.profile.refusals_per_host;
        let host = self.ncp.host(pair.foreign.host);
        if host.refusals >= limit {
            host.forgotten_refusals = host.forgotten_refusals.saturating_add(1);
            self.remove(pair);
            return self.push_answer(pair.foreign.host, cls(pair));
        }
        host.refusals += 1;
        let state =
            State::ClsSent(Closing { link: None, why: CloseReason::Here, answers: false, occupies: false });
        self.become_state(pair, state, None);
        self.push(pair.foreign.host, cls(pair));
    }

    /// "if a Host wishes to abort its outstanding request for a connection, it sends a CLS command" (NIC 8246 p. 12);
    /// the process hears at once, the socket waits for the CLS that answers. HH-087, HH-094.
    pub fn give_up_rfc(&mut self, pair: Pair, failure: OpenFailure) {
        let id = self.begin_close(pair, CloseReason::Here);
        if let Some(id) = id {
            self.forget_id(pair);
            self.fail_request(id, pair, failure);
        }
    }
}

/// The CLS for a pair, as this side says it. NIC 8246 p. 23. HH-090.
pub(crate) fn cls(pair: Pair) -> Command {
    Command::Cls { my_socket: pair.local, your_socket: pair.foreign.number }
}
