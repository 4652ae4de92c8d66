//! What goes into a host and what comes out.

use arpanet_ncp::Note;
use arpanet_wire::Bits;

use crate::error::Outcome;
use crate::host::JobSpec;

/// What the world calls a job: its position in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u32);

/// One input. Time comes beside it, as an argument of [`Host::handle`](crate::Host::handle).
#[derive(Clone, Debug, PartialEq)]
pub enum HostInput {
    /// The run begins and the host has been up for long: its servers start, its NCP sends nothing.
    Start,
    /// The time that [`Host::next_wake`](crate::Host::next_wake) named has come. One that comes too early does nothing.
    Wake,
    /// A whole message from the IMP, as it came off the cable.
    FromImp(Bits),
    /// The IMP's ready line went up or down.
    ImpReady(bool),
    /// A person starts a program.
    StartJob {
        /// The world's name for it; used once.
        job: JobId,
        /// What is run and by whom.
        spec: JobSpec,
    },
    /// A line is typed at a job's terminal.
    TerminalLine {
        /// The job.
        job: JobId,
        /// The line, without its end.
        text: String,
    },
    /// A person who sits at a job's terminal while the run goes on presses keys.
    Keys {
        /// The job.
        job: JobId,
        /// What the keys send, an octet each.
        octets: Vec<u8>,
    },
    /// No more will be typed at a job's terminal.
    TerminalEnd {
        /// The job.
        job: JobId,
    },
    /// The host stops dead: processes, connections and files being written are lost, the disk stays.
    Crash,
    /// The host comes up: after a crash, or for the first time in a network that is switched on.
    Restart,
}

/// One output. All of them are to be taken, in order, before the next input.
#[derive(Clone, Debug, PartialEq)]
pub enum HostOutput {
    /// A message for the IMP: leader to M3.
    ToImp(Bits),
    /// The host's ready line goes up or down.
    Ready(bool),
    /// A job's program prints.
    Terminal {
        /// The job.
        job: JobId,
        /// What it prints.
        text: String,
    },
    /// A job's program came to its end.
    JobEnded {
        /// The job.
        job: JobId,
        /// Whether it did what it was to do.
        outcome: Outcome,
    },
    /// A program tells why it does what it does.
    Said {
        /// The program.
        program: String,
        /// What it says.
        text: String,
    },
    /// The NCP tells what it does.
    Note(Note),
}

/// How far a job has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobStatus {
    /// Its program runs, or waits for something.
    Running,
    /// Its program has done its work.
    Done,
    /// Its program could not do its work.
    Failed {
        /// Why, in plain words.
        reason: String,
    },
}
