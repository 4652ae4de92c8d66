//! A subnet without flaw, for tests of what stands around it: every message arrives whole after the same delay, and its
//! RFNM comes back after the same delay again. Message for an address at which nobody is: destination dead.
//!
//! Real hosts and scripted ones may be attached. A scripted host ("peer") is a test that says what it wants, when it
//! wants: it obeys no protocol, and it hears everything that is sent to it.

use std::collections::{BTreeMap, BTreeSet};

use arpanet_kernel::Time;
use arpanet_programs::host::{JobId, JobSpec, JobStatus};
use arpanet_programs::{Host, HostConfig, HostInput, HostOutput};
use arpanet_wire::command::{Command, Commands, emit_all};
use arpanet_wire::host_host::{Message, pad_to_word};
use arpanet_wire::{Bits, HostAddress, HostToImp, ImpToHost, Leader, Unreachable};

/// One second, in nanoseconds.
pub const SECOND: u64 = 1_000_000_000;
/// How long a message takes from host to host.
pub const DELAY_NS: u64 = 50_000_000;
/// How long a test waits for what it expects, in simulated time.
const PATIENCE_NS: u64 = 600 * SECOND;

/// The subnet and its hosts.
#[derive(Debug, Default)]
pub struct PerfectSubnet {
    now: Time,
    hosts: BTreeMap<HostAddress, Host>,
    peers: BTreeSet<HostAddress>,
    /// Hosts that have crashed and are not up again: dead, as the IMP tells those who ask.
    down: BTreeSet<HostAddress>,
    under_way: BTreeMap<(Time, u64), (HostAddress, Bits)>,
    sent: u64,
    log: Vec<Crossing>,
    terminals: BTreeMap<JobId, String>,
    said: Vec<String>,
    jobs: Vec<(JobId, HostAddress)>,
    nops: BTreeMap<HostAddress, u32>,
}

/// Something that one host has sent to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossing {
    /// When it was sent.
    pub at: Time,
    /// By whom.
    pub from: HostAddress,
    /// To whom.
    pub to: HostAddress,
    /// What it is.
    pub what: What,
}

/// What a host has sent.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// One command of a control message.
    Control(Command),
    /// A message of a connection.
    Data {
        /// Its link.
        link: u8,
        /// Its byte size.
        byte_size: u8,
        /// Its text.
        text: Bits,
    },
}

impl PerfectSubnet {
    /// A subnet with nobody attached.
    pub fn new() -> PerfectSubnet {
        PerfectSubnet::default()
    }

    /// The time.
    pub fn now(&self) -> Time {
        self.now
    }

    /// Attaches a host that has been up for long.
    pub fn attach(&mut self, config: HostConfig) -> HostAddress {
        let address = config.address;
        self.hosts.insert(address, Host::new(config).expect("the test's host can be"));
        self.input(address, HostInput::Start);
        address
    }

    /// Attaches a scripted host.
    pub fn attach_peer(&mut self, address: HostAddress) -> HostAddress {
        self.peers.insert(address);
        address
    }

    /// A host.
    pub fn host(&self, address: HostAddress) -> &Host {
        &self.hosts[&address]
    }

    /// Gives a host an input.
    pub fn input(&mut self, address: HostAddress, input: HostInput) {
        let mut outputs = Vec::new();
        let host = self.hosts.get_mut(&address).expect("the test names a host that it has attached");
        host.handle(self.now, input, &mut outputs);
        for output in outputs {
            self.on_output(address, output);
        }
    }

    /// Starts a program at a host, with lines typed ahead at its terminal, which then ends.
    pub fn run_program(&mut self, host: HostAddress, spec: JobSpec, lines: &[&str]) -> JobId {
        let job = self.start_program(host, spec);
        for line in lines {
            self.type_line(job, line);
        }
        self.input(host, HostInput::TerminalEnd { job });
        job
    }

    /// Starts a program at a host; its terminal stays open.
    pub fn start_program(&mut self, host: HostAddress, spec: JobSpec) -> JobId {
        let job = JobId(self.jobs.len() as u32);
        self.jobs.push((job, host));
        self.terminals.insert(job, String::new());
        self.input(host, HostInput::StartJob { job, spec });
        job
    }

    /// Types a line at a job's terminal.
    pub fn type_line(&mut self, job: JobId, line: &str) {
        self.input(self.jobs[job.0 as usize].1, HostInput::TerminalLine { job, text: line.to_owned() });
    }

    /// What a job has printed so far.
    pub fn terminal(&self, job: JobId) -> &str {
        &self.terminals[&job]
    }

