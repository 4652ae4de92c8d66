//! What goes into an IMP and what comes out.
//!
//! One input, then all outputs, then the next input. Every [`Packet`] and [`Body`] here carries one reference to its words (see
//! [`Pool`](crate::Pool)): the IMP takes over those of its inputs, the caller those of its outputs.
//!
//! The cable to a host. The IMP arms its input once for each piece ([`Output::TakeFromHost`]) and gets exactly one answer for it: a leader,
//! data or an error. It gives one packet at a time ([`Output::GiveHost`]) and gets one [`Input::HostTook`]. A later arming or giving
//! supersedes an unanswered one. When the host's ready line drops in the middle of a message, transfers stop and the caller sends
//! [`Input::HostError`], which also answers an armed input; a packet that the host had not wholly taken is kept and crosses again when the
//! host is back. When the IMP drops its own ready line ([`Output::SetReady`]), whatever was
//! armed or given is void, and the rest of a message under way is lost.

use crate::config::{HostIndex, LineIndex};
use crate::packet::Packet;
use crate::pool::Body;
use arpanet_kernel::Time;
use arpanet_wire::modem::Kind;
use arpanet_wire::{GoingDown, HostAddress, ImpNumber, Incomplete, Leader, LeaderFault};

/// What happens to an IMP.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input {
    /// The time that [`Imp::next_wake`](crate::Imp::next_wake) named has come. A wake before it does nothing.
    Wake,
    /// A packet has arrived from a line; `damaged` when the line hardware's check failed.
    LineReceived {
        /// The line.
        line: LineIndex,
        /// The packet.
        packet: Packet,
        /// The 24-bit hardware check failed.
        damaged: bool,
    },
    /// The packet last given to this line's modem has left it.
    LineSent {
        /// The line.
        line: LineIndex,
    },
    /// The leader of a host's message, in answer to [`Output::TakeFromHost`] with [`Piece::Leader`].
    HostLeader {
        /// The host.
        host: HostIndex,
        /// The leader; fields of words that did not come are zero.
        leader: Leader,
        /// How many of its two words came, hardware padding included.
        words: u8,
        /// The message ends here.
        last: bool,
    },
    /// Words of a host's message, in answer to [`Output::TakeFromHost`] with [`Piece::Data`]: as many as were asked for, or
    /// fewer at the message's end, the interface's padding (a one, then zeros to a whole word) included.
    HostSent {
        /// The host.
        host: HostIndex,
        /// The words.
        body: Body,
        /// The message ends here.
        last: bool,
    },
    /// The error line: the message being taken is broken and ends here, whether more of it is armed or not. Answers an
    /// armed input.
    HostError {
        /// The host.
        host: HostIndex,
    },
    /// The host has taken the packet last given.
    HostTook {
        /// The host.
        host: HostIndex,
    },
    /// The host's ready line as it is now.
    HostReady {
        /// The host.
        host: HostIndex,
        /// Up or down.
        ready: bool,
    },
    /// Something breaks, or is mended.
    Fault(Fault),
    /// The message generator starts, replacing what it did before, or stops.
    Generate(Option<Generator>),
    /// The operators tell the hosts that the IMP will go down (type 2).
    Announce(GoingDown),
}

/// What an IMP does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Output {
    /// Send a packet. The modem is idle by the machine's own account; [`Input::LineSent`] answers when the last bit has left,
    /// unless [`Imp::leaves_at`](crate::Imp::leaves_at) has told when that will be.
    SendLine {
        /// The line.
        line: LineIndex,
        /// The packet.
        packet: Packet,
    },
    /// Arm the input from a host.
    TakeFromHost {
        /// The host.
        host: HostIndex,
        /// What of its message.
        piece: Piece,
    },
    /// Give a host one packet of a message.
    GiveHost {
        /// The host.
        host: HostIndex,
        /// The leader, on the first packet.
        leader: Option<Leader>,
        /// The data words.
        body: Body,
        /// The message ends with this packet.
        last: bool,
    },
    /// The IMP's ready line to a host.
    SetReady {
        /// The host.
        host: HostIndex,
        /// Up or down. Down voids whatever is armed or given.
        ready: bool,
    },
    /// A fact for narration, counters and tests.
    Note(Note),
}

/// What of a host's message an armed input takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The first two words of the next message.
    Leader,
    /// Up to so many further words.
    Data(u8),
}

/// Something that breaks, or is mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The program stops dead: lines fall silent, ready lines drop, everything held is lost.
    Crash,
    /// The program is loaded anew (from tape) and starts cold. Mends [`Fault::RandomRouting`].
    Reload,
    /// Memory reads zeros whenever a routing message is sent (Harvard 1971), or no longer does.
    ZeroRouting(bool),
    /// A broken instruction fills routing messages with random numbers, under good checksums (spring 1973); the seed draws them.
    /// `None` mends it.
    RandomRouting(Option<u64>),
    /// A modem interface that damages packets between memory and line, unseen by the line's own check; `None` mends it.
    Interface(LineIndex, Option<Damage>),
    /// A region of memory that damages packets while they lie in the IMP (Utah 1973); `None` mends it.
    Memory(Option<Damage>),
    /// The program is stopped nicely: hosts are told, store-and-forward ends, lines are held down; then it starts anew.
    StopNicely,
    /// The line's modem is put into hold: the line is killed, as the operators do.
    KillLine(LineIndex),
}

