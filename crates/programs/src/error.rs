//! Why a system call did not do what a program asked: one small enum per operation.

pub use arpanet_ncp::{CloseReason, Misuse, OpenFailure};
use thiserror::Error;

/// Why no connection came about, or no socket could be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OpenError {
    /// The foreign side, or the network between, did not let it.
    #[error(transparent)]
    Failed(#[from] OpenFailure),
    /// This host's NCP did not let it.
    #[error(transparent)]
    Misused(#[from] Misuse),
    /// The listening was ended before anyone came.
    #[error(transparent)]
    Ended(#[from] CloseReason),
    /// Another program has reserved the local socket.
    #[error("local socket {0} belongs to another program")]
    Taken(u32),
    /// It is no socket that requests for connection could wait at: the program holds it already.
    #[error("local socket {0} is held already")]
    HeldAlready(u32),
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
