//! The rest of a message's way from a host: numbers, tables, allocations, packets into the network.
//!
//! The states are in the sender's table (`sender.rs`). IMP program 3050.

use crate::context::Context;
use crate::imp::Imp;
use crate::io::{Answer, MessageId, Note, Party};
use crate::packet::{Packet, Words};
use crate::peer::Peer;
use crate::pending::{PendingLeader, PendingPacket, Waiting};
use crate::pool::Body;
use crate::reassembly::{PACKETS, Piece};
use crate::sender::{Hold, Phase, Sender, SenderIndex, data_packet};
use arpanet_wire::modem::{Head, Header, Place};
use arpanet_wire::{HostAddress, ImpNumber, Incomplete, Leader};

/// Fast ticks that a message waits for its own number after its request was granted.
const NUMBER_TICKS: u64 = 450;
/// The pending packet table's last place is not for hosts.
const RESERVED_PENDING: usize = 1;

impl Imp {
    /// Moves every sender on as far as it gets.
    pub(crate) fn poll_senders(&mut self, cx: &mut Context) -> bool {
        let mut progress = false;
        for index in 0..SenderIndex::COUNT as u8 {
            while self.senders[usize::from(index)].waits() && self.poll_sender(cx, SenderIndex(index)) {
                progress = true;
            }
        }
        progress
    }

    // Apart, so that the look at all senders is a short loop.
    #[inline(never)]
    fn poll_sender(&mut self, cx: &mut Context, index: SenderIndex) -> bool {
        let sender = &self.senders[usize::from(index.0)];
        let to = sender.leader.address.imp;
        if sender.is_before_entry() && !self.router.is_open(to) {
            self.refuse(cx, index, Answer::ImpDead);
            return true;
        }
        match sender.phase {
            Phase::Number => self.poll_number(index),
            Phase::Buffer => self.poll_buffer(cx, index),
            Phase::Table => self.poll_table(cx, index),
            Phase::Single => self.poll_single(cx, index),
            Phase::Request => self.poll_request(cx, index),
            Phase::Second => self.poll_second(index),
            Phase::Sending => self.poll_sending(cx, index),
            Phase::Aborting => self.poll_aborting(cx, index),
            Phase::Allocation | Phase::Leader | Phase::Data | Phase::Discarding => false,
        }
    }

    fn sender_mut(&mut self, index: SenderIndex) -> &mut Sender {
        &mut self.senders[usize::from(index.0)]
    }

    /// A number must be to be had before anything is read.
    fn poll_number(&mut self, index: SenderIndex) -> bool {
        let to = self.sender_mut(index).leader.address.imp;
        if !self.peer(to).is_some_and(Peer::has_number) {
            return false;
        }
        self.sender_mut(index).phase = Phase::Buffer;
        true
    }

    /// A buffer to read the next packet into.
    fn poll_buffer(&mut self, cx: &mut Context, index: SenderIndex) -> bool {
        let sender = self.sender_mut(index);
        if let Some(answer) = sender.broken.take() {
            sender.ended = true;
            self.give_up(cx, index, answer);
            return true;
        }
        if !self.buffers.may_read() {
            return false;
        }
        self.buffers.used += 1;
        let sender = self.sender_mut(index);
        sender.has_buffer = true;
        if sender.piece.is_some() {
            sender.phase = Phase::Table;
        } else {
            sender.phase = Phase::Data;
            self.arm(cx, index);
        }
        true
    }

    /// The first packet is in: the message enters its table.
    fn poll_table(&mut self, cx: &mut Context, index: SenderIndex) -> bool {
        let sender = &self.senders[usize::from(index.0)];
        let Some((piece, last)) = sender.piece else { return false };
        let to = sender.leader.address.imp;
        if !self.peer(to).is_some_and(Peer::has_number) {
            return false;
        }
        if last { self.enter_single(cx, index, piece) } else { self.enter_multi(cx, index) }
    }

