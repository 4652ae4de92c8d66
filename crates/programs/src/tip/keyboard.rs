//! A person's keys at a TIP's terminal, one at a time: what is for the host, and what belongs to a command for the TIP.
//!
//! A command begins with `@` and ends with a linefeed or a rubout (NIC 10916 p. 8). Liberty: the return key ends one
//! too, for a keyboard of today has no linefeed key.

/// What a key turns out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pressed {
    /// A character for the host.
    Text(u8),
    /// Part of a command.
    InCommand(u8),
    /// The end of a command: this one, without its `@`.
    Command(String),
    /// The end of a command that the user has thought better of.
    Aborted,
}

/// A keyboard: knows whether a command is being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Keyboard {
    command: Option<String>,
}

/// What a command may be at most; further characters are lost. Assumed: longer than any.
const LONGEST_COMMAND: usize = 80;
const CR: u8 = 0o15;
const LF: u8 = 0o12;
const RUBOUT: u8 = 0o177;

impl Keyboard {
    /// A key is pressed.
    pub fn press(&mut self, octet: u8) -> Pressed {
        let Some(command) = &mut self.command else {
            if octet != b'@' {
                return Pressed::Text(octet);
            }
            self.command = Some(String::new());
            return Pressed::InCommand(octet);
        };
        match octet {
            // Two are one for the host.
            b'@' if command.is_empty() => {
                self.command = None;
                Pressed::Text(b'@')
            }
            CR | LF => Pressed::Command(self.command.take().unwrap_or_default()),
            RUBOUT => {
                self.command = None;
                Pressed::Aborted
            }
            _ => {
                if command.len() < LONGEST_COMMAND {
                    command.push(char::from(octet));
                }
                Pressed::InCommand(octet)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(keys: &str) -> Vec<Pressed> {
        let mut keyboard = Keyboard::default();
        keys.bytes().map(|octet| keyboard.press(octet)).collect()
    }

    #[test]
    fn a_command_goes_from_the_at_sign_to_linefeed_or_return() {
        for end in ["\n", "\r"] {
            let all = pressed(&format!("a@L 69{end}b"));
            assert_eq!(all.first(), Some(&Pressed::Text(b'a')));
            assert_eq!(all[all.len() - 2..], [Pressed::Command("L 69".into()), Pressed::Text(b'b')]);
        }
    }

    #[test]
    fn a_rubout_aborts_a_command_and_elsewhere_is_for_the_host() {
        assert_eq!(pressed("@C\u{7f}").last(), Some(&Pressed::Aborted));
        assert_eq!(pressed("x\u{7f}").last(), Some(&Pressed::Text(0o177)));
    }

    #[test]
    fn two_at_signs_are_one_for_the_host() {
        assert_eq!(pressed("@@"), [Pressed::InCommand(b'@'), Pressed::Text(b'@')]);
    }

    #[test]
    fn a_command_without_end_is_not_remembered_for_ever() {
        let all = pressed(&format!("@{}\n", "X".repeat(10_000)));
        assert_eq!(all.last(), Some(&Pressed::Command("X".repeat(LONGEST_COMMAND))));
    }
}
