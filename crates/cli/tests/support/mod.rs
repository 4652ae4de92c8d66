//! Running the binary, and a small network and scenario to be spoiled in one place.
#![allow(dead_code, reason = "each test file uses its part")]

pub mod live;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What a command printed, and its exit code.
#[derive(Debug)]
pub struct Said {
    pub out: String,
    pub err: String,
    pub code: Option<i32>,
}

impl Said {
    fn of(output: Output) -> Said {
        let text = |octets: Vec<u8>| String::from_utf8(octets).expect("the binary prints UTF-8");
        Said { out: text(output.stdout), err: text(output.stderr), code: output.status.code() }
    }
}

/// The binary, without the caller's colours and at the project's root.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_arpanet"));
    command.current_dir(root()).env_remove("NO_COLOR").stdin(Stdio::null());
    command
}

/// The project's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs `arpanet` with these words.
pub fn arpanet(words: &[&str]) -> Said {
    Said::of(command().args(words).output().expect("the binary runs"))
}

/// Runs `arpanet` with these words and this on standard input.
pub fn arpanet_reading(words: &[&str], input: &str) -> Said {
    use std::io::Write;
    let mut child = command()
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    // From a thread of its own, so that neither side waits for the other when the pipes fill.
    let mut stdin = child.stdin.take().expect("standard input is piped");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let said = Said::of(child.wait_with_output().expect("the binary ends"));
    writer.join().expect("the writer ends").expect("the binary reads everything");
    said
}

/// A folder with a network of three sites and a scenario on it, both good.
pub struct Folder {
    folder: tempfile::TempDir,
}

pub const NETWORK: &str = r#"{
  "kind": "network",
  "title": "three sites",
  "sites": [
    { "number": 1, "name": "ALPHA" },
    { "number": 2, "name": "BETA" },
    { "number": 3, "name": "GAMMA" }
  ],
  "lines": [
    { "between": ["ALPHA", "BETA"], "kbps": 50, "propagation": "3 ms" },
    { "between": ["BETA", "GAMMA"], "kbps": 50, "propagation": "5 ms" }
  ],
  "hosts": [
    { "name": "ALPHA-10", "site": "ALPHA", "host": 0 },
    { "name": "BETA-10", "site": "BETA", "host": 0 },
    { "name": "GAMMA-10", "site": "GAMMA", "host": 1 }
  ]
}
"#;

pub const SCENARIO: &str = r#"{
  "kind": "scenario",
  "title": "nothing much",
  "network": "network.json",
  "hosts": {
    "ALPHA-10": { "system": "tenex", "servers": ["ftp"], "profiles": { "ftp": "L438" },
      "accounts": [{ "user": "THOMAS", "password": "RSEXEC" }],
      "files": { "<THOMAS>PROG1.PL1;1": { "text": "one\n" } } },
    "BETA-10": { "system": "tenex" }
  },
  "jobs": [
    { "at": "1 s", "host": "BETA-10", "program": "rsexec", "login": { "user": "THOMAS", "password": "RSEXEC" },
      "terminal": ["DIRECTORY [ALPHA-10]<THOMAS>"] }
  ],
  "faults": [ { "at": "20 s", "line": ["ALPHA", "BETA"], "down_for": "30 s" } ],
  "limits": { "until": "1 min" },
  "expect": [
    { "file": { "host": "ALPHA-10", "path": "<THOMAS>PROG1.PL1;1", "text": "one\n" } },
    { "never": { "ncp": "STR", "from": "GAMMA-10" } }
  ]
}
"#;

impl Folder {
    pub fn new() -> Folder {
        let folder = Folder { folder: tempfile::tempdir().expect("a folder can be made") };
        folder.write("network.json", NETWORK);
        folder.write("scenario.json", SCENARIO);
        folder
    }

    /// The same with one text of the network put in place of another.
    pub fn with_network(from: &str, to: &str) -> Folder {
        let folder = Folder::new();
        folder.write("network.json", spoiled(NETWORK, from, to));
        folder
    }

    /// The same with one text of the scenario put in place of another.
    pub fn with_scenario(from: &str, to: &str) -> Folder {
        let folder = Folder::new();
        folder.write("scenario.json", spoiled(SCENARIO, from, to));
        folder
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), text).expect("a file can be written");
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("a file can be read")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).expect("the folder is there");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("the folder can be read").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Runs `arpanet` inside the folder.
    pub fn arpanet(&self, words: &[&str]) -> Said {
        Said::of(command().current_dir(self.folder.path()).args(words).output().expect("the binary runs"))
    }
}

fn spoiled(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from:?} stands in the text exactly once");
    text.replacen(from, to, 1)
}
