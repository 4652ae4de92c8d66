//! Mail at the server: MAIL, with the letter on the control connection, and MLFL, with the letter on the data connection
//! (RFC 385 p. 4-5, RFC 414 p. 3-4).
//!
//! ```text
//!   MAIL users -> 350, lines, "." -> 256         450 for a user there is not; 451, 453 at the end
//!   MLFL users -> 250, data -> 252               451 for a user there is not; 452, 453 at the end
//! ```
//!
//! Between 350 and the period every line is text, even one that reads like a command; only ABOR right after a SYNCH breaks
//! the letter off. A letter whose end does not come, because the control connection is lost or the data break, goes nowhere.
//! One unknown user among several turns the whole command down.

use arpanet_kernel::Time;
use arpanet_wire::Bits;
use arpanet_wire::ftp::{Direction, Representation, Verb};

use super::io::{Ask, Output};
use super::session::{Asked, Follow, Session, reply, sentence};
use super::transfer::Cargo;
use crate::error::FileError;
use crate::ftp::lines::Line;
use crate::ftp::transfer::Decoder;
use crate::mail::delivery::{Addressee, Unknown};

/// The longest letter taken on the control connection, in octets. Liberty.
const LONGEST_LETTER: usize = 1_000_000;

/// A letter on its way in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Letter {
    to: Vec<Addressee>,
    text: Vec<u8>,
    /// Why it will be turned down when its end has come.
    fault: Option<&'static str>,
    /// SYNCH was the last thing that came.
    after_synch: bool,
}

impl Letter {
    fn to(to: Vec<Addressee>) -> Letter {
        Letter { to, text: Vec::new(), fault: None, after_synch: false }
    }

    /// SYNCH: ABOR may follow.
    pub fn on_synch(&mut self) {
        self.after_synch = true;
    }

    fn push(&mut self, line: &Line) {
        match line {
            Line::Text(text) if self.text.len() < LONGEST_LETTER => {
                self.text.extend_from_slice(text.as_bytes());
                self.text.extend_from_slice(b"\r\n");
            }
            Line::Text(_) => self.fault = Some("The letter is too long"),
            Line::TooLong => self.fault = Some("A line of the letter is too long"),
            Line::Broken => self.fault = Some("CR or LF alone in the letter"),
        }
    }
}

impl Session {
    pub(super) fn on_mail(&mut self, users: String, out: &mut Vec<Output>) {
        self.ask(Ask::Addressees(users), Asked::Mail, out);
    }

    pub(super) fn on_mail_addressees(
        &mut self,
        result: Result<Vec<Addressee>, Unknown>,
        out: &mut Vec<Output>,
    ) {
        match result {
            Ok(to) => {
                self.letter = Some(Letter::to(to));
                reply(out, 350, "Enter mail, terminate by a line with only a '.'");
            }
            Err(unknown) => reply(out, 450, sentence(&unknown)),
        }
    }

    /// A line of the letter.
    pub(super) fn on_letter_line(&mut self, line: &Line, out: &mut Vec<Output>) {
        let Some(letter) = &mut self.letter else { return };
        let may_abort = std::mem::take(&mut letter.after_synch);
        match line {
            Line::Text(text) if text == "." => self.end_letter(out),
            Line::Text(text) if may_abort && text.trim_end().eq_ignore_ascii_case(Verb::Abor.name()) => {
                self.letter = None;
                reply(out, 201, "Mail aborted");
            }
            line => letter.push(line),
        }
    }

    fn end_letter(&mut self, out: &mut Vec<Output>) {
        let Some(letter) = self.letter.take() else { return };
        if let Some(fault) = letter.fault {
            return reply(out, 451, fault);
        }
        let ask =
            Ask::Deliver { to: letter.to, user: self.access.user().map(str::to_owned), text: letter.text };
        self.ask(ask, Asked::Delivery, out);
    }

    pub(super) fn on_mail_delivered(&mut self, result: Result<(), FileError>, out: &mut Vec<Output>) {
        match result {
            Ok(()) => reply(out, 256, "Mail completed"),
            Err(FileError::NoSpace) => reply(out, 453, "No room on the disk, try again later"),
            Err(error) => reply(out, 451, sentence(&error)),
        }
    }

    /// The letter must be ASCII (RFC 414 p. 3). Stores and letters are received alike.
    pub(super) fn on_mlfl(&mut self, users: String, out: &mut Vec<Output>) {
        if self.parameters.representation != Representation::Ascii {
            return reply(out, 503, "Mail must be TYPE A");
        }
        let name = if users.is_empty() { "the site".to_owned() } else { users.clone() };
        if self.begin(Verb::Mlfl, Direction::Receive, self.parameters, name, Follow::Nothing, out) {
            self.ask(Ask::Addressees(users), Asked::MailFile, out);
        }
    }

    pub(super) fn on_mlfl_addressees(
        &mut self,
        now: Time,
        result: Result<Vec<Addressee>, Unknown>,
        out: &mut Vec<Output>,
    ) {
        let Some(transfer) = self.transfer.take() else { return };
        match result {
            Ok(to) => {
                self.mail_file_to = to;
                let decoder = Decoder::new(&transfer.parameters, Bits::new());
                self.connect(now, transfer, Cargo::In(decoder), out);
            }
            Err(unknown) => {
                reply(out, 451, sentence(&unknown));
                self.leave_if_asked(out);
            }
        }
    }

    pub(super) fn on_mail_file_delivered(&mut self, result: Result<(), FileError>, out: &mut Vec<Output>) {
        let name = self.transfer.as_ref().map(|transfer| transfer.name.clone()).unwrap_or_default();
        self.on_committed(result.map(|()| name), out);
    }

    /// All data of an MLFL have come.
    pub(super) fn deliver_mail_file(&mut self, text: &Bits, out: &mut Vec<Output>) {
        let to = std::mem::take(&mut self.mail_file_to);
        let user = self.access.user().map(str::to_owned);
        self.ask(Ask::Deliver { to, user, text: text.octets().to_vec() }, Asked::MailFileDelivery, out);
    }
}
