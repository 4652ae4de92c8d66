//! Who begins the data connection, and with whom: SOCK and LSTN (RFC 354 p. 14, RFC 438).
//!
//! | command | before LSTN | after LSTN |
//! |---|---|---|
//! | SOCK h,s | we will ask h,s for the connection | we will accept nobody but h,s (RFC 438 p. 2 c, p. 3 d.2) |
//! | LSTN D | a socket is allocated and told by 255 | another one is allocated, the first one given up |
//!
//! The parity of the foreign socket says which data connection SOCK means (RFC 354 p. 14): a SOCK of the wrong gender
//! for an LSTN concerns the other direction. LSTN forgets what SOCK said before for its direction.

use arpanet_ncp::SocketName;
use arpanet_wire::HostAddress;
use arpanet_wire::ftp::{DataSocket, Direction, HostSocket};

use super::end::{Link, Manner};
use super::io::{Ask, Output};
use super::profile::SockReply;
use super::session::{Asked, Session, reply};

impl Session {
    /// A data connection that is open must be closed when the socket changes (RFC 354 p. 7).
    pub(super) fn on_sock(&mut self, named: HostSocket, out: &mut Vec<Output>) {
        let host = named.host.map_or(self.setting.user_host, HostAddress::from_octet);
        let foreign = Some(SocketName { host, number: named.socket });
        let direction = Direction::toward(named.socket);
        if self.end(direction).foreign != foreign {
            self.close_idle(direction, out);
        }
        let sock_reply = self.setting.profile.sock_reply;
        let end = self.end_mut(direction);
        end.foreign = foreign;
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
        self.close_idle(direction, out);
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
