//! A start from nothing: lines, hosts, routes.

use crate::net::{Net, Plan, SECOND, regular};
use arpanet_imp::{HostIndex, HostStatus, LineIndex, Note, Settings};

fn cold() -> Net {
    let mut net = Plan::chain(&[2, 3]).cold().build();
    net.set_ready(2, 0, true);
    net.set_ready(3, 0, true);
    net
}

/// IMP program 3050, as captured: nine intervals of silence (5.76 s), four hellos that measure the line, ten intervals from the
/// first of them on (6.4 s), then 60 of I-heard-you (38.4 s); the first hellos take up to two more. Before, nothing was
/// measured.
#[test]
fn a_line_is_up_44_seconds_after_the_start_and_51_where_its_speed_is_measured() {
    for (settings, seconds) in [(Settings::AUGUST_1973, 43..=46), (Settings::VERSION_3050, 50..=53)] {
        let mut net = Plan::chain(&[2, 3]).settings(settings).cold().build();
        net.run_for(60 * SECOND);
        let up = net.notes_of(2).find(|(_, note)| matches!(note, Note::LineUp { line: LineIndex(0), .. }));
        let up_s = up.expect("the line comes up").0.as_ns() / SECOND;
        assert!(seconds.contains(&up_s), "{up_s} s");
    }
}

/// IMP program 3050: hosts are held for 134 slow ticks (86 s); then three NOPs and an interface reset.
#[test]
fn hosts_are_let_in_after_86_seconds_with_three_nops_and_a_reset() {
    let mut net = cold();
    net.run_for(84 * SECOND);
    assert_eq!(net.imp(2).host_status(HostIndex(0)), HostStatus::Held);
    net.run_for(4 * SECOND);
    assert_eq!(net.imp(2).host_status(HostIndex(0)), HostStatus::Up);
    let types: Vec<u8> = net.host(2, 0).received.iter().map(|(_, leader, _)| leader.message_type).collect();
    assert_eq!(types, [4, 4, 4, 10]);
}

/// IMP program 3050 p. 120-121: the first message after the start is thrown away.
#[test]
fn ih_033_the_first_message_after_the_start_is_thrown_away() {
    let mut net = cold();
    net.run_for(100 * SECOND);
    for link in 1..3 {
        net.send(2, 0, regular(2, 0, link), &[7]);
        net.run_for(SECOND);
    }
    let links = net.host(2, 0).received.iter().filter(|(_, leader, _)| leader.message_type == 0);
    assert_eq!(links.map(|(_, leader, _)| leader.link).collect::<Vec<_>>(), [2]);
}
