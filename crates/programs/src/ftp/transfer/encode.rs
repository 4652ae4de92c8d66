//! From transfer bytes to what the connection carries: the sender's half of stream, text and block mode.

use arpanet_wire::Bits;
use arpanet_wire::ftp::block::{Descriptor, Header, MAX_COUNT, emit_marker};
use arpanet_wire::ftp::{Mode, Structure, text_mode};

use super::august1973;
use crate::ftp::parameters::{Coding, Parameters};

/// Data bytes in a block that ends neither a record nor the file. A liberty: RFC 354 names no length.
pub(super) const BLOCK_BYTES: usize = 1024;

/// The end of a line in text mode, which is ASCII's alone.
const CR_LF: &[u8] = b"\r\n";

/// What the connection carries for `bytes`, from transfer byte `from` on (after REST; else 0), up to and including the
/// end of the file. In stream mode closing the connection is that end.
///
/// In block mode a restart marker goes ahead of every `marker_interval` bytes; 0 means none. A marker is the decimal
/// number of the transfer byte that follows it.
pub fn encode(bytes: &Bits, parameters: &Parameters, from: usize, marker_interval: usize) -> Bits {
    let size = usize::from(parameters.transfer_size());
    let by_records = parameters.structure == Structure::Record;
    let is_raw = parameters.mode == Mode::Stream && !by_records;
    if parameters.coding == Coding::August1973 && !is_raw {
        return august1973::encode(bytes, parameters, from, marker_interval);
    }
    match parameters.mode {
        Mode::Text => encode_text(&bytes.octets()[from.min(bytes.octets().len())..], by_records),
        Mode::Block => {
            let blocks = Blocks {
                bytes,
                byte_size: parameters.transfer_size(),
                marker_interval,
                next_marker: from + marker_interval,
                out: Bits::new(),
            };
            blocks.encode(from, by_records, parameters.line_end())
        }
        Mode::Stream | Mode::Hasp | Mode::Compressed => {
            let mut out = bytes.slice(from * size, bytes.length_bits());
            if by_records && let Some(line_end) = parameters.line_end() {
                end_last_line(&mut out, line_end);
            }
            out
        }
    }
}

/// The last record's end is explicit, as RFC 414 p. 4 asks.
fn end_last_line(text: &mut Bits, line_end: &[u8]) {
    if !text.is_empty() && !text.octets().ends_with(line_end) {
        text.extend(&Bits::from_octets(line_end));
    }
}

fn encode_text(octets: &[u8], by_records: bool) -> Bits {
    let mut out = Vec::with_capacity(octets.len() + 2);
    if by_records {
        for line in lines(octets, CR_LF) {
            out.extend_from_slice(line);
            out.push(text_mode::END_OF_RECORD);
        }
    } else {
        out.extend_from_slice(octets);
    }
    out.push(text_mode::END_OF_FILE);
    Bits::from_octets(&out)
}

/// The lines of a text without their ends; what follows the last end is a line too unless it is nothing.
pub(super) fn lines<'a>(octets: &'a [u8], line_end: &[u8]) -> Vec<&'a [u8]> {
    let mut lines = Vec::new();
    let mut rest = octets;
    while !rest.is_empty() {
        match rest.windows(line_end.len()).position(|part| part == line_end) {
            Some(at) => {
                lines.push(&rest[..at]);
                rest = &rest[at + line_end.len()..];
            }
            None => {
                lines.push(rest);
                rest = &[];
            }
        }
    }
    lines
}

/// A file being cut into blocks.
struct Blocks<'a> {
    bytes: &'a Bits,
    byte_size: u8,
    marker_interval: usize,
    /// The transfer byte ahead of which the next marker goes.
    next_marker: usize,
    out: Bits,
}

impl Blocks<'_> {
    fn encode(mut self, from: usize, by_records: bool, line_end: Option<&[u8]>) -> Bits {
        let end = self.bytes.length_bits() / usize::from(self.byte_size);
        let from = from.min(end);
        if !by_records {
            self.data(from, end);
        } else if let Some(line_end) = line_end {
            self.lines(from, line_end);
        } else if from < end {
            self.data(from, end);
            self.header(Descriptor::EndOfRecord, 0);
        }
        self.header(Descriptor::EndOfFile, 0);
        self.out
    }

    /// Bytes `from` to `to`, as ordinary blocks with markers between them.
    fn data(&mut self, from: usize, to: usize) {
        let mut at = from;
        while at < to {
            self.marker(at);
            let end = (at + BLOCK_BYTES).min(to);
            self.block(Descriptor::Data, at, end);
            at = end;
        }
    }

    /// Each line as a block that ends a record; a line longer than a block can be begins with ordinary ones.
    fn lines(&mut self, from: usize, line_end: &[u8]) {
        let bytes = self.bytes;
        let mut at = from;
        for line in lines(&bytes.octets()[from..], line_end) {
            self.marker(at);
            let mut rest = line.len();
            while rest > usize::from(MAX_COUNT) {
                self.block(Descriptor::Data, at, at + usize::from(MAX_COUNT));
                at += usize::from(MAX_COUNT);
                rest -= usize::from(MAX_COUNT);
            }
            self.block(Descriptor::EndOfRecord, at, at + rest);
            at += rest + line_end.len();
        }
    }

    fn marker(&mut self, at: usize) {
        if self.marker_interval > 0 && at >= self.next_marker {
            emit_marker(&at.to_string(), self.byte_size, &mut self.out);
            self.next_marker = at + self.marker_interval;
        }
    }

    fn block(&mut self, descriptor: Descriptor, from: usize, to: usize) {
        let size = usize::from(self.byte_size);
        self.header(descriptor, (to - from) as u16);
        self.out.extend(&self.bytes.slice(from * size, to * size));
    }

    fn header(&mut self, descriptor: Descriptor, count: u16) {
        Header { descriptor, count }.emit(self.byte_size, &mut self.out);
    }
}
