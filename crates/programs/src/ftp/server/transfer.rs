//! A transfer under way: what the session knows of the RETR, STOR, APPE, LIST or NLST that it is doing.

use arpanet_kernel::Time;
use arpanet_wire::Bits;
use arpanet_wire::ftp::{Direction, Representation, Verb};

use crate::ftp::parameters::Parameters;
use crate::ftp::transfer::Decoder;

/// A transfer.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Transfer {
    /// The command.
    pub verb: Verb,
    /// Which way data flow.
    pub direction: Direction,
    /// The parameters when the command came.
    pub parameters: Parameters,
    /// The pathname as given, and the file's full name once it is known.
    pub name: String,
    /// How far it has come.
    pub stage: Stage,
}

/// How far a transfer has come.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stage {
    /// The file is being looked up.
    Checking {
        /// What REST said.
        restart: Option<String>,
    },
    /// The data connection is being opened.
    Connecting {
        /// What it is for.
        cargo: Cargo,
        /// When to give up.
        until: Time,
        /// When to ask again after a refusal.
        retry_at: Option<Time>,
    },
    /// All data have been given to the network, which takes them as it can.
    Sending {
        /// How many bits.
        length_bits: usize,
    },
    /// Data are being gathered.
    Receiving {
        /// They go here.
        decoder: Decoder,
        /// How much had come at the last restart marker, in transfer bytes.
        last_marker: Option<usize>,
        /// When the silence will have been long enough to look whether the sender's host is dead.
        probe_at: Time,
    },
    /// The data are complete and become the file.
    Storing,
}

/// What a data connection is for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cargo {
    /// This, to be sent.
    Out(Bits),
    /// A file, to be received.
    In(Decoder),
}

/// What a broken store or append had brought up to its last restart marker: REST resumes from it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BrokenStore {
    /// Our marker: the number of transfer bytes, in decimal.
    pub marker: String,
    /// The transfer bytes.
    pub bytes: Bits,
    /// It was an append.
    pub append: bool,
}

impl Transfer {
    /// When the session must act by itself.
    pub fn next_wake(&self) -> Option<Time> {
        match self.stage {
            Stage::Connecting { until, retry_at, .. } => Some(retry_at.map_or(until, |at| at.min(until))),
            Stage::Receiving { probe_at, .. } => Some(probe_at),
            _ => None,
        }
    }

    /// What the transfer does, for a reply: `ASCII retrieve of <THOMAS>PROG1.PL1;1`.
    pub fn title(&self) -> String {
        let what = match self.verb {
            Verb::Stor => "store of",
            Verb::Appe => "append to",
            Verb::List => "listing of",
            Verb::Nlst => "name listing of",
            Verb::Mlfl => "mail to",
            _ => "retrieve of",
        };
        let representation = match self.parameters.representation {
            Representation::Image => "Image",
            Representation::LocalByte => "Local byte",
            Representation::Ebcdic => "EBCDIC",
            _ => "ASCII",
        };
        format!("{representation} {what} {}", self.name)
    }

    /// How it goes, for STAT during the transfer. RFC 414 p. 3.
    pub fn progress(&self, now: Time) -> String {
        let title = self.title();
        match &self.stage {
            Stage::Checking { .. } => format!("{title}: looking for the file"),
            Stage::Connecting { until, .. } => {
                let seconds = until.ns_since(now) / 1_000_000_000;
                format!("{title}: waiting {seconds} more seconds for the data connection")
            }
            Stage::Sending { length_bits } => format!("{title}: sending {length_bits} bits"),
            Stage::Receiving { decoder, .. } => {
                format!("{title}: {} bits received", decoder.bytes().length_bits())
            }
            Stage::Storing => format!("{title}: all data received"),
        }
    }

    /// What REST can resume when the transfer breaks now.
    pub fn broken_store(&self) -> Option<BrokenStore> {
        let Stage::Receiving { decoder, last_marker: Some(at), .. } = &self.stage else { return None };
        if self.verb == Verb::Mlfl {
            return None;
        }
        let length_bits = at * usize::from(self.parameters.transfer_size());
        Some(BrokenStore {
            marker: at.to_string(),
            bytes: decoder.bytes().slice(0, length_bits),
            append: self.verb == Verb::Appe,
        })
    }
}
