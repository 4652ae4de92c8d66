//! Data: cut into messages on one side, joined to a stream on the other. NIC 8246 p. 8, p. 19.

use arpanet_wire::command::{ErrorReport, Reason};
use arpanet_wire::host_host::{Header, Message};
use arpanet_wire::{Bits, HostAddress};

use crate::allocation::Space;
use crate::connection::{Receiver, Sender, State};
use crate::ncp::{Named, Turn};
use crate::stream::whole_bytes;
use crate::transmit::Cargo;
use crate::{CloseReason, ConnectionId, Event, Misuse, Pair};

/// Messages of zero length that may wait on one connection.
const EMPTY_MESSAGES: u16 = 64;

/// How often a sender may break the rules of its connection before that ends.
const VIOLATIONS: u8 = 8;

impl Turn<'_> {
    // Sending.

    /// Takes whole bytes from the process. HH-006, HH-011, HH-115.
    pub fn send(&mut self, id: ConnectionId, data: &Bits) {
        let Some(pair) = self.pair_of(id) else {
            return;
        };
        let limit = self.ncp.profile.send_buffer_bits as usize;
        let misuse = match self.ncp.connections.get_mut(&pair).map(|connection| &mut connection.state) {
            Some(State::Sending(sender)) => sender.take_in(data, limit).err(),
            Some(State::Receiving(_)) => Some(Misuse::WrongWay),
            _ => Some(Misuse::NotOpen),
        };
        if let Some(misuse) = misuse {
            return self.misused(id, misuse);
        }
        self.touch(pair.foreign.host);
        self.tell_room(pair);
        self.watch_stall(pair);
    }

    /// Cuts the next message from what waits: as many whole bytes as the allocation, the message length and the data
    /// allow. "subtracts one from the message counter and the text length ... from the bit counter" (NIC 8246 p. 15).
    /// HH-011, HH-025, HH-112, HH-114, HH-116.
    pub fn send_data_of(&mut self, pair: Pair) {
        let most_bits = self.ncp.profile.max_text_bits();
        let Some(State::Sending(sender) | State::Draining(sender)) =
            self.ncp.connections.get_mut(&pair).map(|connection| &mut connection.state)
        else {
            return;
        };
        let (link, byte_size) = (sender.link, sender.byte_size);
        let text = sender.cut_message(most_bits);
        self.ncp.counters.data_messages_sent += 1;
        self.ncp.counters.data_bits_sent += text.length_bits() as u64;
        self.ncp.host(pair.foreign.host).last_served = link;
        self.send_message(pair.foreign.host, link, byte_size, text, Cargo::Data(pair));
        self.tell_room(pair);
        self.watch_stall(pair);
    }

    /// Answers every `Send` once no more than half of the buffer waits.
    fn tell_room(&mut self, pair: Pair) {
        let half = self.ncp.profile.send_buffer_bits as usize / 2;
        let Some(connection) = self.ncp.connections.get_mut(&pair) else {
            return;
        };
        let (State::Sending(sender), Some(id)) = (&mut connection.state, connection.id) else {
            return;
        };
        if sender.unsent.length_bits() <= half {
            for _ in 0..std::mem::take(&mut sender.rooms_due) {
                self.tell(id, Event::Room);
            }
        }
    }

    // Receiving.

    /// The process is ready for data.
    pub fn receive(&mut self, id: ConnectionId, max_bits: usize) {
        if let Some(Named::Remains(remains)) = self.ncp.ids.get_mut(&id) {
            if max_bits == 0 {
                return;
            }
            let length = whole_bytes(remains.arrived.length_bits(), remains.byte_size, max_bits);
            let (data, why) = (remains.arrived.take(length), remains.why);
            let is_last = remains.arrived.is_empty();
            self.tell(id, Event::Data(data));
            if is_last {
                self.ncp.ids.remove(&id);
                self.tell(id, Event::Closed(why));
            }
            return;
        }
        let Some(pair) = self.pair_of(id) else {
            return;
        };
        match self.ncp.connections.get_mut(&pair).map(|connection| &mut connection.state) {
            Some(State::Receiving(receiver)) => {
                receiver.wanted_bits = (max_bits > 0).then_some(max_bits);
                self.hand_over(pair);
            }
            Some(State::Sending(_)) => self.misused(id, Misuse::WrongWay),
            _ => self.misused(id, Misuse::NotOpen),
        }
    }

    /// Gives the process what it waits for, and the sender what that leaves room for. HH-010, HH-013.
    fn hand_over(&mut self, pair: Pair) {
        let Some(connection) = self.ncp.connections.get_mut(&pair) else {
            return;
        };
        let (State::Receiving(receiver), Some(id)) = (&mut connection.state, connection.id) else {
            return;
        };
        if let (Some(max_bits), false) = (receiver.wanted_bits, receiver.arrived.is_empty()) {
            receiver.wanted_bits = None;
            let length = whole_bytes(receiver.arrived.length_bits(), receiver.byte_size, max_bits);
            let data = receiver.arrived.take(length);
            self.tell(id, Event::Data(data));
        }
        self.top_up(pair);
        self.watch_silence(pair);
    }

    /// A data message. It belongs to the connection that has its link with this host, towards us; the message-id does not
    /// matter (RFC 533). HH-001, HH-019, HH-021, HH-022, HH-031, HH-034, HH-097, IH-040.
    pub fn on_data(&mut self, host: HostAddress, header: &Header, message: &Bits) {
        if !self.is_heard(host, false) {
            return;
        }
        let pair = self.ncp.host(host).receive_links.get(&header.leader.link).copied();
        let state = pair.and_then(|pair| self.ncp.connections.get(&pair)).map(|connection| &connection.state);
        match (pair, state) {
            (Some(of), Some(State::Receiving(_))) if self.has_said_request(pair) => {
                self.on_data_for(of, header, message);
            }
            // "the receiver must expect more input" (NIC 8246 p. 13); nobody wants it. HH-097.
            (Some(_), Some(State::ClsSent(_))) => self.ncp.counters.data_after_close += 1,
            _ => {
                self.ncp.counters.errors.links_not_found += 1;
                self.complain(host, ErrorReport::link_not_connected(message));
            }
        }
    }

    /// A data message for an open connection.
    fn on_data_for(&mut self, pair: Pair, header: &Header, message: &Bits) {
        let limit = self.ncp.profile.receive_buffer_bits as usize;
        let Some(State::Receiving(receiver)) = self.ncp.connections.get_mut(&pair).map(|c| &mut c.state)
        else {
            return;
        };
        let byte_size = receiver.byte_size;
        let outcome = receiver.take_in(header, message, limit);
        self.ncp.counters.count_data(header.text_bits());
        match outcome {
            Ok(()) => {}
            Err(fault) => {
                self.count_fault(fault.reason);
                self.complain(pair.foreign.host, ErrorReport::about_message(fault.reason, header, byte_size));
                if fault.is_last {
                    return self.abort(pair, CloseReason::Violated);
                }
            }
        }
        self.hand_over(pair);
    }

    fn count_fault(&mut self, reason: Reason) {
        let errors = &mut self.ncp.counters.errors;
        match reason {
            Reason::WrongByteSize => errors.wrong_byte_sizes += 1,
            Reason::ShortMessage => errors.short_messages += 1,
            Reason::OverAllocation => errors.over_allocations += 1,
            Reason::UnaskedReturn | Reason::AlreadyOpen | Reason::BadControlHeader => {}
        }
    }
}

