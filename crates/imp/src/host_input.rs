//! Messages from hosts: leaders, errors, and the way of a message from the cable into the tables.
//!
//! The states are in the sender's table (`sender.rs`). IMP program 3050; RFC 381, RFC 394.

use crate::config::HostIndex;
use crate::context::Context;
use crate::imp::Imp;
use crate::io::{Answer, HostStatus, Note, Output, Party, Piece as CablePiece};
use crate::pool::Body;
use crate::reassembly::Piece;
use crate::sender::{Phase, SenderIndex};
use arpanet_wire::modem::MAX_DATA_WORDS;
use arpanet_wire::{HostToImp, ImpToHost, Incomplete, Leader, LeaderFault, Unreachable};

/// Fast ticks that a message waits for a number and for table space: "15 s", 11.5 s in fact.
const RESOURCE_TICKS: u64 = 450;
/// Fast ticks in which a host must give each packet: 15.4 s.
const PIECE_TICKS: u64 = 600;
/// Words of a leader.
const LEADER_WORDS: u8 = 2;

impl Imp {
    /// Two leader words, or fewer, have come from a host.
    pub(crate) fn on_host_leader(
        &mut self,
        cx: &mut Context,
        host: HostIndex,
        leader: Leader,
        words: u8,
        last: bool,
    ) {
        let index = SenderIndex(host.0);
        let Some(sender) = self.senders.get_mut(usize::from(host.0)) else { return };
        if sender.phase != Phase::Leader || usize::from(host.0) >= self.ports.len() {
            return;
        }
        let mut leader = leader;
        if words < LEADER_WORDS && self.config.settings.compat == crate::config::Compat::Emulator {
            // The emulator does not notice: the second word is what the last message left there.
            leader = with_second_word_of(leader, &sender.leader);
        }
        sender.ended = last;
        if std::mem::take(&mut sender.discards_first) {
            sender.error_flop = false;
            sender.leader = leader;
            cx.note(Note::FirstMessageDiscarded { host });
            return self.end_message(cx, index);
        }
        let had_error = std::mem::take(&mut sender.error_flop);
        sender.leader = leader;
        self.hear_host(cx, host);
        if had_error && !self.is_emulator() {
            return self.on_leader_error(cx, host, LeaderFault::ErrorFlop, leader);
        }
        // Padding adds at least one bit, so that no good leader is the end of a message (RFC 635 p. 6).
        if last && !self.is_emulator() {
            return self.on_leader_error(cx, host, LeaderFault::TooShort, leader);
        }
        self.on_leader(cx, host, leader);
    }

    fn on_leader(&mut self, cx: &mut Context, host: HostIndex, leader: Leader) {
        let index = SenderIndex(host.0);
        match leader.host_to_imp() {
            HostToImp::Regular => self.begin_message(cx, index),
            HostToImp::GoingDown => {
                self.set_status(cx, host, HostStatus::GoingDown);
                self.end_message(cx, index);
            }
            HostToImp::Nop | HostToImp::ErrorWithoutIdentification | HostToImp::ErrorWithIdentification => {
                self.end_message(cx, index);
            }
            HostToImp::Illegal(_) => self.on_leader_error(cx, host, LeaderFault::IllegalType, leader),
        }
    }

    /// Any leader from a tardy host, or one that was going down, makes it up.
    fn hear_host(&mut self, cx: &mut Context, host: HostIndex) {
        if matches!(self.host_status(host), HostStatus::Tardy | HostStatus::GoingDown) {
            self.set_status(cx, host, HostStatus::Up);
        }
    }

    /// Type 1; its second word is the offending one, the low bits replaced.
    fn on_leader_error(&mut self, cx: &mut Context, host: HostIndex, fault: LeaderFault, offending: Leader) {
        let nobody = arpanet_wire::HostAddress { imp: arpanet_wire::ImpNumber(0), host: 0 };
        let reply = Leader::from_imp(ImpToHost::ErrorInLeader(fault), nobody, offending.link);
        cx.note(Note::LeaderError { host, fault });
        self.tell(host, Leader { message_id: offending.message_id, ..reply });
        self.end_message(cx, SenderIndex(host.0));
    }

