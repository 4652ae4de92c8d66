//! The TIP: terminals on an IMP, no files, no listening processes.

use super::*;

/// The choices.
pub const PROFILE: Profile = Profile {
    word_bits: 16,
    early_rfcs: EarlyRfcs::Refuse,
    queue_per_socket: 1,
    queue_per_host: 4,
    rfc_limit_ns: Some(60 * SECOND),
    max_connections: 128,
    allocation: AllocationPolicy { pace: AllocationPace::BelowHalf, messages: 2, bits: 1600 },
    send_buffer_bits: 1600,
    receive_buffer_bits: 3200,
    broadcast_reset: true,
    ..reference::PROFILE
};

/// Where the choices come from.
pub const SOURCES: &[(&str, &str)] = &[
    ("word_bits", "the 316's word"),
    ("early_rfcs", "assumed: no space for queueing (NIC 8246 p. 11), and nobody who would listen later"),
    ("queue_per_socket", "assumed: for held sockets only"),
    ("queue_per_host", "assumed: for held sockets only"),
    ("rfc_limit_ns", "RFC 636 p. 1: about 60 seconds for the logger"),
    ("max_connections", "assumed: 63 terminals, two connections each"),
    ("allocation", "RFC 346: one line of text is buffered at a time; the numbers are assumed"),
    ("send_buffer_bits", "assumed: a line"),
    ("receive_buffer_bits", "assumed: a line or two"),
    ("broadcast_reset", "RFC 305 p. 1: RSTs from a TIP under test reached sites that had never heard of it"),
];
