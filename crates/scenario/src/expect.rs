//! Expectations: what must be true of a run, watched while it plays and judged at its end.

mod ending;
mod matcher;
mod measure;
mod sequence;
mod watch;

use arpanet_world::HostId;

pub use ending::{Ending, FileSeen};
pub use matcher::{ImpWord, Matcher, NcpWord, Pick};
pub(crate) use measure::Gauge;
pub use measure::{Measure, Reading};
pub use watch::Watch;
pub(crate) use watch::told;

use crate::file::{ConnectionExpectation, EndExpectation, MessagesExpectation};

/// One expectation, its names resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// What it means, in a line.
    pub what: String,
    /// What is looked at.
    pub check: Check,
}

/// What is looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    /// A file at the end.
    File {
        /// Where.
        host: HostId,
        /// Its name there.
        path: String,
        /// What must be in it; `None`: it must not be there.
        content: Option<Content>,
    },
    /// These in this order, anything between them.
    InOrder(Vec<Matcher>),
    /// These in this order, nothing of a later one's kind before it.
    Next(Vec<Matcher>),
    /// Not this.
    Never(Matcher),
    /// This so many times.
    Count {
        /// What is counted.
        of: Matcher,
        /// At least so often.
        at_least: u64,
        /// At most so often.
        at_most: u64,
    },
    /// So many connections.
    Connection {
        /// The sender's host.
        sender: HostId,
        /// The receiver's host.
        receiver: HostId,
        /// The rest.
        rest: ConnectionExpectation,
    },
    /// A terminal showed, or did not show.
    Terminal {
        /// The job.
        job: usize,
        /// What it showed.
        contains: Option<String>,
        /// What it did not show.
        lacks: Option<String>,
    },
    /// The run ended so.
    End(EndExpectation),
    /// So many messages ended so.
    Messages(MessagesExpectation),
}

/// What must be in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Characters.
    Text(String),
    /// Octets.
    Octets(Vec<u8>),
}

/// An expectation judged.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Item {
    /// Whether it was met.
    pub ok: bool,
    /// What was expected.
    pub what: String,
    /// What shows that it was met, or why it was not.
    pub why: String,
}
