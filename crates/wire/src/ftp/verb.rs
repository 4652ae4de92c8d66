//! The command codes: four letters or less, upper and lower case alike (RFC 354 p. 21, RFC 385 p. 3).

use std::fmt;

/// A command code that some version of the protocol defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Name the user. RFC 354 p. 14.
    User,
    /// The password, right after USER. RFC 354 p. 14.
    Pass,
    /// The account, at any time. RFC 385 p. 5.
    Acct,
    /// Start the session afresh. RFC 454 p. 19.
    Rein,
    /// Log out. RFC 354 p. 17.
    Bye,
    /// The data byte size. RFC 354 p. 14.
    Byte,
    /// The foreign data socket. RFC 354 p. 14, RFC 438 p. 2.
    Sock,
    /// Allocate a data socket and listen on it at the transfer. RFC 438 p. 2.
    Lstn,
    /// Listen on the data socket now. RFC 478 p. 1, RFC 542 p. 24.
    Pasv,
    /// How data are represented. RFC 354 p. 15.
    Type,
    /// Print format, apart from the type. RFC 454 p. 20.
    Form,
    /// File structure. RFC 354 p. 15.
    Stru,
    /// Transfer mode. RFC 354 p. 15.
    Mode,
    /// Retrieve: the server sends. RFC 354 p. 16.
    Retr,
    /// Store: the server receives and replaces. RFC 354 p. 16.
    Stor,
    /// Append, with create. RFC 354 p. 16.
    Appe,
    /// Reserve storage. RFC 354 p. 16.
    Allo,
    /// Space to a restart marker. RFC 354 p. 16.
    Rest,
    /// Rename from. RFC 354 p. 16.
    Rnfr,
    /// Rename to. RFC 354 p. 16.
    Rnto,
    /// Abort the previous service command. RFC 354 p. 17.
    Abor,
    /// Delete. RFC 354 p. 16.
    Dele,
    /// A listing over the data connection. RFC 354 p. 16.
    List,
    /// The names alone, over the data connection. RFC 414 p. 3.
    Nlst,
    /// Status over the control connection. RFC 354 p. 17.
    Stat,
    /// Hints over the control connection. RFC 414 p. 3.
    Help,
    /// Mail over the data connection. RFC 385 p. 4.
    Mlfl,
    /// Mail over the control connection. RFC 385 p. 5.
    Mail,
    /// Mail to be read over the data connection. RFC 458 p. 1, a proposal.
    Rdmf,
    /// Mail to be read over the control connection. RFC 458 p. 1, a proposal.
    Rdml,
    /// Nothing. RFC 454 p. 24.
    Noop,
    /// Quote mode on. RFC 454 p. 24.
    Quot,
    /// Quote mode off. RFC 454 p. 24.
    Nquo,
    /// What only this server has. RFC 542 p. 28.
    Site,
}

impl Verb {
    /// All command codes, in the order of the help text.
    pub const ALL: [Verb; 34] = [
        Verb::User,
        Verb::Pass,
        Verb::Acct,
        Verb::Rein,
        Verb::Bye,
        Verb::Byte,
        Verb::Sock,
        Verb::Lstn,
        Verb::Pasv,
        Verb::Type,
        Verb::Form,
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
        Verb::Rdmf,
        Verb::Rdml,
        Verb::Noop,
        Verb::Quot,
        Verb::Nquo,
        Verb::Site,
    ];

    /// The code in capitals.
    pub const fn name(self) -> &'static str {
        match self {
            Verb::User => "USER",
            Verb::Pass => "PASS",
            Verb::Acct => "ACCT",
            Verb::Rein => "REIN",
            Verb::Bye => "BYE",
            Verb::Byte => "BYTE",
            Verb::Sock => "SOCK",
            Verb::Lstn => "LSTN",
            Verb::Pasv => "PASV",
            Verb::Type => "TYPE",
            Verb::Form => "FORM",
            Verb::Stru => "STRU",
            Verb::Mode => "MODE",
            Verb::Retr => "RETR",
            Verb::Stor => "STOR",
            Verb::Appe => "APPE",
            Verb::Allo => "ALLO",
            Verb::Rest => "REST",
            Verb::Rnfr => "RNFR",
            Verb::Rnto => "RNTO",
            Verb::Abor => "ABOR",
            Verb::Dele => "DELE",
            Verb::List => "LIST",
            Verb::Nlst => "NLST",
            Verb::Stat => "STAT",
            Verb::Help => "HELP",
            Verb::Mlfl => "MLFL",
            Verb::Mail => "MAIL",
            Verb::Rdmf => "RDMF",
            Verb::Rdml => "RDML",
            Verb::Noop => "NOOP",
            Verb::Quot => "QUOT",
            Verb::Nquo => "NQUO",
            Verb::Site => "SITE",
        }
    }

    /// The verb that `code` names in either case, or `None` for a code that no version of the protocol knows.
    pub fn parse(code: &str) -> Option<Verb> {
        Verb::ALL.into_iter().find(|verb| verb.name().eq_ignore_ascii_case(code))
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 354 p. 21 lists these five spellings of one command.
    #[test]
    fn the_case_of_a_command_code_does_not_matter() {
        for code in ["RETR", "Retr", "retr", "ReTr", "rETr"] {
            assert_eq!(Verb::parse(code), Some(Verb::Retr), "{code}");
        }
        assert_eq!(Verb::parse("Bye"), Some(Verb::Bye), "RFC 354 p. 21 prints it so");
    }

    #[test]
    fn every_code_has_at_most_four_letters_and_names_one_verb() {
        for verb in Verb::ALL {
            assert!(verb.name().len() <= 4 && verb.name().bytes().all(|letter| letter.is_ascii_uppercase()));
            assert_eq!(Verb::parse(verb.name()), Some(verb));
        }
        for code in ["FROB", "RET", "RETRI", "", "GSOC", "ACTV"] {
            assert_eq!(Verb::parse(code), None, "{code}");
        }
    }
}
