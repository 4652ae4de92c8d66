//! One thing that happened, as everyone downstream sees it: trace, narration, expectations.

use std::fmt;
use std::rc::Rc;

use arpanet_kernel::Time;
use arpanet_wire::command::{Command, Experiment};
use arpanet_wire::{Bits, HostToImp, ImpToHost, Leader};
use arpanet_world::imp::Reassembly;
use arpanet_world::{End, HostId, JobId, LineId};

use super::connections::Service;
use crate::file::{ConnectionClass, When};

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Fact {
    /// When: the last bit of what was sent crossed the cable.
    pub time: Time,
    /// Who sent it.
    pub from: Party,
    /// Whom it is for.
    pub to: Party,
    /// How many bits it has; none for what is no message.
    pub length_bits: usize,
    /// Its bits, where they are real.
    pub bits: Option<Bits>,
    /// What it was.
    pub detail: Detail,
}

/// Someone who sends or gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Its name.
    pub name: Rc<str>,
    /// The host, if it is one of the plan's.
    pub host: Option<HostId>,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Detail {
    /// A message crossed a cable from a host to its IMP.
    ToImp {
        /// Its leader.
        leader: Leader,
        /// What the leader says.
        kind: HostToImp,
    },
    /// A message crossed a cable from an IMP to its host. `from` is the host that it is from, or that the answered
    /// message went to.
    ToHost {
        /// Its leader.
        leader: Leader,
        /// What the leader says.
        kind: ImpToHost,
    },
    /// A host-host command.
    Command {
        /// The command.
        command: Command,
        /// At which end it was seen.
        when: When,
        /// The connection that it concerns, if one is known.
        on: Option<On>,
    },
    /// A data message on a connection.
    Data {
        /// The link.
        link: u8,
        /// Bits in a byte.
        byte_size: u8,
        /// How many bytes.
        bytes: u16,
        /// At which end it was seen.
        when: When,
        /// The connection that it is on, if it is known.
        on: Option<On>,
        /// The 32-bit number of an initial connection.
        handed_out: Option<u32>,
    },
    /// A command of an experiment: RFC 467's.
    Experiment {
        /// The command.
        command: Experiment,
        /// At which end it was seen.
        when: When,
    },
    /// A message between NCPs that breaks the format; why.
    Malformed {
        /// What is wrong.
        why: String,
        /// At which end it was seen.
        when: When,
    },
    /// A line of text on a control connection.
    Line {
        /// Whose protocol it speaks.
        service: Service,
        /// The line, without its end.
        text: String,
        /// At which end it was seen.
        when: When,
    },
    /// A program wrote to its terminal.
    Shown {
        /// The job.
        job: JobId,
        /// What it wrote.
        text: String,
    },
    /// Something happened to a job.
    Job {
        /// The job.
        job: JobId,
        /// Which.
        change: JobChange,
        /// Its program.
        program: String,
    },
    /// A program tells why it does what it does.
    Said {
        /// The program.
        program: String,
        /// What it says.
        text: String,
    },
    /// A fault struck; in words.
    Fault(String),
    /// An IMP tells of a message from, or a reply to, another IMP, or of itself.
    Subnet {
        /// Of what, in the word that expectations use.
        word: &'static str,
        /// Its reassembly buffers then, where the word is about a message.
        reassembly: Option<Reassembly>,
    },
    /// A packet began to be sent on a line; its words are the fact's bits.
    Packet {
        /// The line.
        line: LineId,
        /// The end that sends it.
        sent_by: End,
    },
    /// A packet did not arrive as it was sent; how.
    PacketLost(&'static str),
}

/// What happened to a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobChange {
    /// It was started.
    Started,
    /// Its program came to its end and did what it was to do.
    Ended,
    /// Its program came to its end otherwise; why.
    Failed(String),
}

/// The connection that a command or a message belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct On {
    /// Its place in [`super::Connections`].
    pub connection: usize,
    /// What it is for.
    pub class: ConnectionClass,
    /// The socket at the sending end.
    pub send_socket: u32,
    /// The socket at the receiving end.
    pub receive_socket: u32,
    /// The protocol on it, where an initial connection told.
    pub service: Option<Service>,
}

/// Where in the tower of protocols something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// On the cable, host to IMP.
    HostImp,
    /// On the cable, IMP to host.
    ImpHost,
    /// Between two NCPs.
    HostHost,
    /// On an FTP control connection.
    Ftp,
    /// On a TELNET connection.
    Telnet,
    /// On a control connection of another protocol.
    Text,
    /// At a terminal.
    Terminal,
    /// On a line between IMPs.
    ImpImp,
    /// None: a fault, a job.
    Event,
}

impl Layer {
    /// The layer's name in traces.
    pub const fn name(self) -> &'static str {
        match self {
            Layer::HostImp => "host-imp",
            Layer::ImpHost => "imp-host",
            Layer::HostHost => "host-host",
            Layer::Ftp => "ftp",
            Layer::Telnet => "telnet",
            Layer::Text => "text",
            Layer::Terminal => "terminal",
            Layer::ImpImp => "imp-imp",
            Layer::Event => "event",
        }
    }
}

