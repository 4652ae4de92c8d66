//! Who offered what at which socket: the lists of RFC 433 (22 December 1972) and RFC 503 (13 April 1973).
//!
//! The network-wide assignments were not those that hosts kept to: in December 1972 SRI-ARC echoed at socket 5 and told who
//! was on at 9; in April 1973 it had moved to 7 and 11, and UTAH had not. A server named with the profile `RFC433` or
//! `RFC503` is at the socket that its host had for it then, and else at the network-wide one.

use arpanet_wire::HostAddress;

use crate::icp::Service;

/// The lists' names, as profiles of servers.
pub const PROFILES: &[&str] = &["RFC433", "RFC503"];

/// What a host offered: its address, and each socket with the service there.
pub type Offers = (u8, &'static [(u32, &'static str)]);

/// RFC 433 p. 3-5. What only answered that it was sorry is left out, here and below.
pub const RFC433: &[Offers] = &[
    (1, &[(1, "telnet"), (241, "ncp-measurement"), (243, "survey")]),
    (2, TENEX_1972),
    (3, &[(1, "telnet"), (5, "ucsb-rjs"), (7, "echo"), (9, "discard")]),
    (4, TENEX_1972),
    (6, &[(1, "telnet")]),
    (9, &[(1, "telnet")]),
    (10, &[(1, "telnet")]),
    (11, TELNET_AND_FTP),
    (13, TENEX_1972),
    (14, TELNET_AND_FTP),
    (15, TENEX_1972),
    (16, &[(1, "telnet"), (3, "ftp"), (7, "echo"), (9, "discard"), (241, "ncp-measurement")]),
    (31, &[(1, "telnet"), (3, "ftp"), (5, "echo"), (9, "systat"), (11, "netstat")]),
    (35, &[(1, "telnet")]),
    (
        65,
        &[
            (1, "telnet"),
            (7, "echo"),
            (9, "discard"),
            (11, "netrjs-ebcdic"),
            (13, "netrjs-ascii"),
            (15, "netrjs-tty"),
        ],
    ),
    (66, &[(1, "telnet"), (3, "daytime"), (5, "echo"), (7, "cpynet"), (9, "systat")]),
    (
        69,
        &[
            (1, "telnet"),
            (3, "ftp"),
            (5, "echo"),
            (7, "cpynet"),
            (9, "systat"),
            (13, "daytime"),
            (15, "netstat"),
            (17, "oneliners"),
            (0o15_600_031, "tip-news"),
        ],
    ),
    (70, &[(1, "telnet"), (3, "ftp"), (7, "netstat"), (9, "discard")]),
    (74, &[(1, "telnet")]),
    (78, TELNET_AND_FTP),
    (86, TENEX_1972),
    (
        133,
        &[
            (1, "telnet"),
            (3, "ftp"),
            (5, "echo"),
            (7, "cpynet"),
            (9, "systat"),
            (13, "daytime"),
            (15, "netstat"),
            (17, "oneliners"),
        ],
    ),
    (134, TELNET_AND_FTP),
    (198, TELNET_AND_FTP),
];

