//! An FTP server's session on a bench: command lines in, replies and deeds out, as text.
//!
//! The server is at sockets 1000 (S) and up, its user at host 70, sockets 2000 (U) and up. So by RFC 354 p. 14 the user's
//! data sockets are 2004 and 2005; the server's own are 1003 and 1002; and LSTN gets sockets from 4000 on. Deeds are
//! rendered in brackets:
//!
//! ```text
//!   [initiate S 1003 -> 70,2004 size 8]     [listen R 4000 for 69,77 size 8]    for anyone
//!   [give up R]  [send 24 bits]  [close S]  [abort R]  [release 4000]  [forget]  [close control]
//! ```
#![allow(dead_code, reason = "each test file uses its part of the bench")]

use std::collections::BTreeMap;

use arpanet_kernel::Time;
use arpanet_ncp::{CloseReason, OpenFailure, SocketName};
use arpanet_programs::account::Account;
use arpanet_programs::content::Content;
use arpanet_programs::date::Date;
use arpanet_programs::error::{FileError, LoginError, OpenError};
use arpanet_programs::files::{FileInfo, StoredFile};
use arpanet_programs::ftp::server::{Answer, Ask, How, Input, Opening, Output, Profile, Session, Setting};
use arpanet_programs::mail::delivery::{Addressee, Unknown};
use arpanet_programs::system::{FileName, TENEX};
use arpanet_wire::ftp::Direction;
use arpanet_wire::{Bits, HostAddress};

/// The user's host: MIT-DMCG.
pub const USER_HOST: u8 = 70;
const SERVER_SOCKET: u32 = 1000;
const USER_SOCKET: u32 = 2000;

/// A session and the host around it.
pub struct Bench {
    pub session: Session,
    pub now: Time,
    pub files: BTreeMap<String, Content>,
    pub accounts: Vec<Account>,
    /// Sockets that LSTN may still have.
    pub free_sockets: u32,
    /// Room on the disk, in words.
    pub room_words: u64,
    next_socket: u32,
    draft: Option<Draft>,
    /// Everything that was asked of the host's system.
    pub asked: Vec<Ask>,
    /// Letters delivered: for whom, and the text.
    pub letters: Vec<(Vec<Addressee>, String)>,
    /// Long replies have hyphens.
    hyphenates: bool,
}

struct Draft {
    name: String,
    append: bool,
}

impl Bench {
    /// A session in which nothing has been said.
    pub fn new(profile: &'static Profile) -> Bench {
        let setting = Setting {
            profile,
            host_name: "CASE-10".into(),
            system: &TENEX,
            user_host: HostAddress::from_octet(USER_HOST),
            server_socket: SERVER_SOCKET,
            user_socket: USER_SOCKET,
        };
        let account = |user: &str, password: &str, account: &str| Account {
            user: user.into(),
            password: password.into(),
            account: account.into(),
        };
        Bench {
            session: Session::new(Time::ZERO, setting),
            now: Time::ZERO,
            files: BTreeMap::new(),
            accounts: vec![
                account("GUEST", "", ""),
                account("DOE", "MUMBLE", ""),
                account("CHARGED", "MUMBLE", "1"),
            ],
            free_sockets: 8,
            room_words: 1_000_000,
            next_socket: 4000,
            draft: None,
            asked: Vec::new(),
            letters: Vec::new(),
            hyphenates: profile.hyphenates,
        }
    }

    /// A session in which GUEST has logged in.
    pub fn logged_in(profile: &'static Profile) -> Bench {
        let mut bench = Bench::new(profile);
        assert_eq!(bench.codes("USER GUEST"), [230]);
        bench
    }

    /// The same with a text file.
    pub fn with_file(profile: &'static Profile, name: &str, text: &str) -> Bench {
        let mut bench = Bench::logged_in(profile);
        bench.put(name, text);
        bench
    }

    pub fn put(&mut self, name: &str, text: &str) {
        self.files.insert(name.into(), Content::of_text(&TENEX, text).expect("ASCII"));
    }

    pub fn text(&self, name: &str) -> Option<String> {
        self.files.get(name).map(|content| content.text(&TENEX))
    }

    /// A command line, CR LF added: what comes of it.
    pub fn line(&mut self, line: &str) -> Vec<String> {
        self.octets(format!("{line}\r\n").as_bytes())
    }

    /// Several command lines, whose replies don't matter.
    pub fn lines(&mut self, lines: &[&str]) {
        for line in lines {
            self.line(line);
        }
    }

    /// A command line: the codes of its replies.
    pub fn codes(&mut self, line: &str) -> Vec<u16> {
        codes(&self.line(line))
    }

    pub fn octets(&mut self, octets: &[u8]) -> Vec<String> {
        self.input(Input::Octets(octets.to_vec()))
    }

    pub fn interrupt(&mut self) -> Vec<String> {
        self.input(Input::Interrupt)
    }

    pub fn control_lost(&mut self) -> Vec<String> {
        self.input(Input::ControlLost)
    }

