//! One end of a pair of connections, played by a test: it gets them by the ICP, says octets and hears octets, and
//! interrupts, with no protocol of its own above that.

use arpanet_wire::command::Command;
use arpanet_wire::{Bits, HostAddress};

use crate::perfect_subnet::PerfectSubnet;
use crate::sites::bits;

/// The base of the block that a scripted user has, or a scripted server gives.
const BASE: u32 = 0x12300;
/// The link on which a scripted user is sent S, and the one on which either is sent octets.
const NUMBER_LINK: u8 = 40;
const OCTETS_LINK: u8 = 41;
/// Allocation that never runs out.
const PLENTY: (u16, u32) = (60_000, 4_000_000_000);

/// The end.
#[derive(Clone, Debug)]
pub struct ScriptedEnd {
    /// The scripted host.
    pub peer: HostAddress,
    /// The real host at the other end.
    pub host: HostAddress,
    /// The first socket of the real host's block: U or S.
    pub foreign_base: u32,
    /// The byte sizes of the connections: from us, to us.
    pub byte_sizes: (u8, u8),
    sends: (u32, u32),
    receives: (u32, u32),
    send_link: u8,
}

impl ScriptedEnd {
    /// As a user, gets connections with the service at `socket` of a real host.
    pub fn call(net: &mut PerfectSubnet, peer: HostAddress, host: HostAddress, socket: u32) -> ScriptedEnd {
        let end = ScriptedEnd::call_without_allocation(net, peer, host, socket);
        end.allow(net, PLENTY);
        end
    }

    /// As [`ScriptedEnd::call`], but what the host may send is left to [`ScriptedEnd::allow`].
    pub fn call_without_allocation(
        net: &mut PerfectSubnet,
        peer: HostAddress,
        host: HostAddress,
        socket: u32,
    ) -> ScriptedEnd {
        net.say(peer, host, &[Command::Rts { my_socket: BASE, your_socket: socket, link: NUMBER_LINK }]);
        net.say(peer, host, &[Command::All { link: NUMBER_LINK, messages: 1, bits: 32 }]);
        let number = |net: &PerfectSubnet| {
            let data = net.data(host, peer);
            data.into_iter().find_map(|(link, text)| (link == NUMBER_LINK).then(|| text.get(0, 32))?)
        };
        assert!(net.run_until(|net| number(net).is_some()), "no S came:\n{}", net.told());
        let s = number(net).expect("it was there a moment ago") as u32;
        net.expect(host, peer, "CLS", |command| matches!(command, Command::Cls { .. }).then_some(()));
        net.say(peer, host, &[Command::Cls { my_socket: BASE, your_socket: socket }]);
        let mut end = ScriptedEnd {
            peer,
            host,
            foreign_base: s,
            byte_sizes: (8, 8),
            sends: (BASE + 3, s),
            receives: (BASE + 2, s + 1),
            send_link: 0,
        };
        end.open(net);
        end.send_link = end.link_given(net);
        end
    }

    /// As the server at `socket`, gives connections to the program of a real host that has asked for them, or will.
    pub fn serve(net: &mut PerfectSubnet, peer: HostAddress, host: HostAddress, socket: u32) -> ScriptedEnd {
        let (u, link) = net.expect(host, peer, "RTS for the service", |command| match command {
            Command::Rts { my_socket, your_socket, link } if *your_socket == socket => {
                Some((*my_socket, *link))
            }
            _ => None,
        });
        net.say(peer, host, &[Command::Str { my_socket: socket, your_socket: u, byte_size: 32 }]);
        net.expect(host, peer, "ALL", |command| matches!(command, Command::All { .. }).then_some(()));
        net.send_data(peer, host, link, 32, &bits(u64::from(BASE), 32));
        net.say(peer, host, &[Command::Cls { my_socket: socket, your_socket: u }]);
        let mut end = ScriptedEnd {
            peer,
            host,
            foreign_base: u,
            byte_sizes: (8, 8),
            sends: (BASE + 1, u + 2),
            receives: (BASE, u + 3),
            send_link: 0,
        };
        end.open(net);
        end.allow(net, PLENTY);
        end.send_link = end.link_given(net);
        end
    }

    /// Lets the host send so many more messages and bits.
    pub fn allow(&self, net: &mut PerfectSubnet, (messages, bits): (u16, u32)) {
        net.say(self.peer, self.host, &[Command::All { link: OCTETS_LINK, messages, bits }]);
    }

