//! Hosts for tests: three TENEX sites of January 1973 that know each other, and what is run there.

use std::rc::Rc;

use arpanet_programs::HostConfig;
use arpanet_programs::account::{Account, Credentials};
use arpanet_programs::directory::Directory;
use arpanet_programs::host::{JobSpec, ServerConfig, SetupContents, SetupFile};
use arpanet_programs::system::TENEX;
use arpanet_wire::{Bits, HostAddress};

/// UTAH-10: host 0 at IMP 4.
pub const UTAH: HostAddress = HostAddress::from_octet(4);
/// CASE-10: host 0 at IMP 13.
pub const CASE: HostAddress = HostAddress::from_octet(13);
/// BBN-TENEX: host 1 at IMP 5.
pub const BBN: HostAddress = HostAddress::from_octet(69);

/// The names of the three.
const NAMES: [(&str, HostAddress); 3] = [("UTAH-10", UTAH), ("CASE-10", CASE), ("BBN-TENEX", BBN)];

/// One of the three, with these servers, the user THOMAS of RFC 438 and two files of his.
pub fn tenex(address: HostAddress, servers: &[&str]) -> HostConfig {
    let name = NAMES.iter().find(|(_, known)| *known == address).map_or("NOWHERE", |(name, _)| name);
    let server = |name: &&str| ServerConfig { name: (*name).to_owned(), profile: None };
    HostConfig {
        servers: servers.iter().map(server).collect(),
        accounts: vec![thomas_account()],
        files: vec![
            text_file("<THOMAS>PROG1.PL1;1", "FIRST: PROCEDURE;\nEND;\n"),
            text_file("<THOMAS>NOTES.TXT;3", "Read RFC 438.\n"),
        ],
        directory: Rc::new(Directory::new(NAMES.map(|(name, address)| (name.to_owned(), address)))),
        ..HostConfig::bare(name, address, &TENEX)
    }
}

/// THOMAS with his password and account, at home.
pub fn thomas_account() -> Account {
    let Credentials { user, password, account } = thomas();
    Account { user, password, account }
}

/// THOMAS with his password and account, on the way.
pub fn thomas() -> Credentials {
    Credentials { user: "THOMAS".into(), password: "RSEXEC".into(), account: "1".into() }
}

/// A text file.
pub fn text_file(path: &str, text: &str) -> SetupFile {
    SetupFile { path: path.to_owned(), contents: SetupContents::Text(text.to_owned()), private: false }
}

/// The job `telnet HOST [SOCKET]`.
pub fn telnet_to(host: &str, socket: Option<u32>) -> JobSpec {
    let socket = socket.map(|socket| socket.to_string());
    let arguments = std::iter::once(host.to_owned()).chain(socket).collect();
    JobSpec { program: "telnet".into(), arguments, ..JobSpec::default() }
}

/// The job `telnet HOST SOCKET TELNET`.
pub fn telnet_as(host: &str, socket: u32, dialect: &str) -> JobSpec {
    let mut spec = telnet_to(host, Some(socket));
    spec.arguments.push(dialect.to_owned());
    spec
}

/// The low `width` bits of a value.
pub fn bits(value: u64, width: u32) -> Bits {
    let mut bits = Bits::new();
    bits.push(value, width);
    bits
}