    /// The data connection opens, to the given socket at the given host.
    pub fn opened(&mut self, direction: Direction, host: u8, socket: u32) -> Vec<String> {
        let byte_size = self.session.parameters().transfer_size();
        self.input(Input::Opened { direction, foreign: name(host, socket), byte_size })
    }

    pub fn refused(&mut self, direction: Direction) -> Vec<String> {
        self.input(Input::OpenFailed { direction, error: OpenError::Failed(OpenFailure::Refused) })
    }

    pub fn open_failed(&mut self, direction: Direction, failure: OpenFailure) -> Vec<String> {
        self.input(Input::OpenFailed { direction, error: OpenError::Failed(failure) })
    }

    pub fn data(&mut self, octets: &[u8]) -> Vec<String> {
        self.bits(Bits::from_octets(octets))
    }

    pub fn bits(&mut self, bits: Bits) -> Vec<String> {
        self.input(Input::Data(bits))
    }

    pub fn sent(&mut self) -> Vec<String> {
        self.input(Input::Sent)
    }

    pub fn ended(&mut self, direction: Direction, reason: CloseReason) -> Vec<String> {
        self.input(Input::Ended { direction, reason })
    }

    /// Lets time pass, the session waking when it wants to.
    pub fn wait(&mut self, seconds: u64) -> Vec<String> {
        let until = self.now.after_ns(seconds * 1_000_000_000);
        let mut told = Vec::new();
        while let Some(at) = self.session.next_wake().filter(|at| *at <= until) {
            self.now = at;
            told.extend(self.input(Input::Wake));
        }
        self.now = until;
        told
    }

    pub fn input(&mut self, input: Input) -> Vec<String> {
        let outputs = self.outputs(input);
        let rendered = outputs.iter().map(|output| match output {
            Output::Reply(reply) if self.hyphenates => reply.emit_hyphenated().trim_end().to_owned(),
            output => render(output),
        });
        rendered.collect()
    }

    /// What comes of an input, with what the host's system answers.
    pub fn outputs(&mut self, input: Input) -> Vec<Output> {
        let mut inputs = vec![input];
        let mut all = Vec::new();
        while let Some(input) = inputs.pop() {
            let mut out = Vec::new();
            self.session.handle(self.now, input, &mut out);
            for output in out {
                match output {
                    Output::Ask(ask) => {
                        self.asked.push(ask.clone());
                        inputs.push(Input::Answer(self.answer(ask)));
                    }
                    other => {
                        if other == Output::Forget {
                            self.draft = None;
                        }
                        all.push(other);
                    }
                }
            }
        }
        all
    }

    fn answer(&mut self, ask: Ask) -> Answer {
        match ask {
            Ask::Socket { direction, .. } => Answer::Socket(self.allocate(direction)),
            Ask::Login { user, password, account } => {
                let known = self.accounts.iter().find(|known| known.user.eq_ignore_ascii_case(&user));
                Answer::Login(match known {
                    Some(known) => known.check(password.as_deref(), account.as_deref()),
                    None => Err(LoginError::NoSuchUser),
                })
            }
            Ask::Read(name) => Answer::Read(match self.files.get(&name) {
                Some(content) => Ok(StoredFile { full_name: name, content: content.clone() }),
                None => Err(missing(&name)),
            }),
            Ask::Open { name, append } => Answer::Named(self.open(name, append)),
            Ask::Commit(content) => Answer::Named(self.commit(content)),
            Ask::Delete(name) => {
                Answer::Named(self.files.remove(&name).map(|_| name.clone()).ok_or(missing(&name)))
            }
            Ask::Rename { from, to } => Answer::Named(match self.files.remove(&from) {
                Some(content) => {
                    self.files.insert(to.clone(), content);
                    Ok(to)
                }
                None => Err(missing(&from)),
            }),
            Ask::List(group) => {
                let files: Vec<FileInfo> = self
                    .files
                    .iter()
                    .filter(|(name, _)| group.is_empty() || **name == group)
                    .map(info)
                    .collect();
                Answer::List(if files.is_empty() { Err(missing(&group)) } else { Ok(files) })
            }
            Ask::Addressees(users) => Answer::Addressees(self.addressees(&users)),
            Ask::Letters(user) => Answer::Letters(Ok(self.letters_of(&user))),
            Ask::Deliver { to, text, .. } => Answer::Delivered(self.deliver(to, &text)),
        }
    }

    fn addressees(&self, users: &str) -> Result<Vec<Addressee>, Unknown> {
        let addressee =
            |user: &str| match self.accounts.iter().any(|known| known.user.eq_ignore_ascii_case(user)) {
                _ if user.is_empty() => Ok(Addressee::Site),
                true => Ok(Addressee::User(user.to_ascii_uppercase())),
                false => Err(Unknown::NoSuchUser(user.to_owned())),
            };
        users.split(',').map(|user| addressee(user.trim())).collect()
    }

