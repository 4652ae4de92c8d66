//! What the system does about calls that concern the network.

use arpanet_ncp::{Allowance, CloseReason, ConnectionId, Input as NcpInput, Misuse, SocketName};
use arpanet_wire::Bits;

use super::process::{Caller, ProcessId, Waiting};
use super::table::{Channel, ChannelState, Door};
use super::{Host, Work};
use crate::call::{Call, Filter, Handle, Reply};
use crate::error::OpenError;

impl Host {
    pub(super) fn on_network_call(&mut self, caller: Caller, call: Call) {
        match call {
            Call::Init { handle, local, foreign, byte_size, allowance } => {
                self.on_init(caller, handle, local, foreign, byte_size, allowance);
            }
            Call::Listen { handle, local, byte_size, filter, allowance } => {
                self.on_listen(caller, handle, local, byte_size, filter, allowance);
            }
            Call::Send { handle, data } => self.on_send(handle, data),
            Call::AwaitRoom { handle } => self.on_await_room(caller, handle),
            Call::Receive { handle, max_bits, taken } => self.on_receive(caller, handle, max_bits, taken),
            Call::Close { handle } => self.on_close(caller, handle),
            Call::Abort { handle } => self.on_abort(handle),
            Call::Interrupt { handle } => self.on_interrupt(caller, handle),
            Call::AwaitInterrupt { handle, seen } => self.on_await_interrupt(caller, handle, seen),
            Call::Reserve { handle, count } => self.on_reserve(caller, handle, count),
            Call::ReserveAt { handle, base, count } => self.on_reserve_at(caller, handle, base, count),
            Call::Hold { handle, local } => self.on_hold(caller, handle, local),
            Call::Refuse { handle } => self.on_refuse(caller, handle),
            Call::Drop { handle } => self.let_go(handle),
            Call::Adopt { handle } => drop(self.table.owners.insert(handle, caller.process)),
            other => unreachable!("{other:?} does not concern the network"),
        }
    }

    pub(super) fn on_network_cancel(&mut self, waiting: Waiting) {
        match waiting {
            // The handle of a connection that is being opened goes with the call, and closes it.
            Waiting::Open(_) => {}
            Waiting::Receive(handle) => {
                if let Some(channel) = self.table.channels.get_mut(&handle) {
                    channel.receiver = None;
                    self.ncp_input(NcpInput::Receive { id: connection(handle), max_bits: 0 });
                }
            }
            Waiting::Send(handle) => self.with_channel(handle, |channel| channel.sender = None),
            Waiting::Close(handle) => self.with_channel(handle, |channel| channel.closer = None),
            Waiting::Interrupt(handle) => {
                self.with_channel(handle, |channel| channel.interrupt_waiter = None);
            }
            Waiting::Request(handle) => {
                if let Some(door) = self.table.doors.get_mut(&handle) {
                    door.refuser = None;
                }
            }
            Waiting::Line | Waiting::Keys | Waiting::Guest | Waiting::Child | Waiting::Sleep { .. } => {}
        }
    }

    /// The program has let go of what the handle names.
    pub(super) fn let_go(&mut self, handle: Handle) {
        self.table.owners.remove(&handle);
        self.table.blocks.remove(&handle);
        self.forget_file(handle);
        if let Some(door) = self.table.doors.remove(&handle) {
            self.ncp_input(NcpInput::Release { local: door.local });
        }
        if let Some(channel) = self.table.channels.get_mut(&handle) {
            channel.abandoned = true;
            if channel.ended().is_some() {
                self.table.channels.remove(&handle);
            } else {
                self.begin_close(handle);
            }
        }
    }

    pub(super) fn ncp_input(&mut self, input: NcpInput) {
        self.work.push_back(Work::Ncp(input));
    }

    fn with_channel(&mut self, handle: Handle, change: impl FnOnce(&mut Channel)) {
        if let Some(channel) = self.table.channels.get_mut(&handle) {
            change(channel);
        }
    }

    fn on_init(
        &mut self,
        caller: Caller,
        handle: Handle,
        local: u32,
        foreign: SocketName,
        byte_size: u8,
        allowance: Allowance,
    ) {
        if self.begin_open(caller, handle, local, None) {
            let id = connection(handle);
            self.ncp_input(NcpInput::Init { id, local, foreign, byte_size, allowance });
        }
    }

