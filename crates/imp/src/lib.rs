//! The IMP: a model of the IMP program of 1973, version 3050.
//!
//! Same formats, timers, limits and decisions; what a date changes is a setting ([`Settings`]). A pure machine: one [`Input`], then
//! all its [`Output`]s, then the next input; time is an argument and never decreases; [`Imp::next_wake`] says when it
//! wants to be woken.
//!
//! ```text
//!  hosts    host_input -> host_source --+                            +--> host_output -> hosts
//!           reports, generator ---------+                            |
//!                                       v                            |
//!                        pending   +--------+   for this IMP     destination -> answers
//!                        queries ->|  task  |------------------> replies
//!                                  +--------+
//!                                       | store and forward
//!  lines    modem_input ----------------+-----> channels -> modem_output -> lines
//!              |
//!              +-> routing, line (hello, I-heard-you)      slow_tick, lifecycle, dead: by the clock; late: what may wait
//! ```
//!
//! Each file names its source. "IMP program 3050" is the program of September 1973, whose behaviour was taken from its
//! listing and, where the file says "as seen in a capture", from traffic of the real program.

mod answers;
mod audit;
mod buffers;
mod channels;
mod clock;
mod config;
mod context;
mod dead;
mod destination;
mod faults;
mod generator;
mod host_input;
mod host_output;
mod host_port;
mod host_source;
mod imp;
mod io;
mod late;
mod lifecycle;
mod line;
mod modem_input;
mod modem_output;
mod packet;
mod parts;
mod peer;
mod pending;
mod pool;
mod queries;
mod reassembly;
mod replies;
mod reports;
mod routing;
mod sender;
mod slow_tick;
mod task;
mod ways;

pub use audit::{Imbalance, Numbers};
pub use config::{
    Checks, Compat, Config, FlowControl, HostIndex, Limits, LineConfig, LineIndex, Routing, RoutingPeriod,
    Settings, WarmTables, Way,
};
pub use imp::Imp;
pub use io::{
    Answer, Damage, DamageKind, Drive, DropReason, Fault, Generator, HostStatus, Input, KillReason,
    MessageId, Note, Output, Party, Piece, Reassembly, Refusal,
};
pub use packet::{Packet, Words};
pub use parts::{HIGHEST_ROUTED, routing_share};
pub use pool::{Body, BodyHandle, Pool, Table};
