//! From what the connection carries to transfer bytes: the receiver's half of stream, text and block mode.

use arpanet_wire::Bits;
use arpanet_wire::ftp::block::{
    Descriptor, Flags, UnknownDescriptor, header_bytes, parse_header, parse_marker,
};
use arpanet_wire::ftp::{Mode, Structure, text_mode};

use super::august1973;
use crate::ftp::parameters::{Coding, Parameters};

/// Data that cannot be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// A block's header makes no sense.
    #[error(transparent)]
    Descriptor(#[from] UnknownDescriptor),
    /// The connection ended inside a block, or before the end of the file was told.
    #[error("the data end before the end of the file was told")]
    EndsEarly,
    /// The sender has broken it off.
    #[error("the sender has broken it off")]
    BrokenOff,
    /// An escape in a stream with records is followed by no code of RFC 542 p. 16.
    #[error("there is no control code {0}")]
    Code(u64),
    /// Liberty: no count is believed that a block could not have.
    #[error("a compressed string is longer than a block can be")]
    LongString,
}

/// A restart marker and where it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// The sender's text.
    pub text: String,
    /// Transfer bytes gathered ahead of it.
    pub at: usize,
}

/// Gathers a file's transfer bytes from the data connection.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoder {
    mode: Mode,
    byte_size: u8,
    coding: Coding,
    /// RFC 542's stream with records, whose end is told in it.
    is_escaped: bool,
    /// What the next string of compressed mode is.
    flags: Flags,
    /// What a filler of compressed mode stands for.
    filler: Bits,
    /// What a record's end is written as.
    line_end: Option<&'static [u8]>,
    /// Received, but not a whole block yet; or what followed the end of the file.
    pending: Bits,
    bytes: Bits,
    /// Something has been gathered since the last end of a record.
    in_record: bool,
    markers: Vec<Marker>,
    is_suspect: bool,
    is_broken_off: bool,
    is_ended: bool,
}

impl Decoder {
    /// A decoder for a transfer with these parameters. `so_far` is what an earlier, broken transfer has brought.
    pub fn new(parameters: &Parameters, so_far: Bits) -> Decoder {
        Decoder {
            mode: parameters.mode,
            byte_size: parameters.transfer_size(),
            coding: parameters.coding,
            is_escaped: parameters.coding == Coding::August1973
                && parameters.mode == Mode::Stream
                && parameters.structure == Structure::Record,
            flags: Flags::default(),
            filler: august1973::filler(parameters),
            line_end: parameters.line_end().filter(|_| parameters.structure == Structure::Record),
            pending: Bits::new(),
            bytes: so_far,
            in_record: false,
            markers: Vec::new(),
            is_suspect: false,
            is_broken_off: false,
            is_ended: false,
        }
    }

    /// True once the data themselves have told the end of the file; never in stream mode.
    pub fn is_ended(&self) -> bool {
        self.is_ended
    }

    /// True when the sender suspects errors in some block (descriptor 3).
    pub fn is_suspect(&self) -> bool {
        self.is_suspect
    }

    /// The transfer bytes gathered so far.
    pub fn bytes(&self) -> &Bits {
        &self.bytes
    }

    /// What came after the end of the file: it belongs to the next transfer.
    pub fn surplus(&self) -> &Bits {
        &self.pending
    }

    /// The markers that came since the last call.
    pub fn take_markers(&mut self) -> Vec<Marker> {
        std::mem::take(&mut self.markers)
    }

    /// Takes what has been received: whole bytes.
    pub fn on_data(&mut self, data: &Bits) -> Result<(), Damage> {
        match self.mode {
            Mode::Stream if self.is_escaped => {
                self.pending.extend(data);
                self.on_escaped()
            }
            Mode::Compressed => {
                self.pending.extend(data);
                self.on_strings()
            }
            Mode::Stream | Mode::Hasp => {
                self.bytes.extend(data);
                Ok(())
            }
            Mode::Text => {
                self.on_text(data);
                Ok(())
            }
            Mode::Block => {
                self.pending.extend(data);
                self.on_blocks()
            }
        }
    }

    /// The sender sent an interrupt on the data connection.
    ///
    /// Liberty: a stream that is broken off by CLS looks like one that has ended (RFC 385 p. 2 says so of the mode). Here a
    /// sender that breaks off sends INS first, and a receiver that heeds it does not store half a file. To one that does
    /// not, nothing is different from 1973.
    pub fn on_interrupt(&mut self) {
        self.is_broken_off = true;
    }

    /// The sender closed the connection: the end of the file in stream mode, and too early in the others.
    pub fn on_close(&mut self) -> Result<(), Damage> {
        if self.is_ended {
            return Ok(());
        }
        if self.is_broken_off {
            return Err(Damage::BrokenOff);
        }
        if self.mode != Mode::Stream || self.is_escaped {
            return Err(Damage::EndsEarly);
        }
        let ends_with_line = self.line_end.is_some_and(|end| self.bytes.octets().ends_with(end));
        self.in_record = !self.bytes.is_empty() && !ends_with_line;
        self.end_file();
        Ok(())
    }

    fn on_text(&mut self, data: &Bits) {
        let octets = data.octets();
        for (index, &octet) in octets.iter().enumerate() {
            if self.is_ended {
                self.pending.extend(&Bits::from_octets(&octets[index..]));
                return;
            }
            match octet {
                text_mode::END_OF_FILE => self.end_file(),
                text_mode::END_OF_RECORD => self.end_record(),
                // Other codes above 127 are TELNET's, and no text.
                128.. => {}
                _ => {
                    self.bytes.push(u64::from(octet), 8);
                    self.in_record = true;
                }
            }
        }
    }

