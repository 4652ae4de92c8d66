//! Commands that change files without a data connection: DELE, RNFR, RNTO; and REST (RFC 354 p. 16-17).

use super::io::{Ask, Output};
use super::session::{Asked, Follow, Session, reply, sentence};
use crate::error::FileError;
use crate::files::FileInfo;

impl Session {
    pub(super) fn on_dele(&mut self, name: String, out: &mut Vec<Output>) {
        self.ask(Ask::Delete(name), Asked::Delete, out);
    }

    pub(super) fn on_deleted(&mut self, result: Result<String, FileError>, out: &mut Vec<Output>) {
        match result {
            Ok(name) => reply(out, 254, format!("{name} deleted")),
            Err(error) => refuse_file(&error, out),
        }
    }

    /// A file that isn't there is told at once (450).
    pub(super) fn on_rnfr(&mut self, name: String, out: &mut Vec<Output>) {
        self.ask(Ask::List(name.clone()), Asked::RenameFrom(name), out);
    }

    pub(super) fn on_rename_from(
        &mut self,
        from: String,
        result: Result<Vec<FileInfo>, FileError>,
        out: &mut Vec<Output>,
    ) {
        match result {
            Ok(_) => {
                self.follow = Follow::NewName { from };
                reply(out, 200, "RNTO, please");
            }
            Err(error) => refuse_file(&error, out),
        }
    }

    pub(super) fn on_rnto(&mut self, to: String, follow: Follow, out: &mut Vec<Output>) {
        let Follow::NewName { from } = follow else {
            return reply(out, 503, "RNTO must follow RNFR");
        };
        self.ask(Ask::Rename { from, to }, Asked::RenameTo, out);
    }

    pub(super) fn on_renamed(&mut self, result: Result<String, FileError>, out: &mut Vec<Output>) {
        match result {
            Ok(name) => reply(out, 253, format!("Renamed to {name}")),
            Err(error) => refuse_file(&error, out),
        }
    }

    pub(super) fn on_rest(&mut self, marker: String, out: &mut Vec<Output>) {
        reply(out, 200, format!("Will restart at {marker}"));
        self.follow = Follow::Restart { marker };
    }
}

/// 450 for a file that isn't there, 451 for one that the user may not have so.
pub(super) fn refuse_file(error: &FileError, out: &mut Vec<Output>) {
    let code = match error {
        FileError::NotFound(_) => 450,
        _ => 451,
    };
    reply(out, code, sentence(error));
}
