//! Who the user is: USER, PASS, ACCT, BYE and REIN (RFC 354 p. 14, p. 17; RFC 385 p. 5; RFC 414 p. 4; RFC 454 p. 19).
//!
//! ```text
//!   USER u -> 230                                  no password is needed
//!   USER u -> 330, PASS p -> 230
//!   USER u -> 330, PASS p -> 331, ACCT a -> 230    the system wants an account (RFC 385 p. 5 has 330 for 331)
//!   431 when the name, password or account is wrong; 430 and the end when that happens too often
//! ```

use super::io::{Ask, Output};
use super::session::{Asked, Follow, Leaving, Session, reply};
use crate::error::LoginError;
use crate::ftp::parameters::Parameters;

/// How far the user has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Access {
    state: State,
    /// What ACCT said before USER.
    account: Option<String>,
    /// Failures in a row.
    failures: u8,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum State {
    #[default]
    Nobody,
    /// USER was given, and PASS or ACCT is still to come.
    Naming {
        user: String,
        password: Option<String>,
        /// 331 was the last word, and not 330.
        awaits_account: bool,
    },
    In {
        user: String,
        password: Option<String>,
    },
}

impl Access {
    /// True when someone is logged in.
    pub fn is_in(&self) -> bool {
        matches!(self.state, State::In { .. })
    }

    /// True when PASS or ACCT is to complete a login.
    pub fn is_naming(&self) -> bool {
        matches!(self.state, State::Naming { .. })
    }

    /// True when an account has been given that the system takes.
    pub fn has_account(&self) -> bool {
        self.is_in() && self.account.as_ref().is_some_and(|account| !account.is_empty())
    }

    /// Who is logged in.
    pub fn user(&self) -> Option<&str> {
        match &self.state {
            State::In { user, .. } => Some(user),
            State::Nobody | State::Naming { .. } => None,
        }
    }
}

impl Session {
    /// A new USER may come at any time; parameters stay as they are (RFC 454 p. 18).
    pub(super) fn on_user(&mut self, user: String, out: &mut Vec<Output>) {
        self.leaving = Leaving::No;
        self.wanted_mail = None;
        self.access.state = State::Nobody;
        let account = self.access.account.clone();
        self.ask_login(user, None, account, out);
    }

    /// RFC 354 p. 14: immediately preceded by the user name command.
    pub(super) fn on_pass(&mut self, password: String, follow: Follow, out: &mut Vec<Output>) {
        let Follow::Password { user } = follow else {
            return reply(out, 503, "PASS must follow USER");
        };
        let account = self.access.account.clone();
        self.ask_login(user, Some(password), account, out);
    }

    /// RFC 385 p. 5: not necessarily related to USER, and at any time; also between USER and PASS.
    pub(super) fn on_acct(&mut self, account: String, follow: Follow, out: &mut Vec<Output>) {
        match self.access.state.clone() {
            State::Naming { user, password, awaits_account: true } | State::In { user, password } => {
                self.ask_login(user, password, Some(account), out);
            }
            State::Nobody | State::Naming { .. } => {
                self.access.account = Some(account);
                if matches!(follow, Follow::Password { .. }) {
                    self.follow = follow;
                }
                reply(out, 230, "Account noted");
            }
        }
    }

    /// RFC 354 p. 17: at once when nothing is being transferred, else after the transfer.
    pub(super) fn on_bye(&mut self, out: &mut Vec<Output>) {
        if self.transfer.is_some() {
            self.leaving = Leaving::ByBye;
            return reply(out, 232, "BYE noted, will log you out when the transfer is done");
        }
        reply(out, 231, format!("Goodbye from {}", self.setting.host_name));
        self.finish(out);
    }

    /// RFC 454 p. 19, p. 33: at once with 233; a transfer is completed first, and then 300 follows.
    pub(super) fn on_rein(&mut self, out: &mut Vec<Output>) {
        if self.transfer.is_some() {
            self.leaving = Leaving::ByRein;
            return reply(out, 232, "REIN noted, will log you out when the transfer is done");
        }
        self.begin_afresh(out);
        reply(out, 233, "You are logged out: USER, please");
    }

    /// Nobody is logged in, all parameters have their default values, LSTN, PASV and SOCK are forgotten.
    pub(super) fn begin_afresh(&mut self, out: &mut Vec<Output>) {
        self.access = Access::default();
        self.release_everything(out);
        self.parameters = Parameters { coding: self.parameters.coding, ..Parameters::default() };
    }

    fn ask_login(
        &mut self,
        user: String,
        password: Option<String>,
        account: Option<String>,
        out: &mut Vec<Output>,
    ) {
        let ask = Ask::Login { user: user.clone(), password: password.clone(), account: account.clone() };
        self.ask(ask, Asked::Login { user, password, account }, out);
    }

    pub(super) fn on_login(
        &mut self,
        user: String,
        password: Option<String>,
        account: Option<String>,
        result: Result<(), LoginError>,
        out: &mut Vec<Output>,
    ) {
        match result {
            Ok(()) => {
                let told = format!("User {user} logged in");
                self.access = Access { state: State::In { user, password }, account, failures: 0 };
                match self.wanted_mail.take() {
                    Some(verb) => self.read_mail(verb, out),
                    None => reply(out, 230, told),
                }
            }
            Err(LoginError::PasswordNeeded) => {
                reply(out, 330, format!("User {user}, enter password"));
                self.follow = Follow::Password { user: user.clone() };
                self.access.state = State::Naming { user, password: None, awaits_account: false };
            }
            Err(LoginError::AccountNeeded) => {
                reply(out, 331, "Enter account");
                self.access.state = State::Naming { user, password, awaits_account: true };
            }
            Err(error) => self.on_login_failure(error, out),
        }
    }

    /// Whoever was logged in and gave a wrong account is still logged in with the old one.
    fn on_login_failure(&mut self, error: LoginError, out: &mut Vec<Output>) {
        self.access.failures += 1;
        if self.access.failures >= self.setting.profile.login_tries {
            reply(out, 430, "Too many tries, goodbye");
            self.drop_transfer(out);
            return self.finish(out);
        }
        let wanted_mail = self.wanted_mail.take().is_some();
        match error {
            LoginError::NoSuchUser if wanted_mail => {
                self.access.state = State::Nobody;
                reply(out, 450, "There is no such user");
            }
            LoginError::WrongAccount => reply(out, 431, "Login unsuccessful, account invalid"),
            _ => {
                self.access.state = State::Nobody;
                reply(out, 431, "Login unsuccessful, user and/or password invalid");
            }
        }
    }
}
