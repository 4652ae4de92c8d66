//! A world in real time: the wall clock, sockets, and the person at the terminal.
//!
//! One loop ([`Session`]), and a thread that reads the keyboard where there is one: play what is due, hand out what left the world, wait for the next event or the next
//! datagram, whichever comes first, and hand in what came, at the present instant. What came is written to the replay
//! log, so that the same session can be played again without anybody attached.

mod cable;
mod console;
mod counts;
mod framing;
mod lateness;
mod pace;
mod session;
mod streams;
mod telnet;

pub use console::{Console, LEAVE_KEYS};
pub use counts::Counts;
pub use lateness::Lateness;
pub use session::{EndReport, LiveError, Options, Report, Session};
