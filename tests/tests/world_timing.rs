//! The times at which messages and their answers arrive, against arithmetic from first principles: bits over rates, and
//! propagation. Routing is still in these networks, so that no hello stands in the way.
//!
//! A packet of `w` words is `16 w + 72` bits on the line (RFC 635 p. 7). A single-packet message travels as 6 words and its
//! data; RFNM, request and allocation as 5 words (IMP program 3050). The hosts' cables run at 100 kb/s, lines at 50 kb/s.

mod world_net;

use arpanet_kernel::Time;
use arpanet_wire::Bits;
use arpanet_world::{Direction, HostId, Rate, TakeIn};
use world_net::{CABLE_BIT_NS, LINE_BIT_NS, MS, assert_at_rest, chain, message, play, still};

/// The time of a packet of so many words on a 50 kb/s line.
fn packet_ns(words: u64) -> u64 {
    (words * 16 + 72) * LINE_BIT_NS
}

/// The time of so many bits on a cable.
fn cable_ns(bits: u64) -> u64 {
    bits * CABLE_BIT_NS
}

const A: HostId = HostId(0);

/// 320 bits of text, padded by the interface with a one and zeros to 21 words.
const TEXT_BITS: usize = 320;
const DATA_WORDS: u64 = 21;

/// When a single-packet message sent at time zero is in the host that is `hops` away, at the same propagation on each hop.
fn delivered_ns(hops: u64, propagation_ns: u64) -> u64 {
    let into_imp = cable_ns(32 + TEXT_BITS as u64);
    let hop = packet_ns(6 + DATA_WORDS) + propagation_ns;
    into_imp + hops * hop + cable_ns(32 + 16 * DATA_WORDS)
}

/// When its RFNM is in the host that sent it.
fn answered_ns(hops: u64, propagation_ns: u64) -> u64 {
    delivered_ns(hops, propagation_ns) + hops * (packet_ns(5) + propagation_ns) + cable_ns(32)
}

#[test]
fn a_single_packet_message_and_its_rfnm_take_the_time_of_their_bits_over_any_number_of_hops() {
    for hops in 0..=6 {
        let plan = chain(7, &still());
        let (seen, outcome) = play(plan, &[(A, message(hops as u16 + 1, 2, TEXT_BITS))]);
        let destination = HostId(hops as u16);
        let delivered = seen.got(destination, 0)[0].at;
        let answered = seen.got(A, 5)[0].at;
        assert_eq!(delivered, Time::from_ns(delivered_ns(hops, 0)), "delivered over {hops} hops");
        assert_eq!(answered, Time::from_ns(answered_ns(hops, 0)), "answered over {hops} hops");
        assert_at_rest(&outcome);
        assert_eq!((outcome.messages.sent, outcome.messages.rfnm, outcome.messages.delivered), (1, 1, 1));
    }
}

#[test]
fn propagation_adds_to_each_hop_in_each_direction() {
    let mut plan = chain(3, &still());
    plan.lines[0].propagation_ns = 260 * MS; // by satellite
    plan.lines[1].propagation_ns = 260 * MS;
    let (seen, _) = play(plan, &[(A, message(3, 2, TEXT_BITS))]);
    assert_eq!(seen.got(HostId(2), 0)[0].at, Time::from_ns(delivered_ns(2, 260 * MS)));
    assert_eq!(seen.got(A, 5)[0].at, Time::from_ns(answered_ns(2, 260 * MS)));
}

#[test]
fn the_bits_arrive_as_they_were_sent_with_the_padding_of_the_interface() {
    // NIC 8246 p. 19: a one, then zeros to a whole word. The leader names the source.
    let (seen, _) = play(chain(2, &still()), &[(A, message(2, 7, 20))]);
    let arrived = seen.got(HostId(1), 0)[0].bits.clone().expect("the message was real");
    let mut expected = message(1, 7, 20);
    expected.push(0b1000_0000_0000, 12);
    assert_eq!(arrived, expected);
}

