//! A port's keyboard, without I/O: what is typed is gathered in a buffer and sent on when its owner has said it should be.

use super::command::Command;

/// Something that typing leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Send these octets to the host, as one message if it can be.
    Send(Vec<u8>),
    /// Do this.
    Do(Command),
    /// Tell the user that there is no such command.
    Bad,
    /// Sound the bell: the buffer is full and the character is lost.
    Bell,
}

/// A port's keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    transmit: Transmit,
    inserts_linefeed: bool,
    buffer: Vec<u8>,
}

/// When the buffer is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transmit {
    /// When so many characters are in it.
    Every(usize),
    /// When a linefeed has been put into it.
    OnLinefeed,
}

/// Characters that a buffer holds: a line and more. Assumed.
const BUFFER: usize = 250;
const CR: u8 = 0o15;
const LF: u8 = 0o12;
const RUBOUT: char = '\u{7f}';

impl Default for Port {
    /// Every character at once and no linefeed inserted: for hosts of one character at a time. Users of line-at-a-time
    /// servers change both (RFC 414 p. 2). Assumed.
    fn default() -> Port {
        Port { transmit: Transmit::Every(1), inserts_linefeed: false, buffer: Vec::new() }
    }
}

impl Port {
    /// A line is typed. Without a command in it, it ends with the return key; a command ends with the linefeed key.
    pub fn type_line(&mut self, line: &str, actions: &mut Vec<Action>) {
        let mut rest = line;
        loop {
            let Some((text, after)) = rest.split_once('@') else {
                self.type_text(rest, actions);
                return self.type_return(actions);
            };
            self.type_text(text, actions);
            if let Some(after) = after.strip_prefix('@') {
                self.type_octet(b'@', actions);
                rest = after;
                continue;
            }
            return Port::end_command(after, actions);
        }
    }

    /// A character is typed that belongs to no command.
    pub fn type_key(&mut self, octet: u8, actions: &mut Vec<Action>) {
        match octet {
            CR => self.type_return(actions),
            _ if octet.is_ascii() => self.type_octet(octet, actions),
            // There are no keys for others.
            _ => {}
        }
    }

    /// Does what a command says about typing.
    pub fn on_command(&mut self, command: Command, actions: &mut Vec<Action>) {
        match command {
            Command::TransmitOnLinefeed => self.transmit = Transmit::OnLinefeed,
            Command::TransmitEvery(count) => {
                self.transmit = Transmit::Every((count as usize).clamp(1, BUFFER));
            }
            Command::TransmitNow => self.send(actions),
            Command::InsertLinefeed(inserts) => self.inserts_linefeed = inserts,
            Command::Flush => self.buffer.clear(),
            Command::Reset => *self = Port::default(),
            _ => {}
        }
    }

    /// A command is typed to its end, without its `@` and that end.
    pub fn end_command(typed: &str, actions: &mut Vec<Action>) {
        // Rubout: the user has thought better of it.
        if typed.ends_with(RUBOUT) {
            return;
        }
        actions.push(Command::parse(typed).map_or(Action::Bad, Action::Do));
    }

    fn type_text(&mut self, text: &str, actions: &mut Vec<Action>) {
        for octet in keys(text) {
            self.type_octet(octet, actions);
        }
    }

    fn type_return(&mut self, actions: &mut Vec<Action>) {
        self.type_octet(CR, actions);
        if self.inserts_linefeed {
            self.type_octet(LF, actions);
        }
    }

    fn type_octet(&mut self, octet: u8, actions: &mut Vec<Action>) {
        let is_due = match self.transmit {
            Transmit::Every(count) => self.buffer.len() + 1 >= count,
            Transmit::OnLinefeed => octet == LF,
        };
        if self.buffer.len() >= BUFFER && !is_due {
            return actions.push(Action::Bell);
        }
        self.buffer.push(octet);
        if is_due {
            self.send(actions);
        }
    }

    fn send(&mut self, actions: &mut Vec<Action>) {
        if !self.buffer.is_empty() {
            actions.push(Action::Send(std::mem::take(&mut self.buffer)));
        }
    }
}

/// The keys that type a text. There are none for what is no USASCII.
pub fn keys(text: &str) -> Vec<u8> {
    text.chars().filter_map(|character| u8::try_from(character).ok().filter(u8::is_ascii)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(port: &mut Port, line: &str) -> Vec<Action> {
        let (mut actions, mut all) = (Vec::new(), Vec::new());
        port.type_line(line, &mut actions);
        for action in actions {
            if let Action::Do(command) = &action {
                port.on_command(*command, &mut all);
            }
            all.push(action);
        }
        all
    }

    fn send(text: &str) -> Action {
        Action::Send(text.as_bytes().to_vec())
    }

    /// RFC 414 p. 2: "TIP users should use FTP in line mode and send both CR and LF (by TIP commands @T O L and @I L)."
    #[test]
    fn in_line_mode_a_line_goes_out_whole_with_cr_and_lf() {
        let mut port = Port::default();
        assert_eq!(typed(&mut port, "AB"), [send("A"), send("B"), send("\r")]);
        typed(&mut port, "@T O L");
        typed(&mut port, "@I L");
        assert_eq!(typed(&mut port, "USER DOE"), [send("USER DOE\r\n")]);
    }

    /// RFC 414 p. 2: "the TIP user can flush his current input line by the flush command (@F)".
    #[test]
    fn flush_forgets_the_line_so_far() {
        let mut port = Port::default();
        typed(&mut port, "@T O L");
        typed(&mut port, "@I L");
        assert_eq!(typed(&mut port, "DELE everything@F"), [Action::Do(Command::Flush)]);
        assert_eq!(typed(&mut port, "STAT"), [send("STAT\r\n")]);
    }

    #[test]
    fn two_at_signs_are_one_for_the_host() {
        let mut port = Port::default();
        typed(&mut port, "@T E 100");
        assert_eq!(typed(&mut port, "AKB@@DMCG"), []);
        assert_eq!(typed(&mut port, "@T N"), [send("AKB@DMCG\r"), Action::Do(Command::TransmitNow)]);
    }

    /// NIC 10916 p. 8.
    #[test]
    fn a_rubout_aborts_a_command() {
        let mut port = Port::default();
        assert_eq!(typed(&mut port, "@C\u{7f}"), []);
        assert_eq!(typed(&mut port, "@X"), [Action::Bad]);
    }

    #[test]
    fn a_full_buffer_rings_the_bell_and_keeps_what_it_has() {
        let mut port = Port::default();
        typed(&mut port, "@T O L");
        let actions = typed(&mut port, &"x".repeat(10_000));
        assert_eq!(actions.len(), 10_001 - BUFFER);
        assert!(actions.iter().all(|action| *action == Action::Bell));
        typed(&mut port, "@I L");
        assert_eq!(typed(&mut port, "y").last(), Some(&send(&format!("{}\n", "x".repeat(BUFFER)))));
    }

    #[test]
    fn reset_makes_it_as_it_was() {
        let mut port = Port::default();
        typed(&mut port, "@T O L");
        typed(&mut port, "half a line");
        typed(&mut port, "@R");
        assert_eq!(port, Port::default());
    }
}
