//! Output to a line: what the modem gets at each opportunity.
//!
//! Order of the program: nothing while held; null and routing message when their turn has come; one look at the retransmission
//! ring; priority queue; regular queue; a null when an acknowledgment is owed. IMP program 3050.
//!
//! A modem has an opportunity when it has finished a packet, when something is put on its queues, and, while it is idle, at each fast
//! tick. The ring moves on by one at each; fast ticks that would find nothing are counted, not played.

use crate::channels::MAX_SENDS;
use crate::config::LineIndex;
use crate::context::Context;
use crate::imp::Imp;
use crate::io::{KillReason, Note, Output};
use crate::line::{Duty, Sent, Step};
use crate::packet::{Packet, Words};
use crate::parts;
use crate::sender::Hold;
use arpanet_wire::modem::ControlHead;

impl Imp {
    /// The modem has finished a packet.
    pub(crate) fn on_line_sent(&mut self, cx: &mut Context, index: LineIndex) {
        let tick = self.clock.tick(cx.now);
        let Some(line) = self.lines.get_mut(usize::from(index.0)) else { return };
        line.ring_tick = tick;
        line.touched = true;
        match line.finish(cx.now, self.clock.count_ns()) {
            Some(Sent::Data(channel)) => {
                if let Some(slot) = line.channels.slot_mut(channel).filter(|slot| slot.sends > 0) {
                    slot.sent = cx.now;
                }
            }
            Some(Sent::Routing) => {
                let clock = line.send_clock();
                let verdict = line.on_routing_sent();
                self.has_new_clock |= line.send_clock() != clock;
                if let Some(why) = verdict {
                    self.kill_line(cx, index, why);
                }
            }
            Some(Sent::Null | Sent::Core | Sent::Stale) | None => {}
        }
    }

    /// The lines' clock: hellos, and once in a basic interval the verdict on the line.
    pub(crate) fn on_line_clock(&mut self, cx: &mut Context, index: usize) {
        let line_index = LineIndex(index as u8);
        let line = &mut self.lines[index];
        let step = line.on_clock();
        line.touched |= line.duty != Duty::None;
        match step {
            Step::Quiet => {}
            Step::Forget => {
                if let Some(router) = self.router.adaptive() {
                    router.on_silence(line_index);
                }
            }
            Step::Up => {
                if let Some(neighbour) = self.lines[index].neighbour {
                    cx.note(Note::LineUp { line: line_index, neighbour });
                }
            }
            Step::Kill(why) => self.kill_line(cx, line_index, why),
            Step::Open => self.open_line(cx, index),
            Step::SendCore => self.send_core_image(cx, index),
        }
    }

    /// Kills a line. Its packets wait for the end of the hold.
    #[cold]
    pub(crate) fn kill_line(&mut self, cx: &mut Context, index: LineIndex, why: KillReason) {
        if self.is_static() {
            return;
        }
        let line = &mut self.lines[usize::from(index.0)];
        line.kill();
        cx.note(Note::LineDown { line: index, why });
    }

    /// The hold is over: the packets of the line go other ways, the channels start afresh.
    #[cold]
    fn open_line(&mut self, cx: &mut Context, index: usize) {
        let slots = self.lines[index].channels.reset();
        for slot in slots.into_iter().flatten() {
            self.buffers.store_and_forward -= 1;
            match slot.pending.and_then(|entry| self.ppt.get_mut(entry)) {
                Some(entry) => {
                    entry.on_line = None;
                    entry.to_send = true;
                    slot.packet.release(cx.pool);
                }
                None => self.rerouted.push_back(slot.packet),
            }
        }
    }

    /// Packets of lost lines, and notices and duplicate replies, as far as the task takes them.
    pub(crate) fn poll_rerouted(&mut self, cx: &mut Context) -> bool {
        let mut progress = false;
        while let Some(&packet) = self.rerouted.front() {
            if self.forward(cx, packet, Hold::Held).is_err() {
                break;
            }
            self.rerouted.pop_front();
            progress = true;
        }
        progress
    }

    /// Gives idle modems what comes first for them: those at whose ring's place of this fast tick a packet is due, then
    /// those for which something has changed.
    pub(crate) fn poll_lines(&mut self, cx: &mut Context) {
        for index in 0..self.lines.len() {
            let line = &mut self.lines[index];
            let is_again = line.again.is_some_and(|again| again <= cx.now);
            let is_touched = std::mem::take(&mut line.touched);
            if is_again {
                self.on_ring_tick(cx, index);
            }
            if is_touched {
                self.poll_line(cx, index);
            }
            if is_again || is_touched {
                self.lines[index].look_again();
            }
            if self.lines[index].may_be_due(cx.now) {
                self.lines[index].find_again(cx.now, self.clock);
            }
        }
    }

    /// Whether the modem takes anything.
    fn takes(&self, index: usize) -> bool {
        let line = &self.lines[index];
        line.sending.is_none() && !line.is_held()
    }

    /// The opportunity of a fast tick.
    fn on_ring_tick(&mut self, cx: &mut Context, index: usize) {
        if !self.takes(index) || self.lines[index].duty != Duty::None {
            return;
        }
        self.count_ring_ticks(cx, index);
        if let Some(channel) = self.lines[index].channels.visit(cx.now, self.clock.count_ns()) {
            self.send_again(cx, index, channel);
        }
    }

