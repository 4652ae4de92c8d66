//! What goes into a host's system, and what its outputs mean for the rest of the world.

use arpanet_programs::account::Credentials;
use arpanet_programs::host::{self, HostInput, HostOutput, JobSpec};

use crate::cable::{Incoming, Outgoing};
use crate::event::Event;
use crate::id::{HostId, JobId};
use crate::outside::Departure;
use crate::plan::{JobPlan, Login, Start};
use crate::record::{Record, Watch};
use crate::world::World;

impl World {
    /// The run begins: hosts of a network that has been running are up, others come up now.
    pub(crate) fn on_host_starts(&mut self, host: HostId, watch: &mut Watch<'_>) {
        let input = match self.plan.start {
            Start::Warm => HostInput::Start,
            Start::Cold => HostInput::Restart,
        };
        self.tell_host(host, input, watch);
    }

    pub(crate) fn on_host_wake(&mut self, host: HostId, generation: u32, watch: &mut Watch<'_>) {
        let node = &mut self.hosts[host.index()];
        if !node.wake.is_due(generation) {
            return;
        }
        if node.machine.as_ref().and_then(|machine| machine.next_wake()).is_some_and(|at| at <= self.now) {
            self.tell_host(host, HostInput::Wake, watch);
        } else {
            // It has been put off since.
            self.arm_host(host, watch);
        }
    }

    /// The host is handed the message that crossed first. One of which only the length is known says nothing to it.
    pub(crate) fn on_host_hears(&mut self, host: HostId, watch: &mut Watch<'_>) {
        if let Some(Incoming::Real { bits, .. }) = self.hosts[host.index()].arrived.pop_front() {
            self.tell_host(host, HostInput::FromImp(bits), watch);
        }
    }

    pub(crate) fn on_imp_ready(&mut self, host: HostId, ready: bool, watch: &mut Watch<'_>) {
        self.tell_host(host, HostInput::ImpReady(ready), watch);
    }

    pub(crate) fn on_job_due(&mut self, job: JobId, watch: &mut Watch<'_>) {
        self.planned -= 1;
        let planned = &self.plan.jobs[job.index()];
        let (host, spec, nothing_is_typed) = (planned.host, job_spec(planned), planned.terminal.is_empty());
        self.schedule_line(job, 0);
        self.begin_job(job, host, spec, watch);
        if nothing_is_typed {
            self.tell_host(host, HostInput::TerminalEnd { job: host::JobId(job.0) }, watch);
        }
    }

    /// A job is started; its terminal stays open.
    pub(crate) fn begin_job(&mut self, job: JobId, host: HostId, spec: JobSpec, watch: &mut Watch<'_>) {
        if watch.interests.events {
            watch.tell(self.now, &Record::JobStarted(job));
        }
        self.tell_host(host, HostInput::StartJob { job: host::JobId(job.0), spec }, watch);
    }

    pub(crate) fn on_line_typed(&mut self, job: JobId, line: u16, watch: &mut Watch<'_>) {
        self.planned -= 1;
        let planned = &self.plan.jobs[job.index()];
        let (host, text) = (planned.host, planned.terminal[usize::from(line)].text.clone());
        let is_last = usize::from(line) + 1 == planned.terminal.len();
        self.tell_host(host, HostInput::TerminalLine { job: host::JobId(job.0), text }, watch);
        if is_last {
            self.tell_host(host, HostInput::TerminalEnd { job: host::JobId(job.0) }, watch);
        } else {
            self.schedule_line(job, line + 1);
        }
    }

    /// Sees to it that the line is typed in its time, if there is such a line.
    fn schedule_line(&mut self, job: JobId, line: u16) {
        let planned = &self.plan.jobs[job.index()];
        if let Some(typed) = planned.terminal.get(usize::from(line)) {
            let at = planned.at.after_ns(typed.after_ns).max(self.now);
            self.planned += 1;
            self.queue.push(at, Event::LineTyped { job: job.0, line });
        }
    }

    /// Gives a host's system one input and drains its outputs. Nothing happens where no system is.
    pub(crate) fn tell_host(&mut self, host: HostId, input: HostInput, watch: &mut Watch<'_>) {
        let Some(machine) = &mut self.hosts[host.index()].machine else { return };
        let mut outputs = std::mem::take(&mut self.host_outputs);
        machine.handle(self.now, input, &mut outputs);
        for output in outputs.drain(..) {
            self.on_host_output(host, output, watch);
        }
        self.host_outputs = outputs;
        self.arm_host(host, watch);
    }

    /// Sees to it that the host is woken when it wants to be. It puts that off with every message: what comes too early then
    /// aims anew.
    fn arm_host(&mut self, host: HostId, watch: &Watch<'_>) {
        let is_eager = self.is_eager(watch);
        let node = &mut self.hosts[host.index()];
        let wanted = node.machine.as_ref().and_then(|machine| machine.next_wake());
        let armed = if is_eager { node.wake.arm(wanted) } else { wanted.and_then(|at| node.wake.aim(at)) };
        if let Some((at, generation)) = armed {
            self.queue.push(at.max(self.now), Event::HostWake { host: host.0, generation });
        }
    }

    fn on_host_output(&mut self, host: HostId, output: HostOutput, watch: &mut Watch<'_>) {
        match output {
            HostOutput::ToImp(bits) => {
                self.hosts[host.index()].to_imp.offer(Outgoing::Real { bits, ends: true });
                self.start_to_imp(host);
            }
            HostOutput::Ready(ready) => self.set_host_ready(host, ready),
            HostOutput::Terminal { job: host::JobId(job), text } => {
                let job = JobId(job);
                self.fingerprint.add_terminal(self.now, host, job, &text);
                if watch.interests.terminals {
                    watch.tell(self.now, &Record::Terminal { host, job, text: &text });
                }
                if self.is_outside_job(job) {
                    self.outside.depart(self.now, Departure::Terminal { job, text });
                }
            }
            HostOutput::JobEnded { job, outcome } => {
                if watch.interests.events {
                    watch.tell(self.now, &Record::JobEnded { job: JobId(job.0), outcome: &outcome });
                }
                self.on_outside_job_ended(JobId(job.0));
            }
            HostOutput::Said { program, text } => {
                if watch.interests.notes {
                    watch.tell(self.now, &Record::Said { host, program: &program, text: &text });
                }
            }
            HostOutput::Note(note) => {
                self.connections.on_note(self.plan.hosts[host.index()].address, &note);
                if watch.interests.notes {
                    watch.tell(self.now, &Record::Ncp { host, note: &note });
                }
            }
        }
    }
}

/// What a host is told of a job.
pub(crate) fn job_spec(planned: &JobPlan) -> JobSpec {
    JobSpec {
        program: planned.program.clone(),
        arguments: planned.arguments.clone(),
        login: planned.login.as_ref().map(credentials),
        logins: planned.logins.iter().map(|(host, login)| (host.clone(), credentials(login))).collect(),
    }
}

fn credentials(login: &Login) -> Credentials {
    Credentials { user: login.user.clone(), password: login.password.clone(), account: login.account.clone() }
}
