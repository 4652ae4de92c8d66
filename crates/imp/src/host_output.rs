//! Messages to hosts: queues, the thirty seconds, ready lines, tardy hosts.
//!
//! IMP program 3050; RFC 394 p. 1 (what happens to a host that takes nothing for 30 s).

use crate::config::HostIndex;
use crate::context::Context;
use crate::host_port::{Given, Giving, HostPort, HostTally};
use crate::imp::{HOSTS, Imp};
use crate::io::{HostStatus, Note, Output, Party};
use crate::pool::Body;
use crate::reassembly::Message;
use crate::sender::SenderIndex;
use arpanet_wire::modem::{Header, Place};
use arpanet_wire::{GoingDown, HostAddress, ImpNumber, ImpToHost, Leader};

/// Slow ticks that a host has to take a packet, and that a message may wait: 30 s.
const PATIENCE_SLOW_TICKS: u64 = 47;
/// NOPs that introduce a reset.
const RESET_NOPS: usize = 3;
/// Two-word messages that may wait in the whole IMP: three buffers of seventeen.
const MAX_SHORTS: u16 = 51;
const SHORTS_IN_BUFFER: u16 = 17;

/// Packet buffers that so many two-word messages take.
pub(crate) const fn short_buffers(shorts: u16) -> u16 {
    shorts.div_ceil(SHORTS_IN_BUFFER)
}

impl Imp {
    /// Gives every host that takes nothing what comes first for it.
    pub(crate) fn poll_hosts(&mut self, cx: &mut Context) -> bool {
        let mut progress = false;
        for index in 0..HOSTS {
            if self.ports[index].has_something_to_give() && self.give_next(cx, index) {
                progress = true;
            }
        }
        progress
    }

    #[inline(never)]
    fn give_next(&mut self, cx: &mut Context, index: usize) -> bool {
        if self.ports[index].current.is_some() {
            return self.give_packet(cx, index);
        }
        if let Some(&leader) = self.ports[index].short.front() {
            let giving = Giving { what: Given::Short, since: cx.now };
            self.ports[index].giving = Some(giving);
            let host = HostIndex(index as u8);
            cx.out.push(Output::GiveHost { host, leader: Some(leader), body: Body::EMPTY, last: true });
            return true;
        }
        while let Some(message) = self.next_message_for(cx, index) {
            match message {
                Ok(message) => {
                    self.ports[index].current = Some(message);
                    return self.give_packet(cx, index);
                }
                Err(stale) => {
                    self.drop_message(cx, &stale);
                    self.on_lost(&stale);
                }
            }
        }
        false
    }

    /// The next message for a host; an error when it has waited too long or went bad in here.
    fn next_message_for(&mut self, cx: &mut Context, index: usize) -> Option<Result<Message, Message>> {
        let verify = self.config.settings.checks.end_to_end;
        let patience_ns = PATIENCE_SLOW_TICKS * self.clock.slow_ns();
        let port = &mut self.ports[index];
        let queued = port.priority.pop_front().or_else(|| port.regular.pop_front())?;
        let is_spoilt = verify && queued.message.pieces().any(|piece| piece.checksum_error != 0);
        let is_late = cx.now.ns_since(queued.since) > patience_ns;
        if is_spoilt {
            cx.note(Note::IntraImpError);
        }
        Some(if is_spoilt || is_late { Err(queued.message) } else { Ok(queued.message) })
    }

    fn give_packet(&mut self, cx: &mut Context, index: usize) -> bool {
        let me = self.config.number;
        let port = &mut self.ports[index];
        let Some(message) = &mut port.current else { return false };
        let first = message.is_whole();
        let Some((piece, last)) = message.give() else {
            port.current = None;
            return true;
        };
        let header = message.header;
        port.giving = Some(Giving { what: Given::Packet, since: cx.now });
        port.tally.count_received(&header, piece.body, first, me);
        let leader = first.then(|| message_leader(&header));
        cx.out.push(Output::GiveHost { host: HostIndex(index as u8), leader, body: piece.body, last });
        true
    }

