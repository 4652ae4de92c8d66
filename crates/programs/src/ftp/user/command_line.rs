//! The command language of the user FTP at Utah, narrowed (RFC 412 p. 3-8).
//!
//! Words may be shortened as far as they stay clear, case does not matter, and noise words in parentheses may be left
//! out. A line that begins with `'` goes to the server as it stands (RFC 412 p. 1's "' function", also `QUOTE`). A `?` tells
//! what may stand in its place: all commands, those that begin so, or the words of one.
//!
//! Left out: DDT, SOCKET (which RFC 412 p. 6 had not either), completion and editing within a line, and the two
//! confirmations of DELETE.

use arpanet_wire::ftp::{Mode, Representation, Structure};
use thiserror::Error;

/// What the user wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// An empty line, or a comment after `;`.
    Nothing,
    /// `HOST name`, or the name alone: get through to it.
    Host(String),
    /// `LOGIN user password account (TO HOST) host`; all may be left out.
    Login {
        /// User, password and account as far as they were given.
        words: Vec<String>,
    },
    /// `USER name`.
    User(String),
    /// `PASSWORD word`.
    Password(String),
    /// `ACCOUNT word`.
    Account(String),
    /// `RETRIEVE remote (TO FILE) local`, also `GET`, also spelled RETREIVE as RFC 412 does.
    Retrieve {
        /// The server's file.
        remote: String,
        /// Ours, or `TTY:`.
        local: String,
    },
    /// `STORE local (ONTO FILE) remote`, also `SEND`.
    Store {
        /// Our file.
        local: String,
        /// The server's.
        remote: String,
    },
    /// `APPEND local (TO REMOTE FILE) remote`.
    Append {
        /// Our file.
        local: String,
        /// The server's.
        remote: String,
    },
    /// `RENAME old (TO BE) new`.
    Rename {
        /// The server's file.
        from: String,
        /// Its new name.
        to: String,
    },
    /// `DELETE (FILE) remote`.
    Delete(String),
    /// `LIST (FILE GROUP) group (TO FILE) local`; local is the terminal unless given.
    List {
        /// The group; may be empty.
        group: String,
        /// Ours, or `TTY:`.
        local: String,
    },
    /// `COPY REMOTE (REMOTE FILE GROUP) group`: each of the server's files, to where the user says.
    CopyRemote(String),
    /// `COPY LOCAL (LOCAL FILE GROUP) group`: each of our files, without directory and version.
    CopyLocal(String),
    /// `STATUS (OF FILE) group`.
    Status(String),
    /// `STATUS SERVICE (AT HOST) host`: whether its file transfer is up.
    Service(String),
    /// `TYPE (IS) ASCII`, `IMAGE`, `LOCAL`, `PRINT` or `EBCDIC`.
    Type(Representation),
    /// `BYTE (SIZE IS) n`.
    Byte(u8),
    /// `MODE STREAM`, `BLOCK`, `TEXT` or `HASP`.
    Mode(Mode),
    /// `STRUCTURE (IS) FILE` or `RECORD`.
    Structure(Structure),
    /// `TENEX`: TYPE IMAGE and BYTE 36.
    Tenex,
    /// `ASCII`: TYPE ASCII.
    Ascii,
    /// `ALLOCATE n`.
    Allocate(u64),
    /// `QUOTE line` or `'line`.
    Quote(String),
    /// `ABORT` the transfer that runs.
    Abort,
    /// `HELP`, `?`, or a part of a command with `?` after it: the commands that begin so.
    Help(String),
    /// `RESET`: everything as at the beginning.
    Reset,
    /// `VERBOSE`: from now on each line is told in full, or no longer.
    Verbose,
    /// `BYE` or `LOGOUT`: take leave of the server.
    Bye,
    /// `QUIT`.
    Quit,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LineError {
    /// The word could be the beginning of more than one command.
    #[error("{0} is not clear")]
    Ambiguous(String),
    /// Too few, too many or the wrong words after the command.
    #[error("{0}")]
    Usage(&'static str),
}

/// Commands and what they look like. The word ends at the first space.
pub const USAGE: [&str; 32] = [
    "ABORT",
    "ACCOUNT (IS) account",
    "ALLOCATE bytes",
    "APPEND localfile (TO REMOTE FILE) remotefile",
    "ASCII",
    "BYE",
    "BYTE (SIZE IS) 1 to 255",
    "COPY REMOTE (REMOTE FILE GROUP) group, or LOCAL (LOCAL FILE GROUP) group",
    "DELETE (FILE) remotefile",
    "GET (FILE) remotefile (TO FILE) localfile",
    "HELP",
    "HOST name",
    "LIST (FILE GROUP) group (TO FILE) localfile",
    "LOGIN user password account (TO HOST) host",
    "LOGOUT",
    "MODE STREAM, BLOCK, TEXT or HASP",
    "PASSWORD (IS) password",
    "QUIT",
    "QUOTE line for the server",
    "RENAME (EXISTING FILE) remotefile (TO BE) newname",
    "RESET",
    "RETREIVE (FILE) remotefile (TO FILE) localfile",
    "RETRIEVE (FILE) remotefile (TO FILE) localfile",
    "SEND (LOCAL FILE) localfile (ONTO FILE) remotefile",
    "SOCKET",
    "STATUS (OF FILE) group, or SERVICE (AT HOST) host",
    "STORE (LOCAL FILE) localfile (ONTO FILE) remotefile",
    "STRUCTURE (IS) FILE or RECORD",
    "TENEX",
    "TYPE (IS) ASCII, IMAGE, LOCAL, TENEX, PRINT or EBCDIC",
    "USER (NAME IS) user",
    "VERBOSE",
];

/// The terminal as a file.
pub const TERMINAL: &str = "TTY:";

impl Line {
    /// Reads a line. A first word that is no command is taken for a host's name.
    pub fn parse(text: &str) -> Result<Line, LineError> {
        let text = text.trim_start();
        if text.trim_end().is_empty() || text.starts_with(';') {
            return Ok(Line::Nothing);
        }
        if let Some(quoted) = text.strip_prefix('\'') {
            return Ok(Line::Quote(quoted.to_owned()));
        }
        let (word, rest) = text.split_once(' ').unwrap_or((text.trim_end(), ""));
        if let Some(beginning) = word.strip_suffix('?') {
            return Ok(Line::Help(beginning.to_ascii_uppercase()));
        }
        match command(&word.to_ascii_uppercase())? {
            Some(usage) if rest.trim() == "?" => Err(LineError::Usage(usage)),
            Some(usage) => understand(usage, rest),
            None if rest.trim().is_empty() => Ok(Line::Host(word.to_owned())),
            None => Err(LineError::Usage("there is no such command: HELP lists them")),
        }
    }
}

/// The command that a word begins, or is.
fn command(word: &str) -> Result<Option<&'static str>, LineError> {
    let name = |usage: &&'static str| usage.split(' ').next().unwrap_or_default();
    if let Some(exact) = USAGE.iter().find(|usage| name(usage) == word) {
        return Ok(Some(exact));
    }
    let mut candidates = USAGE.iter().filter(|usage| name(usage).starts_with(word));
    match (candidates.next(), candidates.next()) {
        (Some(first), None) => Ok(Some(first)),
        (Some(_), Some(_)) => Err(LineError::Ambiguous(word.to_owned())),
        (None, _) => Ok(None),
    }
}

