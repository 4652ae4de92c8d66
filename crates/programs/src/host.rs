//! One host: its operating system, as far as the network's users met it, with the NCP in it and the programs on it.
//!
//! A host is a machine like the others: one input at a time, then all its outputs, then the next. Inside it, things
//! that follow from an input wait in a queue of `Work` and are done in the order in which they came up, all at the
//! same instant, until nothing is left:
//!
//! ```text
//!   input ---> ncp.handle ---> event ---> reply to a call ---> the program runs on ---> its calls --+
//!                  ^                                                                              |
//!                  +-------------------------------- and so on -----------------------------------+
//! ```
//!
//! A program is stepped after each reply and before the next, so that a race between two calls is decided by simulated
//! time. A program that would run for ever while no time passes is ended, with a diagnosis. Programs are futures, so a
//! host cannot be cloned or compared as the other machines can.

mod calls;
mod config;
mod events;
mod guest;
mod io;
mod lifecycle;
mod network_calls;
mod process;
mod table;

use std::cell::Cell;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::rc::Rc;

use arpanet_kernel::{Request, Time};
use arpanet_ncp::{Input as NcpInput, Ncp, Output as NcpOutput};
use litemap::LiteMap;

pub use config::{ConfigError, HostConfig, JobSpec, ServerConfig, SetupContents, SetupFile};
pub use io::{HostInput, HostOutput, JobId, JobStatus};

use crate::call::{Call, Handle, Reply};
use crate::content::Content;
use crate::error::{FileError, Outcome};
use crate::files::Disk;
use crate::sys::HostView;
use process::{Caller, Process, ProcessId, Role, Terminal, Waiting};
use table::Table;

/// One host.
pub struct Host {
    config: HostConfig,
    view: Rc<HostView>,
    ncp: Ncp,
    disk: Disk,
    table: Table,
    processes: LiteMap<ProcessId, Box<Process>>,
    next_process: u32,
    jobs: BTreeMap<JobId, JobEntry>,
    /// Who is to be woken when; the number keeps the order of those that are due together.
    timers: BTreeMap<(Time, u64), Caller>,
    next_timer: u64,
    work: VecDeque<Work>,
    /// Kept for its memory.
    ncp_outputs: Vec<NcpOutput>,
    /// Kept for its memory.
    requests: Vec<Request<Call>>,
    is_up: bool,
    up_since: Time,
}

/// A job and its process, as long as there is one.
#[derive(Debug)]
struct JobEntry {
    process: ProcessId,
    status: JobStatus,
}

/// One thing left to do at this instant.
#[derive(Debug)]
enum Work {
    /// Hand this to the NCP.
    Ncp(NcpInput),
    /// Hand a program its reply and let it run.
    Reply(Caller, Reply),
    /// Let a program run for the first time.
    Step(ProcessId),
    /// Hand the NCP more of what a connection has to send.
    Pump(Handle),
    /// Take from a process that has ended what is still its own.
    Reap(ProcessId),
}

impl Host {
    /// A host that is not up yet: [`HostInput::Start`] or [`HostInput::Restart`] sets it going.
    pub fn new(config: HostConfig) -> Result<Host, ConfigError> {
        config.check_servers()?;
        let disk = config.disk()?;
        let view = Rc::new(HostView {
            name: config.name.clone(),
            address: config.address,
            system: config.system,
            icp: config.icp,
            most_users: config.most_users,
            directory: Rc::clone(&config.directory),
            users: config.accounts.iter().map(|known| config.system.names.user(&known.user)).collect(),
            start_date: config.date,
            now: Cell::new(Time::ZERO),
            next_handle: Cell::new(0),
        });
        Ok(Host {
            ncp: Ncp::new(config.ncp, config.address),
            config,
            view,
            disk,
            table: Table::new(),
            processes: LiteMap::new_vec(),
            next_process: 1,
            jobs: BTreeMap::new(),
            timers: BTreeMap::new(),
            next_timer: 0,
            work: VecDeque::new(),
            ncp_outputs: Vec::new(),
            requests: Vec::new(),
            is_up: false,
            up_since: Time::ZERO,
        })
    }

    /// What the host was made of.
    pub fn config(&self) -> &HostConfig {
        &self.config
    }

    /// Its NCP, to look at.
    pub fn ncp(&self) -> &Ncp {
        &self.ncp
    }

    /// How far a job has come.
    pub fn job_status(&self, job: JobId) -> Option<&JobStatus> {
        self.jobs.get(&job).map(|entry| &entry.status)
    }

    /// Nobody will ask for a job that has ended.
    pub fn forget_job(&mut self, job: JobId) {
        if self.job_status(job).is_some_and(|status| *status != JobStatus::Running) {
            self.jobs.remove(&job);
        }
    }

