//! The user's side: the [`Dialogue`] with one server, without I/O; [`Remote`], which carries it to the system calls;
//! and the FTP program for a person at a terminal, [`ftp`].

mod command_line;
mod copy;
mod data;
mod dialogue;
mod error;
mod program;
mod remote;

pub use dialogue::{Dialogue, Event};
pub use error::RemoteError;
pub use program::ftp;
pub use remote::Remote;
