//! What the project recommends: NIC 8246 with queueing and listening both, as "the intent of the protocol" is (p. 12).

use super::*;

/// The choices.
pub const PROFILE: Profile = Profile {
    settle_ns: SECOND / 2,
    opening_nops: 3,
    word_bits: 1,
    message_ids: false,
    max_message_bits: 8095,
    imp_down_limit_ns: 120 * SECOND,

    commands_per_message: 120,
    nop_fill_octets: 1,
    send_errors: true,
    heed_errors: false,

    early_rfcs: EarlyRfcs::Queue,
    unacceptable_rfcs: UnacceptableRfcs::Refuse,
    queue_per_socket: 16,
    queue_per_host: 64,
    queue_limit_ns: 120 * SECOND,
    rfc_limit_ns: Some(180 * SECOND),
    repeated_rfcs: RepeatedRfcs::Error,
    max_connections: 512,

    close_limit_ns: 120 * SECOND,
    drain_limit_ns: 300 * SECOND,
    refusals_per_host: 64,

    allocation: AllocationPolicy { pace: AllocationPace::BelowHalf, messages: 20, bits: 32_000 },
    send_buffer_bits: 32_000,
    receive_buffer_bits: 64_000,
    resynchronisation: Resynchronisation::None,

    broadcast_reset: false,
    reset_first: false,
    distrust_the_dead: false,
    reset_limit_ns: 60 * SECOND,
    reset_tries: 2,

    echo_limit_ns: 30 * SECOND,
    rfnm_limit_ns: 120 * SECOND,
    incomplete: IncompletePolicy { data_tries: 5, control_tries: 10 },
    in_doubt: InDoubt::Resend,
};

/// Where the choices come from.
pub const SOURCES: &[(&str, &str)] = &[
    ("settle_ns", "RFC 642 p. 3: about half a second"),
    ("opening_nops", "IMP program 3050 p. 120: the first message is thrown away; it sends three itself"),
    ("word_bits", "assumed: a host that counts in bits"),
    ("message_ids", "RFC 533 p. 1: no obligation, and not before July 1973"),
    ("max_message_bits", "RFC 381 p. 3"),
    ("imp_down_limit_ns", "assumed: long enough for an IMP's restart"),
    ("commands_per_message", "NIC 8246 p. 21: as many as fit into 120 octets"),
    ("nop_fill_octets", "RFC 618 p. 2 wonders why anyone would"),
    ("send_errors", "NIC 8246 p. 25: may"),
    ("heed_errors", "RFC 467 p. 6 is a proposal"),
    ("early_rfcs", "NIC 8246 p. 12, RFC 165 p. 5: queue as space allows"),
    ("unacceptable_rfcs", "RFC 438 p. 2: other requests are refused"),
    ("queue_per_socket", "assumed; NIC 8246 p. 11 wants a bound"),
    ("queue_per_host", "assumed; NIC 8246 p. 11 wants a bound"),
    ("queue_limit_ns", "assumed; NIC 8246 p. 11: no prescribed lifetime"),
    (
        "rfc_limit_ns",
        "assumed, longer than RFCs wait in our own queue; NIC 8246 p. 11: no prescribed lifetime",
    ),
    ("repeated_rfcs", "RFC 492 p. 7: an ERR, and no change"),
    ("max_connections", "assumed"),
    ("close_limit_ns", "NIC 8246 p. 14: one to five minutes"),
    ("drain_limit_ns", "assumed: a lost ALL must not hold a socket for ever"),
    ("refusals_per_host", "assumed; NIC 8246 p. 13: no host can store an unending stream"),
    ("allocation", "RFC 618 p. 2 for the pace; the level is assumed"),
    ("send_buffer_bits", "assumed: four full messages"),
    ("receive_buffer_bits", "assumed: twice the allocation"),
    ("resynchronisation", "none: RFC 467 and RFC 492 p. 6 are proposals"),
    ("broadcast_reset", "NIC 8246 p. 18: no host is obliged to"),
    ("reset_first", "RFC 492 p. 6 is a proposal"),
    ("distrust_the_dead", "RFC 492 p. 6 is a proposal"),
    ("reset_limit_ns", "NIC 8246 p. 18: a reasonable time; RFC 714 p. 13: 60 s"),
    ("reset_tries", "assumed"),
    ("echo_limit_ns", "assumed"),
    ("rfnm_limit_ns", "RFC 618 p. 1: 30 s is too short; the IMP program gives up after 34 to 51 s"),
    ("incomplete", "RFC 516 p. 1, RFC 492 p. 6: a bounded number of times; the numbers are assumed"),
    ("in_doubt", "RFC 642 p. 1-2: the message being sent is considered lost"),
];
