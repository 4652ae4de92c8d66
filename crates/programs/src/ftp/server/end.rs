//! One data connection's end at the server: who will begin it, with which socket, and whether it is open.
//!
//! ```text
//!                 LSTN                     transfer command begins
//!   Active  ----------------> Listening, unused -----------------> Listening, used
//!      ^                          |    ^  LSTN again (other socket)     |    |
//!      +--------------------------+    +--------------------------------+    |
//!      +------- BYE, loss of control, one-shot profile ----------------------+
//!
//!                 PASV
//!   Active  ----------------> Passive: listens already
//!      +--- the next transfer of either direction ends, BYE, loss of control
//! ```

use arpanet_ncp::SocketName;
use arpanet_wire::Bits;
use arpanet_wire::ftp::Direction;

/// The server's end of the data connection of one direction.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// Who begins.
    pub manner: Manner,
    /// What SOCK named: active, whom to ask; listening, whom alone to accept.
    pub foreign: Option<SocketName>,
    /// Whether the user has been told our socket.
    pub is_announced: bool,
    /// The connection.
    pub link: Link,
    /// Our socket while active: S+3 to send, S+2 to receive, where S is the socket that the ICP gave.
    active_socket: u32,
}

/// Who begins the data connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// We do. RFC 354 p. 6.
    Active,
    /// The other side does, to our usual socket, at which we listen from PASV on. RFC 478 p. 1, RFC 542 p. 24.
    Passive,
    /// The other side does, to a socket that LSTN allocated. RFC 438 p. 2.
    Listening {
        /// The socket.
        socket: u32,
        /// A transfer command has used it.
        is_used: bool,
    },
}

/// The state of the connection.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    /// None.
    Closed,
    /// Asked for, or listened for.
    Opening,
    /// There.
    Open {
        /// The other end.
        foreign: SocketName,
        /// Bits in a byte.
        byte_size: u8,
        /// What has come ahead of the transfer command that will want it.
        early: Bits,
    },
}

impl End {
    /// The end of a session that begins, where the ICP gave socket `session_socket`.
    pub fn new(direction: Direction, session_socket: u32) -> End {
        let offset = match direction {
            Direction::Send => 3,
            Direction::Receive => 2,
        };
        End {
            manner: Manner::Active,
            foreign: None,
            is_announced: false,
            link: Link::Closed,
            active_socket: session_socket.wrapping_add(offset),
        }
    }

    /// Our socket.
    pub fn local(&self) -> u32 {
        match self.manner {
            Manner::Active | Manner::Passive => self.active_socket,
            Manner::Listening { socket, .. } => socket,
        }
    }

    /// The socket that LSTN allocated.
    pub fn allocated(&self) -> Option<u32> {
        match self.manner {
            Manner::Active | Manner::Passive => None,
            Manner::Listening { socket, .. } => Some(socket),
        }
    }

    /// True when LSTN was given and no transfer command has used it.
    pub fn awaits_use(&self) -> bool {
        matches!(self.manner, Manner::Listening { is_used: false, .. })
    }

    /// True when neither LSTN nor SOCK has been given.
    pub fn is_untouched(&self) -> bool {
        self.manner == Manner::Active && self.foreign.is_none()
    }

    /// A transfer command uses it.
    pub fn on_use(&mut self) {
        if let Manner::Listening { is_used, .. } = &mut self.manner {
            *is_used = true;
        }
    }
}
