//! Server profiles: what the servers of the time, and those that were proposed, do differently. Data, not code.
//!
//! | | P72 | L438 | P454 | PV478 | P542 |
//! |---|---|---|---|---|---|
//! | what it is | RFC 354 with 385 and 414: what ran in January 1973 | P72 with RFC 438: the project's own | RFC 454, proposed in February | P72 with RFC 478, the meeting's wish in March | RFC 542, of August |
//! | socket | 3 | 3 | 3 | 3 | 21 (RFC 593 p. 1) |
//! | LSTN | 500, like any code it doesn't know (RFC 354 p. 20) | 255 (RFC 438 p. 2) | 255 (p. 33) | 500 | 500 |
//! | PASV | 500 | 500 | 500 | 200 | 200 (p. 37) |
//! | success of SOCK | 200 (RFC 354 p. 22) | 255 at once (RFC 438 p. 2 d.1) | 200 (p. 33) | 200 | 200 (p. 37) |
//! | its own data socket | told by 255 before data flow | the same | the same | the same | fixed (p. 24), not told |
//! | long replies | three spaces, 200 | the same | hyphens (p. 24) | three spaces, 200 | hyphens (p. 29) |
//! | a transfer is done | 252 | 252 | 252 | 252 | 257 when the connection is closed (p. 34) |
//! | mail | MAIL, MLFL | the same | the same | the same | 500 (p. 29) |
//!
//! Liberty: RFC 478 says only what PASV is to mean; that the rest of such a server is P72 is ours.
//!
//! `L438-initiates` is L438 with a fault: after LSTN a transfer command **initiates**. The fault exists for teaching, and for
//! proving that the expectations of a scenario bite: a server that asks for the data connection itself breaks RFC 438
//! p. 2 b although the file may well arrive, since it doesn't matter to two NCPs which of two matching requests for
//! connection came first (NIC 8246 p. 11). `P72-NETML` is P72 at a host that wants a login for mail, `P72-charges` at one
//! that wants an account from those who store, and `P72-RDML` P72 with the commands for reading mail that RFC 458 proposed
//! and nobody adopted.
//!
//! GETSocket (RFC 430 p. 5, GSOC in RFC 463 p. 2), the rival of LSTN, was never adopted: every profile answers 500.

use arpanet_wire::ftp::{Mode, NEW_SERVER_SOCKET, Representation, SERVER_SOCKET, Verb};

use crate::ftp::parameters::Coding;

/// What a server does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its name in scenario files.
    pub name: &'static str,
    /// The socket at which it waits for the ICP.
    pub socket: u32,
    /// The commands that it knows, in groups; others get 500.
    pub verbs: &'static [&'static [Verb]],
    /// The codes that its TYPE may have; others get 501.
    pub types: &'static [Representation],
    /// Whether TYPE takes a second parameter. RFC 542 p. 24.
    pub type_takes_detail: bool,
    /// The codes that its MODE may have; others get 501.
    pub modes: &'static [Mode],
    /// The reply to what the protocol has and the server has not: 506, or 402 (RFC 542 p. 32).
    pub not_implemented: u16,
    /// How data are coded where the protocols differ.
    pub coding: Coding,
    /// How SOCK is answered.
    pub sock_reply: SockReply,
    /// Whether the server's data socket is told by an unasked 255 before data flow. RFC 354 p. 6.
    pub announces_socket: bool,
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
    /// Whether the end of a transfer that closes the data connection is 257 and not 252. RFC 542 p. 34.
    pub tells_close: bool,
    /// Whether commands other than HELP, BYE and those of the login wait for a login (RFC 354 p. 14).
    pub needs_login: bool,
    /// The reply to a command that waits for a login: 504, or 332 (RFC 542 p. 32).
    pub login_first: u16,
    /// Whether MAIL and MLFL do too. RFC 414 p. 3 would have it otherwise; RFC 491 p. 1 has some systems want a login, for
    /// which there is NETML.
    pub mail_needs_login: bool,
    /// Whether STOR and APPE want an account although the login did not: 433 (RFC 414 p. 4).
    pub store_needs_account: bool,
    /// Whether long replies have hyphens (RFC 454 p. 24, RFC 542 p. 29), and HELP is 050; else a 200 ends the answers to
    /// STAT and HELP (RFC 414 p. 2).
    pub hyphenates: bool,
    /// How long to wait for the data connection. RFC 614 p. 2 wants 15 s or more.
    pub data_wait_ns: u64,
    /// How long after a refusal to ask again, when SOCK named the partner, which may not be listening yet (the repeated
    /// requests of NIC 8246 p. 12).
    pub retry_ns: u64,
    /// Passwords that may be wrong in a row before 430.
    pub login_tries: u8,
    /// How long a user may say nothing, and have nothing transferred, before 430 (RFC 354 p. 19: "log-on time exceeded"). A
    /// host that was cut off when its user went leaves a connection of which only this side knows: this ends it.
    pub idle_limit_ns: u64,
    /// Transfer bytes between restart markers when sending in block or compressed mode; 0 for none.
    pub marker_interval: usize,
}

