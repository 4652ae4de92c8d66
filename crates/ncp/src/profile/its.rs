//! ITS: the PDP-10s of the MIT Artificial Intelligence Laboratory and of Project MAC's Dynamic Modeling group.

use super::*;

/// The choices.
pub const PROFILE: Profile = Profile {
    word_bits: 36,
    queue_limit_ns: 30 * SECOND,
    allocation: AllocationPolicy { pace: AllocationPace::WhenEmpty, messages: 8, bits: 2944 },
    receive_buffer_bits: 8192,
    ..reference::PROFILE
};

/// Where the choices come from.
pub const SOURCES: &[(&str, &str)] = &[
    ("word_bits", "the PDP-10's word; that its interface sends whole words is assumed"),
    ("queue_limit_ns", "assumed: as long as it takes to load a server for the socket"),
    ("allocation", "RFC 573 p. 7: 2944 bits, and none before the last is used up; the messages are assumed"),
    ("receive_buffer_bits", "assumed"),
];
