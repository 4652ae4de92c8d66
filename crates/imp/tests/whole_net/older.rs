//! The older program's flow control: packets are sent unasked and find a buffer at their destination or not.

use crate::net::{Net, Plan, SECOND, regular};
use arpanet_imp::{FlowControl, Note, Refusal, Settings};
use arpanet_wire::modem::{Content, Kind, Packet};

/// Packets of a message of eight.
const EIGHT_PACKETS: [u16; 500] = [7; 500];

fn settings(flow_control: FlowControl) -> Settings {
    let mut settings = Settings { flow_control, ..Settings::JANUARY_1973 };
    // 24 buffers, as in RFC 626 p. 2: the program takes one more as long as the sum stays below the limit.
    settings.limits.reassembly = 25;
    settings
}

/// Four sources of eight-packet messages for one host.
fn four_to_one(flow_control: FlowControl) -> Net {
    let mut net = Plan::star(&[2, 3, 4, 5, 6]).settings(settings(flow_control)).build();
    for source in 2..6 {
        net.send(source, 0, regular(6, 0, source as u8), &EIGHT_PACKETS);
    }
    net
}

fn kinds(net: &Net) -> Vec<Kind> {
    let packets = net.seen.iter().map(|seen| Packet::parse(&seen.words).expect("a whole packet"));
    let kinds = packets.filter_map(|packet| match packet.content {
        Content::Data { header, .. } => Some(header.kind()),
        _ => None,
    });
    kinds.collect()
}

#[test]
fn nothing_is_asked_for_and_nothing_is_allocated() {
    let mut net = Plan::chain(&[2, 3]).settings(settings(FlowControl::Older)).build();
    net.send(2, 0, regular(3, 0, 1), &[7; 100]);
    net.send(2, 0, regular(3, 0, 2), &[7; 10]);
    net.run_for(2 * SECOND);
    let kinds = kinds(&net);
    assert_eq!(kinds, [Kind::Message8, Kind::Message8, Kind::Message1Allocated, Kind::Rfnm8, Kind::Rfnm1]);
    assert_eq!(net.answers(2, 0), [(5, 0, 1), (5, 0, 2)]);
}

/// RFC 626 p. 1, "the best known lockup"; RFC 635 p. 2: 32 packets come for 24 buffers, each message gets some of them, and none
/// gets all.
#[test]
fn four_long_messages_lock_up_twenty_four_buffers() {
    let mut net = four_to_one(FlowControl::Older);
    net.run_for(30 * SECOND);
    assert_eq!(net.delivered(6, 0), [0; 0]);
    for source in 2..6 {
        assert_eq!(net.answers(source, 0), [], "IMP {source}");
    }
    let refused = |note: &Note| matches!(note, Note::PacketRefused { why: Refusal::Reassembly, .. });
    assert!(net.notes_of(6).filter(|(_, note)| refused(note)).count() > 100, "refused again and again");
    net.imps.iter().for_each(|imp| assert_eq!(imp.audit(), Ok(())));
}

#[test]
fn the_same_messages_pass_when_buffers_are_asked_for_first() {
    let mut net = four_to_one(FlowControl::Allocation);
    net.run_for(5 * SECOND);
    let mut delivered = net.delivered(6, 0);
    delivered.sort_unstable();
    assert_eq!(delivered, [2, 3, 4, 5]);
}

#[test]
fn a_short_message_finds_no_buffer_in_a_locked_imp_either() {
    let mut net = four_to_one(FlowControl::Older);
    net.run_for(3 * SECOND);
    net.send(2, 1, regular(6, 1, 9), &[7]);
    net.run_for(10 * SECOND);
    assert_eq!(net.answers(2, 1), []);
    assert_eq!(net.delivered(6, 1), [0; 0]);
}
