//! Network mail: writing a letter (SNDMSG), handing it to the hosts of those it is for, keeping what could not be handed
//! over, putting letters into mailboxes, and reading them (RFC 385 p. 4-5, RFC 414 p. 1, p. 3-4, RFC 475, RFC 491).
//!
//! ```text
//!   sndmsg --- posting ---- FTP: MLFL or MAIL ----> FTP server --- delivery --- a mailbox --- readmail
//!      |          ^                                                   ^
//!      |          | again and again                                   |
//!      +------> unsent mail (a file in the sender's directory)        |
//!      +------ letters to users of the same host ---------------------+
//! ```

pub mod delivery;
pub mod letter;
pub mod mailbox;
pub mod mailer;
pub mod posting;
pub mod reading;
mod readmail;
mod sndmsg;
pub mod unsent;

pub use readmail::readmail;
pub use sndmsg::sndmsg;
