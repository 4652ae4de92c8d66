//! UCLA-CCN: the IBM 360/91 of the Campus Computing Network, OS/360.

use super::*;

/// The choices.
pub const PROFILE: Profile = Profile {
    word_bits: 8,
    early_rfcs: EarlyRfcs::Queue,
    send_errors: true,
    allocation: AllocationPolicy { pace: AllocationPace::EachMessage, messages: 4, bits: 16_000 },
    ..reference::PROFILE
};

/// Where the choices come from.
pub const SOURCES: &[(&str, &str)] = &[
    ("word_bits", "assumed: a 360 channel moves octets"),
    ("early_rfcs", "assumed: RFC 202, from here, takes it that both sides may issue their RFCs unasked"),
    ("send_errors", "RFC 618 p. 3 prints an ERR from UCLA-CCN"),
    ("allocation", "assumed"),
];
