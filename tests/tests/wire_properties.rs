//! What holds for every value of every wire format: parse after emit is the identity, and no input makes a parser
//! panic.
//!
//! Each property is a function of raw random input. The bulk runs it a fixed number of times from a fixed seed, a
//! million cases together; proptest runs it less often, and shrinks what it finds.

use arpanet_wire::command::{Command, Commands, ErrorCode, ErrorReport, emit_all};
use arpanet_wire::fields::{Layer, dissect};
use arpanet_wire::h316::{HostDatagram, ModemDatagram};
use arpanet_wire::host_host::{self, Message};
use arpanet_wire::modem::{self, Packet};
use arpanet_wire::{Bits, ImpToHost, Leader};
use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::{env, thread};

const SEED: u64 = 1973;

const BITS_CASES: u64 = 150_000;
const LEADER_CASES: u64 = 300_000;
const MESSAGE_CASES: u64 = 100_000;
const COMMAND_CASES: u64 = 150_000;
const ARBITRARY_TEXT_CASES: u64 = 100_000;
const FRAMING_CASES: u64 = 100_000;
const PACKET_CASES: u64 = 60_000;
const DISSECTION_CASES: u64 = 40_000;

const _: () = assert!(
    BITS_CASES
        + LEADER_CASES
        + MESSAGE_CASES
        + COMMAND_CASES
        + ARBITRARY_TEXT_CASES
        + FRAMING_CASES
        + PACKET_CASES
        + DISSECTION_CASES
        >= 1_000_000
);

/// Runs `property` on `cases` inputs. Each case has a generator of its own, so that a failing one can be replayed alone.
fn bulk(cases: u64, property: impl Fn(&mut Pcg64Mcg)) {
    let chosen = env::var("ARPANET_CASE").ok().and_then(|case| case.parse().ok());
    for case in chosen.map_or(0..cases, |case| case..case + 1) {
        let mut random = Pcg64Mcg::seed_from_u64(SEED.wrapping_add(case));
        let outcome = catch_unwind(AssertUnwindSafe(|| property(&mut random)));
        if let Err(panic) = outcome {
            let name = thread::current().name().unwrap_or_default().to_owned();
            eprintln!(
                "replay: ARPANET_CASE={case} cargo test -p arpanet-tests --test wire_properties {name}"
            );
            resume_unwind(panic);
        }
    }
}

fn below(random: &mut Pcg64Mcg, limit: usize) -> usize {
    (random.next_u64() % limit as u64) as usize
}

fn octets(random: &mut Pcg64Mcg, most: usize) -> Vec<u8> {
    let mut octets = vec![0; below(random, most + 1)];
    random.fill_bytes(&mut octets);
    octets
}

fn words(random: &mut Pcg64Mcg, most: usize) -> Vec<u16> {
    (0..below(random, most + 1)).map(|_| random.next_u64() as u16).collect()
}

/// A bit string does as the same string of single bits does.
fn bits_are_a_list_of_bits(content: &[u8], cut: usize, more: u64, width: u32) {
    let listed = |bits: &Bits| -> Vec<u64> {
        (0..bits.length_bits()).map(|at| bits.get(at, 1).expect("inside the string")).collect()
    };
    let whole = Bits::from_octets(content);
    let list = listed(&whole);
    let cut = cut % (list.len() + 1);
    let (mut head, tail) = (whole.slice(0, cut), whole.slice(cut, list.len()));
    assert_eq!((listed(&head), listed(&tail)), (list[..cut].to_vec(), list[cut..].to_vec()));
    let mut joined = head.clone();
    joined.extend(&tail);
    assert_eq!(joined, whole);
    assert_eq!(whole.cmp(&head), list.as_slice().cmp(&list[..cut]));
    assert_eq!(head.cmp(&tail), listed(&head).cmp(&listed(&tail)));
    head.push(more, width);
    let value = if width == 64 { more } else { more & ((1 << width) - 1) };
    assert_eq!(head.get(cut, width), Some(value));
    assert_eq!(head.octets().len(), head.length_bits().div_ceil(8));
    head.truncate(cut);
    assert_eq!(head, whole.slice(0, cut));
    assert_eq!(Bits::from_hex(&whole.to_hex()), Ok(whole));
}

