//! Input from a line: dispatch by kind, acknowledgments, hellos, routing, data.
//!
//! Order of the program: core request before the checksum; then checksum; then null, reload demand, routing message or data.
//! IMP program 3050.

use crate::config::{Compat, LineIndex};
use crate::context::Context;
use crate::imp::Imp;
use crate::io::{DropReason, Fault, KillReason, Note};
use crate::packet::{Packet, Words};
use crate::parts;
use crate::pool::Table;
use crate::sender::Hold;
use arpanet_wire::modem::{Ack, ControlHead, Header};

/// The word that a reload demand must carry.
const RELOAD_PASSWORD: u16 = 0o175461;
/// A reload demand with this bit in its acknowledgment word asks for a nice stop.
const STOP_NICELY: u16 = 0o100000;

impl Imp {
    pub(crate) fn on_line_received(
        &mut self,
        cx: &mut Context,
        index: LineIndex,
        packet: Packet,
        damaged: bool,
    ) {
        if usize::from(index.0) >= self.lines.len() {
            packet.release(cx.pool);
            return;
        }
        if damaged {
            return self.drop_packet(cx, index, &packet, DropReason::LineError);
        }
        if !self.life.is_running() {
            return self.on_packet_while_stopped(cx, &packet);
        }
        let packet = self.faults.spoil_input(index, packet, cx.pool);
        if let Words::Core { head, .. } = packet.content
            && head.has(ControlHead::SEND_CORE)
        {
            return self.on_core_request(cx, index);
        }
        if self.lines[usize::from(index.0)].is_held() {
            return packet.release(cx.pool);
        }
        if packet.checksum_error != 0 && self.checks(&packet) {
            return self.drop_packet(cx, index, &packet, DropReason::Checksum);
        }
        match packet.content {
            Words::Null { head, sync } => self.on_null(cx, index, packet.ack, head, sync),
            Words::Routing { head, serial, table } => self.on_routing(cx, index, head, serial, table),
            Words::Data(header, _) => self.on_data(cx, index, &header, packet),
            Words::Core { head, password } => self.on_reload_demand(cx, packet.ack, head, password),
            Words::CoreImage => {}
        }
    }

    /// Whether the program of this date looks at the packet's checksum.
    fn checks(&self, packet: &Packet) -> bool {
        let checks = &self.config.settings.checks;
        match packet.content {
            Words::Routing { .. } => checks.routing,
            _ => checks.packets,
        }
    }

    #[cold]
    pub(crate) fn drop_packet(
        &mut self,
        cx: &mut Context,
        line: LineIndex,
        packet: &Packet,
        why: DropReason,
    ) {
        packet.release(cx.pool);
        cx.note(Note::PacketDropped { line, why });
    }

    fn on_null(&mut self, cx: &mut Context, index: LineIndex, ack: Ack, head: ControlHead, sync: u16) {
        let line = &mut self.lines[usize::from(index.0)];
        if head.has(ControlHead::HEARD) {
            line.on_heard();
        }
        if line.neighbour == Some(self.config.number) {
            return;
        }
        self.on_acks(cx, index, ack);
        if self.router.hop_line(self.router.highest_reachable()) == Some(index) {
            self.sync_lead = sync.wrapping_sub(self.clock.tick(cx.now) as u16);
        }
    }

    /// Acknowledgments free channels; one for a free channel kills the line.
    fn on_acks(&mut self, cx: &mut Context, index: LineIndex, ack: Ack) {
        match self.lines[usize::from(index.0)].channels.acknowledge(ack.bits()) {
            Ok(0) => {}
            Ok(mut acknowledged) => {
                while acknowledged > 0 {
                    self.release_channel(cx, index, acknowledged.trailing_zeros() as u8);
                    acknowledged &= acknowledged - 1;
                }
                self.lines[usize::from(index.0)].forget_again();
            }
            Err(_) => self.kill_line(cx, index, KillReason::SpuriousAck),
        }
    }

    pub(crate) fn release_channel(&mut self, cx: &mut Context, index: LineIndex, channel: u8) {
        let Some(slot) = self.lines[usize::from(index.0)].channels.take(channel) else { return };
        slot.packet.release(cx.pool);
        self.buffers.store_and_forward -= 1;
        match slot.pending.and_then(|entry| self.ppt.get_mut(entry)) {
            Some(entry) => entry.on_line = None,
            None => self.buffers.used -= 1,
        }
    }

    fn on_routing(
        &mut self,
        cx: &mut Context,
        index: LineIndex,
        head: ControlHead,
        serial: u16,
        table: Option<Table>,
    ) {
        let line = &mut self.lines[usize::from(index.0)];
        line.hellos_heard = line.hellos_heard.saturating_add(1);
        let changed = line.neighbour.replace(head.from).is_some_and(|neighbour| neighbour != head.from);
        let parts = parts::parts(self.config.highest);
        let serial = parts::significant(serial, parts);
        let is_news = line.up && head.from != self.config.number && line.serial != Some(serial);
        if changed {
            self.kill_line(cx, index, KillReason::NeighbourChanged);
        } else if is_news {
            line.serial = Some(serial);
            let cost = u16::from(line.cost) + 1;
            if let (Some(table), Some(router)) = (table, self.router.adaptive()) {
                let entries = parts::entries(cx.pool.table(table), serial);
                router.on_message(index, cost, parts::first_imp(serial), entries);
            }
        }
        if let Some(table) = table {
            cx.pool.release_table(table);
        }
    }

    fn on_data(&mut self, cx: &mut Context, index: LineIndex, header: &Header, packet: Packet) {
        let line = &self.lines[usize::from(index.0)];
        if !line.up {
            return self.drop_packet(cx, index, &packet, DropReason::LineNotUp);
        }
        if !line.is_from_other_end(&header.from, self.config.number) {
            return self.drop_packet(cx, index, &packet, DropReason::WrongEnd);
        }
        self.on_acks(cx, index, packet.ack);
        let line = &mut self.lines[usize::from(index.0)];
        if line.is_held() {
            return packet.release(cx.pool);
        }
        if line.channels.is_duplicate(packet.ack) {
            return self.drop_packet(cx, index, &packet, DropReason::Duplicate);
        }
        match self.forward(cx, packet, Hold::New) {
            Ok(()) => {
                let line = &mut self.lines[usize::from(index.0)];
                line.channels.accept(packet.ack);
                line.touched = true;
            }
            Err(why) => {
                packet.release(cx.pool);
                cx.note(Note::PacketRefused { line: index, why });
            }
        }
    }

    /// A crashed neighbour asks for a core image: the line is held, then the image follows.
    #[cold]
    fn on_core_request(&mut self, cx: &mut Context, index: LineIndex) {
        self.kill_line(cx, index, KillReason::CoreRequest);
        self.lines[usize::from(index.0)].schedule_core();
    }

    /// The operators want this IMP reloaded from a neighbour.
    #[cold]
    fn on_reload_demand(&mut self, cx: &mut Context, ack: Ack, head: ControlHead, password: u16) {
        if !head.has(ControlHead::GET_CORE) || password != RELOAD_PASSWORD {
            return;
        }
        if ack.0 & STOP_NICELY != 0 {
            self.on_fault(cx, Fault::StopNicely);
        } else {
            self.panic_reload(cx);
        }
    }

    /// True under the emulator's rules.
    pub(crate) fn is_emulator(&self) -> bool {
        self.config.settings.compat == Compat::Emulator
    }
}
