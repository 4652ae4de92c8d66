//! A server as a user's program sees it: the [`Dialogue`] carried to the host's system calls, and the data connection.

use std::collections::VecDeque;
use std::future::Future;

use arpanet_ncp::OpenFailure;
use arpanet_wire::ftp::{
    Class, Code, Command, DataSocket, Direction, NEW_SERVER_SOCKET, Reply, Representation, TypeCode,
    TypeDetail, Verb,
};
use arpanet_wire::{Bits, HostAddress};
use futures_lite::future::or;

use super::data::{deliver, gather};
use super::dialogue::{Dialogue, Event};
use super::error::RemoteError;
use crate::account::Credentials;
use crate::error::OpenError;
use crate::ftp::parameters::{Coding, Parameters};
use crate::ftp::transfer::{Damage, encode};
use crate::icp::{self, IcpError, IcpFailure, Service, Step};
use crate::sys::Sys;

/// How long a server may be silent before it is asked whether it is still there, and then to answer that. More than the
/// 60 s that it may itself wait for a data connection.
const PATIENCE_NS: u64 = 120_000_000_000;
/// How long the data may take to end after the server has said that the transfer is complete, and the server to close
/// after BYE.
const LAST_WORDS_NS: u64 = 60_000_000_000;
/// The mark of a SYNCH. RFC 318 p. 4.
const DATA_MARK: u8 = 0o200;

/// A server.
pub struct Remote {
    sys: Sys,
    site: String,
    control: icp::Session,
    dialogue: Dialogue,
    events: VecDeque<Event>,
    /// Whose protocol the server speaks.
    coding: Coding,
    /// What is put before its replies on the terminal.
    prefix: String,
}

impl Remote {
    /// Gets through to the FTP server at `host`. Its replies are printed on the terminal after `prefix`.
    pub async fn connect(sys: &Sys, host: HostAddress, prefix: &str) -> Result<Remote, RemoteError> {
        Remote::connect_at(sys, host, icp::FTP, prefix).await
    }

    /// The same; where nobody is at the old socket, the server of August 1973 is looked for at its own (RFC 593 p. 1). Nobody
    /// is there when the request is refused, and also when it is let wait in vain (NIC 8246 p. 11).
    pub async fn connect_old_or_new(
        sys: &Sys,
        host: HostAddress,
        prefix: &str,
    ) -> Result<Remote, RemoteError> {
        let refused = IcpFailure::Open(OpenError::Failed(OpenFailure::Refused));
        match Remote::connect(sys, host, prefix).await {
            Err(RemoteError::Unreachable { site, why: IcpError { step: Step::Request, why } })
                if why == refused || why == IcpFailure::TimedOut =>
            {
                let new = Service { socket: NEW_SERVER_SOCKET, ..icp::FTP };
                let remote = Remote::connect_at(sys, host, new, prefix).await;
                let remote = remote.map_err(|_| RemoteError::Unreachable {
                    site: site.clone(),
                    why: IcpError { step: Step::Request, why },
                })?;
                sys.print(format!("{site} has no FTP at socket 3, but the new one at socket 21.\r\n"));
                Ok(remote)
            }
            connected => connected,
        }
    }

    async fn connect_at(
        sys: &Sys,
        host: HostAddress,
        service: Service,
        prefix: &str,
    ) -> Result<Remote, RemoteError> {
        let site = sys.name_of(host);
        let control = icp::user(sys, host, service).await;
        let control = control.map_err(|why| RemoteError::Unreachable { site: site.clone(), why })?;
        let is_new = service.socket == NEW_SERVER_SOCKET;
        Ok(Remote {
            sys: sys.clone(),
            site,
            control,
            dialogue: Dialogue::default(),
            events: VecDeque::new(),
            coding: if is_new { Coding::August1973 } else { Coding::July1972 },
            prefix: prefix.to_owned(),
        })
    }

    /// The server's own data socket, where the protocol fixes it: S+2 to receive, S+3 to send. RFC 542 p. 24; RFC 478 p. 2
    /// takes it for known.
    pub fn fixed_socket(&self, direction: Direction) -> u32 {
        let offset = match direction {
            Direction::Receive => 2,
            Direction::Send => 3,
        };
        self.control.foreign_base.number.wrapping_add(offset)
    }

