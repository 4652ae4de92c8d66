//! Messages to the IMP: one in transit on a link, four to an IMP, each kept until the IMP says what became of it.
//!
//! NIC 8246 nowhere says it flatly, but RFC 107 p. 11, RFC 492 p. 6, RFC 516 p. 1 and RFC 534 p. 1 agree: the next
//! message on a link waits for the RFNM of the one before. HH-046, HH-166. The IMPs take four messages at a time
//! from one IMP to another and make the host wait for the fifth (RFC 442 p. 3), so the fifth waits here. HH-167, IH-038.

use arpanet_kernel::Time;
use arpanet_wire::command::Command;
use arpanet_wire::host_host::{MAX_CONTROL_OCTETS, Message};
use arpanet_wire::{Bits, HostAddress, ImpNumber, ImpToHost, Leader, link};
use smallvec::SmallVec;

use crate::connection::State;
use crate::host::ForeignHost;
use crate::ncp::Turn;
use crate::outgoing::Outgoing;
use crate::{Note, Pair, SocketName};

/// Messages to one IMP without an answer. RFC 442 p. 3.
const IN_TRANSIT_PER_IMP: usize = 4;

/// A message that has gone to the IMP and has no answer yet.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct InTransit {
    pub link: u8,
    pub message_id: u8,
    /// The copy that is sent again if need be. RFC 516 p. 1.
    pub message: Bits,
    pub cargo: Cargo,
    /// How often it has been sent again.
    pub tries: u8,
    /// When we stop waiting for the answer.
    pub deadline: Time,
    /// It may be lost and goes out again when the interface is up.
    pub in_doubt: bool,
}

/// What a message in transit is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cargo {
    /// Control commands.
    Commands,
    /// Data of a connection.
    Data(Pair),
    /// Commands or data that mean nothing any more: the entry is gone. It is never sent again.
    Nobodys,
}

impl InTransit {
    /// The connection is gone; the message belongs to nobody.
    pub fn disown(&mut self, pair: Pair) {
        if self.cargo == Cargo::Data(pair) {
            self.cargo = Cargo::Nobodys;
        }
    }
}

