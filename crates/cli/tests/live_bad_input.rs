//! What `arpanet live` is told wrongly, and what it is sent that nobody should send: each wrong word has its place in the
//! file, and whatever comes from outside is bounded and counted.

mod support;

use std::io::{Read, Write};
use std::net::{TcpListener, UdpSocket};

use support::Folder;
use support::live::{PATIENCE, RealHost, config, connect, free_address, interrupted, last_word, started};

#[test]
fn another_address_than_a_loopback_one_is_refused_without_its_flag() {
    for (attached, address) in [
        (r#"{ "kind": "imp", "host": "BETA-10", "local": "0.0.0.0:0", "peer": "127.0.0.1:9" }"#, "0.0.0.0:0"),
        (
            r#"{ "kind": "gateway", "host": "GAMMA-10", "socket": 79, "peer": "192.0.2.1:79" }"#,
            "192.0.2.1:79",
        ),
    ] {
        let folder = Folder::new();
        config(&folder, attached);
        let said = folder.arpanet(&["live", "live.json"]);
        assert_eq!(said.code, Some(2));
        let column = r#"  "attach": [ "#.len() + attached.find(address).expect("it is there");
        assert!(said.err.contains(&format!("live.json:4:{column}")), "{}", said.err);
        let why = format!("{address} is, or can be reached from, beyond this machine");
        assert!(said.err.contains(&why), "{}", said.err);
        assert!(said.err.contains("--beyond-loopback"), "{}", said.err);
    }
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

#[test]
fn a_port_in_use_is_told_with_its_place_and_the_files_of_the_session_before_are_left_alone() {
    let folder = Folder::new();
    let (udp, tcp) = (UdpSocket::bind("127.0.0.1:0"), TcpListener::bind("127.0.0.1:0"));
    let udp = udp.and_then(|socket| Ok((socket.local_addr()?, socket))).expect("there is a free port");
    let tcp = tcp.and_then(|socket| Ok((socket.local_addr()?, socket))).expect("there is a free port");
    let cases = [
        format!(r#"{{ "kind": "imp", "host": "BETA-10", "local": "{}", "peer": "127.0.0.1:9" }}"#, udp.0),
        format!(r#"{{ "kind": "terminal", "tip": "ALPHA-10", "port": 3, "local": "{}" }}"#, tcp.0),
    ];
    for (attach, address) in cases.iter().zip([udp.0, tcp.0]) {
        // The first entry is good; the second is the one that is told.
        let free = free_address();
        let first = format!(r#"{{ "kind": "terminal", "tip": "ALPHA-10", "port": 4, "local": "{free}" }},"#);
        config(&folder, &format!("{first}\n{attach}"));
        folder.write("live.log", "the log of the session before");
        let said = folder.arpanet(&["live", "live.json", "--log", "live.log", "--trace", "live.jsonl"]);
        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(said.err.contains("live.json:5:"), "{}", said.err);
        assert!(said.err.contains(&format!("{address} cannot be bound: ")), "{}", said.err);
        assert_eq!(folder.read("live.log"), "the log of the session before");
        assert!(!folder.path("live.jsonl").exists());
    }
}

#[test]
fn a_capture_of_nothing_is_refused() {
    let folder = Folder::new();
    config(&folder, r#"{ "kind": "terminal", "tip": "ALPHA-10", "port": 3, "local": "127.0.0.1:0" }"#);
    let said = folder.arpanet(&["live", "live.json", "--pcapng", "out.pcapng"]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.err.contains("--pcapng: no cable and no line is attached"), "{}", said.err);
    assert!(!folder.path("out.pcapng").exists());
}

/// At most eight of the longest messages wait at a cable: of a thousand packets at once most are thrown away, counted, and
/// the next message is answered.
#[test]
fn a_flood_of_datagrams_is_bounded_and_counted_and_the_host_is_answered_after_it() {
    let folder = Folder::new();
    let mut host = RealHost::at(free_address());
    let entry = r#"{ "kind": "imp", "host": "BETA-10", "local":"#;
    config(&folder, &format!(r#"{entry} "{}", "peer": "{}" }}"#, host.imp, host.address()));
    let session = started(&folder);
    host.asks(&[0x0002, 0x0100], 5);
    let mut long = vec![0x0043, 0x0700];
    long.resize(60, 0x5555);
    (0..1000).for_each(|_| host.send(&long));
    // Host 5 of an IMP that is not there: type 7.
    host.asks(&[0x003f, 0x0300], 7);
    let out = interrupted(session);
    let flood: u64 = out
        .split(", ")
        .find_map(|part| part.trim_end_matches(|last| ".\n".contains(last)).split_once(" more than is held"))
        .and_then(|(count, _)| count.parse().ok())
        .unwrap_or_else(|| panic!("no flood: {out}"));
    assert!((1..=1000).contains(&flood), "{out}");
    assert_ne!(last_word(&out, "fingerprint "), "", "{out}");
}

#[test]
fn callers_beyond_the_most_are_sent_away_and_counted() {
    let folder = Folder::new();
    let address = free_address();
    let entry = r#"{ "kind": "gateway", "host": "ALPHA-10", "socket": 79, "to": "GAMMA-10", "local":"#;
    config(&folder, &format!(r#"{entry} "{address}" }}"#));
    let session = started(&folder);
    let mut callers: Vec<_> = (0..65).map(|_| connect(address)).collect();
    let mut last = callers.pop().expect("there are 65");
    last.set_read_timeout(Some(PATIENCE)).expect("a wait can be set");
    let _ = last.write_all(b"THOMAS\r\n");
    // Closed, or broken off because it had said something.
    assert!(matches!(last.read(&mut [0; 9]), Ok(0) | Err(_)));
    drop(callers);
    let out = interrupted(session);
    assert!(out.contains("1 more than is held"), "{out}");
}
