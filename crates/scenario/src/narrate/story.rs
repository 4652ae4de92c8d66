//! What people did and saw: their terminals, line by line, and beside each line what the network did for it.
//!
//! ```text
//!      1.00 s  At ALOHA-TIP: tip 3
//!      1.00 s  | @L 15
//!      3.70 s  | Open                                   connected with I4-TENEX in 2.43 s, by 11 messages
//!     31.00 s  | @DAYTIME
//!     31.55 s  |  SATURDAY, 20-JAN-73 12:00:31          9 characters to I4-TENEX, 31 back after 550 ms
//! ```
//!
//! Which terminal a connection serves cannot be seen on the cables; it is taken to be the one at that host at which
//! something happened last when the connection was asked for.

mod beside;
mod screen;

use std::collections::BTreeMap;

use arpanet_kernel::Time;
use arpanet_wire::command::Command;
use arpanet_world::{HostId, JobId, JobPlan, Plan};

use super::layout::Layout;
use super::protocol::counted;
use super::typed::{Typed, TypedLine};
use crate::file::{ConnectionClass, When};
use crate::trace::{Connections, Detail, Fact, JobChange, On, Service, State};
use beside::Beside;
use screen::Screen;

/// Where what the network did stands, and the least width that leaves room for it there.
const BESIDE_COLUMN: usize = 62;
const LEAST_WIDTH_FOR_TWO: usize = 92;
/// The width where there is no terminal to ask.
const PLAIN_WIDTH: usize = 120;
/// The time, and two blanks.
const CLOCK_WIDTH: usize = 12;

/// Tells a story.
#[derive(Clone, Debug)]
pub(super) struct Story {
    layout: Layout,
    typed: Typed,
    /// Typed lines of this instant that the terminal may yet show.
    unechoed: Vec<TypedLine>,
    terminals: Vec<Terminal>,
    /// Which terminal a connection serves.
    owners: BTreeMap<usize, JobId>,
    /// The terminal whose lines were told last.
    at: Option<JobId>,
    /// What each data connection has been told to be.
    transfers: BTreeMap<usize, Transfer>,
}

/// One person's terminal.
#[derive(Clone, Debug)]
struct Terminal {
    host: HostId,
    /// Host, program and the words after it.
    title: String,
    screen: Screen,
    beside: Beside,
    /// When something happened there last; `None` before it is switched on and after it is switched off.
    active: Option<Time>,
}

/// How far a transfer has been told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transfer {
    Opened,
    Closed,
}

impl Terminal {
    fn of(job: &JobPlan, plan: &Plan) -> Terminal {
        Terminal {
            host: job.host,
            title: title(&plan.hosts[job.host.index()].name, &job.program, &job.arguments),
            screen: Screen::default(),
            beside: Beside::default(),
            active: None,
        }
    }
}

impl Story {
    /// For a run of this plan.
    pub(super) fn new(plan: &Plan, layout: Layout) -> Story {
        let terminals = plan.jobs.iter().map(|job| Terminal::of(job, plan));
        Story {
            layout: Layout::new(Some(layout.width().unwrap_or(PLAIN_WIDTH))),
            typed: Typed::new(plan),
            unechoed: Vec::new(),
            terminals: terminals.collect(),
            owners: BTreeMap::new(),
            at: None,
            transfers: BTreeMap::new(),
        }
    }

    /// A job that nobody planned begins; it has the next number.
    pub(super) fn add_job(&mut self, job: &JobPlan, plan: &Plan) {
        self.terminals.push(Terminal::of(job, plan));
    }

    /// What is to be told of a fact, each line ended.
    pub(super) fn tell(&mut self, fact: &Fact, connections: &Connections) -> String {
        let mut told = self.typed_until(fact);
        match &fact.detail {
            Detail::Job { job, change, .. } => told.push_str(&self.on_job(fact.time, *job, change)),
            Detail::Shown { job, text } => told.push_str(&self.on_shown(fact.time, *job, text)),
            Detail::Fault(text) => told.push_str(&self.event(fact.time, text)),
            Detail::Command { command, when: When::Sent, on: Some(on) } => {
                told.push_str(&self.on_command(fact, command, *on, connections));
            }
            Detail::Data { when, on: Some(on), .. } => self.on_data(fact, *when, *on),
            // Replies begin with a digit; the user program shows them.
            Detail::Line { service: Service::Ftp, text, when: When::Sent }
                if !text.starts_with(|first: char| first.is_ascii_digit()) =>
            {
                let text = format!("{} to {}: {text}", fact.from, fact.to);
                told.push_str(&self.network(fact.time, &text));
            }
            Detail::ToHost { kind, .. } if fact.kind() == "going-down" => {
                told.push_str(&self.network(fact.time, &format!("{} is told: {kind}", fact.to)));
            }
            // Where nobody sits, nobody minds.
            Detail::ToHost { kind, .. }
                if matches!(fact.kind(), "dead" | "incomplete") && self.latest_at(fact.to.host).is_some() =>
            {
                let text = format!("{} is told of {}: {kind}", fact.to, fact.from);
                told.push_str(&self.network(fact.time, &text));
            }
            _ => {}
        }
        told
    }

