//! The FTP program for a person at a terminal, after Utah's (RFC 412).
//!
//! Replies are printed after `< `. Transfer parameters are the user's wishes: they go to the server ahead of the next
//! transfer, when they have changed.

use std::collections::VecDeque;

use arpanet_wire::ftp::{Command, Representation};
use arpanet_wire::{Bits, HostAddress};
use futures_lite::future::or;
use thiserror::Error;

use super::command_line::{Line, TERMINAL, usages};
use super::error::RemoteError;
use super::remote::Remote;
use crate::account::Credentials;
use crate::error::{FileError, LoginError, Outcome};
use crate::ftp::parameters::Parameters;
use crate::ftp::transfer::{content_of, transfer_bytes};
use crate::sys::Sys;

/// Why a command was not done.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum Trouble {
    #[error(transparent)]
    Remote(#[from] RemoteError),
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Login(#[from] LoginError),
    #[error("there is no host {0} in the host table")]
    NoHost(String),
    #[error("no host: give its name first")]
    NotConnected,
    #[error("nothing is being transferred")]
    NothingToAbort,
    #[error("aborted")]
    Aborted,
}

/// The program. Its first argument, if it has one, is the host to connect to.
pub async fn ftp(sys: Sys) -> Outcome {
    sys.print(format!("FTP User Process at {}. Type HELP for help.\r\n", sys.host_name()));
    let mut program = Program {
        remote: None,
        parameters: Parameters::default(),
        told: Parameters::default(),
        who: Credentials::default(),
        typed_ahead: VecDeque::new(),
        is_verbose: false,
        sys,
    };
    program.log_in_here().await;
    if let Some(host) = program.sys.arguments().first().cloned() {
        program.obey(&host).await;
    }
    while let Some(text) = program.next_line().await {
        if !program.obey(&text).await {
            break;
        }
    }
    if let Some(remote) = program.remote.take() {
        remote.bye().await;
    }
    Ok(())
}

pub(super) struct Program {
    pub(super) sys: Sys,
    remote: Option<Remote>,
    /// What the user wants.
    pub(super) parameters: Parameters,
    /// What the server has been told.
    told: Parameters,
    /// What USER, PASSWORD and ACCOUNT said.
    who: Credentials,
    /// Lines typed while a transfer ran.
    typed_ahead: VecDeque<String>,
    /// VERBOSE.
    is_verbose: bool,
}

impl Program {
    async fn log_in_here(&self) {
        if let Some(who) = self.sys.credentials_at(self.sys.host_name())
            && let Err(error) = self.sys.login(&who.user, Some(&who.password), Some(&who.account)).await
        {
            self.sys.print(format!("No login here: {error}.\r\n"));
        }
    }

    pub(super) async fn next_line(&mut self) -> Option<String> {
        match self.typed_ahead.pop_front() {
            Some(line) => Some(line),
            None => self.sys.read_line().await,
        }
    }

    /// Does what a line says. False: it says to stop.
    async fn obey(&mut self, text: &str) -> bool {
        match Line::parse(text) {
            Ok(Line::Quit) => return false,
            Ok(line) => {
                self.tell_in_full(text);
                if let Err(trouble) = self.run(line).await {
                    self.sys.print(format!("? {trouble}\r\n"));
                    self.forget_if_lost(&trouble);
                }
            }
            Err(error) => self.sys.print(format!("? {error}\r\n")),
        }
        true
    }

    /// In verbose mode the noise words of the command are typed (RFC 412 p. 8).
    fn tell_in_full(&self, text: &str) {
        let word = text.trim_start().split(' ').next().unwrap_or_default().to_ascii_uppercase();
        if self.is_verbose
            && !word.is_empty()
            && let Some(usage) = usages(&word).next()
        {
            self.sys.print(format!(" {usage}\r\n"));
        }
    }

    fn forget_if_lost(&mut self, trouble: &Trouble) {
        if matches!(trouble, Trouble::Remote(RemoteError::Lost { .. } | RemoteError::Silent { .. })) {
            self.remote = None;
        }
    }

    async fn run(&mut self, line: Line) -> Result<(), Trouble> {
        match line {
            Line::Nothing | Line::Quit => Ok(()),
            Line::Host(name) => self.connect(&name).await,
            Line::Login { words } => self.login(&words).await,
            Line::User(user) => {
                self.who = Credentials { user, ..Credentials::default() };
                Ok(())
            }
            Line::Password(password) => {
                self.who.password = password;
                let who = self.who.clone();
                Ok(self.server()?.login(&who).await?)
            }
            Line::Account(account) => {
                self.who.account.clone_from(&account);
                self.command(Command::Acct(account)).await
            }
            Line::Type(representation) => self.wish(Parameters { representation, ..self.parameters }),
            Line::Byte(byte_size) => self.wish(Parameters { byte_size, ..self.parameters }),
            Line::Mode(mode) => self.wish(Parameters { mode, ..self.parameters }),
            Line::Structure(structure) => self.wish(Parameters { structure, ..self.parameters }),
            Line::Tenex => {
                let representation = Representation::Image;
                self.wish(Parameters { representation, byte_size: 36, ..self.parameters })
            }
            Line::Ascii => self.wish(Parameters { representation: Representation::Ascii, ..self.parameters }),
            Line::Retrieve { remote, local } => self.retrieve(&Command::Retr(remote), &local).await,
            Line::List { group, local } => self.retrieve(&Command::List(group), &local).await,
            Line::CopyRemote(group) => self.copy_remote(&group).await,
            Line::CopyLocal(group) => self.copy_local(&group).await,
            Line::Store { local, remote } => self.store(&local, &Command::Stor(remote)).await,
            Line::Append { local, remote } => self.store(&local, &Command::Appe(remote)).await,
            Line::Rename { from, to } => {
                self.command(Command::Rnfr(from)).await?;
                self.command(Command::Rnto(to)).await
            }
            Line::Delete(name) => self.command(Command::Dele(name)).await,
            Line::Status(group) => {
                let line = Command::Stat(group).to_string();
                self.server()?.quote(&line).await?;
                Ok(())
            }
            Line::Service(host) => self.tell_service(&host).await,
            Line::Allocate(bytes) => self.command(Command::Allo(bytes)).await,
            Line::Quote(line) => {
                self.server()?.quote(&line).await?;
                Ok(())
            }
            Line::Abort => Err(Trouble::NothingToAbort),
            Line::Help(beginning) => {
                usages(&beginning).for_each(|line| self.sys.print(format!("{line}\r\n")));
                Ok(())
            }
            Line::Verbose => {
                self.is_verbose = !self.is_verbose;
                Ok(())
            }
            Line::Reset => self.reset().await,
            Line::Bye => self.leave().await,
        }
    }

    fn server(&mut self) -> Result<&mut Remote, Trouble> {
        self.remote.as_mut().ok_or(Trouble::NotConnected)
    }

    async fn command(&mut self, command: Command) -> Result<(), Trouble> {
        self.server()?.command(&command).await?;
        Ok(())
    }

    fn wish(&mut self, parameters: Parameters) -> Result<(), Trouble> {
        self.parameters = parameters;
        Ok(())
    }

    async fn connect(&mut self, name: &str) -> Result<(), Trouble> {
        self.leave().await?;
        let host = self.host_named(name)?;
        let remote = Remote::connect_old_or_new(&self.sys, host, "< ").await?;
        self.sys.print(format!("Connection is open to {}.\r\n", remote.site()));
        self.remote = Some(remote);
        self.told = Parameters::default();
        Ok(())
    }

    /// A host by its name, by `D` and its decimal number, or by its octal number (RFC 412 p. 3).
    fn host_named(&self, name: &str) -> Result<HostAddress, Trouble> {
        let raised = name.to_ascii_uppercase();
        let number = match raised.strip_prefix('D') {
            Some(decimal) => decimal.parse().ok(),
            None => u8::from_str_radix(&raised, 8).ok(),
        };
        let known = self.sys.address_of(name).or_else(|| self.sys.address_of(&raised));
        known.or_else(|| number.map(HostAddress::from_octet)).ok_or_else(|| Trouble::NoHost(name.to_owned()))
    }

    /// RFC 412 p. 7: gets through, and disturbs no connection that there is.
    async fn tell_service(&mut self, name: &str) -> Result<(), Trouble> {
        let host = self.host_named(name)?;
        let remote = Remote::connect_old_or_new(&self.sys, host, "< ").await?;
        self.sys.print(format!("File transfer is up at {}.\r\n", remote.site()));
        remote.bye().await;
        Ok(())
    }

    /// RFC 412 p. 6.
    async fn reset(&mut self) -> Result<(), Trouble> {
        self.leave().await?;
        self.parameters = Parameters::default();
        self.who = Credentials::default();
        self.is_verbose = false;
        Ok(())
    }

    async fn leave(&mut self) -> Result<(), Trouble> {
        if let Some(remote) = self.remote.take() {
            self.sys.print(format!("Closing connections to {}.\r\n", remote.site()));
            remote.bye().await;
        }
        Ok(())
    }

    /// Without words, as the person who started the program.
    async fn login(&mut self, words: &[String]) -> Result<(), Trouble> {
        let word = |at: usize| words.get(at).cloned().unwrap_or_default();
        if let Some(host) = words.get(3) {
            self.connect(host).await?;
        }
        let site = self.server()?.site().to_owned();
        self.who = match (words, self.sys.credentials_at(&site)) {
            ([], Some(who)) => who.clone(),
            _ => Credentials { user: word(0), password: word(1), account: word(2) },
        };
        let who = self.who.clone();
        Ok(self.server()?.login(&who).await?)
    }

    /// Tells the server what has changed of the parameters.
    pub(super) async fn agree(&mut self) -> Result<(), Trouble> {
        let (wanted, told) = (self.parameters, self.told);
        let server = self.server()?;
        let is_new_type = server.type_code(&wanted) != server.type_code(&told);
        let commands = [
            (is_new_type, Command::Type(server.type_code(&wanted))),
            (wanted.byte_size != told.byte_size, Command::Byte(wanted.byte_size)),
            (wanted.mode != told.mode, Command::Mode(wanted.mode)),
            (wanted.structure != told.structure, Command::Stru(wanted.structure)),
        ];
        for (_, command) in commands.into_iter().filter(|(has_changed, _)| *has_changed) {
            self.command(command).await?;
        }
        self.told = wanted;
        Ok(())
    }

    /// A listing is ASCII, which is for the user to see to (RFC 414 p. 3).
    pub(super) async fn retrieve(&mut self, command: &Command, local: &str) -> Result<(), Trouble> {
        if matches!(command, Command::List(_)) {
            self.parameters.representation = Representation::Ascii;
        }
        self.agree().await?;
        // A name that cannot be written is told before anything is moved.
        let file = match local {
            TERMINAL => None,
            name => Some(self.sys.write_file(name).await?),
        };
        let bytes = self.gather(command).await?;
        let parameters = self.parameters;
        let system = self.sys.system();
        let content = content_of(&bytes, &parameters, system)?;
        match file {
            None => self.sys.print(content.text(system)),
            Some(file) => {
                file.write(content).await?;
                self.sys.print(format!("{} written.\r\n", file.close().await?));
            }
        }
        Ok(())
    }

    /// The transfer bytes that a command brings.
    pub(super) async fn gather(&mut self, command: &Command) -> Result<Bits, Trouble> {
        let parameters = self.parameters;
        let bytes = {
            let remote = self.remote.as_mut().ok_or(Trouble::NotConnected)?;
            or_abort(&self.sys, &mut self.typed_ahead, remote.retrieve(command, &parameters)).await
        };
        self.finish(bytes).await
    }

    pub(super) async fn store(&mut self, local: &str, command: &Command) -> Result<(), Trouble> {
        let content = self.sys.read_file(local).await?.content;
        self.agree().await?;
        let parameters = self.parameters;
        let bytes: Bits = transfer_bytes(&content, &parameters, self.sys.system());
        let stored = {
            let remote = self.remote.as_mut().ok_or(Trouble::NotConnected)?;
            or_abort(&self.sys, &mut self.typed_ahead, remote.store(command, &parameters, &bytes)).await
        };
        self.finish(stored).await
    }

    /// Has the server abort what the user has given up.
    async fn finish<T>(&mut self, done: Option<Result<T, RemoteError>>) -> Result<T, Trouble> {
        match done {
            Some(result) => Ok(result?),
            None => {
                self.server()?.abort().await?;
                Err(Trouble::Aborted)
            }
        }
    }
}

/// Lets a transfer run until it is done, or the user types ABORT (`None`). What else is typed waits.
async fn or_abort<T>(
    sys: &Sys,
    typed_ahead: &mut VecDeque<String>,
    transfer: impl Future<Output = T>,
) -> Option<T> {
    let abort = async {
        while let Some(line) = sys.read_line().await {
            if Line::parse(&line) == Ok(Line::Abort) {
                return None;
            }
            typed_ahead.push_back(line);
        }
        std::future::pending().await
    };
    or(async { Some(transfer.await) }, abort).await
}
