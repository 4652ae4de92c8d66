//! `arpanet live`: a real host at a socket, played by the test; what it sends is answered, garbage and strangers are
//! counted, an interrupt leaves log, trace and capture whole, and the log plays again to the same fingerprint.

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, UdpSocket};

use pcap_file::pcapng::{Block, PcapNgReader};
use serde_json::Value;
use support::live::{PATIENCE, RealHost, config, connect, free_address, interrupted, last_word, started};
use support::{Folder, arpanet};

#[test]
fn a_real_host_is_answered_and_garbage_and_strangers_are_counted_and_all_of_it_plays_again() {
    let folder = Folder::new();
    let mut host = RealHost::at(free_address());
    config(&folder, &beta_at(&host));
    let session = started(&folder);
    // To itself, until the session listens and the host is up.
    host.asks(&[0x0002, 0x0100], 5);
    let stranger = UdpSocket::bind("127.0.0.1:0").expect("there is a free port");
    for _ in 0..5 {
        stranger.send_to(b"H316\0\0\0\0\0\x01\0\x03", host.imp).expect("it can be sent");
        host.socket.send_to(b"no datagram of the emulator's", host.imp).expect("it can be sent");
    }
    // ECO from BETA-10 (host 0 at IMP 2) to GAMMA-10 (host 1 at IMP 3): 67, link 0, 2 octets of 8 bits.
    host.send(&[0x0043, 0x0000, 0x0008, 0x0002, 0x0009, 0x2a00]);
    let own = [0x0002, 0x0100];
    let erp =
        std::iter::repeat_with(|| host.hears(0, PATIENCE).expect("an ERP")).find(|words| words[..2] != own);
    assert_eq!(erp.expect("there is no end")[..2], [0x0043, 0x0000], "from GAMMA-10, on link 0");
    // To a host that is not up: type 7, subtype 1.
    assert_eq!(host.asks(&[0x0042, 0x0100], 7)[1] & 15, 1);
    let out = interrupted(session);
    for words in ["5 garbage", "5 from strangers", "Lateness: p50"] {
        assert!(out.contains(words), "no {words}: {out}");
    }
    let fingerprint = last_word(&out, "fingerprint ");
    let trace = folder.read("live.jsonl");
    let lines: Vec<Value> =
        trace.lines().map(|line| serde_json::from_str(line).expect("whole lines")).collect();
    assert!(lines.iter().any(|line| line["kind"] == "RFNM" && line["to"] == "BETA-10"), "{trace}");
    let log = folder.path("live.log").to_string_lossy().into_owned();
    let again = arpanet(&["run", "--replay", &log, "--json"]);
    assert_eq!(again.code, Some(0), "{again:?}");
    assert!(again.out.contains(&fingerprint), "{fingerprint}: {}", again.out);
}

