//! One end of a TELNET session, without I/O: octets and interrupts go in, what they mean comes out, and so does what has to
//! be answered.
//!
//! The user's end and the server's are one machine. In the TELNET of May 1973 they are the same but for what they agree
//! to, "neither party should have to 'know' whether it is the server or the user" (RFC 435 p. 3); in that of 1972 the signals for
//! echo mean one thing from the user and another from the server.

use arpanet_wire::telnet::{
    Command, ECHO, Item, Negotiation, NewForm, Reader, SUPPRESS_GO_AHEAD, Signal, Verb,
};

use super::dialect::Dialect;
use super::options::{Half, Options};
use super::synch::{Passed, Synch};

/// Which end it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The one at which a person sits.
    User,
    /// The one with a process behind it that can echo.
    Server,
    /// The one with a process behind it that works a line at a time and cannot echo. RFC 318 p. 10, p. 13.
    SilentServer,
}

/// What has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A character, 0 to 127.
    Character(u8),
    /// A character before a mark that is being looked for: it is dropped, unless it breaks (RFC 318 p. 5).
    Scanned(u8),
    /// A command; BREAK of 1972 is one too.
    Command(Command),
}

/// The end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    role: Role,
    dialect: Dialect,
    reader: Reader,
    synch: Synch,
    options: Options,
    /// The server echoes, by the signals of 1972.
    echoes_by_signal: bool,
    is_hidden: bool,
    /// A sequence of May 1973 has come.
    has_heard_new: bool,
}

/// What a user's end agrees to: that the server echoes, and that neither sends go-aheads.
const USER_AGREES: &[(Half, u8)] =
    &[(Half::Theirs, ECHO), (Half::Theirs, SUPPRESS_GO_AHEAD), (Half::Ours, SUPPRESS_GO_AHEAD)];
/// What a server's end agrees to.
const SERVER_AGREES: &[(Half, u8)] =
    &[(Half::Ours, ECHO), (Half::Ours, SUPPRESS_GO_AHEAD), (Half::Theirs, SUPPRESS_GO_AHEAD)];
/// What a server's end agrees to that cannot echo.
const SILENT_AGREES: &[(Half, u8)] = &[(Half::Ours, SUPPRESS_GO_AHEAD), (Half::Theirs, SUPPRESS_GO_AHEAD)];

impl End {
    /// An end with everything in the default: the using site echoes.
    pub fn new(role: Role, dialect: Dialect) -> End {
        let agrees = match role {
            Role::User => USER_AGREES,
            Role::Server => SERVER_AGREES,
            Role::SilentServer => SILENT_AGREES,
        };
        End {
            role,
            dialect,
            reader: Reader::default(),
            synch: Synch::new(dialect),
            options: Options::new(agrees),
            echoes_by_signal: false,
            is_hidden: false,
            has_heard_new: false,
        }
    }

    /// Whether the server echoes what the user types, so that the using site doesn't.
    pub fn server_echoes(&self) -> bool {
        self.echoes_by_signal || self.options.is_on(self.echo_half(), ECHO)
    }

    /// Whether the server has asked to hide what is typed.
    pub fn is_hidden(&self) -> bool {
        self.is_hidden
    }

    /// Interrupts and marks.
    pub fn synch(&self) -> &Synch {
        &self.synch
    }

    /// The other half of a SYNCH will not come: go on without it.
    pub fn give_up_synch(&mut self) {
        self.synch.give_up();
    }

    /// Octets have arrived; [`End::poll`] tells what they are.
    pub fn on_octets(&mut self, octets: &[u8]) {
        let mut items = Vec::new();
        self.reader.read(octets, &mut items);
        self.synch.on_items(items);
    }

    /// An interrupt has arrived.
    pub fn on_interrupt(&mut self) {
        self.synch.on_interrupt();
    }

    /// The next thing that has come. What has to be answered goes behind `answer`.
    pub fn poll(&mut self, answer: &mut Vec<u8>) -> Option<Heard> {
        loop {
            let heard = match self.synch.poll_item()? {
                Passed::Read(item) => self.on_read(item, answer),
                Passed::Scanned(item) => self.on_scanned(item, answer),
            };
            if heard.is_some() {
                return heard;
            }
        }
    }

