//! Rows of the ledger that the formats alone decide, each proved on the bits. What an NCP or an IMP does with them is
//! proved elsewhere.

use arpanet_wire::command::{Command, Commands, ErrorCode, ErrorReport, Quoted, Reason, emit_all};
use arpanet_wire::host_host::{Header, Message, pad_to_word};
use arpanet_wire::{
    Bits, DownReason, GoingDown, HostAddress, HostToImp, ImpNumber, ImpToHost, Incomplete, Leader,
    LeaderFault, Unreachable,
};

fn host(host: u8, imp: u16) -> HostAddress {
    HostAddress { imp: ImpNumber(imp), host }
}

fn to_69(link: u8) -> Leader {
    Leader::regular(host(1, 5), link)
}

fn octets(message: &Message) -> Vec<u8> {
    message.emit(1).expect("the address fits the leader").octets().to_vec()
}

/// One of each command, and the octet count that NIC 8246 p. 21-25 gives it.
fn one_of_each() -> [(Command, u8, usize); 14] {
    let (my_socket, your_socket) = (0x0102_0304, 0x0506_0709);
    let error = ErrorReport { code: ErrorCode::Undefined, data: [0; 10] };
    [
        (Command::Nop, 0, 1),
        (Command::Rts { my_socket, your_socket, link: 9 }, 1, 10),
        (Command::Str { my_socket: your_socket, your_socket: my_socket, byte_size: 8 }, 2, 10),
        (Command::Cls { my_socket, your_socket }, 3, 9),
        (Command::All { link: 2, messages: 1, bits: 2 }, 4, 8),
        (Command::Gvb { link: 2, message_fraction: 3, bit_fraction: 4 }, 5, 4),
        (Command::Ret { link: 2, messages: 1, bits: 2 }, 6, 8),
        (Command::Inr { link: 2 }, 7, 2),
        (Command::Ins { link: 2 }, 8, 2),
        (Command::Eco { data: 1 }, 9, 2),
        (Command::Erp { data: 1 }, 10, 2),
        (Command::Err(error), 11, 12),
        (Command::Rst, 12, 1),
        (Command::Rrp, 13, 1),
    ]
}

#[test]
fn hh_014_a_message_begins_with_a_header_of_72_bits() {
    let message = Message::control(to_69(0), &Command::Nop.octets()).expect("one octet");
    assert_eq!(octets(&message), [0x00, 69, 0, 0, 0x00, 0x08, 0x00, 0x01, 0x00, 0x00]);
    assert_eq!(Header::LENGTH_BITS, 72);
}

#[test]
fn hh_015_hh_016_m1_and_m2_are_sent_as_zero() {
    for (link, size) in [(0, 8), (2, 8), (71, 36), (45, 255)] {
        let message = Message::new(to_69(link), size, Bits::zeros(usize::from(size))).expect("one byte");
        let octets = octets(&message);
        assert_eq!((octets[4], octets[8]), (0, 0));
    }
}

#[test]
fn hh_018_the_byte_size_on_the_control_link_is_eight() {
    let message = Message::control(to_69(0), &Command::Rst.octets()).expect("one octet");
    assert_eq!(octets(&message)[5], 8);
    let other = Message::new(to_69(0), 36, Bits::zeros(36)).expect("one byte");
    assert_eq!(other.header().check_control().map_err(|error| error.bits()), Err((41, 48)));
}

#[test]
fn hh_019_the_text_is_exactly_c_bytes_of_s_bits() {
    let mut bits = Bits::from_hex("00450200 00 24 0003 00").expect("hexadecimal");
    let text = Bits::from_hex("123456789 abcdef012 3456789ab").expect("hexadecimal");
    bits.extend(&text);
    bits.extend(&Bits::zeros(20));
    pad_to_word(&mut bits);
    assert_eq!(Message::parse(&bits).map(Message::into_text), Ok(text));
}

#[test]
fn hh_020_m3_is_zero_and_of_any_length() {
    for word in [8, 16, 32, 36, 60] {
        for bytes in 0..12_usize {
            let ones = Bits::from_octets(&vec![0xff; bytes]);
            let message = Message::new(to_69(2), 8, ones).expect("whole bytes");
            let bits = message.emit(word).expect("the address fits");
            let end = 72 + bytes * 8;
            assert!(bits.length_bits().is_multiple_of(word) && bits.length_bits() < end + word);
            assert_eq!(bits.slice(end, bits.length_bits()), Bits::zeros(bits.length_bits() - end));
        }
    }
}

#[test]
fn hh_021_ih_011_filler_and_padding_of_any_length_are_not_text() {
    let text = Bits::from_octets(b"LOGIN\x80");
    let message = Message::new(to_69(2), 8, text.clone()).expect("whole bytes");
    let bare = message.emit(1).expect("the address fits");
    for filler in [0, 1, 16, 40] {
        for padding in 0..=40_u32 {
            let mut bits = bare.clone();
            bits.extend(&Bits::zeros(filler));
            bits.push(1 << padding >> 1, padding);
            assert_eq!(Message::parse(&bits).map(Message::into_text), Ok(text.clone()));
        }
    }
}

