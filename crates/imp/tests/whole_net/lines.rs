//! Lines of all kinds: looped, dead in one direction, slow, by satellite.

use crate::net::{MS, Net, Plan, SECOND, regular};
use arpanet_imp::{KillReason, LineIndex, Note, Settings};
use arpanet_wire::ImpNumber;

const LINE: LineIndex = LineIndex(0);

fn up_ms(net: &Net, imp: u16) -> Option<u64> {
    net.first_ms(imp, |note| matches!(note, Note::LineUp { .. }))
}

/// IMP program 3050: a looped line reaches "up" on its own hellos, and is never routed over.
#[test]
fn a_looped_line_comes_up_and_leads_nowhere() {
    let mut net = Plan::chain(&[2, 3]).build();
    net.run_for(SECOND);
    net.wires[0].loops = [true; 2];
    net.run_for(80 * SECOND);
    let changed = Note::LineDown { line: LINE, why: KillReason::NeighbourChanged };
    assert!(net.notes_of(2).any(|(_, note)| note == changed));
    assert_eq!(net.imp(2).neighbour(LINE), Some(ImpNumber(2)), "it is its own neighbour");
    assert!(!net.imp(2).is_open(ImpNumber(3)));
    net.send(2, 0, regular(3, 0, 1), &[7]);
    net.send(2, 0, regular(2, 1, 2), &[7]);
    net.run_for(SECOND);
    assert_eq!(net.answers(2, 0), [(7, 0, 1), (5, 0, 2)], "local traffic needs no line");
    net.wires[0].loops = [false; 2];
    net.run_for(120 * SECOND);
    assert_eq!(net.imp(2).neighbour(LINE), Some(ImpNumber(3)));
    assert!(net.imp(2).is_open(ImpNumber(3)));
}

/// IMP program 3050: each end counts the I-heard-yous that it gets; five intervals of 640 ms without one, and the line is dead.
#[test]
fn a_line_that_carries_one_way_only_is_dead_at_both_ends() {
    for carries in [[false, true], [true, false]] {
        let mut net = Plan::chain(&[2, 3]).build();
        net.run_for(10 * SECOND);
        net.wires[0].carries = carries;
        net.run_for(12 * SECOND);
        for imp in [2, 3] {
            let silent = Note::LineDown { line: LINE, why: KillReason::Silence };
            let down_ms = net.first_ms(imp, |note| *note == silent).expect("the line is dead");
            let waited_ms = down_ms - 10_000;
            assert!((2_500..=5_200).contains(&waited_ms), "IMP {imp}: {waited_ms} ms");
        }
        net.wires[0].carries = [true; 2];
        net.run_for(60 * SECOND);
        assert_eq!(net.imp(2).neighbour(LINE), Some(ImpNumber(3)));
    }
}

/// IMP program 3050: the fourth routing message shows the speed; the line is killed, held for ten intervals of 3.2 s and comes up
/// after twelve.
#[test]
fn a_line_of_9_6_kb_s_is_found_out_and_comes_up_at_its_own_pace() {
    let plan = Plan { rate_bps: 9_600, ..Plan::chain(&[2, 3]).settings(Settings::VERSION_3050).cold() };
    let mut net = plan.build();
    net.run_for(120 * SECOND);
    let speed = Note::LineDown { line: LINE, why: KillReason::SpeedMeasured };
    let found_ms = net.first_ms(2, |note| *note == speed).expect("its speed is measured");
    assert!((5_760..=8_500).contains(&found_ms), "after the first hold and four messages: {found_ms} ms");
    let up_ms = up_ms(&net, 2).expect("it comes up");
    let waited_ms = up_ms - found_ms;
    // Ten and twelve intervals, the first of them begun already, and up to two more until the first hello is answered.
    assert!((21 * 3_200..=24 * 3_200).contains(&waited_ms), "{waited_ms} ms");
}

/// Until August 1973 there was one pace for all: 640 ms (RFC 528 p. 2).
#[test]
fn by_the_program_of_august_1973_a_slow_line_comes_up_like_any_other() {
    let plan = Plan { rate_bps: 9_600, ..Plan::chain(&[2, 3]).settings(Settings::AUGUST_1973).cold() };
    let mut net = plan.build();
    net.run_for(60 * SECOND);
    let up_ms = up_ms(&net, 2).expect("it comes up");
    assert!((43_000..=47_000).contains(&up_ms), "{up_ms} ms");
}

/// A packet of 63 words takes 121 ms on such a line, a RFNM 16 ms.
#[test]
fn a_line_of_9_6_kb_s_carries_a_message_in_the_time_of_its_bits() {
    let plan = Plan { rate_bps: 9_600, delay_ns: 0, ..Plan::chain(&[2, 3]) };
    let mut net = plan.build();
    net.run_for(SECOND);
    net.send(2, 0, regular(3, 0, 1), &[7; 50]);
    net.run_for(2 * SECOND);
    let at = |kind: u8| {
        let got = net.hosts[usize::from(kind == 0)][0].received.iter();
        let first = got.filter(|(_, leader, _)| leader.message_type == kind).map(|(at, ..)| at.as_ns());
        first.min().expect("it came")
    };
    // 51 words with the padding, 6 of header, 72 bits of framing; then 53 words to the host at 100 kb/s.
    let ours_ms = (at(0) - SECOND) / MS;
    let theirs_ms = (53 * 16 * 1000 / 100_000) * 2 + (57 * 16 + 72) * 1000 / 9_600;
    assert!(ours_ms.abs_diff(theirs_ms) <= 110, "{ours_ms} ms, and {theirs_ms} ms without routing messages");
    assert_eq!(net.answers(2, 0), [(5, 0, 1)]);
}

/// 260 ms each way. Eight channels: no more than eight packets in a round trip (RFC 635 p. 4-5 on the delay of long ways).
#[test]
fn a_satellite_line_takes_its_time_and_loses_nothing() {
    let plan = Plan { delay_ns: 260 * MS, ..Plan::chain(&[2, 3]) };
    let mut net = plan.build();
    net.run_for(SECOND);
    let start = net.now();
    for link in 0..4 {
        net.send(2, 0, regular(3, 0, link), &[7; 480]);
    }
    net.run_for(30 * SECOND);
    assert_eq!(net.delivered(3, 0), [0, 1, 2, 3]);
    assert_eq!(net.answers(2, 0), [0, 1, 2, 3].map(|link| (5, 0, link)));
    let took = |nth: usize| net.hosts[1][0].received[nth].0.ns_since(start) / MS;
    // Request, allocation, packets: three ways of 260 ms before the first message is there.
    assert!((3 * 260..=1_300).contains(&took(0)), "{} ms", took(0));
    assert!(took(3) >= 4 * 260 + 2 * 520, "{} ms for the last", took(3));
    assert_eq!(net.imp(2).neighbour(LINE), Some(ImpNumber(3)), "no hello came too late");
}