    /// What is said when the session begins: a user of the new TELNET does without go-aheads (RFC 595 p. 4).
    pub fn open(&mut self) -> Vec<u8> {
        let mut octets = Vec::new();
        if self.dialect == Dialect::New && self.role == Role::User {
            let request = self.options.ask(Half::Theirs, SUPPRESS_GO_AHEAD, true);
            self.say(request, &mut octets);
        }
        octets
    }

    /// What asks the other side for an echo by the server, or for none. By the TELNET of 1972 only the user asks
    /// (RFC 318 p. 10).
    pub fn ask_echo(&mut self, on: bool) -> Vec<u8> {
        let mut octets = Vec::new();
        if self.dialect == Dialect::EitherAsks || self.speaks_new() {
            // A person who asks again is the change that a refused request waits for.
            self.options.forget_refusals();
            let request = self.options.ask(self.echo_half(), ECHO, on);
            self.say(request, &mut octets);
        } else if self.dialect != Dialect::Minimum {
            octets.push(echo_signal(on).code());
        }
        octets
    }

    /// The octets of a command; none when this TELNET doesn't have it.
    pub fn command(&self, command: Command) -> Option<Vec<u8>> {
        if self.speaks_new() {
            return Some(NewForm::Command(command).octets());
        }
        let signal = match command {
            Command::Break => Signal::Break,
            Command::DataMark => Signal::DataMark,
            Command::Nop => Signal::Nop,
            _ => return None,
        };
        (self.dialect != Dialect::Minimum).then(|| vec![signal.code()])
    }

    /// The mark of a SYNCH; its interrupt goes beside it.
    pub fn mark(&self) -> Vec<u8> {
        self.command(Command::DataMark).unwrap_or_default()
    }

    /// What asks the using site not to show what is typed next: nothing while the server echoes, for it just stops echoing.
    /// `None` when the using site echoes and there is no way to ask, as in the new TELNET (RFC 318 p. 4; RFC 495 p. 2).
    pub fn hide(&self) -> Option<Vec<u8>> {
        if self.server_echoes() {
            Some(Vec::new())
        } else if self.speaks_new() || self.dialect == Dialect::Minimum {
            None
        } else {
            Some(vec![Signal::HideInput.code()])
        }
    }

    /// What tells the user that it is his turn, where that is wanted. RFC 595 p. 3.
    pub fn go_ahead(&self) -> Vec<u8> {
        if self.speaks_new() && !self.options.is_on(Half::Ours, SUPPRESS_GO_AHEAD) {
            NewForm::Command(Command::GoAhead).octets()
        } else {
            Vec::new()
        }
    }

    /// Whether this end says things in the new form: one that knows both waits until it has heard it.
    fn speaks_new(&self) -> bool {
        self.dialect == Dialect::New || self.dialect == Dialect::Dual && self.has_heard_new
    }

    fn echo_half(&self) -> Half {
        if self.role == Role::User { Half::Theirs } else { Half::Ours }
    }

    fn on_read(&mut self, item: Item, answer: &mut Vec<u8>) -> Option<Heard> {
        match item {
            Item::Character(character) => Some(Heard::Character(character)),
            Item::Signal(signal) if self.dialect.heeds_signals() => self.on_signal(signal, answer),
            Item::NewForm(form) if self.dialect.heeds_sequences() => self.on_new_form(&form, answer),
            Item::Signal(_) | Item::NewForm(_) | Item::Unknown(_) => None,
        }
    }

    /// In 1972 a server looks for break characters and a user for nothing (RFC 318 p. 5); in May 1973 both look for all
    /// commands, negotiations too (RFC 529 p. 2).
    fn on_scanned(&mut self, item: Item, answer: &mut Vec<u8>) -> Option<Heard> {
        match item {
            Item::Character(character) => Some(Heard::Scanned(character)),
            Item::Signal(Signal::Break) if self.dialect.heeds_signals() && self.role != Role::User => {
                Some(Heard::Command(Command::Break))
            }
            Item::NewForm(form) if self.dialect.heeds_sequences() => self.on_new_form(&form, answer),
            Item::Signal(_) | Item::NewForm(_) | Item::Unknown(_) => None,
        }
    }

