//! The user TELNET: `telnet HOST [SOCKET [TELNET]]`, a terminal here that becomes a terminal there.
//!
//! It speaks the TELNET of 1972, and at socket 23 that of May 1973 (RFC 593 p. 1), unless told which: a name of
//! [`Dialect::NAMES`].
//!
//! It works a line at a time, as on a system whose terminals do. It echoes what is typed, unless the server says that it
//! echoes itself or that something secret comes (RFC 318 p. 4). When the terminal has no more to say, it waits for the
//! server to close, and hangs up after a minute of silence.

use arpanet_wire::telnet::{Command, LineEnds, network_text};
use arpanet_wire::{Bits, HostAddress};
use futures_lite::future;

use super::{Dialect, End, Heard, Key, Role, SYNCH_LIMIT_NS, echoed, printed};
use crate::connection::Connection;
use crate::error::{CloseReason, Failure, Outcome};
use crate::icp::{self, Service, Session};
use crate::sys::Sys;

/// How long the server may be silent after the terminal's last word.
const SILENCE_LIMIT_NS: u64 = 60_000_000_000;

/// Runs the program.
pub async fn user(sys: Sys) -> Outcome {
    let (host, service, dialect) = destination(&sys)?;
    let name = sys.name_of(host);
    sys.print(format!("Trying {name}...\r\n"));
    let session = icp::user(&sys, host, service).await.map_err(|error| {
        sys.print(format!("{name}: {error}\r\n"));
        Failure::from(error)
    })?;
    sys.print(format!("{name} is open\r\n"));
    let end = Conversation::new(&sys, session, dialect).run().await;
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

/// The host, the service and the TELNET that the arguments name.
fn destination(sys: &Sys) -> Result<(HostAddress, Service, Dialect), Failure> {
    let [name, rest @ ..] = sys.arguments() else {
        return Err(Failure::new("telnet needs the name of a host"));
    };
    let host = sys.address_of(name).ok_or_else(|| Failure::new(format!("there is no host `{name}`")))?;
    let (socket, dialect) = match rest {
        [] => return Ok((host, icp::TELNET, Dialect::default())),
        [socket] => (socket, None),
        [socket, dialect] => {
            let known = Dialect::named(dialect);
            (socket, Some(known.ok_or_else(|| Failure::new(format!("there is no TELNET `{dialect}`")))?))
        }
        _ => return Err(Failure::new("telnet takes a host, a socket, and the TELNET to speak")),
    };
    match socket.parse::<u32>() {
        Ok(number) if number == icp::NEW_TELNET.socket => {
            Ok((host, icp::NEW_TELNET, dialect.unwrap_or(Dialect::New)))
        }
        Ok(number) if number % 2 == 1 => {
            Ok((host, Service::of_octets("telnet", number), dialect.unwrap_or_default()))
        }
        _ => Err(Failure::new(format!("`{socket}` is no socket of a server: it has to be odd"))),
    }
}

/// The two connections and what has come of them so far.
struct Conversation<'a> {
    sys: &'a Sys,
    session: Session,
    end: End,
    line_ends: LineEnds,
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
    fn new(sys: &'a Sys, session: Session, dialect: Dialect) -> Conversation<'a> {
        Conversation {
            sys,
            session,
            end: End::new(Role::User, dialect),
            line_ends: LineEnds::default(),
            is_terminal_done: false,
            is_sending_ended: false,
        }
    }

    /// Until either side hangs up.
    async fn run(mut self) -> Result<(), CloseReason> {
        let opening = self.end.open();
        self.send(&opening);
        loop {
            match self.next().await {
                Happening::Typed(Some(line)) => match Key::of(&line) {
                    Key::Close => break,
                    key => self.on_key(key).await,
                },
                Happening::Typed(None) => self.is_terminal_done = true,
                Happening::Arrived(octets) => self.on_octets(&octets?),
                Happening::Interrupted => {
                    self.end.on_interrupt();
                    self.print();
                }
                Happening::SendingEnded => self.is_sending_ended = true,
                Happening::Silence if self.end.synch().is_uneven() => {
                    self.sys.say("the other half of a SYNCH never came: the stream goes on without it");
                    self.end.give_up_synch();
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
            if self.end.synch().is_uneven() {
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
                let octets = network_text(&format!("{line}\n"));
                self.echo(&octets);
                self.send(&octets);
            }
            Key::Send(octets) => {
                self.echo(&octets);
                self.send(&octets);
            }
            Key::Break => self.command(Command::Break, true).await,
            Key::Command(command @ (Command::InterruptProcess | Command::AbortOutput)) => {
                self.command(command, true).await;
            }
            Key::Command(command) => self.command(command, false).await,
            Key::Synch => self.synch().await,
            Key::Echo => self.ask_echo(true),
            Key::NoEcho => self.ask_echo(false),
            Key::Unknown(line) => self.sys.print(format!("{line}: no such command\r\n")),
            Key::Close => {}
        }
    }

    /// Shows what is typed: the using site echoes, unless it has been told otherwise. RFC 318 p. 10.
    fn echo(&self, typed: &[u8]) {
        if !self.end.server_echoes() && !self.end.is_hidden() {
            self.sys.print(echoed(typed));
        } else if self.end.is_hidden() && typed.ends_with(b"\r\n") {
            self.sys.print("\r\n");
        }
    }

    fn ask_echo(&mut self, on: bool) {
        let octets = self.end.ask_echo(on);
        self.send(&octets);
    }

    /// Sends a command, and a SYNCH after it so that it gets through.
    async fn command(&self, command: Command, is_urgent: bool) {
        let Some(octets) = self.end.command(command) else {
            return self.sys.print("This TELNET has no such command\r\n");
        };
        self.send(&octets);
        if is_urgent {
            self.synch().await;
        }
    }

    /// Hands octets to the network; should the connection have ended, the next look at it tells.
    fn send(&self, octets: &[u8]) {
        if !octets.is_empty() {
            self.session.send.offer(&Bits::from_octets(octets));
        }
    }

    /// The mark in the stream and the interrupt beside it. RFC 318 p. 12.
    async fn synch(&self) {
        self.send(&self.end.mark());
        // Should the connection have ended, the next look at it tells.
        self.session.send.interrupt().await.unwrap_or_default();
    }

    fn on_octets(&mut self, octets: &[u8]) {
        self.end.on_octets(octets);
        self.print();
    }

    /// Prints what may pass, and answers what wants an answer. What lies before a mark is discarded (RFC 318 p. 5), reverse
    /// break and go-ahead have no effect on a terminal that works both ways at once (RFC 318 p. 3).
    fn print(&mut self) {
        let (mut text, mut answer) = (Vec::new(), Vec::new());
        while let Some(heard) = self.end.poll(&mut answer) {
            if let Heard::Character(character) = heard {
                self.line_ends.read(character, &mut text);
            }
        }
        self.send(&answer);
        let printed: String = text.into_iter().map(printed).collect();
        if !printed.is_empty() {
            self.sys.print(printed);
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