    fn enter_single(&mut self, cx: &mut Context, index: SenderIndex, piece: Piece) -> bool {
        let sender = &self.senders[usize::from(index.0)];
        let is_host = matches!(sender.party, Party::Host(_));
        if self.ppt.free() <= if is_host { RESERVED_PENDING } else { 0 } {
            return false;
        }
        let waiting = self.waiting(cx, index);
        let leader = waiting.leader;
        let flags = Head::SINGLE | Head::TRANSMISSION | if self.is_older() { 0 } else { Head::REQUEST };
        let (number, order) = self.take_number(leader.address.imp, leader.priority);
        let header = self.message_header(&waiting, Head::new(number, order, flags), 0, true);
        let entry = PendingPacket {
            waiting,
            number,
            packet: data_packet(header, piece),
            to_send: true,
            requests: true,
            on_line: None,
        };
        let place = self.ppt.insert(entry);
        self.note_entered(cx, &waiting, false);
        self.count_packet(&waiting, piece.body);
        let sender = self.sender_mut(index);
        sender.piece = None;
        sender.has_buffer = false;
        sender.deadline = None;
        sender.entry = place;
        sender.phase = Phase::Single;
        true
    }

    fn enter_multi(&mut self, cx: &mut Context, index: SenderIndex) -> bool {
        if self.plt.free() == 0 {
            return false;
        }
        let waiting = self.waiting(cx, index);
        let (to, priority) = (waiting.leader.address.imp, waiting.leader.priority);
        let has_allocation = self.is_older() || self.tally.take(to, cx.now, self.clock);
        let (number, order) = self.take_number(to, priority);
        let entry = PendingLeader {
            waiting,
            number: Some(number),
            order,
            requests: !has_allocation,
            is_entering: true,
        };
        let place = self.plt.insert(entry);
        self.note_entered(cx, &waiting, true);
        let sender = self.sender_mut(index);
        sender.deadline = None;
        sender.entry = place;
        sender.phase = if has_allocation { Phase::Sending } else { Phase::Request };
        true
    }

    fn waiting(&mut self, cx: &Context, index: SenderIndex) -> Waiting {
        let message = MessageId(self.next_message);
        self.next_message += 1;
        let sender = &self.senders[usize::from(index.0)];
        let incomplete = Answer::Incomplete(Incomplete::DestinationTardy);
        Waiting {
            message,
            from: sender.party,
            sender: index,
            leader: sender.leader,
            entered: cx.now,
            incomplete,
        }
    }

    fn note_entered(&mut self, cx: &mut Context, waiting: &Waiting, multi: bool) {
        let Waiting { message, from, leader, .. } = *waiting;
        cx.note(Note::MessageEntered { message, from, leader, multi });
        let is_home = leader.address.imp == self.config.number;
        if let Some(tally) = self.host_tally(from) {
            let flow = if is_home { &mut tally.home } else { &mut tally.away };
            flow.messages_sent = flow.messages_sent.wrapping_add(1);
        }
    }

    fn count_packet(&mut self, waiting: &Waiting, body: Body) {
        let is_home = waiting.leader.address.imp == self.config.number;
        if let Some(tally) = self.host_tally(waiting.from) {
            let flow = if is_home { &mut tally.home } else { &mut tally.away };
            flow.packets_sent = flow.packets_sent.wrapping_add(1);
            tally.words_sent = tally.words_sent.wrapping_add(u16::from(body.words()));
        }
    }

    fn take_number(&mut self, to: ImpNumber, priority: bool) -> (u8, u8) {
        self.peers.take_number(to, priority).expect("a sender's destination is open, so it is in the tables")
    }

    /// The single-packet message is handed over: its host may go on when the task has taken it.
    fn poll_single(&mut self, cx: &mut Context, index: SenderIndex) -> bool {
        let entry = self.sender_mut(index).entry.and_then(|place| self.ppt.get(place));
        if entry.is_some_and(|entry| entry.waiting.sender == index && entry.to_send && entry.requests) {
            return false;
        }
        self.end_message(cx, index);
        true
    }

