//! What is to be simulated, as plain data: the network, its hosts, what they do, what goes wrong, and when to stop.
//!
//! A [`Plan`] names nothing by text that it could name by index: an [`ImpId`] is a position in [`Plan::imps`], a
//! [`LineId`] one in [`Plan::lines`], a [`HostId`] one in [`Plan::hosts`], a [`JobId`] one in [`Plan::jobs`]. Whoever
//! makes the plan resolves names; `World::new` checks the plan as a whole and says what is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use arpanet_imp::{Generator, Settings};
use arpanet_kernel::Time;
use arpanet_ncp::{EarlyRfcs, Resynchronisation};
use arpanet_programs::icp::Manner;
use arpanet_wire::{Bits, GoingDown, HostAddress, ImpNumber};

use crate::id::{HostId, ImpId, LineId};
use crate::lost_message::MessageLoss;
use crate::rate::Rate;

/// A whole run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The root of all chance.
    pub seed: u64,
    /// `Some(seed)`: events at the same instant are taken in a shuffled order instead of the order of their making.
    pub shuffle_ties: Option<u64>,
    /// Whether the network has been running for long, or is switched on at time zero.
    pub start: Start,
    /// When to stop.
    pub limits: Limits,
    /// The day on the hosts' walls at time zero; it is noon.
    pub date: Day,
    /// The IMPs and TIPs.
    pub imps: Vec<ImpPlan>,
    /// The lines between them. An IMP's modem interfaces are numbered in the order of this list.
    pub lines: Vec<LinePlan>,
    /// The hosts.
    pub hosts: Vec<HostPlan>,
    /// Names and addresses that every host's table holds beside those of [`Plan::hosts`]: hosts that are not up.
    pub directory: Vec<(String, HostAddress)>,
    /// What people start at the hosts.
    pub jobs: Vec<JobPlan>,
    /// What breaks and what is mended.
    pub faults: Vec<FaultPlan>,
    /// Messages that bare hosts send, one by one.
    pub messages: Vec<MessagePlan>,
    /// The measured load.
    pub traffic: TrafficPlan,
    /// IMPs that are real ones somewhere else: no machine is made for them, and what goes to them leaves the world.
    pub outside: BTreeSet<ImpId>,
}

/// The state of the network at time zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// As if running for long: lines up, routing settled, hosts up.
    #[default]
    Warm,
    /// Every IMP is started at time zero: lines come up after 38.4 s, hosts are let in after 86 s (IMP program 3050).
    Cold,
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// 1900 to 2099.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Default for Day {
    /// New Year's Day 1973.
    fn default() -> Day {
        Day { year: 1973, month: 1, day: 1 }
    }
}

/// When a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The run never passes this instant.
    pub until: Time,
    /// The run ends as soon as nothing is left to happen but housekeeping. Looked at once a simulated second.
    pub stop_when_idle: bool,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { until: Time::from_ns(600 * 1_000_000_000), stop_when_idle: true }
    }
}

/// One IMP or TIP.
#[derive(Clone, Debug, PartialEq)]
pub struct ImpPlan {
    /// Its number; 1 to 63 where the network speaks the 1973 leader.
    pub number: ImpNumber,
    /// The site's short name, such as `UTAH`.
    pub name: String,
    /// What the date of the network decides about its program.
    pub settings: Settings,
}

/// One line between two IMPs, both directions.
#[derive(Clone, Debug, PartialEq)]
pub struct LinePlan {
    /// The IMPs at its two ends. The first is end A, the second end B. They may be the same IMP (a test line).
    pub ends: [ImpId; 2],
    /// Its speed, the same in both directions.
    pub rate: Rate,
    /// One-way propagation time.
    pub propagation_ns: u64,
    /// What chance does to its packets.
    pub errors: LineErrors,
}

/// What chance does to the packets of a line, in each direction on its own.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LineErrors {
    /// Probability that a bit arrives wrong, 0 to 1. The line hardware's 24-bit CRC notices.
    pub bit_error_rate: f64,
    /// Probability that a whole packet never arrives, 0 to 1 (its start was missed).
    pub packet_loss_rate: f64,
}

