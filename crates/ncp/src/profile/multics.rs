//! Multics: the Honeywell 645 of MIT's Project MAC, whose E. Meyer wrote RFC 492.

use super::*;

/// The choices.
pub const PROFILE: Profile = Profile {
    word_bits: 36,
    early_rfcs: EarlyRfcs::Refuse,
    repeated_rfcs: RepeatedRfcs::Error,
    reset_first: true,
    distrust_the_dead: true,
    ..reference::PROFILE
};

/// Where the choices come from.
pub const SOURCES: &[(&str, &str)] = &[
    ("word_bits", "the 645's word; that its interface sends whole words is assumed"),
    ("early_rfcs", "assumed; RFC 492 p. 1 knows only that the target host replies negatively"),
    ("repeated_rfcs", "RFC 492 p. 7, principle 5"),
    ("reset_first", "RFC 492 p. 6, principle 3; that its author's system kept to it is assumed"),
    ("distrust_the_dead", "RFC 492 p. 6, principle 2; that its author's system kept to it is assumed"),
];