fn understand(usage: &'static str, rest: &str) -> Result<Line, LineError> {
    let words = words(rest);
    let wrong = LineError::Usage(usage);
    let line = match (usage.split(' ').next().unwrap_or_default(), words.as_slice()) {
        ("QUOTE", _) => Some(Line::Quote(rest.to_owned())),
        ("LOGIN", words) if words.len() <= 4 => {
            Some(Line::Login { words: words.iter().map(|word| (*word).to_owned()).collect() })
        }
        (command, []) => without_words(command),
        (command, [one]) => with_one(command, one),
        (command, [one, two]) => with_two(command, (*one).to_owned(), (*two).to_owned()),
        _ => None,
    };
    line.ok_or(wrong)
}

fn without_words(command: &str) -> Option<Line> {
    Some(match command {
        "ABORT" => Line::Abort,
        "ASCII" => Line::Ascii,
        "TENEX" => Line::Tenex,
        "HELP" => Line::Help(String::new()),
        "RESET" => Line::Reset,
        "VERBOSE" => Line::Verbose,
        "BYE" | "LOGOUT" => Line::Bye,
        "QUIT" => Line::Quit,
        "STATUS" => Line::Status(String::new()),
        "LIST" => Line::List { group: String::new(), local: TERMINAL.to_owned() },
        _ => return None,
    })
}

