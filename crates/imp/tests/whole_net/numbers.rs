//! Message numbers of a pair of IMPs, over partitions.

use crate::net::{MS, Net, Plan, SECOND, regular};
use arpanet_imp::{Fault, Note, Settings};
use arpanet_wire::ImpNumber;

const A: ImpNumber = ImpNumber(2);
const B: ImpNumber = ImpNumber(3);

/// Two IMPs with two lines between them. The second is down from the start and mended at ten seconds.
fn two_lines() -> Net {
    let plan = Plan { lines: vec![(0, 1), (0, 1)], ..Plan::chain(&[A.0, B.0]) };
    let mut net = plan.settings(Settings::AUGUST_1973).build();
    net.wires[1].carries = [false; 2];
    net.run_for(10 * SECOND);
    net.wires[1].carries = [true; 2];
    for link in 1..5 {
        net.send(B.0, 0, regular(A.0, 0, link), &[7]);
        net.run_for(SECOND);
    }
    net
}

/// From the network's own account: when the second line is up again.
fn second_line_up_ms() -> u64 {
    let mut net = two_lines();
    net.run_for(60 * SECOND);
    let up = |note: &Note| matches!(note, Note::LineUp { .. });
    net.first_ms(B.0, up).expect("the line comes up")
}

fn found_dead(net: &Net, by: ImpNumber, whom: ImpNumber) -> bool {
    net.notes_of(by.0).any(|(_, note)| note == Note::Unreachable { imp: whom })
}

fn is_in_step(net: &Net) -> bool {
    let numbers = |of: ImpNumber, with| net.imp(of.0).numbers_with(with).expect("both are in the tables");
    let (of_a, of_b) = (numbers(A, B), numbers(B, A));
    of_a.expected == of_b.next && of_b.expected == of_a.next
}

/// The first line is cut, from B to A only, so long before the second comes up; the network a little later.
fn cut_before(up_ms: u64, lead_ms: u64) -> Net {
    let mut net = two_lines();
    net.run_for((up_ms - lead_ms) * MS - net.now().as_ns());
    net.wires[0].carries = [true, false];
    net.run_for((lead_ms + 2_000) * MS);
    net
}

/// The cut that only A takes for B's death.
fn half_noticed() -> Net {
    let up_ms = second_line_up_ms();
    let cuts = (7_000..20_000).step_by(200).map(|lead_ms| cut_before(up_ms, lead_ms));
    let mut half = cuts.filter(|net| found_dead(net, A, B) && !found_dead(net, B, A));
    half.next().expect("some cut is as long as one verdict and shorter than the other")
}

#[test]
fn numbers_begin_again_on_both_sides_when_both_take_each_other_for_dead() {
    let mut net = cut_before(second_line_up_ms(), 30_000);
    assert!(found_dead(&net, A, B) && found_dead(&net, B, A));
    assert!(is_in_step(&net));
    net.run_for(60 * SECOND);
    net.send(B.0, 0, regular(A.0, 0, 9), &[7]);
    net.run_for(SECOND);
    assert!(is_in_step(&net));
    assert_eq!(net.delivered(A.0, 0), [1, 2, 3, 4, 9]);
}

/// A weakness of 1973: each side judges on its own, and numbers begin again on that side alone. What the other side sends then
/// is outside the window; asked about after 35 to 52 s, it counts as delivered long ago, and its source is told so.
#[test]
fn a_cut_that_one_side_takes_for_death_and_the_other_does_not_leaves_their_numbers_apart() {
    let mut net = half_noticed();
    assert!(!is_in_step(&net));
    net.send(B.0, 0, regular(A.0, 0, 9), &[7]);
    net.run_for(30 * SECOND);
    assert_eq!(net.answers(B.0, 0).len(), 4, "nothing is heard of the fifth message");
    net.run_for(30 * SECOND);
    assert_eq!(net.answers(B.0, 0).last(), Some(&(5, 0, 9)), "a RFNM");
    assert_eq!(net.delivered(A.0, 0), [1, 2, 3, 4], "for a message that was thrown away");
}

/// The cure is a start of one of the two programs: lines are held down longer than any verdict takes.
#[test]
fn loading_one_of_the_imps_again_puts_their_numbers_in_step() {
    let mut net = half_noticed();
    net.fault(B.0, Fault::Reload);
    net.run_for(150 * SECOND);
    assert!(found_dead(&net, A, B));
    for link in 20..23 {
        net.send(B.0, 0, regular(A.0, 0, link), &[7]);
        net.run_for(SECOND);
    }
    assert!(is_in_step(&net));
    assert_eq!(net.delivered(A.0, 0), [1, 2, 3, 4, 21, 22], "the first after a start is thrown away");
}
