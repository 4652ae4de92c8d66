//! ERR: what is wrong with a foreign host's input, and what it says is wrong with ours. NIC 8246 p. 25-26.

use arpanet_wire::HostAddress;
use arpanet_wire::command::{Command, ErrorCode, ErrorReport, Quoted};

use crate::connection::State;
use crate::ncp::Turn;
use crate::{CloseReason, Note, OpenFailure, Pair, SocketName};

/// ERRs to one host in one period.
const ERRORS_PER_PERIOD: u16 = 64;

/// The period, ten seconds.
const PERIOD_NS: u64 = 10_000_000_000;

impl Turn<'_> {
    /// Records an error of a foreign host, and tells it, if the profile, the rate and the backlog allow. "The ERR command
    /// may be sent whenever a second level protocol error is detected" (NIC 8246 p. 25). HH-049, HH-050.
    pub fn complain(&mut self, host: HostAddress, report: ErrorReport) {
        self.ncp.counters.errors_detected += 1;
        self.note(Note::ErrorSeen(host, report));
        if !self.ncp.profile.send_errors {
            return;
        }
        let now = self.now;
        let foreign = self.ncp.host(host);
        if now.ns_since(foreign.errors_since) >= PERIOD_NS {
            foreign.errors_since = now;
            foreign.errors_sent = 0;
        }
        if foreign.errors_sent >= ERRORS_PER_PERIOD {
            return self.withhold(host);
        }
        foreign.errors_sent += 1;
        self.push_complaint(host, Command::Err(report));
    }

    /// "sites are urged to record incoming ERRs if possible" (NIC 8246 p. 25). An ERR is never answered: two NCPs could
    /// go on for ever. HH-060, HH-061, HH-062.
    pub fn on_error(&mut self, host: HostAddress, report: ErrorReport) {
        self.ncp.counters.record_error(self.now, host, report);
        self.note(Note::ErrorReceived(host, report));
        if self.ncp.profile.heed_errors {
            self.heed(host, report);
        }
    }

    /// "On receipt of such an ERR message, the NCP at the 'open' end should close the connection by modifying its tables,
    /// (without sending any CLS command)" (RFC 467 p. 6-7); RFC 492 p. 7 allows as much.
    fn heed(&mut self, host: HostAddress, report: ErrorReport) {
        let foreign = self.ncp.host(host);
        let pair = match (report.code, report.quoted()) {
            (ErrorCode::NotConnected, Quoted::Message { header, .. }) => {
                foreign.send_links.get(&header.leader.link).copied()
            }
            (ErrorCode::NotConnected | ErrorCode::NonexistentSocket, Quoted::Command(command)) => {
                match command {
                    Command::All { link, .. } | Command::Gvb { link, .. } | Command::Inr { link } => {
                        foreign.receive_links.get(&link).copied()
                    }
                    Command::Ret { link, .. } | Command::Ins { link } => {
                        foreign.send_links.get(&link).copied()
                    }
                    Command::Cls { my_socket, your_socket } => {
                        Some(Pair { local: my_socket, foreign: SocketName { host, number: your_socket } })
                    }
                    _ => None,
                }
            }
            (
                ErrorCode::BadParameters,
                Quoted::Command(
                    Command::Rts { my_socket, your_socket, .. } | Command::Str { my_socket, your_socket, .. },
                ),
            ) => Some(Pair { local: my_socket, foreign: SocketName { host, number: your_socket } }),
            _ => None,
        };
        if let Some(pair) = pair {
            self.end_half_closed(pair, report.code);
        }
    }

    fn end_half_closed(&mut self, pair: Pair, code: ErrorCode) {
        let entry = self.ncp.connections.get(&pair);
        let has_left = entry.is_some_and(|connection| connection.deadline.is_some());
        match entry.map(|connection| &connection.state) {
            Some(State::Sending(_) | State::Receiving(_) | State::Draining(_)) => {
                self.end_silently(pair, CloseReason::HalfClosed);
            }
            // The CLS that we wait for will not come.
            Some(State::ClsSent(closing)) if has_left && code != ErrorCode::BadParameters => {
                let why = closing.why;
                self.end_silently(pair, why);
            }
            Some(State::RfcSent(_)) if code == ErrorCode::BadParameters => {
                self.give_up_rfc(pair, OpenFailure::Rejected);
            }
            _ => {}
        }
    }
}
