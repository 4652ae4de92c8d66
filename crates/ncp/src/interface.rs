//! The host's side of the interface to its IMP: coming up, going down, and what the IMP says. BBN 1822, as RFC 381 and
//! RFC 394 amend it.

use arpanet_kernel::Time;
use arpanet_wire::host_host::Header;
use arpanet_wire::link::LinkUse;
use arpanet_wire::{Bits, HostAddress, HostToImp, ImpToHost, Leader, LeaderFault, Unreachable};

use crate::host::Contact;
use crate::ncp::Turn;
use crate::profile::InDoubt;
use crate::purge::End;
use crate::transmit::{Cargo, may_retry};
use crate::{CloseReason, HostEvent, Note, Output};

/// The state of the interface.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Interface {
    state: Readiness,
    /// Type 1 messages that are the IMP's own doing, not a lost message of ours: after a reset, "the IMP will return a
    /// type 1 message of subtype 0 at the completion of the next Host-to-IMP message" (RFC 381 p. 4).
    expected_faults: u8,
    /// The ready line has come back, the type 10 that tells of it has not.
    reset_is_known: bool,
    /// Where the last regular message went.
    pub last_sent: Option<(HostAddress, u8)>,
}

/// Whether messages may go to the IMP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Readiness {
    #[default]
    Up,
    /// Our ready line is up; its contact bounces. RFC 642 p. 3.
    Settling { until: Time },
    /// The IMP's ready line is down.
    ImpDown { limit: Time },
    /// We are down ourselves.
    Stopped,
}

impl Interface {
    pub fn is_up(&self) -> bool {
        self.state == Readiness::Up
    }

    /// Down, and not about to come up: there is no use in asking anybody for anything.
    pub fn is_down(&self) -> bool {
        matches!(self.state, Readiness::ImpDown { .. } | Readiness::Stopped)
    }

    pub fn is_quiet(&self) -> bool {
        matches!(self.state, Readiness::Up | Readiness::Stopped)
    }

    pub fn deadline(&self) -> Option<Time> {
        match self.state {
            Readiness::Settling { until } => Some(until),
            Readiness::ImpDown { limit } => Some(limit),
            Readiness::Up | Readiness::Stopped => None,
        }
    }
}