/// One host interface and what stands behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct HostPlan {
    /// The host's name, such as `UTAH-10`.
    pub name: String,
    /// Its address; the IMP must be in [`Plan::imps`].
    pub address: HostAddress,
    /// What stands behind the interface.
    pub kind: HostKind,
    /// The cable between host and IMP.
    pub cable: CablePlan,
}

/// What stands behind a host interface.
#[derive(Clone, Debug, PartialEq)]
pub enum HostKind {
    /// A host system with its NCP and programs.
    System(SystemPlan),
    /// Nothing but the far end of the cable: it takes every message in and does nothing with it; what it sends is
    /// [`Plan::traffic`], or comes through `World::inject`.
    Bare,
    /// A real host somewhere else: what it sends comes through `World::arrive`. Its ready line is down until then.
    Outside,
}

/// A host system: its kind, its users and its programs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SystemPlan {
    /// The operating system, such as `tenex`.
    pub system: String,
    /// The NCP's ways, by name; `None` takes the system's own.
    pub profile: Option<String>,
    /// How the NCP makes good a lost ALL, where it is not the profile's way.
    pub resynchronisation: Option<Resynchronisation>,
    /// What the NCP does about a request that finds nobody waiting, where it is not the profile's way.
    pub early_rfcs: Option<EarlyRfcs>,
    /// Connections that the NCP has room for, where it is not as many as the profile says.
    pub most_connections: Option<u16>,
    /// Users whom each server takes at a time, where it is not the program's own number.
    pub most_users: Option<u32>,
    /// How the programs go through the ICP.
    pub icp: Manner,
    /// The servers that listen from the start.
    pub servers: Vec<ServerPlan>,
    /// Who may log in.
    pub accounts: Vec<Login>,
    /// What is on its disk.
    pub files: Vec<FilePlan>,
}

/// One server program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerPlan {
    /// Its name, such as `ftp`.
    pub name: String,
    /// A named way of behaving other than its best, such as `L438-initiates`.
    pub profile: Option<String>,
}

/// A user's name, password and account, as given to a login or kept by a host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Login {
    /// User name.
    pub user: String,
    /// Password.
    pub password: String,
    /// Account to charge; empty for none.
    pub account: String,
}

/// One file at the start of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePlan {
    /// Its pathname, in the host system's own syntax.
    pub path: String,
    /// What is in it.
    pub contents: FileContents,
}

/// The contents of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileContents {
    /// Characters; the host system packs them into its words.
    Text(String),
    /// Octets, one after another from the first bit of the file.
    Octets(Vec<u8>),
}

/// The 1822 cable of one host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CablePlan {
    /// Bit rate from host to IMP.
    pub to_imp: Rate,
    /// Bit rate from IMP to host.
    pub to_host: Rate,
    /// How long the host lets the IMP wait before it takes a message's first bit.
    pub take_in: TakeIn,
    /// The host's side of the interface goes one way at a time: nothing is taken in while a message is going out, and
    /// nothing goes out while one is coming in (RFC 394 p. 1-2).
    pub half_duplex: bool,
}

impl Default for CablePlan {
    /// 100 kb/s each way, as the asynchronous interface of the time ran at best, and no wait.
    fn default() -> CablePlan {
        let rate = Rate::bits_per_second(100_000);
        CablePlan { to_imp: rate, to_host: rate, take_in: TakeIn::Fixed { ns: 0 }, half_duplex: false }
    }
}

/// A host's delay in taking a message in, from the IMP's offer to the first bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakeIn {
    /// Always the same.
    Fixed {
        /// Nanoseconds.
        ns: u64,
    },
    /// Exponentially distributed, drawn for each message.
    Exponential {
        /// The mean, in nanoseconds.
        mean_ns: u64,
    },
}

/// One job: a program that a person runs from a terminal.
#[derive(Clone, Debug, PartialEq)]
pub struct JobPlan {
    /// When it is started.
    pub at: Time,
    /// At which host.
    pub host: HostId,
    /// The program's name.
    pub program: String,
    /// Words after the program's name.
    pub arguments: Vec<String>,
    /// Who the person is.
    pub login: Option<Login>,
    /// Who the person is elsewhere, by host name; other hosts get [`JobPlan::login`].
    pub logins: BTreeMap<String, Login>,
    /// What the person types.
    pub terminal: Vec<TerminalLine>,
}