    /// Whose protocol the server speaks.
    pub fn coding(&self) -> Coding {
        self.coding
    }

    /// The server's host, by name.
    pub fn site(&self) -> &str {
        &self.site
    }

    /// The server's host.
    pub fn host(&self) -> HostAddress {
        self.control.foreign_host()
    }

    /// True when a command has no primary reply yet, or a transfer runs.
    pub fn is_busy(&self) -> bool {
        self.is_transferring() || self.dialogue.waiting().next().is_some()
    }

    /// True when the secondary reply of a transfer is still to come.
    pub fn is_transferring(&self) -> bool {
        self.dialogue.transferring().is_some()
    }

    /// Sends a command without waiting for its reply. All earlier ones must have theirs, but for ABOR, STAT and BYE.
    pub async fn send(&mut self, command: &Command) -> Result<(), RemoteError> {
        self.send_line(command.verb(), &command.to_string()).await
    }

    /// Sends a line as it stands, as if it were a command of code `verb`.
    async fn send_line(&mut self, verb: Verb, line: &str) -> Result<(), RemoteError> {
        debug_assert!(self.dialogue.may_send(verb), "{verb} before the reply to an earlier command");
        self.dialogue.on_sent(verb);
        self.send_octets(format!("{line}\r\n").as_bytes()).await
    }

    async fn send_octets(&self, octets: &[u8]) -> Result<(), RemoteError> {
        let sent = self.control.send.send_octets(octets).await;
        sent.map_err(|why| RemoteError::Lost { site: self.site.clone(), why })
    }

    /// SYNCH: an interrupt, and the mark in the stream (RFC 318 p. 5).
    async fn synch(&self) -> Result<(), RemoteError> {
        let interrupted = self.control.send.interrupt().await;
        interrupted.map_err(|why| RemoteError::Lost { site: self.site.clone(), why })?;
        self.send_octets(&[DATA_MARK]).await
    }

    /// Waits for the primary reply to the oldest command that has none. A server that is silent for long is asked
    /// for its status, and given up when it doesn't answer that either.
    pub async fn primary(&mut self) -> Result<Reply, RemoteError> {
        self.await_event(|event| matches!(event, Event::Primary { verb, .. } if *verb != Verb::Stat)).await
    }

    /// Waits for the secondary reply of the transfer that runs.
    pub async fn secondary(&mut self) -> Result<Reply, RemoteError> {
        self.await_event(|event| matches!(event, Event::Secondary { .. })).await
    }

    async fn await_event(&mut self, wanted: impl Fn(&Event) -> bool) -> Result<Reply, RemoteError> {
        let mut has_asked = false;
        loop {
            if let Some(at) = self.events.iter().position(&wanted)
                && let Some(Event::Primary { reply, .. } | Event::Secondary { reply, .. }) =
                    self.events.remove(at)
            {
                return Ok(reply);
            }
            let sys = self.sys.clone();
            match sys.within(PATIENCE_NS, self.hear()).await {
                Some(Ok(())) => has_asked = false,
                Some(Err(error)) => return Err(error),
                None if self.dialogue.waiting().eq([Verb::Stat]) && !has_asked => self.conclude(),
                None if has_asked => return Err(RemoteError::Silent { site: self.site.clone() }),
                None => {
                    has_asked = true;
                    self.synch().await?;
                    self.send(&Command::Stat(String::new())).await?;
                }
            }
        }
    }

    /// Takes what the server says next.
    async fn hear(&mut self) -> Result<(), RemoteError> {
        let octets = self.control.receive.receive_octets().await;
        let octets = octets.map_err(|why| RemoteError::Lost { site: self.site.clone(), why })?;
        let mut events = Vec::new();
        self.dialogue.on_octets(&octets, &mut events);
        self.take_events(events);
        Ok(())
    }

    fn conclude(&mut self) {
        let mut events = Vec::new();
        self.dialogue.conclude_status(&mut events);
        self.take_events(events);
    }

