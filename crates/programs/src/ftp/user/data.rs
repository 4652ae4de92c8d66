//! The user's end of a data connection: it listens before the command is sent, and waits for no 255 (RFC 385 p. 3).

use arpanet_ncp::CloseReason;
use arpanet_wire::ftp::Direction;
use arpanet_wire::{Bits, HostAddress};
use futures_lite::future::or;

use super::error::RemoteError;
use crate::call::Filter;
use crate::connection::Connection;
use crate::ftp::parameters::Parameters;
use crate::ftp::transfer::Decoder;
use crate::sys::Sys;

/// What is taken from a data connection at a time, in bits.
const TAKE_BITS: usize = 64_000;

/// Receives a file: listens at U+4, gathers, and sees how it ends.
pub(super) async fn gather(
    sys: Sys,
    site: String,
    host: HostAddress,
    socket: u32,
    parameters: Parameters,
) -> Result<Bits, RemoteError> {
    debug_assert!(Direction::Receive.fits(socket));
    let filter = Filter { host: Some(host), socket: None };
    let connection = sys.listen(socket, parameters.transfer_size(), filter).await;
    let connection = connection.map_err(|why| RemoteError::NoData { site: site.clone(), why })?;
    let connection = Unfinished(Some(connection));
    let mut decoder = Decoder::new(&parameters, Bits::new());
    while !decoder.is_ended() {
        let taken = match connection.next().await {
            Some(Ok(bits)) => decoder.on_data(&bits),
            Some(Err(CloseReason::There)) => decoder.on_close(),
            Some(Err(why)) => return Err(RemoteError::DataLost { site, why }),
            None => {
                decoder.on_interrupt();
                Ok(())
            }
        };
        taken.map_err(|why| RemoteError::BadData { site: site.clone(), why })?;
    }
    connection.finish().await;
    Ok(decoder.bytes().clone())
}

/// Sends a file: listens at U+5, sends, and closes, which in stream mode is the end of the file.
pub(super) async fn deliver(
    sys: Sys,
    site: String,
    host: HostAddress,
    socket: u32,
    byte_size: u8,
    data: Bits,
) -> Result<(), RemoteError> {
    debug_assert!(Direction::Send.fits(socket));
    let filter = Filter { host: Some(host), socket: None };
    let connection = sys.listen(socket, byte_size, filter).await;
    let connection = connection.map_err(|why| RemoteError::NoData { site: site.clone(), why })?;
    let connection = Unfinished(Some(connection));
    connection.send(&data).await.map_err(|why| RemoteError::DataLost { site: site.clone(), why })?;
    connection.finish().await;
    Ok(())
}

/// A data connection whose transfer is not done: given up, it is broken off, so that nobody takes half a file for a whole
/// one.
struct Unfinished(Option<Connection>);

impl Unfinished {
    async fn send(&self, data: &Bits) -> Result<(), CloseReason> {
        match &self.0 {
            Some(connection) => connection.send(data).await,
            None => Err(CloseReason::Here),
        }
    }

    /// The next data, how the connection ended, or `None` for an interrupt by the sender.
    async fn next(&self) -> Option<Result<Bits, CloseReason>> {
        let Some(connection) = &self.0 else { return Some(Err(CloseReason::Here)) };
        let interrupt = async {
            match connection.interrupted().await {
                Ok(()) => None,
                // How it ended is told when all data have been taken.
                Err(_) => std::future::pending().await,
            }
        };
        or(interrupt, async { Some(connection.receive(TAKE_BITS).await) }).await
    }

    /// The transfer is done.
    async fn finish(mut self) {
        if let Some(connection) = self.0.take() {
            connection.close().await;
        }
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(connection) = &self.0 {
            connection.break_off();
        }
    }
}
