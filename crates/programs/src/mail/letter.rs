//! A letter, as its sender writes it.
//!
//! ```text
//! FROM: THOMAS@BBN-TENEX
//! TO: DOE@UTAH-10, ROE@CASE-10
//! SUBJECT: RFC 438
//!
//! text
//! ```
//!
//! Liberty: in January 1973 each program had its own heading; this is ours. RFC 561 of September 1973 proposes one that
//! all may read, and changes nothing in MAIL and MLFL.

use crate::date::Date;

/// A letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The sender: user and host.
    pub from: Address,
    /// Those it is for.
    pub to: Vec<Address>,
    /// What it is about; may be empty.
    pub subject: String,
    /// When it was written.
    pub date: Date,
    /// Its lines, without their ends.
    pub lines: Vec<String>,
}

/// A user somewhere: `USER@HOST`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The user's name at the host.
    pub user: String,
    /// The host; `None` means where the letter is written.
    pub host: Option<String>,
}

impl Address {
    /// Reads `USER` or `USER@HOST`; `None` when a part of it is missing.
    pub fn parse(typed: &str) -> Option<Address> {
        let (user, host) = match typed.split_once('@') {
            Some((user, host)) => (user.trim(), Some(host.trim())),
            None => (typed.trim(), None),
        };
        let is_word = |word: &str| !word.is_empty() && !word.contains(['@', ',']);
        let is_whole = is_word(user) && host.is_none_or(is_word);
        is_whole.then(|| Address { user: user.to_owned(), host: host.map(str::to_owned) })
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.host {
            Some(host) => write!(f, "{}@{host}", self.user),
            None => write!(f, "{}", self.user),
        }
    }
}

impl Letter {
    /// The letter in network ASCII. A character that network ASCII lacks becomes a question mark.
    pub fn network_text(&self) -> Vec<u8> {
        let to: Vec<String> = self.to.iter().map(Address::to_string).collect();
        let mut lines = vec![format!("FROM: {}, {}", self.from, self.date), format!("TO: {}", to.join(", "))];
        if !self.subject.is_empty() {
            lines.push(format!("SUBJECT: {}", self.subject));
        }
        lines.push(String::new());
        lines.extend(self.lines.iter().cloned());
        let text: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
        text.chars().map(|c| u8::try_from(c).ok().filter(u8::is_ascii).unwrap_or(b'?')).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(user: &str, host: Option<&str>) -> Address {
        Address { user: user.to_owned(), host: host.map(str::to_owned) }
    }

    #[test]
    fn an_address_is_a_user_and_perhaps_a_host() {
        assert_eq!(Address::parse(" AKB @ MIT-DMCG "), Some(address("AKB", Some("MIT-DMCG"))));
        assert_eq!(Address::parse("Doe.CNet"), Some(address("Doe.CNet", None)));
        for typed in ["", "@UTAH-10", "DOE@", "DOE@UTAH@CASE", " @ "] {
            assert_eq!(Address::parse(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn a_letter_begins_with_its_heading() {
        let letter = Letter {
            from: address("THOMAS", Some("BBN-TENEX")),
            to: vec![address("DOE", Some("UTAH-10")), address("ROE", None)],
            subject: "RFC 438".into(),
            date: Date::default(),
            lines: vec!["Caf\u{e9}?".into(), ".".into()],
        };
        let expected = "FROM: THOMAS@BBN-TENEX, 15-JAN-73 12:00:00\r\nTO: DOE@UTAH-10, ROE\r\nSUBJECT: RFC 438\r\n\r\n\
                        Caf??\r\n.\r\n";
        assert_eq!(String::from_utf8(letter.network_text()).unwrap(), expected);
    }
}
