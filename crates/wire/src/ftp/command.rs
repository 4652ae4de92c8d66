//! A command line: a code, one or more spaces, an argument, CR LF (RFC 354 p. 13, p. 21). User to server.

use super::argument::{self, ArgumentError, Direction, Format, HostSocket, Mode, Structure};
use super::type_code::TypeCode;
use super::verb::Verb;
use std::fmt;

/// A command line cut in two, nothing judged yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLine {
    /// The code as it was written.
    pub code: String,
    /// What follows the spaces; case and further spaces as they were written.
    pub argument: String,
}

/// A command with its argument understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// USER username.
    User(String),
    /// PASS password, which may be empty.
    Pass(String),
    /// ACCT account.
    Acct(String),
    /// BYE.
    Bye,
    /// BYTE size, 1 to 255.
    Byte(u8),
    /// SOCK with a socket, and a host before it or none.
    Sock(HostSocket),
    /// LSTN direction.
    Lstn(Direction),
    /// PASV.
    Pasv,
    /// TYPE letter, with RFC 542's second parameter or without.
    Type(TypeCode),
    /// FORM letter.
    Form(Format),
    /// STRU letter.
    Stru(Structure),
    /// MODE letter.
    Mode(Mode),
    /// RETR pathname.
    Retr(String),
    /// STOR pathname.
    Stor(String),
    /// APPE pathname.
    Appe(String),
    /// ALLO bytes.
    Allo(u64),
    /// REST marker.
    Rest(String),
    /// RNFR pathname.
    Rnfr(String),
    /// RNTO pathname.
    Rnto(String),
    /// ABOR.
    Abor,
    /// DELE pathname.
    Dele(String),
    /// LIST with a pathname or nothing.
    List(String),
    /// NLST with a pathname or nothing.
    Nlst(String),
    /// STAT with a pathname or nothing.
    Stat(String),
    /// HELP with a word or nothing.
    Help(String),
    /// MLFL with users or nothing.
    Mlfl(String),
    /// MAIL with users or nothing.
    Mail(String),
    /// The user whose mail it is, or nobody.
    Rdmf(String),
    /// The user whose mail it is, or nobody.
    Rdml(String),
    /// REIN.
    Rein,
    /// NOOP.
    Noop,
    /// QUOT.
    Quot,
    /// NQUO.
    Nquo,
    /// SITE with what this server alone understands.
    Site(String),
}

impl CommandLine {
    /// Cuts `line`, which came without its CR LF, at the first space.
    pub fn parse(line: &str) -> CommandLine {
        let line = line.trim_start_matches(' ');
        let (code, argument) = line.split_once(' ').unwrap_or((line, ""));
        CommandLine { code: code.to_owned(), argument: argument.trim_start_matches(' ').to_owned() }
    }

    /// The verb, or `None` when no version of the protocol knows the code.
    pub fn verb(&self) -> Option<Verb> {
        Verb::parse(&self.code)
    }
}

impl Command {
    /// Understands the argument of `verb`.
    pub fn parse(verb: Verb, argument: &str) -> Result<Command, ArgumentError> {
        let plain = |command: Command| argument::none(argument).map(|()| command);
        let named = |make: fn(String) -> Command, what| argument::required(argument, what).map(make);
        match verb {
            Verb::User => named(Command::User, "user name"),
            Verb::Pass => Ok(Command::Pass(argument.to_owned())),
            Verb::Acct => named(Command::Acct, "account"),
            Verb::Bye => plain(Command::Bye),
            Verb::Byte => argument::byte_size(argument).map(Command::Byte),
            Verb::Sock => HostSocket::parse(argument).map(Command::Sock),
            Verb::Lstn => Direction::parse(argument).map(Command::Lstn),
            Verb::Pasv => plain(Command::Pasv),
            Verb::Type => TypeCode::parse(argument).map(Command::Type),
            Verb::Form => Format::parse(argument).map(Command::Form),
            Verb::Stru => Structure::parse(argument).map(Command::Stru),
            Verb::Mode => Mode::parse(argument).map(Command::Mode),
            Verb::Retr => named(Command::Retr, "pathname"),
            Verb::Stor => named(Command::Stor, "pathname"),
            Verb::Appe => named(Command::Appe, "pathname"),
            Verb::Allo => argument::byte_count(argument).map(Command::Allo),
            Verb::Rest => argument::marker(argument).map(Command::Rest),
            Verb::Rnfr => named(Command::Rnfr, "pathname"),
            Verb::Rnto => named(Command::Rnto, "pathname"),
            Verb::Abor => plain(Command::Abor),
            Verb::Dele => named(Command::Dele, "pathname"),
            Verb::List => Ok(Command::List(argument.to_owned())),
            Verb::Nlst => Ok(Command::Nlst(argument.to_owned())),
            Verb::Stat => Ok(Command::Stat(argument.to_owned())),
            Verb::Help => Ok(Command::Help(argument.to_owned())),
            Verb::Mlfl => Ok(Command::Mlfl(argument.trim().to_owned())),
            Verb::Mail => Ok(Command::Mail(argument.trim().to_owned())),
            Verb::Rdmf => Ok(Command::Rdmf(argument.trim().to_owned())),
            Verb::Rdml => Ok(Command::Rdml(argument.trim().to_owned())),
            Verb::Rein => plain(Command::Rein),
            Verb::Noop => plain(Command::Noop),
            Verb::Quot => plain(Command::Quot),
            Verb::Nquo => plain(Command::Nquo),
            Verb::Site => named(Command::Site, "site parameter"),
        }
    }

