//! Who begins the data connection, and with whom: SOCK, LSTN and PASV (RFC 354 p. 14, RFC 438, RFC 478, RFC 542 p. 24).
//!
//! | command | before LSTN or PASV | after LSTN | after PASV |
//! |---|---|---|---|
//! | SOCK h,s | we will ask h,s for the connection, or, if PASV comes, accept nobody else | we will accept nobody but h,s (RFC 438 p. 2 c, p. 3 d.2) | the same |
//! | LSTN D | a socket is allocated and told by 255 | another one is allocated, the first one given up | D listens by LSTN's rules |
//! | PASV | we listen at both our usual sockets, at once | both LSTNs are given up, and we listen | we listen again |
//!
//! Dispute: RFC 478 p. 1 speaks of one data socket, but nothing at that time says in which direction; RFC 542 p. 24 has
//! both, and so have we in either case. After a SOCK for one direction the other one takes the same host only; without
//! any, anyone may come (RFC 478 p. 2, 3).
//!
//! The parity of the foreign socket says which data connection SOCK means (RFC 354 p. 14): a SOCK of the wrong gender
//! for an LSTN concerns the other direction. LSTN forgets what SOCK said before for its direction.

use arpanet_ncp::SocketName;
use arpanet_wire::HostAddress;
use arpanet_wire::ftp::{DataSocket, Direction, HostSocket};

use super::end::{End, Link, Manner};
use super::io::{Ask, Opening, Output};
use super::profile::SockReply;
use super::session::{Asked, Session, reply};

impl Session {
    /// A data connection that is open must be closed when the socket changes (RFC 354 p. 7).
    pub(super) fn on_sock(&mut self, named: HostSocket, out: &mut Vec<Output>) {
        let host = named.host.map_or(self.setting.user_host, HostAddress::from_octet);
        let foreign = Some(SocketName { host, number: named.socket });
        let direction = Direction::toward(named.socket);
        if self.end(direction).foreign != foreign && self.end(direction).open_to() != foreign {
            self.close_idle(direction, out);
        }
        let sock_reply = self.setting.profile.sock_reply;
        self.end_mut(direction).foreign = foreign;
        for direction in [Direction::Send, Direction::Receive] {
            let end = self.end(direction);
            if end.manner == Manner::Passive && end.open_to().is_none() {
                self.listen_passively(direction, out);
            }
        }
        let end = self.end_mut(direction);
        match sock_reply {
            SockReply::Accepted => reply(out, 200, "Socket noted"),
            SockReply::Socket => {
                end.is_announced = true;
                reply(out, 255, DataSocket(end.local()).to_string());
            }
        }
    }

    pub(super) fn on_lstn(&mut self, direction: Direction, out: &mut Vec<Output>) {
        let holds_requests = self.setting.profile.keeps_early_requests;
        self.ask(Ask::Socket { direction, holds_requests }, Asked::Socket(direction), out);
    }

    /// The positive reply means that we are listening (RFC 478 p. 1).
    pub(super) fn on_pasv(&mut self, out: &mut Vec<Output>) {
        for direction in [Direction::Send, Direction::Receive] {
            let foreign = self.end(direction).foreign.filter(|_| self.end(direction).allocated().is_none());
            self.release(direction, out);
            let end = self.end_mut(direction);
            end.foreign = foreign;
            end.manner = Manner::Passive;
        }
        for direction in [Direction::Send, Direction::Receive] {
            self.listen_passively(direction, out);
        }
        reply(out, 200, "Listening on both data sockets");
    }

    /// Begins to listen, or begins again because what is acceptable has changed.
    pub(super) fn listen_passively(&mut self, direction: Direction, out: &mut Vec<Output>) {
        let how = self.how(direction);
        let byte_size = self.parameters.transfer_size();
        self.stop_listening(direction, out);
        let end = self.end_mut(direction);
        end.link = Link::Opening;
        out.push(Output::Open(Opening { direction, local: end.local(), byte_size, how }));
    }

    /// Takes back a listening that no transfer has used, and closes what came of it.
    fn stop_listening(&mut self, direction: Direction, out: &mut Vec<Output>) {
        self.close_idle(direction, out);
        let end = self.end_mut(direction);
        if end.listens_idly() {
            end.link = Link::Closed;
            out.push(Output::GiveUp(direction));
        }
    }

    /// PASV lasts for one transfer (RFC 614 p. 1), which needs one of the two sockets.
    pub(super) fn end_passive(&mut self, direction: Direction, out: &mut Vec<Output>) {
        if self.end(direction).manner == Manner::Passive {
            self.stop_listening(direction, out);
            self.end_mut(direction).manner = Manner::Active;
        }
    }

    /// When no socket is free nothing changes: an earlier allocation stays.
    pub(super) fn on_socket(&mut self, direction: Direction, socket: Option<u32>, out: &mut Vec<Output>) {
        let Some(socket) = socket else {
            return reply(out, 504, "No socket is free");
        };
        debug_assert!(direction.fits(socket), "socket {socket} has the wrong gender");
        self.release(direction, out);
        let end = self.end_mut(direction);
        end.manner = Manner::Listening { socket, is_used: false };
        end.is_announced = true;
        reply(out, 255, DataSocket(socket).to_string());
    }

    /// Gives up what LSTN allocated and what SOCK said for a direction, and closes what is open.
    pub(super) fn release(&mut self, direction: Direction, out: &mut Vec<Output>) {
        self.stop_listening(direction, out);
        let end = self.end_mut(direction);
        if let Some(socket) = end.allocated() {
            out.push(Output::Release(socket));
        }
        end.manner = Manner::Active;
        end.foreign = None;
        end.is_announced = false;
        end.link = Link::Closed;
    }

    /// RFC 430 p. 5: the reservations end with the session, however it ends.
    pub(super) fn release_everything(&mut self, out: &mut Vec<Output>) {
        self.release(Direction::Send, out);
        self.release(Direction::Receive, out);
    }

    /// True when a transfer command of this direction contradicts an LSTN of the other one that waits for its own. RFC
    /// 438 p. 2 has "an appropriate" command follow; a direction that has its own LSTN or SOCK was meant on its own.
    pub(super) fn contradicts_lstn(&self, direction: Direction) -> bool {
        self.end(direction).is_untouched() && self.end(direction.reverse()).awaits_use()
    }
}

impl End {
    /// Whom the connection is open to.
    fn open_to(&self) -> Option<SocketName> {
        match self.link {
            Link::Open { foreign, .. } => Some(foreign),
            _ => None,
        }
    }

    /// True when it listens by PASV and nobody has come.
    fn listens_idly(&self) -> bool {
        self.manner == Manner::Passive && self.link == Link::Opening
    }
}
