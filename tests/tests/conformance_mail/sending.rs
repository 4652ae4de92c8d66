//! SNDMSG, the mailer, and what arrives in mailboxes.

use arpanet_programs::account::Account;
use arpanet_programs::host::{JobId, JobSpec, JobStatus, ServerConfig};
use arpanet_programs::mail::mailbox;
use arpanet_programs::mail::mailer::RETRY_NS;
use arpanet_programs::system::{FileName, TENEX, TOPS10, VersionPattern};
use arpanet_programs::{HostConfig, HostInput, System};
use arpanet_tests::perfect_subnet::{PerfectSubnet, SECOND};
use arpanet_tests::scripted_end::ScriptedEnd;
use arpanet_tests::sites::{BBN, CASE, UTAH, telnet_to, tenex, text_file, thomas};
use arpanet_wire::HostAddress;

/// The socket of FTP servers.
const FTP: u32 = 3;

/// One of the three hosts, with users DOE, ROE and THOMAS.
fn site(address: HostAddress, servers: &[&str]) -> HostConfig {
    let mut config = tenex(address, servers);
    for user in ["DOE", "ROE"] {
        config.accounts.push(Account {
            user: user.into(),
            password: "MUMBLE".into(),
            account: String::new(),
        });
    }
    config
}

/// THOMAS runs SNDMSG at BBN-TENEX.
fn send(net: &mut PerfectSubnet, users: &str, subject: &str, lines: &[&str]) -> JobId {
    let spec = JobSpec { program: "sndmsg".into(), login: Some(thomas()), ..JobSpec::default() };
    let typed: Vec<&str> = [users, subject].into_iter().chain(lines.iter().copied()).collect();
    net.run_program(BBN, spec, &typed)
}

/// The letters in a TENEX user's mailbox.
fn letters(net: &PerfectSubnet, host: HostAddress, user: &str) -> Vec<String> {
    let Ok(content) = net.host(host).file(&format!("<{user}>MESSAGE.TXT;1")) else { return Vec::new() };
    let entries = mailbox::parse(&content.network_text(&TENEX));
    entries.into_iter().map(|entry| String::from_utf8(entry.text).expect("a letter is ASCII")).collect()
}

/// The names of THOMAS's files of unsent mail at BBN-TENEX.
fn has_unsent_mail(net: &PerfectSubnet, to: &str) -> bool {
    net.host(BBN).file(&format!("<THOMAS>--UNSENT-MAIL--.{to}")).is_ok()
}

/// BBN-TENEX alone with scripted CASE-10; THOMAS sends a letter there.
fn send_to_scripted_server(users: &str, lines: &[&str]) -> (PerfectSubnet, JobId, ScriptedEnd) {
    let mut net = PerfectSubnet::new();
    net.attach(site(BBN, &[]));
    net.attach_peer(CASE);
    let job = send(&mut net, users, "", lines);
    let server = ScriptedEnd::serve(&mut net, CASE, BBN, FTP);
    (net, job, server)
}

/// The scripted server hears a line, and answers.
fn answers(net: &mut PerfectSubnet, server: &ScriptedEnd, line: &str, reply: &str) {
    server.hears(net, format!("{line}\r\n"));
    server.send(net, format!("{reply}\r\n").as_bytes());
}

#[test]
fn mail_001_mail_005_a_letter_goes_from_terminal_to_mailbox() {
    let mut net = PerfectSubnet::new();
    net.attach(site(BBN, &[]));
    net.attach(site(UTAH, &["ftp"]));
    let job = send(&mut net, "DOE@UTAH-10", "RFC 438", &["Have you read it?", "."]);
    assert_eq!(net.finish(job), JobStatus::Done);
    assert!(net.terminal(job).contains("DOE@UTAH-10 -- OK"), "{}", net.terminal(job));
    let [letter] = letters(&net, UTAH, "DOE").try_into().unwrap();
    assert!(
        letter.ends_with("TO: DOE@UTAH-10\r\nSUBJECT: RFC 438\r\n\r\nHave you read it?\r\n.\r\n"),
        "{letter}"
    );
}

/// RFC 385 p. 5, typed by hand as from a terminal without a mail program.
#[test]
fn mail_006_letters_are_added_in_the_order_in_which_they_come() {
    let mut net = PerfectSubnet::new();
    net.attach(site(BBN, &[]));
    net.attach(site(UTAH, &["ftp"]));
    let lines = ["MAIL DOE", "one", ".", "MAIL DOE", "two", "lines", ".", "BYE"];
    let job = net.run_program(BBN, telnet_to("UTAH-10", Some(FTP)), &lines);
    net.finish(job);
    let texts = letters(&net, UTAH, "DOE");
    assert_eq!(texts.len(), 2);
    assert!(texts[0].ends_with("\r\none\r\n") && texts[1].ends_with("\r\ntwo\r\nlines\r\n"), "{texts:?}");
}

