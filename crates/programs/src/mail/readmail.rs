//! READMAIL: types the letters of the user's mailbox, the oldest first; `readmail USER@HOST` those of a mailbox elsewhere, by
//! RDMF (RFC 458, a proposal: "The user might go further and create a program to go around to all the server sites").
//!
//! Liberty: it is ours; our sources leave the reading of mail to each host (RFC 475 p. 3).

use arpanet_wire::ftp::Command;

use super::letter::Address;
use super::reading::{letters, typescript};
use crate::account::Credentials;
use crate::error::{Failure, Outcome};
use crate::ftp::parameters::Parameters;
use crate::ftp::user::{Remote, RemoteError};
use crate::sys::Sys;

/// The program. The words "NO MAIL NOW" are RFC 458's.
pub async fn readmail(sys: Sys) -> Outcome {
    let text = match sys.arguments() {
        [] => own_mail(&sys).await?,
        [mailbox] => mail_elsewhere(&sys, mailbox).await?,
        _ => return Err(Failure::new("readmail takes a mailbox, USER@HOST, or nothing")),
    };
    if text.is_empty() {
        sys.print("NO MAIL NOW\r\n");
    } else {
        sys.print(String::from_utf8_lossy(&text).into_owned());
    }
    Ok(())
}

async fn own_mail(sys: &Sys) -> Result<Vec<u8>, Failure> {
    let user = sys.credentials_at(sys.host_name()).and_then(|login| sys.user_named(&login.user));
    let user = user.ok_or_else(|| Failure::new("readmail wants a user of this host who is logged in"))?;
    Ok(typescript(&letters(sys, user).await?))
}

async fn mail_elsewhere(sys: &Sys, mailbox: &str) -> Result<Vec<u8>, Failure> {
    let Some(Address { user, host: Some(host) }) = Address::parse(mailbox) else {
        return Err(Failure::new(format!("`{mailbox}` is not USER@HOST")));
    };
    let address = sys.address_of(&host).ok_or_else(|| Failure::new(format!("there is no host `{host}`")))?;
    let known = sys.credentials_at(&host).cloned().unwrap_or_default();
    let mut remote = Remote::connect(sys, address, "").await.map_err(|error| failure(&error))?;
    let login = Credentials { user, ..known };
    let read = match remote.login(&login).await {
        Ok(()) => remote.retrieve(&Command::Rdmf(String::new()), &Parameters::default()).await,
        Err(error) => Err(error),
    };
    remote.bye().await;
    match read {
        Ok(letters) => Ok(letters.octets().to_vec()),
        Err(RemoteError::Nothing { .. }) => Ok(Vec::new()),
        Err(error) => Err(failure(&error)),
    }
}

fn failure(error: &RemoteError) -> Failure {
    Failure::new(error.to_string())
}
