//! INS and INR: "The meaning of the 'interrupt' is not defined at this level" (NIC 8246 p. 16). No data is flushed, no
//! allocation is needed or changed, and each one is told. HH-138 to HH-143.

use arpanet_wire::HostAddress;
use arpanet_wire::command::Command;

use crate::connection::State;
use crate::ncp::Turn;
use crate::outgoing::Outgoing;
use crate::{ConnectionId, Event, Misuse, Pair};

impl Turn<'_> {
    /// INS from a sender, INR from a receiver; "legal only when a connection using the link number ... is established"
    /// (NIC 8246 p. 17). It goes at once: the control link has no flow control. HH-138, HH-139, HH-140, HH-141.
    pub fn interrupt(&mut self, id: ConnectionId) {
        let Some(pair) = self.pair_of(id) else {
            return;
        };
        let command = match self.ncp.connections.get(&pair).map(|connection| &connection.state) {
            Some(State::Sending(sender)) => Command::Ins { link: sender.link },
            Some(State::Receiving(receiver)) => Command::Inr { link: receiver.link },
            _ => return self.misused(id, Misuse::NotOpen),
        };
        if self.ncp.host(pair.foreign.host).is_backlogged() {
            return self.misused(id, Misuse::TooMuch);
        }
        self.push(pair.foreign.host, command);
    }

    /// For the process that sends on the link. HH-139.
    pub fn on_interrupt_by_receiver(&mut self, host: HostAddress, link: u8, command: &Command) {
        let Some(pair) = self.sender_on(host, link, Outgoing::Command(*command)) else {
            return;
        };
        self.pass_on(pair);
    }

    /// For the process that receives on the link. HH-138, HH-143.
    pub fn on_interrupt_by_sender(&mut self, host: HostAddress, link: u8, command: &Command) {
        let Some(pair) = self.receiver_on(host, link, Outgoing::Command(*command)) else {
            return;
        };
        self.pass_on(pair);
    }

    fn pass_on(&mut self, pair: Pair) {
        if let Some(id) = self.ncp.connections.get(&pair).and_then(|connection| connection.id) {
            self.tell(id, Event::Interrupted);
        }
    }
}
