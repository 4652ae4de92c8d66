use super::*;
use crate::ImpNumber;

fn host(host: u8, imp: u16) -> HostAddress {
    HostAddress { imp: ImpNumber(imp), host }
}

fn leader(octets: [u8; 4]) -> Leader {
    Leader::parse(&Bits::from_octets(&octets)).expect("32 bits are a leader")
}

/// One bit at a time, so that no field can hide behind another.
#[test]
fn deconstruct_each_field_at_its_bits() {
    let none = Leader::from_words([0, 0]);
    assert_eq!(none, Leader::regular(host(0, 0), 0));
    assert_eq!(leader([0x80, 0, 0, 0]), Leader { priority: true, ..none });
    assert_eq!(leader([0x40, 0, 0, 0]), Leader { for_imp: true, ..none });
    assert_eq!(leader([0x20, 0, 0, 0]), Leader { trace: true, ..none });
    assert_eq!(leader([0x10, 0, 0, 0]), Leader { octal: true, ..none });
    assert_eq!(leader([0x0f, 0, 0, 0]), Leader { message_type: 15, ..none });
    assert_eq!(leader([0, 0xc0, 0, 0]), Leader { address: host(3, 0), ..none });
    assert_eq!(leader([0, 0x3f, 0, 0]), Leader { address: host(0, 63), ..none });
    assert_eq!(leader([0, 0, 0xff, 0]), Leader { link: 255, ..none });
    assert_eq!(leader([0, 0, 0, 0xf0]), Leader { message_id: 15, ..none });
    assert_eq!(leader([0, 0, 0, 0x0f]), Leader { subtype: 15, ..none });
}

#[test]
fn construct_over_all_ones_and_all_zeros() {
    let full = Leader {
        priority: true,
        for_imp: true,
        trace: true,
        octal: true,
        message_type: 15,
        address: host(3, 63),
        link: 255,
        message_id: 15,
        subtype: 15,
    };
    assert_eq!(full.words(), Ok([0xffff, 0xffff]));
    assert_eq!(Leader::regular(host(0, 0), 0).emit().map(|bits| bits.octets().to_vec()), Ok(vec![0; 4]));
}

/// RFC 208 p. 2-3 and RFC 305: network addresses, decimal, of host and IMP.
#[test]
fn addresses_are_those_of_the_official_table() {
    for (octet, host_number, imp) in [
        (65, 1, 1),
        (5, 0, 5),
        (69, 1, 5),
        (133, 2, 5),
        (70, 1, 6),
        (137, 2, 9),
        (144, 2, 16),
        (158, 2, 30),
        (150, 2, 22),
    ] {
        assert_eq!(leader([0, octet, 0, 0]).address, host(host_number, imp));
        assert_eq!(Leader::regular(host(host_number, imp), 0).words(), Ok([u16::from(octet), 0]));
    }
}

/// As seen in captures of the real program, with what each was.
#[test]
fn captured_leaders_read_as_annotated() {
    assert_eq!(leader([0x04, 0x00, 0, 0]).imp_to_host(), ImpToHost::Nop);
    assert_eq!(leader([0x0a, 0x00, 0, 0]).imp_to_host(), ImpToHost::InterfaceReset);
    let rfnm = leader([0x05, 0x03, 0x01, 0x00]);
    assert_eq!((rfnm.imp_to_host(), rfnm.address, rfnm.link), (ImpToHost::Rfnm, host(0, 3), 1));
    let dead_imp = leader([0x07, 0x05, 0x07, 0x30]);
    assert_eq!(dead_imp.imp_to_host(), ImpToHost::DestinationDead(Unreachable::Imp));
    assert_eq!((dead_imp.address, dead_imp.link, dead_imp.message_id), (host(0, 5), 7, 3));
    let dead_host = leader([0x07, 0x04, 0x02, 0x31]);
    assert_eq!(dead_host.imp_to_host(), ImpToHost::DestinationDead(Unreachable::Host));
    let illegal = leader([0x01, 0x00, 0x41, 0x22]);
    assert_eq!(illegal.imp_to_host(), ImpToHost::ErrorInLeader(LeaderFault::IllegalType));
    for (octets, why) in [
        ([0x09, 0x03, 0x70, 0x01], Incomplete::TooLong),
        ([0x09, 0x03, 0x62, 0x02], Incomplete::TooSlow),
        ([0x09, 0x03, 0x34, 0x04], Incomplete::ResourcesUnavailable),
    ] {
        assert_eq!(leader(octets).imp_to_host(), ImpToHost::Incomplete(why));
    }
    let discard = leader([0x40, 0xc3, 0x23, 0x00]);
    assert_eq!(discard.host_to_imp(), HostToImp::Regular);
    assert_eq!((discard.for_imp, discard.address), (true, host(3, 3)));
}

