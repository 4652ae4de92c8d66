//! The source IMP's tables, full: seven short messages of hosts, twelve long ones; four numbers to each IMP.

use crate::net::{Net, Plan, SECOND, regular};

/// A hub with hosts and five IMPs around it whose hosts take nothing, so that nothing is answered.
fn silent_neighbours() -> Net {
    let mut net = Plan { hosts: 4, ..Plan::star(&[3, 4, 5, 6, 7, 2]) }.build();
    for imp in 3..8 {
        for host in 0..4 {
            net.host(imp, host).stuck = true;
        }
    }
    net.run_for(SECOND);
    net
}

/// How many messages the hub's hosts have had taken in, each host sending one to each neighbour in turn.
fn taken_in(net: &mut Net, words: usize) -> usize {
    for to in 3..8 {
        for host in 0..4 {
            net.send(2, host, regular(to, host as u8, to as u8), &vec![7; words]);
        }
    }
    net.run_for(8 * SECOND);
    let entered = |note: &arpanet_imp::Note| matches!(note, arpanet_imp::Note::MessageEntered { .. });
    net.notes_of(2).filter(|(_, note)| entered(note)).count()
}

/// IMP program 3050: the pending packet table has eight places, of which hosts may use seven.
#[test]
fn seven_short_messages_of_hosts_may_be_unanswered() {
    let mut net = silent_neighbours();
    assert_eq!(taken_in(&mut net, 10), 7);
    // After 11.5 s those that wait are told so: resources unavailable.
    net.run_for(5 * SECOND);
    assert!(
        (0..4).any(|host| net.answers(2, host).iter().any(|(kind, subtype, _)| (*kind, *subtype) == (9, 4)))
    );
}

/// IMP program 3050: the pending leader table has twelve places.
#[test]
fn twelve_long_messages_may_be_unanswered() {
    let mut net = silent_neighbours();
    assert_eq!(taken_in(&mut net, 100), 12);
}

/// IMP program 3050: "4 in flight", all hosts of a pair of IMPs together; a request for buffers takes a number of its own.
#[test]
fn ih_038_four_messages_to_one_imp_whichever_hosts_they_are_for() {
    let mut net = silent_neighbours();
    for host in 0..4 {
        net.send(2, host, regular(3, host as u8, 1), &[7; 10]);
        net.send(2, host, regular(3, host as u8, 2), &[7; 10]);
    }
    net.run_for(8 * SECOND);
    let entered = |note: &arpanet_imp::Note| matches!(note, arpanet_imp::Note::MessageEntered { .. });
    assert_eq!(net.notes_of(2).filter(|(_, note)| entered(note)).count(), 4);
}

/// IMP program 3050: two-word messages first, then priority, then regular ones.
#[test]
fn a_host_gets_priority_messages_before_regular_ones_that_waited_longer() {
    let mut net = Plan::chain(&[2, 3]).build();
    net.host(3, 0).stuck = true;
    for link in 1..4 {
        net.send(2, 0, regular(3, 0, link), &[7]);
    }
    net.run_for(SECOND);
    net.send(2, 1, arpanet_wire::Leader { priority: true, ..regular(3, 0, 9) }, &[7]);
    net.run_for(SECOND);
    let index = net.index(3);
    net.host(3, 0).stuck = false;
    net.start_take(index, 0);
    net.run_for(SECOND);
    // The first was on the cable already.
    assert_eq!(net.delivered(3, 0), [1, 9, 2, 3]);
}
