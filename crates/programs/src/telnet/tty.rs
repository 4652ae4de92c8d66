//! A terminal of this host whose keyboard and printer are at the far end of a TELNET session: the server's side.
//!
//! It makes lines of what the user sends, heeds BREAK, SYNCH, ECHO and NO ECHO (RFC 318 p. 6), and hides what is secret.
//! ETX (control-C) breaks like BREAK, as on TENEX (RFC 318 p. 11 names it). The using site echoes until the user asks for
//! the server's echo; the server never says ECHO or NO ECHO unasked, but for the NO ECHO that ends hiding.

use std::collections::VecDeque;

use arpanet_wire::telnet::{Item, LineEnds, Reader, Signal, Text, network_text};
use futures_lite::future;

use super::{Passed, SYNCH_LIMIT_NS, Synch};
use crate::connection::Connection;
use crate::sys::Sys;

/// The user has gone: a connection has closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

/// What the user has typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A line, without its end.
    Line(String),
    /// The break key.
    Break,
}

/// How printing ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printed {
    /// All of it has gone out.
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
    reader: Reader,
    synch: Synch,
    line_ends: LineEnds,
    /// The line so far.
    line: String,
    typed: VecDeque<Typed>,
    is_echoing: bool,
    is_hiding: bool,
    /// Octets due to the user: echoes, and answers to signals.
    due: Vec<u8>,
}

/// Octets that go out at a time, so that a break finds the rest still here.
const PRINT_STEP: usize = 400;
/// Things typed ahead; while so many wait, nothing more is read but what a SYNCH wants scanned.
const MOST_TYPED_AHEAD: usize = 50;
/// The longest line kept; what comes beyond it is dropped. Liberty.
const LONGEST_LINE: usize = 1_000;
/// Control-C.
const ETX: u8 = 3;
/// The keys that take back a character: backspace, control-A (TENEX) and rubout.
const RUBOUTS: [u8; 3] = [8, 1, 127];

impl Tty {
    /// A terminal for the user of a session.
    pub fn new(sys: &Sys, receive: Connection, send: Connection) -> Tty {
        let keyboard = Keyboard {
            sys: sys.clone(),
            input: receive,
            reader: Reader::default(),
            synch: Synch::default(),
            line_ends: LineEnds::default(),
            line: String::new(),
            typed: VecDeque::new(),
            is_echoing: false,
            is_hiding: false,
            due: Vec::new(),
        };
        Tty { output: send, keyboard }
    }

    /// The next line, or break.
    pub async fn read(&mut self) -> Result<Typed, Gone> {
        loop {
            self.answer().await?;
            if let Some(typed) = self.keyboard.typed.pop_front() {
                return Ok(typed);
            }
            self.keyboard.gather().await?;
        }
    }

    /// The next line, hidden: a password. HIDE YOUR INPUT is only for a user site that echoes (RFC 318 p. 4).
    pub async fn read_hidden(&mut self) -> Result<Typed, Gone> {
        let hides_there = !self.keyboard.is_echoing;
        if hides_there {
            self.send(&[Signal::HideInput.code()]).await?;
        }
        self.keyboard.is_hiding = true;
        let typed = self.read().await;
        self.keyboard.is_hiding = false;
        if hides_there {
            self.send(&[Signal::NoEcho.code()]).await?;
        }
        typed
    }

    /// Prints a text, its lines ended with `\n`. A break stops it.
    pub async fn print(&mut self, text: &str) -> Result<Printed, Gone> {
        for part in network_text(text).chunks(PRINT_STEP) {
            self.answer().await?;
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
        let happening = self.next().await?;
        match happening {
            Happening::Arrived(octets) => {
                let mut items = Vec::new();
                self.reader.read(&octets, &mut items);
                self.synch.on_items(items);
            }
            Happening::Interrupted => self.synch.on_interrupt(),
            Happening::SynchLate => {
                self.sys.say("the other half of a SYNCH never came: the stream goes on without it");
                self.synch.give_up();
            }
        }
        while let Some(passed) = self.synch.poll_item() {
            match passed {
                Passed::Read(item) => self.on_item(&item),
                Passed::Scanned(item) if is_break(&item) => self.on_break(),
                Passed::Scanned(_) => {}
            }
        }
        Ok(())
    }

    async fn next(&self) -> Result<Happening, Gone> {
        let arrived = async {
            // No more is read while nothing may pass, nor when the user types too far ahead.
            let is_full = self.typed.len() >= MOST_TYPED_AHEAD && !self.synch.awaits_mark();
            if self.synch.awaits_interrupt() || is_full {
                return future::pending().await;
            }
            self.input.receive_octets().await.map(Happening::Arrived).map_err(|_| Gone)
        };
        let interrupted = async {
            match self.input.interrupted().await {
                Ok(()) => Ok(Happening::Interrupted),
                // What had come before the end is still to be read.
                Err(_) if !self.synch.awaits_interrupt() => future::pending().await,
                Err(_) => Err(Gone),
            }
        };
        let late = async {
            if !self.synch.awaits_interrupt() && !self.synch.awaits_mark() {
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

    fn on_item(&mut self, item: &Item) {
        match item {
            item if is_break(item) => self.on_break(),
            Item::Character(character) => self.on_character(*character),
            Item::Signal(Signal::Echo) => {
                self.is_echoing = true;
                self.due.push(Signal::Echo.code());
            }
            Item::Signal(Signal::NoEcho) => {
                self.is_echoing = false;
                self.due.push(Signal::NoEcho.code());
            }
            Item::Signal(_) | Item::Unknown(_) | Item::NewForm(_) => {}
        }
    }

    fn on_break(&mut self) {
        self.line.clear();
        self.typed.clear();
        self.typed.push_back(Typed::Break);
    }

    fn on_character(&mut self, character: u8) {
        let mut text = Vec::new();
        self.line_ends.read(character, &mut text);
        for text in text {
            let echo = match text {
                Text::EndOfLine => {
                    self.typed.push_back(Typed::Line(std::mem::take(&mut self.line)));
                    "\n".to_owned()
                }
                Text::Character(rubout) if RUBOUTS.contains(&rubout) => {
                    self.line.pop().map_or_else(String::new, |gone| format!("\\{gone}"))
                }
                Text::Character(character) => {
                    if self.line.len() < LONGEST_LINE {
                        self.line.push(char::from(character));
                    }
                    char::from(character).to_string()
                }
            };
            if self.is_echoing && (!self.is_hiding || echo == "\n") {
                self.due.extend(network_text(&echo));
            }
        }
    }
}

fn is_break(item: &Item) -> bool {
    matches!(item, Item::Signal(Signal::Break) | Item::Character(ETX))
}