/// A table of NIC idents is a file of the operator's.
#[test]
fn mail_008_a_nic_ident_is_as_good_as_a_name_where_there_is_a_table() {
    let mut net = PerfectSubnet::new();
    net.attach(site(BBN, &[]));
    let mut config = site(UTAH, &["ftp"]);
    config.files.push(text_file("<SYSTEM>NIC-IDENTS.TXT;1", "JBP ROE\nRHT THOMAS\n"));
    net.attach(config);
    let job = send(&mut net, "jbp@UTAH-10,DOE@UTAH-10,XYZ@UTAH-10", "", &["Hello"]);
    assert!(matches!(net.finish(job), JobStatus::Failed { .. }), "XYZ is nobody");
    assert_eq!(letters(&net, UTAH, "ROE").len(), 1, "{}", net.terminal(job));
    assert_eq!(letters(&net, UTAH, "DOE").len(), 1);
    assert!(net.terminal(job).contains("XYZ@UTAH-10 -- REFUSED"), "{}", net.terminal(job));
}

/// RFC 385 p. 4.
#[test]
fn mail_011_a_letter_is_marked_with_its_host_and_the_user_logged_in() {
    let mut net = PerfectSubnet::new();
    net.attach(site(BBN, &[]));
    net.attach(site(UTAH, &["ftp"]));
    let lines = ["MAIL DOE", "one", ".", "USER ROE", "PASS MUMBLE", "MAIL DOE", "two", ".", "BYE"];
    let job = net.run_program(BBN, telnet_to("UTAH-10", Some(FTP)), &lines);
    net.finish(job);
    assert_eq!(
        letters(&net, UTAH, "DOE"),
        ["Mail from BBN-TENEX\r\none\r\n", "Mail from BBN-TENEX, logged in as ROE\r\ntwo\r\n"]
    );
}

#[test]
fn mail_004_a_lone_period_is_never_sent_within_a_letter() {
    let (mut net, job, server) = send_to_scripted_server("DOE@CASE-10", &["one", ".", "two"]);
    answers(&mut net, &server, "TYPE A", "200 ok");
    answers(&mut net, &server, "MLFL DOE", "500 what?");
    answers(&mut net, &server, "MAIL DOE", "350 go on");
    server.hears(&mut net, "\r\n\r\none\r\n. \r\ntwo\r\n.\r\n");
    server.send(&mut net, b"256 done\r\n");
    answers(&mut net, &server, "BYE", "231 goodbye");
    server.close_sending(&mut net);
    server.close_receiving(&mut net);
    assert_eq!(net.finish(job), JobStatus::Done);
    let heard = server.heard(&net);
    assert_eq!(heard.windows(5).filter(|octets| octets == b"\r\n.\r\n").count(), 1, "its end");
}

/// RFC 414 p. 3 leaves it to the user's side.
#[test]
fn mail_012_our_mailer_sees_to_type_a() {
    let (mut net, _, server) = send_to_scripted_server("DOE@CASE-10", &["one"]);
    answers(&mut net, &server, "TYPE A", "200 ok");
    server.hears(&mut net, "MLFL DOE\r\n");
    let heard = String::from_utf8(server.heard(&net)).unwrap();
    assert_eq!(heard, "TYPE A\r\nMLFL DOE\r\n");
}

#[test]
fn mail_009_several_users_are_named_together_and_one_by_one_if_that_fails() {
    let (mut net, _, server) = send_to_scripted_server("DOE@CASE-10,ROE@CASE-10", &["one"]);
    answers(&mut net, &server, "TYPE A", "200 ok");
    answers(&mut net, &server, "MLFL DOE,ROE", "451 no such user");
    answers(&mut net, &server, "MLFL DOE", "451 no such user");
    server.hears(&mut net, "MLFL ROE\r\n");
}

/// What a refusal makes of a letter: kept for later, or not.
fn kept_after(reply: &str) -> (bool, String) {
    let (mut net, job, server) = send_to_scripted_server("DOE@CASE-10", &["one"]);
    answers(&mut net, &server, "TYPE A", "200 ok");
    answers(&mut net, &server, "MLFL DOE", reply);
    answers(&mut net, &server, "BYE", "231 goodbye");
    server.close_sending(&mut net);
    server.close_receiving(&mut net);
    net.finish(job);
    (has_unsent_mail(&net, "DOECASE-10"), net.terminal(job).to_owned())
}

