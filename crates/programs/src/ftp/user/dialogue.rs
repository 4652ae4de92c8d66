//! The user's half of the control connection: which reply answers what.
//!
//! A server answers a command with one primary reply; a transfer command has a secondary one besides, when the transfer
//! ends; and other replies come whenever the server likes (RFC 354 p. 22-23). A reply is known by its code:
//!
//! ```text
//!   0xx 251 300 301 400 401 434 435 436 9xx      spontaneous
//!   255                                          answers SOCK and LSTN (RFC 438 p. 2), else spontaneous
//!   252 256 257 452 453                          ends the transfer, if one runs
//!   201 202                                      answers ABOR, and ends what it aborted
//!   231 232                                      answers BYE
//!   1xx                                          begins the answer to STAT or HELP
//!   030 050                                      answers HELP, if it waits (RFC 454 p. 33), else spontaneous
//!   any other                                    answers the oldest command that waits
//! ```
//!
//! A code that is in no table counts by its first digit (RFC 354 p. 18). The answer to STAT or HELP goes on for as long
//! as 1xx lines and lines without a code come, up to a 200 (RFC 414 p. 2), the end of a hyphenated reply (RFC 454
//! p. 24), or any other reply.

use std::collections::VecDeque;

use arpanet_wire::ftp::{Class, Code, Reply, ReplyLine, Verb};

use crate::ftp::lines::{Line, LineReader};

/// What the user's program is to know of the server's replies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The reply to a command.
    Primary {
        /// The command.
        verb: Verb,
        /// The reply.
        reply: Reply,
    },
    /// The end of the transfer that a command began.
    Secondary {
        /// The command.
        verb: Verb,
        /// The reply.
        reply: Reply,
    },
    /// A reply that answers nothing.
    Spontaneous(Reply),
    /// A line that goes on from the reply before it.
    Continued(String),
}

/// The replies of one server, put in their places.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dialogue {
    lines: LineReader,
    /// Commands without their primary reply, oldest first.
    waiting: VecDeque<Verb>,
    /// The transfer command that has its primary reply and not its secondary one.
    transferring: Option<Verb>,
    /// A reply that is not complete yet.
    partial: Option<Partial>,
}

#[derive(Clone, Debug, PartialEq)]
enum Partial {
    /// `nnn-` has come and `nnn ` has not.
    Hyphenated(Reply),
    /// The answer to STAT or HELP, as far as it has come.
    Status(Reply),
}

impl Dialogue {
    /// True when a command of this code may be sent now: all earlier ones have their primary reply (RFC 354 p. 22), or
    /// it is one of those that follow a SYNCH.
    pub fn may_send(&self, verb: Verb) -> bool {
        self.waiting.is_empty() || matches!(verb, Verb::Abor | Verb::Stat | Verb::Bye)
    }

