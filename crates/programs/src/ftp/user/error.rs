//! Why something that was asked of a server was not done.

use arpanet_ncp::CloseReason;
use arpanet_wire::ftp::{Code, Verb};
use thiserror::Error;

use crate::error::OpenError;
use crate::ftp::transfer::Damage;
use crate::icp::IcpError;

/// Why something asked of a server was not done.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RemoteError {
    /// There was no getting through.
    #[error("cannot connect to {site}: {why}")]
    Unreachable {
        /// The server's host.
        site: String,
        /// Why.
        why: IcpError,
    },
    /// The server said no.
    #[error("{site} refused {what}: {code} {text}")]
    Refused {
        /// The server's host.
        site: String,
        /// The command.
        what: Verb,
        /// Its reply code.
        code: Code,
        /// Its reply's text.
        text: String,
    },
    /// The control connections are gone.
    #[error("lost {site}: {why}")]
    Lost {
        /// The server's host.
        site: String,
        /// How.
        why: CloseReason,
    },
    /// Nothing is heard of the server.
    #[error("{site} does not answer")]
    Silent {
        /// The server's host.
        site: String,
    },
    /// No data connection at our side.
    #[error("no data connection with {site}: {why}")]
    NoData {
        /// The server's host.
        site: String,
        /// Why.
        why: OpenError,
    },
    /// The data connection broke.
    #[error("the data connection with {site} broke: {why}")]
    DataLost {
        /// The server's host.
        site: String,
        /// How.
        why: CloseReason,
    },
    /// The data make no sense, or did not end.
    #[error("bad data from {site}: {why}")]
    BadData {
        /// The server's host.
        site: String,
        /// What is wrong.
        why: Damage,
    },
    /// The server did not say which socket it will use.
    #[error("{site} did not name its socket: {text}")]
    NoSocket {
        /// The server's host.
        site: String,
        /// What it said instead.
        text: String,
    },
    /// The server has nothing to transfer: RDMF finds no mail (RFC 458 p. 1).
    #[error("{site}: {text}")]
    Nothing {
        /// The server's host.
        site: String,
        /// What it said.
        text: String,
    },
    /// No SOCK can name the host: its address is wider than the octet of 1973.
    #[error("{site} has no host number of one octet")]
    NoNumber {
        /// The host.
        site: String,
    },
}

impl RemoteError {
    /// True when nothing more is to be had from that site: it is lost, or does not answer.
    pub fn is_the_end_of(&self, lost: &str) -> bool {
        matches!(self, RemoteError::Lost { site, .. } | RemoteError::Silent { site } if site == lost)
    }

    /// True when the server doesn't know the command at all, other than refusing it this time. RFC 354 p. 20.
    pub fn is_unknown_command(&self) -> bool {
        matches!(self, RemoteError::Refused { code: Code(500 | 506), .. })
    }
}
