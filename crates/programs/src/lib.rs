//! Hosts: operating systems as the network met them, and the programs that people used on them.
//!
//! A program is an `async fn` over [`Sys`], the system calls of RFC 165 and what a program needs besides: files, a terminal,
//! time, other programs. What differs from one machine to the next is data: [`System`].

pub mod account;
pub mod call;
pub mod catalogue;
pub mod connection;
pub mod content;
pub mod date;
pub mod directory;
pub mod echo;
pub mod error;
pub mod files;
pub mod ftp;
mod gateway;
pub mod host;
pub mod icp;
pub mod mail;
pub mod open_file;
pub mod rsexec;
pub mod small;
mod status;
mod sys;
pub mod system;
pub mod talkers;
pub mod telnet;
pub mod tip;

pub use arpanet_ncp::{Allowance, SocketName};
pub use call::Filter;
pub use connection::{Connection, HeldSocket, SocketBlock};
pub use content::Content;
pub use error::{Failure, Outcome};
pub use host::{Host, HostConfig, HostInput, HostOutput};
pub use open_file::OpenFile;
pub use sys::Sys;
pub use system::System;
