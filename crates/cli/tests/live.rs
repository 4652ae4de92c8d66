//! `arpanet live`: a real host at a socket, played by the test; what it sends is answered, garbage and strangers are
//! counted, an interrupt leaves log and trace whole, and the log plays again to the same fingerprint.

mod support;

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::Value;
use support::{Folder, arpanet, command};

/// The longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A host of the test's own: it speaks the emulator's datagrams.
struct RealHost {
    socket: UdpSocket,
    imp: SocketAddr,
    sequence: u32,
}

impl RealHost {
    fn at(imp: SocketAddr) -> RealHost {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("there is a free port");
        RealHost { socket, imp, sequence: 0 }
    }

    fn address(&self) -> SocketAddr {
        self.socket.local_addr().expect("the socket is bound")
    }

    /// Sends a message whole, the ready line up.
    fn send(&mut self, words: &[u16]) {
        let mut datagram = b"H316".to_vec();
        datagram.extend(self.sequence.to_be_bytes());
        datagram.extend((words.len() as u16 + 1).to_be_bytes());
        datagram.extend([0, 3]);
        datagram.extend(words.iter().flat_map(|word| word.to_be_bytes()));
        self.sequence += 1;
        self.socket.send_to(&datagram, self.imp).expect("the datagram can be sent");
    }

    /// The words of the next message of a type; `None` when nothing comes for so long.
    fn hears(&self, message_type: u8, patience: Duration) -> Option<Vec<u16>> {
        self.socket.set_read_timeout(Some(patience)).expect("a wait can be set");
        let mut datagram = [0; 2000];
        loop {
            let length = match self.socket.recv_from(&mut datagram) {
                Ok((length, _)) => length,
                Err(fault) if fault.kind() == ErrorKind::Interrupted => continue,
                Err(_) => return None,
            };
            let words: Vec<u16> =
                datagram[12..length].chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            if words.first().is_some_and(|word| (word >> 8 & 15) as u8 == message_type) {
                return Some(words);
            }
        }
    }

    /// Sends a message until one of a type is the answer: an IMP throws the first one away, and looks at a host's ready
    /// line only now and then.
    fn asks(&mut self, words: &[u16], message_type: u8) -> Vec<u16> {
        for _ in 0..60 {
            self.send(words);
            if let Some(answer) = self.hears(message_type, Duration::from_secs(1)) {
                return answer;
            }
        }
        panic!("the IMP does not answer {words:?}");
    }
}

/// A port that is free now.
fn free_address() -> SocketAddr {
    UdpSocket::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("there is a free port")
}

fn config(folder: &Folder, attach: &str) {
    let text = format!(
        r#"{{ "kind": "live", "title": "a test", "network": "network.json",
  "hosts": {{ "ALPHA-10": {{ "system": "tip" }},
             "GAMMA-10": {{ "system": "tenex", "servers": ["telnet"] }} }},
  "attach": [ {attach} ] }}"#
    );
    folder.write("live.json", text);
}

fn started(folder: &Folder) -> Child {
    let mut binary = command();
    binary.current_dir(folder.path(""));
    binary.args(["live", "live.json", "--log", "live.log", "--trace", "live.jsonl"]);
    binary.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs")
}

/// Interrupts the session, as control-C does; the answer is what it printed.
fn interrupted(mut session: Child) -> String {
    let id = session.id().to_string();
    let kill = std::process::Command::new("kill").args(["-INT", &id]).status().expect("there is a kill");
    assert!(kill.success());
    let mut out = String::new();
    session.stdout.take().expect("it is piped").read_to_string(&mut out).expect("the binary prints UTF-8");
    assert!(session.wait().expect("the session ends").success(), "{out}");
    out
}

/// Connects as soon as the session listens.
fn connect(address: SocketAddr) -> TcpStream {
    loop {
        match TcpStream::connect(address) {
            Ok(stream) => {
                stream.set_read_timeout(Some(PATIENCE)).expect("a wait can be set");
                return stream;
            }
            Err(_) => std::thread::yield_now(),
        }
    }
}

