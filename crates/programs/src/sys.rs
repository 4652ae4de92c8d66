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
//! ([`Connection`], [`SocketBlock`], [`HeldSocket`], [`OpenFile`]) that is dropped lets go of what it names.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::future::Future;
use std::rc::Rc;

use arpanet_kernel::{Calls, Time};
use arpanet_ncp::{Allowance, SocketName};
use arpanet_wire::HostAddress;
use futures_lite::future;

use crate::account::Credentials;
use crate::call::{Call, Filter, Handle, LoggedIn, Reply};
use crate::connection::{Connection, HeldSocket, SocketBlock};
use crate::date::Date;
use crate::directory::Directory;
use crate::error::{FileError, LoginError, OpenError, Outcome};
use crate::files::{FileInfo, StoredFile};
use crate::open_file::OpenFile;
use crate::system::System;

/// A program's system calls. Clones are the same program's.
#[derive(Clone)]
pub struct Sys {
    calls: Calls<Call, Reply>,
    host: Rc<HostView>,
    setup: Rc<Setup>,
    /// Whose the calls on files are, if not the program's user.
    acts_for: Option<Rc<str>>,
    lines_taken: Rc<Cell<u32>>,
    children_ended: Rc<Cell<u32>>,
}

/// What a program was started with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Setup {
    pub number: u32,
    pub arguments: Vec<String>,
    pub login: Option<Credentials>,
    pub logins: BTreeMap<String, Credentials>,
}

/// What every program of a host may look at without a call: it is the same for all and only the host changes it.
pub(crate) struct HostView {
    pub name: String,
    pub address: HostAddress,
    pub system: &'static System,
    pub directory: Rc<Directory>,
    pub users: Vec<String>,
    pub start_date: Date,
    pub now: Cell<Time>,
    pub next_handle: Cell<u32>,
}

impl Sys {
    pub(crate) fn new(calls: Calls<Call, Reply>, host: Rc<HostView>, setup: Setup) -> Sys {
        let setup = Rc::new(setup);
        Sys { calls, host, setup, acts_for: None, lines_taken: Rc::default(), children_ended: Rc::default() }
    }

    /// The name of the host that the program runs on.
    pub fn host_name(&self) -> &str {
        &self.host.name
    }

    /// The address of the host that the program runs on.
    pub fn address(&self) -> HostAddress {
        self.host.address
    }