    /// Prints replies; keeps those that answer something.
    fn take_events(&mut self, events: Vec<Event>) {
        for event in events {
            match &event {
                Event::Primary { reply, .. } | Event::Secondary { reply, .. } | Event::Spontaneous(reply) => {
                    self.print_reply(reply);
                }
                Event::Continued(text) => self.sys.print(format!("{}    {text}\r\n", self.prefix)),
            }
            if matches!(event, Event::Primary { .. } | Event::Secondary { .. }) {
                self.events.push_back(event);
            }
        }
    }

    fn print_reply(&self, reply: &Reply) {
        self.sys.print(format!("{}{} {}\r\n", self.prefix, reply.code, reply.text));
        for line in &reply.more {
            self.sys.print(format!("{}    {line}\r\n", self.prefix));
        }
    }

    /// Sends a command and waits for its primary reply.
    pub async fn ask(&mut self, command: &Command) -> Result<Reply, RemoteError> {
        self.send(command).await?;
        self.primary().await
    }

    /// Sends a line that the user typed, whatever it is, and waits for its reply.
    pub async fn quote(&mut self, line: &str) -> Result<Reply, RemoteError> {
        let code = line.split(' ').next().unwrap_or_default();
        self.events.clear();
        self.send_line(Verb::parse(code).unwrap_or(Verb::Noop), line).await?;
        self.await_event(|event| matches!(event, Event::Primary { .. })).await
    }

    /// Sends a command, waits for its primary reply, and takes a refusal for an error.
    pub async fn command(&mut self, command: &Command) -> Result<Reply, RemoteError> {
        let reply = self.ask(command).await?;
        self.judge(command.verb(), reply)
    }

    /// A reply, or the error that it means.
    pub fn judge(&self, verb: Verb, reply: Reply) -> Result<Reply, RemoteError> {
        let is_refusal = match reply.code.class() {
            Class::Unsuccessful | Class::Incorrect => true,
            // 331 and 332 hold back a command that is not of the login itself (RFC 454 p. 19, RFC 542 p. 32).
            Class::MoreInput => !matches!(verb, Verb::User | Verb::Pass | Verb::Acct | Verb::Mail),
            _ => false,
        };
        if !is_refusal {
            return Ok(reply);
        }
        Err(RemoteError::Refused { site: self.site.clone(), what: verb, code: reply.code, text: reply.text })
    }

    /// Logs in as the replies ask: 330 wants the password, 331 the account, and so does a second 330 (RFC 385 p. 5).
    pub async fn login(&mut self, who: &Credentials) -> Result<(), RemoteError> {
        let reply = self.command(&Command::User(who.user.clone())).await?;
        let mut code = reply.code;
        if code == Code(330) {
            code = self.command(&Command::Pass(who.password.clone())).await?.code;
        }
        if matches!(code, Code(330 | 331)) {
            self.command(&Command::Acct(who.account.clone())).await?;
        }
        Ok(())
    }

    /// Gives the server all four transfer parameters.
    pub async fn set_parameters(&mut self, parameters: &Parameters) -> Result<(), RemoteError> {
        self.command(&Command::Type(self.type_code(parameters))).await?;
        self.command(&Command::Byte(parameters.byte_size)).await?;
        self.command(&Command::Mode(parameters.mode)).await?;
        self.command(&Command::Stru(parameters.structure)).await?;
        Ok(())
    }

    /// What TYPE says: in RFC 542 p. 24 local bytes have their size told.
    pub fn type_code(&self, parameters: &Parameters) -> TypeCode {
        let representation = parameters.representation;
        let is_told = self.coding == Coding::August1973 && representation == Representation::LocalByte;
        let detail = is_told.then_some(TypeDetail::ByteSize(parameters.byte_size));
        TypeCode { representation, detail }
    }

    /// Sends LSTN or SOCK and returns the server's socket from its 255; `None` when a server of 1972 accepts SOCK
    /// with 200 (RFC 354 p. 22), and so tells none.
    pub async fn socket(&mut self, command: &Command) -> Result<Option<u32>, RemoteError> {
        let reply = self.command(command).await?;
        match DataSocket::parse(&reply.text) {
            Some(DataSocket(socket)) => Ok(Some(socket)),
            None if reply.code == Code(200) && command.verb() == Verb::Sock => Ok(None),
            None => Err(RemoteError::NoSocket { site: self.site.clone(), text: reply.text }),
        }
    }

