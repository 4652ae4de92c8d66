//! What an NCP tells whoever watches: why it did what the cable alone does not explain.

use std::fmt;

use arpanet_wire::command::{Command, ErrorReport};
use arpanet_wire::{HostAddress, ImpToHost};

use crate::{CloseReason, OpenFailure, Pair};

/// A fact for narration, tests and operators. Nothing hangs on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// An RFC waits for a local process.
    Queued(Pair),
    /// An RFC was refused.
    Refused(Pair, RefusedBecause),
    /// An RFC that came after our CLS for the pair was discarded. NIC 8246 p. 13, example 2.
    RaceDiscarded(Pair),
    /// Our CLS was never answered; the pair is forgotten. NIC 8246 p. 14.
    Forgotten(Pair),
    /// A connection is open at this end.
    Opened(Pair),
    /// A request of our own came to nothing.
    OpenFailed(Pair, OpenFailure),
    /// A connection is no more.
    Closed(Pair, CloseReason),
    /// Something wrong came from a host; ERR answers it if the profile and the rate allow.
    ErrorSeen(HostAddress, ErrorReport),
    /// A host complains. NIC 8246 p. 25: to be recorded.
    ErrorReceived(HostAddress, ErrorReport),
    /// A command for nothing that we know, or at the wrong time, was dropped without an answer.
    Dropped(HostAddress, Command),
    /// A message is sent once more, after this answer of the IMP.
    SentAgain(HostAddress, u8, ImpToHost),
    /// A message is sent once more because the interface was reset.
    SentAgainInDoubt(HostAddress, u8),
    /// A message was given up.
    GivenUp(HostAddress, u8),
    /// No RFNM came; the link is free by our own decision (RFC 618: a simulated RFNM).
    RfnmTimedOut(HostAddress, u8),
    /// An answer of the IMP for which nothing is in transit.
    StrayReply(HostAddress, u8, ImpToHost),
    /// A message from a host noted dead was thrown away. RFC 492 p. 6.
    Distrusted(HostAddress),
    /// The two ends' ideas of a connection's allocation differed and have been brought together.
    AllocationMended {
        /// The connection.
        pair: Pair,
        /// Messages that this end thought were outstanding.
        messages: u16,
        /// Bits that this end thought were outstanding.
        bits: u32,
        /// Messages that the other end had, if it said so.
        returned_messages: Option<u16>,
        /// Bits that the other end had, if it said so.
        returned_bits: Option<u32>,
    },
    /// An answer or a complaint was not sent because too much waits for the host.
    Withheld(HostAddress),
}

/// Why an RFC was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedBecause {
    /// Nobody listens, and the profile queues nothing.
    NobodyListens,
    /// The listen asks for another host or socket.
    Filter,
    /// The listen asks for another byte size. RFC 107 p. 12.
    ByteSize,
    /// Too many wait at the socket, or from the host.
    QueueFull,
    /// It waited too long.
    Aged,
    /// A process, or the release of a held socket, refused it.
    Process,
    /// The RTS names a link that the host uses towards us already. NIC 8246 p. 20.
    LinkInUse,
    /// No link is left for the matching RTS.
    NoLink,
}

impl fmt::Display for RefusedBecause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RefusedBecause::NobodyListens => "nobody listens",
            RefusedBecause::Filter => "the listening process waits for someone else",
            RefusedBecause::ByteSize => "the listening process wants another byte size",
            RefusedBecause::QueueFull => "too many wait already",
            RefusedBecause::Aged => "it waited too long",
            RefusedBecause::Process => "the process refused it",
            RefusedBecause::LinkInUse => "its link is in use",
            RefusedBecause::NoLink => "no link is left",
        })
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Queued(pair) => write!(f, "the request for {pair} waits"),
            Note::Refused(pair, why) => write!(f, "the request for {pair} is refused: {why}"),
            Note::RaceDiscarded(pair) => write!(f, "a request for {pair} crossed our CLS and is discarded"),
            Note::Forgotten(pair) => write!(f, "the CLS for {pair} was never answered; forgotten"),
            Note::Opened(pair) => write!(f, "{pair}: open"),
            Note::OpenFailed(pair, why) => write!(f, "no connection of {pair}: {why}"),
            Note::Closed(pair, why) => write!(f, "{pair}: {why}"),
            Note::ErrorSeen(host, report) => write!(f, "host {host} is in error: {report}"),
            Note::ErrorReceived(host, report) => write!(f, "host {host} complains: {report}"),
            Note::Dropped(host, command) => write!(f, "{command} from host {host} is dropped"),
            Note::SentAgain(host, link, answer) => {
                write!(f, "the message to host {host} on link {link} is sent again after: {answer}")
            }
            Note::SentAgainInDoubt(host, link) => {
                write!(f, "the message to host {host} on link {link} may be lost and is sent again")
            }
            Note::GivenUp(host, link) => write!(f, "the message to host {host} on link {link} is given up"),
            Note::RfnmTimedOut(host, link) => write!(f, "no RFNM from host {host} on link {link}; going on"),
            Note::StrayReply(host, link, answer) => {
                write!(f, "{answer} for host {host} link {link}, where nothing is in transit")
            }
            Note::Distrusted(host) => write!(f, "host {host} was dead; its message is thrown away"),
            Note::AllocationMended { pair, messages, bits, .. } => {
                write!(
                    f,
                    "{pair}: the allocation is set right; {messages} messages and {bits} bits were astray"
                )
            }
            Note::Withheld(host) => write!(f, "too much waits for host {host}; an answer is withheld"),
        }
    }
}
