//! As much of today's TELNET (RFC 854, 857, 858) as a terminal needs that `telnet` shows: we echo, and both go ahead.
//!
//! Requests of the client are taken out of what it sends and not answered: we have said what we do, and do nothing else.

const IAC: u8 = 255;
const DONT: u8 = 254;
const WILL: u8 = 251;
const SB: u8 = 250;
const SE: u8 = 240;
const ECHO: u8 = 1;
const SUPPRESS_GO_AHEAD: u8 = 3;

/// What we say first.
pub(crate) const GREETING: [u8; 6] = [IAC, WILL, ECHO, IAC, WILL, SUPPRESS_GO_AHEAD];

/// What is between the client's octets and a terminal's keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Telnet {
    state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    /// After a return: a linefeed or a null after it belongs to it.
    Return,
    Command,
    /// After WILL, WONT, DO or DONT.
    Option,
    /// Inside a subnegotiation; true after an IAC in it.
    Sub(bool),
}

impl Telnet {
    /// The keys in what the client has sent.
    pub(crate) fn keys(&mut self, octets: &[u8]) -> Vec<u8> {
        octets.iter().filter_map(|octet| self.key(*octet)).collect()
    }

    fn key(&mut self, octet: u8) -> Option<u8> {
        let (state, key) = match (self.state, octet) {
            (State::Text | State::Return, IAC) => (State::Command, None),
            (State::Return, b'\n' | 0) => (State::Text, None),
            (State::Text | State::Return, b'\r') => (State::Return, Some(octet)),
            (State::Text | State::Return, _) => (State::Text, Some(octet)),
            (State::Command, IAC) => (State::Text, Some(octet)),
            (State::Command, SB) => (State::Sub(false), None),
            (State::Command, WILL..=DONT) => (State::Option, None),
            (State::Command | State::Option, _) => (State::Text, None),
            (State::Sub(false), IAC) => (State::Sub(true), None),
            (State::Sub(true), SE) => (State::Text, None),
            (State::Sub(_), _) => (State::Sub(false), None),
        };
        self.state = state;
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negotiation_is_taken_out_wherever_it_is_cut() {
        let sent = [
            b'a', IAC, 253, ECHO, b'b', IAC, SB, 31, 0, IAC, IAC, 24, IAC, SE, b'c', IAC, 241, IAC, IAC, b'd',
        ];
        for cut in 0..sent.len() {
            let mut telnet = Telnet::default();
            let mut keys = telnet.keys(&sent[..cut]);
            keys.extend(telnet.keys(&sent[cut..]));
            assert_eq!(keys, [b'a', b'b', b'c', IAC, b'd'], "cut at {cut}");
        }
    }

    #[test]
    fn the_end_of_a_line_is_one_return() {
        assert_eq!(Telnet::default().keys(b"@L 4\r\nx\r\0y\rz\n"), b"@L 4\rx\ry\rz\n");
    }
}
