//! RSEXEC, the Resource Sharing Executive: commands on files wherever they are (RFC 438 p. 1).
//!
//! Liberty: the RSEXEC that was in service on TENEXs moved files by a private protocol, RSP (RFC 438 p. 3). This one does
//! what the RFC proposes, through the FTP servers of the sites. When both files are elsewhere the data go from site to
//! site and not through here; when neither server knows LSTN nor PASV they do come through here, and the user is told.

mod command_line;
mod pathname;
mod third_party;

use arpanet_wire::ftp::{Command, Representation};
use arpanet_wire::{Bits, HostAddress};
use thiserror::Error;

use crate::account::Credentials;
use crate::content::Content;
use crate::error::{FileError, Outcome};
use crate::files::FileInfo;
use crate::ftp::parameters::Parameters;
use crate::ftp::transfer::{content_of, transfer_bytes};
use crate::ftp::user::{Remote, RemoteError};
use crate::sys::Sys;
use command_line::{Line, USAGE};
use pathname::Pathname;
use third_party::{Errand, Sites};

/// Why a command was not done.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
enum Trouble {
    #[error(transparent)]
    Remote(#[from] RemoteError),
    #[error(transparent)]
    File(#[from] FileError),
    #[error("there is no site {0} in the host table")]
    NoSite(String),
    #[error("a file cannot be renamed from one site to another: COPY it")]
    TwoSites,
}

/// Where a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Here,
    At(HostAddress),
}

/// The program.
pub async fn rsexec(sys: Sys) -> Outcome {
    sys.print(format!("RSEXEC at {} {}\r\n", sys.host_name(), sys.date()));
    sys.say(
        "this is the case that RFC 438 proposes; the RSEXEC in service moved files by a private protocol, RSP (p. 3)",
    );
    let mut executive = Executive { sys, parameters: Parameters::default() };
    executive.log_in_here().await;
    while let Some(text) = executive.sys.read_line().await {
        let line = match Line::parse(&text) {
            Ok(Line::Quit) => break,
            Ok(line) => line,
            Err(error) => {
                executive.sys.print(format!("? {error}\r\n"));
                continue;
            }
        };
        if let Err(trouble) = executive.run(line).await {
            executive.sys.print(format!("? {trouble}\r\n? Not done: {text}\r\n"));
        }
    }
    Ok(())
}

struct Executive {
    sys: Sys,
    parameters: Parameters,
}

impl Executive {
    /// Files here are the user's own; without a login there are none.
    async fn log_in_here(&self) {
        let Some(who) = self.sys.credentials_at(self.sys.host_name()) else { return };
        let login = self.sys.login(&who.user, Some(&who.password), Some(&who.account)).await;
        if let Err(error) = login {
            self.sys.print(format!("No login at {}: {error}.\r\n", self.sys.host_name()));
        }
    }

    async fn run(&mut self, line: Line) -> Result<(), Trouble> {
        match line {
            Line::Append { from, to } => self.copy(&from, &to, true).await,
            Line::Copy { from, to } => self.copy(&from, &to, false).await,
            Line::Type(name) => self.type_file(&name).await,
            Line::Directory(group) => self.directory(group).await,
            Line::Delete(name) => self.delete(&name).await,
            Line::Rename { from, to } => self.rename(&from, &to).await,
            Line::Ascii => self.set_parameters(Parameters::default()),
            Line::Tenex => self.set_parameters(Parameters {
                representation: Representation::Image,
                byte_size: 36,
                ..Parameters::default()
            }),
            Line::Help => {
                USAGE.iter().for_each(|line| self.sys.print(format!("{line}\r\n")));
                Ok(())
            }
            Line::Nothing | Line::Quit => Ok(()),
        }
    }

    fn set_parameters(&mut self, parameters: Parameters) -> Result<(), Trouble> {
        self.parameters = parameters;
        self.sys.print(format!("TYPE {}, BYTE {}\r\n", parameters.representation, parameters.byte_size));
        Ok(())
    }

