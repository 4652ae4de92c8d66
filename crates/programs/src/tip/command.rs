//! What a person types at a TIP's terminal: characters for the host, and commands for the TIP.
//!
//! "Such a command always starts with symbol @ and ends with either a linefeed or a rubout, depending on whether the user
//! is satisfied with the command or wishes to abort it." Commands "may occur anywhere, and need not start on a new line";
//! upper and lower case are the same; `@@` sends an `@`; and of each word only the first letter counts, so that
//! `@TRANSMIT ON LINEFEED` and `@T O L` are one (NIC 10916 p. 8, in the revision of July 1977). Numbers are decimal.
//!
//! The rest of the guide is not among our sources. Each command in [`COMMANDS`] says where it comes from; `@?` prints them.

/// A command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Connect with a host: the one named, or else the one named before, at the logger's socket or another.
    Open {
        /// The host's number.
        host: Option<u32>,
        /// The server's socket.
        socket: Option<u32>,
    },
    /// Close the connection.
    Close,
    /// Forget the connection, and take this host for the next one; 0 for none.
    Host(u32),
    /// Connect with the news service.
    News,
    /// Send what is typed when a linefeed comes.
    TransmitOnLinefeed,
    /// Send what is typed whenever so many characters have come.
    TransmitEvery(u32),
    /// Send what has been typed.
    TransmitNow,
    /// Put a linefeed after each carriage return, or don't.
    InsertLinefeed(bool),
    /// Forget what has been typed and not sent.
    Flush,
    /// Ask the host to echo what is typed; else the TIP does.
    EchoRemote(bool),
    /// Send BREAK.
    SendBreak,
    /// Send SYNCH.
    SendSynch,
    /// Make everything as it was when the terminal was switched on.
    Reset,
    /// Print the commands.
    Help,
}

/// Where a command comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A document of the time shows it.
    Document(&'static str),
    /// Today's restored TIPs take it.
    Restored,
    /// It is needed, and our sources don't show it.
    Assumed,
}

/// A command's spelling.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its words.
    pub words: &'static str,
    /// What it does, in a few words.
    pub does: &'static str,
    /// Where it comes from.
    pub source: Source,
    takes: Takes,
}

/// What follows the words, and which command it makes.
#[derive(Clone, Copy, Debug)]
enum Takes {
    /// Nothing.
    Nothing(Command),
    /// A number.
    Number(fn(u32) -> Command),
    /// Perhaps a host, and then perhaps a socket.
    HostAndSocket,
}

use Source::{Assumed, Document, Restored};
use Takes::{HostAndSocket, Nothing, Number};

/// All commands.
pub const COMMANDS: &[Entry] = &[
    // A second number, for services other than the logger, is assumed.
    entry("OPEN", HostAndSocket, Document("NIC 10916 p. 8"), "connect with a host, or the one before"),
    entry("LOGIN", HostAndSocket, Restored, "the same"),
    // As SAIL's users were told in 1978 (TIP.BPM).
    entry("CLOSE", Nothing(Command::Close), Document("SAIL, TIP.BPM"), "close the connection"),
    // RFC 636 has @H 0; that another number is taken for the next connection is assumed.
    entry("HOST", Number(Command::Host), Document("RFC 636 p. 2"), "close, and take this host next; 0: none"),
    entry("NEWS", Nothing(Command::News), Document("RFC 381 p. 4"), "connect with the news of the network"),
    entry(
        "TRANSMIT ON LINEFEED",
        Nothing(Command::TransmitOnLinefeed),
        Document("RFC 414 p. 2"),
        "send what is typed line by line",
    ),
    entry(
        "TRANSMIT EVERY",
        Number(Command::TransmitEvery),
        Assumed,
        "send it whenever so many characters are typed",
    ),
    // RFC 318 p. 5 wants such a signal, however it is given.
    entry("TRANSMIT NOW", Nothing(Command::TransmitNow), Assumed, "send what has been typed"),
    entry(
        "INSERT LINEFEED",
        Nothing(Command::InsertLinefeed(true)),
        Document("RFC 414 p. 2"),
        "put a linefeed after each return",
    ),
    entry("CLEAR INSERT LINEFEED", Nothing(Command::InsertLinefeed(false)), Assumed, "don't"),
    entry("FLUSH", Nothing(Command::Flush), Document("RFC 414 p. 2"), "forget what was typed and not sent"),
    // RFC 435 p. 9-10 tells that a TIP's user could choose, not how.
    entry("ECHO REMOTE", Nothing(Command::EchoRemote(true)), Assumed, "ask the host to echo"),
    entry("ECHO LOCAL", Nothing(Command::EchoRemote(false)), Assumed, "ask it not to"),
    // RFC 318 p. 6 wants the user to be able to send both.
    entry("SEND BREAK", Nothing(Command::SendBreak), Assumed, "send the break key"),
    entry("SEND SYNCH", Nothing(Command::SendSynch), Assumed, "make the host look at once at what was sent"),
    entry("RESET", Nothing(Command::Reset), Document("SAIL, TIP.BPM"), "close, and forget all settings"),
    entry("?", Nothing(Command::Help), Assumed, "print these commands"),
];

