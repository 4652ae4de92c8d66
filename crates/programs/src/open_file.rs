//! The handle of a file that a program is writing.

use crate::call::{Call, Handle};
use crate::content::Content;
use crate::error::FileError;
use crate::sys::Sys;

/// A file being written. What is written becomes the file, all at once, with [`OpenFile::close`]; dropped before, it is
/// forgotten and an older file stays as it was.
pub struct OpenFile {
    sys: Sys,
    handle: Handle,
    full_name: String,
}

impl OpenFile {
    pub(crate) fn new(sys: &Sys, handle: Handle) -> OpenFile {
        OpenFile { sys: sys.clone(), handle, full_name: String::new() }
    }

    pub(crate) fn opened_as(&mut self, full_name: String) {
        self.full_name = full_name;
    }

    /// The file's full name, with directory and version as the system spells it.
    pub fn full_name(&self) -> &str {
        &self.full_name
    }

    /// Puts more at the end.
    pub async fn write(&self, content: Content) -> Result<(), FileError> {
        self.sys
            .file_name(Call::WriteFile { handle: self.handle, content: Box::new(content) })
            .await
            .map(drop)
    }

    /// Makes what was written the file, and returns its full name.
    pub async fn close(self) -> Result<String, FileError> {
        self.sys.file_name(Call::CloseFile { handle: self.handle }).await
    }
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        self.sys.post(Call::Drop { handle: self.handle });
    }
}