    /// The jobs that have not ended. Servers are not counted: they never end.
    pub fn unfinished_jobs(&self) -> impl Iterator<Item = JobId> + '_ {
        self.jobs.iter().filter(|(_, entry)| entry.status == JobStatus::Running).map(|(job, _)| *job)
    }

    /// What an unfinished job waits for, in plain words.
    pub fn what_job_awaits(&self, job: JobId) -> Vec<String> {
        let process = self.jobs.get(&job).and_then(|entry| self.processes.get(&entry.process));
        process.map_or_else(Vec::new, |process| {
            process.waiting.values().map(|waiting| self.describe(*waiting)).collect()
        })
    }

    /// Octets of keys pressed at a job's terminal that its program has not taken, as far as can be told.
    pub fn keys_waiting(&self, job: JobId) -> usize {
        let process = self.jobs.get(&job).and_then(|entry| self.processes.get(&entry.process));
        process.map_or(0, |process| process.terminal.keys_waiting())
    }

    /// The content of a file, by its pathname with the directory.
    pub fn file(&self, path: &str) -> Result<&Content, FileError> {
        self.disk.look(path)
    }

    /// When the host wants [`HostInput::Wake`], if ever.
    pub fn next_wake(&self) -> Option<Time> {
        let timer = self.timers.keys().next().map(|(time, _)| *time);
        let ncp = if self.is_up { self.ncp.next_wake() } else { None };
        [timer, ncp].into_iter().flatten().min()
    }

    /// True when nothing is going on but waiting: no message under way, and no program but a server sleeping. Jobs that
    /// have not ended are counted by [`Host::unfinished_jobs`].
    pub fn is_quiet(&self) -> bool {
        let asleep = |caller: &Caller| {
            self.processes.get(&caller.process).is_some_and(|process| process.role != Role::Server)
        };
        (!self.is_up || self.ncp.is_quiet()) && !self.timers.values().any(asleep)
    }

    /// Takes one input; what follows from it is appended to `out`. `now` never decreases.
    pub fn handle(&mut self, now: Time, input: HostInput, out: &mut Vec<HostOutput>) {
        self.view.now.set(now);
        match input {
            HostInput::Start => self.on_start(),
            HostInput::Wake => self.on_wake(now),
            HostInput::FromImp(message) if self.is_up => {
                self.work.push_back(Work::Ncp(NcpInput::FromImp(message)));
            }
            HostInput::FromImp(_) => {}
            HostInput::ImpReady(ready) if self.is_up => {
                self.work.push_back(Work::Ncp(NcpInput::ImpReady(ready)));
            }
            HostInput::ImpReady(_) => {}
            HostInput::StartJob { job, spec } => self.on_start_job(job, spec, out),
            HostInput::TerminalLine { job, text } => self.on_terminal(job, |terminal| terminal.push(text)),
            HostInput::Keys { job, octets } => self.on_terminal(job, |terminal| terminal.press(&octets)),
            HostInput::TerminalEnd { job } => self.on_terminal(job, |terminal| terminal.ended = true),
            HostInput::Crash => self.on_crash(now, out),
            HostInput::Restart => self.on_restart(out),
        }
        self.settle(now, out);
    }

    fn on_wake(&mut self, now: Time) {
        if self.is_up && self.ncp.next_wake().is_some_and(|due| due <= now) {
            self.work.push_back(Work::Ncp(NcpInput::Wake));
        }
        while let Some(entry) = self.timers.first_entry() {
            if entry.key().0 > now {
                break;
            }
            let caller = entry.remove();
            self.work.push_back(Work::Reply(caller, Reply::Done));
        }
    }

    fn on_terminal(&mut self, job: JobId, happens: impl FnOnce(&mut Terminal)) {
        let id = self.jobs.get(&job).map(|entry| entry.process);
        let Some((id, process)) = id.and_then(|id| self.processes.get_mut(&id).map(|process| (id, process)))
        else {
            return;
        };
        happens(&mut process.terminal);
        self.serve_terminal(id);
    }

    fn new_process(&mut self) -> ProcessId {
        let id = ProcessId(self.next_process);
        self.next_process += 1;
        id
    }

    fn start(&mut self, id: ProcessId, process: Process) {
        self.processes.insert(id, Box::new(process));
        self.work.push_back(Work::Step(id));
    }

    /// Does what is left to do at this instant.
    fn settle(&mut self, now: Time, out: &mut Vec<HostOutput>) {
        while let Some(work) = self.work.pop_front() {
            match work {
                Work::Ncp(input) => {
                    let mut outputs = std::mem::take(&mut self.ncp_outputs);
                    self.ncp.handle(now, input, &mut outputs);
                    for output in outputs.drain(..) {
                        self.on_ncp(now, output, out);
                    }
                    self.ncp_outputs = outputs;
                }
                Work::Reply(caller, reply) => {
                    let process = self.processes.get_mut(&caller.process);
                    if process.is_some_and(|process| process.reply(caller.call, reply)) {
                        self.step(now, caller.process, out);
                    }
                }
                Work::Step(process) => self.step(now, process, out),
                Work::Pump(handle) => self.pump(handle),
                Work::Reap(process) => {
                    for handle in self.table.owned_by(process) {
                        self.let_go(handle);
                    }
                }
            }
        }
    }

    fn step(&mut self, now: Time, id: ProcessId, out: &mut Vec<HostOutput>) {
        let Some(process) = self.processes.get_mut(&id) else {
            return;
        };
        let mut requests = std::mem::take(&mut self.requests);
        process.step(now, &mut requests);
        self.on_requests(now, id, &mut requests, out);
        self.requests = requests;
    }

    /// Ends a program that has made a mistake.
    fn kill(&mut self, now: Time, id: ProcessId, reason: String, out: &mut Vec<HostOutput>) {
        let mut requests = Vec::new();
        if let Some(process) = self.processes.get_mut(&id) {
            process.kill(reason, &mut requests);
            self.on_requests(now, id, &mut requests, out);
        }
    }

    fn on_requests(
        &mut self,
        now: Time,
        id: ProcessId,
        requests: &mut Vec<Request<Call>>,
        out: &mut Vec<HostOutput>,
    ) {
        for request in requests.drain(..) {
            match request {
                Request::Call { id: call, call: what } => {
                    self.on_call(now, Caller { process: id, call }, what, out);
                }
                Request::Cancel { id: call } => self.on_cancel(Caller { process: id, call }),
            }
        }
        if let Some(outcome) = self.processes.get(&id).and_then(|process| process.outcome()) {
            self.on_end(id, outcome, out);
        }
    }

    /// A process has ended: what it had is taken from it, and whoever cares is told.
    fn on_end(&mut self, id: ProcessId, outcome: Outcome, out: &mut Vec<HostOutput>) {
        // After the first step of the programs that it has started just now: they may have adopted something.
        self.work.push_back(Work::Reap(id));
        let Some(process) = self.processes.remove(&id) else {
            return;
        };
        self.dismiss_guest(&process);
        match process.role {
            Role::Job(job) => self.end_job(job, outcome, out),
            Role::Child(parent) => {
                self.tell_failure(&process.name, outcome, out);
                self.on_guest_ended(parent, id, process.terminal.unread());
                self.on_child_ended(parent);
            }
            Role::Server => self.tell_failure(&process.name, outcome, out),
        }
    }

    fn end_job(&mut self, job: JobId, outcome: Outcome, out: &mut Vec<HostOutput>) {
        let status = match &outcome {
            Ok(()) => JobStatus::Done,
            Err(failure) => JobStatus::Failed { reason: failure.reason().to_owned() },
        };
        if let Some(entry) = self.jobs.get_mut(&job) {
            entry.status = status;
        }
        out.push(HostOutput::JobEnded { job, outcome });
    }

    fn tell_failure(&self, program: &str, outcome: Outcome, out: &mut Vec<HostOutput>) {
        if let Err(failure) = outcome {
            out.push(HostOutput::Said { program: program.to_owned(), text: format!("ended: {failure}") });
        }
    }

    fn on_child_ended(&mut self, parent: ProcessId) {
        let Some(process) = self.processes.get_mut(&parent) else {
            return;
        };
        process.children.running -= 1;
        process.children.ended += 1;
        if let Some(call) = process.child_waiter.take() {
            self.answer(Caller { process: parent, call }, Reply::Done);
        }
    }

    fn answer(&mut self, caller: Caller, reply: Reply) {
        self.work.push_back(Work::Reply(caller, reply));
    }

    fn on_ncp(&mut self, now: Time, output: NcpOutput, out: &mut Vec<HostOutput>) {
        match output {
            NcpOutput::ToImp(message) => out.push(HostOutput::ToImp(message)),
            NcpOutput::Event { id, event } => self.on_event(now, Handle(id.0), event, out),
            NcpOutput::Host(event) => self.on_host_event(event),
            NcpOutput::Note(note) => out.push(HostOutput::Note(note)),
        }
    }

    fn describe(&self, waiting: Waiting) -> String {
        let socket = |handle: Handle| {
            let channel = self.table.channels.get(&handle).map(|channel| channel.local);
            let door = self.table.doors.get(&handle).map(|door| door.local);
            channel.or(door).map_or("a socket".to_owned(), |socket| format!("socket {socket}"))
        };
        match waiting {
            Waiting::Open(handle) => format!("a connection with {}", socket(handle)),
            Waiting::Receive(handle) => format!("data at {}", socket(handle)),
            Waiting::Send(handle) => format!("room to send from {}", socket(handle)),
            Waiting::Close(handle) => format!("the close of {}", socket(handle)),
            Waiting::Interrupt(handle) => format!("an interrupt at {}", socket(handle)),
            Waiting::Request(handle) => format!("a request for connection at {}", socket(handle)),
            Waiting::Line => "a line from its terminal".to_owned(),
            Waiting::Keys => "keys at its terminal".to_owned(),
            Waiting::Guest => "the program at its terminal".to_owned(),
            Waiting::Child => "the end of a program it started".to_owned(),
            Waiting::Sleep { until, .. } => format!("{until}"),
        }
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host")
            .field("name", &self.config.name)
            .field("jobs", &self.jobs)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