/// Every 32 bits are a leader, and what it says comes back when it is said again.
fn leader_is_kept(raw: u32) {
    let words = [(raw >> 16) as u16, raw as u16];
    let leader = Leader::from_words(words);
    assert_eq!(leader.words(), Ok(words));
    assert_eq!(Leader::parse(&Bits::from_words(&words)), Ok(leader));
    assert_eq!(leader.emit(), Ok(Bits::from_words(&words)));
    let (to_imp, from_imp) = (leader.host_to_imp(), leader.imp_to_host());
    let said = Leader::to_imp(to_imp, leader.address, leader.link);
    assert_eq!((said.host_to_imp(), said.message_type), (to_imp, leader.message_type));
    let said = Leader::from_imp(from_imp, leader.address, leader.link);
    assert_eq!((said.imp_to_host(), said.message_type), (from_imp, leader.message_type));
    if let ImpToHost::GoingDown(notice) = from_imp {
        assert_eq!((notice.word(), said.second_word()), (words[1], words[1]));
    }
}

/// A message comes back from its bits, whatever filler and padding follow it.
fn message_is_kept(leader: u32, byte_size: u8, content: &[u8], host_word_bits: usize, filler: usize) {
    let leader = Leader::from_words([(leader >> 16) as u16, leader as u16]);
    let size = usize::from(byte_size);
    let bytes = (content.len() * 8).min(host_host::MAX_TEXT_BITS).checked_div(size).unwrap_or(0);
    let text = Bits::from_octets(content).slice(0, bytes * size);
    let message = Message::new(leader, byte_size, text).expect("whole bytes, not too many");
    let mut bits = message.emit(host_word_bits).expect("the leader came from words");
    assert!(bits.length_bits() <= host_host::MAX_MESSAGE_BITS);
    bits.extend(&Bits::zeros(filler));
    host_host::pad_to_word(&mut bits);
    assert!(bits.length_bits().is_multiple_of(16));
    assert_eq!(Message::parse(&bits), Ok(message));
    assert!(host_host::strip_padding(&mut bits));
    for length_bits in [0, 31, 32, 71] {
        assert!(Message::parse(&bits.slice(0, length_bits)).is_err());
    }
}

fn command(raw: &[u8; 16]) -> Command {
    let half = |at: usize| u16::from_be_bytes([raw[at], raw[at + 1]]);
    let long = |at: usize| u32::from_be_bytes([raw[at], raw[at + 1], raw[at + 2], raw[at + 3]]);
    let link = raw[1];
    match raw[0] % 14 {
        0 => Command::Nop,
        1 => Command::Rts { my_socket: long(2), your_socket: long(6), link },
        2 => Command::Str { my_socket: long(2), your_socket: long(6), byte_size: link },
        3 => Command::Cls { my_socket: long(2), your_socket: long(6) },
        4 => Command::All { link, messages: half(2), bits: long(4) },
        5 => Command::Gvb { link, message_fraction: raw[2], bit_fraction: raw[3] },
        6 => Command::Ret { link, messages: half(2), bits: long(4) },
        7 => Command::Inr { link },
        8 => Command::Ins { link },
        9 => Command::Eco { data: link },
        10 => Command::Erp { data: link },
        11 => Command::Err(ErrorReport {
            code: ErrorCode::from_number(link),
            data: ErrorReport::quote(&raw[2..]),
        }),
        12 => Command::Rst,
        _ => Command::Rrp,
    }
}

/// Commands come back from their octets; cut short, all but the last come back and the last is quoted.
fn commands_are_kept(raw: &[[u8; 16]], cut: usize) {
    let commands: Vec<Command> = raw.iter().map(command).collect();
    let octets = emit_all(&commands);
    assert_eq!(octets.len(), commands.iter().map(Command::length_octets).sum());
    assert_eq!(Commands::new(&octets).collect::<Result<Vec<_>, _>>(), Ok(commands.clone()));
    let cut = cut % (octets.len() + 1);
    let read: Vec<_> = Commands::new(&octets[..cut]).collect();
    let whole = read.iter().filter(|command| command.is_ok()).count();
    assert!(read.iter().flatten().eq(&commands[..whole]));
    if let Some(Err(error)) = read.last() {
        let fragment = &octets[error.at()..cut];
        assert_eq!(error.report().data, ErrorReport::quote(fragment));
        assert!(fragment.len() < commands[whole].length_octets());
    }
}

/// Arbitrary octets are commands up to the first that is none; what was read is written again identically.
fn arbitrary_text_is_read_to_its_first_error(text: &[u8]) {
    let mut at = 0;
    let mut commands = Commands::new(text);
    for result in commands.by_ref() {
        match result {
            Ok(command) => {
                let octets = command.octets();
                assert_eq!(octets, text[at..at + octets.len()]);
                at += octets.len();
                assert!(!command.to_string().is_empty());
            }
            Err(error) => {
                assert_eq!(error.at(), at);
                assert_eq!(error.report().data, ErrorReport::quote(&text[at..]));
                at = text.len();
            }
        }
    }
    assert_eq!((at, commands.octets_read()), (text.len(), text.len()));
}

