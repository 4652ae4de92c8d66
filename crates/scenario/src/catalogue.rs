//! What systems, servers, programs and profiles there are, for checking names in files.

use arpanet_world::FileContents;
use arpanet_world::programs::{Content, NCP_PROFILES, System, catalogue};

/// The names that files may use.
pub(crate) struct Catalogue;

impl Catalogue {
    /// Operating systems.
    pub(crate) fn systems() -> impl Iterator<Item = &'static str> {
        System::names()
    }

    /// Ways of an NCP.
    pub(crate) fn ncp_profiles() -> impl Iterator<Item = &'static str> {
        NCP_PROFILES.iter().map(|entry| entry.name)
    }

    /// Servers.
    pub(crate) fn servers() -> impl Iterator<Item = &'static str> {
        catalogue::server_names()
    }

    /// Ways of a server.
    pub(crate) fn server_profiles(server: &str) -> impl Iterator<Item = &'static str> {
        catalogue::server(server).map(|server| server.profiles).unwrap_or_default().iter().copied()
    }

    /// Whether two servers would listen on one socket.
    pub(crate) fn same_socket(a: &str, b: &str) -> bool {
        let socket = |name: &str| Some(catalogue::server(name)?.service?.socket);
        socket(a).is_some() && socket(a) == socket(b)
    }

    /// Programs that people run.
    pub(crate) fn programs() -> impl Iterator<Item = &'static str> {
        catalogue::program_names()
    }

    /// Whether a pathname names one file of the system, with its directory; if not, why.
    pub(crate) fn check_pathname(system: &str, path: &str) -> Result<(), String> {
        let Some(system) = System::named(system) else { return Err(format!("there is no system {system}")) };
        let pattern = system.names.parse(path).map_err(|fault| fault.to_string())?;
        if pattern.is_group() {
            return Err(String::from("it names a group of files"));
        }
        match pattern.directory {
            Some(_) => Ok(()),
            None => Err(String::from("it names no directory")),
        }
    }

    /// A pathname of the system, as an example.
    pub(crate) fn pathname_example(system: &str) -> String {
        match System::named(system).and_then(System::pathname_example) {
            Some(path) => format!("a pathname with its directory, such as {path}"),
            None => format!("no file: a {system} has none"),
        }
    }

    /// Whether the system can hold this; if not, why.
    pub(crate) fn check_contents(system: &str, contents: &FileContents) -> Result<(), String> {
        match (System::named(system), contents) {
            (Some(system), FileContents::Text(text)) => {
                Content::of_text(system, text).map(drop).map_err(|fault| fault.to_string())
            }
            _ => Ok(()),
        }
    }
}
