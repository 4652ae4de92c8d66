//! Closing: CLS in all its uses, and the patience that each of them has. NIC 8246 p. 12-14.

use arpanet_wire::HostAddress;
use arpanet_wire::command::{Command, ErrorReport};

use crate::connection::{Closing, State};
use crate::ncp::{Named, Remains, Turn};
use crate::outgoing::Outgoing;
use crate::rfc::cls;
use crate::{CloseReason, ConnectionId, Event, Misuse, Note, OpenFailure, Pair, RefusedBecause, SocketName};

impl Turn<'_> {
    // What processes ask for.

    /// Close, or Abort.
    pub fn close(&mut self, id: ConnectionId, abort: bool) {
        match self.ncp.ids.get(&id) {
            None => self.misused(id, Misuse::NoSuchConnection),
            Some(Named::Listen(local)) => {
                let local = *local;
                self.ncp.listens.remove(&local);
                self.ncp.ids.remove(&id);
                self.tell(id, Event::Closed(CloseReason::Here));
            }
            Some(Named::Remains(remains)) => {
                let why = remains.why;
                self.ncp.ids.remove(&id);
                self.tell(id, Event::Closed(why));
            }
            Some(Named::Connection(pair)) => {
                let pair = *pair;
                self.close_connection(pair, abort);
            }
        }
    }

    fn close_connection(&mut self, pair: Pair, abort: bool) {
        let Some(connection) = self.ncp.connections.get_mut(&pair) else {
            return;
        };
        match &mut connection.state {
            // "CLS commands must be exchanged before the sockets are free for other use" (NIC 8246 p. 12), even when
            // there never was a connection. HH-094.
            State::RfcSent(_) => {
                self.begin_close(pair, CloseReason::Here);
            }
            // "A CLS command sent by the receiver acts as a demand on the sender to terminate transmission. However ... the
            // receiver must expect more input" (NIC 8246 p. 12-13). HH-097.
            State::Receiving(_) => {
                self.begin_close(pair, CloseReason::Here);
            }
            State::Sending(sender) => {
                if abort {
                    sender.drop_unsent();
                }
                self.drain(pair, CloseReason::Here);
            }
            State::Draining(sender) => {
                if abort {
                    sender.drop_unsent();
                    self.finish_drain(pair);
                }
            }
            State::Queued { .. } | State::ClsSent(_) | State::AckWait { .. } => {}
        }
    }

    /// Ends the sending side: at once if nothing waits and nothing is in transit, else after that. "CLS commands sent
    /// by the sender indicate that no more messages will be sent over the connection. This command must not be sent
    /// if there is a message in transit over the connection" (NIC 8246 p. 12). HH-095, HH-096, HH-108.
    fn drain(&mut self, pair: Pair, why: CloseReason) {
        let is_in_transit = self.is_in_transit(pair);
        let Some(State::Sending(sender)) = self.ncp.connections.get_mut(&pair).map(|c| &mut c.state) else {
            return;
        };
        if sender.has_unsent() || is_in_transit {
            let sender = std::mem::take(sender);
            let deadline = Some(self.deadline(self.ncp.profile.drain_limit_ns));
            self.become_state(pair, State::Draining(sender), deadline);
        } else {
            self.begin_close(pair, why);
        }
    }

    /// The last RFNM may have come: time for the CLS that was held back. HH-095, HH-108.
    pub fn finish_drain(&mut self, pair: Pair) {
        let Some(State::Draining(sender)) = self.ncp.connections.get(&pair).map(|c| &c.state) else {
            return;
        };
        if !sender.has_unsent() && !self.is_in_transit(pair) {
            self.begin_close(pair, CloseReason::Here);
        }
    }

    /// Sends CLS and waits for the one that answers it; the process will then be told `why`. Gives back the process's
    /// name for the connection. NIC 8246 p. 12. HH-091.
    pub fn begin_close(&mut self, pair: Pair, why: CloseReason) -> Option<ConnectionId> {
        let connection = self.ncp.connections.get(&pair)?;
        let (id, link) = (connection.id, connection.state.link());
        debug_assert!(!self.is_in_transit(pair), "{pair}: a sender's CLS must wait for the RFNM");
        self.withdraw_allocations(pair);
        self.become_state(pair, State::ClsSent(Closing { link, why, answers: false, occupies: true }), None);
        self.push(pair.foreign.host, cls(pair));
        id
    }

    /// The process has been told everything; the entry lives on without it.
    pub fn forget_id(&mut self, pair: Pair) {
        if let Some(id) = self.ncp.connections.get_mut(&pair).and_then(|connection| connection.id.take()) {
            self.ncp.ids.remove(&id);
        }
    }

    /// Ends a connection whose data stream is broken: unsent data is dropped, CLS goes out as soon as it may, and the
    /// process hears at once. HH-169.
    pub fn abort(&mut self, pair: Pair, why: CloseReason) {
        let Some(connection) = self.ncp.connections.get_mut(&pair) else {
            return;
        };
        let id = connection.id;
        match &mut connection.state {
            State::Sending(sender) | State::Draining(sender) => sender.drop_unsent(),
            _ => {}
        }
        if let Some(id) = id {
            self.forget_id(pair);
            self.tell_closed(id, pair, why);
        }
        match self.ncp.connections.get(&pair).map(|connection| &connection.state) {
            Some(State::Sending(_)) => self.drain(pair, why),
            Some(State::Draining(_)) => self.finish_drain(pair),
            Some(State::Receiving(_)) => {
                self.begin_close(pair, why);
            }
            _ => {}
        }
    }

    /// Ends a connection that the foreign host does not know any more: no CLS is due. RFC 467 p. 7.
    pub fn end_silently(&mut self, pair: Pair, why: CloseReason) {
        // An RFC that still waits to leave would ask for what is over.
        let (local, foreign) = (pair.local, pair.foreign.number);
        self.ncp.host(pair.foreign.host).withdraw(|command| command.requests(local, foreign));
        if let Some(id) = self.remove(pair).and_then(|connection| connection.id) {
            self.tell_closed(id, pair, why);
        }
    }

    fn tell_closed(&mut self, id: ConnectionId, pair: Pair, why: CloseReason) {
        self.ncp.counters.connections_closed += 1;
        self.note(Note::Closed(pair, why));
        self.tell(id, Event::Closed(why));
    }

    // What foreign hosts ask for.

    /// "The foreign Host is obliged to acknowledge the CLS with its own CLS" (NIC 8246 p. 12). HH-079, HH-092, HH-098 to
    /// HH-102, HH-106, HH-109.
    pub fn on_cls(&mut self, host: HostAddress, my_socket: u32, your_socket: u32, command: &Command) {
        let pair = Pair { local: your_socket, foreign: SocketName { host, number: my_socket } };
        let Some(connection) = self.ncp.connections.get_mut(&pair) else {
            return self.on_stray_cls(host, command);
        };
        match &mut connection.state {
            State::Queued { .. } => self.on_withdrawal(pair),
            // "it sends back a CLS instead of a matching RFC" (p. 12): refused. HH-076.
            State::RfcSent(_) => {
                let id = connection.id;
                self.forget_id(pair);
                self.answer_close(pair, CloseReason::There);
                if let Some(id) = id {
                    self.fail_request(id, pair, OpenFailure::Refused);
                }
            }
            State::Sending(sender) | State::Draining(sender) => {
                sender.drop_unsent();
                self.on_demand_to_stop(pair);
            }
            State::Receiving(_) => self.on_end_of_data(pair),
            // Ours and the foreign one are out: "the outcome will be correct" (p. 13, example 1). HH-100. It may be that
            // ours still waits to leave; then it will answer.
            State::ClsSent(closing) if connection.deadline.is_none() => {
                closing.answers = true;
                self.withdraw_commands(pair);
            }
            State::ClsSent(closing) => {
                let why = closing.why;
                self.end_silently(pair, why);
            }
            State::AckWait { .. } => self.note(Note::Dropped(host, *command)),
        }
    }

    /// The foreign host has thought better of an RFC that waits here. HH-079. The pair is free again when our CLS has left
    /// (p. 12): another RFC for it that comes before that was said too early. Beyond the profile's bound of refusals the
    /// pair is forgotten at once.
    fn on_withdrawal(&mut self, pair: Pair) {
        let limit = self.ncp.profile.refusals_per_host;
        let host = self.ncp.host(pair.foreign.host);
        if host.refusals >= limit {
            self.remove(pair);
            return self.push_answer(pair.foreign.host, cls(pair));
        }
        host.refusals += 1;
        let why = CloseReason::There;
        let closing = Closing { link: None, why, answers: true, occupies: false };
        self.become_state(pair, State::ClsSent(closing), None);
        self.push(pair.foreign.host, cls(pair));
    }

    /// A CLS for a pair that neither side has asked for. It is not answered by CLS, or two NCPs could go on for ever.
    /// Dispute: p. 12 obliges to acknowledge, p. 26 has code 4 for it; we follow p. 26. HH-106.
    fn on_stray_cls(&mut self, host: HostAddress, command: &Command) {
        let foreign = self.ncp.host(host);
        if foreign.forgotten_refusals > 0 {
            foreign.forgotten_refusals -= 1;
            return;
        }
        self.ncp.counters.errors.socket_not_found += 1;
        self.complain(host, ErrorReport::nonexistent_socket(command));
    }

    /// The receiver has sent CLS: the sender stops, and answers as soon as nothing is in transit. "This command must not be
    /// sent if there is a message in transit" (p. 12) against "quickly" (p. 13): we wait for that RFNM. HH-098, HH-109.
    fn on_demand_to_stop(&mut self, pair: Pair) {
        if !self.is_in_transit(pair) {
            return self.answer_close(pair, CloseReason::There);
        }
        self.withdraw_commands(pair);
        let link = self.ncp.connections.get(&pair).and_then(|connection| connection.state.link());
        if let Some(link) = link {
            self.become_state(pair, State::AckWait { link, why: CloseReason::There }, None);
        }
    }

    /// The RFNM for which a CLS was held back has come. HH-098.
    pub fn finish_ack_wait(&mut self, pair: Pair) {
        if let Some(State::AckWait { why, .. }) = self.ncp.connections.get(&pair).map(|c| &c.state) {
            let why = *why;
            self.answer_close(pair, why);
        }
    }

    /// Answers a CLS that has come. "Each side must send and receive a CLS command before connection termination is
    /// completed and the sockets are free" (NIC 8246 p. 12): until ours has left, the entry remains. HH-091.
    fn answer_close(&mut self, pair: Pair, why: CloseReason) {
        let Some(connection) = self.ncp.connections.get(&pair) else {
            return;
        };
        let link = connection.state.link();
        self.withdraw_commands(pair);
        self.become_state(pair, State::ClsSent(Closing { link, why, answers: true, occupies: true }), None);
        self.push(pair.foreign.host, cls(pair));
    }

    /// The sender has sent CLS: everything that came before it is the process's, then it is told. HH-092, HH-105.
    fn on_end_of_data(&mut self, pair: Pair) {
        let why = CloseReason::There;
        self.keep_remains(pair, why);
        self.answer_close(pair, why);
    }

    /// Data that the process has not taken outlives the connection.
    fn keep_remains(&mut self, pair: Pair, why: CloseReason) {
        let Some(connection) = self.ncp.connections.get_mut(&pair) else {
            return;
        };
        let (Some(id), State::Receiving(receiver)) = (connection.id, &mut connection.state) else {
            return;
        };
        if receiver.arrived.is_empty() {
            return;
        }
        connection.id = None;
        let remains =
            Remains { arrived: std::mem::take(&mut receiver.arrived), byte_size: receiver.byte_size, why };
        self.ncp.ids.insert(id, Named::Remains(Box::new(remains)));
        self.ncp.counters.connections_closed += 1;
        self.note(Note::Closed(pair, why));
    }

    // Patience.

    /// Our CLS leaves: if it answers one, that was all; otherwise its answer is due from now on.
    pub fn on_close_left(&mut self, pair: Pair) {
        if self.ncp.host(pair.foreign.host).commands.contains(&Outgoing::Command(cls(pair))) {
            // That one answered for an earlier request; this entry's own is still to come.
            return;
        }
        let Some(connection) = self.ncp.connections.get_mut(&pair) else {
            return;
        };
        let State::ClsSent(closing) = connection.state else {
            return;
        };
        if closing.answers {
            return self.end_silently(pair, closing.why);
        }
        let deadline = self.deadline(self.ncp.profile.close_limit_ns);
        if let Some(connection) = self.ncp.connections.get_mut(&pair) {
            connection.deadline = Some(deadline);
        }
    }

    /// A state has lasted too long.
    pub fn on_deadline(&mut self, pair: Pair) {
        let Some(connection) = self.ncp.connections.get_mut(&pair) else {
            return;
        };
        connection.deadline = None;
        match &mut connection.state {
            // "There is no prescribed lifetime for an RFC" (NIC 8246 p. 11). HH-078. A held socket's wait goes on.
            State::Queued { .. } => {
                if !self.ncp.held.contains(&pair.local) {
                    self.refuse(pair, RefusedBecause::Aged);
                }
            }
            // "the Host which sent the RFC may be unwilling to wait for an arbitrarily long time, so it may abort the
            // request" (p. 11). HH-087.
            State::RfcSent(_) => {
                self.ncp.counters.requests_timed_out += 1;
                self.give_up_rfc(pair, OpenFailure::TimedOut);
            }
            // Liberty: NIC 8246 knows no limit. Without one a lost ALL would keep the socket for ever.
            State::Draining(_) => self.abort(pair, CloseReason::Lost),
            // "some unofficial timeout period after which they 'forget' a connection even if a matching CLS has not been
            // received" (p. 14). HH-103, HH-104.
            State::ClsSent(_) => {
                self.ncp.counters.closes_forgotten += 1;
                self.note(Note::Forgotten(pair));
                self.end_silently(pair, CloseReason::Forgotten);
            }
            State::Sending(_) | State::Receiving(_) | State::AckWait { .. } => {}
        }
    }
}
