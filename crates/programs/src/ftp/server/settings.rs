//! The transfer parameter commands: BYTE, TYPE, STRU, MODE (RFC 354 p. 14-15), and FORM (RFC 454 p. 20).

use arpanet_wire::ftp::{Direction, Format, Mode, Representation, Structure, TypeCode, TypeDetail};

use super::end::{Link, Manner};
use super::io::Output;
use super::session::{Session, reply};
use crate::ftp::parameters::Parameters;
use crate::system::Characters;

impl Session {
    pub(super) fn on_byte(&mut self, byte_size: u8, out: &mut Vec<Output>) {
        self.change(Parameters { byte_size, ..self.parameters }, out);
        reply(out, 200, format!("Byte size is {byte_size}"));
    }

    /// RFC 354 p. 9: a host need not accept every type, but must say so. EBCDIC concerns systems that use it (RFC 385
    /// p. 1); print files want a printer.
    pub(super) fn on_type(&mut self, code: TypeCode, out: &mut Vec<Output>) {
        let profile = self.setting.profile;
        let TypeCode { representation, detail } = code;
        if !profile.types.contains(&representation) || detail.is_some() && !profile.type_takes_detail {
            return reply(out, 501, format!("There is no type {code}"));
        }
        let logical_size = match (representation, detail) {
            (Representation::LocalByte, None) if profile.type_takes_detail => {
                return reply(out, 502, "The logical byte size is missing");
            }
            (Representation::LocalByte, Some(TypeDetail::ByteSize(size))) => Some(size),
            (Representation::Ascii | Representation::Image | Representation::LocalByte, None)
            | (Representation::Ascii, Some(TypeDetail::NonPrint)) => None,
            (Representation::Ebcdic, None | Some(TypeDetail::NonPrint))
                if self.setting.system.characters == Characters::Ebcdic =>
            {
                None
            }
            _ => return reply(out, profile.not_implemented, format!("Type {code} is not implemented here")),
        };
        self.change(Parameters { representation, logical_size, ..self.parameters }, out);
        reply(out, 200, format!("Type is {code}"));
    }

    /// Print files want a printer.
    pub(super) fn on_form(&mut self, format: Format, out: &mut Vec<Output>) {
        match format {
            Format::Unformatted => reply(out, 200, "Form is U"),
            Format::Printfile => reply(out, self.setting.profile.not_implemented, "There is no printer here"),
        }
    }

    pub(super) fn on_stru(&mut self, structure: Structure, out: &mut Vec<Output>) {
        self.parameters.structure = structure;
        reply(out, 200, format!("Structure is {structure}"));
    }

    /// Hasp mode was never defined (RFC 454 p. 15 leaves it out of its table).
    pub(super) fn on_mode(&mut self, mode: Mode, out: &mut Vec<Output>) {
        let profile = self.setting.profile;
        if !profile.modes.contains(&mode) {
            return reply(out, 501, format!("There is no mode {mode}"));
        }
        if mode == Mode::Hasp {
            return reply(out, profile.not_implemented, "Mode H is not implemented here");
        }
        self.parameters.mode = mode;
        reply(out, 200, format!("Mode is {mode}"));
    }

    /// A data connection that is open must be closed when its byte size changes (RFC 354 p. 7).
    fn change(&mut self, parameters: Parameters, out: &mut Vec<Output>) {
        let is_other_size = parameters.transfer_size() != self.parameters.transfer_size();
        self.parameters = parameters;
        for direction in [Direction::Send, Direction::Receive] {
            if is_other_size && self.end(direction).manner == Manner::Passive {
                self.listen_passively(direction, out);
            } else if is_other_size {
                self.close_idle(direction, out);
            }
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
