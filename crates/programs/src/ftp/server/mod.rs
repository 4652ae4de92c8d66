//! The server: a [`Session`] for each user, without I/O, and [`serve`], which carries it to the host's system calls.

mod access;
mod data;
mod end;
mod files;
mod gate;
mod io;
mod mail;
mod pending;
mod profile;
mod retrieval;
mod serve;
mod service;
mod session;
mod settings;
mod sockets;
mod status;
mod transfer;

pub use io::{Answer, Ask, How, Input, Opening, Output};
pub use profile::{
    AfterLstn, L438, L438_INITIATES, P72, P72_CHARGES, P72_RDML, P454, P542, PV478, Profile, SockReply,
};
pub use serve::serve;
pub use session::{Session, Setting};
