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
        ("tenex", "DOE", "<DOE>NOTES.TXT;1", "LOGIN DOE|MUMBLE|DIR|TYPE NOTES.TXT|SYSTAT|NETSTAT|LOGOUT"),
        ("its", "DOE", "DOE;NOTES 1", ":LOGIN DOE|MUMBLE|:LISTF|:PRINT NOTES >|:SYSTAT|:NETSTAT|:LOGOUT"),
        ("tops10", "4,21", "NOTES.TXT[4,21]", "LOGIN 4,21|MUMBLE|DIR|TYPE NOTES.TXT|SYSTAT|NETSTAT|KJOB"),
        (
            "multics",
            "Doe.CNet",
            ">udd>CNet>Doe>notes",
            "login Doe CNet|MUMBLE|list|print notes|how_many_users|net_status|logout",
        ),
        ("os360", "DOE", "'DOE.NOTES'", "LOGON DOE|MUMBLE|LISTCAT|LIST NOTES|STATUS|NETWORK|LOGOFF"),
        ("tss360", "DOE", "'DOE.NOTES'", "LOGON DOE|MUMBLE|PC?|LINE? NOTES|STATUS|NETWORK|LOGOFF"),
        ("sex", "DOE", "NOTES:DOE", "LOGIN DOE|MUMBLE|FILES|TYPE NOTES|STATUS|NETWORK|LOGOUT"),
        // RFC 15 p. 3 has the full stop.
        ("sds940", "DOE", "(DOE)/NOTES/", "LOGIN DOE.|MUMBLE|FILES|TYPE /NOTES/|STATUS|NETWORK|LOGOUT"),
    ] {
        let lines: Vec<&str> = lines.split('|').collect();
        let seen = session(system, user, file, &lines);
        let name = file.rsplit(['>', ';']).next().unwrap_or(file);
        assert!(seen.contains("Read RFC 438."), "{system}: {seen}");
        assert!(seen.contains(name), "{system}: {seen}");
        // How busy the host is, with the visitor on it; and its connections with the visitor's host.
        let (_, load) = seen.split_once(" 1 JOBS").unwrap_or_else(|| panic!("{system}: {seen}"));
        assert!(load.contains(" UP 0:00:") && load.contains(user), "{system}: {seen}");
        assert!(load.contains("CASE-10        UP") && load.contains("RECEIVING"), "{system}: {seen}");
    }
}