    /// Gives an idle modem what comes first.
    pub(crate) fn poll_line(&mut self, cx: &mut Context, index: usize) {
        if !self.takes(index) {
            return;
        }
        self.count_ring_ticks(cx, index);
        match self.lines[index].duty {
            Duty::NullThenRouting => {
                self.lines[index].duty = Duty::Routing;
                return self.send_null(cx, index);
            }
            Duty::Routing => return self.send_routing(cx, index),
            Duty::OthersThenRouting => self.lines[index].duty = Duty::Routing,
            Duty::None => {}
        }
        let line = &mut self.lines[index];
        line.take_opportunity(cx.now);
        if let Some(channel) = line.channels.visit(cx.now, self.clock.count_ns()) {
            self.send_again(cx, index, channel);
        } else if let Some(channel) = line.channels.dequeue() {
            self.send_data(cx, index, channel);
        } else if line.channels.null_needed {
            self.send_null(cx, index);
        } else if line.duty == Duty::Routing {
            self.send_routing(cx, index);
        }
    }

    /// Moves the retransmission ring on by the fast ticks for which the modem has been idle.
    fn count_ring_ticks(&mut self, cx: &Context, index: usize) {
        let tick = self.clock.tick(cx.now);
        let line = &mut self.lines[index];
        line.channels.move_ring(tick.saturating_sub(line.ring_tick));
        line.ring_tick = tick;
    }

    fn send_again(&mut self, cx: &mut Context, index: usize, channel: u8) {
        let line = LineIndex(index as u8);
        let verify = self.config.settings.checks.end_to_end;
        let Some(slot) = self.lines[index].channels.slot_mut(channel) else { return };
        if verify && slot.packet.checksum_error != 0 {
            return self.lose_spoilt_packet(cx, index, channel);
        }
        if slot.sends >= MAX_SENDS && !self.is_static() {
            return self.kill_line(cx, line, KillReason::Retransmissions);
        }
        cx.note(Note::Retransmitted { line, channel });
        self.send_data(cx, index, channel);
    }

    /// A packet went bad inside this IMP (June 1973): it is lost, and reported. The modem's opportunity is not used up.
    #[cold]
    fn lose_spoilt_packet(&mut self, cx: &mut Context, index: usize, channel: u8) {
        self.lines[index].channels.abandon(channel);
        self.release_channel(cx, LineIndex(index as u8), channel);
        cx.note(Note::IntraImpError);
        self.poll_line(cx, index);
    }

    fn send_data(&mut self, cx: &mut Context, index: usize, channel: u8) {
        let bits = self.lines[index].channels.bits();
        let Some(slot) = self.lines[index].channels.slot_mut(channel) else { return };
        slot.sends = slot.sends.saturating_add(1);
        slot.sent = cx.now;
        slot.packet.ack = slot.packet.ack.with_bits(bits);
        let packet = slot.packet;
        packet.retain(cx.pool);
        self.lines[index].channels.null_needed = false;
        self.start(cx, index, Sent::Data(channel), packet);
    }

    fn send_null(&mut self, cx: &mut Context, index: usize) {
        let sync = (self.clock.tick(cx.now) as u16).wrapping_add(self.sync_lead);
        let line = &mut self.lines[index];
        let heard = std::mem::take(&mut line.owes_heard);
        let flags = ControlHead::NULL | if heard { ControlHead::HEARD } else { 0 };
        let head = ControlHead::new(self.config.number, flags);
        let mut packet = Packet::new(Words::Null { head, sync });
        packet.ack = packet.ack.with_bits(line.channels.bits());
        line.channels.null_needed = false;
        self.start(cx, index, Sent::Null, packet);
    }

    fn send_routing(&mut self, cx: &mut Context, index: usize) {
        let head = ControlHead::new(self.config.number, 0);
        let (part, is_part_left) = self.lines[index].turn.take(parts::parts(self.config.highest));
        self.lines[index].duty = if is_part_left { Duty::OthersThenRouting } else { Duty::None };
        let serial = parts::word(self.router.adaptive().map_or(0, |router| router.serial), part);
        let packet = Packet::new(Words::Routing { head, serial, table: self.table });
        match self.faults.routing_message(packet, cx.pool, &self.config.settings.checks) {
            Ok(packet) => self.start(cx, index, Sent::Routing, packet),
            Err(_) => self.kill_line(cx, LineIndex(index as u8), KillReason::OwnRouting),
        }
    }

    #[cold]
    fn send_core_image(&mut self, cx: &mut Context, index: usize) {
        if self.lines[index].sending.is_none() {
            self.start(cx, index, Sent::Core, Packet::new(Words::CoreImage));
        }
    }

    /// Hands a packet to the modem, with the reference to its words.
    pub(crate) fn start(&mut self, cx: &mut Context, index: usize, what: Sent, packet: Packet) {
        self.lines[index].start(what, &packet, cx.now);
        let line = LineIndex(index as u8);
        let packet = self.faults.spoil_output(line, packet, cx.pool);
        cx.out.push(Output::SendLine { line, packet });
    }
}