    /// REQ8.
    fn poll_request(&mut self, cx: &mut Context, index: SenderIndex) -> bool {
        let Some(entry) = self.entry_of(index) else { return false };
        let head =
            Head::new(entry.number.unwrap_or_default(), entry.order, Head::REQUEST | Head::TRANSMISSION);
        let mut header = self.message_header(&entry.waiting, head, 0, false);
        header.from = Place::of_imp(self.config.number);
        header.link = None;
        self.sender_mut(index).phase = Phase::Allocation;
        if self.forward(cx, Packet::new(Words::Data(header, Body::EMPTY)), Hold::New).is_err() {
            self.sender_mut(index).phase = Phase::Request;
            return false;
        }
        true
    }

    /// The allocation has come.
    pub(crate) fn on_granted(&mut self, cx: &Context, index: SenderIndex) {
        self.sender_mut(index).phase = Phase::Second;
        self.limit(cx, index, NUMBER_TICKS);
    }

    /// The message's own number; it keeps the order number of its request.
    fn poll_second(&mut self, index: SenderIndex) -> bool {
        let sender = &self.senders[usize::from(index.0)];
        let (to, place) = (sender.leader.address.imp, sender.entry.unwrap_or_default());
        if !self.peer(to).is_some_and(Peer::has_number) {
            return false;
        }
        let (number, _) = self.take_number(to, false);
        if let Some(entry) = self.plt.get_mut(place) {
            entry.number = Some(number);
        }
        let sender = self.sender_mut(index);
        sender.deadline = None;
        sender.phase = Phase::Sending;
        true
    }

    /// One packet of a multi-packet message.
    fn poll_sending(&mut self, cx: &mut Context, index: SenderIndex) -> bool {
        let sender = &self.senders[usize::from(index.0)];
        let (Some(entry), Some((piece, last))) = (self.entry_of(index), sender.piece) else { return false };
        let number = sender.taken - 1;
        if number + 1 >= PACKETS && !last {
            self.abort(cx, index, Answer::Incomplete(Incomplete::TooLong));
            return true;
        }
        let head = Head::new(entry.number.unwrap_or_default(), entry.order, Head::TRANSMISSION);
        let header = self.message_header(&entry.waiting, head, number, last);
        // Taken before the task may answer: a message to this IMP itself can be over when it returns.
        let sender = self.sender_mut(index);
        sender.piece = None;
        sender.has_buffer = false;
        sender.phase = if last { Phase::Leader } else { Phase::Buffer };
        if self.forward(cx, data_packet(header, piece), Hold::Held).is_err() {
            let sender = self.sender_mut(index);
            sender.piece = Some((piece, last));
            sender.has_buffer = true;
            sender.phase = Phase::Sending;
            return false;
        }
        self.count_packet(&entry.waiting, piece.body);
        if last {
            if let Some(entry) = self.sender_mut(index).entry.take().and_then(|place| self.plt.get_mut(place))
            {
                entry.is_entering = false;
            }
            self.end_message(cx, index);
        }
        true
    }

    /// An entered message cannot go on. Its last packet tells the destination so, whose answer closes it.
    pub(crate) fn abort(&mut self, cx: &mut Context, index: SenderIndex, answer: Answer) {
        let sender = &mut self.senders[usize::from(index.0)];
        sender.deadline = None;
        match sender.entry.and_then(|place| self.plt.get_mut(place)) {
            Some(entry) => {
                entry.waiting.incomplete = answer;
                sender.phase = Phase::Aborting;
            }
            None => self.end_message(cx, index),
        }
    }

