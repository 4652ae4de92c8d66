//! The destination IMP: messages and questions that arrive.
//!
//! A single-packet message is taken when it is the next in order (or the next priority message) and there is a
//! buffer; else it counts as a request for one, and comes again under an allocation. A multi-packet message has its
//! eight buffers before it is sent. Regular messages reach the hosts in the order of their numbers, whichever hosts of the two IMPs
//! talk; a priority message goes when its order number is due. IMP program 3050; RFC 626 p. 2.

use crate::answers::EIGHT;
use crate::config::FlowControl;
use crate::context::Context;
use crate::imp::Imp;
use crate::io::{DropReason, Note, Party, Refusal};
use crate::packet::{Packet, Words};
use crate::peer::{Answer, Standing};
use crate::pool::Body;
use crate::reassembly::{Block, Message, Piece};
use crate::sender::Hold;
use crate::task::Taken;
use arpanet_wire::ImpNumber;
use arpanet_wire::modem::{Head, Header, Kind, Place};

/// The sub-code of a dead host in the link word.
const HOST_DEAD: u16 = 1;

impl Imp {
    /// A packet of the data family for this IMP.
    pub(crate) fn arrive(
        &mut self,
        cx: &mut Context,
        header: &Header,
        packet: &Packet,
        hold: Hold,
    ) -> Result<Taken, Refusal> {
        self.is_stirred = true;
        if !header.is_transmission() {
            return self.on_reply(cx, header).map(|()| Taken::Done);
        }
        let from = header.from.imp;
        if self.router.is_dead(from) {
            return Ok(self.ignore(cx, header, DropReason::SourceDead));
        }
        self.router.hear_from(from);
        let Some(peer) = self.peer(from) else { return Ok(Taken::Done) };
        let standing = peer.standing(header.head.message());
        if header.head.has(Head::INCOMPLETE) {
            return Ok(self.on_query(cx, header, standing));
        }
        let in_turn = match standing {
            Standing::Outside => return Ok(self.ignore(cx, header, DropReason::OutOfWindow)),
            Standing::Got => return Ok(self.ignore(cx, header, DropReason::Duplicate)),
            Standing::Open(oldest) => oldest || self.is_due_by_priority(header),
        };
        match header.kind() {
            // Without allocations no packet asks for one; each finds a buffer or does not.
            Kind::Message1Allocated if self.is_older() => self.on_message1(cx, header, packet, hold, in_turn),
            Kind::Message1 => self.on_message1(cx, header, packet, hold, in_turn),
            Kind::Message1Allocated => self.on_allocated_message1(cx, header, packet, hold, in_turn),
            Kind::Message8 => self.on_message8(cx, header, packet, hold),
            Kind::Request8 => Ok(self.settle_number(cx, header, Answer::Allocate8)),
            Kind::GiveBack => {
                self.buffers.take_back(EIGHT);
                Ok(self.settle_number(cx, header, Answer::Incomplete1))
            }
            _ => Ok(self.ignore(cx, header, DropReason::Unexpected)),
        }
    }

    fn ignore(&mut self, cx: &mut Context, header: &Header, why: DropReason) -> Taken {
        cx.note(Note::PacketIgnored { from: header.from.imp, number: header.head.message(), why });
        Taken::Done
    }

    fn is_due_by_priority(&self, header: &Header) -> bool {
        header.to.has(Place::PRIORITY)
            && self.peer(header.from.imp).is_some_and(|peer| peer.expects_order(header.head.order()))
    }

    /// A number needs no message: its answer is due, and later ones may have their turn.
    fn settle_number(&mut self, cx: &mut Context, header: &Header, answer: Answer) -> Taken {
        let (from, number) = (header.from.imp, header.head.message());
        self.owe(from, number, answer);
        self.advance(cx, from, number);
        Taken::Done
    }

    /// MSG1: a whole message, and a request.
    fn on_message1(
        &mut self,
        cx: &mut Context,
        header: &Header,
        packet: &Packet,
        hold: Hold,
        in_turn: bool,
    ) -> Result<Taken, Refusal> {
        if !self.takes_messages(header) {
            return Ok(self.on_dead_host(cx, header));
        }
        let has_room = self.buffers.may_take_single();
        if self.is_older() {
            return if has_room {
                self.take_single(cx, header, packet, hold, in_turn)
            } else {
                Err(Refusal::Reassembly)
            };
        }
        if in_turn && has_room {
            return self.take_single(cx, header, packet, hold, in_turn);
        }
        let (from, number) = (header.from.imp, header.head.message());
        self.owe(from, number, Answer::Allocate1);
        cx.note(Note::TreatedAsRequest { from, number, reassembly: self.buffers.reassembly() });
        Ok(Taken::Done)
    }

