use super::*;

fn dissect_hex(layer: Layer, hex: &str) -> Dissection {
    let bits = Bits::from_hex(hex).expect("hexadecimal");
    let dissection = dissect(layer, &bits);
    assert_eq!(dissection.reassemble(), bits, "{hex}");
    dissection
}

/// Name and value of each field, as text.
fn listed(dissection: &Dissection) -> Vec<String> {
    dissection.fields.iter().map(|field| format!("{} {}", field.name, field.value)).collect()
}

fn meaning<'a>(dissection: &'a Dissection, name: &str) -> &'a str {
    &dissection.field(name).unwrap_or_else(|| panic!("no field {name}")).meaning
}

/// A regular message of host 2 for host 3 on link 1, as seen in a capture of the real program.
#[test]
fn a_leader_is_named_to_the_last_bit() {
    let dissection = dissect_hex(Layer::HostImp, "0003 0100 0001");
    let expected = [
        "priority 0",
        "for IMP 0",
        "trace 0",
        "octal 0",
        "message type 0",
        "host 0",
        "IMP 3",
        "link 1",
        "message-id 0",
        "subtype 0",
        "data 0001",
    ];
    assert_eq!(listed(&dissection), expected);
    let places: Vec<_> = dissection.fields.iter().map(|field| field.bits).collect();
    let bits =
        [(1, 1), (2, 2), (3, 3), (4, 4), (5, 8), (9, 10), (11, 16), (17, 24), (25, 28), (29, 32), (33, 48)];
    assert_eq!(places, bits);
    assert_eq!(
        (dissection.error.as_deref(), meaning(&dissection, "message type")),
        (None, "regular message")
    );
    assert_eq!(dissection.summary, "regular message to 3 link 1, 16 bits after the leader");
}

/// RFC 381 p. 2-4 and RFC 394 p. 3; the message of type 7 is from a capture of the real program.
#[test]
fn subtypes_of_messages_from_an_imp_are_told() {
    for (hex, told) in [
        ("01004122", "error in leader: illegal message type"),
        ("02000000", "IMP going down: in 30 s"),
        ("0200d002", "IMP going down: emergency reload or restart in 20 min for 10 min"),
        ("04000000", "NOP"),
        ("05030100", "RFNM, for the message to 3 link 1"),
        ("07040231", "destination dead: host dead or nonexistent, for the message to 4 link 2"),
        ("08030500", "error in data, for the message to 3 link 5"),
        ("09030004", "incomplete transmission: IMP resources unavailable, for the message to 3 link 0"),
        ("0a000000", "interface reset"),
        ("0f000000", "unassigned type 15"),
    ] {
        let dissection = dissect_hex(Layer::ImpHost, hex);
        assert_eq!((dissection.summary.as_str(), dissection.error), (told, None));
    }
}

#[test]
fn the_word_of_a_going_down_notice_has_its_own_fields() {
    let dissection = dissect_hex(Layer::ImpHost, "02004c18");
    assert_eq!(listed(&dissection)[7..], ["why going down 1", "how soon 3", "how long 24"]);
    assert_eq!(meaning(&dissection, "how long"), "120 min: 24 units of 5 min");
    // A host's own notice has no such word.
    assert_eq!(
        listed(&dissect_hex(Layer::HostImp, "02004c18"))[7..],
        ["link 76", "message-id 1", "subtype 8"]
    );
}

#[test]
fn padding_after_a_leader_is_named() {
    let padded = dissect_hex(Layer::ImpHost, "05030100 8000");
    assert_eq!(padded.field("padding").map(|field| field.bits), Some((33, 48)));
    assert_eq!(
        dissect_hex(Layer::ImpHost, "05030100 1234").field("surplus").map(|field| field.bits),
        Some((33, 48))
    );
}

#[test]
fn a_type_that_no_host_sends_is_an_error_and_yet_named() {
    let dissection = dissect_hex(Layer::HostImp, "03034121 1234");
    assert_eq!(
        dissection.error.as_deref(),
        Some("message type (bits 5-8): 3 is no type that a host sends; 0, 1, 2, 4, 8 are")
    );
    assert_eq!(listed(&dissection)[9..], ["subtype 1", "surplus 1234"]);
}

/// RFC 381 p. 3, with one bit more for the interface's padding.
#[test]
fn a_message_of_more_than_8095_bits_is_an_error() {
    let message = |length_bits| dissect(Layer::HostImp, &Bits::zeros(length_bits)).error;
    assert_eq!(message(8096), None);
    let told = "data (bits 33-8097): a message to an IMP has at most 8095 bits";
    assert_eq!(message(8097).as_deref(), Some(told));
}

