//! The File Transfer Protocol's texts and data formats of July 1972 (RFC 354, 385, 414) with LSTN (RFC 438), and what
//! RFC 454, 478 and 542 made of them in 1973.
//!
//! On the control connections, lines of ASCII: a [`Command`] one way, replies the other ([`Reply`], [`ReplyLine`]).
//! On the data connection, transfer bytes of 1 to 255 bits: block mode's headers and restart markers ([`block`]) and
//! text mode's codes ([`text_mode`]).

mod argument;
pub mod block;
mod command;
mod reply;
pub mod text_mode;
mod type_code;
mod verb;

pub use argument::{ArgumentError, Direction, Format, HostSocket, Mode, Representation, Structure};
pub use command::{Command, CommandLine};
pub use reply::{Class, Code, DataSocket, MarkerPair, Reply, ReplyLine};
pub use type_code::{TypeCode, TypeDetail};
pub use verb::Verb;

/// The socket on which an FTP server waits for the initial connection protocol. RFC 354 p. 20.
pub const SERVER_SOCKET: u32 = 3;
/// The socket of servers of the protocol of August 1973, until everyone would change over. RFC 593 p. 1.
pub const NEW_SERVER_SOCKET: u32 = 21;
