//! The connection machine: one per pair of sockets.
//!
//! ```text
//! CLOSED     no entry
//! QUEUED     a foreign RFC is held, nobody here has asked for it yet
//! RFC-SENT   our RFC has gone out, the match has not come
//! SENDING    open, the local socket sends         (NIC 8246 calls both "established")
//! RECEIVING  open, the local socket receives
//! DRAINING   a sender that is to close still has data, or a message without RFNM; its CLS has not gone out
//! CLS-SENT   our CLS has gone out, the foreign one has not come; or the foreign one has, and ours still waits to leave
//! ACK-WAIT   a sender got CLS while a message of its own lacks its RFNM; its CLS has not gone out
//! ```
//!
//! "S:" is what is sent, "T:" what the process is told, "=" no change.
//!
//! | event | CLOSED | QUEUED | RFC-SENT | SENDING | RECEIVING | DRAINING | CLS-SENT | ACK-WAIT |
//! |---|---|---|---|---|---|---|---|---|
//! | Init | S: RFC; RFC-SENT | S: match; open | misuse | misuse | misuse | misuse | misuse | misuse |
//! | Listen | armed | acceptable: S: match; open | misuse | armed until free | same | same | same | same |
//! | matching RFC | listened to: S: match; open. Else QUEUED, or S: CLS; CLS-SENT | = (terms replaced) | T: opened; open | ERR 0, = (or by profile: CLOSED, then as new) | same | same | discarded, = | discarded, = |
//! | Close | - | refused: S: CLS; CLS-SENT | S: CLS; CLS-SENT | idle: S: CLS; CLS-SENT. Else DRAINING | S: CLS; CLS-SENT | = | = | = |
//! | CLS | ERR 4 | S: CLS; CLOSED | S: CLS; T: refused; CLOSED | RFNM due: ACK-WAIT. Else S: CLS; T: closed; CLOSED | S: CLS; T: closed, after the data; CLOSED | RFNM due: ACK-WAIT. Else S: CLS; CLOSED | T: closed; CLOSED | = |
//! | RFNM | stray | | | next message | | last: S: CLS; CLS-SENT | | S: CLS; T: closed; CLOSED |
//! | data | ERR 5 | ERR 5 | ERR 5 | | delivered | | discarded, = | |
//! | ALL, GVB, INR | ERR 4 | ERR 5 | | acted on | | acted on | ignored, = | ignored, = |
//! | RET, INS | ERR 4 | | ERR 5 | | acted on | | ignored, = | |
//! | RST, host dead | | CLOSED | T: failed; CLOSED | T: closed; CLOSED | same | same | same | same |
//! | limit | | aged: S: CLS; CLS-SENT | S: CLS; T: timed out; CLS-SENT | | | S: CLS; T: lost; CLS-SENT | forgotten; CLOSED | |
//!
//! Where a cell says "S: CLS; CLOSED", the entry stays in CLS-SENT until that CLS has left; mostly it leaves at once.
//!
//! Invariants: a local socket is in at most one entry that occupies it (NIC 8246 p. 10); every CLS sent is matched by
//! one received, but for RST, dead hosts and limits; a sender never has CLS and a message in transit at once (p. 12); a
//! receiver's link stays its own until the sender's CLS has come (p. 13).

use arpanet_kernel::Time;

use crate::allocation::Space;
use crate::resync::{ReceiverSync, SenderSync};
use crate::stream::Stream;
use crate::{AllocationPolicy, Allowance, CloseReason, ConnectionId};

/// An entry of the table of connections.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Connection {
    /// The process's name for it; `None` when no process has to do with it (any more).
    pub id: Option<ConnectionId>,
    /// Where it stands, with what that needs.
    pub state: State,
    /// When the state's patience ends.
    pub deadline: Option<Time>,
}

/// The states, but for CLOSED, which is the absence of an entry.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum State {
    /// `terms` is the STR's byte size or the RTS's link; `order` counts RFCs in the order of their coming.
    Queued {
        terms: u8,
        order: u64,
    },
    RfcSent(Request),
    Sending(Sender),
    Receiving(Receiver),
    Draining(Sender),
    ClsSent(Closing),
    AckWait {
        link: u8,
        why: CloseReason,
    },
}

/// The states' names, for the table of transitions and for operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StateName {
    /// A foreign RFC waits.
    Queued,
    /// Our RFC has gone out.
    RfcSent,
    /// Open; the local socket sends.
    Sending,
    /// Open; the local socket receives.
    Receiving,
    /// Closing, after the data.
    Draining,
    /// A CLS has come, a RFNM is due.
    AckWait,
    /// Our CLS has gone out, or waits to.
    ClsSent,
}

/// What our own RFC asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    /// In an STR, the connection's byte size. With an RTS, the size that the STR must have; 0 for any.
    pub byte_size: u8,
    /// The link of our RTS.
    pub link: Option<u8>,
    /// What a receiver grants once the connection is open.
    pub allowance: Allowance,
}

/// The sending end of an open connection.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sender {
    /// The link that the receiver has assigned.
    pub link: u8,
    /// The connection's byte size.
    pub byte_size: u8,
    /// What the receiver still allows. Both zero at first (NIC 8246 p. 14).
    pub space: Space,
    /// Data that waits.
    pub unsent: Stream,
    /// Messages of zero length that wait.
    pub empty_messages: u16,
    /// `Send`s that have not been answered with `Room`.
    pub rooms_due: u32,
    /// Where a resynchronisation stands.
    pub sync: SenderSync,
    /// When standing still without allocation has lasted too long.
    pub stalled: Option<Time>,
}