/// Two requests for connection in one message, in the format of NIC 8246 p. 19 and 22, with the interface's padding.
#[test]
fn commands_are_named_one_by_one() {
    let hex = "00450000 00080014 00 01 00045600 00012303 02 02 00045601 00012302 08 80";
    let dissection = dissect_hex(Layer::HostHost, hex);
    let expected = [
        "M1 0",
        "S, byte size 8",
        "C, byte count 20",
        "M2 0",
        "command 1 opcode 1",
        "command 1 my receive socket 284160",
        "command 1 your send socket 74499",
        "command 1 link 2",
        "command 2 opcode 2",
        "command 2 my send socket 284161",
        "command 2 your receive socket 74498",
        "command 2 size 8",
        "padding 80",
    ];
    assert_eq!(listed(&dissection)[10..], expected);
    assert_eq!(dissection.error, None);
    assert_eq!(dissection.summary, "RTS my 284160 your 74499 link 2; STR my 284161 your 74498 size 8");
}

#[test]
fn an_err_is_named_with_what_it_quotes() {
    let dissection = dissect_hex(Layer::HostHost, "00030000 0008000c 00 0b04 0300000081000003ec00");
    let told = "code 4 (non-existent socket or link): CLS my 129 your 1004";
    assert_eq!(listed(&dissection)[15..], ["command 1 code 4", "command 1 data 0300000081000003ec00"]);
    assert_eq!(meaning(&dissection, "command 1 data"), told);
}

/// NIC 8246 p. 19: text of C bytes of S bits, M3 of zeros, then padding.
#[test]
fn text_m3_and_padding_are_told_apart() {
    let dissection = dissect_hex(Layer::HostHost, "00450200 00240001 00 123456789 000 8000");
    let places: Vec<_> =
        dissection.fields[14..].iter().map(|field| (field.name.as_str(), field.bits)).collect();
    assert_eq!(places, [("text", (73, 108)), ("M3", (109, 120)), ("padding", (121, 136))]);
    let unpadded = dissect_hex(Layer::HostHost, "00450200 00080001 00 41 0000");
    assert_eq!(unpadded.field("M3").map(|field| field.bits), Some((81, 96)));
    assert_eq!(meaning(&unpadded, "text"), "1 times 8 bits: A");
    // As seen in captures: a daemon's word filler holds whatever was in memory.
    let careless = dissect_hex(Layer::HostHost, "00450200 00080001 00 41 6f74");
    assert_eq!(careless.field("M3 and padding").map(|field| field.bits), Some((81, 96)));
    assert_eq!((unpadded.error, careless.error), (None, None));
}

#[test]
fn a_message_is_shown_as_far_as_it_goes_and_then_where_it_goes_wrong() {
    for (hex, error, last_field) in [
        ("0045", "link (bits 17-24): cut off after bit 16", "IMP"),
        ("004502", "message-id (bits 25-28): cut off after bit 24", "link"),
        ("0045020", "subtype (bits 29-32): cut off after bit 28", "message-id"),
        ("00450200 00", "S, byte size (bits 41-48): cut off after bit 40", "M1"),
        ("00450200 0008 000", "C, byte count (bits 49-64): cut off after bit 60", "unfinished C, byte count"),
        ("04000000 0008", "message type (bits 5-8): 4 where a message between hosts has 0", "undecoded"),
        ("00450200 00080003 00 4142", "text (bits 73-96): the message ends after 88 bits", "text"),
        ("00450000 00070001 00 00", "byte size (bits 41-48): 7 where the protocol wants 8", "M3"),
        ("00450000 00080004 00 00630102", "command 2 opcode (bits 81-88): 99 is illegal", "command 2 rest"),
        ("00450000 00080001 00 ff", "command 1 opcode (bits 73-80): 255 is experimental", "command 1 opcode"),
        (
            "00450000 00080005 00 0200000003 00",
            "command 1 your receive socket (bits 113-144): cut off after bit 112",
            "M3",
        ),
        (
            "00450000 0008000a 00 0100000002 0000000348",
            "command 1 RTS link (bits 145-152): 72 where the protocol wants 2 to 71",
            "command 1 link",
        ),
        (
            "00450000 00080009 00 03 00000002 00000004",
            "command 1 CLS send socket (bits 113-144): 4 where the protocol wants an odd number",
            "command 1 your socket",
        ),
    ] {
        let dissection = dissect_hex(Layer::HostHost, hex);
        assert_eq!(dissection.error.as_deref(), Some(error), "{hex}");
        assert_eq!(dissection.fields.last().map(|field| field.name.as_str()), Some(last_field), "{hex}");
    }
}

