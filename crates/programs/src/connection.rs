//! The handles of what a program has of the network: connections, blocks of sockets, held sockets.

use std::cell::Cell;

use arpanet_ncp::{CloseReason, SocketName};
use arpanet_wire::{Bits, HostAddress};

use crate::call::{Call, Handle, Opened, Reply};
use crate::sys::{Sys, answered};

/// One end of a connection: it sends when its local socket is odd, and receives when it is even (NIC 8246 p. 9).
/// Dropping it closes it after what was sent has gone out.
pub struct Connection {
    sys: Sys,
    handle: Handle,
    opened: Opened,
    taken: Cell<u64>,
    interrupts_seen: Cell<u32>,
}

impl Connection {
    /// The name for a connection that is being asked for.
    pub(crate) fn pending(sys: &Sys, local: u32) -> Connection {
        let nobody = SocketName { host: sys.address(), number: 0 };
        Connection {
            sys: sys.clone(),
            handle: sys.next_handle(),
            opened: Opened { local, foreign: nobody, byte_size: 0 },
            taken: Cell::new(0),
            interrupts_seen: Cell::new(0),
        }
    }

    pub(crate) fn opened(&mut self, opened: Opened) {
        self.opened = opened;
    }

    pub(crate) fn handle(&self) -> Handle {
        self.handle
    }

    /// The local socket.
    pub fn local(&self) -> u32 {
        self.opened.local
    }

    /// The foreign socket.
    pub fn foreign(&self) -> SocketName {
        self.opened.foreign
    }

    /// The foreign host.
    pub fn foreign_host(&self) -> HostAddress {
        self.opened.foreign.host
    }

    /// Bits in a byte of this connection, 1 to 255: the sender's choice (NIC 8246 p. 10).
    pub fn byte_size(&self) -> u8 {
        self.opened.byte_size
    }

    /// Hands over whole bytes to be sent, however long that takes. [`Connection::room`] tells when it is time for more.
    pub fn offer(&self, data: &Bits) {
        self.sys.post(Call::Send { handle: self.handle, data: data.clone() });
    }

    /// Waits until the host can take more to send; the error says how the connection ended instead.
    pub async fn room(&self) -> Result<(), CloseReason> {
        answered!(self.sys.call(Call::AwaitRoom { handle: self.handle }).await, Reply::Sent)
    }

    /// Sends whole bytes; returns when the host can take more, which may be long before they arrive. Given up while
    /// pending, the bytes are sent all the same.
    pub async fn send(&self, data: &Bits) -> Result<(), CloseReason> {
        self.offer(data);
        self.room().await
    }

    /// Sends octets over a connection of 8-bit bytes.
    pub async fn send_octets(&self, octets: &[u8]) -> Result<(), CloseReason> {
        self.send(&Bits::from_octets(octets)).await
    }

    /// Waits until something has arrived and takes it: at least one byte, at most `max_bits`. The error says how the
    /// connection ended, once all that came before has been taken.
    pub async fn receive(&self, max_bits: usize) -> Result<Bits, CloseReason> {
        let call = Call::Receive { handle: self.handle, max_bits, taken: self.taken.get() };
        let data = answered!(self.sys.call(call).await, Reply::Received)?;
        self.taken.set(self.taken.get() + data.length_bits() as u64);
        Ok(data)
    }

    /// Takes whatever octets have arrived, up to 4000 of them, from a connection of 8-bit bytes.
    pub async fn receive_octets(&self) -> Result<Vec<u8>, CloseReason> {
        Ok(self.receive(32_000).await?.octets().to_vec())
    }

    /// Closes the connection, after what was sent has gone out, and returns when the foreign side has closed it too and
    /// the socket is free again.
    pub async fn close(self) {
        self.sys.call(Call::Close { handle: self.handle }).await;
    }

    /// As [`Connection::close`], but what has not gone out after so long is dropped. True when all went well in time.
    pub async fn close_within(self, ns: u64) -> bool {
        let closed = self.sys.call(Call::Close { handle: self.handle });
        let in_time = self.sys.within(ns, closed).await.is_some();
        if !in_time {
            self.abort();
        }
        in_time
    }

