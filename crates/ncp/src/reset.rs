//! RST and RRP: both hosts forget everything about each other. NIC 8246 p. 17-18.

use arpanet_wire::HostAddress;
use arpanet_wire::command::Command;

use crate::HostEvent;
use crate::host::{Contact, Resetting};
use crate::ncp::Turn;
use crate::purge::End;

impl Turn<'_> {
    // What we ask for.

    /// The operator's reset. "The Host sending the RST should likewise purge its NCP tables" (NIC 8246 p. 18). HH-153.
    pub fn reset(&mut self, host: HostAddress) {
        if host.to_octet().is_none() {
            return;
        }
        self.purge(host, End::Reset);
        self.start_reset(host);
    }

    /// Sends RST and holds everything else back until RRP comes. "to avoid synchronization errors, the first Host should
    /// not communicate with the second until the RST is answered"; "should wait a 'reasonable time' before sending
    /// another RST to the same Host" (NIC 8246 p. 18). HH-154, HH-158, HH-159.
    pub fn start_reset(&mut self, host: HostAddress) {
        let tries = self.ncp.profile.reset_tries.max(1);
        self.start_reset_of(host, tries);
    }

    fn start_reset_of(&mut self, host: HostAddress, tries: u8) {
        let now = self.now;
        let foreign = self.ncp.host(host);
        if foreign.is_held() {
            // Nothing has passed since that RST but RST and RRP: its RRP will do.
            return;
        }
        // "The Host sending the RST should likewise purge its NCP tables" (NIC 8246 p. 18), whatever makes it send one.
        self.purge(host, End::Reset);
        let foreign = self.ncp.host(host);
        let next_reset = foreign.next_reset;
        let deadline = (next_reset > now).then_some(next_reset);
        foreign.contact = Contact::Resetting(Resetting { sent: 0, tries, deadline });
        match deadline {
            Some(at) => self.ncp.wake_by(at),
            None => self.push_reset(host),
        }
    }

    fn push_reset(&mut self, host: HostAddress) {
        let foreign = self.ncp.host(host);
        if let Contact::Resetting(resetting) = &mut foreign.contact {
            resetting.deadline = None;
        }
        if !foreign.resets.contains(&Command::Rst) {
            foreign.resets.push_back(Command::Rst);
        }
        self.touch(host);
    }

    /// RST leaves: from now on RRP is due.
    pub fn start_reset_limit(&mut self, host: HostAddress) {
        let deadline = self.deadline(self.ncp.profile.reset_limit_ns);
        let foreign = self.ncp.host(host);
        foreign.next_reset = deadline;
        if let Contact::Resetting(resetting) = &mut foreign.contact {
            resetting.sent = resetting.sent.saturating_add(1);
            resetting.deadline = Some(deadline);
        }
    }

    /// Before we begin to talk to a host with whom nothing has been exchanged since we came up, or since it was noted
    /// dead: RST, where the profile wants it. RFC 492 p. 6. HH-164.
    pub fn approach(&mut self, host: HostAddress) {
        let is_new = matches!(self.ncp.host(host).contact, Contact::New | Contact::Dead);
        if is_new && self.ncp.profile.reset_first && host != self.ncp.address {
            self.start_reset(host);
        }
    }

    /// "Some Hosts may choose to 'broadcast' RSTs to the entire network when they 'come up'" (NIC 8246 p. 18), to all 255
    /// other addresses, whether there is a host or not. HH-161.
    pub fn broadcast_resets(&mut self) {
        for octet in 0..=u8::MAX {
            let host = HostAddress::from_octet(octet);
            if host != self.ncp.address {
                self.start_reset_of(host, 1);
            }
        }
    }

    /// Time for the next RST; or it has been long enough. HH-156, HH-159.
    pub fn on_reset_deadline(&mut self, host: HostAddress) {
        let Contact::Resetting(resetting) = self.ncp.host(host).contact else {
            return;
        };
        if resetting.sent >= resetting.tries { self.finish_reset(host, false) } else { self.push_reset(host) }
    }

    fn finish_reset(&mut self, host: HostAddress, answered: bool) {
        let foreign = self.ncp.host(host);
        foreign.contact = Contact::Current;
        foreign.resets.retain(|command| *command != Command::Rst);
        self.touch(host);
        self.tell_host(HostEvent::ResetDone { host, answered });
    }

    // What foreign hosts ask for.

    /// "a signal to purge its NCP tables of any entries which arose from communication with the Host which sent the RST.
    /// ... The Host receiving the RST should acknowledge receipt by returning an RRP" (NIC 8246 p. 18); also while our own
    /// RST is unanswered, which this one does not answer. HH-150, HH-151, HH-155, HH-156, HH-163.
    pub fn on_reset(&mut self, host: HostAddress) {
        self.purge(host, End::Reset);
        self.hear_of(host);
        let foreign = self.ncp.host(host);
        if !foreign.resets.contains(&Command::Rrp) {
            foreign.resets.push_back(Command::Rrp);
        }
        self.touch(host);
        self.tell_host(HostEvent::Reset { host });
    }

    /// "a single RRP constitutes an 'answer' to all RSTs sent to that Host, and any other RRPs arriving from that Host
    /// should be discarded" (NIC 8246 p. 18). HH-160.
    pub fn on_reset_reply(&mut self, host: HostAddress) {
        self.answer_echo_by_reset(host);
        let foreign = self.ncp.host(host);
        let rsts_out = match foreign.contact {
            Contact::Resetting(resetting) => resetting.sent,
            _ => 0,
        };
        if rsts_out == 0 {
            self.ncp.counters.stray_reset_replies += 1;
            return;
        }
        self.finish_reset(host, true);
    }
}