#[test]
fn a_control_message_of_121_octets_is_an_error_and_yet_read() {
    let mut bits = Bits::from_hex("00450000 00080079 00").expect("hexadecimal");
    bits.extend(&Bits::zeros(121 * 8));
    let dissection = dissect(Layer::HostHost, &bits);
    let told = "byte count (bits 49-64): 121 where the protocol wants at most 120 on the control link";
    assert_eq!(dissection.error.as_deref(), Some(told));
    assert!(dissection.field("command 121 opcode").is_some());
}

/// A message from host 0 at IMP 2 to host 0 at IMP 4, as seen in a capture of the real program.
#[test]
fn a_data_packet_is_named_to_the_last_bit() {
    let dissection = dissect_hex(Layer::ImpImp, "00ff 00f4 0004 8002 0100 7d0c");
    let expected = [
        "odd/even 0",
        "quadrant 0",
        "channel 0",
        "acknowledgments 255",
        "message number 0",
        "one or eight 1",
        "request 1",
        "priority order 3",
        "incomplete 0",
        "transmission 1",
        "give back 0",
        "family 0",
        "priority 0",
        "for IMP 0",
        "trace 0",
        "for octal 0",
        "spare of header word 1 0",
        "packet number 0",
        "destination host 0",
        "destination IMP 4",
        "last 1",
        "from IMP 0",
        "spare of header word 2 0",
        "from octal 0",
        "more spare of header word 2 0",
        "end 0",
        "last spare of header word 2 0",
        "source host 0",
        "source IMP 2",
        "link 1",
        "message-id 0",
        "spare of header word 3 0",
        "sub-code 0",
        "checksum 32012",
    ];
    assert_eq!(listed(&dissection), expected);
    assert_eq!(dissection.error, None);
    assert_eq!(dissection.summary, "MSG1 number 0 from 2.0 to 4.0 packet 0 link 1, 0 data words");
}

/// Every whole packet of an annotated list of captures of the real program.
#[test]
fn captured_packets_are_told_by_their_kind() {
    for (hex, told) in [
        ("00ff 0203 00e2 0000 fc20", "null from IMP 2, SYNC 226"),
        ("00ff 0213 05f6 0000 f6fc", "null with I-heard-you from IMP 2, SYNC 1526"),
        ("80fe 0174 0004 0002 7d8c", "REQ8 number 1 from 2.0 to 4.0"),
        ("80ff 0102 0002 0204 7bfd", "ALL8 number 1 from 4.0 to 2.0"),
        ("02ff 0234 0204 8002 0200 76cc", "MSG8 number 2 from 2.0 to 4.0 packet 2 link 2, 0 data words"),
        ("00f8 0242 0002 0204 fac4", "RFNM+ALL8 number 2 from 4.0 to 2.0"),
        ("80fe 03b6 0004 0002 7b4a", "GVB number 3 from 2.0 to 4.0"),
        ("80f9 03c8 0002 0204 793d", "INC!1 number 3 from 4.0 to 2.0"),
        ("00f8 2800 0102 0283 00e1 d2a7", "DEAD8 number 40 from 3.2 to 2.0"),
        ("00f2 55c0 0102 0283 00a1 a52d", "DEAD1 number 85 from 3.2 to 2.0"),
        ("81fe 0282 0003 0002 7b7f", "ALL1 number 2 from 2.0 to 3.0"),
        ("00fc 078c 0003 0002 f777", "INC?1 number 7 from 2.0 to 3.0"),
        ("4001 8001 0000 0000 4001", "core request"),
    ] {
        let dissection = dissect_hex(Layer::ImpImp, hex);
        assert_eq!((dissection.summary.as_str(), dissection.error), (told, None));
    }
}

/// A routing message of IMP 3 as annotated from a capture: IMP 2 and 4 are one hop away with delay 4.
#[test]
fn a_routing_message_names_hops_and_delay_of_64_imps() {
    let mut words = vec![0x0000, 0x0301, 0x7b00];
    words.extend([0xffff, 0xffff, 0x0804, 0x0000, 0x0804]);
    words.resize(3 + 64, 0xffff);
    words.push(crate::modem::checksum(&words));
    let dissection = dissect(Layer::ImpImp, &Bits::from_words(&words));
    assert_eq!(dissection.error, None);
    assert_eq!(dissection.summary, "routing message from IMP 3, serial 123, 3 IMPs reachable");
    assert_eq!(dissection.fields.len(), 1 + 9 + 2 + 2 * 64 + 1);
    assert_eq!(meaning(&dissection, "hops to IMP 2"), "1 line to cross");
    assert_eq!(meaning(&dissection, "delay to IMP 63"), "unreachable");
    assert_eq!(dissection.field("delay to IMP 4").map(|field| &field.value), Some(&Value::Number(4)));
}

