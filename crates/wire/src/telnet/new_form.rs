//! Sequences of the TELNET of May 1973: each begins with IAC.
//!
//! The documents that define it, NIC 15372 and 15373 (announced by RFC 495) and their revision of August 1973, NIC 18639 and
//! 18640 (RFC 562), reach us by what RFCs quote of them. Codes as RFC 764 p. 14-15 restates them, options as RFC 694
//! p. 14-16 lists them.
//!
//! Dispute: in May 1973 a subnegotiation had neither an end of its own nor its 255s doubled; whoever read it had to know
//! the option. We follow the revision of August (RFC 562 p. 1-2, on the proposals of RFC 513 and 529).

use std::fmt;

/// Begins a sequence of the new form.
pub const IAC: u8 = 255;
/// IAC SE: the end of a subnegotiation.
pub const SE: u8 = 240;
/// IAC SB: the beginning of a subnegotiation.
pub const SB: u8 = 250;

/// The option that a party echoes to the other. RFC 694 p. 14.
pub const ECHO: u8 = 1;
/// The option that a party leaves out the go-aheads. RFC 694 p. 14.
pub const SUPPRESS_GO_AHEAD: u8 = 3;

/// A sequence of the TELNET of May 1973, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewForm {
    /// A command that is an octet after IAC.
    Command(Command),
    /// IAC IAC: the data octet 255.
    Data255,
    /// An option is offered, wanted, or refused.
    Negotiation(Negotiation),
    /// What stands between IAC SB and IAC SE, every IAC IAC in it made one octet again. RFC 562 p. 1-2.
    Subnegotiation(Vec<u8>),
}

/// A command without an operand. RFC 764 p. 14.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Nothing.
    Nop = 241,
    /// Marks a point in the stream; together with an interrupt (INS), SYNCH.
    DataMark = 242,
    /// The break key.
    Break = 243,
    /// Interrupt the process. RFC 529 p. 3.
    InterruptProcess = 244,
    /// Let the process run on, but don't print what it says. RFC 513 p. 3.
    AbortOutput = 245,
    /// Say something, to show that you are there.
    AreYouThere = 246,
    /// Take back the last character.
    EraseCharacter = 247,
    /// Take back the line.
    EraseLine = 248,
    /// I have said what I had to say: it is your turn to type. RFC 595 p. 3.
    GoAhead = 249,
}

/// WILL, WON'T, DO or DON'T, and an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Negotiation {
    /// Which of the four.
    pub verb: Verb,
    /// The option, 0 to 255.
    pub option: u8,
}

/// What a negotiation says. RFC 764 p. 15.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// I will.
    Will = 251,
    /// I won't.
    Wont = 252,
    /// Please do.
    Do = 253,
    /// Please don't.
    Dont = 254,
}

impl NewForm {
    /// Writes the sequence behind `octets`.
    pub fn emit(&self, octets: &mut Vec<u8>) {
        match self {
            NewForm::Command(command) => octets.extend([IAC, *command as u8]),
            NewForm::Data255 => octets.extend([IAC, IAC]),
            NewForm::Negotiation(Negotiation { verb, option }) => octets.extend([IAC, *verb as u8, *option]),
            NewForm::Subnegotiation(parameters) => {
                octets.extend([IAC, SB]);
                for octet in parameters {
                    octets.extend(std::iter::repeat_n(*octet, if *octet == IAC { 2 } else { 1 }));
                }
                octets.extend([IAC, SE]);
            }
        }
    }

    /// The octets of the sequence.
    pub fn octets(&self) -> Vec<u8> {
        let mut octets = Vec::new();
        self.emit(&mut octets);
        octets
    }
}

impl Command {
    /// All commands, by their codes.
    pub const ALL: [Command; 9] = [
        Command::Nop,
        Command::DataMark,
        Command::Break,
        Command::InterruptProcess,
        Command::AbortOutput,
        Command::AreYouThere,
        Command::EraseCharacter,
        Command::EraseLine,
        Command::GoAhead,
    ];

    /// The command of a code, if it has one.
    pub fn of(code: u8) -> Option<Command> {
        Command::ALL.into_iter().find(|command| *command as u8 == code)
    }
}

impl Verb {
    /// The verb of a code, if it has one.
    pub fn of(code: u8) -> Option<Verb> {
        [Verb::Will, Verb::Wont, Verb::Do, Verb::Dont].into_iter().find(|verb| *verb as u8 == code)
    }
}

impl fmt::Display for Command {
    /// As RFC 764 p. 14 abbreviates it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Command::Nop => "NOP",
            Command::DataMark => "DM",
            Command::Break => "BRK",
            Command::InterruptProcess => "IP",
            Command::AbortOutput => "AO",
            Command::AreYouThere => "AYT",
            Command::EraseCharacter => "EC",
            Command::EraseLine => "EL",
            Command::GoAhead => "GA",
        })
    }
}

impl fmt::Display for Negotiation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match self.verb {
            Verb::Will => "WILL",
            Verb::Wont => "WON'T",
            Verb::Do => "DO",
            Verb::Dont => "DON'T",
        };
        match self.option {
            ECHO => write!(f, "{verb} ECHO"),
            SUPPRESS_GO_AHEAD => write!(f, "{verb} SUPPRESS GO AHEAD"),
            option => write!(f, "{verb} {option}"),
        }
    }
}