    /// The command's code.
    pub const fn verb(&self) -> Verb {
        match self {
            Command::User(_) => Verb::User,
            Command::Pass(_) => Verb::Pass,
            Command::Acct(_) => Verb::Acct,
            Command::Bye => Verb::Bye,
            Command::Byte(_) => Verb::Byte,
            Command::Sock(_) => Verb::Sock,
            Command::Lstn(_) => Verb::Lstn,
            Command::Pasv => Verb::Pasv,
            Command::Type(_) => Verb::Type,
            Command::Form(_) => Verb::Form,
            Command::Stru(_) => Verb::Stru,
            Command::Mode(_) => Verb::Mode,
            Command::Retr(_) => Verb::Retr,
            Command::Stor(_) => Verb::Stor,
            Command::Appe(_) => Verb::Appe,
            Command::Allo(_) => Verb::Allo,
            Command::Rest(_) => Verb::Rest,
            Command::Rnfr(_) => Verb::Rnfr,
            Command::Rnto(_) => Verb::Rnto,
            Command::Abor => Verb::Abor,
            Command::Dele(_) => Verb::Dele,
            Command::List(_) => Verb::List,
            Command::Nlst(_) => Verb::Nlst,
            Command::Stat(_) => Verb::Stat,
            Command::Help(_) => Verb::Help,
            Command::Mlfl(_) => Verb::Mlfl,
            Command::Mail(_) => Verb::Mail,
            Command::Rdmf(_) => Verb::Rdmf,
            Command::Rdml(_) => Verb::Rdml,
            Command::Rein => Verb::Rein,
            Command::Noop => Verb::Noop,
            Command::Quot => Verb::Quot,
            Command::Nquo => Verb::Nquo,
            Command::Site(_) => Verb::Site,
        }
    }

    /// The argument as it is sent; empty when there is none.
    fn argument(&self) -> String {
        match self {
            Command::User(text)
            | Command::Pass(text)
            | Command::Acct(text)
            | Command::Retr(text)
            | Command::Stor(text)
            | Command::Appe(text)
            | Command::Rest(text)
            | Command::Rnfr(text)
            | Command::Rnto(text)
            | Command::Dele(text)
            | Command::List(text)
            | Command::Nlst(text)
            | Command::Stat(text)
            | Command::Help(text)
            | Command::Mlfl(text)
            | Command::Mail(text)
            | Command::Rdmf(text)
            | Command::Rdml(text)
            | Command::Site(text) => text.clone(),
            Command::Byte(size) => size.to_string(),
            Command::Allo(bytes) => bytes.to_string(),
            Command::Sock(socket) => socket.to_string(),
            Command::Lstn(direction) => direction.to_string(),
            Command::Type(code) => code.to_string(),
            Command::Form(format) => format.to_string(),
            Command::Stru(structure) => structure.to_string(),
            Command::Mode(mode) => mode.to_string(),
            Command::Bye | Command::Pasv | Command::Abor | Command::Rein => String::new(),
            Command::Noop | Command::Quot | Command::Nquo => String::new(),
        }
    }
}

impl fmt::Display for Command {
    /// The line without its CR LF. A code without an argument takes no space (RFC 414 p. 2).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let argument = self.argument();
        if argument.is_empty() {
            write!(f, "{}", self.verb())
        } else {
            write!(f, "{} {argument}", self.verb())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ftp::Representation;

    fn parse(line: &str) -> Result<Command, ArgumentError> {
        let line = CommandLine::parse(line);
        Command::parse(line.verb().expect("a known code"), &line.argument)
    }

    /// RFC 354 p. 21: code and argument are separated by one or more spaces; RFC 414 p. 2: none is needed without one.
    #[test]
    fn one_or_more_spaces_separate_code_and_argument() {
        assert_eq!(parse("RETR    file"), Ok(Command::Retr("file".into())));
        assert_eq!(parse("BYE"), Ok(Command::Bye));
        assert_eq!(parse("STAT"), Ok(Command::Stat(String::new())));
    }

    /// RFC 354 p. 22: any of the 128 characters but CR and LF; p. 21 folds the case of codes alone.
    #[test]
    fn a_pathname_keeps_its_case_spaces_and_punctuation() {
        let name = "My File (v1) #\u{1}\u{7f}~ >udd>Cn  ";
        assert_eq!(parse(&format!("stor {name}")), Ok(Command::Stor(name.into())));
    }

    #[test]
    fn what_must_be_there_is_missed() {
        for line in ["RNFR", "SOCK", "BYTE", "LSTN", "RETR  ", "USER", "REST", "ALLO"] {
            assert!(matches!(parse(line), Err(ArgumentError::Missing { .. })), "{line}");
        }
        assert!(matches!(parse("ABOR now"), Err(ArgumentError::Malformed { .. })));
        assert!(matches!(parse("REST a b"), Err(ArgumentError::Malformed { .. })));
    }

    /// The lines of RFC 438 p. 3 and RFC 354 p. 23-24.
    #[test]
    fn a_command_is_written_as_the_rfcs_write_it() {
        let sock = Command::Sock(HostSocket { host: Some(69), socket: 1234 });
        let lines = [
            (Command::Lstn(Direction::Receive), "LSTN R"),
            (sock, "SOCK 69,1234"),
            (Command::Retr("PROG1.PL1".into()), "RETR PROG1.PL1"),
            (Command::Sock(HostSocket { host: None, socket: 65538 }), "SOCK 65538"),
            (Command::Type(Representation::Image.into()), "TYPE I"),
            (Command::Pasv, "PASV"),
            (Command::Form(Format::Printfile), "FORM P"),
            (Command::Byte(36), "BYTE 36"),
            (Command::Bye, "BYE"),
        ];
        for (command, line) in lines {
            assert_eq!(command.to_string(), line);
            assert_eq!(parse(line), Ok(command));
        }
    }
}
