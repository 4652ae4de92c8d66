//! The negotiation of options: which of them each party performs, and who has asked for what.
//!
//! Every option has two halves, what we do and what they do, and both begin in the default: won't, don't. Of a half:
//!
//! ```text
//!            we ask: yes              they agree: yes
//!      Off ---------------> Asked on ----------------> On
//!       ^  they ask: yes, and we are willing: answer yes ^|
//!       |  they ask: yes, and we are not: answer no       || they ask: no, answer no
//!       |<--- they refuse: no, not asked again            ||  -> Off
//!       |                                                 ||
//!       +<---- they agree: no ------- Asked off <----------+ we ask: no
//! ```
//!
//! On what we do we say WILL and WON'T and hear DO and DON'T; on what they do it is the other way round. Nobody can refuse
//! a no, an answer is given only to what changes something, and a request that was refused is not repeated until something
//! changes; so there are no loops, and no more than three commands about a wish (RFC 435 p. 2-3, p. 7-8, p. 10 note 2). What a
//! side wants to have otherwise while its last request is under way waits for the answer.

use std::collections::BTreeMap;

use arpanet_wire::telnet::{Negotiation, Verb};

/// Whose doing a half of an option is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Half {
    /// We do it: WILL, WON'T from us; DO, DON'T from them.
    Ours,
    /// They do it: DO, DON'T from us; WILL, WON'T from them.
    Theirs,
}

/// What one party knows of all options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The halves that are agreed to when they ask. All others are refused.
    willing: &'static [(Half, u8)],
    /// Those that are not, or have not always been, in the default.
    halves: BTreeMap<(Half, u8), Standing>,
}

/// How it stands with a half of an option.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Standing {
    mode: Mode,
    /// What we want it to be.
    is_wanted: bool,
    /// They have refused it.
    is_refused: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mode {
    #[default]
    Off,
    AskedOn,
    On,
    AskedOff,
}

impl Options {
    /// Everything in the default. `willing` are the halves that will be agreed to.
    pub fn new(willing: &'static [(Half, u8)]) -> Options {
        Options { willing, halves: BTreeMap::new() }
    }

    /// Whether the half is in effect. What we do stops when we say so, what they do when they have said so.
    pub fn is_on(&self, half: Half, option: u8) -> bool {
        let mode = self.halves.get(&(half, option)).map_or(Mode::Off, |standing| standing.mode);
        mode == Mode::On || mode == Mode::AskedOff && half == Half::Theirs
    }

    /// We want the half on, or off. What is to be sent for it, if anything now.
    pub fn ask(&mut self, half: Half, option: u8, on: bool) -> Option<Negotiation> {
        let standing = self.halves.entry((half, option)).or_default();
        standing.is_wanted = on;
        standing.next_request().map(|on| say(half, option, on))
    }

    /// Something has changed: what was refused may be asked for again.
    pub fn forget_refusals(&mut self) {
        self.halves.values_mut().for_each(|standing| standing.is_refused = false);
    }

    /// They have said something. What is to be sent for it, if anything.
    pub fn on_negotiation(&mut self, heard: Negotiation) -> Option<Negotiation> {
        let (half, on) = match heard.verb {
            Verb::Will => (Half::Theirs, true),
            Verb::Wont => (Half::Theirs, false),
            Verb::Do => (Half::Ours, true),
            Verb::Dont => (Half::Ours, false),
        };
        let is_willing = self.willing.contains(&(half, heard.option));
        let is_known = self.halves.contains_key(&(half, heard.option));
        if !is_known && !is_willing {
            // Unknown options leave no trace, however many there are.
            return on.then(|| say(half, heard.option, false));
        }
        let standing = self.halves.entry((half, heard.option)).or_default();
        standing.on_heard(on, is_willing).map(|on| say(half, heard.option, on))
    }
}

impl Standing {
    /// They say yes or no. What we answer, or ask for next.
    fn on_heard(&mut self, on: bool, is_willing: bool) -> Option<bool> {
        match (self.mode, on) {
            (Mode::Off, true) if is_willing => {
                (self.mode, self.is_wanted) = (Mode::On, true);
                Some(true)
            }
            (Mode::Off, true) => Some(false),
            (Mode::Off, false) | (Mode::On, true) => None,
            (Mode::On, false) => {
                (self.mode, self.is_wanted) = (Mode::Off, false);
                Some(false)
            }
            (Mode::AskedOn, true) => {
                self.mode = Mode::On;
                self.next_request()
            }
            (Mode::AskedOn, false) => {
                (self.mode, self.is_refused) = (Mode::Off, true);
                None
            }
            (Mode::AskedOff, _) => {
                self.mode = Mode::Off;
                self.next_request()
            }
        }
    }

