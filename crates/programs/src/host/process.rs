//! Processes: the programs that run, what each of them waits for, and the terminals they are typed at.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use arpanet_kernel::{CallId, Job, JobState, Request, Time};
use litemap::LiteMap;

use super::guest::Guest;
use super::io::JobId;
use crate::call::{Call, Children, Handle, Reply};
use crate::error::{Failure, Outcome};
use crate::sys::{HostView, Setup, Sys};

/// The number of a process at its host; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ProcessId(pub u32);

/// Who waits for a reply: a process, and which call of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Caller {
    pub process: ProcessId,
    pub call: CallId,
}

/// Why a process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It started with the host and runs as long as the host does.
    Server,
    /// A person started it.
    Job(JobId),
    /// Another process started it.
    Child(ProcessId),
}

/// Where a pending call waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waiting {
    Open(Handle),
    Receive(Handle),
    Send(Handle),
    Close(Handle),
    Interrupt(Handle),
    Request(Handle),
    Line,
    Keys,
    Guest,
    Child,
    Sleep { until: Time, number: u64 },
}

/// One process.
pub(super) struct Process {
    pub name: String,
    pub role: Role,
    /// The user it runs as.
    pub user: Option<String>,
    pub terminal: Terminal,
    /// Somebody may type at its terminal: a person, or the process that it is a guest of.
    pub has_terminal: bool,
    /// The program that it has let run at its terminal.
    pub guest: Option<Guest>,
    /// The processes that it has started.
    pub children: Children,
    /// Waits for the next one of them to end.
    pub child_waiter: Option<CallId>,
    pub waiting: LiteMap<CallId, Waiting>,
    job: Job<Call, Reply>,
    outcome: Rc<RefCell<Option<Outcome>>>,
    last_step: Time,
    steps_at_once: u32,
}

/// A job's terminal, from the program's side.
#[derive(Debug, Default)]
pub(super) struct Terminal {
    /// Lines typed and not known to be taken.
    lines: VecDeque<String>,
    /// Number of the first of `lines`.
    first: u32,
    /// Lines that the program has been given.
    given: u32,
    /// No more will be typed.
    pub ended: bool,
    /// Waits for the line after the first so many.
    pub waiter: Option<(CallId, u32)>,
    /// Octets of keys pressed and not known to be taken.
    keys: VecDeque<u8>,
    /// Number of the first of `keys`.
    first_key: u64,
    /// Waits for the keys after the first so many.
    pub key_waiter: Option<(CallId, u64)>,
}

/// Steps that a process may take while no time passes; more is a loop.
const MOST_STEPS_AT_ONCE: u32 = 100_000;

impl Process {
    /// A process that will run `program`.
    pub fn new(
        name: &str,
        role: Role,
        host: &Rc<HostView>,
        setup: Setup,
        program: impl FnOnce(Sys) -> Pin<Box<dyn Future<Output = Outcome>>>,
    ) -> Process {
        let outcome = Rc::new(RefCell::new(None));
        let slot = Rc::clone(&outcome);
        let host = Rc::clone(host);
        let user = setup.login.as_ref().map(|login| host.system.names.user(&login.user));
        let job = Job::new(|calls| {
            let running = program(Sys::new(calls, host, setup));
            async move {
                let result = running.await;
                *slot.borrow_mut() = Some(result);
            }
        });
        Process {
            name: name.to_owned(),
            role,
            user,
            terminal: Terminal::default(),
            has_terminal: matches!(role, Role::Job(_)),
            guest: None,
            children: Children::default(),
            child_waiter: None,
            waiting: LiteMap::new_vec(),
            job,
            outcome,
            last_step: Time::ZERO,
            steps_at_once: 0,
        }
    }

    /// Hands a reply over. `false`: the program no longer waits for it.
    pub fn reply(&mut self, call: CallId, reply: Reply) -> bool {
        self.waiting.remove(&call);
        self.job.reply(call, reply)
    }

    /// Runs the program until it waits, and appends what it asks for to `requests`.
    pub fn step(&mut self, now: Time, requests: &mut Vec<Request<Call>>) {
        if self.last_step < now {
            (self.last_step, self.steps_at_once) = (now, 0);
        }
        self.steps_at_once += 1;
        if self.steps_at_once > MOST_STEPS_AT_ONCE {
            self.kill(format!("it took {MOST_STEPS_AT_ONCE} steps at {now} without time passing"), requests);
        } else {
            self.job.step(requests);
        }
    }

    /// Ends the program where it stands.
    pub fn kill(&mut self, reason: String, requests: &mut Vec<Request<Call>>) {
        self.job.kill(requests);
        self.outcome.borrow_mut().get_or_insert(Err(Failure::new(reason)));
    }

    /// How the program ended, once it has.
    pub fn outcome(&self) -> Option<Outcome> {
        match self.job.state() {
            JobState::Running => None,
            JobState::Done => self.outcome.borrow().clone(),
        }
    }
}

impl Terminal {
    /// A line is typed.
    pub fn push(&mut self, line: String) {
        self.lines.push_back(line);
    }

    /// Keys are pressed.
    pub fn press(&mut self, octets: &[u8]) {
        self.keys.extend(octets);
    }

    /// Octets pressed and not known to be taken.
    pub fn keys_waiting(&self) -> usize {
        self.keys.len()
    }

    /// The keys after the first `taken`, and whether there is an answer at all yet.
    pub fn keys_after(&mut self, taken: u64) -> Option<Option<Vec<u8>>> {
        while self.first_key < taken && self.keys.pop_front().is_some() {
            self.first_key += 1;
        }
        match self.keys.is_empty() {
            true => self.ended.then_some(None),
            false => Some(Some(self.keys.iter().copied().collect())),
        }
    }

    /// The line after the first `taken`, and whether there is an answer at all yet.
    pub fn line_after(&mut self, taken: u32) -> Option<Option<String>> {
        while self.first < taken && self.lines.pop_front().is_some() {
            self.first += 1;
        }
        match self.lines.front() {
            Some(line) => {
                self.given = self.first + 1;
                Some(Some(line.clone()))
            }
            None => self.ended.then_some(None),
        }
    }

    /// The lines that the program was never given.
    pub fn unread(&self) -> Vec<String> {
        self.lines.iter().skip(self.given.saturating_sub(self.first) as usize).cloned().collect()
    }
}
