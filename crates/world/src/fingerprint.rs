//! The fingerprint of a run: XXH3, 64 bits, seed 0, over what the hosts and the people at them could see.
//!
//! Each entry is a tag octet and then numbers as little-endian octets:
//!
//! ```text
//! 1  a message's last bit crossed an 1822 cable: time ns (8), host (2), direction (1: 0 to the IMP, 1 to the host),
//!    length in bits (4), its octets, the last filled with zeros
//! 2  the same for a synthetic message: time (8), host (2), direction (1), length in bits (4), and of its leader
//!    flags and type (1, bits 1-8), IMP (2), host (1), bits 17-32 (2)
//! 3  a program wrote to its terminal: time (8), host (2), job (4), length in octets (4), the text
//! 4  the end: reason (1: 0 idle, 1 deadline, 2 goal, 3 stalled)
//! ```
//!
//! Modem packets and counts of events are no part of it, so that idle housekeeping may be computed lazily.

use arpanet_kernel::{StopReason, Time};
use arpanet_wire::Leader;
use xxhash_rust::xxh3::Xxh3;

use crate::id::{HostId, JobId};
use crate::record::{CableMessage, Direction};

/// A fingerprint in the making. Always on.
#[derive(Clone)]
pub(crate) struct Fingerprint {
    hash: Xxh3,
}

impl Fingerprint {
    pub(crate) fn new() -> Fingerprint {
        Fingerprint { hash: Xxh3::new() }
    }

    /// The fingerprint of everything so far, and of ending for `reason`.
    pub(crate) fn ended(&self, reason: StopReason) -> u64 {
        let mut hash = self.hash.clone();
        hash.update(&[4, reason as u8]);
        hash.digest()
    }

    pub(crate) fn add_message(
        &mut self,
        now: Time,
        host: HostId,
        direction: Direction,
        message: &CableMessage<'_>,
    ) {
        let mut head = [0; 16];
        head[1..9].copy_from_slice(&now.as_ns().to_le_bytes());
        head[9..11].copy_from_slice(&host.0.to_le_bytes());
        head[11] = direction as u8;
        head[12..16].copy_from_slice(&(message.length_bits() as u32).to_le_bytes());
        match message {
            CableMessage::Real(bits) => {
                head[0] = 1;
                self.hash.update(&head);
                self.hash.update(bits.octets());
            }
            CableMessage::Synthetic { leader, .. } => {
                head[0] = 2;
                self.hash.update(&head);
                self.hash.update(&leader_octets(leader));
            }
        }
    }

    pub(crate) fn add_terminal(&mut self, now: Time, host: HostId, job: JobId, text: &str) {
        let mut head = [3; 19];
        head[1..9].copy_from_slice(&now.as_ns().to_le_bytes());
        head[9..11].copy_from_slice(&host.0.to_le_bytes());
        head[11..15].copy_from_slice(&job.0.to_le_bytes());
        head[15..19].copy_from_slice(&(text.len() as u32).to_le_bytes());
        self.hash.update(&head);
        self.hash.update(text.as_bytes());
    }
}

fn leader_octets(leader: &Leader) -> [u8; 6] {
    let flags = [leader.priority, leader.for_imp, leader.trace, leader.octal];
    let flags = flags.iter().fold(0, |octet, &flag| octet << 1 | u8::from(flag));
    let [imp_low, imp_high] = leader.address.imp.0.to_le_bytes();
    let [word_low, word_high] = leader.second_word().to_le_bytes();
    [flags << 4 | leader.message_type, imp_low, imp_high, leader.address.host, word_low, word_high]
}

#[cfg(test)]
mod tests {
    use super::*;
    use arpanet_wire::Bits;
    use xxhash_rust::xxh3::xxh3_64;

    #[test]
    fn a_fingerprint_is_the_hash_of_the_entries_as_laid_out() {
        let mut fingerprint = Fingerprint::new();
        let message = Bits::from_octets(&[0x05, 0x03, 0x01, 0x00]);
        let at = Time::from_ns(0x0102);
        fingerprint.add_message(at, HostId(7), Direction::ToHost, &CableMessage::Real(&message));
        let leader = Leader::from_words([0x8043, 0x0102]); // priority, to host 1 at IMP 3
        let synthetic = CableMessage::Synthetic { leader, text_bits: 16 };
        fingerprint.add_message(at, HostId(8), Direction::ToImp, &synthetic);
        fingerprint.add_terminal(at, HostId(7), JobId(1), "OK");
        let mut octets = vec![1, 2, 1, 0, 0, 0, 0, 0, 0, 7, 0, 1, 32, 0, 0, 0, 0x05, 0x03, 0x01, 0x00];
        octets.extend([2, 2, 1, 0, 0, 0, 0, 0, 0, 8, 0, 0, 48, 0, 0, 0, 0x80, 3, 0, 1, 0x02, 0x01]);
        octets.extend([3, 2, 1, 0, 0, 0, 0, 0, 0, 7, 0, 1, 0, 0, 0, 2, 0, 0, 0, b'O', b'K']);
        octets.extend([4, 1]);
        assert_eq!(fingerprint.ended(StopReason::Deadline), xxh3_64(&octets));
    }

    #[test]
    fn the_end_is_part_of_the_fingerprint() {
        let fingerprint = Fingerprint::new();
        assert_ne!(fingerprint.ended(StopReason::Idle), fingerprint.ended(StopReason::Stalled));
    }
}
