//! The end of everything with one host: dead, reset, or out of reach.

use arpanet_wire::HostAddress;

use crate::connection::State;
use crate::ncp::Turn;
use crate::transmit::Cargo;
use crate::{CloseReason, EchoFailure, Event, Note, OpenFailure, Pair};

/// Why everything with a host ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The IMP says that the host is dead.
    HostDead,
    /// The IMP says that the host's IMP is dead or cut off.
    ImpDead,
    /// RST, from either side.
    Reset,
    /// A control message could not be delivered, however often it was sent.
    Undeliverable,
    /// Our own IMP, or our host, is down.
    NetworkDown,
}

impl End {
    fn open_failure(self) -> OpenFailure {
        match self {
            End::HostDead => OpenFailure::HostDead,
            End::ImpDead => OpenFailure::ImpDead,
            End::Reset => OpenFailure::Reset,
            End::Undeliverable => OpenFailure::Undeliverable,
            End::NetworkDown => OpenFailure::NetworkDown,
        }
    }

    fn close_reason(self) -> CloseReason {
        match self {
            End::HostDead => CloseReason::HostDead,
            End::ImpDead => CloseReason::ImpDead,
            End::Reset => CloseReason::Reset,
            End::Undeliverable => CloseReason::Lost,
            End::NetworkDown => CloseReason::NetworkDown,
        }
    }

    pub fn echo_failure(self) -> EchoFailure {
        match self {
            End::HostDead => EchoFailure::HostDead,
            End::ImpDead => EchoFailure::ImpDead,
            End::Reset => EchoFailure::Reset,
            End::Undeliverable => EchoFailure::Undeliverable,
            End::NetworkDown => EchoFailure::NetworkDown,
        }
    }
}

impl Turn<'_> {
    /// Ends every entry that arose from communication with the host, and tells the processes; no CLS is sent. Commands
    /// that wait for the host are forgotten, one in transit is never sent again. NIC 8246 p. 18. HH-150, HH-152.
    pub fn purge(&mut self, host: HostAddress, end: End) {
        let pairs: Vec<Pair> =
            self.ncp.connections.keys().filter(|pair| pair.foreign.host == host).copied().collect();
        for pair in pairs {
            self.end_entry(pair, end);
        }
        let foreign = self.ncp.host(host);
        foreign.clear_commands();
        foreign.forgotten_refusals = 0;
        foreign.in_transit.iter_mut().for_each(|message| message.cargo = Cargo::Nobodys);
        self.fail_echo(host, end.echo_failure());
    }

    /// Takes one entry out of the table and tells its process why.
    fn end_entry(&mut self, pair: Pair, end: End) {
        let Some(connection) = self.remove(pair) else {
            return;
        };
        let Some(id) = connection.id else {
            return;
        };
        if let State::Queued { .. } | State::RfcSent(_) = connection.state {
            return self.fail_request(id, pair, end.open_failure());
        }
        let why = end.close_reason();
        self.ncp.counters.connections_closed += 1;
        self.note(Note::Closed(pair, why));
        self.tell(id, Event::Closed(why));
    }
}
