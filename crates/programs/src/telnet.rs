//! TELNET as it was in January 1973: the ad hoc protocol of RFC 318, a user's program and a server with a login shell.
//!
//! [`Synch`] pairs interrupts with data marks, for both sides. [`user`] is what a person runs at a terminal; [`server`]
//! is the logger behind socket 1 with the command interpreter of the host's system behind it.

mod exec;
mod keys;
mod synch;
mod tty;
mod user;

use crate::error::Outcome;
use crate::icp;
use crate::sys::Sys;

pub use keys::Key;
pub use synch::{Passed, Synch};
pub use user::user;

/// Users at a time. Liberty: the systems' own limits are not in our sources.
const MOST_SESSIONS: u32 = 32;

/// The server: it waits at socket 1 (RFC 165 p. 5) and gives each user a terminal of this host.
pub async fn server(sys: Sys) -> Outcome {
    icp::serve(sys, icp::TELNET, MOST_SESSIONS, exec::session).await
}

/// How long a missing DATA MARK or interrupt is waited for before the stream goes on without it.
const SYNCH_LIMIT_NS: u64 = 60_000_000_000;

/// Whether the network virtual terminal's printer does anything about a character: it prints 32 to 126 and acts on eight
/// others. RFC 318 p. 2.
fn is_printed(character: u8) -> bool {
    matches!(character, 0 | 7..=13 | 32..=126)
}
