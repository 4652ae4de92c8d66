//! Unsent mail: a letter that could not be handed over, as a file in its sender's directory (RFC 414 p. 1: "the message
//! is stored as --UNSENT-MAIL--USERHOST in the user's directory").
//!
//! ```text
//! MAIL FOR DOE,ROE AT UTAH-10
//! FROM: THOMAS@BBN-TENEX, 15-JAN-73 12:00:07
//! ...
//! ```

use crate::content::Content;
use crate::error::FileError;
use crate::sys::Sys;
use crate::system::MailPlaces;

/// A letter on its way to a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// The host, by name.
    pub host: String,
    /// The users there.
    pub users: Vec<String>,
    /// The letter, in network ASCII.
    pub text: Vec<u8>,
}

/// Begins a parcel's first line.
const MAIL_FOR: &str = "MAIL FOR ";
/// Stands between its users and its host.
const AT: &str = " AT ";

impl Parcel {
    /// The file for the parcel, in network ASCII.
    pub fn emit(&self) -> Vec<u8> {
        let head = format!("{MAIL_FOR}{}{AT}{}\r\n", self.users.join(","), self.host);
        [head.as_bytes(), &self.text].concat()
    }

    /// The parcel of a file; `None` when it is none.
    pub fn parse(octets: &[u8]) -> Option<Parcel> {
        let end = octets.windows(2).position(|pair| pair == b"\r\n")?;
        let head = std::str::from_utf8(&octets[..end]).ok()?;
        let (users, host) = head.strip_prefix(MAIL_FOR)?.rsplit_once(AT)?;
        let users = users.split(',').map(str::to_owned).collect();
        Some(Parcel { host: host.to_owned(), users, text: octets[end + 2..].to_vec() })
    }
}

/// Keeps a parcel as a file of its sender's, and returns the file's full name.
pub async fn keep(sys: &Sys, sender: &str, parcel: &Parcel) -> Result<String, FileError> {
    let Some(places) = sys.system().mail else {
        return Err(FileError::NotFound("a place for unsent mail".into()));
    };
    let sys = sys.acting_for(sender);
    let content = Content::of_network_text(sys.system(), &parcel.emit())?;
    let taken = unsent_files(&sys, places).await;
    let file = sys.write_file(&free_name(places, parcel, &taken)).await?;
    file.write(content).await?;
    file.close().await
}

/// The full names of a user's unsent letters.
pub async fn list(sys: &Sys, user: &str) -> Vec<String> {
    match sys.system().mail {
        Some(places) => unsent_files(&sys.acting_for(user), places).await,
        None => Vec::new(),
    }
}

/// The parcel in a user's file; `None` when it is gone or has become something else.
pub async fn fetch(sys: &Sys, user: &str, file: &str) -> Option<Parcel> {
    let stored = sys.acting_for(user).read_file(file).await.ok()?;
    Parcel::parse(&stored.content.network_text(sys.system()))
}

/// Throws a user's file away.
pub async fn discard(sys: &Sys, user: &str, file: &str) -> Result<(), FileError> {
    sys.acting_for(user).delete_file(file).await.map(drop)
}

async fn unsent_files(sys: &Sys, places: MailPlaces) -> Vec<String> {
    let files = sys.list_files("").await.unwrap_or_default();
    files.into_iter().map(|file| file.full_name).filter(|name| name.contains(places.unsent_mark)).collect()
}

/// A name for a parcel. Where names have no room for user and host, or no versions, it is numbered.
fn free_name(places: MailPlaces, parcel: &Parcel, taken: &[String]) -> String {
    let to = format!("{}{}", parcel.users.first().map_or("", String::as_str), parcel.host);
    let to: String = to.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(39).collect();
    let named = |number: usize| places.unsent.replace("{to}", &to).replace("{n}", &number.to_string());
    let is_taken = |name: &String| taken.iter().any(|other| other.contains(name.trim_matches('/')));
    let mut names = (1..).map(named);
    let first = names.next().unwrap_or_default();
    if first == named(2) || !is_taken(&first) {
        return first;
    }
    names.find(|name| !is_taken(name)).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::System;

    fn parcel() -> Parcel {
        Parcel {
            host: "UTAH-10".into(),
            users: vec!["DOE".into(), "ROE".into()],
            text: b"FROM: THOMAS@BBN-TENEX\r\n\r\nText AT its best\r\n".to_vec(),
        }
    }

    #[test]
    fn a_parcel_comes_out_as_it_went_in() {
        let emitted = parcel().emit();
        assert!(emitted.starts_with(b"MAIL FOR DOE,ROE AT UTAH-10\r\nFROM: "));
        assert_eq!(Parcel::parse(&emitted), Some(parcel()));
        assert_eq!(Parcel::parse(b"MAIL FOR NOBODY\r\n"), None);
        assert_eq!(Parcel::parse(b"scribble"), None);
    }

    /// RFC 414 p. 1 for TENEX; the others have what their names allow.
    #[test]
    fn unsent_mail_has_a_name_of_its_own_on_every_system() {
        for system in System::names().filter_map(System::named) {
            let Some(places) = system.mail else { continue };
            let mut taken = Vec::new();
            for _ in 0..3 {
                let name = free_name(places, &parcel(), &taken);
                let pattern = system.names.parse(&name).unwrap();
                let versions = taken.len() as u32 + system.names.first_version();
                let full = crate::system::FileName {
                    directory: system.names.home("X.Y"),
                    name: pattern.name.text().to_owned(),
                    extension: pattern.extension.text().to_owned(),
                    version: if system.names.first_version() == 0 { 0 } else { versions },
                };
                let full = system.names.spell(&full);
                assert!(full.contains(places.unsent_mark), "{full}");
                assert!(!taken.contains(&full), "{system:?}: {full} twice");
                taken.push(full);
            }
        }
        let tenex = crate::system::TENEX.mail.unwrap();
        assert_eq!(free_name(tenex, &parcel(), &[]), "--UNSENT-MAIL--.DOEUTAH-10");
    }
}
