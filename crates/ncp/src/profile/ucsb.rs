//! UCSB: the IBM 360/75 at Santa Barbara, OS/360, with the network's file system (Simple-Minded File System).

use super::*;

/// The choices.
pub const PROFILE: Profile = Profile {
    word_bits: 8,
    early_rfcs: EarlyRfcs::Refuse,
    allocation: AllocationPolicy { pace: AllocationPace::EachMessage, messages: 2, bits: 16_000 },
    ..reference::PROFILE
};

/// Where the choices come from.
pub const SOURCES: &[(&str, &str)] = &[
    ("word_bits", "assumed: a 360 channel moves octets"),
    ("early_rfcs", "assumed: one of the NCPs without space for queueing (NIC 8246 p. 11)"),
    ("allocation", "assumed"),
];