/// How a broken piece of hardware damages packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damage {
    /// What it does.
    pub kind: DamageKind,
    /// One packet in so many, on average. Zero counts as one.
    pub one_in: u32,
    /// Draws which packets, words and bits.
    pub seed: u64,
}

/// What a broken piece of hardware does to the words of a packet (RFC 528 p. 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DamageKind {
    /// Drops several bits from several successive words on their way into memory (Aberdeen).
    DropBits,
    /// Picks one or two bits in a single word on its way into memory (Belvoir).
    PickBits,
    /// Drops the first word on the way out of memory (ETAC).
    DropFirstWord,
    /// Changes the low order two bits of a word in memory (Utah).
    ChangeLowBits,
    /// Changes a data word before the checksum is computed; nothing can catch it.
    BeforeChecksum,
}

/// The message generator of the measurement people: messages of one length to one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Generator {
    /// Where to.
    pub to: HostAddress,
    /// To a fake host of that IMP (3 discards) and not to a real one.
    pub for_imp: bool,
    /// Link and message-id, as the leader's second word has them.
    pub link: u16,
    /// Data words of each message, up to 504.
    pub words: u16,
    /// When the next one goes.
    pub drive: Drive,
    /// How many in all; `None` until stopped.
    pub count: Option<u32>,
}

/// What drives the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drive {
    /// One each so many fast ticks (25.6 ms); a tick at which the last one is still entering is skipped.
    EveryFastTicks(u32),
    /// The next one when the last one has been answered.
    OnAnswer,
}

/// Who gave an IMP a message, or gets one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// A host at an interface.
    Host(HostIndex),
    /// One of the IMP's own: 0 teletype, 1 DDT, 2 parameters and trace, 3 discard and statistics.
    Fake(u8),
}

/// A message, counted by the IMP that took it in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageId(pub u32);

/// How a message ended, as its source was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Type 5: taken by the destination.
    Rfnm,
    /// Type 7 subtype 0.
    ImpDead,
    /// Type 7 subtype 1.
    HostDead,
    /// Type 8: error in the data.
    ErrorInData,
    /// Type 9.
    Incomplete(Incomplete),
    /// Nobody was told, because its source went down meanwhile.
    SourceGone,
}