    fn on_blocks(&mut self) -> Result<(), Damage> {
        let size = usize::from(self.byte_size);
        let header_bits = header_bytes(self.byte_size) * size;
        let pending = std::mem::take(&mut self.pending);
        let mut at = 0;
        while !self.is_ended {
            let rest = pending.slice(at, at + header_bits);
            let Some((code, count)) = parse_header(&rest, self.byte_size) else { break };
            let flags = self.flags_of(code)?;
            let end = at + header_bits + usize::from(count) * size;
            if end > pending.length_bits() {
                break;
            }
            self.on_block(flags, &pending.slice(at + header_bits, end));
            at = end;
        }
        self.pending = pending.slice(at, pending.length_bits());
        Ok(())
    }

    /// What a descriptor says, in the coding that was agreed on.
    fn flags_of(&self, code: u8) -> Result<Flags, UnknownDescriptor> {
        if self.coding == Coding::August1973 {
            return Flags::from_code(code);
        }
        let descriptor = Descriptor::from_code(code)?;
        Ok(Flags {
            ends_record: descriptor == Descriptor::EndOfRecord,
            ends_file: descriptor == Descriptor::EndOfFile,
            is_suspect: descriptor == Descriptor::Suspect,
            is_marker: descriptor == Descriptor::Marker,
        })
    }

    /// A block, or a string of compressed mode.
    fn on_block(&mut self, flags: Flags, data: &Bits) {
        if flags.is_marker {
            let at = self.bytes.length_bits() / usize::from(self.byte_size);
            self.markers.push(Marker { text: parse_marker(data, self.byte_size), at });
            return;
        }
        self.in_record |= !data.is_empty();
        self.bytes.extend(data);
        self.is_suspect |= flags.is_suspect;
        if flags.ends_record {
            self.end_record();
        }
        if flags.ends_file {
            self.end_file();
        }
    }

    /// RFC 542 p. 16.
    fn on_escaped(&mut self) -> Result<(), Damage> {
        let size = usize::from(self.byte_size);
        let escape = august1973::ones(size);
        let pending = std::mem::take(&mut self.pending);
        let mut at = 0;
        while !self.is_ended && at + size <= pending.length_bits() {
            let byte = pending.slice(at, at + size);
            if byte != escape {
                self.on_block(Flags::default(), &byte);
                at += size;
                continue;
            }
            if at + 2 * size > pending.length_bits() {
                break;
            }
            let code = pending.slice(at + size, at + 2 * size);
            at += 2 * size;
            self.on_control_code(&code, &escape)?;
        }
        self.pending = pending.slice(at, pending.length_bits());
        Ok(())
    }

    fn on_control_code(&mut self, code: &Bits, escape: &Bits) -> Result<(), Damage> {
        if code == escape {
            self.on_block(Flags::default(), escape);
            return Ok(());
        }
        let low_bits = code.length_bits().min(64);
        let value = code.get(code.length_bits() - low_bits, low_bits as u32).unwrap_or_default();
        let flags = Flags {
            ends_record: value & august1973::END_OF_RECORD != 0,
            ends_file: value & august1973::END_OF_FILE != 0,
            ..Flags::default()
        };
        if value == 0 || value > august1973::END_OF_RECORD | august1973::END_OF_FILE {
            return Err(Damage::Code(value));
        }
        self.on_block(flags, &Bits::new());
        Ok(())
    }

    /// RFC 542 p. 18-19, RFC 468 p. 3.
    fn on_strings(&mut self) -> Result<(), Damage> {
        let pending = std::mem::take(&mut self.pending);
        let mut at = 0;
        while !self.is_ended
            && let Some(length) = self.on_string(&pending, at)?
        {
            at += length;
        }
        self.pending = pending.slice(at, pending.length_bits());
        Ok(())
    }

    /// The string, or the flags, that begin at bit `at`: how long they are in bits, or `None` when they are not all there.
    fn on_string(&mut self, pending: &Bits, at: usize) -> Result<Option<usize>, Damage> {
        let size = usize::from(self.byte_size);
        let has = |bytes: usize| at + bytes * size <= pending.length_bits();
        if !has(1) {
            return Ok(None);
        }
        let kind = pending.get(at, 2).unwrap_or_default();
        let count = august1973::count(pending, at + if kind < 2 { 1 } else { 2 }, at + size)
            .ok_or(Damage::LongString)?;
        let (string, bytes) = match kind {
            0b11 => (august1973::repeated(&self.filler, count), 1),
            0b10 if has(2) => (august1973::repeated(&pending.slice(at + size, at + 2 * size), count), 2),
            0b10 => return Ok(None),
            _ if count == 0 => return self.on_flags(pending, at, has(2)),
            _ if has(1 + count) => (pending.slice(at + size, at + (1 + count) * size), 1 + count),
            _ => return Ok(None),
        };
        let flags = std::mem::take(&mut self.flags);
        self.on_block(flags, &string);
        Ok(Some(bytes * size))
    }

    fn on_flags(&mut self, pending: &Bits, at: usize, is_whole: bool) -> Result<Option<usize>, Damage> {
        if !is_whole {
            return Ok(None);
        }
        let size = usize::from(self.byte_size);
        let code = pending.get(at + 2 * size - 8, 8).unwrap_or_default() as u8;
        self.flags = Flags::from_code(code)?;
        Ok(Some(2 * size))
    }

    fn end_record(&mut self) {
        if let Some(line_end) = self.line_end {
            self.bytes.extend(&Bits::from_octets(line_end));
        }
        self.in_record = false;
    }

    /// The end of the file ends a record that has begun (RFC 354 p. 10), also when the sender said so itself
    /// (RFC 414 p. 4).
    fn end_file(&mut self) {
        if self.in_record {
            self.end_record();
        }
        self.is_ended = true;
    }
}
