//! What goes into an NCP and what comes out.
//!
//! The NCP stands between the processes of its host and the cable to the IMP. Into it go whole messages from the IMP,
//! the processes' system calls (RFC 165 p. 1-2, NIC 8246 p. 11-12) and the passing of time; out of it come whole
//! messages to the IMP, what it has to tell the processes, and notes for whoever watches.

use arpanet_wire::{Bits, GoingDown, HostAddress};

use crate::{Note, SocketName};

/// What the host's operating system calls a connection, a listen or an echo. The system chooses the numbers and uses
/// none of them twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u32);

/// One input. Time comes beside it, as an argument of [`Ncp::handle`](crate::Ncp::handle).
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The time that [`Ncp::next_wake`](crate::Ncp::next_wake) named has come. One that comes too early does nothing.
    Wake,
    /// A whole message from the IMP, as it came off the cable: leader, text, padding.
    FromImp(Bits),
    /// The IMP's ready line went up or down. A message that was then coming in is lost and must not be handed over.
    ImpReady(bool),
    /// The host has come up and raised its ready line. A new [`Ncp`](crate::Ncp) behaves as one that has been up for
    /// long; `Start` makes it behave as one that has just come up: NOPs first, and RST if the profile wants it.
    Start,
    /// The host goes down in good order: connections are forgotten, "host going down" is the last message.
    Stop,

    /// Ask `foreign` for a connection with the local socket: send an RFC, or match one that waits.
    Init {
        /// The caller's name for the connection.
        id: ConnectionId,
        /// The local socket, of the other gender than `foreign`.
        local: u32,
        /// The foreign socket.
        foreign: SocketName,
        /// When `local` sends, the connection's byte size, 1 to 255. When it receives, the size that the foreign side
        /// must offer, or 0 for any.
        byte_size: u8,
        /// When `local` receives, how much the foreign side may send ahead.
        allowance: Allowance,
    },
    /// Wait for an RFC to the local socket and match the first acceptable one, which may have come already. An
    /// occupied socket may be listened to: the listen takes effect when it is free.
    Listen {
        /// The caller's name for the listen, and for the connection that comes of it.
        id: ConnectionId,
        /// The local socket.
        local: u32,
        /// As for `Init`.
        byte_size: u8,
        /// Accept only this foreign host.
        host: Option<HostAddress>,
        /// Accept only this foreign socket number.
        socket: Option<u32>,
        /// As for `Init`.
        allowance: Allowance,
    },
    /// Send whole bytes of the connection's size. The NCP keeps them until they fit into the allocation. No data at
    /// all means a message of zero length, which is legal and useless (NIC 8246 p. 15).
    ///
    /// At most [`Ncp::room_bits`](crate::Ncp::room_bits) are taken; more is a [`Misuse::BufferFull`] and nothing is taken.
    /// Every `Send` that is taken is answered by one [`Event::Room`].
    Send {
        /// The connection, on which the local socket sends.
        id: ConnectionId,
        /// Whole bytes.
        data: Bits,
    },
    /// Take what has arrived: whole bytes, at most `max_bits` (but at least one byte), as [`Event::Data`], at once or
    /// when something arrives. One such request is remembered per connection: a new one replaces it, and 0 takes it
    /// back. Data that has not been asked for stays with the NCP and keeps the sender from getting more allocation.
    Receive {
        /// The connection, on which the local socket receives.
        id: ConnectionId,
        /// How much to take at most.
        max_bits: usize,
    },
    /// Close the connection after all data has gone out, take back the RFC, or end the listen.
    /// [`Event::Closed`] tells when the socket is free again.
    Close {
        /// The connection or listen.
        id: ConnectionId,
    },
    /// As `Close`, but data not yet sent is dropped.
    Abort {
        /// The connection or listen.
        id: ConnectionId,
    },
    /// Interrupt the process at the other end: INS when the local socket sends, INR when it receives.
    Interrupt {
        /// The connection.
        id: ConnectionId,
    },
    /// Ask the sender to give back allocation (GVB), in 128ths; 128 and more is all of it. NIC 8246 p. 15.
    GiveBack {
        /// The connection, on which the local socket receives.
        id: ConnectionId,
        /// 128ths of the message space.
        messages: u8,
        /// 128ths of the bit space.
        bits: u8,
    },
    /// Bring the two ends' ideas of the allocation together, by whichever way the profile knows
    /// ([`Resynchronisation`](crate::Resynchronisation)).
    Resynchronise {
        /// The connection.
        id: ConnectionId,
    },
    /// From now on RFCs to this local socket wait for a process, for as long as it takes and whatever the profile says
    /// of early RFCs. What RFC 438's LSTN needs: a socket that is reserved but not yet listened to.
    Hold {
        /// The local socket.
        local: u32,
    },
    /// No longer hold the socket; the RFCs that wait at it are refused. A connection with it goes on.
    Release {
        /// The local socket.
        local: u32,
    },
    /// Refuse the waiting RFC of `foreign` to the local socket with CLS.
    Refuse {
        /// The local socket.
        local: u32,
        /// The foreign socket that asked.
        foreign: SocketName,
    },
    /// Ask whether a host's NCP is there (ECO). Answered by [`Event::Echoed`] or [`Event::EchoFailed`].
    Echo {
        /// The caller's name for the question.
        id: ConnectionId,
        /// Whom to ask.
        host: HostAddress,
        /// What to send; it comes back.
        data: u8,
    },
    /// Forget everything about a host and have it do the same (RST).
    Reset {
        /// The host.
        host: HostAddress,
    },
}