    /// The packet with which a given-up message ends: the one in hand, or a bare question.
    fn poll_aborting(&mut self, cx: &mut Context, index: SenderIndex) -> bool {
        let Some(entry) = self.entry_of(index) else {
            self.end_message(cx, index);
            return true;
        };
        let sender = &self.senders[usize::from(index.0)];
        let flags = Head::TRANSMISSION | Head::INCOMPLETE;
        let head = Head::new(entry.number.unwrap_or_default(), entry.order, flags);
        let (packet, hold) = match sender.piece {
            Some((piece, _)) => {
                let header = self.message_header(&entry.waiting, head, sender.taken.saturating_sub(1), false);
                (data_packet(header, piece), Hold::Held)
            }
            None => {
                let header = self.bare_header(entry.waiting.leader.address.imp, head);
                (Packet::new(Words::Data(header, Body::EMPTY)), Hold::New)
            }
        };
        let had = (sender.piece, sender.has_buffer);
        let sender = self.sender_mut(index);
        sender.piece = None;
        if hold == Hold::Held {
            sender.has_buffer = false;
        }
        if self.forward(cx, packet, hold).is_err() {
            let sender = self.sender_mut(index);
            (sender.piece, sender.has_buffer) = had;
            return false;
        }
        if let Some(entry) = self.sender_mut(index).entry.take().and_then(|place| self.plt.get_mut(place)) {
            entry.is_entering = false;
        }
        self.end_message(cx, index);
        true
    }

    /// No number in time for a message whose request was granted: it is closed here.
    pub(crate) fn abandon_granted(&mut self, cx: &mut Context, index: SenderIndex, answer: Answer) {
        let place = self.sender_mut(index).entry.take();
        if let Some(entry) = place.and_then(|place| self.plt.remove(place)) {
            // The allocation is held and unused; if there is no place for it the destination collects it.
            self.tally.push(entry.waiting.leader.address.imp, cx.now, self.clock);
            self.answer(cx, &entry.waiting, answer);
        }
        self.end_message(cx, index);
    }

    fn entry_of(&self, index: SenderIndex) -> Option<PendingLeader> {
        let place = self.senders[usize::from(index.0)].entry?;
        self.plt.get(place).copied().filter(|entry| entry.waiting.sender == index)
    }

    /// The header of a packet of a host's message.
    fn message_header(&self, waiting: &Waiting, head: Head, packet: u8, last: bool) -> Header {
        let leader = &waiting.leader;
        let flags =
            |pairs: &[(bool, u16)]| pairs.iter().filter(|(set, _)| *set).fold(0, |all, (_, flag)| all | flag);
        let to = flags(&[
            (leader.priority, Place::PRIORITY),
            (leader.for_imp, Place::FAKE),
            (leader.trace, Place::TRACE),
            (leader.octal, Place::OCTAL),
        ]);
        let (host, fake) = match waiting.from {
            Party::Host(host) => (host.0, false),
            Party::Fake(number) => (number, true),
        };
        let from = flags(&[(last, Place::LAST), (fake, Place::FAKE), (leader.octal, Place::OCTAL)]);
        Header {
            head,
            to: Place::new(to, leader.address).with_packet_number(packet),
            from: Place::new(from, HostAddress { imp: self.config.number, host }),
            link: Some(link_word(leader)),
        }
    }

    /// Sends what the pending packet table has to send.
    pub(crate) fn poll_pending(&mut self, cx: &mut Context) -> bool {
        if self.ppt.used() == 0 {
            return false;
        }
        let mut progress = false;
        for place in 0..self.ppt.places() {
            let Some(entry) = self.ppt.get_mut(place).filter(|entry| entry.is_unsent()) else { continue };
            entry.to_send = false;
            let packet = entry.packet;
            packet.retain(cx.pool);
            if self.forward(cx, packet, Hold::Pending(place)).is_ok() {
                progress = true;
                continue;
            }
            packet.release(cx.pool);
            if let Some(entry) = self.ppt.get_mut(place) {
                entry.to_send = true;
            }
        }
        progress
    }
}

/// HEAD3: link and message-id, low bits zero.
fn link_word(leader: &Leader) -> u16 {
    leader.second_word() & 0o177760
}
