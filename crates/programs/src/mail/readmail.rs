//! READMAIL: types the letters of the user's mailbox, the oldest first.
//!
//! Liberty: it is ours; our sources leave the reading of mail to each host (RFC 475 p. 3).

use super::delivery::mailbox_of;
use super::mailbox;
use crate::error::{Failure, FileError, Outcome};
use crate::sys::Sys;

/// The program. The words "NO MAIL NOW" are RFC 458's.
pub async fn readmail(sys: Sys) -> Outcome {
    let user = sys.credentials_at(sys.host_name()).and_then(|login| sys.user_named(&login.user));
    let (Some(user), Some(places)) = (user, sys.system().mail) else {
        return Err(Failure::new("readmail wants a user of this host who is logged in"));
    };
    let letters = match sys.acting_for(user).read_file(&mailbox_of(places, user)).await {
        Ok(file) => mailbox::parse(&file.content.network_text(sys.system())),
        Err(FileError::NotFound(_)) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    if letters.is_empty() {
        sys.print("NO MAIL NOW\r\n");
    }
    for (index, letter) in letters.iter().enumerate() {
        sys.print(format!("{} OF {}, {}\r\n", index + 1, letters.len(), letter.received));
        sys.print(String::from_utf8_lossy(&letter.text).into_owned());
        sys.print("-------\r\n");
    }
    Ok(())
}
