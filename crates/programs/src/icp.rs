//! The Initial Connection Protocol: how a user process gets a pair of connections with a server process. RFC 165, 202.
//!
//! ```text
//!    server                                 user
//!    S1 listen on L                         U1 RTS(U, L)
//!    S3 STR(L, U, 32)                       U3 ALL(1 message, 32 bits)
//!    S5 the number S on L - - - - - - - - > U4 receive S
//!    S6 CLS(L, U)                           U5 CLS(U, L)
//!    S7 RTS(S, U+3) <=======================U6 STR(U+3, S, Bu)
//!    S8 STR(S+1, U+2, Bs)==================>U7 RTS(U+2, S+1)
//! ```
//!
//! L and S+1 send, U and S receive. U to U+5 belong to the user together (RFC 161 p. 1; FTP uses U+4 and U+5), so that a
//! new use of U cannot meet the closing of the old one.

mod manner;
mod server;
mod services;
mod user;

use std::fmt;

use arpanet_ncp::{CloseReason, SocketName};
use arpanet_wire::HostAddress;
use thiserror::Error;

pub use manner::{Manner, Order};
pub use server::{serve, serve_one};
pub use services::{DISCARD, ECHO, FTP, NEW_TELNET, Service, TELNET};
pub use user::{user, user_from};

use crate::connection::{Connection, SocketBlock};
use crate::error::{Failure, OpenError};

/// Sockets of the user's block: U, what follows it, and FTP's U+4 and U+5.
pub const USER_BLOCK: u32 = 6;
/// Sockets of the server's block: S, S+1, FTP's S+2 and S+3 and room for sockets given out by LSTN.
pub const SERVER_BLOCK: u32 = 16;
/// How long each step of the exchange may take: 60 seconds, as a TIP waited for a logger (RFC 636 p. 1).
pub const STEP_LIMIT_NS: u64 = 60_000_000_000;

/// The pair of connections that an ICP leads to, seen from one side.
pub struct Session {
    /// What the other side sends.
    pub receive: Connection,
    /// What this side sends.
    pub send: Connection,
    /// The other side's U or S: its block's first socket.
    pub foreign_base: SocketName,
    /// This side's sockets: U to U+5, or S and those after it.
    pub block: SocketBlock,
    /// The connection that brought S, on a user's side that keeps it ([`Manner::keeps_u`]).
    pub u: Option<Connection>,
}

/// A step of the exchange, by what the side is waiting for in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The user: a connection with L.
    Request,
    /// The user: the number S.
    Number,
    /// The user, then the server: the connections of S and S+1 with U+3 and U+2.
    Connections,
}

/// Why an ICP failed, and at which step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{step}: {why}")]
pub struct IcpError {
    /// What was awaited.
    pub step: Step,
    /// Why it did not come.
    pub why: IcpFailure,
}

/// Why a step of an ICP failed. RFC 235 p. 4 tells dead, refused, timed out and half open from each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IcpFailure {
    /// A connection did not come about.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The connection with L ended before S had come whole.
    #[error("{0}")]
    Ended(#[from] CloseReason),
    /// Nothing happened for [`STEP_LIMIT_NS`].
    #[error("no answer in time")]
    TimedOut,
    /// L's byte size is neither 32 nor 8.
    #[error("the server sends it in bytes of {0} bits")]
    ByteSize(u8),
    /// More, or less, than the 32 bits of a number.
    #[error("the server sent {0} bits where 32 were due")]
    Length(usize),
    /// S is odd, where RFC 165 p. 2 wants it even.
    #[error("the server sent the odd number {0}")]
    Odd(u32),
}

impl Session {
    /// The host at the other side.
    pub fn foreign_host(&self) -> HostAddress {
        self.foreign_base.host
    }
}

impl Step {
    fn failed(self, why: impl Into<IcpFailure>) -> IcpError {
        IcpError { step: self, why: why.into() }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Step::Request => "asking for the service",
            Step::Number => "waiting for the server's socket number",
            Step::Connections => "connecting with the server's sockets",
        })
    }
}

impl From<IcpError> for Failure {
    fn from(error: IcpError) -> Failure {
        Failure::new(error.to_string())
    }
}
