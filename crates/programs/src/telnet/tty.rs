//! A terminal of this host whose keyboard and printer are at the far end of a TELNET session: the server's side.
//!
//! It makes lines of what the user sends, heeds what breaks, and hides what is secret. ETX (control-C) breaks like BREAK, as on
//! TENEX (RFC 318 p. 11 names it). What the octets mean is the business of [`End`].

use std::collections::VecDeque;

use arpanet_wire::telnet::{Command, Signal, network_text};
use futures_lite::future;

use super::editor::{Editor, Typed};
use super::{Dialect, End, Heard, Role, SYNCH_LIMIT_NS};
use crate::connection::Connection;
use crate::sys::Sys;

/// The user has gone: a connection has closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

/// How printing ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printed {
    /// All of it has gone out, or the user did without the rest.
    Whole,
    /// The user broke it off.
    Broken,
}

/// The terminal.
pub struct Tty {
    output: Connection,
    keyboard: Keyboard,
}

/// What comes from the user.
struct Keyboard {
    sys: Sys,
    input: Connection,
    end: End,
    editor: Editor,
    typed: VecDeque<Typed>,
    is_hiding: bool,
    /// The user does without the output up to the next prompt. RFC 513 p. 3.
    is_silenced: bool,
    /// Octets due to the user: echoes, and answers to signals.
    due: Vec<u8>,
}

/// Octets that go out at a time, so that a break finds the rest still here.
const PRINT_STEP: usize = 400;
/// Things typed ahead; while so many wait, nothing more is read but what a SYNCH wants scanned.
const MOST_TYPED_AHEAD: usize = 50;
/// Control-C.
const ETX: u8 = 3;
/// What is printed for the user to type a secret over, where the using site cannot be asked to hide it. RFC 318 p. 11.
const MASK: &str = "XXXXXXXX\rIIIIIIII\rMMMMMMMM\r";
/// The answer to "are you there?". Liberty: any will do.
const YES: &str = "\n[YES]\n";

impl Tty {
    /// A terminal for the user of a session, who speaks this TELNET.
    pub fn new(sys: &Sys, receive: Connection, send: Connection, dialect: Dialect) -> Tty {
        let line_at_a_time = sys.system().login.as_ref().is_some_and(|login| login.line_at_a_time);
        let role = if line_at_a_time { Role::SilentServer } else { Role::Server };
        let keyboard = Keyboard {
            sys: sys.clone(),
            input: receive,
            end: End::new(role, dialect),
            editor: Editor::new(line_at_a_time),
            typed: VecDeque::new(),
            is_hiding: false,
            is_silenced: false,
            due: Vec::new(),
        };
        Tty { output: send, keyboard }
    }

    /// The next line, or break.
    pub async fn read(&mut self) -> Result<Typed, Gone> {
        if self.keyboard.typed.is_empty() {
            self.keyboard.due.extend(self.keyboard.end.go_ahead());
        }
        loop {
            self.answer().await?;
            if let Some(typed) = self.keyboard.typed.pop_front() {
                // Nothing was being printed that could be silenced.
                self.keyboard.is_silenced = false;
                return Ok(typed);
            }
            self.keyboard.gather().await?;
        }
    }

    /// Lines that were read for a program which then did not want them: they are read again, before any others.
    pub fn put_back(&mut self, lines: Vec<String>) {
        lines.into_iter().rev().for_each(|line| self.keyboard.typed.push_front(Typed::Line(line)));
    }

    /// The next line, hidden: a password.
    pub async fn read_hidden(&mut self) -> Result<Typed, Gone> {
        let hides = self.keyboard.end.hide();
        match &hides {
            Some(signal) => self.send(signal).await?,
            None => drop(self.print(MASK).await?),
        }
        self.keyboard.is_hiding = true;
        let typed = self.read().await;
        self.keyboard.is_hiding = false;
        if hides.is_some_and(|signal| !signal.is_empty()) {
            self.send(&[Signal::NoEcho.code()]).await?;
        }
        typed
    }

    /// Prints what asks for input; with it, output that the user did without begins again.
    pub async fn prompt(&mut self, text: &str) -> Result<Printed, Gone> {
        self.keyboard.is_silenced = false;
        self.print(text).await
    }

