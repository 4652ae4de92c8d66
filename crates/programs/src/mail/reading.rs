//! What there is to read in a mailbox, and how it is typed out.

use super::delivery::mailbox_of;
use super::mailbox::{self, Entry};
use crate::error::FileError;
use crate::sys::Sys;

/// The letters of a user of this host, the oldest first; none where no mailbox is.
pub async fn letters(sys: &Sys, user: &str) -> Result<Vec<Entry>, FileError> {
    let Some(places) = sys.system().mail else {
        return Err(FileError::NotFound("a mailbox".into()));
    };
    match sys.acting_for(user).read_file(&mailbox_of(places, user)).await {
        Ok(file) => Ok(mailbox::parse(&file.content.network_text(sys.system()))),
        Err(FileError::NotFound(_)) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// The letters as they are typed, in network ASCII: each with its number and when it came, and a line below.
pub fn typescript(letters: &[Entry]) -> Vec<u8> {
    let mut text = Vec::new();
    for (index, letter) in letters.iter().enumerate() {
        text.extend(format!("{} OF {}, {}\r\n", index + 1, letters.len(), letter.received).bytes());
        text.extend(&letter.text);
        text.extend(b"-------\r\n");
    }
    text
}
