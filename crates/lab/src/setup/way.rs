//! The ways to get a connection, and what a run must show for each.

use serde::{Serialize, Serializer};

use super::stage::Job;

/// A way to connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// A request and its match: RTS and STR, for a socket at which somebody listens (NIC 8246 p. 11).
    Pair,
    /// The same, until the sender has room for its first message: ALL (NIC 8246 p. 14-15).
    PairWithAllocation,
    /// The initial connection protocol, until the user has both connections (RFC 165).
    Icp,
    /// The same, until the first words of the TELNET server are with the user.
    Greeting,
    /// FTP, until the server has said 230 (RFC 354).
    FtpLogin,
    /// An FTP data connection, from the command to the connection, the server calling (RFC 354).
    FtpData,
    /// A data connection between two servers, from the LSTN to the connection (RFC 438).
    ThirdParty,
}

impl Way {
    /// All of them.
    pub const ALL: [Way; 7] = [
        Way::Pair,
        Way::PairWithAllocation,
        Way::Icp,
        Way::Greeting,
        Way::FtpLogin,
        Way::FtpData,
        Way::ThirdParty,
    ];

    /// Its name in results.
    pub const fn name(self) -> &'static str {
        match self {
            Way::Pair => "rfc-pair",
            Way::PairWithAllocation => "rfc-pair-all",
            Way::Icp => "icp",
            Way::Greeting => "icp-greeting",
            Way::FtpLogin => "ftp-login",
            Way::FtpData => "ftp-data",
            Way::ThirdParty => "lstn-third-party",
        }
    }

    /// The job that shows it.
    pub const fn job(self) -> Job {
        match self {
            Way::Pair | Way::PairWithAllocation | Way::Icp | Way::Greeting => Job::Telnet,
            Way::FtpLogin | Way::FtpData => Job::Ftp,
            Way::ThirdParty => Job::ThirdParty,
        }
    }
}

impl Serialize for Way {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