/// One line typed at a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TerminalLine {
    /// When it is typed, after the job's start, in nanoseconds. Lines are typed in the order of the list.
    pub after_ns: u64,
    /// The line, without its end.
    pub text: String,
}

impl From<&str> for TerminalLine {
    /// A line typed ahead, at the job's start.
    fn from(text: &str) -> TerminalLine {
        TerminalLine { after_ns: 0, text: text.to_owned() }
    }
}

/// One change for the worse, or back for the better.
#[derive(Clone, Debug, PartialEq)]
pub struct FaultPlan {
    /// When.
    pub at: Time,
    /// What.
    pub fault: Fault,
}

/// What can change.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// A direction of a line, or both, passes nothing or passes again.
    Line {
        /// The line.
        line: LineId,
        /// Which packets: those sent by end A, by end B, or all.
        sent_by: SentBy,
        /// From now on.
        passes: bool,
    },
    /// The line is looped back: each end hears itself, or no longer.
    Loopback {
        /// The line.
        line: LineId,
        /// From now on.
        looped: bool,
    },
    /// The line's error rates change, in both directions.
    Errors {
        /// The line.
        line: LineId,
        /// From now on.
        errors: LineErrors,
    },
    /// Something breaks in an IMP, or is mended. A modem is named by its number there: `Topology::modem`.
    Imp {
        /// The IMP.
        imp: ImpId,
        /// What.
        fault: arpanet_imp::Fault,
    },
    /// The operators of an IMP tell its hosts that it will go down.
    Announce {
        /// The IMP.
        imp: ImpId,
        /// What the hosts are told.
        notice: GoingDown,
    },
    /// Something happens to a host.
    Host {
        /// The host.
        host: HostId,
        /// What.
        fault: HostFault,
    },
}

/// Whose packets a one-way fault concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentBy {
    /// Those of the line's first end.
    A,
    /// Those of the line's second end.
    B,
    /// All.
    Both,
}

/// What can happen to a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostFault {
    /// It stops, its ready line falls, everything in its memory is lost; its disk stays.
    Crash,
    /// It starts again, and its ready line rises.
    Restart,
    /// It no longer takes messages in from its IMP; its ready line stays up.
    StopReading,
    /// It takes messages in again.
    ResumeReading,
    /// Its ready line falls while the host goes on.
    ReadyOff,
    /// Its ready line rises.
    ReadyOn,
    /// Its interface will lose one message that has crossed the cable: the IMP sends the RFNM, the host never knows.
    Loses(MessageLoss),
}

/// One message from a bare host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagePlan {
    /// When the host offers it to its IMP; after what it is sending already.
    pub at: Time,
    /// Who sends it; [`HostKind::Bare`].
    pub from: HostId,
    /// All its bits from the leader to the end of the text.
    pub bits: Bits,
}

/// The load: independent streams of messages between bare hosts, each a Poisson process, and the IMPs' own message
/// generators.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrafficPlan {
    /// Who sends how much to whom. The sender must be [`HostKind::Bare`]; so should the receiver, for the messages
    /// carry a length and no content.
    pub flows: Vec<Flow>,
    /// How long the messages are.
    pub sizes: SizeHistogram,
    /// Every rate is multiplied by this.
    pub scale: f64,
    /// What the IMPs' own message generators do.
    pub generators: Vec<GeneratorPlan>,
}

/// A change to what an IMP's message generator does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GeneratorPlan {
    /// When.
    pub at: Time,
    /// At which IMP.
    pub imp: ImpId,
    /// What it does from now on; `None` stops it.
    pub generator: Option<Generator>,
}

/// One stream of messages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// Sender.
    pub from: HostId,
    /// Receiver.
    pub to: HostId,
    /// Messages per minute, on average, before [`TrafficPlan::scale`].
    pub per_minute: f64,
}

/// How often which message length occurs; lengths count the bits after the leader, before padding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SizeHistogram {
    /// The bins; within a bin every length is equally likely.
    pub bins: Vec<SizeBin>,
}

/// One bin of a [`SizeHistogram`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeBin {
    /// Shortest length, in bits.
    pub from_bits: u32,
    /// Longest length, in bits.
    pub to_bits: u32,
    /// Its weight.
    pub count: u64,
}
