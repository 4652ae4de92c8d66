//! The data formats of August 1973: records in a stream, flagged blocks, and compressed mode (RFC 542 p. 15-19, RFC 468).
//!
//! A file is cut into pieces, which end a record or not, and the last of which ends the file. With transfer bytes of B bits:
//!
//! ```text
//!  stream with records   byte | 1..1 1..1 for a byte of ones | 1..1 code: 1 end of record, 2 of file, 3 of both
//!  block                 header with flags, bytes
//!  compressed            0 n(B-1), n bytes | 10 n(B-2), a byte that comes n times | 11 n(B-2): n fillers
//!                        0..0 flags: they concern the string that follows
//! ```

use arpanet_wire::Bits;
use arpanet_wire::ftp::block::{Flags, emit_header, marker_data};
use arpanet_wire::ftp::{Mode, Structure};

use super::encode::{BLOCK_BYTES, lines};
use crate::ftp::parameters::Parameters;

/// The longest string of compressed mode, in bytes, where the count has room for more. A liberty, as in block mode.
const LONGEST_STRING: usize = BLOCK_BYTES - 1;
/// Equal bytes that are worth two bytes of their own.
const SHORTEST_REPLICATION: usize = 3;
/// SP, the filler of texts.
const SPACE: u64 = 0o40;

/// The codes after an escape in a stream with records.
pub(super) const END_OF_RECORD: u64 = 1;
pub(super) const END_OF_FILE: u64 = 2;

/// Transfer bytes `from` to `to` of a file.
#[derive(Clone, Copy)]
struct Piece {
    from: usize,
    to: usize,
    ends_record: bool,
}

/// What the connection carries for `bytes`, from transfer byte `from` on.
pub(super) fn encode(bytes: &Bits, parameters: &Parameters, from: usize, marker_interval: usize) -> Bits {
    let mut writer = Writer {
        bytes,
        size: usize::from(parameters.transfer_size()),
        filler: filler(parameters),
        marker_interval,
        next_marker: from + marker_interval,
        out: Bits::new(),
    };
    let pieces = pieces(bytes, parameters, from);
    for (index, piece) in pieces.iter().enumerate() {
        let is_last = index + 1 == pieces.len();
        match parameters.mode {
            Mode::Block => writer.blocks(*piece, is_last),
            Mode::Compressed => writer.strings(*piece, is_last),
            _ => writer.escaped(*piece, is_last),
        }
    }
    writer.out
}

/// At least one piece, which may be empty.
fn pieces(bytes: &Bits, parameters: &Parameters, from: usize) -> Vec<Piece> {
    let end = bytes.length_bits() / usize::from(parameters.transfer_size());
    let from = from.min(end);
    let by_records = parameters.structure == Structure::Record;
    let mut pieces = Vec::new();
    if by_records && let Some(line_end) = parameters.line_end() {
        let mut at = from;
        for line in lines(&bytes.octets()[from..], line_end) {
            pieces.push(Piece { from: at, to: at + line.len(), ends_record: true });
            at += line.len() + line_end.len();
        }
    } else if from < end {
        pieces.push(Piece { from, to: end, ends_record: by_records });
    }
    if pieces.is_empty() {
        pieces.push(Piece { from, to: from, ends_record: false });
    }
    pieces
}

/// What the receiver puts for a filler: SP in texts, else a byte of zeros. RFC 542 p. 19.
pub(super) fn filler(parameters: &Parameters) -> Bits {
    let value = if parameters.representation.takes_byte_size() { 0 } else { SPACE };
    number(value, usize::from(parameters.transfer_size()))
}

/// A number in a byte of any size.
pub(super) fn number(value: u64, size: usize) -> Bits {
    let mut bits = Bits::new();
    (64..size).for_each(|_| bits.push(0, 1));
    bits.push(value, size.min(64) as u32);
    bits
}

/// The count in bits `from` to `to` of a string's first byte; `None` when it is higher than a block's can be.
pub(super) fn count(bits: &Bits, from: usize, to: usize) -> Option<usize> {
    let low = (to - from).min(16);
    let is_high = (from..to - low).any(|at| bits.get(at, 1) == Some(1));
    let count = bits.get(to - low, low as u32)? as usize;
    (!is_high).then_some(count)
}

/// Bytes that stand for as many.
pub(super) fn repeated(bits: &Bits, count: usize) -> Bits {
    let mut all = Bits::new();
    (0..count).for_each(|_| all.extend(bits));
    all
}

/// A byte of ones.
pub(super) fn ones(size: usize) -> Bits {
    let mut bits = Bits::new();
    (0..size).for_each(|_| bits.push(1, 1));
    bits
}

