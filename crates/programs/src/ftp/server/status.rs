//! What the server tells about itself and its files: STAT and HELP (RFC 354 p. 17, RFC 414 p. 3), and the text of a
//! listing.

use arpanet_kernel::Time;
use arpanet_wire::ftp::{Direction, Reply, Verb};

use super::end::{Link, Manner};
use super::files::refuse_file;
use super::io::{Ask, Output};
use super::session::{Asked, Session, reply};
use crate::error::FileError;
use crate::files::FileInfo;

impl Session {
    /// With a pathname like LIST, but on the control connection; during a transfer it says how that goes.
    pub(super) fn on_stat(&mut self, now: Time, group: String, out: &mut Vec<Output>) {
        if let Some(transfer) = &self.transfer {
            reply(out, 100, transfer.progress(now));
            return reply(out, 200, "Status complete");
        }
        if !group.trim().is_empty() {
            if self.setting.profile.needs_login && !self.access.is_in() {
                return reply(out, 504, "Please log in first: USER and PASS");
            }
            return self.ask(Ask::List(group), Asked::Status, out);
        }
        let more = self.status_lines();
        out.push(Output::Reply(Reply {
            more,
            ..Reply::new(100, format!("Status of the FTP server at {}", self.setting.host_name))
        }));
        reply(out, 200, "Status complete");
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
                out.push(Output::Reply(Reply { more, ..Reply::new(151, "Files") }));
                reply(out, 200, "Status complete");
            }
            Err(error) => refuse_file(&error, out),
        }
    }

    /// RFC 414 p. 3: 1xx lines, and 200 at the end.
    pub(super) fn on_help(&mut self, out: &mut Vec<Output>) {
        let profile = self.setting.profile;
        let verbs: Vec<&str> = profile.verbs.iter().map(|verb| verb.name()).collect();
        let mut more: Vec<String> = verbs.chunks(8).map(|chunk| chunk.join(" ")).collect();
        if profile.knows(Verb::Lstn) {
            more.push("LSTN S or LSTN R allocates a socket to send from or receive at, told by 255;".into());
            more.push("the next transfer of that direction listens there and initiates nothing.".into());
            more.push(
                "SOCK after LSTN names the only host,socket that may connect; 255 answers SOCK.".into(),
            );
        }
        more.push("STOR and APPE change the file when all data have come, not before.".into());
        let first = format!("Commands of the FTP server at {}", self.setting.host_name);
        out.push(Output::Reply(Reply { more, ..Reply::new(100, first) }));
        reply(out, 200, "Help complete");
    }
}

/// A file in a listing: its full name, its length, when it was written.
pub(super) fn listing_line(file: &FileInfo) -> String {
    format!("{}  {}({})  {}", file.full_name, file.length_bytes, file.byte_size, file.written)
}
