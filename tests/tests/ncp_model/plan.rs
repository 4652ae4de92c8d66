//! What a trial is made of: profiles, delays, faults and the temper of its processes, all drawn from the seed.

use arpanet_kernel::Stream;
use arpanet_ncp::{
    AllocationPace, AllocationPolicy, EarlyRfcs, IncompletePolicy, Mismatch, Profile, RepeatedRfcs,
    Resynchronisation, UnacceptableRfcs,
};

pub const MS: u64 = 1_000_000;
pub const SECOND: u64 = 1000 * MS;

#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub profiles: [Profile; 2],
    /// How long the processes go on.
    pub length_ns: u64,
    /// Mean pause between two calls of one host's processes.
    pub pause_ns: u64,
    /// Mean delay of a message, and of an answer.
    pub delay_ns: u64,
    /// No delay is longer.
    pub longest_delay_ns: u64,
    /// Control messages that may vanish.
    pub losses: u32,
    /// Part of the messages that draw type 8 or 9.
    pub undelivered: f64,
    /// Part of the RFNMs that never come.
    pub rfnms_lost: f64,
    pub crashes: u32,
    pub resets: u32,
    /// Sockets of each gender that the processes use: few, so that they meet.
    pub sockets: u64,
    /// Nothing is lost, nobody crashes, nobody resets.
    pub is_calm: bool,
}

impl Plan {
    pub fn drawn(dice: &mut Stream) -> Plan {
        let is_calm = dice.chance(0.3);
        let some = |dice: &mut Stream, most: u64| if is_calm { 0 } else { dice.below(most + 1) as u32 };
        let delay_ns = [5 * MS, 200 * MS, 2 * SECOND, 8 * SECOND][dice.below(4) as usize];
        let resynchronisation = resynchronisation(dice);
        Plan {
            profiles: [profile(dice, resynchronisation), profile(dice, resynchronisation)],
            length_ns: (60 + dice.below(600)) * SECOND,
            pause_ns: [300 * MS, SECOND, 4 * SECOND][dice.below(3) as usize],
            delay_ns,
            longest_delay_ns: 40 * SECOND,
            losses: some(dice, 3),
            undelivered: if is_calm || dice.chance(0.5) { 0.0 } else { 0.03 },
            rfnms_lost: if is_calm || dice.chance(0.7) { 0.0 } else { 0.02 },
            crashes: some(dice, 2),
            resets: some(dice, 2),
            sockets: 2 + dice.below(6),
            is_calm,
        }
    }

    /// From now on nothing goes wrong.
    pub fn stop(&mut self) {
        self.losses = 0;
        self.undelivered = 0.0;
        self.rfnms_lost = 0.0;
    }
}

/// Both ends must know the same way, or none.
fn resynchronisation(dice: &mut Stream) -> Resynchronisation {
    match dice.below(4) {
        0 => Resynchronisation::ResetConnection { stalled_ns: (20 + dice.below(100)) * SECOND },
        1 => {
            let mismatch = if dice.chance(0.5) { Mismatch::Close } else { Mismatch::Resume };
            Resynchronisation::Audit { silent_ns: (30 + dice.below(100)) * SECOND, mismatch }
        }
        _ => Resynchronisation::None,
    }
}

fn profile(dice: &mut Stream, resynchronisation: Resynchronisation) -> Profile {
    let pace = [AllocationPace::BelowHalf, AllocationPace::EachMessage, AllocationPace::WhenEmpty];
    let allocation = AllocationPolicy {
        pace: pace[dice.below(3) as usize],
        messages: [1, 2, 20, u16::MAX][dice.below(4) as usize],
        bits: [255, 1000, 20_000][dice.below(3) as usize],
    };
    // A host that comes up tells the others, one way or the other: without, nobody could know.
    let broadcast_reset = dice.chance(0.5);
    Profile {
        settle_ns: dice.below(2) * SECOND / 2,
        word_bits: [1, 16, 36][dice.below(3) as usize],
        message_ids: dice.chance(0.3),
        max_message_bits: [8095, 1000][dice.below(2) as usize],
        commands_per_message: [1, 120][dice.below(2) as usize],
        nop_fill_octets: [1, 4][dice.below(2) as usize],
        heed_errors: dice.chance(0.3),
        early_rfcs: if dice.chance(0.3) { EarlyRfcs::Refuse } else { EarlyRfcs::Queue },
        unacceptable_rfcs: if dice.chance(0.3) { UnacceptableRfcs::Leave } else { UnacceptableRfcs::Refuse },
        queue_per_socket: 1 + dice.below(4) as u16,
        queue_limit_ns: (10 + dice.below(100)) * SECOND,
        rfc_limit_ns: Some((10 + dice.below(170)) * SECOND),
        repeated_rfcs: if dice.chance(0.3) { RepeatedRfcs::Reopen } else { RepeatedRfcs::Error },
        allocation,
        send_buffer_bits: [2000, 32_000][dice.below(2) as usize],
        receive_buffer_bits: 64_000,
        resynchronisation,
        broadcast_reset,
        reset_first: !broadcast_reset || dice.chance(0.5),
        distrust_the_dead: dice.chance(0.3),
        // More than two of three losses.
        reset_tries: 3,
        incomplete: IncompletePolicy { data_tries: [0, 1, 10][dice.below(3) as usize], control_tries: 20 },
        ..Profile::REFERENCE
    }
}
