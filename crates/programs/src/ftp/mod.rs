//! The File Transfer Protocol of July 1972 as a server and a user play it (RFC 354, 385, 414, 438).
//!
//! Each side is a protocol half without I/O, which the tests drive line by line, and a thin program that carries its
//! inputs and outputs between the half and the host's system calls:
//!
//! - [`server::Session`], driven by [`server::serve`]: one user at a server.
//! - [`user::Dialogue`], driven by [`user::Remote`]: one server as a user's program sees it.

pub mod lines;
pub mod parameters;
pub mod server;
pub mod transfer;
pub mod user;