/// RFC 381 p. 2-4 and RFC 394 p. 3: type, subtype, meaning.
#[test]
fn every_type_and_subtype_from_an_imp_keeps_its_meaning() {
    let kinds = [
        (0, 0, ImpToHost::Regular),
        (1, 0, ImpToHost::ErrorInLeader(LeaderFault::ErrorFlop)),
        (1, 1, ImpToHost::ErrorInLeader(LeaderFault::TooShort)),
        (1, 2, ImpToHost::ErrorInLeader(LeaderFault::IllegalType)),
        (1, 3, ImpToHost::ErrorInLeader(LeaderFault::Unassigned)),
        (2, 0, ImpToHost::GoingDown(GoingDown::IN_30_SECONDS)),
        (4, 0, ImpToHost::Nop),
        (5, 0, ImpToHost::Rfnm),
        (7, 0, ImpToHost::DestinationDead(Unreachable::Imp)),
        (7, 1, ImpToHost::DestinationDead(Unreachable::Host)),
        (8, 0, ImpToHost::ErrorInData),
        (9, 0, ImpToHost::Incomplete(Incomplete::DestinationTardy)),
        (9, 1, ImpToHost::Incomplete(Incomplete::TooLong)),
        (9, 2, ImpToHost::Incomplete(Incomplete::TooSlow)),
        (9, 3, ImpToHost::Incomplete(Incomplete::Lost)),
        (9, 4, ImpToHost::Incomplete(Incomplete::ResourcesUnavailable)),
        (9, 5, ImpToHost::Incomplete(Incomplete::Unassigned5)),
        (9, 6, ImpToHost::Incomplete(Incomplete::Unassigned6)),
        (9, 7, ImpToHost::Incomplete(Incomplete::Unassigned7)),
        (10, 0, ImpToHost::InterfaceReset),
    ];
    for (message_type, subtype, kind) in kinds {
        let leader = Leader::from_imp(kind, host(0, 0), 0);
        assert_eq!(leader.words(), Ok([message_type << 8, subtype]), "{kind}");
        assert_eq!(leader.imp_to_host(), kind);
    }
    for message_type in [3, 6, 11, 12, 13, 14, 15] {
        let kind = leader([message_type, 0x46, 0x05, 0x12]).imp_to_host();
        assert!(matches!(kind, ImpToHost::Unassigned(kind) if kind.number() == message_type), "{kind}");
        assert_eq!(Leader::from_imp(kind, host(1, 6), 5).message_type, message_type);
    }
}

/// IMP program 3050 p. 126.
#[test]
fn a_host_has_five_types_and_the_rest_are_illegal() {
    let kinds = [
        (0, HostToImp::Regular),
        (1, HostToImp::ErrorWithoutIdentification),
        (2, HostToImp::GoingDown),
        (4, HostToImp::Nop),
        (8, HostToImp::ErrorWithIdentification),
    ];
    for (message_type, kind) in kinds {
        assert_eq!(Leader::to_imp(kind, host(0, 0), 0).words(), Ok([message_type << 8, 0]), "{kind}");
        assert_eq!(leader([message_type as u8, 0, 0, 0]).host_to_imp(), kind);
    }
    for message_type in [3, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15] {
        let kind = leader([message_type, 0, 0, 0]).host_to_imp();
        assert!(matches!(kind, HostToImp::Illegal(kind) if kind.number() == message_type), "{kind}");
        assert_eq!(Leader::to_imp(kind, host(0, 0), 0).message_type, message_type);
    }
}