impl Turn<'_> {
    // Commands on their way to the control link.

    /// Something may go to the host now.
    pub fn touch(&mut self, host: HostAddress) {
        self.touch_imp(host.imp);
    }

    /// Puts a command behind those that wait for the host.
    pub fn push(&mut self, host: HostAddress, command: Command) {
        self.push_outgoing(host, Outgoing::Command(command));
    }

    pub fn push_outgoing(&mut self, host: HostAddress, command: Outgoing) {
        self.ncp.host(host).push(command);
        self.touch(host);
    }

    /// The same for what a host has provoked and could go on provoking: withheld when too much waits already, so that
    /// no host can make us keep more and more.
    pub fn push_complaint(&mut self, host: HostAddress, command: Command) {
        if self.ncp.host(host).is_backlogged() { self.withhold(host) } else { self.push(host, command) }
    }

    /// The same for what NIC 8246 obliges us to answer: withheld only when far more waits than an honest host can have
    /// asked for.
    pub fn push_answer(&mut self, host: HostAddress, command: Command) {
        if self.ncp.host(host).is_overwhelmed() { self.withhold(host) } else { self.push(host, command) }
    }

    pub fn withhold(&mut self, host: HostAddress) {
        self.ncp.counters.answers_withheld += 1;
        self.note(Note::Withheld(host));
    }

    pub fn is_in_transit(&self, pair: Pair) -> bool {
        let host = self.ncp.hosts.get(&pair.foreign.host);
        host.is_some_and(|host| host.in_transit.iter().any(|message| message.cargo == Cargo::Data(pair)))
    }

    // Out.

    /// Sends whatever may go.
    pub fn pump(&mut self) {
        if !self.ncp.interface.is_up() {
            return;
        }
        while let Some(imp) = self.take_touched() {
            while self.in_transit_to(imp) < IN_TRANSIT_PER_IMP
                && (self.send_control(imp) || self.send_data(imp))
            {}
        }
    }

    fn in_transit_to(&self, imp: ImpNumber) -> usize {
        self.ncp.hosts_at(imp).map(|(_, host)| host.in_transit.len()).sum()
    }

    /// Sends one control message to a host of the IMP; control goes before data.
    fn send_control(&mut self, imp: ImpNumber) -> bool {
        let ready = self.ncp.hosts_at(imp).find(|(_, host)| host.has_control());
        let Some(host) = ready.map(|(address, _)| *address) else {
            return false;
        };
        let profile = self.ncp.profile;
        let commands = self.ncp.host(host).take_commands(usize::from(profile.commands_per_message));
        let mut text = Vec::with_capacity(MAX_CONTROL_OCTETS);
        for command in commands {
            self.ncp.counters.count_sent(command);
            self.on_command_left(host, command);
            command.emit(&mut text);
        }
        fill_with_nops(&mut text, usize::from(profile.nop_fill_octets));
        self.send_message(host, link::CONTROL, 8, Bits::from(text), Cargo::Commands);
        true
    }

    /// A command leaves: the wait for its answer begins now, not when it was put behind others.
    fn on_command_left(&mut self, host: HostAddress, command: Outgoing) {
        match command {
            Outgoing::Command(Command::Cls { my_socket, your_socket }) => {
                let foreign = SocketName { host, number: your_socket };
                self.on_close_left(Pair { local: my_socket, foreign });
            }
            Outgoing::Command(Command::Eco { .. }) => self.start_echo_limit(host),
            Outgoing::Command(Command::Rst) => self.start_reset_limit(host),
            Outgoing::ResetBySender { link } => self.on_reset_by_sender_left(host, link),
            _ => {}
        }
    }

    /// Sends one data message to a host of the IMP: the host with the fewest messages in transit first, its links in
    /// turn, so that none starves.
    fn send_data(&mut self, imp: ImpNumber) -> bool {
        let ready = self
            .ncp
            .hosts_at(imp)
            .filter(|(_, host)| !host.is_held())
            .filter_map(|(address, host)| Some((host.in_transit.len(), *address, self.next_sender(host)?)))
            .min_by_key(|(in_transit, address, _)| (*in_transit, *address));
        match ready {
            Some((_, _, pair)) => {
                self.send_data_of(pair);
                true
            }
            None => false,
        }
    }

    /// The connection whose turn it is among those that may send.
    fn next_sender(&self, host: &ForeignHost) -> Option<Pair> {
        let links = host.send_links.as_slice();
        let (served, after) = links.split_at(links.partition_point(|(link, _)| *link <= host.last_served));
        let in_turn = after.iter().chain(served);
        in_turn.filter(|(link, _)| !host.is_blocked(*link)).map(|(_, pair)| *pair).find(|pair| {
            match self.ncp.connections.get(pair).map(|connection| &connection.state) {
                Some(State::Sending(sender) | State::Draining(sender)) => sender.may_send(),
                _ => false,
            }
        })
    }

    /// Gives a message to the IMP and keeps a copy. M1, M2, M3 and the flags of the leader are zero (NIC 8246 p. 19);
    /// priority too, or messages would overtake each other (RFC 442 p. 4). HH-014 to HH-018, HH-020, IH-012, IH-014.
    pub fn send_message(&mut self, host: HostAddress, link: u8, byte_size: u8, text: Bits, cargo: Cargo) {
        let profile = self.ncp.profile;
        let foreign = self.ncp.host(host);
        debug_assert!(!foreign.is_blocked(link), "one message in transit on a link");
        let message_id = if profile.message_ids { foreign.next_message_id() } else { 0 };
        let leader = Leader { message_id, ..Leader::regular(host, link) };
        let message = Message::new(leader, byte_size, text)
            .and_then(|message| message.emit(usize::from(profile.word_bits)))
            .expect("whole bytes, cut to fit, for an address that was checked when the process named it");
        let deadline = self.deadline(profile.rfnm_limit_ns);
        let in_transit = InTransit {
            link,
            message_id,
            message: message.clone(),
            cargo,
            tries: 0,
            deadline,
            in_doubt: false,
        };
        self.ncp.host(host).in_transit.push(in_transit);
        self.ncp.interface.last_sent = Some((host, link));
        self.ncp.counters.sent_to_imp[0] += 1;
        self.out.push(crate::Output::ToImp(message));
    }

    // Answers of the IMP. "one and only one IMP-to-Host message in response to each Host-to-IMP regular message"
    // (RFC 381 p. 4). IH-016.

    /// RFNM: the link is free. IH-017, IH-018.
    pub fn on_rfnm(&mut self, leader: &Leader) {
        match self.take_in_transit(leader) {
            Some(message) => self.delivered(leader.address, message.cargo),
            None => {
                self.ncp.counters.discarded_rfnms += 1;
                self.note_stray(leader);
            }
        }
    }

    /// Types 8 and 9: the message did not arrive. It goes out again before any newer one on its link, charged only
    /// once, for a bounded number of times (RFC 492 p. 6, RFC 516 p. 1). HH-169, HH-170, HH-171, IH-020, IH-022.
    pub fn on_undelivered(&mut self, leader: &Leader, may_retry: bool) {
        let Some(mut message) = self.take_in_transit(leader) else {
            return self.note_stray(leader);
        };
        let host = leader.address;
        let tries = match message.cargo {
            Cargo::Commands => self.ncp.profile.incomplete.control_tries,
            Cargo::Data(_) => self.ncp.profile.incomplete.data_tries,
            Cargo::Nobodys => 0,
        };
        if may_retry && message.tries < tries {
            message.tries += 1;
            self.note(Note::SentAgain(host, message.link, leader.imp_to_host()));
            self.send_again(host, message);
        } else {
            self.give_up_message(host, &message);
        }
    }

    pub fn send_again(&mut self, host: HostAddress, mut message: InTransit) {
        self.ncp.counters.messages_sent_again += 1;
        self.ncp.counters.sent_to_imp[0] += 1;
        message.deadline = self.deadline(self.ncp.profile.rfnm_limit_ns);
        message.in_doubt = false;
        self.ncp.interface.last_sent = Some((host, message.link));
        self.out.push(crate::Output::ToImp(message.message.clone()));
        self.ncp.host(host).in_transit.push(message);
    }

    /// Type 7: "the destination IMP is dead" or "the destination Host is dead" (RFC 381 p. 3). "A NCP which receives an
    /// Imp-to-Host message type 7 ... should consider all connections or connection attempts with that host as dead"
    /// (RFC 492 p. 6). A type 7 that answers nothing of ours, or only what nobody cares for, changes nothing: the real IMP
    /// program sends such. HH-162, HH-168, IH-019.
    pub fn on_destination_dead(&mut self, leader: &Leader, end: crate::purge::End) {
        let host = leader.address;
        match self.take_in_transit(leader).map(|message| message.cargo) {
            None => self.note_stray(leader),
            Some(Cargo::Nobodys) => self.touch(host),
            Some(_) => self.host_is_dead(host, end),
        }
    }

    fn take_in_transit(&mut self, leader: &Leader) -> Option<InTransit> {
        let ids_count = self.ncp.profile.message_ids;
        let host = self.ncp.hosts.get_mut(&leader.address)?;
        let place = host.in_transit.iter().position(|message| {
            message.link == leader.link && (!ids_count || message.message_id == leader.message_id)
        })?;
        let message = host.in_transit.remove(place);
        self.touch_imp(leader.address.imp);
        Some(message)
    }

    fn note_stray(&mut self, leader: &Leader) {
        self.ncp.counters.stray_answers += 1;
        self.note(Note::StrayReply(leader.address, leader.link, leader.imp_to_host()));
    }

    /// A message has arrived, or counts as arrived.
    pub fn delivered(&mut self, host: HostAddress, cargo: Cargo) {
        self.touch(host);
        if let Cargo::Data(pair) = cargo {
            self.finish_ack_wait(pair);
            self.on_pipeline_empty(pair);
            self.finish_drain(pair);
        }
    }

    /// A message is lost for good. Of data, the connection breaks; without its control messages nothing the host thinks
    /// can be trusted, so it counts as unreachable. HH-169.
    fn give_up_message(&mut self, host: HostAddress, message: &InTransit) {
        self.touch(host);
        match message.cargo {
            Cargo::Commands => {
                self.note(Note::GivenUp(host, message.link));
                self.host_is_dead(host, crate::purge::End::Undeliverable);
            }
            Cargo::Data(pair) => {
                self.note(Note::GivenUp(host, message.link));
                self.lose_data_of(pair);
            }
            Cargo::Nobodys => {}
        }
    }

    /// Part of the connection's data will never arrive.
    pub fn lose_data_of(&mut self, pair: Pair) {
        self.finish_ack_wait(pair);
        self.abort(pair, crate::CloseReason::Lost);
    }

    /// No answer came: the link is free by our own decision. RFC 618 p. 1 calls that a simulated RFNM. HH-172.
    pub fn on_rfnm_deadline(&mut self, host: HostAddress) {
        let now = self.now;
        while let Some(place) = self
            .ncp
            .host(host)
            .in_transit
            .iter()
            .position(|message| message.deadline <= now && !message.in_doubt)
        {
            let message = self.ncp.host(host).in_transit.remove(place);
            self.ncp.counters.simulated_rfnms += 1;
            self.note(Note::RfnmTimedOut(host, message.link));
            self.delivered(host, message.cargo);
        }
    }
}

