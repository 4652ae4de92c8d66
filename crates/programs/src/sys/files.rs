//! The calls that concern files. Names follow the system's own syntax; what a name leaves out is filled in from the
//! user's directory and the system's rules.

use super::{Sys, answered};
use crate::call::{Call, Reply};
use crate::error::FileError;
use crate::files::{FileInfo, StoredFile};
use crate::open_file::OpenFile;

impl Sys {
    /// The whole file of this name, its highest version if the name has none.
    pub async fn read_file(&self, name: &str) -> Result<StoredFile, FileError> {
        *answered!(self.file_call(Call::ReadFile { name: name.to_owned() }).await, Reply::File)
    }

    /// Begins a file of this name: a new version where the system has versions. Nothing changes until
    /// [`OpenFile::close`]; dropping the handle forgets what was written.
    pub async fn write_file(&self, name: &str) -> Result<OpenFile, FileError> {
        self.open_file(name, false).await
    }

    /// As [`Sys::write_file`], but what is written comes after the present content. Creates the file if it is missing.
    pub async fn append_file(&self, name: &str) -> Result<OpenFile, FileError> {
        self.open_file(name, true).await
    }

    async fn open_file(&self, name: &str, append: bool) -> Result<OpenFile, FileError> {
        let handle = self.next_handle();
        let mut file = OpenFile::new(self, handle);
        let full_name = self.file_name(Call::OpenFile { handle, name: name.to_owned(), append }).await?;
        file.opened_as(full_name);
        Ok(file)
    }

    /// Deletes the file of this name and returns its full name.
    pub async fn delete_file(&self, name: &str) -> Result<String, FileError> {
        self.file_name(Call::DeleteFile { name: name.to_owned() }).await
    }

    /// Renames a file and returns its new full name.
    pub async fn rename_file(&self, from: &str, to: &str) -> Result<String, FileError> {
        self.file_name(Call::RenameFile { from: from.into(), to: to.into() }).await
    }

    /// The files that `group` means: one file, all versions or names (`*` where the system has it), or with an empty
    /// name the user's whole directory. In the directory's order.
    pub async fn list_files(&self, group: &str) -> Result<Vec<FileInfo>, FileError> {
        *answered!(self.file_call(Call::ListFiles { group: group.to_owned() }).await, Reply::Files)
    }

    pub(crate) async fn file_name(&self, call: Call) -> Result<String, FileError> {
        *answered!(self.file_call(call).await, Reply::FileName)
    }

    /// The same program with the same calls, but for those on files, which it makes as `user`. This is for programs that
    /// belong to the system, such as those that deliver mail.
    pub fn acting_for(&self, user: &str) -> Sys {
        Sys { acts_for: Some(user.into()), ..self.clone() }
    }

    async fn file_call(&self, call: Call) -> Reply {
        let call = match &self.acts_for {
            Some(user) => Call::AsUser { user: user.to_string(), call: Box::new(call) },
            None => call,
        };
        self.call(call).await
    }
}
