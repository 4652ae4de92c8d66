//! Trials with real peers, where they are: NCP daemons (`larsbrinkhoff/linux-ncp`) joined by our subnet. ARPANET_NCPD
//! names the folder in which the daemon has been built; without it the trial is skipped, and says so.

mod support;

use std::io::{Read, Write};
use std::net::{SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use support::{Folder, command};

const NETWORK: &str = r#"{ "kind": "network", "title": "a trial",
  "sites": [ { "number": 2, "name": "TWO" }, { "number": 3, "name": "THREE" }, { "number": 4, "name": "FOUR" } ],
  "lines": [ { "between": ["TWO", "THREE"], "kbps": 50, "propagation": "3 ms" },
             { "between": ["THREE", "FOUR"], "kbps": 50, "propagation": "3 ms" } ],
  "hosts": [ { "name": "NCP-2", "site": "TWO", "host": 0 }, { "name": "NCP-3", "site": "THREE", "host": 0 },
             { "name": "OURS", "site": "FOUR", "host": 0 } ] }"#;

/// The folder of the daemon; says loudly when there is none.
fn daemon() -> Option<PathBuf> {
    let folder = std::env::var_os("ARPANET_NCPD").map(PathBuf::from);
    if folder.is_none() {
        // Past the test runner, which keeps to itself what a passing test prints.
        writeln!(std::io::stderr(), "SKIPPED: trials with NCP daemons: ARPANET_NCPD names no folder")
            .expect("standard error is open");
    }
    folder
}

fn free_address() -> SocketAddr {
    UdpSocket::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("there is a free port")
}

/// A child that is stopped with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Two daemons on our subnet, and a host of ours.
struct Trial {
    folder: Folder,
    daemon: PathBuf,
    /// Ours and theirs, for hosts 2 and 3.
    ports: [(SocketAddr, SocketAddr); 2],
    daemons: Vec<Running>,
    session: Option<Child>,
}

impl Trial {
    fn begin(daemon: &Path) -> Trial {
        let folder = Folder::new();
        let ports = [(free_address(), free_address()), (free_address(), free_address())];
        folder.write("network.json", NETWORK);
        let attach = ["NCP-2", "NCP-3"].iter().zip(ports).map(|(host, (ours, theirs))| {
            format!(r#"{{ "kind": "imp", "host": "{host}", "local": "{ours}", "peer": "{theirs}" }}"#)
        });
        let attach = attach.collect::<Vec<_>>().join(",");
        folder.write(
            "live.json",
            format!(
                r#"{{ "kind": "live", "title": "a trial", "network": "network.json",
  "hosts": {{ "OURS": {{ "system": "tenex", "servers": ["finger", "echo"] }} }}, "attach": [ {attach} ] }}"#
            ),
        );
        let mut binary = command();
        binary.current_dir(folder.path("")).args(["live", "live.json"]).stdout(Stdio::piped());
        let session = Some(binary.spawn().expect("the binary runs"));
        let mut trial = Trial { folder, daemon: daemon.to_owned(), ports, daemons: Vec::new(), session };
        (0..2).for_each(|at| trial.start_daemon(at));
        trial
    }

    fn start_daemon(&mut self, at: usize) {
        let (ours, theirs) = self.ports[at];
        let socket = self.socket(at);
        // A daemon that was killed leaves its socket behind.
        let _ = std::fs::remove_file(&socket);
        let mut daemon = Command::new(self.daemon.join("src/ncpd"));
        daemon.args(["127.0.0.1", &ours.port().to_string(), &theirs.port().to_string()]);
        daemon.env("NCP", socket).stdout(Stdio::null()).stderr(Stdio::null());
        self.daemons.push(Running(daemon.spawn().expect("the daemon runs")));
    }

    fn socket(&self, at: usize) -> PathBuf {
        self.folder.path(&format!("ncp{at}"))
    }

    /// Runs one of the daemon's programs; it has twenty seconds.
    fn program(&self, at: usize, name: &str, words: &[&str]) -> Output {
        let mut program = Command::new("timeout");
        program.arg("20").arg(self.daemon.join("apps").join(name)).args(words);
        program.env("NCP", self.socket(at)).output().expect("the program runs")
    }

    /// Pings until there is an answer: the daemon takes a few seconds to come up.
    fn await_ping(&self, from: usize, host: &str) -> bool {
        (0..10).any(|_| {
            let said = self.program(from, "ncp-ping", &["-c1", host]);
            String::from_utf8_lossy(&said.stdout).contains("Reply from host")
        })
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        self.daemons.clear();
        if let Some(mut session) = self.session.take() {
            let _ = Command::new("kill").args(["-INT", &session.id().to_string()]).status();
            let mut out = String::new();
            if let Some(mut stdout) = session.stdout.take() {
                let _ = stdout.read_to_string(&mut out);
            }
            let _ = session.wait();
            println!("{out}");
        }
    }
}

#[test]
fn two_ncp_daemons_joined_by_our_subnet_work_as_over_real_imps() {
    let Some(daemon) = daemon() else { return };
    let mut trial = Trial::begin(&daemon);
    let text = |output: &Output| {
        String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
    };
    assert!(trial.await_ping(0, "3") && trial.await_ping(1, "2"), "the daemons answer each other");
    assert!(trial.await_ping(0, "4"), "our host answers a daemon");
    let dead = trial.program(0, "ncp-ping", &["-c1", "67"]);
    assert!(text(&dead).contains("Host is not up."), "{}", text(&dead));
    let absent = trial.program(0, "ncp-ping", &["-c1", "5"]);
    assert!(text(&absent).contains("IMP cannot be reached."), "{}", text(&absent));
    let refused = trial.program(1, "ncp-finger", &["2"]);
    assert!(text(&refused).contains("Open refused."), "{}", text(&refused));
    // The daemon counts three idle seconds before it opens the same sockets again.
    std::thread::sleep(Duration::from_secs(4));
    let finger = trial.program(0, "ncp-finger", &["4", "NOBODY"]);
    assert!(finger.status.success(), "{}", text(&finger));
    // Killed and restarted: it is heard again, from number 0 on.
    drop(trial.daemons.remove(1));
    trial.start_daemon(1);
    assert!(trial.await_ping(1, "4"), "a restarted daemon is answered");
}
