//! What a program sees of its host: the system calls, as `async fn`s.
//!
//! A program is an `async fn` that gets a [`Sys`], awaits its calls, and ends with an [`Outcome`]. It reads like the
//! session it plays:
//!
//! ```
//! # use arpanet_programs::{Filter, Outcome, Sys};
//! async fn greet(sys: Sys) -> Outcome {
//!     let caller = sys.listen(65, 8, Filter::default()).await?;
//!     caller.send_octets(b"HELLO\r\n").await?;
//!     caller.close().await;
//!     Ok(())
//! }
//! ```
//!
//! The connection calls are those of RFC 165 p. 1-2 and NIC 8246 p. 11-12. Every call may be given up while it is
//! pending (by racing it against another with [`futures_lite::future::or`], or with [`Sys::within`]): nothing is lost.
//! What was half opened is closed again, and data that arrived stays with the host for the next receive. A handle
//! ([`Connection`](crate::Connection), [`SocketBlock`](crate::SocketBlock), [`HeldSocket`](crate::HeldSocket),
//! [`OpenFile`](crate::OpenFile)) that is dropped lets go of what it names.

mod files;
mod network;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use arpanet_kernel::{Calls, Time};
use arpanet_wire::HostAddress;

use crate::account::Credentials;
use crate::call::{Call, Claim, Handle, Load, LoggedIn, NetStatus, Reply};
use crate::date::Date;
use crate::directory::Directory;
use crate::error::{LoginError, Outcome};
use crate::icp::Manner;
use crate::system::System;

/// What is in a reply, which is of the kind that belongs to the call: each kind of call is answered in one place.
macro_rules! answered {
    ($reply:expr, $kind:path) => {
        match $reply {
            $kind(answer) => answer,
            other => unreachable!("the reply {other:?} belongs to another call"),
        }
    };
}
pub(crate) use answered;

/// A program's system calls. Clones are the same program's.
#[derive(Clone)]
pub struct Sys {
    own: Rc<Own>,
    /// Whose the calls on files are, if not the program's user.
    acts_for: Option<Rc<str>>,
}

/// What the clones of a program's [`Sys`] share. They lie in every handle and every pending call, so they are small.
struct Own {
    calls: Calls<Call, Reply>,
    host: Rc<HostView>,
    setup: Setup,
    lines_taken: Cell<u32>,
    keys_taken: Cell<u64>,
    /// Octets taken of what the program at the terminal has printed.
    guest_octets: Cell<u64>,
    children_ended: Cell<u32>,
}

/// What a program was started with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Setup {
    pub number: u32,
    pub arguments: Vec<String>,
    pub login: Option<Credentials>,
    pub logins: BTreeMap<String, Credentials>,
}

/// What every program of a host may look at without a call. It is the same for all; the host sets the time, and whoever asks for
/// something new takes the next handle.
pub(crate) struct HostView {
    pub name: String,
    pub address: HostAddress,
    pub system: &'static System,
    pub icp: Manner,
    pub most_users: Option<u32>,
    pub directory: Rc<Directory>,
    pub users: Vec<String>,
    pub start_date: Date,
    pub now: Cell<Time>,
    pub next_handle: Cell<u32>,
}

/// See [`Sys::within`]. The attempt lies in a box: else whatever awaits this would be twice as large as the attempt, for all its life.
struct Within<F> {
    attempt: Pin<Box<F>>,
    limit: arpanet_kernel::Call<Call, Reply>,
}

impl<F: Future> Future for Within<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<F::Output>> {
        match self.attempt.as_mut().poll(context) {
            Poll::Ready(result) => Poll::Ready(Some(result)),
            Poll::Pending => Pin::new(&mut self.limit).poll(context).map(|_| None),
        }
    }
}

impl Sys {
    pub(crate) fn new(calls: Calls<Call, Reply>, host: Rc<HostView>, setup: Setup) -> Sys {
        let own = Own {
            calls,
            host,
            setup,
            lines_taken: Cell::default(),
            keys_taken: Cell::default(),
            guest_octets: Cell::default(),
            children_ended: Cell::default(),
        };
        Sys { own: Rc::new(own), acts_for: None }
    }

