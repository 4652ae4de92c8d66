//! COPY: the files of a group one after another, with their names from the server or from our own directory (RFC 412
//! p. 5).
//!
//! ```text
//!   COPY REMOTE (REMOTE FILE GROUP) FTP.*
//!   Please be patient. Getting remote file names.
//!   Got them.
//!   COPY (FILE) <HICKS>FTP.MAC;1 (TO FILE)          the next line says where to, or nothing for the same name
//! ```

use arpanet_wire::ftp::{Command, Representation};

use super::program::{Program, Trouble};
use crate::system::FileName;

impl Program {
    /// Asks for the names (NLST), and for each of them where the file is to go.
    pub(super) async fn copy_remote(&mut self, group: &str) -> Result<(), Trouble> {
        let wanted = self.parameters;
        self.sys.print("Please be patient. Getting remote file names.\r\n");
        self.parameters.representation = Representation::Ascii;
        self.agree().await?;
        let names = self.gather(&Command::Nlst(group.to_owned())).await;
        self.parameters = wanted;
        let names = String::from_utf8_lossy(names?.octets()).into_owned();
        self.sys.print("Got them.\r\n");
        for remote in names.lines().filter(|name| !name.is_empty()) {
            self.sys.print(format!("COPY (FILE) {remote} (TO FILE) "));
            let typed = self.next_line().await.unwrap_or_default();
            let local = if typed.trim().is_empty() { bare_name(remote) } else { typed.trim() };
            self.sys.print(format!("{local}\r\n"));
            self.retrieve(&Command::Retr(remote.to_owned()), local).await?;
        }
        Ok(())
    }

    /// "Leaving off the directory name and version number of the local file."
    pub(super) async fn copy_local(&mut self, group: &str) -> Result<(), Trouble> {
        for file in self.sys.list_files(group).await? {
            let FileName { name, extension, .. } = &file.name;
            let remote = if extension.is_empty() { name.clone() } else { format!("{name}.{extension}") };
            self.sys.print(format!("COPY (FILE) {} (TO FILE) {remote}\r\n", file.full_name));
            self.store(&file.full_name, &Command::Stor(remote)).await?;
        }
        Ok(())
    }
}

/// A name as a TENEX, a Multics or a TOPS-10 wrote it, without directory and version; the names of others stay as they are,
/// and their user types another.
fn bare_name(full_name: &str) -> &str {
    let before = full_name.strip_suffix(']').and_then(|name| name.rsplit_once('['));
    let name = before.map_or(full_name, |(name, _)| name);
    let name = name.rsplit('>').next().unwrap_or(name);
    match name.split_once(';') {
        Some((name, version)) if version.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_name_has_neither_directory_nor_version() {
        for (full_name, bare) in [
            ("<HICKS>FTP.MAC;1", "FTP.MAC"),
            (">udd>CNet>Doe>foo_bar", "foo_bar"),
            ("FINGER.LES[UP,DOC]", "FINGER.LES"),
            ("NOTE", "NOTE"),
        ] {
            assert_eq!(bare_name(full_name), bare, "{full_name}");
        }
    }
}