    /// How far a job has come.
    pub fn status(&self, job: JobId) -> &JobStatus {
        self.hosts[&self.jobs[job.0 as usize].1].job_status(job).expect("the job was started")
    }

    /// What programs have said to the narration.
    pub fn said(&self) -> &[String] {
        &self.said
    }

    /// NOPs that a host has sent to its IMP.
    pub fn nops(&self, host: HostAddress) -> u32 {
        self.nops.get(&host).copied().unwrap_or(0)
    }

    /// All that has crossed so far, in the order of its sending.
    pub fn log(&self) -> &[Crossing] {
        &self.log
    }

    /// The commands that `from` has sent to `to`.
    pub fn commands(&self, from: HostAddress, to: HostAddress) -> Vec<Command> {
        let of_these = self.log.iter().filter(|crossing| crossing.from == from && crossing.to == to);
        of_these.filter_map(Crossing::command).collect()
    }

    /// The data that `from` has sent to `to`, as link and text.
    pub fn data(&self, from: HostAddress, to: HostAddress) -> Vec<(u8, Bits)> {
        let of_these = self.log.iter().filter(|crossing| crossing.from == from && crossing.to == to);
        let data = of_these.filter_map(|crossing| match &crossing.what {
            What::Data { link, text, .. } => Some((*link, text.clone())),
            What::Control(_) => None,
        });
        data.collect()
    }

    /// What `from` has sent to `to` on connections of 8-bit bytes, in order.
    pub fn octets(&self, from: HostAddress, to: HostAddress) -> Vec<u8> {
        let mut octets = Vec::new();
        for crossing in self.log.iter().filter(|crossing| crossing.from == from && crossing.to == to) {
            if let What::Data { byte_size: 8, text, .. } = &crossing.what {
                octets.extend(text.octets());
            }
        }
        octets
    }

    /// A peer sends commands in one control message.
    pub fn say(&mut self, peer: HostAddress, host: HostAddress, commands: &[Command]) {
        let message = Message::control(Leader::regular(host, 0), &emit_all(commands));
        self.send(peer, &message.expect("the test's commands fit into a message"));
    }

    /// A peer sends any octets in a control message, whether they are commands or not.
    pub fn say_octets(&mut self, peer: HostAddress, host: HostAddress, octets: &[u8]) {
        let message = Message::control(Leader::regular(host, 0), octets);
        self.send(peer, &message.expect("the test's octets fit into a message"));
    }

    /// A peer sends data.
    pub fn send_data(&mut self, peer: HostAddress, host: HostAddress, link: u8, byte_size: u8, text: &Bits) {
        let message = Message::new(Leader::regular(host, link), byte_size, text.clone());
        self.send(peer, &message.expect("the test's data fits into a message"));
    }

    fn send(&mut self, peer: HostAddress, message: &Message) {
        assert!(self.peers.contains(&peer), "{peer} is no peer");
        let bits = message.emit(1).expect("the test's message can be written down");
        self.on_message(peer, bits);
    }

    /// Runs for so long.
    pub fn run_for(&mut self, ns: u64) {
        let end = self.now.after_ns(ns);
        while self.step_before(end) {}
        self.now = end;
    }

    /// Runs until nothing is left to happen, or until patience ends.
    pub fn run_to_rest(&mut self) {
        let end = self.now.after_ns(PATIENCE_NS);
        while self.step_before(end) {}
    }

    /// Runs until `done`. False: it did not come about in ten minutes of simulated time.
    pub fn run_until(&mut self, done: impl Fn(&PerfectSubnet) -> bool) -> bool {
        let end = self.now.after_ns(PATIENCE_NS);
        while !done(self) {
            if !self.step_before(end) {
                return false;
            }
        }
        true
    }

    /// Runs until `from` has sent `to` a command for which `pick` gives something, which may have been long ago.
    pub fn expect<T>(
        &mut self,
        from: HostAddress,
        to: HostAddress,
        what: &str,
        pick: impl Fn(&Command) -> Option<T>,
    ) -> T {
        let found = |net: &PerfectSubnet| net.commands(from, to).iter().find_map(&pick);
        if !self.run_until(|net| found(net).is_some()) {
            panic!("{from} never sent {to} {what}; what crossed:\n{}", self.told());
        }
        found(self).expect("it was there a moment ago")
    }

    /// Runs until `job` has ended.
    pub fn finish(&mut self, job: JobId) -> JobStatus {
        let ended = self.run_until(|net| *net.status(job) != JobStatus::Running);
        let host = &self.hosts[&self.jobs[job.0 as usize].1];
        assert!(
            ended,
            "the job still awaits {:?}; what crossed:\n{}",
            host.what_job_awaits(job),
            self.told()
        );
        self.status(job).clone()
    }