impl Turn<'_> {
    // Up and down.

    /// The host has raised its ready line: it waits for the contact to settle (RFC 642 p. 3), sends NOPs, of which the IMP
    /// throws the first away, and takes everything from the first moment (RFC 271 p. 1-2). IH-029, IH-030, IH-033, IH-036.
    pub fn start(&mut self) {
        self.ncp.counters = crate::Counters::default();
        let until = self.deadline(self.ncp.profile.settle_ns);
        self.ncp.interface.state = Readiness::Settling { until };
        self.ncp.has_come_up = true;
        self.ncp.hosts.iter_mut().for_each(|(_, host)| host.contact = Contact::New);
        if self.ncp.profile.broadcast_reset {
            self.broadcast_resets();
        }
        if until <= self.now {
            self.on_interface_deadline();
        }
    }

    /// "Host going down" is the last message; all connections end here. IH-034.
    pub fn stop(&mut self) {
        self.end_all(End::NetworkDown);
        self.end_listens();
        if self.ncp.interface.is_up() {
            self.send_bare(HostToImp::GoingDown);
        }
        self.ncp.interface.state = Readiness::Stopped;
        self.ncp.hosts.clear();
    }

    /// The IMP's ready line. While it is down nothing is sent; what was in transit may be lost. RFC 642 p. 1-2. IH-035.
    pub fn on_imp_ready(&mut self, ready: bool) {
        match (self.ncp.interface.state, ready) {
            (Readiness::Up | Readiness::Settling { .. }, false) => {
                let limit = self.deadline(self.ncp.profile.imp_down_limit_ns);
                self.ncp.interface.state = Readiness::ImpDown { limit };
                self.ncp.interface.reset_is_known = true;
                self.doubt_what_is_in_transit();
            }
            (Readiness::ImpDown { .. }, true) => {
                self.ncp.interface.state = Readiness::Up;
                self.ncp.interface.expected_faults = 1;
                self.open_up();
            }
            _ => {}
        }
    }

    /// The contact has settled; or the IMP has been down for too long.
    pub fn on_interface_deadline(&mut self) {
        match self.ncp.interface.state {
            Readiness::Settling { .. } => {
                self.ncp.interface.state = Readiness::Up;
                self.open_up();
            }
            Readiness::ImpDown { .. } => {
                self.ncp.interface.state = Readiness::ImpDown { limit: Time::MAX };
                self.end_all(End::NetworkDown);
            }
            Readiness::Up | Readiness::Stopped => {}
        }
    }

    /// NOPs, then what may be lost, then whatever waits.
    fn open_up(&mut self) {
        for _ in 0..self.ncp.profile.opening_nops {
            self.send_bare(HostToImp::Nop);
        }
        let hosts: Vec<HostAddress> = self.ncp.hosts.keys().copied().collect();
        for host in hosts {
            self.touch(host);
            while let Some(place) = self.ncp.host(host).in_transit.iter().position(|message| message.in_doubt)
            {
                let message = self.ncp.host(host).in_transit.remove(place);
                self.note(Note::SentAgainInDoubt(host, message.link));
                self.send_again(host, message);
            }
        }
    }

    /// A message of the leader alone, about nobody. IH-001, IH-007.
    fn send_bare(&mut self, kind: HostToImp) {
        let nobody = HostAddress::from_octet(0);
        let message = Leader::to_imp(kind, nobody, 0).emit().expect("address 0 fits the leader");
        self.ncp.counters.sent_to_imp[usize::from(kind.message_type())] += 1;
        self.out.push(Output::ToImp(message));
    }

    /// "pending output to the Host discarded" (RFC 381 p. 4): the answers to what is in transit may be among it, and
    /// what was crossing the cable is lost. IH-026, IH-035.
    fn doubt_what_is_in_transit(&mut self) {
        let policy = self.ncp.profile.in_doubt;
        let hosts: Vec<HostAddress> = self.ncp.hosts.keys().copied().collect();
        for host in hosts {
            for mut message in std::mem::take(&mut self.ncp.host(host).in_transit) {
                match (message.cargo, policy) {
                    (Cargo::Nobodys, _) => {}
                    (Cargo::Data(pair), InDoubt::Close) => self.lose_data_of(pair),
                    (cargo, InDoubt::Forget) => self.delivered(host, cargo),
                    (_, InDoubt::Resend | InDoubt::Close) => {
                        message.in_doubt = true;
                        self.ncp.host(host).in_transit.push(message);
                    }
                }
            }
        }
    }

    fn end_all(&mut self, end: End) {
        let hosts: Vec<HostAddress> = self.ncp.hosts.keys().copied().collect();
        for host in hosts {
            self.purge(host, end);
            let foreign = self.ncp.host(host);
            foreign.in_transit.clear();
            foreign.resets.clear();
            foreign.contact = Contact::New;
        }
        self.ncp.has_come_up = true;
    }

    fn end_listens(&mut self) {
        while let Some((_, listen)) = self.ncp.listens.pop_first() {
            self.ncp.ids.remove(&listen.id);
            self.tell(listen.id, crate::Event::Closed(CloseReason::NetworkDown));
        }
    }

    // What the IMP says.

    /// A whole message from the IMP. IH-001, IH-003, IH-004, IH-005, IH-006, IH-015, IH-028.
    pub fn on_message(&mut self, message: &Bits) {
        let Ok(leader) = Leader::parse(message) else {
            self.ncp.counters.errors.short_messages += 1;
            return;
        };
        self.ncp.counters.from_imp[usize::from(leader.message_type)] += 1;
        if leader.for_imp {
            // The IMP's own voice, such as its trouble reports: not host-host traffic (RFC 117 p. 5).
            self.ncp.counters.ignored_from_imp += 1;
            return;
        }
        match leader.imp_to_host() {
            ImpToHost::Regular => self.on_regular(&leader, message),
            ImpToHost::ErrorInLeader(fault) => self.on_leader_fault(fault),
            ImpToHost::GoingDown(notice) => self.tell_host(HostEvent::ImpGoingDown(notice)),
            ImpToHost::Nop => {}
            ImpToHost::Rfnm => self.on_rfnm(&leader),
            ImpToHost::DestinationDead(Unreachable::Host) => self.on_destination_dead(&leader, End::HostDead),
            ImpToHost::DestinationDead(Unreachable::Imp) => self.on_destination_dead(&leader, End::ImpDead),
            answer @ (ImpToHost::ErrorInData | ImpToHost::Incomplete(_)) => {
                self.on_undelivered(&leader, may_retry(answer));
            }
            ImpToHost::InterfaceReset => self.on_interface_reset(),
            ImpToHost::Unassigned(_) => self.ncp.counters.unassigned_types += 1,
        }
    }

    /// A message of another host: control, data, or an experiment that is none of ours. HH-024, HH-028, HH-035, IH-040.
    fn on_regular(&mut self, leader: &Leader, message: &Bits) {
        let Ok(header) = Header::parse(message) else {
            self.ncp.counters.errors.short_messages += 1;
            return;
        };
        if header.m1 != 0 || header.m2 != 0 {
            // RFC 512 would have them count messages. HH-026.
            self.ncp.counters.nonzero_fillers += 1;
        }
        match LinkUse::of(leader.link) {
            LinkUse::Control => self.on_control(leader.address, &header, message),
            LinkUse::Connection | LinkUse::Reserved => self.on_data(leader.address, &header, message),
            LinkUse::Measurement | LinkUse::MessageSwitching | LinkUse::Private => {
                self.ncp.counters.ignored_links += 1;
            }
        }
    }

    /// A host has been heard of.
    pub fn hear_of(&mut self, host: HostAddress) {
        let foreign = self.ncp.host(host);
        match foreign.contact {
            Contact::New => foreign.contact = Contact::Current,
            Contact::Dead => {
                foreign.contact = Contact::Current;
                self.tell_host(HostEvent::Back { host });
            }
            Contact::Current | Contact::Resetting(_) => {}
        }
    }

    /// The IMP says that a host cannot be reached: everything with it ends. HH-162, HH-168.
    pub fn host_is_dead(&mut self, host: HostAddress, end: End) {
        let foreign = self.ncp.host(host);
        let was_held = foreign.is_held();
        foreign.contact = Contact::Dead;
        foreign.resets.clear();
        self.purge(host, end);
        if was_held {
            self.tell_host(HostEvent::ResetDone { host, answered: false });
        }
        self.tell_host(HostEvent::Dead { host, imp: end == End::ImpDead });
    }

    /// Type 1 does not say which message it means. Outside of a reset, the last one sent is the suspect: if it is still
    /// without an answer it goes out again. Liberty: with several on the cable it may have been another. IH-021.
    fn on_leader_fault(&mut self, fault: LeaderFault) {
        if self.ncp.interface.expected_faults > 0 {
            self.ncp.interface.expected_faults -= 1;
            return;
        }
        if fault != LeaderFault::ErrorFlop {
            return;
        }
        let Some((host, link)) = self.ncp.interface.last_sent else {
            return;
        };
        self.ncp.counters.possibly_lost += 1;
        let in_transit = &mut self.ncp.host(host).in_transit;
        let suspect =
            in_transit.iter().rposition(|message| message.link == link && message.cargo != Cargo::Nobodys);
        if let Some(place) = suspect {
            let message = in_transit.remove(place);
            self.note(Note::SentAgainInDoubt(host, message.link));
            self.send_again(host, message);
        }
    }

    /// Type 10. "a Host should send its IMP at least two NOPs (or other messages) whenever it receives a type 10 message"
    /// (RFC 394 p. 2). When we saw the ready line go, all that has been done already. IH-026, IH-027, IH-032.
    fn on_interface_reset(&mut self) {
        self.tell_host(HostEvent::InterfaceReset);
        if std::mem::take(&mut self.ncp.interface.reset_is_known) || !self.ncp.interface.is_up() {
            return;
        }
        self.ncp.interface.expected_faults = 1;
        self.doubt_what_is_in_transit();
        self.open_up();
    }
}
