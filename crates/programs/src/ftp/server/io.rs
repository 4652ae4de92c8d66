//! What goes into a session and what comes out.

use arpanet_ncp::{CloseReason, SocketName};
use arpanet_wire::Bits;
use arpanet_wire::ftp::{Direction, Reply};

use crate::call::Filter;
use crate::content::Content;
use crate::error::{FileError, LoginError, OpenError};
use crate::files::{FileInfo, StoredFile};
use crate::mail::delivery::{Addressee, Unknown};

/// One input.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// Octets from the user, as they come.
    Octets(Vec<u8>),
    /// The user's INS.
    Interrupt,
    /// A control connection is gone.
    ControlLost,
    /// The time that [`Session::next_wake`](super::Session::next_wake) named has come.
    Wake,
    /// The answer to the oldest [`Output::Ask`] not yet answered.
    Answer(Answer),
    /// What [`Output::Open`] asked for has come about.
    Opened {
        /// Which data connection.
        direction: Direction,
        /// Its other end.
        foreign: SocketName,
        /// Bits in a byte.
        byte_size: u8,
    },
    /// What [`Output::Open`] asked for has failed.
    OpenFailed {
        /// Which data connection.
        direction: Direction,
        /// Why.
        error: OpenError,
    },
    /// Data from the receiving data connection: whole bytes.
    Data(Bits),
    /// The sender of the data has sent INS on the receiving data connection: the close that follows is not the end of
    /// the file.
    DataInterrupt,
    /// All that [`Output::Send`] gave has been taken.
    Sent,
    /// A data connection has ended without our doing.
    Ended {
        /// Which.
        direction: Direction,
        /// How.
        reason: CloseReason,
    },
}

/// One output; all of them are to be taken, in order, before the next input.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// A reply to the user.
    Reply(Reply),
    /// A text for the user that is no reply: network ASCII.
    Text(Vec<u8>),
    /// Something to be done by the host's system; [`Input::Answer`] answers.
    Ask(Ask),
    /// Ask for, or wait for, a data connection.
    Open(Opening),
    /// Take back an [`Output::Open`] not yet answered.
    GiveUp(Direction),
    /// Send whole bytes on the sending data connection.
    Send(Bits),
    /// Close a data connection after all data has gone out.
    Close(Direction),
    /// Close a data connection at once, after INS or INR.
    Abort(Direction),
    /// Send INR on the receiving data connection, only to find out whether its host is dead.
    Probe,
    /// Give back a socket that LSTN allocated; requests for connection waiting there are refused.
    Release(u32),
    /// Forget the file that [`Ask::Open`] began.
    Forget,
    /// Close the control connections; nothing follows.
    CloseControl,
}

/// A data connection to be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Which way data will flow.
    pub direction: Direction,
    /// Our socket.
    pub local: u32,
    /// Bits in a byte; another size is refused.
    pub byte_size: u8,
    /// Who begins.
    pub how: How,
}

/// Who begins a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// We do, and ask this socket.
    Initiate(SocketName),
    /// The other side does; requests that the filter doesn't accept are refused.
    Listen(Filter),
}

/// Something to be done by the host's system.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Find a free socket for the direction and reserve it.
    Socket {
        /// Send: an odd one; receive: an even one.
        direction: Direction,
        /// Let requests for connection wait at it.
        holds_requests: bool,
    },
    /// Log in.
    Login {
        /// User name.
        user: String,
        /// Password, if one has been given.
        password: Option<String>,
        /// Account, if one has been given.
        account: Option<String>,
    },
    /// Read a file.
    Read(String),
    /// Begin a file, or the end of one.
    Open {
        /// Pathname.
        name: String,
        /// The end of the present file.
        append: bool,
    },
    /// Make the file begun by [`Ask::Open`] the file, with this content.
    Commit(Content),
    /// Delete a file.
    Delete(String),
    /// Give a file another name.
    Rename {
        /// Its name.
        from: String,
        /// Its new name.
        to: String,
    },
    /// The files that a pathname means.
    List(String),
    /// Find out whom the users field of MAIL or MLFL means.
    Addressees(String),
    /// The letters in a user's mailbox, as a text.
    Letters(String),
    /// Put a letter into mailboxes.
    Deliver {
        /// Whose.
        to: Vec<Addressee>,
        /// Who is logged in.
        user: Option<String>,
        /// The letter, in network ASCII.
        text: Vec<u8>,
    },
}

/// The answer to an [`Ask`] of the same name.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// To [`Ask::Socket`]: the socket, or none is free.
    Socket(Option<u32>),
    /// To [`Ask::Login`].
    Login(Result<(), LoginError>),
    /// To [`Ask::Read`].
    Read(Result<StoredFile, FileError>),
    /// To [`Ask::Open`], [`Ask::Commit`], [`Ask::Delete`] and [`Ask::Rename`]: the file's full name.
    Named(Result<String, FileError>),
    /// To [`Ask::List`].
    List(Result<Vec<FileInfo>, FileError>),
    /// To [`Ask::Addressees`].
    Addressees(Result<Vec<Addressee>, Unknown>),
    /// To [`Ask::Letters`]: network ASCII, nothing when there are none.
    Letters(Result<Vec<u8>, FileError>),
    /// To [`Ask::Deliver`].
    Delivered(Result<(), FileError>),
}
