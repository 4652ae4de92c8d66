//! Codes and sequences as the sources print them.

use super::*;

fn items(octets: &[u8]) -> Vec<Item> {
    let mut items = Vec::new();
    Reader::default().read(octets, &mut items);
    items
}

fn characters(text: &str) -> Vec<Item> {
    text.bytes().map(Item::Character).collect()
}

/// RFC 318 p. 4-5, decimal.
#[test]
fn signals_have_the_codes_of_rfc_318() {
    let codes = Signal::ALL.map(Signal::code);
    assert_eq!(codes, [128, 129, 130, 131, 132, 133, 160, 161, 162]);
    assert!(Signal::ALL.iter().all(|signal| Signal::of(signal.code()) == Some(*signal)));
}

#[test]
fn octets_below_128_are_characters_and_the_rest_are_not() {
    for octet in 0..=127 {
        assert_eq!(items(&[octet]), [Item::Character(octet)]);
    }
    for octet in 128..=254 {
        let expected = Signal::of(octet).map_or(Item::Unknown(octet), Item::Signal);
        assert_eq!(items(&[octet]), [expected]);
    }
}

/// RFC 764 p. 14-15: FF FD 01 is DO ECHO, FF F4 is interrupt process, FF FF a data octet of 255; an SB's parameters
/// double the 255.
const NEW_FORMS: &[u8] = b"A\xff\xfd\x01B\xff\xf4C\xff\xffD\xff\xfa\x07\x01\xff\xff\x02\xff\xf0E";

fn new_forms() -> Vec<Item> {
    let sequences = [
        NewForm::Negotiation(Negotiation { verb: Verb::Do, option: ECHO }),
        NewForm::Command(Command::InterruptProcess),
        NewForm::Data255,
        NewForm::Subnegotiation(vec![7, 1, 255, 2]),
    ];
    let mut items = characters("A");
    for (sequence, next) in sequences.into_iter().zip(b"BCDE") {
        items.extend([Item::NewForm(sequence), Item::Character(*next)]);
    }
    items
}

#[test]
fn a_sequence_of_the_new_form_is_one_unit_wherever_it_is_cut() {
    assert_eq!(items(NEW_FORMS), new_forms());
    for cut in 0..=NEW_FORMS.len() {
        let (mut reader, mut items) = (Reader::default(), Vec::new());
        reader.read(&NEW_FORMS[..cut], &mut items);
        reader.read(&NEW_FORMS[cut..], &mut items);
        assert_eq!(items, new_forms(), "cut after {cut} octets");
    }
}

#[test]
fn a_sequence_of_the_new_form_is_written_as_it_is_read() {
    let mut written = Vec::new();
    for item in new_forms() {
        match item {
            Item::NewForm(form) => form.emit(&mut written),
            Item::Character(character) => written.push(character),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(written, NEW_FORMS);
}

/// RFC 764 p. 14: 241 to 249; 240 alone ends nothing, and 250 to 254 begin something longer.
#[test]
fn commands_have_the_codes_of_the_new_telnet() {
    assert_eq!(Command::ALL.map(|command| command as u8), [241, 242, 243, 244, 245, 246, 247, 248, 249]);
    assert!((0..=255).filter_map(Command::of).eq(Command::ALL));
    assert_eq!(items(b"\xff\xf0A"), [Item::Unknown(SE), Item::Character(b'A')]);
}

/// RFC 529 p. 4: the closing parenthesis helps to recover from errors.
#[test]
fn a_command_within_parameters_shows_that_their_end_was_lost() {
    let expected = [Item::NewForm(NewForm::Command(Command::DataMark)), Item::Character(b'A')];
    assert_eq!(items(b"\xff\xfa\x01\x02\xff\xf2A"), expected);
    assert_eq!(items(b"\xff\xfa\x01\xff\xfd\x03A").len(), 2, "DO SUPPRESS GO AHEAD, and A");
}

#[test]
fn a_stray_255_swallows_no_character() {
    assert_eq!(items(b"\xffA"), characters("A"));
    assert_eq!(items(b"\xff\x81"), [Item::Signal(Signal::Break)]);
}

#[test]
fn a_subnegotiation_without_end_takes_no_room() {
    let (mut reader, mut items) = (Reader::default(), Vec::new());
    reader.read(b"\xff\xfa", &mut items);
    reader.read(&[1; 100_000], &mut items);
    reader.read(b"\xff\xf0A", &mut items);
    assert_eq!(items.len(), 2);
    assert_eq!(items[0], Item::NewForm(NewForm::Subnegotiation(vec![1; LONGEST_PARAMETERS])));
}

fn text(octets: &[u8]) -> Vec<Text> {
    let (mut ends, mut text) = (LineEnds::default(), Vec::new());
    octets.iter().for_each(|octet| ends.read(*octet, &mut text));
    text.extend(ends.end());
    text
}

#[test]
fn only_cr_lf_ends_a_line() {
    use Text::{Character, EndOfLine};
    assert_eq!(text(b"\r\n"), [EndOfLine]);
    assert_eq!(text(b"\r\0x"), [Character(CR), Character(b'x')]);
    assert_eq!(text(b"\rx"), [Character(CR), Character(b'x')]);
    assert_eq!(text(b"\n"), [Character(LF)]);
    assert_eq!(text(b"\r\r\n"), [Character(CR), EndOfLine]);
    assert_eq!(text(b"\r"), [Character(CR)]);
    assert_eq!(text(b"\0"), [Character(NUL)]);
}

#[test]
fn a_cr_alone_goes_out_as_cr_nul() {
    assert_eq!(network_text("ONE\nTWO\r\nOVER\rPRINT\n"), b"ONE\r\nTWO\r\nOVER\r\0PRINT\r\n");
}

#[test]
fn what_goes_out_comes_back() {
    let sent = "ONE\nTWO\rTHREE\u{1}\u{7f}\n";
    let back: String = text(&network_text(sent))
        .into_iter()
        .map(|text| match text {
            Text::Character(character) => char::from(character),
            Text::EndOfLine => '\n',
        })
        .collect();
    assert_eq!(back, sent);
}