    fn on_listen(
        &mut self,
        caller: Caller,
        handle: Handle,
        local: u32,
        byte_size: u8,
        filter: Filter,
        allowance: Allowance,
    ) {
        if !self.begin_open(caller, handle, local, Some(filter)) {
            return;
        }
        self.refuse_unacceptable(local, filter);
        let id = connection(handle);
        let Filter { host, socket } = filter;
        self.ncp_input(NcpInput::Listen { id, local, byte_size, host, socket, allowance });
    }

    /// Those that wait already and that a listening program does not want.
    fn refuse_unacceptable(&mut self, local: u32, filter: Filter) {
        for foreign in self.requests_at(local) {
            if !filter.accepts(foreign) {
                self.ncp_input(NcpInput::Refuse { local, foreign });
            }
        }
    }

    fn requests_at(&self, local: u32) -> Vec<SocketName> {
        self.ncp.queued(local).into_iter().map(|request| request.pair.foreign).collect()
    }

    fn begin_open(&mut self, caller: Caller, handle: Handle, local: u32, filter: Option<Filter>) -> bool {
        if self.table.is_anothers(caller.process, local) {
            self.answer(caller, Reply::Opened(Err(OpenError::Taken(local))));
            return false;
        }
        self.table.owners.insert(handle, caller.process);
        self.table.channels.insert(handle, Box::new(Channel::opening(local, caller, filter)));
        self.wait(caller, Waiting::Open(handle));
        true
    }

    fn on_send(&mut self, handle: Handle, data: Bits) {
        let Some(channel) = self.table.channels.get_mut(&handle) else {
            return;
        };
        if channel.ended().is_none() && !data.is_empty() {
            channel.outgoing.push_back(data);
            self.work.push_back(Work::Pump(handle));
        }
    }

    fn on_await_room(&mut self, caller: Caller, handle: Handle) {
        let Some(channel) = self.table.channels.get_mut(&handle) else {
            return self.answer(caller, Reply::Sent(Err(CloseReason::Here)));
        };
        if let Some(reason) = channel.ended() {
            self.answer(caller, Reply::Sent(Err(reason)));
        } else if channel.outgoing.is_empty() && !channel.awaits_room {
            self.answer(caller, Reply::Sent(Ok(())));
        } else {
            channel.sender = Some(caller);
            self.wait(caller, Waiting::Send(handle));
        }
    }

    /// Hands the NCP as much as it takes of what a connection has to send; then, if that is due, closes it.
    pub(super) fn pump(&mut self, handle: Handle) {
        let room = self.ncp.room_bits(connection(handle));
        let Some(channel) = self.table.channels.get_mut(&handle) else {
            return;
        };
        if channel.awaits_room || channel.ended().is_some() {
            return;
        }
        let byte_bits = usize::from(channel.byte_size);
        let Some(next) = channel.outgoing.front() else {
            return self.close_when_due(handle);
        };
        let end = next.length_bits().min(channel.outgoing_at + room / byte_bits * byte_bits);
        if end == channel.outgoing_at {
            return; // it is closing, and its end will be told
        }
        let data = next.slice(channel.outgoing_at, end);
        channel.outgoing_at = end;
        if end == next.length_bits() {
            channel.outgoing.pop_front();
            channel.outgoing_at = 0;
        }
        channel.awaits_room = true;
        self.ncp_input(NcpInput::Send { id: connection(handle), data });
    }

    fn close_when_due(&mut self, handle: Handle) {
        if self.table.channels.get(&handle).is_some_and(|channel| channel.closing) {
            self.ncp_input(NcpInput::Close { id: connection(handle) });
        }
    }

    fn on_receive(&mut self, caller: Caller, handle: Handle, max_bits: usize, taken: u64) {
        let Some(channel) = self.table.channels.get_mut(&handle) else {
            return self.answer(caller, Reply::Received(Err(CloseReason::Here)));
        };
        channel.taken(taken);
        if let Some(data) = channel.pocketful(max_bits) {
            return self.answer(caller, Reply::Received(Ok(data)));
        }
        if let Some(reason) = channel.ended() {
            return self.answer(caller, Reply::Received(Err(reason)));
        }
        channel.receiver = Some((caller, max_bits));
        self.wait(caller, Waiting::Receive(handle));
        self.ncp_input(NcpInput::Receive { id: connection(handle), max_bits });
    }

    fn on_close(&mut self, caller: Caller, handle: Handle) {
        match self.table.channels.get_mut(&handle) {
            Some(channel) if channel.ended().is_none() => {
                channel.closer = Some(caller);
                self.wait(caller, Waiting::Close(handle));
                self.begin_close(handle);
            }
            _ => self.answer(caller, Reply::Done),
        }
    }

