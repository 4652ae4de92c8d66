//! Lines of text from the octets of a connection, and on a TELNET connection the signals among them.

use arpanet_wire::telnet::{Command, Item, NewForm, Reader};

/// Longer lines are cut here.
const LONGEST_LINE: usize = 4096;

/// What has come of the line that is not yet complete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineMaker {
    tells_signals: bool,
    reader: Reader,
    begun: Vec<u8>,
}

impl LineMaker {
    /// For a connection on which signals are worth telling, or not.
    pub fn new(tells_signals: bool) -> LineMaker {
        LineMaker { tells_signals, ..LineMaker::default() }
    }

    /// Takes octets; gives the lines that they complete. A signal of TELNET is a line of its own, in brackets, where signals
    /// are told, and counts for nothing elsewhere; so does NUL.
    pub fn take(&mut self, octets: &[u8]) -> Vec<String> {
        let (mut items, mut lines) = (Vec::new(), Vec::new());
        self.reader.read(octets, &mut items);
        for item in items {
            match item {
                Item::Character(b'\n') => lines.push(self.finish()),
                Item::Character(b'\r' | 0) => {}
                Item::Character(character) if self.begun.len() < LONGEST_LINE => self.begun.push(character),
                Item::Character(_) => {}
                signal => lines.extend(signal_name(&signal).filter(|_| self.tells_signals)),
            }
        }
        lines
    }

    fn finish(&mut self) -> String {
        String::from_utf8_lossy(&std::mem::take(&mut self.begun)).into_owned()
    }
}

/// A signal that says something: NOP does not.
fn signal_name(item: &Item) -> Option<String> {
    match item {
        Item::NewForm(NewForm::Command(Command::Nop)) | Item::Character(_) | Item::Unknown(_) => None,
        Item::Signal(signal) => Some(format!("[{signal}]")),
        Item::NewForm(NewForm::Command(command)) => Some(format!("[IAC {command}]")),
        Item::NewForm(NewForm::Negotiation(negotiation)) => Some(format!("[{negotiation}]")),
        Item::NewForm(NewForm::Data255) => Some("[IAC IAC]".to_owned()),
        Item::NewForm(NewForm::Subnegotiation(parameters)) => Some(format!("[SB {parameters:?} SE]")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_complete_at_cr_lf_however_they_are_cut() {
        let mut maker = LineMaker::default();
        assert_eq!(maker.take(b"300 Hel"), Vec::<String>::new());
        assert_eq!(maker.take(b"lo\r\n230 You\xff\x00 are in\r\n2"), ["300 Hello", "230 You are in"]);
    }

    #[test]
    fn signals_are_told_where_they_are_wanted_and_spoil_no_line() {
        let octets = b"PASS\x85WORD\xff\xfd\x01 \xff\xf9\r\n";
        assert_eq!(LineMaker::new(false).take(octets), ["PASSWORD "]);
        let told = ["[HIDE YOUR INPUT]", "[DO ECHO]", "[IAC GA]", "PASSWORD "];
        assert_eq!(LineMaker::new(true).take(octets), told);
    }
}