#[test]
fn a_fast_line_is_as_much_faster_as_its_rate_says() {
    let mut plan = chain(2, &still());
    plan.lines[0].rate = Rate::bits_per_second(230_400);
    let (seen, _) = play(plan, &[(A, message(2, 2, TEXT_BITS))]);
    let line_bits = (6 + DATA_WORDS) * 16 + 72;
    let line_ns = (line_bits * 1_000_000_000).div_ceil(230_400);
    let expected = cable_ns(32 + TEXT_BITS as u64) + line_ns + cable_ns(32 + 16 * DATA_WORDS);
    assert_eq!(seen.got(HostId(1), 0)[0].at, Time::from_ns(expected));
}

#[test]
fn a_host_that_is_slow_to_take_a_message_in_delays_its_rfnm_by_as_much() {
    let mut plan = chain(2, &still());
    plan.hosts[1].cable.take_in = TakeIn::Fixed { ns: 7 * MS };
    let (seen, _) = play(plan, &[(A, message(2, 2, TEXT_BITS))]);
    assert_eq!(seen.got(A, 5)[0].at, Time::from_ns(answered_ns(1, 0) + 7 * MS));
}

#[test]
fn each_host_has_its_own_cable_rate() {
    let mut plan = chain(2, &still());
    plan.hosts[0].cable.to_imp = Rate::bits_per_second(10_000);
    let (seen, _) = play(plan, &[(A, message(2, 2, TEXT_BITS))]);
    let slower = 9 * cable_ns(32 + TEXT_BITS as u64);
    assert_eq!(seen.got(A, 5)[0].at, Time::from_ns(answered_ns(1, 0) + slower));
}

#[test]
fn the_whole_message_is_on_record_when_its_last_bit_crossed_into_the_imp() {
    let (seen, _) = play(chain(2, &still()), &[(A, message(2, 2, TEXT_BITS)), (A, message(2, 3, 8))]);
    let sent: Vec<_> = seen.at(A, Direction::ToImp).map(|seen| (seen.at, seen.text_bits)).collect();
    let first = cable_ns(32 + TEXT_BITS as u64);
    assert_eq!(sent[0], (Time::from_ns(first), TEXT_BITS));
    assert_eq!(sent[1], (Time::from_ns(first + cable_ns(40)), 8), "the next message follows at once");
}

#[test]
fn a_multi_packet_message_waits_for_its_allocation_and_then_fills_the_line() {
    // 8063 bits of text and one of padding: eight packets of 63 words, the longest message there is.
    let (seen, outcome) = play(chain(2, &still()), &[(A, message(2, 2, 8063))]);
    // The first packet is in; a request goes to the destination and an allocation comes back; the other packets come
    // from the host behind it, and leave as fast as the line takes them, which is slower than the cable.
    let first_in = cable_ns(32 + 1008);
    let allocated = first_in + 2 * packet_ns(5);
    let last_in = allocated + 8 * packet_ns(69);
    // The destination gives a message to its host when all of it is there.
    let delivered = last_in + cable_ns(32 + 8 * 1008);
    assert_eq!(seen.got(HostId(1), 0)[0].at, Time::from_ns(delivered));
    // Its RFNM is due when the host has taken the first packet.
    let answered = last_in + cable_ns(32 + 1008) + packet_ns(5) + cable_ns(32);
    assert_eq!(seen.got(A, 5)[0].at, Time::from_ns(answered));
    assert_at_rest(&outcome);
}

#[test]
fn a_message_to_oneself_crosses_no_line() {
    let (seen, _) = play(chain(2, &still()), &[(A, message(1, 2, TEXT_BITS))]);
    let own: Vec<&Bits> = seen.got(A, 0).into_iter().filter_map(|seen| seen.bits.as_ref()).collect();
    assert_eq!(own.len(), 1);
    assert_eq!(seen.got(A, 0)[0].at, Time::from_ns(delivered_ns(0, 0)));
}