    /// MSG1 sent again under its allocation: taken in any order.
    fn on_allocated_message1(
        &mut self,
        cx: &mut Context,
        header: &Header,
        packet: &Packet,
        hold: Hold,
        in_turn: bool,
    ) -> Result<Taken, Refusal> {
        let taken = if self.takes_messages(header) {
            self.take_single(cx, header, packet, hold, in_turn)?
        } else {
            self.on_dead_host(cx, header)
        };
        self.buffers.take_back(1);
        Ok(taken)
    }

    /// Takes a single-packet message: to its host, or into a block until its turn comes.
    fn take_single(
        &mut self,
        cx: &mut Context,
        header: &Header,
        packet: &Packet,
        hold: Hold,
        in_turn: bool,
    ) -> Result<Taken, Refusal> {
        if !in_turn && self.blocks.free() == 0 {
            return Err(Refusal::Blocks);
        }
        self.buffers.in_use += 1;
        self.keep(hold);
        let (from, number) = (header.from.imp, header.head.message());
        cx.note(Note::MessageArrived { from, number, reassembly: self.buffers.reassembly() });
        if in_turn {
            self.deliver_single(cx, header, packet);
            return Ok(Taken::Kept);
        }
        let mut block = Block::new(*header, number, 1);
        let only = Header {
            to: header.to.with_packet_number(0),
            from: header.from.with(Place::LAST, true),
            ..*header
        };
        block.store(&only, Piece::of(packet));
        self.blocks.insert(block);
        cx.note(Note::MessageHeld { from, number });
        self.advance(cx, from, number);
        Ok(Taken::Kept)
    }

    fn deliver_single(&mut self, cx: &mut Context, header: &Header, packet: &Packet) {
        let (from, number) = (header.from.imp, header.head.message());
        let life = self.peer(from).map_or(0, |peer| peer.life);
        self.deliver(cx, Message::single(*header, Piece::of(packet), life));
        self.advance(cx, from, number);
    }

    /// MSG8: one packet of a message.
    fn on_message8(
        &mut self,
        cx: &mut Context,
        header: &Header,
        packet: &Packet,
        hold: Hold,
    ) -> Result<Taken, Refusal> {
        let (from, number) = (header.from.imp, header.head.message());
        if !self.takes_messages(header) {
            self.flush_block_of(cx, from, number);
            return Ok(self.on_dead_host(cx, header));
        }
        let is_older = self.is_older();
        if is_older && !self.buffers.may_take_single() {
            return Err(Refusal::Reassembly);
        }
        let index = match self.blocks.find(|block| block.is(from, number)) {
            Some(index) => index,
            None => self.claim_block(header)?,
        };
        let Some(block) = self.blocks.get_mut(index) else { return Err(Refusal::Blocks) };
        if block.has(header.to.packet_number()) || (block.is_ended() && header.from.has(Place::LAST)) {
            return Ok(self.ignore(cx, header, DropReason::Duplicate));
        }
        block.store(header, Piece::of(packet));
        if is_older {
            block.reserved += 1;
            self.buffers.in_use += 1;
        } else if header.from.has(Place::LAST) {
            let surplus = u16::from(7 - header.to.packet_number());
            block.reserved -= surplus;
            self.buffers.in_use -= surplus;
        }
        let is_complete = block.is_complete();
        self.keep(hold);
        if is_complete {
            self.on_complete(cx, index, header);
        }
        Ok(Taken::Kept)
    }

    /// A reassembly block for the first packet of a message; its eight buffers go from "allocated" to "in use".
    fn claim_block(&mut self, header: &Header) -> Result<u8, Refusal> {
        let reserved = if self.is_older() { 0 } else { EIGHT };
        let block = Block::new(*header, header.head.message(), reserved);
        let index = self.blocks.insert(block).ok_or(Refusal::Blocks)?;
        self.buffers.take_back(reserved);
        self.buffers.in_use += reserved;
        Ok(index)
    }