/// What is wrong with a data message.
struct DataFault {
    reason: Reason,
    /// It has happened too often, or the buffer is full: the connection ends.
    is_last: bool,
}

impl Sender {
    fn take_in(&mut self, data: &Bits, limit: usize) -> Result<(), Misuse> {
        if data.is_empty() {
            if self.empty_messages >= EMPTY_MESSAGES {
                return Err(Misuse::BufferFull);
            }
            self.empty_messages += 1;
        } else if !data.length_bits().is_multiple_of(usize::from(self.byte_size)) {
            return Err(Misuse::PartialByte);
        } else if self.unsent.length_bits() + data.length_bits() > limit {
            return Err(Misuse::BufferFull);
        } else {
            self.unsent.put(data);
        }
        self.rooms_due += 1;
        Ok(())
    }

    /// The text of the next message, charged to the counters.
    fn cut_message(&mut self, most_bits: usize) -> Bits {
        let byte_size = usize::from(self.byte_size);
        let waiting = self.unsent.length_bits() / byte_size;
        let bytes = self.space.bytes_allowed(self.byte_size).min(waiting).min(most_bits / byte_size);
        if bytes == 0 {
            self.empty_messages = self.empty_messages.saturating_sub(1);
        }
        let text_bits = bytes * byte_size;
        let cost = Space::new(1, u32::try_from(text_bits).expect("a text has at most 8023 bits"));
        self.space = self.space.minus(cost).expect("the allocation was asked before the message was cut");
        self.unsent.take(text_bits)
    }
}

impl Receiver {
    /// Adds the text to the stream and charges the mirror by what the sender charged itself, S times C, even where
    /// the text is no good. HH-019, HH-023, HH-024, HH-112, HH-115, HH-118, HH-122.
    fn take_in(&mut self, header: &Header, message: &Bits, limit: usize) -> Result<(), DataFault> {
        let cost = Space::new(1, u32::try_from(header.text_bits()).unwrap_or(u32::MAX));
        let is_covered = self.granted.minus(cost).is_some();
        self.granted = self.granted.saturating_minus(cost);
        if header.byte_size != self.byte_size {
            return Err(self.violated(Reason::WrongByteSize));
        }
        let Ok(message) = Message::parse(message) else {
            return Err(self.violated(Reason::ShortMessage));
        };
        let text = message.text();
        if self.arrived.length_bits() + text.length_bits() > limit {
            return Err(DataFault { reason: Reason::OverAllocation, is_last: true });
        }
        self.arrived.put(text);
        // It fits: the process gets it, the sender is told. RFC 467 p. 3 counts this among the "inconsistent events".
        if is_covered { Ok(()) } else { Err(DataFault { reason: Reason::OverAllocation, is_last: false }) }
    }

    fn violated(&mut self, reason: Reason) -> DataFault {
        self.violations = self.violations.saturating_add(1);
        DataFault { reason, is_last: self.violations >= VIOLATIONS }
    }
}
