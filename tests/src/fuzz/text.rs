//! The formats of FTP and TELNET.

use arpanet_programs::ftp::parameters::{Coding, Parameters};
use arpanet_programs::ftp::transfer::Decoder;
use arpanet_wire::Bits;
use arpanet_wire::ftp::{Command, CommandLine, Mode, ReplyLine, block};
use arpanet_wire::telnet::{LineEnds, Reader};

/// A line from a control connection, a command or a reply: nothing that a peer can send is more than an error.
pub fn ftp_command(octets: &[u8]) {
    let line = String::from_utf8_lossy(octets);
    let command = CommandLine::parse(&line);
    if let Some(verb) = command.verb() {
        let _ = Command::parse(verb, &command.argument);
    }
    let _ = ReplyLine::parse(&line);
}

/// A TELNET stream says the same however the messages cut it. The first octet says how they do.
pub fn telnet_stream(octets: &[u8]) {
    let [cut, stream @ ..] = octets else { return };
    let mut whole = Vec::new();
    Reader::default().read(stream, &mut whole);
    let (mut reader, mut parts) = (Reader::default(), Vec::new());
    for part in stream.chunks(usize::from(*cut).max(1)) {
        reader.read(part, &mut parts);
    }
    assert_eq!(whole, parts, "cut every {cut} octets");
    let (mut ends, mut text) = (LineEnds::default(), Vec::new());
    stream.iter().for_each(|octet| ends.read(octet & 127, &mut text));
    text.extend(ends.end());
}

/// What comes on a data connection is read the same however the messages cut it; a block's header comes out of its own
/// bits unchanged. The first octets say the mode, the coding, and where the cuts are.
pub fn block_mode(octets: &[u8]) {
    let [mode, coding, cut, data @ ..] = octets else { return };
    let mode = [Mode::Block, Mode::Text, Mode::Compressed, Mode::Stream][usize::from(mode % 4)];
    let coding = if coding % 2 == 0 { Coding::July1972 } else { Coding::August1973 };
    let parameters = Parameters { mode, coding, ..Parameters::default() };
    let mut whole = Decoder::new(&parameters, Bits::new());
    let at_once = whole.on_data(&Bits::from_octets(data));
    let mut parts = Decoder::new(&parameters, Bits::new());
    let in_parts: Result<Vec<()>, _> =
        data.chunks(usize::from(*cut).max(1)).map(|part| parts.on_data(&Bits::from_octets(part))).collect();
    assert_eq!(at_once.is_ok(), in_parts.is_ok(), "{at_once:?}, {in_parts:?}");
    if at_once.is_ok() {
        assert_eq!((whole.bytes(), whole.is_ended()), (parts.bytes(), parts.is_ended()));
    }
    header(*cut, &Bits::from_octets(data));
}

fn header(byte_size: u8, bits: &Bits) {
    let Some(Ok(header)) = block::Header::parse(bits, byte_size.max(1)) else { return };
    let mut again = Bits::new();
    header.emit(byte_size.max(1), &mut again);
    assert_eq!(block::Header::parse(&again, byte_size.max(1)), Some(Ok(header)));
}
