//! What the date of a network decides about the program in its IMPs.

/// The settings of one IMP's program. The default is January 1973.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImpSettings {
    /// How often routing messages go out.
    pub routing_interval: RoutingInterval,
    /// Software checksums on routing messages: since the black hole of 1971 (RFC 528 p. 3).
    pub routing_checksums: bool,
    /// Software checksums on every packet, checked at each hop: since 13 March 1973 (RFC 528).
    pub packet_checksums: bool,
    /// The checksum is made by the source IMP and checked before the destination host gets the packet: since 19 June
    /// 1973 (RFC 528).
    pub end_to_end_checks: bool,
    /// The routing program checks its own code before it runs: since 22 May 1973 (RFC 528).
    pub routing_code_checks: bool,
    /// The leader's message-id is kept and returned with the RFNM: since July 1973 (RFC 533).
    pub message_id: bool,
    /// Reassembly limit: allocated + in use + wanted stays below it.
    pub reassembly_buffers: u16,
    /// Store-and-forward limit: in use + 1 stays below it.
    pub store_and_forward_buffers: u16,
    /// How buffers for multi-packet messages are had.
    pub flow_control: FlowControl,
    /// The artefacts of the emulator that plays the real program: for captures and attached peers, not for history.
    pub emulator_artefacts: bool,
}

impl Default for ImpSettings {
    fn default() -> ImpSettings {
        ImpSettings {
            routing_interval: RoutingInterval::EverySlowTick,
            routing_checksums: true,
            packet_checksums: false,
            end_to_end_checks: false,
            routing_code_checks: false,
            message_id: false,
            reassembly_buffers: 66,
            store_and_forward_buffers: 20,
            flow_control: FlowControl::RequestAllocate,
            emulator_artefacts: false,
        }
    }
}

/// How often routing messages go out on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoutingInterval {
    /// Every 640 ms on every line, as in August 1973 (RFC 619 p. 8).
    EverySlowTick,
    /// By the line's speed and load: every 128 ms on an idle 50 kb/s line, as in December 1973 (RFC 619 p. 8).
    BySpeedAndLoad,
}

/// How an IMP sees to it that a multi-packet message finds buffers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowControl {
    /// It asks before it sends: request for eight, allocation, and the allocation that rides on the RFNM.
    RequestAllocate,
    /// It sends and hopes, as until 1972: the program that could lock up in reassembly (RFC 626 p. 1).
    SendUnasked,
}
