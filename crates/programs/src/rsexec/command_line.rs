//! The lines that RSEXEC takes: a command word, pathnames, and noise words in parentheses, which may be left out.
//!
//! `APPEND (FILE) PROG1.PL1 (TO FILE) PROG2.PL1` is RFC 438 p. 1's. The other commands are those of a TENEX executive;
//! their noise words are our own.

use thiserror::Error;

use super::pathname::Pathname;

/// What the user wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Nothing: an empty line, or a comment after `;`.
    Nothing,
    /// `APPEND (FILE) from (TO FILE) to`.
    Append {
        /// What to append.
        from: Pathname,
        /// What to append it to.
        to: Pathname,
    },
    /// `COPY (FILE) from (TO) to`.
    Copy {
        /// What to copy.
        from: Pathname,
        /// Where it goes.
        to: Pathname,
    },
    /// `TYPE (FILE) name`: print it on the terminal.
    Type(Pathname),
    /// `DIRECTORY (OF FILES) group`: list it. Without a group, the user's own directory.
    Directory(Option<Pathname>),
    /// `DELETE (FILE) name`.
    Delete(Pathname),
    /// `RENAME (FILE) from (TO BE) to`, both at one site.
    Rename {
        /// The file.
        from: Pathname,
        /// Its new name; the site is that of `from` unless given.
        to: Pathname,
    },
    /// `ASCII`: from now on files are text, TYPE A.
    Ascii,
    /// `TENEX`: from now on files are words, TYPE I with BYTE 36 (RFC 412 p. 7).
    Tenex,
    /// `HELP` or `?`.
    Help,
    /// `QUIT` or `LOGOUT`.
    Quit,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LineError {
    /// No such command.
    #[error("there is no command {0}")]
    Unknown(String),
    /// Too few or too many pathnames.
    #[error("{0}")]
    Usage(&'static str),
    /// A word is no pathname.
    #[error("`{0}` is no pathname: [SITE]FILE, or FILE for this site")]
    Pathname(String),
}

/// What each command looks like, for HELP and for whoever gets it wrong.
pub const USAGE: [&str; 10] = [
    "APPEND (FILE) [SITE]FILE (TO FILE) [SITE]FILE",
    "COPY (FILE) [SITE]FILE (TO) [SITE]FILE",
    "TYPE (FILE) [SITE]FILE",
    "DIRECTORY (OF FILES) [SITE]FILES",
    "DELETE (FILE) [SITE]FILE",
    "RENAME (FILE) [SITE]FILE (TO BE) FILE",
    "ASCII   files are text",
    "TENEX   files are 36-bit words",
    "HELP",
    "QUIT",
];

impl Line {
    /// Reads a line. Case does not matter in command words.
    pub fn parse(text: &str) -> Result<Line, LineError> {
        let text = text.trim();
        if text.is_empty() || text.starts_with(';') {
            return Ok(Line::Nothing);
        }
        let words = words(text);
        let Some((command, names)) = words.split_first() else {
            return Err(LineError::Unknown(text.to_owned()));
        };
        let command = command.to_ascii_uppercase();
        match command.as_str() {
            "APPEND" => two(names, USAGE[0]).map(|(from, to)| Line::Append { from, to }),
            "COPY" => two(names, USAGE[1]).map(|(from, to)| Line::Copy { from, to }),
            "TYPE" => one(names, USAGE[2]).map(Line::Type),
            "DIRECTORY" => directory(names),
            "DELETE" => one(names, USAGE[4]).map(Line::Delete),
            "RENAME" => two(names, USAGE[5]).map(|(from, to)| Line::Rename { from, to }),
            "ASCII" => none(names, Line::Ascii, USAGE[6]),
            "TENEX" => none(names, Line::Tenex, USAGE[7]),
            "HELP" | "?" => none(names, Line::Help, USAGE[8]),
            "QUIT" | "LOGOUT" => none(names, Line::Quit, USAGE[9]),
            _ => Err(LineError::Unknown(command)),
        }
    }
}

/// The words of a line without the noise in parentheses.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.trim_start().chars().next() {
        rest = rest.trim_start();
        let end = if first == '(' {
            rest.find(')').map_or(rest.len(), |at| at + 1)
        } else {
            rest.find(char::is_whitespace).unwrap_or(rest.len())
        };
        if first != '(' {
            words.push(&rest[..end]);
        }
        rest = &rest[end..];
    }
    words
}