    fn on_signal(&mut self, signal: Signal, answer: &mut Vec<u8>) -> Option<Heard> {
        match (signal, self.role) {
            (Signal::Break, _) => return Some(Heard::Command(Command::Break)),
            (Signal::Echo, _) => self.on_echo(true, answer),
            (Signal::NoEcho, _) => self.on_echo(false, answer),
            (Signal::HideInput, Role::User) => self.is_hidden = true,
            // Other data types are not provided, and marks don't come this far.
            (Signal::HideInput | Signal::Nop | Signal::DataType(_) | Signal::DataMark, _) => {}
        }
        None
    }

    /// ECHO or NO ECHO.
    fn on_echo(&mut self, on: bool, answer: &mut Vec<u8>) {
        if self.role == Role::User && !on {
            self.is_hidden = false;
        }
        if self.dialect == Dialect::EitherAsks {
            let verb = match (self.echo_half(), on) {
                (Half::Theirs, true) => Verb::Will,
                (Half::Theirs, false) => Verb::Wont,
                (Half::Ours, true) => Verb::Do,
                (Half::Ours, false) => Verb::Dont,
            };
            let said = self.options.on_negotiation(Negotiation { verb, option: ECHO });
            return self.say(said, answer);
        }
        self.echoes_by_signal = on && self.role != Role::SilentServer;
        // "The server replies by switching to the desired mode (and possibly returning the signal for the new mode), or by
        // continuing in the current mode": RFC 318 p. 10. It always returns the signal.
        if self.role != Role::User {
            answer.push(echo_signal(self.echoes_by_signal).code());
        }
    }

    fn on_new_form(&mut self, form: &NewForm, answer: &mut Vec<u8>) -> Option<Heard> {
        self.has_heard_new = true;
        match form {
            NewForm::Command(command) => return Some(Heard::Command(*command)),
            NewForm::Negotiation(negotiation) => {
                let said = self.options.on_negotiation(*negotiation);
                self.say(said, answer);
            }
            // An octet of 255 is no character of the virtual terminal, and no option that has parameters is agreed to.
            NewForm::Data255 | NewForm::Subnegotiation(_) => {}
        }
        None
    }

    /// Writes a negotiation as this TELNET does.
    fn say(&self, said: Option<Negotiation>, octets: &mut Vec<u8>) {
        let Some(said) = said else { return };
        if self.dialect == Dialect::EitherAsks {
            octets.push(echo_signal(matches!(said.verb, Verb::Will | Verb::Do)).code());
        } else {
            NewForm::Negotiation(said).emit(octets);
        }
    }
}