/// How SOCK is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SockReply {
    /// 200; the server's socket is announced later, by 255, or fixed. RFC 354 p. 20, p. 22.
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
/// A quarter of an hour. Liberty: no source says how long.
const IDLE_LIMIT_NS: u64 = 900_000_000_000;

/// The commands that RFC 354, RFC 454 and RFC 542 have in common, ACCT, NLST and HELP of RFC 385 and RFC 414 among them.
const FILES: &[Verb] = &[
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
];
/// RFC 385 p. 4-5.
const MAIL: &[Verb] = &[Verb::Mlfl, Verb::Mail];
/// RFC 458 p. 1.
const RETRIEVAL: &[Verb] = &[Verb::Rdmf, Verb::Rdml];
/// RFC 438 p. 2.
const LISTEN: &[Verb] = &[Verb::Lstn];
/// RFC 478 p. 1.
const PASSIVE: &[Verb] = &[Verb::Pasv];
/// RFC 454 p. 19, p. 24; kept by RFC 542.
const AFRESH: &[Verb] = &[Verb::Rein, Verb::Noop];
/// RFC 454 p. 20, p. 24; dropped by RFC 542.
const FORM_AND_QUOTE: &[Verb] = &[Verb::Form, Verb::Quot, Verb::Nquo];
/// RFC 542 p. 28.
const SITE: &[Verb] = &[Verb::Site];

/// RFC 354 p. 15 with RFC 385 p. 1-2.
const TYPES_OF_1972: &[Representation] = &[
    Representation::Ascii,
    Representation::Image,
    Representation::LocalByte,
    Representation::PrintAscii,
    Representation::Ebcdic,
    Representation::PrintEbcdic,
];
/// RFC 454 p. 31, RFC 542 p. 36.
const TYPES_OF_1973: &[Representation] =
    &[Representation::Ascii, Representation::Ebcdic, Representation::Image, Representation::LocalByte];
/// RFC 354 p. 15.
const MODES_OF_1972: &[Mode] = &[Mode::Stream, Mode::Block, Mode::Text, Mode::Hasp];

/// RFC 354, 385 and 414.
pub static P72: Profile = P72_VALUE;

const P72_VALUE: Profile =
    Profile { name: "P72", verbs: &[FILES, MAIL], sock_reply: SockReply::Accepted, ..L438_VALUE };

/// RFC 354, 385, 414 and 438.
pub static L438: Profile = L438_VALUE;

/// L438 with a deliberate fault.
pub static L438_INITIATES: Profile =
    Profile { name: "L438-initiates", after_lstn: AfterLstn::Initiate, ..L438_VALUE };