impl Fact {
    /// The layer at which it happened.
    pub fn layer(&self) -> Layer {
        match &self.detail {
            Detail::ToImp { .. } => Layer::HostImp,
            Detail::ToHost { .. } => Layer::ImpHost,
            Detail::Command { .. }
            | Detail::Data { .. }
            | Detail::Experiment { .. }
            | Detail::Malformed { .. } => Layer::HostHost,
            Detail::Line { service: Service::Ftp, .. } => Layer::Ftp,
            Detail::Line { service: Service::Telnet, .. } => Layer::Telnet,
            Detail::Line { .. } => Layer::Text,
            Detail::Shown { .. } => Layer::Terminal,
            Detail::Subnet { .. } | Detail::Packet { .. } | Detail::PacketLost(_) => Layer::ImpImp,
            Detail::Job { .. } | Detail::Said { .. } | Detail::Fault(_) => Layer::Event,
        }
    }

    /// Whether it is the second sight of something: the arrival of what was told when it was sent.
    pub fn is_arrival(&self) -> bool {
        match &self.detail {
            Detail::Command { when, .. }
            | Detail::Data { when, .. }
            | Detail::Experiment { when, .. }
            | Detail::Malformed { when, .. }
            | Detail::Line { when, .. } => *when == When::Received,
            _ => false,
        }
    }

    /// The word that names it within its layer: `STR`, `RFNM`, `250`, `RETR`.
    pub fn kind(&self) -> &str {
        match &self.detail {
            Detail::ToImp { kind, .. } => to_imp_word(*kind),
            Detail::ToHost { kind, .. } => to_host_word(*kind),
            Detail::Command { command, .. } => command.name(),
            Detail::Data { .. } => "data",
            Detail::Experiment { command, .. } => command.name(),
            Detail::Malformed { .. } => "malformed",
            Detail::Line { text, .. } => first_word(text),
            Detail::Shown { .. } => "output",
            Detail::Job { change: JobChange::Started, .. } => "job started",
            Detail::Job { change: JobChange::Ended, .. } => "job ended",
            Detail::Job { change: JobChange::Failed(_), .. } => "job failed",
            Detail::Said { .. } => "said",
            Detail::Fault(_) => "fault",
            Detail::Subnet { word, .. } => word,
            Detail::Packet { .. } => "packet",
            Detail::PacketLost(_) => "packet lost",
        }
    }
}

impl fmt::Display for Fact {
    /// In a few words, without the time: `STR my 1003 your 1002 size 8, UTAH-10 to CASE-10`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.detail {
            Detail::Command { command, .. } => write!(f, "{command}")?,
            Detail::Experiment { command, .. } => write!(f, "{command}")?,
            Detail::Data { link, byte_size, bytes, .. } => {
                write!(f, "data, {bytes} bytes of {byte_size} bits on link {link}")?;
            }
            Detail::Line { text, .. } => write!(f, "\"{text}\"")?,
            Detail::Fault(text) | Detail::Said { text, .. } => return f.write_str(text),
            Detail::Shown { text, .. } => return write!(f, "{:?} at the terminal of {}", text, self.from),
            Detail::ToHost { leader, .. } => write!(f, "{} on link {}", self.kind(), leader.link)?,
            Detail::Subnet { word, reassembly } => {
                f.write_str(&subnet_text(word, *reassembly))?;
                if self.from == self.to {
                    return write!(f, ", {}", self.from);
                }
            }
            _ => f.write_str(self.kind())?,
        }
        write!(f, ", {} to {}", self.from, self.to)
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// What an IMP tells, in words: `arrived, 16 buffers allocated and 8 in use`.
pub(crate) fn subnet_text(word: &str, reassembly: Option<Reassembly>) -> String {
    match reassembly {
        Some(Reassembly { allocated, in_use }) => {
            format!("{word}, {allocated} buffers allocated and {in_use} in use")
        }
        None => word.to_owned(),
    }
}

const fn to_imp_word(kind: HostToImp) -> &'static str {
    match kind {
        HostToImp::Regular => "regular",
        HostToImp::ErrorWithoutIdentification | HostToImp::ErrorWithIdentification => "error",
        HostToImp::GoingDown => "going-down",
        HostToImp::Nop => "NOP",
        HostToImp::Illegal(_) => "illegal",
    }
}

const fn to_host_word(kind: ImpToHost) -> &'static str {
    match kind {
        ImpToHost::Regular => "regular",
        ImpToHost::ErrorInLeader(_) | ImpToHost::ErrorInData => "error",
        ImpToHost::GoingDown(_) => "going-down",
        ImpToHost::Nop => "NOP",
        ImpToHost::Rfnm => "RFNM",
        ImpToHost::DestinationDead(_) => "dead",
        ImpToHost::Incomplete(_) => "incomplete",
        ImpToHost::InterfaceReset => "reset",
        ImpToHost::Unassigned(_) => "unassigned",
    }
}

fn first_word(text: &str) -> &str {
    // A reply of several lines has a hyphen after its code.
    text.split([' ', '-']).next().unwrap_or("")
}