/// The receiving end of an open connection.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Receiver {
    /// The link that we have assigned.
    pub link: u8,
    /// The connection's byte size: what the STR said.
    pub byte_size: u8,
    /// The mirror of the sender's counters (NIC 8246 p. 15).
    pub granted: Space,
    /// How allocation is handed out; `None`: not any more.
    pub policy: Option<AllocationPolicy>,
    /// Data that the process has not taken.
    pub arrived: Stream,
    /// The process waits for so many bits.
    pub wanted_bits: Option<usize>,
    /// GVBs that have not been answered by RET.
    pub returns_due: u16,
    /// How often the sender has broken the rules.
    pub violations: u8,
    /// Where a resynchronisation stands.
    pub sync: ReceiverSync,
    /// When the silence has lasted too long.
    pub silent: Option<Time>,
}

/// What is still to be known of a pair whose CLS has gone out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Closing {
    /// The link, if the connection had one: still its own.
    pub link: Option<u8>,
    /// What the process will be told.
    pub why: CloseReason,
    /// The foreign CLS has come already: the pair is closed as soon as ours leaves.
    pub answers: bool,
    /// Whether the local socket must wait for the CLS. Not for an RFC that was refused: only its pair waits
    /// (NIC 8246 p. 13: a scarce socket cannot be tied up by strangers).
    pub occupies: bool,
}

impl Sender {
    /// A sender that has just been connected: "Each counter is initialized to zero when the connection is established"
    /// (NIC 8246 p. 14). HH-083, HH-110.
    pub fn new(link: u8, byte_size: u8) -> Sender {
        Sender { link, byte_size, ..Sender::default() }
    }

    pub fn has_unsent(&self) -> bool {
        !self.unsent.is_empty() || self.empty_messages > 0
    }

    /// Whether a message could go, as far as data, allocation and resynchronisation are concerned. "The sender is
    /// prohibited from sending if either counter would be decremented below zero" (NIC 8246 p. 15); otherwise it must not
    /// hold back anything (RFC 107 p. 11). HH-012, HH-113, HH-115.
    pub fn may_send(&self) -> bool {
        let has_room = !self.unsent.is_empty() && self.space.bytes_allowed(self.byte_size) > 0;
        !self.sync.holds() && (has_room || self.empty_messages > 0 && self.space.messages > 0)
    }

    pub fn drop_unsent(&mut self) {
        self.unsent.clear();
        self.empty_messages = 0;
    }
}

impl Receiver {
    /// A receiver that has just been connected and has granted nothing.
    pub fn new(link: u8, byte_size: u8) -> Receiver {
        Receiver {
            link,
            byte_size,
            granted: Space::default(),
            policy: None,
            arrived: Stream::default(),
            wanted_bits: None,
            returns_due: 0,
            violations: 0,
            sync: ReceiverSync::default(),
            silent: None,
        }
    }
}

impl State {
    pub fn name(&self) -> StateName {
        match self {
            State::Queued { .. } => StateName::Queued,
            State::RfcSent(_) => StateName::RfcSent,
            State::Sending(_) => StateName::Sending,
            State::Receiving(_) => StateName::Receiving,
            State::Draining(_) => StateName::Draining,
            State::ClsSent(_) => StateName::ClsSent,
            State::AckWait { .. } => StateName::AckWait,
        }
    }

    /// The link that the entry has for its own, if any.
    pub fn link(&self) -> Option<u8> {
        match self {
            State::Queued { .. } => None,
            State::RfcSent(request) => request.link,
            State::Sending(sender) | State::Draining(sender) => Some(sender.link),
            State::Receiving(receiver) => Some(receiver.link),
            State::ClsSent(closing) => closing.link,
            State::AckWait { link, .. } => Some(*link),
        }
    }

    /// Whether no other connection may have the local socket. NIC 8246 p. 10, p. 12.
    pub fn occupies(&self) -> bool {
        match self {
            State::Queued { .. } => false,
            State::ClsSent(closing) => closing.occupies,
            _ => true,
        }
    }
}

impl StateName {
    /// All states.
    pub const ALL: [StateName; 7] = [
        StateName::Queued,
        StateName::RfcSent,
        StateName::Sending,
        StateName::Receiving,
        StateName::Draining,
        StateName::AckWait,
        StateName::ClsSent,
    ];

    /// Whether an entry may go from this state to `next`. From and to CLOSED is always possible.
    pub const fn may_become(self, next: StateName) -> bool {
        use StateName::*;
        matches!(
            (self, next),
            (Queued, Sending | Receiving | ClsSent)
                | (RfcSent, Sending | Receiving | ClsSent)
                | (Sending, Draining | ClsSent | AckWait)
                | (Receiving, ClsSent)
                | (Draining, ClsSent | AckWait)
                | (AckWait, ClsSent)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirteen_transitions_are_legal_and_none_leads_back() {
        let legal: Vec<_> = StateName::ALL
            .into_iter()
            .flat_map(|from| StateName::ALL.map(|to| (from, to)))
            .filter(|(from, to)| from.may_become(*to))
            .collect();
        assert_eq!(legal.len(), 13, "{legal:?}");
        assert!(StateName::ALL.iter().all(|state| !StateName::ClsSent.may_become(*state)));
        assert!(legal.iter().all(|(from, to)| from < to), "{legal:?}");
        assert!(StateName::ALL.iter().all(|state| !state.may_become(StateName::Queued)));
    }
}
