//! What an NCP keeps about one foreign host.

use std::collections::VecDeque;

use arpanet_kernel::Time;
use arpanet_wire::command::Command;
use litemap::LiteMap;

use crate::allocation::Space;
use crate::outgoing::Outgoing;
use crate::transmit::InTransit;
use crate::{ConnectionId, Gender, Pair};

/// Octets of control commands that may wait for one host before what it need not be told is withheld. Ten full messages.
const BACKLOG_OCTETS: usize = 1200;

/// Octets of control commands that may wait for one host before even the answers are withheld that NIC 8246 obliges us to
/// give. An honest host, whose RFNMs are slow, has not asked for so much.
const OVERWHELMED_OCTETS: usize = 10 * BACKLOG_OCTETS;

/// Echo questions that may wait for one host.
pub(crate) const ECHOES_WAITING: usize = 16;

/// The entry of a foreign host. Its size is bounded: by the links and by the profile, whatever the host does.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ForeignHost {
    /// Whether it may be talked to.
    pub contact: Contact,
    /// Not before this time does another RST go there. NIC 8246 p. 18.
    pub next_reset: Time,
    /// RST and RRP that wait: they go before everything, even while the host is being reset.
    pub resets: VecDeque<Command>,
    /// Commands that wait, in the order in which they are to take effect.
    pub commands: VecDeque<Outgoing>,
    /// Octets of `commands`.
    pub backlog_octets: usize,
    /// Messages without their answer from the IMP: at most one a link.
    pub in_transit: Vec<InTransit>,
    /// The message-id given last, where the profile uses them.
    pub last_message_id: u8,
    /// Connections on which we send, by the link that the host assigned.
    pub send_links: LiteMap<u8, Pair>,
    /// Connections on which we receive, by the link that we assigned.
    pub receive_links: LiteMap<u8, Pair>,
    /// The link that we assigned last.
    pub last_assigned: u8,
    /// The link on which data went last.
    pub last_served: u8,
    /// Entries in QUEUED.
    pub queued: u16,
    /// Entries in CLS-SENT for RFCs that we refused.
    pub refusals: u16,
    /// RFCs that we refused without an entry; their CLSs are still to come.
    pub forgotten_refusals: u16,
    /// The echo question that has gone out.
    pub echo: Option<Echo>,
    /// Echo questions that wait for the one before.
    pub echoes_waiting: VecDeque<(ConnectionId, u8)>,
    /// Start of the period in which `errors_sent` counts.
    pub errors_since: Time,
    /// ERRs sent in that period.
    pub errors_sent: u16,
}

/// Whether a host may be talked to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Contact {
    /// Nothing has passed between us since we came up.
    #[default]
    New,
    /// It has been heard of, or talked to.
    Current,
    /// We reset it and wait for RRP. NIC 8246 p. 18.
    Resetting(Resetting),
    /// The IMP said that it is dead.
    Dead,
}

/// A reset under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Resetting {
    /// RSTs that have left.
    pub sent: u8,
    /// RSTs to send in all.
    pub tries: u8,
    /// When to send the next one, or to give up; none while one waits to leave.
    pub deadline: Option<Time>,
}

/// An ECO that has no answer yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Echo {
    pub id: ConnectionId,
    pub data: u8,
    /// When the answer is overdue; none while the ECO waits to leave.
    pub deadline: Option<Time>,
}

impl ForeignHost {
    /// A host that we have not had to do with yet: not since we came up, or not worth remembering if that is long ago.
    pub fn met(has_come_up: bool) -> ForeignHost {
        let contact = if has_come_up { Contact::New } else { Contact::Current };
        ForeignHost { contact, ..ForeignHost::default() }
    }

    /// Whether a message on the link lacks its answer from the IMP. HH-166.
    pub fn is_blocked(&self, link: u8) -> bool {
        self.in_transit.iter().any(|message| message.link == link)
    }

    /// Whether only RST and RRP may go there. HH-154.
    pub fn is_held(&self) -> bool {
        matches!(self.contact, Contact::Resetting(_))
    }

    /// Whether a control message could go as far as this host is concerned.
    pub fn has_control(&self) -> bool {
        !self.is_blocked(0) && (!self.resets.is_empty() || !self.is_held() && !self.commands.is_empty())
    }

    /// Whether so much waits for the host that complaints are withheld: memory must stay bounded whatever a host does
    /// while its RFNMs fail to come.
    pub fn is_backlogged(&self) -> bool {
        self.backlog_octets >= BACKLOG_OCTETS
    }

    /// Whether even obliged answers are withheld.
    pub fn is_overwhelmed(&self) -> bool {
        self.backlog_octets >= OVERWHELMED_OCTETS
    }

    /// Puts a command behind those that wait.
    pub fn push(&mut self, command: Outgoing) {
        self.backlog_octets += command.length_octets();
        self.commands.push_back(command);
    }

    /// Adds to an ALL that waits for this link, if that is the last thing said about the link: two become one.
    pub fn join_allocation(&mut self, link: u8, more: Space) -> bool {
        let last = self.commands.iter_mut().rev().find(|command| command.speaks_of(link, Gender::Receive));
        let Some(Outgoing::Command(Command::All { messages, bits, .. })) = last else {
            return false;
        };
        let Some(sum) = Space::new(*messages, *bits).plus(more) else {
            return false;
        };
        (*messages, *bits) = (sum.messages, sum.bits);
        true
    }

    /// Takes the command that has waited longest.
    pub fn pop(&mut self) -> Option<Outgoing> {
        let command = self.commands.pop_front()?;
        self.backlog_octets -= command.length_octets();
        Some(command)
    }

    /// Takes back the waiting commands that `is_unwanted`, and says how many there were.
    pub fn withdraw(&mut self, is_unwanted: impl Fn(Outgoing) -> bool) -> usize {
        let before = self.commands.len();
        self.commands.retain(|command| !is_unwanted(*command));
        self.backlog_octets = self.commands.iter().map(|command| command.length_octets()).sum();
        before - self.commands.len()
    }

    /// The connections on which we send, or receive, by link.
    pub fn links_mut(&mut self, gender: Gender) -> &mut LiteMap<u8, Pair> {
        match gender {
            Gender::Send => &mut self.send_links,
            Gender::Receive => &mut self.receive_links,
        }
    }

    /// Forgets all commands that wait, but for RST and RRP.
    pub fn clear_commands(&mut self) {
        self.commands.clear();
        self.backlog_octets = 0;
    }

    /// Nothing waits, nothing is in transit, no answer is due.
    pub fn is_quiet(&self) -> bool {
        self.resets.is_empty()
            && self.commands.is_empty()
            && self.in_transit.is_empty()
            && self.echo.is_none()
            && !self.is_held()
    }
}
