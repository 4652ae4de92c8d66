//! From what the connection carries to transfer bytes: the receiver's half of stream, text and block mode.

use arpanet_wire::Bits;
use arpanet_wire::ftp::block::{Descriptor, Header, UnknownDescriptor, header_bytes, parse_marker};
use arpanet_wire::ftp::{Mode, Structure, text_mode};

use crate::ftp::parameters::Parameters;

const CR_LF: [u8; 2] = *b"\r\n";

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
    /// A record's end is written as CR LF.
    ends_lines: bool,
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
            ends_lines: parameters.structure == Structure::Record && parameters.is_ascii(),
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
        if self.mode != Mode::Stream {
            return Err(Damage::EndsEarly);
        }
        let ends_with_line = self.bytes.octets().ends_with(&CR_LF);
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
            let Some(header) = Header::parse(&rest, self.byte_size) else { break };
            let header = header?;
            let end = at + header_bits + usize::from(header.count) * size;
            if end > pending.length_bits() {
                break;
            }
            self.on_block(header.descriptor, &pending.slice(at + header_bits, end));
            at = end;
        }
        self.pending = pending.slice(at, pending.length_bits());
        Ok(())
    }

    fn on_block(&mut self, descriptor: Descriptor, data: &Bits) {
        if descriptor == Descriptor::Marker {
            let at = self.bytes.length_bits() / usize::from(self.byte_size);
            self.markers.push(Marker { text: parse_marker(data, self.byte_size), at });
            return;
        }
        self.in_record |= !data.is_empty();
        self.bytes.extend(data);
        match descriptor {
            Descriptor::EndOfRecord => self.end_record(),
            Descriptor::EndOfFile => self.end_file(),
            Descriptor::Suspect => self.is_suspect = true,
            Descriptor::Data | Descriptor::Marker => {}
        }
    }

    fn end_record(&mut self) {
        if self.ends_lines {
            self.bytes.extend(&Bits::from_octets(&CR_LF));
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
