//! The server program: waits at socket 3, and carries each user's [`Session`] to the host's system calls.

use std::collections::{BTreeMap, VecDeque};
use std::future::{self, Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use arpanet_ncp::CloseReason;
use arpanet_wire::Bits;
use arpanet_wire::ftp::{Direction, Reply};
use futures_lite::future::or;

use super::io::{Answer, Ask, How, Input, Opening, Output};
use super::profile::Profile;
use super::session::{Session, Setting};
use crate::connection::{Connection, HeldSocket, SocketBlock};
use crate::error::{FileError, OpenError, Outcome};
use crate::icp::{self, Service};
use crate::mail::delivery::{self, Origin};
use crate::mail::reading;
use crate::open_file::OpenFile;
use crate::sys::Sys;

/// Users at a time. Liberty: no source says how many a TENEX took.
const MOST_USERS: u32 = 20;
/// How long the last replies may take to be taken before the control connections are closed: 60 s.
const FAREWELL_NS: u64 = 60_000_000_000;
/// What is taken from a data connection at a time, in bits.
const TAKE_BITS: usize = 64_000;

type Work<T> = Pin<Box<dyn Future<Output = T>>>;

/// The FTP server of a host.
pub async fn serve(sys: Sys, profile: &'static Profile) -> Outcome {
    let service = Service { socket: profile.socket, ..icp::FTP };
    icp::serve(sys, service, MOST_USERS, move |sys, control| one_user(sys, control, profile)).await
}

async fn one_user(sys: Sys, control: icp::Session, profile: &'static Profile) -> Outcome {
    let setting = Setting {
        profile,
        host_name: sys.host_name().to_owned(),
        system: sys.system(),
        user_host: control.foreign_host(),
        server_socket: control.block.base(),
        user_socket: control.foreign_base.number,
    };
    let date = sys.date();
    let greeting = format!("{} FTP Server at {} {date}", sys.host_name(), &date.weekday()[..3]);
    let mut desk = Desk {
        user_host: sys.name_of(control.foreign_host()),
        session: Session::new(sys.now(), setting),
        replies: Replies::new(Rc::new(control.send), profile.hyphenates),
        send: Side::Idle,
        receive: Side::Idle,
        sockets: BTreeMap::new(),
        file: None,
        sys,
    };
    desk.replies.push(&Reply::new(300, greeting));
    while !desk.session.is_over() {
        let input = desk.next_input(&control.receive).await;
        desk.handle(input).await;
    }
    let Desk { sys, replies, .. } = desk;
    sys.within(FAREWELL_NS, replies.finish()).await;
    Ok(())
}

/// A session and what its outputs have brought about.
struct Desk {
    sys: Sys,
    /// The user's host, by name.
    user_host: String,
    session: Session,
    replies: Replies,
    send: Side,
    receive: Side,
    sockets: BTreeMap<u32, Allocation>,
    file: Option<OpenFile>,
}

/// What keeps a socket of LSTN ours; dropping it refuses those who wait there.
struct Allocation {
    _held: Option<HeldSocket>,
    _block: SocketBlock,
}

/// One data connection.
enum Side {
    Idle,
    /// Its socket is free again when this is done.
    Closing(Work<()>),
    Opening(Work<Result<Connection, OpenError>>),
    Open {
        connection: Rc<Connection>,
        sending: Option<Work<Result<(), CloseReason>>>,
    },
}

/// Replies on their way to the user.
struct Replies {
    connection: Rc<Connection>,
    /// Long replies have hyphens.
    hyphenates: bool,
    waiting: VecDeque<u8>,
    sending: Option<Work<Result<(), CloseReason>>>,
}

impl Desk {
    /// Hands the session one input and does all that follows from it.
    async fn handle(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let mut outputs = Vec::new();
            self.session.handle(self.sys.now(), input, &mut outputs);
            for output in outputs {
                match output {
                    Output::Ask(ask) => inputs.push_back(Input::Answer(self.answer(ask).await)),
                    other => self.act(other),
                }
            }
        }
    }

    fn act(&mut self, output: Output) {
        match output {
            Output::Reply(reply) => self.replies.push(&reply),
            Output::Text(text) => self.replies.waiting.extend(text),
            Output::Open(opening) => self.open(opening),
            Output::GiveUp(direction) | Output::Abort(direction) => self.abort(direction),
            Output::Probe => self.probe(),
            Output::Send(bits) => self.begin_send(bits),
            Output::Close(direction) => self.close(direction),
            Output::Release(socket) => drop(self.sockets.remove(&socket)),
            Output::Forget => self.file = None,
            Output::Ask(_) | Output::CloseControl => {}
        }
    }

    async fn answer(&mut self, ask: Ask) -> Answer {
        let sys = self.sys.clone();
        match ask {
            Ask::Socket { direction, holds_requests } => {
                Answer::Socket(self.allocate(direction, holds_requests).await.ok())
            }
            Ask::Login { user, password, account } => {
                Answer::Login(sys.login(&user, password.as_deref(), account.as_deref()).await)
            }
            Ask::Read(name) => Answer::Read(sys.read_file(&name).await),
            Ask::Open { name, append } => Answer::Named(self.open_file(&name, append).await),
            Ask::Commit(content) => Answer::Named(match self.file.take() {
                Some(file) => commit(file, content).await,
                None => Err(FileError::NotFound("the file that was begun".into())),
            }),
            Ask::Delete(name) => Answer::Named(sys.delete_file(&name).await),
            Ask::Rename { from, to } => Answer::Named(sys.rename_file(&from, &to).await),
            Ask::List(group) => Answer::List(sys.list_files(&group).await),
            Ask::Addressees(users) => Answer::Addressees(delivery::addressees(&sys, &users).await),
            Ask::Letters(user) => {
                let letters = reading::letters(&sys, &user).await;
                Answer::Letters(letters.map(|letters| reading::typescript(&letters)))
            }
            Ask::Deliver { to, user, text } => {
                let origin = Origin { host: self.user_host.clone(), user };
                Answer::Delivered(delivery::deliver(&sys, &to, &origin, &text).await)
            }
        }
    }

    async fn allocate(&mut self, direction: Direction, holds_requests: bool) -> Result<u32, OpenError> {
        let block = self.sys.reserve(2).await?;
        let socket = match direction {
            Direction::Receive => block.socket(0),
            Direction::Send => block.socket(1),
        };
        let held = if holds_requests { Some(self.sys.hold(socket).await?) } else { None };
        self.sockets.insert(socket, Allocation { _held: held, _block: block });
        Ok(socket)
    }

    async fn open_file(&mut self, name: &str, append: bool) -> Result<String, FileError> {
        let file = if append { self.sys.append_file(name).await? } else { self.sys.write_file(name).await? };
        let full_name = file.full_name().to_owned();
        self.file = Some(file);
        Ok(full_name)
    }

    fn side(&mut self, direction: Direction) -> &mut Side {
        match direction {
            Direction::Send => &mut self.send,
            Direction::Receive => &mut self.receive,
        }
    }

    fn open(&mut self, opening: Opening) {
        let sys = self.sys.clone();
        self.tell(&opening);
        let side = self.side(opening.direction);
        let earlier = std::mem::replace(side, Side::Idle);
        *side = Side::Opening(Box::pin(async move {
            if let Side::Closing(close) = earlier {
                close.await;
            }
            match opening.how {
                How::Initiate(foreign) => sys.init(opening.local, foreign, opening.byte_size).await,
                How::Listen(filter) => sys.listen(opening.local, opening.byte_size, filter).await,
            }
        }));
    }

    fn tell(&self, opening: &Opening) {
        if let How::Listen(filter) = opening.how {
            let whom = match (filter.host, filter.socket) {
                (Some(host), Some(socket)) => format!("only socket {socket} at {}", self.sys.name_of(host)),
                (Some(host), None) => format!("any socket at {}", self.sys.name_of(host)),
                (None, _) => "anyone".to_owned(),
            };
            let socket = opening.local;
            let (after, source) = match self.session.is_passive(opening.direction) {
                true => ("PASV", "RFC 478 p. 1"),
                false => ("LSTN", "RFC 438 p. 2"),
            };
            self.sys.say(format!(
                "after {after} the server does not initiate: it listens at socket {socket}, for {whom} ({source})"
            ));
        }
    }

    fn abort(&mut self, direction: Direction) {
        if let Side::Open { connection, .. } = std::mem::replace(self.side(direction), Side::Idle) {
            connection.break_off();
        }
    }

    fn probe(&self) {
        if let Side::Open { connection, .. } = &self.receive {
            connection.probe();
        }
    }

    fn begin_send(&mut self, bits: Bits) {
        if let Side::Open { connection, sending } = &mut self.send {
            let connection = Rc::clone(connection);
            *sending = Some(Box::pin(async move { connection.send(&bits).await }));
        }
    }

    fn close(&mut self, direction: Direction) {
        let side = self.side(direction);
        if let Side::Open { connection, .. } = std::mem::replace(side, Side::Idle)
            && let Some(connection) = Rc::into_inner(connection)
        {
            *side = Side::Closing(Box::pin(connection.close()));
        }
    }

    /// Whatever happens next.
    async fn next_input(&mut self, control: &Connection) -> Input {
        let sys = self.sys.clone();
        let wake = self.session.next_wake();
        let octets = async {
            match control.receive_octets().await {
                Ok(octets) => Input::Octets(octets),
                Err(_) => Input::ControlLost,
            }
        };
        let interrupt = async {
            match control.interrupted().await {
                Ok(()) => Input::Interrupt,
                Err(_) => future::pending().await,
            }
        };
        let timer = async {
            match wake {
                Some(at) => sys.sleep_ns(at.ns_since(sys.now())).await,
                None => future::pending().await,
            }
            Input::Wake
        };
        let takes_data = !self.session.keeps_data_waiting();
        let (replies, send, receive) = (&mut self.replies, &mut self.send, &mut self.receive);
        let data = or(send.next(Direction::Send, false), receive.next(Direction::Receive, takes_data));
        or(replies.run(), or(octets, or(interrupt, or(data, timer)))).await
    }
}