fn last_word(out: &str, before: &str) -> String {
    let at = out.find(before).unwrap_or_else(|| panic!("no {before}: {out}"));
    out[at + before.len()..].split([' ', '.']).next().unwrap_or_default().to_owned()
}

#[test]
fn a_real_host_is_answered_and_garbage_and_strangers_are_counted_and_all_of_it_plays_again() {
    let folder = Folder::new();
    let mut host = RealHost::at(free_address());
    config(
        &folder,
        &format!(
            r#"{{ "kind": "imp", "host": "BETA-10", "local": "{}", "peer": "{}" }}"#,
            host.imp,
            host.address()
        ),
    );
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

#[test]
fn another_address_than_a_loopback_one_is_refused_without_its_flag() {
    let folder = Folder::new();
    config(&folder, r#"{ "kind": "imp", "host": "BETA-10", "local": "0.0.0.0:0", "peer": "127.0.0.1:9" }"#);
    let said = folder.arpanet(&["live", "live.json"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("0.0.0.0:0 can be reached from beyond this machine"), "{}", said.err);
    assert!(said.err.contains("--beyond-loopback"), "{}", said.err);
}

#[test]
fn a_wrong_live_file_is_told_with_its_place() {
    let folder = Folder::new();
    let imp = |rest: &str| format!(r#"{{ "kind": "imp", "host": {rest} }}"#);
    let at = r#""local": "127.0.0.1:1", "peer": "127.0.0.1:2""#;
    let cases = [
        (imp(&format!(r#""DELTA", {at}"#)), "unknown host \"DELTA\""),
        (imp(&format!(r#""ALPHA-10", {at}"#)), "it is simulated here"),
        (imp(r#""BETA-10", "local": "here", "peer": "127.0.0.1:2""#), "\"here\" is no address"),
        (imp(&format!(r#""BETA-10", {at}, "imp_clock_us": 0"#)), "no count of a clock"),
        (imp(&format!(r#""BETA-10", {at}, "color": 1"#)), "color"),
        (format!(r#"{{ "kind": "host", "host": "BETA-10", {at} }}"#), "not among the hosts that are up"),
        (format!(r#"{{ "kind": "line", "site": "ALPHA", "neighbour": 3, {at} }}"#), "no (further) line"),
        (format!(r#"{{ "kind": "line", "site": "ALPHA", "neighbour": 9, {at} }}"#), "no IMP 9"),
        (
            r#"{ "kind": "terminal", "tip": "GAMMA-10", "port": 3, "local": "127.0.0.1:1" }"#.into(),
            "is no TIP",
        ),
        (
            r#"{ "kind": "terminal", "tip": "ALPHA-10", "port": 0, "local": "127.0.0.1:1" }"#.into(),
            "no port 0",
        ),
        (r#"{ "kind": "modem" }"#.into(), "modem"),
    ];
    for (attach, message) in cases {
        config(&folder, &attach);
        let said = folder.arpanet(&["check", "live.json"]);
        assert_eq!(said.code, Some(2), "{attach}: {said:?}");
        assert!(said.err.contains("live.json:") && said.err.contains(message), "{message}: {}", said.err);
    }
}

#[test]
fn a_wrong_log_is_told_with_its_line() {
    let folder = Folder::new();
    let cases = [
        ("", "line 1 is no beginning of a replay log"),
        ("{\"arpanet_log\":7,\"config\":\"x\",\"files\":{}}\n", "no version 7"),
        ("{\"arpanet_log\":1,\"config\":\"x\",\"files\":{}}\n", "there is no such file"),
    ];
    for (log, message) in cases {
        folder.write("x.log", log);
        let said = folder.arpanet(&["run", "--replay", "x.log"]);
        assert_eq!(said.code, Some(2), "{log}: {said:?}");
        assert!(said.err.contains(message), "{message}: {}", said.err);
    }
}
