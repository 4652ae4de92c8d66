//! A command that waits for its control message: one of NIC 8246, or one of RFC 467.

use arpanet_wire::command::{Command, Experiment};

use crate::Gender;

/// What waits to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outgoing {
    Command(Command),
    ResetBySender { link: u8 },
    ResetByReceiver { link: u8 },
}

impl Outgoing {
    /// Whether the command is one that the sender, or the receiver, on this link says about its connection. A link
    /// number can name two connections with one host, one each way.
    pub fn speaks_of(self, link: u8, gender: Gender) -> bool {
        let (said_of, said_by) = match self {
            Outgoing::Command(
                Command::All { link, .. } | Command::Gvb { link, .. } | Command::Inr { link },
            )
            | Outgoing::ResetByReceiver { link } => (link, Gender::Receive),
            Outgoing::Command(Command::Ret { link, .. } | Command::Ins { link })
            | Outgoing::ResetBySender { link } => (link, Gender::Send),
            Outgoing::Command(_) => return false,
        };
        (said_of, said_by) == (link, gender)
    }

    /// Whether the command is an ALL or a GVB on this link.
    pub fn allocates(self, link: u8) -> bool {
        match self {
            Outgoing::Command(Command::All { link: of, .. } | Command::Gvb { link: of, .. }) => of == link,
            _ => false,
        }
    }

    /// Whether the command is our RFC for this pair of sockets, ours first.
    pub fn requests(self, local: u32, foreign: u32) -> bool {
        matches!(
            self,
            Outgoing::Command(Command::Rts { my_socket, your_socket, .. } | Command::Str { my_socket, your_socket, .. })
                if (my_socket, your_socket) == (local, foreign)
        )
    }

    /// Whether the command is an ALL on this link.
    pub fn is_allocation(self, link: u8) -> bool {
        matches!(self, Outgoing::Command(Command::All { link: of, .. }) if of == link)
    }

    pub fn length_octets(self) -> usize {
        match self {
            Outgoing::Command(command) => command.length_octets(),
            Outgoing::ResetBySender { .. } | Outgoing::ResetByReceiver { .. } => Experiment::LENGTH_OCTETS,
        }
    }

    pub fn emit(self, out: &mut Vec<u8>) {
        match self {
            Outgoing::Command(command) => command.emit(out),
            Outgoing::ResetBySender { link } => out.extend(Experiment::Rcs { link }.octets()),
            Outgoing::ResetByReceiver { link } => out.extend(Experiment::Rcr { link }.octets()),
        }
    }
}