async fn commit(file: OpenFile, content: crate::content::Content) -> Result<String, FileError> {
    file.write(content).await?;
    file.close().await
}

impl Side {
    /// The next thing that happens to the connection.
    async fn next(&mut self, direction: Direction, takes_data: bool) -> Input {
        match self {
            Side::Idle => future::pending().await,
            Side::Closing(close) => {
                close.await;
                *self = Side::Idle;
                future::pending().await
            }
            Side::Opening(opening) => match opening.await {
                Ok(connection) => self.on_open(direction, connection),
                Err(error) => {
                    *self = Side::Idle;
                    Input::OpenFailed { direction, error }
                }
            },
            Side::Open { connection, sending } => {
                let happened = match sending {
                    Some(work) => work.await.map(|()| Input::Sent),
                    None if direction == Direction::Send => Err(ended(connection).await),
                    None if takes_data => or(interrupt(connection), data(connection)).await,
                    None => future::pending().await,
                };
                *sending = None;
                happened.unwrap_or_else(|reason| {
                    *self = Side::Idle;
                    Input::Ended { direction, reason }
                })
            }
        }
    }

    fn on_open(&mut self, direction: Direction, connection: Connection) -> Input {
        let (foreign, byte_size) = (connection.foreign(), connection.byte_size());
        *self = Side::Open { connection: Rc::new(connection), sending: None };
        Input::Opened { direction, foreign, byte_size }
    }
}