const L438_VALUE: Profile = Profile {
    name: "L438",
    socket: SERVER_SOCKET,
    verbs: &[FILES, MAIL, LISTEN],
    types: TYPES_OF_1972,
    type_takes_detail: false,
    modes: MODES_OF_1972,
    not_implemented: 506,
    coding: Coding::July1972,
    sock_reply: SockReply::Socket,
    announces_socket: true,
    after_lstn: AfterLstn::Listen,
    keeps_early_requests: true,
    lstn_is_one_shot: false,
    keeps_data_connection: false,
    tells_close: false,
    needs_login: true,
    login_first: 504,
    mail_needs_login: false,
    store_needs_account: false,
    hyphenates: false,
    data_wait_ns: DATA_WAIT_NS,
    retry_ns: RETRY_NS,
    login_tries: 5,
    idle_limit_ns: IDLE_LIMIT_NS,
    marker_interval: 10_000,
};

/// P72 at a host that wants a login for mail, the free one of RFC 491.
pub static P72_NETML: Profile = Profile { name: "P72-NETML", mail_needs_login: true, ..P72_VALUE };

/// P72 at a host that charges those who store.
pub static P72_CHARGES: Profile = Profile { name: "P72-charges", store_needs_account: true, ..P72_VALUE };

/// P72 with RFC 458.
pub static P72_RDML: Profile = Profile { name: "P72-RDML", verbs: &[FILES, MAIL, RETRIEVAL], ..P72_VALUE };

/// RFC 454.
pub static P454: Profile = P454_VALUE;

const P454_VALUE: Profile = Profile {
    name: "P454",
    verbs: &[FILES, MAIL, LISTEN, AFRESH, FORM_AND_QUOTE],
    types: TYPES_OF_1973,
    sock_reply: SockReply::Accepted,
    hyphenates: true,
    ..L438_VALUE
};

/// P72 with RFC 478.
pub static PV478: Profile = Profile { name: "PV478", verbs: &[FILES, MAIL, PASSIVE], ..P72_VALUE };

/// RFC 542.
pub static P542: Profile = Profile {
    name: "P542",
    socket: NEW_SERVER_SOCKET,
    verbs: &[FILES, PASSIVE, AFRESH, SITE],
    type_takes_detail: true,
    modes: &[Mode::Stream, Mode::Block, Mode::Compressed],
    not_implemented: 402,
    coding: Coding::August1973,
    announces_socket: false,
    tells_close: true,
    login_first: 332,
    ..P454_VALUE
};

static PROFILES: [&Profile; 9] =
    [&L438, &P72, &L438_INITIATES, &P72_NETML, &P72_CHARGES, &P72_RDML, &P454, &PV478, &P542];

impl Profile {
    /// The names of all profiles.
    pub const NAMES: &[&str] = &[
        L438_VALUE.name,
        "P72",
        "L438-initiates",
        "P72-NETML",
        "P72-charges",
        "P72-RDML",
        "P454",
        "PV478",
        "P542",
    ];

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
        self.verbs.iter().any(|group| group.contains(&verb))
    }

    /// The commands that the server knows, in the order of its help text.
    pub fn known_verbs(&self) -> impl Iterator<Item = Verb> + '_ {
        Verb::ALL.into_iter().filter(|verb| self.knows(*verb))
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

    /// RFC 438, RFC 454 p. 30, RFC 478 p. 1, RFC 542 p. 35-36.
    #[test]
    fn lstn_and_pasv_are_known_where_they_were_proposed() {
        let knows =
            |verb| Profile::NAMES.iter().filter(move |name| Profile::named(name).unwrap().knows(verb));
        assert_eq!(knows(Verb::Lstn).collect::<Vec<_>>(), [&"L438", &"L438-initiates", &"P454"]);
        assert_eq!(knows(Verb::Pasv).collect::<Vec<_>>(), [&"PV478", &"P542"]);
        assert_eq!(P454.known_verbs().count(), 30, "RFC 454 p. 30-31 lists thirty");
        assert_eq!(P542.known_verbs().count(), 26, "RFC 542 p. 35-36 lists twenty-six");
    }
}
