//! Sessions in real time, and a real host that a test plays.

use std::io::{ErrorKind, Read};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::process::{Child, Stdio};
use std::time::Duration;

use super::{Folder, command};

/// The longest wait for an answer.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A host of the test's own: it speaks the emulator's datagrams.
pub struct RealHost {
    pub socket: UdpSocket,
    pub imp: SocketAddr,
    sequence: u32,
}

impl RealHost {
    pub fn at(imp: SocketAddr) -> RealHost {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("there is a free port");
        RealHost { socket, imp, sequence: 0 }
    }

    pub fn address(&self) -> SocketAddr {
        self.socket.local_addr().expect("the socket is bound")
    }

    /// Sends a message whole, the ready line up.
    pub fn send(&mut self, words: &[u16]) {
        let mut datagram = b"H316".to_vec();
        datagram.extend(self.sequence.to_be_bytes());
        datagram.extend((words.len() as u16 + 1).to_be_bytes());
        datagram.extend([0, 3]);
        datagram.extend(words.iter().flat_map(|word| word.to_be_bytes()));
        self.sequence += 1;
        self.socket.send_to(&datagram, self.imp).expect("the datagram can be sent");
    }

    /// The words of the next message of a type; `None` when nothing comes for so long.
    pub fn hears(&self, message_type: u8, patience: Duration) -> Option<Vec<u16>> {
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
    pub fn asks(&mut self, words: &[u16], message_type: u8) -> Vec<u16> {
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
pub fn free_address() -> SocketAddr {
    UdpSocket::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("there is a free port")
}

pub fn config(folder: &Folder, attach: &str) {
    let text = format!(
        r#"{{ "kind": "live", "title": "a test", "network": "network.json",
  "hosts": {{ "ALPHA-10": {{ "system": "tip" }},
             "GAMMA-10": {{ "system": "tenex", "servers": ["telnet"] }} }},
  "attach": [ {attach} ] }}"#
    );
    folder.write("live.json", text);
}

pub fn started(folder: &Folder) -> Child {
    let mut binary = command();
    binary.current_dir(folder.path(""));
    let kept = ["--log", "live.log", "--trace", "live.jsonl", "--pcapng", "live.pcapng"];
    // There is a capture where there is a cable or a line.
    let text = folder.read("live.json");
    let wanted = if text.contains(r#""kind": "imp""#) { &kept[..] } else { &kept[..4] };
    binary.args(["live", "live.json"]).args(wanted);
    binary.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs")
}

/// Interrupts the session, as control-C does; the answer is what it printed.
pub fn interrupted(mut session: Child) -> String {
    let id = session.id().to_string();
    let kill = std::process::Command::new("kill").args(["-INT", &id]).status().expect("there is a kill");
    assert!(kill.success());
    let mut out = String::new();
    session.stdout.take().expect("it is piped").read_to_string(&mut out).expect("the binary prints UTF-8");
    assert!(session.wait().expect("the session ends").success(), "{out}");
    out
}

/// Connects as soon as the session listens.
pub fn connect(address: SocketAddr) -> TcpStream {
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

pub fn last_word(out: &str, before: &str) -> String {
    let at = out.find(before).unwrap_or_else(|| panic!("no {before}: {out}"));
    out[at + before.len()..].split([' ', '.']).next().unwrap_or_default().to_owned()
}