/// A fact about an IMP.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Note {
    /// A message's first packet is in and the message is in the table of its source IMP: T2 of RFC 619.
    MessageEntered {
        /// The message.
        message: MessageId,
        /// Whose.
        from: Party,
        /// Its leader.
        leader: Leader,
        /// It has more than one packet.
        multi: bool,
    },
    /// An entered message has its answer, T6 of RFC 619, or is given up at once.
    MessageAnswered {
        /// The message.
        message: MessageId,
        /// Whose.
        from: Party,
        /// Where it went.
        to: HostAddress,
        /// The answer.
        answer: Answer,
        /// When it entered.
        entered: Time,
    },
    /// A message that did not get as far as a table: answered at once.
    MessageRefused {
        /// Whose.
        from: Party,
        /// Its leader.
        leader: Leader,
        /// The answer.
        answer: Answer,
    },
    /// A leader in error drew a type 1.
    LeaderError {
        /// Whose.
        host: HostIndex,
        /// What was wrong.
        fault: LeaderFault,
    },
    /// The first message after a start was thrown away.
    FirstMessageDiscarded {
        /// Whose.
        host: HostIndex,
    },
    /// The destination has taken a message's first packet: the answer is on its way.
    MessageTaken {
        /// From where.
        from: HostAddress,
        /// Its message number.
        number: u8,
        /// By whom.
        by: Party,
    },
    /// A message is complete at its destination and waits for one before it.
    MessageHeld {
        /// From which IMP.
        from: ImpNumber,
        /// Its message number.
        number: u8,
    },
    /// All packets of a message are at its destination.
    MessageArrived {
        /// From which IMP.
        from: ImpNumber,
        /// Its message number.
        number: u8,
        /// The destination's buffers then.
        reassembly: Reassembly,
    },
    /// The destination host has taken the last packet of a message.
    MessageComplete {
        /// From which IMP.
        from: ImpNumber,
        /// Its message number.
        number: u8,
        /// The destination's buffers then.
        reassembly: Reassembly,
    },
    /// A single-packet message found no buffer, or came out of order: its copy is dropped and an allocation is owed.
    TreatedAsRequest {
        /// From which IMP.
        from: ImpNumber,
        /// Its message number.
        number: u8,
        /// The destination's buffers then.
        reassembly: Reassembly,
    },
    /// An allocation or answer is sent.
    Replied {
        /// To which IMP.
        to: ImpNumber,
        /// For which number.
        number: u8,
        /// What.
        kind: Kind,
        /// This IMP's buffers then, what the answer allocates included.
        reassembly: Reassembly,
    },
    /// An unanswered number is asked about.
    Queried {
        /// Which IMP.
        to: ImpNumber,
        /// Which number.
        number: u8,
        /// How.
        kind: Kind,
    },
    /// An unused allocation goes back.
    GaveBack {
        /// To which IMP.
        to: ImpNumber,
    },
    /// A packet from a line was thrown away.
    PacketDropped {
        /// From where.
        line: LineIndex,
        /// Why.
        why: DropReason,
    },
    /// A packet for this IMP was taken and had no effect.
    PacketIgnored {
        /// From which IMP.
        from: ImpNumber,
        /// Its message number.
        number: u8,
        /// Why.
        why: DropReason,
    },
    /// A packet from a line was refused; it will come again.
    PacketRefused {
        /// From where.
        line: LineIndex,
        /// Why.
        why: Refusal,
    },
    /// A packet is sent again for want of an acknowledgment.
    Retransmitted {
        /// Where.
        line: LineIndex,
        /// Its channel.
        channel: u8,
    },
    /// A line is up in this direction of telling.
    LineUp {
        /// The line.
        line: LineIndex,
        /// Who is at the other end.
        neighbour: ImpNumber,
    },
    /// A line is killed.
    LineDown {
        /// The line.
        line: LineIndex,
        /// Why.
        why: KillReason,
    },
    /// An IMP has become reachable; hosts may send to it after its coming-up delay.
    Reachable {
        /// Which.
        imp: ImpNumber,
    },
    /// An IMP is declared dead.
    Unreachable {
        /// Which.
        imp: ImpNumber,
    },
    /// A host has a new status.
    HostStatus {
        /// Which.
        host: HostIndex,
        /// The status.
        status: HostStatus,
    },
    /// Allocations were given up after two idle minutes.
    AllocationsCollected {
        /// How many buffers.
        buffers: u16,
    },
    /// The routing check of May 1973 stopped this IMP before it could spread bad routing; it asks a neighbour for a core image.
    RoutingCheckFailed,
    /// A checksum failed before a retransmission or before the host: a failure inside this IMP (June 1973).
    IntraImpError,
    /// The teletype of the IMP, or another of its own hosts, was given words.
    FakeHostTook {
        /// From where.
        from: HostAddress,
        /// Which one: 0 teletype, 1 DDT, 3 discard.
        fake: u8,
        /// How many words.
        words: u16,
    },
    /// The program has started.
    Started,
    /// The program has stopped.
    Stopped,
}

impl Note {
    /// Whether the note is made though nobody reads notes: the account of messages is kept by it, or it breaks off what lines carry.
    pub const fn is_always_made(&self) -> bool {
        matches!(
            self,
            Note::MessageEntered { .. }
                | Note::MessageAnswered { .. }
                | Note::MessageRefused { .. }
                | Note::Stopped
        )
    }
}

/// An IMP's reassembly buffers at one moment, as RFC 626 p. 4 counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reassembly {
    /// Promised to messages that have not begun to arrive.
    pub allocated: u16,
    /// Holding, or set aside for, a message that has begun to arrive.
    pub in_use: u16,
}

/// Why a packet was thrown away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// The line hardware's check failed.
    LineError,
    /// The software checksum failed.
    Checksum,
    /// The line is held down or not yet up.
    LineNotUp,
    /// It was sent by an IMP on the wrong side: a looped line.
    WrongEnd,
    /// It is here already.
    Duplicate,
    /// Its source is dead.
    SourceDead,
    /// Its message number is out of the window.
    OutOfWindow,
    /// It answers something nobody asked.
    Unexpected,
}

/// Why a packet was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The best line is not up.
    LineNotUp,
    /// The store-and-forward limit.
    StoreAndForward,
    /// No free buffer beyond the allocated ones and the minimum.
    Buffers,
    /// No free channel.
    Channels,
    /// No reassembly block.
    Blocks,
    /// No room for a message to the host.
    HostQueue,
    /// No free entry for an allocation.
    Allocations,
    /// No reassembly buffer (older flow control).
    Reassembly,
}

/// Why a line was killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KillReason {
    /// Five intervals without an I-heard-you.
    Silence,
    /// An acknowledgment of a packet that was not sent.
    SpuriousAck,
    /// A packet was sent 200 times.
    Retransmissions,
    /// Another IMP is at the other end.
    NeighbourChanged,
    /// The speed has been measured, and the line starts again with the constants for it.
    SpeedMeasured,
    /// This IMP's own routing message failed its checksum.
    OwnRouting,
    /// A neighbour wants a core image.
    CoreRequest,
    /// The operators, or the program stopping.
    Deliberate,
}

/// A host's standing with its IMP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostStatus {
    /// Up.
    Up,
    /// It has said that it goes down.
    GoingDown,
    /// It did not take a message for 30 s.
    Tardy,
    /// Its ready line is off.
    NotReady,
    /// The IMP is starting or stopping.
    Held,
}
