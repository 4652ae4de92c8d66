//! What the system does about each call of a program, and about a call given up. Those that concern the network are in
//! `network_calls`.

use arpanet_kernel::Time;

use super::process::{Caller, Process, ProcessId, Role, Waiting};
use super::{Host, HostOutput};
use crate::call::{Call, Claim, Handle, Load, LoggedIn, NetStatus, Program, Reply};
use crate::error::{FileError, LoginError};
use crate::sys::Setup;

impl Host {
    pub(super) fn on_call(&mut self, now: Time, caller: Caller, call: Call, out: &mut Vec<HostOutput>) {
        match call {
            Call::ReadFile { .. }
            | Call::OpenFile { .. }
            | Call::WriteFile { .. }
            | Call::CloseFile { .. }
            | Call::DeleteFile { .. }
            | Call::RenameFile { .. }
            | Call::ListFiles { .. }
            | Call::AsUser { .. } => {
                let reply = self.on_file_call(caller.process, call);
                self.answer(caller, reply);
            }
            Call::Login(claim) => {
                let result = self.login(caller.process, &claim);
                self.answer(caller, Reply::Login(result));
            }
            Call::Logout => {
                self.process(caller.process).user = None;
                self.answer(caller, Reply::Done);
            }
            Call::Who => {
                let users = self.who();
                self.answer(caller, Reply::Who(users));
            }
            Call::Load => {
                let load = self.load();
                self.answer(caller, Reply::Load(load));
            }
            Call::NetStatus => {
                let status = self.net_status();
                self.answer(caller, Reply::NetStatus(Box::new(status)));
            }
            Call::ReadLine { taken } => self.on_read_line(caller, taken),
            Call::ReadKeys { taken } => self.on_read_keys(caller, taken),
            Call::Print { text } => self.on_print(caller.process, text, out),
            Call::Say { text } => {
                let program = self.process(caller.process).name.clone();
                out.push(HostOutput::Said { program, text });
            }
            Call::Sleep { ns } => self.on_sleep(now, caller, ns),
            Call::Spawn { name, program } => self.on_spawn(caller.process, &name, program),
            Call::StartGuest { name, program } => self.on_start_guest(caller.process, &name, program),
            Call::TypeToGuest { line } => self.on_type_to_guest(caller.process, line),
            Call::HangUpGuest => self.hang_up_guest(caller.process),
            Call::TakeUnread => {
                let lines = self.take_unread_of_guest(caller.process);
                self.answer(caller, Reply::Unread(lines));
            }
            Call::ReadGuest { taken } => self.on_read_guest(caller, taken),
            Call::Children => {
                let children = self.process(caller.process).children;
                self.answer(caller, Reply::Children(children));
            }
            Call::AwaitChild { seen } => self.on_await_child(caller, seen),
            network => self.on_network_call(caller, network),
        }
    }

    /// A program no longer waits for a reply.
    pub(super) fn on_cancel(&mut self, caller: Caller) {
        let Some(waiting) = self.process(caller.process).waiting.remove(&caller.call) else {
            return;
        };
        match waiting {
            Waiting::Sleep { until, number } => drop(self.timers.remove(&(until, number))),
            Waiting::Line => self.process(caller.process).terminal.waiter = None,
            Waiting::Keys => self.process(caller.process).terminal.key_waiter = None,
            Waiting::Guest => self.forget_guest_waiter(caller.process),
            Waiting::Child => self.process(caller.process).child_waiter = None,
            network => self.on_network_cancel(network),
        }
    }

    /// The process that has made a call just now.
    pub(super) fn process(&mut self, id: ProcessId) -> &mut Process {
        self.processes.get_mut(&id).expect("a process is there as long as it makes calls")
    }

    /// The reply to the call will come later.
    pub(super) fn wait(&mut self, caller: Caller, waiting: Waiting) {
        self.process(caller.process).waiting.insert(caller.call, waiting);
    }

    fn on_file_call(&mut self, process: ProcessId, call: Call) -> Reply {
        let date = self.view.start_date.after(self.view.now.get());
        let (user, call) = match call {
            Call::AsUser { user, call } => (Some(user), *call),
            call => (self.process(process).user.clone(), call),
        };
        let user = user.as_deref();
        match call {
            Call::ReadFile { name } => Reply::File(Box::new(self.disk.read(user, &name))),
            Call::OpenFile { handle, name, append } => {
                let result = self.disk.open(handle, user, &name, append);
                self.table.owners.insert(handle, process);
                Reply::FileName(Box::new(result))
            }
            Call::WriteFile { handle, content } => {
                Reply::FileName(Box::new(self.disk.write(handle, &content)))
            }
            Call::CloseFile { handle } => Reply::FileName(Box::new(self.disk.close(handle, date))),
            Call::DeleteFile { name } => Reply::FileName(Box::new(self.disk.delete(user, &name))),
            Call::RenameFile { from, to } => {
                Reply::FileName(Box::new(self.disk.rename(user, &from, &to, date)))
            }
            Call::ListFiles { group } => Reply::Files(Box::new(self.disk.list(user, &group))),
            other => Reply::FileName(Box::new(Err(FileError::NotFound(format!("{other:?}"))))),
        }
    }

