//! One user at an FTP server: the protocol half, a machine without I/O.
//!
//! ```text
//!   octets, interrupts --> lines --> command --> reply
//!                                       |
//!                          a transfer command begins a transfer:
//!
//!            file looked up        connection opened        data done
//!   Checking --------------> Connecting ---------> Sending ----------> 252
//!      | 450, 451               | 454       250  \ Receiving --> Storing --> 252, 453
//!      v                        v                 \______ 452
//!     (idle)                  (idle)                     (idle)
//! ```
//!
//! A command is answered before the next one is read, but for ABOR, STAT, HELP and BYE while a transfer runs; others
//! then get 504 (RFC 354 p. 20). A file being stored is changed at the end of the data and not before: a transfer that
//! breaks leaves the old file as it was.

use std::collections::VecDeque;

use arpanet_kernel::Time;
use arpanet_wire::HostAddress;
use arpanet_wire::ftp::{ArgumentError, Command, CommandLine, Direction, Reply, Verb};

use super::access::Access;
use super::end::{End, Manner};
use super::io::{Answer, Ask, Input, Output};
use super::mail::Letter;
pub(super) use super::pending::{Asked, Follow, Leaving};
use super::profile::Profile;
use super::transfer::{BrokenStore, Transfer};
use crate::ftp::lines::{Line, LineReader};
use crate::ftp::parameters::Parameters;
use crate::mail::delivery::Addressee;
use crate::system::System;

/// How long input is discarded for a DATA MARK that doesn't come: 60 s. A liberty: RFC 318 names no limit.
const MARK_WAIT_NS: u64 = 60_000_000_000;
/// Lines that wait for the answer to an earlier one; more are not kept.
const MOST_LINES_WAITING: usize = 100;

/// What stays the same throughout a session.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// What the server does.
    pub profile: &'static Profile,
    /// The server's host.
    pub host_name: String,
    /// The server's system.
    pub system: &'static System,
    /// The host at the other end of the control connections.
    pub user_host: HostAddress,
    /// S: the socket that the ICP gave; our control connections are on S and S+1. RFC 165 p. 5.
    pub server_socket: u32,
    /// U: the user's socket in the ICP; his control connections are on U+2 and U+3. RFC 354 p. 14.
    pub user_socket: u32,
}

/// A session.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    pub(super) setting: Setting,
    lines: LineReader,
    mark_deadline: Option<Time>,
    /// When the user will have been idle for too long.
    idle_deadline: Time,
    waiting_lines: VecDeque<Line>,
    asked: VecDeque<Asked>,
    pub(super) access: Access,
    pub(super) parameters: Parameters,
    pub(super) send: End,
    pub(super) receive: End,
    pub(super) follow: Follow,
    pub(super) transfer: Option<Transfer>,
    pub(super) broken_store: Option<BrokenStore>,
    /// What MAIL has brought so far.
    pub(super) letter: Option<Letter>,
    /// RDML or RDMF has asked for a login, and is to be done when it has come about.
    pub(super) wanted_mail: Option<Verb>,
    /// Whom an MLFL under way is for.
    pub(super) mail_file_to: Vec<Addressee>,
    /// BYE or REIN was given during a transfer.
    pub(super) leaving: Leaving,
    is_over: bool,
}

impl Session {
    /// A session that begins.
    pub fn new(now: Time, setting: Setting) -> Session {
        Session {
            send: End::new(Direction::Send, setting.server_socket),
            receive: End::new(Direction::Receive, setting.server_socket),
            lines: LineReader::default(),
            mark_deadline: None,
            idle_deadline: now.after_ns(setting.profile.idle_limit_ns),
            waiting_lines: VecDeque::new(),
            asked: VecDeque::new(),
            access: Access::default(),
            parameters: Parameters { coding: setting.profile.coding, ..Parameters::default() },
            setting,
            follow: Follow::Nothing,
            transfer: None,
            broken_store: None,
            letter: None,
            wanted_mail: None,
            mail_file_to: Vec::new(),
            leaving: Leaving::No,
            is_over: false,
        }
    }

    /// When the session wants [`Input::Wake`].
    pub fn next_wake(&self) -> Option<Time> {
        let transfer = self.transfer.as_ref().and_then(Transfer::next_wake);
        let idle = (!self.is_over).then_some(self.idle_deadline);
        [self.mark_deadline, transfer, idle].into_iter().flatten().min()
    }

    /// True once the control connections have been closed or lost.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// The transfer parameters in force.
    pub fn parameters(&self) -> Parameters {
        self.parameters
    }

    /// The sockets that LSTN has allocated and nothing has released.
    pub fn allocated_sockets(&self) -> Vec<u32> {
        [&self.send, &self.receive].into_iter().filter_map(End::allocated).collect()
    }

    /// True when data that come are to wait in the network: PASV has led to a connection, and the transfer command is
    /// still to come (RFC 478 p. 2, 1: the two commands may come in either order).
    pub fn keeps_data_waiting(&self) -> bool {
        self.transfer.is_none() && self.is_passive(Direction::Receive)
    }