/// RFC 630 p. 2.
#[test]
fn mail_015_450_and_451_are_for_good_and_452_to_454_are_not() {
    for reply in ["450 no such user", "451 no"] {
        let (is_kept, told) = kept_after(reply);
        assert!(!is_kept && told.contains("REFUSED"), "{reply}: {told}");
    }
    for reply in ["452 broken", "453 disk full", "454 no connection"] {
        let (is_kept, told) = kept_after(reply);
        assert!(is_kept && told.contains("QUEUED"), "{reply}: {told}");
    }
}

/// RFC 414 p. 1: "if the remote host is not up, the message is stored [...] and a background job periodically checks".
#[test]
fn mail_016_mail_for_a_dead_host_is_kept_and_delivered_when_it_is_back() {
    let mut net = PerfectSubnet::new();
    net.attach(site(BBN, &[]));
    let job = send(&mut net, "DOE@UTAH-10,ROE@UTAH-10", "Wake up", &["Are you there?"]);
    assert_eq!(net.finish(job), JobStatus::Done);
    assert!(has_unsent_mail(&net, "DOEUTAH-10"), "{}", net.terminal(job));
    net.run_for(RETRY_NS + 10 * SECOND);
    assert!(has_unsent_mail(&net, "DOEUTAH-10"), "the host is still dead");
    net.attach(site(UTAH, &["ftp"]));
    net.run_for(RETRY_NS + 60 * SECOND);
    assert!(!has_unsent_mail(&net, "DOEUTAH-10"));
    for user in ["DOE", "ROE"] {
        let [letter] = letters(&net, UTAH, user).try_into().unwrap();
        assert!(letter.ends_with("\r\nAre you there?\r\n"), "{letter}");
    }
    assert_eq!(letters(&net, BBN, "THOMAS"), Vec::<String>::new(), "nothing came back");
}

/// The mailer that starts with the host finds what an earlier run has left.
#[test]
fn mail_016_unsent_mail_outlives_a_crash_of_its_own_host() {
    let mut net = PerfectSubnet::new();
    net.attach(site(BBN, &["mailer"]));
    let job = send(&mut net, "DOE@UTAH-10", "", &["Are you there?"]);
    net.finish(job);
    net.input(BBN, HostInput::Crash);
    net.attach(site(UTAH, &["ftp"]));
    net.run_for(10 * SECOND);
    net.input(BBN, HostInput::Restart);
    net.run_for(2 * RETRY_NS);
    assert_eq!(letters(&net, UTAH, "DOE").len(), 1);
    assert!(!has_unsent_mail(&net, "DOEUTAH-10"));
}

/// A letter that is refused after it was kept comes back to its sender, with the reason.
#[test]
fn mail_016_a_letter_that_nobody_wants_comes_back() {
    let mut net = PerfectSubnet::new();
    net.attach(site(BBN, &[]));
    let job = send(&mut net, "NOSUCH@UTAH-10,DOE@UTAH-10", "", &["Are you there?"]);
    net.finish(job);
    net.attach(site(UTAH, &["ftp"]));
    net.run_for(2 * RETRY_NS);
    let [notice] = letters(&net, BBN, "THOMAS").try_into().unwrap();
    assert!(notice.contains("COULD NOT BE DELIVERED") && notice.contains("NOSUCH@UTAH-10"), "{notice}");
    assert!(notice.ends_with("\r\nAre you there?\r\n"), "{notice}");
    assert_eq!(letters(&net, UTAH, "DOE").len(), 1);
    assert!(!has_unsent_mail(&net, "NOSUCHUTAH-10"));
}

/// RFC 491 p. 1, at a host that lets nobody in without a login.
#[test]
fn mail_019_our_mailer_logs_in_as_netml_where_it_must() {
    let mut net = PerfectSubnet::new();
    net.attach(site(BBN, &[]));
    let mut config = site(UTAH, &[]);
    config.servers.push(ServerConfig { name: "ftp".into(), profile: Some("P72-NETML".into()) });
    config.accounts.push(Account { user: "NETML".into(), password: "NETML".into(), account: String::new() });
    net.attach(config);
    let job = send(&mut net, "DOE@UTAH-10", "", &["Free of charge"]);
    assert_eq!(net.finish(job), JobStatus::Done, "{}", net.terminal(job));
    let [letter] = letters(&net, UTAH, "DOE").try_into().unwrap();
    assert!(letter.starts_with("Mail from BBN-TENEX, logged in as NETML\r\n"), "{letter}");
}

