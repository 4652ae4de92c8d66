//! The failures of RFC 528, each with the checks of its time and without.

use crate::net::{MS, Net, Plan, SECOND, regular};
use arpanet_imp::{Checks, Damage, DamageKind, DropReason, Fault, LineIndex, Note, Settings};
use arpanet_wire::ImpNumber;

const NONE: Checks = Checks { routing: false, packets: false, routing_code: false, end_to_end: false };

/// Seven IMPs in a ring; IMP 1 will break. Messages go from IMP 2 to IMP 5, three hops away and not by way of IMP 1.
fn ring(checks: Checks) -> Net {
    let settings = Settings { checks, ..Settings::JANUARY_1973 };
    let mut net = Plan::ring(&[1, 2, 3, 4, 5, 6, 7]).settings(settings).build();
    net.run_for(2 * SECOND);
    net
}

/// How many of ten messages, one each two seconds, are answered with a RFNM a minute after the fault.
fn served(net: &mut Net, fault: Fault) -> usize {
    net.fault(1, fault);
    net.run_for(60 * SECOND);
    let before = net.answers(2, 0).len();
    for link in 0..10 {
        net.send(2, 0, regular(5, 0, link), &[7; 20]);
        net.run_for(2 * SECOND);
    }
    net.answers(2, 0)[before..].iter().filter(|(kind, ..)| *kind == 5).count()
}

/// RFC 528 p. 2: all zeros "stating that the Harvard IMP had zero delay to all destinations".
#[test]
fn zeros_draw_everybodys_packets_into_a_black_hole() {
    let mut net = ring(NONE);
    assert_eq!(served(&mut net, Fault::ZeroRouting(true)), 0);
    assert_eq!(net.delivered(5, 0), [0; 0]);
}

/// RFC 528 p. 2: "The solution to this problem was to generate a software checksum for each routing message".
#[test]
fn the_routing_checksum_of_1971_shuts_the_black_hole_out() {
    let mut net = ring(Checks { routing: true, ..NONE });
    assert_eq!(served(&mut net, Fault::ZeroRouting(true)), 10);
    let bad = |note: &Note| matches!(note, Note::PacketDropped { why: DropReason::Checksum, .. });
    assert!(net.notes_of(2).any(|(_, note)| bad(&note)) && net.notes_of(7).any(|(_, note)| bad(&note)));
    assert!(net.notes_of(5).any(|(_, note)| note == Note::Unreachable { imp: ImpNumber(1) }));
}

/// How often, in five minutes of slow ticks, IMP 2 would have sent packets for IMPs 3 to 5 to IMP 1.
fn misled(net: &mut Net) -> usize {
    net.fault(1, Fault::RandomRouting(Some(1973)));
    let to_one = net.imp(2).line_to(ImpNumber(1)).expect("IMP 1 is a neighbour");
    let mut misled = 0;
    for _ in 0..470 {
        net.run_for(640 * MS);
        let astray = |to: &u16| net.imp(2).line_to(ImpNumber(*to)) == Some(to_one);
        misled += (3..6).filter(astray).count();
    }
    misled
}

/// RFC 528 p. 5: the routing messages "were random data", and "had good checksums".
#[test]
fn random_routing_under_good_checksums_leads_packets_astray() {
    let mut net = ring(Checks { routing: true, packets: true, ..NONE });
    assert!(misled(&mut net) >= 3);
    let bad = |note: &Note| matches!(note, Note::PacketDropped { why: DropReason::Checksum, .. });
    assert!(net.notes.iter().all(|(_, _, note)| !bad(note)), "the checksums are good");
}

/// RFC 528 p. 6: the check stops the IMP before its routing message leaves; the neighbour's core mends it.
#[test]
fn the_checks_of_may_1973_stop_the_broken_imp_and_nobody_else_notices() {
    let checks = Checks { routing: true, packets: true, routing_code: true, end_to_end: false };
    assert_eq!(misled(&mut ring(checks)), 0);
    let mut net = ring(checks);
    assert_eq!(served(&mut net, Fault::RandomRouting(Some(1973))), 10);
    assert!(net.notes_of(1).any(|(_, note)| note == Note::RoutingCheckFailed));
}