    /// The name of the host that the program runs on.
    pub fn host_name(&self) -> &str {
        &self.own.host.name
    }

    /// The address of the host that the program runs on.
    pub fn address(&self) -> HostAddress {
        self.own.host.address
    }

    /// The system of the host that the program runs on.
    pub fn system(&self) -> &'static System {
        self.own.host.system
    }

    /// How the host goes through the ICP.
    pub fn icp(&self) -> Manner {
        self.own.host.icp
    }

    /// Users whom each server of the host takes at a time, if that is not the program's own number.
    pub fn most_users(&self) -> Option<u32> {
        self.own.host.most_users
    }

    /// The time since the start of the run.
    pub fn now(&self) -> Time {
        self.own.host.now.get()
    }

    /// The date and time on the host's wall.
    pub fn date(&self) -> Date {
        self.own.host.start_date.after(self.now())
    }

    /// The address of the host of this name; case matters.
    pub fn address_of(&self, name: &str) -> Option<HostAddress> {
        self.own.host.directory.address_of(name)
    }

    /// The name of the host at this address, or its number when the host table lacks it.
    pub fn name_of(&self, address: HostAddress) -> String {
        self.own.host.directory.name_of(address)
    }

    /// The number that the host gave the program: a job's number, in the system's own counting.
    pub fn job_number(&self) -> u32 {
        self.own.setup.number
    }

    /// The words after the program's name.
    pub fn arguments(&self) -> &[String] {
        &self.own.setup.arguments
    }

    /// What the person who started the program logs in with at the host of this name.
    pub fn credentials_at(&self, host: &str) -> Option<&Credentials> {
        self.own.setup.logins.get(host).or(self.own.setup.login.as_ref())
    }

    // Users.

    /// The user whom this name means, as the system writes it; `None` when there is no such user.
    pub fn user_named(&self, typed: &str) -> Option<&str> {
        self.own.host.users.iter().find(|user| user.eq_ignore_ascii_case(typed)).map(String::as_str)
    }

    /// All users of the host, as the system writes them.
    pub fn users(&self) -> &[String] {
        &self.own.host.users
    }

    /// Makes the program run as `user`, with that user's directory. The error says what is wrong or still missing.
    pub async fn login(
        &self,
        user: &str,
        password: Option<&str>,
        account: Option<&str>,
    ) -> Result<(), LoginError> {
        let claim = Claim {
            user: user.to_owned(),
            password: password.map(str::to_owned),
            account: account.map(str::to_owned),
        };
        answered!(self.call(Call::Login(Box::new(claim))).await, Reply::Login)
    }

    /// Makes the program run as nobody.
    pub async fn logout(&self) {
        self.call(Call::Logout).await;
    }

    /// Who is logged in at this host, by job number.
    pub async fn who(&self) -> Vec<LoggedIn> {
        answered!(self.call(Call::Who).await, Reply::Who)
    }

    /// How much this host has to do.
    pub async fn load(&self) -> Load {
        answered!(self.call(Call::Load).await, Reply::Load)
    }

    /// What this host's NCP knows of the network.
    pub async fn net_status(&self) -> NetStatus {
        *answered!(self.call(Call::NetStatus).await, Reply::NetStatus)
    }

    // The job's own terminal.

    /// The next line typed at the job's terminal, without its end; `None` when no more will come.
    pub async fn read_line(&self) -> Option<String> {
        let taken = self.own.lines_taken.get();
        let line = answered!(self.call(Call::ReadLine { taken }).await, Reply::Line);
        self.own.lines_taken.set(taken + u32::from(line.is_some()));
        line
    }

    /// The keys pressed since the last call, an octet each, by a person who sits at the job's terminal while the run goes
    /// on; `None` when no more will come. What is typed as lines does not come this way, nor keys as lines.
    pub async fn read_keys(&self) -> Option<Vec<u8>> {
        let taken = self.own.keys_taken.get();
        let keys = answered!(self.call(Call::ReadKeys { taken }).await, Reply::Keys);
        self.own.keys_taken.set(taken + keys.as_ref().map_or(0, |keys| keys.len() as u64));
        keys
    }

    /// Prints on the job's terminal, as it stands: lines end with `"\r\n"` or `"\n"` alike.
    pub fn print(&self, text: impl Into<String>) {
        self.post(Call::Print { text: text.into() });
    }

    /// Tells whoever follows the run why the program does what it does. No one in the simulation hears it.
    pub fn say(&self, text: impl Into<String>) {
        self.post(Call::Say { text: text.into() });
    }

    // Time and processes.

    /// Waits.
    pub async fn sleep_ns(&self, ns: u64) {
        self.call(Call::Sleep { ns }).await;
    }

    /// What `attempt` yields, or `None` when it takes longer than `ns` nanoseconds; it is then given up.
    pub fn within<T>(&self, ns: u64, attempt: impl Future<Output = T>) -> impl Future<Output = Option<T>> {
        Within { attempt: Box::pin(attempt), limit: self.own.calls.call(Call::Sleep { ns }) }
    }

    /// Starts another program of this host beside this one, as nobody and without a terminal. Handles may move into
    /// it; it takes them over with their `adopted_by`, before it awaits anything: should this program have ended, they
    /// are closed otherwise.
    pub fn spawn<F>(&self, name: &str, program: impl FnOnce(Sys) -> F + 'static)
    where
        F: Future<Output = Outcome> + 'static,
    {
        let program = Box::new(move |sys| Box::pin(program(sys)) as _);
        self.post(Call::Spawn { name: name.into(), program });
    }

    /// Starts another program at this one's own terminal, as the same user: what it prints is for [`Sys::guest_prints`],
    /// and it reads the lines of [`Sys::type_to_guest`]. There is one at a time.
    pub fn start_guest(&self, name: &str, program: fn(Sys) -> Pin<Box<dyn Future<Output = Outcome>>>) {
        self.own.guest_octets.set(0);
        self.post(Call::StartGuest { name: name.into(), program: Box::new(program) });
    }

    /// What the program at the terminal prints next; `None` when it has ended and that was all.
    pub async fn guest_prints(&self) -> Option<String> {
        let taken = self.own.guest_octets.get();
        let printed = answered!(self.call(Call::ReadGuest { taken }).await, Reply::Printed);
        self.own.guest_octets.set(taken + printed.as_ref().map_or(0, |text| text.len() as u64));
        printed
    }

    /// The lines handed to the program at the terminal that it had not read when it ended.
    pub async fn guest_unread(&self) -> Vec<String> {
        answered!(self.call(Call::TakeUnread).await, Reply::Unread)
    }

    /// Hands a line to the program at the terminal.
    pub fn type_to_guest(&self, line: &str) {
        self.post(Call::TypeToGuest { line: line.to_owned() });
    }

    /// Tells the program at the terminal that no more will be typed.
    pub fn hang_up_guest(&self) {
        self.post(Call::HangUpGuest);
    }

    /// How many of the programs that this one has spawned are still running.
    pub async fn children(&self) -> u32 {
        let children = answered!(self.call(Call::Children).await, Reply::Children);
        self.own.children_ended.set(children.ended);
        children.running
    }

    /// Waits until one of the programs that this one has spawned ends, after the last time they were counted.
    pub async fn child_ended(&self) {
        self.call(Call::AwaitChild { seen: self.own.children_ended.get() }).await;
    }

    // For the handles.

    pub(crate) fn next_handle(&self) -> Handle {
        let next = self.own.host.next_handle.get();
        self.own.host.next_handle.set(next + 1);
        Handle(next)
    }

    pub(crate) async fn call(&self, call: Call) -> Reply {
        self.own.calls.call(call).await
    }

    /// Makes a call that has no reply.
    pub(crate) fn post(&self, call: Call) {
        self.own.calls.post(call);
    }
}
