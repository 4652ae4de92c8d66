//! ECO and ERP: is there an NCP? NIC 8246 p. 17.

use arpanet_wire::HostAddress;
use arpanet_wire::command::Command;

use crate::host::{ECHOES_WAITING, Echo};
use crate::ncp::Turn;
use crate::{ConnectionId, EchoFailure, Event, Misuse};

impl Turn<'_> {
    /// Asks, unless a question to the host has no answer yet: then this one waits. "A Host is prohibited from ... sending
    /// an ECO to a Host while a previous ECO to that Host remains 'unanswered'" (NIC 8246 p. 17). HH-147.
    pub fn echo(&mut self, id: ConnectionId, host: HostAddress, data: u8) {
        if host.to_octet().is_none() {
            return self.misused(id, Misuse::Address);
        }
        if self.ncp.interface.is_down() {
            return self.tell(id, Event::EchoFailed(EchoFailure::NetworkDown));
        }
        if self.ncp.host(host).echoes_waiting.len() >= ECHOES_WAITING {
            return self.misused(id, Misuse::TooMuch);
        }
        self.approach(host);
        self.ncp.host(host).echoes_waiting.push_back((id, data));
        self.ask_next(host);
    }

    fn ask_next(&mut self, host: HostAddress) {
        if self.ncp.host(host).echo.is_some() {
            return;
        }
        let Some((id, data)) = self.ncp.host(host).echoes_waiting.pop_front() else {
            return;
        };
        self.ncp.host(host).echo = Some(Echo { id, data, deadline: None });
        self.push(host, Command::Eco { data });
    }

    /// The question leaves: from now on its answer is due.
    pub fn start_echo_limit(&mut self, host: HostAddress) {
        let deadline = self.deadline(self.ncp.profile.echo_limit_ns);
        if let Some(echo) = &mut self.ncp.host(host).echo {
            echo.deadline = Some(deadline);
        }
    }

    /// "Upon receiving an ECO command an NCP must respond by returning the data to the sender in an ERP" (NIC 8246 p. 17).
    /// HH-144, HH-145, HH-146.
    pub fn on_echo(&mut self, host: HostAddress, data: u8) {
        self.push_answer(host, Command::Erp { data });
    }

    /// HH-148, HH-149.
    pub fn on_echo_reply(&mut self, host: HostAddress, data: u8) {
        let foreign = self.ncp.host(host);
        match foreign.echo {
            // An ERP that comes before our ECO has left answers something else.
            Some(echo) if echo.data == data && echo.deadline.is_some() => {
                foreign.echo = None;
                self.tell(echo.id, Event::Echoed { data });
                self.ask_next(host);
            }
            _ => self.ncp.counters.stray_echo_replies += 1,
        }
    }

    /// RRP answers an ECO that has gone out (NIC 8246 p. 17), not one that still waits to go.
    pub fn answer_echo_by_reset(&mut self, host: HostAddress) {
        let is_out = self.ncp.host(host).echo.is_some_and(|echo| echo.deadline.is_some());
        if is_out {
            self.fail_echo(host, EchoFailure::Reset);
        }
    }

    /// The question has got another answer: "information from the local IMP that the ECO was discarded by the network ...,
    /// RST, or RRP" (NIC 8246 p. 17). HH-148.
    pub fn fail_echo(&mut self, host: HostAddress, failure: EchoFailure) {
        if let Some(echo) = self.ncp.host(host).echo.take() {
            self.tell(echo.id, Event::EchoFailed(failure));
        }
        match failure {
            // Those who wait would only hear the same.
            EchoFailure::HostDead | EchoFailure::ImpDead | EchoFailure::NetworkDown => {
                while let Some((id, _)) = self.ncp.host(host).echoes_waiting.pop_front() {
                    self.tell(id, Event::EchoFailed(failure));
                }
            }
            EchoFailure::Reset | EchoFailure::TimedOut | EchoFailure::Undeliverable => self.ask_next(host),
        }
    }
}