#[test]
fn hh_025_ih_008_no_message_is_longer_than_8095_bits() {
    for (size, most) in [(8, 1002), (36, 222), (32, 250), (1, 8023), (255, 31)] {
        let length_bits = most * usize::from(size);
        let longest = Message::new(to_69(2), size, Bits::zeros(length_bits)).expect("fits");
        for word in [1, 16, 32, 36, 60] {
            let emitted = longest.emit(word).expect("the address fits").length_bits();
            assert!((72 + length_bits..=8095).contains(&emitted));
        }
        assert!(Message::new(to_69(2), size, Bits::zeros(length_bits + usize::from(size))).is_err());
    }
}

#[test]
fn hh_027_fields_are_unsigned_and_most_significant_bit_first() {
    let command = Command::Rts { my_socket: 0x0102_0304, your_socket: 0x0506_0708, link: 9 };
    assert_eq!(command.octets(), [1, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
}

#[test]
fn hh_042_opcodes_are_those_of_the_summary() {
    let names =
        ["NOP", "RTS", "STR", "CLS", "ALL", "GVB", "RET", "INR", "INS", "ECO", "ERP", "ERR", "RST", "RRP"];
    for ((command, opcode, _), name) in one_of_each().into_iter().zip(names) {
        let octets = command.octets();
        assert_eq!((octets[0], command.name()), (opcode, name));
        assert_eq!(Commands::new(&octets).next(), Some(Ok(command)));
    }
}

#[test]
fn hh_043_commands_have_the_lengths_of_their_descriptions() {
    let commands: Vec<Command> = one_of_each().into_iter().map(|(command, ..)| command).collect();
    for (command, _, length) in one_of_each() {
        assert_eq!(command.octets().len(), length, "{command}");
    }
    let text = emit_all(&commands);
    let mut parser = Commands::new(&text);
    let read: Vec<_> = parser.by_ref().map(|command| command.expect("well formed")).collect();
    assert_eq!((read.len(), parser.octets_read()), (14, 72));
    assert_eq!(read, commands);
}

#[test]
fn hh_050_an_err_has_96_bits_whatever_it_reports() {
    let command = Command::Inr { link: 40 };
    let unread = Commands::new(&[14]).next().expect("an item").expect_err("illegal");
    let header = *Message::new(to_69(40), 8, Bits::new()).expect("no text").header();
    let message = Message::new(to_69(40), 8, Bits::zeros(8)).and_then(|message| message.emit(1));
    for report in [
        unread.report(),
        ErrorReport::bad_parameters(&command),
        ErrorReport::nonexistent_socket(&command),
        ErrorReport::not_connected(&command),
        ErrorReport::link_not_connected(&message.expect("the address fits")),
        ErrorReport::about_message(Reason::OverAllocation, &header, 0),
        ErrorReport::about_command(Reason::UnaskedReturn, 40, &command),
    ] {
        let text = emit_all(&[Command::Err(report), Command::Eco { data: 7 }]);
        assert_eq!((text[0], text.len()), (11, 12 + 2));
        assert_eq!(Commands::new(&text).nth(1), Some(Ok(Command::Eco { data: 7 })));
    }
}

#[test]
fn hh_051_an_illegal_opcode_is_quoted_with_what_follows_it() {
    let error = Commands::new(&[0, 0x63, 1, 2]).nth(1).expect("an item").expect_err("illegal");
    assert_eq!(Command::Err(error.report()).octets(), [11, 1, 0x63, 1, 2, 0, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn hh_052_a_command_cut_short_is_quoted_as_far_as_it_goes() {
    let error = Commands::new(&[2, 0, 0, 4, 1]).next().expect("an item").expect_err("cut short");
    assert_eq!(Command::Err(error.report()).octets(), [11, 2, 2, 0, 0, 4, 1, 0, 0, 0, 0, 0]);
}

#[test]
fn hh_062_a_quoted_command_is_read_whatever_fills_the_rest() {
    let report = ErrorReport {
        code: ErrorCode::NonexistentSocket,
        data: [0x04, 0x3c, 0x00, 0x08, 0x00, 0x00, 0x3c, 0xac, 0x00, 0x80],
    };
    let all = Command::All { link: 60, messages: 8, bits: 15_532 };
    assert_eq!(report.quoted(), Quoted::Command(all));
}

#[test]
fn ih_001_ih_002_a_leader_has_its_fields_at_their_bits() {
    let regular = Leader::regular(HostAddress::from_octet(70), 5).emit().expect("fits");
    assert_eq!(regular.octets(), [0x00, 0x46, 0x05, 0x00]);
    let nop = Leader::to_imp(HostToImp::Nop, HostAddress::from_octet(0), 0).emit().expect("fits");
    assert_eq!(nop.octets(), [0x04, 0x00, 0x00, 0x00]);
    // One bit at a time, at each end of each field.
    let bit = |number: u32| {
        let leader = 1_u32 << (32 - number);
        Leader::from_words([(leader >> 16) as u16, leader as u16])
    };
    assert!(bit(1).priority && bit(2).for_imp && bit(3).trace && bit(4).octal);
    assert_eq!((bit(5).message_type, bit(8).message_type), (8, 1));
    assert_eq!((bit(9).address, bit(16).address), (host(2, 0), host(0, 1)));
    assert_eq!((bit(17).link, bit(24).link), (128, 1));
    assert_eq!((bit(25).message_id, bit(28).message_id), (8, 1));
    assert_eq!((bit(29).subtype, bit(32).subtype), (8, 1));
    assert!(Leader::parse(&Bits::zeros(31)).is_err());
}

#[test]
fn ih_003_ih_005_all_256_addresses_are_two_bits_of_host_and_six_of_imp() {
    for (octet, address) in [(0o106, host(1, 6)), (150, host(2, 22)), (69, host(1, 5)), (214, host(3, 22))] {
        assert_eq!(HostAddress::from_octet(octet), address);
        assert_eq!(address.to_octet(), Some(octet));
    }
    for octet in 0..=255 {
        let address = HostAddress::from_octet(octet);
        assert_eq!(
            (address.to_octet(), address.host, address.imp.0),
            (Some(octet), octet >> 6, u16::from(octet & 63))
        );
        assert_eq!(Leader::from_words([u16::from(octet), 0]).address, address);
    }
}

#[test]
fn ih_010_the_interface_pads_once_with_a_one_and_zeros_to_16_bits() {
    for length_bits in [80, 81] {
        let mut bits = Bits::zeros(length_bits);
        pad_to_word(&mut bits);
        assert_eq!(bits.length_bits(), 96);
        assert_eq!(bits.get(length_bits, 1), Some(1));
        assert_eq!(bits.slice(length_bits + 1, 96), Bits::zeros(95 - length_bits));
    }
}

/// The reading half of IH-019, IH-020 and IH-021; what an NCP makes of it is proved with the NCP.
#[test]
fn subtypes_from_an_imp_have_their_meanings() {
    let says = |message_type: u16, subtype| Leader::from_words([message_type << 8, subtype]).imp_to_host();
    assert_eq!(says(7, 0), ImpToHost::DestinationDead(Unreachable::Imp));
    assert_eq!(says(7, 1), ImpToHost::DestinationDead(Unreachable::Host));
    assert_eq!(says(9, 0), ImpToHost::Incomplete(Incomplete::DestinationTardy));
    assert_eq!(says(9, 1), ImpToHost::Incomplete(Incomplete::TooLong));
    assert_eq!(says(9, 2), ImpToHost::Incomplete(Incomplete::TooSlow));
    assert_eq!(says(9, 3), ImpToHost::Incomplete(Incomplete::Lost));
    assert_eq!(says(9, 4), ImpToHost::Incomplete(Incomplete::ResourcesUnavailable));
    assert_eq!(says(1, 0), ImpToHost::ErrorInLeader(LeaderFault::ErrorFlop));
    assert_eq!(says(1, 1), ImpToHost::ErrorInLeader(LeaderFault::TooShort));
    assert_eq!(says(1, 2), ImpToHost::ErrorInLeader(LeaderFault::IllegalType));
}

#[test]
fn ih_023_a_going_down_notice_tells_reason_start_and_duration() {
    let notice = GoingDown::new(DownReason::HardwareMaintenance, 3, 24).expect("all fit");
    let leader = Leader::from_imp(ImpToHost::GoingDown(notice), HostAddress::from_octet(0), 0);
    assert_eq!(leader.words(), Ok([0x0200, 0x4c18]));
    assert_eq!(leader.imp_to_host().to_string(), "IMP going down: hardware PM in 15 min for 120 min");
    assert_eq!(Leader::from_words([0x0200, 0]).imp_to_host().to_string(), "IMP going down: in 30 s");
}

/// The layout is published in the documentation of [`Reason`].
#[test]
fn hh_059_our_own_errors_have_the_published_layout() {
    let header = Header { leader: to_69(40), m1: 0, byte_size: 16, byte_count: 0x0102, m2: 0 };
    let about = |reason| ErrorReport::about_message(reason, &header, 8);
    for (reason, number) in [
        (Reason::WrongByteSize, 1),
        (Reason::ShortMessage, 2),
        (Reason::OverAllocation, 3),
        (Reason::BadControlHeader, 6),
    ] {
        assert_eq!(Command::Err(about(reason)).octets(), [11, 0, number, 40, 16, 1, 2, 8, 0, 0, 0, 0]);
    }
    let ret = Command::Ret { link: 5, messages: 1, bits: 2 };
    let report = ErrorReport::about_command(Reason::UnaskedReturn, 5, &ret);
    assert_eq!(Command::Err(report).octets(), [11, 0, 4, 5, 6, 5, 0, 1, 0, 0, 0, 2]);
    let rts = Command::Rts { my_socket: 0x0102_0304, your_socket: 0x0506_0709, link: 9 };
    let report = ErrorReport::about_command(Reason::AlreadyOpen, 9, &rts);
    assert_eq!(Command::Err(report).octets(), [11, 0, 5, 9, 1, 1, 2, 3, 4, 5, 6, 7]);
}
