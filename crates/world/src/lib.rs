//! The network as a whole: topology, lines, cables, hosts, faults, traffic, and the one run loop.
//!
//! A [`Plan`] goes in. The world takes one event at a time from its queue, gives it to exactly one machine, drains that
//! machine's outputs, and goes on to the next. It draws the lines' errors and hands them to the machines as input.

mod build;
mod cable;
mod connections;
mod event;
mod fingerprint;
mod id;
mod idle;
mod inject;
mod ledger;
mod line;
mod line_errors;
mod lost_message;
mod network;
mod on_cable;
mod on_host;
mod on_imp;
mod on_line;
mod on_plan;
mod outcome;
mod outside;
mod plan;
mod plan_error;
mod rate;
mod record;
mod start;
mod systems;
pub mod topology;
mod traffic;
mod world;

pub use id::{End, HostId, ImpId, JobId, LineId};
pub use inject::Injection;
pub use lost_message::{LostKind, MessageLoss};
pub use outcome::{Connections, HostCounts, Messages, Outcome, UnfinishedJob};
pub use outside::{Arrival, Departure};
pub use plan::{
    CablePlan, Day, Fault, FaultPlan, FileContents, FilePlan, Flow, GeneratorPlan, HostFault, HostKind,
    HostPlan, ImpPlan, JobPlan, Limits, LineErrors, LinePlan, Login, MessagePlan, Plan, SentBy, ServerPlan,
    SizeBin, SizeHistogram, Start, SystemPlan, TakeIn, TerminalLine, TrafficPlan,
};
pub use plan_error::PlanError;
pub use rate::Rate;
pub use record::{CableMessage, Direction, Interests, Loss, Nobody, Observer, Record};
pub use world::World;

/// What plans hold of the IMP: the settings of a date, and what can befall one.
pub mod imp {
    pub use arpanet_imp::{
        Answer, Checks, Compat, Damage, DamageKind, Drive, DropReason, Fault, FlowControl, Generator, Limits,
        LineIndex, Note, Party, Reassembly, Routing, RoutingPeriod, Settings, routing_share,
    };
}

/// What plans name of the hosts: systems, servers, programs and their ways.
pub mod programs {
    pub use arpanet_ncp::{CATALOGUE as NCP_PROFILES, Counters, EarlyRfcs, Resynchronisation};
    pub use arpanet_programs::icp::{Manner, Order};
    pub use arpanet_programs::{Content, System, catalogue};
}
