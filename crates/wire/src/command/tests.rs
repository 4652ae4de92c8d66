use super::*;
use crate::host_host::{Header, Message};
use crate::{Bits, HostAddress, Leader};

/// Every command with the octets that NIC 8246 p. 21-28 prescribes.
fn samples() -> Vec<(Command, Vec<u8>)> {
    let report = ErrorReport { code: ErrorCode::IllegalOpcode, data: [0x63, 1, 2, 0, 0, 0, 0, 0, 0, 0] };
    vec![
        (Command::Nop, vec![0]),
        (
            Command::Rts { my_socket: 0x0102_0304, your_socket: 0x0506_0708, link: 9 },
            vec![1, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        ),
        (
            Command::Str { my_socket: 0x0102_0305, your_socket: 0x0506_0708, byte_size: 36 },
            vec![2, 1, 2, 3, 5, 5, 6, 7, 8, 36],
        ),
        (Command::Cls { my_socket: 3, your_socket: 0x1230_0000 }, vec![3, 0, 0, 0, 3, 0x12, 0x30, 0, 0]),
        (Command::All { link: 60, messages: 8, bits: 15_532 }, vec![4, 0x3c, 0, 8, 0, 0, 0x3c, 0xac]),
        (Command::Gvb { link: 60, message_fraction: 64, bit_fraction: 255 }, vec![5, 60, 64, 255]),
        (
            Command::Ret { link: 2, messages: 65_535, bits: u32::MAX },
            vec![6, 2, 255, 255, 255, 255, 255, 255],
        ),
        (Command::Inr { link: 71 }, vec![7, 71]),
        (Command::Ins { link: 70 }, vec![8, 70]),
        (Command::Eco { data: 1 }, vec![9, 1]),
        (Command::Erp { data: 255 }, vec![10, 255]),
        (Command::Err(report), vec![11, 1, 0x63, 1, 2, 0, 0, 0, 0, 0, 0, 0]),
        (Command::Rst, vec![12]),
        (Command::Rrp, vec![13]),
    ]
}

#[test]
fn every_command_has_the_octets_of_its_description() {
    for (opcode, (command, octets)) in samples().into_iter().enumerate() {
        assert_eq!(command.octets(), octets, "{command}");
        assert_eq!((usize::from(command.opcode()), command.length_octets()), (opcode, octets.len()));
        let mut parsed = Commands::new(&octets);
        assert_eq!(parsed.next(), Some(Ok(command)));
        assert_eq!((parsed.next(), parsed.octets_read()), (None, octets.len()));
    }
}

#[test]
fn one_of_each_make_72_octets_and_14_commands() {
    let commands: Vec<Command> = samples().into_iter().map(|(command, _)| command).collect();
    let octets = emit_all(&commands);
    assert_eq!(octets.len(), 72);
    assert_eq!(Commands::new(&octets).collect::<Result<Vec<_>, _>>(), Ok(commands));
}

#[test]
fn an_illegal_opcode_ends_the_message_and_is_quoted_with_zeros() {
    let mut commands = Commands::new(&[0, 0x63, 1, 2]);
    assert_eq!(commands.next(), Some(Ok(Command::Nop)));
    let error = commands.next().expect("an error").unwrap_err();
    assert_eq!(commands.next(), None);
    assert_eq!(error.to_string(), "opcode 99 at octet 2 of the text is illegal");
    let report = error.report();
    assert_eq!(Command::Err(report).octets(), [11, 1, 0x63, 1, 2, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(error.at(), 1);
}

#[test]
fn an_illegal_opcode_quotes_no_more_than_ten_octets() {
    let text: Vec<u8> = (14..40).collect();
    let error = Commands::new(&text).next().expect("an error").unwrap_err();
    assert_eq!(error.report().data, [14, 15, 16, 17, 18, 19, 20, 21, 22, 23]);
}

#[test]
fn experiments_are_told_from_plain_nonsense() {
    for (opcode, experimental) in [(14, false), (127, false), (128, true), (254, true), (255, true)] {
        let error = Commands::new(&[opcode]).next().expect("an error").unwrap_err();
        assert_eq!(error.is_experimental(), experimental, "opcode {opcode}");
        assert_eq!(error.report().code, ErrorCode::IllegalOpcode);
    }
}

#[test]
fn every_command_cut_short_is_quoted_as_far_as_it_goes() {
    for (command, octets) in samples() {
        for length in 1..octets.len() {
            let error = Commands::new(&octets[..length]).next().expect("an error").unwrap_err();
            let present = octets[..length].to_vec();
            let quote = ErrorReport::quote(&present);
            let opcode = command.opcode();
            assert_eq!(error, CommandError::ShortParameters { opcode, at: 0, present: length, quote });
            assert_eq!(error.report().code, ErrorCode::ShortParameters);
        }
    }
    let error = Commands::new(&[0, 2, 0, 0, 0, 3]).nth(1).expect("an error").unwrap_err();
    assert_eq!(error.to_string(), "STR at octet 2 of the text has 5 octets of 10");
    assert_eq!(error.report().data, [2, 0, 0, 0, 3, 0, 0, 0, 0, 0]);
}

/// RFC 618 p. 3: an ERR from UCLA-CCN, in octal 4 74 0 10 0 0 74 254 0 200; the last two octets are no zero fill.
#[test]
fn the_err_of_rfc_618_quotes_an_all() {
    let data = [0o4, 0o74, 0, 0o10, 0, 0, 0o74, 0o254, 0, 0o200];
    let report = ErrorReport { code: ErrorCode::NonexistentSocket, data };
    assert_eq!(report.quoted(), Quoted::Command(Command::All { link: 60, messages: 8, bits: 15_532 }));
    assert_eq!(report.to_string(), "code 4 (non-existent socket or link): ALL link 60 messages 8 bits 15532");
}

/// NIC 8246 p. 26.
#[test]
fn a_message_on_an_unused_link_is_quoted_with_header_and_eight_bits() {
    let leader = Leader::regular(HostAddress::from_octet(70), 40);
    let message =
        Message::new(leader, 8, Bits::from_octets(&[0xaa, 0xbb])).and_then(|message| message.emit(16));
    let report = ErrorReport::link_not_connected(&message.expect("the address fits"));
    assert_eq!(report.data, [0, 70, 40, 0, 0, 8, 0, 2, 0, 0xaa]);
    let header = Header { leader, m1: 0, byte_size: 8, byte_count: 2, m2: 0 };
    assert_eq!(report.quoted(), Quoted::Message { header, text: 0xaa });
    assert_eq!(
        report.to_string(),
        "code 5 (socket or link not connected): message from 70 link 40 size 8 count 2"
    );
    let mut empty = Message::new(leader, 8, Bits::new()).and_then(|message| message.emit(1)).expect("fits");
    empty.extend(&Bits::from_octets(&[0xff]));
    assert_eq!(ErrorReport::link_not_connected(&empty).data, [0, 70, 40, 0, 0, 8, 0, 0, 0, 0]);
}

#[test]
fn errors_about_commands_quote_the_command() {
    let command = Command::Ins { link: 7 };
    let data = [8, 7, 0, 0, 0, 0, 0, 0, 0, 0];
    for (report, code) in [
        (ErrorReport::bad_parameters(&command), 3),
        (ErrorReport::nonexistent_socket(&command), 4),
        (ErrorReport::not_connected(&command), 5),
    ] {
        assert_eq!((report.code.number(), report.data), (code, data));
        assert_eq!(report.quoted(), Quoted::Command(command));
    }
}

#[test]
fn our_own_errors_have_the_published_layout() {
    let leader = Leader::regular(HostAddress::from_octet(70), 40);
    let header = Header { leader, m1: 0, byte_size: 16, byte_count: 0x0102, m2: 0 };
    let report = ErrorReport::about_message(Reason::WrongByteSize, &header, 8);
    assert_eq!(report.data, [1, 40, 16, 1, 2, 8, 0, 0, 0, 0]);
    let command = Command::Ret { link: 5, messages: 1, bits: 2 };
    let report = ErrorReport::about_command(Reason::UnaskedReturn, 5, &command);
    assert_eq!(report.data, [4, 5, 6, 5, 0, 1, 0, 0, 0, 2]);
    assert_eq!(Reason::ALL.map(|reason| reason as u8), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn all_256_codes_are_kept() {
    for number in 0..=255 {
        assert_eq!(ErrorCode::from_number(number).number(), number);
    }
    assert_eq!(ErrorCode::from_number(200).to_string(), "unassigned code");
}

/// NIC 8246 p. 10, 22 and 25.
#[test]
fn bad_parameters_are_named() {
    let check = |octets: &[u8]| {
        let command = Commands::new(octets).next().expect("a command").expect("whole");
        command.check_parameters().map_err(|error| (error.field(), error.bits()))
    };
    assert_eq!(check(&[1, 0, 0, 0, 2, 0, 0, 0, 3, 2]), Ok(()));
    assert_eq!(check(&[1, 0, 0, 0, 1, 0, 0, 0, 3, 2]), Err(("receive socket", (9, 40))));
    assert_eq!(check(&[1, 0, 0, 0, 2, 0, 0, 0, 2, 2]), Err(("send socket", (41, 72))));
    for link in [0, 1, 72, 255] {
        assert_eq!(check(&[1, 0, 0, 0, 2, 0, 0, 0, 3, link]), Err(("link", (73, 80))));
        assert_eq!(check(&[4, link, 0, 1, 0, 0, 0, 1]), Err(("link", (9, 16))));
        assert_eq!(check(&[8, link]), Err(("link", (9, 16))));
    }
    assert_eq!(check(&[2, 0, 0, 0, 3, 0, 0, 0, 2, 0]), Err(("size", (73, 80))));
    assert_eq!(check(&[2, 0, 0, 0, 3, 0, 0, 0, 2, 255]), Ok(()));
    assert_eq!(check(&[2, 0, 0, 0, 2, 0, 0, 0, 2, 8]), Err(("send socket", (9, 40))));
    assert_eq!(check(&[3, 0, 0, 0, 2, 0, 0, 0, 3]), Ok(()));
    assert_eq!(check(&[3, 0, 0, 0, 3, 0, 0, 0, 2]), Ok(()));
    assert_eq!(check(&[3, 0, 0, 0, 2, 0, 0, 0, 2]), Err(("send socket", (41, 72))));
    assert_eq!(check(&[3, 0, 0, 0, 3, 0, 0, 0, 3]), Err(("receive socket", (41, 72))));
}

/// The refusal of an RFC and its confirmation, as told by a capture's annotation.
#[test]
fn commands_are_told_in_short_words() {
    let told =
        |octets: &[u8]| Commands::new(octets).map(|c| c.expect("whole").to_string()).collect::<Vec<_>>();
    assert_eq!(told(&[1, 0, 0, 3, 0xea, 0, 0, 0, 0x4f, 0x2a]), ["RTS my 1002 your 79 link 42"]);
    assert_eq!(told(&[2, 0, 0, 0, 0x4f, 0, 0, 3, 0xea, 0x20]), ["STR my 79 your 1002 size 32"]);
    assert_eq!(told(&[3, 0, 0, 0, 0x4f, 0, 0, 3, 0xea, 12, 13]), ["CLS my 79 your 1002", "RST", "RRP"]);
    assert_eq!(told(&[4, 42, 0, 1, 0, 0, 3, 0xe8]), ["ALL link 42 messages 1 bits 1000"]);
    assert_eq!(
        told(&[5, 42, 64, 128, 7, 42, 9, 1]),
        ["GVB link 42 fractions 64/128 128/128", "INR link 42", "ECO 1"]
    );
}

#[test]
fn a_commands_link_is_the_one_it_names() {
    let links: Vec<_> = samples().iter().map(|(command, _)| command.link()).collect();
    let (none, some) = (None, Some);
    assert_eq!(
        links,
        [
            none,
            some(9),
            none,
            none,
            some(60),
            some(60),
            some(2),
            some(71),
            some(70),
            none,
            none,
            none,
            none,
            none
        ]
    );
}
