//! Which commands may be given when: before a login, during a transfer, after a BYE that waits (RFC 354 p. 14, p. 17, p. 20).

use arpanet_wire::ftp::Verb;

use super::session::{Leaving, Session};

impl Session {
    /// Why a command of this code cannot be done at this time.
    pub(super) fn refusal(&self, verb: Verb) -> Option<(u16, &'static str)> {
        let names_user = self.access.is_naming() && is_of_login(verb);
        if self.leaving != Leaving::No {
            return (verb != Verb::User && !names_user)
                .then_some((504, "Only USER, please: waiting to log you out"));
        }
        if self.transfer.is_some() {
            let is_harmless = matches!(verb, Verb::Abor | Verb::Stat | Verb::Help | Verb::Bye | Verb::Rein);
            return (!is_harmless && !names_user).then_some((504, "A file transfer is in progress"));
        }
        let profile = self.setting.profile;
        let is_free_mail = matches!(verb, Verb::Mail | Verb::Mlfl) && !profile.mail_needs_login
            || matches!(verb, Verb::Rdml | Verb::Rdmf);
        let may_use = !profile.needs_login || self.access.is_in() || is_free(verb) || is_free_mail;
        (!may_use).then_some((profile.login_first, "Please log in first: USER and PASS"))
    }
}

/// Commands that need no login. RFC 414 p. 3 names HELP and BYE; parameters touch no file.
fn is_free(verb: Verb) -> bool {
    is_of_login(verb)
        || matches!(verb, Verb::User | Verb::Bye | Verb::Help | Verb::Stat | Verb::Abor | Verb::Sock)
        || matches!(verb, Verb::Type | Verb::Form | Verb::Byte | Verb::Mode | Verb::Stru)
        || matches!(verb, Verb::Rein | Verb::Noop | Verb::Quot | Verb::Nquo | Verb::Site)
}

/// What may follow USER.
fn is_of_login(verb: Verb) -> bool {
    matches!(verb, Verb::Pass | Verb::Acct)
}