const fn entry(words: &'static str, takes: Takes, source: Source, does: &'static str) -> Entry {
    Entry { words, does, source, takes }
}

/// The commands as the TIP prints them: what is typed, what it does, and where it is known from.
pub fn help() -> String {
    let lines = COMMANDS.iter().map(|entry| {
        let numbers = match entry.takes {
            Nothing(_) => "",
            Number(_) => " n",
            HostAndSocket => " host socket",
        };
        format!("@{:22} {} ({})\r\n", format!("{}{numbers}", entry.words), entry.does, entry.source)
    });
    lines.collect()
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Document(document) => f.write_str(document),
            Restored => f.write_str("restored TIPs"),
            Assumed => f.write_str("assumed"),
        }
    }
}

impl Command {
    /// Reads a command as typed, without its `@`; `None` when there is none like it.
    pub fn parse(typed: &str) -> Option<Command> {
        let is_number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
        let all: Vec<&str> = typed.split_whitespace().collect();
        let count = all.iter().position(is_number).unwrap_or(all.len());
        let (words, numbers) = all.split_at(count);
        let numbers: Vec<u32> = numbers.iter().map(|number| number.parse().ok()).collect::<Option<_>>()?;
        COMMANDS.iter().find(|entry| entry.is_meant(words))?.takes.make(&numbers)
    }
}

impl Takes {
    /// The command with these numbers; `None` when they are too many or too few.
    fn make(self, numbers: &[u32]) -> Option<Command> {
        match (self, numbers) {
            (Nothing(command), []) => Some(command),
            (Number(make), [number]) => Some(make(*number)),
            (HostAndSocket, [] | [_] | [_, _]) => {
                Some(Command::Open { host: numbers.first().copied(), socket: numbers.get(1).copied() })
            }
            _ => None,
        }
    }
}

impl Entry {
    /// Of each word the first letter counts.
    fn is_meant(&self, typed: &[&str]) -> bool {
        let initial = |word: &str| word.bytes().next().map(|letter| letter.to_ascii_uppercase());
        self.words.split(' ').map(initial).eq(typed.iter().map(|word| initial(word)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_that_documents_show_are_taken_as_they_show_them() {
        for (typed, command) in [
            (" OPEN 15", Command::Open { host: Some(15), socket: None }),
            ("O 15", Command::Open { host: Some(15), socket: None }),
            ("L 69", Command::Open { host: Some(69), socket: None }),
            ("T O L", Command::TransmitOnLinefeed),
            ("I L", Command::InsertLinefeed(true)),
            ("F", Command::Flush),
            ("NEWS", Command::News),
            ("H 0", Command::Host(0)),
            ("C", Command::Close),
            ("R", Command::Reset),
        ] {
            assert_eq!(Command::parse(typed), Some(command), "@{typed}");
        }
    }

    /// NIC 10916 p. 8.
    #[test]
    fn only_first_letters_count_and_case_does_not() {
        assert_eq!(Command::parse("transmit on linefeed"), Some(Command::TransmitOnLinefeed));
        assert_eq!(Command::parse("Tell Our Landlord"), Some(Command::TransmitOnLinefeed));
        assert_eq!(Command::parse("CLEAR INSERT LINEFEED"), Some(Command::InsertLinefeed(false)));
    }

    #[test]
    fn what_is_no_command_is_none() {
        for typed in ["", "X", "H", "H x", "T", "T O", "T E", "O 1 2 3", "F 1", "H 99999999999", "15"] {
            assert_eq!(Command::parse(typed), None, "@{typed}");
        }
    }

    #[test]
    fn every_command_can_be_typed_and_no_two_are_typed_alike() {
        for entry in COMMANDS {
            let numbers: &[u32] = if matches!(entry.takes, Number(_)) { &[1] } else { &[] };
            let typed = format!("{}{}", entry.words, " 1".repeat(numbers.len()));
            assert_eq!(Command::parse(&typed), entry.takes.make(numbers), "{typed}");
        }
    }

    #[test]
    fn the_tip_prints_each_command_with_its_source() {
        let help = help();
        assert_eq!(help.lines().count(), COMMANDS.len());
        assert!(
            help.contains(
                "@HOST n                 close, and take this host next; 0: none (RFC 636 p. 2)\r\n"
            )
        );
        assert!(help.contains("(restored TIPs)") && help.contains("(assumed)"), "{help}");
    }
}