    fn place(&self, name: &Pathname) -> Result<Place, Trouble> {
        let Some(site) = &name.site else { return Ok(Place::Here) };
        // Site names are raised as TENEX raises its own names; a table may have them in another case.
        let address = self.sys.address_of(site).or_else(|| self.sys.address_of(&site.to_ascii_uppercase()));
        match address {
            Some(address) if address == self.sys.address() => Ok(Place::Here),
            Some(address) => Ok(Place::At(address)),
            None => Err(Trouble::NoSite(site.clone())),
        }
    }

    /// Gets through to a site's server and logs in there.
    async fn visit(&self, host: HostAddress) -> Result<Remote, Trouble> {
        let site = self.sys.name_of(host);
        let mut remote = Remote::connect_old_or_new(&self.sys, host, &format!("{site}: ")).await?;
        let nobody = Credentials::default();
        let login = remote.login(self.sys.credentials_at(&site).unwrap_or(&nobody)).await;
        match login {
            Ok(()) => Ok(remote),
            Err(error) => {
                remote.bye().await;
                Err(error.into())
            }
        }
    }

    async fn copy(&self, from: &Pathname, to: &Pathname, appends: bool) -> Result<(), Trouble> {
        match (self.place(from)?, self.place(to)?) {
            (Place::At(site1), Place::At(site2)) => {
                self.copy_between(site1, site2, from, to, appends).await?;
            }
            (Place::Here, Place::Here) => {
                let content = self.sys.read_file(&from.file).await?.content;
                self.write_here(&to.file, content, appends).await?;
            }
            (Place::At(site), Place::Here) => {
                let bytes = self.fetch(site, &from.file).await?;
                let content = content_of(&bytes, &self.parameters, self.sys.system())?;
                self.write_here(&to.file, content, appends).await?;
            }
            (Place::Here, Place::At(site)) => {
                let content = self.sys.read_file(&from.file).await?.content;
                let bytes = transfer_bytes(&content, &self.parameters, self.sys.system());
                self.deliver(site, &to.file, &bytes, appends).await?;
            }
        }
        let done = if appends { "appended to" } else { "copied to" };
        self.sys.print(format!("{from} {done} {to}.\r\n"));
        Ok(())
    }

    /// RFC 438's case, or RFC 478's; and when neither server knows LSTN or PASV, by way of this host.
    async fn copy_between(
        &self,
        site1: HostAddress,
        site2: HostAddress,
        from: &Pathname,
        to: &Pathname,
        appends: bool,
    ) -> Result<(), Trouble> {
        self.sys.say(format!(
            "neither file is here: {} and {} are told to send it to each other (RFC 438 p. 1)",
            self.sys.name_of(site1),
            self.sys.name_of(site2)
        ));
        let first = self.visit(site1).await?;
        let second = match self.visit(site2).await {
            Ok(second) => second,
            Err(trouble) => {
                first.bye().await;
                return Err(trouble);
            }
        };
        let mut sites = Sites { from: first, to: second };
        let parameters = &self.parameters;
        let errand = Errand { source: &from.file, target: &to.file, appends, parameters };
        let done = sites.run(&self.sys, &errand).await;
        if done.is_ok() {
            sites.bye().await;
        } else {
            sites.part().await;
        }
        match done {
            Err(error) if error.is_unknown_command() => {
                self.sys.print(format!(
                    "{error}.\r\nWithout LSTN or PASV the file goes by way of this host.\r\n"
                ));
                let bytes = self.fetch(site1, &from.file).await?;
                self.deliver(site2, &to.file, &bytes, appends).await
            }
            done => Ok(done?),
        }
    }

    /// The transfer bytes of a file at a site.
    async fn fetch(&self, site: HostAddress, file: &str) -> Result<Bits, Trouble> {
        self.fetch_by(site, &Command::Retr(file.to_owned()), &self.parameters).await
    }

