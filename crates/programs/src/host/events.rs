//! What the system does about news from its NCP.

use arpanet_kernel::Time;
use arpanet_ncp::{CloseReason, Event, HostEvent, Input as NcpInput, Misuse, SocketName};
use arpanet_wire::Bits;

use super::network_calls::refuses;
use super::process::Caller;
use super::table::{Channel, ChannelState};
use super::{Host, HostOutput, Work};
use crate::call::{Handle, Opened, Reply};
use crate::error::OpenError;

impl Host {
    pub(super) fn on_event(&mut self, now: Time, handle: Handle, event: Event, out: &mut Vec<HostOutput>) {
        match event {
            Event::Opened { foreign, byte_size } => self.on_opened(handle, foreign, byte_size),
            Event::OpenFailed(failure) => self.on_open_failed(handle, OpenError::Failed(failure)),
            Event::Data(data) => self.on_data(handle, &data),
            Event::Room => self.on_room(handle),
            Event::Closed(reason) => self.on_closed(handle, reason),
            Event::Interrupted => self.on_interrupted(handle),
            Event::Misused(misuse) => self.on_misused(now, handle, misuse, out),
            // No program here asks whether a host is there.
            Event::Echoed { .. } | Event::EchoFailed(_) => {}
        }
    }

    /// What the host as a whole hears. Only requests at held sockets concern a program; the rest reaches programs as the
    /// end of their connections.
    pub(super) fn on_host_event(&mut self, event: HostEvent) {
        if let HostEvent::Requested { local, foreign } = event {
            self.on_requested(local, foreign);
        }
    }

    fn on_opened(&mut self, handle: Handle, foreign: SocketName, byte_size: u8) {
        let Some(channel) = self.table.channels.get_mut(&handle) else {
            return;
        };
        let local = channel.local;
        let before = std::mem::replace(&mut channel.state, ChannelState::Open);
        channel.byte_size = byte_size;
        if let ChannelState::Opening { waiter: Some(caller), .. } = before {
            self.answer(caller, Reply::Opened(Ok(Opened { local, foreign, byte_size })));
        }
    }

    fn on_open_failed(&mut self, handle: Handle, error: OpenError) {
        if let Some(channel) = self.table.channels.remove(&handle) {
            self.table.owners.remove(&handle);
            if let ChannelState::Opening { waiter: Some(caller), .. } = channel.state {
                self.answer(caller, Reply::Opened(Err(error)));
            }
            if let Some(caller) = channel.closer {
                self.answer(caller, Reply::Done);
            }
        }
    }

    fn on_data(&mut self, handle: Handle, data: &Bits) {
        let Some(channel) = self.table.channels.get_mut(&handle) else {
            return;
        };
        channel.pocket.extend(data);
        if let Some((caller, max_bits)) = channel.receiver.take()
            && let Some(data) = channel.pocketful(max_bits)
        {
            self.answer(caller, Reply::Received(Ok(data)));
        }
    }

    fn on_room(&mut self, handle: Handle) {
        let Some(channel) = self.table.channels.get_mut(&handle) else {
            return;
        };
        channel.awaits_room = false;
        if channel.outgoing.is_empty()
            && let Some(caller) = channel.sender.take()
        {
            self.answer(caller, Reply::Sent(Ok(())));
        }
        self.work.push_back(Work::Pump(handle));
    }

    fn on_closed(&mut self, handle: Handle, reason: CloseReason) {
        let Some(channel) = self.table.channels.get_mut(&handle) else {
            return;
        };
        for (caller, reply) in channel.end(reason) {
            self.answer(caller, reply);
        }
        if self.table.channels.get(&handle).is_some_and(|channel| channel.abandoned) {
            self.table.channels.remove(&handle);
        }
    }

    fn on_interrupted(&mut self, handle: Handle) {
        let Some(channel) = self.table.channels.get_mut(&handle) else {
            return;
        };
        channel.interrupts += 1;
        let interrupts = channel.interrupts;
        if let Some((caller, _)) = channel.interrupt_waiter.take() {
            self.answer(caller, Reply::Interrupts(Ok(interrupts)));
        }
    }

    /// The NCP would not do what a program asked. The open fails; or the connection has ended in the meantime, and the
    /// program is told so another way; or the program has made a mistake, which ends it.
    fn on_misused(&mut self, now: Time, handle: Handle, misuse: Misuse, out: &mut Vec<HostOutput>) {
        let Some(channel) = self.table.channels.get(&handle) else {
            return;
        };
        if matches!(channel.state, ChannelState::Opening { .. }) {
            return self.on_open_failed(handle, OpenError::Misused(misuse));
        }
        if matches!(misuse, Misuse::NotOpen | Misuse::NoSuchConnection) || channel.ended().is_some() {
            return;
        }
        let mistake = format!("it made a mistake with socket {}: {misuse}", channel.local);
        if let Some(owner) = self.table.owners.get(&handle) {
            self.kill(now, *owner, mistake, out);
        }
    }

    fn on_requested(&mut self, local: u32, foreign: SocketName) {
        if self.table.channels.values().any(|channel| refuses(channel, local, foreign)) {
            return self.ncp_input(NcpInput::Refuse { local, foreign });
        }
        let Some((_, door)) = self.table.door_at(local) else {
            return;
        };
        if let Some(caller) = door.refuser.take() {
            self.ncp_input(NcpInput::Refuse { local, foreign });
            self.answer(caller, Reply::Done);
        }
    }
}

impl Channel {
    /// The connection is no more: whoever waits for something of it is told.
    fn end(&mut self, reason: CloseReason) -> Vec<(Caller, Reply)> {
        let before = std::mem::replace(&mut self.state, ChannelState::Ended(reason));
        let mut replies = Vec::new();
        if let ChannelState::Opening { waiter: Some(caller), .. } = before {
            replies.push((caller, Reply::Opened(Err(OpenError::Ended(reason)))));
        }
        replies.extend(self.sender.take().map(|caller| (caller, Reply::Sent(Err(reason)))));
        replies.extend(self.receiver.take().map(|(caller, _)| (caller, Reply::Received(Err(reason)))));
        replies
            .extend(self.interrupt_waiter.take().map(|(caller, _)| (caller, Reply::Interrupts(Err(reason)))));
        replies.extend(self.closer.take().map(|caller| (caller, Reply::Done)));
        self.outgoing.clear();
        replies
    }
}