    /// All that has crossed, one line each.
    pub fn told(&self) -> String {
        self.log.iter().map(|crossing| format!("{crossing}\n")).collect()
    }

    /// Does the next thing that is due by `end`; false when there is none.
    fn step_before(&mut self, end: Time) -> bool {
        let arrival = self.under_way.keys().next().map(|(at, _)| *at);
        let wake = self.hosts.iter().filter_map(|(address, host)| Some((host.next_wake()?, *address))).min();
        let next = [arrival, wake.map(|(at, _)| at)].into_iter().flatten().min();
        let Some(at) = next.filter(|at| *at <= end) else {
            return false;
        };
        self.now = self.now.max(at);
        if arrival == Some(at) {
            let (_, (to, message)) = self.under_way.pop_first().expect("it is the one that is due");
            if self.hosts.contains_key(&to) {
                self.input(to, HostInput::FromImp(message));
            }
        } else if let Some((_, host)) = wake {
            self.input(host, HostInput::Wake);
        }
        true
    }

    fn on_output(&mut self, host: HostAddress, output: HostOutput) {
        match output {
            HostOutput::ToImp(message) => self.on_message(host, message),
            HostOutput::Terminal { job, text } => self.terminals.entry(job).or_default().push_str(&text),
            HostOutput::Said { program, text } => self.said.push(format!("{program}: {text}")),
            HostOutput::Ready(true) => drop(self.down.remove(&host)),
            HostOutput::Ready(false) => drop(self.down.insert(host)),
            HostOutput::JobEnded { .. } | HostOutput::Note(_) => {}
        }
    }

    /// A host hands a message to its IMP.
    fn on_message(&mut self, from: HostAddress, mut message: Bits) {
        let leader = Leader::parse(&message).expect("a host's message has a leader");
        match leader.host_to_imp() {
            HostToImp::Regular => {}
            HostToImp::Nop => return *self.nops.entry(from).or_default() += 1,
            _ => return,
        }
        let to = leader.address;
        self.note(from, to, &message);
        let is_there = self.hosts.contains_key(&to) || self.peers.contains(&to);
        if !is_there || self.down.contains(&to) {
            return self.reply(from, ImpToHost::DestinationDead(Unreachable::Host), leader, 2 * DELAY_NS);
        }
        pad_to_word(&mut message);
        let mut arriving = Leader { address: from, ..leader }.emit().expect("the address is one of 1973");
        arriving.extend(&message.slice(Leader::LENGTH_BITS, message.length_bits()));
        self.schedule(to, arriving, DELAY_NS);
        self.reply(from, ImpToHost::Rfnm, leader, 2 * DELAY_NS);
    }

    fn reply(&mut self, to: HostAddress, kind: ImpToHost, about: Leader, after_ns: u64) {
        let mut reply =
            Leader::from_imp(kind, about.address, about.link).emit().expect("the address was read");
        pad_to_word(&mut reply);
        self.schedule(to, reply, after_ns);
    }

    fn schedule(&mut self, to: HostAddress, message: Bits, after_ns: u64) {
        self.sent += 1;
        self.under_way.insert((self.now.after_ns(after_ns), self.sent), (to, message));
    }

    fn note(&mut self, from: HostAddress, to: HostAddress, bits: &Bits) {
        let message = Message::parse(bits).expect("a host sends whole messages");
        let link = message.header().leader.link;
        let (log, at) = (&mut self.log, self.now);
        let mut note = |what| log.push(Crossing { at, from, to, what });
        if link == 0 {
            for command in Commands::new(message.text().octets()) {
                match command {
                    Ok(command) => note(What::Control(command)),
                    Err(why) => {
                        assert!(self.peers.contains(&from), "{from} sends illegal commands: {why}");
                        break;
                    }
                }
            }
        } else {
            let byte_size = message.header().byte_size;
            note(What::Data { link, byte_size, text: message.into_text() });
        }
    }
}

impl Crossing {
    /// The command, if it is one.
    pub fn command(&self) -> Option<Command> {
        match &self.what {
            What::Control(command) => Some(*command),
            What::Data { .. } => None,
        }
    }
}

impl std::fmt::Display for Crossing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} to {}: ", self.at, self.from, self.to)?;
        match &self.what {
            What::Control(command) => write!(f, "{command}"),
            What::Data { link, byte_size, text } => write!(f, "link {link} size {byte_size}: {text:?}"),
        }
    }
}