    /// A regular message begins.
    pub(crate) fn begin_message(&mut self, cx: &mut Context, index: SenderIndex) {
        let has_message_id = self.config.settings.message_id;
        let sender = &mut self.senders[usize::from(index.0)];
        sender.leader.subtype = 0;
        if !has_message_id {
            sender.leader.message_id = 0;
        }
        sender.taken = 0;
        sender.phase = Phase::Number;
        let leader = sender.leader;
        if sender.ended {
            sender.piece = Some((Piece { body: Body::EMPTY, checksum_error: 0 }, true));
            sender.taken = 1;
        }
        self.limit(cx, index, RESOURCE_TICKS);
        if !self.router.is_open(leader.address.imp) {
            self.refuse(cx, index, Answer::ImpDead);
        } else if leader.for_imp && leader.address.host == 2 {
            // Parameter changes want sense switch 2, which is off.
            self.refuse(cx, index, Answer::HostDead);
        }
    }

    /// Further words have come from a host.
    pub(crate) fn on_host_sent(&mut self, cx: &mut Context, host: HostIndex, body: Body, last: bool) {
        let Some(sender) = self.senders.get(usize::from(host.0)) else { return cx.pool.release(body) };
        match sender.phase {
            Phase::Data | Phase::Discarding => self.on_words(cx, SenderIndex(host.0), body, last),
            _ => cx.pool.release(body),
        }
    }

    /// Words of the message in hand, from a cable or made here.
    pub(crate) fn on_words(&mut self, cx: &mut Context, index: SenderIndex, body: Body, last: bool) {
        let is_cable = matches!(self.senders[usize::from(index.0)].party, Party::Host(_));
        let is_emulator = self.is_emulator() && is_cable;
        let sender = &mut self.senders[usize::from(index.0)];
        sender.ended = last;
        if sender.phase == Phase::Discarding {
            cx.pool.release(body);
            return self.end_message(cx, index);
        }
        sender.deadline = None;
        sender.taken += 1;
        // The emulator tells of the end one transfer late: an empty last packet follows.
        let is_last = last && !(is_emulator && body.words() > 0);
        let mut piece = Piece { body, checksum_error: 0 };
        self.faults.spoil_before_checksum(&mut piece, cx.pool);
        let sender = &mut self.senders[usize::from(index.0)];
        sender.piece = Some((piece, is_last));
        sender.phase = if sender.entry.is_some() { Phase::Sending } else { Phase::Table };
        if sender.phase == Phase::Table {
            self.limit(cx, index, RESOURCE_TICKS);
        }
    }

    /// The error line: the message being taken ends here, broken.
    pub(crate) fn on_host_error(&mut self, cx: &mut Context, host: HostIndex) {
        let index = SenderIndex(host.0);
        let Some(sender) = self.senders.get_mut(usize::from(host.0)) else { return };
        match sender.phase {
            Phase::Leader => {
                sender.ended = true;
                let leader = sender.leader;
                self.on_leader_error(cx, host, LeaderFault::ErrorFlop, leader);
            }
            Phase::Data => {
                sender.ended = true;
                self.give_up(cx, index, Answer::ErrorInData);
            }
            Phase::Discarding => {
                sender.ended = true;
                self.end_message(cx, index);
            }
            _ if sender.ended => {}
            _ => sender.broken = Some(Answer::ErrorInData),
        }
    }

    /// A host is gone: what it was giving cannot be told to it any more.
    pub(crate) fn lose_host_input(&mut self, cx: &mut Context, host: HostIndex) {
        let index = SenderIndex(host.0);
        let sender = &mut self.senders[usize::from(host.0)];
        sender.error_flop = true;
        match sender.phase {
            Phase::Leader => {}
            Phase::Discarding => {
                sender.ended = true;
                self.end_message(cx, index);
            }
            _ if sender.is_before_entry() => {
                sender.ended = true;
                self.refuse(cx, index, Answer::SourceGone);
            }
            Phase::Data => {
                sender.ended = true;
                self.abort(cx, index, Answer::SourceGone);
            }
            _ if sender.ended => {}
            _ => sender.broken = Some(Answer::SourceGone),
        }
    }

    /// Arms the input for what the sender's phase wants next; senders without a cable have it at once.
    pub(crate) fn arm(&mut self, cx: &mut Context, index: SenderIndex) {
        let sender = &mut self.senders[usize::from(index.0)];
        let piece = match sender.phase {
            Phase::Leader => CablePiece::Leader,
            Phase::Data | Phase::Discarding => CablePiece::Data(MAX_DATA_WORDS as u8),
            _ => return,
        };
        if sender.phase == Phase::Data {
            self.limit(cx, index, PIECE_TICKS);
        }
        let sender = &mut self.senders[usize::from(index.0)];
        match sender.party {
            // The emulator's end of message, one transfer late.
            Party::Host(_) if sender.ended && piece != CablePiece::Leader => {
                self.on_words(cx, index, Body::EMPTY, true);
            }
            Party::Host(host) if self.ports[usize::from(host.0)].own_ready => {
                cx.out.push(Output::TakeFromHost { host, piece });
            }
            Party::Host(_) => {}
            Party::Fake(_) if piece == CablePiece::Leader => {}
            Party::Fake(_) => {
                let (body, last) = sender.script.take();
                self.on_words(cx, index, body, last);
            }
        }
    }

