//! The session of RFC 439 staged: DOCTOR at one host, PARRY at another, and someone at a third who brings them together.

use arpanet_programs::host::{JobSpec, JobStatus};
use arpanet_tests::perfect_subnet::PerfectSubnet;
use arpanet_tests::sites::{BBN, CASE, UTAH, telnet_to, tenex};

fn encounter(net: &mut PerfectSubnet, exchanges: &str) -> String {
    let arguments = vec!["BBN-TENEX".into(), "CASE-10".into(), exchanges.into()];
    let spec = JobSpec { program: "encounter".into(), arguments, ..JobSpec::default() };
    let job = net.run_program(UTAH, spec, &[]);
    assert_eq!(net.finish(job), JobStatus::Done, "{}", net.terminal(job));
    net.terminal(job).to_owned()
}

fn three_hosts() -> PerfectSubnet {
    let mut net = PerfectSubnet::new();
    net.attach(tenex(BBN, &["doctor"]));
    net.attach(tenex(CASE, &["parry"]));
    net.attach(tenex(UTAH, &[]));
    net
}

#[test]
fn the_two_converse_over_the_network_and_each_hears_the_other() {
    let told = encounter(&mut three_hosts(), "15");
    let lines: Vec<&str> = told.lines().collect();
    // PARRY's greeting, DOCTOR's, fifteen exchanges, and DOCTOR's leave.
    assert_eq!(lines.len(), 2 + 2 * 15 + 1, "{told}");
    assert!(lines[1..].iter().step_by(2).all(|line| line.starts_with("DOCTOR: ")), "{told}");
    assert!(lines[2..].iter().step_by(2).take(15).all(|line| line.starts_with("PARRY:  ")));
    // The same conversation as without a network between them.
    use arpanet_programs::talkers::{Doctor, Parry, Talker};
    let (mut doctor, mut parry) = (Doctor::new(), Parry::new());
    let mut said = doctor.greeting().to_owned();
    for pair in lines[1..31].chunks(2) {
        let answer = parry.answer(&said);
        assert_eq!(pair, [format!("DOCTOR: {said}"), format!("PARRY:  {answer}")]);
        said = doctor.answer(&answer);
    }
}

#[test]
fn all_that_is_said_crosses_the_network_between_the_go_between_and_each() {
    let mut net = three_hosts();
    encounter(&mut net, "3");
    let heard = String::from_utf8(net.octets(CASE, UTAH)).unwrap();
    assert!(heard.contains("gas meter") || heard.contains("sleep"), "{heard}");
    assert_eq!(net.octets(BBN, CASE), b"", "they don't know of each other");
}

#[test]
fn a_person_may_talk_with_doctor_and_take_leave() {
    let mut net = three_hosts();
    let job = net.run_program(UTAH, telnet_to("BBN-TENEX", Some(101)), &["I am tired.", "Goodbye"]);
    net.finish(job);
    let seen = net.terminal(job);
    assert!(seen.contains("How long have you been tired?"), "{seen}");
    assert!(seen.ends_with("BBN-TENEX is closed\r\n"), "{seen}");
}
