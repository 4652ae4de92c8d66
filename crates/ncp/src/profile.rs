//! How one host's NCP differs from another's, as data.
//!
//! NIC 8246 leaves much to the implementer: whether early RFCs are queued or refused, how allocation is handed out,
//! how long to wait for what. Real hosts used that freedom. A [`Profile`] holds one host's choices;
//! [`catalogue`] lists those of the period's systems, each choice with its source.

mod ants;
mod catalogue;
mod harvard;
mod its;
mod multics;
mod reference;
mod tenex;
mod tip;
mod ucla_ccn;
mod ucsb;

pub use catalogue::{CATALOGUE, Entry};

use arpanet_wire::host_host::{Header, MAX_MESSAGE_BITS};

/// One second, in nanoseconds.
const SECOND: u64 = 1_000_000_000;

/// The choices of one host's NCP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    // The interface to the IMP.
    /// How long the host waits after raising its ready line before it sends or takes anything, for contact bounce.
    /// RFC 642 p. 3.
    pub settle_ns: u64,
    /// NOPs sent before anything else when the interface comes up; the IMP throws the first message away. At least two
    /// are wanted after an interface reset (RFC 394 p. 2).
    pub opening_nops: u8,
    /// Bits in a word of the host: M3 fills the last word of a message with zeros (NIC 8246 p. 19). 1: no M3.
    pub word_bits: u8,
    /// Tell messages on one link apart by bits 25-28 of the leader, as IMPs allow since July 1973 (RFC 533).
    pub message_ids: bool,
    /// Longest message sent, leader to M3; at most 8095 (RFC 381 p. 3).
    pub max_message_bits: u16,
    /// How long the IMP may be down before all connections are given up.
    pub imp_down_limit_ns: u64,

    // Control messages.
    /// Commands in one control message at most: 1 for peers that cannot take more.
    pub commands_per_message: u8,
    /// Control messages are filled with NOPs to a multiple of so many octets. RFC 618 p. 2 met hosts that did. 1: none.
    pub nop_fill_octets: u8,
    /// Whether ERR is sent at all (NIC 8246 p. 25: it "may be").
    pub send_errors: bool,
    /// An ERR that says the foreign host does not know a connection ends it here, without CLS. RFC 467 p. 6-7.
    pub heed_errors: bool,

    // Requests for connection.
    /// What happens to an RFC that finds nobody listening. NIC 8246 p. 11.
    pub early_rfcs: EarlyRfcs,
    /// What happens to an RFC that a listen does not accept.
    pub unacceptable_rfcs: UnacceptableRfcs,
    /// RFCs that may wait at one socket.
    pub queue_per_socket: u16,
    /// RFCs that may wait from one host.
    pub queue_per_host: u16,
    /// How long an RFC may wait at a socket that is not held, before it is refused.
    pub queue_limit_ns: u64,
    /// How long we wait for the answer to our RFC; `None` is for ever. NIC 8246 p. 11 sets no limit.
    pub rfc_limit_ns: Option<u64>,
    /// What an RFC for a pair that is connected means.
    pub repeated_rfcs: RepeatedRfcs,
    /// Connections and requests of our own at a time.
    pub max_connections: u16,

    // Closing.
    /// How long we wait for the answer to our CLS before we forget the pair. NIC 8246 p. 14: one to five minutes.
    pub close_limit_ns: u64,
    /// How long a closed connection may take to send what was accepted for sending.
    pub drain_limit_ns: u64,
    /// Refused RFCs of one host that are remembered until the host answers the CLS. Further ones are refused and
    /// forgotten at once.
    pub refusals_per_host: u16,

    // Flow control.
    /// How allocation is handed out.
    pub allocation: AllocationPolicy,
    /// Data of one connection that may wait to be sent.
    pub send_buffer_bits: u32,
    /// Data of one connection that may wait for the process; what comes beyond it breaks the connection. At least the
    /// level of `allocation`.
    pub receive_buffer_bits: u32,
    /// How the two ends' ideas of the allocation are brought together again.
    pub resynchronisation: Resynchronisation,

    // Reset.
    /// RST to all other hosts when we come up. NIC 8246 p. 18.
    pub broadcast_reset: bool,
    /// RST and RRP with a host before anything else, once for each time we come up or note it dead. RFC 492 p. 6.
    pub reset_first: bool,
    /// Anything but RST and RRP from a host noted dead is dropped and answered with RST. RFC 492 p. 6.
    pub distrust_the_dead: bool,
    /// The "reasonable time" (NIC 8246 p. 18) between one RST and the next, and how long RRP is waited for.
    pub reset_limit_ns: u64,
    /// RSTs sent in vain before we talk to the host all the same.
    pub reset_tries: u8,

    // The rest.
    /// How long ERP is waited for.
    pub echo_limit_ns: u64,
    /// How long a RFNM is waited for. The IMP itself gives up after 34 to 51 seconds and says so; RFC 618 p. 1 found
    /// 30 s too short.
    pub rfnm_limit_ns: u64,
    /// What a message that did not arrive means (types 8 and 9).
    pub incomplete: IncompletePolicy,
    /// What becomes of messages in transit when the IMP has dropped its ready line.
    pub in_doubt: InDoubt,
}

