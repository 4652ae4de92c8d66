//! The user TELNET: `telnet HOST [SOCKET]`, a terminal here that becomes a terminal there.
//!
//! It works a line at a time, as on a system whose terminals do. It echoes what is typed, unless the server says that it
//! echoes itself or that something secret comes (RFC 318 p. 4). When the terminal has no more to say, it waits for the
//! server to close, and hangs up after a minute of silence.

use arpanet_wire::telnet::{Item, LineEnds, Reader, Signal, Text, network_text};
use arpanet_wire::{Bits, HostAddress};
use futures_lite::future;

use super::{Key, Passed, SYNCH_LIMIT_NS, Synch, is_printed};
use crate::connection::Connection;
use crate::error::{CloseReason, Failure, Outcome};
use crate::icp::{self, Service, Session};
use crate::sys::Sys;

/// How long the server may be silent after the terminal's last word.
const SILENCE_LIMIT_NS: u64 = 60_000_000_000;

/// Runs the program.
pub async fn user(sys: Sys) -> Outcome {
    let (host, service) = destination(&sys)?;
    let name = sys.name_of(host);
    sys.print(format!("Trying {name}...\r\n"));
    let session = icp::user(&sys, host, service).await.map_err(|error| {
        sys.print(format!("{name}: {error}\r\n"));
        Failure::from(error)
    })?;
    sys.print(format!("{name} is open\r\n"));
    let end = Conversation::new(&sys, session).run().await;
    match end {
        Ok(()) | Err(CloseReason::There) => {
            sys.print(format!("\r\n{name} is closed\r\n"));
            Ok(())
        }
        Err(reason) => {
            sys.print(format!("\r\n{name}: {reason}\r\n"));
            Err(reason.into())
        }
    }
}

/// The host and the service that the arguments name.
fn destination(sys: &Sys) -> Result<(HostAddress, Service), Failure> {
    let [name, rest @ ..] = sys.arguments() else {
        return Err(Failure::new("telnet needs the name of a host"));
    };
    let host = sys.address_of(name).ok_or_else(|| Failure::new(format!("there is no host `{name}`")))?;
    match rest {
        [] => Ok((host, icp::TELNET)),
        [socket] => match socket.parse::<u32>() {
            Ok(socket) if socket % 2 == 1 => Ok((host, Service::of_octets("telnet", socket))),
            _ => Err(Failure::new(format!("`{socket}` is no socket of a server: it has to be odd"))),
        },
        _ => Err(Failure::new("telnet takes a host and at most a socket")),
    }
}

/// The two connections and what has come of them so far.
struct Conversation<'a> {
    sys: &'a Sys,
    session: Session,
    reader: Reader,
    synch: Synch,
    line_ends: LineEnds,
    /// The server has said that it echoes.
    is_echoed_there: bool,
    /// The server has asked to hide what is typed.
    is_hidden: bool,
    is_terminal_done: bool,
    /// The server has closed the connection on which we send: only its last words are waited for.
    is_sending_ended: bool,
}

/// What can happen while a user TELNET waits.
enum Happening {
    Typed(Option<String>),
    Arrived(Result<Vec<u8>, CloseReason>),
    Interrupted,
    /// The server has closed the connection on which we send.
    SendingEnded,
    /// Nothing, for as long as it may be.
    Silence,
}

