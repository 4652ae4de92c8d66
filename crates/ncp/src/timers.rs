//! Timers: each sits with what it is about; here they are looked through when one of them has run out.

use arpanet_kernel::Time;
use arpanet_wire::HostAddress;

use crate::host::{Contact, ForeignHost};
use crate::ncp::{Ncp, Turn};
use crate::{EchoFailure, Pair};

impl Turn<'_> {
    /// Serves every timer that has run out: the interface's, the hosts' in the order of their addresses, the connections'
    /// in the order of their sockets.
    pub fn on_wake(&mut self) {
        if self.ncp.wake.is_none_or(|wake| wake > self.now) {
            return;
        }
        if self.ncp.interface.deadline().is_some_and(|at| at <= self.now) {
            self.on_interface_deadline();
        }
        let hosts: Vec<HostAddress> = self.ncp.hosts.keys().copied().collect();
        for host in hosts {
            self.serve_host(host);
        }
        let now = self.now;
        let due: Vec<Pair> = self
            .ncp
            .connections
            .iter()
            .filter(|(_, connection)| {
                let watch = connection.state.watch_deadline();
                connection.deadline.into_iter().chain(watch).any(|at| at <= now)
            })
            .map(|(pair, _)| *pair)
            .collect();
        for pair in due {
            self.serve_connection(pair);
        }
        self.ncp.wake = self.ncp.earliest_deadline();
    }

    fn serve_host(&mut self, host: HostAddress) {
        self.on_rfnm_deadline(host);
        let now = self.now;
        let foreign = self.ncp.host(host);
        if foreign.echo.and_then(|echo| echo.deadline).is_some_and(|at| at <= now) {
            // Liberty: the letter of NIC 8246 p. 17 would never let us ask that host again.
            self.fail_echo(host, EchoFailure::TimedOut);
        }
        if let Contact::Resetting(resetting) = self.ncp.host(host).contact
            && resetting.deadline.is_some_and(|at| at <= now)
        {
            self.on_reset_deadline(host);
        }
    }

    fn serve_connection(&mut self, pair: Pair) {
        let now = self.now;
        let Some(connection) = self.ncp.connections.get(&pair) else {
            return;
        };
        if connection.state.watch_deadline().is_some_and(|at| at <= now) {
            self.on_watch_deadline(pair);
        }
        let deadline = self.ncp.connections.get(&pair).and_then(|connection| connection.deadline);
        if deadline.is_some_and(|at| at <= now) {
            self.on_deadline(pair);
        }
    }
}

impl Ncp {
    /// The earliest of all timers.
    fn earliest_deadline(&self) -> Option<Time> {
        let hosts = self.hosts.values().filter_map(ForeignHost::earliest_deadline);
        let connections = self
            .connections
            .values()
            .flat_map(|connection| [connection.deadline, connection.state.watch_deadline()])
            .flatten();
        hosts.chain(connections).chain(self.interface.deadline()).min().filter(|at| *at < Time::MAX)
    }
}

impl ForeignHost {
    fn earliest_deadline(&self) -> Option<Time> {
        let in_transit =
            self.in_transit.iter().filter(|message| !message.in_doubt).map(|message| message.deadline);
        let reset = match self.contact {
            Contact::Resetting(resetting) => resetting.deadline,
            _ => None,
        };
        in_transit.chain(reset).chain(self.echo.and_then(|echo| echo.deadline)).min()
    }
}
