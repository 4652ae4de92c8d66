//! The system calls that programs make and the replies that the host's system gives.
//!
//! Programs don't write these down: they use [`crate::Sys`], whose methods make the calls. The calls are made so that
//! a pending one may be given up at any time without loss: things are named by a [`Handle`] that the program's side
//! chose before the call, so that giving up means dropping the handle; and data stays with the host until the program
//! says, in its next call, that it has taken it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use arpanet_kernel::Time;
use arpanet_ncp::{Allowance, CloseReason, ConnectionStatus, SocketName};
use arpanet_wire::{Bits, HostAddress};

use crate::Sys;
use crate::content::Content;
use crate::error::{FileError, LoginError, OpenError, Outcome};
use crate::files::{FileInfo, StoredFile};

/// What a program calls a connection, a socket block, a held socket or an open file. Unique within its host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Handle(pub(crate) u32);

/// A program about to run: it gets its system calls and runs to its outcome.
pub type Program = Box<dyn FnOnce(Sys) -> Pin<Box<dyn Future<Output = Outcome>>>>;

/// Which requests for connection a listening program accepts; others are refused and the listening goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this host, or any.
    pub host: Option<HostAddress>,
    /// Only this foreign socket, or any.
    pub socket: Option<u32>,
}

/// Who a program says that its user is.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub user: String,
    pub password: Option<String>,
    pub account: Option<String>,
}

/// One system call. Calls and replies lie in the futures that make them, so what is large and rare is in a box.
pub(crate) enum Call {
    /// Ask a foreign socket for a connection. RFC 165 p. 1.
    Init { handle: Handle, local: u32, foreign: SocketName, byte_size: u8, allowance: Allowance },
    /// Wait for a request for connection. RFC 165 p. 1.
    Listen { handle: Handle, local: u32, byte_size: u8, filter: Filter, allowance: Allowance },
    /// Refuse the next request for connection to a held socket, waiting for it.
    Refuse { handle: Handle },
    /// Send whole bytes. No reply.
    Send { handle: Handle, data: Bits },
    /// Wait until the NCP has taken over all that was to be sent, and can take more.
    AwaitRoom { handle: Handle },
    /// Take up to `max_bits` of what has arrived; `taken` bits have been taken before.
    Receive { handle: Handle, max_bits: usize, taken: u64 },
    /// Close, and wait until the sockets are free again.
    Close { handle: Handle },
    /// Close at once; what has not gone out is dropped. No reply.
    Abort { handle: Handle },
    /// Send INS or INR.
    Interrupt { handle: Handle },
    /// Wait until more than `seen` interrupts have come.
    AwaitInterrupt { handle: Handle, seen: u32 },
    /// Take `count` socket numbers that nobody uses.
    Reserve { handle: Handle, count: u32 },
    /// Take the `count` socket numbers from `base` on, if nobody uses them.
    ReserveAt { handle: Handle, base: u32, count: u32 },
    /// Take one socket: requests for connection to it are queued until the program listens or lets go.
    Hold { handle: Handle, local: u32 },
    /// Let go of whatever the handle names. No reply.
    Drop { handle: Handle },
    /// The thing another program opened is ours from now on. No reply.
    Adopt { handle: Handle },

    /// Read a whole file.
    ReadFile { name: String },
    /// Begin a new version of a file, or the end of an old one.
    OpenFile { handle: Handle, name: String, append: bool },
    /// Put more into an open file.
    WriteFile { handle: Handle, content: Box<Content> },
    /// Make what was written the file.
    CloseFile { handle: Handle },
    /// Remove a file.
    DeleteFile { name: String },
    /// Give a file another name.
    RenameFile { from: Box<str>, to: Box<str> },
    /// The files that a name, or a group of names, means.
    ListFiles { group: String },
    /// Make a call on files as this user, whoever the program runs as.
    AsUser { user: String, call: Box<Call> },

    /// Become a user.
    Login(Box<Claim>),
    /// Be nobody again.
    Logout,
    /// Who is logged in.
    Who,
    /// How much there is to do.
    Load,
    /// What the NCP knows of the network.
    NetStatus,

    /// Take the next line from the terminal; `taken` lines have been taken before.
    ReadLine { taken: u32 },
    /// Take the keys pressed at the terminal; `taken` octets of them have been taken before.
    ReadKeys { taken: u64 },
    /// Print on the terminal. No reply.
    Print { text: String },
    /// Tell the narration why the program does what it does. No reply.
    Say { text: String },
    /// Wait until this many nanoseconds have passed.
    Sleep { ns: u64 },
    /// Start another program.
    Spawn { name: Box<str>, program: Program },
    /// Start another program at this one's terminal. No reply.
    StartGuest { name: Box<str>, program: Program },
    /// Hand a line to the program at this one's terminal. No reply.
    TypeToGuest { line: String },
    /// No more lines will be handed to it. No reply.
    HangUpGuest,
    /// Take the lines that it left unread when it ended.
    TakeUnread,
    /// Take what the program at this one's terminal prints; `taken` octets of it have been taken before.
    ReadGuest { taken: u64 },
    /// Count the programs that this one has started.
    Children,
    /// Wait until more than `seen` of the programs that this one has started have ended.
    AwaitChild { seen: u32 },
}

