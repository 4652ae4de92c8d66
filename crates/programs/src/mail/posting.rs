//! Handing a letter to a host: the user's side of MLFL and MAIL.
//!
//! MLFL is tried first, as RFC 614 p. 4 asks of programs, and MAIL when the server doesn't know it. Lines over the control
//! connection are text until a lone period, with no way to say one, so a line that is a lone period gets a blank after it
//! in MAIL. A server that won't take mail from a stranger gets the free login, USER NETML and PASS NETML (RFC 491 p. 1).
//! Several users at a host are named in one command (RFC 414 p. 4); when the server won't have them together, one by one.
//!
//! | what comes | what it means (RFC 630 p. 2) |
//! |---|---|
//! | 252, 256 | the letter is there |
//! | 450, 451 and other refusals | it will never be |
//! | 452, 453, 454, 401, 434 to 436, no host, no connection, a broken one | it may be another time |

use arpanet_wire::ftp::{Code, Command, Representation};
use arpanet_wire::{Bits, HostAddress};

use super::unsent::Parcel;
use crate::account::Credentials;
use crate::ftp::parameters::Parameters;
use crate::ftp::user::{Remote, RemoteError};
use crate::sys::Sys;

/// What became of a letter for one user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is in the mailbox.
    Delivered,
    /// It cannot be delivered, now or later.
    Refused(String),
    /// It can be tried again.
    Deferred(String),
}

/// The user and the password that are free everywhere. RFC 491 p. 1.
const FREE: &str = "NETML";

/// Tries to hand a parcel over, and tells for each of its users what became of it.
pub async fn hand_over(sys: &Sys, host: HostAddress, parcel: &Parcel) -> Vec<(String, Fate)> {
    let mut remote = match Remote::connect(sys, host, "").await {
        Ok(remote) => remote,
        Err(error) => return of_all(&parcel.users, &fate_of(&error)),
    };
    // RFC 414 p. 3 leaves it to the user's side that the type is ASCII. A server that doesn't know TYPE has no other.
    if let Err(error) = remote.command(&Command::Type(Representation::Ascii.into())).await
        && !matches!(error, RemoteError::Refused { .. })
    {
        return of_all(&parcel.users, &fate_of(&error));
    }
    let together = send(&mut remote, &parcel.users.join(","), &parcel.text).await;
    let fates = match together {
        Err(ref error) if parcel.users.len() > 1 && matches!(fate_of(error), Fate::Refused(_)) => {
            one_by_one(&mut remote, parcel).await
        }
        sent => of_all(&parcel.users, &fate(sent)),
    };
    remote.bye().await;
    fates
}

async fn one_by_one(remote: &mut Remote, parcel: &Parcel) -> Vec<(String, Fate)> {
    let mut fates = Vec::new();
    for user in &parcel.users {
        let sent = send(remote, user, &parcel.text).await;
        fates.push((user.clone(), fate(sent)));
    }
    fates
}

/// Sends a letter, logging in for free if the server asks for a login.
async fn send(remote: &mut Remote, users: &str, text: &[u8]) -> Result<(), RemoteError> {
    match send_once(remote, users, text).await {
        Err(error) if wants_login(&error) => {
            let free = Credentials { user: FREE.into(), password: FREE.into(), account: String::new() };
            if remote.login(&free).await.is_err() {
                return Err(error);
            }
            send_once(remote, users, text).await
        }
        sent => sent,
    }
}

async fn send_once(remote: &mut Remote, users: &str, text: &[u8]) -> Result<(), RemoteError> {
    let by_file = Command::Mlfl(users.to_owned());
    match remote.store(&by_file, &Parameters::default(), &Bits::from_octets(text)).await {
        Err(error) if error.is_unknown_command() => remote.mail(users, &without_lone_periods(text)).await,
        sent => sent,
    }
}

/// A text in which no line is a lone period.
pub(crate) fn without_lone_periods(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let lines = text.split("\r\n").map(|line| if line == "." { ". " } else { line });
    lines.collect::<Vec<_>>().join("\r\n").into_bytes()
}

/// Whether a refusal may be one of strangers: no code of the time says so plainly (RFC 624 item 12 by way of RFC 430),
/// and servers used 504, 451 or 43x.
fn wants_login(error: &RemoteError) -> bool {
    matches!(error, RemoteError::Refused { code: Code(430..=433 | 504 | 507), .. })
}

fn fate(sent: Result<(), RemoteError>) -> Fate {
    match sent {
        Ok(()) => Fate::Delivered,
        Err(error) => fate_of(&error),
    }
}

fn fate_of(error: &RemoteError) -> Fate {
    match error {
        RemoteError::Refused { code: Code(401 | 434..=436 | 452..=454), .. } => {
            Fate::Deferred(error.to_string())
        }
        RemoteError::Refused { .. } => Fate::Refused(error.to_string()),
        _ => Fate::Deferred(error.to_string()),
    }
}

fn of_all(users: &[String], fate: &Fate) -> Vec<(String, Fate)> {
    users.iter().map(|user| (user.clone(), fate.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use arpanet_wire::ftp::Verb;

    fn refused(code: u16) -> RemoteError {
        RemoteError::Refused { site: "UTAH-10".into(), what: Verb::Mlfl, code: Code(code), text: "no".into() }
    }

    /// RFC 630 p. 2.
    #[test]
    fn some_refusals_are_for_good_and_some_are_not() {
        for code in [450, 451, 500, 501, 506] {
            assert!(matches!(fate_of(&refused(code)), Fate::Refused(_)), "{code}");
        }
        for code in [401, 434, 435, 436, 452, 453, 454] {
            assert!(matches!(fate_of(&refused(code)), Fate::Deferred(_)), "{code}");
        }
        assert!(matches!(fate_of(&RemoteError::Silent { site: "UTAH-10".into() }), Fate::Deferred(_)));
    }

    #[test]
    fn a_lone_period_gets_a_blank_and_nothing_else_changes() {
        assert_eq!(without_lone_periods(b".\r\na.\r\n..\r\n .\r\n.\r\n"), b". \r\na.\r\n..\r\n .\r\n. \r\n");
        assert_eq!(without_lone_periods(b""), b"");
    }
}
