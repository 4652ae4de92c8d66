//! Why a system call did not do what a program asked: one small enum per operation.

use thiserror::Error;

/// Why no connection came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OpenError {
    /// The foreign host answered the request for connection with CLS. NIC 8246 p. 12.
    #[error("the foreign host refused the connection")]
    Refused,
    /// The subnet answered that the host, or its IMP, is dead. NIC 8246 p. 12.
    #[error("the foreign host is dead")]
    HostDead,
    /// One side reset its connections (RST) before the match.
    #[error("the foreign host reset its connections")]
    Reset,
    /// Our own interface to the IMP is down.
    #[error("the network is not up")]
    NetworkDown,
    /// Another connection, listen or reservation has the local socket.
    #[error("local socket {0} is in use")]
    SocketInUse(u32),
    /// Both sockets send, or both receive. NIC 8246 p. 9.
    #[error("sockets {local} and {foreign} are of the same gender")]
    Gender {
        /// The local socket.
        local: u32,
        /// The foreign socket.
        foreign: u32,
    },
    /// The NCP's tables are full.
    #[error("the network control program has no room for another connection")]
    NoRoom,
}

/// Why a connection that was open is no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CloseReason {
    /// The foreign side sent CLS: on a stream, the end of the data. NIC 8246 p. 12.
    #[error("the foreign side closed the connection")]
    Closed,
    /// The subnet answered that the host, or its IMP, is dead.
    #[error("the foreign host died")]
    HostDead,
    /// The foreign host reset all its connections (RST). NIC 8246 p. 17.
    #[error("the foreign host reset its connections")]
    Reset,
    /// A message was lost, or broke the protocol, so that the stream has a hole.
    #[error("data was lost on the way")]
    Lost,
    /// Our own interface to the IMP went down.
    #[error("the network went down")]
    NetworkDown,
    /// This side closed it.
    #[error("the connection was closed here")]
    Here,
}

/// Why the file system refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FileError {
    /// No such file.
    #[error("no such file: {0}")]
    NotFound(String),
    /// The user may not do this to the file.
    #[error("access to {0} is denied")]
    AccessDenied(String),
    /// The system's pathname syntax doesn't admit the name.
    #[error("bad file name `{name}`: {why}")]
    BadName {
        /// The name as given.
        name: String,
        /// What the syntax has against it.
        why: String,
    },
    /// The disk is full.
    #[error("no room on the disk")]
    NoSpace,
    /// There is a file of the new name already.
    #[error("{0} exists already")]
    Exists(String),
    /// The system's character set lacks a character of the text.
    #[error("the character {0:?} does not exist on this system")]
    NoSuchCharacter(char),
}

/// Why a login was refused, or what it still lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LoginError {
    /// No account of that user name.
    #[error("no such user")]
    NoSuchUser,
    /// The user has a password and none was given.
    #[error("a password is needed")]
    PasswordNeeded,
    /// The password is another one.
    #[error("the password is wrong")]
    WrongPassword,
    /// The user must name an account to charge and none was given.
    #[error("an account is needed")]
    AccountNeeded,
    /// The account is another one.
    #[error("the account is wrong")]
    WrongAccount,
}

/// Why a program ended without having done its work: what the user is told.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{reason}")]
pub struct Failure {
    reason: String,
}

impl Failure {
    /// A failure for the given reason: lower case, no full stop.
    pub fn new(reason: impl Into<String>) -> Failure {
        Failure { reason: reason.into() }
    }

    /// The reason in plain words.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// How a program ends.
pub type Outcome = Result<(), Failure>;

macro_rules! failure_from {
    ($($error:ty),*) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Failure {
                Failure::new(error.to_string())
            }
        }
    )*};
}

failure_from!(OpenError, CloseReason, FileError, LoginError);
