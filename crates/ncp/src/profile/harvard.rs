//! Harvard: the PDP-10 HARV-10 under TOPS-10, whose NCP also ran at Carnegie-Mellon (RFC 618).

use super::*;

/// The choices.
pub const PROFILE: Profile = Profile {
    word_bits: 36,
    nop_fill_octets: 1,
    allocation: AllocationPolicy { pace: AllocationPace::BelowHalf, messages: 20, bits: 16_000 },
    reset_first: true,
    rfnm_limit_ns: 30 * SECOND,
    ..reference::PROFILE
};

/// Where the choices come from.
pub const SOURCES: &[(&str, &str)] = &[
    ("word_bits", "the PDP-10's word; that its interface sends whole words is assumed"),
    ("nop_fill_octets", "RFC 618 p. 3: no NOP sent"),
    ("allocation", "RFC 618 p. 2: topped up below half; the level is assumed"),
    ("reset_first", "inferred from RFC 618 p. 3: 226 RSTs sent in a week without a restart"),
    ("rfnm_limit_ns", "RFC 618 p. 1: \"I believe is 30 seconds\""),
];
