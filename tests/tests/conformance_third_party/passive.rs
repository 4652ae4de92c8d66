//! Third parties by PASV, and sites whose servers are of different dates.

use arpanet_programs::host::JobStatus;
use arpanet_tests::perfect_subnet::PerfectSubnet;
use arpanet_tests::sites::{BBN, CASE, UTAH};
use arpanet_wire::HostAddress;
use arpanet_wire::command::Command;

use crate::stage::{
    APPEND, Controller, PROG1, PROG2, hosts, hosts_with, large, prog2, rsexec, text_at, wait,
};

fn append(net: &mut PerfectSubnet) -> String {
    let job = net.run_program(BBN, rsexec(), &[APPEND]);
    assert_eq!(net.finish(job), JobStatus::Done);
    net.terminal(job).to_owned()
}

/// Who asked first for a data connection between the two sites.
fn asker(net: &PerfectSubnet) -> Option<HostAddress> {
    let between = net.log().iter().filter(|crossing| ![crossing.from, crossing.to].contains(&BBN));
    let mut requests = between
        .filter(|crossing| matches!(crossing.command(), Some(Command::Str { .. } | Command::Rts { .. })));
    requests.next().map(|crossing| crossing.from)
}

/// RFC 438, RFC 454, RFC 478 and RFC 542 beside a server of 1972: whatever the two sites run, the file arrives; and it goes
/// straight from site to site wherever one of them can be made to listen.
#[test]
fn lstn_013_lstn_073_sites_of_any_two_dates_work_together() {
    let profiles = ["P72", "L438", "P454", "PV478", "P542"];
    for utah in profiles {
        for case in profiles {
            let mut net = hosts(utah, case);
            let terminal = append(&mut net);
            assert_eq!(prog2(&net), format!("{PROG2}{PROG1}"), "{utah} to {case}: {terminal}");
            let lstn = |profile: &str| ["L438", "P454"].contains(&profile);
            let expected = match (utah, case) {
                (_, case) if lstn(case) => Some(UTAH),
                (utah, _) if lstn(utah) => Some(CASE),
                (_, "PV478" | "P542") => Some(UTAH),
                ("PV478" | "P542", _) => Some(CASE),
                _ => None,
            };
            assert_eq!(asker(&net), expected, "{utah} to {case}: {terminal}");
            let by_pasv = !lstn(utah) && !lstn(case) && expected.is_some();
            assert_eq!(terminal.contains("listens by PASV"), by_pasv, "{utah} to {case}: {terminal}");
            assert_eq!(terminal.contains("by way of this host"), expected.is_none(), "{terminal}");
            assert_eq!(terminal.contains("socket 21"), [utah, case].contains(&"P542"), "{terminal}");
        }
    }
}

/// RFC 478 p. 2, 1: the transfer commands may come in either order, with any delay. The file is short, so that RETR is done
/// with, close and all, before STOR has come; or long, so that it waits for room.
#[test]
fn lstn_069_after_pasv_retr_and_appe_come_in_either_order() {
    for (lines, first, delay) in [(0, "UTAH", 20), (0, "CASE", 20), (2000, "UTAH", 30), (0, "UTAH", 0)] {
        let mut net = hosts_with("PV478", "PV478", lines);
        let mut utah = Controller::at(&mut net, "UTAH-10");
        let mut case = Controller::at(&mut net, "CASE-10");
        let (x, y) = (data_socket(&net, CASE, 2), data_socket(&net, UTAH, 3));
        utah.says(&mut net, &format!("SOCK 13,{x}"), 200);
        case.says(&mut net, &format!("SOCK 4,{y}"), 200);
        case.says(&mut net, "PASV", 200);
        let file = if lines == 0 { "PROG1.PL1" } else { "LARGE.TXT" };
        let text = if lines == 0 { PROG1.to_owned() } else { large(lines) };
        let start = |net: &mut PerfectSubnet, site: &str| match site {
            "UTAH" => utah.types(net, &format!("RETR <THOMAS>{file}")),
            _ => case.types(net, "APPE <THOMAS>PROG2.PL1"),
        };
        start(&mut net, first);
        wait(&mut net, delay);
        start(&mut net, if first == "UTAH" { "CASE" } else { "UTAH" });
        for user in [&mut utah, &mut case] {
            user.hears(&mut net, 250);
            user.hears(&mut net, 252);
        }
        assert_eq!(prog2(&net), format!("{PROG2}{text}"), "{first} first by {delay} s");
        assert_eq!(asker(&net), Some(UTAH));
    }
}

