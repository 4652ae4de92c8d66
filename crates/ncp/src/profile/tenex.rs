//! TENEX: PDP-10s at BBN, SRI, Utah, USC-ISI, Case and elsewhere.

use super::*;

/// The choices.
pub const PROFILE: Profile = Profile {
    word_bits: 36,
    allocation: AllocationPolicy { pace: AllocationPace::EachMessage, messages: 8, bits: 17_724 },
    receive_buffer_bits: 36_000,
    broadcast_reset: true,
    ..reference::PROFILE
};

/// Where the choices come from.
pub const SOURCES: &[(&str, &str)] = &[
    ("word_bits", "the PDP-10's word; that its interface sends whole words is assumed"),
    (
        "allocation",
        "RFC 573 p. 7: 17724 bits; RFC 567 p. 1: an ALL for each message; the messages are assumed",
    ),
    ("receive_buffer_bits", "assumed: twice the allocation"),
    ("broadcast_reset", "RFC 636 p. 3: a reset command to all other hosts after a reload"),
    ("early_rfcs", "assumed: queued, since RFC 438, written at BBN, has servers called in any order"),
];
