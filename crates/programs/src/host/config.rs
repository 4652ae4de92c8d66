//! What a host is made of, and what is wrong with a host that cannot be.

use std::collections::BTreeMap;
use std::rc::Rc;

use arpanet_ncp::Profile;
use arpanet_wire::HostAddress;
use thiserror::Error;

use crate::account::{Account, Credentials};
use crate::catalogue;
use crate::content::Content;
use crate::date::Date;
use crate::directory::Directory;
use crate::error::FileError;
use crate::files::Disk;
use crate::icp::Manner;
use crate::system::System;

/// Everything that is decided about a host before the run begins.
#[derive(Clone, Debug)]
pub struct HostConfig {
    /// Its name, such as `UTAH-10`.
    pub name: String,
    /// Its address.
    pub address: HostAddress,
    /// Its operating system.
    pub system: &'static System,
    /// The ways of its NCP.
    pub ncp: Profile,
    /// How its programs go through the ICP.
    pub icp: Manner,
    /// Users whom each server takes at a time, where it is not the program's own number.
    pub most_users: Option<u32>,
    /// Who may log in.
    pub accounts: Vec<Account>,
    /// What is on its disk.
    pub files: Vec<SetupFile>,
    /// The size of its disk in words.
    pub disk_words: u64,
    /// The servers that start with it.
    pub servers: Vec<ServerConfig>,
    /// Its host table.
    pub directory: Rc<Directory>,
    /// The date at the start of the run.
    pub date: Date,
}

/// A file that is there when the run begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupFile {
    /// Its pathname, with the directory.
    pub path: String,
    /// What is in it.
    pub contents: SetupContents,
    /// Whether only its owner may read it.
    pub private: bool,
}

/// The contents of a [`SetupFile`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetupContents {
    /// A text, its lines ended with `\n`.
    Text(String),
    /// Octets, eight bits each, one after another from the first bit of the first word.
    Octets(Vec<u8>),
}

/// A server program of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerConfig {
    /// Its name: one of [`catalogue::server_names`].
    pub name: String,
    /// A named way of behaving other than its usual one: a name that the server's entry in the catalogue knows.
    pub profile: Option<String>,
}

/// What a person runs at a host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobSpec {
    /// The program's name: one of [`catalogue::program_names`].
    pub program: String,
    /// Words after the program's name.
    pub arguments: Vec<String>,
    /// Who the person is, at this host and, unless `logins` says otherwise, at others.
    pub login: Option<Credentials>,
    /// Who the person is at other hosts, by the host's name.
    pub logins: BTreeMap<String, Credentials>,
}

/// Why there cannot be such a host.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// There is no such server program.
    #[error("there is no server `{0}`")]
    NoSuchServer(String),
    /// The server has no such profile.
    #[error("the server `{server}` has no profile `{profile}`")]
    NoSuchProfile {
        /// The server.
        server: String,
        /// The profile.
        profile: String,
    },
    /// Two servers would listen on one socket. RFC 165 p. 3.
    #[error("the servers `{first}` and `{second}` would both listen on socket {socket}")]
    SameSocket {
        /// The server named first.
        first: String,
        /// The server named second.
        second: String,
        /// The socket.
        socket: u32,
    },
    /// A file's name or text is not one for this system.
    #[error("file `{path}`: {error}")]
    File {
        /// Its pathname as given.
        path: String,
        /// What is wrong with it.
        error: FileError,
    },
    /// The files need more room than the disk has.
    #[error("the files take {words} words, the disk has {capacity}")]
    DiskFull {
        /// Words needed.
        words: u64,
        /// Words there are.
        capacity: u64,
    },
    /// There is no such program.
    #[error("there is no program `{0}`")]
    NoSuchProgram(String),
}

impl HostConfig {
    /// A host of this name, address and system with nothing on it: no users, files or servers. Its host table knows
    /// only itself.
    pub fn bare(name: &str, address: HostAddress, system: &'static System) -> HostConfig {
        HostConfig {
            name: name.to_owned(),
            address,
            system,
            ncp: Profile::named(system.name).unwrap_or_default(),
            icp: Manner::default(),
            most_users: None,
            accounts: Vec::new(),
            files: Vec::new(),
            disk_words: DEFAULT_DISK_WORDS,
            servers: Vec::new(),
            directory: Rc::new(Directory::new([(name.to_owned(), address)])),
            date: Date::default(),
        }
    }

    /// Checks that the servers exist and don't get into each other's way.
    pub(super) fn check_servers(&self) -> Result<(), ConfigError> {
        for (index, config) in self.servers.iter().enumerate() {
            let server = catalogue::server(&config.name)
                .ok_or_else(|| ConfigError::NoSuchServer(config.name.clone()))?;
            if let Some(profile) = &config.profile
                && !server.profiles.contains(&profile.as_str())
            {
                let (server, profile) = (config.name.clone(), profile.clone());
                return Err(ConfigError::NoSuchProfile { server, profile });
            }
            let socket_of = |server: &catalogue::Server, config: &ServerConfig| {
                server.socket(self.address, config.profile.as_deref())
            };
            let Some(socket) = socket_of(server, config) else { continue };
            let is_there = |other: &&ServerConfig| {
                catalogue::server(&other.name).and_then(|server| socket_of(server, other)) == Some(socket)
            };
            if let Some(first) = self.servers[..index].iter().find(is_there) {
                let (first, second) = (first.name.clone(), config.name.clone());
                return Err(ConfigError::SameSocket { first, second, socket });
            }
        }
        Ok(())
    }

    /// The disk with its files.
    pub(super) fn disk(&self) -> Result<Disk, ConfigError> {
        let mut disk = Disk::new(self.system, self.disk_words);
        for file in &self.files {
            let content = match &file.contents {
                SetupContents::Text(text) => Content::of_text(self.system, text),
                SetupContents::Octets(octets) => {
                    Ok(Content::of_words(self.system.word_bits, &arpanet_wire::Bits::from_octets(octets)))
                }
            };
            content
                .and_then(|content| disk.put(&file.path, content, file.private, self.date))
                .map_err(|error| ConfigError::File { path: file.path.clone(), error })?;
        }
        if disk.used_words() > self.disk_words {
            return Err(ConfigError::DiskFull { words: disk.used_words(), capacity: self.disk_words });
        }
        Ok(disk)
    }
}

/// The disk of a host whose configuration doesn't say: 20,000 TENEX pages of 512 words. Liberty.
const DEFAULT_DISK_WORDS: u64 = 20_000 * 512;
