//! The books of an IMP: what must be true after every input, checked from the outside by tests.

use crate::host_output::short_buffers;
use crate::imp::Imp;
use crate::peer::WINDOW;
use arpanet_wire::ImpNumber;
use std::fmt;

/// Two counts that should agree and do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imbalance {
    /// Buffers counted as holding a packet, and packets found.
    Buffers {
        /// The count.
        counted: u16,
        /// The packets.
        found: u16,
    },
    /// Store-and-forward buffers counted, and packets on lines.
    StoreAndForward {
        /// The count.
        counted: u16,
        /// The packets.
        found: u16,
    },
    /// Reassembly buffers counted as in use, and those that blocks and hosts' queues account for.
    Reassembly {
        /// The count.
        counted: u16,
        /// The buffers.
        found: u16,
    },
    /// Unanswered numbers to an IMP, and entries of the tables that wait for one of them.
    Unanswered {
        /// To which IMP.
        to: ImpNumber,
        /// How many numbers.
        numbers: u16,
        /// How many entries.
        entries: u16,
    },
    /// More buffers hold packets than there are.
    TooManyBuffers {
        /// Below zero.
        free: i32,
    },
}

/// How far the message numbers of a pair of IMPs are, as one of them sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// The number of the next message to the other.
    pub next: u8,
    /// The number of the oldest message from the other that has not come.
    pub expected: u8,
}

impl Imp {
    /// Whether the books balance: buffers in use are buffers queued, and every entry that waits for an answer has a number
    /// in flight.
    ///
    /// # Errors
    /// The first imbalance found.
    pub fn audit(&self) -> Result<(), Imbalance> {
        self.audit_buffers()?;
        self.audit_numbers()
    }

    /// How far the numbers of messages to and from another IMP are.
    pub fn numbers_with(&self, other: ImpNumber) -> Option<Numbers> {
        self.peer(other).map(|peer| Numbers { next: peer.next(), expected: peer.oldest_expected() })
    }

    /// The messages that are held or coming together here, by the IMP that they are from.
    pub fn held_messages(&self) -> impl Iterator<Item = ImpNumber> + '_ {
        self.blocks.iter().map(|(_, block)| block.from)
    }

    fn audit_buffers(&self) -> Result<(), Imbalance> {
        let slots = || self.lines.iter().flat_map(|line| line.channels.slots());
        let found = slots().count() as u16;
        let counted = self.buffers.store_and_forward;
        if counted != found {
            return Err(Imbalance::StoreAndForward { counted, found });
        }
        let messages = || self.ports.iter().flat_map(crate::host_port::HostPort::messages);
        let queued: u16 = messages().map(|message| message.pieces().count() as u16).sum();
        let reserved: u16 = self.blocks.iter().map(|(_, block)| block.reserved).sum();
        let (counted, found) = (self.buffers.in_use, queued + reserved);
        if counted != found {
            return Err(Imbalance::Reassembly { counted, found });
        }
        let own_slots = slots().filter(|slot| slot.pending.is_none()).count();
        let stored: u16 = self.blocks.iter().map(|(_, block)| block.stored()).sum();
        let senders = self.senders.iter().filter(|sender| sender.has_buffer).count();
        let found = (own_slots + self.ppt.used() + senders + self.rerouted.len()) as u16
            + stored
            + queued
            + short_buffers(self.shorts);
        let counted = self.buffers.used;
        if counted != found {
            return Err(Imbalance::Buffers { counted, found });
        }
        let free = self.buffers.free();
        if free < 0 { Err(Imbalance::TooManyBuffers { free }) } else { Ok(()) }
    }

    fn audit_numbers(&self) -> Result<(), Imbalance> {
        for (to, peer) in self.peers.iter() {
            let unanswered = peer.unanswered().count() as u16;
            let single = self.ppt.iter().filter(|(_, entry)| entry.waiting.leader.address.imp == to);
            let single = single.filter(|(_, entry)| peer.is_unanswered(entry.number)).count();
            let multi = self.plt.iter().filter(|(_, entry)| entry.waiting.leader.address.imp == to);
            let multi = multi
                .filter(|(_, entry)| entry.number.is_some_and(|number| peer.is_unanswered(number)))
                .count();
            let entries = self.ppt.iter().filter(|(_, entry)| entry.waiting.leader.address.imp == to).count()
                + self
                    .plt
                    .iter()
                    .filter(|(_, entry)| entry.waiting.leader.address.imp == to && entry.number.is_some())
                    .count();
            let waiting = (single + multi) as u16;
            if unanswered > u16::from(WINDOW) || usize::from(waiting) != entries {
                return Err(Imbalance::Unanswered { to, numbers: unanswered, entries: entries as u16 });
            }
        }
        Ok(())
    }
}

impl fmt::Display for Imbalance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Imbalance::Buffers { counted, found } => {
                write!(f, "{counted} buffers counted, {found} packets found")
            }
            Imbalance::StoreAndForward { counted, found } => {
                write!(f, "{counted} store-and-forward buffers counted, {found} packets on lines")
            }
            Imbalance::Reassembly { counted, found } => {
                write!(f, "{counted} reassembly buffers counted, {found} accounted for")
            }
            Imbalance::Unanswered { to, numbers, entries } => {
                write!(f, "{entries} messages wait for answers of IMP {to}, {numbers} numbers are in flight")
            }
            Imbalance::TooManyBuffers { free } => write!(f, "{free} buffers free"),
        }
    }
}

impl std::error::Error for Imbalance {}