#[test]
fn a_letter_at_home_needs_no_network_and_can_be_read() {
    let mut net = PerfectSubnet::new();
    net.attach(site(BBN, &[]));
    let job = send(&mut net, "THOMAS, DOE@BBN-TENEX, NOSUCH", "Notes", &["Remember RFC 438."]);
    assert!(matches!(net.finish(job), JobStatus::Failed { .. }), "NOSUCH is nobody");
    assert_eq!(letters(&net, BBN, "DOE").len(), 1);
    assert_eq!(net.log(), []);
    let spec = JobSpec { program: "readmail".into(), login: Some(thomas()), ..JobSpec::default() };
    let job = net.run_program(BBN, spec, &[]);
    assert_eq!(net.finish(job), JobStatus::Done);
    let told = net.terminal(job);
    assert!(told.starts_with("1 OF 1, 15-JAN-73 12:00:00\r\n"), "{told}");
    assert!(told.contains("SUBJECT: Notes\r\n\r\nRemember RFC 438.\r\n-------\r\n"), "{told}");
}

/// THOMAS at BBN-TENEX reads a mailbox elsewhere: how that ended, and what he saw.
fn read_at(net: &mut PerfectSubnet, mailbox: &str) -> (JobStatus, String) {
    let arguments = vec![mailbox.to_owned()];
    let spec = JobSpec { program: "readmail".into(), arguments, login: Some(thomas()), ..JobSpec::default() };
    let job = net.run_program(BBN, spec, &[]);
    (net.finish(job), net.terminal(job).to_owned())
}

/// RFC 458 p. 1, a proposal: a user reads his mail at another site, where he has a mailbox.
#[test]
fn mail_018_mail_is_read_from_afar_where_the_server_has_the_proposals_commands() {
    let mut net = PerfectSubnet::new();
    net.attach(site(BBN, &[]));
    let mut config = site(UTAH, &[]);
    config.servers.push(ServerConfig { name: "ftp".into(), profile: Some("P72-RDML".into()) });
    net.attach(config);
    net.attach(site(CASE, &["ftp"]));
    let (status, told) = read_at(&mut net, "THOMAS@UTAH-10");
    assert_eq!(status, JobStatus::Done);
    assert!(told.contains("\n200 NO MAIL NOW\r\n") && told.ends_with("\nNO MAIL NOW\r\n"), "{told}");
    let (status, _) = read_at(&mut net, "DOE@UTAH-10");
    assert!(matches!(status, JobStatus::Failed { .. }), "THOMAS's password is not DOE's");
    let (status, _) = read_at(&mut net, "THOMAS@CASE-10");
    assert!(matches!(status, JobStatus::Failed { .. }), "500: CASE has no such command");
    let job = send(&mut net, "THOMAS@UTAH-10", "", &["Read me there.", "."]);
    assert_eq!(net.finish(job), JobStatus::Done);
    let (status, told) = read_at(&mut net, "THOMAS@UTAH-10");
    assert_eq!(status, JobStatus::Done, "{told}");
    let (_, letter) = told.split_once("\n1 OF 1, 15-JAN-73 12:0").unwrap_or_else(|| panic!("{told}"));
    assert!(letter.ends_with("\r\nRead me there.\r\n.\r\n-------\r\n"), "{told}");
    assert_eq!(letters(&net, UTAH, "THOMAS").len(), 1, "reading takes nothing away");
}

/// RFC 475 p. 5: TIP users could use it, who have a TELNET and no more.
#[test]
fn mail_018_mail_can_be_read_by_hand() {
    let mut net = PerfectSubnet::new();
    net.attach(site(BBN, &[]));
    let mut config = site(UTAH, &[]);
    config.servers.push(ServerConfig { name: "ftp".into(), profile: Some("P72-RDML".into()) });
    net.attach(config);
    let lines = ["MAIL DOE", "one", ".", "RDML DOE", "PASS MUMBLE", "BYE"];
    let job = net.run_program(BBN, telnet_to("UTAH-10", Some(FTP)), &lines);
    net.finish(job);
    let told = net.terminal(job);
    assert!(told.contains("\r\none\r\n-------\r\n.\r\n"), "{told}");
}

#[test]
fn an_empty_mailbox_says_so() {
    let mut net = PerfectSubnet::new();
    net.attach(site(BBN, &[]));
    let spec = JobSpec { program: "readmail".into(), login: Some(thomas()), ..JobSpec::default() };
    let job = net.run_program(BBN, spec, &[]);
    assert_eq!(net.finish(job), JobStatus::Done);
    assert_eq!(net.terminal(job), "NO MAIL NOW\r\n");
}