    fn next_request(&mut self) -> Option<bool> {
        match (self.mode, self.is_wanted) {
            (Mode::Off, true) if !self.is_refused => {
                self.mode = Mode::AskedOn;
                Some(true)
            }
            (Mode::On, false) => {
                self.mode = Mode::AskedOff;
                Some(false)
            }
            _ => None,
        }
    }
}

/// What we say of a half of an option.
fn say(half: Half, option: u8, on: bool) -> Negotiation {
    let verb = match (half, on) {
        (Half::Ours, true) => Verb::Will,
        (Half::Ours, false) => Verb::Wont,
        (Half::Theirs, true) => Verb::Do,
        (Half::Theirs, false) => Verb::Dont,
    };
    Negotiation { verb, option }
}

#[cfg(test)]
mod tests {
    use arpanet_wire::telnet::{ECHO, SUPPRESS_GO_AHEAD};

    use super::*;

    const SERVER: &[(Half, u8)] = &[(Half::Ours, ECHO), (Half::Ours, SUPPRESS_GO_AHEAD)];
    const USER: &[(Half, u8)] = &[(Half::Theirs, ECHO), (Half::Theirs, SUPPRESS_GO_AHEAD)];

    fn heard(options: &mut Options, verb: Verb, option: u8) -> Option<String> {
        options.on_negotiation(Negotiation { verb, option }).map(|answer| answer.to_string())
    }

    #[test]
    fn what_is_not_known_is_refused_and_a_no_is_never_answered_when_it_changes_nothing() {
        let mut server = Options::new(SERVER);
        assert_eq!(heard(&mut server, Verb::Do, 99).as_deref(), Some("WON'T 99"));
        assert_eq!(heard(&mut server, Verb::Will, 99).as_deref(), Some("DON'T 99"));
        assert_eq!(heard(&mut server, Verb::Will, ECHO).as_deref(), Some("DON'T ECHO"), "the user's echo");
        for verb in [Verb::Wont, Verb::Dont] {
            assert_eq!(heard(&mut server, verb, 99), None);
            assert_eq!(heard(&mut server, verb, ECHO), None);
        }
    }

    #[test]
    fn a_request_is_answered_once_and_what_is_in_effect_is_not_talked_about() {
        let mut server = Options::new(SERVER);
        assert_eq!(heard(&mut server, Verb::Do, ECHO).as_deref(), Some("WILL ECHO"));
        assert_eq!(heard(&mut server, Verb::Do, ECHO), None);
        assert!(server.is_on(Half::Ours, ECHO) && !server.is_on(Half::Theirs, ECHO));
        assert_eq!(server.ask(Half::Ours, ECHO, true), None);
        assert_eq!(heard(&mut server, Verb::Dont, ECHO).as_deref(), Some("WON'T ECHO"));
        assert!(!server.is_on(Half::Ours, ECHO));
    }

    /// RFC 435 p. 10 note 2.
    #[test]
    fn what_was_refused_is_asked_for_again_only_when_something_has_changed() {
        let mut user = Options::new(USER);
        assert!(user.ask(Half::Theirs, ECHO, true).is_some());
        assert_eq!(heard(&mut user, Verb::Wont, ECHO), None);
        assert_eq!(user.ask(Half::Theirs, ECHO, true), None);
        user.forget_refusals();
        assert!(user.ask(Half::Theirs, ECHO, true).is_some());
    }

    /// What the other party does, stops when it has said so; what we do, when we have.
    #[test]
    fn an_end_that_was_asked_for_takes_effect_where_the_stream_says_so() {
        let (mut user, mut server) = (Options::new(USER), Options::new(SERVER));
        heard(&mut user, Verb::Will, ECHO);
        heard(&mut server, Verb::Do, ECHO);
        user.ask(Half::Theirs, ECHO, false);
        server.ask(Half::Ours, ECHO, false);
        assert!(user.is_on(Half::Theirs, ECHO) && !server.is_on(Half::Ours, ECHO));
    }
}
