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

use arpanet_wire::telnet::{Item, LineEnds, Reader, Signal, Text};
use arpanet_wire::{Bits, HostAddress};
use futures_lite::future::or;

use super::command::Command;
use super::port::{Action, Port};
use super::{PORT_BLOCK, base_of, printed};
use crate::error::{CloseReason, Failure, OpenFailure, Outcome};
use crate::icp::{self, IcpError, IcpFailure, Service, Session};
use crate::small::TIP_NEWS;
use crate::sys::Sys;
use crate::telnet::{Passed, Synch};

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
        typed_ahead: VecDeque::new(),
        is_off: false,
        view: View::default(),
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
    /// Lines that wait for the connection.
    typed_ahead: VecDeque<String>,
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

/// What has come from the host, on its way to the paper, and who echoes.
#[derive(Default)]
struct View {
    reader: Reader,
    synch: Synch,
    line_ends: LineEnds,
    is_echoed_there: bool,
    is_hidden: bool,
}

/// What can happen.
enum Happening {
    Typed(Option<String>),
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
        or(link, or(typed, silence)).await
    }

    async fn on(&mut self, happening: Happening) {
        match happening {
            Happening::Typed(Some(line)) => self.on_line(line).await,
            Happening::Typed(None) => self.is_off = true,
            Happening::Opened(Ok(session)) => {
                self.tell("Open");
                self.view = View::default();
                self.link = Link::Open(session);
            }
            Happening::Opened(Err(error)) => self.on_failure(&error),
            Happening::Closed => self.on_closed(),
            Happening::Arrived(Ok(octets)) => self.on_octets(&octets),
            Happening::Arrived(Err(reason)) => self.on_end(reason),
            Happening::Interrupted => {
                self.view.synch.on_interrupt();
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
                let signal = if is_remote { Signal::Echo } else { Signal::NoEcho };
                self.send(&[signal.code()]);
            }
            Command::SendBreak => self.send(&[Signal::Break.code()]),
            Command::SendSynch => self.synch().await,
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
                self.typed_ahead.clear();
                Link::Closed
            }
            Link::Closed => Link::Closed,
        };
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
        self.typed_ahead.clear();
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
        let mut items = Vec::new();
        self.view.reader.read(octets, &mut items);
        self.view.synch.on_items(items);
        self.print();
    }

    fn print(&mut self) {
        let text = self.view.poll_text();
        if !text.is_empty() {
            self.sys.print(text);
        }
    }

    /// Shows what is typed, unless the host does or has something to hide.
    fn echo(&self, line: &str) {
        if self.view.is_echoed_there && !line.starts_with('@') {
            return;
        }
        let shown = if self.view.is_hidden { "" } else { line };
        self.sys.print(format!("{shown}\r\n"));
    }

    /// Hands octets to the network; those for nobody are lost.
    fn send(&self, octets: &[u8]) {
        if let Link::Open(session) = &self.link {
            session.send.offer(&Bits::from_octets(octets));
        }
    }

    async fn synch(&self) {
        self.send(&[Signal::DataMark.code()]);
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
    /// What may be printed. What lies before a data mark is not (RFC 318 p. 5).
    fn poll_text(&mut self) -> String {
        let mut text: Vec<Text> = Vec::new();
        while let Some(passed) = self.synch.poll_item() {
            match passed {
                Passed::Read(Item::Character(character)) => self.line_ends.read(character, &mut text),
                Passed::Read(Item::Signal(signal)) => self.on_signal(signal),
                Passed::Read(Item::Unknown(_) | Item::NewForm(_)) | Passed::Scanned(_) => {}
            }
        }
        text.into_iter().map(printed).collect()
    }

    fn on_signal(&mut self, signal: Signal) {
        match signal {
            Signal::Echo => self.is_echoed_there = true,
            Signal::NoEcho => (self.is_echoed_there, self.is_hidden) = (false, false),
            Signal::HideInput => self.is_hidden = true,
            Signal::Break | Signal::Nop | Signal::DataType(_) | Signal::DataMark => {}
        }
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
