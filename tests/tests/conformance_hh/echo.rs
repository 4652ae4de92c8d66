//! ECO and ERP: HH-144 to HH-149.

use arpanet_ncp::{ConnectionId, EchoFailure, Event, Input};

use crate::stage::*;

fn ask(stage: &mut Stage, id: u32, data: u8) {
    stage.input(Input::Echo { id: ConnectionId(id), host: address(PEER), data });
}

#[test]
fn hh_144_hh_145_every_octet_comes_back_at_once_without_any_process() {
    let mut stage = Stage::new();
    for data in 0..=255_u8 {
        stage.peer_sends(&format!("09 {data:02x}"));
        stage.peer_gets(&format!("0a {data:02x}"));
    }
    stage.hears_nothing();
}

#[test]
fn hh_146_no_erp_without_eco() {
    let mut stage = Stage::new();
    stage.open_sender(1, 101);
    stage.open_receiver(2, 100, 10, 1000);
    stage.peer_sends("0a 05  00  0c");
    stage.wait_s(1000);
    assert_eq!(stage.ncp.counters().sent.by_opcode[10], 0);
}

#[test]
fn hh_147_one_eco_at_a_time() {
    let mut stage = Stage::new();
    ask(&mut stage, 1, 0x11);
    ask(&mut stage, 2, 0x22);
    stage.peer_gets("09 11");
    stage.nobody_gets_anything();
    stage.wait_s(10);
    stage.nobody_gets_anything();
    stage.peer_sends("0a 11");
    stage.hears(1, Event::Echoed { data: 0x11 });
    stage.peer_gets("09 22");
    // Another host may be asked meanwhile.
    stage.input(Input::Echo { id: ConnectionId(3), host: address(ELSEWHERE), data: 0x33 });
    stage.host_gets(ELSEWHERE, "09 33");
    stage.peer_sends("0a 22");
    stage.hears(2, Event::Echoed { data: 0x22 });
}

#[test]
fn hh_148_death_erp_rst_and_rrp_answer_an_eco() {
    let mut stage = Stage::new();
    stage.withhold_rfnms();
    ask(&mut stage, 1, 1);
    stage.peer_gets("09 01");
    stage.answer(7, PEER, 0, 1);
    stage.hears(1, Event::EchoFailed(EchoFailure::HostDead));
    stage.release_rfnms();
    ask(&mut stage, 2, 2);
    stage.peer_gets("09 02");
    stage.peer_sends("0a 02");
    stage.hears(2, Event::Echoed { data: 2 });
    ask(&mut stage, 3, 3);
    ask(&mut stage, 4, 4);
    stage.peer_gets("09 03");
    stage.peer_sends("0c");
    stage.hears(3, Event::EchoFailed(EchoFailure::Reset));
    stage.peer_gets("0d 09 04");
    stage.peer_sends("0a 04");
    stage.hears(4, Event::Echoed { data: 4 });
    // An ECO that waits for the RRP to our RST is not answered by it; one that is out is, by a second RRP.
    stage.input(Input::Reset { host: address(PEER) });
    ask(&mut stage, 5, 5);
    stage.peer_gets("0c");
    stage.nobody_gets_anything();
    stage.wait_ns(20 * SECOND);
    stage.hears_nothing();
    stage.peer_sends("0d");
    stage.peer_gets("09 05");
    stage.peer_sends("0d");
    stage.hears(5, Event::EchoFailed(EchoFailure::Reset));
    ask(&mut stage, 6, 6);
    stage.peer_gets("09 06");
    stage.peer_sends("0a 06");
    stage.hears(6, Event::Echoed { data: 6 });
    stage.nobody_gets_anything();
}

#[test]
fn hh_149_an_erp_that_answers_nothing_is_counted_and_ignored() {
    let mut stage = Stage::new();
    stage.peer_sends("0a 01");
    ask(&mut stage, 1, 2);
    stage.peer_sends("0a 03");
    stage.hears_nothing();
    assert_eq!(stage.ncp.counters().stray_echo_replies, 2);
    stage.peer_sends("0a 02");
    stage.hears(1, Event::Echoed { data: 2 });
    stage.peer_gets("09 02");
    stage.nobody_gets_anything();
}

#[test]
fn an_eco_without_answer_is_given_up_after_its_time() {
    let mut stage = Stage::new();
    ask(&mut stage, 1, 1);
    ask(&mut stage, 2, 2);
    stage.peer_gets("09 01");
    stage.wait_s(30);
    stage.hears(1, Event::EchoFailed(EchoFailure::TimedOut));
    stage.peer_gets("09 02");
}
