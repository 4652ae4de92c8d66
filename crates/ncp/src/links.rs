//! Links: the receiver hands them out, one for each connection with a host. NIC 8246 p. 20-21.

use arpanet_wire::HostAddress;
use arpanet_wire::link;

use crate::Pair;
use crate::host::ForeignHost;
use crate::ncp::Turn;

impl ForeignHost {
    /// A link that no connection has on which we receive from the host, 2 to 71, in turn: a link rests as long as
    /// possible before it is used again, so that late commands for its old connection find none. HH-029, HH-030,
    /// HH-032, HH-033.
    fn free_link(&self) -> Option<u8> {
        let after_last = self.last_assigned.max(link::FIRST - 1) + 1..=link::LAST;
        after_last.chain(link::FIRST..=link::LAST).find(|link| !self.receive_links.contains_key(link))
    }
}

impl Turn<'_> {
    /// HH-036.
    pub fn has_free_link(&self, host: HostAddress) -> bool {
        self.ncp.hosts.get(&host).is_none_or(|host| host.free_link().is_some())
    }

    /// Takes a link for a connection on which we are to receive. "for each connection for which it is the receiver, a
    /// unique link is assigned" (NIC 8246 p. 20). HH-030, HH-031.
    pub fn assign_link(&mut self, pair: Pair) -> Option<u8> {
        let host = self.ncp.host(pair.foreign.host);
        let link = host.free_link()?;
        host.last_assigned = link;
        host.receive_links.insert(link, pair);
        Some(link)
    }
}