    /// Commands that wait for their primary reply, oldest first.
    pub fn waiting(&self) -> impl Iterator<Item = Verb> + '_ {
        self.waiting.iter().copied()
    }

    /// The transfer command whose secondary reply is due.
    pub fn transferring(&self) -> Option<Verb> {
        self.transferring
    }

    /// Octets came from the server.
    pub fn on_octets(&mut self, octets: &[u8], events: &mut Vec<Event>) {
        let mut lines = Vec::new();
        self.lines.on_octets(octets, &mut lines);
        for line in lines {
            match line {
                Line::Text(text) => self.on_line(&text, events),
                Line::TooLong | Line::Broken => {}
            }
        }
    }

    /// A command goes to the server.
    pub fn on_sent(&mut self, verb: Verb) {
        self.waiting.push_back(verb);
    }

    /// The server has been silent for long: what it has said of its status is all (a server of July 1972, whose status
    /// has no end).
    pub fn conclude_status(&mut self, events: &mut Vec<Event>) {
        if let Some(Partial::Status(reply)) = self.partial.take_if(|part| matches!(part, Partial::Status(_)))
        {
            self.answer(reply, events);
        }
    }

    fn on_line(&mut self, text: &str, events: &mut Vec<Event>) {
        if let Some(Partial::Hyphenated(reply)) = &mut self.partial {
            // RFC 614 p. 2 d: any line that is not the last one is text, whatever it begins with.
            let is_last = text.strip_prefix(&reply.code.to_string()).filter(|rest| rest.starts_with(' '));
            let Some(last) = is_last else {
                reply.more.push(text.to_owned());
                return;
            };
            reply.more.push(last.trim_start_matches(' ').to_owned());
            if let Some(Partial::Hyphenated(reply)) = self.partial.take() {
                self.on_reply(reply, true, events);
            }
            return;
        }
        match ReplyLine::parse(text) {
            ReplyLine::Coded { code, goes_on: true, text } => {
                self.conclude_status(events);
                self.partial = Some(Partial::Hyphenated(Reply { code, text, more: Vec::new() }));
            }
            ReplyLine::Coded { code, goes_on: false, text } => {
                self.on_reply(Reply { code, text, more: Vec::new() }, false, events);
            }
            ReplyLine::Continued(text) => self.on_continued(text.trim_start_matches(' '), events),
        }
    }

    fn on_continued(&mut self, text: &str, events: &mut Vec<Event>) {
        match &mut self.partial {
            Some(Partial::Status(reply) | Partial::Hyphenated(reply)) => reply.more.push(text.to_owned()),
            None => events.push(Event::Continued(text.to_owned())),
        }
    }

    fn on_reply(&mut self, reply: Reply, is_whole: bool, events: &mut Vec<Event>) {
        if let Some(Partial::Status(status)) = &mut self.partial {
            match reply.code {
                Code(200) => return self.conclude_status(events),
                code if code.class() == Class::Status => {
                    status.more.push(reply.text);
                    return;
                }
                code if code.is_spontaneous() => return events.push(Event::Spontaneous(reply)),
                _ => self.conclude_status(events),
            }
        }
        let asks_status = self.waiting.iter().any(|verb| is_status(*verb));
        if reply.code.class() == Class::Status && asks_status && !is_whole {
            self.partial = Some(Partial::Status(reply));
            return;
        }
        self.answer(reply, events);
    }

    /// Gives a whole reply its place.
    fn answer(&mut self, reply: Reply, events: &mut Vec<Event>) {
        if let Some(verb) = self.transferring.take_if(|verb| ends_transfer(*verb, reply.code)) {
            return events.push(Event::Secondary { verb, reply });
        }
        let Some(place) = self.waiting.iter().position(|verb| answers(reply.code, *verb)) else {
            return events.push(Event::Spontaneous(reply));
        };
        let verb = self.waiting[place];
        if verb == Verb::Abor && reply.code.class() == Class::Success {
            // What was aborted gets no reply of its own (201), or has had it already (202).
            self.waiting.drain(..=place);
            self.transferring = None;
        } else {
            self.waiting.remove(place);
        }
        if begins_transfer(verb) && reply.code == Code(250) || verb == Verb::Mail && reply.code == Code(350) {
            self.transferring = Some(verb);
        }
        events.push(Event::Primary { verb, reply });
    }
}

/// True when `code` can be the primary reply to `verb`.
fn answers(code: Code, verb: Verb) -> bool {
    match code.0 {
        255 => matches!(verb, Verb::Sock | Verb::Lstn),
        201 | 202 => verb == Verb::Abor,
        231 | 232 => verb == Verb::Bye,
        250 => begins_transfer(verb),
        100..=199 => is_status(verb),
        // RFC 454 p. 33, RFC 542 p. 38: what a server of 1973 says to HELP.
        30 | 50 => verb == Verb::Help,
        // Whatever goes wrong goes wrong with the oldest.
        400..=599 => !code.is_spontaneous(),
        _ if code.is_spontaneous() || code.class() == Class::Experimental => false,
        _ => !matches!(verb, Verb::Abor | Verb::Bye),
    }
}

