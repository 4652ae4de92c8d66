//! What an IMP is told before it starts: its number, lines and hosts, and the settings that belong to a date.

use arpanet_wire::ImpNumber;

/// One IMP.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Its number.
    pub number: ImpNumber,
    /// The highest number in the network; tables have one entry for each number up to it.
    pub highest: ImpNumber,
    /// Its modem lines, at most five in life.
    pub lines: Vec<LineConfig>,
    /// Host interfaces that are fitted, 0 to 4: hosts 0, 1 ... up to this number.
    pub hosts: u8,
    /// When the slow clock ticks: at this time and every 640 ms after it. Below 640 ms.
    pub phase_ns: u64,
    /// What depends on the date and the version.
    pub settings: Settings,
}

/// One modem line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineConfig {
    /// Bits per second.
    pub rate_bps: u32,
}

/// What depends on the date and the version of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How ways through the network are found.
    pub routing: Routing,
    /// Which software checks are in the program.
    pub checks: Checks,
    /// Bits 25-28 of the leader are part of the message-id (July 1973, RFC 533); before, the program clears them.
    pub message_id: bool,
    /// Buffers and table sizes.
    pub limits: Limits,
    /// How a destination is kept from being flooded.
    pub flow_control: FlowControl,
    /// History, or the emulator that runs the real program today.
    pub compat: Compat,
    /// Nanoseconds in one count of the clock: 100,000 in life; 20,000 in the emulator's stock configuration, so that
    /// every timer runs five times too fast.
    pub count_ns: u64,
    /// Trouble reports every 52.4 s, and to whom.
    pub reports: Option<ImpNumber>,
    /// Each trouble report is followed by one on throughput: version 3050. In August 1973 there was half as much (RFC 619:
    /// 2.29 messages a minute from each IMP in December, about half that in August).
    pub throughput_reports: bool,
    /// Nanoseconds for a reload over a line when no neighbour answers the request for a core image: a man with a paper tape.
    pub paper_tape_ns: u64,
}

/// How ways are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Routing {
    /// The distance vector of 1973.
    Adaptive(RoutingPeriod),
    /// The tables given at the start, for ever; lines count as up, and no routing messages are sent. For networks larger
    /// than history's.
    Static,
}

/// How often an IMP sends routing messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoutingPeriod {
    /// Every 640 ms on every line: August 1973 and before (RFC 528 p. 2: "every 2/3 of a second").
    SlowTick,
    /// By the speed and load of the line, 128 ms on an idle 50 kb/s line: version 3050 (RFC 635 p. 5, note).
    SpeedAndLoad,
}

/// The software checks (RFC 528), each with the date when it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checks {
    /// Checksums on routing messages: 1971.
    pub routing: bool,
    /// Checksums on all packets, verified on input from a line: 13 March 1973.
    pub packets: bool,
    /// The routing message is checked against its intended contents, and the routing program against its code, before use: 22 May 1973.
    pub routing_code: bool,
    /// Verified again before retransmission and before a packet is given to its host: 19 June 1973.
    pub end_to_end: bool,
}

/// Buffers and table sizes. RFC 626 reasons with 24 reassembly buffers; the reality of version 3050 is the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Packet buffers in all.
    pub buffers: u16,
    /// Buffers that stay free for input from the lines.
    pub minimum_free: u16,
    /// Store-and-forward: one more must stay below this.
    pub store_and_forward: u16,
    /// Reassembly: allocated, in use and wanted together must stay below this.
    pub reassembly: u16,
    /// Reassembly blocks, one for each message in pieces.
    pub reassembly_blocks: u8,
    /// Pending packet table: single-packet messages not yet answered.
    pub pending_packets: u8,
    /// Pending leader table: multi-packet messages not yet answered.
    pub pending_leaders: u8,
    /// Allocations held from other IMPs.
    pub allocations: u8,
}

/// How a destination is kept from being flooded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowControl {
    /// A multi-packet message waits for eight buffers at its destination (IMP program of 1972 and later).
    Allocation,
    /// The older program: packets are sent at once and find a buffer or not. Multi-packet messages can lock up
    /// their destination (RFC 626 p. 1, RFC 635 p. 2).
    Older,
}

/// Which world the machine lives in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compat {
    /// The IMP and its interfaces of 1973.
    History,
    /// The emulator that runs the real program today: messages with data end in an empty last packet, no more than
    /// 441 data words get through, no padding, short leaders are not noticed, no error flip-flop.
    Emulator,
}

impl Limits {
    /// Version 3050 in 16 K of memory.
    pub const VERSION_3050: Limits = Limits {
        buffers: 80,
        minimum_free: 4,
        store_and_forward: 20,
        reassembly: 66,
        reassembly_blocks: 8,
        pending_packets: 8,
        pending_leaders: 12,
        allocations: 8,
    };
}

impl Settings {
    /// January 1973: routing every 640 ms, checksums on routing messages only, no message-id.
    pub const JANUARY_1973: Settings = Settings {
        routing: Routing::Adaptive(RoutingPeriod::SlowTick),
        checks: Checks { routing: true, packets: false, routing_code: false, end_to_end: false },
        message_id: false,
        limits: Limits::VERSION_3050,
        flow_control: FlowControl::Allocation,
        compat: Compat::History,
        count_ns: 100_000,
        reports: None,
        throughput_reports: false,
        paper_tape_ns: 600_000_000_000,
    };

    /// August 1973: all checks and message-ids, routing still every 640 ms.
    pub const AUGUST_1973: Settings = Settings {
        checks: Checks { routing: true, packets: true, routing_code: true, end_to_end: true },
        message_id: true,
        ..Settings::JANUARY_1973
    };

    /// Version 3050 of September 1973: routing by speed and load.
    pub const VERSION_3050: Settings = Settings {
        routing: Routing::Adaptive(RoutingPeriod::SpeedAndLoad),
        throughput_reports: true,
        ..Settings::AUGUST_1973
    };

    /// Version 3050 as the emulator runs it.
    pub const EMULATOR: Settings =
        Settings { compat: Compat::Emulator, count_ns: 20_000, ..Settings::VERSION_3050 };
}

/// What an IMP that has been running for long knows, for a start without the minutes of coming up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarmTables {
    /// For each IMP number from 0 to the highest: the best way there, `None` when there is none (and for the IMP itself).
    pub ways: Vec<Option<Way>>,
    /// For each line: the IMP at its other end when the line is up.
    pub neighbours: Vec<Option<ImpNumber>>,
    /// For each host interface: whether the host is up.
    pub hosts_up: [bool; 4],
}

/// The way to an IMP in settled tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    /// The line with the fewest hops.
    pub hop_line: LineIndex,
    /// How many hops.
    pub hops: u8,
    /// The line with the least delay; packets take this one.
    pub delay_line: LineIndex,
    /// The delay: 4 for each hop in an idle network.
    pub delay: u16,
}

/// A modem line of an IMP, 0 to 4. The program's own numbers are one higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineIndex(pub u8);

/// A host interface of an IMP, 0 to 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostIndex(pub u8);