    /// What the terminals still hold.
    pub(super) fn finish(&mut self) -> String {
        let mut told = String::new();
        for line in std::mem::take(&mut self.unechoed) {
            told.push_str(&self.typed_row(&line));
        }
        for job in 0..self.terminals.len() {
            told.push_str(&self.flush(JobId(job as u32)));
        }
        told
    }

    /// Lines that were typed earlier and not shown by the terminal itself are told now.
    fn typed_until(&mut self, fact: &Fact) -> String {
        while let Some(line) = self.typed.next_before(fact) {
            self.terminal(line.job).active = Some(line.time);
            self.unechoed.push(line);
        }
        let (over, open): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.unechoed).into_iter().partition(|line| line.time < fact.time);
        self.unechoed = open;
        over.iter().map(|line| self.typed_row(line)).collect()
    }

    fn typed_row(&mut self, line: &TypedLine) -> String {
        let text = self.terminal(line.job).screen.typed(&line.text);
        self.screen_row(line.time, line.job, &text)
    }

    fn terminal(&mut self, job: JobId) -> &mut Terminal {
        &mut self.terminals[job.index()]
    }

    fn on_job(&mut self, now: Time, job: JobId, change: &JobChange) -> String {
        match change {
            JobChange::Started => {
                self.terminal(job).active = Some(now);
                let gap = if self.at.replace(job).is_some() { "\n" } else { "" };
                let title = format!("At {}", self.terminal(job).title);
                format!("{gap}{}", self.event(now, &title))
            }
            JobChange::Ended | JobChange::Failed(_) => {
                let mut told = self.flush(job);
                self.terminal(job).active = None;
                if let JobChange::Failed(why) = change {
                    let text = format!("{} has failed: {why}", self.terminal(job).title);
                    told.push_str(&self.event(now, &text));
                }
                told
            }
        }
    }

    fn on_shown(&mut self, now: Time, job: JobId, text: &str) -> String {
        self.terminal(job).active = Some(now);
        // TELNET shows what one of its own commands, which begin with ^, sends, and not the command.
        let is_echo = |line: &TypedLine| {
            line.job == job && (text.starts_with(&line.text) || line.text.starts_with('^'))
        };
        if let Some(echoed) = self.unechoed.iter().position(is_echo) {
            self.unechoed.remove(echoed);
        }
        let lines = self.terminal(job).screen.take(now, text);
        lines.iter().map(|line| self.screen_row(now, job, line)).collect()
    }

    fn flush(&mut self, job: JobId) -> String {
        match self.terminal(job).screen.flush() {
            Some((time, line)) => self.screen_row(time, job, &line),
            None => String::new(),
        }
    }

    /// The terminal at which something happened last, of those at a host.
    fn latest_at(&self, host: Option<HostId>) -> Option<JobId> {
        let here = self.terminals.iter().enumerate();
        let here = here.filter(|(_, terminal)| Some(terminal.host) == host && terminal.active.is_some());
        here.max_by_key(|(_, terminal)| terminal.active).map(|(job, _)| JobId(job as u32))
    }

    fn on_command(&mut self, fact: &Fact, command: &Command, on: On, connections: &Connections) -> String {
        let state = connections.all()[&on.connection].state;
        match (on.class, command) {
            (ConnectionClass::Icp, Command::Rts { .. } | Command::Str { .. }) if state == State::Asked => {
                if let Some(job) = self.latest_at(fact.from.host) {
                    self.owners.insert(on.connection, job);
                    self.terminal(job).beside.asks(fact, on.service);
                }
            }
            (ConnectionClass::Control, Command::Rts { .. } | Command::Str { .. }) => {
                let owner = self.asker_between(fact, connections, on);
                if let Some(job) = owner {
                    self.owners.insert(on.connection, job);
                    self.terminal(job).beside.message();
                    if state == State::Open {
                        self.terminal(job).beside.opened(fact.time);
                    }
                }
            }
            (ConnectionClass::Data, _) => return self.on_transfer(fact, on, state, connections),
            _ => {
                if let Some(job) = self.owners.get(&on.connection) {
                    let job = *job;
                    self.terminal(job).beside.message();
                }
            }
        }
        String::new()
    }

    /// Whose initial connection led to this one: the latest between the two hosts.
    fn asker_between(&self, fact: &Fact, connections: &Connections, on: On) -> Option<JobId> {
        if let Some(job) = self.owners.get(&on.connection) {
            return Some(*job);
        }
        let known = &connections.all()[&on.connection];
        let ends = |at: usize| {
            let Some(other) = connections.get(at) else { return false };
            let (a, b) = (other.sender.host, other.receiver.host);
            [known.sender.host, known.receiver.host] == [a, b]
                || [known.receiver.host, known.sender.host] == [a, b]
        };
        let initial = self.owners.iter().rev().find(|(at, _)| {
            ends(**at) && connections.class(**at) == ConnectionClass::Icp && **at < on.connection
        });
        initial.map(|(_, job)| *job).or_else(|| self.latest_at(fact.from.host))
    }

    /// A data connection, which serves two programs, is an event of its own.
    fn on_transfer(&mut self, fact: &Fact, on: On, state: State, connections: &Connections) -> String {
        let known = &connections.all()[&on.connection];
        let (from, to) = match names_sender_first(fact, on) {
            true => (&fact.from, &fact.to),
            false => (&fact.to, &fact.from),
        };
        match (state, self.transfers.get(&on.connection)) {
            (State::Open, None) => {
                self.transfers.insert(on.connection, Transfer::Opened);
                let text = format!("a connection for data opens from {from} to {to}");
                self.network(fact.time, &text)
            }
            (State::Closing(_), Some(Transfer::Opened)) => {
                self.transfers.insert(on.connection, Transfer::Closed);
                let messages = counted(known.messages, "message");
                let bits = counted(known.bits, "bit");
                self.network(
                    fact.time,
                    &format!("it has carried {messages}, {bits}, from {from} to {to}; it closes"),
                )
            }
            _ => String::new(),
        }
    }

    fn on_data(&mut self, fact: &Fact, when: When, on: On) {
        let Some(job) = self.owners.get(&on.connection).copied() else { return };
        let Detail::Data { byte_size, bytes, .. } = &fact.detail else { return };
        let characters = u64::from(*bytes) * u64::from(*byte_size) / 8;
        let terminal = &mut self.terminals[job.index()];
        match when {
            When::Sent if on.class == ConnectionClass::Icp => terminal.beside.message(),
            // What goes over an FTP control connection is told word by word.
            _ if on.service == Some(Service::Ftp) || on.class == ConnectionClass::Icp => {}
            When::Sent if fact.from.host == Some(terminal.host) => terminal.beside.sent(fact, characters),
            When::Received if fact.to.host == Some(terminal.host) => {
                terminal.beside.received(fact, characters);
            }
            _ => {}
        }
    }

    /// A line of a terminal, with what the network has done for it since its last one.
    fn screen_row(&mut self, time: Time, job: JobId, line: &str) -> String {
        let mut told = String::new();
        if self.at != Some(job) {
            told = format!("{}[{}, terminal {}]\n", clock(time), self.terminal(job).title, job.index());
            self.at = Some(job);
        }
        let beside = self.terminal(job).beside.take();
        let left = format!("{}| {line}", clock(time));
        told + &self.columns(&left, beside.as_deref().unwrap_or_default())
    }

    /// What the network does for nobody's terminal in particular.
    fn network(&self, time: Time, text: &str) -> String {
        self.columns(&clock(time), text)
    }

    /// What happens to machines and lines.
    fn event(&self, time: Time, text: &str) -> String {
        self.layout.hanging(&clock(time), text)
    }

    /// Two columns where there is room, and else one below the other.
    fn columns(&self, left: &str, right: &str) -> String {
        let width = self.layout.width().unwrap_or(PLAIN_WIDTH);
        if right.is_empty() {
            return format!("{}\n", left.trim_end());
        }
        if width < LEAST_WIDTH_FOR_TWO {
            let below = self.layout.hanging(&format!("{:CLOCK_WIDTH$}    ", ""), &format!("({right})"));
            let blank = left.trim_end().len() < CLOCK_WIDTH;
            return if blank {
                self.layout.hanging(left, &format!("  ({right})"))
            } else {
                format!("{left}\n{below}")
            };
        }
        let taken = left.chars().count();
        if taken + 2 > BESIDE_COLUMN {
            let beside = self.layout.hanging(&" ".repeat(BESIDE_COLUMN), right);
            return format!("{left}\n{beside}");
        }
        self.layout.hanging(&format!("{left:BESIDE_COLUMN$}"), right)
    }
}

/// Whether a command on a connection comes from its sending end.
fn names_sender_first(fact: &Fact, on: On) -> bool {
    match &fact.detail {
        Detail::Command { command: Command::Rts { .. }, .. } => false,
        Detail::Command { command: Command::Cls { my_socket, .. }, .. } => *my_socket == on.send_socket,
        _ => true,
    }
}

fn title(host: &str, program: &str, arguments: &[String]) -> String {
    let words = arguments.iter().map(|word| format!(" {word}")).collect::<String>();
    format!("{host}: {program}{words}")
}

/// Seconds with two decimals, right-aligned, and two blanks.
fn clock(time: Time) -> String {
    let hundredths = time.as_ns() / 10_000_000;
    let text = format!("{}.{:02} s", hundredths / 100, hundredths % 100);
    format!("{text:>width$}  ", width = CLOCK_WIDTH - 2)
}
