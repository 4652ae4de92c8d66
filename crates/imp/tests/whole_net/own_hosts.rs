//! The IMP's own hosts, as destinations and as sources.

use crate::net::{MS, Net, Plan, SECOND, address, regular};
use arpanet_imp::{Drive, Generator, Input, Note, Settings};
use arpanet_wire::{HostAddress, ImpNumber, Leader};

fn to_fake(imp: u16, fake: u8, link: u8) -> Leader {
    Leader { for_imp: true, ..regular(imp, fake, link) }
}

/// As captured (probe_fake): the teletype, DDT and the discard answer with a RFNM that keeps the flag; parameter changes want
/// sense switch 2.
#[test]
fn teletype_ddt_and_discard_take_everything_and_parameter_changes_are_refused() {
    let mut net = Plan::chain(&[2, 3]).build();
    for fake in 0..4 {
        net.send(2, 0, to_fake(3, fake, fake), &[0x00c8, 0x00c9]);
        net.run_for(SECOND);
    }
    let got: Vec<_> = net.host(2, 0).received.iter().map(|(_, leader, _)| *leader).collect();
    let told: Vec<_> = got.iter().map(|leader| (leader.message_type, leader.subtype, leader.link)).collect();
    assert_eq!(told, [(5, 0, 0), (5, 0, 1), (7, 1, 2), (5, 0, 3)]);
    assert!(got.iter().all(|leader| leader.for_imp));
    let from = address(2, 0);
    let took = |fake| Note::FakeHostTook { from, fake, words: 3 };
    let takers: Vec<Note> = net
        .notes_of(3)
        .map(|(_, note)| note)
        .filter(|note| matches!(note, Note::FakeHostTook { .. }))
        .collect();
    assert_eq!(takers, [took(0), took(1), took(3)]);
}

#[test]
fn the_discard_takes_long_messages_too() {
    let mut net = Plan::chain(&[2, 3]).build();
    net.send(2, 0, to_fake(3, 3, 1), &[7; 300]);
    net.run_for(2 * SECOND);
    assert_eq!(net.answers(2, 0), [(5, 0, 1)]);
}

fn generator(drive: Drive, count: u32) -> Generator {
    Generator { to: address(4, 3), for_imp: true, link: 0, words: 63, drive, count: Some(count) }
}

/// The times, in milliseconds, at which the generator's messages entered.
fn entries(net: &Net) -> Vec<u64> {
    let entered = net.notes_of(2).filter(|(_, note)| matches!(note, Note::MessageEntered { .. }));
    entered.map(|(at, _)| at.as_ns() / MS).collect()
}

#[test]
fn the_generator_at_a_fixed_rate_sends_each_so_many_fast_ticks() {
    let mut net = Plan::chain(&[2, 3, 4]).build();
    net.give_input(0, Input::Generate(Some(generator(Drive::EveryFastTicks(20), 10))));
    net.run_for(10 * SECOND);
    let entries = entries(&net);
    assert_eq!(entries.len(), 10);
    // After the first, which goes at once, on the ticks: 20 of 25.6 ms.
    for pair in entries[1..].windows(2) {
        assert_eq!(pair[1] - pair[0], 512);
    }
    assert!(net.imp(2).is_quiet());
}

#[test]
fn the_generator_driven_by_answers_sends_the_next_when_the_last_is_answered() {
    let mut net = Plan::chain(&[2, 3, 4]).build();
    net.give_input(0, Input::Generate(Some(generator(Drive::OnAnswer, 25))));
    net.run_for(20 * SECOND);
    let mut in_flight = 0;
    for (at, note) in net.notes_of(2) {
        match note {
            Note::MessageEntered { .. } => in_flight += 1,
            Note::MessageAnswered { .. } => in_flight -= 1,
            _ => continue,
        }
        assert!(in_flight <= 1, "two at a time, at {at}");
    }
    let entries = entries(&net);
    assert_eq!(entries.len(), 25);
    assert!(entries.windows(2).all(|pair| pair[1] - pair[0] < 500), "{entries:?}");
}

