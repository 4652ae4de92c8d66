//! The records of the genuine IMP program in `captures/`: `captures/README.md` says what they are and how they are written.

use std::fs;
use std::path::Path;

use arpanet_wire::Bits;
use serde::Deserialize;

/// The first line of a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The file's name.
    pub capture: String,
    /// `imp-imp`, `host-imp` or `host-host`.
    pub layer: String,
    /// Who plays the IMP; cables only.
    #[serde(default)]
    pub imp: String,
    /// What happens.
    pub about: String,
    /// The speed of the program's clock.
    pub clock: String,
    /// How many datagrams follow.
    pub records: usize,
}

/// A line of a file: a datagram, or a note between datagrams.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    t_us: u64,
    host: Option<u8>,
    way: Option<String>,
    octets: Option<String>,
    kind: Option<String>,
    malformed: Option<String>,
    note: Option<String>,
}

/// A datagram.
#[derive(Clone, Debug)]
pub struct Record {
    /// File and line, for a failing test.
    pub place: String,
    /// Microseconds since the record began.
    pub t_us: u64,
    /// On a cable, the host's address.
    pub host: u8,
    /// Which way it went.
    pub way: String,
    /// The datagram, the emulator's framing included.
    pub octets: Vec<u8>,
    /// The packet's kind, named by hand.
    pub kind: Option<String>,
    /// What a reader must complain of.
    pub malformed: Option<String>,
}

/// All files of one of the two folders, by name.
///
/// # Panics
/// When a file is not as the README says.
pub fn folder(name: &str) -> Vec<(Head, Vec<Record>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures").join(name);
    let mut files: Vec<_> = fs::read_dir(&path)
        .expect("the folder is in the repository")
        .map(|entry| entry.expect("a readable entry").path())
        .collect();
    files.sort();
    files.iter().map(|file| read(file)).collect()
}

fn read(file: &Path) -> (Head, Vec<Record>) {
    let text = fs::read_to_string(file).expect("a readable file");
    let name = file.file_stem().expect("a name").to_string_lossy();
    let mut lines = text.lines();
    let head: Head = serde_json::from_str(lines.next().expect("a first line")).expect("a head");
    assert_eq!(head.capture, name, "{name}");
    let mut records = Vec::new();
    let mut t_us = 0;
    for (index, line) in lines.enumerate() {
        let place = format!("{name} line {}", index + 2);
        let line: Line = serde_json::from_str(line).unwrap_or_else(|error| panic!("{place}: {error}"));
        assert!(line.t_us >= t_us, "{place}: time runs backwards");
        t_us = line.t_us;
        let Some(hex) = line.octets else {
            assert!(line.note.is_some(), "{place}: neither datagram nor note");
            continue;
        };
        records.push(Record {
            place,
            t_us,
            host: line.host.unwrap_or_default(),
            way: line.way.expect("a datagram has a way"),
            octets: Bits::from_hex(&hex).expect("hexadecimal").octets().to_vec(),
            kind: line.kind,
            malformed: line.malformed,
        });
    }
    assert_eq!(records.len(), head.records, "{name}");
    (head, records)
}
