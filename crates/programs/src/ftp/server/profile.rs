//! Server profiles: what the servers of the time, and those that were proposed, do differently. Data, not code.
//!
//! | | P72 | L438 | L438-initiates |
//! |---|---|---|---|
//! | what it is | RFC 354 with RFC 385 and 414: what ran in January 1973 | P72 with RFC 438: the project's own | L438 with a fault |
//! | LSTN | 500, like any code it doesn't know (RFC 354 p. 20) | 255 (RFC 438 p. 2) | 255 |
//! | success of SOCK | 200 (RFC 354 p. 22) | 255 at once (RFC 438 p. 2 d.1) | 255 |
//! | after LSTN, a transfer command | - | listens (RFC 438 p. 2 b) | **initiates**: wrong |
//!
//! The fault exists for teaching, and for proving that the expectations of a scenario bite: a server that asks for the
//! data connection itself breaks RFC 438 p. 2 b although the file may well arrive, since it doesn't matter to two NCPs
//! which of two matching requests for connection came first (NIC 8246 p. 11). P72-NETML is P72 at a host that wants a login
//! for mail.

use arpanet_wire::ftp::Verb;

/// What a server does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its name in scenario files.
    pub name: &'static str,
    /// The commands that it knows; others get 500.
    pub verbs: &'static [Verb],
    /// How SOCK is answered.
    pub sock_reply: SockReply,
    /// What a transfer command does after LSTN.
    pub after_lstn: AfterLstn,
    /// Whether requests for connection that come between LSTN and the transfer command wait for it. RFC 438 has the
    /// server listen only then; the two servers' commands are not synchronised, so waiting is what makes its example
    /// work (RFC 430 p. 2, p. 5).
    pub keeps_early_requests: bool,
    /// Whether an LSTN lasts for one transfer only. RFC 438 p. 3 speaks of "subsequent data transfer command that use
    /// the allocated socket", so it should not.
    pub lstn_is_one_shot: bool,
    /// Whether the data connection stays open after a transfer in block and text mode, as RFC 354 p. 7 permits.
    pub keeps_data_connection: bool,
    /// Whether commands other than HELP, BYE and those of the login wait for a login (RFC 354 p. 14).
    pub needs_login: bool,
    /// Whether MAIL and MLFL do too. RFC 414 p. 3 would have it otherwise; RFC 491 p. 1 has some systems want a login, for
    /// which there is NETML.
    pub mail_needs_login: bool,
    /// How long to wait for the data connection. RFC 614 p. 2 wants 15 s or more.
    pub data_wait_ns: u64,
    /// How long after a refusal to ask again, when SOCK named the partner, which may not be listening yet (the repeated
    /// requests of NIC 8246 p. 12).
    pub retry_ns: u64,
    /// Passwords that may be wrong in a row before 430.
    pub login_tries: u8,
    /// Transfer bytes between restart markers when sending in block mode; 0 for none.
    pub marker_interval: usize,
}

/// How SOCK is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SockReply {
    /// 200; the server's socket is announced later, by 255. RFC 354 p. 20, p. 22.
    Accepted,
    /// 255 with the server's socket, at once. RFC 438 p. 2.
    Socket,
}

/// What a transfer command does after LSTN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterLstn {
    /// Listens. RFC 438 p. 2.
    Listen,
    /// Initiates: the fault of `L438-initiates`.
    Initiate,
}

/// 60 s.
const DATA_WAIT_NS: u64 = 60_000_000_000;
/// 2 s.
const RETRY_NS: u64 = 2_000_000_000;

/// The commands of RFC 354, 385 and 414.
const VERBS_P72: &[Verb] = &[
    Verb::User,
    Verb::Pass,
    Verb::Acct,
    Verb::Bye,
    Verb::Byte,
    Verb::Sock,
    Verb::Type,
    Verb::Stru,
    Verb::Mode,
    Verb::Retr,
    Verb::Stor,
    Verb::Appe,
    Verb::Allo,
    Verb::Rest,
    Verb::Rnfr,
    Verb::Rnto,
    Verb::Abor,
    Verb::Dele,
    Verb::List,
    Verb::Nlst,
    Verb::Stat,
    Verb::Help,
    Verb::Mlfl,
    Verb::Mail,
];

/// The same with LSTN.
const VERBS_L438: &[Verb] = &[
    Verb::User,
    Verb::Pass,
    Verb::Acct,
    Verb::Bye,
    Verb::Byte,
    Verb::Sock,
    Verb::Lstn,
    Verb::Type,
    Verb::Stru,
    Verb::Mode,
    Verb::Retr,
    Verb::Stor,
    Verb::Appe,
    Verb::Allo,
    Verb::Rest,
    Verb::Rnfr,
    Verb::Rnto,
    Verb::Abor,
    Verb::Dele,
    Verb::List,
    Verb::Nlst,
    Verb::Stat,
    Verb::Help,
    Verb::Mlfl,
    Verb::Mail,
];

/// RFC 354, 385 and 414.
pub static P72: Profile = P72_VALUE;

const P72_VALUE: Profile =
    Profile { name: "P72", verbs: VERBS_P72, sock_reply: SockReply::Accepted, ..L438_VALUE };

/// RFC 354, 385, 414 and 438.
pub static L438: Profile = L438_VALUE;

/// L438 with a deliberate fault.
pub static L438_INITIATES: Profile =
    Profile { name: "L438-initiates", after_lstn: AfterLstn::Initiate, ..L438_VALUE };

const L438_VALUE: Profile = Profile {
    name: "L438",
    verbs: VERBS_L438,
    sock_reply: SockReply::Socket,
    after_lstn: AfterLstn::Listen,
    keeps_early_requests: true,
    lstn_is_one_shot: false,
    keeps_data_connection: false,
    needs_login: true,
    mail_needs_login: false,
    data_wait_ns: DATA_WAIT_NS,
    retry_ns: RETRY_NS,
    login_tries: 5,
    marker_interval: 10_000,
};

/// P72 at a host that wants a login for mail, the free one of RFC 491.
pub static P72_NETML: Profile = Profile { name: "P72-NETML", mail_needs_login: true, ..P72_VALUE };

static PROFILES: [&Profile; 4] = [&L438, &P72, &L438_INITIATES, &P72_NETML];

impl Profile {
    /// The names of all profiles.
    pub const NAMES: &[&str] = &[L438_VALUE.name, "P72", "L438-initiates", "P72-NETML"];

    /// The profile of this name.
    pub fn named(name: &str) -> Option<&'static Profile> {
        PROFILES.iter().find(|profile| profile.name == name).copied()
    }

    /// The profile of this name; L438 when none is named, or one that doesn't exist.
    pub fn named_or_usual(name: Option<&str>) -> &'static Profile {
        name.and_then(Profile::named).unwrap_or(&L438)
    }

    /// True when the server knows the command.
    pub fn knows(&self, verb: Verb) -> bool {
        self.verbs.contains(&verb)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_names_its_profile() {
        assert_eq!(Profile::NAMES.len(), PROFILES.len());
        for name in Profile::NAMES {
            assert_eq!(Profile::named(name).map(|profile| profile.name), Some(*name));
        }
        assert_eq!(Profile::named_or_usual(None), &L438);
    }
}
