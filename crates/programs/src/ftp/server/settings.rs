//! The transfer parameter commands: BYTE, TYPE, STRU, MODE (RFC 354 p. 14-15).

use arpanet_wire::ftp::{Direction, Mode, Representation, Structure};

use super::end::Link;
use super::io::Output;
use super::session::{Session, reply};
use crate::ftp::parameters::Parameters;

impl Session {
    pub(super) fn on_byte(&mut self, byte_size: u8, out: &mut Vec<Output>) {
        self.change(Parameters { byte_size, ..self.parameters }, out);
        reply(out, 200, format!("Byte size is {byte_size}"));
    }

    /// RFC 354 p. 9: a host need not accept every type, but must say so. EBCDIC concerns systems that use it; print
    /// files want a printer.
    pub(super) fn on_type(&mut self, representation: Representation, out: &mut Vec<Output>) {
        match representation {
            Representation::Ascii | Representation::Image | Representation::LocalByte => {
                self.change(Parameters { representation, ..self.parameters }, out);
                reply(out, 200, format!("Type is {representation}"));
            }
            Representation::PrintAscii | Representation::Ebcdic | Representation::PrintEbcdic => {
                reply(out, 506, format!("Type {representation} is not implemented here"));
            }
        }
    }

    pub(super) fn on_stru(&mut self, structure: Structure, out: &mut Vec<Output>) {
        self.parameters.structure = structure;
        reply(out, 200, format!("Structure is {structure}"));
    }

    /// Hasp mode was never defined (RFC 454 p. 15 leaves it out of its table).
    pub(super) fn on_mode(&mut self, mode: Mode, out: &mut Vec<Output>) {
        if mode == Mode::Hasp {
            return reply(out, 506, "Mode H is not implemented here");
        }
        self.parameters.mode = mode;
        reply(out, 200, format!("Mode is {mode}"));
    }

    /// A data connection that is open must be closed when its byte size changes (RFC 354 p. 7).
    fn change(&mut self, parameters: Parameters, out: &mut Vec<Output>) {
        let is_other_size = parameters.transfer_size() != self.parameters.transfer_size();
        self.parameters = parameters;
        if is_other_size {
            self.close_idle(Direction::Send, out);
            self.close_idle(Direction::Receive, out);
        }
    }

    /// Closes a data connection that an earlier transfer left open.
    pub(super) fn close_idle(&mut self, direction: Direction, out: &mut Vec<Output>) {
        let end = self.end_mut(direction);
        if matches!(end.link, Link::Open { .. }) {
            end.link = Link::Closed;
            out.push(Output::Close(direction));
        }
    }
}
