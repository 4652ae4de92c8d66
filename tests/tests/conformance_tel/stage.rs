//! The real user program against a scripted server, and the real server against a scripted user.

use arpanet_programs::host::{JobId, SetupFile};
use arpanet_programs::icp;
use arpanet_tests::perfect_subnet::{PerfectSubnet, SECOND};
use arpanet_tests::scripted_end::ScriptedEnd;
use arpanet_tests::sites::{BBN, CASE, UTAH, telnet_to, tenex};

// RFC 318 p. 4-5, in hexadecimal.
pub const DATA_MARK: u8 = 0x80;
pub const BREAK: u8 = 0x81;
pub const NOP: u8 = 0x82;
pub const NO_ECHO: u8 = 0x83;
pub const ECHO: u8 = 0x84;
pub const HIDE: u8 = 0x85;

/// The real user program, connected with a scripted server.
pub fn real_user() -> (PerfectSubnet, JobId, ScriptedEnd) {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(UTAH, &[]));
    net.attach_peer(CASE);
    let job = net.start_program(UTAH, telnet_to("CASE-10", None));
    let server = ScriptedEnd::serve(&mut net, CASE, UTAH, icp::TELNET.socket);
    assert!(net.run_until(|net| net.terminal(job).contains("is open")));
    (net, job, server)
}

/// What the user's terminal shows since the connection opened.
pub fn shown(net: &PerfectSubnet, job: JobId) -> &str {
    let (_, shown) = net.terminal(job).split_once("is open\r\n").expect("it is open");
    shown
}

/// The real server, which has greeted a scripted user.
pub fn real_server() -> (PerfectSubnet, ScriptedEnd) {
    server_with(vec![])
}

pub fn server_with(more_files: Vec<SetupFile>) -> (PerfectSubnet, ScriptedEnd) {
    let mut net = PerfectSubnet::new();
    let mut config = tenex(UTAH, &["telnet"]);
    config.files.extend(more_files);
    net.attach(config);
    net.attach_peer(CASE);
    net.attach_peer(BBN);
    let user = ScriptedEnd::call(&mut net, CASE, UTAH, icp::TELNET.socket);
    user.hears(&mut net, "\r\n@");
    (net, user)
}

pub fn log_in(net: &mut PerfectSubnet, user: &ScriptedEnd) {
    user.send(net, b"LOGIN THOMAS RSEXEC 1\r\n");
    user.hears(net, " JOB ");
}

/// What the server says from now on, in a second.
pub fn says_next(net: &mut PerfectSubnet, user: &ScriptedEnd) -> String {
    let before = user.heard(net).len();
    net.run_for(SECOND);
    String::from_utf8_lossy(&user.heard(net)[before..]).into_owned()
}
