//! TSS/360, IBM's time-sharing system, as AMES-67 ran it: 32-bit words, four EBCDIC characters in a word.
//!
//! Its data sets are named as those of OS/360, 35 characters at most. Liberty: our sources show nothing of its names (RFC
//! 418, which does, is not among them), nor how one user names another's data set; the quotes are OS/360's.

use super::characters::{Characters, EBCDIC_NL};
use super::login::{Login, Wish};
use super::os360::DataSetNames;
use super::{LineEnd, MailPlaces, System};

/// TSS/360.
pub static TSS360: System = System {
    name: "tss360",
    title: "TSS/360",
    word_bits: 32,
    character_bits: 8,
    characters: Characters::Ebcdic,
    line_end: LineEnd::NewLine(EBCDIC_NL),
    pads_with_nul: true,
    names: &DataSetNames { longest: 35 },
    // Liberty: the wording of what it says is ours, here and below.
    greeting: "{host} TSS/360",
    prompt: "_",
    login: Some(Login {
        commands: &[
            ("LINE?", Wish::Type),
            ("LOGOFF", Wish::LogOut),
            ("LOGON", Wish::LogIn),
            ("PC?", Wish::List),
            ("NETWORK", Wish::Network),
            ("STATUS", Wish::Load),
            ("TIME", Wish::Time),
            ("USERS", Wish::Users),
        ],
        line_at_a_time: true,
        separators: ",",
        name_words: 1,
        asks_password: "PASSWORD: ",
        asks_account: "CHARGE NUMBER: ",
        welcome: "{user} LOGGED ON, TASK {job}, {date}",
    }),
    mail: Some(MailPlaces {
        mailbox: "MAIL.TEXT",
        operator: "TSS",
        site: "SITEMAIL",
        idents: "NICIDENT",
        unsent: "UNSENT.MAIL(M{n})",
        unsent_mark: "UNSENT.MAIL(",
    }),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_at_most_35_characters() {
        let longest = "ABCDEFGH.ABCDEFGH.ABCDEFGH.ABCDEFGH";
        assert!(TSS360.names.parse(longest).is_ok());
        assert!(TSS360.names.parse(&format!("{longest}.A")).is_err());
    }
}