    /// The host has taken what it was given.
    pub(crate) fn on_host_took(&mut self, cx: &mut Context, host: HostIndex) {
        let Some(port) = self.ports.get_mut(usize::from(host.0)) else { return };
        let Some(giving) = port.giving.take() else { return };
        match giving.what {
            Given::Short => {
                port.short.pop_front();
                self.count_shorts();
            }
            Given::Packet => self.on_packet_taken(cx, host),
        }
    }

    fn on_packet_taken(&mut self, cx: &mut Context, host: HostIndex) {
        let port = &mut self.ports[usize::from(host.0)];
        let Some(message) = &mut port.current else { return };
        let first = message.is_whole();
        let is_over = message.take();
        let message = *message;
        if is_over {
            port.current = None;
        }
        self.buffers.used -= 1;
        self.buffers.in_use -= 1;
        if first {
            self.on_taken(cx, &message, Party::Host(host));
        }
        if is_over {
            self.note_complete(cx, message.header.from.imp, message.number);
        }
    }

    /// Queues a two-word message for a host that listens.
    pub(crate) fn tell(&mut self, host: HostIndex, leader: Leader) {
        let Some(port) = self.ports.get_mut(usize::from(host.0)) else { return };
        if port.listens() {
            port.short.push_back(leader);
            self.count_shorts();
        }
    }

    /// Whether a reply from the network can be told to whom it is for.
    pub(crate) fn can_tell(&self, party: Party) -> bool {
        match party {
            Party::Host(host) => self.shorts < MAX_SHORTS || !self.ports[usize::from(host.0)].listens(),
            Party::Fake(_) => true,
        }
    }

    /// Counts the two-word messages and the buffers that they take.
    fn count_shorts(&mut self) {
        let shorts = self.ports.iter().map(|port| port.short.len() as u16).sum();
        self.buffers.used -= short_buffers(self.shorts);
        self.buffers.used += short_buffers(shorts);
        self.shorts = shorts;
    }

    pub(crate) fn host_tally(&mut self, party: Party) -> Option<&mut HostTally> {
        match party {
            Party::Host(host) => self.ports.get_mut(usize::from(host.0)).map(|port| &mut port.tally),
            Party::Fake(_) => None,
        }
    }

    pub(crate) fn set_status(&mut self, cx: &mut Context, host: HostIndex, status: HostStatus) {
        let port = &mut self.ports[usize::from(host.0)];
        if std::mem::replace(&mut port.status, status) != status {
            cx.note(Note::HostStatus { host, status });
        }
    }

    /// The host's ready line; it is looked at at slow ticks.
    pub(crate) fn on_host_ready(&mut self, host: HostIndex, ready: bool) {
        if let Some(port) = self.ports.get_mut(usize::from(host.0)) {
            port.ready_now = ready;
        }
        if !ready && let Some(sender) = self.senders.get_mut(usize::from(host.0)) {
            sender.error_flop = true;
        }
    }

    /// The slow tick of a host: ready lines, and patience.
    pub(crate) fn on_host_slow_tick(&mut self, cx: &mut Context, index: usize) {
        let host = HostIndex(index as u8);
        let port = &mut self.ports[index];
        if port.status == HostStatus::Held {
            return;
        }
        if std::mem::take(&mut port.flapping) {
            self.raise_ready(cx, host);
            self.queue_reset(host);
        }
        let port = &mut self.ports[index];
        let was_ready = std::mem::replace(&mut port.ready_sampled, port.ready_now);
        let is_ready = port.ready_now;
        if is_ready && !was_ready {
            // Its thirty seconds begin now.
            if let Some(giving) = &mut port.giving {
                giving.since = cx.now;
            }
            self.set_status(cx, host, HostStatus::Up);
        } else if !is_ready && was_ready {
            self.on_host_gone(cx, host);
        }
        self.check_patience(cx, host);
    }