/// S+2 or S+3, where S is what the server gave to the latest user from BBN.
fn data_socket(net: &PerfectSubnet, site: HostAddress, offset: u32) -> u32 {
    let numbers = net.data(site, BBN).into_iter().filter(|(_, bits)| bits.length_bits() == 32);
    let s = numbers.filter_map(|(_, bits)| bits.get(0, 32)).next_back().expect("the server has sent S");
    s as u32 + offset
}

/// RFC 542 p. 34, to the letter, at socket 21; and the end is told by 257.
#[test]
fn lstn_071_lstn_073_the_sequence_of_rfc_542() {
    for order in [["STOR", "RETR"], ["RETR", "STOR"]] {
        let mut net = hosts("P542", "P542");
        let mut a = Controller::at_socket(&mut net, "CASE-10", 21);
        let s_a = data_socket(&net, CASE, 2);
        let mut b = Controller::at_socket(&mut net, "UTAH-10", 21);
        let s_b = data_socket(&net, UTAH, 3);
        a.says(&mut net, &format!("SOCK 4,{s_b}"), 200);
        b.says(&mut net, &format!("SOCK 13,{s_a}"), 200);
        a.says(&mut net, "PASV", 200);
        for verb in order {
            match verb {
                "STOR" => a.types(&mut net, "STOR <THOMAS>NEW.PL1"),
                _ => b.types(&mut net, "RETR <THOMAS>PROG1.PL1"),
            }
            wait(&mut net, 5);
        }
        for user in [&mut a, &mut b] {
            user.hears(&mut net, 250);
            user.hears(&mut net, 257);
        }
        assert_eq!(text_at(&net, CASE, "<THOMAS>NEW.PL1;1").as_deref(), Some(PROG1));
        assert_eq!(asker(&net), Some(UTAH), "the server that has not been told to listen");
    }
}

/// RFC 478 p. 1: the request must be consistent with the SOCK; PASV lasts for one transfer (RFC 614 p. 1).
#[test]
fn lstn_068_lstn_074_a_stranger_is_refused_and_afterwards_nobody_is_listened_for() {
    use crate::stage::{OTHER, THIRD, asks_to_send, closes, expect_cls, expect_rts, sends_text};
    let mut net = hosts("PV478", "PV478");
    let mut user = Controller::at(&mut net, "CASE-10");
    let x = data_socket(&net, CASE, 2);
    user.says(&mut net, "SOCK 11,77", 200);
    user.says(&mut net, "PASV", 200);
    asks_to_send(&mut net, OTHER, 77, x, 8);
    expect_cls(&mut net, OTHER, x, 77);
    closes(&mut net, OTHER, 77, x);
    asks_to_send(&mut net, THIRD, 77, x, 8);
    let link = expect_rts(&mut net, THIRD, x, 77);
    sends_text(&mut net, THIRD, link, b"MORE\r\n");
    user.says(&mut net, "APPE <THOMAS>PROG2.PL1", 250);
    closes(&mut net, THIRD, 77, x);
    user.hears(&mut net, 252);
    assert_eq!(prog2(&net), format!("{PROG2}MORE\n"));
    asks_to_send(&mut net, OTHER, 79, x, 8);
    expect_cls(&mut net, OTHER, x, 79);
}
