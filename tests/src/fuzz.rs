//! What the fuzz targets of `tests/fuzz` do with the octets that they are given. The bodies are here, so that the corpora are
//! replayed by the ordinary tests (`tests/tests/fuzz_corpora.rs`).
//!
//! Each body takes any octets, and panics when a law is broken.

mod ncp;
mod text;

use arpanet_wire::command::Commands;
use arpanet_wire::fields::{Layer, dissect};
use arpanet_wire::host_host::Message;
use arpanet_wire::{Bits, Leader};

pub use ncp::ncp_operations;
pub use text::{block_mode, ftp_command, telnet_stream};

/// A target: its name, and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// All targets, by the names of their corpora.
pub const TARGETS: [Target; 5] = [
    ("control_stream", control_stream),
    ("ncp_operations", ncp_operations),
    ("ftp_command", ftp_command),
    ("telnet_stream", telnet_stream),
    ("block_mode", block_mode),
];

/// Leader, header and control stream: whatever comes off a cable is read as far as it makes sense, and what has been read
/// is written down again as it was.
pub fn control_stream(octets: &[u8]) {
    let bits = Bits::from_octets(octets);
    for layer in [Layer::HostImp, Layer::ImpHost, Layer::HostHost, Layer::ImpImp] {
        let dissection = dissect(layer, &bits);
        let named = dissection.reassemble();
        assert!(named.length_bits() <= bits.length_bits(), "{layer:?} names bits that are not there");
        assert_eq!(named, bits.slice(0, named.length_bits()), "{layer:?} names every bit in its place");
    }
    if let Ok(leader) = Leader::parse(&bits) {
        let again = leader.emit().expect("an address that was read can be written");
        let read = Leader::parse(&again).expect("a leader that was written can be read");
        assert_eq!(read, leader);
    }
    if let Ok(message) = Message::parse(&bits) {
        let again = message.emit(1).expect("a message that was read can be written");
        assert_eq!(Message::parse(&again), Ok(message));
    }
    commands(octets);
}

/// Each command is as long as it says, and comes out of its own octets unchanged.
fn commands(octets: &[u8]) {
    let mut at = 0;
    for command in Commands::new(octets) {
        let Ok(command) = command else { break };
        let end = at + command.length_octets();
        assert_eq!(command.octets(), octets[at..end], "{command}");
        at = end;
    }
    assert!(at <= octets.len());
}
