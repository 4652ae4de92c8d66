//! How one speaks to a system at a terminal, and how one logs in, as data for its command interpreter.

/// What a visitor may want of a command interpreter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To be let in.
    LogIn,
    /// To leave.
    LogOut,
    /// The date and time.
    Time,
    /// Who is on.
    Users,
    /// How busy the machine is, and who is on.
    Load,
    /// How the network is.
    Network,
    /// The files of a directory.
    List,
    /// The text of a file.
    Type,
}

/// A system's way of logging in, and the words of its commands.
///
/// The user types the command and the user's name; what the system wants to know besides and the user has not typed on
/// the same line, it asks for.
#[derive(Debug, PartialEq, Eq)]
pub struct Login {
    /// The commands that a visitor needs, in the case that the system prefers, and in the order in which it lists them.
    pub commands: &'static [(&'static str, Wish)],
    /// Whether the system works a line at a time, and so cannot echo (RFC 318 p. 10, p. 13), or a character at a time.
    pub line_at_a_time: bool,
    /// What stands between the words after it, besides spaces.
    pub separators: &'static str,
    /// How many words make the user's name; they are joined by a full stop. Multics has two: person and project.
    pub name_words: usize,
    /// What the system says when it wants the password.
    pub asks_password: &'static str,
    /// What the system says when it wants the account.
    pub asks_account: &'static str,
    /// What the system says when it has let the user in; `{user}`, `{job}` and `{date}` stand for what they say.
    pub welcome: &'static str,
}

/// The login of a system of which our sources say only that there was one. Liberty: all of it.
pub(super) const UNRECORDED: Login = Login {
    commands: &[
        ("DATE", Wish::Time),
        ("FILES", Wish::List),
        ("LOGIN", Wish::LogIn),
        ("LOGOUT", Wish::LogOut),
        ("NETWORK", Wish::Network),
        ("STATUS", Wish::Load),
        ("TYPE", Wish::Type),
        ("USERS", Wish::Users),
    ],
    line_at_a_time: false,
    separators: ",",
    name_words: 1,
    asks_password: "PASSWORD: ",
    asks_account: "ACCOUNT: ",
    welcome: "{user} ON AT {date}",
};

/// What a user has typed to log in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// User name.
    pub user: String,
    /// Password, if it was typed on the same line.
    pub password: Option<String>,
    /// Account, if it was typed on the same line.
    pub account: Option<String>,
}

impl Login {
    /// Reads what follows the command; `None` when there is no name.
    pub fn parse(&self, argument: &str) -> Option<Attempt> {
        let is_between = |c: char| c.is_whitespace() || self.separators.contains(c);
        let mut words = argument.split(is_between).filter(|word| !word.is_empty());
        let name: Vec<&str> = words.by_ref().take(self.name_words).collect();
        if name.is_empty() {
            return None;
        }
        let (password, account) = (words.next().map(str::to_owned), words.next().map(str::to_owned));
        Some(Attempt { user: name.join("."), password, account })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::{System, TENEX};

    fn attempt(system: &str, argument: &str) -> (String, Option<String>, Option<String>) {
        let attempt = System::named(system).unwrap().login.as_ref().unwrap().parse(argument).unwrap();
        (attempt.user, attempt.password, attempt.account)
    }

    fn words(
        user: &str,
        password: Option<&str>,
        account: Option<&str>,
    ) -> (String, Option<String>, Option<String>) {
        (user.to_owned(), password.map(str::to_owned), account.map(str::to_owned))
    }

    #[test]
    fn every_system_reads_its_own_way_of_logging_in() {
        // RFC 412 p. 7: LOGIN <user name> <password> <optional account>.
        assert_eq!(attempt("tenex", "HICKS SECRET 1200"), words("HICKS", Some("SECRET"), Some("1200")));
        // RFC 15 p. 3: @LOGIN CARR.
        assert_eq!(attempt("sds940", "CARR."), words("CARR", None, None));
        assert_eq!(attempt("multics", "Doe CNet"), words("Doe.CNet", None, None));
        assert_eq!(attempt("os360", "DOE/SECRET"), words("DOE", Some("SECRET"), None));
        assert_eq!(attempt("tss360", "DOE,SECRET,,1200"), words("DOE", Some("SECRET"), Some("1200")));
        assert_eq!(attempt("tops10", "4,21"), words("4,21", None, None));
        assert_eq!(TENEX.login.as_ref().unwrap().parse("  "), None);
    }

    #[test]
    fn every_interpreter_has_a_word_for_every_wish() {
        let wishes = [
            Wish::LogIn,
            Wish::LogOut,
            Wish::Time,
            Wish::Users,
            Wish::Load,
            Wish::Network,
            Wish::List,
            Wish::Type,
        ];
        for login in System::names().filter_map(|name| System::named(name)?.login.as_ref()) {
            for wish in wishes {
                assert!(login.commands.iter().any(|(_, meant)| *meant == wish), "{wish:?}: {login:?}");
            }
        }
    }
}