    /// The message in hand is over, answered or not: the rest of it is read and thrown away, then the next one may come.
    pub(crate) fn end_message(&mut self, cx: &mut Context, index: SenderIndex) {
        self.give_up_buffer(cx, index);
        let sender = &mut self.senders[usize::from(index.0)];
        sender.entry = None;
        sender.deadline = None;
        sender.script.release(cx.pool);
        let is_over = sender.ended || sender.broken.is_some() || matches!(sender.party, Party::Fake(_));
        sender.ended = false;
        sender.broken = None;
        sender.phase = if is_over { Phase::Leader } else { Phase::Discarding };
        self.arm(cx, index);
    }

    /// Lets go of the words in hand and of the buffer.
    pub(crate) fn give_up_buffer(&mut self, cx: &mut Context, index: SenderIndex) {
        let sender = &mut self.senders[usize::from(index.0)];
        if let Some((piece, _)) = sender.piece.take() {
            cx.pool.release(piece.body);
        }
        if std::mem::take(&mut sender.has_buffer) {
            self.buffers.used -= 1;
        }
    }

    /// Answers a message that has entered no table.
    pub(crate) fn refuse(&mut self, cx: &mut Context, index: SenderIndex, answer: Answer) {
        let sender = &self.senders[usize::from(index.0)];
        let (from, leader) = (sender.party, sender.leader);
        cx.note(Note::MessageRefused { from, leader, answer });
        self.tell_answer(from, leader, answer, true);
        if index == SenderIndex::GENERATOR {
            self.on_generator_answered(cx.now);
        }
        self.end_message(cx, index);
    }

    /// The message in hand cannot go on: answered here, or, when part of it is in the network, ended there first.
    pub(crate) fn give_up(&mut self, cx: &mut Context, index: SenderIndex, answer: Answer) {
        let sender = &self.senders[usize::from(index.0)];
        if sender.is_before_entry() {
            return self.refuse(cx, index, answer);
        }
        self.abort(cx, index, answer);
    }

    /// The sender has so many fast ticks for what it does now.
    pub(crate) fn limit(&mut self, cx: &Context, index: SenderIndex, ticks: u64) {
        let deadline = self.clock.after(cx.now, ticks);
        self.senders[usize::from(index.0)].deadline = Some(deadline);
        self.next_deadline = self.next_deadline.min(deadline);
    }

    /// Time limits of a sender.
    pub(crate) fn on_sender_deadline(&mut self, cx: &mut Context, index: SenderIndex) {
        match self.senders[usize::from(index.0)].phase {
            Phase::Data => self.give_up(cx, index, Answer::Incomplete(Incomplete::TooSlow)),
            Phase::Number | Phase::Buffer | Phase::Table => {
                self.give_up(cx, index, Answer::Incomplete(Incomplete::ResourcesUnavailable));
            }
            Phase::Second => {
                self.abandon_granted(cx, index, Answer::Incomplete(Incomplete::ResourcesUnavailable));
            }
            _ => self.senders[usize::from(index.0)].deadline = None,
        }
    }

    /// Tells a host how one of its messages ended. What is answered at once keeps the priority bit.
    pub(crate) fn tell_answer(&mut self, from: Party, leader: Leader, answer: Answer, at_once: bool) {
        let kind = match answer {
            Answer::Rfnm => ImpToHost::Rfnm,
            Answer::ImpDead => ImpToHost::DestinationDead(Unreachable::Imp),
            Answer::HostDead => ImpToHost::DestinationDead(Unreachable::Host),
            Answer::ErrorInData => ImpToHost::ErrorInData,
            Answer::Incomplete(why) => ImpToHost::Incomplete(why),
            Answer::SourceGone => return,
        };
        let (message_type, subtype) = (kind.message_type(), kind.subtype());
        let reply = Leader { message_type, subtype, priority: leader.priority && at_once, ..leader };
        if let Party::Host(host) = from {
            self.tell(host, reply);
        }
    }
}

/// The first word of one leader, the second of another.
fn with_second_word_of(first: Leader, second: &Leader) -> Leader {
    Leader { link: second.link, message_id: second.message_id, subtype: second.subtype, ..first }
}
