//! How a host comes up and goes down, and how jobs and servers are started.

use arpanet_kernel::Time;
use arpanet_ncp::{Input as NcpInput, Ncp};

use super::io::{HostOutput, JobId, JobStatus};
use super::process::{Process, ProcessId, Role};
use super::table::Table;
use super::{ConfigError, Host, JobEntry, JobSpec, Work};
use crate::catalogue;
use crate::error::Failure;
use crate::sys::Setup;

impl Host {
    pub(super) fn on_start(&mut self) {
        self.is_up = true;
        self.up_since = self.view.now.get();
        self.start_servers();
    }

    pub(super) fn on_start_job(&mut self, job: JobId, spec: JobSpec, out: &mut Vec<HostOutput>) {
        let program = match catalogue::program(&spec.program) {
            Some(program) if self.is_up => program,
            other => {
                let no_program = ConfigError::NoSuchProgram(spec.program).to_string();
                let reason = if other.is_some() { "the host is down".to_owned() } else { no_program };
                self.jobs.insert(job, JobEntry { process: ProcessId(0), status: JobStatus::Running });
                return self.end_job(job, Err(Failure::new(reason)), out);
            }
        };
        let process = self.new_process();
        let JobSpec { arguments, login, logins, .. } = spec;
        let setup = Setup { number: process.0, arguments, login, logins };
        self.start(process, Process::new(program.name, Role::Job(job), &self.view, setup, program.run));
        self.jobs.insert(job, JobEntry { process, status: JobStatus::Running });
    }

    pub(super) fn on_crash(&mut self, now: Time, out: &mut Vec<HostOutput>) {
        if !self.is_up {
            return;
        }
        self.is_up = false;
        self.processes.clear();
        self.timers.clear();
        self.work.clear();
        self.table = Table::new();
        self.disk.forget_drafts();
        self.ncp = Ncp::new(self.config.ncp, self.config.address);
        out.push(HostOutput::Ready(false));
        let lost: Vec<JobId> = self.unfinished_jobs().collect();
        for job in lost {
            self.end_job(job, Err(Failure::new(format!("the host crashed at {now}"))), out);
        }
    }

    pub(super) fn on_restart(&mut self, out: &mut Vec<HostOutput>) {
        if self.is_up {
            return;
        }
        self.is_up = true;
        self.up_since = self.view.now.get();
        out.push(HostOutput::Ready(true));
        self.work.push_back(Work::Ncp(NcpInput::Start));
        self.start_servers();
    }

    pub(super) fn start_servers(&mut self) {
        for config in self.config.servers.clone() {
            let server = catalogue::server(&config.name).expect("Host::new has checked the servers");
            let process = self.new_process();
            let program = move |sys| (server.run)(sys, config.profile.as_deref());
            let name = server.name;
            let setup = Setup { number: process.0, ..Setup::default() };
            self.start(process, Process::new(name, Role::Server, &self.view, setup, program));
        }
    }
}
