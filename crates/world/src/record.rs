//! What a world tells of itself while it runs, for traces, narration, expectations and tests.
//!
//! An [`Observer`] says, whenever a run goes on, which records it wants; those nobody wants are never made.

use arpanet_kernel::Time;
use arpanet_wire::{Bits, Leader};

use crate::id::{End, HostId, ImpId, JobId, LineId};
use crate::plan::Fault;

/// Someone who watches a run.
pub trait Observer {
    /// Which records this observer wants. Asked each time that [`World::run_until`](crate::World::run_until) begins.
    fn interests(&self) -> Interests;

    /// Takes a record. Records come in the order in which things happened.
    fn record(&mut self, now: Time, record: &Record<'_>);

    /// True when the run has reached what it was made for. Asked after each record; the run then ends with `goal` as soon
    /// as everything that follows from the present event has been told.
    fn is_satisfied(&self) -> bool {
        false
    }
}

/// The observer that wants nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nobody;

impl Observer for Nobody {
    fn interests(&self) -> Interests {
        Interests::NONE
    }

    fn record(&mut self, _now: Time, _record: &Record<'_>) {}
}

/// Which records an observer wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interests {
    /// [`Record::Cable`].
    pub cables: bool,
    /// [`Record::Packet`] and [`Record::PacketLost`].
    pub packets: bool,
    /// [`Record::Terminal`].
    pub terminals: bool,
    /// Notes of the machines.
    pub notes: bool,
    /// [`Record::Fault`], [`Record::MessageLost`], [`Record::JobStarted`], [`Record::JobEnded`]: few and telling.
    pub events: bool,
}

impl Interests {
    /// No record.
    pub const NONE: Interests =
        Interests { cables: false, packets: false, terminals: false, notes: false, events: false };
    /// All but packets and notes.
    pub const MESSAGES: Interests =
        Interests { cables: true, packets: false, terminals: true, notes: false, events: true };
    /// Every record.
    pub const ALL: Interests =
        Interests { cables: true, packets: true, terminals: true, notes: true, events: true };
}

/// An observer together with what it wants and whether it has had enough.
pub(crate) struct Watch<'a> {
    observer: &'a mut dyn Observer,
    pub(crate) interests: Interests,
    pub(crate) is_satisfied: bool,
}

impl<'a> Watch<'a> {
    pub(crate) fn new(observer: &'a mut dyn Observer) -> Watch<'a> {
        let interests = observer.interests();
        Watch { observer, interests, is_satisfied: false }
    }

    pub(crate) fn tell(&mut self, now: Time, record: &Record<'_>) {
        self.observer.record(now, record);
        self.is_satisfied |= self.observer.is_satisfied();
    }
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Record<'a> {
    /// The last bit of a message crossed an 1822 cable.
    Cable {
        /// Whose cable.
        host: HostId,
        /// Which way.
        direction: Direction,
        /// The message, leader and padding included.
        message: CableMessage<'a>,
    },
    /// A packet began to be transmitted on a line.
    Packet {
        /// The line.
        line: LineId,
        /// The end that sends it.
        sent_by: End,
        /// Its words, from the acknowledgment header to the checksum; none if the format of 1973 cannot hold it.
        words: &'a [u16],
    },
    /// A packet did not arrive as it was sent.
    PacketLost {
        /// The line.
        line: LineId,
        /// The end that sent it.
        sent_by: End,
        /// How.
        why: Loss,
    },
    /// A program wrote to its terminal.
    Terminal {
        /// The host.
        host: HostId,
        /// The job.
        job: JobId,
        /// What it wrote.
        text: &'a str,
    },
    /// An IMP tells of something.
    Imp {
        /// The IMP.
        imp: ImpId,
        /// Of what.
        note: &'a arpanet_imp::Note,
    },
    /// A host's NCP tells of something.
    Ncp {
        /// The host.
        host: HostId,
        /// Of what.
        note: &'a arpanet_ncp::Note,
    },
    /// A program tells why it does what it does.
    Said {
        /// The host.
        host: HostId,
        /// The program.
        program: &'a str,
        /// What it says.
        text: &'a str,
    },
    /// A fault struck.
    Fault(&'a Fault),
    /// A host's interface lost a message that had crossed the cable.
    MessageLost {
        /// The host.
        host: HostId,
        /// The message.
        message: CableMessage<'a>,
    },
    /// A job was started.
    JobStarted(JobId),
    /// A job's program came to its end.
    JobEnded {
        /// The job.
        job: JobId,
        /// Whether it did what it was to do.
        outcome: &'a arpanet_programs::Outcome,
    },
}

/// Which way across an 1822 cable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// From host to IMP.
    ToImp,
    /// From IMP to host.
    ToHost,
}

/// A message on an 1822 cable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CableMessage<'a> {
    /// All its bits.
    Real(&'a Bits),
    /// A synthetic message: a leader, and a text of which only the length is known.
    Synthetic {
        /// The leader; it may name an IMP that the 1973 leader cannot.
        leader: Leader,
        /// Bits after the leader, padding included.
        text_bits: u32,
    },
}

impl CableMessage<'_> {
    /// All its bits, counted.
    pub fn length_bits(&self) -> usize {
        match self {
            CableMessage::Real(bits) => bits.length_bits(),
            CableMessage::Synthetic { text_bits, .. } => 32 + *text_bits as usize,
        }
    }
}

/// How a packet failed to arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// With wrong bits, which the line hardware's CRC noticed.
    Damaged,
    /// Not at all.
    Lost,
    /// The line passes nothing in this direction.
    LineDown,
}
