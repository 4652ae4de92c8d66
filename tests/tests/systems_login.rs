//! A visitor logs in at each system, in its own words, looks round and leaves.

use arpanet_programs::account::Account;
use arpanet_programs::system::System;
use arpanet_programs::{HostConfig, HostInput};
use arpanet_tests::perfect_subnet::PerfectSubnet;
use arpanet_tests::sites::{CASE, UTAH, telnet_to, tenex, text_file};

/// What a person at CASE-10 sees who types these lines at a host of this system, with a password that the system asks for.
fn session(system: &str, user: &str, file: &str, lines: &[&str]) -> String {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(CASE, &[]));
    let account = Account { user: user.into(), password: "MUMBLE".into(), account: String::new() };
    net.attach(HostConfig {
        system: System::named(system).expect("a system of this name"),
        accounts: vec![account],
        files: vec![text_file(file, "Read RFC 438.\n")],
        ..tenex(UTAH, &["telnet"])
    });
    let job = net.start_program(CASE, telnet_to("UTAH-10", None));
    for line in lines {
        net.type_line(job, line);
        net.run_for(5_000_000_000);
    }
    net.input(CASE, HostInput::TerminalEnd { job });
    net.finish(job);
    let seen = net.terminal(job).to_owned();
    assert!(seen.ends_with("UTAH-10 is closed\r\n"), "{seen}");
    assert!(!seen.contains("MUMBLE"), "{seen}");
    seen
}

#[test]
fn each_system_is_spoken_to_in_its_own_words() {
    for (system, user, file, lines) in [
        ("tenex", "DOE", "<DOE>NOTES.TXT;1", ["LOGIN DOE", "MUMBLE", "DIR", "TYPE NOTES.TXT", "LOGOUT"]),
        ("its", "DOE", "DOE;NOTES 1", [":LOGIN DOE", "MUMBLE", ":LISTF", ":PRINT NOTES >", ":LOGOUT"]),
        ("tops10", "4,21", "NOTES.TXT[4,21]", ["LOGIN 4,21", "MUMBLE", "DIR", "TYPE NOTES.TXT", "KJOB"]),
        (
            "multics",
            "Doe.CNet",
            ">udd>CNet>Doe>notes",
            ["login Doe CNet", "MUMBLE", "list", "print notes", "logout"],
        ),
        ("os360", "DOE", "'DOE.NOTES'", ["LOGON DOE", "MUMBLE", "LISTCAT", "LIST NOTES", "LOGOFF"]),
        ("tss360", "DOE", "'DOE.NOTES'", ["LOGON DOE", "MUMBLE", "PC?", "LINE? NOTES", "LOGOFF"]),
        ("sex", "DOE", "NOTES:DOE", ["LOGIN DOE", "MUMBLE", "FILES", "TYPE NOTES", "LOGOUT"]),
        // RFC 15 p. 3 has the full stop.
        ("sds940", "DOE", "(DOE)/NOTES/", ["LOGIN DOE.", "MUMBLE", "FILES", "COPY /NOTES/", "LOGOUT"]),
    ] {
        let seen = session(system, user, file, &lines);
        let name = file.rsplit(['>', ';']).next().unwrap_or(file);
        assert!(seen.contains("Read RFC 438."), "{system}: {seen}");
        assert!(seen.contains(name), "{system}: {seen}");
    }
}
