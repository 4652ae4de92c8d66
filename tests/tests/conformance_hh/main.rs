//! The host-host protocol row by row: our NCP against a scripted IMP and scripted hosts that speak raw octets.
//! A test's name begins with the ids of the rows that it proves; the expected octets come from NIC 8246 and the RFCs.

mod allocation;
mod closing;
mod control;
mod echo;
mod interrupts;
mod links;
mod messages;
mod minimum;
mod resets;
mod resynchronisation;
mod rfcs;
mod sockets;
mod stage;
mod subnet;
