//! A terminal at a port of a TIP: what is typed goes to a host, what the host says is printed, and commands say which host.
//!
//! ```text
//!   Closed --@L n--> Opening --> Open --@C, @H, the host closes--> Closing --> Closed
//!                       | fails, @C                                   | @L n: as soon as it is closed
//!                       v                                             v
//!                    Closed                                        Opening
//! ```
//!
//! What is typed while a connection is being opened waits for it, commands that give it up apart. What is typed to nobody is
//! lost. Liberty: the guide's list of messages is not among our sources; `Trying`, `Open` and so on are assumed, and so is
//! the bell.

use std::collections::VecDeque;
use std::future::{Future, pending};
use std::pin::Pin;

use arpanet_wire::telnet::{Command as TelnetCommand, LineEnds};
use arpanet_wire::{Bits, HostAddress};
use futures_lite::future::or;

use super::command::{Command, help};
use super::keyboard::{Keyboard, Pressed};
use super::port::{Action, Port, keys};
use super::{PORT_BLOCK, base_of};
use crate::error::{CloseReason, Failure, OpenFailure, Outcome};
use crate::icp::{self, IcpError, IcpFailure, Service, Session};
use crate::small::TIP_NEWS;
use crate::sys::Sys;
use crate::telnet::{Dialect, End, Heard, Role, echoed, printed};

/// How long the host may be silent after the terminal's last word, and to close: 60 s. Assumed.
const SILENCE_LIMIT_NS: u64 = 60_000_000_000;
/// Where the news is. RFC 381 p. 4: "at the BBN Tenex".
const NEWS_HOST: HostAddress = HostAddress::from_octet(69);
/// What a host's number may be at most. RFC 433 p. 1: 8 bits.
const LAST_HOST: u32 = 255;

type Work<T> = Pin<Box<dyn Future<Output = T>>>;

/// Runs a terminal until it is switched off.
pub async fn terminal(sys: &Sys, port: u32) -> Outcome {
    let mut terminal = Terminal {
        sys: sys.clone(),
        number: port,
        port: Port::default(),
        link: Link::Closed,
        host: None,
        wanted: None,
        keyboard: Keyboard::default(),
        typed_ahead: VecDeque::new(),
        keys_ahead: Vec::new(),
        is_attended: false,
        is_off: false,
        view: View::new(),
        failure: None,
    };
    while !terminal.is_done() {
        let happening = terminal.next().await;
        terminal.on(happening).await;
    }
    terminal.failure.map_or(Ok(()), Err)
}

struct Terminal {
    sys: Sys,
    number: u32,
    port: Port,
    link: Link,
    /// The host for the next connection.
    host: Option<HostAddress>,
    /// A connection to be opened when the last one is closed.
    wanted: Option<(HostAddress, Service)>,
    keyboard: Keyboard,
    /// Lines that wait for the connection.
    typed_ahead: VecDeque<String>,
    /// Characters that wait for the connection.
    keys_ahead: Vec<u8>,
    /// A person presses its keys.
    is_attended: bool,
    /// No more will be typed.
    is_off: bool,
    view: View,
    /// Why the last connection could not be had.
    failure: Option<Failure>,
}

/// The connection with a host.
enum Link {
    Closed,
    Opening(Work<Result<Box<Session>, IcpError>>),
    Open(Box<Session>),
    Closing(Work<()>),
}

/// What has come from the host, on its way to the paper.
struct View {
    end: End,
    line_ends: LineEnds,
}

/// What can happen.
enum Happening {
    Typed(Option<String>),
    Pressed(Vec<u8>),
    Opened(Result<Box<Session>, IcpError>),
    Closed,
    Arrived(Result<Vec<u8>, CloseReason>),
    Interrupted,
    Silence,
}

impl Terminal {
    /// True when nobody types any more and nothing is open.
    fn is_done(&self) -> bool {
        self.is_off
            && self.typed_ahead.is_empty()
            && self.keys_ahead.is_empty()
            && matches!(self.link, Link::Closed)
            && self.wanted.is_none()
    }

    async fn next(&mut self) -> Happening {
        let sys = self.sys.clone();
        let (is_off, is_open) = (self.is_off, matches!(self.link, Link::Open(_)));
        if is_open && let Some(line) = self.typed_ahead.pop_front() {
            return Happening::Typed(Some(line));
        }
        let typed = async { if is_off { pending().await } else { Happening::Typed(sys.read_line().await) } };
        let pressed = async {
            match sys.read_keys().await {
                Some(keys) if !is_off => Happening::Pressed(keys),
                _ => pending().await,
            }
        };
        let silence = async {
            if !(is_off && is_open) {
                return pending().await;
            }
            sys.sleep_ns(SILENCE_LIMIT_NS).await;
            Happening::Silence
        };
        let link = async {
            match &mut self.link {
                Link::Closed => pending().await,
                Link::Opening(work) => Happening::Opened(work.await),
                Link::Closing(work) => {
                    work.await;
                    Happening::Closed
                }
                Link::Open(session) => heard(session).await,
            }
        };
        or(link, or(or(pressed, typed), silence)).await
    }

