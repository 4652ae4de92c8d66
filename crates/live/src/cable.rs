//! A cable or line whose far end is a real machine: UDP, one datagram for each transfer, as the h316 emulator sends them.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use arpanet_scenario::wire::h316::{HostDatagram, ModemDatagram};
use arpanet_scenario::world::{Arrival, HostId, LineId};
use mio::net::UdpSocket;

use crate::counts::Counts;
use crate::framing::Framing;

/// What is at the far end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Far {
    /// A host; the cable is that of this host's interface.
    Host(HostId),
    /// The IMP of this host of ours.
    Imp(HostId),
    /// The IMP across this line.
    Neighbour(LineId),
}

/// One cable or line.
#[derive(Debug)]
pub(crate) struct Cable {
    pub far: Far,
    pub socket: UdpSocket,
    pub counts: Counts,
    /// There may be more to read.
    pub is_readable: bool,
    peer: SocketAddr,
    framing: Framing,
    /// Our ready line.
    ready: bool,
    /// Words of the present message that have come.
    message_words: usize,
    /// The rest of that message is thrown away.
    sheds: bool,
    /// When to call on an IMP that has not been heard yet.
    call_at: Option<Instant>,
}

/// Words that a message has at most; longer ones are not passed on. An IMP refuses what is longer than 506 itself.
const LONGEST_MESSAGE_WORDS: usize = 2048;
/// Octets of a datagram at most; a core image is the longest.
pub(crate) const LONGEST_DATAGRAM: usize = 10 + 2 * 13_776;
/// An IMP that is being started hears nothing for a while, and throws the first message away.
const CALL_EVERY: Duration = Duration::from_secs(1);
/// A NOP's two words.
const NOP: [u16; 2] = [0x0400, 0x0000];

impl Cable {
    /// Binds `local`, and listens to `peer` alone.
    pub(crate) fn open(far: Far, local: SocketAddr, peer: SocketAddr) -> io::Result<Cable> {
        Ok(Cable {
            far,
            socket: UdpSocket::bind(local)?,
            counts: Counts::default(),
            is_readable: true,
            peer,
            framing: Framing::default(),
            ready: false,
            message_words: 0,
            sheds: false,
            call_at: matches!(far, Far::Imp(_)).then(Instant::now),
        })
    }

    /// Reads datagrams until one is good; `None` when no more have come, or `budget` is spent.
    pub(crate) fn poll_arrival(&mut self, budget: &mut u32) -> Option<Arrival> {
        let mut datagram = [0; LONGEST_DATAGRAM + 1];
        while *budget > 0 {
            *budget -= 1;
            match self.socket.recv_from(&mut datagram) {
                Ok((_, from)) if from != self.peer => self.counts.strangers += 1,
                Ok((length, _)) => {
                    let arrival = self.read(&datagram[..length]);
                    if arrival.is_some() {
                        self.counts.received += 1;
                        return arrival;
                    }
                }
                Err(fault) if fault.kind() == ErrorKind::WouldBlock => {
                    self.is_readable = false;
                    return None;
                }
                // An earlier datagram met nobody at the peer's address: the peer will come, or come back.
                Err(_) => {}
            }
        }
        None
    }

    fn read(&mut self, datagram: &[u8]) -> Option<Arrival> {
        let arrival = match self.far {
            Far::Neighbour(line) => ModemDatagram::parse(datagram)
                .map(|ModemDatagram { sequence, words }| (sequence, Arrival::Line { line, words })),
            Far::Host(host) | Far::Imp(host) => {
                HostDatagram::parse(datagram).map(|HostDatagram { sequence, last, ready, words }| {
                    (sequence, Arrival::Cable { host, words, last, ready })
                })
            }
        };
        let Ok((sequence, mut arrival)) = arrival else {
            self.counts.garbage += 1;
            return None;
        };
        if !self.framing.takes(sequence, &mut self.counts) {
            return None;
        }
        self.call_at = None;
        if let Arrival::Cable { words, last, .. } = &mut arrival {
            self.message_words += words.len();
            let is_too_long = self.message_words > LONGEST_MESSAGE_WORDS;
            let sheds = self.sheds || is_too_long;
            self.sheds = sheds && !*last;
            if *last {
                self.message_words = 0;
            }
            if sheds {
                let end = end_of_shed(&arrival);
                let count = if is_too_long { &mut self.counts.garbage } else { &mut self.counts.flood };
                *count += u64::from(end.is_none());
                return end;
            }
        }
        Some(arrival)
    }

    /// The words are too many for the world, and the rest of their message will be so too; what is left of them is an end, if
    /// they had one.
    pub(crate) fn shed(&mut self, arrival: &Arrival) -> Option<Arrival> {
        self.counts.flood += 1;
        self.sheds = matches!(arrival, Arrival::Cable { last: false, .. });
        end_of_shed(arrival)
    }

    /// Sends words of a message, or none.
    pub(crate) fn send_words(&mut self, words: Vec<u16>, last: bool) {
        let sequence = self.framing.number();
        let datagram = HostDatagram { sequence, last, ready: self.ready, words }.emit();
        self.send(&datagram.expect("a piece of a message is short"));
    }

    /// Our ready line rises or falls.
    pub(crate) fn show_ready(&mut self, ready: bool) {
        self.ready = ready;
        // As the emulator does: a ready line is shown by a datagram without words that ends a message.
        self.send_words(Vec::new(), true);
    }

    /// Sends a packet.
    pub(crate) fn send_packet(&mut self, words: Vec<u16>) {
        let sequence = self.framing.number();
        let datagram = ModemDatagram { sequence, words }.emit();
        self.send(&datagram.expect("a packet is short"));
    }

