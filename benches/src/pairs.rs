//! Bare connections: two NCPs whose messages reach each other at once, without IMPs. One listens, the other asks; both requests,
//! the first allocation, and both CLS.

use arpanet_kernel::Time;
use arpanet_ncp::{Allowance, ConnectionId, Event, Input, Ncp, Output, Profile, SocketName};
use arpanet_scenario::wire::{Bits, HostAddress, ImpNumber, Leader};

/// A local socket that receives and one that sends (NIC 8246 p. 7).
const SOCKETS: [u32; 2] = [4, 5];
const ADDRESSES: [HostAddress; 2] =
    [HostAddress { imp: ImpNumber(1), host: 0 }, HostAddress { imp: ImpNumber(2), host: 0 }];

/// Two NCPs.
pub struct Pairs {
    ncps: [Ncp; 2],
    now: Time,
    next: u32,
    /// Messages under way, with who sent them.
    cable: Vec<(usize, Bits)>,
    outputs: Vec<Output>,
}

impl Default for Pairs {
    fn default() -> Pairs {
        Pairs {
            ncps: ADDRESSES.map(|address| Ncp::new(Profile::default(), address)),
            now: Time::ZERO,
            next: 0,
            cable: Vec::new(),
            outputs: Vec::new(),
        }
    }
}

impl Pairs {
    /// Opens a connection and closes it again; how many ends were opened and closed: four.
    pub fn open_and_close(&mut self) -> u32 {
        self.next += 1;
        self.now = self.now.after_ns(1_000_000_000);
        let id = ConnectionId(self.next);
        let allowance = Allowance::default();
        let listen =
            Input::Listen { id, local: SOCKETS[0], byte_size: 8, host: None, socket: None, allowance };
        let foreign = SocketName { host: ADDRESSES[0], number: SOCKETS[0] };
        let ask = Input::Init { id, local: SOCKETS[1], foreign, byte_size: 8, allowance };
        let inputs = [(0, listen), (1, ask), (1, Input::Close { id })];
        inputs.into_iter().map(|(host, input)| self.input(host, input)).sum()
    }

    /// One input and all that comes of it at both ends.
    fn input(&mut self, host: usize, input: Input) -> u32 {
        let mut seen = self.handle(host, input);
        while !self.cable.is_empty() {
            let (from, message) = self.cable.remove(0);
            let leader = Leader::parse(&message).expect("an NCP's messages have leaders");
            if leader.message_type == 0 {
                let rfnm = Leader { message_type: 5, ..leader }.emit().expect("the address fits");
                seen += self.handle(from, Input::FromImp(rfnm));
                let arrived = Leader { address: ADDRESSES[from], ..leader };
                let mut arrived = arrived.emit().expect("the address fits");
                arrived.extend(&message.slice(32, usize::MAX));
                // The interface pads to a word of 16 bits with a one and zeros.
                arrived.push(1, 1);
                while !arrived.length_bits().is_multiple_of(16) {
                    arrived.push(0, 1);
                }
                seen += self.handle(1 - from, Input::FromImp(arrived));
            }
        }
        seen
    }

    fn handle(&mut self, host: usize, input: Input) -> u32 {
        self.ncps[host].handle(self.now, input, &mut self.outputs);
        let mut seen = 0;
        for output in self.outputs.drain(..) {
            match output {
                Output::ToImp(message) => self.cable.push((host, message)),
                Output::Event { event: Event::Opened { .. } | Event::Closed(_), .. } => seen += 1,
                _ => {}
            }
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_connection_is_opened_and_closed_at_both_ends() {
        let mut pairs = Pairs::default();
        for nth in 0..100 {
            assert_eq!(pairs.open_and_close(), 4, "connection {nth}");
        }
    }
}
