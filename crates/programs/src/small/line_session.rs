//! A session in which both sides speak in lines, and no more of TELNET is wanted than that its codes do no harm.

use std::collections::VecDeque;

use arpanet_wire::telnet::network_text;

use crate::ftp::lines::{Line, LineReader};
use crate::icp::Session;
use crate::sys::Sys;

/// How long the last words may take to be taken, and the other side to close: 60 s.
const FAREWELL_NS: u64 = 60_000_000_000;

/// One side of the session.
pub struct LineSession {
    sys: Sys,
    session: Session,
    reader: LineReader,
    /// `None` stands for a line that cannot be read.
    lines: VecDeque<Option<String>>,
}

impl LineSession {
    /// A session in which nothing has been said.
    pub fn new(sys: &Sys, session: Session) -> LineSession {
        LineSession { sys: sys.clone(), session, reader: LineReader::default(), lines: VecDeque::new() }
    }

    /// The next line from the other side, without its end; `None` when it has gone. A line that cannot be read comes as an
    /// empty one.
    pub async fn read_line(&mut self) -> Option<String> {
        Some(self.read_request().await?.unwrap_or_default())
    }

    /// As [`LineSession::read_line`], but a line that is too long, or broken by half a line's end, comes as `None` inside.
    pub async fn read_request(&mut self) -> Option<Option<String>> {
        while self.lines.is_empty() {
            let octets = self.session.receive.receive_octets().await.ok()?;
            let mut lines = Vec::new();
            self.reader.on_octets(&octets, &mut lines);
            self.lines.extend(lines.into_iter().map(|line| match line {
                Line::Text(text) => Some(text),
                Line::TooLong | Line::Broken => None,
            }));
        }
        self.lines.pop_front()
    }

    /// Sends a text, its lines ended with `\n`. False: the other side has gone.
    pub async fn print(&self, text: &str) -> bool {
        self.session.send.send_octets(&network_text(text)).await.is_ok()
    }

    /// Closes both connections, the one that carries the last words first: there are NCPs that take the end of one for the end of
    /// both, and drop what is still to come.
    pub async fn close(self) {
        let LineSession { sys, session: Session { send, receive, .. }, .. } = self;
        sys.within(FAREWELL_NS, send.close()).await;
        sys.within(FAREWELL_NS, receive.close()).await;
    }
}
