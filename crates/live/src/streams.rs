//! TCP: people at terminals, and gateways. Each connection is a job of a simulated host.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, SocketAddr};

use arpanet_scenario::live::Role;
use arpanet_scenario::world::JobId;
use mio::net::{TcpListener, TcpStream};

use crate::counts::Counts;
use crate::telnet::{GREETING, Telnet};

/// Octets for a reader who does not read; more, and the connection is broken off.
const MOST_UNREAD: usize = 1 << 20;
/// Octets read at a time.
const READ_OCTETS: usize = 1024;

/// Where connections come from or lead to.
#[derive(Debug)]
pub(crate) struct Door {
    pub role: Role,
    pub listener: Option<TcpListener>,
    /// The only address that may connect.
    pub from: Option<IpAddr>,
    /// Where to connect.
    pub to: Option<SocketAddr>,
    /// Someone may be waiting at the listener.
    pub is_readable: bool,
    /// For a server: the job that waits for the next call.
    pub waiting: Option<JobId>,
    pub counts: Counts,
}

/// One connection.
#[derive(Debug)]
pub(crate) struct Stream {
    pub socket: TcpStream,
    /// Which of the doors it belongs to.
    pub door: usize,
    pub is_readable: bool,
    telnet: Option<Telnet>,
    unread: VecDeque<u8>,
    /// Nothing more will be added for the reader: close when all is written.
    pub is_ending: bool,
    /// The peer, or we, have broken it off.
    pub is_broken: bool,
    /// The peer's end has been told to the job.
    pub has_hung_up: bool,
}

impl Door {
    /// A door, open.
    pub(crate) fn open(role: Role, local: Option<SocketAddr>, peer: Option<SocketAddr>) -> io::Result<Door> {
        let listener = local.map(TcpListener::bind).transpose()?;
        let is_server = matches!(role, Role::Server { .. });
        Ok(Door {
            role,
            listener,
            from: peer.filter(|_| !is_server).map(|peer| peer.ip()),
            to: peer.filter(|_| is_server),
            is_readable: true,
            waiting: None,
            counts: Counts::default(),
        })
    }

    /// The next caller who may come in.
    pub(crate) fn accept(&mut self) -> Option<TcpStream> {
        loop {
            match self.listener.as_ref()?.accept() {
                Ok((_, from)) if self.from.is_some_and(|only| only != from.ip()) => {
                    self.counts.strangers += 1;
                }
                Ok((socket, _)) => return Some(socket),
                Err(fault) if fault.kind() == ErrorKind::WouldBlock => {
                    self.is_readable = false;
                    return None;
                }
                // The caller has gone, or there are no more descriptors: the next look tells.
                Err(_) => {
                    self.is_readable = false;
                    self.counts.unsent += 1;
                    return None;
                }
            }
        }
    }
}

impl Stream {
    /// A connection through a door; a person is greeted as TELNET wants it.
    pub(crate) fn new(socket: TcpStream, door: usize, is_person: bool) -> Stream {
        // Keys one at a time must not wait for each other; without it they only come later.
        let _ = socket.set_nodelay(true);
        let greeting = if is_person { &GREETING[..] } else { &[] };
        Stream {
            socket,
            door,
            is_readable: true,
            telnet: is_person.then(Telnet::default),
            unread: greeting.iter().copied().collect(),
            is_ending: false,
            is_broken: false,
            has_hung_up: false,
        }
    }

    /// What the peer has sent; an empty answer when it sends no more, `None` when nothing has come.
    pub(crate) fn read(&mut self) -> Option<Vec<u8>> {
        let mut octets = [0; READ_OCTETS];
        match self.socket.read(&mut octets) {
            Ok(0) => {
                self.is_readable = false;
                Some(Vec::new())
            }
            Ok(length) => {
                let octets = &octets[..length];
                Some(self.telnet.as_mut().map_or_else(|| octets.to_vec(), |telnet| telnet.keys(octets)))
                    .filter(|keys| !keys.is_empty())
            }
            Err(fault) if is_not_yet(&fault) => {
                self.is_readable = false;
                None
            }
            Err(_) => {
                self.is_readable = false;
                self.is_broken = true;
                Some(Vec::new())
            }
        }
    }

    /// Adds what a job prints: each character an octet.
    pub(crate) fn print(&mut self, text: &str, counts: &mut Counts) {
        self.unread.extend(text.chars().map(|character| u8::try_from(character).unwrap_or(b'?')));
        if self.unread.len() > MOST_UNREAD {
            counts.flood += 1;
            self.is_broken = true;
        }
        self.write(counts);
    }

    /// Writes as much as the peer takes.
    pub(crate) fn write(&mut self, counts: &mut Counts) {
        while !self.is_broken && !self.unread.is_empty() {
            let (front, _) = self.unread.as_slices();
            match self.socket.write(front) {
                Ok(length) => {
                    counts.sent += 1;
                    self.unread.drain(..length);
                }
                Err(fault) if is_not_yet(&fault) => return,
                Err(_) => self.is_broken = true,
            }
        }
    }

    /// Whether it is over and can be let go.
    pub(crate) fn is_over(&self) -> bool {
        self.is_broken || (self.is_ending && self.unread.is_empty())
    }
}

fn is_not_yet(fault: &io::Error) -> bool {
    matches!(fault.kind(), ErrorKind::WouldBlock | ErrorKind::NotConnected | ErrorKind::Interrupted)
}