/// Zeros, too, are not what the program meant to send (RFC 528 p. 5-6: "the intended contents").
#[test]
fn the_check_of_the_intended_contents_keeps_zeros_from_leaving() {
    let mut net = ring(Checks { routing: true, packets: true, routing_code: true, end_to_end: false });
    assert_eq!(served(&mut net, Fault::ZeroRouting(true)), 10);
    let bad = |note: &Note| matches!(note, Note::PacketDropped { why: DropReason::Checksum, .. });
    assert!(net.notes.iter().all(|(_, _, note)| !bad(note)), "none of them was sent");
}

/// Forty messages from IMP 2 to IMP 3, whose modem interface damages one packet in eight on its way into memory; how
/// many reach their host, and how many of them as they were sent.
fn through_interface(kind: DamageKind, checks: Checks) -> (Net, usize, usize) {
    let settings = Settings { checks, ..Settings::JANUARY_1973 };
    let mut net = Plan::chain(&[2, 3]).settings(settings).build();
    let damage = Damage { kind, one_in: 8, seed: 528 };
    net.fault(3, Fault::Interface(LineIndex(0), Some(damage)));
    let words: Vec<u16> = (0..60).map(|word| (word * 0x0101) | 0x0040).collect();
    for link in 0..40 {
        net.send(2, 0, regular(3, 0, link), &words);
        net.run_for(SECOND);
    }
    net.run_for(30 * SECOND);
    let mut sent = words;
    sent.push(0x8000);
    let got: Vec<&Vec<u16>> = net.host(3, 0).received.iter().map(|(_, _, words)| words).collect();
    let (all, whole) = (got.len(), got.iter().filter(|got| ***got == sent).count());
    (net, all, whole)
}

/// RFC 528 p. 3: Aberdeen dropped several bits of several successive words, Belvoir picked one or two bits in a word.
#[test]
fn without_packet_checksums_a_bad_interface_spoils_what_hosts_get() {
    for kind in [DamageKind::DropBits, DamageKind::PickBits] {
        let (net, _, whole) = through_interface(kind, Checks { routing: true, ..NONE });
        assert!(whole < 40, "{kind:?}: all arrived as they were sent");
        let data = |note: &Note| matches!(note, Note::PacketDropped { why: DropReason::Checksum, .. });
        // Routing messages are checked; data packets are not, and some got through spoilt or went astray.
        assert!(net.notes_of(3).filter(|(_, note)| data(note)).count() < 40, "{kind:?}");
    }
}

#[test]
fn with_packet_checksums_every_message_arrives_as_it_was_sent() {
    for kind in [DamageKind::DropBits, DamageKind::PickBits] {
        let (net, all, whole) = through_interface(kind, Settings::AUGUST_1973.checks);
        assert_eq!((all, whole), (40, 40), "{kind:?}");
        let bad = |note: &Note| matches!(note, Note::PacketDropped { why: DropReason::Checksum, .. });
        assert!(net.notes_of(3).any(|(_, note)| bad(&note)), "{kind:?}");
    }
}

/// RFC 528 p. 4: "The previous IMP does not verify the checksum before the original transmission"; before a
/// retransmission it does, "it has detected an intra-IMP failure, and the packet is lost".
#[test]
fn ih_020_memory_that_changes_bits_is_found_out_before_the_retransmission() {
    let mut net = Plan::chain(&[2, 3, 4]).settings(Settings::AUGUST_1973).build();
    let damage = Damage { kind: DamageKind::ChangeLowBits, one_in: 1, seed: 528 };
    net.fault(3, Fault::Memory(Some(damage)));
    net.send(2, 0, regular(4, 0, 1), &[7; 20]);
    net.run_for(5 * SECOND);
    assert!(net.notes_of(3).any(|(_, note)| note == Note::IntraImpError));
    net.fault(3, Fault::Memory(None));
    net.run_for(60 * SECOND);
    assert_eq!(net.answers(2, 0), [(9, 3, 1)], "lost in the subnet, and its host is told");
    assert!(net.host(4, 0).received.is_empty());
}