/// A user whose name has a comma in it is reached by an ident, or alone: commas stand between users (RFC 414 p. 4).
#[test]
fn mail_008_a_project_programmer_number_is_a_user() {
    let mut net = PerfectSubnet::new();
    net.attach(site(BBN, &[]));
    let mut config = HostConfig { system: &TOPS10, files: Vec::new(), ..site(UTAH, &["ftp"]) };
    config.accounts.push(Account { user: "4,21".into(), password: String::new(), account: String::new() });
    config.files.push(text_file("IDENTS.NIC[1,4]", "JD 4,21\n"));
    net.attach(config);
    let job = send(&mut net, "JD@UTAH-10", "", &["by ident"]);
    assert_eq!(net.finish(job), JobStatus::Done, "{}", net.terminal(job));
    let job = net.run_program(BBN, telnet_to("UTAH-10", Some(FTP)), &["MAIL 4,21", "by number", ".", "BYE"]);
    net.finish(job);
    let content = net.host(UTAH).file("MAIL.BOX[4,21]").unwrap();
    assert_eq!(mailbox::parse(&content.network_text(&TOPS10)).len(), 2);
}

/// A letter from each system to each: names, mailboxes and characters are the systems' own.
#[test]
fn mail_006_a_letter_reaches_a_mailbox_on_every_system_from_every_system() {
    let named = System::names().filter_map(System::named);
    let systems: Vec<&'static System> = named.filter(|system| system.mail.is_some()).collect();
    for from in &systems {
        for to in &systems {
            // At CMU, whose names of users are eight characters long.
            let user = if to.name == "tops10" { "A110JD01" } else { "DOE" };
            let mut net = PerfectSubnet::new();
            net.attach(HostConfig { system: from, files: Vec::new(), ..site(BBN, &[]) });
            let account = Account { user: user.into(), password: String::new(), account: String::new() };
            let accounts = vec![account];
            net.attach(HostConfig { system: to, files: Vec::new(), accounts, ..site(UTAH, &["ftp"]) });
            let users = format!("{user}@UTAH-10");
            let job = send(&mut net, &users, "Test", &["{[^~_|@!]}", "", "Gr\u{fc}n"]);
            assert_eq!(net.finish(job), JobStatus::Done, "{from:?} to {to:?}: {}", net.terminal(job));
            let mailbox = FileName {
                directory: to.names.home(user),
                ..one_file(to, &to.mail.unwrap().mailbox.replace("{user}", user))
            };
            let content = net.host(UTAH).file(&to.names.spell(&mailbox)).unwrap();
            let [entry] = mailbox::parse(&content.network_text(to)).try_into().unwrap();
            let text = String::from_utf8(entry.text).unwrap();
            assert!(text.ends_with("\r\n\r\n{[^~_|@!]}\r\n\r\nGr?n\r\n"), "{from:?} to {to:?}: {text}");
        }
    }
}

/// The file that a name without a directory means on a system, its directory left out.
fn one_file(system: &System, name: &str) -> FileName {
    let pattern = system.names.parse(name).expect("a name that the system can hold");
    let version = match pattern.version {
        VersionPattern::Exactly(version) => version,
        _ => system.names.first_version(),
    };
    FileName {
        directory: String::new(),
        name: pattern.name.text().to_owned(),
        extension: pattern.extension.text().to_owned(),
        version,
    }
}

/// A full disk: the letter is put off, for all of those it is for, and their mailboxes stay as they were.
#[test]
fn mail_005_mail_009_a_full_disk_puts_a_letter_off_for_all_or_none() {
    let mut net = PerfectSubnet::new();
    net.attach(site(BBN, &[]));
    let mut config = site(UTAH, &["ftp"]);
    config.disk_words = 100;
    config.files = vec![text_file("<DOE>MESSAGE.TXT;1", "15-JAN-73 11:00:00,7;\nHello\n")];
    net.attach(config);
    let job = send(&mut net, "DOE@UTAH-10,ROE@UTAH-10", "Long", &[&"x".repeat(250)]);
    assert_eq!(net.finish(job), JobStatus::Done);
    assert!(net.terminal(job).contains("453"), "{}", net.terminal(job));
    assert!(has_unsent_mail(&net, "DOEUTAH-10"));
    assert_eq!(letters(&net, UTAH, "DOE"), ["Hello\r\n"]);
    assert_eq!(letters(&net, UTAH, "ROE"), Vec::<String>::new(), "room for one would not do");
}