    /// The host's ready line is off.
    fn on_host_gone(&mut self, cx: &mut Context, host: HostIndex) {
        self.set_status(cx, host, HostStatus::NotReady);
        self.flush_host(cx, host);
        self.lose_host_input(cx, host);
        self.queue_reset(host);
    }

    /// A host that is up and did not take a packet for 30 s is tardy.
    fn check_patience(&mut self, cx: &mut Context, host: HostIndex) {
        let patience_ns = PATIENCE_SLOW_TICKS * self.clock.slow_ns();
        let port = &self.ports[usize::from(host.0)];
        let is_late = port.giving.is_some_and(|giving| cx.now.ns_since(giving.since) > patience_ns);
        if !is_late || !port.listens() {
            return;
        }
        self.set_status(cx, host, HostStatus::Tardy);
        self.flush_host(cx, host);
        self.lose_host_input(cx, host);
        let port = &mut self.ports[usize::from(host.0)];
        port.own_ready = false;
        port.flapping = true;
        cx.out.push(Output::SetReady { host, ready: false });
    }

    /// The IMP's own ready line goes up; input is armed.
    pub(crate) fn raise_ready(&mut self, cx: &mut Context, host: HostIndex) {
        self.ports[usize::from(host.0)].own_ready = true;
        cx.out.push(Output::SetReady { host, ready: true });
        self.arm(cx, SenderIndex(host.0));
    }

    /// Three NOPs and an interface reset, whether the host listens or not.
    pub(crate) fn queue_reset(&mut self, host: HostIndex) {
        let nobody = HostAddress { imp: ImpNumber(0), host: 0 };
        let nops = std::iter::repeat_n(ImpToHost::Nop, RESET_NOPS);
        let port = &mut self.ports[usize::from(host.0)];
        for kind in nops.chain([ImpToHost::InterfaceReset]) {
            port.short.push_back(Leader::from_imp(kind, nobody, 0));
        }
        self.count_shorts();
    }

    /// Everything that waits for a host is thrown away; the sources of whole messages hear "incomplete".
    pub(crate) fn flush_host(&mut self, cx: &mut Context, host: HostIndex) {
        let port = &mut self.ports[usize::from(host.0)];
        port.giving = None;
        port.short.clear();
        let current = port.current.take();
        let priority = std::mem::take(&mut port.priority);
        let regular = std::mem::take(&mut port.regular);
        self.count_shorts();
        let queued = priority.into_iter().chain(regular).map(|queued| queued.message);
        for message in current.into_iter().chain(queued) {
            self.drop_message(cx, &message);
            if message.is_whole() {
                self.on_lost(&message);
            }
        }
    }

    /// Tells all hosts that the IMP will go down (type 2).
    pub(crate) fn announce(&mut self, notice: GoingDown) {
        let nobody = HostAddress { imp: ImpNumber(0), host: 0 };
        for index in 0..HOSTS as u8 {
            self.tell(HostIndex(index), Leader::from_imp(ImpToHost::GoingDown(notice), nobody, 0));
        }
    }
}

impl HostPort {
    /// Whether a slow tick would find something to do.
    pub(crate) fn needs_slow_tick(&self) -> bool {
        self.status == HostStatus::Held
            || self.flapping
            || self.ready_now != self.ready_sampled
            || (self.giving.is_some() && self.listens())
    }
}

impl HostTally {
    fn count_received(&mut self, header: &Header, body: Body, first: bool, me: ImpNumber) {
        let flow = if header.from.imp == me { &mut self.home } else { &mut self.away };
        flow.messages_received = flow.messages_received.wrapping_add(u16::from(first));
        flow.packets_received = flow.packets_received.wrapping_add(1);
        self.words_received = self.words_received.wrapping_add(u16::from(body.words()));
    }
}

/// The leader of a regular message as its host gets it: the source's address and HEAD3. Priority is not passed.
fn message_leader(header: &Header) -> Leader {
    let words = [0, header.link.unwrap_or(0)];
    Leader {
        for_imp: header.from.has(Place::FAKE),
        octal: header.from.has(Place::OCTAL),
        address: header.from.address(),
        ..Leader::from_words(words)
    }
}
