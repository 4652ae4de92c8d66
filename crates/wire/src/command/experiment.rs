//! Commands of experiments, which NIC 8246 does not know: RCS and RCR, as RFC 467 p. 2 proposes them.
//!
//! ```text
//!      8        8
//!  +--------+--------+
//!  |  RCS   |  link  |   reset connection by sender
//!  +--------+--------+
//!  |  RCR   |  link  |   reset connection by receiver
//!  +--------+--------+
//! ```
//!
//! The RFC names no opcodes. Liberty: these are ours, from the range that NIC 8246 p. 21 leaves to private experiments.

use std::fmt;

/// A command of an experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Experiment {
    /// Reset connection by sender.
    Rcs {
        /// The connection's link.
        link: u8,
    },
    /// Reset connection by receiver.
    Rcr {
        /// The connection's link.
        link: u8,
    },
}

impl Experiment {
    /// Opcode of RCS.
    pub const RCS: u8 = 255;
    /// Opcode of RCR.
    pub const RCR: u8 = 254;
    /// Octets of either.
    pub const LENGTH_OCTETS: usize = 2;
    /// Their names.
    pub const NAMES: [&'static str; 2] = ["RCS", "RCR"];

    /// The command with which a control message, or the rest of one, begins; none when that is something else.
    pub fn parse(text: &[u8]) -> Option<Experiment> {
        match *text {
            [Experiment::RCS, link, ..] => Some(Experiment::Rcs { link }),
            [Experiment::RCR, link, ..] => Some(Experiment::Rcr { link }),
            _ => None,
        }
    }

    /// Its octets.
    pub const fn octets(self) -> [u8; Experiment::LENGTH_OCTETS] {
        match self {
            Experiment::Rcs { link } => [Experiment::RCS, link],
            Experiment::Rcr { link } => [Experiment::RCR, link],
        }
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Experiment::Rcs { .. } => "RCS",
            Experiment::Rcr { .. } => "RCR",
        }
    }

    /// The connection's link.
    pub const fn link(self) -> u8 {
        match self {
            Experiment::Rcs { link } | Experiment::Rcr { link } => link,
        }
    }
}

impl fmt::Display for Experiment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} link {}", self.name(), self.link())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_understood() {
        for command in [Experiment::Rcs { link: 2 }, Experiment::Rcr { link: 71 }] {
            assert_eq!(Experiment::parse(&command.octets()), Some(command));
        }
        assert_eq!(Experiment::parse(&[255]), None, "cut short");
        assert_eq!(Experiment::parse(&[4, 2]), None, "of NIC 8246");
    }
}
