//! A host interface, its IMP-to-host side: status, ready lines, queues.
//!
//! Two-word messages (RFNMs and the like) go first, then priority messages, then regular ones. IMP program 3050; RFC 394.

use crate::config::HostIndex;
use crate::io::HostStatus;
use crate::reassembly::Message;
use arpanet_kernel::Time;
use arpanet_wire::Leader;
use std::collections::VecDeque;

/// One host interface.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HostPort {
    pub(crate) index: HostIndex,
    /// The interface is there at all.
    pub(crate) fitted: bool,
    pub(crate) status: HostStatus,
    /// The host's ready line as it is, and as last sampled.
    pub(crate) ready_now: bool,
    pub(crate) ready_sampled: bool,
    /// The IMP's own ready line.
    pub(crate) own_ready: bool,
    /// The own line goes up again at the next slow tick.
    pub(crate) flapping: bool,
    /// Two-word messages.
    pub(crate) short: VecDeque<Leader>,
    pub(crate) priority: VecDeque<Queued>,
    pub(crate) regular: VecDeque<Queued>,
    /// The message of which the host has begun to take packets, or is about to.
    pub(crate) current: Option<Message>,
    /// What the host is taking.
    pub(crate) giving: Option<Giving>,
    pub(crate) tally: HostTally,
}

/// A message in a host's queue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Queued {
    pub(crate) message: Message,
    pub(crate) since: Time,
}

/// What a host is taking, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Giving {
    pub(crate) what: Given,
    pub(crate) since: Time,
}

/// The two things that a host takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    Short,
    /// The next packet of the current message.
    Packet,
}

/// Counts for the trouble reports, since the last one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct HostTally {
    /// Messages and packets to and from other sites.
    pub(crate) away: Flow,
    /// Messages and packets to and from this site.
    pub(crate) home: Flow,
    pub(crate) words_sent: u16,
    pub(crate) words_received: u16,
}

/// Counts in both directions, as seen by the host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flow {
    pub(crate) messages_sent: u16,
    pub(crate) messages_received: u16,
    pub(crate) packets_sent: u16,
    pub(crate) packets_received: u16,
}

impl HostPort {
    pub(crate) fn new(index: HostIndex, fitted: bool) -> HostPort {
        HostPort {
            index,
            fitted,
            status: HostStatus::Held,
            ready_now: false,
            ready_sampled: false,
            own_ready: false,
            flapping: false,
            short: VecDeque::new(),
            priority: VecDeque::new(),
            regular: VecDeque::new(),
            current: None,
            giving: None,
            tally: HostTally::default(),
        }
    }

    /// Whether messages from the network are taken for the host.
    pub(crate) fn is_up(&self) -> bool {
        self.status == HostStatus::Up
    }

    /// Whether the host can be told anything: its IMP is not just starting and it did not leave.
    pub(crate) fn listens(&self) -> bool {
        matches!(self.status, HostStatus::Up | HostStatus::GoingDown)
    }

    /// Messages and parts of messages that wait for the host.
    pub(crate) fn messages(&self) -> impl Iterator<Item = &Message> {
        let queued = self.priority.iter().chain(&self.regular).map(|queued| &queued.message);
        queued.chain(&self.current)
    }

    /// Whether anything is under way that will end: what waits for a ready line that is off does not count.
    pub(crate) fn is_quiet(&self) -> bool {
        let stuck = !self.ready_now || !self.own_ready;
        self.messages().next().is_none() && (stuck || (self.short.is_empty() && self.giving.is_none()))
    }

    /// Whether the host takes a two-word message, and nothing else is there for it.
    pub(crate) fn gives_its_last_short(&self) -> bool {
        self.giving.is_some_and(|giving| giving.what == Given::Short)
            && self.short.len() == 1
            && self.messages().next().is_none()
    }

    /// Whether the host takes nothing at present and something waits for it.
    pub(crate) fn has_something_to_give(&self) -> bool {
        self.giving.is_none()
            && self.own_ready
            && (self.current.is_some()
                || !self.short.is_empty()
                || !self.priority.is_empty()
                || !self.regular.is_empty())
    }

    pub(crate) fn queue(&mut self, message: Message, priority: bool, now: Time) {
        let queue = if priority { &mut self.priority } else { &mut self.regular };
        queue.push_back(Queued { message, since: now });
    }
}