    async fn fetch_by(
        &self,
        site: HostAddress,
        command: &Command,
        parameters: &Parameters,
    ) -> Result<Bits, Trouble> {
        let mut remote = self.visit(site).await?;
        let fetched = match remote.set_parameters(parameters).await {
            Ok(()) => remote.retrieve(command, parameters).await,
            Err(error) => Err(error),
        };
        remote.bye().await;
        Ok(fetched?)
    }

    /// Stores or appends transfer bytes at a site.
    async fn deliver(
        &self,
        site: HostAddress,
        file: &str,
        bytes: &Bits,
        appends: bool,
    ) -> Result<(), Trouble> {
        let file = file.to_owned();
        let command = if appends { Command::Appe(file) } else { Command::Stor(file) };
        let mut remote = self.visit(site).await?;
        let delivered = match remote.set_parameters(&self.parameters).await {
            Ok(()) => remote.store(&command, &self.parameters, bytes).await,
            Err(error) => Err(error),
        };
        remote.bye().await;
        Ok(delivered?)
    }

    async fn write_here(&self, name: &str, content: Content, appends: bool) -> Result<(), FileError> {
        let file =
            if appends { self.sys.append_file(name).await? } else { self.sys.write_file(name).await? };
        file.write(content).await?;
        file.close().await.map(drop)
    }

    async fn type_file(&self, name: &Pathname) -> Result<(), Trouble> {
        let octets = match self.place(name)? {
            Place::Here => self.sys.read_file(&name.file).await?.content.network_text(self.sys.system()),
            Place::At(site) => {
                let command = Command::Retr(name.file.clone());
                self.fetch_by(site, &command, &Parameters::default()).await?.octets().to_vec()
            }
        };
        self.sys.print(String::from_utf8_lossy(&octets));
        Ok(())
    }

    async fn directory(&self, group: Option<Pathname>) -> Result<(), Trouble> {
        let group = group.unwrap_or(Pathname { site: None, file: String::new() });
        match self.place(&group)? {
            Place::Here => {
                let files = self.sys.list_files(&group.file).await?;
                files.iter().for_each(|file| self.sys.print(format!("{}\r\n", line_of(file))));
            }
            Place::At(site) => {
                let command = Command::List(group.file.clone());
                let listing = self.fetch_by(site, &command, &Parameters::default()).await?;
                self.sys.print(String::from_utf8_lossy(listing.octets()));
            }
        }
        Ok(())
    }

    async fn delete(&self, name: &Pathname) -> Result<(), Trouble> {
        let deleted = match self.place(name)? {
            Place::Here => self.sys.delete_file(&name.file).await?,
            Place::At(site) => {
                self.command(site, &[Command::Dele(name.file.clone())]).await?;
                name.to_string()
            }
        };
        self.sys.print(format!("{deleted} deleted.\r\n"));
        Ok(())
    }

    async fn rename(&self, from: &Pathname, to: &Pathname) -> Result<(), Trouble> {
        let place = self.place(from)?;
        if to.site.is_some() && self.place(to)? != place {
            return Err(Trouble::TwoSites);
        }
        match place {
            Place::Here => drop(self.sys.rename_file(&from.file, &to.file).await?),
            Place::At(site) => {
                let commands = [Command::Rnfr(from.file.clone()), Command::Rnto(to.file.clone())];
                self.command(site, &commands).await?;
            }
        }
        self.sys.print(format!("{from} renamed to {}.\r\n", to.file));
        Ok(())
    }

    /// Has a site do commands that need no data connection.
    async fn command(&self, site: HostAddress, commands: &[Command]) -> Result<(), Trouble> {
        let mut remote = self.visit(site).await?;
        let mut done = Ok(());
        for command in commands {
            if done.is_ok() {
                done = remote.command(command).await.map(drop);
            }
        }
        remote.bye().await;
        Ok(done?)
    }
}

fn line_of(file: &FileInfo) -> String {
    format!("{}  {}({})  {}", file.full_name, file.length_bytes, file.byte_size, file.written)
}