fn pathname(word: &str) -> Result<Pathname, LineError> {
    Pathname::parse(word).ok_or_else(|| LineError::Pathname(word.to_owned()))
}

fn none(names: &[&str], line: Line, usage: &'static str) -> Result<Line, LineError> {
    if names.is_empty() { Ok(line) } else { Err(LineError::Usage(usage)) }
}

fn one(names: &[&str], usage: &'static str) -> Result<Pathname, LineError> {
    match names {
        [name] => pathname(name),
        _ => Err(LineError::Usage(usage)),
    }
}

fn two(names: &[&str], usage: &'static str) -> Result<(Pathname, Pathname), LineError> {
    match names {
        [from, to] => Ok((pathname(from)?, pathname(to)?)),
        _ => Err(LineError::Usage(usage)),
    }
}

fn directory(names: &[&str]) -> Result<Line, LineError> {
    match names {
        [] => Ok(Line::Directory(None)),
        // A site alone means the user's directory there.
        [site] if site.starts_with('[') && site.ends_with(']') && site.len() > 2 => {
            let site = Some(site[1..site.len() - 1].to_owned());
            Ok(Line::Directory(Some(Pathname { site, file: String::new() })))
        }
        [group] => pathname(group).map(|group| Line::Directory(Some(group))),
        _ => Err(LineError::Usage(USAGE[3])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Pathname {
        Pathname::parse(text).expect("a pathname")
    }

    /// RFC 438 p. 1.
    #[test]
    fn append_is_read_with_its_noise_words_and_without() {
        let expected = Ok(Line::Append { from: at("PROG1.PL1"), to: at("PROG2.PL1") });
        assert_eq!(Line::parse("APPEND (FILE) PROG1.PL1 (TO FILE) PROG2.PL1"), expected);
        assert_eq!(Line::parse("append PROG1.PL1 PROG2.PL1"), expected);
        let sites = Ok(Line::Append { from: at("[UTAH-10]<T>A.B"), to: at("[CASE-10]<T>C.D") });
        assert_eq!(Line::parse("APPEND (FILE) [UTAH-10]<T>A.B (TO FILE) [CASE-10]<T>C.D"), sites);
    }

    #[test]
    fn a_line_that_means_nothing_is_told_what_it_should_look_like() {
        assert_eq!(Line::parse("FROB X"), Err(LineError::Unknown("FROB".into())));
        assert_eq!(Line::parse("APPEND X"), Err(LineError::Usage(USAGE[0])));
        assert_eq!(Line::parse("COPY [X Y"), Err(LineError::Pathname("[X".into())));
        assert_eq!(Line::parse("(FILE)"), Err(LineError::Unknown("(FILE)".into())));
        assert_eq!(Line::parse("APPEND (FILE A B"), Err(LineError::Usage(USAGE[0])));
        assert_eq!(Line::parse("  "), Ok(Line::Nothing));
        assert_eq!(Line::parse("; hello"), Ok(Line::Nothing));
    }

    #[test]
    fn a_directory_may_be_a_sites_or_the_users_own() {
        assert_eq!(Line::parse("DIRECTORY"), Ok(Line::Directory(None)));
        let site = Pathname { site: Some("CASE-10".into()), file: String::new() };
        assert_eq!(Line::parse("DIRECTORY [CASE-10]"), Ok(Line::Directory(Some(site))));
        assert_eq!(Line::parse("DIRECTORY [CASE-10]*.PL1"), Ok(Line::Directory(Some(at("[CASE-10]*.PL1")))));
    }
}
