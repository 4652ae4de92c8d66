//! ALL, GVB and RET: the receiver allows, asks back, and is given back. NIC 8246 p. 14-16.

use arpanet_wire::HostAddress;
use arpanet_wire::command::{Command, ErrorCode, ErrorReport, Reason};

use crate::allocation::{Space, top_up};
use crate::connection::State;
use crate::ncp::Turn;
use crate::outgoing::Outgoing;
use crate::profile::Resynchronisation;
use crate::{Allowance, ConnectionId, Gender, Misuse, Pair};

impl Turn<'_> {
    // The receiver's side.

    /// "This command may be sent only while the connection is established" (NIC 8246 p. 23); from now on it is. HH-119,
    /// HH-120.
    pub fn grant_first(&mut self, pair: Pair, allowance: Allowance) {
        let policy = self.ncp.profile.allocation;
        let Some(State::Receiving(receiver)) = self.ncp.connections.get_mut(&pair).map(|c| &mut c.state)
        else {
            return;
        };
        match allowance {
            Allowance::ByProfile => receiver.policy = Some(policy),
            Allowance::Level { messages, bits } => {
                receiver.policy = Some(crate::AllocationPolicy { messages, bits, ..policy });
            }
            Allowance::Once { messages: 0, bits: 0 } => return,
            Allowance::Once { messages, bits } => return self.grant(pair, Space::new(messages, bits)),
        }
        self.top_up(pair);
    }

    /// Grants what the policy says is due, if anything. HH-117, HH-120, HH-121.
    pub fn top_up(&mut self, pair: Pair) {
        let Some(State::Receiving(receiver)) = self.ncp.connections.get(&pair).map(|c| &c.state) else {
            return;
        };
        // RFC 467 p. 4: "No more allocates may be transmitted for this connection until the RCS reply is received."
        if receiver.sync.holds() {
            return;
        }
        let buffered = receiver.arrived.length_bits();
        let due =
            receiver.policy.and_then(|policy| top_up(policy, receiver.granted, buffered, receiver.byte_size));
        if let Some(space) = due {
            self.grant(pair, space);
        }
    }

    /// Sends ALL and counts it in the mirror: "this rule will require the receiver to maintain counters which are
    /// incremented and decremented according to the same rules as the sender's counters" (NIC 8246 p. 15). HH-117, HH-118.
    pub fn grant(&mut self, pair: Pair, space: Space) {
        let Some(State::Receiving(receiver)) = self.ncp.connections.get_mut(&pair).map(|c| &mut c.state)
        else {
            return;
        };
        let Some(granted) = receiver.granted.plus(space) else {
            debug_assert!(false, "{pair}: a grant of {space:?} would overflow the sender's counters");
            return;
        };
        receiver.granted = granted;
        let link = receiver.link;
        let host = self.ncp.host(pair.foreign.host);
        if !host.join_allocation(link, space) {
            self.push(pair.foreign.host, Command::All { link, messages: space.messages, bits: space.bits });
        }
        self.touch(pair.foreign.host);
    }

    /// The process's own GVB. What comes back is not granted anew before the process takes data again. HH-123.
    pub fn give_back(&mut self, id: ConnectionId, messages: u8, bits: u8) {
        let Some(pair) = self.pair_of(id) else {
            return;
        };
        let misuse = match self.ncp.connections.get(&pair).map(|connection| &connection.state) {
            Some(State::Receiving(_)) => None,
            Some(State::Sending(_)) => Some(Misuse::WrongWay),
            _ => Some(Misuse::NotOpen),
        };
        if let Some(misuse) = misuse {
            return self.misused(id, misuse);
        }
        if self.ncp.host(pair.foreign.host).is_backlogged() {
            return self.misused(id, Misuse::TooMuch);
        }
        self.ask_back(pair, messages, bits);
    }

    /// Sends GVB.
    pub fn ask_back(&mut self, pair: Pair, message_fraction: u8, bit_fraction: u8) {
        let Some(State::Receiving(receiver)) = self.ncp.connections.get_mut(&pair).map(|c| &mut c.state)
        else {
            return;
        };
        receiver.returns_due = receiver.returns_due.saturating_add(1);
        let link = receiver.link;
        self.push(pair.foreign.host, Command::Gvb { link, message_fraction, bit_fraction });
    }

    /// RET: the mirror follows by exactly what is returned, which may be more than was asked for (NIC 8246 p. 16). One that
    /// nobody asked for is "prohibited" (p. 16); the sender has lowered its counters all the same, so the mirror follows.
    /// HH-129, HH-131, HH-135.
    pub fn on_return(&mut self, host: HostAddress, link: u8, messages: u16, bits: u32, command: &Command) {
        let Some(pair) = self.receiver_on(host, link, Outgoing::Command(*command)) else {
            return;
        };
        let Some(State::Receiving(receiver)) = self.ncp.connections.get_mut(&pair).map(|c| &mut c.state)
        else {
            return;
        };
        let returned = Space::new(messages, bits);
        let was_asked = receiver.returns_due > 0;
        receiver.returns_due = receiver.returns_due.saturating_sub(1);
        if was_asked && receiver.sync.is_audit_return() {
            return self.finish_audit(pair, returned);
        }
        let is_covered = receiver.granted.minus(returned).is_some();
        receiver.granted = receiver.granted.saturating_minus(returned);
        if !was_asked || !is_covered {
            self.ncp.counters.errors.unasked_returns += 1;
            self.complain(host, ErrorReport::about_command(Reason::UnaskedReturn, link, command));
        }
    }

    // The sender's side.

    /// ALL adds to both counters, or to none: "The receiver is prohibited from incrementing the sender's counter above
    /// (2^16-1), or the sender's bit counter above (2^32-1)" (NIC 8246 p. 15). HH-055, HH-111.
    pub fn on_allocate(&mut self, host: HostAddress, link: u8, messages: u16, bits: u32, command: &Command) {
        let Some(pair) = self.sender_on(host, link, Outgoing::Command(*command)) else {
            self.ncp.counters.last_discarded_allocation = Some((host, link));
            return;
        };
        let Some(State::Sending(sender) | State::Draining(sender)) =
            self.ncp.connections.get_mut(&pair).map(|connection| &mut connection.state)
        else {
            return;
        };
        match sender.space.plus(Space::new(messages, bits)) {
            Some(space) => {
                sender.space = space;
                self.touch(host);
                self.watch_stall(pair);
            }
            None => {
                self.ncp.counters.errors.bad_parameters += 1;
                self.complain(host, ErrorReport::bad_parameters(command));
            }
        }
    }

    /// GVB: "the sending Host must return at least the requested portions" (NIC 8246 p. 16), of its counters as they stand
    /// now, and always with a RET. Under RFC 492 p. 4 it returns everything, once nothing is in transit. HH-124 to HH-128,
    /// HH-130, HH-132.
    pub fn on_give_back(&mut self, host: HostAddress, link: u8, fm: u8, fb: u8, command: &Command) {
        let Some(pair) = self.sender_on(host, link, Outgoing::Command(*command)) else {
            return;
        };
        if self.ncp.host(host).is_overwhelmed() {
            return self.withhold(host);
        }
        let audits = matches!(self.ncp.profile.resynchronisation, Resynchronisation::Audit { .. });
        let Some(State::Sending(sender) | State::Draining(sender)) =
            self.ncp.connections.get_mut(&pair).map(|connection| &mut connection.state)
        else {
            return;
        };
        if audits {
            sender.sync.returns_due = sender.sync.returns_due.saturating_add(1);
            return self.on_pipeline_empty(pair);
        }
        // Under RFC 467 the counters are as good as zero once RCS has been said: by the time this RET arrives, the receiver
        // has forgotten what it had allowed before.
        let share = if sender.sync.has_given_up() { Space::default() } else { sender.space.share(fm, fb) };
        self.return_space(pair, share);
    }

    /// Lowers the counters and says so. HH-124, HH-131.
    pub fn return_space(&mut self, pair: Pair, share: Space) {
        let Some(State::Sending(sender) | State::Draining(sender)) =
            self.ncp.connections.get_mut(&pair).map(|connection| &mut connection.state)
        else {
            return;
        };
        sender.space = sender.space.saturating_minus(share);
        let command = Command::Ret { link: sender.link, messages: share.messages, bits: share.bits };
        self.push(pair.foreign.host, command);
        self.watch_stall(pair);
    }

    // Whose is the link?

    /// The open connection on which we send to the host on the link, which the host assigned; or what the host is told.
    /// HH-031, HH-056, HH-057, HH-134.
    pub fn sender_on(&mut self, host: HostAddress, link: u8, command: Outgoing) -> Option<Pair> {
        let pair = self.ncp.host(host).send_links.get(&link).copied();
        let state = pair.and_then(|pair| self.ncp.connections.get(&pair)).map(|connection| &connection.state);
        match state {
            Some(State::Sending(_) | State::Draining(_)) if self.has_said_request(pair) => return pair,
            Some(State::Sending(_) | State::Draining(_)) => self.complain_of_link(host, true, command),
            // It crossed our CLS. HH-097.
            Some(_) => self.ncp.counters.commands_after_close += 1,
            None => {
                let one_rfc = self.has_queued_rts(host, link);
                self.complain_of_link(host, one_rfc, command);
            }
        }
        None
    }

    /// The open connection on which we receive from the host on the link, which we assigned; or what the host is told.
    pub fn receiver_on(&mut self, host: HostAddress, link: u8, command: Outgoing) -> Option<Pair> {
        let pair = self.ncp.host(host).receive_links.get(&link).copied();
        let state = pair.and_then(|pair| self.ncp.connections.get(&pair)).map(|connection| &connection.state);
        match state {
            Some(State::Receiving(_)) if self.has_said_request(pair) => return pair,
            Some(State::RfcSent(_) | State::Receiving(_)) => self.complain_of_link(host, true, command),
            // It crossed our CLS. HH-097.
            Some(_) => self.ncp.counters.commands_after_close += 1,
            None => self.complain_of_link(host, false, command),
        }
        None
    }

    /// Whether our own RFC for the pair has left. Until then the connection is not established, whatever its two ends think:
    /// an RFC "had been transmitted, but the matching RFC had not" (NIC 8246 p. 26). HH-057.
    pub fn has_said_request(&self, pair: Option<Pair>) -> bool {
        pair.is_some_and(|pair| {
            let host = self.ncp.hosts.get(&pair.foreign.host);
            let mut waiting = host.into_iter().flat_map(|host| &host.commands);
            !waiting.any(|command| command.requests(pair.local, pair.foreign.number))
        })
    }

    /// Whether the host has asked for a connection on the link, and nobody has answered.
    fn has_queued_rts(&self, host: HostAddress, link: u8) -> bool {
        self.ncp.connections.iter().any(|(pair, connection)| {
            pair.foreign.host == host
                && pair.gender() == Gender::Send
                && matches!(connection.state, State::Queued { terms, .. } if terms == link)
        })
    }

    /// Code 5 "when one RFC had been transmitted, but the matching RFC had not", code 4 when none has (NIC 8246 p. 26).
    fn complain_of_link(&mut self, host: HostAddress, one_rfc: bool, command: Outgoing) {
        let mut octets = Vec::with_capacity(10);
        command.emit(&mut octets);
        let errors = &mut self.ncp.counters.errors;
        let code = if one_rfc {
            errors.improper_state += 1;
            ErrorCode::NotConnected
        } else {
            errors.socket_not_found += 1;
            ErrorCode::NonexistentSocket
        };
        self.complain(host, ErrorReport { code, data: ErrorReport::quote(&octets) });
    }

    /// Takes back the ALL and GVB that wait for a connection which is to close: they may be sent "only while the connection
    /// is established" (NIC 8246 p. 23). HH-119.
    pub fn withdraw_allocations(&mut self, pair: Pair) {
        let link = self.ncp.connections.get(&pair).and_then(|connection| connection.state.link());
        if let (Some(link), Gender::Receive) = (link, pair.gender()) {
            self.ncp.host(pair.foreign.host).withdraw(|command| command.allocates(link));
        }
    }

    /// Takes back everything that waits to be said about the link of a connection that the other end has closed: it is
    /// not established any more.
    pub fn withdraw_commands(&mut self, pair: Pair) {
        let link = self.ncp.connections.get(&pair).and_then(|connection| connection.state.link());
        if let Some(link) = link {
            self.ncp.host(pair.foreign.host).withdraw(|command| command.speaks_of(link, pair.gender()));
        }
    }
}
