//! What an NCP counts: what RFC 618 p. 2-3 prints of Harvard's, and more.

mod sum;
mod typescript;

use std::collections::{BTreeMap, VecDeque};

use arpanet_kernel::Time;
use arpanet_wire::HostAddress;
use arpanet_wire::command::{Command, ErrorReport};

use crate::outgoing::Outgoing;

/// ERRs that are kept for the operator.
const ERRORS_KEPT: usize = 32;

/// Upper bounds, in bits, of the classes of data message sizes. RFC 618 p. 3.
const SIZE_BOUNDS: [usize; 11] = [1, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192];

/// Everything counted since the NCP came up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Errors found in what came from foreign hosts.
    pub errors: ErrorCounts,
    /// All of them, by ERR or not: what ERR was sent for, if the profile and the rate allowed.
    pub errors_detected: u64,
    /// Control commands received.
    pub received: CommandCounts,
    /// Control commands sent.
    pub sent: CommandCounts,
    /// ERRs sent, by code.
    pub sent_errors: BTreeMap<u8, u64>,
    /// ERRs received, by code.
    pub received_errors: BTreeMap<u8, u64>,
    /// The latest ERRs received, the oldest first.
    pub recent_errors: VecDeque<RecordedError>,
    /// The latest ALL for a link on which we do not send: from whom, which link.
    pub last_discarded_allocation: Option<(HostAddress, u8)>,

    /// Messages from the IMP, by type.
    pub from_imp: [u64; 16],
    /// Messages to the IMP, by type.
    pub sent_to_imp: [u64; 16],
    /// Messages sent once more.
    pub messages_sent_again: u64,
    /// RFNMs for which nothing was in transit.
    pub discarded_rfnms: u64,
    /// RFNMs that never came.
    pub simulated_rfnms: u64,
    /// Answers of any type for which nothing was in transit.
    pub stray_answers: u64,
    /// Messages suspected lost after an error without identification.
    pub possibly_lost: u64,
    /// Messages from the IMP itself.
    pub ignored_from_imp: u64,
    /// Messages of types that nobody has assigned.
    pub unassigned_types: u64,
    /// Messages on links of experiments.
    pub ignored_links: u64,
    /// Messages whose M1 or M2 was not zero.
    pub nonzero_fillers: u64,

    /// Data messages sent, without repetitions.
    pub data_messages_sent: u64,
    /// Bits of text in them.
    pub data_bits_sent: u64,
    /// Bits of text in data messages received.
    pub data_bits_received: u64,
    /// Data messages received, by size.
    pub data_sizes: [u64; 11],
    /// Data messages that came after our CLS.
    pub data_after_close: u64,
    /// Commands for a link that came after our CLS.
    pub commands_after_close: u64,
    /// Commands and messages that came while we waited for RRP.
    pub ignored_during_reset: u64,

    /// Connections opened.
    pub connections_opened: u64,
    /// Connections closed.
    pub connections_closed: u64,
    /// RFCs refused.
    pub requests_refused: u64,
    /// RFCs of our own that nobody answered.
    pub requests_timed_out: u64,
    /// CLSs of our own that nobody answered.
    pub closes_forgotten: u64,
    /// Times that the ends of a connection had to be brought together.
    pub allocations_mended: u64,
    /// Times that the answer to RCS or RCR, or to an audit's GVB, was given up as lost.
    pub resynchronisations_late: u64,
    /// ERPs that answered nothing.
    pub stray_echo_replies: u64,
    /// RRPs that answered nothing.
    pub stray_reset_replies: u64,
    /// Answers not sent because too much waited for the host.
    pub answers_withheld: u64,
}

/// Errors in the input from foreign hosts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ErrorCounts {
    /// Commands for a socket or link of which we know nothing (ERR code 4).
    pub socket_not_found: u64,
    /// Commands for a socket or link that is not connected yet (ERR code 5).
    pub improper_state: u64,
    /// Opcodes that nobody has assigned (ERR code 1).
    pub illegal_opcodes: u64,
    /// Commands cut short (ERR code 2).
    pub short_commands: u64,
    /// Commands with bad parameters (ERR code 3).
    pub bad_parameters: u64,
    /// Control messages with another byte size than 8 or more than 120 octets.
    pub bad_headers: u64,
    /// Messages that end before their text does.
    pub short_messages: u64,
    /// Data messages with another byte size than their connection's.
    pub wrong_byte_sizes: u64,
    /// Data messages beyond their allocation.
    pub over_allocations: u64,
    /// RETs that nobody asked for, or of more than there was.
    pub unasked_returns: u64,
    /// Data messages on a link that no connection uses.
    pub links_not_found: u64,
}

/// Control commands by type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CommandCounts {
    /// By opcode, NOP to RRP.
    pub by_opcode: [u64; 14],
    /// RCS and RCR.
    pub extensions: u64,
}

/// An ERR that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordedError {
    /// When.
    pub time: Time,
    /// From whom.
    pub host: HostAddress,
    /// What it says.
    pub report: ErrorReport,
}

impl CommandCounts {
    pub(crate) fn count(&mut self, command: &Command) {
        self.by_opcode[usize::from(command.opcode())] += 1;
    }

    pub(crate) fn count_extension(&mut self) {
        self.extensions += 1;
    }

    /// The counts with the names of NIC 8246, NOP to RRP.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        Command::NAMES.into_iter().zip(self.by_opcode)
    }
}

impl Counters {
    pub(crate) fn count_sent(&mut self, command: Outgoing) {
        match command {
            Outgoing::Command(command) => {
                self.sent.count(&command);
                if let Command::Err(report) = command {
                    *self.sent_errors.entry(report.code.number()).or_default() += 1;
                }
            }
            Outgoing::ResetBySender { .. } | Outgoing::ResetByReceiver { .. } => self.sent.count_extension(),
        }
    }

    pub(crate) fn count_data(&mut self, text_bits: usize) {
        self.data_bits_received += text_bits as u64;
        let class = SIZE_BOUNDS.iter().position(|bound| text_bits < *bound).unwrap_or(SIZE_BOUNDS.len() - 1);
        self.data_sizes[class] += 1;
    }

    /// Data messages received, by size: how many had less text than each of RFC 618's bounds, and not less than the one
    /// before.
    pub fn size_histogram(&self) -> impl Iterator<Item = (usize, u64)> + '_ {
        SIZE_BOUNDS.into_iter().zip(self.data_sizes)
    }

    pub(crate) fn record_error(&mut self, time: Time, host: HostAddress, report: ErrorReport) {
        *self.received_errors.entry(report.code.number()).or_default() += 1;
        if self.recent_errors.len() == ERRORS_KEPT {
            self.recent_errors.pop_front();
        }
        self.recent_errors.push_back(RecordedError { time, host, report });
    }
}
