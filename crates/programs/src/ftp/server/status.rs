//! What the server tells about itself and its files: STAT and HELP (RFC 354 p. 17, RFC 414 p. 3), and the text of a
//! listing.

use arpanet_kernel::Time;
use arpanet_wire::ftp::{Direction, Reply, Verb};

use super::end::{Link, Manner};
use super::files::refuse_file;
use super::io::{Ask, Output};
use super::profile::SockReply;
use super::session::{Asked, Session, reply};
use crate::error::FileError;
use crate::files::FileInfo;

impl Session {
    /// With a pathname like LIST, but on the control connection; during a transfer it says how that goes.
    pub(super) fn on_stat(&mut self, now: Time, group: String, out: &mut Vec<Output>) {
        let profile = self.setting.profile;
        if let Some(transfer) = &self.transfer {
            let code = if profile.hyphenates { 110 } else { 100 };
            return self.tell(Reply::new(code, transfer.progress(now)), "Status complete", out);
        }
        if !group.trim().is_empty() {
            if profile.needs_login && !self.access.is_in() {
                return reply(out, profile.login_first, "Please log in first: USER and PASS");
            }
            return self.ask(Ask::List(group), Asked::Status, out);
        }
        let title = format!("Status of the FTP server at {}", self.setting.host_name);
        self.tell(Reply { more: self.status_lines(), ..Reply::new(100, title) }, "Status complete", out);
    }

    /// A long reply, and what says that it is over: a 200 (RFC 414 p. 2), or its own last line (RFC 454 p. 24).
    fn tell(&self, mut first: Reply, end: &str, out: &mut Vec<Output>) {
        let hyphenates = self.setting.profile.hyphenates;
        if hyphenates {
            first.more.push(end.to_owned());
        }
        out.push(Output::Reply(first));
        if !hyphenates {
            reply(out, 200, end);
        }
    }

    fn status_lines(&self) -> Vec<String> {
        let parameters = &self.parameters;
        vec![
            format!("User: {}", self.access.user().unwrap_or("none")),
            format!(
                "TYPE {}, BYTE {}, MODE {}, STRU {}",
                parameters.representation, parameters.byte_size, parameters.mode, parameters.structure
            ),
            self.end_line(Direction::Send),
            self.end_line(Direction::Receive),
        ]
    }

    fn end_line(&self, direction: Direction) -> String {
        let end = self.end(direction);
        let what = match direction {
            Direction::Send => "To send",
            Direction::Receive => "To receive",
        };
        let who = match end.foreign {
            Some(foreign) => format!("socket {} at host {}", foreign.number, foreign.host),
            None if end.manner == Manner::Active => "the default socket".to_owned(),
            None => "anyone".to_owned(),
        };
        let how = match end.manner {
            Manner::Active => format!("socket {} will ask {who}", end.local()),
            Manner::Passive => format!("socket {} listens for {who}", end.local()),
            Manner::Listening { socket, .. } => format!("socket {socket} will listen for {who}"),
        };
        let state = match end.link {
            Link::Closed => String::new(),
            Link::Opening => ", opening".to_owned(),
            Link::Open { foreign, .. } => format!(", open to {} at host {}", foreign.number, foreign.host),
        };
        format!("{what}: {how}{state}")
    }

    pub(super) fn on_status_list(&mut self, result: Result<Vec<FileInfo>, FileError>, out: &mut Vec<Output>) {
        match result {
            Ok(files) => {
                let more = files.iter().map(listing_line).collect();
                self.tell(Reply { more, ..Reply::new(151, "Files") }, "Status complete", out);
            }
            Err(error) => refuse_file(&error, out),
        }
    }

    /// RFC 414 p. 3: 1xx lines, and 200 at the end. RFC 454 p. 33: a 0xx reply.
    pub(super) fn on_help(&mut self, out: &mut Vec<Output>) {
        let profile = self.setting.profile;
        let verbs: Vec<&str> = profile.known_verbs().map(Verb::name).collect();
        let mut more: Vec<String> = verbs.chunks(8).map(|chunk| chunk.join(" ")).collect();
        if profile.knows(Verb::Lstn) {
            more.push("LSTN S or LSTN R allocates a socket to send from or receive at, told by 255;".into());
            more.push("the next transfer of that direction listens there and initiates nothing.".into());
            let told = if profile.sock_reply == SockReply::Socket { "; 255 answers SOCK" } else { "" };
            more.push(format!("SOCK after LSTN names the only host,socket that may connect{told}."));
        }
        if profile.knows(Verb::Pasv) {
            more.push("PASV listens on both data sockets at once, for the next transfer only;".into());
            more.push("a SOCK before it names the only host,socket that may connect.".into());
        }
        more.push("STOR and APPE change the file when all data have come, not before.".into());
        let first = format!("Commands of the FTP server at {}", self.setting.host_name);
        let code = if profile.hyphenates { 50 } else { 100 };
        self.tell(Reply { more, ..Reply::new(code, first) }, "Help complete", out);
    }
}

/// A file in a listing: its full name, its length, when it was written.
pub(super) fn listing_line(file: &FileInfo) -> String {
    format!("{}  {}({})  {}", file.full_name, file.length_bytes, file.byte_size, file.written)
}