fn with_one(command: &str, word: &str) -> Option<Line> {
    let text = word.to_owned();
    Some(match command {
        "HOST" => Line::Host(text),
        "USER" => Line::User(text),
        "PASSWORD" => Line::Password(text),
        "ACCOUNT" => Line::Account(text),
        "DELETE" => Line::Delete(text),
        "LIST" => Line::List { group: text, local: TERMINAL.to_owned() },
        "STATUS" => Line::Status(text),
        "BYTE" => Line::Byte(word.parse().ok().filter(|size| *size > 0)?),
        "ALLOCATE" => Line::Allocate(word.parse().ok()?),
        "TYPE" if is_short_for(word, "TENEX") => Line::Tenex,
        "TYPE" => Line::Type(choose(word, &TYPES)?),
        "MODE" => Line::Mode(choose(word, &MODES)?),
        "STRUCTURE" => Line::Structure(choose(word, &STRUCTURES)?),
        _ => return None,
    })
}

fn with_two(command: &str, one: String, two: String) -> Option<Line> {
    Some(match command {
        "GET" | "RETRIEVE" | "RETREIVE" => Line::Retrieve { remote: one, local: two },
        "STORE" | "SEND" => Line::Store { local: one, remote: two },
        "APPEND" => Line::Append { local: one, remote: two },
        "RENAME" => Line::Rename { from: one, to: two },
        "LIST" => Line::List { group: one, local: two },
        "COPY" if is_short_for(&one, "REMOTE") => Line::CopyRemote(two),
        "COPY" if is_short_for(&one, "LOCAL") => Line::CopyLocal(two),
        "STATUS" if is_short_for(&one, "SERVICE") => Line::Service(two),
        _ => return None,
    })
}

/// True when the word is the beginning of a name.
fn is_short_for(word: &str, name: &str) -> bool {
    name.starts_with(&word.to_ascii_uppercase())
}

/// The commands that begin so, as HELP prints them.
pub fn usages(beginning: &str) -> impl Iterator<Item = &'static str> {
    USAGE.into_iter().filter(move |usage| usage.starts_with(beginning))
}

const TYPES: [(&str, Representation); 5] = [
    ("ASCII", Representation::Ascii),
    ("IMAGE", Representation::Image),
    ("LOCAL", Representation::LocalByte),
    ("PRINT", Representation::PrintAscii),
    ("EBCDIC", Representation::Ebcdic),
];
const MODES: [(&str, Mode); 4] =
    [("STREAM", Mode::Stream), ("BLOCK", Mode::Block), ("TEXT", Mode::Text), ("HASP", Mode::Hasp)];
const STRUCTURES: [(&str, Structure); 2] = [("FILE", Structure::File), ("RECORD", Structure::Record)];

/// The value whose name the word begins; all names differ in their first letter.
fn choose<T: Copy>(word: &str, names: &[(&str, T)]) -> Option<T> {
    names.iter().find(|(name, _)| is_short_for(word, name)).map(|(_, value)| *value)
}