/// A letter that follows MAIL on the control connection may be turned down at its end in any way (RFC 630 p. 2).
fn ends_transfer(verb: Verb, code: Code) -> bool {
    let is_refusal = matches!(code.class(), Class::Unsuccessful | Class::Incorrect) && !code.is_spontaneous();
    matches!(code.0, 252 | 256 | 257 | 452 | 453) || verb == Verb::Mail && is_refusal
}

/// Commands that move data over a data connection.
pub(super) fn begins_transfer(verb: Verb) -> bool {
    matches!(verb, Verb::Retr | Verb::Stor | Verb::Appe | Verb::List | Verb::Nlst | Verb::Mlfl | Verb::Rdmf)
}

fn is_status(verb: Verb) -> bool {
    matches!(verb, Verb::Stat | Verb::Help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hear(dialogue: &mut Dialogue, lines: &str) -> Vec<Event> {
        let mut events = Vec::new();
        let octets = lines.split('/').map(|line| format!("{line}\r\n")).collect::<String>();
        dialogue.on_octets(octets.as_bytes(), &mut events);
        events
    }

    fn after(verb: Verb) -> Dialogue {
        let mut dialogue = Dialogue::default();
        dialogue.on_sent(verb);
        dialogue
    }

    fn primary(verb: Verb, code: u16, text: &str) -> Event {
        Event::Primary { verb, reply: Reply::new(code, text) }
    }

    fn secondary(verb: Verb, code: u16, text: &str) -> Event {
        Event::Secondary { verb, reply: Reply::new(code, text) }
    }

    fn spontaneous(code: u16, text: &str) -> Event {
        Event::Spontaneous(Reply::new(code, text))
    }

    /// RFC 354 p. 24: the replies to RETR.
    #[test]
    fn a_retrieve_has_a_primary_and_a_secondary_reply() {
        let mut dialogue = after(Verb::Retr);
        assert!(!dialogue.may_send(Verb::Stor) && dialogue.may_send(Verb::Abor));
        assert_eq!(
            hear(&mut dialogue, "255 SOCK 1233/250 File transfer starts/252 File transfer complete"),
            [
                spontaneous(255, "SOCK 1233"),
                primary(Verb::Retr, 250, "File transfer starts"),
                secondary(Verb::Retr, 252, "File transfer complete"),
            ]
        );
        assert!(dialogue.may_send(Verb::Stor) && dialogue.transferring().is_none());
    }

    #[test]
    fn spontaneous_replies_do_not_disturb_the_pairing() {
        let mut dialogue = after(Verb::User);
        assert_eq!(
            hear(&mut dialogue, "300 hello/030 hello/255 SOCK 5/999 odd/330 password"),
            [
                spontaneous(300, "hello"),
                spontaneous(30, "hello"),
                spontaneous(255, "SOCK 5"),
                spontaneous(999, "odd"),
                primary(Verb::User, 330, "password"),
            ]
        );
    }

    /// RFC 438 p. 2 makes 255 the reply to SOCK; a server of 1972 says 200.
    #[test]
    fn sock_is_answered_by_255_or_200() {
        let mut dialogue = after(Verb::Sock);
        assert_eq!(hear(&mut dialogue, "255 SOCK 9"), [primary(Verb::Sock, 255, "SOCK 9")]);
        dialogue.on_sent(Verb::Sock);
        assert_eq!(hear(&mut dialogue, "200 ok"), [primary(Verb::Sock, 200, "ok")]);
    }

    #[test]
    fn a_code_that_nobody_knows_counts_by_its_first_digit() {
        assert_eq!(hear(&mut after(Verb::Dele), "259 gone"), [primary(Verb::Dele, 259, "gone")]);
        assert_eq!(hear(&mut after(Verb::Dele), "477 no"), [primary(Verb::Dele, 477, "no")]);
        assert_eq!(hear(&mut after(Verb::Dele), "077 well"), [spontaneous(77, "well")]);
    }

    /// The four ways of going on: RFC 354 p. 19, RFC 414 p. 2, RFC 454 p. 24, RFC 686 p. 4.
    #[test]
    fn status_in_all_four_styles_is_one_answer() {
        let answer = |text: &str, more: &[&str]| {
            let more = more.iter().map(|line| (*line).to_owned()).collect();
            Event::Primary { verb: Verb::Stat, reply: Reply { more, ..Reply::new(151, text) } }
        };
        let mut dialogue = after(Verb::Stat);
        assert_eq!(hear(&mut dialogue, "151 a/   b"), []);
        let mut events = Vec::new();
        dialogue.conclude_status(&mut events);
        assert_eq!(events, [answer("a", &["b"])], "RFC 354: it has no end");
        let styles = [
            ("151 a/b/c/200 done", &["b", "c"][..]),
            ("151-a/b/  12 x/151 c", &["b", "  12 x", "c"][..]),
            ("151 a/151 b/151 c/200 done", &["b", "c"][..]),
        ];
        for (lines, more) in styles {
            assert_eq!(hear(&mut after(Verb::Stat), lines), [answer("a", more)], "{lines}");
        }
    }

    #[test]
    fn another_reply_ends_a_status_without_an_end() {
        let mut dialogue = after(Verb::Retr);
        hear(&mut dialogue, "250 started");
        dialogue.on_sent(Verb::Stat);
        let events = hear(&mut dialogue, "151 a/    b/252 done");
        let status = Reply { more: vec!["b".into()], ..Reply::new(151, "a") };
        assert_eq!(
            events,
            [Event::Primary { verb: Verb::Stat, reply: status }, secondary(Verb::Retr, 252, "done")]
        );
    }

    /// RFC 385 p. 5; RFC 630 p. 2 has 451 for a line that is too long.
    #[test]
    fn mail_has_a_primary_reply_before_the_text_and_a_secondary_one_after_it() {
        let mut dialogue = after(Verb::Mail);
        assert_eq!(hear(&mut dialogue, "350 Enter mail"), [primary(Verb::Mail, 350, "Enter mail")]);
        assert_eq!(hear(&mut dialogue, "256 done"), [secondary(Verb::Mail, 256, "done")]);
        let mut dialogue = after(Verb::Mail);
        hear(&mut dialogue, "350 Enter mail");
        assert_eq!(hear(&mut dialogue, "451 too long"), [secondary(Verb::Mail, 451, "too long")]);
        assert_eq!(hear(&mut after(Verb::Mail), "450 who?"), [primary(Verb::Mail, 450, "who?")]);
    }

    /// RFC 354 p. 17. 201 is all that the aborted command gets, or a 452 of its own comes first.
    #[test]
    fn an_abort_ends_what_was_aborted() {
        let mut dialogue = after(Verb::Retr);
        dialogue.on_sent(Verb::Abor);
        assert_eq!(hear(&mut dialogue, "201 aborted"), [primary(Verb::Abor, 201, "aborted")]);
        assert!(dialogue.may_send(Verb::Retr));
        let mut dialogue = after(Verb::Retr);
        hear(&mut dialogue, "250 started");
        dialogue.on_sent(Verb::Abor);
        assert_eq!(
            hear(&mut dialogue, "452 broken/201 aborted"),
            [secondary(Verb::Retr, 452, "broken"), primary(Verb::Abor, 201, "aborted")]
        );
    }

    /// RFC 354 p. 23 shows no reply to BYE but the transfer's own.
    #[test]
    fn bye_during_a_transfer_may_stay_without_a_reply() {
        let mut dialogue = after(Verb::Retr);
        hear(&mut dialogue, "250 started");
        dialogue.on_sent(Verb::Bye);
        assert_eq!(hear(&mut dialogue, "252 done"), [secondary(Verb::Retr, 252, "done")]);
        assert_eq!(dialogue.waiting().collect::<Vec<_>>(), [Verb::Bye]);
    }

    /// RFC 532 p. 1: one server answered both USER and PASS with 230.
    #[test]
    fn a_reply_too_many_is_spontaneous() {
        let mut dialogue = after(Verb::User);
        assert_eq!(
            hear(&mut dialogue, "230 yes/230 yes again"),
            [primary(Verb::User, 230, "yes"), spontaneous(230, "yes again")]
        );
    }
}
