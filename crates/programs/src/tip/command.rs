//! What a person types at a TIP's terminal: characters for the host, and commands for the TIP.
//!
//! "Such a command always starts with symbol @ and ends with either a linefeed or a rubout, depending on whether the user
//! is satisfied with the command or wishes to abort it." Commands "may occur anywhere, and need not start on a new line";
//! upper and lower case are the same; `@@` sends an `@`; and of each word only the first letter counts, so that
//! `@TRANSMIT ON LINEFEED` and `@T O L` are one (NIC 10916 p. 8, in the revision of July 1977). Numbers are decimal.
//!
//! The rest of the guide is not among our sources. Each command in [`COMMANDS`] says where it comes from.

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
    /// The numbers after them: at least, at most.
    pub numbers: (usize, usize),
    /// Where it comes from.
    pub source: Source,
    /// The command with these numbers.
    make: fn(&[u32]) -> Command,
}

/// All commands.
pub const COMMANDS: &[Entry] = &[
    // A second number, for services other than the logger, is assumed.
    Entry { words: "OPEN", numbers: (0, 2), source: Source::Document("NIC 10916 p. 8"), make: open },
    Entry { words: "LOGIN", numbers: (0, 2), source: Source::Restored, make: open },
    // As SAIL's users were told in 1978 (TIP.BPM).
    Entry {
        words: "CLOSE",
        numbers: (0, 0),
        source: Source::Document("SAIL, TIP.BPM"),
        make: |_| Command::Close,
    },
    // RFC 636 has @H 0; that another number is taken for the next connection is assumed.
    Entry {
        words: "HOST",
        numbers: (1, 1),
        source: Source::Document("RFC 636 p. 2"),
        make: |numbers| Command::Host(numbers[0]),
    },
    Entry {
        words: "NEWS",
        numbers: (0, 0),
        source: Source::Document("RFC 381 p. 4"),
        make: |_| Command::News,
    },
    Entry {
        words: "TRANSMIT ON LINEFEED",
        numbers: (0, 0),
        source: Source::Document("RFC 414 p. 2"),
        make: |_| Command::TransmitOnLinefeed,
    },
    Entry {
        words: "TRANSMIT EVERY",
        numbers: (1, 1),
        source: Source::Assumed,
        make: |numbers| Command::TransmitEvery(numbers[0]),
    },
    // RFC 318 p. 5 wants such a signal, however it is given.
    Entry { words: "TRANSMIT NOW", numbers: (0, 0), source: Source::Assumed, make: |_| Command::TransmitNow },
    Entry {
        words: "INSERT LINEFEED",
        numbers: (0, 0),
        source: Source::Document("RFC 414 p. 2"),
        make: |_| Command::InsertLinefeed(true),
    },
    Entry {
        words: "CLEAR INSERT LINEFEED",
        numbers: (0, 0),
        source: Source::Assumed,
        make: |_| Command::InsertLinefeed(false),
    },
    Entry {
        words: "FLUSH",
        numbers: (0, 0),
        source: Source::Document("RFC 414 p. 2"),
        make: |_| Command::Flush,
    },
    // RFC 435 p. 9-10 tells that a TIP's user could choose, not how.
    Entry {
        words: "ECHO REMOTE",
        numbers: (0, 0),
        source: Source::Assumed,
        make: |_| Command::EchoRemote(true),
    },
    Entry {
        words: "ECHO LOCAL",
        numbers: (0, 0),
        source: Source::Assumed,
        make: |_| Command::EchoRemote(false),
    },
    // RFC 318 p. 6 wants the user to be able to send both.
    Entry { words: "SEND BREAK", numbers: (0, 0), source: Source::Assumed, make: |_| Command::SendBreak },
    Entry { words: "SEND SYNCH", numbers: (0, 0), source: Source::Assumed, make: |_| Command::SendSynch },
    Entry {
        words: "RESET",
        numbers: (0, 0),
        source: Source::Document("SAIL, TIP.BPM"),
        make: |_| Command::Reset,
    },
];

fn open(numbers: &[u32]) -> Command {
    Command::Open { host: numbers.first().copied(), socket: numbers.get(1).copied() }
}

impl Command {
    /// Reads a command as typed, without its `@`; `None` when there is none like it.
    pub fn parse(typed: &str) -> Option<Command> {
        let is_number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
        let all: Vec<&str> = typed.split_whitespace().collect();
        let count = all.iter().position(is_number).unwrap_or(all.len());
        let (words, numbers) = all.split_at(count);
        let numbers: Vec<u32> = numbers.iter().map(|number| number.parse().ok()).collect::<Option<_>>()?;
        let entry = COMMANDS.iter().find(|entry| entry.is_meant(words))?;
        let (least, most) = entry.numbers;
        (least..=most).contains(&numbers.len()).then(|| (entry.make)(&numbers))
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
            let numbers = " 1".repeat(entry.numbers.0);
            let command = Command::parse(&format!("{}{numbers}", entry.words));
            assert_eq!(command, Some((entry.make)(&vec![1; entry.numbers.0])), "{}", entry.words);
        }
    }
}