/// How much a receiver lets the sender send ahead. NIC 8246 p. 14.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Allowance {
    /// What the profile says.
    #[default]
    ByProfile,
    /// RFC 618's desired level for this one connection: "typically quite small for Telnet connections and large for
    /// FTP data connections; it is a user program settable parameter" (p. 2). Topped up as the profile does.
    Level {
        /// Messages.
        messages: u16,
        /// Bits.
        bits: u32,
    },
    /// Exactly this, once, when the connection opens. The ICP's 1 message of 32 bits (RFC 165 p. 4).
    Once {
        /// Messages.
        messages: u16,
        /// Bits.
        bits: u32,
    },
}

/// One output. All of them are to be taken, in order, before the next input.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// A message for the IMP: leader to M3. The interface's hardware adds the padding (NIC 8246 p. 19, RFC 635 p. 6).
    ToImp(Bits),
    /// News for the process that has the connection.
    Event {
        /// Which connection, listen or echo.
        id: ConnectionId,
        /// What happened.
        event: Event,
    },
    /// News for the host as a whole.
    Host(HostEvent),
    /// News for whoever watches; nothing hangs on it.
    Note(Note),
}

/// What happened to a connection, listen or echo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Both RFCs have been exchanged. NIC 8246 p. 10.
    Opened {
        /// The other end.
        foreign: SocketName,
        /// The connection's byte size, 1 to 255: what the STR said.
        byte_size: u8,
    },
    /// There will be no connection. The identifier is used up.
    OpenFailed(OpenFailure),
    /// What a `Receive` asked for: whole bytes, at least one.
    Data(Bits),
    /// The answer to a `Send`: no more than half of the buffer is waiting, so that another may come.
    Room,
    /// The connection, or the listen, is no more, and all data that came before has been taken. The local socket is
    /// free. The identifier is used up.
    Closed(CloseReason),
    /// The other end's process interrupts: one for each INS or INR. NIC 8246 p. 16.
    Interrupted,
    /// The host answered an `Echo` with this octet.
    Echoed {
        /// What came back.
        data: u8,
    },
    /// The host's NCP did not answer an `Echo`.
    EchoFailed(EchoFailure),
    /// The call could not be done; nothing was sent and nothing has changed. After an `Init`, a `Listen` or an `Echo` the
    /// identifier is used up.
    Misused(Misuse),
}

/// Why no connection came about. RFC 235 p. 4 asks that these be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenFailure {
    /// The foreign host answered the RFC with CLS. NIC 8246 p. 12.
    #[error("the foreign host refused the connection")]
    Refused,
    /// The foreign host did not answer in the time that the profile gives it.
    #[error("the foreign host did not answer")]
    TimedOut,
    /// The IMP said that the host is dead or does not exist (type 7, subtype 1).
    #[error("the foreign host is dead")]
    HostDead,
    /// The IMP said that the foreign IMP is dead, cut off or does not exist (type 7, subtype 0).
    #[error("the foreign IMP is dead or cannot be reached")]
    ImpDead,
    /// One of the two hosts reset (RST).
    #[error("the connections with the foreign host were reset")]
    Reset,
    /// The foreign side's STR has another byte size than the one wished for. RFC 107 p. 12.
    #[error("the foreign side wants bytes of {0} bits")]
    ByteSize(u8),
    /// The subnet did not get the RFC across, however often it was sent again (type 9).
    #[error("the network could not deliver the request")]
    Undeliverable,
    /// Our own IMP is down.
    #[error("the network is down")]
    NetworkDown,
    /// The foreign host answered the RFC with ERR, and the profile heeds that.
    #[error("the foreign host called the request an error")]
    Rejected,
}

