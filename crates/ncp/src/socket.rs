//! Sockets: what a connection couples. NIC 8246 p. 9.

use std::fmt;

use arpanet_wire::HostAddress;

/// A socket of the whole network: 8 bits of host and a number of 32 bits. NIC 8246 p. 9.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SocketName {
    /// The host to which the socket is local.
    pub host: HostAddress,
    /// The socket number; its low-order bit is the gender.
    pub number: u32,
}

impl SocketName {
    /// Whether the socket receives or sends.
    pub const fn gender(self) -> Gender {
        Gender::of(self.number)
    }
}

impl fmt::Display for SocketName {
    /// Host and socket number, both decimal: `69/17`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.host, self.number)
    }
}

/// What a socket is for: "0 = receive; 1 = send. This property is called the socket's gender." NIC 8246 p. 9.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gender {
    /// Even: data come in.
    Receive,
    /// Odd: data go out.
    Send,
}

impl Gender {
    /// The gender that the low-order bit of a socket number gives.
    pub const fn of(socket: u32) -> Gender {
        if socket & 1 == 0 { Gender::Receive } else { Gender::Send }
    }
}

/// The two ends of a connection, seen from one of them: "a connection is fully specified by a pair of sockets"
/// (NIC 8246 p. 9). Ordered by the local socket first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    /// The socket at this host.
    pub local: u32,
    /// The socket at the other end.
    pub foreign: SocketName,
}

impl Pair {
    /// Whether this host sends or receives on the connection.
    pub const fn gender(self) -> Gender {
        Gender::of(self.local)
    }

    /// Whether one socket sends and the other receives. NIC 8246 p. 9.
    pub const fn is_mixed(self) -> bool {
        (self.local ^ self.foreign.number) & 1 == 1
    }
}

impl fmt::Display for Pair {
    /// Local socket, then the foreign one: `1002 with 69/17`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with {}", self.local, self.foreign)
    }
}
