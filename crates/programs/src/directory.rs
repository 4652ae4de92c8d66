//! The host table: which name belongs to which address. Each host of the time kept its own copy.

use arpanet_wire::HostAddress;

/// A host table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    hosts: Vec<(String, HostAddress)>,
}

impl Directory {
    /// A table of these hosts. When a name or an address stands twice, the first one counts.
    pub fn new(hosts: impl IntoIterator<Item = (String, HostAddress)>) -> Directory {
        Directory { hosts: hosts.into_iter().collect() }
    }

    /// The address of the host of this name; case matters.
    pub fn address_of(&self, name: &str) -> Option<HostAddress> {
        self.hosts.iter().find(|(n, _)| n == name).map(|(_, address)| *address)
    }

    /// The name of the host at this address, or its number when the table lacks it.
    pub fn name_of(&self, address: HostAddress) -> String {
        match self.hosts.iter().find(|(_, a)| *a == address) {
            Some((name, _)) => name.clone(),
            None => address.to_string(),
        }
    }

    /// All hosts, in the table's order.
    pub fn hosts(&self) -> impl Iterator<Item = (&str, HostAddress)> {
        self.hosts.iter().map(|(name, address)| (name.as_str(), *address))
    }
}