#[test]
fn the_packets_of_a_reload_are_named() {
    let with_checksum = |mut words: Vec<u16>| {
        words.push(crate::modem::checksum(&words));
        dissect(Layer::ImpImp, &Bits::from_words(&words))
    };
    let demand = with_checksum(vec![0x8000, 0x0205, 0, 0o175461]);
    assert_eq!(
        (demand.summary.as_str(), demand.error.as_deref()),
        ("reload demand from IMP 2, nicely", None)
    );
    assert_eq!(meaning(&demand, "password"), "the password of a reload demand");
    let dump = with_checksum([vec![0, 0x0209, 0], vec![0x1234; 64]].concat());
    assert_eq!((dump.summary.as_str(), dump.error.as_deref()), ("core dump from IMP 2", None));
    let image = dissect(Layer::ImpImp, &Bits::zeros(13_776 * 16));
    assert_eq!((image.summary.as_str(), image.fields.len()), ("core image", 1));
}

#[test]
fn a_packet_is_shown_as_far_as_it_goes_and_then_where_it_goes_wrong() {
    for (hex, error, last_field) in [
        ("", "packet (bits 1-80): the shortest packet has 5 words, this one has 0", None),
        (
            "00ff",
            "packet (bits 17-80): the shortest packet has 5 words, this one has 1",
            Some("acknowledgments"),
        ),
        (
            "00ff 0203 00e2",
            "packet (bits 49-80): the shortest packet has 5 words, this one has 3",
            Some("SYNC"),
        ),
        (
            "00ff 0203 00e2 0000 fc21",
            "checksum (bits 65-80): fc21 where the other words give fc20",
            Some("checksum"),
        ),
        (
            "00ff 0203 00e2 0000 fc20 8",
            "packet (bits 1-84): a packet is a whole number of 16-bit words",
            Some("undecoded"),
        ),
        (
            "00ff 0203 00e2 0000 0000 fc21",
            "surplus words (bits 65-80): a packet of this kind is shorter",
            Some("checksum"),
        ),
        (
            "00ff 00f4 0004 8002 7e0b",
            "link (bits 65-80): MSG1 carries a link, this packet ends before it",
            Some("checksum"),
        ),
        (
            "80fe 0174 0004 0002 0000 7d8d",
            "surplus words (bits 65-80): REQ8 has 5 words, this packet 6",
            Some("checksum"),
        ),
        ("0000 0301 7b00 ffff 81ff", "hops to IMP 1 (bits 65-69): cut off after bit 64", Some("checksum")),
    ] {
        let dissection = dissect_hex(Layer::ImpImp, hex);
        assert_eq!(dissection.error.as_deref(), Some(error), "{hex}");
        assert_eq!(dissection.fields.last().map(|field| field.name.as_str()), last_field, "{hex}");
    }
    let mut words = vec![0x00ff, 0x0034, 0x0004, 0x8002, 0x0100];
    words.resize(69, 0);
    words.push(crate::modem::checksum(&words));
    let long = dissect(Layer::ImpImp, &Bits::from_words(&words));
    let told = "data words (bits 1105-1120): a packet has at most 69 words, this one has 70";
    assert_eq!(long.error.as_deref(), Some(told));
}

/// As seen in captures: a change of the ready line comes in a datagram without words.
#[test]
fn no_bits_on_a_cable_are_nothing_wrong() {
    for layer in [Layer::HostImp, Layer::ImpHost, Layer::HostHost] {
        let dissection = dissect(layer, &Bits::new());
        assert_eq!((dissection.fields.len(), dissection.error), (0, None));
        assert!(dissect(layer, &Bits::zeros(1)).error.is_some());
    }
}

#[test]
fn layers_are_named_as_on_the_command_line() {
    for layer in Layer::ALL {
        assert_eq!(layer.to_string().parse(), Ok(layer));
    }
    let names: Vec<&str> = Layer::ALL.iter().map(|layer| layer.name()).collect();
    assert_eq!(names, ["host-imp", "imp-host", "host-host", "imp-imp"]);
    let error = "modem".parse::<Layer>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "\"modem\" is no layer; the layers are host-imp, imp-host, host-host and imp-imp"
    );
}