async fn interrupt(connection: &Connection) -> Result<Input, CloseReason> {
    match connection.interrupted().await {
        Ok(()) => Ok(Input::DataInterrupt),
        // How it ended is told when all data have been taken.
        Err(_) => future::pending().await,
    }
}

async fn data(connection: &Connection) -> Result<Input, CloseReason> {
    connection.receive(TAKE_BITS).await.map(Input::Data)
}

/// Waits until a connection on which nothing is to be sent ends. An interrupt by the receiver means nothing.
async fn ended(connection: &Connection) -> CloseReason {
    loop {
        if let Err(reason) = connection.interrupted().await {
            return reason;
        }
    }
}

impl Replies {
    fn new(connection: Rc<Connection>, hyphenates: bool) -> Replies {
        Replies { connection, hyphenates, waiting: VecDeque::new(), sending: None }
    }

    fn push(&mut self, reply: &Reply) {
        let lines = if self.hyphenates { reply.emit_hyphenated() } else { reply.emit() };
        self.waiting.extend(lines.bytes());
    }

    /// Sends as the user takes; returns only when he can take no more.
    async fn run(&mut self) -> Input {
        poll_fn(|context| self.poll(context)).await;
        Input::ControlLost
    }

    /// Ready when the connection is lost.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            if let Some(work) = &mut self.sending {
                let Poll::Ready(sent) = work.as_mut().poll(context) else { return Poll::Pending };
                self.sending = None;
                if sent.is_err() {
                    self.waiting.clear();
                    return Poll::Ready(());
                }
            }
            if self.waiting.is_empty() {
                return Poll::Pending;
            }
            let octets: Vec<u8> = self.waiting.drain(..).collect();
            let connection = Rc::clone(&self.connection);
            self.sending = Some(Box::pin(async move { connection.send_octets(&octets).await }));
        }
    }

    /// Sends what is left, then closes.
    async fn finish(mut self) {
        if let Some(work) = self.sending.take()
            && work.await.is_err()
        {
            return;
        }
        let octets: Vec<u8> = self.waiting.drain(..).collect();
        let is_told = octets.is_empty() || self.connection.send_octets(&octets).await.is_ok();
        if is_told && let Some(connection) = Rc::into_inner(self.connection) {
            connection.close().await;
        }
    }
}
