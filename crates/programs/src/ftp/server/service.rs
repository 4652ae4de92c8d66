//! The transfer commands up to the data connection: RETR, STOR, APPE, LIST, NLST and ABOR (RFC 354 p. 16-17).
//!
//! The file is looked for first, and 450 or 451 told at once; only then is the data connection opened (RFC 614 p. 1-2).

use arpanet_kernel::Time;
use arpanet_wire::Bits;
use arpanet_wire::ftp::{Direction, Mode, Representation, Verb};

use super::files::refuse_file;
use super::io::{Ask, Output};
use super::session::{Asked, Follow, Session, reply, sentence};
use super::status::listing_line;
use super::transfer::{Cargo, Stage, Transfer};
use crate::error::FileError;
use crate::files::{FileInfo, StoredFile};
use crate::ftp::parameters::Parameters;
use crate::ftp::transfer::{Decoder, encode, transfer_bytes};

impl Session {
    pub(super) fn on_retr(&mut self, name: String, follow: Follow, out: &mut Vec<Output>) {
        if self.begin(Verb::Retr, Direction::Send, self.parameters, name.clone(), follow, out) {
            self.ask(Ask::Read(name), Asked::Read, out);
        }
    }

    /// After REST, STOR and APPE both go on with what was broken off (RFC 430 p. 2).
    pub(super) fn on_stor(&mut self, name: String, append: bool, follow: Follow, out: &mut Vec<Output>) {
        let verb = if append { Verb::Appe } else { Verb::Stor };
        if let Follow::Restart { marker } = &follow
            && self.broken_store.as_ref().is_none_or(|broken| broken.marker != *marker)
        {
            return reply(out, 503, format!("There is nothing to restart at {marker}"));
        }
        if self.setting.profile.store_needs_account && !self.access.has_account() {
            return reply(out, 433, "Cannot store files without an account: ACCT, and the command again");
        }
        let resumed = matches!(follow, Follow::Restart { .. });
        let append = self.broken_store.as_ref().filter(|_| resumed).map_or(append, |broken| broken.append);
        if self.begin(verb, Direction::Receive, self.parameters, name.clone(), follow, out) {
            self.ask(Ask::Open { name, append }, Asked::Open, out);
        }
    }

    /// A listing goes out in ASCII, whatever TYPE says (RFC 385 p. 3).
    pub(super) fn on_list(&mut self, verb: Verb, group: String, out: &mut Vec<Output>) {
        let parameters = Parameters { representation: Representation::Ascii, ..self.parameters };
        if self.begin(verb, Direction::Send, parameters, group.clone(), Follow::Nothing, out) {
            self.ask(Ask::List(group), Asked::Listing, out);
        }
    }

    /// Judges what the command, the parameters and LSTN say together. False: the command has been refused.
    pub(super) fn begin(
        &mut self,
        verb: Verb,
        direction: Direction,
        parameters: Parameters,
        name: String,
        follow: Follow,
        out: &mut Vec<Output>,
    ) -> bool {
        let restart = match follow {
            Follow::Restart { marker } => Some(marker),
            _ => None,
        };
        if let Err(error) = parameters.check() {
            let code = if error.is_not_implemented() { self.setting.profile.not_implemented } else { 503 };
            reply(out, code, sentence(&error));
            return false;
        }
        if restart.is_some() && !matches!(parameters.mode, Mode::Block | Mode::Compressed) {
            reply(out, 503, "This mode cannot be restarted");
            return false;
        }
        if self.contradicts_lstn(direction) {
            let lstn = direction.reverse();
            reply(out, 505, format!("{verb} conflicts with LSTN {lstn}: give LSTN {direction} or SOCK"));
            return false;
        }
        let stage = Stage::Checking { restart };
        self.transfer = Some(Transfer { verb, direction, parameters, name, stage });
        true
    }

    pub(super) fn on_read(
        &mut self,
        now: Time,
        result: Result<StoredFile, FileError>,
        out: &mut Vec<Output>,
    ) {
        let Some(mut transfer) = self.transfer.take() else { return };
        let file = match result {
            Ok(file) => file,
            Err(error) => return self.end_transfer_early(&error, out),
        };
        let bytes = transfer_bytes(&file.content, &transfer.parameters, self.setting.system);
        let count = bytes.length_bits() / usize::from(transfer.parameters.transfer_size());
        let from = match &transfer.stage {
            Stage::Checking { restart: Some(marker) } => marker.parse().unwrap_or(usize::MAX),
            _ => 0,
        };
        if from > count {
            return reply(out, 503, format!("There is no such marker in {}", file.full_name));
        }
        let cargo = encode(&bytes, &transfer.parameters, from, self.setting.profile.marker_interval);
        transfer.name = file.full_name;
        self.connect(now, transfer, Cargo::Out(cargo), out);
    }

    /// 450 is no failure of STOR: the file need not be there (RFC 354 p. 22, its misprint corrected by RFC 385 p. 1).
    pub(super) fn on_file_open(
        &mut self,
        now: Time,
        result: Result<String, FileError>,
        out: &mut Vec<Output>,
    ) {
        let Some(mut transfer) = self.transfer.take() else { return };
        match result {
            Ok(full_name) => {
                let is_restart = matches!(transfer.stage, Stage::Checking { restart: Some(_) });
                let broken = self.broken_store.take().filter(|_| is_restart);
                let so_far = broken.map_or_else(Bits::new, |broken| broken.bytes);
                let decoder = Decoder::new(&transfer.parameters, so_far);
                transfer.name = full_name;
                self.connect(now, transfer, Cargo::In(decoder), out);
            }
            Err(error) => {
                reply(out, 451, sentence(&error));
                self.leave_if_asked(out);
            }
        }
    }

    pub(super) fn on_listing(
        &mut self,
        now: Time,
        result: Result<Vec<FileInfo>, FileError>,
        out: &mut Vec<Output>,
    ) {
        let Some(mut transfer) = self.transfer.take() else { return };
        let files = match result {
            Ok(files) => files,
            Err(error) => return self.end_transfer_early(&error, out),
        };
        let line = |file: &FileInfo| match transfer.verb {
            Verb::Nlst => file.full_name.clone(),
            _ => listing_line(file),
        };
        let text: String = files.iter().map(|file| line(file) + "\r\n").collect();
        if transfer.name.trim().is_empty() {
            transfer.name = "your directory".into();
        }
        let bytes = Bits::from_octets(text.as_bytes());
        let cargo = encode(&bytes, &transfer.parameters, 0, 0);
        self.connect(now, transfer, Cargo::Out(cargo), out);
    }

    /// RFC 354 p. 17: 201 when something was aborted, 202 when there was nothing; the allocation of an LSTN stays.
    pub(super) fn on_abor(&mut self, out: &mut Vec<Output>) {
        if self.transfer.is_none() {
            return reply(out, 202, "Nothing to abort");
        }
        self.drop_transfer(out);
        reply(out, 201, "Transfer aborted");
    }

    fn end_transfer_early(&mut self, error: &FileError, out: &mut Vec<Output>) {
        refuse_file(error, out);
        self.leave_if_asked(out);
    }
}
