//! (being built) The IMP: host interface, modem lines, routing, reassembly, RFNM. A model of the IMP program of 1973, version 3050.

mod config;
mod imp;
mod io;
mod packet;
mod pool;

pub use config::{
    Checks, Compat, Config, FlowControl, HostIndex, Limits, LineConfig, LineIndex, Routing, RoutingPeriod,
    Settings, WarmTables, Way,
};
pub use imp::Imp;
pub use io::{
    Answer, Damage, DamageKind, Drive, DropReason, Fault, Generator, HostStatus, Input, KillReason,
    MessageId, Note, Output, Party, Piece, Refusal,
};
pub use packet::{Packet, Words};
pub use pool::{Body, BodyHandle, Pool, Table};
