//! One message lost in a host's interface: what RFC 467 p. 1 names among the causes of a connection that stands still.
//!
//! The message has crossed the cable, so the IMP is content and sends the RFNM; the host's NCP never hears of it.

use arpanet_wire::HostAddress;
use arpanet_wire::command::Commands;
use arpanet_wire::host_host::Message;

use crate::cable::Incoming;

/// Which message is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageLoss {
    /// What is in it.
    pub what: LostKind,
    /// Who sent it; anybody when left out.
    pub from: Option<HostAddress>,
    /// The how-manieth such message since the fault struck, from 1.
    pub nth: u32,
}

/// What is in a message that is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LostKind {
    /// This command, alone or among others: they are lost together.
    Command {
        /// Its opcode. NIC 8246 p. 26.
        opcode: u8,
    },
    /// Data of a connection.
    Data,
}

impl MessageLoss {
    /// Counts a message that has come; true when it is the one.
    pub(crate) fn strikes(&mut self, incoming: &Incoming) -> bool {
        if !self.concerns(incoming) {
            return false;
        }
        self.nth = self.nth.saturating_sub(1);
        self.nth == 0
    }

    fn concerns(&self, incoming: &Incoming) -> bool {
        let Incoming::Real { bits, .. } = incoming else { return false };
        let leader = incoming.leader();
        if leader.message_type != 0 || self.from.is_some_and(|from| from != leader.address) {
            return false;
        }
        let Ok(message) = Message::parse(bits) else { return false };
        match (self.what, leader.link) {
            (LostKind::Command { opcode }, 0) => {
                let octets = message.text().octets();
                Commands::new(octets).filter_map(Result::ok).any(|command| command.opcode() == opcode)
            }
            (LostKind::Data, link) => link != 0,
            (LostKind::Command { .. }, _) => false,
        }
    }
}