struct Writer<'a> {
    bytes: &'a Bits,
    /// Bits in a transfer byte.
    size: usize,
    filler: Bits,
    marker_interval: usize,
    /// The transfer byte ahead of which the next marker goes.
    next_marker: usize,
    out: Bits,
}

impl Writer<'_> {
    fn byte(&self, at: usize) -> Bits {
        self.bytes.slice(at * self.size, (at + 1) * self.size)
    }

    fn range(&self, from: usize, to: usize) -> Bits {
        self.bytes.slice(from * self.size, to * self.size)
    }

    fn escaped(&mut self, piece: Piece, ends_file: bool) {
        let escape = ones(self.size);
        for at in piece.from..piece.to {
            let byte = self.byte(at);
            if byte == escape {
                self.out.extend(&escape);
            }
            self.out.extend(&byte);
        }
        let record = if piece.ends_record { END_OF_RECORD } else { 0 };
        let code = record | if ends_file { END_OF_FILE } else { 0 };
        if code != 0 {
            self.out.extend(&escape);
            self.out.extend(&number(code, self.size));
        }
    }

    fn blocks(&mut self, piece: Piece, ends_file: bool) {
        let mut at = piece.from;
        loop {
            self.marker(at, true);
            let end = (at + BLOCK_BYTES).min(piece.to);
            let is_last = end == piece.to;
            let flags = Flags {
                ends_record: is_last && piece.ends_record,
                ends_file: is_last && ends_file,
                ..Flags::default()
            };
            emit_header(flags.code(), (end - at) as u16, self.size as u8, &mut self.out);
            self.out.extend(&self.range(at, end));
            at = end;
            if is_last {
                return;
            }
        }
    }

    fn strings(&mut self, piece: Piece, ends_file: bool) {
        let mut at = piece.from;
        loop {
            self.marker(at, false);
            let end = self.string_end(at, piece.to);
            if end == piece.to {
                let flags = Flags { ends_record: piece.ends_record, ends_file, ..Flags::default() };
                self.flags(flags);
                return self.string(at, end);
            }
            self.string(at, end);
            at = end;
        }
    }

    /// A string of equal bytes, or of bytes up to where equal ones begin.
    fn string_end(&self, at: usize, to: usize) -> usize {
        let run = self.run_length(at, to);
        if run >= SHORTEST_REPLICATION {
            return at + run;
        }
        let longest = LONGEST_STRING.min((1 << (self.size - 1).min(20)) - 1);
        let limit = to.min(at + longest);
        (at + 1..limit).find(|next| self.run_length(*next, to) >= SHORTEST_REPLICATION).unwrap_or(limit)
    }

    /// How many bytes from `at` on are equal, as far as one string can tell.
    fn run_length(&self, at: usize, to: usize) -> usize {
        let longest = LONGEST_STRING.min((1 << (self.size - 2).min(20)) - 1);
        let limit = to.min(at + longest);
        if at >= limit {
            return 0;
        }
        let first = self.byte(at);
        (at..limit).take_while(|next| self.byte(*next) == first).count()
    }

    fn string(&mut self, from: usize, to: usize) {
        let count = (to - from) as u64;
        if count == 0 {
            return self.head(0b11, 2, 0);
        }
        if self.run_length(from, to) as u64 != count || count == 1 {
            self.head(0, 1, count);
            return self.out.extend(&self.range(from, to));
        }
        let byte = self.byte(from);
        if byte == self.filler {
            return self.head(0b11, 2, count);
        }
        self.head(0b10, 2, count);
        self.out.extend(&byte);
    }

    /// The byte that begins a string: what it is, in so many bits, and a number in the rest.
    fn head(&mut self, kind: u64, kind_bits: usize, count: u64) {
        self.out.push(kind, kind_bits as u32);
        self.out.extend(&number(count, self.size - kind_bits));
    }

    fn flags(&mut self, flags: Flags) {
        if flags != Flags::default() {
            self.out.extend(&number(0, self.size));
            self.out.extend(&number(u64::from(flags.code()), self.size));
        }
    }

    fn marker(&mut self, at: usize, in_block: bool) {
        if self.marker_interval == 0 || at < self.next_marker {
            return;
        }
        self.next_marker = at + self.marker_interval;
        let data = marker_data(&at.to_string(), self.size as u8);
        let count = data.length_bits() / self.size;
        let flags = Flags { is_marker: true, ..Flags::default() };
        if in_block {
            emit_header(flags.code(), count as u16, self.size as u8, &mut self.out);
        } else {
            self.flags(flags);
            self.head(0, 1, count as u64);
        }
        self.out.extend(&data);
    }
}