    fn on_abort(&mut self, handle: Handle) {
        if let Some(channel) = self.table.channels.get_mut(&handle)
            && channel.ended().is_none()
        {
            channel.outgoing.clear();
            channel.closing = true;
            self.ncp_input(NcpInput::Abort { id: connection(handle) });
        }
    }

    fn begin_close(&mut self, handle: Handle) {
        if let Some(channel) = self.table.channels.get_mut(&handle)
            && !channel.closing
        {
            channel.closing = true;
            match channel.state {
                // Nothing has been sent: the socket is free for the program's next call.
                ChannelState::Opening { .. } => self.ncp_input(NcpInput::Close { id: connection(handle) }),
                _ => self.work.push_back(Work::Pump(handle)),
            }
        }
    }

    fn on_interrupt(&mut self, caller: Caller, handle: Handle) {
        let reason = match self.table.channels.get(&handle) {
            Some(channel) => channel.ended(),
            None => Some(CloseReason::Here),
        };
        match reason {
            Some(reason) => self.answer(caller, Reply::Sent(Err(reason))),
            None => {
                self.ncp_input(NcpInput::Interrupt { id: connection(handle) });
                self.answer(caller, Reply::Sent(Ok(())));
            }
        }
    }

    fn on_await_interrupt(&mut self, caller: Caller, handle: Handle, seen: u32) {
        let Some(channel) = self.table.channels.get_mut(&handle) else {
            return self.answer(caller, Reply::Interrupts(Err(CloseReason::Here)));
        };
        if channel.interrupts > seen {
            let interrupts = channel.interrupts;
            self.answer(caller, Reply::Interrupts(Ok(interrupts)));
        } else if let Some(reason) = channel.ended() {
            self.answer(caller, Reply::Interrupts(Err(reason)));
        } else {
            channel.interrupt_waiter = Some((caller, seen));
            self.wait(caller, Waiting::Interrupt(handle));
        }
    }

    fn on_reserve(&mut self, caller: Caller, handle: Handle, count: u32) {
        let result = match self.table.take_block(handle, count) {
            Some(block) => {
                self.table.owners.insert(handle, caller.process);
                Ok(block.base)
            }
            None => Err(OpenError::Misused(Misuse::TableFull)),
        };
        self.answer(caller, Reply::Sockets(result));
    }

    fn on_reserve_at(&mut self, caller: Caller, handle: Handle, base: u32, count: u32) {
        let result = match self.table.take_block_at(handle, base, count) {
            Some(block) => {
                self.table.owners.insert(handle, caller.process);
                Ok(block.base)
            }
            None => Err(OpenError::Taken(base)),
        };
        self.answer(caller, Reply::Sockets(result));
    }

    fn on_hold(&mut self, caller: Caller, handle: Handle, local: u32) {
        let result = self.hold(caller.process, handle, local);
        self.answer(caller, Reply::Sockets(result.map(|()| local)));
    }

    fn hold(&mut self, process: ProcessId, handle: Handle, local: u32) -> Result<(), OpenError> {
        if self.table.is_anothers(process, local) {
            return Err(OpenError::Taken(local));
        }
        if self.table.door_at(local).is_some() {
            return Err(OpenError::HeldAlready(local));
        }
        self.table.owners.insert(handle, process);
        self.table.doors.insert(handle, Door { local, refuser: None });
        self.ncp_input(NcpInput::Hold { local });
        Ok(())
    }

    fn on_refuse(&mut self, caller: Caller, handle: Handle) {
        let Some(local) = self.table.doors.get(&handle).map(|door| door.local) else {
            return self.answer(caller, Reply::Done);
        };
        match self.requests_at(local).first() {
            Some(&foreign) => {
                self.ncp_input(NcpInput::Refuse { local, foreign });
                self.answer(caller, Reply::Done);
            }
            None => {
                self.wait(caller, Waiting::Request(handle));
                if let Some(door) = self.table.doors.get_mut(&handle) {
                    door.refuser = Some(caller);
                }
            }
        }
    }
}

/// The NCP calls a connection by its handle's number: both are used once.
pub(super) fn connection(handle: Handle) -> ConnectionId {
    ConnectionId(handle.0)
}

/// Whether a connection that is being opened refuses this request: it listens, and for others.
pub(super) fn refuses(channel: &Channel, local: u32, foreign: SocketName) -> bool {
    match channel.state {
        ChannelState::Opening { filter: Some(filter), .. } => {
            channel.local == local && !channel.closing && !filter.accepts(foreign)
        }
        _ => false,
    }
}
