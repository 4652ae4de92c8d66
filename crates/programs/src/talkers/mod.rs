//! Two programs that converse: DOCTOR, which asks, and PARRY, who suspects.
//!
//! On 18 September 1972 a program of this kind at Stanford, PARRY, talked over the network with one at BBN, DOCTOR (RFC 439).
//! These two are of our own writing: small programs that answer by patterns and, in PARRY's case, by mood. They know no more
//! of what they say than their models did. Their sentences are ours as well; the session of 1972 can be staged with them
//! but not recited.
//!
//! Each is a server, at a socket of its host's own (RFC 433 p. 1 leaves 64 to 127 to hosts; which ones is assumed), and a
//! program for a terminal. [`encounter`] brings the two together, as a person at a third host did in 1972.

mod doctor;
mod encounter;
mod parry;
mod pattern;
mod reflection;

use arpanet_wire::telnet::network_text;

use crate::error::Outcome;
use crate::icp::{self, Service};
use crate::small::LineSession;
use crate::sys::Sys;

pub use doctor::Doctor;
pub use encounter::encounter;
pub use parry::Parry;

/// Where DOCTOR is. Assumed.
pub const DOCTOR: Service = Service::of_octets("doctor", 101);
/// Where PARRY is. Assumed.
pub const PARRY: Service = Service::of_octets("parry", 103);
/// Users at a time of each. Assumed.
const MOST_SESSIONS: u32 = 4;

/// A program that converses. The same words at the same point of a conversation always get the same answer.
pub trait Talker {
    /// The first words.
    fn greeting(&self) -> &'static str;

    /// The answer to a line.
    fn answer(&mut self, line: &str) -> String;

    /// Whether the conversation is over, the last answer having been given.
    fn is_over(&self) -> bool;
}

/// The server: a conversation with each user.
pub async fn serve<T: Talker + 'static>(sys: Sys, service: Service, new: fn() -> T) -> Outcome {
    icp::serve(sys, service, MOST_SESSIONS, move |sys, session| async move {
        let mut session = LineSession::new(&sys, session);
        let mut talker = new();
        session.print(&format!("{}\n", talker.greeting())).await;
        while !talker.is_over()
            && let Some(line) = session.read_line().await
        {
            session.print(&format!("{}\n", talker.answer(&line))).await;
        }
        session.close().await;
        Ok(())
    })
    .await
}

/// The program for a terminal.
pub async fn at_terminal(sys: Sys, mut talker: impl Talker) -> Outcome {
    let print =
        |text: &str| sys.print(String::from_utf8_lossy(&network_text(&format!("{text}\n"))).into_owned());
    print(talker.greeting());
    while !talker.is_over()
        && let Some(line) = sys.read_line().await
    {
        print(&talker.answer(&line));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// What the two say to each other, DOCTOR first.
    fn conversation(exchanges: usize) -> Vec<(String, String)> {
        let (mut doctor, mut parry) = (Doctor::new(), Parry::new());
        let mut asked = doctor.greeting().to_owned();
        let mut said = Vec::new();
        for _ in 0..exchanges {
            let answered = parry.answer(&asked);
            said.push((asked, answered.clone()));
            asked = doctor.answer(&answered);
        }
        said
    }

    #[test]
    fn the_two_keep_a_conversation_going_without_saying_the_same_again_and_again() {
        let said = conversation(60);
        assert!(said.iter().all(|(asked, answered)| !asked.is_empty() && !answered.is_empty()));
        assert!(said.windows(2).all(|pair| pair[0].0 != pair[1].0), "DOCTOR repeats himself: {said:#?}");
        assert!(said.windows(2).all(|pair| pair[0].1 != pair[1].1), "PARRY repeats himself: {said:#?}");
        let distinct: BTreeSet<&String> = said.iter().map(|(_, answered)| answered).collect();
        assert!(distinct.len() > 25, "{} different answers", distinct.len());
    }

    /// Each takes up what the other has said: DOCTOR uses PARRY's words, and PARRY answers to DOCTOR's subject.
    #[test]
    fn each_hears_the_other() {
        let said = conversation(60);
        let words = |text: &str| -> BTreeSet<String> {
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 5);
            words.map(str::to_lowercase).collect()
        };
        let taken_up =
            said.windows(2).filter(|pair| !words(&pair[0].1).is_disjoint(&words(&pair[1].0))).count();
        assert!(taken_up > 10, "DOCTOR took up {taken_up} of 59 answers");
    }

    #[test]
    fn the_same_words_get_the_same_answers() {
        assert_eq!(conversation(30), conversation(30));
    }

    /// Whatever a user types: ten thousand characters, nothing, codes that don't print.
    #[test]
    fn nothing_that_is_typed_upsets_them() {
        for line in [&"x".repeat(10_000), "", "\u{7f}\u{1}\t", "* * *", "i i i my you", "?", "because"] {
            for talker in [&mut Doctor::new() as &mut dyn Talker, &mut Parry::new()] {
                let answer = talker.answer(line);
                assert!((1..200).contains(&answer.len()), "{line:.20}: {answer}");
                assert!(answer.is_ascii());
            }
        }
    }
}
