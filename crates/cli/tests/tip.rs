//! `arpanet tip`: a person at a pseudo-terminal logs in from a TIP's terminal and runs FTP from there, in real time.

mod support;

use std::process::Command;

use rexpect::session::{PtySession, spawn_command};
use support::{arpanet, root};

/// The longest wait for anything to appear.
const PATIENCE_MS: u64 = 60_000;
const CONTROL_C: char = 'c';

fn seated(log: &str) -> PtySession {
    // Not `support::command`, whose standard input is closed.
    let mut binary = Command::new(env!("CARGO_BIN_EXE_arpanet"));
    binary.current_dir(root()).args([
        "tip",
        "--scenario",
        "scenarios/live/tip-terminal.json",
        "--pace",
        "20",
        "--log",
        log,
    ]);
    spawn_command(binary, Some(PATIENCE_MS)).expect("a pseudo-terminal can be had")
}

/// Types a line and its return key, and waits for what it leads to.
fn at(session: &mut PtySession, typed: &str, expected: &str) {
    session.send(&format!("{typed}\r")).expect("the keys are taken");
    session.flush().expect("the keys are taken");
    session.exp_string(expected).unwrap_or_else(|fault| panic!("{typed}: {fault}"));
}

#[test]
fn a_person_logs_in_from_a_tip_fetches_a_file_by_ftp_and_leaves_and_it_can_be_played_again() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let log = folder.path().join("session.log").to_string_lossy().into_owned();
    let mut session = seated(&log);
    at(&mut session, "@T O L", "@T O L");
    at(&mut session, "@I L", "@I L");
    at(&mut session, "@L 69", "BBN-TENEX TENEX");
    at(&mut session, "LOGIN THOMAS RSEXEC 1", "JOB ");
    at(&mut session, "FTP", "FTP User Process at BBN-TENEX");
    at(&mut session, "UTAH-10", "Connection is open to UTAH-10.");
    at(&mut session, "LOGIN THOMAS RSEXEC 1", "230 ");
    at(&mut session, "RETRIEVE <THOMAS>PROG1.PL1 COPY.PL1", "COPY.PL1;1 written.");
    at(&mut session, "QUIT", "231 ");
    at(&mut session, "TYPE COPY.PL1", "SUM: PROCEDURE");
    at(&mut session, "LOGOUT", "Closed");
    session.send_control(CONTROL_C).expect("the key is taken");
    let (_, fingerprint) =
        session.exp_regex("fingerprint [0-9a-f]{16}").expect("the session says how it ended");
    session.exp_eof().expect("the process ends");
    let again = arpanet(&["run", "--replay", &log, "--quiet"]);
    assert_eq!(again.code, Some(0), "{again:?}");
    assert!(again.out.contains(&fingerprint), "{fingerprint}: {}", again.out);
}

#[test]
fn a_scenario_without_a_tip_is_refused() {
    let said = arpanet(&["tip", "--scenario", "scenarios/icp-1973.json"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("there is no TIP"), "{}", said.err);
}