    fn send(&mut self, datagram: &[u8]) {
        match self.socket.send_to(datagram, self.peer) {
            Ok(_) => self.counts.sent += 1,
            // A cable into which nobody has plugged anything; and a datagram that is lost is no news to a cable.
            Err(_) => self.counts.unsent += 1,
        }
    }

    /// Calls on an IMP that has not been heard: our ready line and a NOP, which an IMP never answers.
    pub(crate) fn call(&mut self, now: Instant) {
        if self.call_at.is_some_and(|at| at <= now) {
            self.call_at = Some(now + CALL_EVERY);
            self.show_ready(self.ready);
            self.send_words(NOP.to_vec(), true);
        }
    }

    /// When to call, if ever.
    pub(crate) fn next_call(&self) -> Option<Instant> {
        self.call_at
    }

    /// The peer's address.
    pub(crate) fn peer(&self) -> SocketAddr {
        self.peer
    }
}

/// The end of a message whose last words are thrown away, with what it shows of the ready line.
fn end_of_shed(arrival: &Arrival) -> Option<Arrival> {
    match *arrival {
        Arrival::Cable { host, last: true, ready, .. } => {
            Some(Arrival::Cable { host, words: Vec::new(), last: true, ready })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cable(far: Far) -> Cable {
        let local = SocketAddr::from(([127, 0, 0, 1], 0));
        Cable::open(far, local, local).expect("loopback has a free port")
    }

    /// A datagram of the emulator's framing with this number, some words more or fewer than it says, and noise in it.
    fn almost_right() -> impl Strategy<Value = Vec<u8>> {
        (0..3u32, 0..80u16, prop::collection::vec(any::<u8>(), 0..200)).prop_map(|(number, words, rest)| {
            let mut datagram = b"H316".to_vec();
            datagram.extend(number.to_be_bytes());
            datagram.extend(words.to_be_bytes());
            datagram.extend(rest);
            datagram
        })
    }

    /// Random octets; nearly right ones; cut off; and longer than any of the emulator's.
    fn datagrams() -> impl Strategy<Value = Vec<Vec<u8>>> {
        let datagram = prop_oneof![
            prop::collection::vec(any::<u8>(), 0..40),
            almost_right(),
            almost_right().prop_map(|mut datagram| {
                datagram.truncate(datagram.len() / 2);
                datagram
            }),
            (LONGEST_DATAGRAM..LONGEST_DATAGRAM + 2).prop_map(|length| vec![0x48; length]),
        ];
        prop::collection::vec(datagram, 0..60)
    }

    fn words_of(arrival: &Arrival) -> usize {
        match arrival {
            Arrival::Cable { words, .. } | Arrival::Line { words, .. } => words.len(),
            _ => 0,
        }
    }

    proptest! {
        #[test]
        fn a_datagram_arrives_or_is_counted_and_no_message_is_longer_than_is_passed_on(datagrams in datagrams()) {
            for far in [Far::Host(HostId(0)), Far::Imp(HostId(0)), Far::Neighbour(LineId(0))] {
                let mut cable = cable(far);
                let mut arrived = 0;
                for datagram in &datagrams {
                    if let Some(arrival) = cable.read(datagram) {
                        arrived += 1;
                        prop_assert!(words_of(&arrival) <= LONGEST_DATAGRAM / 2);
                    }
                }
                let Counts { garbage, late, .. } = cable.counts;
                prop_assert_eq!(arrived + garbage + late, datagrams.len() as u64);
            }
        }
    }

    #[test]
    fn words_without_end_are_passed_on_up_to_the_longest_message_and_then_counted() {
        let mut cable = cable(Far::Host(HostId(0)));
        let mut arrived = 0;
        for sequence in 0..100 {
            let datagram = HostDatagram { sequence, last: false, ready: true, words: vec![0; 63] }.emit();
            arrived += usize::from(cable.read(&datagram.expect("a piece is short")).is_some());
        }
        assert_eq!((arrived, cable.counts.garbage), (LONGEST_MESSAGE_WORDS / 63, 68));
    }

    /// The words of a datagram with this number that arrive, if it does.
    fn words_heard(cable: &mut Cable, sequence: u32, last: bool, words: usize) -> Option<usize> {
        let datagram = HostDatagram { sequence, last, ready: true, words: vec![0; words] }.emit();
        cable.read(&datagram.expect("a piece is short")).as_ref().map(words_of)
    }

    #[test]
    fn after_a_message_that_was_too_long_the_next_one_is_heard() {
        let mut cable = cable(Far::Host(HostId(0)));
        let pieces = LONGEST_MESSAGE_WORDS as u32 / 63;
        for sequence in 0..=pieces {
            words_heard(&mut cable, sequence, false, 63);
        }
        assert_eq!(words_heard(&mut cable, pieces + 1, true, 63), Some(0), "its end is told, without words");
        assert_eq!(words_heard(&mut cable, pieces + 2, true, 2), Some(2));
    }

    #[test]
    fn of_a_message_with_a_piece_too_many_only_the_end_is_passed_on() {
        let mut cable = cable(Far::Host(HostId(0)));
        let piece = Arrival::Cable { host: HostId(0), words: vec![0; 63], last: false, ready: true };
        assert_eq!(cable.shed(&piece), None);
        assert_eq!(words_heard(&mut cable, 0, false, 63), None);
        assert_eq!(words_heard(&mut cable, 1, true, 63), Some(0));
        assert_eq!((words_heard(&mut cable, 2, true, 2), cable.counts.flood), (Some(2), 2));
    }
}
