//! The mailer: what tries again, in the background, to hand over mail that was kept as unsent (RFC 414 p. 1).
//!
//! For each unsent letter there is a program of its own, which sleeps and tries in turn until the letter is handed over,
//! refused, or too old; then its file goes. What was refused for good, or too old, is told the sender by a letter
//! (RFC 475 p. 3). SNDMSG starts such a program for what it keeps, and [`mailer`], when the host starts, for what an
//! earlier run of the host has left.

use super::delivery::{Addressee, Origin, deliver};
use super::posting::{Fate, hand_over};
use super::unsent::{self, Parcel};
use crate::error::Outcome;
use crate::sys::Sys;

/// From one try to the next: 5 minutes. Assumed: RFC 414 p. 1 says "periodically".
pub const RETRY_NS: u64 = 300 * 1_000_000_000;
/// Tries before a letter is given up: three days of them. RFC 630 p. 1 says "for several days".
const MOST_TRIES: u32 = 3 * 24 * 12;

/// The program that starts with the host: sees to the unsent mail of all users, and ends.
pub async fn mailer(sys: Sys) -> Outcome {
    for user in sys.users() {
        for file in unsent::list(&sys, user).await {
            spawn(&sys, user, &file);
        }
    }
    Ok(())
}

/// Starts the program that sees to one unsent letter.
pub fn spawn(sys: &Sys, sender: &str, file: &str) {
    let (sender, file) = (sender.to_owned(), file.to_owned());
    sys.spawn("mailer", move |sys| async move { retry(sys, &sender, &file).await });
}

async fn retry(sys: Sys, sender: &str, file: &str) -> Outcome {
    for tries in 1.. {
        sys.sleep_ns(RETRY_NS).await;
        let Some(parcel) = unsent::fetch(&sys, sender, file).await else {
            sys.say(format!("{file} is gone: its sender has changed his mind"));
            return Ok(());
        };
        let fates = attempt(&sys, &parcel).await;
        let given_up = tries >= MOST_TRIES;
        let failed: Vec<&(String, Fate)> =
            fates.iter().filter(|(_, fate)| is_final(fate, given_up)).collect();
        if !failed.is_empty() {
            give_back(&sys, sender, &parcel, &failed).await?;
        }
        let deferred = |fate: &Fate| !given_up && matches!(fate, Fate::Deferred(_));
        let left: Vec<String> =
            fates.iter().filter(|(_, fate)| deferred(fate)).map(|(user, _)| user.clone()).collect();
        if left.is_empty() {
            unsent::discard(&sys, sender, file).await?;
            return Ok(());
        }
        if left.len() < parcel.users.len() {
            unsent::discard(&sys, sender, file).await?;
            let rest = unsent::keep(&sys, sender, &Parcel { users: left, ..parcel }).await?;
            spawn(&sys, sender, &rest);
            return Ok(());
        }
    }
    Ok(())
}

async fn attempt(sys: &Sys, parcel: &Parcel) -> Vec<(String, Fate)> {
    let fates = match sys.address_of(&parcel.host) {
        Some(host) => hand_over(sys, host, parcel).await,
        None => {
            let fate = Fate::Refused(format!("there is no host {}", parcel.host));
            parcel.users.iter().map(|user| (user.clone(), fate.clone())).collect()
        }
    };
    for (user, fate) in &fates {
        sys.say(match fate {
            Fate::Delivered => format!("unsent mail for {user} at {} is delivered", parcel.host),
            Fate::Refused(why) => format!("unsent mail for {user} at {} is refused: {why}", parcel.host),
            Fate::Deferred(why) => format!("unsent mail for {user} at {} has to wait: {why}", parcel.host),
        });
    }
    fates
}

fn is_final(fate: &Fate, given_up: bool) -> bool {
    match fate {
        Fate::Delivered => false,
        Fate::Refused(_) => true,
        Fate::Deferred(_) => given_up,
    }
}

/// A letter that cannot be delivered goes back to its sender, with the reason.
async fn give_back(sys: &Sys, sender: &str, parcel: &Parcel, failed: &[&(String, Fate)]) -> Outcome {
    let mut text = String::from("YOUR LETTER COULD NOT BE DELIVERED:\r\n");
    for (user, fate) in failed {
        if let Fate::Refused(why) | Fate::Deferred(why) = fate {
            text.push_str(&format!("  {user}@{}: {why}\r\n", parcel.host));
        }
    }
    text.push_str("IT FOLLOWS.\r\n\r\n");
    let origin = Origin { host: sys.host_name().to_owned(), user: None };
    let letter = [text.as_bytes(), &parcel.text].concat();
    Ok(deliver(sys, &[Addressee::User(sender.to_owned())], &origin, &letter).await?)
}