/// The words of a line without the noise in parentheses.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '(' => rest.find(')').map_or(rest.len(), |at| at + 1),
            _ => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        if first != '(' {
            words.push(&rest[..end]);
        }
        rest = rest[end..].trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines typed in RFC 412 p. 9's session.
    #[test]
    fn lines_of_the_session_at_utah_are_understood() {
        let login = ["network", "password", "4", "case-10"].map(str::to_owned).to_vec();
        assert_eq!(
            Line::parse("login (user) network (password) password (account) 4 (to host) case-10"),
            Ok(Line::Login { words: login })
        );
        assert_eq!(Line::parse("tenex"), Ok(Line::Tenex));
        assert_eq!(Line::parse("usc-isi"), Ok(Line::Host("usc-isi".into())));
        let store = Line::Store { local: "ftp.sav;5".into(), remote: "ftp.sav".into() };
        assert_eq!(Line::parse("send (local file) ftp.sav;5 (to remote file) ftp.sav"), Ok(store));
        assert_eq!(Line::parse("bye"), Ok(Line::Bye));
    }

    #[test]
    fn words_may_be_shortened_as_far_as_they_stay_clear() {
        let get = Ok(Line::Retrieve { remote: "A".into(), local: "B".into() });
        assert_eq!(Line::parse("g A B"), get);
        assert_eq!(Line::parse("RETRI A B"), get);
        assert_eq!(Line::parse("ty im"), Ok(Line::Type(Representation::Image)));
        assert_eq!(Line::parse("st x"), Err(LineError::Ambiguous("ST".into())));
    }

    /// RFC 412 p. 2: a `?` alone lists all commands, after some letters those that begin so; within a command it types the
    /// prompt.
    #[test]
    fn a_question_mark_asks_what_may_stand_there() {
        assert_eq!(Line::parse("?"), Ok(Line::Help(String::new())));
        assert_eq!(Line::parse("re?"), Ok(Line::Help("RE".into())));
        let begin: Vec<&str> = usages("RE").filter_map(|usage| usage.split(' ').next()).collect();
        assert_eq!(begin, ["RENAME", "RESET", "RETREIVE", "RETRIEVE"]);
        assert_eq!(Line::parse("byte ?"), Err(LineError::Usage("BYTE (SIZE IS) 1 to 255")));
    }

    /// RFC 412 p. 5, p. 7.
    #[test]
    fn copy_status_and_type_have_words_of_their_own() {
        assert_eq!(
            Line::parse("copy remote (remote file group) ftp.*"),
            Ok(Line::CopyRemote("ftp.*".into()))
        );
        assert_eq!(Line::parse("copy l ftp.*"), Ok(Line::CopyLocal("ftp.*".into())));
        assert_eq!(Line::parse("status service (at host) case-10"), Ok(Line::Service("case-10".into())));
        assert_eq!(Line::parse("status x"), Ok(Line::Status("x".into())));
        assert_eq!(Line::parse("type tenex"), Ok(Line::Tenex));
        assert!(
            matches!(Line::parse("socket 65538"), Err(LineError::Usage("SOCKET"))),
            "not there in 1972 either"
        );
        assert!(USAGE.is_sorted());
    }

    #[test]
    fn what_follows_quote_goes_out_as_it_stands() {
        assert_eq!(Line::parse("quote FOO  bar"), Ok(Line::Quote("FOO  bar".into())));
        assert_eq!(Line::parse("'MAIL Smith"), Ok(Line::Quote("MAIL Smith".into())));
    }

    #[test]
    fn a_command_with_the_wrong_words_is_told_its_form() {
        assert_eq!(Line::parse("byte 300"), Err(LineError::Usage("BYTE (SIZE IS) 1 to 255")));
        assert!(matches!(Line::parse("get A"), Err(LineError::Usage(usage)) if usage.starts_with("GET")));
        assert!(matches!(Line::parse("frob a b"), Err(LineError::Usage(_))));
        assert!(matches!(Line::parse("type x"), Err(LineError::Usage(_))));
    }
}