/// RFC 381 p. 2. Bits 17-18 01, 19-22 0011, 23-32 0000011000.
#[test]
fn going_down_tells_reason_start_and_duration_in_units_of_five_minutes() {
    let notice = GoingDown::new(DownReason::HardwareMaintenance, 3, 24).expect("all fit");
    assert_eq!(notice.word(), 0x4c18);
    let leader = Leader::from_imp(ImpToHost::GoingDown(notice), host(0, 0), 99);
    assert_eq!(leader.words(), Ok([0x0200, 0x4c18]));
    assert_eq!(leader.imp_to_host(), ImpToHost::GoingDown(notice));
    assert_eq!(leader.imp_to_host().to_string(), "IMP going down: hardware PM in 15 min for 120 min");
    assert_eq!(ImpToHost::GoingDown(GoingDown::IN_30_SECONDS).to_string(), "IMP going down: in 30 s");
    let longest = GoingDown::from_word(0xffff);
    assert_eq!((longest.starts_in_units(), longest.lasts_units(), longest.word()), (15, 1023, 0xffff));
    assert_eq!(GoingDown::from_word(0x8000).reason(), DownReason::SoftwareReload);
    assert_eq!(GoingDown::from_word(0xc000).reason(), DownReason::Emergency);
    assert_eq!((notice.starts_in_units(), notice.lasts_units()), (3, 24));
}

#[test]
fn a_going_down_time_that_does_not_fit_is_refused() {
    let soon = GoingDown::new(DownReason::Emergency, 16, 0).unwrap_err();
    assert_eq!((soon.field(), soon.bits()), ("how soon", (19, 22)));
    let long = GoingDown::new(DownReason::Emergency, 0, 1024).unwrap_err();
    assert_eq!((long.field(), long.bits()), ("how long", (23, 32)));
    assert_eq!(GoingDown::new(DownReason::Emergency, 15, 1023).map(GoingDown::word), Ok(0xffff));
}

#[test]
fn a_message_of_31_bits_has_no_leader() {
    let error = Leader::parse(&Bits::zeros(31)).unwrap_err();
    assert_eq!(error, WireError::Short { field: "leader", first: 1, last: 32, length_bits: 31 });
}

#[test]
fn what_the_1973_leader_cannot_hold_is_named() {
    let good = Leader::regular(host(1, 6), 5);
    assert_eq!(good.words(), Ok([0x0046, 0x0500]));
    let cases = [
        (Leader { address: host(0, 64), ..good }, "IMP (bits 11-16): 64 where the protocol wants 0 to 63"),
        (Leader { address: host(4, 6), ..good }, "host (bits 9-10): 4 where the protocol wants 0 to 3"),
        (Leader { message_type: 16, ..good }, "message type (bits 5-8): 16 where the protocol wants 0 to 15"),
        (Leader { message_id: 16, ..good }, "message-id (bits 25-28): 16 where the protocol wants 0 to 15"),
        (Leader { subtype: 255, ..good }, "subtype (bits 29-32): 255 where the protocol wants 0 to 15"),
    ];
    for (leader, told) in cases {
        assert_eq!(leader.emit().unwrap_err().to_string(), told);
    }
}

#[test]
fn answers_are_the_four_types_that_name_a_message() {
    let answers: Vec<u8> =
        (0..16).filter(|message_type| leader([*message_type, 0, 0, 0]).imp_to_host().is_answer()).collect();
    assert_eq!(answers, [5, 7, 8, 9]);
}