/// The answer to a [`Call`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reply {
    Done,
    Opened(Result<Opened, OpenError>),
    Sockets(Result<u32, OpenError>),
    Sent(Result<(), CloseReason>),
    Received(Result<Bits, CloseReason>),
    Interrupts(Result<u32, CloseReason>),
    File(Box<Result<StoredFile, FileError>>),
    FileName(Box<Result<String, FileError>>),
    Files(Box<Result<Vec<FileInfo>, FileError>>),
    Login(Result<(), LoginError>),
    Who(Vec<LoggedIn>),
    Load(Load),
    NetStatus(Box<NetStatus>),
    Line(Option<String>),
    Keys(Option<Vec<u8>>),
    Printed(Option<String>),
    Unread(Vec<String>),
    Children(Children),
}

/// A connection that has come about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opened {
    pub local: u32,
    pub foreign: SocketName,
    pub byte_size: u8,
}

const _: () = assert!(size_of::<Call>() <= 40 && size_of::<Reply>() <= 40, "they are small");

/// The programs that a program has started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Children {
    pub running: u32,
    /// How many have ended so far.
    pub ended: u32,
}

/// One line of the answer to "who is on?".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedIn {
    /// The job's number at this host.
    pub job: u32,
    /// The user.
    pub user: String,
    /// The program.
    pub program: String,
}

/// The answer to "how busy is the machine?".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Since when it is up.
    pub up_since: Time,
    /// Programs that run, servers among them.
    pub programs: usize,
    /// Words on its disk that are in use, and words in all.
    pub disk_words: (u64, u64),
}

/// The answer to "how is the network?", as far as this host's NCP knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetStatus {
    /// The hosts of the host table, in its order: whether they are up, where there was occasion to find out.
    pub hosts: Vec<(HostAddress, Option<bool>)>,
    /// The connections of this host.
    pub connections: Vec<ConnectionStatus>,
}

impl fmt::Debug for Call {
    /// The call's name and what it names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Call::Init { local, foreign, .. } => {
                write!(f, "init {local} to {} at {}", foreign.number, foreign.host)
            }
            Call::Listen { local, .. } => write!(f, "listen on {local}"),
            Call::Refuse { handle } => write!(f, "refuse a request at {handle:?}"),
            Call::Send { handle, data } => write!(f, "send {} bits on {handle:?}", data.length_bits()),
            Call::AwaitRoom { handle } => write!(f, "await room on {handle:?}"),
            Call::Receive { handle, .. } => write!(f, "receive on {handle:?}"),
            Call::Close { handle } => write!(f, "close {handle:?}"),
            Call::Abort { handle } => write!(f, "abort {handle:?}"),
            Call::Interrupt { handle } => write!(f, "interrupt {handle:?}"),
            Call::AwaitInterrupt { handle, .. } => write!(f, "await an interrupt on {handle:?}"),
            Call::Reserve { count, .. } => write!(f, "reserve {count} sockets"),
            Call::ReserveAt { base, count, .. } => write!(f, "reserve {count} sockets from {base}"),
            Call::Hold { local, .. } => write!(f, "hold {local}"),
            Call::Drop { handle } => write!(f, "let go of {handle:?}"),
            Call::Adopt { handle } => write!(f, "adopt {handle:?}"),
            Call::ReadFile { name } => write!(f, "read {name}"),
            Call::OpenFile { name, append, .. } => {
                write!(f, "{} {name}", if *append { "append to" } else { "write" })
            }
            Call::WriteFile { handle, .. } => write!(f, "write to {handle:?}"),
            Call::CloseFile { handle } => write!(f, "close file {handle:?}"),
            Call::DeleteFile { name } => write!(f, "delete {name}"),
            Call::RenameFile { from, to } => write!(f, "rename {from} to {to}"),
            Call::ListFiles { group } => write!(f, "list {group}"),
            Call::AsUser { user, call } => write!(f, "{call:?} as {user}"),
            Call::Login(claim) => write!(f, "log in as {}", claim.user),
            Call::Logout => write!(f, "log out"),
            Call::Who => write!(f, "who"),
            Call::Load => write!(f, "load"),
            Call::NetStatus => write!(f, "network status"),
            Call::ReadLine { .. } => write!(f, "read a line"),
            Call::ReadKeys { .. } => write!(f, "read keys"),
            Call::Print { .. } => write!(f, "print"),
            Call::Say { .. } => write!(f, "say"),
            Call::Sleep { ns } => write!(f, "sleep {ns} ns"),
            Call::Spawn { name, .. } => write!(f, "spawn {name}"),
            Call::StartGuest { name, .. } => write!(f, "start {name} at the terminal"),
            Call::TypeToGuest { .. } => write!(f, "type to the program at the terminal"),
            Call::HangUpGuest => write!(f, "hang up the program at the terminal"),
            Call::TakeUnread => write!(f, "take what was typed and not read"),
            Call::ReadGuest { .. } => write!(f, "read what the program at the terminal prints"),
            Call::Children => write!(f, "count children"),
            Call::AwaitChild { .. } => write!(f, "await a child's end"),
        }
    }
}