impl ForeignHost {
    /// The commands of the next control message: at most 120 octets, none split (NIC 8246 p. 21), at most one RST
    /// (p. 18). RST and RRP go first, and alone while the host is being reset. HH-037, HH-038, HH-046, HH-158.
    fn take_commands(&mut self, limit: usize) -> SmallVec<[Outgoing; 8]> {
        let mut taken = SmallVec::new();
        let mut octets = 0;
        while taken.len() < limit.max(1) {
            let next = match self.resets.front() {
                Some(command) => Outgoing::Command(*command),
                None if self.is_held() => break,
                None => match self.commands.front() {
                    Some(command) => *command,
                    None => break,
                },
            };
            octets += next.length_octets();
            if octets > MAX_CONTROL_OCTETS {
                break;
            }
            if self.resets.pop_front().is_none() {
                self.pop();
            }
            taken.push(next);
        }
        taken
    }

    /// 1 to 15 in turn; zero is for those who do not number their messages. RFC 533. IH-039.
    fn next_message_id(&mut self) -> u8 {
        self.last_message_id = self.last_message_id % 15 + 1;
        self.last_message_id
    }
}

fn fill_with_nops(text: &mut Vec<u8>, multiple: usize) {
    let filled = text.len().next_multiple_of(multiple.max(1)).min(MAX_CONTROL_OCTETS);
    text.resize(filled, Command::Nop.opcode());
}

/// Whether a message that drew this answer may be sent again as it is. Of type 9, subtype 1 says that it is too long:
/// it would be too long again. IH-020.
pub(crate) fn may_retry(answer: ImpToHost) -> bool {
    !matches!(answer, ImpToHost::Incomplete(arpanet_wire::Incomplete::TooLong))
}