/// Why a connection, or a listen, is no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloseReason {
    /// We asked for it, and CLS has been exchanged. NIC 8246 p. 12.
    #[error("closed here")]
    Here,
    /// The foreign side closed it. NIC 8246 p. 12.
    #[error("closed by the foreign side")]
    There,
    /// We asked for it and the foreign side's CLS never came: forgotten. NIC 8246 p. 14.
    #[error("closed here, the foreign side never answered")]
    Forgotten,
    /// The IMP said that the host is dead.
    #[error("the foreign host died")]
    HostDead,
    /// The IMP said that the foreign IMP is dead or cut off.
    #[error("the foreign IMP died or was cut off")]
    ImpDead,
    /// One of the two hosts reset (RST).
    #[error("the connections with the foreign host were reset")]
    Reset,
    /// A message was lost and could not be sent again, so that the stream has a hole.
    #[error("data was lost on the way")]
    Lost,
    /// The foreign side broke the protocol on this connection: wrong byte size or data beyond the allocation, again and
    /// again.
    #[error("the foreign side broke the protocol")]
    Violated,
    /// The foreign host does not know the connection any more, and the profile believes it (RFC 467 p. 6-7).
    #[error("the foreign host has lost the connection")]
    HalfClosed,
    /// Our own IMP went down for too long, or our host stopped.
    #[error("the network went down")]
    NetworkDown,
}

/// Why an `Echo` had no reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EchoFailure {
    /// The IMP said that the host is dead (type 7, subtype 1).
    #[error("the foreign host is dead")]
    HostDead,
    /// The IMP said that the foreign IMP is dead or cut off (type 7, subtype 0).
    #[error("the foreign IMP is dead or cannot be reached")]
    ImpDead,
    /// RST or RRP came instead, which also answers an ECO. NIC 8246 p. 17.
    #[error("the foreign host reset instead of answering")]
    Reset,
    /// Nothing came.
    #[error("the foreign host did not answer")]
    TimedOut,
    /// The subnet did not get it across (type 9).
    #[error("the network could not deliver the question")]
    Undeliverable,
    /// Our own IMP is down.
    #[error("the network is down")]
    NetworkDown,
}

/// A call that our own side should not have made, or that finds the tables full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misuse {
    /// The identifier names nothing, or nothing any more.
    #[error("there is no such connection")]
    NoSuchConnection,
    /// The identifier names something already.
    #[error("the identifier is in use")]
    IdInUse,
    /// Another connection or listen has the local socket.
    #[error("the local socket is in use")]
    SocketInUse,
    /// Both sockets send or both receive. NIC 8246 p. 9.
    #[error("both sockets are of the same gender")]
    SameGender,
    /// A send socket needs a byte size of 1 to 255. NIC 8246 p. 10.
    #[error("a byte size of zero is prohibited")]
    ByteSize,
    /// The 1973 leader cannot name the host.
    #[error("the leader has no room for the host's address")]
    Address,
    /// All 70 links with the host are taken. NIC 8246 p. 21.
    #[error("no link is left with the foreign host")]
    NoLink,
    /// The profile's table of connections is full.
    #[error("the table of connections is full")]
    TableFull,
    /// The connection is not open yet, or not any more.
    #[error("the connection is not open")]
    NotOpen,
    /// A connection is simplex: one cannot send on a receive socket or receive on a send socket. NIC 8246 p. 7.
    #[error("the connection goes the other way")]
    WrongWay,
    /// The data is not a whole number of bytes. NIC 8246 p. 8.
    #[error("the data is not a whole number of bytes")]
    PartialByte,
    /// More data than the send buffer has room for.
    #[error("the send buffer is full")]
    BufferFull,
    /// Too much waits for the host already.
    #[error("too much is waiting to be sent to the foreign host")]
    TooMuch,
    /// The profile knows no way to do it.
    #[error("this host has no such facility")]
    NotProvided,
}

/// What the host as a whole should hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostEvent {
    /// The IMP says that a host is dead; all connections with it have ended.
    Dead {
        /// The host.
        host: HostAddress,
        /// Its IMP is dead or cut off, rather than the host alone.
        imp: bool,
    },
    /// A host noted dead has been heard of again.
    Back {
        /// The host.
        host: HostAddress,
    },
    /// A host has reset: all connections with it have ended.
    Reset {
        /// The host.
        host: HostAddress,
    },
    /// Our reset of a host has been answered, or need not be waited for any longer.
    ResetDone {
        /// The host.
        host: HostAddress,
        /// RRP came.
        answered: bool,
    },
    /// An RFC waits at a socket that is held.
    Requested {
        /// The local socket.
        local: u32,
        /// Who asks.
        foreign: SocketName,
    },
    /// The IMP dropped what it had for us (type 10).
    InterfaceReset,
    /// The IMP is going down (type 2); users are to be told (RFC 381 p. 1, RFC 548 p. 1).
    ImpGoingDown(GoingDown),
}