fn echo_signal(on: bool) -> Signal {
    if on { Signal::Echo } else { Signal::NoEcho }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(role: Role, name: &str) -> End {
        End::new(role, Dialect::named(name).expect("a dialect of this name"))
    }

    /// What an end hears in these octets, characters as they are, what is scanned in small letters and commands in
    /// brackets; and what it answers.
    fn heard(end: &mut End, octets: &[u8]) -> (String, Vec<u8>) {
        end.on_octets(octets);
        let (mut told, mut answer) = (String::new(), Vec::new());
        while let Some(heard) = end.poll(&mut answer) {
            match heard {
                Heard::Character(character) => told.push(char::from(character)),
                Heard::Scanned(character) => told.push(char::from(character).to_ascii_lowercase()),
                Heard::Command(command) => told.push_str(&format!("[{command:?}]")),
            }
        }
        (told, answer)
    }

    #[test]
    fn each_dialect_takes_its_own_and_bears_the_other() {
        let stream = b"A\x81B\xff\xf3C\xff\xfd\x63D\x99E";
        for (name, told, answer) in [
            ("MINIMUM", "ABCDE", &b""[..]),
            ("RFC318", "A[Break]BCDE", b""),
            ("RFC435", "A[Break]BCDE", b""),
            ("RFC495", "AB[Break]CDE", b"\xff\xfc\x63"),
            ("DUAL", "A[Break]B[Break]CDE", b"\xff\xfc\x63"),
        ] {
            let mut server = end(Role::Server, name);
            assert_eq!(heard(&mut server, stream), (told.to_owned(), answer.to_vec()), "{name}");
        }
    }

    /// RFC 529 p. 2: commands count in the scan, and so do negotiations.
    #[test]
    fn in_a_scan_the_new_telnet_looks_for_all_commands_and_the_old_one_for_break() {
        let mut server = end(Role::Server, "RFC495");
        server.on_interrupt();
        let scanned = heard(&mut server, b"AB\xff\xf4C\xff\xfd\x01D\xff\xf2E");
        assert_eq!(scanned, ("ab[InterruptProcess]cdE".to_owned(), b"\xff\xfb\x01".to_vec()));
        let mut server = end(Role::Server, "RFC318");
        server.on_interrupt();
        assert_eq!(heard(&mut server, b"A\x84B\x81C\x80D"), ("ab[Break]cD".to_owned(), b"".to_vec()));
    }

    /// RFC 318 p. 10: "or by continuing in the current mode and returning the signal for the current mode".
    #[test]
    fn a_server_that_cannot_echo_says_so_in_every_form() {
        for (name, asked, answer) in [
            ("RFC318", &b"\x84"[..], &b"\x83"[..]),
            ("RFC435", b"\x84", b"\x83"),
            ("RFC495", b"\xff\xfd\x01", b"\xff\xfc\x01"),
            ("DUAL", b"\x84\xff\xfd\x01", b"\x83\xff\xfc\x01"),
        ] {
            let mut server = end(Role::SilentServer, name);
            assert_eq!(heard(&mut server, asked).1, answer, "{name}");
            assert!(!server.server_echoes());
        }
    }

    #[test]
    fn a_dual_end_answers_in_the_form_in_which_it_was_spoken_to() {
        let mut server = end(Role::Server, "DUAL");
        assert_eq!(server.hide(), Some(vec![0x85]));
        assert_eq!(server.mark(), [0x80]);
        assert_eq!(server.go_ahead(), b"", "nobody has shown that he knows it");
        assert_eq!(heard(&mut server, b"\x84").1, [0x84]);
        assert!(server.server_echoes());
        assert_eq!(heard(&mut server, b"\x83\xff\xfb\x03").1, b"\x83\xff\xfd\x03");
        assert_eq!((server.hide(), server.mark()), (None, vec![255, 242]));
        assert_eq!(server.go_ahead(), [255, 249]);
    }

    /// A user and a server, what they say to each other delivered in turn until there is silence; how much was said.
    fn converse(user: &mut End, server: &mut End, said: [Vec<u8>; 2]) -> usize {
        let [mut from_user, mut from_server] = said;
        let mut count = 0;
        while !from_user.is_empty() || !from_server.is_empty() {
            count += from_user.len() + from_server.len();
            assert!(count < 20, "it loops");
            let answers = (heard(user, &from_server).1, heard(server, &from_user).1);
            (from_user, from_server) = answers;
        }
        count
    }

    /// RFC 435 p. 3: "at most three commands sent between the parties", whoever begins.
    #[test]
    fn either_side_may_ask_for_an_echo_by_rfc_435() {
        for (user_asks, server_asks, most) in [(true, false, 2), (false, true, 2), (true, true, 2)] {
            let (mut user, mut server) = (end(Role::User, "RFC435"), end(Role::Server, "RFC435"));
            let asks = |end: &mut End, asks: bool| if asks { end.ask_echo(true) } else { Vec::new() };
            let said = [asks(&mut user, user_asks), asks(&mut server, server_asks)];
            assert!(converse(&mut user, &mut server, said) <= most);
            assert!(user.server_echoes() && server.server_echoes());
            let said = [user.ask_echo(false), server.ask_echo(false)];
            assert!(converse(&mut user, &mut server, said) <= 3);
            assert!(!user.server_echoes() && !server.server_echoes());
        }
    }
}
