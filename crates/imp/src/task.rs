//! The task: what happens to a packet that is to be processed, wherever it comes from.
//!
//! For this IMP: to the source or destination part. For a dead one: taken and thrown away. Else onto the line with
//! the least delay, if that is up, a channel is free and the limits allow it. A refused packet from a line is not
//! acknowledged and comes again; a refused one of the IMP's own is tried again. IMP program 3050.

use crate::context::Context;
use crate::imp::Imp;
use crate::io::Refusal;
use crate::packet::{Packet, Words};
use crate::sender::Hold;
use arpanet_wire::modem::{Header, Place};

/// What became of a packet for this IMP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Its words are kept; the buffer is counted.
    Kept,
    /// It has had its effect.
    Done,
}

impl Imp {
    /// Takes over a packet of the data family. On `Ok` the reference to its words has gone with it.
    pub(crate) fn forward(&mut self, cx: &mut Context, packet: Packet, hold: Hold) -> Result<(), Refusal> {
        let Some(&header) = packet.header() else {
            self.dispose(cx, &packet, hold);
            return Ok(());
        };
        if header.to.imp == self.config.number {
            if self.arrive(cx, &header, &packet, hold)? == Taken::Done {
                self.dispose(cx, &packet, hold);
            }
            return Ok(());
        }
        if self.router.is_dead(header.to.imp) {
            self.dispose(cx, &packet, hold);
            return Ok(());
        }
        self.send_on(cx, packet, &header, hold)
    }

    /// Queues a packet on its line.
    fn send_on(
        &mut self,
        cx: &mut Context,
        mut packet: Packet,
        header: &Header,
        hold: Hold,
    ) -> Result<(), Refusal> {
        if !self.life.forwards() {
            return Err(Refusal::StoreAndForward);
        }
        let me = self.config.number;
        let index = self.router.delay_line(header.to.imp).ok_or(Refusal::LineNotUp)?;
        let line =
            self.lines.get_mut(usize::from(index.0)).filter(|line| line.up).ok_or(Refusal::LineNotUp)?;
        self.buffers.may_forward()?;
        if !line.channels.has_free() {
            return Err(Refusal::Channels);
        }
        if let Words::Data(header, _) = &mut packet.content {
            header.from = header.from.with(Place::END, line.end_bit(me));
        }
        self.faults.spoil_in_memory(&mut packet, cx.pool);
        let is_priority = !header.is_transmission() || header.to.has(Place::PRIORITY);
        let pending = if let Hold::Pending(entry) = hold { Some(entry) } else { None };
        let channel = line.channels.enqueue(packet, is_priority, pending).ok_or(Refusal::Channels)?;
        line.touched = true;
        self.buffers.store_and_forward += 1;
        match hold {
            Hold::New => self.buffers.used += 1,
            Hold::Held => {}
            Hold::Pending(entry) => {
                if let Some(entry) = self.ppt.get_mut(entry) {
                    entry.on_line = Some((index.0, channel));
                }
            }
        }
        Ok(())
    }

    /// Lets go of a packet that has had its effect.
    pub(crate) fn dispose(&mut self, cx: &mut Context, packet: &Packet, hold: Hold) {
        packet.release(cx.pool);
        if hold == Hold::Held {
            self.buffers.used -= 1;
        }
    }

    /// Counts the buffer of a packet whose words are kept.
    pub(crate) fn keep(&mut self, hold: Hold) {
        if hold != Hold::Held {
            self.buffers.used += 1;
        }
    }
}