#[test]
fn a_generator_can_be_stopped() {
    let mut net = Plan::chain(&[2, 3, 4]).build();
    let endless = Generator { count: None, ..generator(Drive::EveryFastTicks(4), 0) };
    net.give_input(0, Input::Generate(Some(endless)));
    net.run_for(SECOND);
    net.give_input(0, Input::Generate(None));
    let before = entries(&net).len();
    assert!(before >= 9, "{before}");
    net.run_for(SECOND);
    assert_eq!(entries(&net).len(), before);
}

/// Reports go to host 0 of the control center's IMP, here IMP 2.
fn reporting(throughput_reports: bool) -> Net {
    let settings = Settings { reports: Some(ImpNumber(2)), throughput_reports, ..Settings::AUGUST_1973 };
    Plan::chain(&[2, 3, 4]).settings(settings).build()
}

/// The reports that the control center's host has got from an IMP.
fn reports(net: &mut Net, from: u16) -> Vec<Vec<u16>> {
    let from = HostAddress { imp: ImpNumber(from), host: 3 };
    let got = net.host(2, 0).received.iter();
    let reports = got.filter(|(_, leader, _)| leader.for_imp && leader.address == from);
    reports.map(|(_, _, words)| words.clone()).collect()
}

/// IMP program 3050: every 2048 fast ticks (52.4 s), from fake host 3; code 303, sum zero, padding 100000.
#[test]
fn each_imp_reports_its_status_every_52_seconds() {
    let mut net = reporting(false);
    net.run_for(210 * SECOND);
    for imp in [2, 3, 4] {
        let reports = reports(&mut net, imp);
        assert_eq!(reports.len(), 4, "IMP {imp}");
        for report in reports {
            assert_eq!(report[0], 0o303);
            assert_eq!(report[10], 0o3050, "the version");
            assert_eq!(report.last(), Some(&0o100000));
            let sum = report[..report.len() - 1].iter().fold(0u16, |sum, word| sum.wrapping_add(*word));
            assert_eq!(sum, 0);
        }
    }
}

/// IMP program 3050: one word for each line, its neighbour or 200 for dead in the left half; host bits in the second word.
#[test]
fn a_status_report_tells_which_lines_and_hosts_are_up() {
    let mut net = reporting(false);
    net.run_for(60 * SECOND);
    let report = reports(&mut net, 3).pop().expect("a report");
    assert_eq!(report[1], 0o140000, "hosts 0 and 1 are up");
    let neighbours: Vec<u16> = report[16..26].chunks(2).map(|line| line[1] >> 8).collect();
    assert_eq!(neighbours, [2, 4, 0o200, 0o200, 0o200]);
    net.set_ready(3, 1, false);
    net.wires[1].carries = [false; 2];
    net.run_for(60 * SECOND);
    let report = reports(&mut net, 3).pop().expect("a report");
    assert_eq!(report[1], 0o100000);
    assert_eq!(report[19] >> 8, 0o200);
}

/// RFC 619: half as much in August as in December, when each status report was followed by one on throughput (code 302).
#[test]
fn by_september_a_throughput_report_follows_each_status_report() {
    let mut net = reporting(true);
    net.send(3, 0, regular(4, 0, 1), &[7; 10]);
    net.run_for(60 * SECOND);
    let reports = reports(&mut net, 3);
    let codes: Vec<u16> = reports.iter().map(|report| report[0]).collect();
    assert_eq!(codes, [0o303, 0o302]);
    // Five lines of packets and words, then of host 0: messages sent and got, packets sent and got.
    let [lines @ .., _, _] = &reports[1][1..] else { panic!("a report has its check") };
    assert_eq!((lines.len(), lines[10], lines[12]), (50, 1, 1), "one message and one packet went out");
}

/// IMP program 3050: when the control center's IMP cannot be reached, to the discard of the lowest IMP that can.
#[test]
fn without_the_control_center_reports_go_to_the_lowest_imps_discard() {
    let mut net = reporting(false);
    net.wires[0].carries = [false; 2];
    net.run_for(120 * SECOND);
    let took = |imp: u16, by: u16| {
        let from = HostAddress { imp: ImpNumber(by), host: 3 };
        net.notes_of(imp)
            .any(|(_, note)| matches!(note, Note::FakeHostTook { from: of, fake: 3, .. } if of == from))
    };
    assert!(took(3, 4), "IMP 4 reports to IMP 3");
    assert!(took(4, 3), "IMP 3 reports to IMP 4");
}