/// RFC 503 p. 3-7.
pub const RFC503: &[Offers] = &[
    (1, &[(1, "telnet"), (3, "ftp"), (241, "ncp-measurement"), (243, "survey")]),
    (2, TENEX_1973),
    // Besides, graphics terminals at 1793 to 1801 and 2049.
    (3, &[(1, "telnet"), (5, "ucsb-rjs"), (7, "echo"), (9, "discard")]),
    (4, TENEX_1972),
    (6, TELNET_AND_FTP),
    (8, &[(1, "telnet")]),
    (9, TELNET_AND_FTP),
    (10, &[(1, "telnet")]),
    (11, TELNET_AND_FTP),
    (13, TENEX_1973),
    (14, TELNET_AND_FTP),
    (15, TENEX_1972),
    (16, &[(1, "telnet"), (3, "ftp"), (7, "echo"), (9, "discard"), (241, "ncp-measurement")]),
    (23, &[(1, "telnet")]),
    (31, &[(1, "telnet"), (3, "ftp"), (7, "echo"), (11, "systat"), (15, "netstat")]),
    (35, &[(1, "telnet")]),
    (
        65,
        &[
            (1, "telnet"),
            (3, "ftp"),
            (7, "echo"),
            (9, "discard"),
            (71, "netrjs-ebcdic"),
            (73, "netrjs-ascii"),
            (75, "netrjs-tty"),
        ],
    ),
    (66, &[(1, "telnet"), (3, "ftp"), (5, "echo"), (7, "cpynet"), (9, "systat")]),
    (
        69,
        &[
            (1, "telnet"),
            (3, "ftp"),
            (7, "echo"),
            (11, "systat"),
            (13, "daytime"),
            (15, "netstat"),
            (17, "oneliners"),
            (69, "cpynet"),
            (247, "tip-rsexec"),
        ],
    ),
    (70, &[(1, "telnet"), (3, "ftp"), (7, "netstat"), (9, "discard")]),
    (74, &[(1, "telnet")]),
    (78, TELNET_AND_FTP),
    (86, TENEX_1973),
    (
        133,
        &[
            (1, "telnet"),
            (3, "ftp"),
            (7, "echo"),
            (11, "systat"),
            (13, "daytime"),
            (15, "netstat"),
            (17, "oneliners"),
            (69, "cpynet"),
        ],
    ),
    (134, TELNET_AND_FTP),
    (198, TELNET_AND_FTP),
];

/// What TENEX offered in December 1972.
const TENEX_1972: &[(u32, &str)] =
    &[(1, "telnet"), (3, "ftp"), (5, "echo"), (7, "cpynet"), (9, "systat"), (13, "daytime")];
/// What TENEX offered once it had moved.
const TENEX_1973: &[(u32, &str)] =
    &[(1, "telnet"), (3, "ftp"), (7, "echo"), (11, "systat"), (13, "daytime"), (69, "cpynet")];
const TELNET_AND_FTP: &[(u32, &str)] = &[(1, "telnet"), (3, "ftp")];

/// A service as the host of this address had it by the list that the profile names.
pub fn service_at(service: Service, host: HostAddress, profile: Option<&str>) -> Service {
    let list = match profile {
        Some("RFC433") => RFC433,
        Some("RFC503") => RFC503,
        _ => return service,
    };
    let offers = list.iter().find(|(address, _)| HostAddress::from_octet(*address) == host);
    let socket = offers.and_then(|(_, offers)| offers.iter().find(|(_, name)| *name == service.name));
    Service { socket: socket.map_or(service.socket, |(socket, _)| *socket), ..service }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::icp;
    use crate::small::{DAYTIME, SYSTAT};

    fn socket(service: Service, host: u8, profile: &str) -> u32 {
        service_at(service, HostAddress::from_octet(host), Some(profile)).socket
    }

    /// RFC 433 p. 3 and RFC 503 p. 3: SRI-ARC moved between December 1972 and April 1973; UTAH (RFC 503 p. 4) did not.
    #[test]
    fn hosts_moved_their_services_and_some_did_not() {
        for (service, before, after) in [(icp::ECHO, 5, 7), (SYSTAT, 9, 11), (DAYTIME, 13, 13)] {
            assert_eq!([socket(service, 2, "RFC433"), socket(service, 2, "RFC503")], [before, after]);
            assert_eq!([socket(service, 4, "RFC433"), socket(service, 4, "RFC503")], [before, before]);
        }
        assert_eq!(socket(DAYTIME, 66, "RFC433"), 3, "SRI-AI told the time where others transferred files");
    }

    #[test]
    fn what_a_list_lacks_is_where_the_network_has_it() {
        assert_eq!(socket(SYSTAT, 6, "RFC433"), 11);
        assert_eq!(service_at(icp::ECHO, HostAddress::from_octet(2), None), icp::ECHO);
    }

    #[test]
    fn each_list_names_a_host_once_and_a_socket_once_a_host() {
        for list in [RFC433, RFC503] {
            assert!(list.windows(2).all(|pair| pair[0].0 < pair[1].0));
            for (host, offers) in list {
                assert!(offers.windows(2).all(|pair| pair[0].0 < pair[1].0), "{host}");
                assert!(offers.iter().all(|(socket, _)| socket % 2 == 1), "{host}: a server's socket sends");
            }
        }
    }
}
