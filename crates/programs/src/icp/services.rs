//! The services that have a socket of their own, the same at every host. RFC 433 p. 1, RFC 349.

/// What characterizes an ICP: "L, Bs, and Bu", with one pair of byte sizes for each L. RFC 165 p. 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: &'static str,
    /// L: odd, for it sends.
    pub socket: u32,
    /// Bu: size of the bytes that the user sends.
    pub user_byte_size: u8,
    /// Bs: size of the bytes that the server sends.
    pub server_byte_size: u8,
}

impl Service {
    /// A service of 8-bit bytes both ways, as all those of RFC 433 are.
    pub const fn of_octets(name: &'static str, socket: u32) -> Service {
        Service { name, socket, user_byte_size: 8, server_byte_size: 8 }
    }
}

/// The logger: a terminal session. RFC 165 p. 5.
pub const TELNET: Service = Service::of_octets("telnet", 1);
/// File transfer. RFC 354 p. 20.
pub const FTP: Service = Service::of_octets("ftp", 3);
/// What is sent comes back. RFC 347.
pub const ECHO: Service = Service::of_octets("echo", 7);
/// What is sent is thrown away. RFC 348.
pub const DISCARD: Service = Service::of_octets("discard", 9);

/// A terminal session by the TELNET of May 1973, until old and new change places. RFC 593 p. 1.
pub const NEW_TELNET: Service = Service::of_octets("new-telnet", 23);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_have_odd_sockets_below_64_and_one_each() {
        let services = [TELNET, FTP, ECHO, DISCARD, NEW_TELNET];
        assert!(services.iter().all(|s| s.socket % 2 == 1 && s.socket < 64));
        assert!(services.windows(2).all(|pair| pair[0].socket < pair[1].socket));
    }
}