    /// Prints a text, its lines ended with `\n`. A break stops it.
    pub async fn print(&mut self, text: &str) -> Result<Printed, Gone> {
        for part in network_text(text).chunks(PRINT_STEP) {
            self.answer().await?;
            if self.keyboard.is_silenced {
                return Ok(Printed::Whole);
            }
            let Tty { output, keyboard } = self;
            let sent = async {
                output.send_octets(part).await.map_err(|_| Gone)?;
                Ok(Printed::Whole)
            };
            let broken = async {
                keyboard.until_break().await?;
                Ok(Printed::Broken)
            };
            if future::or(sent, broken).await? == Printed::Broken {
                return Ok(Printed::Broken);
            }
        }
        Ok(Printed::Whole)
    }

    /// Ends the session: both connections close.
    pub async fn close(self) {
        future::zip(self.output.close(), self.keyboard.input.close()).await;
    }

    async fn answer(&mut self) -> Result<(), Gone> {
        let due = std::mem::take(&mut self.keyboard.due);
        if due.is_empty() { Ok(()) } else { self.send(&due).await }
    }

    async fn send(&self, octets: &[u8]) -> Result<(), Gone> {
        if octets.is_empty() {
            return Ok(());
        }
        self.output.send_octets(octets).await.map_err(|_| Gone)
    }
}

/// What can happen at a keyboard.
enum Happening {
    Arrived(Vec<u8>),
    Interrupted,
    SynchLate,
}

impl Keyboard {
    /// Waits until something comes, and makes typed lines of it.
    async fn gather(&mut self) -> Result<(), Gone> {
        match self.next().await? {
            Happening::Arrived(octets) => self.end.on_octets(&octets),
            Happening::Interrupted => self.end.on_interrupt(),
            Happening::SynchLate => {
                self.sys.say("the other half of a SYNCH never came: the stream goes on without it");
                self.end.give_up_synch();
            }
        }
        while let Some(heard) = self.end.poll(&mut self.due) {
            match heard {
                Heard::Character(ETX) | Heard::Scanned(ETX) => self.on_break(),
                Heard::Character(character) => self.on_character(character),
                Heard::Scanned(_) => {}
                Heard::Command(command) => self.on_command(command),
            }
        }
        Ok(())
    }

    async fn next(&self) -> Result<Happening, Gone> {
        let synch = self.end.synch();
        let arrived = async {
            // No more is read while nothing may pass, nor when the user types too far ahead.
            let is_full = self.typed.len() >= MOST_TYPED_AHEAD && !synch.awaits_mark();
            if synch.is_stopped() || is_full {
                return future::pending().await;
            }
            self.input.receive_octets().await.map(Happening::Arrived).map_err(|_| Gone)
        };
        let interrupted = async {
            match self.input.interrupted().await {
                Ok(()) => Ok(Happening::Interrupted),
                // What had come before the end is still to be read.
                Err(_) if !synch.is_stopped() => future::pending().await,
                Err(_) => Err(Gone),
            }
        };
        let late = async {
            if !synch.is_uneven() {
                return future::pending().await;
            }
            self.sys.sleep_ns(SYNCH_LIMIT_NS).await;
            Ok(Happening::SynchLate)
        };
        future::or(future::or(arrived, interrupted), late).await
    }

    /// Waits for the break key, keeping what is typed besides.
    async fn until_break(&mut self) -> Result<(), Gone> {
        loop {
            if let Some(at) = self.typed.iter().position(|typed| *typed == Typed::Break) {
                self.typed.drain(..=at);
                return Ok(());
            }
            self.gather().await?;
        }
    }

    /// RFC 764 p. 14 names the commands, RFC 529 p. 2-3 and RFC 513 p. 3 say what some are for.
    fn on_command(&mut self, command: Command) {
        match command {
            Command::Break | Command::InterruptProcess => self.on_break(),
            Command::AbortOutput => self.is_silenced = true,
            Command::AreYouThere => self.due.extend(network_text(YES)),
            Command::EraseCharacter => {
                let gone = self.editor.erase_character();
                self.echo(&gone);
            }
            Command::EraseLine => self.editor.erase_line(),
            // A go-ahead is for terminals that have to be turned round, which a process has not.
            Command::Nop | Command::DataMark | Command::GoAhead => {}
        }
    }

    fn on_break(&mut self) {
        self.editor.erase_line();
        self.typed.clear();
        self.typed.push_back(Typed::Break);
    }

    fn on_character(&mut self, character: u8) {
        let shown = self.editor.on_character(character, &mut self.typed);
        self.echo(&shown);
    }

    fn echo(&mut self, shown: &str) {
        if self.end.server_echoes() && (!self.is_hiding || shown == "\n") {
            self.due.extend(network_text(shown));
        }
    }
}
