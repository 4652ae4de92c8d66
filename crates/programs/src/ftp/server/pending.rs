//! What a session has begun and not ended: answers that are due, a command that wants another one, a leave that waits.

use arpanet_wire::ftp::{Direction, Verb};

/// What the end of the transfer is to be followed by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Leaving {
    /// Nothing.
    #[default]
    No,
    /// The end of the session: BYE was given.
    ByBye,
    /// A new beginning: REIN was given.
    ByRein,
}

/// What the previous command wants to be followed by, immediately.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Follow {
    /// Nothing.
    #[default]
    Nothing,
    /// PASS, after USER.
    Password {
        /// The user.
        user: String,
    },
    /// RNTO, after RNFR.
    NewName {
        /// The file to rename.
        from: String,
    },
    /// A service command, after REST.
    Restart {
        /// The marker.
        marker: String,
    },
}

/// What an unanswered [`Ask`] is for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Asked {
    /// LSTN.
    Socket(Direction),
    /// USER, PASS or ACCT.
    Login { user: String, password: Option<String>, account: Option<String> },
    /// RETR.
    Read,
    /// STOR or APPE.
    Open,
    /// The end of STOR or APPE.
    Commit,
    /// DELE.
    Delete,
    /// RNFR.
    RenameFrom(String),
    /// RNTO.
    RenameTo,
    /// STAT with a pathname.
    Status,
    /// LIST or NLST.
    Listing,
    /// RDML or RDMF.
    Letters(Verb),
    /// MAIL.
    Mail,
    /// The end of a letter after MAIL.
    Delivery,
    /// MLFL.
    MailFile,
    /// The end of an MLFL.
    MailFileDelivery,
}
