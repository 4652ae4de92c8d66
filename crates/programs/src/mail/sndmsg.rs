//! SNDMSG: writes a letter at a terminal and sends it to users here and elsewhere (RFC 414 p. 1).
//!
//! ```text
//! USERS: DOE@UTAH-10, ROE@CASE-10, THOMAS
//! SUBJECT: RFC 438
//! MESSAGE, ENDED BY ^Z:
//! Have you read it?
//! ^Z
//! THOMAS -- OK
//! DOE@UTAH-10 -- OK
//! ROE@CASE-10 -- QUEUED: cannot connect to CASE-10: ...
//! ```
//!
//! Names after the program's own are the users, and the first question is not asked. The text ends with a line that is
//! control-Z, or `^Z` in two characters, or with the terminal. Liberty: the wording is ours; our sources have no transcript.

use super::delivery::{self, Addressee, Origin};
use super::letter::{Address, Letter};
use super::mailer;
use super::posting::{Fate, hand_over};
use super::unsent::{self, Parcel};
use crate::error::{Failure, Outcome};
use crate::sys::Sys;

/// The program.
pub async fn sndmsg(sys: Sys) -> Outcome {
    let Some(sender) = sender(&sys) else {
        return Err(Failure::new("sndmsg wants a user of this host who is logged in"));
    };
    let to = users(&sys).await?;
    let subject = ask(&sys, "SUBJECT: ").await.unwrap_or_default();
    sys.print("MESSAGE, ENDED BY ^Z:\r\n");
    let lines = text(&sys).await;
    let from = Address { user: sender.clone(), host: Some(sys.host_name().to_owned()) };
    let letter = Letter { from, to, subject, date: sys.date(), lines };
    let refused = send(&sys, &sender, &letter).await;
    match refused {
        0 => Ok(()),
        count => Err(Failure::new(format!("{count} of {} could not be sent to", letter.to.len()))),
    }
}

/// Who runs the program.
fn sender(sys: &Sys) -> Option<String> {
    let login = sys.credentials_at(sys.host_name())?;
    sys.user_named(&login.user).map(str::to_owned)
}

async fn users(sys: &Sys) -> Result<Vec<Address>, Failure> {
    let typed = match sys.arguments() {
        [] => ask(sys, "USERS: ").await.unwrap_or_default(),
        arguments => arguments.join(","),
    };
    let mut users = Vec::new();
    for name in typed.split(',').filter(|name| !name.trim().is_empty()) {
        users.push(
            Address::parse(name).ok_or_else(|| Failure::new(format!("`{name}` is not USER or USER@HOST")))?,
        );
    }
    if users.is_empty() {
        return Err(Failure::new("there is nobody to send to"));
    }
    Ok(users)
}

async fn ask(sys: &Sys, what: &str) -> Option<String> {
    sys.print(what);
    let line = sys.read_line().await;
    sys.print("\r\n");
    line
}

async fn text(sys: &Sys) -> Vec<String> {
    let mut lines = Vec::new();
    while let Some(line) = sys.read_line().await {
        if line == "\u{1a}" || line == "^Z" {
            break;
        }
        lines.push(line);
    }
    lines
}

/// Sends to those here first, then host by host in the order in which they were named. How many were refused.
async fn send(sys: &Sys, sender: &str, letter: &Letter) -> usize {
    let is_here = |address: &&Address| address.host.as_deref().is_none_or(|host| is_this_host(sys, host));
    let mut refused = 0;
    for address in letter.to.iter().filter(is_here) {
        refused += send_here(sys, address, letter).await;
    }
    let elsewhere = letter.to.iter().filter(|address| !is_here(address));
    let mut parcels: Vec<Parcel> = Vec::new();
    for Address { user, host } in elsewhere {
        let host = host.clone().unwrap_or_default();
        match parcels.iter_mut().find(|parcel| parcel.host == host) {
            Some(parcel) => parcel.users.push(user.clone()),
            None => parcels.push(Parcel { host, users: vec![user.clone()], text: letter.network_text() }),
        }
    }
    for parcel in parcels {
        refused += send_away(sys, sender, parcel).await;
    }
    refused
}

fn is_this_host(sys: &Sys, host: &str) -> bool {
    sys.address_of(host) == Some(sys.address())
}

async fn send_here(sys: &Sys, address: &Address, letter: &Letter) -> usize {
    let origin = Origin { host: sys.host_name().to_owned(), user: None };
    let told = match delivery::addressees(sys, &address.user).await {
        Ok(to) => deliver_here(sys, &to, &origin, letter).await,
        Err(unknown) => Err(unknown.to_string()),
    };
    match &told {
        Ok(()) => tell(sys, address, "OK"),
        Err(why) => tell(sys, address, &format!("REFUSED: {why}")),
    }
    usize::from(told.is_err())
}

async fn deliver_here(sys: &Sys, to: &[Addressee], origin: &Origin, letter: &Letter) -> Result<(), String> {
    delivery::deliver(sys, to, origin, &letter.network_text()).await.map_err(|error| error.to_string())
}

async fn send_away(sys: &Sys, sender: &str, parcel: Parcel) -> usize {
    let fates = match sys.address_of(&parcel.host) {
        Some(host) => hand_over(sys, host, &parcel).await,
        None => {
            let fate = Fate::Refused(format!("there is no host {}", parcel.host));
            parcel.users.iter().map(|user| (user.clone(), fate.clone())).collect()
        }
    };
    let mut refused = 0;
    let mut left = Vec::new();
    for (user, fate) in fates {
        let address = Address { user: user.clone(), host: Some(parcel.host.clone()) };
        match fate {
            Fate::Delivered => tell(sys, &address, "OK"),
            Fate::Refused(why) => {
                refused += 1;
                tell(sys, &address, &format!("REFUSED: {why}"));
            }
            Fate::Deferred(why) => {
                left.push(user);
                tell(sys, &address, &format!("QUEUED: {why}"));
            }
        }
    }
    if !left.is_empty() {
        refused += queue(sys, sender, &Parcel { users: left, ..parcel }).await;
    }
    refused
}

/// Keeps a parcel and has it tried again. How many of its users it is lost for.
async fn queue(sys: &Sys, sender: &str, parcel: &Parcel) -> usize {
    match unsent::keep(sys, sender, parcel).await {
        Ok(file) => {
            sys.print(format!("KEPT AS {file}\r\n"));
            mailer::spawn(sys, sender, &file);
            0
        }
        Err(error) => {
            sys.print(format!("?NOT KEPT: {error}\r\n"));
            parcel.users.len()
        }
    }
}

fn tell(sys: &Sys, address: &Address, what: &str) {
    sys.print(format!("{address} -- {what}\r\n"));
}
