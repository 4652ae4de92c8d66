//! Interrupts: HH-138 to HH-143.

use arpanet_ncp::{CloseReason, Event, Misuse};

use crate::stage::*;

#[test]
fn hh_138_ins_goes_from_sender_to_receiver() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.interrupt(1);
    stage.peer_gets("08 21");
    let link = stage.open_receiver(2, 100, 10, 1000);
    stage.peer_sends(&format!("08 {link:02x}"));
    stage.hears(2, Event::Interrupted);
    stage.hears_nothing();
}

#[test]
fn hh_139_inr_goes_from_receiver_to_sender() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 10, 1000);
    stage.interrupt(1);
    stage.peer_gets(&format!("07 {link:02x}"));
    stage.open_sender(2, 101);
    stage.peer_sends("07 21");
    stage.hears(2, Event::Interrupted);
    stage.hears_nothing();
}

#[test]
fn hh_140_interrupts_need_an_established_connection() {
    let mut stage = Stage::new();
    stage.init(1, 100, socket(PEER, 1), 0);
    stage.peer_gets("01 00000064 00000001 02");
    stage.interrupt(1);
    stage.hears(1, Event::Misused(Misuse::NotOpen));
    stage.listen(2, 102, 0);
    stage.interrupt(2);
    stage.hears(2, Event::Misused(Misuse::NotOpen));
    stage.peer_sends("02 00000001 00000064 08");
    stage.hears_opened(1, socket(PEER, 1), 8);
    stage.close(1);
    stage.take_commands(PEER);
    stage.interrupt(1);
    stage.hears(1, Event::Misused(Misuse::NotOpen));
    stage.nobody_gets_anything();
    // Nor do they reach a process whose connection is closing.
    stage.peer_sends("08 02");
    stage.hears_nothing();
    stage.nobody_gets_anything();
    stage.peer_sends("03 00000001 00000064");
    stage.hears(1, Event::Closed(CloseReason::Here));
    stage.interrupt(1);
    stage.hears(1, Event::Misused(Misuse::NoSuchConnection));
}

#[test]
fn hh_141_interrupts_need_no_allocation() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.send(1, b"blocked");
    stage.interrupt(1);
    stage.peer_gets("08 21");
    stage.nobody_gets_anything();
}

#[test]
fn hh_142_interrupts_flush_nothing_and_change_no_counter() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 10, 1000);
    stage.peer_sends_data(link, "aa");
    stage.peer_sends(&format!("08 {link:02x}"));
    stage.peer_sends_data(link, "bb");
    assert_eq!(stage.space(100), (8, 984));
    stage.hears(1, Event::Interrupted);
    stage.receive(1, 1000);
    stage.hears_data(1, "aabb");
    stage.open_sender(2, 101);
    stage.peer_sends("04 21 0001 00000008");
    stage.send(2, b"CD");
    stage.peer_sends("07 21");
    assert_eq!(stage.space(101), (0, 0));
    assert_eq!(stage.status(101)[0].buffered_bits, 8);
}

#[test]
fn hh_143_two_interrupts_are_two() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 10, 1000);
    stage.peer_sends(&format!("08 {link:02x} 08 {link:02x}"));
    stage.hears(1, Event::Interrupted);
    stage.hears(1, Event::Interrupted);
    stage.hears_nothing();
    // And ours are not merged either, even while they wait.
    stage.withhold_rfnms();
    stage.peer_sends("09 00");
    (0..3).for_each(|_| stage.interrupt(1));
    stage.release_rfnms();
    let interrupts = stage.take_commands(PEER).iter().filter(|command| command[0] == 7).count();
    assert_eq!(interrupts, 3);
}