/// What happens to an RFC that finds nobody listening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EarlyRfcs {
    /// It is refused with CLS at once.
    Refuse,
    /// It waits for a process to listen, or to ask for the same connection.
    Queue,
}

/// What happens to an RFC that comes to a listen which asks for another host, socket or byte size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnacceptableRfcs {
    /// It is refused with CLS, and the listen goes on.
    Refuse,
    /// It is treated as if nobody listened.
    Leave,
}

/// What an RFC for exactly the pair of an open connection means: the foreign host has lost the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepeatedRfcs {
    /// ERR code 0, and nothing changes. RFC 492 p. 7.
    Error,
    /// The connection ends without CLS, and the RFC is a new one. RFC 467 p. 7.
    Reopen,
}

/// How a receiver hands out allocation. The amounts are what may be outstanding at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllocationPolicy {
    /// When the next ALL is due.
    pub pace: AllocationPace,
    /// Messages.
    pub messages: u16,
    /// Bits.
    pub bits: u32,
}

/// When the next ALL is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllocationPace {
    /// When less than half of the level is outstanding, the rest is added. RFC 618 p. 2, Harvard.
    BelowHalf,
    /// After each message that the process has taken. RFC 618 p. 1: many hosts; RFC 567: TENEX.
    EachMessage,
    /// When nothing is outstanding any more. RFC 573 p. 7 warns of it.
    WhenEmpty,
}

/// How a lost ALL, or a lost message, is made good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resynchronisation {
    /// Not at all: NIC 8246 knows no way.
    #[default]
    None,
    /// RCS and RCR, as RFC 467 proposes. After `stalled_ns` with data to send and no allocation, the sender begins.
    ResetConnection {
        /// How long to stand still first.
        stalled_ns: u64,
    },
    /// GVB of everything, and a comparison of what comes back, as RFC 492 proposes. After `silent_ns` with a process
    /// waiting, allocation outstanding and nothing coming, the receiver begins.
    Audit {
        /// How long to wait first.
        silent_ns: u64,
        /// What to do when the two ends differ.
        mismatch: Mismatch,
    },
}

impl Resynchronisation {
    /// The ways by name. The two proposals fix no time and, for RFC 492, no way to go on: these are assumed.
    pub const NAMED: [(&'static str, Resynchronisation); 3] = [
        ("none", Resynchronisation::None),
        ("rfc467", Resynchronisation::ResetConnection { stalled_ns: 30 * SECOND }),
        ("rfc492", Resynchronisation::Audit { silent_ns: 30 * SECOND, mismatch: Mismatch::Resume }),
    ];

    /// The way of this name.
    pub fn named(name: &str) -> Option<Resynchronisation> {
        Resynchronisation::NAMED.iter().find(|(known, _)| *known == name).map(|(_, way)| *way)
    }
}

/// What an audit that does not add up leads to. "What to do in that case is a local host option." RFC 492 p. 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// A fresh allocation, and on.
    Resume,
    /// The connection is closed: something in the middle of the data may be lost.
    Close,
}

/// What is done about a message that the subnet answers with type 8 or 9.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IncompletePolicy {
    /// How often a data message is sent again before its connection is closed. Most hosts of 1972: 0 (RFC 386 p. 3).
    pub data_tries: u8,
    /// How often a control message is sent again before the host counts as dead.
    pub control_tries: u8,
}

/// What becomes of messages in transit when the interface has been reset: they may have arrived or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InDoubt {
    /// They count as lost and are sent again (RFC 642 p. 1-2). What did arrive arrives twice.
    Resend,
    /// They count as arrived. What did not is lost.
    Forget,
    /// Control messages are sent again; connections with a data message in transit are closed.
    Close,
}

impl Profile {
    /// The most bits of text in one message: what the longest message leaves after the header, when it is made of
    /// whole words of the host.
    pub fn max_text_bits(&self) -> usize {
        let longest = usize::from(self.max_message_bits).min(MAX_MESSAGE_BITS);
        let words = longest - longest % usize::from(self.word_bits.max(1));
        words - Header::LENGTH_BITS
    }
}

impl Default for Profile {
    fn default() -> Profile {
        Profile::REFERENCE
    }
}