    /// Sends octets.
    pub fn send(&self, net: &mut PerfectSubnet, octets: &[u8]) {
        net.send_data(self.peer, self.host, self.send_link, 8, &Bits::from_octets(octets));
    }

    /// Sends INS for the connection on which octets are sent.
    pub fn interrupt(&self, net: &mut PerfectSubnet) {
        net.say(self.peer, self.host, &[Command::Ins { link: self.send_link }]);
    }

    /// Closes the connection on which octets are sent.
    pub fn close_sending(&self, net: &mut PerfectSubnet) {
        let (my_socket, your_socket) = self.sends;
        net.say(self.peer, self.host, &[Command::Cls { my_socket, your_socket }]);
    }

    /// Closes the connection on which octets are received.
    pub fn close_receiving(&self, net: &mut PerfectSubnet) {
        let (my_socket, your_socket) = self.receives;
        net.say(self.peer, self.host, &[Command::Cls { my_socket, your_socket }]);
    }

    /// All octets that the host has sent so far.
    pub fn heard(&self, net: &PerfectSubnet) -> Vec<u8> {
        net.data(self.host, self.peer)
            .into_iter()
            .filter(|(link, _)| *link == OCTETS_LINK)
            .flat_map(|(_, text)| text.octets().to_vec())
            .collect()
    }

    /// Runs until the host has sent these octets, one after another, among others.
    pub fn hears(&self, net: &mut PerfectSubnet, octets: impl AsRef<[u8]>) {
        let octets = octets.as_ref();
        let has_heard =
            |net: &PerfectSubnet| self.heard(net).windows(octets.len()).any(|heard| heard == octets);
        if !net.run_until(has_heard) {
            let heard = self.heard(net);
            panic!(
                "never heard {:?} in {:?}",
                String::from_utf8_lossy(octets),
                String::from_utf8_lossy(&heard)
            );
        }
    }

    /// How often the host has interrupted us (INS on the connection on which it sends).
    pub fn interrupts(&self, net: &PerfectSubnet) -> usize {
        let ins = Command::Ins { link: OCTETS_LINK };
        net.commands(self.host, self.peer).into_iter().filter(|command| *command == ins).count()
    }

    /// Octets that the host has allowed us to send so far.
    pub fn allowed_octets(&self, net: &PerfectSubnet) -> u64 {
        let allowed = net.commands(self.host, self.peer).into_iter().map(|command| match command {
            Command::All { link, bits, .. } if link == self.send_link => u64::from(bits),
            _ => 0,
        });
        allowed.sum::<u64>() / 8
    }

    /// Whether the host has closed, or has agreed to close, both connections.
    pub fn is_closed(&self, net: &PerfectSubnet) -> bool {
        let commands = net.commands(self.host, self.peer);
        let has_closed = |(ours, theirs): (u32, u32)| {
            commands.contains(&Command::Cls { my_socket: theirs, your_socket: ours })
        };
        has_closed(self.sends) && has_closed(self.receives)
    }

    fn open(&mut self, net: &mut PerfectSubnet) {
        let (my_socket, your_socket) = self.sends;
        net.say(self.peer, self.host, &[Command::Str { my_socket, your_socket, byte_size: 8 }]);
        let (my_socket, your_socket) = self.receives;
        net.say(self.peer, self.host, &[Command::Rts { my_socket, your_socket, link: OCTETS_LINK }]);
        let (ours, theirs) = self.receives;
        self.byte_sizes.1 = net.expect(self.host, self.peer, "STR", |command| match command {
            Command::Str { my_socket, your_socket, byte_size } => {
                ((*my_socket, *your_socket) == (theirs, ours)).then_some(*byte_size)
            }
            _ => None,
        });
    }

    /// The link that the host has given for what we send, once it has also allowed us to send.
    fn link_given(&self, net: &mut PerfectSubnet) -> u8 {
        let (ours, theirs) = self.sends;
        let given = net.expect(self.host, self.peer, "RTS", |command| match command {
            Command::Rts { my_socket, your_socket, link } if (*my_socket, *your_socket) == (theirs, ours) => {
                Some(*link)
            }
            _ => None,
        });
        net.expect(self.host, self.peer, "ALL", |command| match command {
            Command::All { link, .. } => (*link == given).then_some(()),
            _ => None,
        });
        given
    }
}