/// A datagram comes back from its octets; cut short or longer, it is refused.
fn framing_is_kept(sequence: u32, flags: u8, words: &[u16], arbitrary: &[u8]) {
    let modem = ModemDatagram { sequence, words: words.to_vec() };
    let octets = modem.emit().expect("few words");
    assert_eq!(ModemDatagram::parse(&octets), Ok(modem));
    let (last, ready) = (flags & 1 == 1, flags & 2 == 2);
    let host = HostDatagram { sequence, last, ready, words: words.to_vec() };
    let mut octets = host.emit().expect("few words");
    assert_eq!(HostDatagram::parse(&octets), Ok(host));
    octets.push(0);
    assert!(HostDatagram::parse(&octets).is_err());
    octets.truncate(octets.len() - 2);
    assert!(HostDatagram::parse(&octets).is_err());
    if let Ok(datagram) = HostDatagram::parse(arbitrary) {
        assert_eq!(datagram.words.len() * 2 + 12, arbitrary.len());
    }
}

/// Words that are a packet are written again identically; with the right checksum the dissection has no complaint
/// about it.
fn packet_is_kept(words: &[u16], is_routing: bool) {
    let mut words = words.to_vec();
    if is_routing {
        words.resize(modem::ROUTING_WORDS, 0);
        words[1] = words[1] & 0o37400 | 1;
    }
    let Ok(packet) = Packet::parse(&words) else {
        assert!(!is_routing);
        return;
    };
    assert_eq!(packet.emit().as_ref(), Ok(&words));
    let right = Packet::new(packet.ack, packet.content).expect("it came from words");
    assert_eq!(right.checksum_error(), Ok(0));
    let dissection = dissect(Layer::ImpImp, &Bits::from_words(&right.emit().expect("it came from words")));
    assert!(dissection.error.is_none_or(|error| !error.starts_with("checksum")));
}

/// At every layer, every bit of arbitrary input lies in exactly one field.
fn every_bit_has_its_field(bits: &Bits) {
    for layer in Layer::ALL {
        let dissection = dissect(layer, bits);
        let mut next = 1;
        let mut names = BTreeSet::new();
        for field in &dissection.fields {
            assert!(
                field.bits.0 == next && field.bits.1 >= next,
                "{layer}: {} at {:?}",
                field.name,
                field.bits
            );
            assert!(!field.meaning.is_empty() && !field.source.is_empty(), "{layer}: {}", field.name);
            assert!(names.insert(field.name.as_str()), "{layer}: two fields {}", field.name);
            next = field.bits.1 + 1;
        }
        assert_eq!(next, bits.length_bits() + 1, "{layer}");
        assert_eq!(&dissection.reassemble(), bits, "{layer}");
        assert!(!dissection.summary.is_empty(), "{layer}");
    }
}

/// A message between hosts more often than chance would make one: type 0, maybe link 0, a text that fits.
fn likely_message(raw: u64, text: &[u8]) -> Bits {
    let mut bits = Bits::new();
    bits.push(raw & 0xff, 16);
    bits.push(if raw >> 8 & 1 == 0 { 0 } else { raw >> 16 & 0xff }, 8);
    bits.push(0, 16);
    bits.push(if raw >> 9 & 3 == 0 { raw >> 24 & 0xff } else { 8 }, 8);
    bits.push(text.len() as u64 + (raw >> 11 & 1), 16);
    bits.push(0, 8);
    bits.extend(&Bits::from_octets(text));
    bits
}

#[test]
fn bits_are_a_list_of_bits_in_bulk() {
    bulk(BITS_CASES, |random| {
        let content = octets(random, 24);
        let (cut, width) = (below(random, 200), below(random, 65) as u32);
        bits_are_a_list_of_bits(&content, cut, random.next_u64(), width);
    });
}

#[test]
fn leaders_are_kept_in_bulk() {
    bulk(LEADER_CASES, |random| leader_is_kept(random.next_u32()));
}

#[test]
fn messages_are_kept_in_bulk() {
    bulk(MESSAGE_CASES, |random| {
        // One in eight is long enough to meet the limit on length.
        let most = if random.next_u32() & 7 == 0 { 1_200 } else { 60 };
        let content = octets(random, most);
        let (leader, size) = (random.next_u32(), random.next_u32() as u8);
        message_is_kept(leader, size, &content, below(random, 65), below(random, 50));
    });
}

