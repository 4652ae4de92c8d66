//! The count of an IMP's packet buffers and the limits that keep them from locking up.
//!
//! Eighty buffers in all. One is always armed for input on each line. The rest are free or hold a packet: on its way
//! out (store and forward), in reassembly or on a host's queue, being read from a host, or waiting for an answer.
//! IMP program 3050; RFC 626.

use crate::config::Limits;
use crate::io::{Reassembly, Refusal};

/// Buffers that a local process needs free beyond the minimum before it takes a single-packet message.
const SPARE_FOR_SINGLE: i32 = 1;

/// The counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Buffers {
    limits: Limits,
    /// Armed for input, one for each line.
    armed: u16,
    /// Holding a packet, wherever.
    pub(crate) used: u16,
    /// Of these, on a line's queue or unacknowledged.
    pub(crate) store_and_forward: u16,
    /// Reassembly: holding or reserved for a message that has begun to arrive.
    pub(crate) in_use: u16,
    /// Reassembly: promised to other IMPs.
    pub(crate) allocated: u16,
}

impl Buffers {
    pub(crate) fn new(limits: Limits, lines: usize) -> Buffers {
        Buffers { limits, armed: lines as u16, used: 0, store_and_forward: 0, in_use: 0, allocated: 0 }
    }

    /// Buffers that hold nothing and are not armed. Never negative in fact; a number that may be compared freely.
    pub(crate) fn free(&self) -> i32 {
        i32::from(self.limits.buffers) - i32::from(self.armed) - i32::from(self.used)
    }

    /// Whether one more packet may be stored and forwarded.
    pub(crate) fn may_forward(&self) -> Result<(), Refusal> {
        if self.store_and_forward + 1 >= self.limits.store_and_forward {
            return Err(Refusal::StoreAndForward);
        }
        if self.free() - i32::from(self.allocated) - self.minimum_free() < 0 {
            return Err(Refusal::Buffers);
        }
        Ok(())
    }

    /// Whether so many more buffers may be promised or put to use for reassembly.
    pub(crate) fn may_reassemble(&self, wanted: u16) -> bool {
        self.allocated + self.in_use + wanted < self.limits.reassembly
    }

    /// Whether a single-packet message may be taken without an allocation.
    pub(crate) fn may_take_single(&self) -> bool {
        self.may_reassemble(1) && self.free() > self.minimum_free() + SPARE_FOR_SINGLE
    }

    /// Whether a buffer may be taken to read from a host.
    pub(crate) fn may_read(&self) -> bool {
        self.free() - self.minimum_free() >= 0
    }

    /// A promise of `count` buffers is kept or withdrawn.
    pub(crate) fn take_back(&mut self, count: u16) {
        self.allocated = self.allocated.saturating_sub(count);
    }

    /// What is promised and what is in use.
    pub(crate) const fn reassembly(&self) -> Reassembly {
        Reassembly { allocated: self.allocated, in_use: self.in_use }
    }

    fn minimum_free(&self) -> i32 {
        i32::from(self.limits.minimum_free)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buffers() -> Buffers {
        Buffers::new(Limits::VERSION_3050, 1)
    }

    /// IMP program 3050: "test is count+1 < 20", so nineteen at most.
    #[test]
    fn nineteen_packets_may_be_on_their_way_out() {
        let mut buffers = buffers();
        buffers.store_and_forward = 18;
        assert_eq!(buffers.may_forward(), Ok(()));
        buffers.store_and_forward = 19;
        assert_eq!(buffers.may_forward(), Err(Refusal::StoreAndForward));
    }

    /// IMP program 3050: allocated + in use + wanted < 66: eight allocations of eight leave room for one single packet.
    #[test]
    fn eight_allocations_leave_room_for_one_single_packet() {
        let mut buffers = buffers();
        buffers.allocated = 56;
        assert!(buffers.may_reassemble(8));
        buffers.allocated = 64;
        assert!(!buffers.may_reassemble(8));
        assert!(buffers.may_reassemble(1));
        buffers.in_use = 1;
        assert!(!buffers.may_reassemble(1));
    }

    /// IMP program 3050: free buffers less allocations less four must not be negative.
    #[test]
    fn allocated_buffers_are_not_used_for_forwarding() {
        let mut buffers = buffers();
        buffers.allocated = 64;
        buffers.used = 11;
        assert_eq!(buffers.may_forward(), Ok(()));
        buffers.used = 12;
        assert_eq!(buffers.may_forward(), Err(Refusal::Buffers));
    }
}
