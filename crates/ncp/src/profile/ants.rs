//! ANTS: the ARPA Network Terminal System of the University of Illinois, a PDP-11.

use super::*;

/// The choices.
pub const PROFILE: Profile = Profile {
    word_bits: 16,
    early_rfcs: EarlyRfcs::Refuse,
    allocation: AllocationPolicy { pace: AllocationPace::EachMessage, messages: 1, bits: 4000 },
    send_buffer_bits: 8000,
    receive_buffer_bits: 8000,
    max_connections: 64,
    ..reference::PROFILE
};

/// Where the choices come from.
pub const SOURCES: &[(&str, &str)] = &[
    ("word_bits", "the PDP-11's word"),
    ("early_rfcs", "assumed: a small host without space for queueing (NIC 8246 p. 11)"),
    ("allocation", "assumed: one buffer"),
    ("send_buffer_bits", "assumed"),
    ("receive_buffer_bits", "assumed"),
    ("max_connections", "assumed"),
];
