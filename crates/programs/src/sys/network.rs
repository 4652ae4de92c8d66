//! The calls that concern the network: connections and sockets.

use arpanet_ncp::{Allowance, SocketName};

use super::{Sys, answered};
use crate::call::{Call, Filter, Reply};
use crate::connection::{Connection, HeldSocket, SocketBlock};
use crate::error::OpenError;

impl Sys {
    /// Asks `foreign` for a connection with `local`; returns when it is there. When `local` receives, the sender's byte
    /// size counts and `byte_size` may be 0 (any); another one is refused. Dropped while pending, the request is taken
    /// back with CLS.
    pub async fn init(
        &self,
        local: u32,
        foreign: SocketName,
        byte_size: u8,
    ) -> Result<Connection, OpenError> {
        self.init_allowing(local, foreign, byte_size, Allowance::ByProfile).await
    }

    /// As [`Sys::init`], with a say in how much the foreign side may send ahead.
    pub async fn init_allowing(
        &self,
        local: u32,
        foreign: SocketName,
        byte_size: u8,
        allowance: Allowance,
    ) -> Result<Connection, OpenError> {
        let connection = Connection::pending(self, local);
        let handle = connection.handle();
        self.opened(connection, Call::Init { handle, local, foreign, byte_size, allowance }).await
    }

    /// Waits until some foreign socket that `filter` accepts asks for a connection with `local`. Others are refused
    /// and the listening goes on. `byte_size` as for [`Sys::init`].
    pub async fn listen(&self, local: u32, byte_size: u8, filter: Filter) -> Result<Connection, OpenError> {
        self.listen_allowing(local, byte_size, filter, Allowance::ByProfile).await
    }

    /// As [`Sys::listen`], with a say in how much the foreign side may send ahead.
    pub async fn listen_allowing(
        &self,
        local: u32,
        byte_size: u8,
        filter: Filter,
        allowance: Allowance,
    ) -> Result<Connection, OpenError> {
        let connection = Connection::pending(self, local);
        let handle = connection.handle();
        self.opened(connection, Call::Listen { handle, local, byte_size, filter, allowance }).await
    }

    async fn opened(&self, mut connection: Connection, call: Call) -> Result<Connection, OpenError> {
        connection.opened(answered!(self.call(call).await, Reply::Opened)?);
        Ok(connection)
    }

    /// Takes a block of `count` socket numbers that no one uses, none of them open or waiting for its CLS. The first is
    /// even. Dropping the block frees them.
    pub async fn reserve(&self, count: u32) -> Result<SocketBlock, OpenError> {
        let handle = self.next_handle();
        let mut block = SocketBlock::new(self, handle, count);
        block.begin_at(answered!(self.call(Call::Reserve { handle, count }).await, Reply::Sockets)?);
        Ok(block)
    }

    /// Takes the block of `count` sockets that begins at `base`, if none of them is in use: for programs whose sockets
    /// are known beforehand, such as the ports of a TIP.
    pub async fn reserve_at(&self, base: u32, count: u32) -> Result<SocketBlock, OpenError> {
        let handle = self.next_handle();
        let mut block = SocketBlock::new(self, handle, count);
        let call = Call::ReserveAt { handle, base, count };
        block.begin_at(answered!(self.call(call).await, Reply::Sockets)?);
        Ok(block)
    }

    /// Takes one socket for this program, so that requests for connection to it wait for a later [`Sys::listen`]
    /// instead of being refused. It may lie in a block of this program's. Dropping the handle refuses those that wait.
    pub async fn hold(&self, local: u32) -> Result<HeldSocket, OpenError> {
        let handle = self.next_handle();
        let held = HeldSocket::new(self, handle, local);
        answered!(self.call(Call::Hold { handle, local }).await, Reply::Sockets)?;
        Ok(held)
    }
}