    /// The system of the host that the program runs on.
    pub fn system(&self) -> &'static System {
        self.host.system
    }

    /// The time since the start of the run.
    pub fn now(&self) -> Time {
        self.host.now.get()
    }

    /// The date and time on the host's wall.
    pub fn date(&self) -> Date {
        self.host.start_date.after(self.now())
    }

    /// The address of the host of this name; case matters.
    pub fn address_of(&self, name: &str) -> Option<HostAddress> {
        self.host.directory.address_of(name)
    }

    /// The name of the host at this address, or its number when the host table lacks it.
    pub fn name_of(&self, address: HostAddress) -> String {
        self.host.directory.name_of(address)
    }

    /// The number that the host gave the program: a job's number, in the system's own counting.
    pub fn job_number(&self) -> u32 {
        self.setup.number
    }

    /// The words after the program's name.
    pub fn arguments(&self) -> &[String] {
        &self.setup.arguments
    }

    /// What the person who started the program logs in with at the host of this name.
    pub fn credentials_at(&self, host: &str) -> Option<&Credentials> {
        self.setup.logins.get(host).or(self.setup.login.as_ref())
    }

    // Connections.

    /// Asks `foreign` for a connection with `local`; returns when it is there. When `local` receives, the sender's byte
    /// size counts and `byte_size` may be 0 (any); another one is refused. Dropped while pending, the request is taken
    /// back with CLS.
    pub async fn init(
        &self,
        local: u32,
        foreign: SocketName,
        byte_size: u8,
    ) -> Result<Connection, OpenError> {
        self.init_allowing(local, foreign, byte_size, Allowance::ByProfile).await
    }

    /// As [`Sys::init`], with a say in how much the foreign side may send ahead.
    pub async fn init_allowing(
        &self,
        local: u32,
        foreign: SocketName,
        byte_size: u8,
        allowance: Allowance,
    ) -> Result<Connection, OpenError> {
        let connection = Connection::pending(self, local);
        let handle = connection.handle();
        self.opened(connection, Call::Init { handle, local, foreign, byte_size, allowance }).await
    }

    /// Waits until some foreign socket that `filter` accepts asks for a connection with `local`. Others are refused
    /// and the listening goes on. `byte_size` as for [`Sys::init`].
    pub async fn listen(&self, local: u32, byte_size: u8, filter: Filter) -> Result<Connection, OpenError> {
        self.listen_allowing(local, byte_size, filter, Allowance::ByProfile).await
    }

    /// As [`Sys::listen`], with a say in how much the foreign side may send ahead.
    pub async fn listen_allowing(
        &self,
        local: u32,
        byte_size: u8,
        filter: Filter,
        allowance: Allowance,
    ) -> Result<Connection, OpenError> {
        let connection = Connection::pending(self, local);
        let handle = connection.handle();
        self.opened(connection, Call::Listen { handle, local, byte_size, filter, allowance }).await
    }

    async fn opened(&self, mut connection: Connection, call: Call) -> Result<Connection, OpenError> {
        match self.call(call).await {
            Reply::Opened(Ok(opened)) => {
                connection.opened(opened);
                Ok(connection)
            }
            Reply::Opened(Err(error)) => Err(error),
            other => unreachable!("a connection was asked for, the reply is {other:?}"),
        }
    }

    /// Takes a block of `count` socket numbers that no one uses, none of them open or waiting for its CLS. The first is
    /// even. Dropping the block frees them.
    pub async fn reserve(&self, count: u32) -> Result<SocketBlock, OpenError> {
        let handle = self.next_handle();
        let mut block = SocketBlock::new(self, handle, count);
        match self.call(Call::Reserve { handle, count }).await {
            Reply::Sockets(Ok(base)) => {
                block.begin_at(base);
                Ok(block)
            }
            Reply::Sockets(Err(error)) => Err(error),
            other => unreachable!("sockets were asked for, the reply is {other:?}"),
        }
    }

    /// Takes one socket for this program, so that requests for connection to it wait for a later [`Sys::listen`]
    /// instead of being refused. It may lie in a block of this program's. Dropping the handle refuses those that wait.
    pub async fn hold(&self, local: u32) -> Result<HeldSocket, OpenError> {
        let handle = self.next_handle();
        let held = HeldSocket::new(self, handle, local);
        match self.call(Call::Hold { handle, local }).await {
            Reply::Sockets(Ok(_)) => Ok(held),
            Reply::Sockets(Err(error)) => Err(error),
            other => unreachable!("a socket was asked for, the reply is {other:?}"),
        }
    }

    // Files. Names follow the system's own syntax; what a name leaves out is filled in from the user's directory and
    // the system's rules.

    /// The whole file of this name, its highest version if the name has none.
    pub async fn read_file(&self, name: &str) -> Result<StoredFile, FileError> {
        match self.file_call(Call::ReadFile { name: name.to_owned() }).await {
            Reply::File(result) => result,
            other => unreachable!("a file was asked for, the reply is {other:?}"),
        }
    }

    /// Begins a file of this name: a new version where the system has versions. Nothing changes until
    /// [`OpenFile::close`]; dropping the handle forgets what was written.
    pub async fn write_file(&self, name: &str) -> Result<OpenFile, FileError> {
        self.open_file(name, false).await
    }

    /// As [`Sys::write_file`], but what is written comes after the present content. Creates the file if it is missing.
    pub async fn append_file(&self, name: &str) -> Result<OpenFile, FileError> {
        self.open_file(name, true).await
    }

    async fn open_file(&self, name: &str, append: bool) -> Result<OpenFile, FileError> {
        let handle = self.next_handle();
        let mut file = OpenFile::new(self, handle);
        let full_name = self.file_name(Call::OpenFile { handle, name: name.to_owned(), append }).await?;
        file.opened_as(full_name);
        Ok(file)
    }

    /// Deletes the file of this name and returns its full name.
    pub async fn delete_file(&self, name: &str) -> Result<String, FileError> {
        self.file_name(Call::DeleteFile { name: name.to_owned() }).await
    }

    /// Renames a file and returns its new full name.
    pub async fn rename_file(&self, from: &str, to: &str) -> Result<String, FileError> {
        self.file_name(Call::RenameFile { from: from.to_owned(), to: to.to_owned() }).await
    }

    /// The files that `group` means: one file, all versions or names (`*` where the system has it), or with an empty
    /// name the user's whole directory. In the directory's order.
    pub async fn list_files(&self, group: &str) -> Result<Vec<FileInfo>, FileError> {
        match self.file_call(Call::ListFiles { group: group.to_owned() }).await {
            Reply::Files(result) => result,
            other => unreachable!("a list of files was asked for, the reply is {other:?}"),
        }
    }

    pub(crate) async fn file_name(&self, call: Call) -> Result<String, FileError> {
        match self.file_call(call).await {
            Reply::FileName(result) => result,
            other => unreachable!("a file's name was asked for, the reply is {other:?}"),
        }
    }

    /// The same program with the same calls, but for those on files, which it makes as `user`. This is for programs that
    /// belong to the system, such as those that deliver mail.
    pub fn acting_for(&self, user: &str) -> Sys {
        Sys { acts_for: Some(user.into()), ..self.clone() }
    }

    async fn file_call(&self, call: Call) -> Reply {
        let call = match &self.acts_for {
            Some(user) => Call::AsUser { user: user.to_string(), call: Box::new(call) },
            None => call,
        };
        self.call(call).await
    }

    // Users.

    /// The user whom this name means, as the system writes it; `None` when there is no such user.
    pub fn user_named(&self, typed: &str) -> Option<&str> {
        self.host.users.iter().find(|user| user.eq_ignore_ascii_case(typed)).map(String::as_str)
    }

    /// All users of the host, as the system writes them.
    pub fn users(&self) -> &[String] {
        &self.host.users
    }

    /// Makes the program run as `user`, with that user's directory. The error says what is wrong or still missing.
    pub async fn login(
        &self,
        user: &str,
        password: Option<&str>,
        account: Option<&str>,
    ) -> Result<(), LoginError> {
        let call = Call::Login {
            user: user.to_owned(),
            password: password.map(str::to_owned),
            account: account.map(str::to_owned),
        };
        match self.call(call).await {
            Reply::Login(result) => result,
            other => unreachable!("a login was asked for, the reply is {other:?}"),
        }
    }

    /// Makes the program run as nobody.
    pub async fn logout(&self) {
        self.call(Call::Logout).await;
    }

    /// Who is logged in at this host, by job number.
    pub async fn who(&self) -> Vec<LoggedIn> {
        match self.call(Call::Who).await {
            Reply::Who(users) => users,
            other => unreachable!("the users were asked for, the reply is {other:?}"),
        }
    }

    // The job's own terminal.

    /// The next line typed at the job's terminal, without its end; `None` when no more will come.
    pub async fn read_line(&self) -> Option<String> {
        match self.call(Call::ReadLine { taken: self.lines_taken.get() }).await {
            Reply::Line(line) => {
                self.lines_taken.set(self.lines_taken.get() + u32::from(line.is_some()));
                line
            }
            other => unreachable!("a line was asked for, the reply is {other:?}"),
        }
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
    pub async fn within<T>(&self, ns: u64, attempt: impl Future<Output = T>) -> Option<T> {
        future::or(async { Some(attempt.await) }, async {
            self.sleep_ns(ns).await;
            None
        })
        .await
    }

    /// Starts another program of this host beside this one, as nobody and without a terminal. Handles may move into
    /// it; it takes them over with their `adopted_by`.
    pub fn spawn<F>(&self, name: &str, program: impl FnOnce(Sys) -> F + 'static)
    where
        F: Future<Output = Outcome> + 'static,
    {
        let program = Box::new(move |sys| Box::pin(program(sys)) as _);
        self.post(Call::Spawn { name: name.to_owned(), program });
    }

    /// How many of the programs that this one has spawned are still running.
    pub async fn children(&self) -> u32 {
        match self.call(Call::Children).await {
            Reply::Children { running, ended } => {
                self.children_ended.set(ended);
                running
            }
            other => unreachable!("children were counted, the reply is {other:?}"),
        }
    }

    /// Waits until one of the programs that this one has spawned ends, after the last time they were counted.
    pub async fn child_ended(&self) {
        self.call(Call::AwaitChild { seen: self.children_ended.get() }).await;
    }

    // For the handles.

    pub(crate) fn next_handle(&self) -> Handle {
        let next = self.host.next_handle.get();
        self.host.next_handle.set(next + 1);
        Handle(next)
    }

    pub(crate) async fn call(&self, call: Call) -> Reply {
        self.calls.call(call).await
    }

    /// Makes a call that has no reply.
    pub(crate) fn post(&self, call: Call) {
        self.calls.post(call);
    }
}