#[test]
fn commands_are_kept_in_bulk() {
    bulk(COMMAND_CASES, |random| {
        let mut raw = vec![[0; 16]; below(random, 7)];
        raw.iter_mut().for_each(|raw| random.fill_bytes(raw));
        commands_are_kept(&raw, below(random, 100));
    });
}

#[test]
fn arbitrary_texts_are_read_to_their_first_error_in_bulk() {
    bulk(ARBITRARY_TEXT_CASES, |random| {
        let mut text = octets(random, 120);
        // Mostly opcodes and small numbers, so that the parser gets somewhere.
        if random.next_u32() & 3 != 0 {
            text.iter_mut().for_each(|octet| *octet %= 14);
        }
        arbitrary_text_is_read_to_its_first_error(&text);
    });
}

#[test]
fn framing_is_kept_in_bulk() {
    bulk(FRAMING_CASES, |random| {
        let (words, mut arbitrary) = (words(random, 70), octets(random, 40));
        arbitrary.iter_mut().zip(b"H316").for_each(|(octet, magic)| *octet = *magic);
        arbitrary.iter_mut().skip(8).take(1).for_each(|octet| *octet = 0);
        arbitrary.iter_mut().skip(9).take(1).for_each(|octet| *octet %= 16);
        framing_is_kept(random.next_u32(), random.next_u32() as u8, &words, &arbitrary);
    });
}

#[test]
fn packets_are_kept_in_bulk() {
    bulk(PACKET_CASES, |random| {
        let words = words(random, 72);
        let is_routing = words.len() > 1 && random.next_u32() & 15 == 0;
        packet_is_kept(&words, is_routing);
    });
}

#[test]
fn every_bit_has_its_field_in_bulk() {
    bulk(DISSECTION_CASES, |random| {
        let text = octets(random, 40);
        let mut bits = match random.next_u32() & 3 {
            0 => Bits::from_octets(&text),
            1 => Bits::from_words(&words(random, 20)),
            _ => {
                let most = if random.next_u32() & 1 == 0 { 14 } else { 255 };
                let text: Vec<u8> = text.iter().map(|octet| octet % most).collect();
                likely_message(random.next_u64(), &text)
            }
        };
        bits.push(random.next_u64(), below(random, 20) as u32);
        every_bit_has_its_field(&bits);
    });
}

proptest! {
    #[test]
    fn bits_are_a_list_of_bits_by_proptest(
        content in proptest::collection::vec(any::<u8>(), 0..40), cut: usize, more: u64, width in 0_u32..=64,
    ) {
        bits_are_a_list_of_bits(&content, cut, more, width);
    }

    #[test]
    fn leaders_are_kept_by_proptest(raw: u32) {
        leader_is_kept(raw);
    }

    #[test]
    fn messages_are_kept_by_proptest(
        leader: u32, size: u8, content in proptest::collection::vec(any::<u8>(), 0..1_200),
        host_word_bits in 0_usize..=64, filler in 0_usize..100,
    ) {
        message_is_kept(leader, size, &content, host_word_bits, filler);
    }

    #[test]
    fn commands_are_kept_by_proptest(raw in proptest::collection::vec(any::<[u8; 16]>(), 0..12), cut: usize) {
        commands_are_kept(&raw, cut);
    }

    #[test]
    fn arbitrary_texts_are_read_to_their_first_error_by_proptest(
        text in proptest::collection::vec(prop_oneof![0_u8..14, any::<u8>()], 0..140),
    ) {
        arbitrary_text_is_read_to_its_first_error(&text);
    }

    #[test]
    fn framing_is_kept_by_proptest(
        sequence: u32, flags: u8, words in proptest::collection::vec(any::<u16>(), 0..80),
        arbitrary in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        framing_is_kept(sequence, flags, &words, &arbitrary);
    }

    #[test]
    fn packets_are_kept_by_proptest(words in proptest::collection::vec(any::<u16>(), 2..75), is_routing: bool) {
        packet_is_kept(&words, is_routing);
    }

    #[test]
    fn every_bit_has_its_field_by_proptest(
        raw: u64, text in proptest::collection::vec(prop_oneof![0_u8..14, any::<u8>()], 0..130), likely: bool,
        more: u64, width in 0_u32..=64,
    ) {
        let mut bits = if likely { likely_message(raw, &text) } else { Bits::from_octets(&text) };
        bits.push(more, width);
        every_bit_has_its_field(&bits);
    }
}
