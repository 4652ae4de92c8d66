//! Reading mail from afar: RDML, with the letters on the control connection, and RDMF, with the letters on the data
//! connection: "symmetric with respect to the current MLFL and MAIL commands" (RFC 458 p. 1, a proposal).
//!
//! ```text
//!   RDML user -> 330, PASS -> 152, letters, "."
//!   RDMF user -> 330, PASS -> 250, data -> 252        200 when there are none
//!   450 for a user there is not, 451 when the mailbox cannot be read, 507 for nobody's mail
//! ```
//!
//! Assumed, for the proposal lists replies and no more: the argument is a user's name, which asks for a password as USER does
//! unless he is logged in already; without it the mail is that of whoever is logged in; and the letters of RDML end as a letter
//! of MAIL does, a lone period in them having a blank after it.

use arpanet_kernel::Time;
use arpanet_wire::Bits;
use arpanet_wire::ftp::{Direction, Representation, Verb};

use super::io::{Ask, Output};
use super::session::{Asked, Follow, Session, reply, sentence};
use super::transfer::Cargo;
use crate::error::FileError;
use crate::ftp::parameters::Parameters;
use crate::ftp::transfer::encode;
use crate::mail::posting::without_lone_periods;

/// What there is to read when there is nothing. RFC 458 p. 1.
const NO_MAIL: &str = "NO MAIL NOW";

impl Session {
    pub(super) fn on_retrieve_mail(&mut self, verb: Verb, user: String, out: &mut Vec<Output>) {
        let is_his = |known: &str| user.is_empty() || user.eq_ignore_ascii_case(known);
        if self.access.user().is_some_and(is_his) {
            return self.read_mail(verb, out);
        }
        if user.is_empty() {
            return reply(out, 507, format!("Whose mail? {verb} USER"));
        }
        self.on_user(user, out);
        self.wanted_mail = Some(verb);
    }

    /// Whoever wanted mail is logged in.
    pub(super) fn read_mail(&mut self, verb: Verb, out: &mut Vec<Output>) {
        let Some(user) = self.access.user().map(str::to_owned) else { return };
        let parameters = Parameters { representation: Representation::Ascii, ..self.parameters };
        let name = format!("the mail of {user}");
        if verb == Verb::Rdml || self.begin(verb, Direction::Send, parameters, name, Follow::Nothing, out) {
            self.ask(Ask::Letters(user), Asked::Letters(verb), out);
        }
    }

    pub(super) fn on_letters(
        &mut self,
        now: Time,
        verb: Verb,
        result: Result<Vec<u8>, FileError>,
        out: &mut Vec<Output>,
    ) {
        let transfer = if verb == Verb::Rdmf { self.transfer.take() } else { None };
        match (result, transfer) {
            (Err(error), _) => {
                reply(out, 451, sentence(&error));
                self.leave_if_asked(out);
            }
            (Ok(letters), Some(_)) if letters.is_empty() => {
                reply(out, 200, NO_MAIL);
                self.leave_if_asked(out);
            }
            (Ok(letters), Some(transfer)) => {
                let cargo = encode(&Bits::from_octets(&letters), &transfer.parameters, 0, 0);
                self.connect(now, transfer, Cargo::Out(cargo), out);
            }
            (Ok(letters), None) => {
                reply(out, 152, "Mail text follows, ended by a line with only a '.'");
                let letters =
                    if letters.is_empty() { format!("{NO_MAIL}\r\n").into_bytes() } else { letters };
                out.push(Output::Text([without_lone_periods(&letters).as_slice(), b".\r\n"].concat()));
            }
        }
    }
}
