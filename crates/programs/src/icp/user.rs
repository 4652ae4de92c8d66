//! The user's side of the ICP.

use arpanet_ncp::{Allowance, Gender, SocketName};
use arpanet_wire::HostAddress;

use super::{IcpError, IcpFailure, STEP_LIMIT_NS, Service, Session, Step, USER_BLOCK};
use crate::connection::{Connection, SocketBlock};
use crate::error::OpenError;
use crate::sys::Sys;

/// Gets a pair of connections with `service` at `host`. When it fails, or is given up, every request still pending is
/// taken back with CLS and all sockets are free again.
pub async fn user(sys: &Sys, host: HostAddress, service: Service) -> Result<Session, IcpError> {
    let block = sys.reserve(USER_BLOCK).await.map_err(|error| Step::Request.failed(error))?;
    user_from(sys, block, host, service).await
}

/// As [`user`], from sockets that the program has already: `block` begins with U.
pub async fn user_from(
    sys: &Sys,
    block: SocketBlock,
    host: HostAddress,
    service: Service,
) -> Result<Session, IcpError> {
    // The server's requests may come before S does (RFC 165 p. 5): they are to wait.
    let receiving = sys.hold(block.socket(2)).await.map_err(|error| Step::Request.failed(error))?;
    let sending = sys.hold(block.socket(3)).await.map_err(|error| Step::Request.failed(error))?;

    let door = ask(sys, &block, SocketName { host, number: service.socket }).await?;
    let s = receive_number(sys, &door).await?;
    let (send, receive) = connect(sys, &block, SocketName { host, number: s }, service).await?;
    drop((receiving, sending));
    let u = sys.icp().keeps_u.then_some(door);
    Ok(Session { receive, send, foreign_base: SocketName { host, number: s }, block, u })
}

/// U1 to U3. Any byte size will do: some hosts send S as four octets. RFC 165 p. 5.
async fn ask(sys: &Sys, block: &SocketBlock, logger: SocketName) -> Result<Connection, IcpError> {
    let allowance = Allowance::Once { messages: 1, bits: 32 };
    let request = sys.init_allowing(block.base(), logger, 0, allowance);
    let door = sys.within(STEP_LIMIT_NS, request).await.ok_or(Step::Request.failed(IcpFailure::TimedOut))?;
    door.map_err(|error| Step::Request.failed(error))
}

/// U4. Only a message of exactly 32 bits is a number, and only an even one is S.
async fn receive_number(sys: &Sys, door: &Connection) -> Result<u32, IcpError> {
    if ![32, 8].contains(&door.byte_size()) {
        return Err(Step::Number.failed(IcpFailure::ByteSize(door.byte_size())));
    }
    let message = sys.within(STEP_LIMIT_NS, door.receive(usize::MAX)).await;
    let message = message.ok_or(Step::Number.failed(IcpFailure::TimedOut))?;
    let bits = message.map_err(|reason| Step::Number.failed(reason))?;
    match bits.get(0, 32) {
        Some(s) if bits.length_bits() == 32 && s % 2 == 0 => Ok(s as u32),
        Some(s) if bits.length_bits() == 32 => Err(Step::Number.failed(IcpFailure::Odd(s as u32))),
        _ => Err(Step::Number.failed(IcpFailure::Length(bits.length_bits()))),
    }
}

/// U6 and U7, by the manner of the host: both at once and U+3 first (RFC 202 p. 2), or one after the other.
async fn connect(
    sys: &Sys,
    block: &SocketBlock,
    s: SocketName,
    service: Service,
) -> Result<(Connection, Connection), IcpError> {
    let send = sys.init(block.socket(3), s, service.user_byte_size);
    let next = SocketName { number: s.number + 1, ..s };
    let receive = sys.init(block.socket(2), next, service.server_byte_size);
    let both = sys.within(STEP_LIMIT_NS, sys.icp().order.open(send, receive, Gender::Send)).await;
    let both = both.ok_or(Step::Connections.failed(IcpFailure::TimedOut))?;
    both.map_err(|error: OpenError| Step::Connections.failed(error))
}
