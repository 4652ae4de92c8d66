//! The Network Control Program of one host: the second level protocol of NIC 8246, as a machine without I/O.
//!
//! The machine takes one [`Input`] at a time with the present [`Time`](arpanet_kernel::Time), and pushes its
//! [`Output`]s into a buffer of the caller's, who takes all of them before the next input.

mod allocation;
mod close;
mod connection;
mod control;
mod counters;
mod data;
mod echo;
mod errors;
mod flow;
mod host;
mod interface;
mod interrupt;
mod io;
mod links;
mod ncp;
mod note;
mod outgoing;
mod profile;
mod purge;
mod reset;
mod resync;
mod rfc;
mod socket;
mod stream;
mod timers;
mod transmit;

pub use connection::StateName;
pub use counters::{CommandCounts, Counters, ErrorCounts, RecordedError};

pub use io::{
    Allowance, CloseReason, ConnectionId, EchoFailure, Event, HostEvent, Input, Misuse, OpenFailure, Output,
};
pub use ncp::{ConnectionStatus, Ncp, QueuedRfc};
pub use note::{Note, RefusedBecause};
pub use profile::{
    AllocationPace, AllocationPolicy, CATALOGUE, EarlyRfcs, Entry, InDoubt, IncompletePolicy, Mismatch,
    Profile, RepeatedRfcs, Resynchronisation, UnacceptableRfcs,
};
pub use socket::{Gender, Pair, SocketName};