    /// True when PASV governs the direction.
    pub fn is_passive(&self, direction: Direction) -> bool {
        self.end(direction).manner == Manner::Passive
    }

    /// One input. Take all of `out` before the next.
    pub fn handle(&mut self, now: Time, input: Input, out: &mut Vec<Output>) {
        if self.is_over {
            return;
        }
        if input != Input::Wake {
            self.idle_deadline = now.after_ns(self.setting.profile.idle_limit_ns);
        }
        match input {
            Input::Octets(octets) => self.on_octets(&octets),
            Input::Interrupt => self.on_interrupt(now),
            Input::ControlLost => return self.on_control_lost(out),
            Input::Wake if self.is_idle_too_long(now) => return self.on_idle_too_long(out),
            Input::Wake => self.on_wake(now, out),
            Input::Answer(answer) => self.on_answer(now, answer, out),
            Input::Opened { direction, foreign, byte_size } => {
                self.on_opened(now, direction, foreign, byte_size, out);
            }
            Input::OpenFailed { direction, error } => self.on_open_failed(now, direction, error, out),
            Input::Data(bits) => self.on_data(now, &bits, out),
            Input::DataInterrupt => self.on_data_interrupt(),
            Input::Sent => self.on_sent(out),
            Input::Ended { direction, reason } => self.on_ended(direction, reason, out),
        }
        self.read_lines(now, out);
    }

    fn on_octets(&mut self, octets: &[u8]) {
        let mut lines = Vec::new();
        self.lines.on_octets(octets, &mut lines);
        // The lines of a letter do not wait.
        let most = if self.letter.is_some() { usize::MAX } else { MOST_LINES_WAITING };
        let room = most.saturating_sub(self.waiting_lines.len());
        self.waiting_lines.extend(lines.into_iter().take(room));
        if !self.lines.is_discarding() {
            self.mark_deadline = None;
        }
    }

    /// RFC 414 p. 2: flush the current command line and wait for input such as ABOR.
    fn on_interrupt(&mut self, now: Time) {
        if let Some(letter) = &mut self.letter {
            letter.on_synch();
        }
        if self.lines.on_interrupt() {
            self.waiting_lines.clear();
            self.mark_deadline = Some(now.after_ns(MARK_WAIT_NS));
        }
    }

    /// RFC 354 p. 17: as ABOR and BYE, with no one to reply to.
    fn on_control_lost(&mut self, out: &mut Vec<Output>) {
        self.drop_transfer(out);
        self.release_everything(out);
        out.push(Output::CloseControl);
        self.is_over = true;
    }

    fn is_idle_too_long(&self, now: Time) -> bool {
        self.idle_deadline <= now && self.transfer.is_none() && self.asked.is_empty()
    }

    fn on_idle_too_long(&mut self, out: &mut Vec<Output>) {
        reply(out, 430, "You have been silent for too long, goodbye");
        self.finish(out);
    }

    fn on_wake(&mut self, now: Time, out: &mut Vec<Output>) {
        if self.idle_deadline <= now {
            self.idle_deadline = now.after_ns(self.setting.profile.idle_limit_ns);
        }
        if self.mark_deadline.is_some_and(|deadline| deadline <= now) {
            self.lines.give_up_mark();
            self.mark_deadline = None;
        }
        self.on_transfer_wake(now, out);
    }

    fn on_answer(&mut self, now: Time, answer: Answer, out: &mut Vec<Output>) {
        let Some(asked) = self.asked.pop_front() else {
            debug_assert!(false, "an answer to nothing: {answer:?}");
            return;
        };
        match (asked, answer) {
            (Asked::Socket(direction), Answer::Socket(socket)) => self.on_socket(direction, socket, out),
            (Asked::Login { user, password, account }, Answer::Login(result)) => {
                self.on_login(user, password, account, result, out);
            }
            (Asked::Read, Answer::Read(result)) => self.on_read(now, result, out),
            (Asked::Open, Answer::Named(result)) => self.on_file_open(now, result, out),
            (Asked::Commit, Answer::Named(result)) => self.on_committed(result, out),
            (Asked::Delete, Answer::Named(result)) => self.on_deleted(result, out),
            (Asked::RenameFrom(from), Answer::List(result)) => self.on_rename_from(from, result, out),
            (Asked::RenameTo, Answer::Named(result)) => self.on_renamed(result, out),
            (Asked::Status, Answer::List(result)) => self.on_status_list(result, out),
            (Asked::Listing, Answer::List(result)) => self.on_listing(now, result, out),
            (Asked::Letters(verb), Answer::Letters(result)) => self.on_letters(now, verb, result, out),
            (Asked::Mail, Answer::Addressees(result)) => self.on_mail_addressees(result, out),
            (Asked::Delivery, Answer::Delivered(result)) => self.on_mail_delivered(result, out),
            (Asked::MailFile, Answer::Addressees(result)) => self.on_mlfl_addressees(now, result, out),
            (Asked::MailFileDelivery, Answer::Delivered(result)) => {
                self.on_mail_file_delivered(result, out);
            }
            (asked, answer) => debug_assert!(false, "{answer:?} is no answer to {asked:?}"),
        }
    }

