//! TELNET: the ad hoc protocol of January 1973 (RFC 318), that of May 1973 (RFC 495), a user's program, and servers with a
//! login shell.
//!
//! [`End`] is either end of a session as a machine without I/O, in one of the [`Dialect`]s; [`Synch`] pairs its interrupts with
//! its data marks, and [`Options`] negotiates. [`user`] is what a person runs at a terminal; [`server`] is the logger behind
//! socket 1, and behind socket 23 for the new TELNET, with the command interpreter of the host's system behind it.

mod dialect;
mod editor;
mod end;
mod exec;
mod keys;
mod options;
mod synch;
mod tty;
mod user;

use arpanet_wire::telnet::Text;

use crate::error::Outcome;
use crate::icp::{self, Service};
use crate::sys::Sys;

pub use dialect::{Dialect, EarlyMark};
pub use end::{End, Heard, Role};
pub use keys::Key;
pub use options::{Half, Options};
pub use synch::{Passed, Synch};
pub use user::user;

/// The names of what a server at socket 1 can speak besides the TELNET of 1972.
pub const PROFILES: &[&str] = &["MINIMUM", "RFC435", "DUAL"];

/// Users at a time. Liberty: the systems' own limits are not in our sources.
const MOST_SESSIONS: u32 = 32;

/// The server: it waits at socket 1 (RFC 165 p. 5), or at 23 with the new TELNET (RFC 593 p. 1), and gives each user a
/// terminal of this host.
pub async fn server(sys: Sys, service: Service, dialect: Dialect) -> Outcome {
    icp::serve(sys, service, MOST_SESSIONS, move |sys, session| exec::session(sys, session, dialect)).await
}

/// How long a missing DATA MARK or interrupt is waited for before the stream goes on without it.
const SYNCH_LIMIT_NS: u64 = 60_000_000_000;

/// What a terminal or printer puts on paper: it prints 32 to 126 and acts on BEL to CR (RFC 318 p. 2).
pub(crate) fn printed(text: Text) -> String {
    match text {
        Text::EndOfLine => "\r\n".to_owned(),
        Text::Character(character @ (7..=13 | 32..=126)) => char::from(character).to_string(),
        Text::Character(_) => String::new(),
    }
}

/// What is seen of octets that are typed: as much as a printer does anything about.
pub(crate) fn echoed(octets: &[u8]) -> String {
    octets.iter().map(|octet| printed(Text::Character(*octet))).collect()
}