    /// A message has all its packets: it goes to its host, or waits in its block for those before it.
    fn on_complete(&mut self, cx: &mut Context, index: u8, header: &Header) {
        let (from, number) = (header.from.imp, header.head.message());
        cx.note(Note::MessageArrived { from, number, reassembly: self.buffers.reassembly() });
        let is_oldest = self.peer(from).is_some_and(|peer| peer.standing(number) == Standing::Open(true));
        if is_oldest || self.is_due_by_priority(header) {
            self.deliver_block(cx, index);
        } else {
            cx.note(Note::MessageHeld { from, number });
        }
        self.advance(cx, from, number);
    }

    fn deliver_block(&mut self, cx: &mut Context, index: u8) {
        let Some(block) = self.blocks.remove(index) else { return };
        let life = self.peer(block.from).map_or(0, |peer| peer.life);
        self.deliver(cx, block.into_message(life));
    }

    /// A number has come: the window moves, and messages that waited for it have their turn.
    fn advance(&mut self, cx: &mut Context, from: ImpNumber, number: u8) {
        if let Some(peer) = self.peer_mut(from) {
            peer.mark_got(number);
        }
        while let Some(reached) = self.peer_mut(from).and_then(crate::peer::Peer::advance) {
            self.deliver_waiting(cx, from, reached);
        }
        self.deliver_due_priority(cx, from);
    }

    fn deliver_waiting(&mut self, cx: &mut Context, from: ImpNumber, number: u8) {
        if let Some(index) = self.blocks.find(|block| block.is(from, number) && block.is_complete()) {
            self.deliver_block(cx, index);
        }
    }

    /// Complete priority messages whose order number is due go now, whatever their number.
    fn deliver_due_priority(&mut self, cx: &mut Context, from: ImpNumber) {
        while let Some(peer) = self.peer(from) {
            let is_due = |block: &Block| {
                block.from == from
                    && block.header.to.has(Place::PRIORITY)
                    && peer.expects_order(block.header.head.order())
                    && block.is_complete()
            };
            let Some(index) = self.blocks.find(is_due) else { return };
            self.deliver_block(cx, index);
        }
    }

    /// Gives a whole message to its host's queue, or to a fake host.
    fn deliver(&mut self, cx: &mut Context, message: Message) {
        let header = message.header;
        let is_priority = header.to.has(Place::PRIORITY);
        if is_priority && let Some(peer) = self.peer_mut(header.from.imp) {
            peer.settle_order(header.head.order());
        }
        if header.to.has(Place::FAKE) {
            return self.deliver_to_fake_host(cx, message);
        }
        if !self.takes_messages(&header) {
            // The host went down while its message waited for its turn.
            self.drop_message(cx, &message);
            self.on_dead_host(cx, &header);
            return;
        }
        let now = cx.now;
        let port = &mut self.ports[usize::from(header.to.host())];
        port.queue(message, is_priority, now);
    }

    /// Whether a message's destination takes messages now.
    fn takes_messages(&self, header: &Header) -> bool {
        header.to.has(Place::FAKE) || self.ports[usize::from(header.to.host())].is_up()
    }

    /// The IMP's own hosts take everything at once: the teletype and DDT as the discard does.
    fn deliver_to_fake_host(&mut self, cx: &mut Context, message: Message) {
        let (from, fake) = (message.header.from, message.header.to.host());
        let words = message.pieces().map(|piece| u16::from(piece.body.words())).sum();
        self.drop_message(cx, &message);
        cx.note(Note::FakeHostTook { from: from.address(), fake, words });
        self.on_taken(cx, &message, Party::Fake(fake));
        self.note_complete(cx, from.imp, message.number);
    }

    /// A host has the whole of a message.
    pub(crate) fn note_complete(&self, cx: &mut Context, from: ImpNumber, number: u8) {
        cx.note(Note::MessageComplete { from, number, reassembly: self.buffers.reassembly() });
    }

    /// Releases what is left of a message.
    pub(crate) fn drop_message(&mut self, cx: &mut Context, message: &Message) {
        for piece in message.pieces() {
            cx.pool.release(piece.body);
            self.buffers.used -= 1;
            self.buffers.in_use -= 1;
        }
    }

    /// The destination has taken the first packet of a message: the RFNM is due.
    pub(crate) fn on_taken(&mut self, cx: &mut Context, message: &Message, by: Party) {
        let header = &message.header;
        cx.note(Note::MessageTaken { from: header.from.address(), number: message.number, by });
        let single = header.head.has(Head::SINGLE);
        self.owe_for(message, if single { Answer::Rfnm1 } else { Answer::Rfnm8 });
    }