    /// Closes the connection at once; what has not gone out is dropped.
    pub fn abort(&self) {
        self.sys.post(Call::Abort { handle: self.handle });
    }

    /// Breaks the connection off: an interrupt, by which a program at the other end can tell this from the end of the
    /// data, and then [`Connection::abort`].
    pub fn break_off(&self) {
        self.sys.post(Call::Interrupt { handle: self.handle });
        self.abort();
    }

    /// Sends an interrupt that is meant for nobody: if the foreign host is dead, the subnet says so in return.
    pub fn probe(&self) {
        self.sys.post(Call::Interrupt { handle: self.handle });
    }

    /// Sends an interrupt: INS on a connection that sends, INR on one that receives. NIC 8246 p. 16.
    pub async fn interrupt(&self) -> Result<(), CloseReason> {
        answered!(self.sys.call(Call::Interrupt { handle: self.handle }).await, Reply::Sent)
    }

    /// Waits for the next interrupt from the foreign side. They are counted: each one is told once.
    pub async fn interrupted(&self) -> Result<(), CloseReason> {
        let seen = self.interrupts_seen.get();
        let call = Call::AwaitInterrupt { handle: self.handle, seen };
        answered!(self.sys.call(call).await, Reply::Interrupts)?;
        self.interrupts_seen.set(seen + 1);
        Ok(())
    }

    /// Hands the connection over to the program of `sys`, which goes on with it.
    pub fn adopted_by(mut self, sys: &Sys) -> Connection {
        sys.post(Call::Adopt { handle: self.handle });
        self.sys = sys.clone();
        self
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.sys.post(Call::Drop { handle: self.handle });
    }
}

/// A block of socket numbers that are this program's alone.
pub struct SocketBlock {
    sys: Sys,
    handle: Handle,
    base: u32,
    count: u32,
}

impl SocketBlock {
    pub(crate) fn new(sys: &Sys, handle: Handle, count: u32) -> SocketBlock {
        SocketBlock { sys: sys.clone(), handle, base: 0, count }
    }

    pub(crate) fn begin_at(&mut self, base: u32) {
        self.base = base;
    }

    /// The first socket; even.
    pub fn base(&self) -> u32 {
        self.base
    }

    /// The socket `offset` after the first. The ICP's U+3 is `socket(3)`.
    ///
    /// # Panics
    /// When the block has no such socket: a mistake of the program.
    pub fn socket(&self, offset: u32) -> u32 {
        assert!(offset < self.count, "the block has {} sockets, there is no number {offset}", self.count);
        self.base + offset
    }

    /// Number of sockets.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Hands the block over to the program of `sys`.
    pub fn adopted_by(mut self, sys: &Sys) -> SocketBlock {
        sys.post(Call::Adopt { handle: self.handle });
        self.sys = sys.clone();
        self
    }
}

impl Drop for SocketBlock {
    fn drop(&mut self) {
        self.sys.post(Call::Drop { handle: self.handle });
    }
}

/// A socket at which requests for connection queue up until the program listens there. Dropping it refuses them.
pub struct HeldSocket {
    sys: Sys,
    handle: Handle,
    socket: u32,
}

impl HeldSocket {
    pub(crate) fn new(sys: &Sys, handle: Handle, socket: u32) -> HeldSocket {
        HeldSocket { sys: sys.clone(), handle, socket }
    }

    /// The socket.
    pub fn socket(&self) -> u32 {
        self.socket
    }

    /// Hands the socket over to the program of `sys`.
    pub fn adopted_by(mut self, sys: &Sys) -> HeldSocket {
        sys.post(Call::Adopt { handle: self.handle });
        self.sys = sys.clone();
        self
    }

    /// Waits for a request for connection and refuses it with CLS.
    pub async fn refuse(&self) {
        self.sys.call(Call::Refuse { handle: self.handle }).await;
    }
}

impl Drop for HeldSocket {
    fn drop(&mut self) {
        self.sys.post(Call::Drop { handle: self.handle });
    }
}
