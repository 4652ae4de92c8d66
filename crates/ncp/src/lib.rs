//! The Network Control Program of one host: the second level protocol of NIC 8246, as a machine without I/O.
//!
//! The machine takes one [`Input`] at a time with the present [`Time`](arpanet_kernel::Time), and pushes its
//! [`Output`]s into a buffer of the caller's, who takes all of them before the next input.

mod io;
mod note;
mod profile;
mod socket;

pub use io::{
    Allowance, CloseReason, ConnectionId, EchoFailure, Event, HostEvent, Input, Misuse, OpenFailure, Output,
};
pub use note::{Note, RefusedBecause};
pub use profile::{
    AllocationPace, AllocationPolicy, CATALOGUE, EarlyRfcs, Entry, InDoubt, IncompletePolicy, Mismatch,
    Profile, RepeatedRfcs, Resynchronisation, UnacceptableRfcs,
};
pub use socket::{Gender, Pair, SocketName};