    async fn on(&mut self, happening: Happening) {
        match happening {
            Happening::Typed(Some(line)) => self.on_line(line).await,
            Happening::Typed(None) => {
                self.is_off = true;
                // A person who sat there has hung up; what was planned to be typed may still be answered.
                if self.is_attended {
                    self.keys_ahead.clear();
                    self.close();
                }
            }
            Happening::Pressed(keys) => {
                self.is_attended = true;
                for octet in keys {
                    self.on_key(octet).await;
                }
            }
            Happening::Opened(Ok(session)) => {
                self.tell("Open");
                self.view = View::new();
                self.link = Link::Open(session);
                let mut actions = Vec::new();
                for octet in std::mem::take(&mut self.keys_ahead) {
                    self.port.type_key(octet, &mut actions);
                }
                self.act(actions).await;
            }
            Happening::Opened(Err(error)) => self.on_failure(&error),
            Happening::Closed => self.on_closed(),
            Happening::Arrived(Ok(octets)) => self.on_octets(&octets),
            Happening::Arrived(Err(reason)) => self.on_end(reason),
            Happening::Interrupted => {
                self.view.end.on_interrupt();
                self.print();
            }
            Happening::Silence => self.close(),
        }
    }

    async fn on_line(&mut self, line: String) {
        let mut actions = Vec::new();
        if self.is_connecting() && !gives_up(&line) {
            return self.typed_ahead.push_back(line);
        }
        self.echo(&line);
        self.port.type_line(&line, &mut actions);
        self.act(actions).await;
    }

    /// A person presses a key. The TIP shows commands itself, and the rest unless the host does.
    async fn on_key(&mut self, octet: u8) {
        let mut actions = Vec::new();
        match self.keyboard.press(octet) {
            Pressed::Text(octet) => {
                self.echo_key(octet);
                match self.is_connecting() {
                    true => self.keys_ahead.push(octet),
                    false => self.port.type_key(octet, &mut actions),
                }
            }
            Pressed::InCommand(octet) => self.sys.print(echoed(&[octet])),
            Pressed::Command(typed) => {
                self.sys.print("\r\n");
                Port::end_command(&typed, &mut actions);
            }
            Pressed::Aborted => self.tell(" XXX"),
        }
        self.act(actions).await;
    }

    async fn act(&mut self, actions: Vec<Action>) {
        let mut actions = VecDeque::from(actions);
        while let Some(action) = actions.pop_front() {
            match action {
                Action::Send(octets) => self.send(&octets),
                Action::Bell => self.sys.print("\u{7}"),
                Action::Bad => self.tell("Bad"),
                Action::Do(command) => {
                    let mut more = Vec::new();
                    self.port.on_command(command, &mut more);
                    actions.extend(more);
                    self.on_command(command).await;
                }
            }
        }
    }

    fn is_connecting(&self) -> bool {
        matches!(self.link, Link::Opening(_)) || self.wanted.is_some()
    }

    async fn on_command(&mut self, command: Command) {
        match command {
            Command::Open { host, socket } => self.on_open(host, socket),
            Command::News => self.open(NEWS_HOST, TIP_NEWS),
            Command::Close => self.close(),
            Command::Host(number) => {
                self.close();
                self.host = host_of(number);
            }
            Command::Reset => {
                self.close();
                self.host = None;
            }
            Command::EchoRemote(is_remote) => {
                let octets = self.view.end.ask_echo(is_remote);
                self.send(&octets);
            }
            Command::SendBreak => {
                let octets = self.view.end.command(TelnetCommand::Break);
                self.send(&octets.unwrap_or_default());
            }
            Command::SendSynch => self.synch().await,
            Command::Help => self.sys.print(help()),
            Command::TransmitOnLinefeed
            | Command::TransmitEvery(_)
            | Command::TransmitNow
            | Command::InsertLinefeed(_)
            | Command::Flush => {}
        }
    }

    fn on_open(&mut self, host: Option<u32>, socket: Option<u32>) {
        let host = host.map_or(self.host, host_of);
        let service = match socket {
            None => Some(icp::TELNET),
            Some(socket) if socket % 2 == 1 => Some(Service::of_octets("tip", socket)),
            Some(_) => None,
        };
        match (host, service) {
            (Some(host), Some(service)) => self.open(host, service),
            _ => self.tell("Bad"),
        }
    }

    /// Opens a connection; an earlier one is closed first.
    fn open(&mut self, host: HostAddress, service: Service) {
        self.host = Some(host);
        self.failure = None;
        self.close();
        if matches!(self.link, Link::Closing(_)) {
            self.wanted = Some((host, service));
            return;
        }
        self.tell("Trying");
        let (sys, base) = (self.sys.clone(), base_of(self.number));
        self.link = Link::Opening(Box::pin(async move {
            let block = sys.reserve_at(base, PORT_BLOCK).await;
            let block = block.map_err(|why| IcpError { step: icp::Step::Request, why: why.into() })?;
            icp::user_from(&sys, block, host, service).await.map(Box::new)
        }));
    }

