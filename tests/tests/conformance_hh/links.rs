//! Links: HH-028 to HH-036.

use std::collections::BTreeSet;

use arpanet_ncp::{Event, Misuse};

use crate::stage::*;

#[test]
fn hh_028_what_comes_on_link_0_is_commands() {
    let mut stage = Stage::new();
    stage.open_receiver(1, 100, 10, 1000);
    stage.receive(1, 1000);
    // "HELLO" is opcode 48, octal 110, to an NCP.
    stage.peer_sends("48454c4c4f");
    stage.peer_gets("0b 01 48454c4c4f 0000000000");
    stage.hears_nothing();
}

#[test]
fn hh_029_hh_032_hh_036_seventy_links_from_2_to_71_and_no_more() {
    let mut stage = Stage::new();
    for index in 0..70_u32 {
        stage.init(index, 2 * index, socket(PEER, 2 * index + 1), 0);
    }
    let links: BTreeSet<u8> = stage.take_commands(PEER).iter().map(|rts| rts[9]).collect();
    assert_eq!(links, (2..=71).collect());
    stage.init(70, 1000, socket(PEER, 1001), 0);
    stage.hears(70, Event::Misused(Misuse::NoLink));
    stage.nobody_gets_anything();
    // Another host has links of its own.
    stage.init(71, 1000, socket(ELSEWHERE, 1001), 0);
    stage.host_gets(ELSEWHERE, "01 000003e8 000003e9 02");
    // A request that waits can't be met without a link either.
    stage.listen(72, 2000, 0);
    stage.peer_sends("02 000007d1 000007d0 08");
    stage.peer_gets("03 000007d0 000007d1");
    stage.hears_nothing();
}

#[test]
fn hh_030_no_two_connections_with_a_host_share_a_link() {
    let mut stage = Stage::new();
    let mut open: Vec<(u32, u8)> = Vec::new();
    let mut chance = 12_345_u64;
    for id in 0..2000_u32 {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        if !open.is_empty() && (chance >> 33).is_multiple_of(3) || open.len() == 70 {
            let (id, _) = open.remove((chance >> 40) as usize % open.len());
            stage.close(id);
            stage.take_commands(PEER);
            stage.peer_sends(&format!("03 {:08x} {:08x}", 2 * id + 1, 2 * id));
        } else {
            stage.init(id, 2 * id, socket(PEER, 2 * id + 1), 0);
            let rts = stage.take_commands(PEER).remove(0);
            assert!(open.iter().all(|(_, link)| *link != rts[9]), "link {} again", rts[9]);
            open.push((id, rts[9]));
            if (chance >> 50).is_multiple_of(2) {
                stage.peer_sends(&format!("02 {:08x} {:08x} 08", 2 * id + 1, 2 * id));
                stage.take_commands(PEER);
            }
        }
    }
}

#[test]
fn hh_031_one_link_number_names_two_connections_one_each_way() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 10, 1000);
    stage.listen(2, 101, 8);
    stage.peer_sends(&format!("01 00000002 00000065 {link:02x}"));
    stage.hears_opened(2, socket(PEER, 2), 8);
    stage.take_commands(PEER);
    // Data and INS go to the receiver, ALL, GVB and INR to the sender.
    stage.receive(1, 1000);
    stage.peer_sends_data(link, "11");
    stage.hears_data(1, "11");
    stage.peer_sends(&format!("04 {link:02x} 0004 00000100"));
    assert_eq!(stage.space(101), (4, 256));
    assert_eq!(stage.space(100), (9, 992));
    stage.peer_sends(&format!("08 {link:02x}"));
    stage.hears(1, Event::Interrupted);
    stage.peer_sends(&format!("07 {link:02x}"));
    stage.hears(2, Event::Interrupted);
    stage.peer_sends(&format!("05 {link:02x} 40 40"));
    stage.peer_gets(&format!("06 {link:02x} 0002 00000080"));
    stage.nobody_gets_anything();
}

#[test]
fn hh_033_a_link_is_free_only_after_the_cls_exchange() {
    let mut stage = Stage::new();
    let link = stage.open_receiver(1, 100, 10, 1000);
    stage.close(1);
    stage.peer_gets("03 00000064 00000001");
    // The peer holds its CLS back; all other links get used up, this one not.
    for id in 2..71_u32 {
        stage.init(id, 2 * id + 200, socket(PEER, 2 * id + 1), 0);
    }
    let links: Vec<u8> = stage.take_commands(PEER).iter().map(|rts| rts[9]).collect();
    assert_eq!(links.len(), 69);
    assert!(!links.contains(&link));
    stage.init(80, 1000, socket(PEER, 1001), 0);
    stage.hears(80, Event::Misused(Misuse::NoLink));
    stage.peer_sends("03 00000001 00000064");
    stage.init(81, 1000, socket(PEER, 1001), 0);
    stage.peer_gets(&format!("01 000003e8 000003e9 {link:02x}"));
}

#[test]
fn hh_034_data_on_an_unused_link_draws_err_5_with_the_header() {
    let mut stage = Stage::new();
    stage.peer_sends_data(40, "aabb");
    stage.peer_gets("0b 05  00 46 28 00 00 08 0002 00 aa");
    stage.peer_sends_data(40, "");
    stage.peer_gets("0b 05  00 46 28 00 00 08 0000 00 00");
    // Also where only our RTS has passed.
    stage.init(1, 100, socket(PEER, 1), 0);
    stage.peer_gets("01 00000064 00000001 02");
    stage.peer_sends_data(2, "cc");
    stage.peer_gets("0b 05  00 46 02 00 00 08 0001 00 cc");
    assert_eq!(stage.ncp.counters().errors.links_not_found, 3);
}

#[test]
fn hh_035_links_of_experiments_are_none_of_ours() {
    let mut stage = Stage::new();
    stage.open_receiver(1, 100, 10, 1000);
    let before = stage.ncp.status().collect::<Vec<_>>();
    for link in [191_u8, 192, 255, 159] {
        stage.peer_sends_data(link, "02 00000001 00000066 08");
    }
    stage.hears_nothing();
    stage.nobody_gets_anything();
    assert_eq!(stage.ncp.status().collect::<Vec<_>>(), before);
    assert_eq!(stage.ncp.counters().ignored_links, 4);
}