    fn login(&mut self, process: ProcessId, claim: &Claim) -> Result<(), LoginError> {
        let known = self.config.accounts.iter().find(|known| known.user.eq_ignore_ascii_case(&claim.user));
        let known = known.ok_or(LoginError::NoSuchUser)?;
        known.check(claim.password.as_deref(), claim.account.as_deref())?;
        let user = self.view.system.names.user(&known.user);
        self.process(process).user = Some(user);
        Ok(())
    }

    fn who(&self) -> Vec<LoggedIn> {
        let users = self.processes.iter().filter_map(|(id, process)| {
            let user = process.user.clone()?;
            Some(LoggedIn { job: id.0, user, program: process.name.clone() })
        });
        users.collect()
    }

    fn load(&self) -> Load {
        Load {
            up_since: self.up_since,
            programs: self.processes.len(),
            disk_words: (self.disk.used_words(), self.config.disk_words),
        }
    }

    fn net_status(&self) -> NetStatus {
        let others = self.view.directory.hosts().filter(|(_, address)| *address != self.config.address);
        NetStatus {
            hosts: others.map(|(_, address)| (address, self.ncp.is_up(address))).collect(),
            connections: self.ncp.status().collect(),
        }
    }

    fn on_read_line(&mut self, caller: Caller, taken: u32) {
        let process = self.process(caller.process);
        match (process.terminal.line_after(taken), process.has_terminal) {
            (Some(line), _) => self.answer(caller, Reply::Line(line)),
            (None, true) => {
                process.terminal.waiter = Some((caller.call, taken));
                self.wait(caller, Waiting::Line);
            }
            // Nobody sits at a server.
            (None, false) => self.answer(caller, Reply::Line(None)),
        }
    }

    fn on_read_keys(&mut self, caller: Caller, taken: u64) {
        let process = self.process(caller.process);
        match (process.terminal.keys_after(taken), process.has_terminal) {
            (Some(keys), _) => self.answer(caller, Reply::Keys(keys)),
            (None, true) => {
                process.terminal.key_waiter = Some((caller.call, taken));
                self.wait(caller, Waiting::Keys);
            }
            (None, false) => self.answer(caller, Reply::Keys(None)),
        }
    }

    /// Something came from the terminal: a program that waits for it gets it.
    pub(super) fn serve_terminal(&mut self, id: ProcessId) {
        let terminal = &mut self.process(id).terminal;
        let waiter = terminal.waiter;
        let key_waiter = terminal.key_waiter;
        let line = waiter.and_then(|(call, taken)| Some((call, terminal.line_after(taken)?)));
        let keys = key_waiter.and_then(|(call, taken)| Some((call, terminal.keys_after(taken)?)));
        if let Some((call, line)) = line {
            terminal.waiter = None;
            self.answer(Caller { process: id, call }, Reply::Line(line));
        }
        if let Some((call, keys)) = keys {
            self.process(id).terminal.key_waiter = None;
            self.answer(Caller { process: id, call }, Reply::Keys(keys));
        }
    }

    fn on_print(&mut self, id: ProcessId, text: String, out: &mut Vec<HostOutput>) {
        let role = self.process(id).role;
        match role {
            Role::Job(job) => out.push(HostOutput::Terminal { job, text }),
            Role::Child(parent) if self.on_guest_prints(parent, id, &text) => {}
            // It comes out on the machine's own console.
            _ => out.push(HostOutput::Said { program: self.process(id).name.clone(), text }),
        }
    }

    fn on_sleep(&mut self, now: Time, caller: Caller, ns: u64) {
        let (until, number) = (now.after_ns(ns), self.next_timer);
        self.next_timer += 1;
        self.timers.insert((until, number), caller);
        self.wait(caller, Waiting::Sleep { until, number });
    }

    fn on_spawn(&mut self, parent: ProcessId, name: &str, program: Program) {
        self.process(parent).children.running += 1;
        let id = self.new_process();
        let setup = Setup { number: id.0, ..Setup::default() };
        let child = Process::new(name, Role::Child(parent), &self.view, setup, program);
        self.start(id, child);
    }

    fn on_await_child(&mut self, caller: Caller, seen: u32) {
        let process = self.process(caller.process);
        if process.children.ended > seen {
            self.answer(caller, Reply::Done);
        } else {
            process.child_waiter = Some(caller.call);
            self.wait(caller, Waiting::Child);
        }
    }

    /// Takes a file being written from its process, if the handle names one.
    pub(super) fn forget_file(&mut self, handle: Handle) {
        self.disk.forget(handle);
    }
}