    /// Does a RETR, LIST or NLST over a data connection to this host: the transfer bytes.
    pub async fn retrieve(
        &mut self,
        command: &Command,
        parameters: &Parameters,
    ) -> Result<Bits, RemoteError> {
        let sys = self.sys.clone();
        let (site, host) = (self.site.clone(), self.host());
        let socket = self.control.block.socket(4);
        let parameters = Parameters { coding: self.coding, ..*parameters };
        let data = gather(sys, site, host, socket, parameters);
        self.with_data(command, data).await
    }

    /// Does a STOR or APPE of these transfer bytes over a data connection from this host.
    pub async fn store(
        &mut self,
        command: &Command,
        parameters: &Parameters,
        bytes: &Bits,
    ) -> Result<(), RemoteError> {
        let sys = self.sys.clone();
        let (site, host) = (self.site.clone(), self.host());
        let socket = self.control.block.socket(5);
        let parameters = Parameters { coding: self.coding, ..*parameters };
        let data = encode(bytes, &parameters, 0, 0);
        let size = parameters.transfer_size();
        self.with_data(command, deliver(sys, site, host, socket, size, data)).await
    }

    /// Sends a letter over the control connection: MAIL, the text, and a line with a lone period (RFC 385 p. 5). `text` is
    /// network ASCII; no line of it may be a lone period.
    pub async fn mail(&mut self, users: &str, text: &[u8]) -> Result<(), RemoteError> {
        self.command(&Command::Mail(users.to_owned())).await?;
        let end: &[u8] = if text.is_empty() || text.ends_with(b"\r\n") { b".\r\n" } else { b"\r\n.\r\n" };
        self.send_octets(&[text, end].concat()).await?;
        let reply = self.secondary().await?;
        self.judge(Verb::Mail, reply).map(drop)
    }

    /// Plays the dialogue of a transfer and moves its data. The listening for the data connection begins before the
    /// command is sent, and waits for no 255 (RFC 385 p. 3).
    async fn with_data<T>(
        &mut self,
        command: &Command,
        data: impl Future<Output = Result<T, RemoteError>>,
    ) -> Result<T, RemoteError> {
        enum First<T> {
            Data(Result<T, RemoteError>),
            Dialogue(Result<(), RemoteError>),
        }
        let sys = self.sys.clone();
        let site = self.site.clone();
        let mut data = Box::pin(data);
        let first = {
            let mut dialogue = Box::pin(self.transfer_dialogue(command));
            let first = or(async { First::Data((&mut data).await) }, async {
                First::Dialogue((&mut dialogue).await)
            });
            match first.await {
                // The server tells what became of the transfer, well or badly.
                First::Data(moved) => {
                    dialogue.await?;
                    return moved;
                }
                First::Dialogue(told) => told,
            }
        };
        first?;
        let moved = sys.within(LAST_WORDS_NS, data).await;
        moved.unwrap_or(Err(RemoteError::BadData { site, why: Damage::EndsEarly }))
    }

    async fn transfer_dialogue(&mut self, command: &Command) -> Result<(), RemoteError> {
        let begun = self.command(command).await?;
        if command.verb() == Verb::Rdmf && begun.code != Code(250) {
            return Err(RemoteError::Nothing { site: self.site.clone(), text: begun.text });
        }
        let reply = self.secondary().await?;
        self.judge(command.verb(), reply).map(drop)
    }

    /// Has the server abort what it is doing: SYNCH, then ABOR (RFC 354 p. 17).
    pub async fn abort(&mut self) -> Result<Reply, RemoteError> {
        self.synch().await?;
        self.send(&Command::Abor).await?;
        self.await_event(|event| matches!(event, Event::Primary { verb: Verb::Abor, .. })).await
    }

    /// Takes leave, and closes the control connections when the server has answered or closed them.
    pub async fn bye(mut self) {
        let sys = self.sys.clone();
        let farewell = async {
            self.send(&Command::Bye).await?;
            loop {
                self.hear().await?;
            }
        };
        let _: Option<Result<(), RemoteError>> = sys.within(LAST_WORDS_NS, farewell).await;
        let closing = self.control.send.close();
        sys.within(LAST_WORDS_NS, closing).await;
    }
}