    /// Acts on the lines that wait, until one of them has to wait for an answer.
    fn read_lines(&mut self, now: Time, out: &mut Vec<Output>) {
        while self.asked.is_empty() && !self.is_over {
            let Some(line) = self.waiting_lines.pop_front() else { return };
            match line {
                line if self.letter.is_some() => self.on_letter_line(&line, out),
                Line::Text(text) => self.on_line(now, &text, out),
                Line::TooLong => reply(out, 501, "Command line too long"),
                Line::Broken => reply(out, 501, "CR or LF alone in the command line"),
            }
        }
    }

    fn on_line(&mut self, now: Time, text: &str, out: &mut Vec<Output>) {
        let follow = std::mem::take(&mut self.follow);
        let line = CommandLine::parse(text);
        let known = line.verb().filter(|verb| self.setting.profile.knows(*verb));
        let Some(verb) = known else {
            return reply(out, 500, format!("Unrecognized command: {}", line.code));
        };
        let command = match Command::parse(verb, &line.argument) {
            Ok(command) => command,
            Err(error @ ArgumentError::Missing { .. }) => return reply(out, 502, sentence(&error)),
            Err(error @ ArgumentError::Malformed { .. }) => return reply(out, 501, sentence(&error)),
        };
        match self.refusal(command.verb()) {
            Some((code, text)) => reply(out, code, text),
            None => self.on_command(now, command, follow, out),
        }
    }

    fn on_command(&mut self, now: Time, command: Command, follow: Follow, out: &mut Vec<Output>) {
        let profile = self.setting.profile;
        match command {
            Command::User(user) => self.on_user(user, out),
            Command::Pass(password) => self.on_pass(password, follow, out),
            Command::Acct(account) => self.on_acct(account, follow, out),
            Command::Bye => self.on_bye(out),
            Command::Byte(size) => self.on_byte(size, out),
            Command::Type(code) => self.on_type(code, out),
            Command::Form(format) => self.on_form(format, out),
            Command::Stru(structure) => self.on_stru(structure, out),
            Command::Mode(mode) => self.on_mode(mode, out),
            Command::Sock(socket) => self.on_sock(socket, out),
            Command::Lstn(direction) => self.on_lstn(direction, out),
            Command::Pasv => self.on_pasv(out),
            Command::Retr(name) => self.on_retr(name, follow, out),
            Command::Stor(name) => self.on_stor(name, false, follow, out),
            Command::Appe(name) => self.on_stor(name, true, follow, out),
            Command::List(group) => self.on_list(Verb::List, group, out),
            Command::Nlst(group) => self.on_list(Verb::Nlst, group, out),
            Command::Abor => self.on_abor(out),
            Command::Allo(_) => reply(out, 200, "No reservation is needed here"),
            Command::Rest(marker) => self.on_rest(marker, out),
            Command::Rnfr(name) => self.on_rnfr(name, out),
            Command::Rnto(name) => self.on_rnto(name, follow, out),
            Command::Dele(name) => self.on_dele(name, out),
            Command::Stat(group) => self.on_stat(now, group, out),
            Command::Help(_) => self.on_help(out),
            Command::Mlfl(users) => self.on_mlfl(users, out),
            Command::Mail(users) => self.on_mail(users, out),
            Command::Rdmf(user) => self.on_retrieve_mail(Verb::Rdmf, user, out),
            Command::Rdml(user) => self.on_retrieve_mail(Verb::Rdml, user, out),
            Command::Rein => self.on_rein(out),
            Command::Noop => reply(out, 200, "Nothing done"),
            Command::Quot => reply(out, 200, "Quote mode"),
            Command::Nquo => reply(out, 200, "Quote mode is over"),
            Command::Site(_) => reply(out, profile.not_implemented, "There are no site parameters here"),
        }
    }

    pub(super) fn ask(&mut self, ask: Ask, asked: Asked, out: &mut Vec<Output>) {
        self.asked.push_back(asked);
        out.push(Output::Ask(ask));
    }

    pub(super) fn end(&self, direction: Direction) -> &End {
        match direction {
            Direction::Send => &self.send,
            Direction::Receive => &self.receive,
        }
    }

    pub(super) fn end_mut(&mut self, direction: Direction) -> &mut End {
        match direction {
            Direction::Send => &mut self.send,
            Direction::Receive => &mut self.receive,
        }
    }

    /// The session ends: everything is given back, then the control connections are closed.
    pub(super) fn finish(&mut self, out: &mut Vec<Output>) {
        self.release_everything(out);
        out.push(Output::CloseControl);
        self.is_over = true;
    }
}

/// A reply of one line.
pub(super) fn reply(out: &mut Vec<Output>, code: u16, text: impl Into<String>) {
    out.push(Output::Reply(Reply::new(code, text)));
}

/// An error's text as a sentence of its own.
pub(super) fn sentence(error: &impl std::fmt::Display) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}