    /// A message is lost at the destination.
    pub(crate) fn on_lost(&mut self, message: &Message) {
        let single = message.header.head.has(Head::SINGLE);
        self.owe_for(message, if single { Answer::Incomplete1 } else { Answer::Incomplete8 });
    }

    fn owe_for(&mut self, message: &Message, answer: Answer) {
        let from = message.header.from.imp;
        if self.peer(from).is_some_and(|peer| peer.life == message.life) {
            self.owe(from, message.number, answer);
        }
    }

    /// The destination host is not up: the notice goes out at once, beside the ordered answers.
    fn on_dead_host(&mut self, cx: &mut Context, header: &Header) -> Taken {
        let (from, number) = (header.from.imp, header.head.message());
        let flags = Head::INCOMPLETE | Head::TRANSMISSION | Head::GIVE_BACK;
        let link = header.link.unwrap_or(0) & !7 | HOST_DEAD;
        self.turn_back(header, header.head.with(flags, false), Place::DEAD, link);
        if header.to.has(Place::PRIORITY)
            && self.is_due_by_priority(header)
            && let Some(peer) = self.peer_mut(from)
        {
            peer.settle_order(header.head.order());
        }
        self.owe(from, number, Answer::Dead);
        self.advance(cx, from, number);
        Taken::Done
    }

    /// Sends a packet's header back where it came from, source and destination swapped.
    fn turn_back(&mut self, header: &Header, head: Head, flag: u16, link: u16) {
        const KEPT: u16 = Place::FAKE | Place::OCTAL | 0o300;
        let to = Place { flags: header.from.flags & KEPT | flag, imp: header.from.imp };
        let from = Place { flags: header.to.flags & KEPT, imp: self.config.number };
        let reply = Header { head, to, from, link: Some(link) };
        self.buffers.used += 1;
        self.rerouted.push_back(Packet::new(Words::Data(reply, Body::EMPTY)));
    }

    /// "What happened to this number?", or the last packet of a message that its source gave up.
    fn on_query(&mut self, cx: &mut Context, header: &Header, standing: Standing) -> Taken {
        if !matches!(standing, Standing::Open(_)) {
            self.repeat_reply(header);
            return Taken::Done;
        }
        let (from, number) = (header.from.imp, header.head.message());
        match header.kind() {
            Kind::QueryRequest => self.settle_number(cx, header, Answer::Allocate8),
            Kind::Query1 => self.settle_number(cx, header, Answer::Incomplete1),
            Kind::QueryGiveBack => {
                self.buffers.take_back(EIGHT);
                self.settle_number(cx, header, Answer::Incomplete1)
            }
            _ => {
                self.flush_block_of(cx, from, number);
                if self.is_due_by_priority(header)
                    && let Some(peer) = self.peer_mut(from)
                {
                    peer.settle_order(header.head.order());
                }
                self.settle_number(cx, header, Answer::Incomplete8)
            }
        }
    }

    /// The answer for a number that is settled already.
    fn repeat_reply(&mut self, header: &Header) {
        let flags = Head::INCOMPLETE | Head::TRANSMISSION | Head::GIVE_BACK | Head::RFNM;
        let answer = if header.kind() == Kind::QueryRequest { Head::ALLOCATE } else { Head::RFNM };
        let head = header.head.with(flags, false).with(answer, true);
        self.turn_back(header, head, 0, header.link.unwrap_or(0));
    }

    /// Throws away what has come of a message. Its allocation is void, too, whether it was put to use or not.
    pub(crate) fn flush_block_of(&mut self, cx: &mut Context, from: ImpNumber, number: u8) {
        match self.blocks.find(|block| block.is(from, number)).and_then(|index| self.blocks.remove(index)) {
            Some(block) => self.flush_block(cx, &block),
            None if self.is_older() => {}
            None => self.buffers.take_back(EIGHT),
        }
    }

    pub(crate) fn flush_block(&mut self, cx: &mut Context, block: &Block) {
        self.buffers.used -= block.stored();
        self.buffers.in_use -= block.reserved;
        for piece in block.pieces() {
            cx.pool.release(piece.body);
        }
    }

    /// Whether the older flow control is in force: nothing is allocated.
    pub(crate) fn is_older(&self) -> bool {
        self.config.settings.flow_control == FlowControl::Older
    }
}
