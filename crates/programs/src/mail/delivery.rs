//! Putting a letter into the mailboxes of this host's users: what an FTP server does with MAIL and MLFL, and SNDMSG with
//! letters that stay at home.
//!
//! Whom a letter is for is settled first, so that 450 can be told before the letter comes. A user is named as the system
//! knows him or by his NIC ident, for which the host may keep a table (RFC 385 p. 4): a text file of the operator's, each
//! line an ident and a user, `JBP POSTEL`. An empty name means the site's own mailbox. When one of several is unknown, the
//! letter is refused for all: no reply could say whom it has reached.

use std::collections::BTreeSet;

use thiserror::Error;

use super::mailbox;
use crate::content::Content;
use crate::error::FileError;
use crate::open_file::OpenFile;
use crate::sys::Sys;
use crate::system::MailPlaces;

/// Someone at this host who gets mail.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Addressee {
    /// A user, as the system writes the name.
    User(String),
    /// Whoever looks after the site's mail.
    Site,
}

/// Why a letter has no way to the one it is for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unknown {
    /// The system has no such user and the table no such ident.
    #[error("no such user: {0}")]
    NoSuchUser(String),
    /// The host keeps no mail.
    #[error("no mail is kept here")]
    NoMailboxes,
}

/// Where a letter comes from, as far as the host that it came to can tell (RFC 385 p. 4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The sending host, by name.
    pub host: String,
    /// Who is logged in there by USER, if anyone.
    pub user: Option<String>,
}

/// Finds out whom the users field of MAIL or MLFL means: names with commas between them (RFC 414 p. 4), or nothing.
pub async fn addressees(sys: &Sys, users: &str) -> Result<Vec<Addressee>, Unknown> {
    let places = sys.system().mail.ok_or(Unknown::NoMailboxes)?;
    // A project-programmer number has a comma of its own.
    if let Some(user) = sys.user_named(users.trim()) {
        return Ok(vec![Addressee::User(user.to_owned())]);
    }
    let names: Vec<&str> = users.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        return Ok(vec![Addressee::Site]);
    }
    let mut found = BTreeSet::new();
    for name in names {
        let user = match sys.user_named(name) {
            Some(user) => Some(user.to_owned()),
            None => user_of_ident(sys, places, name).await,
        };
        found.insert(Addressee::User(user.ok_or_else(|| Unknown::NoSuchUser(name.to_owned()))?));
    }
    Ok(found.into_iter().collect())
}

/// The user whom the host's table gives for a NIC ident.
async fn user_of_ident(sys: &Sys, places: MailPlaces, ident: &str) -> Option<String> {
    let table = sys.acting_for(places.operator).read_file(places.idents).await.ok()?;
    let text = table.content.text(sys.system());
    let mut entries = text.lines().filter_map(|line| line.trim().split_once(char::is_whitespace));
    let (_, user) = entries.find(|(known, _)| known.eq_ignore_ascii_case(ident))?;
    sys.user_named(user.trim()).map(str::to_owned)
}

/// Puts a letter into the mailbox of each of `to`, behind the letters that are there: into all of them or, when there is
/// no room, none.
pub async fn deliver(sys: &Sys, to: &[Addressee], origin: &Origin, text: &[u8]) -> Result<(), FileError> {
    let Some(places) = sys.system().mail else {
        return Err(FileError::NotFound("a mailbox".into()));
    };
    let entry = mailbox::emit(sys.date(), &[stamp(origin).as_bytes(), text].concat());
    let content = Content::of_network_text(sys.system(), &entry)?;
    let mut boxes: Vec<OpenFile> = Vec::new();
    for addressee in to {
        let mailbox = open(sys, places, addressee).await?;
        mailbox.write(content.clone()).await?;
        boxes.push(mailbox);
    }
    for mailbox in boxes {
        mailbox.close().await?;
    }
    Ok(())
}

async fn open(sys: &Sys, places: MailPlaces, addressee: &Addressee) -> Result<OpenFile, FileError> {
    match addressee {
        Addressee::User(user) => sys.acting_for(user).append_file(&mailbox_of(places, user)).await,
        Addressee::Site => sys.acting_for(places.operator).append_file(places.site).await,
    }
}

/// The name of a user's mailbox in the user's directory.
pub(super) fn mailbox_of(places: MailPlaces, user: &str) -> String {
    places.mailbox.replace("{user}", user)
}

/// What the host writes over a letter from elsewhere.
fn stamp(origin: &Origin) -> String {
    match &origin.user {
        Some(user) => format!("Mail from {}, logged in as {user}\r\n", origin.host),
        None => format!("Mail from {}\r\n", origin.host),
    }
}