    /// The letters of a user one after another, as they came.
    fn letters_of(&self, user: &str) -> Vec<u8> {
        let is_his = |to: &&Addressee| matches!(to, Addressee::User(name) if name.eq_ignore_ascii_case(user));
        let his = self.letters.iter().filter(|(to, _)| to.iter().any(|to| is_his(&to)));
        his.flat_map(|(_, text)| text.bytes()).collect()
    }

    /// DOE does not want letters for SECRET eyes.
    fn deliver(&mut self, to: Vec<Addressee>, text: &[u8]) -> Result<(), FileError> {
        let text = String::from_utf8(text.to_vec()).expect("ASCII");
        match text.as_str() {
            _ if text.len() as u64 / 5 > self.room_words => Err(FileError::NoSpace),
            text if text.starts_with("SECRET") => Err(FileError::AccessDenied("the mailbox".into())),
            text => {
                self.letters.push((to, text.to_owned()));
                Ok(())
            }
        }
    }

    fn allocate(&mut self, direction: Direction) -> Option<u32> {
        self.free_sockets = self.free_sockets.checked_sub(1)?;
        let base = self.next_socket;
        self.next_socket += 2;
        Some(if direction == Direction::Send { base + 1 } else { base })
    }

    /// Names that begin with `SECRET` belong to someone else.
    fn open(&mut self, name: String, append: bool) -> Result<String, FileError> {
        if name.starts_with("SECRET") {
            return Err(FileError::AccessDenied(name));
        }
        self.draft = Some(Draft { name: name.clone(), append });
        Ok(name)
    }

    fn commit(&mut self, content: Content) -> Result<String, FileError> {
        let draft = self.draft.take().expect("a file was begun");
        if content.length_words() > self.room_words {
            return Err(FileError::NoSpace);
        }
        match self.files.get_mut(&draft.name) {
            Some(old) if draft.append => old.append(&content),
            _ => drop(self.files.insert(draft.name.clone(), content)),
        }
        Ok(draft.name)
    }
}

/// The reply codes among what came of an input.
pub fn codes(told: &[String]) -> Vec<u16> {
    told.iter().filter_map(|line| line.get(..3)?.parse().ok()).collect()
}

/// The socket in a reply 255.
pub fn socket_of(told: &[String]) -> u32 {
    let text = told.iter().find_map(|line| line.strip_prefix("255 SOCK ")).expect("a reply 255");
    text.parse().expect("a decimal number")
}

/// The deeds among what came of an input: what is in brackets.
pub fn deeds(told: &[String]) -> Vec<&str> {
    told.iter().map(String::as_str).filter(|line| line.starts_with('[')).collect()
}

/// A profile with one thing changed.
pub fn changed(profile: &Profile, change: impl FnOnce(&mut Profile)) -> &'static Profile {
    let mut profile = profile.clone();
    change(&mut profile);
    Box::leak(Box::new(profile))
}

pub fn name(host: u8, number: u32) -> SocketName {
    SocketName { host: HostAddress::from_octet(host), number }
}

fn missing(name: &str) -> FileError {
    FileError::NotFound(name.to_owned())
}

fn info((name, content): (&String, &Content)) -> FileInfo {
    FileInfo {
        full_name: name.clone(),
        name: FileName { directory: String::new(), name: name.clone(), extension: String::new(), version: 0 },
        byte_size: content.byte_size(),
        length_bytes: content.length_bytes(),
        length_words: content.length_words(),
        written: Date::default(),
    }
}

fn render(output: &Output) -> String {
    match output {
        Output::Reply(reply) => reply.emit().trim_end().to_owned(),
        Output::Open(Opening { direction, local, byte_size, how: How::Initiate(foreign) }) => {
            format!("[initiate {direction} {local} -> {},{} size {byte_size}]", foreign.host, foreign.number)
        }
        Output::Open(Opening { direction, local, byte_size, how: How::Listen(filter) }) => {
            let whom = match (filter.host, filter.socket) {
                (None, None) => "anyone".to_owned(),
                (host, socket) => {
                    let host = host.map_or("any".to_owned(), |host| host.to_string());
                    format!("{host},{}", socket.map_or("any".to_owned(), |socket| socket.to_string()))
                }
            };
            format!("[listen {direction} {local} for {whom} size {byte_size}]")
        }
        Output::GiveUp(direction) => format!("[give up {direction}]"),
        Output::Send(bits) => format!("[send {} bits]", bits.length_bits()),
        Output::Close(direction) => format!("[close {direction}]"),
        Output::Abort(direction) => format!("[abort {direction}]"),
        Output::Probe => "[probe]".to_owned(),
        Output::Release(socket) => format!("[release {socket}]"),
        Output::Forget => "[forget]".to_owned(),
        Output::CloseControl => "[close control]".to_owned(),
        Output::Text(text) => String::from_utf8_lossy(text).into_owned(),
        Output::Ask(ask) => format!("[ask {ask:?}]"),
    }
}