#[test]
fn whoever_connects_by_tcp_sits_at_a_terminal_of_the_tip() {
    let folder = Folder::new();
    let address = free_address();
    config(
        &folder,
        &format!(r#"{{ "kind": "terminal", "tip": "ALPHA-10", "port": 3, "local": "{address}" }}"#),
    );
    let session = started(&folder);
    let mut stream = connect(address);
    // GAMMA-10 is host 1 at IMP 3: 67.
    stream.write_all(b"@T O L\r\n@I L\r\n@L 67\r\n").expect("it is taken");
    let mut reader = BufReader::new(stream.try_clone().expect("a stream has two sides"));
    let mut seen = Vec::new();
    while !String::from_utf8_lossy(&seen).contains("GAMMA-10 TENEX") {
        assert!(reader.read_until(b'\n', &mut seen).expect("the terminal prints") > 0);
    }
    assert!(seen.starts_with(&[255, 251, 1]), "TELNET: we echo");
    drop((stream, reader));
    let out = interrupted(session);
    assert!(out.contains("port 3 of ALPHA-10: "), "{out}");
}

/// From TCP to NCP at one host, across the network, and from NCP to TCP at another.
#[test]
fn gateways_carry_octets_both_ways_between_tcp_and_ncp() {
    let folder = Folder::new();
    let server = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let target = server.local_addr().expect("the socket is bound");
    let address = free_address();
    config(
        &folder,
        &format!(
            r#"{{ "kind": "gateway", "host": "ALPHA-10", "socket": 7001, "to": "GAMMA-10", "local": "{address}" }},
               {{ "kind": "gateway", "host": "GAMMA-10", "socket": 7001, "peer": "{target}" }}"#
        ),
    );
    let session = started(&folder);
    let mut near = connect(address);
    let (mut far, _) = server.accept().expect("the gateway calls");
    far.set_read_timeout(Some(PATIENCE)).expect("a wait can be set");
    let every_octet: Vec<u8> = (0..=255).collect();
    near.write_all(&every_octet).expect("it is taken");
    let mut heard = vec![0; 256];
    far.read_exact(&mut heard).expect("what was sent arrives");
    assert_eq!(heard, every_octet);
    far.write_all(b"an answer").expect("it is taken");
    let mut heard = vec![0; 9];
    near.read_exact(&mut heard).expect("the answer arrives");
    assert_eq!(heard, b"an answer");
    // The server's end is the end of everything.
    drop(far);
    assert_eq!(near.read(&mut heard).expect("the end arrives"), 0);
    interrupted(session);
}

/// The messages in a capture, each with its way: 0 to the IMP, 1 to the host. Every block must be whole.
fn captured(folder: &Folder) -> Vec<(u8, Vec<u8>)> {
    let octets = std::fs::read(folder.path("live.pcapng")).expect("there is a capture");
    let mut reader = PcapNgReader::new(&octets[..]).expect("it is pcapng");
    let mut packets = Vec::new();
    while let Some(block) = reader.next_block() {
        if let Block::EnhancedPacket(packet) = block.expect("every block is whole") {
            packets.push((packet.data[1], packet.data[8..].to_vec()));
        }
    }
    packets
}

fn beta_at(host: &RealHost) -> String {
    let (imp, address) = (host.imp, host.address());
    format!(r#"{{ "kind": "imp", "host": "BETA-10", "local": "{imp}", "peer": "{address}" }}"#)
}

#[test]
fn the_capture_of_a_session_that_is_killed_can_be_read_to_the_last_message() {
    let folder = Folder::new();
    let mut host = RealHost::at(free_address());
    config(&folder, &beta_at(&host));
    let mut session = started(&folder);
    host.asks(&[0x0002, 0x0100], 5);
    // To GAMMA-11, which is not up: type 7, dead.
    host.asks(&[0x0042, 0x0200], 7);
    session.kill().expect("it can be killed");
    session.wait().expect("it has ended");
    let packets = captured(&folder);
    let kinds: Vec<(u8, u8)> = packets.iter().map(|(way, octets)| (*way, octets[0] & 15)).collect();
    // What the host has heard is there, though the process had no time to say goodbye.
    for kind in [(0, 0), (1, 5), (1, 7)] {
        assert!(kinds.contains(&kind), "{kind:?}: {kinds:?}");
    }
}

#[test]
fn the_capture_of_a_session_holds_what_its_trace_tells_of_the_attached_cable() {
    let folder = Folder::new();
    let mut host = RealHost::at(free_address());
    config(&folder, &beta_at(&host));
    let session = started(&folder);
    host.asks(&[0x0002, 0x0100], 5);
    host.send(&[0x0043, 0x0000, 0x0008, 0x0002, 0x0009, 0x2a00]);
    host.hears(0, PATIENCE).expect("its own message, or the ERP");
    interrupted(session);
    let trace = folder.read("live.jsonl");
    let lines: Vec<Value> =
        trace.lines().map(|line| serde_json::from_str(line).expect("whole lines")).collect();
    let told = lines.iter().filter_map(|line| {
        let way = match line["layer"].as_str()? {
            "host-imp" if line["from"] == "BETA-10" => 0,
            "imp-host" if line["to"] == "BETA-10" => 1,
            _ => return None,
        };
        Some((way, line["bits_hex"].as_str()?.to_owned()))
    });
    let hex = |octets: &[u8]| octets.iter().map(|octet| format!("{octet:02x}")).collect::<String>();
    let kept: Vec<(u8, String)> = captured(&folder).iter().map(|(way, octets)| (*way, hex(octets))).collect();
    assert_eq!(kept, told.collect::<Vec<_>>());
}