    /// Closes the connection, or gives up opening it.
    fn close(&mut self) {
        self.wanted = None;
        self.link = match std::mem::replace(&mut self.link, Link::Closed) {
            Link::Open(session) => Link::Closing(closing(&self.sys, session)),
            Link::Closing(work) => Link::Closing(work),
            Link::Opening(_) => {
                self.forget_typed_ahead();
                Link::Closed
            }
            Link::Closed => Link::Closed,
        };
    }

    fn forget_typed_ahead(&mut self) {
        self.typed_ahead.clear();
        self.keys_ahead.clear();
    }

    fn on_closed(&mut self) {
        self.link = Link::Closed;
        self.tell("Closed");
        if let Some((host, service)) = self.wanted.take() {
            self.open(host, service);
        }
    }

    /// The host has closed the connection on which it sends, or it is gone.
    fn on_end(&mut self, reason: CloseReason) {
        if reason != CloseReason::There {
            self.tell("Net trouble");
        }
        self.close();
    }

    fn on_failure(&mut self, error: &IcpError) {
        self.link = Link::Closed;
        self.forget_typed_ahead();
        self.tell(match error.why {
            IcpFailure::Open(crate::error::OpenError::Failed(failure)) => match failure {
                OpenFailure::Refused => "Refused",
                OpenFailure::HostDead => "Host not responding",
                OpenFailure::ImpDead | OpenFailure::NetworkDown | OpenFailure::Undeliverable => "Net trouble",
                _ => "Host not responding",
            },
            _ => "Host not responding",
        });
        self.sys.say(format!("the TIP could not connect: {error}"));
        self.failure = Some(Failure::new(error.to_string()));
    }

    fn on_octets(&mut self, octets: &[u8]) {
        self.view.end.on_octets(octets);
        self.print();
    }

    fn print(&mut self) {
        let mut answer = Vec::new();
        let text = self.view.poll_text(&mut answer);
        self.send(&answer);
        if !text.is_empty() {
            self.sys.print(text);
        }
    }

    /// Shows what is typed, unless the host does or has something to hide.
    fn echo(&self, line: &str) {
        if self.view.end.server_echoes() && !line.starts_with('@') {
            return;
        }
        let typed = if self.view.end.is_hidden() { Vec::new() } else { keys(line) };
        self.sys.print(format!("{}\r\n", echoed(&typed)));
    }

    /// Shows a character that is typed, unless the host does or has something to hide.
    fn echo_key(&self, octet: u8) {
        match octet {
            _ if self.view.end.server_echoes() => {}
            b'\r' => self.sys.print("\r\n"),
            _ if self.view.end.is_hidden() => {}
            _ => self.sys.print(echoed(&[octet])),
        }
    }

    /// Hands octets to the network; those for nobody are lost.
    fn send(&self, octets: &[u8]) {
        if let Link::Open(session) = &self.link
            && !octets.is_empty()
        {
            session.send.offer(&Bits::from_octets(octets));
        }
    }

    async fn synch(&self) {
        self.send(&self.view.end.mark());
        if let Link::Open(session) = &self.link {
            // Should the connection have ended, the next look at it tells.
            session.send.interrupt().await.unwrap_or_default();
        }
    }

    fn tell(&self, what: &str) {
        self.sys.print(format!("{what}\r\n"));
    }
}

impl View {
    /// Of a connection on which nothing has been said. A TIP of 1973 speaks the TELNET of 1972.
    fn new() -> View {
        View { end: End::new(Role::User, Dialect::AdHoc), line_ends: LineEnds::default() }
    }

    /// What may be printed, and what has to be answered. What lies before a data mark is not printed (RFC 318 p. 5).
    fn poll_text(&mut self, answer: &mut Vec<u8>) -> String {
        let mut text = Vec::new();
        while let Some(heard) = self.end.poll(answer) {
            if let Heard::Character(character) = heard {
                self.line_ends.read(character, &mut text);
            }
        }
        text.into_iter().map(printed).collect()
    }
}

/// What comes from an open connection next.
async fn heard(session: &Session) -> Happening {
    let arrived = async { Happening::Arrived(session.receive.receive_octets().await) };
    let interrupted = async {
        match session.receive.interrupted().await {
            Ok(()) => Happening::Interrupted,
            Err(_) => pending().await,
        }
    };
    or(arrived, interrupted).await
}

/// Closes both connections, and waits for it no longer than a host may be silent.
fn closing(sys: &Sys, session: Box<Session>) -> Work<()> {
    let sys = sys.clone();
    Box::pin(async move {
        let Session { send, receive, .. } = *session;
        sys.within(SILENCE_LIMIT_NS, futures_lite::future::zip(send.close(), receive.close())).await;
    })
}

/// Whether a line typed while a connection is being opened has to do with that.
fn gives_up(line: &str) -> bool {
    let command = line.strip_prefix('@').and_then(Command::parse);
    matches!(command, Some(Command::Close | Command::Host(_) | Command::Reset))
}

/// The host of a number; none for 0 and for what is no number of a host.
fn host_of(number: u32) -> Option<HostAddress> {
    let number = u8::try_from(number.min(LAST_HOST + 1)).ok()?;
    (number > 0).then(|| HostAddress::from_octet(number))
}