impl<'a> Conversation<'a> {
    fn new(sys: &'a Sys, session: Session) -> Conversation<'a> {
        Conversation {
            sys,
            session,
            reader: Reader::default(),
            synch: Synch::default(),
            line_ends: LineEnds::default(),
            is_echoed_there: false,
            is_hidden: false,
            is_terminal_done: false,
            is_sending_ended: false,
        }
    }

    /// Until either side hangs up.
    async fn run(mut self) -> Result<(), CloseReason> {
        loop {
            match self.next().await {
                Happening::Typed(Some(line)) => match Key::of(&line) {
                    Key::Close => break,
                    key => self.on_key(key).await,
                },
                Happening::Typed(None) => self.is_terminal_done = true,
                Happening::Arrived(octets) => self.on_octets(&octets?),
                Happening::Interrupted => {
                    self.synch.on_interrupt();
                    self.print();
                }
                Happening::SendingEnded => self.is_sending_ended = true,
                Happening::Silence if self.synch.awaits_interrupt() => {
                    self.sys.say("the interrupt of a DATA MARK never came: the stream goes on without it");
                    self.synch.give_up();
                    self.print();
                }
                Happening::Silence => break,
            }
        }
        future::zip(self.session.send.close(), self.session.receive.close()).await;
        Ok(())
    }

    async fn next(&self) -> Happening {
        let typed = async {
            if self.is_terminal_done || self.is_sending_ended {
                return future::pending().await;
            }
            // Nothing more is read from the terminal until the network has taken what was typed before.
            if self.session.send.room().await.is_err() {
                return future::pending().await;
            }
            Happening::Typed(self.sys.read_line().await)
        };
        let arrived = async { Happening::Arrived(self.session.receive.receive_octets().await) };
        let silence = async {
            if self.synch.awaits_interrupt() {
                self.sys.sleep_ns(SYNCH_LIMIT_NS).await;
            } else if self.is_terminal_done || self.is_sending_ended {
                self.sys.sleep_ns(SILENCE_LIMIT_NS).await;
            } else {
                return future::pending().await;
            }
            Happening::Silence
        };
        let ending = async {
            if self.is_sending_ended {
                return future::pending().await;
            }
            ending(&self.session.send).await
        };
        let beside = future::or(interrupt(&self.session.receive), ending);
        future::or(future::or(typed, arrived), future::or(beside, silence)).await
    }

    async fn on_key(&mut self, key: Key) {
        match key {
            Key::Line(line) => {
                self.echo(&format!("{line}\n"));
                self.send(&network_text(&format!("{line}\n")));
            }
            Key::Send(octets) => {
                self.echo(&String::from_utf8_lossy(&octets));
                self.send(&octets);
            }
            Key::Break => {
                self.send(&[Signal::Break.code()]);
                self.synch().await;
            }
            Key::Synch => self.synch().await,
            Key::Echo => self.send(&[Signal::Echo.code()]),
            Key::NoEcho => self.send(&[Signal::NoEcho.code()]),
            Key::Unknown(line) => self.sys.print(format!("{line}: no such command\r\n")),
            Key::Close => {}
        }
    }

    /// Shows what is typed: the using site echoes, unless it has been told otherwise. RFC 318 p. 10.
    fn echo(&self, typed: &str) {
        if !self.is_echoed_there && !self.is_hidden {
            self.sys.print(String::from_utf8_lossy(&network_text(typed)).replace('\0', ""));
        } else if self.is_hidden && typed.ends_with('\n') {
            self.sys.print("\r\n");
        }
    }

    /// Hands octets to the network; should the connection have ended, the next look at it tells.
    fn send(&self, octets: &[u8]) {
        self.session.send.offer(&Bits::from_octets(octets));
    }

    /// The mark in the stream and the interrupt beside it. RFC 318 p. 12.
    async fn synch(&self) {
        self.send(&[Signal::DataMark.code()]);
        // Should the connection have ended, the next look at it tells.
        self.session.send.interrupt().await.unwrap_or_default();
    }

    fn on_octets(&mut self, octets: &[u8]) {
        let mut items = Vec::new();
        self.reader.read(octets, &mut items);
        self.synch.on_items(items);
        self.print();
    }

    /// Prints what may pass, and heeds the signals in it. What lies before a mark is discarded (RFC 318 p. 5).
    fn print(&mut self) {
        let mut text = Vec::new();
        while let Some(passed) = self.synch.poll_item() {
            match passed {
                Passed::Read(Item::Character(character)) => self.line_ends.read(character, &mut text),
                Passed::Read(Item::Signal(signal)) => self.on_signal(signal),
                Passed::Read(Item::Unknown(_) | Item::NewForm(_)) | Passed::Scanned(_) => {}
            }
        }
        let printed: String = text
            .into_iter()
            .map(|text| match text {
                Text::EndOfLine => "\r\n".to_owned(),
                Text::Character(0) => String::new(),
                Text::Character(character) if is_printed(character) => char::from(character).to_string(),
                Text::Character(_) => String::new(),
            })
            .collect();
        if !printed.is_empty() {
            self.sys.print(printed);
        }
    }

    fn on_signal(&mut self, signal: Signal) {
        match signal {
            Signal::Echo => self.is_echoed_there = true,
            Signal::NoEcho => (self.is_echoed_there, self.is_hidden) = (false, false),
            Signal::HideInput => self.is_hidden = true,
            // Reverse break has no effect on the virtual terminal (RFC 318 p. 3), other data types are not provided,
            // and SYNCH has taken the marks out.
            Signal::Break | Signal::Nop | Signal::DataType(_) | Signal::DataMark => {}
        }
    }
}

/// The next interrupt; never comes once the connection has ended.
async fn interrupt(connection: &Connection) -> Happening {
    match connection.interrupted().await {
        Ok(()) => Happening::Interrupted,
        Err(_) => future::pending().await,
    }
}

/// The end of a connection on which we send. Interrupts from there mean nothing here.
async fn ending(connection: &Connection) -> Happening {
    loop {
        if connection.interrupted().await.is_err() {
            return Happening::SendingEnded;
        }
    }
}
